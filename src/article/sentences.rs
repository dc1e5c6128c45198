//! Cutting a text into sentences, cell by cell.
//!
//! The text lies in cells of some KiB. A cell is cut without a look at the others, so that the sentences of any place
//! are known at once, however long the text is, and two threads can cut one text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{ByteOffset, Span, Text};

/// The length of a cell in bytes. Half a millisecond of work at most.
pub(super) const CELL: usize = 8 * 1024;
/// A line that goes on over a whole cell is cut at the end of a sentence in this many bytes from where the cell begins.
const SEARCHED: usize = CELL / 2;

/// How many cells a text has: one if it is empty.
pub(super) fn cell_count(text: &Text) -> usize {
    text.as_str().len().div_ceil(CELL).max(1)
}

/// The sentences that begin in a cell, in order. `language` is a two-letter code.
///
/// No sentence goes on after a line end. One holds at least one letter or digit and has no white space at its ends.
pub(super) fn of_cell(text: &Text, cell: usize, language: &str) -> Vec<Span> {
    let (from, to) = (start_of(text, cell, language), start_of(text, cell + 1, language));
    let first = text.line_of(ByteOffset::new(from));
    let lines = (first..text.line_count()).map(|index| text.line(index));
    let mut sentences = Vec::new();
    for line in lines.take_while(|line| line.start < to) {
        let piece = line.start.max(from)..line.end.min(to);
        let string = text.as_str().get(piece.clone()).unwrap_or_default();
        let ends = ends_in(string, language).into_iter().chain([string.len()]);
        let mut start = 0;
        for end in ends {
            sentences.extend(unit(text, piece.start + start..piece.start + end));
            start = start.max(end);
        }
    }
    sentences
}

/// Where a cell begins: with the first line that begins in it, or within a line that goes on beyond it.
fn start_of(text: &Text, cell: usize, language: &str) -> usize {
    let (near, end) = (cell * CELL, text.as_str().len());
    if near == 0 || near >= end {
        return near.min(end);
    }
    let line = text.line_of(ByteOffset::new(near));
    let line_start = text.line(line).start;
    if line_start == near {
        return near;
    }
    match (line + 1 < text.line_count()).then(|| text.line(line + 1).start) {
        Some(next) if next < near + CELL => next,
        _ => within_line(text, near, language),
    }
}

/// The end of a sentence after `near`, or else of a word, or of a character.
fn within_line(text: &Text, near: usize, language: &str) -> usize {
    let string = text.as_str();
    let near = string.ceil_char_boundary(near);
    let to = string.floor_char_boundary(near + SEARCHED);
    let window = string.get(near..to).unwrap_or_default();
    let sentence = ends_in(window, language).into_iter().find(|end| *end < window.len());
    let word = || {
        window
            .rfind(char::is_whitespace)
            .map(|at| window.ceil_char_boundary(at + 1))
    };
    let character = || window.graphemes(true).next().map_or(0, str::len);
    near + sentence.or_else(word).unwrap_or_else(character)
}

/// Where the sentences of a string end, by the rules of a language, each with the white space after it.
fn ends_in(string: &str, language: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = sentencex::get_sentence_boundaries(language, string)
        .into_iter()
        .map(|sentence| sentence.end_byte)
        .filter(|end| *end > 0 && string.is_char_boundary(*end))
        .collect();
    ends.dedup();
    ends
}

/// The unit in a range of bytes: trimmed; `None` if it has no letter or digit.
fn unit(text: &Text, range: Range<usize>) -> Option<Span> {
    let span = text
        .span(ByteOffset::new(range.start), ByteOffset::new(range.end))
        .ok()?;
    let span = text.trimmed(span)?;
    text.slice(span).chars().any(char::is_alphanumeric).then_some(span)
}
