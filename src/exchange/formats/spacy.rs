//! spaCy's DocBin, as `spacy train` reads it: all spans in `doc.spans["sc"]`, those of each annotator in
//! `doc.spans["sc:ana"]`, and the longest that do not overlap in `doc.ents`. The rest is in `doc.user_data`.

mod bin;
mod doc;
mod groups;
mod loose;
mod murmur;
mod reading;
mod symbols;

use std::{collections::BTreeMap, path::Path};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, ReadError, ReadOptions, Take, Writer,
    label_file, splits::SplitNames,
};
use bin::Bin;

/// What all spans are kept under: the key that spaCy's span categoriser looks for by itself.
const SPANS: &str = "sc";
/// What stands before the name of an annotator in the key of the annotator's spans.
const SPANS_OF: &str = "sc:";
/// The ending of the files.
const ENDING: &str = ".spacy";

/// spaCy's DocBin.
pub(super) struct Spacy;

impl Format for Spacy {
    fn name(&self) -> &'static str {
        "spacy"
    }

    fn help(&self) -> &'static str {
        "spaCy's DocBin, to train with: doc.spans, doc.ents and doc.cats"
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import spacy\n\
         from spacy.tokens import DocBin\n\
         docs = list(DocBin().from_disk(\"train.spacy\").get_docs(spacy.blank(\"xx\").vocab))"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        Ok(Box::new(Bins::new(dataset, out, bin::MOST_TOKENS)))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) {
            return Claim::Part;
        }
        match candidate.ends_with(ENDING) && reading::is_bin(candidate.head) {
            true => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Bins<'a> {
    dataset: &'a Dataset,
    out: &'a Files<'a>,
    names: SplitNames,
    splits: BTreeMap<String, Split>,
    /// With how many tokens a bin is full.
    most_tokens: usize,
}

/// A part of the dataset on its way out.
struct Split {
    /// The name of its file or folder.
    name: String,
    /// How many bins of it are written already.
    written: usize,
    bin: Bin,
}

impl<'a> Bins<'a> {
    fn new(dataset: &'a Dataset, out: &'a Files<'a>, most_tokens: usize) -> Self {
        Self {
            dataset,
            out,
            names: SplitNames::new(),
            splits: BTreeMap::new(),
            most_tokens,
        }
    }
}

impl Writer for Bins<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let key = document.split();
        if !self.splits.contains_key(key) {
            let split = Split {
                name: self.names.of(key),
                written: 0,
                bin: Bin::default(),
            };
            self.splits.insert(key.to_owned(), split);
        }
        let Some(split) = self.splits.get_mut(key) else {
            return Ok(());
        };
        if split.bin.is_full(self.most_tokens) {
            split.next(self.out)?;
        }
        split.bin.add(document, self.dataset)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for mut split in self.splits.into_values() {
            match split.written {
                0 => split.bin.write(self.out.create(&format!("{}{ENDING}", split.name))?)?,
                _ => split.next(self.out)?,
            }
        }
        Ok(())
    }
}

impl Split {
    /// Writes a bin that is full. A part of several bins is a folder, which spaCy reads as one corpus.
    fn next(&mut self, out: &Files<'_>) -> Result<(), ExportError> {
        self.written += 1;
        let file = out.create(&format!("{}/{:05}{ENDING}", self.name, self.written))?;
        std::mem::take(&mut self.bin).write(file)
    }
}

#[cfg(test)]
mod tests;
