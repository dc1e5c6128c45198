//! How soon the window is there and what memory it takes: `cargo bench --bench startup`. Needs a display.
//!
//! The same is measured of a window without anything in it, which is what graphics driver and window system take for
//! themselves. `benches/README.md` says how to read the table.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use glossator::store::{FrameCost, FrameLog};

/// How long a window is watched.
const WATCHED: Duration = Duration::from_secs(3);
/// Starts of each, of which the fastest counts: other programs only make them slower.
const STARTS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        return bare::open(&arguments[at + 1], Path::new(&arguments[at + 2]));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("frames.csv");
    let seed = folder.path().join("seed.txt");
    fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/microsoft-openai.txt"),
        &seed,
    )
    .expect("the seed");
    println!("{:<24} {:>14} {:>14} {:>10}", "", "first frame", "with text", "memory");
    for renderer in ["glow", "wgpu"] {
        let mut bare = Command::new(std::env::current_exe().expect("this program"));
        bare.args(["--bare", renderer]).arg(&log);
        report(&format!("{renderer}: an empty window"), bare, &log);

        let mut program = Command::new(env!("CARGO_BIN_EXE_glossator"));
        program
            .args(["--renderer", renderer, "--frame-log"])
            .arg(&log)
            .arg(&seed)
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_STATE_HOME", folder.path());
        report(&format!("{renderer}: the example"), program, &log);
    }
}

fn report(name: &str, mut command: Command, log: &Path) {
    let starts = (0..STARTS).filter_map(|_| watch(command.spawn().expect("it starts"), log));
    let best = starts.reduce(|best, other| Started {
        first: best.first.min(other.first),
        with_text: best.with_text.min(other.with_text),
        memory: best.memory.min(other.memory),
    });
    match best {
        Some(Started {
            first,
            with_text,
            memory,
        }) => println!("{name:<24} {first:>11.0} ms {with_text:>11.0} ms {memory:>7} MB"),
        None => println!("{name:<24} does not start"),
    }
}

/// What a start took: milliseconds from `main` to the end of frames, and memory in MB.
#[derive(Clone, Copy)]
struct Started {
    first: f64,
    with_text: f64,
    memory: usize,
}

fn watch(mut child: Child, log: &Path) -> Option<Started> {
    thread::sleep(WATCHED);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let _ = child.kill();
    let _ = child.wait();
    let memory = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let memory = memory.split_whitespace().nth(1)?.parse::<usize>().ok()? >> 10;
    let frames = fs::read_to_string(log).ok()?;
    // seconds, update_ms, paint_ms, laid_out …
    let frames: Vec<Vec<f64>> = frames
        .lines()
        .skip(1)
        .map(|line| line.split(',').filter_map(|value| value.parse().ok()).collect())
        .collect();
    let end = |frame: &Vec<f64>| frame[0] * 1000.0 + frame[1] + frame[2];
    let first = end(frames.first()?);
    let with_text = frames.iter().find(|frame| frame[3] > 0.0).map_or(f64::NAN, end);
    Some(Started {
        first,
        with_text,
        memory,
    })
}

/// A window without anything in it.
mod bare {
    use super::{Duration, FrameCost, FrameLog, Instant, Path};

    struct Bare {
        log: FrameLog,
        started: Instant,
        frames: usize,
        begun: Duration,
    }

    impl eframe::App for Bare {
        fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
            if self.frames == 1 {
                let paint = Duration::from_secs_f32(frame.info().cpu_usage.unwrap_or_default());
                self.log.add(&FrameCost {
                    begun: self.begun,
                    paint,
                    ..FrameCost::default()
                });
            }
            self.begun = self.started.elapsed();
            self.frames += 1;
            if self.frames < 3 {
                ui.ctx().request_repaint();
            }
        }
    }

    pub fn open(renderer: &str, log: &Path) {
        let started = Instant::now();
        let log = FrameLog::begin(log).expect("a log");
        let options = eframe::NativeOptions {
            viewport: egui::ViewportBuilder::default().with_inner_size([1180.0, 800.0]),
            renderer: renderer.parse().expect("a renderer"),
            system_font_fallback: false,
            ..Default::default()
        };
        let made = eframe::run_native(
            "Bare",
            options,
            Box::new(move |_| {
                Ok(Box::new(Bare {
                    log,
                    started,
                    frames: 0,
                    begun: Duration::ZERO,
                }))
            }),
        );
        made.expect("a window");
    }
}
