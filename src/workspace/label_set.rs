//! Changing the label set: annotations follow, and all of it can be undone.

use std::{path::Path, sync::Arc};

use super::{Chord, Command, Dialog, Document, Key, Outcome, Refusal, Workspace};
use crate::{
    annotation::{About, Annotation, Edit, LostList},
    labels::{ChangeError, Label, LabelId, LabelSet},
    store,
};

/// A change to the label set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelChange {
    /// One more label, or this one in the place of the one with its id.
    Put(Label),
    /// A label at another place in the order.
    Move(LabelId, usize),
    /// No such label any more. Its annotations get another one; without another, they are deleted.
    Remove(LabelId, Option<LabelId>),
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        Self(error.to_string())
    }
}

impl Workspace {
    /// Changes the label set.
    pub(super) fn change_labels(&mut self, change: LabelChange) -> Outcome {
        let Some(labels) = self.document().map(|document| document.labels().clone()) else {
            return Err("Open an article first.".into());
        };
        match change {
            LabelChange::Put(label) => {
                if let Some(why) = label.key.and_then(|key| self.refuses_key(&label.id, key)) {
                    return Err(why.into());
                }
                let what = match labels.get(&label.id) {
                    None => format!("Added the label {}", label.name),
                    Some(before) if before.name != label.name => format!("Renamed {} to {}", before.name, label.name),
                    Some(_) => format!("Changed the label {}", label.name),
                };
                self.set_labels(what, labels.with(label)?, Vec::new(), None)
            }
            LabelChange::Move(id, place) => {
                let what = format!("Moved the label {}", labels.name_of(&id));
                self.set_labels(what, labels.moved(&id, place)?, Vec::new(), None)
            }
            LabelChange::Remove(id, heir) => self.remove_label(&labels, &id, heir.as_ref()),
        }
    }

    fn remove_label(&mut self, labels: &LabelSet, id: &LabelId, heir: Option<&LabelId>) -> Outcome {
        if let Some(heir) = heir.filter(|heir| labels.get(heir).is_none() || *heir == id) {
            return Err(ChangeError::Missing(heir.clone()).into());
        }
        self.refuse_if_used_elsewhere(id)?;
        let now = self.now();
        let left = labels.without(id)?;
        let name = labels.name_of(id);
        let what = match heir {
            Some(heir) => format!("Merged {name} into {}", labels.name_of(heir)),
            None => format!("Deleted the label {name}"),
        };
        let layer = self.document().map(Document::layer);
        let edits = layer.into_iter().flat_map(|layer| layer.iter()).filter_map(|before| {
            let label = if before.label == *id { heir? } else { &before.label };
            let second = before.second.as_ref();
            let second = if second == Some(id) { heir } else { second };
            let after = Annotation {
                label: label.clone(),
                // A second choice that is the first says nothing.
                second: second.filter(|second| *second != label).cloned(),
                changed: Some(now),
                ..before.clone()
            };
            let differs = after.label != before.label || after.second != before.second;
            differs.then(|| Edit::Change {
                before: before.clone(),
                after,
            })
        });
        let mut edits: Vec<Edit> = edits.collect();
        if heir.is_none() {
            let doomed = layer.into_iter().flat_map(|layer| layer.iter());
            let doomed = doomed.filter(|annotation| annotation.label == *id);
            edits.extend(doomed.cloned().map(Edit::Remove));
        }
        let lost = layer
            .map(|layer| layer.about().lost.relabelled(id, heir))
            .unwrap_or_default();
        self.set_labels(what, left, edits, Some(lost))
    }

    /// Puts a label set in force. Labels of the whole article that it does not hold are no longer given. `lost` is what
    /// becomes of lost annotations, if anything does.
    fn set_labels(&mut self, what: String, labels: LabelSet, mut edits: Vec<Edit>, lost: Option<LostList>) -> Outcome {
        let armed = self.armed.take().filter(|armed| labels.get(armed).is_some());
        let last = self.last_label.take().filter(|last| labels.get(last).is_some());
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let before = Arc::clone(document.layer().about());
        let mut about = About::clone(&before);
        about.document.retain(|label| labels.get(label).is_some());
        about.labels = labels;
        about.lost = lost.unwrap_or(about.lost);
        if about != *before {
            let after = Arc::new(about);
            edits.push(Edit::About { before, after });
        }
        if !edits.is_empty() {
            document.perform(what.clone(), edits)?;
        }
        self.keep_labels();
        (self.armed, self.last_label) = (armed, last);
        self.say(what);
        Ok(())
    }

    /// Adds a label called `name` and gives it to what is at hand, or gives the one that is called so already.
    pub(super) fn label_anew(&mut self, name: &str) -> Outcome {
        let Some(document) = self.document() else {
            return Err("Open an article first.".into());
        };
        let labels = document.labels();
        let known = labels.labels().iter().find(|label| label.name == name.trim());
        let (id, new) = match known {
            Some(label) => (label.id.clone(), None),
            None => {
                let label = labels.propose(name, |key| self.letter_is_taken(key));
                (label.id.clone(), Some(label))
            }
        };
        let steps = document.history().len();
        if let Some(label) = new {
            self.change_labels(LabelChange::Put(label))?;
        }
        self.close_dialog();
        self.label(id)?;
        let what = format!("Labelled as {}", name.trim());
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let done = document.history().len().saturating_sub(steps);
        document.join_steps(done, what)?;
        Ok(())
    }

    /// Shows the label set, to be changed.
    pub(super) fn show_labels(&mut self, dialog: Dialog) -> Outcome {
        if self.document().is_none() {
            return Err("Open an article first: labels are kept with it.".into());
        }
        self.writable()?;
        self.dialog = Some(dialog);
        Ok(())
    }

    /// Writes the label set to a file of its own.
    pub(super) fn export_labels(&mut self, path: &Path) -> Outcome {
        let Some(document) = self.document() else {
            return Err("Open an article first.".into());
        };
        store::write_labels(path, document.labels()).map_err(|error| error.to_string())?;
        self.close_path();
        self.say(format!("The labels are in {}", path.display()));
        Ok(())
    }

    /// Takes the labels of a file into the set.
    pub(super) fn import_labels(&mut self, path: &Path) -> Outcome {
        let Some(document) = self.document() else {
            return Err("Open an article first.".into());
        };
        let found = store::read_labels(path).map_err(|error| error.to_string())?;
        let mut joined = document.labels().joined(&found);
        // Letters that do something here are not taken away from it.
        let clashing: Vec<Label> = joined
            .labels()
            .iter()
            .filter(|label| label.key.is_some_and(|key| self.letter_is_taken(key)))
            .cloned()
            .collect();
        for label in clashing {
            joined = joined.with(Label { key: None, ..label })?;
        }
        let count = found.labels().len();
        self.close_path();
        self.set_labels(format!("Took over {count} labels"), joined, Vec::new(), None)
    }

    /// The label that the annotator is about: that of the annotation at hand, else the one given last.
    pub fn label_at_hand(&self) -> Option<&LabelId> {
        let document = self.document()?;
        let of_annotation = document.annotation_at_hand().map(|annotation| &annotation.label);
        of_annotation
            .filter(|label| !label.is_none())
            .or(self.last_label.as_ref())
    }

    /// Closes the field for a path.
    fn close_path(&mut self) {
        if matches!(self.dialog, Some(Dialog::Path(_))) {
            self.dialog = None;
        }
    }

    /// Why a label cannot have a key, if so: what holds it already.
    pub fn refuses_key(&self, label: &LabelId, key: char) -> Option<String> {
        let labels = self.document()?.labels();
        if labels.get(label).is_some_and(|before| before.key == Some(key)) {
            return None;
        }
        if key.is_ascii_digit() {
            return Some("Digits give labels by their place in the set. Choose a letter.".to_owned());
        }
        if let Some(holder) = self.command_of_key(key) {
            let holder = holder.name();
            return Some(format!("The key {key} is taken: it does “{holder}”. Choose another."));
        }
        let holder = labels.by_key(key)?.name.clone();
        Some(ChangeError::KeyOfLabel { key, holder }.to_string())
    }

    /// Whether a letter gives a command, so that it cannot give a label.
    pub fn letter_is_taken(&self, key: char) -> bool {
        self.command_of_key(key).is_some()
    }

    /// The command that a letter alone gives.
    fn command_of_key(&self, key: char) -> Option<Command> {
        self.keymap.command(Chord::plain(Key::Char(key)), &LabelSet::default())
    }
}
