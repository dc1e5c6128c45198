//! What came of an import.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::LabelSummary;
use crate::exchange::Place;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// What came in, in its order.
    pub added: Vec<Added>,
    /// What the project has already, word for word.
    pub same: Vec<Same>,
    /// Articles that are nearly the same, by their names; at least one of each group is new.
    pub near: Vec<Vec<String>>,
    /// What did not come in, and why.
    pub skipped: Vec<Skipped>,
    /// What came of labels, if there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<LabelSummary>,
}

/// A new article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    /// What the project calls it.
    pub name: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it was made from.
    #[serde(flatten)]
    pub from: Where,
    /// What a person should know of how it was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

/// An article that the project has already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Same {
    /// Where it stood.
    #[serde(flatten)]
    pub from: Where,
    /// The article with the same text.
    pub of: String,
}

/// Something that did not come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What it was.
    #[serde(flatten)]
    pub from: Where,
    /// Why.
    pub why: String,
}

/// Where an article comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Where {
    /// The file; `None` for what was pasted.
    #[serde(rename = "from", skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// The row of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

impl Where {
    pub(super) fn file(path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
            row: None,
        }
    }

    pub(super) fn place(place: &Place) -> Self {
        Self {
            path: Some(place.file.clone()),
            row: place.line,
        }
    }

    pub(super) fn row(path: &Path, row: u64) -> Self {
        Self {
            row: Some(row),
            ..Self::file(path)
        }
    }
}

impl Where {
    /// The name of the file alone, and the row.
    pub fn short(&self) -> String {
        let name = self.path.as_deref().and_then(Path::file_name).map(Into::into);
        Self {
            path: name,
            row: self.row,
        }
        .to_string()
    }
}

impl std::fmt::Display for Where {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => path.display().fmt(f)?,
            None => f.write_str("what was pasted")?,
        }
        match self.row {
            Some(row) => write!(f, ", row {row}"),
            None => Ok(()),
        }
    }
}

impl Summary {
    /// All of it in one line: what came in, what did not.
    pub fn line(&self) -> String {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let added = counted(self.added.len(), "article came in", "articles came in");
        let parts = [
            Some(added.unwrap_or_else(|| "No article came in".to_owned())),
            counted(self.same.len(), "was there already", "were there already"),
            counted(self.skipped.len(), "could not be read", "could not be read"),
            self.labels
                .as_ref()
                .and_then(|labels| counted(usize::try_from(labels.spans).unwrap_or(usize::MAX), "label", "labels")),
            counted(
                self.near.len(),
                "group is nearly the same",
                "groups are nearly the same",
            ),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
