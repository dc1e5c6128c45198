//! The comment in which stands of a document what has no column.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::{Document, beside::Beside, tags::TagNames};
use crate::labels::LabelId;

/// What stands before the record of a document that begins.
pub(super) const DOCUMENT: &str = "# document = ";
/// What stands before that of one without tokens.
pub(super) const EMPTY_DOCUMENT: &str = "# empty_document = ";

/// The record of a document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// What is known of it and was said of its spans.
    #[serde(flatten)]
    pub document: Beside,
    /// How many columns of tags each layer has.
    #[serde(default)]
    pub columns: Vec<usize>,
    /// Labels that are called otherwise in tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, LabelId>,
}

impl Record {
    /// That of a document whose layers have so many columns.
    pub(super) fn of(document: &Document, columns: Vec<usize>, tags: &mut TagNames) -> Self {
        let annotations = document.layers.iter().flat_map(|layer| &layer.annotations);
        Self {
            document: Beside::with_spans(document),
            columns,
            tags: tags.renamed(annotations.map(|annotation| &annotation.label)),
        }
    }

    /// The record in one line, whatever a reader takes for the end of one.
    pub(super) fn line(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        let breaks = ['\u{85}', '\u{2028}', '\u{2029}'];
        if !json.contains(breaks) {
            return Ok(json);
        }
        let escaped = breaks.iter().fold(json, |json, character| {
            json.replace(*character, &format!("\\u{:04x}", u32::from(*character)))
        });
        Ok(escaped)
    }
}

/// A name with no line end or the like in it.
pub(super) fn in_a_line(name: &str) -> String {
    let plain = |character: char| {
        if character.is_control() || character.is_whitespace() {
            ' '
        } else {
            character
        }
    };
    name.chars().map(plain).collect()
}
