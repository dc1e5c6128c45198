//! Asking for a file with the desktop's own dialog.

use std::{
    path::PathBuf,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// What the desktop's dialog answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// This file.
    File(PathBuf),
    /// Nothing: the user closed the dialog.
    Cancelled,
    /// There is no dialog on this desktop.
    NoDialog,
}

/// Shows the desktop's dialog, one at a time, on a thread of its own.
#[derive(Default)]
pub struct Picker {
    answer: Option<mpsc::Receiver<Picked>>,
}

/// A desktop that has no dialog says so by an empty answer, at once. Nobody closes a dialog this soon.
const SOONEST_ANSWER: Duration = Duration::from_millis(250);

impl Picker {
    /// Asks for an article. `wake` is called when there is an answer.
    pub fn ask(&mut self, folder: Option<PathBuf>, wake: impl FnOnce() + Send + 'static) {
        if self.answer.is_some() {
            return;
        }
        let (sender, answer) = mpsc::channel();
        self.answer = Some(answer);
        thread::spawn(move || {
            // The window may be gone when the answer comes.
            let _ = sender.send(ask(folder));
            wake();
        });
    }

    /// The answer, once.
    pub fn poll(&mut self) -> Option<Picked> {
        let picked = match self.answer.as_ref()?.try_recv() {
            Ok(picked) => picked,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Picked::NoDialog,
        };
        self.answer = None;
        Some(picked)
    }
}

fn ask(folder: Option<PathBuf>) -> Picked {
    let mut dialog = rfd::FileDialog::new()
        .set_title("Open article")
        .add_filter("Articles and annotations", &["txt", "text", "md", "ron"])
        .add_filter("All files", &["*"]);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    let asked = Instant::now();
    match dialog.pick_file() {
        Some(path) => Picked::File(path),
        None if asked.elapsed() < SOONEST_ANSWER => Picked::NoDialog,
        None => Picked::Cancelled,
    }
}
