//! The text of an article, and where in it things are.

use std::ops::Range;

use super::{ByteOffset, CharOffset, Span, Utf16Offset};

/// A checkpoint stands at the first character boundary at or after each multiple of this many bytes.
/// Conversions walk at most this far, so their cost does not grow with the text.
const STRIDE: usize = 512;

/// A text that does not change, with an index for converting positions and finding lines.
///
/// The index costs 12 bytes for each 512 of text and 4 for each line.
#[derive(Debug)]
pub struct Text {
    string: String,
    checkpoints: Vec<Checkpoint>,
    line_starts: Vec<u32>,
}

/// How many of each unit stand before one place in the text.
#[derive(Clone, Copy, Debug, Default)]
struct Checkpoint {
    bytes: u32,
    chars: u32,
    utf16: u32,
}

/// Why two positions do not make a [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// The end is not after the start.
    #[error("it is empty or runs backwards")]
    Empty,
    /// An end lies beyond the end of the text.
    #[error("it reaches beyond the end of the text")]
    BeyondEnd,
    /// An end lies between the bytes of one character.
    #[error("it cuts a character in two")]
    InsideCharacter,
}

impl Text {
    /// Indexes `string`, which is taken as it is: no character is changed.
    pub fn new(string: String) -> Self {
        let mut checkpoints = Vec::with_capacity(string.len() / STRIDE + 1);
        let mut at = Checkpoint::default();
        let mut rest = string.as_str();
        loop {
            checkpoints.push(at);
            let next = (checkpoints.len() * STRIDE).saturating_sub(at.bytes as usize);
            if next >= rest.len() {
                break;
            }
            let (passed, left) = rest.split_at(rest.ceil_char_boundary(next));
            at.bytes += passed.len() as u32;
            at.chars += count_chars(passed) as u32;
            at.utf16 += count_utf16(passed) as u32;
            rest = left;
        }
        let line_ends = memchr::memchr_iter(b'\n', string.as_bytes());
        let line_starts = std::iter::once(0)
            .chain(line_ends.map(|newline| newline as u32 + 1))
            .collect();
        Self {
            string,
            checkpoints,
            line_starts,
        }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Its length in bytes, which is also the position of its end.
    pub fn end(&self) -> ByteOffset {
        ByteOffset::new(self.string.len())
    }

    /// Whether it has no character at all.
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// The span between two positions.
    ///
    /// # Errors
    /// If it would be empty, reach beyond the text or cut a character.
    pub fn span(&self, start: ByteOffset, end: ByteOffset) -> Result<Span, SpanError> {
        if start >= end {
            return Err(SpanError::Empty);
        }
        if end > self.end() {
            return Err(SpanError::BeyondEnd);
        }
        if self.string.is_char_boundary(start.get()) && self.string.is_char_boundary(end.get()) {
            Ok(Span::new_unchecked(start, end))
        } else {
            Err(SpanError::InsideCharacter)
        }
    }

    /// The span between two positions in code points.
    ///
    /// # Errors
    /// If it would be empty or reach beyond the text.
    pub fn span_of_chars(&self, start: CharOffset, end: CharOffset) -> Result<Span, SpanError> {
        if start >= end {
            return Err(SpanError::Empty);
        }
        match (self.char_to_byte(start), self.char_to_byte(end)) {
            (Some(start), Some(end)) => self.span(start, end),
            _ => Err(SpanError::BeyondEnd),
        }
    }

    /// The characters of a span of this text. (Of another text's span: what can be had, or nothing.)
    pub fn slice(&self, span: Span) -> &str {
        self.string.get(span.byte_range()).unwrap_or_default()
    }

    /// The span without the white space at its ends; `None` if it holds nothing else.
    pub fn trimmed(&self, span: Span) -> Option<Span> {
        let quote = self.slice(span);
        let start = span.start().get() + (quote.len() - quote.trim_start().len());
        let end = span.start().get() + quote.trim_end().len();
        self.span(ByteOffset::new(start), ByteOffset::new(end)).ok()
    }

    /// The nearest character boundary at or before `at`, inside the text.
    pub fn floor(&self, at: ByteOffset) -> ByteOffset {
        ByteOffset::new(self.string.floor_char_boundary(at.get()))
    }

    // --- lines -------------------------------------------------------------------------------------------

    /// How many lines there are; a text always has at least one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The bytes of line `index`, without its line end.
    pub fn line(&self, index: usize) -> Range<usize> {
        let len = self.string.len();
        let start = self.line_starts.get(index).map_or(len, |start| *start as usize);
        let end = self.line_starts.get(index + 1).map_or(len, |next| *next as usize - 1);
        start..end
    }

    /// The index of the line that holds `at`; a line end belongs to the line it ends.
    pub fn line_of(&self, at: ByteOffset) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= at.get()) - 1
    }

    // --- units -------------------------------------------------------------------------------------------

    /// The number of code points before `at`.
    pub fn byte_to_char(&self, at: ByteOffset) -> CharOffset {
        let (from, between) = self.since_checkpoint(at);
        CharOffset::new(from.chars as usize + count_chars(between))
    }

    /// The number of UTF-16 code units before `at`.
    pub fn byte_to_utf16(&self, at: ByteOffset) -> Utf16Offset {
        let (from, between) = self.since_checkpoint(at);
        Utf16Offset::new(from.utf16 as usize + count_utf16(between))
    }

    /// The position before the code point with index `at`; `None` beyond the end.
    pub fn char_to_byte(&self, at: CharOffset) -> Option<ByteOffset> {
        self.find(at.get(), |checkpoint| checkpoint.chars, count_chars)
    }

    /// The position before UTF-16 code unit `at`; `None` beyond the end or between two surrogates.
    pub fn utf16_to_byte(&self, at: Utf16Offset) -> Option<ByteOffset> {
        self.find(at.get(), |checkpoint| checkpoint.utf16, count_utf16)
    }

    /// The last checkpoint at or before `at`, and the text between the two.
    fn since_checkpoint(&self, at: ByteOffset) -> (Checkpoint, &str) {
        let at = self.floor(at).get();
        let index = self
            .checkpoints
            .partition_point(|checkpoint| checkpoint.bytes as usize <= at)
            - 1;
        let from = self.checkpoints.get(index).copied().unwrap_or_default();
        (from, self.string.get(from.bytes as usize..at).unwrap_or_default())
    }

    /// The position at which `count` units have passed, in the unit that `before` and `width` measure.
    fn find(
        &self,
        count: usize,
        before: impl Fn(&Checkpoint) -> u32,
        width: impl Fn(&str) -> usize,
    ) -> Option<ByteOffset> {
        let index = self
            .checkpoints
            .partition_point(|checkpoint| before(checkpoint) as usize <= count)
            - 1;
        let from = self.checkpoints.get(index).copied().unwrap_or_default();
        let mut passed = before(&from) as usize;
        // Where every character is one byte there is nothing to count.
        if let Some(next) = self.checkpoints.get(index + 1)
            && next.chars - from.chars == next.bytes - from.bytes
        {
            return Some(ByteOffset::new(from.bytes as usize + count - passed));
        }
        let mut at = from.bytes as usize;
        // In steps that can be counted many bytes at once, and the last step character by character.
        for step in [64, 1] {
            while let Some((next, wide)) = self.step(at, step).map(|(next, passed)| (next, width(passed)))
                && passed + wide <= count
            {
                (at, passed) = (next, passed + wide);
            }
        }
        (passed == count).then(|| ByteOffset::new(at))
    }

    /// The text of about `step` bytes after `at`, and where it ends; `None` at the end.
    fn step(&self, at: usize, step: usize) -> Option<(usize, &str)> {
        let next = self.string.ceil_char_boundary(at + step);
        let passed = self.string.get(at..next)?;
        (!passed.is_empty()).then_some((next, passed))
    }
}

fn count_chars(text: &str) -> usize {
    text.chars().count()
}

fn count_utf16(text: &str) -> usize {
    // Every character is one unit, and one more if it lies beyond the basic plane: those take four bytes.
    count_chars(text) + text.bytes().filter(|byte| *byte >= 0xF0).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_cut_at_line_feeds_only() {
        let text = Text::new("one\n\nthree\n".into());
        let lines: Vec<_> = (0..text.line_count())
            .map(|line| &text.as_str()[text.line(line)])
            .collect();
        assert_eq!(lines, ["one", "", "three", ""]);
        assert_eq!(text.line_of(ByteOffset::new(3)), 0, "a line end belongs to its line");
        assert_eq!(text.line_of(ByteOffset::new(4)), 1);
        assert_eq!(text.line_of(text.end()), 3);
    }

    #[test]
    fn a_span_is_checked_when_it_is_made() {
        let text = Text::new("a😊b".into());
        let span = |start, end| text.span(ByteOffset::new(start), ByteOffset::new(end));
        assert_eq!(span(1, 5).map(|span| text.slice(span)), Ok("😊"));
        assert_eq!(span(1, 3), Err(SpanError::InsideCharacter));
        assert_eq!(span(1, 1), Err(SpanError::Empty));
        assert_eq!(span(5, 1), Err(SpanError::Empty));
        assert_eq!(span(0, 99), Err(SpanError::BeyondEnd));
        let chars = |start, end| text.span_of_chars(CharOffset::new(start), CharOffset::new(end));
        assert_eq!(chars(1, 2), span(1, 5));
        assert_eq!(chars(1, 4), Err(SpanError::BeyondEnd));
    }

    #[test]
    fn a_surrogate_has_no_inside() {
        let text = Text::new("a😊b".into());
        assert_eq!(text.utf16_to_byte(Utf16Offset::new(1)), Some(ByteOffset::new(1)));
        assert_eq!(text.utf16_to_byte(Utf16Offset::new(2)), None);
        assert_eq!(text.utf16_to_byte(Utf16Offset::new(3)), Some(ByteOffset::new(5)));
    }

    #[test]
    fn trimming_leaves_text_or_nothing() {
        let text = Text::new("  \u{3000}word \n".into());
        let all = text.span(ByteOffset::ZERO, text.end()).expect("not empty");
        assert_eq!(text.trimmed(all).map(|span| text.slice(span)), Some("word"));
        let blank = text.span(ByteOffset::ZERO, ByteOffset::new(2)).expect("two spaces");
        assert_eq!(text.trimmed(blank), None);
    }

    proptest! {
        #[test]
        fn offsets_convert_there_and_back(parts in prop::collection::vec("\\PC{0,40}|[a-z ]{0,700}|😊{0,300}|\n", 0..8)) {
            let text = Text::new(parts.concat());
            let (mut chars, mut utf16) = (0, 0);
            for (byte, character) in text.as_str().char_indices().chain([(text.as_str().len(), ' ')]) {
                let at = ByteOffset::new(byte);
                prop_assert_eq!(text.byte_to_char(at), CharOffset::new(chars));
                prop_assert_eq!(text.byte_to_utf16(at), Utf16Offset::new(utf16));
                prop_assert_eq!(text.char_to_byte(CharOffset::new(chars)), Some(at));
                prop_assert_eq!(text.utf16_to_byte(Utf16Offset::new(utf16)), Some(at));
                chars += 1;
                utf16 += character.len_utf16();
            }
            prop_assert_eq!(text.char_to_byte(CharOffset::new(chars)), None);
        }
    }
}
