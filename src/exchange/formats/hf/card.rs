//! The card of a dataset: which files it has, what their columns are, and the names of labels that are numbers in them.

use std::collections::HashSet;

use super::{
    super::{Dataset, Document},
    file_of,
    yaml::{self, quoted, text},
};
use crate::labels::LabelId;

/// What the card must say of documents, which is known when all have been written.
pub(super) struct Card {
    /// Labels of the dataset, and those that documents have besides.
    names: Vec<LabelId>,
    known: HashSet<LabelId>,
    documents: u64,
    spans: u64,
}

impl Card {
    /// The card of a dataset without documents.
    pub fn new(dataset: &Dataset) -> Self {
        let names: Vec<LabelId> = dataset.labels.labels().iter().map(|label| label.id.clone()).collect();
        Self {
            known: names.iter().cloned().collect(),
            names,
            documents: 0,
            spans: 0,
        }
    }

    /// Counts one more document.
    pub fn add(&mut self, document: &Document) {
        self.documents += 1;
        for layer in &document.layers {
            self.spans += layer.annotations.len() as u64;
            let spans = layer.annotations.iter().map(|annotation| &annotation.label);
            for label in spans.chain(&layer.document) {
                if !self.known.contains(label) {
                    self.known.insert(label.clone());
                    self.names.push(label.clone());
                }
            }
        }
    }

    /// The whole card.
    pub fn text(&self, dataset: &Dataset, splits: &[&str]) -> String {
        let mut card = format!(
            "---\npretty_name: {}\nsize_categories:\n- {}\ntask_categories:\n- {}\nconfigs:\n- config_name: default\n  data_files:\n",
            quoted(&dataset.name),
            size(self.documents),
            if dataset.is_units {
                "text-classification"
            } else {
                "token-classification"
            },
        );
        for split in splits {
            let path = quoted(&file_of(split, dataset.extras));
            card += &format!("  - split: {}\n    path: {path}\n", quoted(split));
        }
        card += "dataset_info:\n  features:\n";
        card += &self.features(dataset.is_units);
        card += &format!("---\n\n# {}\n\n", dataset.name.replace(['\n', '\r'], " "));
        card += &match dataset.is_units {
            true => format!("{} texts, each with a `label`.\n", self.documents),
            false => format!(
                "{} documents with {} spans. `start` and `end` count Unicode code points, as Python does: \
                 `text[start:end]` is the text of a span.\n",
                self.documents, self.spans
            ),
        };
        card + "\n`extra` is a JSON object of what else is known of a text.\n"
    }

    fn features(&self, is_units: bool) -> String {
        let mut features = fields("  ", &["id", "text"], "string");
        if is_units {
            features += &self.label("  ");
            features += &fields("  ", &["annotator"], "string");
        } else {
            features += "  - name: spans\n    list:\n";
            features += &fields("    ", &["start", "end"], "int64");
            features += &self.label("    ");
            features += &fields("    ", &["text", "annotator", "note", "second"], "string");
            features += &fields("    ", &["unsure"], "bool");
            features += &fields("    ", &["origin", "id", "made", "changed"], "string");
        }
        features += "  - name: layers\n    list:\n";
        features += &fields("    ", &["annotator", "state"], "string");
        features += &fields("    ", &["coverage"], "bool");
        features += "    - name: document\n      list: string\n";
        features
            + &fields(
                "  ",
                &["title", "author", "source", "url", "date", "lang", "extra"],
                "string",
            )
    }

    fn label(&self, indent: &str) -> String {
        if self.names.is_empty() {
            return fields(indent, &["label"], "string");
        }
        let mut label =
            format!("{indent}- name: label\n{indent}  dtype:\n{indent}    class_label:\n{indent}      names:\n");
        for (number, name) in self.names.iter().enumerate() {
            label += &format!("{indent}        '{number}': {}\n", quoted(name.as_str()));
        }
        label
    }
}

fn fields(indent: &str, names: &[&str], kind: &str) -> String {
    let fields = names
        .iter()
        .map(|name| format!("{indent}- name: {name}\n{indent}  dtype: {kind}\n"));
    fields.collect()
}

/// The sizes that Hugging Face tells apart.
fn size(documents: u64) -> &'static str {
    match documents {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    }
}

/// What a card says that is needed to read its data.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CardIn {
    /// The files of splits: the split, and a path with `*` for what may be anything.
    pub files: Vec<(String, String)>,
    /// The names of labels in the order of their numbers, by the column that they are in, such as `spans.label`.
    pub names: Vec<(String, Vec<String>)>,
}

/// What the card `card` says; `None` if it is an ordinary README.
pub(super) fn read(card: &str) -> Option<CardIn> {
    let card = card.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let front = card.strip_prefix("---\n")?;
    let front = front.split("\n---").next()?;
    if !front
        .lines()
        .any(|line| line.starts_with("dataset_info:") || line.starts_with("configs:"))
    {
        return None;
    }
    let mut read = CardIn::default();
    let mut columns: Vec<(usize, String)> = Vec::new();
    let mut names_at: Option<usize> = None;
    let mut split = String::new();
    for line in &yaml::lines(front) {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let field = line.trim_start_matches([' ', '-']).split_once(':');
        if names_at.is_some_and(|at| at < indent) {
            // They stand in a list, or each after its number.
            let item = line.trim_start().strip_prefix("- ");
            if let (Some((_, names)), Some(name)) = (read.names.last_mut(), item.or(field.map(|(_, name)| name))) {
                names.push(text(name));
            }
            continue;
        }
        let Some((key, value)) = field else { continue };
        names_at = None;
        match key {
            "name" => {
                columns.retain(|(outer, _)| *outer < indent);
                columns.push((indent, text(value)));
            }
            "names" => {
                names_at = Some(indent);
                let path: Vec<&str> = columns.iter().map(|(_, name)| &**name).collect();
                read.names.push((path.join("."), Vec::new()));
            }
            "split" => split = text(value),
            "path" if !value.trim().is_empty() => read.files.push((split.clone(), text(value))),
            _ => {}
        }
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_others_are_read() {
        let card = "---\r\nlanguage:\r\n- en\r\nconfigs:\n- config_name: default\n  data_files:\n  - split: test\n    path: data/test-*\n\
                    dataset_info:\n  features:\n  - name: text\n    dtype: string\n  - name: label\n    dtype:\n      class_label:\n        \
                    names:\n          '0': neg\n          '1': 'it''s'\n  - name: spans\n    list:\n    - name: label\n      dtype:\n        \
                    class_label:\n          names:\n            '0': \"a: \\\"b\\\"\"\n    - name: start\n      dtype: int64\n---\n# Name: x\n";
        let read = read(card).expect("a card");
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(read.files, [("test".to_owned(), "data/test-*".to_owned())]);
        assert_eq!(
            read.names,
            [
                ("label".to_owned(), owned(&["neg", "it's"])),
                ("spans.label".to_owned(), owned(&["a: \"b\""]))
            ]
        );
        assert_eq!(super::read("# A project\n\nconfigs: none\n"), None);
        assert_eq!(super::read("---\ntitle: x\n---\n"), None);
    }
}
