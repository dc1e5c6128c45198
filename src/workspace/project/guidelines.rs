//! The guidelines of a project: a Markdown file beside its articles.

use super::OpenProject;
use crate::{
    store::{folder, small},
    workspace::{Outcome, Workspace},
};

impl OpenProject {
    /// The guidelines, as Markdown.
    pub fn guidelines(&self) -> &str {
        &self.guidelines
    }

    /// Reads the guidelines again, as others may have changed them.
    pub(super) fn read_guidelines(&mut self) {
        match small::read_text(&self.root.join(folder::GUIDELINES)) {
            Ok(text) => self.guidelines = text.replace("\r\n", "\n"),
            Err(error) => self.guidelines = format!("{} cannot be read: {error}.", folder::GUIDELINES),
        }
    }
}

impl Workspace {
    /// Keeps the guidelines in the project.
    pub(in crate::workspace) fn set_guidelines(&mut self, text: String) -> Outcome {
        let project = self.open_project()?;
        if project.guidelines == text {
            return Ok(());
        }
        let path = project.root.join(folder::GUIDELINES);
        small::put_text(&path, &text).map_err(|error| error.to_string())?;
        project.guidelines = text;
        self.say("The guidelines are kept in the project");
        Ok(())
    }

    /// Today, as guidelines write it.
    pub fn today(&self) -> String {
        self.now().to_string().chars().take(10).collect()
    }
}
