//! Two programs that open the same labels: one may change them, the other says who has them and takes over later.

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
    path::{Path, PathBuf},
    process::{Child, Command as Process},
    sync::Arc,
    thread,
    time::Duration,
};

use glossator::{
    annotation::Edit,
    store::{self, Claim, Manifest, SaveStatus, settings::SettingsFile},
    workspace::{Command, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, noon, saved},
    marked::press,
    window::Window,
};

/// What a child opens, and the folder of its settings; without them this is the parent.
const ARTICLE: &str = "GLOSSATOR_TEST_ARTICLE";
const SETTINGS: &str = "GLOSSATOR_TEST_SETTINGS";
/// A folder in which child and parent tell each other how far they are.
const SIGNALS: &str = "GLOSSATOR_TEST_SIGNALS";
const TEXT: &str = "One. Two. Three. Four.";

/// Another window: it labels the first sentence and saves, and does more when it is told to.
struct Other {
    child: Child,
    signals: PathBuf,
}

impl Other {
    /// Opens an article in another program, whose settings are kept in a folder of the desk.
    fn open(desk: &Desk, article: &Path, settings: &str) -> Self {
        let signals = desk.path(&format!("journals/{settings}-signals"));
        fs::create_dir_all(&signals).expect("made");
        let child = Process::new(env::current_exe().expect("this test"))
            .args(["--exact", "child", "--nocapture"])
            .env(ARTICLE, article)
            .env(SETTINGS, desk.path(settings))
            .env(SIGNALS, &signals)
            .env("USER", "ana")
            .spawn()
            .expect("it runs");
        let other = Self { child, signals };
        other.wait_for("ready");
        other
    }

    fn wait_for(&self, signal: &str) {
        let path = self.signals.join(signal);
        eventually(signal, || path.exists());
    }

    fn tell(&self, signal: &str) {
        fs::write(self.signals.join(signal), "").expect("written");
    }

    /// Labels one more sentence there.
    fn label(&self) {
        self.tell("label");
        self.wait_for("labelled");
    }

    /// Ends it as a user does.
    fn close(mut self) {
        self.tell("close");
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The other window. By itself it has nothing to do.
#[test]
fn child() {
    let (Some(article), Some(settings), Some(signals)) =
        (env::var_os(ARTICLE), env::var_os(SETTINGS), env::var_os(SIGNALS))
    else {
        return;
    };
    let signals = PathBuf::from(signals);
    let signal = |name: &str| fs::write(signals.join(name), "").expect("written");
    let settings = SettingsFile::load_from(Path::new(&settings));
    let mut workspace = Workspace::new(settings, Arc::new(|| {})).with_clock(noon);
    workspace.run(Command::OpenFile(article.into()));
    workspace.wait();
    press(&mut workspace, "1");
    saved(&mut workspace);
    signal("ready");
    let mut has_labelled = false;
    while !signals.join("close").exists() {
        workspace.tick();
        if !has_labelled && signals.join("label").exists() {
            has_labelled = true;
            press(&mut workspace, "2");
            saved(&mut workspace);
            signal("labelled");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn wait_until_writable(workspace: &mut Workspace) {
    eventually("it takes over", || {
        workspace.tick();
        workspace.wait();
        document(workspace).read_only().is_none()
    });
}

/// A second window while another program has the labels open, and after that.
fn story(desk: &Desk, article: &Path, layer: &str) {
    let other = Other::open(desk, article, "");
    let mut workspace = desk.open(article);
    let why = document(&workspace).read_only().expect("read only").to_owned();
    let process = format!("process {}", other.child.id());
    assert!(
        why.starts_with("These labels are open in another window (ana on ") && why.contains(&process),
        "{why}"
    );
    assert!(why.ends_with("They can be read here, not changed."), "{why}");
    assert_eq!(labelled(&workspace).len(), 1, "what was saved there is shown");
    let before = desk.read(layer);
    press(&mut workspace, "down 3 ctrl+enter");
    workspace.run(Command::SetAside);
    assert!(workspace.notice().is_problem);
    workspace.run(Command::OpenAgain);
    workspace.wait();
    assert!(document(&workspace).is_taken(), "nobody has let go");
    assert_eq!(desk.read(layer), before, "nothing was written");
    other.label();
    other.close();

    let unit = document(&workspace).unit();
    let text = Arc::as_ptr(document(&workspace).text());
    wait_until_writable(&mut workspace);
    assert_eq!(labelled(&workspace).len(), 2, "and what came later too");
    assert_eq!(document(&workspace).unit(), unit, "one stays where one is");
    assert_eq!(
        Arc::as_ptr(document(&workspace).text()),
        text,
        "and the text does not move"
    );
    press(&mut workspace, "3");
    saved(&mut workspace);
    assert_eq!(labelled(&workspace).len(), 3);
    assert!(desk.read(layer).contains("quote: \"Three.\""));
}

/// The names of all locks below a folder.
fn locks(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(locks(&path));
        } else if path.extension().is_some_and(|ending| ending == "lock") {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_second_window_on_a_lone_article_can_only_read() {
    let desk = Desk::new();
    let article = desk.write("a.txt", TEXT);
    story(&desk, &article, "a.ron");
    eventually("no lock is left", || locks(&desk.path("")).is_empty());
    assert_eq!(desk.files(), ["a.ron", "a.txt"]);
}

#[test]
fn a_second_window_on_an_article_of_a_project_can_only_read() {
    let desk = Desk::new();
    Manifest::new("News").create(&desk.path("news")).expect("made");
    fs::create_dir(desk.path("news/may")).expect("made");
    let article = desk.write("news/may/a.txt", TEXT);
    fs::write(desk.path("settings.ron"), "(annotator: \"ana\")").expect("written");
    story(&desk, &article, "news/annotations/ana/may/a.txt.ron");
    eventually("no lock is left", || locks(&desk.path("")).is_empty());
}

#[test]
fn labels_of_others_are_not_locked() {
    let desk = Desk::new();
    Manifest::new("News").create(&desk.path("news")).expect("made");
    let article = desk.write("news/a.txt", TEXT);
    fs::write(desk.path("settings.ron"), "(annotator: \"ben\")").expect("written");
    fs::create_dir(desk.path("journals")).expect("made");
    fs::create_dir(desk.path("journals/hers")).expect("made");
    fs::write(desk.path("journals/hers/settings.ron"), "(annotator: \"ana\")").expect("written");
    let other = Other::open(&desk, &article, "journals/hers");
    let lock = desk.path("news/.glossator/locks/ana/a.txt.lock");
    assert!(lock.exists());
    let mut workspace = desk.open(&article);
    assert_eq!(document(&workspace).read_only(), None);
    press(&mut workspace, "1");
    saved(&mut workspace);
    // Hers are, also for him.
    workspace.run(Command::OpenFile(desk.path("news/annotations/ana/a.txt.ron")));
    workspace.wait();
    assert!(document(&workspace).is_taken());
    other.close();
    assert!(!lock.exists());
}

#[test]
fn a_program_that_is_killed_leaves_no_lock_behind() {
    let desk = Desk::new();
    Manifest::new("News").create(&desk.path("news")).expect("made");
    for article in [desk.write("a.txt", TEXT), desk.write("news/a.txt", TEXT)] {
        // To drop it kills it.
        drop(Other::open(&desk, &article, ""));
        assert_eq!(locks(&desk.path("")).len(), 1, "the file stays, but nobody holds it");
        let workspace = desk.open(&article);
        assert_eq!(document(&workspace).read_only(), None);
        drop(workspace);
        eventually("no lock is left", || locks(&desk.path("")).is_empty());
        fs::remove_dir_all(desk.path("journals/-signals")).expect("removed");
    }
}

#[test]
fn where_a_project_cannot_be_written_the_lock_is_the_users_own() {
    let desk = Desk::new();
    Manifest::new("News").create(&desk.path("news")).expect("made");
    let article = desk.write("news/a.txt", TEXT);
    desk.write("news/.glossator", "no folder");
    fs::write(desk.path("settings.ron"), "(annotator: \"ana\")").expect("written");
    let other = Other::open(&desk, &article, "");
    assert_eq!(locks(&desk.path("journals")).len(), 1);
    let workspace = desk.open(&article);
    assert!(document(&workspace).is_taken());
    other.close();
}

#[cfg(unix)]
#[test]
fn a_lock_is_never_written_through_a_link() {
    let desk = Desk::new();
    Manifest::new("News").create(&desk.path("news")).expect("made");
    let article = desk.write("news/a.txt", TEXT);
    fs::write(desk.path("settings.ron"), "(annotator: \"ana\")").expect("written");
    fs::create_dir(desk.path("outside")).expect("made");
    let theirs = desk.write("outside/a.txt.lock", "theirs");
    fs::create_dir_all(desk.path("news/.glossator/locks")).expect("made");
    std::os::unix::fs::symlink(desk.path("outside"), desk.path("news/.glossator/locks/ana")).expect("a link");
    let workspace = desk.open(&article);
    assert_eq!(document(&workspace).read_only(), None);
    assert_eq!(fs::read_to_string(theirs).expect("a file"), "theirs");
    assert_eq!(fs::read_dir(desk.path("outside")).expect("a folder").count(), 1);
}

#[test]
fn programs_that_share_no_lock_keep_the_work_of_both() {
    let desk = Desk::new();
    let article = desk.write("a.txt", TEXT);
    // Without a folder for it there is no lock.
    fs::create_dir_all(desk.path("journals/hers")).expect("made");
    desk.write("journals/hers/journals", "no folder");
    let other = Other::open(&desk, &article, "journals/hers");
    let mut workspace = desk.open(&article);
    assert_eq!(document(&workspace).read_only(), None);
    press(&mut workspace, "end 3");
    saved(&mut workspace);
    other.label();
    press(&mut workspace, "up 2");
    saved(&mut workspace);
    other.close();
    let again = desk.open(&desk.path("a.ron"));
    let quotes: Vec<String> = labelled(&again).into_iter().map(|(_, quote)| quote).collect();
    assert_eq!(quotes, ["One.", "Two.", "Three.", "Four."]);
    assert_eq!(desk.files(), ["a.ron", "a.txt"], "and nothing is beside them");
}

#[test]
fn labels_that_come_in_meanwhile_are_taken_over_with_their_undo() {
    let desk = Desk::new();
    let article = desk.write("a.txt", TEXT);
    let other = Other::open(&desk, &article, "");
    let journals = desk.path("journals");
    // As `glossator import` does it.
    let edits = store::amend(&article, "ana", Some(&journals), "Import labels", |article, layer| {
        let mut annotation = layer.nth(0).expect("the first").clone();
        annotation.id = glossator::annotation::AnnotationId::new("mine");
        let at = glossator::article::ByteOffset::new;
        annotation.span = article.text().span(at(10), at(16)).expect("a span");
        vec![Edit::Add(annotation)]
    });
    assert_eq!(edits.expect("it is possible").len(), 1);
    other.label();
    // To drop it kills it.
    drop(other);
    let mut workspace = desk.open(&article);
    assert_eq!(document(&workspace).read_only(), None);
    assert_eq!(labelled(&workspace).len(), 3);
    workspace.run(Command::Undo);
    workspace.run(Command::Undo);
    let quotes: Vec<String> = labelled(&workspace).into_iter().map(|(_, quote)| quote).collect();
    assert_eq!(
        quotes,
        ["Three."],
        "what the window did can be undone, as it kept its journal"
    );
}

/// Where several processes ask for the same lock again and again; without it this is the parent.
const TURNS: &str = "GLOSSATOR_TEST_TURNS";

/// Takes the lock and lets it go, and looks whether anybody else is there in between.
#[test]
fn turns() {
    let Some(folder) = env::var_os(TURNS).map(PathBuf::from) else {
        return;
    };
    let mut had = 0;
    while had < 300 {
        match Claim::of(&folder.join("a.txt"), "ana", Some(&folder.join("journals"))) {
            Claim::Mine(lock) => {
                let inside = folder.join("inside");
                fs::File::create_new(&inside).expect("nobody else is there");
                fs::remove_file(&inside).expect("removed");
                drop(lock);
                had += 1;
            }
            Claim::Taken(_) => thread::yield_now(),
            Claim::NoPlace => panic!("there is a place"),
        }
    }
}

#[test]
fn nobody_has_a_lock_with_another() {
    let desk = Desk::new();
    desk.write("a.txt", TEXT);
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut child = Process::new(env::current_exe().expect("this test"));
            child
                .args(["--exact", "turns", "--nocapture"])
                .env(TURNS, desk.path(""));
            child.spawn().expect("it runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(locks(&desk.path("")), [] as [PathBuf; 0]);
}

#[test]
fn the_window_says_who_has_the_labels_and_takes_over() {
    let desk = Desk::new();
    let article = desk.write("a.txt", TEXT);
    let other = Other::open(&desk, &article, "");
    let mut window = Window::new(desk.open(&article));
    assert!(window.shows("These labels are open in another window (ana on "));
    assert!(window.shows("Read only"));
    assert!(
        !window.shows("the file is kept under another name"),
        "there is nothing wrong with the file"
    );
    window.click("Try again");
    window.harness.state_mut().workspace_mut().wait();
    window.settle();
    assert!(window.shows("These labels are open in another window"));
    other.close();
    eventually("it takes over", || {
        window.settle();
        window.shows("The labels can be changed now")
    });
    assert!(!window.shows("These labels are open in another window"));
    window.key(egui::Key::End);
    window.key(egui::Key::Num2);
    eventually("it is saved", || {
        matches!(document(window.workspace()).save_status(), SaveStatus::Saved { .. })
    });
    assert!(desk.read("a.ron").contains("quote: \"Four.\""));
}
