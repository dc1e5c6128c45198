//! Bringing articles into the open project, away from the frame.

use std::{collections::VecDeque, path::PathBuf, sync::Arc};

use super::OpenProject;
use crate::{
    project::import::{self, Choices, Source, Summary},
    readers::{Columns, TablePreview},
    workspace::{
        Dialog, Outcome, Workspace,
        job::{Job, News},
    },
};

/// A table of articles that is to come in, with its first rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The file.
    pub path: PathBuf,
    /// Its columns, its first rows, and what is guessed of them.
    pub preview: TablePreview,
}

/// What is on its way into the project.
#[derive(Default)]
pub struct Incoming {
    sources: Vec<Source>,
    choices: Choices,
    /// Tables of which the user is still to say what is in them.
    tables: VecDeque<Table>,
    looking: Option<Job<Vec<Table>>>,
    running: Option<Job<Result<Summary, String>>>,
    summary: Option<Summary>,
}

impl Incoming {
    /// The table of which the user is to say what is in it.
    pub fn table(&self) -> Option<&Table> {
        self.tables.front()
    }

    /// How far it is, in bytes, while articles come in.
    pub fn progress(&self) -> Option<(u64, u64)> {
        Some(self.running.as_ref()?.progress().so_far())
    }

    /// What came of the last import.
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }
}

impl OpenProject {
    /// Brings articles in, once it is clear what is in the tables among them.
    fn start_import(&mut self, sources: Vec<Source>) {
        let paths: Vec<PathBuf> = sources
            .iter()
            .filter_map(|source| match source {
                Source::Path(path) => Some(path.clone()),
                Source::Pasted(_) => None,
            })
            .collect();
        self.import = Incoming {
            sources,
            ..Incoming::default()
        };
        self.import.looking = Some(Job::start(Arc::clone(&self.wake), move |_, _| {
            // What cannot be read is told of in the summary.
            let table = |path: PathBuf| {
                Some(Table {
                    preview: import::preview(&path).ok().flatten()?,
                    path,
                })
            };
            Some(paths.into_iter().filter_map(table).collect())
        }));
    }

    fn run_import(&mut self, now: jiff::Timestamp) {
        let (root, index) = (self.root.clone(), self.index.clone());
        let (sources, choices) = (std::mem::take(&mut self.import.sources), self.import.choices.clone());
        self.import.running = Some(Job::start(Arc::clone(&self.wake), move |progress, _| {
            // Others may have brought something in, and the index may not have been read to its end.
            let index = index.refreshed(&root, progress, &|_| ()).ok()?;
            Some(import::import(&root, &index, &sources, &choices, progress, now).map_err(|error| error.to_string()))
        }));
    }
}

impl Workspace {
    /// Brings files and folders into the project.
    pub(in crate::workspace) fn import_files(&mut self, paths: Vec<PathBuf>) -> Outcome {
        self.import_sources(paths.into_iter().map(Source::Path).collect())
    }

    /// Brings a text that was pasted into the project.
    pub(in crate::workspace) fn import_text(&mut self, text: String) -> Outcome {
        self.import_sources(vec![Source::Pasted(text)])
    }

    fn import_sources(&mut self, sources: Vec<Source>) -> Outcome {
        let project = self.open_project()?;
        if project.import.running.is_some() || project.import.looking.is_some() {
            return Err("Articles are being brought in already. Wait until they are there.".into());
        }
        project.start_import(sources);
        self.dialog = None;
        self.say("Bringing articles in …");
        Ok(())
    }

    /// Says what is in the table that was asked about; without an answer it stays out.
    pub(in crate::workspace) fn choose_columns(&mut self, columns: Option<Columns>) -> Outcome {
        let project = self.open_project()?;
        let Some(table) = project.import.tables.pop_front() else {
            return Ok(());
        };
        match columns {
            Some(columns) => {
                project.import.choices.columns.insert(table.path, columns);
            }
            None => project
                .import
                .sources
                .retain(|source| *source != Source::Path(table.path.clone())),
        }
        self.dialog = None;
        self.ask_or_run();
        Ok(())
    }

    /// Asks about the next table, or begins if there is none.
    fn ask_or_run(&mut self) {
        let now = self.now();
        let Some(project) = &mut self.project else { return };
        if project.import.table().is_some() {
            self.dialog = Some(Dialog::Columns);
        } else if project.import.sources.is_empty() {
            self.say("Nothing was brought in");
        } else {
            project.run_import(now);
        }
    }

    /// Calls off what is on its way in.
    pub(in crate::workspace) fn cancel_import(&mut self) -> Outcome {
        if let Some(running) = self
            .project
            .as_ref()
            .and_then(|project| project.import.running.as_ref())
        {
            running.progress().cancel();
        }
        Ok(())
    }

    pub(in crate::workspace) fn tick_import(&mut self) {
        let Some(project) = &mut self.project else { return };
        if let Some(news) = project.import.looking.as_ref().and_then(Job::poll) {
            self.have_looked(news);
        }
        let Some(project) = &mut self.project else { return };
        if let Some(news) = project.import.running.as_ref().and_then(Job::poll) {
            self.imported(news);
        }
    }

    pub(in crate::workspace) fn wait_for_import(&mut self) {
        while let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| Some(project.import.looking.as_ref()?.wait()))
        {
            self.have_looked(news);
        }
        while let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| Some(project.import.running.as_ref()?.wait()))
        {
            self.imported(news);
        }
    }

    fn have_looked(&mut self, news: News<Vec<Table>>) {
        let Some(project) = &mut self.project else { return };
        project.import.looking = None;
        if let News::Done(tables) = news {
            project.import.tables = tables.into();
            self.ask_or_run();
        }
    }

    fn imported(&mut self, news: News<Result<Summary, String>>) {
        let Some(project) = &mut self.project else { return };
        project.import.running = None;
        match news {
            News::Done(Ok(summary)) => {
                let line = summary.line();
                let first = summary.added.first().map(|added| added.name.clone());
                project.import.summary = Some(summary);
                project.refresh();
                // What is written in another dialog is not to be lost.
                let shows = self.dialog.is_none();
                self.say(line);
                // Who has no article open goes on with the first new one.
                if let Some(name) = first.filter(|_| self.document().is_none()) {
                    let path = self.project.as_ref().map(|project| project.path_of(&name));
                    if let Some(path) = path {
                        let _ = self.open(path, None);
                    }
                }
                if shows {
                    self.dialog = Some(Dialog::ImportSummary);
                }
            }
            News::Done(Err(why)) => {
                self.notice = super::super::Notice {
                    text: why,
                    is_problem: true,
                };
            }
            News::Meanwhile(_) | News::Gone => {
                self.notice = super::super::Notice {
                    text: "The import met an error of the program. Nothing was brought in.".to_owned(),
                    is_problem: true,
                };
            }
        }
    }
}
