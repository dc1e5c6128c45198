//! Reading JSON Lines, whoever wrote them.

use std::{fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use super::super::{
    At, Candidate, Found, FoundLayer, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, carries::Unit,
    facts::LayerFacts, fields, label_file,
};
use crate::{
    annotation::{AnnotationId, State},
    labels::LabelId,
    readers::{json_guard, lines, not_json},
    store::folder,
};

/// What Prodigy needs to show an article, and says nothing of it.
const SHOWN: [&str; 4] = ["options", "config", "versions", "sessions"];

/// Hands out the documents of a file of JSON Lines.
pub(in crate::exchange) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    match label_file::read(path, take)? {
        true => rows(path, options, None, take),
        false => Ok(()),
    }
}

/// The same without labels that stand beside. Rows that do not say who labelled them are by `annotator`.
pub(in crate::exchange) fn rows(
    path: &Path,
    options: &ReadOptions,
    annotator: Option<&str>,
    take: Take<'_>,
) -> Result<(), ReadError> {
    let file = folder::open_file(path)?;
    Ok(lines(file, &options.limits, &mut |number, line| {
        let place = Place::line(path, number);
        let found = line.and_then(|line| parse(line, options));
        let item = found.and_then(|mut line| {
            line.annotator = line.annotator.or_else(|| annotator.map(str::to_owned));
            line.found(place.clone(), options)
        });
        take(match item {
            Ok(found) => Item::Document(Box::new(found)),
            Err(what) => Item::Problem(Problem { place, what }),
        })
    })?)
}

/// The document that a line is.
pub(in crate::exchange) fn found_in(line: &str, place: Place, options: &ReadOptions) -> Result<Found, String> {
    parse(line, options)?.found(place, options)
}

/// The document that a JSON object is.
pub(in crate::exchange) fn found_of(object: Value, place: Place, options: &ReadOptions) -> Result<Found, String> {
    let line = Fields(options).deserialize(object);
    let line = line.map_err(|error| format!("it cannot be understood: {error}"))?;
    line.found(place, options)
}

/// Whose rows they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Kind {
    /// Those of doccano.
    Doccano,
    /// Those of Prodigy, by the names that only it gives.
    Prodigy,
    /// Ours, and all others.
    Other,
}

/// Whose rows a file has, if the first is an article with labels.
pub(in crate::exchange) fn kind(candidate: &Candidate<'_>) -> Option<Kind> {
    let is_lines = [".jsonl", ".ndjson", ".json"]
        .iter()
        .any(|ending| candidate.ends_with(ending));
    let line = is_lines.then(|| candidate.first_line())??;
    let line = parse(&line, &ReadOptions::default()).ok()?;
    line.text.as_ref()?;
    let is_ours = line.spans.is_some() || line.layers.is_some();
    match &line.doccano {
        labels if line.is_prodigy && (is_ours || labels.is_some() || line.accept.is_some()) => Some(Kind::Prodigy),
        Some(labels) if !is_ours && !line.is_spacy && is_of_doccano(labels) => Some(Kind::Doccano),
        None if !is_ours && line.accept.is_none() => None,
        _ => Some(Kind::Other),
    }
}

/// Whether a list of labels is one of doccano: of spans, or of names of labels.
fn is_of_doccano(labels: &Value) -> bool {
    let first = labels.as_array().map(|labels| labels.first());
    matches!(
        first,
        Some(None | Some(Value::Array(_) | Value::Object(_) | Value::String(_)))
    )
}

fn parse(line: &str, options: &ReadOptions) -> Result<Line, String> {
    json_guard::check(line)?;
    let mut json = serde_json::Deserializer::from_str(line);
    let line = Fields(options).deserialize(&mut json);
    line.and_then(|line| json.end().map(|()| line))
        .map_err(|error| not_json(&error))
}

/// An article as one of many programs writes it.
#[derive(Default)]
struct Line {
    id: Option<String>,
    text: Option<String>,
    split: Option<String>,
    /// Ours, Prodigy's and Hugging Face's.
    spans: Option<Vec<SpanIn>>,
    /// doccano's `label` and spaCy's `entities`: lists of start, end and label, or labels of the article as a whole.
    doccano: Option<Value>,
    /// Whether the list is spaCy's, which counts code points; doccano's window counts UTF-16.
    is_spacy: bool,
    layers: Option<Vec<LayerIn>>,
    annotator: Option<String>,
    /// What the annotator of a row of doccano said besides.
    layer: Option<Value>,
    /// Prodigy's: whether the article was accepted.
    answer: Option<String>,
    /// Prodigy's: the labels of the article as a whole that were chosen.
    accept: Option<Vec<LabelId>>,
    /// Prodigy's: in which session it was labelled.
    session: Option<String>,
    /// Whether there is a name in it that only Prodigy gives.
    is_prodigy: bool,
    rest: Vec<(String, Value)>,
}

/// A span of ours, of Prodigy or of a program like them.
#[derive(Deserialize)]
struct SpanIn {
    #[serde(alias = "start_offset", alias = "begin")]
    start: u64,
    #[serde(alias = "end_offset")]
    end: u64,
    #[serde(deserialize_with = "label", alias = "entity", alias = "type", alias = "tag")]
    label: String,
    second: Option<String>,
    #[serde(alias = "quote")]
    text: Option<String>,
    annotator: Option<String>,
    #[serde(default, deserialize_with = "id")]
    id: Option<String>,
    note: Option<String>,
    #[serde(default)]
    unsure: Option<bool>,
    origin: Option<String>,
    made: Option<String>,
    changed: Option<String>,
}

/// What an annotator said besides spans.
#[derive(Deserialize)]
pub(in crate::exchange) struct LayerIn {
    annotator: Option<String>,
    #[serde(default)]
    state: State,
    #[serde(default)]
    coverage: bool,
    #[serde(default)]
    document: Vec<LabelId>,
}

/// Reads the fields of an object into a [`Line`].
struct Fields<'a>(&'a ReadOptions);

impl Fields<'_> {
    /// Spans whose fields have other names.
    fn renamed(&self, spans: Vec<serde_json::Map<String, Value>>) -> Result<Vec<SpanIn>, serde_json::Error> {
        let rename = |span: serde_json::Map<String, Value>| {
            let fields = span
                .into_iter()
                .map(|(name, value)| (self.0.ours(&name).to_owned(), value));
            serde_json::from_value(Value::Object(fields.collect()))
        };
        spans.into_iter().map(rename).collect()
    }
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Line;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Line, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Line;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Line, M::Error> {
        let mut line = Line::default();
        while let Some(name) = map.next_key::<String>()? {
            line.is_prodigy |= matches!(&*name, "_view_id" | "_task_hash" | "_input_hash" | "_annotator_id");
            match self.0.ours(&name) {
                "text" => line.text = Some(map.next_value()?),
                "spans" if self.0.columns.is_empty() => line.spans = map.next_value()?,
                "spans" => line.spans = Some(self.renamed(map.next_value()?).map_err(serde::de::Error::custom)?),
                "layers" => line.layers = map.next_value()?,
                "id" | "doc_id" if line.id.is_none() => line.id = fields::text(map.next_value()?),
                "split" => line.split = fields::text(map.next_value()?).filter(|split| !split.is_empty()),
                "layer" => line.layer = map.next_value()?,
                "annotator" | "_annotator_id" => {
                    line.annotator = fields::text(map.next_value()?).filter(|name| !name.is_empty());
                }
                "_session_id" => line.session = fields::text(map.next_value()?),
                "accept" => match map.next_value()? {
                    Value::Array(labels) => line.accept = Some(accepted(labels)),
                    other => line.rest.push((name, other)),
                },
                "answer" => line.answer = fields::text(map.next_value()?),
                name @ ("entities" | "label" | "labels") => {
                    let labels = map.next_value()?;
                    line.is_spacy = name == "entities" && !is_of_relations(&labels);
                    line.doccano = Some(labels);
                }
                // What Prodigy works out anew.
                "tokens" | "_input_hash" | "_task_hash" | "_view_id" | "_timestamp" | "_is_binary" => {
                    map.next_value::<IgnoredAny>()?;
                }
                // What doccano writes, if there is anything or not.
                "Comments" | "relations" => {
                    map.next_value::<IgnoredAny>()?;
                }
                name => line.rest.push((name.to_owned(), map.next_value()?)),
            }
        }
        Ok(line)
    }
}

impl Line {
    fn found(self, place: Place, options: &ReadOptions) -> Result<Found, String> {
        let mut found = Found {
            place,
            id: self.id,
            text: self.text,
            split: self.split,
            ..Found::default()
        };
        let annotator = match self.layers.as_deref() {
            // Where the line is of one alone, the name is here as the annotator has it.
            Some([only]) if self.is_prodigy => only.annotator.clone().filter(|name| !name.is_empty()),
            _ => annotator(self.annotator, self.session.as_deref()),
        };
        let state = match self.answer.as_deref() {
            Some("ignore") => State::Skipped,
            _ => State::default(),
        };
        if self.answer.as_deref() == Some("reject") {
            return Err("it was rejected, and is left out".to_owned());
        }
        found
            .layers
            .extend(self.layers.unwrap_or_default().into_iter().map(LayerIn::found));
        for span in self.spans.unwrap_or_default() {
            let by = span
                .annotator
                .clone()
                .filter(|name| !name.is_empty())
                .or_else(|| annotator.clone());
            fields::layer(&mut found.layers, by).spans.push(span.found(options));
        }
        if let Some(value) = self.doccano {
            let unit = if self.is_spacy { Unit::Chars } else { Unit::Utf16 };
            let mut said = FoundLayer::default();
            list(value, &mut said, |start, end| options.at(unit, start, end))?;
            if !said.spans.is_empty() || !said.document.is_empty() {
                let layer = fields::layer(&mut found.layers, annotator.clone());
                layer.spans.append(&mut said.spans);
                layer.document.append(&mut said.document);
            }
        }
        let mut is_ours = false;
        if let Some(value) = self.layer {
            match serde_json::from_value::<LayerFacts>(value.clone()) {
                Ok(facts) => {
                    is_ours = true;
                    let layer = fields::layer(&mut found.layers, annotator.clone());
                    (layer.state, layer.coverage) = (facts.state, facts.coverage);
                    layer.document.extend(facts.document);
                }
                // Somebody else's field that is called so.
                Err(_) => fields::fact(&mut found, "layer".to_owned(), value),
            }
        } else if annotator.is_some() || state != State::default() || self.accept.is_some() {
            let layer = fields::layer(&mut found.layers, annotator);
            if state != State::default() {
                layer.state = state;
            }
            layer.document.extend(self.accept.unwrap_or_default());
        }
        for (name, value) in self.rest {
            // Rows that must all have the same fields say "" of what is not known.
            let is_shown = self.is_prodigy && SHOWN.contains(&&*name);
            if !is_shown && value.as_str() != Some("") {
                fields::fact(&mut found, name, value);
            }
        }
        if is_ours && let Some(id) = found.extra.remove("doc_id") {
            // doccano has given the row a number.
            found.id = Some(id);
        }
        Ok(found)
    }
}

/// Who it is that Prodigy calls so: it puts the name of the dataset before that of the annotator, and where nobody has
/// said who labels, there is only the time.
fn annotator(name: Option<String>, session: Option<&str>) -> Option<String> {
    let name = name?;
    if session != Some(&*name) {
        return Some(name);
    }
    let is_time = name.len() == "2026-03-03_10-00-00".len()
        && name
            .chars()
            .all(|character| character.is_ascii_digit() || matches!(character, '-' | '_'));
    let who = name.split_once('-').map_or(&*name, |(_, who)| who).to_owned();
    (!is_time && !who.is_empty()).then_some(who)
}

/// The labels that were chosen.
fn accepted(labels: Vec<Value>) -> Vec<LabelId> {
    labels.into_iter().filter_map(fields::text).map(LabelId::new).collect()
}

impl LayerIn {
    /// The layer, without spans.
    pub(in crate::exchange) fn found(self) -> FoundLayer {
        FoundLayer {
            annotator: self.annotator.filter(|name| !name.is_empty()),
            state: self.state,
            coverage: self.coverage,
            document: self.document,
            ..FoundLayer::default()
        }
    }
}

impl SpanIn {
    fn found(self, options: &ReadOptions) -> FoundSpan {
        FoundSpan {
            quote: self.text,
            second: self.second.map(LabelId::new),
            note: self.note,
            unsure: self.unsure.unwrap_or_default(),
            origin: self.origin,
            id: self.id.filter(|id| !id.is_empty()).map(AnnotationId::new),
            made: fields::time(self.made.as_deref()),
            changed: fields::time(self.changed.as_deref()),
            ..FoundSpan::new(options.at(Unit::Chars, self.start, self.end), self.label)
        }
    }
}

/// Whether `entities` are those of doccano, which exports them so from projects with relations.
fn is_of_relations(entities: &Value) -> bool {
    let first = entities.as_array().and_then(|entities| entities.first());
    first.is_some_and(|entity| entity.get("start_offset").is_some())
}

/// A list of `[start, end, label]`, of objects that say the same, or of labels of the article as a whole.
fn list(value: Value, layer: &mut FoundLayer, at: impl Fn(u64, u64) -> At) -> Result<(), String> {
    let values = match value {
        Value::Array(values) => values,
        Value::Null => Vec::new(),
        other => vec![other],
    };
    for value in values {
        match &value {
            Value::String(label) => layer.document.push(LabelId::new(label)),
            Value::Array(parts) => match parts.as_slice() {
                [start, end, Value::String(label), ..] => match (start.as_u64(), end.as_u64()) {
                    (Some(start), Some(end)) => layer.spans.push(FoundSpan::new(at(start, end), label)),
                    _ => return Err(format!("{value} is no span: write [start, end, label]")),
                },
                _ => return Err(format!("{value} is no span: write [start, end, label]")),
            },
            Value::Object(_) => {
                let span: SpanIn = serde_json::from_value(value)
                    .map_err(|error| format!("there is a span that cannot be understood: {error}"))?;
                let at = at(span.start, span.end);
                layer.spans.push(FoundSpan {
                    at,
                    ..span.found(&ReadOptions::default())
                });
            }
            Value::Number(number) => layer.document.push(LabelId::new(number.to_string())),
            other => return Err(format!("{other} is no label")),
        }
    }
    Ok(())
}

fn label<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Value::deserialize(deserializer)?;
    fields::text(value).ok_or_else(|| serde::de::Error::custom("a span without a label"))
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(fields::text(Value::deserialize(deserializer)?))
}
