//! Asking for a path with the desktop's own dialog.

use std::{
    path::PathBuf,
    sync::mpsc,
    time::{Duration, Instant},
};

use crate::{panics, readers::Kind, workspace::PathFor};

/// What the desktop's dialog answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// These paths, for this.
    Paths(PathFor, Vec<PathBuf>),
    /// Nothing: the user closed the dialog.
    Cancelled,
    /// There is no dialog on this desktop to ask for this.
    NoDialog(PathFor),
}

/// Shows the desktop's dialog, one at a time, on a thread of its own.
#[derive(Default)]
pub struct Picker {
    answer: Option<(PathFor, mpsc::Receiver<Picked>)>,
}

/// A desktop that has no dialog says so by an empty answer, at once. Nobody closes a dialog this soon.
const SOONEST_ANSWER: Duration = Duration::from_millis(250);

impl Picker {
    /// Asks for a path. `wake` is called when there is an answer.
    pub fn ask(&mut self, what: PathFor, folder: Option<PathBuf>, wake: impl FnOnce() + Send + 'static) {
        if self.answer.is_some() {
            return;
        }
        let (sender, answer) = mpsc::channel();
        self.answer = Some((what, answer));
        panics::spawn("Asking for a path", move || {
            let picked = panics::caught(|| ask(what, folder)).unwrap_or(Picked::NoDialog(what));
            // The window may be gone when the answer comes.
            let _ = sender.send(picked);
            wake();
        });
    }

    /// The answer, once.
    pub fn poll(&mut self) -> Option<Picked> {
        let (what, answer) = self.answer.as_ref()?;
        let picked = match answer.try_recv() {
            Ok(picked) => picked,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Picked::NoDialog(*what),
        };
        self.answer = None;
        Some(picked)
    }
}

/// The endings of all files that can be brought in.
fn readable() -> Vec<&'static str> {
    Kind::ALL.iter().flat_map(|kind| kind.extensions()).copied().collect()
}

fn ask(what: PathFor, folder: Option<PathBuf>) -> Picked {
    let mut dialog = match what {
        PathFor::Article => rfd::FileDialog::new()
            .set_title("Open article")
            .add_filter("Articles and annotations", &["txt", "text", "md", "ron"])
            .add_filter("All files", &["*"]),
        PathFor::Project => rfd::FileDialog::new().set_title("Project: open or make"),
        PathFor::Import => rfd::FileDialog::new()
            .set_title("Bring files in")
            .add_filter("Articles and tables", &readable())
            .add_filter("All files", &["*"]),
        PathFor::ImportFolder => rfd::FileDialog::new().set_title("Bring a folder in"),
        PathFor::Labels => rfd::FileDialog::new()
            .set_title("Take over labels")
            .add_filter("Labels", &["ron"]),
        PathFor::LabelsOut => rfd::FileDialog::new()
            .set_title("Write the labels")
            .add_filter("Labels", &["ron"])
            .set_file_name("labels.ron"),
        PathFor::ExportFolder => rfd::FileDialog::new().set_title("Export to folder"),
        PathFor::Elsewhere => rfd::FileDialog::new().set_title("Save elsewhere: into which folder"),
        PathFor::ExportFile(name) => rfd::FileDialog::new().set_title("Export to a file").set_file_name(name),
    };
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    let asked = Instant::now();
    let one = |path: Option<PathBuf>| path.map(|path| vec![path]);
    let paths = match what {
        PathFor::Article | PathFor::Labels => one(dialog.pick_file()),
        PathFor::LabelsOut | PathFor::ExportFile(_) => one(dialog.save_file()),
        PathFor::Project | PathFor::ImportFolder | PathFor::ExportFolder | PathFor::Elsewhere => {
            one(dialog.pick_folder())
        }
        PathFor::Import => dialog.pick_files(),
    };
    match paths {
        Some(paths) => Picked::Paths(what, paths),
        None if asked.elapsed() < SOONEST_ANSWER => Picked::NoDialog(what),
        None => Picked::Cancelled,
    }
}
