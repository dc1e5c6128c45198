//! Bringing articles into the open project, away from the frame.

use std::{
    collections::{BTreeMap, VecDeque},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::OpenProject;
use crate::{
    exchange::ReadOptions,
    labels::LabelId,
    project::{
        Assigned,
        import::{self, Choices, Source, Summary, Survey},
    },
    readers::{Columns, TablePreview},
    store::Saver,
    workspace::{
        Dialog, Notice, Outcome, Workspace,
        job::{Job, News},
        opening::why_unsaved,
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

/// What becomes of labels that the project does not have, and whose spans are that do not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelAnswer {
    /// Labels of the files that do not join the label set: which label of it they are, or `None` if they stay out.
    pub named: BTreeMap<LabelId, Option<LabelId>>,
    /// Whose labels they are, where the files do not say.
    pub by: String,
}

/// What was found in what is to come in.
struct Looked {
    tables: Vec<Table>,
    survey: Survey,
}

/// What came in, and the parts that articles are in now.
struct Imported {
    summary: Summary,
    assigned: Option<Assigned>,
}

/// What is on its way into the project.
#[derive(Default)]
pub struct Incoming {
    sources: Vec<Source>,
    choices: Choices,
    /// Tables of which the user is still to say what is in them.
    tables: VecDeque<Table>,
    /// Labels of which the user is still to say what becomes of them.
    survey: Option<Survey>,
    looking: Option<Job<Looked>>,
    running: Option<Job<Result<Imported, String>>>,
    summary: Option<Summary>,
}

impl Incoming {
    /// The table of which the user is to say what is in it.
    pub fn table(&self) -> Option<&Table> {
        self.tables.front()
    }

    /// The labels of which the user is to say what becomes of them.
    pub fn survey(&self) -> Option<&Survey> {
        self.survey.as_ref()
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
        let (asked, labels) = (sources.clone(), self.manifest.labels.clone());
        self.import = Incoming {
            sources,
            ..Incoming::default()
        };
        self.import.looking = Some(Job::start(
            "Looking at what comes in",
            Arc::clone(&self.wake),
            move |progress, _| {
                // What cannot be read is told of in the summary.
                let table = |path: PathBuf| {
                    Some(Table {
                        preview: import::preview(&path).ok().flatten()?,
                        path,
                    })
                };
                Some(Looked {
                    tables: paths.into_iter().filter_map(table).collect(),
                    survey: import::survey(&asked, &labels, None, &ReadOptions::default(), progress),
                })
            },
        ));
    }

    fn run_import(&mut self, open: Option<Arc<Saver>>, now: jiff::Timestamp) {
        let (root, index) = (self.root.clone(), self.index.clone());
        let (sources, choices) = (std::mem::take(&mut self.import.sources), self.import.choices.clone());
        self.import.running = Some(Job::start("The import", Arc::clone(&self.wake), move |progress, _| {
            // Labels may be added to what is open: what was just done there is saved before.
            if let Some(why) = open.as_deref().and_then(why_unsaved) {
                return Some(Err(format!(
                    "Nothing was brought in: the open article could not be saved. {why}"
                )));
            }
            // Others may have brought something in, and the index may not have been read to its end.
            let index = index.refreshed(&root, progress, &|_| ()).ok()?;
            let imported = import::import(&root, &index, &sources, &choices, progress, now);
            Some(imported.map_err(|error| error.to_string()).map(|summary| Imported {
                assigned: summary.labels.as_ref().and_then(|_| Assigned::read(&root).ok()),
                summary,
            }))
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

    /// Says what becomes of labels that the project does not have; without an answer nothing comes in.
    pub(in crate::workspace) fn answer_labels(&mut self, answer: Option<LabelAnswer>) -> Outcome {
        let project = self.open_project()?;
        if project.import.survey.take().is_none() {
            return Ok(());
        }
        match answer {
            Some(LabelAnswer { named, by }) => {
                let labels = &mut project.import.choices.labels;
                (labels.named, labels.by, labels.adds_labels) = (named, by.trim().to_owned(), true);
            }
            None => project.import.sources.clear(),
        }
        self.dialog = None;
        self.ask_or_run();
        Ok(())
    }

    /// Asks about the next table and about labels, or begins if nothing is to be asked.
    fn ask_or_run(&mut self) {
        let now = self.now();
        let (annotator, journals) = (self.settings().annotator.clone(), self.settings.journals());
        let journals = journals.map(Path::to_owned);
        let document = self.document.as_ref();
        let saver = document.and_then(|document| document.saver()).cloned();
        let open = document.map(|document| document.layer_path().to_owned());
        let Some(project) = &mut self.project else { return };
        if project.import.table().is_some() {
            self.dialog = Some(Dialog::Columns);
        } else if project.import.sources.is_empty() {
            project.import.survey = None;
            self.say("Nothing was brought in");
        } else if project.import.survey.is_some() {
            self.dialog = Some(Dialog::LabelsFound);
        } else {
            let labels = &mut project.import.choices.labels;
            if labels.by.is_empty() {
                labels.by = annotator;
            }
            (labels.journals, labels.open) = (journals, open);
            project.run_import(saver, now);
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

    fn have_looked(&mut self, news: News<Looked>) {
        let Some(project) = &mut self.project else { return };
        project.import.looking = None;
        match news {
            News::Done(Looked { tables, survey }) => {
                project.import.tables = tables.into();
                let is_asked = survey.unknown().next().is_some() || survey.nameless > 0;
                project.import.survey = is_asked.then_some(survey);
                self.ask_or_run();
            }
            News::Broken(why) => self.not_brought_in(&why),
            News::Meanwhile(_) | News::Gone => {}
        }
    }

    fn imported(&mut self, news: News<Result<Imported, String>>) {
        let Some(project) = &mut self.project else { return };
        project.import.running = None;
        match news {
            News::Done(Ok(Imported { summary, assigned })) => {
                let line = summary.line();
                let has_new_labels = summary
                    .labels
                    .as_ref()
                    .is_some_and(|labels| !labels.new_labels.is_empty());
                if let Some(assigned) = assigned {
                    project.assigned = assigned;
                }
                let first = summary.added.first().map(|added| added.name.clone());
                project.import.summary = Some(summary);
                project.refresh();
                if has_new_labels {
                    self.read_manifest_again();
                }
                // The open article may have more labels now.
                if let Some(saver) = self.document.as_ref().and_then(|document| document.saver()) {
                    saver.look();
                }
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
                self.notice = Notice {
                    text: why,
                    is_problem: true,
                };
            }
            News::Broken(why) => self.not_brought_in(&why),
            News::Meanwhile(_) | News::Gone => self.not_brought_in("The import was called off."),
        }
    }

    fn not_brought_in(&mut self, why: &str) {
        self.notice = Notice {
            text: format!("{why} Nothing was brought in."),
            is_problem: true,
        };
    }
}
