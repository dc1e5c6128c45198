//! All that one annotator said of one article.

use std::{cmp::Ordering, sync::Arc};

use jiff::Timestamp;

use super::{
    About, AnnotationId, Edit, Moved,
    ids::Ids,
    span_tree::{SpanTree, Spanned},
};
use crate::{
    article::{ByteOffset, Span},
    labels::LabelId,
};

/// A span with a label, and whatever else was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its name in the layer.
    pub id: AnnotationId,
    /// Where it lies.
    pub span: Span,
    /// What it is called.
    pub label: LabelId,
    /// What it would be called if not that.
    pub second: Option<LabelId>,
    /// What the annotator wrote about it.
    pub note: Option<Box<str>>,
    /// Whether the annotator doubts it.
    pub unsure: bool,
    /// Where it came from, if not from a person's own hand: `import:doccano`, `suggestion:cue` …
    pub origin: Option<Box<str>>,
    /// When it was made.
    pub made: Timestamp,
    /// When anything about it last changed, if ever.
    pub changed: Option<Timestamp>,
    /// Whether it had to be found again because the article has changed, and nobody has looked at it since.
    pub moved: Option<Moved>,
}

impl Spanned for Annotation {
    fn span(&self) -> Span {
        self.span
    }

    /// The order of files: by start, then the longer first, so that a span comes before those inside it.
    fn order(&self, other: &Self) -> Ordering {
        let key = |annotation: &Self| (annotation.span.start(), std::cmp::Reverse(annotation.span.end()));
        key(self)
            .cmp(&key(other))
            .then_with(|| self.label.cmp(&other.label))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// All annotations of one article by one annotator, which may overlap and nest, and what was said of the article besides.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    tree: SpanTree<Annotation>,
    ids: Ids,
    about: Arc<About>,
}

/// Why an [`Edit`] does not fit a layer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It adds what is already there.
    #[error("there already is an annotation {0}")]
    Taken(AnnotationId),
    /// It removes or changes what is not there, or not so.
    #[error("there is no such annotation {0}")]
    Missing(AnnotationId),
    /// It changes what is said besides annotations, but that is otherwise.
    #[error("something else is said of the article")]
    OtherAbout,
}

impl Layer {
    /// A layer without annotations.
    pub fn new(about: About) -> Self {
        Self {
            about: Arc::new(about),
            ..Self::default()
        }
    }

    /// A layer of many annotations at once, fastest if they are in order. Of those that have the same id only the first
    /// is taken; of the others it tells which they were.
    pub fn with_annotations(about: About, annotations: Vec<Annotation>) -> (Self, Vec<(usize, AnnotationId)>) {
        let mut layer = Self::new(about);
        if annotations.is_sorted_by(|before, after| before.order(after) == Ordering::Less) {
            let tree = SpanTree::from_ordered(annotations);
            if layer.ids.add_all(&tree) {
                layer.tree = tree;
                return (layer, Vec::new());
            }
            layer.ids = Ids::default();
            return layer.add_first_of_each(tree.into_items());
        }
        layer.add_first_of_each(annotations)
    }

    fn add_first_of_each(mut self, annotations: Vec<Annotation>) -> (Self, Vec<(usize, AnnotationId)>) {
        let numbered = annotations.into_iter().enumerate();
        let taken = numbered
            .filter_map(|(number, annotation)| self.add(&annotation).is_err().then_some((number, annotation.id)));
        let taken = taken.collect();
        (self, taken)
    }

    /// What is said besides the annotations.
    pub fn about(&self) -> &Arc<About> {
        &self.about
    }

    /// How many annotations there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// The annotation with an id.
    pub fn get(&self, id: &AnnotationId) -> Option<&Annotation> {
        self.tree.get(self.ids.get(&self.tree, id)?)
    }

    /// All annotations in the order of files.
    pub fn iter(&self) -> impl Iterator<Item = &Annotation> {
        self.tree.iter()
    }

    /// The annotation with `index` others before it.
    pub fn nth(&self, index: usize) -> Option<&Annotation> {
        self.tree.nth(index)
    }

    /// How many annotations come before this one.
    pub fn index_of(&self, annotation: &Annotation) -> usize {
        self.tree.rank(annotation)
    }

    /// How many annotations start before a place: the index of the first one from there on.
    pub fn starting_before(&self, at: ByteOffset) -> usize {
        self.tree.starting_before(at)
    }

    /// The annotations that share a character with `span`, in order.
    pub fn overlapping(&self, span: Span) -> Vec<&Annotation> {
        self.tree.overlapping(span)
    }

    /// The annotations of exactly `span`.
    pub fn exactly(&self, span: Span) -> impl Iterator<Item = &Annotation> {
        let first = self.tree.starting_before(span.start());
        (first..)
            .map_while(|index| self.tree.nth(index))
            .take_while(move |annotation| annotation.span.start() == span.start())
            .filter(move |annotation| annotation.span == span)
    }

    /// An id that no annotation of this layer has, nor any that is lost.
    pub fn fresh_id(&self) -> AnnotationId {
        AnnotationId::fresh(|id| self.get(id).is_some() || self.about.lost.get(id).is_some())
    }

    /// Makes one change.
    ///
    /// # Errors
    /// If the edit does not fit what is there; nothing is changed then.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Add(annotation) => self.add(annotation),
            Edit::Remove(annotation) => self.remove(annotation),
            Edit::Change { before, after } => {
                if before.id != after.id && self.get(&after.id).is_some() {
                    return Err(EditError::Taken(after.id.clone()));
                }
                self.remove(before)?;
                self.add(after)
            }
            Edit::About { before, after } => self.change_about(before, after),
        }
    }

    /// Whether an edit fits exactly what is there.
    pub fn fits(&self, edit: &Edit) -> bool {
        match edit {
            Edit::Add(annotation) => self.get(&annotation.id).is_none(),
            Edit::Remove(before) => self.get(&before.id) == Some(before),
            Edit::Change { before, after } => {
                self.get(&before.id) == Some(before) && (before.id == after.id || self.get(&after.id).is_none())
            }
            Edit::About { before, after } => self.clone_about().changed(before, after).is_ok(),
        }
    }

    /// Makes one change, whatever is there: what the edit is about is afterwards as the edit has it.
    pub fn force(&mut self, edit: &Edit) {
        let (before, after) = edit.sides();
        for id in [before, after].into_iter().flatten().map(|annotation| &annotation.id) {
            if let Some(there) = self.get(id).cloned() {
                // It is there just so.
                let _ = self.remove(&there);
            }
        }
        if let Some(after) = after {
            let _ = self.add(after);
        }
        if let Edit::About { after, .. } = edit {
            self.about = Arc::clone(after);
        }
    }

    fn clone_about(&self) -> About {
        About::clone(&self.about)
    }

    fn change_about(&mut self, before: &Arc<About>, after: &Arc<About>) -> Result<(), EditError> {
        self.about = if self.about == *before {
            Arc::clone(after)
        } else {
            Arc::new(self.clone_about().changed(before, after)?)
        };
        Ok(())
    }

    fn add(&mut self, annotation: &Annotation) -> Result<(), EditError> {
        if self.get(&annotation.id).is_some() {
            return Err(EditError::Taken(annotation.id.clone()));
        }
        let handle = self.tree.insert(annotation.clone());
        self.ids.add(&self.tree, handle);
        Ok(())
    }

    fn remove(&mut self, annotation: &Annotation) -> Result<(), EditError> {
        match self.ids.get(&self.tree, &annotation.id) {
            Some(handle) if self.tree.get(handle) == Some(annotation) => {
                self.ids.remove(&self.tree, &annotation.id);
                self.tree.remove(handle);
                Ok(())
            }
            _ => Err(EditError::Missing(annotation.id.clone())),
        }
    }
}

/// Two layers are equal if they say the same, whatever happened before.
impl PartialEq for Layer {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.about == other.about && self.iter().eq(other.iter())
    }
}
