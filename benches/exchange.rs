//! Datasets of every format: exporting a project, reading the export back, and importing it again. By the clock, by the
//! release program itself, as people wait for it: starting, reading the project, writing, reading back and comparing.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[allow(dead_code, reason = "not every benchmark needs all of it")]
mod projects;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use glossator::exchange::FORMATS;

/// How often each export is timed; the fastest counts, as other programs only make it slower.
const TIMES: usize = 5;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-exchange");
    fs::create_dir_all(&folder).expect("made");
    println!("format            1,000 × 50     bytes   100,000 × 20    memory");
    let small = folder.join("small");
    projects::labelled(&small, 1_000, 50);
    let large = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-project/project");
    projects::project(&large, 100_000);
    for root in [&small, &large] {
        // The index is made once, and not at the first export.
        run(&folder, &["stats".as_ref(), root.as_os_str()]);
    }
    for format in FORMATS {
        let name = format.name();
        if !only.is_empty() && !only.iter().any(|only| name.contains(only.as_str())) {
            continue;
        }
        let out = folder.join("out");
        let export = |root: &Path| {
            let _ = fs::remove_dir_all(&out);
            let arguments = [
                "export".as_ref(),
                root.as_os_str(),
                "--format".as_ref(),
                name.as_ref(),
                "--out".as_ref(),
                out.as_os_str(),
            ];
            run(&folder, &arguments)
        };
        let fastest = (0..TIMES).map(|_| export(&small).0).min().expect("it ran");
        let bytes = length(&out);
        let (took, memory) = export(&large);
        println!(
            "{name:<16} {:>8.0} ms {:>6.1} MB    {:>8.1} s {:>6.0} MB",
            fastest.as_secs_f64() * 1e3,
            bytes as f64 / 1e6,
            took.as_secs_f64(),
            memory,
        );
        let _ = fs::remove_dir_all(&out);
    }
    importing(&folder, &small);
}

/// The same JSON Lines back into an empty project.
fn importing(folder: &Path, small: &Path) {
    let lines = folder.join("small.jsonl");
    run(
        folder,
        &[
            "export".as_ref(),
            small.as_os_str(),
            "--out".as_ref(),
            lines.as_os_str(),
        ],
    );
    let project = folder.join("imported");
    let fastest = (0..TIMES)
        .map(|_| {
            let _ = fs::remove_dir_all(&project);
            run(folder, &["new".as_ref(), project.as_os_str()]);
            run(
                folder,
                &[
                    "import".as_ref(),
                    project.as_os_str(),
                    lines.as_os_str(),
                    "--add-labels".as_ref(),
                ],
            )
            .0
        })
        .min()
        .expect("it ran");
    let megabytes = fs::metadata(&lines).expect("there").len() as f64 / 1e6;
    println!(
        "import of {megabytes:.1} MB of JSON Lines: {:.0} ms, {:.0} MB/s",
        fastest.as_secs_f64() * 1e3,
        megabytes / fastest.as_secs_f64()
    );
    let _ = fs::remove_dir_all(&project);
}

/// Runs the program; how long it took, and how much memory it held at most, in MB.
fn run(folder: &Path, arguments: &[&std::ffi::OsStr]) -> (Duration, f64) {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_glossator"))
        .args(arguments)
        .env("GLOSSATOR_CONFIG_DIR", folder.join("config"))
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let watcher = thread::spawn(move || {
        let mut most = 0.0_f64;
        while let Ok(status) = fs::read_to_string(&status) {
            let line = status.lines().find(|line| line.starts_with("VmHWM"));
            let Some(kilobytes) = line.and_then(|line| line.split_whitespace().nth(1)) else {
                break;
            };
            most = most.max(kilobytes.parse::<f64>().unwrap_or_default() / 1024.0);
            thread::sleep(Duration::from_millis(5));
        }
        most
    });
    let ended = child.wait().expect("it ends");
    let took = begun.elapsed();
    assert!(ended.success(), "{arguments:?}");
    (took, watcher.join().expect("it watched"))
}

fn length(path: &Path) -> u64 {
    let metadata = fs::metadata(path).expect("there");
    if metadata.is_file() {
        return metadata.len();
    }
    fs::read_dir(path)
        .expect("a folder")
        .map(|entry| length(&entry.expect("an entry").path()))
        .sum()
}
