//! JSON Lines, one object an article: ours, which holds everything, and those of doccano, Prodigy, spaCy and others.

pub(super) mod reading;

use std::{collections::BTreeMap, io::Write as _, path::Path};

pub(super) use reading::{Kind, kind, read};
use serde::{Serialize, Serializer};

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, ReadError, ReadOptions,
    Take, Writer, hf, label_file,
};
use crate::{
    annotation::{Annotation, State},
    article::Metadata,
    labels::LabelId,
    store::{OutFile, seconds},
};

pub(super) use reading::{LayerIn, found_in, found_of};

/// The file of a dataset.
const FILE: &str = "annotations.jsonl";

/// JSON Lines.
pub(super) struct Jsonl;

impl Format for Jsonl {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn help(&self) -> &'static str {
        "One JSON object an article, with everything that is known of it"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(FILE)
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import pandas\n\
         articles = pandas.read_json(\"annotations.jsonl\", lines=True)"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        Ok(Box::new(Lines(out.create(FILE)?)))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) {
            return Claim::Part;
        }
        match kind(candidate) {
            Some(Kind::Other) if !hf::is_in_folder(candidate.path) => Claim::Main,
            _ => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        read(path, options, take)
    }
}

struct Lines(OutFile);

impl Writer for Lines {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        serde_json::to_writer(&mut self.0, &Line::of(document))?;
        self.0.write_all(b"\n")?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.0.finish()?)
    }
}

/// An article as it is written. What is not known is left out.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<&'a str>,
    spans: Vec<Span<'a>>,
    layers: Vec<Layer<'a>>,
    meta: Meta<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a LabelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    text: &'a str,
    annotator: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    made: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
}

/// What an annotator said besides spans.
#[derive(Serialize)]
pub(super) struct Layer<'a> {
    annotator: &'a str,
    state: State,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coverage: bool,
    #[serde(skip_serializing_if = "<[LabelId]>::is_empty")]
    document: &'a [LabelId],
}

/// What is known of an article.
struct Meta<'a>(&'a Metadata);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.known())
    }
}

impl<'a> Line<'a> {
    fn of(document: &'a Document) -> Self {
        let spans = document.spans();
        Self {
            id: &document.id,
            text: document.text.as_str(),
            split: document.split.as_deref(),
            spans: spans
                .into_iter()
                .map(|(layer, annotation)| Span::of(document, layer, annotation))
                .collect(),
            layers: document.layers.iter().map(Layer::of).collect(),
            meta: Meta(&document.metadata),
            extra: &document.extra,
        }
    }
}

impl<'a> Span<'a> {
    fn of(document: &'a Document, layer: &'a DocumentLayer, annotation: &'a Annotation) -> Self {
        let (start, end) = document.chars(annotation);
        Self {
            start: start.get(),
            end: end.get(),
            label: &annotation.label,
            second: annotation.second.as_ref(),
            text: document.quote(annotation),
            annotator: &layer.annotator,
            id: annotation.id.as_str(),
            note: annotation.note.as_deref(),
            unsure: annotation.unsure,
            origin: annotation.origin.as_deref(),
            made: seconds(annotation.made),
            changed: annotation.changed.map(seconds),
        }
    }
}

impl<'a> Layer<'a> {
    /// That of a layer.
    pub(super) fn of(layer: &'a DocumentLayer) -> Self {
        Self {
            annotator: &layer.annotator,
            state: layer.state,
            coverage: layer.coverage,
            document: &layer.document,
        }
    }

    /// The same without labels of the document, for formats that have another place for them.
    pub(super) fn without_labels(self) -> Self {
        Self { document: &[], ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::trial;

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&Jsonl);
    }
}
