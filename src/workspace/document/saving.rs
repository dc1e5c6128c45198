//! How the open article is kept on disk: the thread that saves, and the right to write.

use std::{path::Path, sync::Arc};

use super::{Access, Document, Parts};
use crate::{
    annotation::Layer,
    store::{Claim, Lock, OnDisk, PATIENCE, Remembered, SaveStatus, Saver},
    workspace::{Wake, elsewhere::Kept},
};

/// How often the thread that saves is started anew: what fails so often fails for ever.
const MOST_MENDED: u8 = 3;

impl Parts {
    /// A thread that saves the layer, and holds its lock; `on_disk` is what the file holds now, and `in_file` that without
    /// what is `remembered` to be unsaved.
    pub fn start_saver(
        &self,
        on_disk: OnDisk,
        (in_file, remembered): (Layer, Remembered),
        lock: Option<Lock>,
        wake: &Wake,
    ) -> std::io::Result<Arc<Saver>> {
        let wake = Arc::clone(wake);
        let saver = Saver::start(
            self.layer_path.clone(),
            self.article.clone(),
            self.header.clone(),
            (in_file, remembered),
            on_disk,
            self.journals.clone(),
            Box::new(move || wake()),
        )?;
        if let Some(lock) = lock {
            saver.hold(lock);
        }
        Ok(Arc::new(saver))
    }
}

impl Document {
    /// Whether and when the annotations were saved.
    pub fn save_status(&self) -> SaveStatus {
        self.parts
            .saver
            .as_ref()
            .map_or(SaveStatus::Clean, |saver| saver.status())
    }

    /// Whether all edits that are not in their file yet are in the journal, which brings them back at the next start.
    pub fn is_journalled(&self) -> bool {
        self.saver().is_some_and(|saver| saver.is_journalled())
    }

    /// Whether it is tried again to save what could not be saved.
    pub fn is_tried_again(&self) -> bool {
        self.saver().is_some_and(|saver| !saver.has_died())
    }

    /// The last copy that was written elsewhere, if it has all that there is now.
    pub fn kept_elsewhere(&self) -> Option<&Path> {
        let kept = self.kept.as_ref()?;
        (kept.revision == self.changes.revision() && kept.header == self.parts.header).then_some(&kept.article)
    }

    /// Remembers a copy that was written elsewhere.
    pub(in crate::workspace) fn keep_elsewhere(&mut self, kept: Kept) {
        self.kept = Some(kept);
    }

    /// The thread that saves, unless nothing may be written.
    pub(in crate::workspace) fn saver(&self) -> Option<&Arc<Saver>> {
        self.parts.saver.as_ref()
    }

    /// Why the annotation file cannot be set aside, if so.
    pub fn refuses_setting_aside(&self) -> Option<&str> {
        match &self.parts.access {
            Access::ReadOnly(_) => None,
            Access::Taken(why) => Some(why),
            Access::Writable | Access::Loading => {
                Some("The annotation file is in order: there is nothing to set aside.")
            }
        }
    }

    /// Asks for the right to write the annotations; `None` where programs cannot tell each other.
    pub(in crate::workspace) fn claim(&self) -> Result<Option<Lock>, String> {
        match self.parts.order.claim() {
            Claim::Mine(lock) => Ok(Some(lock)),
            Claim::NoPlace => Ok(None),
            Claim::Taken(holder) => Err(holder.to_string()),
        }
    }

    /// Lets the annotations be changed and saved, now that the file that could not be used is out of the way.
    pub(in crate::workspace) fn become_writable(&mut self, lock: Option<Lock>, wake: &Wake) -> std::io::Result<()> {
        // What could be read of the old file is the first thing to save.
        self.save_anew(OnDisk::nothing(), lock, wake)?;
        self.parts.access = Access::Writable;
        self.parts.faults.clear();
        Ok(())
    }

    /// Starts another thread that saves, with the layer as it is now.
    fn save_anew(&mut self, on_disk: OnDisk, lock: Option<Lock>, wake: &Wake) -> std::io::Result<()> {
        let remembered = Remembered {
            history: self.history.clone(),
            number: self.parts.journals.last_number(),
            ..Remembered::default()
        };
        let layer = (self.parts.layer.clone(), remembered);
        let saver = self.parts.start_saver(on_disk, layer, lock, wake)?;
        saver.header(self.parts.header.clone());
        self.parts.saver = Some(saver);
        Ok(())
    }

    /// Starts the thread that saves anew if it has met an error of the program, a few times at most. Says whether it did.
    pub(in crate::workspace) fn mend_saver(&mut self, wake: &Wake) -> bool {
        let Some(on_disk) = self.saver().and_then(|saver| saver.stopped()) else {
            return false;
        };
        // Whoever has taken it in the meantime writes.
        let Ok(lock) = self.claim() else { return false };
        if self.mended == MOST_MENDED || self.save_anew(on_disk, lock, wake).is_err() {
            return false;
        }
        self.mended += 1;
        // What is not on disk yet is only in the journal, and that begins anew with the next edit.
        let _ = self.saver().map(|saver| saver.flush(PATIENCE));
        true
    }
}
