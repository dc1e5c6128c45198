//! What the values of a JSON text will take in memory, told from the text alone: a text of nothing but `0,0,0` or `{},{},{}`
//! takes a hundred times its length once it is a tree.

use std::io::{self, Read};

/// What a text may take besides, in bytes.
const FIXED: u64 = 12 << 20;
/// How many times its length a text may take. Exports of usual programs take up to 17 times theirs.
const TIMES: u64 = 20;
/// What a value takes, in bytes: that of [`serde_json::Value`].
const VALUE: u64 = 72;
/// What a field of an object takes besides its value: its name, and its place among the fields.
const FIELD: u64 = 72;
/// What an array or an object takes besides its values.
const ARRAY: u64 = 32;
const OBJECT: u64 = 180;

/// Adds up what values will take, as their text comes in.
#[derive(Default)]
struct Weight {
    is_in_string: bool,
    /// Whether a backslash was the last byte.
    is_escaped: bool,
    length: u64,
    values: u64,
}

impl Weight {
    fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        while let Some((first, rest)) = bytes.split_first() {
            if self.is_in_string {
                bytes = self.after_string(bytes);
                continue;
            }
            self.values += match first {
                b',' => VALUE,
                b':' => FIELD,
                b'[' => VALUE + ARRAY,
                b'{' => VALUE + OBJECT,
                _ => 0,
            };
            self.is_in_string = *first == b'"';
            bytes = rest;
        }
    }

    /// What comes after a string, or nothing if it does not end here.
    fn after_string<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let from = usize::from(std::mem::take(&mut self.is_escaped));
        let rest = bytes.get(from..).unwrap_or_default();
        let Some(at) = memchr::memchr2(b'"', b'\\', rest) else {
            return &[];
        };
        let (before, after) = rest.split_at(at + 1);
        if before.ends_with(b"\\") {
            self.is_escaped = true;
        } else {
            self.is_in_string = false;
        }
        after
    }

    fn check(&self) -> Result<(), String> {
        if self.values > FIXED + TIMES * self.length {
            let what = "it has too many values for its length, which no dataset has. Leave out what nobody needs";
            return Err(what.to_owned());
        }
        Ok(())
    }
}

/// Checks a whole text.
///
/// # Errors
/// If its values would take too much memory.
pub fn check(json: &str) -> Result<(), String> {
    let mut weight = Weight::default();
    weight.add(json.as_bytes());
    weight.check()
}

/// A reader that fails before the values that were read take too much memory.
pub(super) struct Guarded<R> {
    inner: R,
    weight: Weight,
}

impl<R> Guarded<R> {
    /// Reads from `inner`.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            weight: Weight::default(),
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.weight.add(buffer.get(..count).unwrap_or_default());
        self.weight.check().map_err(io::Error::other)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text takes, whole and cut into pieces of every length up to seven bytes.
    fn values(json: &str) -> u64 {
        let mut whole = Weight::default();
        whole.add(json.as_bytes());
        for length in 1..8 {
            let mut cut = Weight::default();
            json.as_bytes().chunks(length).for_each(|piece| cut.add(piece));
            assert_eq!(cut.values, whole.values, "{json} in pieces of {length}");
        }
        whole.values
    }

    #[test]
    fn only_what_stands_outside_of_strings_counts() {
        assert_eq!(values(r#""[{,:""#), 0);
        assert_eq!(values(r#""a\"[,\\\"{", 1"#), VALUE);
        assert_eq!(values(r#""a\\","b""#), VALUE);
        assert_eq!(values(r#"{"a":[1,"é",[]]}"#), 5 * VALUE + FIELD + 2 * ARRAY + OBJECT);
    }

    #[test]
    fn dense_texts_are_refused_and_usual_ones_are_not() {
        for dense in ["0,", "{},", "[],", "{\"\":0},"] {
            let long = dense.repeat(2_000_000);
            assert!(check(&long).is_err(), "{dense}");
            let mut sink = Vec::new();
            assert!(Guarded::new(long.as_bytes()).read_to_end(&mut sink).is_err(), "{dense}");
            assert!((sink.len() as u64) < FIXED, "{dense} is refused while it is read");
            assert!(check(&dense.repeat(10_000)).is_ok(), "{dense}, but few of them");
        }
        let result = r#"{"value":{"start":0,"end":5,"text":"Today","labels":["Fact"]},"id":"abc","from_name":"label","to_name":"text","type":"labels"},"#;
        assert!(check(&result.repeat(500_000)).is_ok());
        let token = r#"{"text":"First","start":1000,"end":1005,"id":200,"ws":true},"#;
        assert!(check(&token.repeat(700_000)).is_ok());
    }
}
