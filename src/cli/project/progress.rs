//! A bar that shows how far something is: on a terminal, and nowhere else.

use std::{
    io::{self, IsTerminal},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::project::Progress;

/// How often the bar is drawn.
const PERIOD: Duration = Duration::from_millis(100);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Articles,
    Bytes,
}

/// Does something that takes long, and shows meanwhile how far it is.
pub fn shown<T>(what: &'static str, unit: Unit, work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !io::stderr().is_terminal() {
        return work(&progress);
    }
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| draw(what, unit, &progress, &ended));
        let result = work(&progress);
        ended.store(true, Ordering::Relaxed);
        result
    })
}

fn draw(what: &'static str, unit: Unit, progress: &Progress, ended: &AtomicBool) {
    let numbers = match unit {
        Unit::Articles => "{pos} of {len}",
        Unit::Bytes => "{bytes} of {total_bytes}",
    };
    let template = format!("{{msg}} {{wide_bar}} {numbers}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0).with_style(style).with_message(what);
    while !ended.load(Ordering::Relaxed) {
        let (done, total) = progress.so_far();
        if total > 0 {
            bar.set_length(total);
            bar.set_position(done.min(total));
        }
        thread::sleep(PERIOD);
    }
    bar.finish_and_clear();
}
