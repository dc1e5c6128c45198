//! Waiting until another window lets go of labels, away from the frame.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use super::{Wake, job::spawn, opening::Order};
use crate::store::{Claim, Lock};

/// How often it is looked whether the other window has let go.
const AGAIN: Duration = Duration::from_secs(1);

/// Asks for a lock again and again, for as long as this is kept.
pub(super) struct Waiting {
    claimed: mpsc::Receiver<Lock>,
    /// Ends the thread when it is dropped.
    _alive: mpsc::Sender<()>,
}

impl Waiting {
    /// Starts to wait for the labels of what `order` opens. `wake` is called when they can be had.
    pub(super) fn start(order: Order, wake: Wake) -> Self {
        let (sender, claimed) = mpsc::channel();
        let (alive, ended) = mpsc::channel::<()>();
        spawn("Waiting for the labels", wake, move || {
            while ended.recv_timeout(AGAIN) == Err(RecvTimeoutError::Timeout) {
                if let Claim::Mine(lock) = order.claim() {
                    // Nobody may want it any more.
                    let _ = sender.send(lock);
                    return;
                }
            }
        });
        Self { claimed, _alive: alive }
    }

    /// The lock, once it could be had.
    pub(super) fn poll(&self) -> Option<Lock> {
        self.claimed.try_recv().ok()
    }
}
