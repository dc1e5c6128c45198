//! The files of formats that have one for each part of a dataset: `train`, `dev` and `test`, as programs that train call
//! them.

use super::{TRAIN, names::FileNames};

/// The parts that have a name of their own among files: ours, and that of the file.
const KNOWN: [(&str, &str); 3] = [(TRAIN, "train"), ("validation", "dev"), ("test", "test")];
/// What others call them.
const OTHER: [(&str, &str); 6] = [
    ("validation", "validation"),
    ("validation", "valid"),
    ("validation", "val"),
    ("validation", "development"),
    (TRAIN, "training"),
    ("test", "testing"),
];

/// The names of the files of parts, without their endings.
#[derive(Debug)]
pub(in crate::exchange) struct SplitNames(FileNames);

impl SplitNames {
    /// None is given yet, but those that have a name of their own.
    pub(in crate::exchange) fn new() -> Self {
        let mut names = FileNames::default();
        for (_, name) in KNOWN {
            names.of(name);
        }
        Self(names)
    }

    /// The name of the file of one more part.
    pub(in crate::exchange) fn of(&mut self, split: &str) -> String {
        let known = KNOWN.iter().find(|(ours, _)| *ours == split);
        known.map_or_else(|| self.0.of(split), |(_, name)| (*name).to_owned())
    }
}

/// The part that a file is, by its name without its ending.
pub(in crate::exchange) fn split_of(stem: &str) -> Option<&'static str> {
    let mut names = KNOWN.iter().chain(&OTHER);
    let found = names.find(|(_, name)| name.eq_ignore_ascii_case(stem));
    found.map(|(ours, _)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_the_names_that_programs_expect() {
        let mut names = SplitNames::new();
        let all = ["train", "validation", "test", "dev", "a/b"].map(|split| names.of(split));
        assert_eq!(all, ["train", "dev", "test", "dev-2", "a_b"]);
        assert_eq!(split_of("DEV"), Some("validation"));
        assert_eq!(split_of("news"), None);
    }
}
