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
            None => (before.article.clone(), before.place),
        };
        let memory = ProjectMemory {
            root: project.root().to_owned(),
            article,
            place,
            query: project.list().text().to_owned(),
            order: project.list().order().written(),
            ..before
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

    /// Keeps for the next start how large the window was, and its panels to the left and to the right of the text: for
    /// each project its own. In points.
    pub fn remember_window(&mut self, size: Option<(f32, f32)>, panels: (f32, f32)) {
        let shows_articles = self.settings().shows_articles;
        self.change_settings(|settings| settings.window = size.or(settings.window));
        let Some(memory) = self.memory_of_project() else { return };
        self.change_projects(|projects| {
            projects.remember(ProjectMemory {
                shows_articles: Some(shows_articles),
                window: size.or(memory.window),
                panels: Some(panels),
                ..memory
            });
        });
    }

    /// The widths that the panels of the open project had, in points.
    pub fn panel_widths(&self) -> Option<(f32, f32)> {
        self.settings.projects().of(self.project()?.root())?.panels
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
