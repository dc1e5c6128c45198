//! What is thrown at the parts of the program that read what others wrote, and what must hold whatever it is.
//!
//! `cargo test` and the fuzzer (`tests/fuzz`) run the same functions.

pub mod containers;
pub mod files;
pub mod imports;
pub mod journal;
pub mod layer;
pub mod layout;
pub mod offsets;
pub mod segmentation;
pub mod texts;

mod input;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

/// A part of the program that is given any bytes.
pub struct Target {
    /// What it is called: its fuzz target, and the folder of inputs that once did harm.
    pub name: &'static str,
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Panics where something does not hold.
    run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 9] = [
    Target {
        name: "texts",
        seeds: texts::seeds,
        run: texts::run,
    },
    Target {
        name: "containers",
        seeds: containers::seeds,
        run: containers::run,
    },
    Target {
        name: "imports",
        seeds: imports::seeds,
        run: imports::run,
    },
    Target {
        name: "files",
        seeds: files::seeds,
        run: files::run,
    },
    Target {
        name: "layer",
        seeds: layer::seeds,
        run: layer::run,
    },
    Target {
        name: "journal",
        seeds: journal::seeds,
        run: journal::run,
    },
    Target {
        name: "offsets",
        seeds: offsets::seeds,
        run: offsets::run,
    },
    Target {
        name: "segmentation",
        seeds: segmentation::seeds,
        run: segmentation::run,
    },
    Target {
        name: "layout",
        seeds: layout::seeds,
        run: layout::run,
    },
];

/// Any input may take this long.
const FLOOR: Duration = Duration::from_millis(200);
/// And this much longer for each MB of it.
const PER_MEGABYTE: Duration = Duration::from_secs(1);

impl Target {
    /// Tries an input. What is slower than it should be by more than `patience` is an error too: programs with checks for
    /// overflow and counters for coverage take their time.
    pub fn check(&self, input: &[u8], patience: u32) {
        let begun = time_of_work();
        (self.run)(input);
        let took = time_of_work().saturating_sub(begun);
        let allowed = FLOOR + PER_MEGABYTE.mul_f64(input.len() as f64 / 1e6);
        assert!(
            took <= allowed * patience,
            "{}: {took:?} for {} bytes",
            self.name,
            input.len()
        );
    }
}

/// How long this thread has worked: others on the machine do not count.
fn time_of_work() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The folder of the program.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .find(|folder| folder.join("tests/hostile").is_dir())
        .map_or_else(|| here.to_owned(), Path::to_owned)
}

/// The files of a folder of the tree and below, in order, with their names from there.
pub fn samples(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = root().join(folder);
    let files = glossator::store::folder::files_below(&folder).0;
    let named = files.into_iter().filter_map(|path| {
        let name = path.strip_prefix(&folder).ok()?.to_string_lossy().into_owned();
        Some((name, fs::read(&path).ok()?))
    });
    named.collect()
}
