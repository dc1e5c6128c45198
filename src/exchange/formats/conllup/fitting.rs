//! A document as CoNLL-U Plus can hold it: every character of white space is a space, or a line end between sentences.
//! No offset moves, but what comes after the last token is gone.

use std::{ops::Range, sync::Arc};

use super::super::{Document, Loss, Losses, example, sentences::Sentences, tags};
use crate::{
    annotation::Annotation,
    article::{ByteOffset, Text},
};

/// The document as it will be read back.
pub(super) fn fit(mut document: Document, losses: &mut Losses) -> Document {
    let sentences = Sentences::of(document.text.as_str(), &spans(&document));
    let (plain, places) = plain(document.text.as_str(), &sentences);
    let Document { id, text, layers, .. } = &mut document;
    for layer in layers {
        let moved = |annotation: Annotation| {
            let span = annotation.span.byte_range();
            let tokens = sentences.tokens_of(&span);
            let quote = || example(id, text.slice(annotation.span));
            let Some(place) = sentences.place(&tokens) else {
                losses.add(Loss::Span, quote);
                return None;
            };
            if place != span {
                losses.add(Loss::Edges, quote);
            }
            if tags::is_renamed(&annotation.label) {
                losses.add(Loss::LabelName, || example(id, annotation.label.as_str()));
            }
            let tokens = places.get(tokens)?;
            let (start, end) = (tokens.first()?.start, tokens.last()?.end);
            let span = plain.span(ByteOffset::new(start), ByteOffset::new(end)).ok()?;
            Some(Annotation { span, ..annotation })
        };
        let annotations = std::mem::take(&mut layer.annotations);
        layer.annotations = annotations.into_iter().filter_map(moved).collect();
        layer.sort();
    }
    if text.as_str() != plain.as_str() {
        losses.add(Loss::WhiteSpace, || id.clone());
    }
    *text = Arc::new(plain);
    document
}

/// Where all spans of a document are, in bytes.
pub(super) fn spans(document: &Document) -> Vec<Range<usize>> {
    let annotations = document.layers.iter().flat_map(|layer| &layer.annotations);
    annotations.map(|annotation| annotation.span.byte_range()).collect()
}

/// The text with plain white space, and where each token is in it.
fn plain(text: &str, sentences: &Sentences) -> (Text, Vec<Range<usize>>) {
    let mut plain = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(sentences.tokens.len());
    let mut at = 0;
    for (token, begins) in sentences.tokens.iter().zip(&sentences.begins) {
        let gap = text.get(at..token.start).unwrap_or_default().chars().count();
        plain.extend(std::iter::repeat_n(super::filler(*begins && at > 0), gap));
        let start = plain.len();
        plain.push_str(text.get(token.clone()).unwrap_or_default());
        places.push(start..plain.len());
        at = token.end;
    }
    (Text::new(plain), places)
}
