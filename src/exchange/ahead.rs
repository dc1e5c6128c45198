//! Reading ahead: one thread reads a file while what it has found is worked on.

use std::{ops::ControlFlow, path::Path, sync::mpsc, thread};

use super::{Format, Item, ReadError, ReadOptions};

/// How many items are handed on at once.
const BATCH: usize = 128;
/// How many batches are read ahead.
const AHEAD: usize = 2;

/// Reads a file, and hands what is found to `take`, some at a time and in its order, until that fails.
///
/// # Errors
/// If `take` does. What came of the reading itself is inside.
pub fn read_ahead<E>(
    format: &dyn Format,
    path: &Path,
    options: &ReadOptions,
    mut take: impl FnMut(Vec<Item>) -> Result<(), E>,
) -> Result<Result<(), ReadError>, E> {
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        let reading = scope.spawn(move || {
            let mut batch = Vec::with_capacity(BATCH);
            let read = format.read(path, options, &mut |item| {
                batch.push(item);
                let is_full = batch.len() == BATCH;
                if is_full && sender.send(std::mem::take(&mut batch)).is_err() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            // If nobody listens any more, nobody wants it.
            let _ = sender.send(batch);
            read
        });
        for batch in batches {
            take(batch)?;
        }
        let broken = || ReadError::Broken("reading it met an error of Glossator’s own".to_owned());
        Ok(reading.join().unwrap_or_else(|_| Err(broken())))
    })
}
