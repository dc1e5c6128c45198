//! Labels that are in no dataset, because the article that they belong to is not there.

use std::collections::BTreeMap;

use serde::Serialize;

/// How many annotations there are in each annotation file whose article is not there. Files are named from the folder of the
/// project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Astray(pub BTreeMap<String, u64>);

impl Astray {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line for each file, for people.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(layer, count)| {
            let what = match count {
                // It cannot be read, or says something of the article as a whole.
                0 => "labels".to_owned(),
                1 => "1 annotation".to_owned(),
                some => format!("{some} annotations"),
            };
            format!("{what} in {layer}: the article is not in the project")
        })
    }
}
