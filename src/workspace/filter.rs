//! Which annotations a list shows.
//!
//! What matches is kept while the filter stays: edits are followed one by one, and a new filter goes through the
//! annotations a piece at a time, so that no frame waits for fifty thousand of them.

use std::{collections::BTreeSet, sync::Arc};

use regex::{Regex, RegexBuilder};

use super::{
    Document,
    walk::{Place, Walk, place},
};
use crate::{
    annotation::Annotation,
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
    /// Was found elsewhere after the article had changed, and nobody has looked at it since.
    pub moved: bool,
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
            && (!self.moved || annotation.moved.is_some())
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

/// The annotations of a document that a filter lets through, in order.
#[derive(Default)]
pub struct Filtered {
    filter: Filter,
    words: Option<Regex>,
    text: Option<Arc<Text>>,
    revision: u64,
    found: Vec<Place>,
    walk: Walk,
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
                    walk: if filter.is_empty() {
                        Walk::completed()
                    } else {
                        Walk::default()
                    },
                    looked_at: self.looked_at,
                    ..Self::default()
                }
            }
        }
        self.revision = document.changes().revision();
        self.go_on(document);
        self.walk.is_complete()
    }

    fn go_on(&mut self, document: &Document) {
        let Self {
            filter,
            words,
            found,
            walk,
            looked_at,
            ..
        } = self;
        let (mut annotations, mut bytes) = (0, 0);
        walk.go_on(document, |annotation| {
            annotations += 1;
            bytes += annotation.span.byte_len() + annotation.note.as_ref().map_or(0, |note| note.len());
            *looked_at += 1;
            if filter.admits(words.as_ref(), document.text(), annotation) {
                found.push(place(annotation));
            }
            annotations < ANNOTATIONS_AT_ONCE && bytes < BYTES_AT_ONCE
        });
    }

    fn add(&mut self, annotation: &Annotation) {
        let is_met = self.walk.is_ahead(annotation);
        let Some(text) = self.text.as_ref().filter(|_| !is_met && !self.filter.is_empty()) else {
            return;
        };
        self.looked_at += 1;
        let place = place(annotation);
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
