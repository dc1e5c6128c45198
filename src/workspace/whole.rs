//! What is said of the article as a whole: its own labels, whether it must be covered, whether it is done.

use std::sync::Arc;

use super::{Command, Outcome, Workspace};
use crate::{
    annotation::{About, Edit, State},
    labels::LabelId,
};

impl Workspace {
    /// Gives a label to the article as a whole, or takes it away.
    pub(super) fn label_article(&mut self, label: LabelId) -> Outcome {
        self.aims_at_article = false;
        self.change_about(|about| {
            let name = about.labels.name_of(&label).to_owned();
            if about.document.contains(&label) {
                about.document.retain(|given| *given != label);
                Ok(format!("The article is no longer {name}"))
            } else {
                about.document.push(label);
                Ok(format!("Labelled the article as {name}"))
            }
        })
    }

    /// Has the next label go to the article as a whole, or no longer.
    pub(super) fn aim_at_article(&mut self) -> Outcome {
        self.writable()?;
        if self.document().is_none() {
            return Err("Open an article first.".into());
        }
        self.aims_at_article ^= true;
        let off = self.how_to(&Command::Back);
        self.say(if self.aims_at_article {
            format!("The next label goes to the whole article; {off} to call it off")
        } else {
            String::new()
        });
        Ok(())
    }

    /// Whether the next label goes to the article as a whole.
    pub fn aims_at_article(&self) -> bool {
        self.aims_at_article
    }

    /// Asks for exactly one label, or an explicit none, on each unit; or no longer.
    pub(super) fn toggle_coverage(&mut self) -> Outcome {
        self.change_about(|about| {
            about.coverage ^= true;
            // What must be covered and is not is not done.
            about.state = State::InProgress;
            Ok(if about.coverage {
                "Each sentence gets one label, or none by its key".to_owned()
            } else {
                "Sentences may stay without a label".to_owned()
            })
        })
    }

    /// Marks the article as done, or as still to be worked on.
    pub(super) fn toggle_done(&mut self) -> Outcome {
        let open = match self.document() {
            Some(document) => document
                .units()
                .count()
                .map(|count| count - document.tally().settled_units),
            None => Some(0),
        };
        self.change_about(|about| match about.state {
            State::Done => {
                about.state = State::InProgress;
                Ok("Not done yet".to_owned())
            }
            State::InProgress | State::Skipped if about.coverage && open != Some(0) => Err(match open {
                Some(1) => "1 sentence does not have exactly one label yet. Go there, or end the coverage mode.".into(),
                Some(open) => {
                    format!("{open} sentences do not have exactly one label yet. Go there, or end the coverage mode.")
                }
                None => "The sentences are still being counted; a moment.".into(),
            }),
            State::InProgress | State::Skipped => {
                about.state = State::Done;
                Ok("Marked as done".to_owned())
            }
        })
    }

    /// Marks the article as one that will not be labelled, or as still to be worked on.
    pub(super) fn toggle_skipped(&mut self) -> Outcome {
        self.change_about(|about| match about.state {
            State::Skipped => {
                about.state = State::InProgress;
                Ok("No longer skipped".to_owned())
            }
            State::InProgress | State::Done => {
                about.state = State::Skipped;
                Ok("Marked as skipped: it will not be labelled".to_owned())
            }
        })
    }

    fn change_about(&mut self, change: impl FnOnce(&mut About) -> Result<String, String>) -> Outcome {
        let Some(document) = self.writable()? else {
            return Err("Open an article first.".into());
        };
        let before = Arc::clone(document.layer().about());
        let mut about = About::clone(&before);
        let what = change(&mut about)?;
        let after = Arc::new(about);
        document.perform(what.clone(), vec![Edit::About { before, after }])?;
        self.say(what);
        Ok(())
    }
}
