//! A document as CoNLL can hold it: tokens with one space between them, sentences in lines, spans that do not overlap.

use std::{ops::Range, sync::Arc};

use super::super::{Document, Loss, Losses, example, flat::flat, sentences::Sentences, tags};
use crate::{
    annotation::Annotation,
    article::{ByteOffset, Text},
};

/// The document as it will be read back.
pub(super) fn fit(mut document: Document, losses: &mut Losses) -> Document {
    flatten(&mut document, losses);
    let before = Arc::clone(&document.text);
    let mut is_first = true;
    // A token that was cut out of a character of several parts may be several by itself.
    loop {
        let text = Arc::clone(&document.text);
        in_sentences(&mut document, is_first.then_some(&mut *losses));
        is_first = false;
        if document.text.as_str() == text.as_str() {
            break;
        }
    }
    if document.text.as_str() != before.as_str() {
        losses.add(Loss::WhiteSpace, || document.id.clone());
    }
    document
}

/// Leaves out spans that overlap longer ones.
fn flatten(document: &mut Document, losses: &mut Losses) {
    let spans = document.spans();
    let stretches: Vec<Range<usize>> = spans
        .iter()
        .map(|(_, annotation)| {
            let (start, end) = document.chars(annotation);
            start.get()..end.get()
        })
        .collect();
    let mut stays = vec![false; spans.len()];
    for place in flat(&stretches) {
        if let Some(stays) = stays.get_mut(place) {
            *stays = true;
        }
    }
    let mut kept = Vec::with_capacity(spans.len());
    for ((_, annotation), stays) in spans.iter().zip(stays) {
        if stays {
            kept.push((*annotation).clone());
        } else {
            losses.add(Loss::Overlap, || example(&document.id, document.quote(annotation)));
        }
        if stays && tags::is_renamed(&annotation.label) {
            losses.add(Loss::LabelName, || example(&document.id, annotation.label.as_str()));
        }
    }
    // What is not told apart by annotators is one layer.
    if let Some(layer) = document.layers.first_mut() {
        layer.annotations = kept;
    }
}

/// Puts one space between tokens, and a line end between sentences.
fn in_sentences(document: &mut Document, losses: Option<&mut Losses>) {
    let mut unheard = Losses::default();
    let losses = losses.unwrap_or(&mut unheard);
    let Document { id, text, layers, .. } = document;
    let annotations = layers.iter().flat_map(|layer| &layer.annotations);
    let spans: Vec<Range<usize>> = annotations.map(|annotation| annotation.span.byte_range()).collect();
    let sentences = Sentences::of(text.as_str(), &spans);
    let (joined, places) = joined(text.as_str(), &sentences);
    for layer in layers.iter_mut() {
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
            let tokens = places.get(tokens)?;
            let (start, end) = (tokens.first()?.start, tokens.last()?.end);
            let span = joined.span(ByteOffset::new(start), ByteOffset::new(end)).ok()?;
            Some(Annotation { span, ..annotation })
        };
        layer.annotations = std::mem::take(&mut layer.annotations)
            .into_iter()
            .filter_map(moved)
            .collect();
        layer.sort();
    }
    *text = Arc::new(joined);
}

/// The text of all tokens, and where each is in it.
fn joined(text: &str, sentences: &Sentences) -> (Text, Vec<Range<usize>>) {
    let mut joined = String::with_capacity(text.len() + sentences.tokens.len() / 2);
    let mut places = Vec::with_capacity(sentences.tokens.len());
    for (token, begins) in sentences.tokens.iter().zip(&sentences.begins) {
        if !joined.is_empty() {
            joined.push(if *begins { '\n' } else { ' ' });
        }
        let start = joined.len();
        joined.push_str(text.get(token.clone()).unwrap_or_default());
        places.push(start..joined.len());
    }
    (Text::new(joined), places)
}
