//! doccano: a file of JSON Lines for each annotator, and one with the labels.
//!
//! Its window counts UTF-16, so its offsets do. All rows have the same fields: otherwise its import fails. Notes and
//! the like have no place: they would stay with spans that somebody has changed there.

mod label_config;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write as _,
    path::Path,
};

use serde::Serialize;

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, Losses, ReadError,
    ReadOptions, Take, Writer,
    carries::{LabelFacts, Unit},
    example,
    facts::LayerFacts,
    jsonl::reading::{self, Kind},
    losses::Loss,
    names::FileNames,
};
use crate::{annotation::Annotation, labels::LabelId, store::OutFile};

/// The longest name of a label that doccano takes, in characters.
const LONGEST_LABEL: usize = 100;
/// Where documents go that nobody has looked at, if there is no annotator at all.
const NOBODY: &str = "annotations";
/// What files are called that do not have the name of their annotator.
const GENERIC: [&str; 14] = [
    "admin",
    "all",
    "annotations",
    "data",
    "dataset",
    "dev",
    "export",
    "labels",
    "output",
    "test",
    "train",
    "unknown",
    "valid",
    "validation",
];

/// doccano.
pub(super) struct Doccano;

impl Format for Doccano {
    fn name(&self) -> &'static str {
        "doccano"
    }

    fn help(&self) -> &'static str {
        "JSON Lines for doccano, a file for each annotator"
    }

    fn carries(&self) -> Carries {
        Carries {
            empty: false,
            annotator: true,
            document: true,
            state: true,
            metadata: true,
            extra: true,
            split: true,
            labels: LabelFacts::Colors,
            unit: Unit::Utf16,
            ..Carries::SPANS
        }
    }

    fn python(&self) -> &'static str {
        "import glob, json\n\
         rows = [json.loads(line) for name in glob.glob(\"*.jsonl\") for line in open(name, encoding=\"utf-8\")]\n\
         # Offsets count UTF-16: text.encode(\"utf-16-le\")[2 * start:2 * end].decode(\"utf-16-le\")"
    }

    fn fit(&self, mut document: Document, losses: &mut Losses) -> Document {
        // Rows say "" of what is not known.
        let metadata = &mut document.metadata;
        for fact in [
            &mut metadata.title,
            &mut metadata.author,
            &mut metadata.source,
            &mut metadata.url,
            &mut metadata.date,
            &mut metadata.language,
            &mut document.split,
        ] {
            *fact = fact.take().filter(|fact| !fact.is_empty());
        }
        for layer in &mut document.layers {
            let annotations = layer.annotations.iter_mut().map(|annotation| &mut annotation.label);
            for label in annotations.chain(&mut layer.document) {
                if let Some(short) = shortened(label) {
                    losses.add(Loss::LabelName, || example(&document.id, label.as_str()));
                    *label = short;
                }
            }
            // Another name may stand elsewhere in the order.
            layer.sort();
        }
        document
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_config::write(dataset, out)?;
        let mut rows = Rows {
            out,
            is_units: dataset.is_units,
            files: Vec::new(),
            names: FileNames::default(),
        };
        for annotator in &dataset.annotators {
            rows.file(annotator)?;
        }
        Ok(Box::new(rows))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        // Somebody has said nothing, and of no article.
        let is_empty = candidate.head.is_empty() && candidate.ends_with(".jsonl");
        if label_config::is_one(candidate) || (is_empty && candidate.has_beside(label_config::NAME)) {
            return Claim::Part;
        }
        match reading::kind(candidate) {
            Some(Kind::Doccano) => Claim::Main,
            _ => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        if !label_config::read(path, take)? {
            return Ok(());
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let annotator = stem.filter(|stem| !GENERIC.contains(&&*stem.to_lowercase()));
        reading::rows(path, options, annotator, take)
    }
}

/// A name that doccano takes instead of one that is too long for it. What tells it from others that start the same is in
/// it.
fn shortened(label: &LabelId) -> Option<LabelId> {
    let name = label.as_str();
    name.char_indices().nth(LONGEST_LABEL)?;
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let mark = format!("…{:08x}", hasher.finish() >> 32);
    let start = name.chars().take(LONGEST_LABEL - mark.chars().count());
    let short: String = start.chain(mark.chars()).collect();
    Some(LabelId::new(short))
}

struct Rows<'a> {
    out: &'a Files<'a>,
    is_units: bool,
    /// The files of annotators.
    files: Vec<(String, OutFile)>,
    names: FileNames,
}

impl Rows<'_> {
    /// The file of an annotator, which is made if there is none yet.
    fn file(&mut self, annotator: &str) -> Result<&mut OutFile, ExportError> {
        let place = self.files.iter().position(|(name, _)| name == annotator);
        let place = match place {
            Some(place) => place,
            None => {
                let name = self.names.of(if annotator.is_empty() { NOBODY } else { annotator });
                let file = self.out.create(&format!("{name}.jsonl"))?;
                self.files.push((annotator.to_owned(), file));
                self.files.len() - 1
            }
        };
        // It was found or has just been put there.
        #[expect(clippy::indexing_slicing, reason = "the place is that of a file")]
        Ok(&mut self.files[place].1)
    }

    fn write(&mut self, file: &str, row: &Row<'_>) -> Result<(), ExportError> {
        let mut file = self.file(file)?;
        serde_json::to_writer(&mut file, row)?;
        Ok(file.write_all(b"\n")?)
    }
}

impl Writer for Rows<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        if document.text.is_empty() {
            return Ok(());
        }
        for layer in &document.layers {
            let row = Row::of(document, Some(layer), self.is_units);
            self.write(&layer.annotator, &row)?;
        }
        if document.layers.is_empty() {
            let first = self.files.first().map(|(name, _)| name.clone()).unwrap_or_default();
            self.write(&first, &Row::of(document, None, self.is_units))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for (_, file) in self.files {
            file.finish()?;
        }
        Ok(())
    }
}

/// A document with what one annotator said.
#[derive(Serialize)]
struct Row<'a> {
    text: &'a str,
    label: Said<'a>,
    doc_id: &'a str,
    annotator: &'a str,
    split: &'a str,
    title: &'a str,
    author: &'a str,
    source: &'a str,
    url: &'a str,
    date: &'a str,
    language: &'a str,
    extra: &'a BTreeMap<String, String>,
    layer: Option<LayerFacts>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Said<'a> {
    Spans(Vec<(usize, usize, &'a LabelId)>),
    Document(&'a [LabelId]),
}

impl<'a> Row<'a> {
    fn of(document: &'a Document, layer: Option<&'a DocumentLayer>, is_units: bool) -> Self {
        let metadata = &document.metadata;
        let or_empty = |fact: &'a Option<String>| fact.as_deref().unwrap_or_default();
        let span = |annotation: &'a Annotation| {
            let (start, end) = document.utf16(annotation);
            (start.get(), end.get(), &annotation.label)
        };
        let mut beside = layer.map(LayerFacts::of);
        let label = if is_units {
            if let Some(beside) = &mut beside {
                beside.document.clear();
            }
            Said::Document(layer.map_or(&[], |layer| &layer.document))
        } else {
            let annotations = layer.map_or(&[][..], |layer| &layer.annotations);
            Said::Spans(annotations.iter().map(span).collect())
        };
        Self {
            text: document.text.as_str(),
            label,
            doc_id: &document.id,
            annotator: layer.map_or("", |layer| &layer.annotator),
            split: or_empty(&document.split),
            title: or_empty(&metadata.title),
            author: or_empty(&metadata.author),
            source: or_empty(&metadata.source),
            url: or_empty(&metadata.url),
            date: or_empty(&metadata.date),
            language: or_empty(&metadata.language),
            extra: &document.extra,
            layer: beside,
        }
    }
}
