//! What the cursor steps by: sentences, paragraphs and words.

use serde::{Deserialize, Serialize};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{ByteOffset, Span, Text, clauses, paragraphs};

/// A kind of unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnitKind {
    /// One word, by Unicode's word rules (UAX #29).
    Word,
    /// One part of a sentence that could stand alone, or the whole sentence.
    Clause,
    /// One sentence, by the rules of the article's language. No sentence goes on after a line end.
    #[default]
    Sentence,
    /// One line of the text that holds a letter or digit, or several, where the text parts its paragraphs by blank
    /// lines.
    Paragraph,
}

impl UnitKind {
    /// All kinds, from the smallest.
    pub const ALL: [Self; 4] = [Self::Word, Self::Clause, Self::Sentence, Self::Paragraph];

    /// What people call one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Clause => "clause",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
        }
    }

    /// The next larger kind, or the same if there is none.
    pub fn larger(self) -> Self {
        match self {
            Self::Word => Self::Clause,
            Self::Clause => Self::Sentence,
            Self::Sentence | Self::Paragraph => Self::Paragraph,
        }
    }

    /// The next smaller kind, or the same if there is none.
    pub fn smaller(self) -> Self {
        match self {
            Self::Paragraph => Self::Sentence,
            Self::Sentence => Self::Clause,
            Self::Clause | Self::Word => Self::Word,
        }
    }
}

/// All units of one kind in one text, in order and without overlap.
#[derive(Debug, Default)]
pub struct Units {
    spans: Vec<Span>,
    /// Whether the text parts its paragraphs by blank lines, instead of by line ends.
    blank_lines_part: bool,
}

impl Units {
    /// Cuts the text into units. `language` is a BCP 47 tag; its first part chooses the sentence rules.
    ///
    /// A unit holds at least one letter or digit and has no white space at its ends.
    pub fn of(text: &Text, kind: UnitKind, language: Option<&str>) -> Self {
        let language = language.unwrap_or("en").split('-').next().unwrap_or("en");
        let spans = (0..text.line_count())
            .flat_map(|index| {
                let line = text.line(index);
                let string = text.as_str().get(line.clone()).unwrap_or_default();
                let pieces = match kind {
                    UnitKind::Paragraph => std::iter::once(0..string.len()).collect(),
                    UnitKind::Sentence | UnitKind::Clause => sentences_of_line(string, language),
                    UnitKind::Word => string
                        .split_word_bound_indices()
                        .map(|(at, word)| at..at + word.len())
                        .collect(),
                };
                pieces
                    .into_iter()
                    .map(move |piece| line.start + piece.start..line.start + piece.end)
            })
            .filter_map(|piece| unit(text, piece.start, piece.end));
        let spans = match kind {
            UnitKind::Clause => spans
                .flat_map(|sentence| clauses(text, sentence, Some(language)))
                .collect(),
            UnitKind::Word | UnitKind::Sentence | UnitKind::Paragraph => spans.collect(),
        };
        Self {
            spans,
            blank_lines_part: paragraphs::are_parted_by_blank_lines(text),
        }
    }

    /// All of them, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The index of the unit that holds `at`; between two units, of the next one; after the last, of the last.
    pub fn index_at(&self, at: ByteOffset) -> Option<usize> {
        let index = self.spans.partition_point(|span| span.end() <= at);
        self.spans.len().checked_sub(1).map(|last| index.min(last))
    }

    /// The paragraph that holds `at`, with the line ends inside of it; `None` if there is nothing but a blank line.
    pub fn paragraph_at(&self, text: &Text, at: ByteOffset) -> Option<Span> {
        paragraphs::paragraph_at(text, at, self.blank_lines_part)
    }

    /// The unit with an index.
    pub fn get(&self, index: usize) -> Option<Span> {
        self.spans.get(index).copied()
    }

    /// The units that share a character with `span`.
    pub fn overlapping(&self, span: Span) -> &[Span] {
        let from = self.spans.partition_point(|unit| unit.end() <= span.start());
        let to = self.spans.partition_point(|unit| unit.start() < span.end());
        self.spans.get(from..to).unwrap_or_default()
    }
}

/// The word at `at`, or the run of white space or punctuation there, within its line.
pub fn word_at(text: &Text, at: ByteOffset) -> Option<Span> {
    let line = text.line(text.line_of(at));
    // A word and its neighbours are found in a window: a line may be megabytes long.
    let string = text.as_str();
    let from = string.floor_char_boundary(at.get().saturating_sub(WORD_WINDOW).max(line.start));
    let to = string.floor_char_boundary((at.get() + WORD_WINDOW).min(line.end));
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

/// How far on either side of a place its word is looked for, in bytes.
const WORD_WINDOW: usize = 1024;

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

/// A line is given to the sentence rules in windows of this many bytes, since a line may be megabytes long.
const SENTENCE_WINDOW: usize = 16 * 1024;

/// Byte ranges of the sentences in a line, with the white space after them.
fn sentences_of_line(line: &str, language: &str) -> Vec<std::ops::Range<usize>> {
    let mut sentences = Vec::new();
    let mut from = 0;
    while let Some(rest) = line.get(from..).filter(|rest| !rest.is_empty()) {
        let window = rest.get(..window_end(rest)).unwrap_or(rest);
        let mut ends: Vec<usize> = sentencex::get_sentence_boundaries(language, window)
            .into_iter()
            .map(|sentence| sentence.end_byte)
            .filter(|end| *end > 0 && window.is_char_boundary(*end))
            .collect();
        if window.len() < rest.len() && ends.len() > 1 {
            // The window may have cut the last sentence: it starts the next window.
            ends.pop();
        } else if ends.last() != Some(&window.len()) {
            ends.push(window.len());
        }
        let mut start = from;
        for end in ends {
            if from + end > start {
                sentences.push(start..from + end);
                start = from + end;
            }
        }
        from = start;
    }
    sentences
}

/// Where the window that starts a long line ends: after white space if there is any.
fn window_end(rest: &str) -> usize {
    let limit = rest.floor_char_boundary(SENTENCE_WINDOW);
    if limit == rest.len() {
        return limit;
    }
    let window = rest.get(..limit).unwrap_or(rest);
    window
        .rfind(char::is_whitespace)
        .filter(|at| *at > 0)
        .map_or(limit, |at| window.ceil_char_boundary(at + 1))
}

/// The unit in a range of bytes: trimmed, on grapheme edges, `None` if it has no letter or digit.
fn unit(text: &Text, start: usize, end: usize) -> Option<Span> {
    let span = text.trimmed(text.span(ByteOffset::new(start), ByteOffset::new(end)).ok()?)?;
    text.slice(span).chars().any(char::is_alphanumeric).then_some(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(text: &str, kind: UnitKind, language: &str) -> Vec<String> {
        let text = Text::new(text.into());
        let units = Units::of(&text, kind, Some(language));
        units.spans().iter().map(|span| text.slice(*span).to_owned()).collect()
    }

    #[test]
    fn sentences_end_at_line_ends_and_hold_something_to_read() {
        assert_eq!(
            units(
                "  Dr. Smith paid $3.5 million. He left!\nNext line\n · \n(2)  ",
                UnitKind::Sentence,
                "en"
            ),
            ["Dr. Smith paid $3.5 million.", "He left!", "Next line", "(2)"]
        );
        assert_eq!(
            units("微软花费超过亿美元。这是重构。", UnitKind::Sentence, "zh-Hans"),
            ["微软花费超过亿美元。", "这是重构。"]
        );
        assert_eq!(
            units("रोगी आया। वह गया।", UnitKind::Sentence, "hi"),
            ["रोगी आया।", "वह गया।"]
        );
    }

    #[test]
    fn words_and_paragraphs() {
        assert_eq!(
            units("It's 3.5%, no?\n\nYes.", UnitKind::Word, "en"),
            ["It's", "3.5", "no", "Yes"]
        );
        assert_eq!(
            units("One. Two.\n--\n\n Three ", UnitKind::Paragraph, "en"),
            ["One. Two.", "Three"]
        );
    }

    #[test]
    fn a_line_longer_than_a_window_is_cut_at_the_same_places() {
        let sentence = "The council met on Tuesday and approved the plan. ";
        let line = sentence.repeat(1000);
        let expected = vec![sentence.trim(); 1000];
        assert_eq!(units(&line, UnitKind::Sentence, "en"), expected);
    }

    #[test]
    fn the_unit_at_a_place() {
        let text = Text::new("One. Two.\n\nThree.\n".into());
        let units = Units::of(&text, UnitKind::Sentence, Some("en"));
        let index_at = |at| units.index_at(ByteOffset::new(at));
        assert_eq!([0, 3, 4, 5, 10, 11, 18].map(index_at), [0, 0, 1, 1, 2, 2, 2].map(Some));
        assert_eq!(Units::default().index_at(ByteOffset::ZERO), None);
    }

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

    proptest! {
        #[test]
        fn units_are_in_order_trimmed_and_hold_something(
            string in "(\\PC|[\n .?!。؟।\u{301}\u{200d}a-c1]){0,200}", language in "en|zh|ar|hi|th|ja|de|xx"
        ) {
            let text = Text::new(string);
            for kind in [UnitKind::Word, UnitKind::Sentence, UnitKind::Paragraph] {
                let units = Units::of(&text, kind, Some(&language));
                for pair in units.spans().windows(2) {
                    prop_assert!(pair[0].end() <= pair[1].start());
                }
                for span in units.spans() {
                    let quote = text.slice(*span);
                    prop_assert_eq!(quote.trim(), quote);
                    prop_assert!(quote.chars().any(char::is_alphanumeric));
                    prop_assert!(!quote.contains('\n'));
                }
                let covered: usize = units.spans().iter().map(|span| text.slice(*span).chars().filter(|c| c.is_alphanumeric()).count()).sum();
                prop_assert_eq!(covered, text.as_str().chars().filter(|c| c.is_alphanumeric()).count(), "no letter is lost");
            }
        }
    }
}
