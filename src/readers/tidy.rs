//! The plain text that every reader hands out.

use std::borrow::Cow;

/// Makes text plain: line feeds for line ends, no blanks at line ends, at most one empty line between two others, none
/// at the start and end, and no control characters. Nothing else is changed, above all no character is normalised.
pub(super) fn tidy(text: &str) -> String {
    let text = with_line_feeds(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut tidy = String::with_capacity(text.len());
    let mut empty_lines = 0;
    // A page or column break ends a line as well; dropped, it would join two words.
    for line in text.split(['\n', '\u{b}', '\u{c}']) {
        let line = line.trim_end_matches(is_dropped_at_end);
        if line.chars().all(|c| c.is_whitespace() || is_control(c)) {
            empty_lines += 1;
            continue;
        }
        push_gap(&mut tidy, empty_lines);
        empty_lines = 0;
        if line.contains(is_control) {
            tidy.extend(line.chars().filter(|c| !is_control(*c)));
        } else {
            tidy.push_str(line);
        }
    }
    let from = tidy.len() - tidy.trim_start_matches([' ', '\t']).len();
    tidy.drain(..from);
    tidy
}

/// The text with CR LF and CR as LF. (Splitting at both would make every CR LF an empty line.)
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn push_gap(tidy: &mut String, empty_lines: usize) {
    if !tidy.is_empty() {
        tidy.push_str(if empty_lines == 0 { "\n" } else { "\n\n" });
    }
}

fn is_dropped_at_end(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_control(c)
}

fn is_control(c: char) -> bool {
    c < ' ' && c != '\t'
}

/// A short text on one line, as a title or name should be; `None` if nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let words: Vec<_> = text
        .split(|c: char| c.is_ascii_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_tidied_and_characters_are_not() {
        assert_eq!(
            tidy("\u{feff} \n\n One  two \t\n\n\n\u{a0}\nthree\n"),
            "One  two\n\nthree"
        );
        assert_eq!(tidy("a\0b\u{1}c\td\n"), "abc\td");
        let kept = "e\u{301} \u{fb01} \u{a0}x\u{a0}\u{2028}\u{feff}";
        assert_eq!(tidy(kept), kept);
        assert_eq!(tidy(" \n\t\n"), "");
        assert_eq!(tidy("a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(line(" Jane\n  Doe\u{0} "), Some("Jane Doe".into()));
        assert_eq!(line(" \n"), None);
    }
}
