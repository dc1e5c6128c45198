//! The program killed at any moment: what it had said to be saved is there, and so is all that was done more than a second
//! before. `GLOSSATOR_KILLS` says how often.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command as Process, Stdio},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use glossator::{
    article,
    labels::LabelId,
    store::{Home, Manifest, SaveStatus, load, settings::SettingsFile},
    workspace::{Command, LabelChange, Workspace},
};
use support::{
    desk::{document, noon},
    marked::press,
};

/// Where the child works; without it this is the parent.
const FOLDER: &str = "GLOSSATOR_TEST_FOLDER";
/// A child that only opens the article.
const IDLE: &str = "GLOSSATOR_TEST_IDLE";
const KILLS: &str = "GLOSSATOR_KILLS";
const SENTENCE: &str = "Parliament passed the budget. 😊 ";
/// How often the program is killed over one article.
const EACH: u64 = 10;

/// What can be seen of an article: its labels, and what can be undone and redone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    labels: u64,
    all: u64,
}

impl Seen {
    fn of(workspace: &Workspace) -> Self {
        let document = document(workspace);
        let mut hasher = DefaultHasher::new();
        format!("{:?}", document.layer().iter().collect::<Vec<_>>()).hash(&mut hasher);
        format!("{:?}", document.layer().about()).hash(&mut hasher);
        let labels = hasher.finish();
        let history = document.history();
        format!("{:?} {:?}", history.len(), (history.to_undo(), history.to_redo())).hash(&mut hasher);
        Self {
            labels,
            all: hasher.finish(),
        }
    }
}

/// Whether there is a project on this desk, or a lone article.
fn place(folder: &Path) -> (PathBuf, PathBuf) {
    let project = folder.join("news");
    if project.exists() {
        let user = SettingsFile::load_from(folder).get().annotator.clone();
        let layer = glossator::store::home::layer_in(&project, "a.txt", &user);
        return (project.join("a.txt"), layer);
    }
    (folder.join("a.txt"), folder.join("a.ron"))
}

fn open(folder: &Path) -> Workspace {
    let settings = SettingsFile::load_from(folder);
    let mut workspace = Workspace::new(settings, Arc::new(|| {})).with_clock(noon);
    workspace.run(Command::OpenFile(place(folder).0));
    workspace.wait();
    assert_eq!(document(&workspace).read_only(), None);
    workspace
}

fn milliseconds() -> u128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.expect("after 1970").as_millis()
}

/// Does this and that.
fn act(workspace: &mut Workspace) {
    match fastrand::u8(..20) {
        0..8 => press(workspace, ["1", "2", "3"][fastrand::usize(..3)]),
        8..11 => press(workspace, "ctrl+z"),
        11..13 => press(workspace, "ctrl+shift+z"),
        13 => press(workspace, "u"),
        14 => press(workspace, "up 3"),
        15 => press(workspace, "home 2"),
        16 => press(workspace, "up del"),
        17 => {
            let id = document(workspace)
                .annotation_at_hand()
                .map(|at_hand| at_hand.id.clone());
            if let Some(id) = id {
                workspace.run(Command::SetNote(id, format!("note {}\n😊", fastrand::u16(..))));
            }
        }
        // Those of a project are in a file of their own.
        18 if workspace.project().is_none() => {
            let labels = document(workspace).labels();
            let mut label = labels.get(&LabelId::new("opinion")).expect("a label").clone();
            label.name = format!("Opinion {}", fastrand::u16(..));
            workspace.run(Command::ChangeLabels(LabelChange::Put(label)));
        }
        _ => press(workspace, "ctrl+s"),
    }
    workspace.tick();
}

/// Labels on and on, and writes down when it has done what, and what it was told to be saved. The other test starts it in
/// a process of its own; by itself it has nothing to do.
#[test]
fn child() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let mut workspace = open(&folder);
    let log = fs::File::options().append(true).create(true).open(folder.join("log"));
    let mut log = log.expect("a file");
    let mut note = |workspace: &Workspace| {
        let Seen { labels, all } = Seen::of(workspace);
        let is_saved = matches!(document(workspace).save_status(), SaveStatus::Saved { .. });
        writeln!(log, "{} {labels} {all} {is_saved}", milliseconds()).expect("written");
    };
    note(&workspace);
    while env::var_os(IDLE).is_some() {
        thread::sleep(Duration::from_secs(1));
    }
    loop {
        act(&mut workspace);
        note(&workspace);
        if fastrand::u8(..3) == 0 {
            thread::sleep(Duration::from_micros(fastrand::u64(..4000)));
            // It may have been saved meanwhile.
            note(&workspace);
        }
    }
}

/// A line of the child's log.
struct Noted {
    at: u128,
    seen: Seen,
    is_saved: bool,
}

fn log(folder: &Path) -> Vec<Noted> {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let noted = |line: &str| {
        let mut parts = line.split(' ');
        Some(Noted {
            at: parts.next()?.parse().ok()?,
            seen: Seen {
                labels: parts.next()?.parse().ok()?,
                all: parts.next()?.parse().ok()?,
            },
            is_saved: parts.next()?.parse().ok()?,
        })
    };
    log.lines().filter_map(noted).collect()
}

fn start(folder: &Path, is_idle: bool) -> Child {
    Process::new(env::current_exe().expect("this test"))
        .args(["--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .envs(is_idle.then_some((IDLE, "1")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs")
}

fn end(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("gone");
}

/// Starts the program, kills it at some moment, and gives back when.
fn run_and_kill(folder: &Path, round: u64) -> u128 {
    let before = log(folder).len();
    let mut child = start(folder, false);
    while log(folder).len() <= before {
        let ended = child.try_wait().expect("a child");
        assert!(ended.is_none(), "it ended by itself: {ended:?}");
        thread::sleep(Duration::from_millis(1));
    }
    let lives = if round % 20 == 19 {
        1_200_000..1_500_000
    } else {
        0..100_000
    };
    thread::sleep(Duration::from_micros(fastrand::u64(lives)));
    let at = milliseconds();
    end(child);
    at
}

/// Whether all files can be read. Those on the way to their names may be half of one.
fn check_files(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            check_files(&path);
        } else if ending == "jsonl" {
            assert!(
                !path.to_string_lossy().contains(".unread-"),
                "{path:?}: nobody wrote it but us"
            );
            let journal = fs::read_to_string(&path).expect("a journal");
            // The last line may be half of one.
            for line in journal.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            }
        }
    }
}

#[test]
fn what_was_done_survives_a_kill() {
    let kills: u64 = env::var(KILLS).map_or(20, |kills| kills.parse().expect("a number"));
    let seed = fastrand::u64(..);
    fastrand::seed(seed);
    println!("seed {seed}");
    let (mut recovered, mut unnoted) = (0, 0);
    let mut desk = tempfile::tempdir().expect("a folder");
    for round in 0..kills {
        if round % EACH == 0 {
            desk = tempfile::tempdir().expect("a folder");
            let is_project = (round / EACH).is_multiple_of(2);
            if is_project {
                Manifest::new("News").create(&desk.path().join("news")).expect("made");
            }
            fs::write(place(desk.path()).0, SENTENCE.repeat(60)).expect("written");
        }
        let folder = desk.path();
        let _ = fs::remove_file(folder.join("log"));
        let killed = run_and_kill(folder, round);
        let log = log(folder);
        if round % 4 == 3 {
            // Killed once more while it brings back what was not saved.
            let again = start(folder, true);
            thread::sleep(Duration::from_micros(fastrand::u64(..60_000)));
            end(again);
        }
        check_files(folder);
        let (article, layer) = place(folder);
        let article = article::read(&article, None).expect("an article");
        let home = Home::of(article.path()).expect("a home");
        let in_file = layer
            .exists()
            .then(|| load(&layer, &article, home).expect("a whole file"));
        assert!(in_file.as_ref().is_none_or(|loaded| loaded.faults.is_empty()));

        let mut workspace = open(folder);
        let seen = Seen::of(&workspace);
        let due = |noted: &Noted| noted.is_saved || killed.saturating_sub(noted.at) > 1000;
        let due = log.iter().rposition(due).unwrap_or_default();
        let is_known = log.iter().skip(due).any(|noted| noted.seen == seen);
        if !is_known {
            // What was done last was not written down any more: it is one step from what was.
            unnoted += 1;
            let last = log.last().expect("a line").seen.labels;
            let is_last = ["ctrl+z", "ctrl+shift+z", "ctrl+shift+z"].into_iter().any(|keys| {
                press(&mut workspace, keys);
                Seen::of(&workspace).labels == last
            });
            if !is_last {
                panic!(
                    "round {round}: {} lines, {due} due; see {}",
                    log.len(),
                    desk.keep().display()
                );
            }
            continue;
        }
        let is_more = in_file.map_or(!document(&workspace).layer().is_empty(), |loaded| {
            loaded.layer != *document(&workspace).layer()
        });
        if is_more {
            recovered += 1;
            let notices = document(&workspace).notices();
            assert!(
                notices.iter().any(|notice| notice.contains("is here again")),
                "{notices:?}"
            );
        }
    }
    println!("{kills} kills; {recovered} times something was brought back; {unnoted} times more than was noted");
}
