//! Texts as tokens of which each says whether a space follows it: so spaCy and Prodigy keep texts, and nothing is lost.

use std::ops::Range;

use super::{Document, tokens};
use crate::article::Span;

/// A token: a word, a sign, or white space that is no single space between two of those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange) struct Token {
    /// Where it is in the text, in bytes.
    pub range: Range<usize>,
    /// Whether one plain space follows, which belongs to no token.
    pub space: bool,
}

/// The tokens of a document. Put together they are its text, and each of its spans begins and ends with one.
pub(in crate::exchange) fn spaced(document: &Document) -> Vec<Token> {
    let text = document.text.as_str();
    let cuts = tokens::cuts(document);
    let mut spaces = Spaces {
        text,
        starts: sorted(document, |span| span.start().get()),
        ends: sorted(document, |span| span.end().get()),
        tokens: Vec::with_capacity(text.len() / 4),
    };
    let mut at = 0;
    for range in tokens::tokens(text, &cuts) {
        spaces.add(at..range.start);
        at = range.end;
        spaces.tokens.push(Token { range, space: false });
    }
    spaces.add(at..text.len());
    spaces.tokens
}

/// The tokens that a span of the document is, the last not among them.
pub(in crate::exchange) fn tokens_of(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|token| token.range.start < span.start().get());
    let end = tokens.partition_point(|token| token.range.end <= span.end().get());
    start..end
}

fn sorted(document: &Document, end: impl Fn(Span) -> usize) -> Vec<usize> {
    let spans = document.layers.iter().flat_map(|layer| &layer.annotations);
    let mut ends: Vec<usize> = spans.map(|annotation| end(annotation.span)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

struct Spaces<'a> {
    text: &'a str,
    starts: Vec<usize>,
    ends: Vec<usize>,
    tokens: Vec<Token>,
}

impl Spaces<'_> {
    /// Adds the white space between two tokens.
    fn add(&mut self, mut gap: Range<usize>) {
        if gap.is_empty() {
            return;
        }
        let is_space = self.text.as_bytes().get(gap.start) == Some(&b' ');
        let is_plain = is_space
            && self.starts.binary_search(&gap.start).is_err()
            && self.ends.binary_search(&(gap.start + 1)).is_err();
        if let Some(last) = self.tokens.last_mut().filter(|_| is_plain) {
            last.space = true;
            gap.start += 1;
        }
        while !gap.is_empty() {
            let next = |ends: &[usize]| ends.get(ends.partition_point(|end| *end <= gap.start)).copied();
            let cut = next(&self.starts).into_iter().chain(next(&self.ends)).min();
            let end = cut.unwrap_or(gap.end).min(gap.end);
            self.tokens.push(Token {
                range: gap.start..end,
                space: false,
            });
            gap.start = end;
        }
    }
}
