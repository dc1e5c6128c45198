//! What has a place already, so that nothing else is put there.

use super::{Outcome, Search, SpanTree, Spanned};
use crate::article::Span;

/// The outcomes so far.
pub struct Settled<'a> {
    search: &'a Search<'a>,
    outcomes: Vec<Option<Outcome>>,
    places: SpanTree<Taken>,
}

/// A place, and where what is there was in the old text.
#[derive(Clone, Copy, Debug)]
struct Taken {
    span: Span,
    old: (usize, usize),
}

impl Spanned for Taken {
    fn span(&self) -> Span {
        self.span
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |taken: &Self| (taken.span.start(), taken.span.end(), taken.old);
        key(self).cmp(&key(other))
    }
}

impl<'a> Settled<'a> {
    pub fn new(search: &'a Search<'a>, outcomes: Vec<Option<Outcome>>) -> Self {
        let mut settled = Self {
            search,
            outcomes: vec![None; outcomes.len()],
            places: SpanTree::default(),
        };
        for (index, outcome) in outcomes.into_iter().enumerate() {
            if let Some(outcome) = outcome {
                settled.settle(index, outcome);
            }
        }
        settled
    }

    /// The quotes that have no place yet.
    pub fn open(&self) -> Vec<usize> {
        let outcomes = self.outcomes.iter().enumerate();
        outcomes
            .filter(|(_, outcome)| outcome.is_none())
            .map(|(index, _)| index)
            .collect()
    }

    pub fn settle(&mut self, index: usize, outcome: Outcome) {
        let Some(slot) = self.outcomes.get_mut(index) else {
            return;
        };
        *slot = Some(outcome);
        if let Some(span) = outcome.span() {
            let old = self.old(index);
            self.places.insert(Taken { span, old });
        }
    }

    /// Whether most of `span` is what another quote is, which lay elsewhere before.
    pub fn is_taken(&self, index: usize, span: Span) -> bool {
        let old = self.old(index);
        self.places.overlapping(span).into_iter().any(|taken| {
            let apart = taken.old.1 <= old.0 || old.1 <= taken.old.0;
            let shared = taken.span.intersection(span).map_or(0, Span::byte_len);
            apart && shared * 2 > span.byte_len().min(taken.span.byte_len())
        })
    }

    pub fn outcomes(self) -> Vec<Option<Outcome>> {
        self.outcomes
    }

    fn old(&self, index: usize) -> (usize, usize) {
        let quoted = self.search.quotes.get(index);
        quoted.map_or((0, 0), |quoted| (quoted.at.0.get(), quoted.at.1.get()))
    }
}
