//! What several formats have in common when they are read: facts about documents, texts of JSON values, times.

use jiff::Timestamp;
use serde_json::Value;

use super::{Found, FoundLayer};

/// A value as text; `None` if there is nothing in it.
pub(in crate::exchange) fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        value => Some(value.to_string()),
    }
}

/// A number, which some programs write as a text.
pub(in crate::exchange) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    }
}

/// A time of a file, if it can be understood.
pub(in crate::exchange) fn time(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

/// The layer of somebody, which is made if there is none yet.
pub(in crate::exchange) fn layer(layers: &mut Vec<FoundLayer>, annotator: Option<String>) -> &mut FoundLayer {
    let place = layers
        .iter()
        .rposition(|layer| !layer.is_suggestion && layer.annotator == annotator)
        .unwrap_or_else(|| {
            layers.push(FoundLayer {
                annotator,
                ..FoundLayer::default()
            });
            layers.len() - 1
        });
    // It was found or has just been put there.
    #[expect(clippy::indexing_slicing, reason = "the place is that of a layer")]
    &mut layers[place]
}

/// Something that a file says about a document: what we have a place for gets there, the rest is kept by its name. Objects
/// called `meta`, `metadata`, `data`, `extra` or `info` are taken apart.
pub(in crate::exchange) fn fact(found: &mut Found, name: String, value: Value) {
    match value {
        Value::Object(fields) if matches!(&*name, "meta" | "metadata" | "data" | "info") => {
            for (name, value) in fields {
                if let Some(value) = text(value) {
                    named(found, name, value);
                }
            }
        }
        Value::Object(fields) if name == "extra" => {
            let values = fields
                .into_iter()
                .filter_map(|(name, value)| Some((name, text(value)?)));
            found.extra.extend(values);
        }
        value => {
            if let Some(value) = text(value) {
                named(found, name, value);
            }
        }
    }
}

/// The same of a text.
pub(in crate::exchange) fn named(found: &mut Found, name: String, value: String) {
    let metadata = &mut found.metadata;
    let place = match &*name {
        "title" => &mut metadata.title,
        "author" => &mut metadata.author,
        "source" => &mut metadata.source,
        "url" => &mut metadata.url,
        "date" => &mut metadata.date,
        "lang" | "language" => &mut metadata.language,
        "id" | "doc_id" if found.id.is_none() => &mut found.id,
        "split" if found.split.is_none() => &mut found.split,
        _ => {
            found.extra.insert(name, value);
            return;
        }
    };
    if place.is_none() {
        *place = Some(value);
    } else {
        found.extra.insert(name, value);
    }
}
