//! Names of annotations.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The name of an annotation: unique in its layer, and the same for as long as the annotation exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnnotationId(SmolStr);

/// Base 32 without the letters that are read as digits or as each other.
const DIGITS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
/// Four digits name a million annotations; with more of them about, ids grow.
const SHORTEST: usize = 4;

impl AnnotationId {
    /// The id written `id`.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self(SmolStr::new(id))
    }

    /// A random id that is not `taken`: two people who label the same article will hardly ever make the same.
    pub fn fresh(taken: impl Fn(&Self) -> bool) -> Self {
        let mut length = SHORTEST;
        loop {
            for _ in 0..8 {
                let digits = (0..length).map(|_| char::from(*fastrand::choice(DIGITS).unwrap_or(&b'0')));
                let id = Self(digits.collect());
                if !taken(&id) {
                    return id;
                }
            }
            length += 1;
        }
    }

    /// The id with a number, for annotations that have none where they come from: as long as there are fewer than a
    /// million, ids are in the order of their numbers.
    pub fn numbered(number: usize) -> Self {
        Self(SmolStr::new(format!("{number:06}")))
    }

    /// How it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_ids_are_short_and_new() {
        assert_eq!(AnnotationId::fresh(|_| false).as_str().len(), SHORTEST);
        let crowded = AnnotationId::fresh(|id| id.as_str().len() < 6);
        assert_eq!(crowded.as_str().len(), 6);
    }
}
