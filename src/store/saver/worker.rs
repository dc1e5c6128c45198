//! The thread of a [`Saver`](super::Saver): takes edits in, and decides when to write.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvError, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

use super::{Notice, STOPPED, Shared, exchange_layer, ron_of};
use crate::{
    annotation::{Edit, Event, History, Layer, Session},
    article::Article,
    panics,
    store::{
        Header, Loaded, Lock, OnDisk, Places, Reason, Remembered, WriteError, aside, atomic::Drive, journal::Journal,
        load, on_disk,
    },
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
    /// Keep this for as long as the thread lives.
    Hold(Lock),
}

/// What is kept on disk, and where.
pub struct Kept {
    pub path: PathBuf,
    pub article: Article,
    pub header: Header,
    pub layer: Layer,
    pub history: History,
    pub on_disk: OnDisk,
}

/// A file that was there until ours took its place.
struct Displaced {
    path: PathBuf,
    /// What we thought was in it.
    known: OnDisk,
}

/// Owns what is saved.
pub struct Worker {
    drive: Arc<Drive>,
    kept: Kept,
    journal: Journal,
    /// Nobody has looked yet whether there was something in it that we did not know.
    displaced: Option<Displaced>,
    shared: Arc<Shared>,
    wake: Box<dyn Fn() + Send>,
    /// How many changes have come in.
    received: u64,
    /// When the first and the last change came that are not on disk.
    unsaved: Option<(Instant, Instant)>,
    retry: Option<Instant>,
    /// What has changed since the file was opened, to tell it from what others did.
    session: Session,
    /// Tells other programs that this one writes.
    lock: Option<Lock>,
}

impl Worker {
    pub fn new(
        drive: Arc<Drive>,
        kept: Kept,
        (places, remembered): (Places, Remembered),
        shared: Arc<Shared>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        let unsaved = remembered.unsaved.clone();
        let mut worker = Self {
            session: Session::of(&kept.layer),
            journal: Journal::new(
                Arc::clone(&drive),
                places,
                kept.article.clone(),
                remembered,
                &kept.on_disk,
            ),
            drive,
            kept,
            displaced: None,
            shared,
            wake,
            received: 0,
            unsaved: None,
            retry: None,
            lock: None,
        };
        for event in unsaved {
            worker.changed();
            worker.happen(&event, !matches!(event, Event::Foreign(_)));
        }
        worker
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
                    self.sync_journal();
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

    /// Forces the journal to disk, and says how much is in it.
    fn sync_journal(&mut self) {
        self.journal.sync();
        if !self.journal.is_behind() {
            self.shared.lock().journalled = self.received;
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
                self.journal.add(&event);
                self.happen(&event, !matches!(event, Event::Foreign(_)));
            }
            Message::Look => self.look(),
            Message::Hold(lock) => self.lock = Some(lock),
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

    /// Takes over what others have put in the file, if they have; and writes it again if it is gone.
    fn look(&mut self) {
        let Kept { path, on_disk, .. } = &self.kept;
        let disk = self.drive.disk();
        let result = match on_disk.foreign(disk, path) {
            Ok(Some((bytes, seen))) => self.meet(&bytes, seen).map(|()| {
                if self.unsaved.is_none() {
                    self.journal.saved(&self.kept.on_disk);
                }
            }),
            Ok(None) => {
                if on_disk.is_file() && disk.metadata(path).is_err() {
                    self.changed_unseen();
                }
                return;
            }
            Err(error) => Err(WriteError::new(path, error)),
        };
        if let Err(error) = result {
            self.changed_unseen();
            self.failed(&error);
        }
        (self.wake)();
    }

    /// What others have written, if it can be understood.
    fn theirs(&self, bytes: &[u8]) -> Option<Loaded> {
        let Kept {
            path, article, header, ..
        } = &self.kept;
        load::load_bytes(path, article, header.home.clone(), bytes.to_vec()).ok()
    }

    /// Takes over what others have put in the file. What a newer program has put there is never written over.
    fn meet(&mut self, bytes: &[u8], seen: OnDisk) -> Result<(), WriteError> {
        let theirs = self.theirs(bytes);
        match theirs.as_ref().and_then(|loaded| loaded.read_only.clone()) {
            Some(reason @ (Reason::Newer { .. } | Reason::UnknownFields { .. })) => {
                // It becomes the end of a sentence.
                let why = reason.to_string().trim_end_matches('.').to_owned();
                Err(WriteError::new(&self.kept.path, io::Error::other(why)))
            }
            _ => self.take_over(theirs, bytes, seen),
        }
    }

    /// Takes over what others did, annotation by annotation. What cannot be understood is kept beside the file.
    fn take_over(&mut self, theirs: Option<Loaded>, bytes: &[u8], seen: OnDisk) -> Result<(), WriteError> {
        let is_clear = |loaded: &Loaded| loaded.read_only.is_none() && loaded.reanchored.is_none();
        let Some(theirs) = theirs.filter(is_clear) else {
            let path = &self.kept.path;
            let kept = aside::keep_beside(&self.drive, path, "conflict", bytes)?;
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
            self.journal.add(&event);
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
        }
        Ok(())
    }

    /// Something is to be written that nobody has handed over.
    fn changed_unseen(&mut self) {
        let now = Instant::now();
        self.unsaved.get_or_insert((now, now));
    }

    fn changed(&mut self) {
        let now = Instant::now();
        self.received += 1;
        self.unsaved = Some((self.unsaved.map_or(now, |(first, _)| first), now));
    }

    fn save(&mut self) {
        match self.write() {
            Ok(true) => {
                self.unsaved = None;
                self.retry = None;
                self.shared.lock().save(self.received);
            }
            Ok(false) => self.retry = Some(Instant::now() + QUIET),
            Err(error) => {
                // What cannot be in the file yet is at least in the journal.
                self.sync_journal();
                self.failed(&error);
            }
        }
        (self.wake)();
    }

    fn failed(&mut self, error: &WriteError) {
        self.retry = Some(Instant::now() + RETRY);
        self.shared.lock().fail(error.to_string());
    }

    /// Writes the file. Says whether it holds everything now, or others keep coming between.
    fn write(&mut self) -> Result<bool, WriteError> {
        for _ in 0..MOST_MERGES {
            self.look_at_displaced()?;
            let Kept { path, on_disk, .. } = &self.kept;
            let failed = |error| WriteError::new(path, error);
            if let Some((bytes, seen)) = on_disk.foreign(self.drive.disk(), path).map_err(failed)? {
                self.meet(&bytes, seen)?;
            }
            let folder = self.exchange()?;
            if self.look_at_displaced()? {
                continue;
            }
            let synced = self.drive.disk().sync_folder(&folder);
            synced.map_err(|error| WriteError::new(&self.kept.path, error))?;
            self.session.saved(&self.kept.layer);
            self.journal.saved(&self.kept.on_disk);
            return Ok(true);
        }
        Ok(false)
    }

    /// Puts the layer in the place of the file, and gives back the folder that is to be forced to disk then.
    fn exchange(&mut self) -> Result<PathBuf, WriteError> {
        let Kept {
            path,
            article,
            header,
            layer,
            on_disk,
            ..
        } = &mut self.kept;
        let ron = ron_of(path, article, header, layer)?;
        self.journal.saving(on_disk::fingerprint_of(ron.as_bytes()));
        let exchanged = exchange_layer(&self.drive, path, header, &ron)?;
        let known = std::mem::replace(on_disk, OnDisk::of(&exchanged.metadata, ron.as_bytes()));
        self.displaced = exchanged.old.map(|path| Displaced { path, known });
        Ok(exchanged.folder)
    }

    /// Takes over what somebody wrote between our look and our write. Says whether there was something.
    fn look_at_displaced(&mut self) -> Result<bool, WriteError> {
        let Some(Displaced { path, known }) = &self.displaced else {
            return Ok(false);
        };
        let path = path.clone();
        let foreign = known.foreign(self.drive.disk(), &path);
        let foreign = foreign.map_err(|error| WriteError::new(&path, error))?;
        let was_foreign = foreign.is_some();
        if let Some((bytes, _)) = foreign {
            let theirs = self.theirs(&bytes);
            self.take_over(theirs, &bytes, self.kept.on_disk.clone())?;
        }
        self.displaced = None;
        self.drive.discard(path);
        Ok(was_foreign)
    }
}

#[cfg(test)]
mod tests;
