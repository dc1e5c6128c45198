//! Finding annotations again after their article has changed: by what they quote, and what stood before it.
//!
//! Of the old text nothing is left but the quotes and where they were. Those that the new text has once are the fixed
//! points: others are looked for between them. A quote that is there as it was, or but for the writing of its
//! characters, is followed wherever it has gone. Else the likest stretch is taken, if it is like enough.

mod edits;
mod exact;
mod fixed;
mod folded;
mod likeness;
mod settled;

use self::{fixed::FixedPoints, folded::Folded, settled::Settled};
use super::span_tree::{SpanTree, Spanned};
use crate::article::{ByteOffset, CharOffset, Span, Text};

/// How much of a quote must be left for it to be found again where it is expected: 1 − edits / characters, as
/// Levenshtein counts edits.
pub const LIKE_HERE: f64 = 0.7;
/// The same where it is not expected: farther from its neighbours than the fixed points around it.
pub const LIKE_ELSEWHERE: f64 = 0.85;
/// Quotes of fewer characters are found only as they are: too much is like them.
pub const SHORTEST_LIKE: usize = 8;

/// Where an annotation was, and what it quotes.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// Its start and end in the old text.
    pub at: (CharOffset, CharOffset),
    /// The text that was there.
    pub quote: &'a str,
    /// What stood before it, as far as that is known.
    pub before: Option<&'a str>,
}

/// What became of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is where it was.
    There(Span),
    /// The same words are at another place.
    Along(Span),
    /// Words that are like it.
    Changed(Span),
    /// Nothing is like it. About where it would be; that may be beyond the end, so that what is lost keeps its order.
    Lost(CharOffset),
}

impl Outcome {
    /// Where it is now.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::There(span) | Self::Along(span) | Self::Changed(span) => Some(span),
            Self::Lost(_) => None,
        }
    }
}

/// Finds annotations of an older text in `text`; gives an outcome for each.
pub fn reanchor(text: &Text, quotes: &[Quoted<'_>]) -> Vec<Outcome> {
    let search = Search {
        text,
        folded: Folded::of(text.as_str()),
        quotes,
        needles: quotes.iter().map(|quoted| Folded::of(quoted.quote).string).collect(),
    };
    let found = exact::places(&search);
    let fixed = FixedPoints::of(&search, &found);
    let mut settled = Settled::new(&search, exact::choose(&search, &found, &fixed));
    likeness::settle(&search, &fixed, &mut settled);
    let near = |quoted: &Quoted<'_>| CharOffset::new(fixed.expected(quoted.at.0.get()));
    let outcomes = settled.outcomes().into_iter().zip(quotes);
    outcomes
        .map(|(outcome, quoted)| outcome.unwrap_or_else(|| Outcome::Lost(near(quoted))))
        .collect()
}

/// What is looked for, and where.
struct Search<'a> {
    text: &'a Text,
    folded: Folded,
    quotes: &'a [Quoted<'a>],
    /// The quotes, folded.
    needles: Vec<String>,
}

impl Search<'_> {
    /// The stretch of the text that a stretch of the folded text is.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let start = ByteOffset::new(self.folded.start(start));
        let end = ByteOffset::new(self.folded.end(end));
        self.text.trimmed(self.text.span(start, end).ok()?)
    }

    /// The place in the folded text of a place in code points.
    fn folded_start(&self, at: usize) -> usize {
        let at = self.text.char_to_byte(CharOffset::new(at));
        self.folded.place_of(at.unwrap_or(self.text.end()).get())
    }

    /// The start of a span in code points.
    fn char_start(&self, span: Span) -> usize {
        self.text.byte_to_char(span.start()).get()
    }
}

#[cfg(test)]
mod tests;
