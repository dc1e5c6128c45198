//! What an annotation file says of its article and its annotator.

use super::Home;
use crate::article::{Article, Metadata};

/// What an annotation file says of its article and its annotator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What is known of the article besides its text.
    pub metadata: Metadata,
    /// Who labels it.
    pub annotator: String,
    /// Where it is kept, and in which terms.
    pub home: Home,
}

impl Header {
    /// For an article that nobody has labelled yet: what its file says of it, and else what its text tells.
    pub fn fresh(article: &Article, annotator: &str, home: Home) -> Self {
        Self {
            metadata: article.metadata().clone().or(Metadata::of(article.text())),
            annotator: annotator.to_owned(),
            home,
        }
    }
}
