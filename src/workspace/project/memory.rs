//! Where an annotator was in each project: kept outside of it, so that it stays clean under git.

use std::path::PathBuf;

use crate::{
    article::CharOffset,
    store::settings::{ProjectMemory, Projects},
    workspace::{Notice, Workspace},
};

impl Workspace {
    /// What is remembered of the open project.
    pub(in crate::workspace) fn memory_of_project(&self) -> Option<ProjectMemory> {
        let root = self.project()?.root();
        self.settings.projects().of(root).cloned()
    }

    /// The folders of the projects that were opened, the latest first.
    pub fn recent_projects(&self) -> Vec<PathBuf> {
        let recent = self.settings.projects().recent.iter();
        recent.map(|memory| memory.root.clone()).collect()
    }

    /// Remembers where the annotator is in the open project.
    pub fn remember_place(&mut self) {
        let article = self.article_name();
        let place = self.document().and_then(|document| {
            let start = document.target()?.start();
            Some(document.text().byte_to_char(start).get())
        });
        let before = self.memory_of_project().unwrap_or_default();
        let Some(project) = &self.project else { return };
        let (article, place) = match article {
            Some(article) => (Some(article), place.unwrap_or_default()),
            // Where no article of it is open, the last one is still the one to come back to.
            None => (before.article, before.place),
        };
        let memory = ProjectMemory {
            root: project.root().to_owned(),
            article,
            place,
            query: project.list().text().to_owned(),
            order: project.list().order().written(),
        };
        self.change_projects(|projects| projects.remember(memory));
    }

    /// Goes to where the annotator was in the article that was open last.
    pub(in crate::workspace) fn return_to_place(&mut self) {
        let Some(memory) = self
            .memory_of_project()
            .filter(|memory| memory.article == self.article_name())
        else {
            return;
        };
        if let Some(document) = self.document_mut() {
            let place = document.text().char_to_byte(CharOffset::new(memory.place));
            if let Some(place) = place.filter(|place| place.get() > 0) {
                document.go_to_unit_at(place);
            }
        }
    }

    pub(in crate::workspace) fn change_projects(&mut self, change: impl FnOnce(&mut Projects)) {
        if let Err(error) = self.settings.change_projects(change) {
            self.notice = Notice {
                text: error.to_string(),
                is_problem: true,
            };
        }
    }
}
