//! Work on a thread of its own, of which the frame only looks at what has come.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use super::Wake;
use crate::project::Progress;

/// Work that goes on away from the frame.
pub(super) struct Job<T> {
    progress: Arc<Progress>,
    news: mpsc::Receiver<News<T>>,
}

/// What comes of a job.
pub(super) enum News<T> {
    /// Something on the way.
    Meanwhile(T),
    /// The end of it.
    Done(T),
    /// It ended without a result: it was called off, or met an error of the program.
    Gone,
}

/// Hands out what a job has on the way.
pub(super) struct Teller<T> {
    sender: mpsc::Sender<News<T>>,
    wake: Wake,
}

impl<T> Teller<T> {
    /// Hands out something on the way.
    pub(super) fn meanwhile(&self, news: T) {
        // Nobody listens any more if the job is not wanted.
        let _ = self.sender.send(News::Meanwhile(news));
        (self.wake)();
    }
}

impl<T: Send + 'static> Job<T> {
    /// Starts work. It may end without a result.
    pub(super) fn start(wake: Wake, work: impl FnOnce(&Progress, &Teller<T>) -> Option<T> + Send + 'static) -> Self {
        let (sender, news) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        let shared = Arc::clone(&progress);
        thread::spawn(move || {
            let teller = Teller { sender, wake };
            if let Some(result) = work(&shared, &teller) {
                let _ = teller.sender.send(News::Done(result));
            }
            let wake = Arc::clone(&teller.wake);
            drop(teller);
            wake();
        });
        Self { progress, news }
    }

    /// What has come since the last call.
    pub(super) fn poll(&self) -> Option<News<T>> {
        match self.news.try_recv() {
            Ok(news) => Some(news),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(News::Gone),
        }
    }

    /// Waits for what comes next.
    pub(super) fn wait(&self) -> News<T> {
        self.news.recv().unwrap_or(News::Gone)
    }

    /// How far it is.
    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.progress.cancel();
    }
}
