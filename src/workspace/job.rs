//! Work on a thread of its own, of which the frame only looks at what has come.

use std::sync::{Arc, mpsc};

use super::Wake;
use crate::{panics, project::Progress, store::reports};

/// Runs work on a thread of its own, and wakes the window at its end, were it a panic.
pub(super) fn spawn(what: &'static str, wake: Wake, work: impl FnOnce() + Send + 'static) {
    panics::spawn(what, move || {
        // What is known of a panic is in a report.
        let _ = panics::caught(work);
        wake();
    });
}

/// In words for the user: something has panicked, and what that means.
pub(super) fn own_error(what: &str, so: &str) -> String {
    let space = if so.is_empty() { "" } else { " " };
    format!(
        "{what} met an error of Glossator’s own.{space}{so}{}",
        reports::mention()
    )
}

/// Work that goes on away from the frame.
pub(super) struct Job<T> {
    what: &'static str,
    progress: Arc<Progress>,
    news: mpsc::Receiver<News<T>>,
}

/// What comes of a job.
pub(super) enum News<T> {
    /// Something on the way.
    Meanwhile(T),
    /// The end of it.
    Done(T),
    /// It ended without a result: it was called off.
    Gone,
    /// It has panicked: what it was and where the report is, in words for the user.
    Broken(String),
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
    /// Starts work; `what` it does is said if it panics. It may end without a result.
    pub(super) fn start(
        what: &'static str,
        wake: Wake,
        work: impl FnOnce(&Progress, &Teller<T>) -> Option<T> + Send + 'static,
    ) -> Self {
        let (sender, news) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        let shared = Arc::clone(&progress);
        let teller = Teller {
            sender,
            wake: Arc::clone(&wake),
        };
        spawn(what, wake, move || {
            let result = work(&shared, &teller);
            let _ = teller.sender.send(result.map_or(News::Gone, News::Done));
        });
        Self { what, progress, news }
    }

    /// What has come since the last call.
    pub(super) fn poll(&self) -> Option<News<T>> {
        match self.news.try_recv() {
            Ok(news) => Some(news),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(self.broken()),
        }
    }

    /// Waits for what comes next.
    pub(super) fn wait(&self) -> News<T> {
        self.news.recv().unwrap_or_else(|_| self.broken())
    }

    fn broken(&self) -> News<T> {
        News::Broken(own_error(self.what, ""))
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
