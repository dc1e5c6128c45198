//! Saving a copy of the open article with its labels elsewhere, where its own place cannot be written.
//!
//! It is the document's own layer that is written, on a thread of its own: the thread that saves may wait for a disk for
//! ever, or have died.

use std::{path::PathBuf, sync::Arc};

use super::{
    Dialog, Notice, Outcome, PathFor, Workspace,
    job::{Job, News},
};
use crate::store::{self, Copied, Header, SaveStatus};

/// A copy that was written elsewhere, and of what.
pub(super) struct Kept {
    /// The copy of the article.
    pub article: PathBuf,
    /// The revision of the annotations.
    pub revision: u64,
    /// What was kept beside them.
    pub header: Header,
}

/// A copy that is being written.
pub(super) struct Elsewhere {
    writing: Job<Result<Copied, String>>,
    /// Whether it is of the article that is open.
    pub is_of_open: bool,
    revision: u64,
    header: Header,
}

impl Workspace {
    /// Writes a copy of the open article and its labels into a folder.
    pub(super) fn save_elsewhere(&mut self, folder: PathBuf) -> Outcome {
        let document = self.document.as_ref().filter(|document| !document.is_loading());
        let document = document.ok_or("No article is open.")?;
        let (article, layer) = (document.article().clone(), document.layer().clone());
        let header = document.header().clone();
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let writing = Job::start("Saving elsewhere", Arc::clone(&self.wake), move |_, _| {
            Some(store::save_elsewhere(&folder, &article, &header, &layer))
        });
        self.elsewhere = Some(Elsewhere {
            writing,
            is_of_open: true,
            revision: document.changes().revision(),
            header: document.header().clone(),
        });
        if self.dialog == Some(Dialog::Path(PathFor::Elsewhere)) {
            self.dialog = None;
        }
        self.say("Saving elsewhere …");
        Ok(())
    }

    /// Whether a copy with all that there is was written elsewhere.
    pub(super) fn is_kept_elsewhere(&self) -> bool {
        self.document
            .as_ref()
            .is_some_and(|document| document.kept_elsewhere().is_some())
    }

    /// Takes over what came of saving elsewhere.
    pub(super) fn tick_elsewhere(&mut self) {
        if let Some(news) = self.elsewhere.as_ref().and_then(|elsewhere| elsewhere.writing.poll()) {
            self.saved_elsewhere(news);
        }
    }

    pub(super) fn wait_for_elsewhere(&mut self) {
        if let Some(news) = self.elsewhere.as_ref().map(|elsewhere| elsewhere.writing.wait()) {
            self.saved_elsewhere(news);
        }
    }

    fn saved_elsewhere(&mut self, news: News<Result<Copied, String>>) {
        let Some(asked) = self.elsewhere.take() else { return };
        let copied = match news {
            News::Done(copied) => copied,
            News::Broken(why) => Err(why),
            News::Meanwhile(_) | News::Gone => Err("Nothing was written.".to_owned()),
        };
        match copied {
            Ok(copied) => self.keep_elsewhere(asked, copied),
            Err(why) => {
                let text = format!("{why} What you have done is still here.");
                self.notice = Notice { text, is_problem: true };
            }
        }
    }

    fn keep_elsewhere(&mut self, asked: Elsewhere, copied: Copied) {
        let mut said = format!("A copy with all labels is in {}", copied.article.display());
        if let Some(document) = self.document.as_mut().filter(|_| asked.is_of_open) {
            document.keep_elsewhere(Kept {
                article: copied.article,
                revision: asked.revision,
                header: asked.header,
            });
            if let SaveStatus::Failed { .. } = document.save_status() {
                said += ". Its own place is still tried";
            }
        }
        self.say(said);
        if matches!(self.dialog, Some(Dialog::Unsaved { .. })) && self.is_kept_elsewhere() {
            self.dialog = None;
        }
    }
}
