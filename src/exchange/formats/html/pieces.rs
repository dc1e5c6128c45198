//! A text cut wherever a span begins or ends, and the lines under each piece.

use std::ops::Range;

use crate::article::Span;

/// How many lines are drawn under a text; those of more spans share the last.
pub(super) const LINES: usize = 4;
/// How many of the spans that follow one are looked at for its line.
const LOOKED_AT: usize = 64;

/// A piece of a text that has no boundary in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// The numbers of the spans around it, from 0, outer before inner.
    pub spans: Vec<usize>,
}

/// Hands over the pieces of a text with spans that are in order.
pub(super) fn pieces<E>(length: usize, spans: &[Span], mut each: impl FnMut(Piece) -> Result<(), E>) -> Result<(), E> {
    let mut cuts: Vec<usize> = spans
        .iter()
        .flat_map(|span| [span.start().get(), span.end().get()])
        .chain([0, length])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for (&start, &end) in cuts.iter().zip(cuts.iter().skip(1)) {
        open.retain(|number| spans.get(*number).is_some_and(|span| span.end().get() > start));
        while spans.get(next).is_some_and(|span| span.start().get() <= start) {
            open.push(next);
            next += 1;
        }
        each(Piece {
            range: start..end,
            spans: open.clone(),
        })?;
    }
    Ok(())
}

/// On which line each span is drawn, from 0, which is nearest to the text: inner spans before outer ones.
pub(super) fn lines(spans: &[Span]) -> Vec<usize> {
    let mut lines = vec![0; spans.len()];
    for (index, span) in spans.iter().enumerate().rev() {
        let taken = spans
            .iter()
            .zip(&lines)
            .skip(index + 1)
            .take(LOOKED_AT)
            .take_while(|(other, _)| other.start() < span.end())
            .fold(0_u64, |taken, (_, line)| taken | 1 << line);
        if let Some(line) = lines.get_mut(index) {
            *line = (taken.trailing_ones() as usize).min(LINES - 1);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ByteOffset, Text};

    #[test]
    fn pieces_know_their_spans_and_lines() {
        let text = Text::new("abcdefgh".to_owned());
        let spans: Vec<Span> = [(0, 6), (1, 3), (2, 8)]
            .map(|(start, end)| text.span(ByteOffset::new(start), ByteOffset::new(end)).expect("a span"))
            .to_vec();
        let mut found = Vec::new();
        let all: Result<(), ()> = pieces(8, &spans, |piece| {
            found.push((piece.range, piece.spans));
            Ok(())
        });
        assert_eq!(all, Ok(()));
        let expected = [
            (0..1, vec![0]),
            (1..2, vec![0, 1]),
            (2..3, vec![0, 1, 2]),
            (3..6, vec![0, 2]),
            (6..8, vec![2]),
        ];
        assert_eq!(found, expected);
        assert_eq!(lines(&spans), [2, 1, 0]);
    }
}
