//! Documents as sentences of tokens, as the formats of CoNLL have them: a line is a sentence, unless a span goes on from
//! one line to the next.

use std::{collections::BTreeSet, ops::Range};

use super::tokens::tokens;

/// The tokens of a text in bytes, and which of them begin a sentence.
#[derive(Debug)]
pub(in crate::exchange) struct Sentences {
    /// The tokens.
    pub tokens: Vec<Range<usize>>,
    /// For each token whether it begins a sentence.
    pub begins: Vec<bool>,
}

impl Sentences {
    /// Those of a text with spans in it.
    pub(in crate::exchange) fn of(text: &str, spans: &[Range<usize>]) -> Self {
        let cuts: BTreeSet<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        let tokens = tokens(text, &cuts);
        let mut begins = Vec::with_capacity(tokens.len());
        let mut last_end = 0;
        for token in &tokens {
            let gap = text.get(last_end..token.start).unwrap_or_default();
            begins.push(begins.is_empty() || gap.contains('\n'));
            last_end = token.end;
        }
        let mut sentences = Self { tokens, begins };
        for span in spans {
            sentences.join(&sentences.tokens_of(span));
        }
        sentences
    }

    /// The tokens that a span is, the last not among them. White space at its ends is no token.
    pub(in crate::exchange) fn tokens_of(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.start < span.start);
        let end = self.tokens.partition_point(|token| token.end <= span.end);
        start..end.max(start)
    }

    /// Where some tokens are in the text; `None` if they are none.
    pub(in crate::exchange) fn place(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let tokens = self.tokens.get(tokens.clone())?;
        Some(tokens.first()?.start..tokens.last()?.end)
    }

    /// The tokens of each sentence.
    pub(in crate::exchange) fn ranges(&self) -> Vec<Range<usize>> {
        let starts = self.begins.iter().enumerate().filter(|(_, begins)| **begins);
        let starts: Vec<usize> = starts.map(|(place, _)| place).collect();
        let ends = starts.iter().skip(1).copied().chain([self.tokens.len()]);
        starts
            .iter()
            .copied()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect()
    }

    fn join(&mut self, tokens: &Range<usize>) {
        let inner = (tokens.start + 1).min(tokens.end)..tokens.end;
        if let Some(inner) = self.begins.get_mut(inner) {
            inner.fill(false);
        }
    }
}
