//! Something that another thread is getting.

use std::sync::OnceLock;

/// Something that comes later, or does not come at all.
pub(super) struct Awaited<T>(OnceLock<Option<T>>);

impl<T> Awaited<T> {
    /// It is not there yet.
    pub fn new() -> Self {
        Self(OnceLock::new())
    }

    /// It is there.
    pub fn there(value: T) -> Self {
        Self(OnceLock::from(Some(value)))
    }

    /// Brings it, or says that it does not come; only once.
    pub fn bring(&self, value: Option<T>) {
        let _ = self.0.set(value);
    }

    /// It, if it is there now.
    pub fn now(&self) -> Option<&T> {
        self.0.get()?.as_ref()
    }

    /// Waits for it; `None` if it does not come.
    pub fn wait(&self) -> Option<&T> {
        self.0.wait().as_ref()
    }
}
