//! Work that several threads share.

use std::{panic, thread};

/// How many threads are worth starting for `size` of work, if less than `least` is not worth one.
pub(super) fn worth(size: usize, least: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    (size / least).clamp(1, cores)
}

/// Works on each of the parts, all at once, and gives what comes of them in order.
pub(super) fn each<T: Send, R: Send>(parts: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else { return Vec::new() };
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let mut results = vec![work(first)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                Err(panicked) => panic::resume_unwind(panicked),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_parts_is_in_their_order() {
        assert_eq!(
            each((0..9).collect(), |part: u64| part * part),
            [0, 1, 4, 9, 16, 25, 36, 49, 64]
        );
        assert_eq!(each(Vec::new(), |part: u64| part), [0; 0]);
        assert_eq!((worth(10, 100), worth(usize::MAX, 1) >= 1), (1, true));
    }
}
