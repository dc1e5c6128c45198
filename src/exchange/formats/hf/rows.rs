//! A document as a line of JSON: every key in every row, so that each column has one type.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::super::{Document, DocumentLayer, tables};
use crate::{
    annotation::{Annotation, State},
    labels::LabelId,
    store::seconds,
};

/// A row of a split.
pub(super) struct Row<'a> {
    pub document: &'a Document,
    pub is_units: bool,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.document;
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("id", &document.id)?;
        row.serialize_entry("text", document.text.as_str())?;
        if self.is_units {
            let (label, annotator) = unit(document);
            row.serialize_entry("label", &label)?;
            row.serialize_entry("annotator", annotator)?;
        } else {
            let spans = document.spans().into_iter();
            let spans: Vec<_> = spans
                .map(|(layer, annotation)| Span::of(document, layer, annotation))
                .collect();
            row.serialize_entry("spans", &spans)?;
        }
        let layers: Vec<_> = document
            .layers
            .iter()
            .map(|layer| Layer::of(layer, self.is_units))
            .collect();
        row.serialize_entry("layers", &layers)?;
        for (name, fact) in facts(document) {
            row.serialize_entry(name, &fact)?;
        }
        row.serialize_entry("extra", &tables::extra(document).map_err(serde::ser::Error::custom)?)?;
        row.end()
    }
}

/// The label of a unit, and who gave it.
pub(super) fn unit(document: &Document) -> (Option<&str>, &str) {
    let layer = document.layers.first();
    let label = layer.and_then(|layer| layer.document.first());
    (label.map(LabelId::as_str), layer.map_or("", |layer| &layer.annotator))
}

/// What is known of a document, by the names of columns.
pub(super) fn facts(document: &Document) -> [(&'static str, Option<&str>); 6] {
    let metadata = &document.metadata;
    [
        ("title", metadata.title.as_deref()),
        ("author", metadata.author.as_deref()),
        ("source", metadata.source.as_deref()),
        ("url", metadata.url.as_deref()),
        ("date", metadata.date.as_deref()),
        ("lang", metadata.language.as_deref()),
    ]
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a LabelId,
    text: &'a str,
    annotator: &'a str,
    note: Option<&'a str>,
    second: Option<&'a LabelId>,
    unsure: bool,
    origin: Option<&'a str>,
    id: &'a str,
    made: String,
    changed: Option<String>,
}

impl<'a> Span<'a> {
    fn of(document: &'a Document, layer: &'a DocumentLayer, annotation: &'a Annotation) -> Self {
        let (start, end) = document.chars(annotation);
        Self {
            start: start.get(),
            end: end.get(),
            label: &annotation.label,
            text: document.quote(annotation),
            annotator: &layer.annotator,
            note: annotation.note.as_deref(),
            second: annotation.second.as_ref(),
            unsure: annotation.unsure,
            origin: annotation.origin.as_deref(),
            id: annotation.id.as_str(),
            made: seconds(annotation.made),
            changed: annotation.changed.map(seconds),
        }
    }
}

/// What an annotator said besides spans.
#[derive(Serialize)]
struct Layer<'a> {
    annotator: &'a str,
    state: State,
    coverage: bool,
    document: &'a [LabelId],
}

impl<'a> Layer<'a> {
    fn of(layer: &'a DocumentLayer, is_unit: bool) -> Self {
        Self {
            annotator: &layer.annotator,
            state: layer.state,
            coverage: layer.coverage,
            document: labels(layer, is_unit),
        }
    }
}

/// The labels that a layer gives the document. That of a unit has a column of its own.
pub(super) fn labels(layer: &DocumentLayer, is_unit: bool) -> &[LabelId] {
    if is_unit { &[] } else { &layer.document }
}
