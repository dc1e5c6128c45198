//! The last commands, by their names.

use std::{
    collections::VecDeque,
    sync::{Mutex, TryLockError},
};

/// How many are remembered.
const LENGTH: usize = 20;

static TRAIL: Mutex<VecDeque<&'static str>> = Mutex::new(VecDeque::new());

/// Remembers that a command was given.
pub fn note(name: &'static str) {
    let mut trail = TRAIL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if trail.len() == LENGTH {
        trail.pop_front();
    }
    trail.push_back(name);
}

/// The last commands, the latest last. Never waits: it is asked in the middle of a panic.
pub(super) fn last() -> Vec<&'static str> {
    match TRAIL.try_lock() {
        Ok(trail) => trail.iter().copied().collect(),
        Err(TryLockError::Poisoned(trail)) => trail.into_inner().iter().copied().collect(),
        Err(TryLockError::WouldBlock) => Vec::new(),
    }
}
