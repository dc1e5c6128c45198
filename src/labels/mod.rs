//! What spans are labelled with: label sets, and the one that comes with the program.

mod change;
mod color;

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

pub use change::ChangeError;
pub use color::{NotAColor, PALETTE, Rgb};

/// The name by which files and annotations refer to a label. It stays when the label is renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelId(SmolStr);

impl LabelId {
    /// The id written `id`.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self(SmolStr::new(id))
    }

    /// What says of a unit that none of the labels fits it: somebody looked at it. No label of a set may have this id.
    pub fn none() -> Self {
        Self(SmolStr::new_static("none"))
    }

    /// Whether it says that no label fits.
    pub fn is_none(&self) -> bool {
        self.0 == "none"
    }

    /// How it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One label: how it looks, how it is given, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// What annotations refer to.
    pub id: LabelId,
    /// What people read.
    pub name: String,
    /// The colour its spans are told by.
    pub color: Rgb,
    /// The label that it is a kind of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<LabelId>,
    /// The letter that gives it, besides the digit of its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// What it means, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    /// Plain cases of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Cases that people judge differently, decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hard_cases: Vec<HardCase>,
}

/// A text that plainly has a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Why it has the label.
    pub why: String,
}

/// A text that could have several labels, and the one it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardCase {
    /// The text.
    pub text: String,
    /// The label it gets.
    pub label: LabelId,
    /// Why.
    pub why: String,
}

/// Labels that are used together, in the order in which people see them. Ids are unique.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Label>", into = "Vec<Label>")]
pub struct LabelSet {
    labels: Vec<Label>,
}

/// Why labels do not make a set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelSetError {
    /// Two labels have one id.
    #[error("two labels have the id {0:?}")]
    SameId(String),
    /// A label has the id that means that no label fits.
    #[error("no label may have the id \"none\": it says that no label fits; call it otherwise")]
    Reserved,
    /// A label has no id.
    #[error("the label {0:?} has an empty id")]
    NoId(String),
}

impl LabelSet {
    /// The labels as a set.
    ///
    /// # Errors
    /// If an id is empty or stands twice.
    pub fn new(labels: Vec<Label>) -> Result<Self, LabelSetError> {
        for (index, label) in labels.iter().enumerate() {
            if label.id.as_str().is_empty() {
                return Err(LabelSetError::NoId(label.name.clone()));
            }
            if label.id.is_none() {
                return Err(LabelSetError::Reserved);
            }
            if labels.iter().take(index).any(|earlier| earlier.id == label.id) {
                return Err(LabelSetError::SameId(label.id.to_string()));
            }
        }
        Ok(Self { labels })
    }

    /// The labels of a dataset, in which units without a label may have the label `none`. Of those with the same id only the
    /// first is taken.
    pub fn of_dataset(labels: Vec<Label>) -> Self {
        let mut set = Self::default();
        for label in labels {
            if set.get(&label.id).is_none() {
                set.labels.push(label);
            }
        }
        set
    }

    /// All labels, in their order.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The label with an id.
    pub fn get(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The place of a label in the order, from 0.
    pub fn position(&self, id: &LabelId) -> Option<usize> {
        self.labels.iter().position(|label| label.id == *id)
    }

    /// The label that a letter gives.
    pub fn by_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == Some(key))
    }

    /// What a label is called; its id if the set does not know it.
    pub fn name_of<'a>(&'a self, id: &'a LabelId) -> &'a str {
        match self.get(id) {
            Some(label) => &label.name,
            None if id.is_none() => "No label",
            None => id.as_str(),
        }
    }
}

impl TryFrom<Vec<Label>> for LabelSet {
    type Error = LabelSetError;

    fn try_from(labels: Vec<Label>) -> Result<Self, LabelSetError> {
        Self::new(labels)
    }
}

impl From<LabelSet> for Vec<Label> {
    fn from(set: LabelSet) -> Self {
        set.labels
    }
}

/// How to decide between labels, whatever they are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Guidelines {
    /// The question to ask of each unit.
    pub question: String,
    /// What one unit is.
    pub unit: String,
    /// What gets no label.
    pub leave_unlabelled: String,
    /// The way to a decision, in order.
    pub steps: Vec<String>,
}

/// What comes with the program: `assets/labels.ron`.
#[derive(Deserialize)]
struct BuiltIn {
    guidelines: Guidelines,
    labels: Vec<Label>,
}

fn built_in_file() -> Result<BuiltIn, ron::error::SpannedError> {
    ron::from_str(include_str!("../../assets/labels.ron"))
}

/// Fact, analysis and opinion.
pub fn built_in() -> LabelSet {
    // A test reads the file; if a build ever shipped a broken one, an empty set still opens every article.
    LabelSet {
        labels: built_in_file().map(|file| file.labels).unwrap_or_default(),
    }
}

/// How to tell fact, analysis and opinion apart.
pub fn built_in_guidelines() -> Option<Guidelines> {
    built_in_file().ok().map(|file| file.guidelines)
}

/// How to tell fact, analysis and opinion apart, as people read and change it.
pub fn guidelines_as_markdown() -> String {
    let Ok(BuiltIn { guidelines, labels }) = built_in_file() else {
        return "# Guidelines\n".to_owned();
    };
    let mut text = format!("# Guidelines\n\n{}\n\n## How to decide\n\n", guidelines.question);
    for (number, step) in guidelines.steps.iter().enumerate() {
        text += &format!("{}. {step}\n", number + 1);
    }
    text += &format!(
        "\nA unit: {}\n\nNo label: {}\n",
        guidelines.unit, guidelines.leave_unlabelled
    );
    let set = LabelSet { labels };
    for label in &set.labels {
        text += &format!("\n## {}\n\n{}\n", label.name, label.definition);
        for example in &label.examples {
            text += &format!("\n> {}\n\n{}\n", example.text, example.why);
        }
        if !label.hard_cases.is_empty() {
            text += "\n### Hard cases\n";
        }
        for case in &label.hard_cases {
            text += &format!("\n> {}\n\n**{}:** {}\n", case.text, set.name_of(&case.label), case.why);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_labels_are_complete() {
        let file = built_in_file().expect("a file that can be read");
        let set = LabelSet::new(file.labels.clone()).expect("a set");
        let ids: Vec<_> = set
            .labels()
            .iter()
            .map(|label| (label.id.as_str(), label.key))
            .collect();
        assert_eq!(
            ids,
            [("fact", Some('f')), ("analysis", Some('a')), ("opinion", Some('o'))]
        );
        for label in set.labels() {
            assert!(!label.definition.is_empty() && label.examples.len() == 3 && label.hard_cases.len() == 3);
            assert!(label.hard_cases.iter().all(|case| set.get(&case.label).is_some()));
        }
        assert_eq!(file.guidelines.steps.len(), 8);
        assert_eq!(built_in(), set);
    }

    #[test]
    fn ids_are_unique_and_not_empty() {
        let label = |id: &str| Label {
            id: LabelId::new(id),
            ..built_in().labels()[0].clone()
        };
        assert_eq!(
            LabelSet::new(vec![label("a"), label("a")]),
            Err(LabelSetError::SameId("a".into()))
        );
        assert_eq!(LabelSet::new(vec![label("")]), Err(LabelSetError::NoId("Fact".into())));
    }
}
