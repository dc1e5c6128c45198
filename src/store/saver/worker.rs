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
    annotation::{Edit, Layer},
    article::Article,
    store::{Header, OnDisk, WriteError, aside},
};

/// Edits come in bursts: wait so long after each whether there is another.
const QUIET: Duration = Duration::from_millis(200);
/// But write after so long, however many there are.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How long after a failure it is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What a worker is told.
pub enum Message {
    /// Changes to the layer.
    Edits(Vec<Edit>),
    /// A new header.
    Header(Box<Header>),
    /// A new layer.
    Layer(Box<Layer>),
    /// Save now and say when it is done.
    Flush(Sender<()>),
}

/// Owns what is saved.
pub struct Worker {
    path: PathBuf,
    article: Article,
    header: Header,
    layer: Layer,
    on_disk: OnDisk,
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
    pub fn new(
        path: PathBuf,
        article: Article,
        header: Header,
        layer: Layer,
        on_disk: OnDisk,
        shared: Arc<Shared>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        Self {
            path,
            article,
            header,
            layer,
            on_disk,
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
                Ok(message) => self.take(message),
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
            Message::Edits(edits) => {
                self.changed();
                for edit in edits {
                    if let Err(error) = self.layer.apply(&edit) {
                        tracing::error!(%error, "an edit does not fit what is saved");
                        self.diverged = true;
                    }
                }
            }
            Message::Header(header) => {
                self.changed();
                self.header = *header;
            }
            Message::Layer(layer) => {
                self.changed();
                self.layer = *layer;
                self.diverged = false;
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
        let foreign = self
            .on_disk
            .foreign(&self.path)
            .map_err(|error| WriteError::new(&self.path, error))?;
        if let Some((bytes, seen)) = foreign {
            let kept = aside::keep_beside(&self.path, "conflict", &bytes)?;
            // Kept once, however often the save itself is tried.
            self.on_disk = seen;
            let path = self.path.clone();
            self.shared.lock().notices.push(Notice::Conflict { path, kept });
        }
        self.on_disk = save_layer(&self.path, &self.article, &self.header, &self.layer)?;
        Ok(())
    }
}
