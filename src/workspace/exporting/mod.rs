//! Exporting labels as a dataset: what is chosen, what would come of it, and the export itself, all away from the frame.

mod options;
mod work;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

pub use options::{ExportOptions, Extra, FormatKind};
pub use work::{ExportFailure, Outlook, Preview, PreviewSpan};

use work::{Order, Subject};

use super::{
    Dialog, Notice, Outcome, PathFor, Refusal, Request, Workspace,
    job::{Job, News},
};
use crate::{
    exchange::{FORMATS, Report},
    project::Index,
    store::paths,
};

/// Where an export goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportTarget {
    /// To a folder of its own in this one.
    Folder(PathBuf),
    /// To this file alone.
    File(PathBuf),
}

impl ExportTarget {
    fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::File(path) => path,
        }
    }
}

/// The export that is thought about, under way or done.
#[derive(Default)]
pub struct Exporting {
    /// The folder of the project, or the article.
    place: PathBuf,
    options: ExportOptions,
    /// What the list of articles was filtered by when it was last shown.
    filter: String,
    outlook: Outlook,
    looking: Option<Job<Outlook>>,
    /// The index that was last looked at.
    seen: Index,
    target: Option<ExportTarget>,
    running: Option<Job<Result<Report, ExportFailure>>>,
    outcome: Option<Result<Report, ExportFailure>>,
}

impl Exporting {
    /// What is chosen.
    pub fn options(&self) -> &ExportOptions {
        &self.options
    }

    /// What would come of it, as far as that is known.
    pub fn outlook(&self) -> &Outlook {
        &self.outlook
    }

    /// Whether that is still being looked at.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// How many articles were looked at, and of how many, while that goes on.
    pub fn looked_at(&self) -> Option<(u64, u64)> {
        Some(self.looking.as_ref()?.progress().so_far())
    }

    /// How many articles are read, and of how many, while it is written.
    pub fn progress(&self) -> Option<(u64, u64)> {
        Some(self.running.as_ref()?.progress().so_far())
    }

    /// What came of the export, if what was chosen has not changed since.
    pub fn outcome(&self) -> Option<&Result<Report, ExportFailure>> {
        self.outcome.as_ref()
    }

    /// Where the last export went.
    pub fn target(&self) -> Option<&ExportTarget> {
        self.target.as_ref()
    }

    /// Whether a file alone can be written where it went last: formats may be others now.
    pub fn can_repeat(&self) -> bool {
        match &self.target {
            None => false,
            Some(ExportTarget::Folder(_)) => true,
            Some(ExportTarget::File(_)) => self
                .options
                .format()
                .is_some_and(|format| format.single_file().is_some()),
        }
    }

    fn take_outlook(&mut self, news: News<Outlook>) {
        match news {
            News::Meanwhile(outlook) => {
                // What was known before stays until it is known anew.
                let before = std::mem::replace(&mut self.outlook, outlook);
                self.outlook.preview = self.outlook.preview.take().or(before.preview);
                self.outlook.foreseen = before.foreseen;
            }
            News::Done(outlook) => {
                self.looking = None;
                self.outlook = outlook;
            }
            News::Gone => self.looking = None,
            News::Broken(why) => {
                self.looking = None;
                self.outlook.preview = Some(Err(why));
            }
        }
    }
}

impl Workspace {
    /// The export that is thought about, under way or done.
    pub fn exporting(&self) -> Option<&Exporting> {
        self.exporting.as_ref()
    }

    /// Shows what can be exported.
    pub(super) fn show_export(&mut self) -> Outcome {
        let subject = self.subject()?;
        let is_running = self.exporting.as_ref().is_some_and(|export| export.running.is_some());
        let is_other = self
            .exporting
            .as_ref()
            .is_none_or(|export| export.place != subject.place());
        if is_running && is_other {
            return Err("Another export is still being written. Wait until it is done.".into());
        }
        if is_other {
            self.exporting = Some(Exporting {
                place: subject.place().to_owned(),
                options: self.first_options(),
                ..Exporting::default()
            });
        }
        self.dialog = Some(Dialog::Export);
        if !is_running {
            self.follow_filter();
            self.look_at_export(false);
        }
        Ok(())
    }

    /// The articles of the list are those that are meant, unless something else was written since it was filtered.
    fn follow_filter(&mut self) {
        let filter = self.project().map(|project| project.list().text().to_owned());
        let (Some(filter), Some(export)) = (filter, &mut self.exporting) else {
            return;
        };
        if export.filter != filter {
            export.options.only.clone_from(&filter);
            export.filter = filter;
            export.outcome = None;
        }
    }

    /// What is chosen at first: the format of last time, and everything.
    fn first_options(&self) -> ExportOptions {
        let kept = &self.settings().export_format;
        let is_known = FORMATS.iter().any(|format| format.name() == kept);
        let first = FormatKind::all_formats().next().map(|format| format.name().to_owned());
        ExportOptions {
            format: if is_known {
                kept.clone()
            } else {
                first.unwrap_or_default()
            },
            ..ExportOptions::default()
        }
    }

    /// What goes out now.
    fn subject(&self) -> Result<Subject, Refusal> {
        if let Some(project) = self.project() {
            return Ok(Subject::Project {
                root: project.root().to_owned(),
                manifest: project.manifest().clone(),
                index: project.index().clone(),
                assigned: project.assigned().clone(),
                open: self.article_name().map(|name| (name, project.annotator().to_owned())),
            });
        }
        let document = self.document().ok_or("Open an article or a project first.")?;
        Ok(Subject::Article {
            path: document.article().path().to_owned(),
            annotator: self.settings().annotator.clone(),
        })
    }

    fn export_order(&self, options: ExportOptions) -> Result<Order, Refusal> {
        let saver = self.document().and_then(|document| document.saver());
        Ok(Order {
            subject: self.subject()?,
            saver: saver.cloned(),
            options,
        })
    }

    /// Chooses otherwise.
    pub(super) fn change_export(&mut self, options: ExportOptions) -> Outcome {
        let Some(export) = &mut self.exporting else {
            return Ok(());
        };
        if export.running.is_some() || export.options == options {
            return Ok(());
        }
        if export.options.format != options.format {
            export.outlook.preview = None;
            export.outlook.foreseen = None;
        }
        export.options = options;
        export.outcome = None;
        self.look_at_export(true);
        Ok(())
    }

    /// Looks what would come of what is chosen. What was being looked at is dropped.
    fn look_at_export(&mut self, pauses: bool) {
        let index = self.project().map(|project| project.index().clone());
        let Some(options) = self.exporting.as_ref().map(|export| export.options.clone()) else {
            return;
        };
        let is_possible = options.problem().is_none();
        let (Ok(order), wake) = (self.export_order(options), Arc::clone(&self.wake)) else {
            return;
        };
        let Some(export) = &mut self.exporting else { return };
        export.seen = index.unwrap_or_default();
        export.looking = is_possible.then(|| {
            Job::start("Looking at the export", wake, move |progress, teller| {
                order.look(pauses, progress, teller)
            })
        });
    }

    /// Asks where the export is to go.
    pub(super) fn pick_export(&mut self, is_file: bool) -> Outcome {
        let format = self.exporting.as_ref().and_then(|export| export.options.format());
        let what = match format.and_then(|format| format.single_file()).filter(|_| is_file) {
            Some(name) => PathFor::ExportFile(name),
            None => PathFor::ExportFolder,
        };
        self.request(Request::Pick(what));
        Ok(())
    }

    /// The folder in which somebody is likely to look for a path.
    pub fn folder_for(&self, what: PathFor) -> Option<PathBuf> {
        let of_document = || {
            let path = self.document()?.article().path();
            path.parent().map(Path::to_owned)
        };
        let is_export = matches!(what, PathFor::ExportFolder | PathFor::ExportFile(_));
        if !is_export {
            return of_document();
        }
        let last = match self.exporting.as_ref().and_then(Exporting::target) {
            Some(ExportTarget::Folder(folder)) => Some(folder.clone()),
            Some(ExportTarget::File(file)) => file.parent().map(Path::to_owned),
            None => None,
        };
        // Not in the project, where texts become articles.
        let beside = self.project().and_then(|project| project.root().parent());
        last.or_else(|| beside.map(Path::to_owned)).or_else(of_document)
    }

    /// Writes what is chosen.
    pub(super) fn export_to(&mut self, target: ExportTarget) -> Outcome {
        if self.exporting.is_none() {
            self.show_export()?;
        }
        self.dialog = Some(Dialog::Export);
        let Some(export) = &self.exporting else { return Ok(()) };
        if export.running.is_some() {
            return Err("The export is being written already.".into());
        }
        let options = export.options.clone();
        let format = options.format.clone();
        let refused = options.problem().or_else(|| self.refuses_target(&target));
        let order = self.export_order(options)?;
        let wake = Arc::clone(&self.wake);
        let Some(export) = &mut self.exporting else {
            return Ok(());
        };
        if let Some(why) = refused {
            export.outcome = Some(Err(why.into()));
            return Ok(());
        }
        export.target = Some(target.clone());
        export.outcome = None;
        export.running = Some(Job::start("The export", wake, move |progress, _| {
            Some(order.write(&target, progress))
        }));
        self.change_settings(|settings| settings.export_format = format);
        self.say("Exporting …");
        Ok(())
    }

    /// Why nothing may be written there, if so.
    fn refuses_target(&self, target: &ExportTarget) -> Option<String> {
        let path = std::path::absolute(target.path()).unwrap_or_else(|_| target.path().to_owned());
        if self.project().is_some_and(|project| path.starts_with(project.root())) {
            return Some(
                "That is inside the project, where texts become articles. Choose a place outside of it.".to_owned(),
            );
        }
        let document = self.document()?;
        let own = [document.article().path(), document.layer_path()];
        let is_own = own.iter().any(|own| paths::is_same_file(&path, own));
        is_own.then(|| "That is the article itself, or its annotations. Choose another name.".to_owned())
    }

    /// Calls off what is being written.
    pub(super) fn cancel_export(&mut self) -> Outcome {
        if let Some(running) = self.exporting.as_ref().and_then(|export| export.running.as_ref()) {
            running.progress().cancel();
        }
        Ok(())
    }

    /// Puts the path of what was exported on the clipboard.
    pub(super) fn copy_export_path(&mut self) -> Outcome {
        let outcome = self.exporting.as_ref().and_then(Exporting::outcome);
        let place = outcome.and_then(|outcome| outcome.as_ref().ok()?.place.as_ref());
        if let Some(place) = place.map(|place| place.display().to_string()) {
            self.request(Request::CopyText(place));
            self.say("Copied");
        }
        Ok(())
    }

    /// Takes over what the threads of an export have found or done.
    pub(super) fn tick_export(&mut self) {
        let asks = matches!(
            self.dialog,
            Some(Dialog::Export | Dialog::Path(PathFor::ExportFolder | PathFor::ExportFile(_)))
        );
        let Some(export) = &mut self.exporting else { return };
        if !asks {
            (export.looking, export.seen) = (None, Index::default());
        }
        while let Some(news) = export.looking.as_ref().and_then(Job::poll) {
            export.take_outlook(news);
        }
        if let Some(news) = export.running.as_ref().and_then(Job::poll) {
            self.exported(news);
        }
        self.look_at_export_again(asks);
    }

    /// Looks once more if the project is another than when it was looked at.
    fn look_at_export_again(&mut self, asks: bool) {
        let (Some(export), Some(project)) = (&self.exporting, self.project()) else {
            return;
        };
        let is_idle = export.running.is_none() && export.outcome.is_none() && project.reading().is_none();
        let is_new = !std::ptr::eq(export.seen.articles(), project.index().articles());
        if asks && is_idle && is_new && export.place == project.root() {
            self.look_at_export(true);
        }
    }

    pub(super) fn wait_for_export(&mut self) {
        while let Some(export) = &mut self.exporting
            && let Some(news) = export.looking.as_ref().map(Job::wait)
        {
            export.take_outlook(news);
        }
        while let Some(news) = self
            .exporting
            .as_ref()
            .and_then(|export| Some(export.running.as_ref()?.wait()))
        {
            self.exported(news);
        }
    }

    fn exported(&mut self, news: News<Result<Report, ExportFailure>>) {
        let outcome = match news {
            News::Done(outcome) => outcome,
            News::Meanwhile(_) | News::Gone => Err("Nothing was written.".to_owned().into()),
            News::Broken(why) => Err(format!("{why} Nothing was written.").into()),
        };
        match &outcome {
            Ok(report) => self.say(report.line()),
            Err(failure) => {
                self.notice = Notice {
                    text: failure.what.clone(),
                    is_problem: !failure.is_cancelled,
                };
            }
        }
        if let Some(export) = &mut self.exporting {
            export.running = None;
            export.outcome = Some(outcome);
        }
    }
}
