//! Words and what a reader sees as characters, at one place of a text.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{ByteOffset, Span, Text};

/// How far on either side of a place its word is looked for, in bytes: a line may be megabytes long.
const WINDOW: usize = 1024;

/// The word at `at`, or the run of white space or punctuation there, within its line.
pub fn word_at(text: &Text, at: ByteOffset) -> Option<Span> {
    let line = text.line(text.line_of(at));
    let string = text.as_str();
    let from = string.floor_char_boundary(at.get().saturating_sub(WINDOW).max(line.start));
    let to = string.floor_char_boundary((at.get() + WINDOW).min(line.end));
    let at_last = string
        .get(from..to)?
        .split_word_bound_indices()
        .take_while(|(start, _)| from + start <= at.get());
    // At the very end of a line the last word is meant.
    let (start, word) = at_last.filter(|(_, word)| !word.is_empty()).last()?;
    text.span(
        ByteOffset::new(from + start),
        ByteOffset::new(from + start + word.len()),
    )
    .ok()
}

/// The words of a span, in order, without what stands between them. A blank that carries an accent or the like is no part of
/// a word, although Unicode makes it one.
pub fn words(text: &Text, span: Span) -> Vec<Span> {
    let start = span.start().get();
    let place = |(at, word): (usize, &str)| {
        let (from, to) = (start + at, start + at + word.len());
        text.trimmed(text.span(ByteOffset::new(from), ByteOffset::new(to)).ok()?)
    };
    text.slice(span).unicode_word_indices().filter_map(place).collect()
}

/// The span with both ends moved outwards to the edges of the grapheme clusters they are in.
pub fn whole_graphemes(text: &Text, span: Span) -> Span {
    let string = text.as_str();
    let edge = |at: ByteOffset, forward: bool| {
        let mut cursor = GraphemeCursor::new(at.get(), string.len(), true);
        if cursor.is_boundary(string, 0).unwrap_or(true) {
            return at;
        }
        let moved = if forward {
            cursor.next_boundary(string, 0)
        } else {
            cursor.prev_boundary(string, 0)
        };
        moved.ok().flatten().map_or(at, ByteOffset::new)
    };
    text.span(edge(span.start(), false), edge(span.end(), true))
        .unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_a_place() {
        let text = Text::new("They paid it.\nสวัสดี ok".into());
        let word = |at| word_at(&text, ByteOffset::new(at)).map(|span| text.slice(span).to_owned());
        assert_eq!(word(0).as_deref(), Some("They"));
        assert_eq!(word(4).as_deref(), Some(" "));
        assert_eq!(word(6).as_deref(), Some("paid"));
        assert_eq!(
            word(13).as_deref(),
            Some("."),
            "at the end of a line its last word is meant"
        );
        assert_eq!(word_at(&Text::new(String::new()), ByteOffset::ZERO), None);
    }

    #[test]
    fn spans_grow_to_whole_graphemes() {
        let text = Text::new("ae\u{301}b👨‍👩‍👧c".into());
        let inside = text
            .span(ByteOffset::new(2), ByteOffset::new(9))
            .expect("on characters");
        assert_eq!(text.slice(whole_graphemes(&text, inside)), "e\u{301}b👨‍👩‍👧");
    }
}
