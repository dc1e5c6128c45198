//! Proof that what was written can be read back: what went out is remembered by its hash, and taken off when it comes
//! back. A project need not be in memory for that.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    Document,
    carries::{Carries, Text},
};
use crate::annotation::Annotation;

/// What went out and has not come back.
#[derive(Debug)]
pub struct Proof {
    carries: Carries,
    documents: HashMap<u64, Entry>,
    /// How many documents and spans have come back.
    back: (usize, u64),
}

#[derive(Debug)]
struct Entry {
    id: Box<str>,
    /// The document without what is said of it.
    document: u64,
    /// The sum over all that is said of it: in whatever order it comes back, nothing is left.
    said: u64,
    spans: i64,
    is_back: bool,
}

impl Proof {
    /// Nothing has gone out yet.
    pub fn new(carries: Carries) -> Self {
        Self {
            carries,
            documents: HashMap::new(),
            back: (0, 0),
        }
    }

    /// A document has gone out, [as the format can hold it](super::fit).
    pub fn out(&mut self, document: &Document) {
        if self.is_left_out(document) {
            return;
        }
        let entry = Entry {
            id: document.id.as_str().into(),
            document: self.document(document),
            said: self.said(document),
            spans: spans(document),
            is_back: false,
        };
        self.documents.insert(hash(&document.id), entry);
    }

    /// A document has come back, with all or some of what is said of it.
    ///
    /// # Errors
    /// If it is not as it went out; how.
    pub fn back(&mut self, document: &Document) -> Result<(), String> {
        if self.is_left_out(document) {
            return Ok(());
        }
        let (facts, said, count) = (self.document(document), self.said(document), spans(document));
        let id = &document.id;
        let Some(entry) = self.documents.get_mut(&hash(id)) else {
            return Err(format!("{id} was read back, but never written"));
        };
        if entry.document != facts {
            return Err(format!(
                "the text or the metadata of {id} is another one when it is read back"
            ));
        }
        entry.said = entry.said.wrapping_sub(said);
        entry.spans -= count;
        if !std::mem::replace(&mut entry.is_back, true) {
            self.back.0 += 1;
        }
        self.back.1 += count.unsigned_abs();
        Ok(())
    }

    /// How many documents and spans have come back, if all have.
    ///
    /// # Errors
    /// If some have not, or not as they went out; which.
    pub fn end(self) -> Result<(usize, u64), String> {
        let mut wrong: Vec<&Entry> = self
            .documents
            .values()
            .filter(|entry| !entry.is_back || entry.said != 0 || entry.spans != 0)
            .collect();
        wrong.sort_by(|one, other| one.id.cmp(&other.id));
        let Some(first) = wrong.first() else {
            return Ok(self.back);
        };
        let what = match first {
            Entry { is_back: false, .. } => "is missing".to_owned(),
            Entry { spans: 0, .. } => "has spans that are not as they went out".to_owned(),
            Entry { spans, .. } if *spans > 0 => format!("has {spans} spans too few"),
            Entry { spans, .. } => format!("has {} spans too many", -spans),
        };
        let more = match wrong.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more are wrong"),
        };
        Err(format!("when it is read back, {} {what}{more}", first.id))
    }

    /// Whether the format has no place for such a document.
    fn is_left_out(&self, document: &Document) -> bool {
        let is_silent = || document.layers.iter().all(|layer| layer.annotations.is_empty());
        !self.carries.empty && document.text.is_empty() || !self.carries.silent && is_silent()
    }

    fn document(&self, document: &Document) -> u64 {
        let Document {
            text,
            metadata,
            extra,
            split,
            ..
        } = document;
        let text = (self.carries.text != Text::None).then(|| text.as_str());
        let metadata = self.carries.metadata.then(|| metadata.facts());
        let extra = self.carries.extra.then_some(extra);
        let split = self.carries.split.then_some(split.as_deref());
        hash(&(text, metadata, extra, split))
    }

    fn said(&self, document: &Document) -> u64 {
        let carries = &self.carries;
        let mut sum = 0_u64;
        for layer in &document.layers {
            let who = carries.annotator.then_some(&layer.annotator);
            if carries.state {
                sum = sum.wrapping_add(hash(&(who, layer.state, layer.coverage)));
            }
            if carries.document && !layer.document.is_empty() {
                sum = sum.wrapping_add(hash(&(who, &layer.document)));
            }
            for annotation in &layer.annotations {
                sum = sum.wrapping_add(hash(&(who, self.annotation(document, annotation))));
            }
        }
        sum
    }

    fn annotation(&self, document: &Document, annotation: &Annotation) -> u64 {
        let carries = &self.carries;
        let (start, end) = document.chars(annotation);
        // Files keep whole seconds.
        let provenance = carries.provenance.then(|| {
            let changed = annotation.changed.map(|changed| changed.as_second());
            (annotation.id.as_str(), annotation.made.as_second(), changed)
        });
        hash(&(
            (start, end, &annotation.label),
            carries.second.then_some(&annotation.second),
            carries.note.then_some(&annotation.note),
            carries.unsure.then_some(annotation.unsure),
            carries.origin.then_some(&annotation.origin),
            provenance,
        ))
    }
}

fn spans(document: &Document) -> i64 {
    let count: usize = document.layers.iter().map(|layer| layer.annotations.len()).sum();
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
