//! The program killed while it saves: what it had said to be saved is there, and no file is half written.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use glossator::{
    annotation::{About, Annotation, AnnotationId, Edit, Event, History, Layer, Step},
    article::{self, Article, ByteOffset},
    labels::{self, LabelId},
    store::{Header, Home, OnDisk, SaveStatus, Saver, load},
};
use jiff::Timestamp;

/// Where the child works; without it this is the parent.
const FOLDER: &str = "GLOSSATOR_TEST_FOLDER";
const SENTENCE: &str = "Parliament passed the budget. 😊 ";
const KILLS: u64 = 12;

fn article(folder: &Path) -> Article {
    article::read(&folder.join("news.txt"), None).expect("an article")
}

fn annotation(article: &Article, number: usize) -> Annotation {
    let start = number * SENTENCE.len();
    let at = |offset: usize| ByteOffset::new(start + offset);
    Annotation {
        id: AnnotationId::new(format!("{number}")),
        span: article.text().span(at(0), at(29)).expect("a span"),
        label: LabelId::new("fact"),
        second: None,
        note: None,
        unsure: false,
        origin: None,
        made: Timestamp::from_second(1_772_615_551).expect("a time"),
        changed: None,
        moved: None,
    }
}

/// Labels one sentence after the other for ever, and prints how many are saved whenever they are. The other test starts
/// it in a process of its own; by itself it has nothing to do.
#[test]
fn child() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let article = article(&folder);
    let header = Header::fresh(&article, "ana", Home::Beside);
    let path = folder.join("news.ron");
    let saver = Saver::start(
        path,
        article.clone(),
        header,
        (Layer::new(About::with_labels(labels::built_in())), History::default()),
        OnDisk::nothing(),
        None,
        Box::new(|| {}),
    )
    .expect("a thread");
    let mut out = fs::File::create(folder.join("saved")).expect("a file");
    for number in 0.. {
        let edits = vec![Edit::Add(annotation(&article, number))];
        let name = "step".to_owned();
        saver.happened(Event::Done(Arc::new(Step { name, edits })));
        let status = if number % 3 == 0 {
            saver.flush(Duration::from_secs(10))
        } else {
            saver.status()
        };
        if let SaveStatus::Saved { .. } = status {
            writeln!(out, "{}", number + 1).expect("written");
        }
    }
}

#[test]
fn what_was_said_to_be_saved_survives_a_kill() {
    for round in 0..KILLS {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        fs::write(folder.join("news.txt"), SENTENCE.repeat(20_000)).expect("written");
        let mut child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "child", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let saved = folder.join("saved");
        while fs::read(&saved).is_ok_and(|lines| lines.is_empty()) || !saved.exists() {
            thread::sleep(Duration::from_millis(1));
        }
        // Somewhere in the middle of one of the next saves.
        thread::sleep(Duration::from_micros(1_700 * round));
        child.kill().expect("killed");
        child.wait().expect("gone");
        let lines = BufReader::new(fs::File::open(&saved).expect("a file")).lines();
        let said: usize = lines
            .filter_map(|line| line.ok()?.parse().ok())
            .max()
            .expect("at least once");
        let loaded = load(&folder.join("news.ron"), &article(folder), Home::Beside).expect("a whole file");
        assert!(loaded.faults.is_empty());
        assert!(loaded.layer.len() >= said, "{} of {said}", loaded.layer.len());
    }
}
