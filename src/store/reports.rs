//! Reports of errors of the program itself: files of plain text beside what else it remembers, only the latest. They
//! hold nothing of articles, labels or names of files, and are sent to nobody.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::panics::{self, Panic};

/// How many reports are kept.
const MOST: usize = 20;
/// What their names begin with; the time follows.
const PREFIX: &str = "report-";
const SUFFIX: &str = ".txt";

/// A report of an error of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// All that it says.
    pub text: String,
    /// The file that it is kept in, if there was a place for it.
    pub path: Option<PathBuf>,
}

/// What is known when something panics: a hook can be told nothing then.
#[derive(Debug)]
struct State {
    renderer: &'static str,
    latest: Option<Report>,
}

static STATE: Mutex<State> = Mutex::new(State {
    renderer: "none",
    latest: None,
});

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on each panic leaves a report in `folder`, and a line on the standard error.
pub fn keep_in(folder: Option<PathBuf>) {
    panics::watch(move |panic| {
        let mut state = state();
        let now = Timestamp::now();
        let text = text_of(panic, now, state.renderer);
        let path = folder.as_deref().and_then(|folder| write(folder, now, &text).ok());
        let kept = match &path {
            Some(path) => format!("a report is in {}", path.display()),
            None => "no report could be kept".to_owned(),
        };
        let Panic {
            thread, place, message, ..
        } = panic;
        // If even this cannot be written, there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "glossator: “{thread}” panicked at {place} ({message}); {kept}"
        );
        state.latest = Some(Report { text, path });
    });
}

/// Remembers what draws the window, for reports.
pub fn drawn_by(renderer: &'static str) {
    state().renderer = renderer;
}

/// The latest report of this run.
pub fn latest() -> Option<Report> {
    state().latest.clone()
}

/// Where the latest report of this run is, as a sentence to put after what went wrong; nothing if there is none.
pub fn mention() -> String {
    match latest().and_then(|report| report.path) {
        Some(path) => format!(" A report is in {}.", path.display()),
        None => String::new(),
    }
}

fn text_of(panic: &Panic, now: Timestamp, renderer: &str) -> String {
    let Panic {
        message,
        place,
        thread,
        commands,
        backtrace,
    } = panic;
    let commands = match commands.as_slice() {
        [] => "none".to_owned(),
        commands => commands.join(", "),
    };
    let backtrace = backtrace.iter().enumerate();
    let backtrace: String = backtrace
        .map(|(index, function)| format!("{index:4}: {function}\n"))
        .collect();
    format!(
        "Glossator met an error of its own. This report holds nothing of articles, labels or names of files, and was \
         sent to nobody.\n\n\
         when      {when}\n\
         version   {version}\n\
         system    {system}\n\
         renderer  {renderer}\n\
         thread    {thread}\n\
         place     {place}\n\
         message   {message}\n\
         commands  {commands}\n\n\
         {backtrace}",
        when = super::seconds(now),
        version = env!("CARGO_PKG_VERSION"),
        system = system(),
    )
}

/// The system, as `linux x86_64, Debian GNU/Linux 12 (bookworm)`.
fn system() -> String {
    let name = fs::read_to_string("/etc/os-release").ok().and_then(|release| {
        let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(format!(", {}", name.trim_matches('"')))
    });
    format!("{} {}{}", env::consts::OS, env::consts::ARCH, name.unwrap_or_default())
}

/// Writes a report to a new file, and lets the oldest go.
fn write(folder: &Path, now: Timestamp, text: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let time = now.strftime("%Y-%m-%dT%H%M%SZ");
    let mut number = 1;
    let (mut file, path) = loop {
        // Several threads, or programs, may have the same error in the same second.
        let path = folder.join(format!("{PREFIX}{time}-{number:02}{SUFFIX}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => break (file, path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST => number += 1,
            Err(error) => return Err(error),
        }
    };
    file.write_all(text.as_bytes())?;
    let mut reports: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_report(path))
        .collect();
    // Their names begin with the time.
    reports.sort();
    reports.truncate(reports.len().saturating_sub(MOST));
    for old in reports {
        fs::remove_file(old)?;
    }
    Ok(path)
}

fn is_report(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_reports_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("not/there/yet");
        let at = |second: i64| Timestamp::from_second(1_772_615_551 + second).expect("a time");
        let first = write(&folder, at(0), "first").expect("written");
        assert!(first.ends_with("report-2026-03-04T091231Z-01.txt"), "{first:?}");
        assert!(
            write(&folder, at(0), "second")
                .expect("written")
                .ends_with("report-2026-03-04T091231Z-02.txt")
        );
        fs::write(folder.join("mine.txt"), "not a report").expect("written");
        for second in 1..30 {
            write(&folder, at(second), "another").expect("written");
        }
        assert!(!first.exists());
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), MOST + 1);
        assert!(write(&folder.join("mine.txt"), at(0), "").is_err());
    }

    #[test]
    fn a_report_says_where_and_after_what() {
        let panic = Panic {
            message: "index out of bounds".to_owned(),
            place: "src/ui/app/showing.rs:7:1".to_owned(),
            thread: "main".to_owned(),
            commands: vec!["label-at", "next-unit"],
            backtrace: vec!["core::panicking::panic".to_owned(), "main".to_owned()],
        };
        let text = text_of(&panic, Timestamp::UNIX_EPOCH, "OpenGL");
        for line in [
            "when      1970-01-01T00:00:00Z",
            concat!("version   ", env!("CARGO_PKG_VERSION")),
            "renderer  OpenGL",
            "place     src/ui/app/showing.rs:7:1",
            "message   index out of bounds",
            "commands  label-at, next-unit",
            "   1: main",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} in {text}");
        }
    }
}
