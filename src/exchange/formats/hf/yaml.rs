//! The little of YAML that cards need.

/// A text in double quotation marks. What some readers take for a line end, or refuse, is escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted += &format!("\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The text of a value, whichever quotation marks it has.
pub(super) fn text(value: &str) -> String {
    let value = value.trim();
    let inside = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    if let Some(inside) = inside('\'') {
        inside.replace("''", "'")
    } else if let Some(inside) = inside('"') {
        unescaped(inside)
    } else {
        value.split(" #").next().unwrap_or_default().trim_end().to_owned()
    }
}

/// The lines of a card, those together that a text in quotation marks goes over.
pub(super) fn lines(card: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut is_open, mut empty) = (false, 0);
    for line in card.lines() {
        let Some(open) = lines.last_mut().filter(|_| is_open) else {
            lines.push(line.to_owned());
            is_open = lines.last().is_some_and(|line| is_unclosed(line));
            continue;
        };
        let line = line.trim();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        // A line end is a space, and each empty line is a line end.
        match (empty, open.ends_with('\\')) {
            (0, true) => drop(open.pop()),
            (0, false) => open.push(' '),
            _ => open.extend(std::iter::repeat_n('\n', empty)),
        }
        empty = 0;
        open.push_str(line);
        is_open = is_unclosed(open);
    }
    lines
}

/// Whether a line has a value whose quotation mark is not closed on it.
fn is_unclosed(line: &str) -> bool {
    let value = line
        .split_once(": ")
        .map_or(line.trim_start_matches([' ', '-']), |(_, value)| value.trim());
    let mut chars = value.chars();
    match chars.next() {
        Some('\'') => value.matches('\'').count() % 2 == 1,
        Some('"') => {
            let mut marks = 1;
            while let Some(c) = chars.next() {
                match c {
                    '\\' => drop(chars.next()),
                    '"' => marks += 1,
                    _ => {}
                }
            }
            marks == 1
        }
        _ => false,
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let Some(escape) = chars.next() else { break };
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => {
                plain.push(named(escape));
                continue;
            }
        };
        let code: String = chars.by_ref().take(digits).collect();
        let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        plain.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    plain
}

fn named(escape: char) -> char {
    match escape {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_read_as_others_write_them() {
        assert_eq!(text(" fact "), "fact");
        assert_eq!(text("B-PER # a person"), "B-PER");
        assert_eq!(text("'it''s'"), "it's");
        assert_eq!(text(r#""a\"\x41\U0001f60a\N""#), "a\"A😊\u{85}");
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(any in any::<String>()) {
            prop_assert_eq!(text(&quoted(&any)), any);
        }
    }
}
