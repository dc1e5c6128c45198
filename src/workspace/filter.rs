//! Which annotations a list shows.
//!
//! What matches is kept while the filter stays: edits are followed one by one, and a new filter goes through the
//! annotations a piece at a time, so that no frame waits for fifty thousand of them.

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use regex::{Regex, RegexBuilder};

use super::Document;
use crate::{
    annotation::{Annotation, AnnotationId},
    article::{ByteOffset, Text},
    labels::LabelId,
};

/// How much is looked at in one go: so many annotations, or so many bytes of their quotes and notes.
const ANNOTATIONS_AT_ONCE: usize = 4_000;
const BYTES_AT_ONCE: usize = 256 * 1024;

/// What annotations must be to be shown. Nothing asked for is everything shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these labels; any, if there are none.
    pub labels: BTreeSet<LabelId>,
    /// Has a note.
    pub has_note: bool,
    /// Is unsure.
    pub unsure: bool,
    /// Has this in its quote or note, in capital or small letters.
    pub text: String,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it lets an annotation through; `words` are those of its text.
    fn admits(&self, words: Option<&Regex>, text: &Text, annotation: &Annotation) -> bool {
        let note = annotation.note.as_deref();
        (self.labels.is_empty() || self.labels.contains(&annotation.label))
            && (!self.has_note || note.is_some())
            && (!self.unsure || annotation.unsure)
            && words.is_none_or(|words| {
                words.is_match(text.slice(annotation.span)) || note.is_some_and(|note| words.is_match(note))
            })
    }

    fn words(&self) -> Option<Regex> {
        let words = RegexBuilder::new(&regex::escape(&self.text))
            .case_insensitive(true)
            .build();
        words.ok().filter(|_| !self.text.is_empty())
    }
}

/// What layers are sorted by: found without the annotation, which may be gone.
type Place = (ByteOffset, Reverse<ByteOffset>, LabelId, AnnotationId);

fn place(annotation: &Annotation) -> Place {
    let span = annotation.span;
    (
        span.start(),
        Reverse(span.end()),
        annotation.label.clone(),
        annotation.id.clone(),
    )
}

/// The annotations of a document that a filter lets through, in order.
#[derive(Default)]
pub struct Filtered {
    filter: Filter,
    words: Option<Regex>,
    text: Option<Arc<Text>>,
    revision: u64,
    found: Vec<Place>,
    /// The last annotation that was looked at.
    reached: Option<Annotation>,
    complete: bool,
    looked_at: u64,
}

impl Filtered {
    /// Takes over the filter and what changed, and goes on looking. Whether all was looked at: if not, ask again.
    pub fn update(&mut self, document: &Document, filter: &Filter) -> bool {
        let same_text = self
            .text
            .as_ref()
            .is_some_and(|text| Arc::ptr_eq(text, document.text()));
        let known = document.changes().since(self.revision);
        match known.filter(|_| same_text && self.filter == *filter) {
            Some(edits) => edits.for_each(|edit| {
                let (before, after) = edit.sides();
                before.into_iter().for_each(|before| self.remove(before));
                after.into_iter().for_each(|after| self.add(after));
            }),
            None => {
                *self = Self {
                    filter: filter.clone(),
                    words: filter.words(),
                    text: Some(Arc::clone(document.text())),
                    complete: filter.is_empty(),
                    looked_at: self.looked_at,
                    ..Self::default()
                }
            }
        }
        self.revision = document.changes().revision();
        if !self.complete {
            self.go_on(document);
        }
        self.complete
    }

    fn go_on(&mut self, document: &Document) {
        let layer = document.layer();
        let next = self.reached.as_ref().map_or(0, |reached| {
            let index = layer.index_of(reached);
            let still_there = layer.nth(index).is_some_and(|there| place(there) == place(reached));
            index + usize::from(still_there)
        });
        let mut bytes = 0;
        for index in next..next + ANNOTATIONS_AT_ONCE {
            let Some(annotation) = layer.nth(index).filter(|_| bytes < BYTES_AT_ONCE) else {
                break;
            };
            bytes += annotation.span.byte_len() + annotation.note.as_ref().map_or(0, |note| note.len());
            self.looked_at += 1;
            if self.filter.admits(self.words.as_ref(), document.text(), annotation) {
                self.found.push(place(annotation));
            }
            self.reached = Some(annotation.clone());
            self.complete = index + 1 >= layer.len();
        }
        self.complete |= next >= layer.len();
    }

    fn add(&mut self, annotation: &Annotation) {
        let place = place(annotation);
        // What lies ahead will be met there.
        let ahead = !self.complete && self.reached.as_ref().is_none_or(|reached| self::place(reached) < place);
        let Some(text) = self.text.as_ref().filter(|_| !ahead && !self.filter.is_empty()) else {
            return;
        };
        self.looked_at += 1;
        if self.filter.admits(self.words.as_ref(), text, annotation)
            && let Err(index) = self.found.binary_search(&place)
        {
            self.found.insert(index, place);
        }
    }

    fn remove(&mut self, annotation: &Annotation) {
        if let Ok(index) = self.found.binary_search(&place(annotation)) {
            self.found.remove(index);
        }
    }

    /// How many there are, as far as was looked.
    pub fn len(&self, document: &Document) -> usize {
        match self.filter.is_empty() {
            true => document.layer().len(),
            false => self.found.len(),
        }
    }

    /// The one with `index` others before it.
    pub fn nth<'a>(&self, document: &'a Document, index: usize) -> Option<&'a Annotation> {
        match self.filter.is_empty() {
            true => document.layer().nth(index),
            false => document.layer().get(&self.found.get(index)?.3),
        }
    }

    /// How many come before an annotation, and whether it is one of them itself.
    pub fn index_of(&self, document: &Document, annotation: &Annotation) -> (usize, bool) {
        if self.filter.is_empty() {
            return (document.layer().index_of(annotation), true);
        }
        match self.found.binary_search(&place(annotation)) {
            Ok(index) => (index, true),
            Err(index) => (index, false),
        }
    }

    /// How many start before a place.
    pub fn starting_before(&self, document: &Document, at: ByteOffset) -> usize {
        match self.filter.is_empty() {
            true => document.layer().starting_before(at),
            false => self.found.partition_point(|(start, ..)| *start < at),
        }
    }

    /// How many annotations were ever looked at.
    pub fn looked_at(&self) -> u64 {
        self.looked_at
    }
}
