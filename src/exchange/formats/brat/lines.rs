//! What may stand in a line of a file of brat. Its programs end lines at more characters than the line feed.

use crate::article::{ByteOffset, Span, Text};

/// Whether a character besides the line feed ends a line for a program that reads brat.
pub(super) fn is_break(character: char) -> bool {
    matches!(
        character,
        '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The text with blanks for all characters that end lines, but for line feeds; `None` if there is none.
pub(super) fn without_breaks(text: &str) -> Option<String> {
    let blank = |character| if is_break(character) { ' ' } else { character };
    text.contains(is_break).then(|| text.chars().map(blank).collect())
}

/// The text as part of a line: `None` if it is one already.
pub(super) fn one_line(text: &str) -> Option<String> {
    let is_odd = |character: char| is_break(character) || matches!(character, '\n' | '\t');
    let blank = |character| if is_odd(character) { ' ' } else { character };
    text.contains(is_odd).then(|| text.chars().map(blank).collect())
}

/// JSON as part of a line, and still the same JSON: such characters stand only in its texts.
pub(super) fn one_line_of_json(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for character in json.chars() {
        if is_break(character) {
            line.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            line.push(character);
        }
    }
    line
}

/// The parts of a span between line ends, in code points, each with its text.
pub(super) fn fragments(text: &Text, span: Span) -> Vec<(usize, usize, &str)> {
    let mut at = span.start().get();
    let mut fragments = Vec::new();
    for part in text.slice(span).split('\n') {
        if !part.is_empty() {
            let offset = |at: usize| text.byte_to_char(ByteOffset::new(at)).get();
            fragments.push((offset(at), offset(at + part.len()), part));
        }
        at += part.len() + 1;
    }
    fragments
}
