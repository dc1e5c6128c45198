//! Opening, making and leaving projects.

use std::{path::Path, sync::Arc};

use super::{ArticleList, Incoming, OpenProject, OrderBy, Overview, Search};
use crate::{
    labels,
    project::{Assigned, Index, import},
    store::{Manifest, Watch, folder, home},
    workspace::{Command, Outcome, Refusal, Request, Workspace},
};

impl Workspace {
    /// Opens the project in a folder, and the article that was open there last.
    pub(in crate::workspace) fn open_project_at(&mut self, root: &Path) -> Outcome {
        self.dialog = None;
        if self.ask_if_unsaved(Command::OpenProject(root.to_owned())) {
            return Ok(());
        }
        self.remember_place();
        self.enter_project(root)?;
        let project = self.open_project()?;
        let name = project.manifest.name.clone();
        self.say(format!("Opened the project {name}"));
        let memory = self.memory_of_project();
        match memory.and_then(|memory| memory.article) {
            Some(article) if folder::Stamp::of_file(&self.open_project()?.path_of(&article)).is_some() => {
                self.open_article(&article)?
            }
            _ if self.article_name().is_none() => self.leave_article(),
            _ => {}
        }
        Ok(())
    }

    /// Makes the project in a folder the open one; nothing if it is already.
    pub(in crate::workspace) fn enter_project(&mut self, root: &Path) -> Outcome {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        if self.project.as_ref().is_some_and(|project| project.root == root) {
            return Ok(());
        }
        if let Err(error) = import::finish_left(&root) {
            tracing::warn!(%error, "an import that was killed cannot be brought to its end");
        }
        let manifest = Manifest::read(&root).map_err(|error| Refusal(error.to_string()))?;
        let cache = self.settings.caches().map(|folder| Index::cache_path(folder, &root));
        let mut project = OpenProject {
            annotator: home::folder_of(&self.settings().annotator),
            assigned: Assigned::read(&root).map_err(|error| Refusal(error.to_string()))?,
            index: Index::default(),
            manifest,
            cache,
            kept_at: None,
            reading: None,
            reads_again: false,
            touched: None,
            list: ArticleList::default(),
            search: Search::default(),
            overview: Overview::default(),
            import: Incoming::default(),
            left: std::collections::BTreeSet::new(),
            consistency: super::Consistency::default(),
            dividing: None,
            broken: None,
            guidelines: Ok(String::new()),
            seen: None,
            kept_about: None,
            watch: self.watch(&root),
            wake: Arc::clone(&self.wake),
            root: root.clone(),
        };
        self.change_projects(|projects| {
            projects.open(&root);
            projects.is_open = true;
        });
        if let Some(memory) = self.settings.projects().of(&root).cloned() {
            project.sort(OrderBy::parse(&memory.order));
            project.set_query(memory.query);
            if let Some(shows) = memory.shows_articles {
                self.change_settings(|settings| settings.shows_articles = shows);
            }
        }
        project.read_guidelines();
        project.start_reading();
        self.project = Some(project);
        Ok(())
    }

    fn watch(&self, root: &Path) -> Watch {
        let wake = Arc::clone(&self.wake);
        Watch::start(root, move || wake())
    }

    /// Makes a folder a project and opens it.
    pub(in crate::workspace) fn new_project(&mut self, root: &Path) -> Outcome {
        if !home::is_project(root) {
            let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
            let name = root
                .file_name()
                .map_or_else(|| "Project".to_owned(), |name| name.to_string_lossy().into_owned());
            Manifest::new(name)
                .create(&root)
                .map_err(|error| Refusal(error.to_string()))?;
            let guidelines = root.join(folder::GUIDELINES);
            crate::store::put_new(&guidelines, labels::guidelines_as_markdown().as_bytes())
                .map_err(|error| Refusal(error.to_string()))?;
        }
        self.open_project_at(root)
    }

    /// Closes the open project and the article of it that is open.
    pub(in crate::workspace) fn close_project(&mut self) -> Outcome {
        self.open_project()?;
        if self.ask_if_unsaved(Command::CloseProject) {
            return Ok(());
        }
        self.remember_place();
        let of_project = self.article_name().is_some();
        self.project = None;
        self.change_projects(|projects| projects.is_open = false);
        if of_project {
            self.leave_article();
        }
        self.say("Closed the project");
        Ok(())
    }

    /// The project of an article that was opened by its path becomes the open one; a lone article leaves the project.
    pub(in crate::workspace) fn follow_article(&mut self, article: &Path) {
        match home::project_of(article) {
            Some(root) => {
                if let Err(Refusal(why)) = self.enter_project(&root) {
                    tracing::warn!(why, "the project of an article cannot be opened");
                }
            }
            None => {
                self.project = None;
                self.change_projects(|projects| projects.is_open = false);
            }
        }
        let revision = self.document().map(|document| document.changes().revision());
        let seen = self.article_name().zip(revision);
        let about = self.document().map(|document| Arc::clone(document.layer().about()));
        if let Some(project) = &mut self.project {
            project.overview.leave();
            project.kept_about = about;
            project.seen = seen;
        }
    }

    /// Puts the open article away, unless something of it is not saved yet.
    fn leave_article(&mut self) {
        if self.may_leave() {
            self.put_away_document();
            self.request(Request::FocusText);
        }
    }
}

impl OpenProject {
    /// Takes the index of last time, and looks at the disk.
    fn start_reading(&mut self) {
        let (root, cache) = (self.root.clone(), self.cache.clone());
        self.reading = Some(crate::workspace::job::Job::start(
            "Reading the project",
            Arc::clone(&self.wake),
            move |progress, teller| {
                let known = cache.as_deref().and_then(Index::cached).unwrap_or_default();
                teller.meanwhile(known.clone());
                let index = known
                    .refreshed(&root, progress, &|index| teller.meanwhile(index))
                    .ok()?;
                if let Some(cache) = cache {
                    index.keep(&cache, &known);
                }
                Some(index)
            },
        ));
    }
}
