//! Names of files for documents and annotators, who may be called anything.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::store::home::is_device;

/// The longest name before its ending, in bytes: with an ending and a number, all file systems take it.
const LONGEST: usize = 120;

/// Gives names for files, without endings: each is safe on every system, and no two are the same, not even if capital
/// letters do not count. The same ids in the same order get the same names.
#[derive(Debug, Default)]
pub(in crate::exchange) struct FileNames {
    /// The hashes of the names that were given, with the number to try next: a hundred thousand are a few megabytes.
    taken: HashMap<u64, u32>,
}

impl FileNames {
    /// The name of the file of `id`: that itself, if it can be.
    pub(in crate::exchange) fn of(&mut self, id: &str) -> String {
        let name = safe(id);
        if self.take(&name) {
            return name;
        }
        let mut number = self.taken.get(&folded(&name)).copied().unwrap_or(2);
        loop {
            let other = format!("{name}-{number}");
            number += 1;
            if self.take(&other) {
                self.taken.insert(folded(&name), number);
                return other;
            }
        }
    }

    fn take(&mut self, name: &str) -> bool {
        let is_free = !self.taken.contains_key(&folded(name));
        if is_free {
            self.taken.insert(folded(name), 2);
        }
        is_free
    }
}

/// What stands for a name in which capital letters do not count.
fn folded(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// The name with nothing in it that a file system or an address might take for something else.
fn safe(id: &str) -> String {
    let plain = |character: char| match character {
        '-' | '_' | '.' => character,
        character if character.is_alphanumeric() => character,
        _ => '_',
    };
    let name: String = id.chars().map(plain).collect();
    // A dot at the start hides a file, and Windows drops one at the end.
    let name = name.trim_matches('.');
    let name = name.get(..name.floor_char_boundary(LONGEST)).unwrap_or(name);
    if name.is_empty() || is_device(name) {
        return format!("_{name}");
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_no_two_are_the_same() {
        let mut names = FileNames::default();
        let given: Vec<String> = [
            "d01-news",
            "may/2. two",
            "may:2. two",
            "D01-News",
            "../x",
            "",
            "nul",
            "com1.txt",
            "文",
            "d01-news",
            "d01-news-2",
        ]
        .into_iter()
        .map(|id| names.of(id))
        .collect();
        assert_eq!(
            given,
            [
                "d01-news",
                "may_2._two",
                "may_2._two-2",
                "D01-News-2",
                "_x",
                "_",
                "_nul",
                "_com1.txt",
                "文",
                "d01-news-3",
                "d01-news-2-2"
            ]
        );
        assert_eq!(names.of(&"ü".repeat(1000)).len(), LONGEST);
    }

    #[test]
    fn a_hundred_thousand_of_the_same_name_are_no_matter() {
        let mut names = FileNames::default();
        let last = (0..100_000).map(|_| names.of("x")).last();
        assert_eq!(last.as_deref(), Some("x-100000"));
    }
}
