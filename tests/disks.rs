//! Disks that fail for real. `.ci/disks` runs it where it may mount some.

#![cfg(target_os = "linux")]
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
    process::Command as Process,
};

use glossator::{
    store::{self, Manifest, SaveStatus},
    workspace::{Command, Dialog, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled},
    marked::press,
    project::folder_of_user,
};

const TEXT: &str = "One. Two. Three. Four. Five. Six.";
/// Where the child works; without it this is the parent.
const FOLDER: &str = "GLOSSATOR_TEST_FOLDER";

/// A desk on which the folder `small` is a drive of half a megabyte with a project on it.
struct Small {
    desk: Desk,
    drive: PathBuf,
}

fn run(program: &str, arguments: &[&str], path: &Path) {
    let status = Process::new(program).args(arguments).arg(path).status();
    assert!(status.expect("it runs").success(), "{program} {arguments:?}");
}

impl Small {
    fn new() -> Self {
        let desk = Desk::new();
        let drive = desk.path("small");
        fs::create_dir(&drive).expect("made");
        run("mount", &["-t", "tmpfs", "-o", "size=512k", "none"], &drive);
        Manifest::new("News").create(&drive.join("news")).expect("made");
        fs::write(drive.join("news/a.txt"), TEXT).expect("written");
        Self { desk, drive }
    }

    fn open(&self) -> Workspace {
        let mut workspace = self.desk.workspace();
        workspace.run(Command::OpenFile(self.drive.join("news")));
        workspace.wait();
        workspace.run(Command::OpenArticle("a.txt".into()));
        workspace.wait();
        workspace
    }

    fn layer(&self, workspace: &Workspace) -> PathBuf {
        store::home::layer_in(&self.drive.join("news"), "a.txt", &folder_of_user(workspace))
    }

    /// What journals say, in the project and outside.
    fn journals(&self) -> String {
        let inside = |name: &str| contents(&self.drive.join(name).join(".glossator/journals"));
        [contents(&self.desk.path("journals")), inside("news"), inside("away")].concat()
    }
}

/// All that is in a folder.
fn contents(folder: &Path) -> String {
    let paths = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path());
    let content = |path: PathBuf| {
        if path.is_dir() {
            contents(&path)
        } else {
            fs::read_to_string(&path).expect("text")
        }
    };
    paths.map(content).collect()
}

impl Drop for Small {
    fn drop(&mut self) {
        run("umount", &["-l"], &self.drive);
    }
}

fn why(workspace: &Workspace) -> Option<String> {
    match document(workspace).save_status() {
        SaveStatus::Failed { message, .. } => Some(message),
        _ => None,
    }
}

fn is_saved(workspace: &Workspace) -> bool {
    matches!(document(workspace).save_status(), SaveStatus::Saved { .. })
}

/// Labels on a drive that `fails`, and then `works` again.
fn story(fails: impl FnOnce(&Small), says: &str, works: impl FnOnce(&Small)) {
    let small = Small::new();
    let mut workspace = small.open();
    press(&mut workspace, "1 2");
    workspace.run(Command::SaveNow);
    assert!(is_saved(&workspace), "{:?}", workspace.notice());
    let layer = small.layer(&workspace);
    let before = fs::read(&layer).expect("a file");
    fails(&small);
    press(&mut workspace, "3 1");
    // Too long for what may be left of a page.
    let id = document(&workspace).layer().nth(0).expect("one").id.clone();
    workspace.run(Command::SetNote(id, "x".repeat(9000)));
    eventually("it fails", || why(&workspace).is_some());
    let message = why(&workspace).expect("a message");
    assert!(message.contains(says), "{message}");
    assert_eq!(labelled(&workspace).len(), 4, "the edits are there");
    workspace.run(Command::Quit);
    assert!(
        matches!(workspace.dialog(), Some(Dialog::Unsaved { .. })),
        "closing asks"
    );
    workspace.run(Command::Back);
    if let Ok(now) = fs::read(&layer) {
        assert_eq!(now, before, "the old file is whole");
    }
    assert!(small.journals().contains(&"x".repeat(9000)), "the journal has it");
    works(&small);
    eventually("it is saved", || is_saved(&workspace));
    drop(workspace);
    let again = small.open();
    assert_eq!(labelled(&again).len(), 4);
    assert_eq!(document(&again).notices(), [""; 0]);
    let left = fs::read_dir(layer.parent().expect("a folder"))
        .expect("a folder")
        .count();
    assert_eq!(left, 1, "nothing is left beside the file");
}

#[test]
#[ignore = "mounts drives: see .ci/disks"]
fn a_full_drive() {
    let fill = |small: &Small| {
        // To the last byte: what is written half stays.
        let _ = fs::write(small.drive.join("ballast"), vec![0; 1 << 20]);
    };
    story(fill, "the drive is full", |small| {
        fs::remove_file(small.drive.join("ballast")).expect("removed");
    });
}

#[test]
#[ignore = "mounts drives: see .ci/disks"]
fn a_drive_that_becomes_read_only() {
    // Laid over the drive, as the journal is open for writing.
    let protect = |small: &Small| {
        let drive = small.drive.to_str().expect("a path");
        run("mount", &["--bind", drive], &small.drive);
        run("mount", &["-o", "remount,ro,bind"], &small.drive);
    };
    story(protect, "its drive is read-only", |small| {
        run("umount", &[], &small.drive)
    });
}

/// The folder of a project renamed while an article of it is open: it does not come into being anew.
#[test]
#[ignore = "mounts drives: see .ci/disks"]
fn a_folder_that_is_renamed() {
    let (away, back) = (
        |small: &Small| fs::rename(small.drive.join("news"), small.drive.join("away")).expect("renamed"),
        |small: &Small| {
            assert!(!small.drive.join("news").exists());
            fs::rename(small.drive.join("away"), small.drive.join("news")).expect("renamed");
        },
    );
    story(away, "is not there", back);
}

/// Labels until the file is as long as it may become, and then some more.
#[test]
#[ignore = "started by the next"]
fn child() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    store::survive_limits().expect("a signal can be ignored");
    let settings = store::settings::SettingsFile::load_from(&folder);
    let mut workspace = Workspace::new(settings, std::sync::Arc::new(|| {}));
    workspace.run(Command::OpenFile(folder.join("a.txt")));
    workspace.wait();
    press(&mut workspace, "1");
    workspace.run(Command::SaveNow);
    assert!(is_saved(&workspace));
    let id = document(&workspace).layer().nth(0).expect("one").id.clone();
    workspace.run(Command::SetNote(id, "x".repeat(100_000)));
    press(&mut workspace, "2");
    eventually("it fails", || why(&workspace).is_some());
    let message = why(&workspace).expect("a message");
    assert!(message.contains("may become"), "{message}");
    press(&mut workspace, "ctrl+z ctrl+z");
    eventually("it is saved", || is_saved(&workspace));
}

#[test]
#[ignore = "limits a process: see .ci/disks"]
fn files_that_may_not_grow() {
    let desk = Desk::new();
    desk.write("a.txt", TEXT);
    // What it prints is taken by a pipe: a file that this test prints to may be longer than the limit already.
    let output = Process::new("prlimit")
        .args(["--fsize=50000", "--"])
        .arg(env::current_exe().expect("this test"))
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(FOLDER, desk.path(""))
        .output()
        .expect("it runs");
    let printed = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&printed));
    assert_eq!(desk.files(), ["a.ron", "a.txt"]);
    assert!(desk.read("a.ron").contains("quote: \"One.\""));
}
