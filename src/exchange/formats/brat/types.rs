//! Labels as types of brat, which are made of few characters.

use std::collections::{HashMap, HashSet};

use crate::labels::{LabelId, LabelSet};

/// The types of labels. No two labels have the same.
#[derive(Debug, Default)]
pub(super) struct Types {
    by_label: HashMap<LabelId, String>,
    taken: HashSet<String>,
    /// The labels in the order in which they got their types.
    labels: Vec<LabelId>,
}

impl Types {
    /// The types of the labels of a set.
    pub(super) fn new(labels: &LabelSet) -> Self {
        let mut types = Self::default();
        for label in labels.labels() {
            types.of(&label.id);
        }
        types
    }

    /// The type of a label, which gets one if it has none yet.
    pub(super) fn of(&mut self, label: &LabelId) -> &str {
        if !self.by_label.contains_key(label) {
            let free = self.free(label.as_str());
            self.taken.insert(free.clone());
            self.labels.push(label.clone());
            self.by_label.insert(label.clone(), free);
        }
        self.by_label.get(label).map_or("", String::as_str)
    }

    /// All labels with their types, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&LabelId, &str)> {
        self.labels
            .iter()
            .filter_map(|label| Some((label, self.by_label.get(label)?.as_str())))
    }

    fn free(&self, label: &str) -> String {
        let plain = plain(label);
        let is_good = plain.starts_with(|first: char| first.is_ascii_alphabetic());
        if is_good && !self.taken.contains(&plain) {
            return plain;
        }
        let place = self.labels.len();
        let numbered = format!("label_{place}");
        if !self.taken.contains(&numbered) {
            return numbered;
        }
        let mut more = (2..).map(|number| format!("label_{place}_{number}"));
        more.find(|name| !self.taken.contains(name)).unwrap_or(numbered)
    }
}

/// The name with an underscore for each stretch of other characters, and none around it.
fn plain(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    for character in label.chars() {
        match character {
            '-' | '_' => plain.push(character),
            character if character.is_ascii_alphanumeric() => plain.push(character),
            _ if plain.ends_with('\u{0}') => {}
            // Only until the stretch is over.
            _ => plain.push('\u{0}'),
        }
    }
    plain.replace('\u{0}', "_").trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_plain_and_no_two_are_the_same() {
        let mut types = Types::default();
        let given: Vec<String> = [
            "fact",
            "Structural Judgment",
            "认知规律",
            "fact!",
            "a, b",
            "_x_",
            "1",
            "label_8",
            "9",
            "label_8!",
            "fact",
            "a -_ b",
        ]
        .iter()
        .map(|label| types.of(&LabelId::new(label)).to_owned())
        .collect();
        assert_eq!(
            given,
            [
                "fact",
                "Structural_Judgment",
                "label_2",
                "label_3",
                "a_b",
                "x",
                "label_6",
                "label_8",
                "label_8_2",
                "label_9",
                "fact",
                "a_-__b"
            ]
        );
    }
}
