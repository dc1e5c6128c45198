//! The results of an annotation in Label Studio: spans, labels of the whole document, and what belongs to them.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::super::{FoundLayer, FoundSpan, ReadOptions, carries::Unit, fields};
use crate::{annotation::AnnotationId, labels::LabelId};

/// The results of one annotation, as they come.
pub(super) struct Results<'a> {
    options: &'a ReadOptions,
    left_out: &'a mut BTreeMap<String, u64>,
    made: Option<Timestamp>,
    layer: FoundLayer,
    /// What was written about regions, by their ids.
    notes: HashMap<String, String>,
}

impl<'a> Results<'a> {
    pub(super) fn new(options: &'a ReadOptions, left_out: &'a mut BTreeMap<String, u64>, made: Option<&str>) -> Self {
        Self {
            options,
            left_out,
            made: fields::time(made),
            layer: FoundLayer::default(),
            notes: HashMap::new(),
        }
    }

    /// All of them.
    pub(super) fn layer(mut self) -> FoundLayer {
        for span in &mut self.layer.spans {
            let note = span.id.as_ref().and_then(|id| self.notes.remove(id.as_str()));
            if span.note.is_none() {
                span.note = note;
            }
        }
        self.layer
    }

    /// One more result.
    pub(super) fn add(&mut self, result: Value) -> Result<(), String> {
        let Value::Object(mut result) = result else {
            return Err("a result must be an object {…}".to_owned());
        };
        let kind = result.remove("type").and_then(fields::text).unwrap_or_default();
        let value = match result.remove("value") {
            Some(Value::Object(value)) => value,
            _ => Map::new(),
        };
        match &*kind {
            "labels" => self.spans(result, value),
            "choices" if !value.contains_key("start") => {
                self.add_choices(Value::Object(value));
                Ok(())
            }
            "textarea" if result.contains_key("id") => {
                let id = result.remove("id").and_then(fields::text).unwrap_or_default();
                if let Some(note) = value.get("text").and_then(lines) {
                    self.notes.insert(id, note);
                }
                Ok(())
            }
            _ => {
                *self.left_out.entry(kind).or_default() += 1;
                Ok(())
            }
        }
    }

    /// A region of JSON-MIN: the value of a result with its id.
    pub(super) fn add_minimal(&mut self, region: Value) -> Result<(), String> {
        let Value::Object(mut value) = region else {
            return Err("a region must be an object {…}".to_owned());
        };
        let own = ["id", "meta"].into_iter();
        let result = own
            .filter_map(|name| Some((name.to_owned(), value.remove(name)?)))
            .collect();
        self.spans(result, value)
    }

    /// Labels of the whole document: a text, a list of them, or an object with `choices`.
    pub(super) fn add_choices(&mut self, value: Value) {
        match value {
            Value::String(label) => self.layer.document.push(LabelId::new(label)),
            Value::Array(labels) => labels.into_iter().for_each(|label| self.add_choices(label)),
            Value::Object(mut fields) => {
                if let Some(choices) = fields.remove("choices") {
                    self.add_choices(choices);
                }
            }
            _ => {}
        }
    }

    /// A region with its labels: a span for each.
    fn spans(&mut self, mut result: Map<String, Value>, mut value: Map<String, Value>) -> Result<(), String> {
        let mut at = |name: &str| {
            let number = value.remove(name);
            let number = number.as_ref().and_then(fields::number);
            number.ok_or_else(|| format!("a region of labels must have a number as its `{name}`"))
        };
        let at = self.options.at(Unit::Chars, at("start")?, at("end")?);
        let quote = value.remove("text").and_then(fields::text);
        let labels = match value.remove("labels") {
            Some(Value::Array(labels)) => labels,
            Some(label) => vec![label],
            None => Vec::new(),
        };
        let is_one = labels.len() == 1;
        let id = result.remove("id").and_then(fields::text);
        for label in labels.into_iter().filter_map(fields::text) {
            let mut span = FoundSpan {
                quote: quote.clone(),
                made: self.made,
                ..FoundSpan::new(at, label)
            };
            if result.get("origin").and_then(Value::as_str) == Some("prediction") {
                span.origin = Some("prediction".to_owned());
            }
            if let Some(Value::Object(meta)) = result.get("meta") {
                about(&mut span, meta);
            }
            // Two labels of one region are two annotations, and only one can have its id.
            span.id = id.as_ref().filter(|_| is_one).map(AnnotationId::new);
            self.layer.spans.push(span);
        }
        Ok(())
    }
}

/// Takes what `meta` says of a region.
fn about(span: &mut FoundSpan, meta: &Map<String, Value>) {
    let text = |name: &str| meta.get(name).and_then(Value::as_str);
    span.note = meta.get("text").and_then(lines);
    span.unsure = meta.get("unsure").and_then(Value::as_bool).unwrap_or_default();
    span.second = text("second").map(LabelId::new);
    span.origin = text("origin").map(str::to_owned).or(span.origin.take());
    span.made = fields::time(text("made")).or(span.made);
    span.changed = fields::time(text("changed"));
}

/// A text, or a list of texts that are lines of one.
fn lines(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        _ => None,
    }
}

/// Whether a value is a region of JSON-MIN.
pub(super) fn is_minimal(value: &Value) -> bool {
    value.get("labels").is_some() && value.get("start").is_some()
}

/// What the results of an annotation say they belong to.
pub(super) fn object(annotation: &Value) -> Option<String> {
    let results = annotation.get("result")?.as_array()?;
    let name = results.iter().find_map(|result| result.get("to_name"))?;
    Some(name.as_str()?.to_owned())
}
