//! Hugging Face: a folder with a card and the documents of each split, as `datasets.load_dataset` reads it.

mod card;
mod nested;
mod reading;
mod rows;
mod yaml;

use std::{collections::BTreeMap, io::Write as _, path::Path};

use self::card::Card;
pub(super) use self::reading::is_in_folder;
use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Extras, Files, Format, Loss, Losses, ReadError,
    ReadOptions, TRAIN, Take, Writer, columnar::Columnar, label_file, tables,
};
use crate::store::OutFile;

/// The card of a dataset.
const CARD: &str = "README.md";

/// A folder for Hugging Face.
pub(super) struct HuggingFace;

impl Format for HuggingFace {
    fn name(&self) -> &'static str {
        "hf"
    }

    fn help(&self) -> &'static str {
        "A folder for Hugging Face datasets, with a card that says what is in it"
    }

    fn folder(&self, extras: Extras) -> &'static str {
        if extras.parquet { "hf_parquet" } else { "hf_jsonl" }
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import datasets\n\
         dataset = datasets.load_dataset(\"hf_jsonl\")  # the folder itself"
    }

    fn fit(&self, mut document: Document, losses: &mut Losses) -> Document {
        let split = document.split();
        let name = split_name(split);
        if name != split {
            losses.add(Loss::Split, || document.id.clone());
        }
        document.split = Some(name);
        tables::fit(document)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        let mut folder = Folder {
            dataset,
            out,
            splits: BTreeMap::new(),
            card: Card::new(dataset),
        };
        // A dataset without documents is one with an empty split.
        if dataset.splits.is_empty() {
            folder.split(TRAIN)?;
        }
        Ok(Box::new(folder))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        reading::claim(candidate)
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

/// The name of a split as `datasets` allows it: words and nothing else.
fn split_name(split: &str) -> String {
    let name: String = split
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
        .collect();
    if name.is_empty() { TRAIN.to_owned() } else { name }
}

/// The folder that is being written.
struct Folder<'a> {
    dataset: &'a Dataset,
    out: &'a Files<'a>,
    splits: BTreeMap<String, Split>,
    card: Card,
}

/// The file of a split.
enum Split {
    Lines(OutFile),
    Parquet(Box<Columnar>),
}

impl Folder<'_> {
    /// The file of a split, which is begun if it is not there yet.
    fn split(&mut self, name: &str) -> Result<&mut Split, ExportError> {
        if !self.splits.contains_key(name) {
            let file = self.out.create(&file_of(name, self.dataset.extras))?;
            let split = match self.dataset.extras.parquet {
                true => Split::Parquet(Box::new(Columnar::new(file, &nested::schema(self.dataset.is_units))?)),
                false => Split::Lines(file),
            };
            self.splits.insert(name.to_owned(), split);
        }
        self.splits
            .get_mut(name)
            .ok_or_else(|| ExportError::Unfit(format!("There is no split {name}.")))
    }
}

/// The file of a split in the folder of the dataset.
fn file_of(split: &str, extras: Extras) -> String {
    match extras.parquet {
        true => format!("data/{split}-00000-of-00001.parquet"),
        false => format!("data/{split}.jsonl"),
    }
}

impl Writer for Folder<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let is_units = self.dataset.is_units;
        self.card.add(document);
        match self.split(document.split())? {
            Split::Lines(file) => {
                serde_json::to_writer(&mut *file, &rows::Row { document, is_units })?;
                file.write_all(b"\n")?;
                Ok(())
            }
            Split::Parquet(file) => nested::write(file, document, is_units),
        }
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        // As people want them, and then those that nobody has named.
        let order = |name: &str| {
            let place = self.dataset.splits.iter().position(|split| split_name(split) == name);
            place.unwrap_or(usize::MAX)
        };
        let mut names: Vec<&str> = self.splits.keys().map(|name| &**name).collect();
        names.sort_by_key(|name| order(name));
        let mut card = self.out.create(CARD)?;
        card.write_all(self.card.text(self.dataset, &names).as_bytes())?;
        card.finish()?;
        for split in self.splits.into_values() {
            match split {
                Split::Lines(file) => file.finish()?,
                Split::Parquet(file) => file.finish()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{
        Item,
        trial::{self, claim_at, in_short, items_of, sampled},
    };

    const PARQUET: Extras = Extras {
        parquet: true,
        bilou: false,
        predictions: false,
    };

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&HuggingFace);
        trial::check(&HuggingFace, &trial::sentences(Extras::default())).expect("units come back");
    }

    #[test]
    fn everything_comes_back_from_parquet() {
        trial::round_trip_with(&HuggingFace, PARQUET);
        trial::check(&HuggingFace, &trial::sentences(PARQUET)).expect("units come back");
    }

    #[test]
    fn every_row_has_every_key() {
        let trial = trial::sentences(Extras::default());
        let folder = trial::write(&HuggingFace, &trial.dataset, &trial.documents).expect("written");
        let read = |name: &str| std::fs::read_to_string(folder.path().join("dataset").join(name)).expect("a file");
        let lines = read("data/train.jsonl");
        assert_eq!(
            lines.lines().nth(1).expect("two rows"),
            "{\"id\":\"d1#2\",\"text\":\"😊\",\"label\":null,\"annotator\":\"ana\",\"layers\":[{\"annotator\":\"ana\",\
             \"state\":\"InProgress\",\"coverage\":false,\"document\":[]}],\"title\":null,\"author\":null,\"source\":null,\
             \"url\":null,\"date\":null,\"lang\":null,\"extra\":null}"
        );
        assert!(read("README.md").contains("- split: \"validation\"\n    path: \"data/validation.jsonl\"\n"));
        assert!(!folder.path().join("dataset/data/test.jsonl").exists());
    }

    #[test]
    fn numbers_of_labels_become_names() {
        let spans = sampled(&HuggingFace, "hf/spans/data/heldout-00000-of-00001.jsonl");
        let short: Vec<_> = in_short(&spans[0])
            .into_iter()
            .map(|(_, _, _, label, text)| (label, text))
            .collect();
        let expected = [("fact", "fact one"), ("it's: “odd”\n", "opinion two")];
        assert_eq!(short, expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
        assert_eq!((&*spans[0].id, spans[0].split.as_deref()), ("7", Some("heldout")));
        assert_eq!(spans[1].text.as_str(), "");
        let alone = sampled(&HuggingFace, "hf/alone.parquet");
        assert_eq!(in_short(&alone[0]), in_short(&spans[0]));
        assert_eq!(alone[0].split, None);
        let lists = sampled(&HuggingFace, "hf/lists.parquet");
        let labels: Vec<_> = in_short(&lists[0])
            .into_iter()
            .map(|(_, _, _, label, _)| label)
            .collect();
        assert_eq!(labels, ["3", "fact"]);
    }

    #[test]
    fn whole_texts_have_labels_too() {
        let train = sampled(&HuggingFace, "hf/texts/data/train-00000-of-00001.parquet");
        let labels: Vec<&str> = train
            .iter()
            .map(|document| document.layers[0].document[0].as_str())
            .collect();
        assert_eq!(labels, ["fact", "3"]);
        assert_eq!((train[0].text.as_str(), &*train[0].extra["idx"]), ("It rained.", "0"));
        let test = sampled(&HuggingFace, "hf/texts/data/validation-00000-of-00001.parquet");
        assert!(test[0].layers.is_empty());
        assert_eq!(test[0].split.as_deref(), Some("validation"));
        assert_eq!(
            claim_at(&HuggingFace, &trial::sample("hf/texts/README.md")),
            Claim::Part
        );
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("train.jsonl");
        let deep = "[".repeat(100_000);
        let lines = [
            "{\"text\":\"a\",\"spans\":[{\"start\":-1,\"end\":1,\"label\":0}]}",
            "{\"text\":7,\"spans\":[]}",
            &format!("{{\"text\":\"a\",\"spans\":{deep}"),
            "{\"text\":\"a\",\"spans\":{\"start\":[0],\"end\":[],\"label\":[18446744073709551615]}}",
            "{\"text\":\"a\",\"spans\":[{\"start\":0,\"end\":18446744073709551615,\"label\":99}]}",
            "{\"text\":\"a\",\"spans\":null}",
        ];
        std::fs::write(&path, lines.join("\n")).expect("written");
        std::fs::write(folder.path().join("README.md"), "---\nconfigs:\n- \"x\nnames:\n").expect("written");
        let items = items_of(&HuggingFace, &path, &ReadOptions::default()).expect("readable");
        let is_good: Vec<bool> = items.iter().map(|item| matches!(item, Item::Document(_))).collect();
        assert_eq!(is_good, [false, false, false, false, true, true]);
    }

    #[test]
    fn other_files_are_not_claimed() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in [
            ("README.md", "# A project\n\n---\nconfigs:\n"),
            ("train.jsonl", "{\"text\":\"a\",\"spans\":[]}\n"),
            ("train.txt", "spans\n"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).expect("written");
            assert_eq!(claim_at(&HuggingFace, &path), Claim::No, "{name}");
        }
        for name in ["parquet/pandas/spans.parquet", "parquet/pandas/documents.parquet"] {
            assert_eq!(claim_at(&HuggingFace, &trial::sample(name)), Claim::No, "{name}");
        }
    }

    #[test]
    fn names_of_splits_are_words() {
        assert_eq!(split_name("held-out/2 b"), "held_out_2_b");
        assert_eq!(split_name(""), "train");
    }
}
