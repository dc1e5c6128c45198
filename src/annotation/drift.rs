//! What a change of the article has done to annotations.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Annotation, AnnotationId};
use crate::{
    article::{CharOffset, Span},
    labels::LabelId,
};

/// The mark of an annotation that was found again elsewhere after its article had changed, until somebody has looked at
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Its words are at another place.
    Along,
    /// It has other words: this is what it quoted before.
    From(Box<str>),
}

/// An annotation whose words are no longer in the article. It is kept until somebody gives it a place or drops it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Its name in the layer.
    pub id: AnnotationId,
    /// About where it would be now, start and end, in code points.
    pub at: (CharOffset, CharOffset),
    /// What it quoted.
    pub quote: Box<str>,
    /// What stood before it, where that was known.
    pub before: Option<Box<str>>,
    /// What it was called.
    pub label: LabelId,
    /// What it would have been called if not that.
    pub second: Option<LabelId>,
    /// What the annotator wrote about it.
    pub note: Option<Box<str>>,
    /// Whether the annotator doubted it.
    pub unsure: bool,
    /// Where it came from, if not from a person's own hand.
    pub origin: Option<Box<str>>,
    /// When it was made.
    pub made: Timestamp,
    /// When anything about it last changed, if ever.
    pub changed: Option<Timestamp>,
}

impl Lost {
    /// The annotation, at a place of the text.
    pub fn placed(&self, span: Span) -> Annotation {
        Annotation {
            id: self.id.clone(),
            span,
            label: self.label.clone(),
            second: self.second.clone(),
            note: self.note.clone(),
            unsure: self.unsure,
            origin: self.origin.clone(),
            made: self.made,
            changed: self.changed,
            moved: None,
        }
    }
}

/// Lost annotations, by about where they would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LostList(Vec<Arc<Lost>>);

impl LostList {
    /// Of these; of those with the same id the first is taken.
    pub fn new(lost: impl IntoIterator<Item = Lost>) -> Self {
        Self::of(lost.into_iter().map(Arc::new).collect())
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Lost>> + DoubleEndedIterator {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one with an id.
    pub fn get(&self, id: &AnnotationId) -> Option<&Arc<Lost>> {
        self.0.iter().find(|lost| lost.id == *id)
    }

    /// Those that are not in another list, or not so.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let others: HashMap<_, _> = other.0.iter().map(|lost| (&lost.id, lost)).collect();
        let is_there = |lost: &Arc<Lost>| others.get(&lost.id).is_some_and(|other| *other == lost);
        Self(self.0.iter().filter(|lost| !is_there(lost)).cloned().collect())
    }

    /// These and those of another list; where both have one, this is taken.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// Those for which `keep` says so.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&Lost) -> bool) -> Self {
        Self(self.0.iter().filter(|lost| keep(lost)).cloned().collect())
    }

    /// These with another label in the place of one; without it, those that have it are left out.
    #[must_use]
    pub fn relabelled(&self, label: &LabelId, heir: Option<&LabelId>) -> Self {
        let relabelled = self.0.iter().filter_map(|lost| {
            let second = if lost.second.as_ref() == Some(label) {
                heir.cloned()
            } else {
                lost.second.clone()
            };
            let first = if lost.label == *label {
                heir?.clone()
            } else {
                lost.label.clone()
            };
            Some(Arc::new(Lost {
                // A second choice that is the first says nothing.
                second: second.filter(|second| *second != first),
                label: first,
                ..Lost::clone(lost)
            }))
        });
        Self::of(relabelled.collect())
    }

    fn of(mut all: Vec<Arc<Lost>>) -> Self {
        let mut taken = HashSet::new();
        all.retain(|lost| taken.insert(lost.id.clone()));
        all.sort_by(|one, other| order(one).cmp(&order(other)));
        Self(all)
    }
}

fn order(lost: &Lost) -> (CharOffset, CharOffset, &AnnotationId) {
    (lost.at.0, lost.at.1, &lost.id)
}
