//! The article that comes with the program.

use super::{Command, Outcome, Workspace};
use crate::store;

/// The example article, as it is put on the disk.
const EXAMPLE: &str = include_str!("../../seeds/microsoft-openai.txt");
const FILE_NAME: &str = "microsoft-openai.txt";

impl Workspace {
    /// Opens the example; the first time it is put into the user's folder for data, so that it can be labelled.
    pub(super) fn open_example(&mut self) -> Outcome {
        let Some(folder) = self.settings.example() else {
            return Err("There is no place to put the example: the system names no folder for data.".into());
        };
        let path = folder.join(FILE_NAME);
        store::put_new(&path, EXAMPLE.as_bytes()).map_err(|error| error.to_string())?;
        self.open(path, None)
    }

    /// Whether the lines on how to label are to be shown: on the example, until they are put away.
    pub fn shows_how(&self) -> bool {
        let place = self.settings.example().map(|folder| folder.join(FILE_NAME));
        let is_example = self
            .document()
            .is_some_and(|document| Some(document.article().path()) == place.as_deref());
        is_example && !self.settings().knows_how
    }

    /// What a program shows that is started without anything to open: the project that was open last, and the first time
    /// the example.
    pub fn start(&mut self) {
        let last = self.recent_projects().into_iter().next();
        let was_open = self.settings.projects().is_open;
        if let Some(root) = last.filter(|root| was_open && store::home::is_project(root)) {
            self.run(Command::OpenProject(root));
        } else if self.settings().recent.is_empty() {
            self.run(Command::OpenExample);
        }
    }
}
