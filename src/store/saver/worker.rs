//! The thread of a [`Saver`](super::Saver): takes edits in, and decides when to write.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvError, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{Notice, Shared, save_layer};
use crate::{
    annotation::{Event, History, Layer},
    article::Article,
    store::{Header, Journal, OnDisk, WriteError, aside},
};

/// Edits come in bursts: wait so long after each whether there is another.
const QUIET: Duration = Duration::from_millis(200);
/// But write after so long, however many there are.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How many messages are taken before the journal is forced to disk.
const BATCH: usize = 256;
/// How long after a failure it is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What a worker is told.
pub enum Message {
    /// Something happened to the layer.
    Happened(Event),
    /// A new header.
    Header(Box<Header>),
    /// Save now and say when it is done.
    Flush(Sender<()>),
}

/// What is kept on disk, and where.
pub struct Kept {
    pub path: PathBuf,
    pub article: Article,
    pub header: Header,
    pub layer: Layer,
    pub history: History,
    pub on_disk: OnDisk,
    /// The path of the journal, if there is to be one.
    pub journal: Option<PathBuf>,
}

/// Owns what is saved.
pub struct Worker {
    kept: Kept,
    /// Opened when something happens for the first time.
    journal: Option<Journal>,
    shared: Arc<Shared>,
    wake: Box<dyn Fn() + Send>,
    /// How many changes have come in.
    received: u64,
    /// When the first and the last change came that are not on disk.
    unsaved: Option<(Instant, Instant)>,
    retry: Option<Instant>,
    /// An edit did not fit, so that the replica is not what was handed over.
    diverged: bool,
}

impl Worker {
    pub fn new(kept: Kept, shared: Arc<Shared>, wake: Box<dyn Fn() + Send>) -> Self {
        Self {
            kept,
            journal: None,
            shared,
            wake,
            received: 0,
            unsaved: None,
            retry: None,
            diverged: false,
        }
    }

    /// Works until nobody can hand over anything any more.
    pub fn run(mut self, receiver: &Receiver<Message>) {
        loop {
            let next = match self.due() {
                None => receiver.recv().map_err(|RecvError| RecvTimeoutError::Disconnected),
                Some(due) => receiver.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match next {
                Ok(message) => {
                    self.take(message);
                    // What came at once is forced to disk at once.
                    receiver.try_iter().take(BATCH).for_each(|message| self.take(message));
                    if let Some(journal) = &mut self.journal {
                        journal.sync();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.due().is_some_and(|due| due <= Instant::now()) {
                self.save();
            }
        }
        if self.unsaved.is_some() {
            self.save();
        }
    }

    /// When to write next.
    fn due(&self) -> Option<Instant> {
        let (first, last) = self.unsaved?;
        Some(self.retry.unwrap_or_else(|| (last + QUIET).min(first + LONGEST_WAIT)))
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Happened(event) => {
                self.changed();
                self.note(&event);
                let Kept { layer, history, .. } = &mut self.kept;
                if let Err(error) = history.happen(layer, &event) {
                    tracing::error!(%error, "an edit does not fit what is saved");
                    self.diverged = true;
                }
            }
            Message::Header(header) => {
                self.changed();
                self.kept.header = *header;
            }
            Message::Flush(done) => {
                if self.unsaved.is_some() {
                    self.save();
                }
                // Whoever asked may have stopped waiting.
                let _ = done.send(());
            }
        }
    }

    /// Writes what happened to the journal, before anything else.
    fn note(&mut self, event: &Event) {
        let Kept {
            article,
            history,
            on_disk,
            journal: Some(path),
            ..
        } = &self.kept
        else {
            return;
        };
        let journal = self
            .journal
            .get_or_insert_with(|| Journal::open(path.clone(), article, history, on_disk));
        journal.add(article.text(), event);
    }

    fn changed(&mut self) {
        let now = Instant::now();
        self.received += 1;
        self.unsaved = Some((self.unsaved.map_or(now, |(first, _)| first), now));
    }

    fn save(&mut self) {
        let result = if self.diverged {
            Err("Some changes could not be saved because of an error in Glossator. Close the article and open it again.".to_owned())
        } else {
            self.write().map_err(|error| error.to_string())
        };
        match result {
            Ok(()) => {
                self.unsaved = None;
                self.retry = None;
                let mut progress = self.shared.lock();
                progress.saved = self.received;
                progress.saved_at = Some(Timestamp::now());
                progress.failure = None;
            }
            Err(message) => {
                self.retry = Some(Instant::now() + RETRY);
                self.shared.lock().fail(message);
            }
        }
        (self.wake)();
    }

    fn write(&mut self) -> Result<(), WriteError> {
        let Kept { path, on_disk, .. } = &mut self.kept;
        let foreign = on_disk.foreign(path).map_err(|error| WriteError::new(path, error))?;
        if let Some((bytes, seen)) = foreign {
            let kept = aside::keep_beside(path, "conflict", &bytes)?;
            // Kept once, however often the save itself is tried.
            *on_disk = seen;
            let path = path.clone();
            self.shared.lock().notices.push(Notice::Conflict { path, kept });
        }
        let Kept {
            path,
            article,
            header,
            layer,
            on_disk,
            ..
        } = &mut self.kept;
        *on_disk = save_layer(path, article, header, layer)?;
        if let Some(journal) = &mut self.journal {
            journal.saved(on_disk);
        }
        Ok(())
    }
}
