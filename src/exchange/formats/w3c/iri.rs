//! Names as parts of IRIs, and back.

use std::fmt::Write as _;

/// A text as part of an IRI: letters of every script stand as they are.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() || matches!(character, '-' | '.' | '_' | '~') {
            encoded.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A path as a relative IRI.
pub(super) fn encoded_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(encoded).collect();
    parts.join("/")
}

/// What an IRI says, with the characters that are encoded in it.
pub(super) fn decoded(iri: &str) -> String {
    let mut bytes = Vec::with_capacity(iri.len());
    let mut rest = iri;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after
            .get(..2)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_say_what_went_in() {
        for text in ["d01-news", "a b/c?d#e", "文 💥\n", "100%", "%41%", ""] {
            assert_eq!(decoded(&encoded(text)), text);
        }
        assert_eq!(encoded("Ana \"文\""), "Ana%20%22文%22");
        assert_eq!(decoded("a%zz%4%é%41"), "a%zz%4%éA");
    }
}
