//! A document as a row of Parquet, with lists in it.

use super::{
    super::{
        Document, ExportError,
        columnar::{Columnar, Value},
        tables,
    },
    rows,
};
use crate::{annotation::State, labels::LabelId, store::seconds};

/// The schema of a split, as Parquet writes schemas.
pub(super) fn schema(is_units: bool) -> String {
    let said = match is_units {
        true => "optional binary label (STRING); required binary annotator (STRING);".to_owned(),
        false => list(
            "spans",
            "required int64 start; required int64 end; required binary label (STRING); required binary text (STRING); \
             required binary annotator (STRING); optional binary note (STRING); optional binary second (STRING); \
             required boolean unsure; optional binary origin (STRING); required binary id (STRING); \
             required binary made (STRING); optional binary changed (STRING);",
        ),
    };
    let layers = list(
        "layers",
        "required binary annotator (STRING); required binary state (STRING); required boolean coverage; \
         required group document (LIST) { repeated group list { required binary element (STRING); } }",
    );
    let facts = ["title", "author", "source", "url", "date", "lang", "extra"];
    let facts = facts.map(|name| format!("optional binary {name} (STRING);")).concat();
    format!("message schema {{ required binary id (STRING); required binary text (STRING); {said} {layers} {facts} }}")
}

fn list(name: &str, fields: &str) -> String {
    format!("required group {name} (LIST) {{ repeated group list {{ required group element {{ {fields} }} }} }}")
}

/// How many columns a span and a layer have.
const SPAN: usize = 12;
const LAYER: usize = 4;

/// Adds a document to the file of its split.
pub(super) fn write(file: &mut Columnar, document: &Document, is_units: bool) -> Result<(), ExportError> {
    file.put(0, Value::Text(&document.id), 0);
    file.put(1, Value::Text(document.text.as_str()), 0);
    let after = match is_units {
        true => {
            let (label, annotator) = rows::unit(document);
            file.put(2, label.into(), 0);
            file.put(3, Value::Text(annotator), 0);
            4
        }
        false => {
            spans(file, 2, document);
            2 + SPAN
        }
    };
    layers(file, after, document, is_units);
    let extra = tables::extra(document)?;
    let facts = rows::facts(document).map(|(_, fact)| fact);
    for (number, fact) in facts.into_iter().chain([extra.as_deref()]).enumerate() {
        file.put(after + LAYER + number, fact.into(), 0);
    }
    file.end_row()
}

fn spans(file: &mut Columnar, first: usize, document: &Document) {
    let spans = document.spans();
    if spans.is_empty() {
        nothing(file, first, SPAN);
    }
    for (number, (layer, annotation)) in spans.into_iter().enumerate() {
        let (start, end) = document.chars(annotation);
        let changed = annotation.changed.map(seconds);
        let cells: [Value<'_>; SPAN] = [
            Value::Number(start.get()),
            Value::Number(end.get()),
            Value::Text(annotation.label.as_str()),
            Value::Text(document.quote(annotation)),
            Value::Text(&layer.annotator),
            maybe(annotation.note.as_deref()),
            maybe(annotation.second.as_ref().map(LabelId::as_str)),
            Value::Truth(annotation.unsure),
            maybe(annotation.origin.as_deref()),
            Value::Text(annotation.id.as_str()),
            Value::Text(&seconds(annotation.made)),
            maybe(changed.as_deref()),
        ];
        for (column, cell) in cells.into_iter().enumerate() {
            file.put(first + column, cell, i16::from(number > 0));
        }
    }
}

fn layers(file: &mut Columnar, first: usize, document: &Document, is_units: bool) {
    if document.layers.is_empty() {
        nothing(file, first, LAYER);
    }
    for (number, layer) in document.layers.iter().enumerate() {
        let repetition = i16::from(number > 0);
        file.put(first, Value::Text(&layer.annotator), repetition);
        file.put(first + 1, Value::Text(state(layer.state)), repetition);
        file.put(first + 2, Value::Truth(layer.coverage), repetition);
        let labels = rows::labels(layer, is_units);
        if labels.is_empty() {
            file.put(first + 3, Value::Nothing(1), repetition);
        }
        for (number, label) in labels.iter().enumerate() {
            let repetition = if number > 0 { 2 } else { repetition };
            file.put(first + 3, Value::Text(label.as_str()), repetition);
        }
    }
}

/// A list with nothing in it.
fn nothing(file: &mut Columnar, first: usize, columns: usize) {
    for column in first..first + columns {
        file.put(column, Value::Nothing(0), 0);
    }
}

/// A text of an element that may be missing.
fn maybe(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Nothing(1), Value::Text)
}

fn state(state: State) -> &'static str {
    match state {
        State::InProgress => "InProgress",
        State::Done => "Done",
        State::Skipped => "Skipped",
    }
}
