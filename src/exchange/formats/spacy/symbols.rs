//! Words that spaCy has numbers for. All other strings go by their hashes.

use std::{collections::HashMap, sync::LazyLock};

use super::murmur::murmur64a;

/// The words and their numbers, as spaCy 3 has them.
const SYMBOLS: &str = include_str!("../../../../assets/spacy_symbols.json");

static NUMBERS: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| match serde_json::from_str(SYMBOLS) {
    Ok(symbols) => symbols,
    Err(error) => {
        tracing::error!(%error, "the symbols of spaCy cannot be read");
        HashMap::new()
    }
});

/// What spaCy calls a string by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The number of a symbol, or that of the empty string.
    Symbol(u64),
    /// The hash of a string, which must stand in the file then.
    Hash(u64),
}

impl Key {
    /// That of a string.
    pub(super) fn of(string: &str) -> Self {
        if string.is_empty() {
            return Self::Symbol(0);
        }
        match NUMBERS.get(string) {
            Some(number) => Self::Symbol(*number),
            None => Self::Hash(murmur64a(string.as_bytes())),
        }
    }

    /// The number that stands in files.
    pub(super) fn number(self) -> u64 {
        let (Self::Symbol(number) | Self::Hash(number)) = self;
        number
    }
}

/// All symbols with their numbers.
pub(super) fn all() -> impl Iterator<Item = (u64, &'static str)> {
    NUMBERS.iter().map(|(symbol, number)| (*number, *symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_numbers() {
        assert_eq!(Key::of("DATE"), Key::Symbol(391));
        assert_eq!(Key::of(""), Key::Symbol(0));
        assert_eq!(Key::of("coffee"), Key::Hash(3_197_928_453_018_144_401));
        assert_eq!(NUMBERS.len(), all().count());
        assert!(NUMBERS.len() > 400);
    }
}
