//! What an annotation file says besides its annotations.

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Metadata},
    labels::{self, LabelId, LabelSet},
};

/// How far an annotator has come with an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// There is more to label.
    #[default]
    InProgress,
    /// The annotator is done with it.
    Done,
}

/// What an annotation file says besides its annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What is known of the article besides its text.
    pub metadata: Metadata,
    /// Who labels it.
    pub annotator: String,
    /// How far they have come.
    pub state: State,
    /// The labels that can be given.
    pub labels: LabelSet,
    /// The labels of the article as a whole, in the order in which they were given.
    pub document: Vec<LabelId>,
}

impl Header {
    /// For an article that nobody has labelled yet: what its text tells, and the labels of the program.
    pub fn fresh(article: &Article, annotator: &str) -> Self {
        Self {
            metadata: Metadata::of(article.text()),
            annotator: annotator.to_owned(),
            state: State::default(),
            labels: labels::built_in(),
            document: Vec::new(),
        }
    }
}
