//! Noticing that the file of the open article was changed by another program, or is gone.

use std::{
    path::Path,
    sync::{Arc, mpsc},
};

use super::{Document, Wake, Workspace, document::TextFile, job::spawn};
use crate::{
    article::ByteOffset,
    store::{self, Home, Watch, folder},
};

/// What is known of the file of the open article.
#[derive(Default)]
pub(super) struct Rereading {
    /// Tells of changes beside an article that belongs to no project; projects have a watch of their own.
    watch: Option<Watch>,
    /// What has become of the file.
    check: Option<mpsc::Receiver<TextFile>>,
    /// It was written once more while it was looked at.
    again: bool,
}

impl Rereading {
    /// Watches the file of an article that belongs to no project.
    pub(super) fn of(document: &Document, wake: &Wake) -> Self {
        let wake = Arc::clone(wake);
        let files = [document.article().path().to_owned(), document.layer_path().to_owned()];
        let is_alone = document.header().home == Home::Beside;
        Self {
            watch: is_alone.then(|| Watch::files(files, move || wake())),
            check: None,
            again: false,
        }
    }
}

/// How far around its old place a sentence is looked for in the new text, in bytes.
const AROUND: usize = 1 << 20;

impl Workspace {
    /// Where the annotator is, in another text of the article that is open: where the same words are, nearest to where they
    /// were.
    pub(super) fn place_in(&self, document: &Document) -> Option<ByteOffset> {
        let before = self.document.as_ref()?;
        let (article, now) = (before.article(), document.article());
        if article.path() != now.path() || article.sha256() == now.sha256() {
            return None;
        }
        let unit = before.target()?;
        let (at, text) = (unit.start().get(), document.text().as_str());
        let from = text.floor_char_boundary(at.saturating_sub(AROUND));
        let to = text.ceil_char_boundary((at + AROUND).min(text.len()));
        let there = text.get(from..to)?.match_indices(before.text().slice(unit));
        let nearest = there
            .map(|(found, _)| from + found)
            .min_by_key(|found| found.abs_diff(at));
        Some(document.text().floor(ByteOffset::new(nearest.unwrap_or(at))))
    }

    /// Takes in what others have changed beside an article that belongs to no project, and what came of looking at its
    /// text.
    pub(super) fn tick_rereading(&mut self) {
        let changed = self.rereading.watch.as_ref().map(Watch::take).unwrap_or_default();
        if let Some(document) = &self.document {
            let told = |path: &Path| changed.iter().any(|other| other.file_name() == path.file_name());
            let (text, labels) = (told(document.article().path()), told(document.layer_path()));
            if let Some(saver) = document.saver().filter(|_| labels) {
                saver.look();
            }
            if text {
                self.look_at_text();
            }
        }
        let checked = self.rereading.check.as_ref().map(mpsc::Receiver::try_recv);
        match checked {
            Some(Ok(found)) => self.looked_at_text(found),
            // It could not be read.
            Some(Err(mpsc::TryRecvError::Disconnected)) => {
                self.rereading.check = None;
                if std::mem::take(&mut self.rereading.again) {
                    self.look_at_text();
                }
            }
            Some(Err(mpsc::TryRecvError::Empty)) | None => {}
        }
    }

    /// Looks on another thread whether the file of the open article has another text now, or is gone: to touch it is no
    /// change.
    pub(super) fn look_at_text(&mut self) {
        let Some(document) = self.document.as_ref().filter(|_| self.opening.is_none()) else {
            return;
        };
        if self.rereading.check.is_some() {
            self.rereading.again = true;
            return;
        }
        let (sender, check) = mpsc::channel();
        let article = document.article().clone();
        let wake = Arc::clone(&self.wake);
        spawn("Looking at the text", wake, move || {
            let found = match store::read_article(article.path(), Some(article.encoding())) {
                Ok(now) if now.sha256() == article.sha256() => TextFile::AsRead,
                Ok(_) => TextFile::Changed,
                Err(_) if !folder::is_there(article.path()) => TextFile::Gone,
                // It may be half written.
                Err(_) => return,
            };
            // Nobody listens any more if another article was opened meanwhile.
            let _ = sender.send(found);
        });
        self.rereading.check = Some(check);
    }

    fn looked_at_text(&mut self, found: TextFile) {
        self.rereading.check = None;
        if let Some(document) = self.document.as_mut() {
            document.set_file(found);
        }
        if std::mem::take(&mut self.rereading.again) {
            self.look_at_text();
        }
    }

    /// Waits for what comes of looking at the text.
    pub(super) fn wait_for_rereading(&mut self) {
        while let Some(check) = self.rereading.check.take() {
            match check.recv() {
                Ok(found) => self.looked_at_text(found),
                // It could not be read.
                Err(mpsc::RecvError) => break,
            }
        }
    }
}
