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

    /// Says that it does not come if whoever gets it goes away, were it by a panic, without having brought it.
    pub fn promise(&self) -> Promise<'_, T> {
        Promise(self)
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

/// Of something awaited; see [`Awaited::promise`].
pub(super) struct Promise<'a, T>(&'a Awaited<T>);

impl<T> Drop for Promise<'_, T> {
    fn drop(&mut self) {
        // Does nothing if it was brought.
        self.0.bring(None);
    }
}

#[cfg(test)]
mod tests {
    use std::{panic, thread};

    use super::*;

    #[test]
    fn nobody_waits_for_what_does_not_come() {
        let awaited = Awaited::new();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| awaited.wait().copied());
            let getting = panic::catch_unwind(panic::AssertUnwindSafe(|| {
                let _promise = awaited.promise();
                panic!("it cannot be had");
            }));
            assert!(getting.is_err());
            assert_eq!(waiting.join().expect("it waited"), None::<u8>);
        });
        let brought = Awaited::new();
        {
            let _promise = brought.promise();
            assert_eq!(brought.now(), None);
            brought.bring(Some(7));
        }
        assert_eq!((brought.now(), brought.wait()), (Some(&7), Some(&7)));
    }
}
