//! The text cut into blocks: the pieces that are laid out, cached and painted on their own.
//!
//! A block is a line that has something to show. Blank lines are no blocks: they only widen the gap above the next
//! block. A line over [`MAX_BLOCK`] bytes is cut again, so that the cost of showing any place depends on the size of
//! the window and never on the length of a line.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use crate::article::{ByteOffset, Text};

/// The length in bytes above which a line is cut again: few paragraphs are longer, and to lay out that much takes a
/// millisecond or two.
pub(super) const MAX_BLOCK: usize = 2048;

/// The length in bytes up to which a single grapheme cluster is kept whole; a longer one (thousands of combining marks
/// on one letter) is cut for display. Offsets are still snapped to its edges.
const MAX_CLUSTER: usize = 4 * MAX_BLOCK;

/// How a block follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// The first block of the text.
    First,
    /// It goes on in the middle of a long line.
    SameLine,
    /// It is the next line.
    NextLine,
    /// That many blank lines (at most [`MAX_BLANK`]) are between.
    Blank(u8),
}

/// Blank lines beyond this many are counted as this many: emptiness tells nothing more.
const MAX_BLANK: u8 = 3;

/// Where the blocks of a text are: 9 bytes a block.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    starts: Vec<u32>,
    ends: Vec<u32>,
    joins: Vec<u8>,
    /// Whether paragraphs are set apart by blank lines, so that a bare line end is a break inside a paragraph.
    blank_separated: bool,
}

const FIRST: u8 = 255;
const SAME_LINE: u8 = 254;

impl Blocks {
    /// Cuts `text`; looks at every byte once.
    pub(super) fn new(text: &Text) -> Self {
        let string = text.as_str();
        let mut blocks = Self::default();
        let (mut blank, mut after_blank, mut after_line) = (0_u8, 0_usize, 0_usize);
        for index in 0..text.line_count() {
            let range = text.line(index);
            let line = string.get(range.clone()).unwrap_or_default();
            if line.trim().is_empty() {
                blank = blank.saturating_add(1).min(MAX_BLANK);
                continue;
            }
            if blank > 0 {
                after_blank += 1;
            } else {
                after_line += 1;
            }
            let mut join = if blocks.starts.is_empty() { FIRST } else { blank };
            blank = 0;
            let mut at = 0;
            while at < line.len() {
                let end = cut(line, at);
                blocks.starts.push((range.start + at) as u32);
                blocks.ends.push((range.start + end) as u32);
                blocks.joins.push(join);
                join = SAME_LINE;
                at = end;
            }
        }
        blocks.blank_separated = after_blank * 2 >= after_line;
        blocks
    }

    /// How many there are: none if the text is blank.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of the text that block `index` shows, without its line end.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        match (self.starts.get(index), self.ends.get(index)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// How block `index` follows the one before.
    pub(super) fn join(&self, index: usize) -> Join {
        match self.joins.get(index) {
            None | Some(&FIRST) => Join::First,
            Some(&SAME_LINE) => Join::SameLine,
            Some(0) => Join::NextLine,
            Some(&blank) => Join::Blank(blank),
        }
    }

    /// Whether blank lines set the paragraphs of this text apart.
    pub(super) fn blank_separated(&self) -> bool {
        self.blank_separated
    }

    /// The block that shows `at`; between two blocks the one before. `None` if there are no blocks.
    pub(super) fn of(&self, at: ByteOffset) -> Option<usize> {
        if self.starts.is_empty() {
            return None;
        }
        let after = self.starts.partition_point(|start| *start as usize <= at.get());
        Some(after.saturating_sub(1))
    }
}

/// Where the piece of `line` that starts at `from` ends: at the line's end if that is near, else after the last
/// sentence in reach, else after the last white space, else between two grapheme clusters.
fn cut(line: &str, from: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    if rest.len() <= MAX_BLOCK {
        return line.len();
    }
    let window = rest.get(..rest.floor_char_boundary(MAX_BLOCK)).unwrap_or_default();
    // Only the second half is searched: short pieces would look like paragraphs of their own.
    let tail_start = window.ceil_char_boundary(MAX_BLOCK / 2);
    let tail = window.get(tail_start..).unwrap_or_default();

    let (mut sentence, mut space) = (None, None);
    let mut ends_sentence = false;
    for (at, character) in tail.char_indices() {
        let after = tail_start + at + character.len_utf8();
        if character.is_whitespace() {
            space = Some(after);
            sentence = if ends_sentence { Some(after) } else { sentence };
            ends_sentence = false;
        } else if matches!(character, '。' | '！' | '？' | '．') {
            // These are followed by no space.
            sentence = Some(after);
        } else if matches!(character, '.' | '!' | '?' | '…' | '।' | '؟' | '۔' | '։') {
            ends_sentence = true;
        } else if !matches!(character, '"' | '\'' | ')' | ']' | '”' | '’' | '»') {
            ends_sentence = false;
        }
    }
    from + cluster_cut(rest, sentence.or(space).unwrap_or(window.len()))
}

/// The last edge of a grapheme cluster at or before `near`, or, when one cluster fills all that, its end.
fn cluster_cut(rest: &str, near: usize) -> usize {
    let mut cursor = GraphemeCursor::new(near, rest.len(), true);
    if cursor.is_boundary(rest, 0) == Ok(true) {
        return near;
    }
    match cursor.prev_boundary(rest, 0) {
        Ok(Some(edge)) if edge > 0 => edge,
        _ => {
            // Looking no further than a cluster may reach keeps this linear in the text.
            let reach = rest.get(..rest.floor_char_boundary(MAX_CLUSTER)).unwrap_or_default();
            let mut cursor = GraphemeCursor::new(0, reach.len(), true);
            match cursor.next_boundary(reach, 0) {
                Ok(Some(edge)) if edge < reach.len() || reach.len() == rest.len() => edge,
                _ => near,
            }
        }
    }
}

/// Whether `at` lies between two grapheme clusters of `string`.
pub(super) fn is_grapheme_boundary(string: &str, at: usize) -> bool {
    string.is_char_boundary(at) && GraphemeCursor::new(at, string.len(), true).is_boundary(string, 0) != Ok(false)
}

/// The nearest edge of a grapheme cluster at or before `at`.
pub(super) fn snap_to_grapheme(text: &Text, at: ByteOffset) -> ByteOffset {
    let at = text.floor(at);
    let string = text.as_str();
    if is_grapheme_boundary(string, at.get()) {
        return at;
    }
    match GraphemeCursor::new(at.get(), string.len(), true).prev_boundary(string, 0) {
        Ok(Some(edge)) => ByteOffset::new(edge),
        _ => ByteOffset::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(string: &str) -> (Text, Blocks) {
        let text = Text::new(string.into());
        let blocks = Blocks::new(&text);
        (text, blocks)
    }

    #[test]
    fn blank_lines_are_gaps_and_no_blocks() {
        let (text, blocks) = blocks("\n\nHeadline\n\n \t\nFirst.\nSecond.\n");
        let shown: Vec<_> = (0..blocks.len())
            .map(|index| (&text.as_str()[blocks.range(index)], blocks.join(index)))
            .collect();
        assert_eq!(
            shown,
            [
                ("Headline", Join::First),
                ("First.", Join::Blank(2)),
                ("Second.", Join::NextLine)
            ]
        );
        assert_eq!(blocks.of(ByteOffset::ZERO), Some(0), "before the first block");
        assert_eq!(blocks.of(text.end()), Some(2));
    }

    #[test]
    fn nothing_but_blank_has_no_blocks() {
        for string in ["", "\n", " \n\t\n"] {
            let (_, blocks) = blocks(string);
            assert_eq!(blocks.len(), 0);
            assert_eq!(blocks.of(ByteOffset::new(1)), None);
        }
    }

    #[test]
    fn a_long_line_is_cut_at_a_sentence_end() {
        let line = "This is a sentence. ".repeat(1000);
        let (text, blocks) = blocks(&line);
        assert!(blocks.len() >= 4);
        for index in 1..blocks.len() {
            assert_eq!(blocks.join(index), Join::SameLine);
            assert!(text.as_str()[..blocks.range(index).start].ends_with(". "));
        }
    }

    #[test]
    fn a_line_without_spaces_is_cut_between_clusters() {
        let family = "👨‍👩‍👧‍👦";
        let (_, blocks) = blocks(&family.repeat(1000));
        assert!(blocks.len() > 4);
        for index in 0..blocks.len() {
            assert_eq!(blocks.range(index).start % family.len(), 0);
        }
    }

    #[test]
    fn a_long_cluster_is_not_cut() {
        let (text, blocks) = blocks(&"\u{301}".repeat(3_000));
        assert_eq!(blocks.range(0), 0..text.as_str().len());
    }

    #[test]
    fn an_endless_cluster_is_cut_but_offsets_are_not() {
        let marks = format!("a{}", "\u{301}".repeat(100_000));
        let (text, blocks) = blocks(&marks);
        assert!(blocks.len() > 10);
        assert_eq!(snap_to_grapheme(&text, ByteOffset::new(5001)), ByteOffset::ZERO);
    }

    proptest! {
        #[test]
        fn blocks_cover_all_that_is_not_blank(parts in prop::collection::vec("\\PC{0,40}|\n{1,3}|[a-z]{0,5000}|[a-z. ]{0,9000}|\u{301}{0,900}", 0..6)) {
            let (text, blocks) = blocks(&parts.concat());
            let mut at = 0;
            for index in 0..blocks.len() {
                let range = blocks.range(index);
                prop_assert!(at <= range.start && range.start < range.end);
                prop_assert!(text.as_str()[at..range.start].trim().is_empty());
                prop_assert!(text.as_str().is_char_boundary(range.start));
                prop_assert!(range.len() <= MAX_CLUSTER);
                prop_assert!(is_grapheme_boundary(text.as_str(), range.start));
                at = range.end;
            }
            prop_assert!(text.as_str()[at..].trim().is_empty());
        }
    }
}
