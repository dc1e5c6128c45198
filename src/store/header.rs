//! What an annotation file says of its article and its annotator.

use crate::article::{Article, Metadata};

/// What an annotation file says of its article and its annotator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What is known of the article besides its text.
    pub metadata: Metadata,
    /// Who labels it.
    pub annotator: String,
}

impl Header {
    /// For an article that nobody has labelled yet: what its text tells.
    pub fn fresh(article: &Article, annotator: &str) -> Self {
        Self {
            metadata: Metadata::of(article.text()),
            annotator: annotator.to_owned(),
        }
    }
}
