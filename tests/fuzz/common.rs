//! What all fuzz targets have in common: where they begin, and what they run.

#[path = "../hostile/targets/mod.rs"]
mod targets;

use std::{fs, panic, path::Path, process, thread};

use targets::{TARGETS, Target};

/// Counters for coverage, and another fuzzer at work beside this one, cost time.
const PATIENCE: u32 = 3;

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target")
}

/// Puts what to begin with into the corpus of a target.
pub fn begin(name: &str) {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(panic::Location::file).unwrap_or_default();
        if !is_caught(place) {
            told(info);
            process::abort();
        }
    }));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let kept = targets::samples(&format!("tests/data/hostile/{name}"));
    let inputs = (target(name).seeds)().into_iter().chain(kept.into_iter().map(|(_, bytes)| bytes));
    for (number, input) in inputs.enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), input).expect("written");
    }
}

/// Whether a panic there is expected, and never reaches the program: crates that read PDFs and Parquet panic on damaged
/// files, and are only called where that is caught.
fn is_caught(place: &str) -> bool {
    let is_theirs = place.contains("/registry/") || place.starts_with("/rustc/");
    is_theirs && (thread::current().name() == Some("pdf") || place.contains("/parquet-"))
}

/// Tries an input.
pub fn run(name: &str, input: &[u8]) {
    target(name).check(input, PATIENCE);
}
