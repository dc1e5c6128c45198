//! `train.documents.jsonl`: what documents of `train.conll` are called and what is known of them, a line each, in the same
//! order.

use std::{collections::BTreeMap, io, path::Path};

use serde::{Deserialize, Serialize};

use super::super::{Candidate, Document, ReadError, ReadOptions, beside::Beside, tags::TagNames};
use crate::{labels::LabelId, store::folder};

/// The ending of such a file.
pub(super) const ENDING: &str = ".documents.jsonl";

/// A line of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Row {
    /// What is known of the document.
    #[serde(flatten)]
    pub document: Beside,
    /// How many tokens it has, so that it is noticed if somebody has changed one file and not the other.
    #[serde(default)]
    pub tokens: usize,
    /// Labels that are called otherwise in tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, LabelId>,
}

impl Row {
    /// That of a document.
    pub(super) fn of(document: &Document, tokens: usize, tags: &mut TagNames) -> Self {
        let annotations = document.layers.iter().flat_map(|layer| &layer.annotations);
        Self {
            document: Beside::of(document),
            tokens,
            tags: tags.renamed(annotations.map(|annotation| &annotation.label)),
        }
    }
}

/// Whether a file is one, by its name and what is beside it.
pub(super) fn is_one(candidate: &Candidate<'_>) -> bool {
    let stem = candidate.name().strip_suffix(ENDING);
    stem.is_some_and(|stem| candidate.has_beside(&format!("{stem}.conll")))
}

/// The lines of the file beside another one.
#[derive(Debug, Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    at: usize,
}

impl Rows {
    /// Those beside the file at `path`; none if there is no such file.
    pub(super) fn beside(path: &Path, options: &ReadOptions) -> Result<Self, ReadError> {
        let beside = path.with_extension(ENDING.trim_start_matches('.'));
        let bytes = match folder::read_at_most(&beside, options.limits.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        Ok(Self { bytes, at: 0 })
    }

    /// Whether there are more.
    pub(super) fn has_next(&self) -> bool {
        self.at < self.bytes.len()
    }

    /// The next.
    pub(super) fn next(&mut self) -> Result<Option<Row>, serde_json::Error> {
        let Some(rest) = self.bytes.get(self.at..).filter(|rest| !rest.is_empty()) else {
            return Ok(None);
        };
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        self.at += line.len() + 1;
        serde_json::from_slice(line).map(Some)
    }
}
