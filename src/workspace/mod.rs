//! One run of the program without its window: the open article, the cursor, and what every command does.

mod adopting;
mod changes;
mod chord;
mod command;
mod command_table;
mod dispatch;
mod document;
mod edges;
mod elsewhere;
mod example;
mod exporting;
mod files;
mod filter;
mod find;
mod finder;
mod found_again;
mod job;
mod keymap;
mod keys;
mod label_set;
mod labelling;
mod moving;
mod opening;
mod project;
mod request;
mod rereading;
mod selection;
mod stepping;
mod tally;
mod waiting;
mod walk;
mod whole;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    annotation::EditError,
    labels::LabelId,
    panics,
    store::{
        PATIENCE, SaveStatus,
        settings::{Settings, SettingsFile, Theme, ZOOMS},
    },
};

pub use changes::Changes;
pub use chord::{Chord, Key, NotAKey};
pub use command::{Command, Press, Section};
pub use document::{Cursor, Document};
pub use edges::{Edge, Stride};
pub use exporting::{
    ExportFailure, ExportOptions, ExportTarget, Exporting, Extra, FormatKind, Outlook, Preview, PreviewSpan,
};
pub use filter::{Filter, Filtered};
pub use find::Find;
pub use finder::Found;
pub use keymap::KeyMap;
pub use label_set::LabelChange;
pub use project::{
    ArticleList, Consistency, Division, Incoming, LabelAnswer, OpenProject, OrderBy, Overview, Search, SearchHit,
    Table, View,
};
pub use request::{Dialog, PathFor, Request};
pub use selection::{Grain, Selection};
pub use tally::Tally;
pub use walk::Walk;

use elsewhere::Elsewhere;
use opening::{Cutting, Opening};
use rereading::Rereading;
use waiting::Waiting;

/// Called from other threads when there is something new to see.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What came of a command: done, or why not, in words for the user.
pub type Outcome = Result<(), Refusal>;

/// Why a command did nothing, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self(why)
    }
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Self {
        Self(why.to_owned())
    }
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Self {
        Self(format!("This could not be done: {error}. Nothing was changed."))
    }
}

/// A line that says what just happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The line.
    pub text: String,
    /// Whether something did not work.
    pub is_problem: bool,
}

/// The state of the program. A window shows it; commands change it.
pub struct Workspace {
    document: Option<Document>,
    project: Option<OpenProject>,
    exporting: Option<Exporting>,
    settings: SettingsFile,
    keymap: KeyMap,
    notice: Notice,
    requests: Vec<Request>,
    dialog: Option<Dialog>,
    opening: Option<Opening>,
    cutting: Option<Cutting>,
    rereading: Rereading,
    /// While another window has the labels of the open article.
    waiting: Option<Waiting>,
    elsewhere: Option<Elsewhere>,
    find: Option<Find>,
    /// The label that every drag gives.
    armed: Option<LabelId>,
    /// The label that was given last.
    last_label: Option<LabelId>,
    /// Whether the next label goes to the article as a whole.
    aims_at_article: bool,
    zoom: f32,
    clock: fn() -> Timestamp,
    /// Whether what is done is kept on disk.
    saves: bool,
    wake: Wake,
}

/// The steps of zooming: each a twelfth larger than the one before is too fine, a fifth too coarse.
const ZOOM_STEP: f32 = 1.1;

impl Workspace {
    /// A workspace without an article. `wake` is called from other threads when [`Workspace::tick`] has work.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others ask")]
    pub fn new(settings: SettingsFile, wake: Wake) -> Self {
        let (keymap, problems) = KeyMap::with_changes(settings.keys());
        let problems = (!problems.is_empty()).then(|| format!("In keys.ron {}.", problems.join(", ")));
        let warning = settings
            .warning()
            .map(str::to_owned)
            .or(problems)
            .map(|text| Notice { text, is_problem: true });
        let zoom = settings.get().zoom;
        Self {
            document: None,
            project: None,
            exporting: None,
            settings,
            keymap,
            notice: warning.unwrap_or_default(),
            requests: if zoom == 1.0 {
                Vec::new()
            } else {
                vec![Request::Zoom(zoom)]
            },
            dialog: None,
            opening: None,
            cutting: None,
            rereading: Rereading::default(),
            waiting: None,
            elsewhere: None,
            find: None,
            armed: None,
            last_label: None,
            aims_at_article: false,
            zoom,
            clock: Timestamp::now,
            saves: true,
            wake,
        }
    }

    /// Replaces the clock, so that tests know what time annotations are made at.
    pub fn with_clock(mut self, clock: fn() -> Timestamp) -> Self {
        self.clock = clock;
        self
    }

    /// Keeps what is done in memory alone, so that a benchmark knows what saving costs.
    pub fn without_saving(mut self) -> Self {
        self.saves = false;
        self
    }

    /// The open article.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// What the user has chosen for the program as a whole.
    pub fn settings(&self) -> &Settings {
        self.settings.get()
    }

    /// What a person should know about how the settings were read.
    pub fn warning_of_settings(&self) -> Option<&str> {
        self.settings.warning()
    }

    /// Which keys do what.
    pub fn keymap(&self) -> &KeyMap {
        &self.keymap
    }

    /// How much larger than ordinary everything is shown; 1 is the ordinary size.
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// What just happened.
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The label that every drag gives, if any.
    pub fn armed(&self) -> Option<&LabelId> {
        self.armed.as_ref()
    }

    /// What is shown over the window.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// The path of the article that is being opened.
    pub fn opening(&self) -> Option<&std::path::Path> {
        self.opening.as_ref().map(|opening| opening.order.path.as_path())
    }

    /// What the window is asked to do; each request is handed out once.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// The command that a chord gives now.
    pub fn command_for(&self, chord: Chord) -> Option<Command> {
        if let Some(command) = self.find.as_ref().and_then(|_| keymap::while_finding(chord)) {
            return Some(command);
        }
        match &self.document {
            Some(document) => self.keymap.command(chord, document.labels()),
            None => self.keymap.command(chord, &crate::labels::built_in()),
        }
    }

    /// Does what a command says. What came of it is said in [`Workspace::notice`].
    pub fn run(&mut self, command: Command) {
        tracing::debug!(?command, "run");
        panics::note(command.id());
        if let Err(Refusal(text)) = self.dispatch(command) {
            self.notice = Notice { text, is_problem: true };
        }
    }

    /// Takes over what other threads have finished. Cheap when there is nothing.
    pub fn tick(&mut self) {
        if let Some(news) = self.opening.as_ref().and_then(Opening::poll) {
            self.opened(news);
        }
        if let Some(cut) = self.cutting.as_ref().and_then(Cutting::poll) {
            self.cut(cut);
        }
        // What was asked for since goes first.
        if self.opening.is_none()
            && let Some(lock) = self.waiting.as_ref().and_then(Waiting::poll)
        {
            self.take_over(lock);
        }
        if let Some(find) = &mut self.find {
            find.poll();
        }
        self.tick_rereading();
        self.tick_project();
        self.tick_export();
        self.tick_elsewhere();
        if matches!(self.dialog, Some(Dialog::Unsaved { .. })) && self.is_saved() {
            self.dialog = None;
            self.say("All is saved now");
        }
        if let Some(document) = &mut self.document {
            document.take_over_foreign();
            if document.mend_saver(&self.wake) {
                let text = job::own_error("Saving", "It was started anew, with all that you have done.");
                self.notice = Notice { text, is_problem: true };
            }
        }
        let news = self
            .document
            .as_ref()
            .and_then(|document| document.saver())
            .map(|saver| saver.take_notices());
        if let Some(notice) = news.into_iter().flatten().last() {
            self.notice = Notice {
                text: notice.to_string(),
                is_problem: notice.is_problem(),
            };
        }
    }

    /// A workspace on the same settings that opens what is open here, from the disk; nothing if not asked to. For use after
    /// a panic, of which nothing is known but that what was saved is whole.
    pub fn anew(&self, reopens: bool) -> Self {
        let mut anew = Self::new(self.settings.clone(), Arc::clone(&self.wake)).with_clock(self.clock);
        let article = self
            .document
            .as_ref()
            .map(|document| document.article().path().to_owned());
        let project = self.project.as_ref().map(|project| project.root().to_owned());
        let open = article.map(Command::OpenFile).or(project.map(Command::OpenProject));
        if let Some(command) = open.filter(|_| reopens) {
            anew.run(command);
        }
        anew
    }

    /// Waits until all is on disk, for some seconds at most; if it is not, why.
    pub fn why_unsaved(&mut self) -> Option<String> {
        let document = self.document.as_mut()?;
        document.mend_saver(&self.wake);
        document.saver().and_then(|saver| opening::why_unsaved(saver))
    }

    /// Waits for what other threads do, for those who have nothing else to do.
    pub fn wait(&mut self) {
        while let Some(news) = self.opening.as_ref().map(Opening::wait) {
            self.opened(news);
        }
        while let Some(cut) = self.cutting.as_ref().map(Cutting::wait) {
            self.cut(cut);
        }
        if let Some(find) = &mut self.find {
            find.wait();
        }
        self.wait_for_rereading();
        self.wait_for_project();
        self.wait_for_export();
        self.wait_for_elsewhere();
    }

    /// How long the window may rest before it looks at a save that goes on: nobody wakes it if a disk does not answer.
    pub fn looks_again_in(&self) -> Option<Duration> {
        let status = self.document.as_ref().map(Document::save_status);
        (status == Some(SaveStatus::Pending)).then_some(PATIENCE)
    }

    // --- small things ------------------------------------------------------------------------------------

    fn copy(&mut self) -> Outcome {
        let quote = self
            .document
            .as_ref()
            .and_then(|document| Some(document.text().slice(document.target()?).to_owned()));
        if let Some(quote) = quote {
            self.request(Request::CopyText(quote));
            self.say("Copied");
        }
        Ok(())
    }

    fn set_theme(&mut self, theme: Theme) {
        self.change_settings(|settings| settings.theme = theme);
    }

    fn set_zoom(&mut self, zoom: f32) {
        self.zoom = zoom.clamp(*ZOOMS.start(), *ZOOMS.end());
        let zoom = self.zoom;
        self.change_settings(|settings| settings.zoom = zoom);
        self.request(Request::Zoom(zoom));
        self.say(format!("{:.0} %", self.zoom * 100.0));
    }

    /// Asks for a path in the window itself, where the desktop has no dialog for it.
    pub fn ask_for_path(&mut self, what: PathFor) {
        self.dialog = Some(Dialog::Path(what));
    }

    /// Closes the dialog and says whether there was one.
    fn close_dialog(&mut self) -> bool {
        self.dialog.take().is_some()
    }

    /// Changes the settings and says so if they could not be kept.
    fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        if let Err(error) = self.settings.change(change) {
            self.notice = Notice {
                text: error.to_string(),
                is_problem: true,
            };
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.notice = Notice {
            text: text.into(),
            is_problem: false,
        };
    }

    fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    fn reveal_target(&mut self) {
        if let Some(span) = self.document.as_ref().and_then(Document::target) {
            self.request(Request::Reveal(span));
        }
    }

    fn document_mut(&mut self) -> Option<&mut Document> {
        self.document.as_mut()
    }

    /// The document, if there is one; a refusal if it must not be changed.
    fn writable(&mut self) -> Result<Option<&mut Document>, Refusal> {
        match &mut self.document {
            Some(document) if document.is_loading() => Err(document.read_only().unwrap_or_default().into()),
            Some(document) if document.read_only().is_some() => {
                Err("The annotations cannot be changed: see the message above the text.".into())
            }
            document => Ok(document.as_mut()),
        }
    }

    /// Now, in whole seconds: what files hold.
    fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
