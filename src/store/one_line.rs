//! Texts that stay on one line of a RON file.

use ron::value::RawValue;
use serde::{Serialize, Serializer, ser::Error as _};

/// A text that is written on one line, or nothing.
///
/// RON's writer either escapes every script but Latin or writes line ends as they are, which would spread one
/// annotation over several lines, where git cannot merge it, and lose carriage returns. This one escapes control
/// characters, and nothing else unless it must.
pub(super) struct OneLine<'a>(pub Option<&'a str>);

impl OneLine<'_> {
    /// For `skip_serializing_if`.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Serialize for OneLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Not as an `Option`: RON would write `Some(…)` around what is written raw.
        let text = self.0.unwrap_or_default();
        if has_control(text) {
            let raw = RawValue::from_boxed_ron(escaped(text).into()).map_err(S::Error::custom)?;
            raw.serialize(serializer)
        } else {
            text.serialize(serializer)
        }
    }
}

/// Whether a text has control characters. Nearly none has, and to know that from its bytes is much faster.
fn has_control(text: &str) -> bool {
    // In UTF-8 the control characters beyond ASCII all begin with this byte.
    let suspect = |byte: &u8| byte.is_ascii_control() || *byte == 0xC2;
    text.as_bytes().iter().any(suspect) && text.chars().any(char::is_control)
}

fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 16);
    line.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => line.extend(['\\', character]),
            _ if character.is_control() => line.extend(character.escape_default()),
            _ => line.push(character),
        }
    }
    line.push('"');
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let config = ron::ser::PrettyConfig::new().escape_strings(false);
        ron::ser::to_string_pretty(&OneLine(Some(text)), config).expect("RON")
    }

    #[test]
    fn only_what_must_be_is_escaped() {
        assert_eq!(written("हिन्दी 😊 „so“"), "\"हिन्दी 😊 „so“\"");
        assert_eq!(written(r#"a "b" \ c"#), r##"r#"a "b" \ c"#"##);
        assert_eq!(written("é\r\n\t\"b\" \\ \0\u{85}"), r#""é\r\n\t\"b\" \\ \u{0}\u{85}""#);
    }

    proptest! {
        #[test]
        fn every_text_stays_on_its_line_and_comes_back(text in "([\\PC\n\r\"\\\\#]|\\PC{1,4}){0,12}") {
            let line = written(&text);
            prop_assert!(!line.contains(['\n', '\r']));
            prop_assert_eq!(ron::from_str::<String>(&line).expect("a text"), text);
        }
    }
}
