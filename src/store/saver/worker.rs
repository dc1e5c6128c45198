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

use super::{Notice, STOPPED, Shared, exchange_layer};
use crate::{
    annotation::{Edit, Event, History, Layer, Session},
    article::Article,
    panics,
    store::{Header, Journal, OnDisk, WriteError, aside, load},
};

/// Edits come in bursts: wait so long after each whether there is another.
const QUIET: Duration = Duration::from_millis(200);
/// But write after so long, however many there are.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How many messages are taken before the journal is forced to disk.
const BATCH: usize = 256;
/// How often others may come between a look and a write before it is tried again later.
const MOST_MERGES: usize = 8;
/// How long after a failure it is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What a worker is told.
pub enum Message {
    /// Something happened to the layer.
    Happened(Event),
    /// A new header.
    Header(Box<Header>),
    /// Look whether others have changed the file.
    Look,
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
    /// What has changed since the file was opened, to tell it from what others did.
    session: Session,
}

impl Worker {
    pub fn new(kept: Kept, shared: Arc<Shared>, wake: Box<dyn Fn() + Send>) -> Self {
        let session = Session::of(&kept.layer);
        Self {
            kept,
            journal: None,
            shared,
            wake,
            received: 0,
            unsaved: None,
            retry: None,
            session,
        }
    }

    /// Works until nobody can hand over anything any more. If that panics, whoever hands over is told.
    pub fn run_guarded(mut self, receiver: &Receiver<Message>) {
        if panics::caught(|| self.run(receiver)).is_ok() {
            return;
        }
        let mut progress = self.shared.lock();
        progress.stopped = Some(self.kept.on_disk.clone());
        progress.fail(STOPPED.to_owned());
        drop(progress);
        // It may be what has panicked.
        let _ = panics::caught(|| (self.wake)());
    }

    fn run(&mut self, receiver: &Receiver<Message>) {
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
                self.happen(&event, !matches!(event, Event::Foreign(_)));
            }
            Message::Look => self.look(),
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

    /// Lets something happen to the replica. What was taken over from others in the meantime gives way.
    fn happen(&mut self, event: &Event, own: bool) {
        let Kept { layer, history, .. } = &mut self.kept;
        let mut edits = history.edits_of(event);
        if !matches!(event, Event::Done(_)) {
            edits.retain(|edit| layer.fits(edit));
        }
        self.session.record(&edits, own, Instant::now());
        if let Err(error) = history.happen(layer, event) {
            tracing::info!(%error, "an edit goes before what others did");
            edits.iter().for_each(|edit| layer.force(edit));
            history.record(event);
        }
    }

    /// Takes over what others have put in the file, if they have.
    fn look(&mut self) {
        let Kept { path, on_disk, .. } = &self.kept;
        match on_disk.foreign(path) {
            Ok(Some((bytes, seen))) => {
                let result = self.take_over(bytes, seen);
                if let Err(error) = result {
                    self.shared.lock().fail(error.to_string());
                }
                (self.wake)();
            }
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the annotation file cannot be looked at"),
        }
    }

    /// Takes over what others did, annotation by annotation. What cannot be understood is kept beside the file.
    fn take_over(&mut self, bytes: Vec<u8>, seen: OnDisk) -> Result<(), WriteError> {
        let Kept {
            path, article, header, ..
        } = &self.kept;
        let theirs = load::load_bytes(path, article, header.home.clone(), bytes.clone());
        let Some(theirs) = theirs.ok().filter(|loaded| loaded.read_only.is_none()) else {
            let kept = aside::keep_beside(path, "conflict", &bytes)?;
            let path = path.clone();
            // Kept once, however often the save itself is tried.
            self.kept.on_disk = seen;
            self.shared.lock().notices.push(Notice::Conflict { path, kept });
            self.changed_unseen();
            return Ok(());
        };
        let merged = self.session.merge(&self.kept.layer, &theirs.layer, Instant::now());
        if !merged.edits.is_empty() {
            let edits: Arc<[Edit]> = merged.edits.into();
            let event = Event::Foreign(Arc::clone(&edits));
            self.note(&event);
            self.happen(&event, false);
            let mut progress = self.shared.lock();
            progress.notices.push(Notice::TakenOver {
                path: self.kept.path.clone(),
                changes: edits.len(),
                collisions: merged.collisions,
            });
            progress.foreign.push(edits);
        }
        self.kept.on_disk = seen;
        if merged.lacks {
            self.changed_unseen();
        } else if let Some(journal) = &mut self.journal {
            journal.saved(&self.kept.on_disk);
        }
        Ok(())
    }

    /// Something is to be written that nobody has handed over.
    fn changed_unseen(&mut self) {
        let now = Instant::now();
        self.unsaved.get_or_insert((now, now));
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
        let result = self.write().map_err(|error| error.to_string());
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
        for _ in 0..MOST_MERGES {
            let Kept { path, on_disk, .. } = &self.kept;
            let foreign = on_disk.foreign(path).map_err(|error| WriteError::new(path, error))?;
            if let Some((bytes, seen)) = foreign {
                self.take_over(bytes, seen)?;
            }
            let Kept {
                path,
                article,
                header,
                layer,
                on_disk,
                ..
            } = &self.kept;
            let (written, old) = exchange_layer(path, article, header, layer)?;
            // Somebody may have written between the look and the exchange.
            let late = old.and_then(|old| on_disk.foreign(&old).ok().flatten());
            self.kept.on_disk = written.clone();
            let Some((bytes, _)) = late else { break };
            self.take_over(bytes, written)?;
        }
        self.session.saved(&self.kept.layer);
        if let Some(journal) = &mut self.journal {
            journal.saved(&self.kept.on_disk);
        }
        Ok(())
    }
}
