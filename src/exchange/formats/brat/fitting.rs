//! A document as brat can hold it.

use std::sync::Arc;

use super::{
    super::{Document, Losses, example, losses::Loss, tokens::is_space},
    lines,
};
use crate::{
    annotation::Annotation,
    article::{ByteOffset, Span, Text},
};

/// Characters that end lines for its programs become blanks; spans lose line ends at their ends, and those of white space
/// alone are left out: their text would be an empty field.
pub(super) fn fit(mut document: Document, losses: &mut Losses) -> Document {
    replace_breaks(&mut document, losses);
    let text = Arc::clone(&document.text);
    for layer in &mut document.layers {
        layer.annotations.retain_mut(|annotation| {
            let old = annotation.span;
            let place = || example(&document.id, text.slice(old));
            let Some(span) = without_line_ends(&text, old) else {
                losses.add(Loss::Span, place);
                return false;
            };
            if span != old {
                losses.add(Loss::Edges, place);
                annotation.span = span;
            }
            one_line(annotation, losses, place);
            true
        });
        layer.sort();
    }
    document
}

fn replace_breaks(document: &mut Document, losses: &mut Losses) {
    let Some(replaced) = lines::without_breaks(document.text.as_str()) else {
        return;
    };
    let old = Arc::clone(&document.text);
    let count = old
        .as_str()
        .chars()
        .filter(|character| lines::is_break(*character))
        .count();
    losses.add_many(Loss::Characters, count as u64, || document.id.clone());
    let new = Text::new(replaced);
    // Characters are as many as before, but not bytes.
    let moved = |at: ByteOffset| new.char_to_byte(old.byte_to_char(at));
    for layer in &mut document.layers {
        layer.annotations.retain_mut(|annotation| {
            let span = moved(annotation.span.start()).zip(moved(annotation.span.end()));
            let span = span.and_then(|(start, end)| new.span(start, end).ok());
            annotation.span = span.unwrap_or(annotation.span);
            span.is_some()
        });
    }
    document.text = Arc::new(new);
}

/// The span without line ends at its ends; `None` if it holds nothing that can be seen.
fn without_line_ends(text: &Text, span: Span) -> Option<Span> {
    let quote = text.slice(span);
    if quote.chars().all(is_space) {
        return None;
    }
    let start = span.start().get() + (quote.len() - quote.trim_start_matches('\n').len());
    let end = span.start().get() + quote.trim_end_matches('\n').len();
    text.span(ByteOffset::new(start), ByteOffset::new(end)).ok()
}

fn one_line(annotation: &mut Annotation, losses: &mut Losses, place: impl Fn() -> String) {
    for text in [&mut annotation.note, &mut annotation.origin] {
        if let Some(line) = text.as_deref().and_then(lines::one_line) {
            losses.add(Loss::Characters, &place);
            *text = Some(line.into());
        }
    }
}
