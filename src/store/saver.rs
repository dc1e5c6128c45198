//! The worker that keeps an annotation file up to date while its layer is edited.

mod worker;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use self::worker::{Kept, Message, Worker};
use super::{
    Header, Home, Lock, MANIFEST, OnDisk, Places, Remembered, WriteError,
    atomic::{Drive, Exchanged},
    to_ron,
};
use crate::{
    annotation::{Edit, Event, Layer},
    article::Article,
};

/// How long a saver that is dropped waits for its last save.
const LAST_SAVE: Duration = Duration::from_secs(10);

/// How long a disk may take before it is said that it does not answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What is said when the thread that saves has ended by itself.
const STOPPED: &str = "Saving has stopped because of an error in Glossator. Save elsewhere, and start it again.";

/// How far the annotation file is behind what was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Nothing was changed since the file was opened.
    Clean,
    /// There are changes that are not on disk yet; they will be in less than a second.
    Pending,
    /// All that was handed over is on disk.
    Saved {
        /// Since when.
        at: Timestamp,
    },
    /// The last attempt failed, and it is tried again every two seconds; or the disk does not answer. All changes are
    /// kept.
    Failed {
        /// Why, and what to do.
        message: String,
        /// When saving failed for the first time.
        since: Timestamp,
    },
}

/// Something that a person should be told once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// Somebody else had changed the annotation file.
    #[error(
        "{} was changed by another program. That version is kept as {}.",
        path.display(),
        kept.display()
    )]
    Conflict {
        /// The annotation file.
        path: PathBuf,
        /// Where the other version is.
        kept: PathBuf,
    },
    /// Somebody else had changed the annotation file, and what they did was taken over.
    #[error("Took over what others did in {}: {changes} {}.{}", path.display(), changes_word(*changes), collided(*collisions))]
    TakenOver {
        /// The annotation file.
        path: PathBuf,
        /// How many changes there were.
        changes: usize,
        /// How many annotations had been changed here too.
        collisions: usize,
    },
}

fn changes_word(changes: usize) -> &'static str {
    if changes == 1 { "change" } else { "changes" }
}

fn collided(collisions: usize) -> String {
    match collisions {
        0 => String::new(),
        1 => " One annotation was changed on both sides: both versions are there.".to_owned(),
        some => format!(" {some} annotations were changed on both sides: both versions of each are there."),
    }
}

impl Notice {
    /// Whether a person must look at something.
    pub fn is_problem(&self) -> bool {
        match self {
            Self::Conflict { .. } => true,
            Self::TakenOver { collisions, .. } => *collisions > 0,
        }
    }
}

/// Keeps an annotation file up to date on a thread of its own, with a replica of the layer, so that handing over an
/// edit costs next to nothing.
///
/// It writes 200 ms after the last change, and at most 500 ms after the first that is not on disk; nothing before the
/// first change. What others have changed in the file in the meantime is taken over, annotation by annotation; a file
/// that cannot be understood is kept beside it.
///
/// To drop it saves what is left.
#[derive(Debug)]
pub struct Saver {
    sender: Option<Sender<Message>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the worker and those who ask about it share.
#[derive(Debug, Default)]
struct Shared(Mutex<Progress>);

/// How far things are. Changes are counted as they are handed over, and again when they are on disk.
#[derive(Debug, Default)]
struct Progress {
    handed: u64,
    saved: u64,
    /// How many are in the journal, or were when the file had them all.
    journalled: u64,
    /// Since when there has been something that is not on disk.
    waiting: Option<(Instant, Timestamp)>,
    saved_at: Option<Timestamp>,
    failure: Option<(String, Timestamp)>,
    notices: Vec<Notice>,
    /// What was known of the file when the worker met an error of its own, which ended it.
    stopped: Option<OnDisk>,
    /// What was taken over from others, for those who have the layer too.
    foreign: Vec<Arc<[Edit]>>,
}

impl Shared {
    /// A panic elsewhere leaves the numbers as true as they were.
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    fn status(&self) -> SaveStatus {
        match (&self.failure, self.saved_at) {
            (Some((message, since)), _) => SaveStatus::Failed {
                message: message.clone(),
                since: *since,
            },
            _ if self.handed == 0 => SaveStatus::Clean,
            (None, Some(at)) if self.handed == self.saved => SaveStatus::Saved { at },
            _ => match self.late_since() {
                Some(since) => SaveStatus::Failed {
                    message: "The disk does not answer. Look whether its drive or network is there.".to_owned(),
                    since,
                },
                None => SaveStatus::Pending,
            },
        }
    }

    fn fail(&mut self, message: String) {
        let since = self.failure.take().map_or_else(Timestamp::now, |(_, since)| since);
        self.failure = Some((message, since));
    }

    fn hand_over(&mut self) {
        self.handed += 1;
        self.waiting.get_or_insert_with(|| (Instant::now(), Timestamp::now()));
    }

    /// The first so many changes are on disk.
    fn save(&mut self, received: u64) {
        self.saved = received;
        self.saved_at = Some(Timestamp::now());
        self.failure = None;
        self.waiting = None;
        if self.handed > received {
            self.waiting = Some((Instant::now(), Timestamp::now()));
        }
    }

    /// Since when the disk has not answered, if it does not.
    fn late_since(&self) -> Option<Timestamp> {
        let (since, at) = self.waiting?;
        (since.elapsed() > PATIENCE).then_some(at)
    }
}

impl Saver {
    /// Starts to keep the annotation file at `path`, of which `on_disk` is known and which holds `layer`; and its journal in
    /// the first of `places` that can be written. What is `remembered` to be unsaved happens to the layer first. `wake` is called
    /// from the worker's thread when [`status`](Self::status) or [`take_notices`](Self::take_notices) have something new.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(
        path: PathBuf,
        article: Article,
        header: Header,
        (layer, remembered): (Layer, Remembered),
        on_disk: OnDisk,
        places: Places,
        wake: Box<dyn Fn() + Send>,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        remembered.unsaved.iter().for_each(|_| shared.lock().hand_over());
        let (sender, receiver) = mpsc::channel();
        let kept = Kept {
            path,
            article,
            header,
            layer,
            history: remembered.history.clone(),
            on_disk,
        };
        let (drive, progress) = (Arc::clone(Drive::real()), Arc::clone(&shared));
        let thread = thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || Worker::new(drive, kept, (places, remembered), progress, wake).run_guarded(&receiver))?;
        Ok(Self {
            sender: Some(sender),
            shared,
            thread: Some(thread),
        })
    }

    /// Hands over what happened to the layer, in the order in which it did.
    pub fn happened(&self, event: Event) {
        self.hand_over(Message::Happened(event));
    }

    /// Hands over a changed header.
    pub fn header(&self, header: Header) {
        self.hand_over(Message::Header(Box::new(header)));
    }

    /// Has the thread keep a lock for as long as it may write.
    pub fn hold(&self, lock: Lock) {
        self.send(Message::Hold(lock));
    }

    fn hand_over(&self, message: Message) {
        // Counted first: from here on it is not saved.
        self.shared.lock().hand_over();
        self.send(message);
    }

    fn send(&self, message: Message) {
        if self.sender.as_ref().is_none_or(|sender| sender.send(message).is_err()) {
            self.shared.lock().fail(STOPPED.to_owned());
        }
    }

    /// How far the file is behind.
    pub fn status(&self) -> SaveStatus {
        let has_died = self.has_died();
        let mut progress = self.shared.lock();
        if has_died && progress.handed > progress.saved {
            progress.fail(STOPPED.to_owned());
        }
        progress.status()
    }

    /// Whether the thread has ended by itself, so that nothing is tried again.
    pub fn has_died(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished) || self.shared.lock().stopped.is_some()
    }

    /// Whether all that was handed over is at least in the journal.
    pub fn is_journalled(&self) -> bool {
        let progress = self.shared.lock();
        progress.journalled == progress.handed
    }

    /// What was known of the file when the thread that saves met an error of its own, if it did. It saves nothing any more:
    /// another saver must be started, with the layer as it is now.
    pub fn stopped(&self) -> Option<OnDisk> {
        self.shared.lock().stopped.clone()
    }

    /// Looks whether others have changed the file, and takes over what they did.
    pub fn look(&self) {
        self.send(Message::Look);
    }

    /// What was taken over from others, once: edits for the layer of whoever hands over events.
    pub fn take_foreign(&self) -> Vec<Arc<[Edit]>> {
        std::mem::take(&mut self.shared.lock().foreign)
    }

    /// What a person should be told, once.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.shared.lock().notices)
    }

    /// Saves at once and waits for it, at most so long. Then says how far the file is behind.
    pub fn flush(&self, timeout: Duration) -> SaveStatus {
        let (done, wait) = mpsc::channel();
        self.send(Message::Flush(done));
        // Whether it is done, or dropped, or late: the status says what is true.
        let _ = wait.recv_timeout(timeout);
        self.status()
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        let status = self.flush(LAST_SAVE);
        // Without a sender the worker ends.
        self.sender = None;
        match status {
            SaveStatus::Clean | SaveStatus::Saved { .. } => {
                if let Some(thread) = self.thread.take()
                    && thread.join().is_err()
                {
                    tracing::error!("the thread that saves has panicked");
                }
            }
            SaveStatus::Pending | SaveStatus::Failed { .. } => {
                tracing::error!(?status, "the last changes could not be saved");
            }
        }
    }
}

/// Writes an annotation file now, whatever is there: for exports and copies. What is being edited goes through a
/// [`Saver`].
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn save_layer(path: &Path, article: &Article, header: &Header, layer: &Layer) -> Result<OnDisk, WriteError> {
    let (exchanged, on_disk) = put_layer(path, article, header, layer)?;
    finish(path, exchanged)?;
    Ok(on_disk)
}

/// The same if the file is still the one that `known` knows; `None` if others have written it, and then it is theirs.
pub(super) fn save_layer_over(
    known: &OnDisk,
    path: &Path,
    (article, header, layer): (&Article, &Header, &Layer),
) -> Result<Option<OnDisk>, WriteError> {
    let (drive, failed) = (Drive::real(), |error| WriteError::new(path, error));
    if known.foreign(drive.disk(), path).map_err(failed)?.is_some() {
        return Ok(None);
    }
    let (exchanged, on_disk) = put_layer(path, article, header, layer)?;
    let old = exchanged.old.as_deref();
    let foreign = old.map(|old| known.foreign(drive.disk(), old)).transpose();
    if let Some((theirs, _)) = foreign.map_err(failed)?.flatten() {
        // Written in the moment between.
        super::atomic::replace(path, &theirs)?;
        finish(path, exchanged)?;
        return Ok(None);
    }
    finish(path, exchanged)?;
    Ok(Some(on_disk))
}

fn put_layer(
    path: &Path,
    article: &Article,
    header: &Header,
    layer: &Layer,
) -> Result<(Exchanged, OnDisk), WriteError> {
    let ron = ron_of(path, article, header, layer)?;
    let exchanged = exchange_layer(Drive::real(), path, header, &ron)?;
    let on_disk = OnDisk::of(&exchanged.metadata, ron.as_bytes());
    Ok((exchanged, on_disk))
}

/// Does away with the file that was there, and waits until that is on disk.
fn finish(path: &Path, Exchanged { old, folder, .. }: Exchanged) -> Result<(), WriteError> {
    let drive = Drive::real();
    if let Some(old) = old {
        drive.discard(old);
    }
    let synced = drive.disk().sync_folder(&folder);
    synced.map_err(|error| WriteError::new(path, error))
}

fn ron_of(path: &Path, article: &Article, header: &Header, layer: &Layer) -> Result<String, WriteError> {
    to_ron(&header.home.reference(path, article.path()), article, header, layer)
        .map_err(|error| WriteError::new(path, std::io::Error::other(error)))
}

/// Puts an annotation file in its place.
fn exchange_layer(drive: &Drive, path: &Path, header: &Header, ron: &str) -> Result<Exchanged, WriteError> {
    let failed = |error| WriteError::new(path, error);
    if let Home::Project { root, .. } = &header.home
        && let Some(folder) = path.parent()
    {
        // A project that was renamed or taken away must not come into being anew with nothing but these labels in it.
        let manifest = root.join(MANIFEST);
        let there = drive.disk().metadata(&manifest);
        there.map_err(|error| WriteError::new(&manifest, error))?;
        drive.make_folders(folder).map_err(failed)?;
    }
    drive.exchange(path, ron.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests;
