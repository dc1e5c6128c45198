//! The guidelines of a project: a Markdown file beside its articles.

use std::path::Path;

use super::OpenProject;
use crate::{
    store::{self, folder, small},
    workspace::{Outcome, Workspace},
};

impl OpenProject {
    /// The guidelines, as Markdown; or why they cannot be read.
    pub fn guidelines(&self) -> Result<&str, &str> {
        self.guidelines.as_deref().map_err(String::as_str)
    }

    /// Reads the guidelines again, as others may have changed them.
    pub(super) fn read_guidelines(&mut self) {
        self.guidelines = read(&self.root);
    }
}

fn read(root: &Path) -> Result<String, String> {
    let text = small::read_text(&root.join(folder::GUIDELINES));
    text.map(|text| text.replace("\r\n", "\n"))
        .map_err(|error| format!("{} cannot be read: {error}.", folder::GUIDELINES))
}

impl Workspace {
    /// Keeps guidelines in the project in a folder. `base` is what they were made from: if others have written something
    /// else meanwhile, theirs is kept beside.
    pub(in crate::workspace) fn set_guidelines(&mut self, root: &Path, base: &str, text: String) -> Outcome {
        let path = root.join(folder::GUIDELINES);
        let now = read(root)?;
        if now == text {
            return Ok(());
        }
        let kept = if now == base || now.is_empty() {
            None
        } else {
            Some(store::set_aside_as(&path, "conflict").map_err(|error| error.to_string())?)
        };
        small::put_text(&path, &text).map_err(|error| error.to_string())?;
        if let Some(project) = self.project.as_mut().filter(|project| project.root == root) {
            project.guidelines = Ok(text);
        }
        match kept {
            None => self.say("The guidelines are kept in the project"),
            Some(kept) => {
                let name = kept
                    .file_name()
                    .unwrap_or(kept.as_os_str())
                    .to_string_lossy()
                    .into_owned();
                return Err(format!("Others had changed the guidelines meanwhile. Theirs are kept as {name}.").into());
            }
        }
        Ok(())
    }

    /// Today, as guidelines write it.
    pub fn today(&self) -> String {
        self.now().to_string().chars().take(10).collect()
    }
}
