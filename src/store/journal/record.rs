//! The lines of a journal: JSON, one record each.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    annotation::{About, Annotation, Edit, Event, Layer, Step},
    article::Text,
    store::{checker::Checker, parse::RowIn},
};

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Record<'a> {
    /// The journal is about this text.
    Begin {
        /// Its hash.
        #[serde(borrow)]
        article: Cow<'a, str>,
        /// Higher than that of any journal of the layer before it, wherever that was kept; none in the first versions.
        #[serde(default)]
        number: u64,
    },
    /// The layer file holds all of the above.
    File {
        /// Its fingerprint; nothing if there is no file.
        content: Option<String>,
    },
    /// The layer file is about to hold all of the above.
    Saving {
        /// The fingerprint that it will have.
        content: String,
    },
    /// A step was done.
    Step {
        #[serde(borrow)]
        name: Cow<'a, str>,
        #[serde(borrow)]
        edits: Vec<Entry<'a>>,
    },
    /// The last step was undone.
    Undo,
    /// The last undone step was done again.
    Redo,
    /// Something was taken over from others.
    Foreign {
        #[serde(borrow)]
        edits: Vec<Entry<'a>>,
    },
    /// The last steps became one.
    Joined {
        count: usize,
        #[serde(borrow)]
        name: Cow<'a, str>,
    },
}

/// An edit as a journal has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Entry<'a> {
    #[serde(borrow)]
    Add(RowIn<'a>),
    #[serde(borrow)]
    Remove(RowIn<'a>),
    Change {
        #[serde(borrow)]
        before: Box<RowIn<'a>>,
        #[serde(borrow)]
        after: Box<RowIn<'a>>,
    },
    About(Arc<About>, Arc<About>),
}

impl<'a> Record<'a> {
    /// What is written of something that happened.
    pub fn of(text: &'a Text, event: &'a Event) -> Self {
        match event {
            Event::Done(step) => Self::Step {
                name: step.name.as_str().into(),
                edits: step.edits.iter().map(|edit| entry(text, edit)).collect(),
            },
            Event::Undone => Self::Undo,
            Event::Redone => Self::Redo,
            Event::Foreign(edits) => Self::Foreign {
                edits: edits.iter().map(|edit| entry(text, edit)).collect(),
            },
            Event::Joined { count, name } => Self::Joined {
                count: *count,
                name: name.as_str().into(),
            },
        }
    }

    /// The record on a line, if it is one, and has nothing in it that this version does not know.
    pub fn parse(line: &'a str) -> Option<Self> {
        let (mut json, mut is_known) = (serde_json::Deserializer::from_str(line), true);
        let record = serde_ignored::deserialize(&mut json, |_| is_known = false).ok()?;
        json.end().ok()?;
        is_known.then_some(record)
    }

    /// The line, with its end.
    pub fn line(&self) -> String {
        // Strings and numbers: there is nothing that JSON could not hold.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// Whether it tells of something that happened to the layer.
    pub fn is_event(&self) -> bool {
        !matches!(self, Self::Begin { .. } | Self::File { .. } | Self::Saving { .. })
    }

    /// What happened; `None` if it does not fit the text, or nothing happened.
    pub fn into_event(self, text: &Text, layer: &Layer) -> Option<Event> {
        match self {
            Self::Step { name, edits } => {
                let edits: Option<Vec<Edit>> = edits.into_iter().map(|edit| edit.into_edit(text, layer)).collect();
                Some(Event::Done(Arc::new(Step {
                    name: name.into_owned(),
                    edits: edits?,
                })))
            }
            Self::Foreign { edits } => {
                let edits: Option<Vec<Edit>> = edits.into_iter().map(|edit| edit.into_edit(text, layer)).collect();
                Some(Event::Foreign(edits?.into()))
            }
            Self::Undo => Some(Event::Undone),
            Self::Redo => Some(Event::Redone),
            Self::Joined { count, name } => Some(Event::Joined {
                count,
                name: name.into_owned(),
            }),
            Self::Begin { .. } | Self::File { .. } | Self::Saving { .. } => None,
        }
    }
}

fn entry<'a>(text: &'a Text, edit: &'a Edit) -> Entry<'a> {
    match edit {
        Edit::Add(annotation) => Entry::Add(RowIn::of(text, annotation)),
        Edit::Remove(annotation) => Entry::Remove(RowIn::of(text, annotation)),
        Edit::Change { before, after } => Entry::Change {
            before: Box::new(RowIn::of(text, before)),
            after: Box::new(RowIn::of(text, after)),
        },
        Edit::About { before, after } => {
            let (before, after) = about(before, after);
            Entry::About(before, after)
        }
    }
}

/// What is written of a change besides annotations: of lost ones only those that it is about. A list of a thousand would
/// else be written a thousand times while it is worked off.
fn about(before: &Arc<About>, after: &Arc<About>) -> (Arc<About>, Arc<About>) {
    if before.lost.is_empty() || after.lost.is_empty() {
        return (Arc::clone(before), Arc::clone(after));
    }
    let of = |one: &About, other: &About| {
        Arc::new(About {
            lost: one.lost.without(&other.lost),
            ..one.clone()
        })
    };
    (of(before, after), of(after, before))
}

impl Entry<'_> {
    fn into_edit(self, text: &Text, layer: &Layer) -> Option<Edit> {
        let checker = Checker {
            text,
            about: layer.about(),
            same_text: true,
        };
        let annotation = |row: RowIn<'_>| -> Option<Annotation> { checker.annotation(row).ok() };
        Some(match self {
            Self::Add(row) => Edit::Add(annotation(row)?),
            Self::Remove(row) => Edit::Remove(annotation(row)?),
            Self::Change { before, after } => Edit::Change {
                before: annotation(*before)?,
                after: annotation(*after)?,
            },
            Self::About(before, after) => Edit::About { before, after },
        })
    }
}
