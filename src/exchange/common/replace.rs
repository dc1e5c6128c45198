//! Characters that a format cannot hold, replaced one by one, so that no offset in characters moves.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Document, DocumentLayer,
    losses::{Loss, Losses},
};
use crate::{
    annotation::{Annotation, AnnotationId},
    article::Text,
    labels::LabelId,
};

/// What takes the place of a character; `None` if it can stay.
pub(in crate::exchange) type Replacement = fn(char) -> Option<char>;

/// The text with what takes the place of its characters, or `None` if all can stay.
pub(in crate::exchange) fn replaced(text: &str, with: Replacement) -> Option<String> {
    text.chars().any(|character| with(character).is_some()).then(|| {
        text.chars()
            .map(|character| with(character).unwrap_or(character))
            .collect()
    })
}

/// The document with characters replaced in all that is said in it and of it. They are counted.
pub(in crate::exchange) fn characters(mut document: Document, with: Replacement, losses: &mut Losses) -> Document {
    let id = document.id.clone();
    let mut all = Replacing { with, count: 0 };
    all.string(&mut document.id);
    all.text(&mut document);
    let facts = document.metadata.facts_mut();
    for fact in facts.into_iter().chain([&mut document.split]) {
        fact.iter_mut().for_each(|fact| all.string(fact));
    }
    all.extra(&mut document.extra);
    for layer in &mut document.layers {
        all.layer(layer);
    }
    if all.count > 0 {
        document.layers.iter_mut().for_each(DocumentLayer::sort);
        document
            .layers
            .sort_by(|one, other| one.annotator.cmp(&other.annotator));
        losses.add_many(Loss::Characters, all.count, || id);
    }
    document
}

/// Replaces characters, and counts them.
struct Replacing {
    with: Replacement,
    count: u64,
}

impl Replacing {
    fn new_of(&mut self, text: &str) -> Option<String> {
        let new = replaced(text, self.with)?;
        self.count += text
            .chars()
            .filter(|character| (self.with)(*character).is_some())
            .count() as u64;
        Some(new)
    }

    fn string(&mut self, text: &mut String) {
        if let Some(new) = self.new_of(text) {
            *text = new;
        }
    }

    fn label(&mut self, label: &mut LabelId) {
        if let Some(new) = self.new_of(label.as_str()) {
            *label = LabelId::new(new);
        }
    }

    fn boxed(&mut self, text: &mut Option<Box<str>>) {
        if let Some(new) = text.as_deref().and_then(|text| self.new_of(text)) {
            *text = Some(new.into());
        }
    }

    /// Replaces in the text, and puts the spans where their characters are now.
    fn text(&mut self, document: &mut Document) {
        let Some(new) = self.new_of(document.text.as_str()) else {
            return;
        };
        let old = std::mem::replace(&mut document.text, Arc::new(Text::new(new)));
        let new = &document.text;
        for annotation in document.layers.iter_mut().flat_map(|layer| &mut layer.annotations) {
            let start = old.byte_to_char(annotation.span.start());
            let end = old.byte_to_char(annotation.span.end());
            // The new text has as many characters.
            if let Ok(span) = new.span_of_chars(start, end) {
                annotation.span = span;
            }
        }
    }

    fn extra(&mut self, extra: &mut BTreeMap<String, String>) {
        *extra = std::mem::take(extra)
            .into_iter()
            .map(|(mut name, mut value)| {
                self.string(&mut name);
                self.string(&mut value);
                (name, value)
            })
            .collect();
    }

    fn layer(&mut self, layer: &mut DocumentLayer) {
        self.string(&mut layer.annotator);
        layer.document.iter_mut().for_each(|label| self.label(label));
        for annotation in &mut layer.annotations {
            self.annotation(annotation);
        }
    }

    fn annotation(&mut self, annotation: &mut Annotation) {
        self.label(&mut annotation.label);
        annotation.second.iter_mut().for_each(|label| self.label(label));
        self.boxed(&mut annotation.note);
        self.boxed(&mut annotation.origin);
        if let Some(new) = self.new_of(annotation.id.as_str()) {
            annotation.id = AnnotationId::new(new);
        }
    }
}
