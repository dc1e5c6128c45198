//! What the two tables consist of, and a document as rows of them.

use std::borrow::Cow;

use jiff::Timestamp;

use super::super::{Document, DocumentLayer, ExportError, jsonl};
use crate::annotation::Annotation;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) struct Column {
    /// What it is called.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// Whether no cell of it is ever empty.
    pub is_full: bool,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Kind {
    /// Texts.
    Text,
    /// Whole numbers.
    Number,
    /// True or false.
    Truth,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Cell<'a> {
    /// Nothing is known.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(usize),
    /// True or false.
    Truth(bool),
    /// When something was done.
    Time(Timestamp),
}

const fn column(name: &'static str, kind: Kind, is_full: bool) -> Column {
    Column { name, kind, is_full }
}

/// The columns of the table of spans, in the order of [`span`].
pub(in crate::exchange) const SPANS: [Column; 13] = [
    column("doc_id", Kind::Text, true),
    column("annotator", Kind::Text, true),
    column("label", Kind::Text, true),
    column("start", Kind::Number, true),
    column("end", Kind::Number, true),
    column("text", Kind::Text, true),
    column("note", Kind::Text, false),
    column("second", Kind::Text, false),
    column("unsure", Kind::Truth, true),
    column("origin", Kind::Text, false),
    column("id", Kind::Text, true),
    column("made", Kind::Text, true),
    column("changed", Kind::Text, false),
];

/// Those of documents that are labelled as a whole come after the first two.
const UNIT: [Column; 2] = [
    column("label", Kind::Text, false),
    column("annotator", Kind::Text, true),
];

const DOCUMENTS: [Column; 11] = [
    column("doc_id", Kind::Text, true),
    column("split", Kind::Text, false),
    column("title", Kind::Text, false),
    column("author", Kind::Text, false),
    column("source", Kind::Text, false),
    column("url", Kind::Text, false),
    column("date", Kind::Text, false),
    column("lang", Kind::Text, false),
    column("extra", Kind::Text, false),
    column("text", Kind::Text, true),
    column("layers", Kind::Text, false),
];

/// The columns of the table of documents, in the order of [`document`].
pub(in crate::exchange) fn documents(is_units: bool) -> Vec<Column> {
    let mut columns = DOCUMENTS.to_vec();
    if is_units {
        columns.splice(2..2, UNIT);
    }
    columns
}

/// A span as a row.
pub(in crate::exchange) fn span<'a>(
    document: &'a Document,
    layer: &'a DocumentLayer,
    annotation: &'a Annotation,
) -> [Cell<'a>; SPANS.len()] {
    let (start, end) = document.chars(annotation);
    [
        text(&document.id),
        text(&layer.annotator),
        text(annotation.label.as_str()),
        Cell::Number(start.get()),
        Cell::Number(end.get()),
        text(document.quote(annotation)),
        maybe(annotation.note.as_deref()),
        maybe(annotation.second.as_ref().map(|label| label.as_str())),
        Cell::Truth(annotation.unsure),
        maybe(annotation.origin.as_deref()),
        text(annotation.id.as_str()),
        Cell::Time(annotation.made),
        annotation.changed.map_or(Cell::Missing, Cell::Time),
    ]
}

/// A document as a row.
///
/// # Errors
/// Never for what is in memory.
pub(in crate::exchange) fn document(document: &Document, is_units: bool) -> Result<Vec<Cell<'_>>, ExportError> {
    let mut cells = vec![text(&document.id), maybe(document.split.as_deref())];
    if is_units {
        let layer = document.layers.first();
        let label = layer.and_then(|layer| layer.document.first());
        cells.push(maybe(label.map(|label| label.as_str())));
        cells.push(text(layer.map_or("", |layer| &layer.annotator)));
    }
    cells.extend(document.metadata.facts().map(|(_, fact)| maybe(fact)));
    cells.push(owned(extra(document)?));
    cells.push(text(document.text.as_str()));
    cells.push(owned(layers(document, is_units)?));
    Ok(cells)
}

/// What else the source of a document said, as one JSON object; `None` if nothing.
///
/// # Errors
/// Never for what is in memory.
pub(in crate::exchange) fn extra(document: &Document) -> Result<Option<String>, ExportError> {
    let extra = &document.extra;
    Ok((!extra.is_empty()).then(|| serde_json::to_string(extra)).transpose()?)
}

/// What annotators said besides spans, as a JSON list; `None` if there are none. Of units the label has a column of its
/// own.
///
/// # Errors
/// Never for what is in memory.
pub(in crate::exchange) fn layers(document: &Document, is_units: bool) -> Result<Option<String>, ExportError> {
    if document.layers.is_empty() {
        return Ok(None);
    }
    let layers = document.layers.iter().map(jsonl::Layer::of);
    let layers: Vec<_> = layers
        .map(|layer| if is_units { layer.without_labels() } else { layer })
        .collect();
    Ok(Some(serde_json::to_string(&layers)?))
}

/// The document without texts that are empty: a table does not tell them from none.
pub(in crate::exchange) fn fit(mut document: Document) -> Document {
    let facts = document.metadata.facts_mut();
    for fact in facts.into_iter().chain([&mut document.split]) {
        fact.take_if(|fact| fact.is_empty());
    }
    for annotation in document.layers.iter_mut().flat_map(|layer| &mut layer.annotations) {
        annotation.note.take_if(|note| note.is_empty());
        annotation.origin.take_if(|origin| origin.is_empty());
        annotation.second.take_if(|second| second.as_str().is_empty());
    }
    document
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn maybe(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Missing, |text| Cell::Text(Cow::Borrowed(text)))
}

fn owned(text: Option<String>) -> Cell<'static> {
    text.map_or(Cell::Missing, |text| Cell::Text(Cow::Owned(text)))
}
