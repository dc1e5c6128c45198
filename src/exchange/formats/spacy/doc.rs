//! One document of a DocBin: its tokens put together, and what is said of them.

use std::{collections::HashMap, ops::Range};

use serde_json::Value;

use super::{
    super::{
        At, Found, FoundLayer, FoundSpan, Place, ReadOptions,
        beside::{self, Beside, SpanBeside},
        fields,
    },
    SPANS, SPANS_OF,
    bin::{BEGINS, GOES_ON},
    groups, loose,
};
use crate::{annotation::AnnotationId, article::ByteOffset, labels::LabelId};

/// How many bytes a span has in its group.
const SPAN: usize = 40;
/// From which weight on a label of a document counts as given.
const GIVEN: f64 = 0.5;

/// A document as it lies in its file.
pub(super) struct Doc<'a> {
    /// The rows of its tokens.
    pub tokens: Vec<&'a [u8]>,
    /// Whether a space follows each.
    pub spaces: Vec<bool>,
    /// Whether nobody knows that.
    pub has_unknown_spaces: bool,
    /// Labels of the whole, with their weights.
    pub cats: Option<&'a serde_json::Map<String, Value>>,
    /// `doc.spans`.
    pub groups: Option<&'a [u8]>,
    /// `doc.user_data`.
    pub user_data: Option<&'a [u8]>,
    /// What the columns of tokens are.
    pub columns: Columns,
    /// Strings by what they go by.
    pub strings: &'a HashMap<u64, &'a str>,
}

/// Where things stand in the row of a token.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// The word.
    pub word: usize,
    /// Whether an entity begins there, or goes on.
    pub entity: Option<usize>,
    /// The label of the entity.
    pub entity_label: Option<usize>,
}

impl<'a> Doc<'a> {
    /// The document; `split` is the part that its file is.
    pub(super) fn found(self, place: Place, split: Option<&str>, options: &ReadOptions) -> Result<Found, String> {
        let (text, places) = self.text(options)?;
        let mut found = Found {
            place,
            text: Some(text),
            split: split.map(str::to_owned),
            ..Found::default()
        };
        let records = self.tell_user_data(&mut found);
        let is_ours = records.is_some();
        self.add_groups(&mut found, &places)?;
        for (layer, records) in found.layers.iter_mut().zip(records.unwrap_or_default()) {
            beside::tell_by_id(&mut layer.spans, records);
        }
        if !is_ours {
            self.add_entities(&mut found, &places)?;
            self.add_cats(&mut found);
        }
        Ok(found)
    }

    /// The text, and where each token is in it, in bytes.
    fn text(&self, options: &ReadOptions) -> Result<(String, Vec<Range<usize>>), String> {
        let mut text = String::new();
        let mut places = Vec::with_capacity(self.tokens.len());
        for (row, space) in self.tokens.iter().zip(&self.spaces) {
            let word = self.string(column(row, self.columns.word))?;
            let start = text.len();
            text.push_str(word);
            places.push(start..text.len());
            if *space || self.has_unknown_spaces {
                text.push(' ');
            }
            if text.len() as u64 > options.limits.text {
                return Err("its text is too long".to_owned());
            }
        }
        if self.has_unknown_spaces {
            // spaCy puts one behind each token then, the last too.
            text.pop();
        }
        Ok((text, places))
    }

    fn string(&self, key: u64) -> Result<&'a str, String> {
        let string = self.strings.get(&key).copied();
        string.ok_or_else(|| format!("the string that is called {key} is not in the file"))
    }

    /// What `doc.user_data` says. If we wrote it, the layers are there then, and records of their spans are handed back.
    fn tell_user_data(&self, found: &mut Found) -> Option<Vec<Vec<SpanBeside>>> {
        let Some(Value::Object(fields)) = self.user_data.and_then(|bytes| loose::value(bytes).ok()) else {
            return None;
        };
        if fields.contains_key("layers")
            && let Ok(ours) = serde_json::from_value::<Beside>(Value::Object(fields.clone()))
        {
            return Some(ours.tell(found));
        }
        for (name, value) in fields {
            fields::fact(found, name, value);
        }
        None
    }

    /// The spans of `doc.spans`.
    fn add_groups(&self, found: &mut Found, places: &[Range<usize>]) -> Result<(), String> {
        let Some(bytes) = self.groups.filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        let mut named = groups::read(bytes).map_err(|error| format!("its spans cannot be understood: {error}"))?;
        // The order of a file's groups says nothing.
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        let has_annotators = named.iter().any(|(key, _)| key.starts_with(SPANS_OF));
        let is_only = named.len() == 1;
        for (key, spans) in named {
            let annotator = match key.strip_prefix(SPANS_OF) {
                Some(annotator) => Some(annotator.to_owned()),
                // All spans once more.
                None if has_annotators && key == SPANS => continue,
                None if is_only || key == SPANS => None,
                None => Some(key),
            };
            let layer = fields::layer(&mut found.layers, annotator.filter(|name| !name.is_empty()));
            for span in spans {
                layer.spans.push(self.span(span, places)?);
            }
        }
        Ok(())
    }

    fn span(&self, bytes: &[u8], places: &[Range<usize>]) -> Result<FoundSpan, String> {
        let numbers = <&[u8; SPAN]>::try_from(bytes).map_err(|_| "it has a span that is none".to_owned())?;
        let long = |at: usize| {
            numbers
                .get(at..at + 8)
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(0, u64::from_be_bytes)
        };
        let short = |at: usize| {
            numbers
                .get(at..at + 4)
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(-1, i32::from_be_bytes)
        };
        let (id, label, start, end) = (long(0), long(16), short(24), short(28));
        let mut span = FoundSpan::new(at(places, start, end)?, self.string(label)?);
        // Spans that have no name of their own have the number 0.
        span.id = self.strings.get(&id).filter(|id| !id.is_empty()).map(AnnotationId::new);
        Ok(span)
    }

    /// The spans of `doc.ents` that are in no group.
    fn add_entities(&self, found: &mut Found, places: &[Range<usize>]) -> Result<(), String> {
        let (Some(entity), Some(label)) = (self.columns.entity, self.columns.entity_label) else {
            return Ok(());
        };
        let mut entities: Vec<(Range<usize>, u64)> = Vec::new();
        let mut goes_on = false;
        for (row, place) in self.tokens.iter().zip(places) {
            let (mark, label) = (column(row, entity), column(row, label));
            match entities.last_mut() {
                Some((open, of)) if goes_on && mark == GOES_ON && *of == label => open.end = place.end,
                _ if mark == BEGINS || mark == GOES_ON => entities.push((place.clone(), label)),
                _ => {}
            }
            goes_on = mark == BEGINS || mark == GOES_ON;
        }
        let known: std::collections::HashSet<(usize, usize, LabelId)> = found
            .layers
            .iter()
            .flat_map(|layer| &layer.spans)
            .filter_map(|span| match span.at {
                At::Bytes(start, end) => Some((start.get(), end.get(), span.label.clone())),
                _ => None,
            })
            .collect();
        for (range, label) in entities {
            let label = self.string(label)?;
            if !known.contains(&(range.start, range.end, LabelId::new(label))) {
                let span = FoundSpan::new(bytes(range), label);
                fields::layer(&mut found.layers, None).spans.push(span);
            }
        }
        Ok(())
    }

    /// The labels of the document as a whole.
    fn add_cats(&self, found: &mut Found) {
        let given = self
            .cats
            .into_iter()
            .flatten()
            .filter(|(_, weight)| weight.as_f64().is_some_and(|weight| weight >= GIVEN));
        let mut labels: Vec<LabelId> = given.map(|(label, _)| LabelId::new(label)).collect();
        labels.sort();
        if !labels.is_empty() {
            let layer: &mut FoundLayer = fields::layer(&mut found.layers, None);
            layer.document = labels;
        }
    }
}

/// A number of a token.
fn column(row: &[u8], column: usize) -> u64 {
    let (numbers, _) = row.as_chunks::<8>();
    numbers.get(column).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Where a span of tokens is in the text.
fn at(places: &[Range<usize>], start: i32, end: i32) -> Result<At, String> {
    let wrong = || {
        format!(
            "it has a span from token {start} to {end}, and only {} tokens",
            places.len()
        )
    };
    let first = usize::try_from(start).ok().and_then(|start| places.get(start));
    let last = usize::try_from(end)
        .ok()
        .and_then(|end| places.get(end.checked_sub(1)?));
    let (first, last) = first.zip(last).filter(|_| start < end).ok_or_else(wrong)?;
    Ok(bytes(first.start..last.end))
}

fn bytes(range: Range<usize>) -> At {
    At::Bytes(ByteOffset::new(range.start), ByteOffset::new(range.end))
}
