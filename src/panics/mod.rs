//! Errors of the program itself. What is known of a panic is gathered without a word of anybody's text, so that it can be
//! kept and shown; and whoever catches one says so here.

mod plain;
mod trail;

use std::{
    backtrace::Backtrace,
    cell::Cell,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    thread,
};

pub use trail::note;

thread_local! {
    /// Whether panics on this thread are those of somebody else's code that is known for them.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What is known of a panic. Nothing in it comes from an article, a label or the name of a user's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// What went wrong, as far as that is the program's own words.
    pub message: String,
    /// Where in the sources: file, line and column.
    pub place: String,
    /// The name of the thread.
    pub thread: String,
    /// What files call the last commands, the latest last.
    pub commands: Vec<&'static str>,
    /// The functions that were at work, the innermost first.
    pub backtrace: Vec<String>,
}

/// Something has panicked; what is known of it has been handed to whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caught;

/// Hands every panic that is not [`expected`] to `keep`, on the thread that panics and before anything is unwound.
/// The message, which may hold text, is shown nowhere else.
pub fn watch(keep: impl Fn(&Panic) + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| {
        if !EXPECTED.get() {
            keep(&Panic::of(info));
        }
    }));
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let location = info.location();
        Self {
            message: plain::message(info.payload()),
            place: location.map_or_else(String::new, |at| {
                format!("{}:{}:{}", plain::source(at.file()), at.line(), at.column())
            }),
            thread: thread::current().name().unwrap_or("without a name").to_owned(),
            commands: trail::last(),
            backtrace: plain::functions(&Backtrace::force_capture().to_string()),
        }
    }
}

/// Does work that must not end its thread.
///
/// # Errors
/// If it panics. What it was changing may be half done: use nothing of it but what is known to be whole.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Caught> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| Caught)
}

/// Runs work on a thread of its own, which bears the name of what it does. If it panics the thread ends; who waits for
/// what it sends sees that from its silence. If the system gives no thread it is as if it had panicked at once.
pub fn spawn(what: &'static str, work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name(what.to_owned());
    // What is known of a panic has been handed over.
    let started = thread.spawn(move || caught(work).unwrap_or_default());
    if let Err(error) = started {
        tracing::error!(%error, what, "there is no thread for this");
    }
}

/// Does work in somebody else's code that is known to panic on some files: that is told to nobody.
///
/// # Errors
/// If it panics.
pub fn expected<T>(work: impl FnOnce() -> T) -> Result<T, Caught> {
    let before = EXPECTED.replace(true);
    let result = caught(work);
    EXPECTED.set(before);
    result
}
