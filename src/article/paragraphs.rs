//! Where paragraphs begin and end: at line ends, or, in texts that are written so, at blank lines.

use super::{ByteOffset, Span, Text};

/// How a text is written is told from its first so many lines.
const LINES_LOOKED_AT: usize = 5000;
/// A paragraph has at most so many lines: a text without end is none.
const MOST_LINES: usize = 1000;

/// Whether the paragraphs of a text are parted by blank lines, so that lines without one between them belong together:
/// verses, lists, and lines that were broken by hand.
///
/// That is so if blank lines are the rule between lines, or else if lines mostly break off within a sentence.
pub fn are_parted_by_blank_lines(text: &Text) -> bool {
    let (mut parted, mut adjacent, mut broken_off) = (0_usize, 0_usize, 0_usize);
    let mut before: Option<(usize, &str)> = None;
    for index in 0..text.line_count().min(LINES_LOOKED_AT) {
        let Some(line) = line(text, index).filter(|line| !line.is_empty()) else {
            continue;
        };
        match before {
            Some((last, above)) if last + 1 == index => {
                adjacent += 1;
                broken_off += usize::from(above.ends_with(|end: char| end.is_alphanumeric() || end == ','));
            }
            Some(_) => parted += 1,
            None => {}
        }
        before = Some((index, line));
    }
    parted * 2 >= adjacent.max(1) || (parted > 0 && broken_off * 2 > adjacent)
}

/// The paragraph that holds `at`; `None` if there is nothing but a blank line.
pub fn paragraph_at(text: &Text, at: ByteOffset, blank_lines_part: bool) -> Option<Span> {
    let here = text.line_of(at);
    let is_filled = |index: &usize| line(text, *index).is_some_and(|line| !line.is_empty());
    if !is_filled(&here) {
        return None;
    }
    let reach = if blank_lines_part { MOST_LINES } else { 0 };
    let first = (0..here).rev().take(reach).take_while(is_filled).last().unwrap_or(here);
    let last = (here + 1..text.line_count()).take(reach).take_while(is_filled).last();
    let (start, end) = (text.line(first).start, text.line(last.unwrap_or(here)).end);
    text.trimmed(text.span(ByteOffset::new(start), ByteOffset::new(end)).ok()?)
}

fn line(text: &Text, index: usize) -> Option<&str> {
    text.as_str().get(text.line(index)).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let text = Text::new(text.into());
        let parted = are_parted_by_blank_lines(&text);
        let at = |index| ByteOffset::new(text.line(index).start);
        let mut found: Vec<String> = (0..text.line_count())
            .filter_map(|index| paragraph_at(&text, at(index), parted))
            .map(|span| text.slice(span).to_owned())
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn blank_lines_part_where_they_are_the_rule() {
        assert_eq!(
            paragraphs("Title\n\nOne.\nTwo.\n \nThree.\n"),
            ["Title", "One.\nTwo.", "Three."]
        );
        assert_eq!(
            paragraphs("Broken\nby hand,\nthree lines.\n\nAgain\nfour\nlines\nhere."),
            ["Broken\nby hand,\nthree lines.", "Again\nfour\nlines\nhere."]
        );
    }

    #[test]
    fn line_ends_part_where_blank_lines_are_rare() {
        assert_eq!(
            paragraphs("Title\n\nOne.\nTwo.\nThree.\nFour."),
            ["Title", "One.", "Two.", "Three.", "Four."]
        );
        assert_eq!(paragraphs("One.\nTwo."), ["One.", "Two."]);
        assert_eq!(paragraphs("\n \n"), [""; 0]);
    }
}
