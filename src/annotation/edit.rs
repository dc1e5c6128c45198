//! Changes to a layer, and how to take them back.

use std::sync::Arc;

use super::{About, Annotation};
use crate::article::Span;

/// One change to a layer. Undo, autosave and whoever else wants to know what changed read these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// An annotation that was not there.
    Add(Annotation),
    /// The annotation is gone.
    Remove(Annotation),
    /// The annotation is otherwise: its span, label, note or the like.
    Change {
        /// What it was.
        before: Annotation,
        /// What it is, under the same id.
        after: Annotation,
    },
    /// What the layer says besides its annotations is otherwise.
    About {
        /// What it said.
        before: Arc<About>,
        /// What it says.
        after: Arc<About>,
    },
}

impl Edit {
    /// The edit that takes this one back.
    pub fn inverse(&self) -> Self {
        match self {
            Self::Add(annotation) => Self::Remove(annotation.clone()),
            Self::Remove(annotation) => Self::Add(annotation.clone()),
            Self::Change { before, after } => Self::Change {
                before: after.clone(),
                after: before.clone(),
            },
            Self::About { before, after } => Self::About {
                before: Arc::clone(after),
                after: Arc::clone(before),
            },
        }
    }

    /// The annotations that it takes away and that it puts there.
    pub fn sides(&self) -> (Option<&Annotation>, Option<&Annotation>) {
        match self {
            Self::Add(annotation) => (None, Some(annotation)),
            Self::Remove(annotation) => (Some(annotation), None),
            Self::Change { before, after } => (Some(before), Some(after)),
            Self::About { .. } => (None, None),
        }
    }

    /// The part of the text in which it changed something, if it is about one.
    pub fn place(&self) -> Option<Span> {
        match self {
            Self::Add(annotation) | Self::Remove(annotation) => Some(annotation.span),
            Self::Change { before, after } => Some(before.span.hull(after.span)),
            Self::About { .. } => None,
        }
    }
}
