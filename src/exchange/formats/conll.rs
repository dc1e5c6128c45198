//! CoNLL, a token a line with its tag, as sequence taggers are trained with it. What it has no place for is beside it, in
//! `train.documents.jsonl`, where no reader of CoNLL stumbles over it.

mod beside;
mod fitting;
mod looks;
mod reading;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io::Write as _, path::Path};

pub(super) use looks::PLUS;

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    carries::{LabelFacts, Text, Unit},
    label_file,
    splits::SplitNames,
    tags::{TagNames, Within, letter},
};
use crate::{annotation::Annotation, store::OutFile};
use beside::Row;

/// The line that begins a document. spaCy looks for all of it.
const DOCUMENT: &str = "-DOCSTART- -X- O O";

/// CoNLL.
pub(super) struct Conll;

impl Format for Conll {
    fn name(&self) -> &'static str {
        "conll"
    }

    fn help(&self) -> &'static str {
        "CoNLL, a token a line with its IOB2 tag, for sequence taggers"
    }

    fn carries(&self) -> Carries {
        Carries {
            text: Text::Tokens,
            overlap: false,
            document: true,
            state: true,
            metadata: true,
            extra: true,
            split: true,
            labels: LabelFacts::All,
            unit: Unit::Tokens,
            ..Carries::SPANS
        }
    }

    fn python(&self) -> &'static str {
        "sentences = [[line.split(\"\\t\") for line in sentence.splitlines()]\n\
         \x20            for sentence in open(\"train.conll\", encoding=\"utf-8\").read().strip().split(\"\\n\\n\")]"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        fitting::fit(document, losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        if dataset.is_units {
            return Err(ExportError::Unfit(
                "CoNLL marks words, and has no place for labels of whole sentences: choose csv, jsonl or spacy for them."
                    .to_owned(),
            ));
        }
        label_file::write(dataset, out)?;
        Ok(Box::new(Parts {
            out,
            bilou: dataset.extras.bilou,
            tags: TagNames::new(&dataset.labels),
            names: SplitNames::new(),
            files: BTreeMap::new(),
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) || beside::is_one(candidate) {
            return Claim::Part;
        }
        match looks::is_conll(candidate) {
            true => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Parts<'a> {
    out: &'a Files<'a>,
    bilou: bool,
    tags: TagNames,
    names: SplitNames,
    files: BTreeMap<String, Part>,
}

/// The files of a part of the dataset.
struct Part {
    tokens: OutFile,
    rows: OutFile,
}

impl Writer for Parts<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let Self {
            out,
            bilou,
            tags,
            names,
            files,
        } = self;
        let key = document.split();
        if !files.contains_key(key) {
            let name = names.of(key);
            let part = Part {
                tokens: out.create(&format!("{name}.conll"))?,
                rows: out.create(&format!("{name}{}", beside::ENDING))?,
            };
            files.insert(key.to_owned(), part);
        }
        let Some(part) = files.get_mut(key) else { return Ok(()) };
        let tokens = part.add(document, tags, *bilou)?;
        serde_json::to_writer(&mut part.rows, &Row::of(document, tokens, tags))?;
        part.rows.write_all(b"\n")?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for part in self.files.into_values() {
            part.tokens.finish()?;
            part.rows.finish()?;
        }
        Ok(())
    }
}

impl Part {
    /// Writes the tokens of a document. How many there are.
    fn add(&mut self, document: &Document, tags: &mut TagNames, bilou: bool) -> Result<usize, ExportError> {
        let out = &mut self.tokens;
        writeln!(out, "{DOCUMENT}\n")?;
        let mut annotations = document.layers.iter().flat_map(|layer| &layer.annotations).peekable();
        let (mut at, mut count) = (0, 0);
        let text = document.text.as_str();
        for sentence in text.split('\n').filter(|_| !text.is_empty()) {
            for token in sentence.split(' ') {
                let end = at + token.len();
                while annotations
                    .next_if(|annotation| annotation.span.end().get() <= at)
                    .is_some()
                {}
                match annotations.peek().and_then(|annotation| within(annotation, at, end)) {
                    Some((within, annotation)) => {
                        writeln!(out, "{token}\t{}-{}", letter(within, bilou), tags.of(&annotation.label))?;
                    }
                    None => writeln!(out, "{token}\tO")?,
                }
                at = end + 1;
                count += 1;
            }
            writeln!(out)?;
        }
        Ok(count)
    }
}

/// Where the token from `start` to `end` is in an annotation, if it is in it.
fn within(annotation: &Annotation, start: usize, end: usize) -> Option<(Within, &Annotation)> {
    let span = annotation.span;
    let within = Within {
        first: span.start().get() == start,
        last: span.end().get() == end,
    };
    (span.start().get() <= start && end <= span.end().get()).then_some((within, annotation))
}
