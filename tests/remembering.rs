//! What is remembered over restarts: undo and redo, and what a crash kept from the file.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use glossator::workspace::{Command, Workspace};
use support::{
    desk::{Desk, document, labelled, saved},
    marked::{open, press, render},
    project::{self, folder_of_user, run},
};

const TEXT: &str = "{One.} Two. Three. Four.";

fn again(desk: &Desk) -> Workspace {
    desk.open(&desk.path("story.txt"))
}

#[test]
fn undo_and_redo_reach_back_over_restarts() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2 3 ctrl+z");
    saved(&mut workspace);
    drop(workspace);

    let mut workspace = again(&desk);
    assert_eq!(labelled(&workspace).len(), 2);
    press(&mut workspace, "ctrl+shift+z");
    assert_eq!(workspace.notice().text, "Redid: Labelled as Opinion");
    assert_eq!(labelled(&workspace).len(), 3);
    press(&mut workspace, "ctrl+z ctrl+z");
    assert_eq!(workspace.notice().text, "Undid: Labelled as Analysis");
    saved(&mut workspace);
    drop(workspace);

    let mut workspace = again(&desk);
    press(&mut workspace, "ctrl+z");
    assert_eq!(labelled(&workspace), []);
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Nothing to undo.");
    press(&mut workspace, "ctrl+shift+z ctrl+shift+z ctrl+shift+z");
    assert_eq!(labelled(&workspace).len(), 3, "as often as one likes");
}

#[test]
fn the_journal_may_be_deleted() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    std::fs::remove_dir_all(desk.path("journals")).expect("removed");
    let mut workspace = again(&desk);
    assert_eq!(labelled(&workspace).len(), 2);
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Nothing to undo.");
    press(&mut workspace, "3 ctrl+z");
    assert_eq!(labelled(&workspace).len(), 2);
}

#[test]
fn a_journal_that_is_not_understood_is_kept_before_it_is_begun_anew() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    let journals = || std::fs::read_dir(desk.path("journals")).expect("a folder");
    let path = journals().next().expect("a journal").expect("an entry").path();
    // As a newer version may go on.
    let ours = std::fs::read_to_string(&path).expect("a journal");
    let newer = ours + "{\"linked\":{\"one\":\"a\",\"other\":\"b\"}}\n\"undo\"\n";
    std::fs::write(&path, &newer).expect("written");
    for _ in 0..2 {
        let workspace = again(&desk);
        assert_eq!(labelled(&workspace).len(), 2, "what comes after is not done");
        let notices = document(&workspace).notices();
        assert!(
            notices.len() == 1 && notices[0].contains(".unread-1.jsonl"),
            "{notices:?}"
        );
    }
    let mut workspace = again(&desk);
    press(&mut workspace, "ctrl+z 3");
    saved(&mut workspace);
    drop(workspace);
    let copy = path.with_extension("unread-1.jsonl");
    assert_eq!(std::fs::read_to_string(copy).expect("a copy"), newer);
    assert_eq!(journals().count(), 2, "it is kept once");
    let mut workspace = again(&desk);
    assert_eq!(document(&workspace).notices(), [""; 0]);
    press(&mut workspace, "ctrl+z ctrl+z");
    assert_eq!(labelled(&workspace), []);
}

#[test]
fn a_file_changed_by_others_is_not_undone_into() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    let ron = desk
        .read("story.ron")
        .replace("label: \"analysis\"", "label: \"opinion\"");
    desk.write("story.ron", ron);
    let mut workspace = again(&desk);
    assert_eq!(labelled(&workspace)[1].0, "opinion");
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Nothing to undo.");
}

#[test]
fn what_was_saved_and_then_taken_back_outside_stays_taken_back() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let older = desk.read("story.ron");
    press(&mut workspace, "3");
    saved(&mut workspace);
    drop(workspace);
    // As a checkout of an older version does it: what it holds can be undone, and nothing comes by itself.
    desk.write("story.ron", older);
    let mut workspace = again(&desk);
    assert_eq!(labelled(&workspace).len(), 2);
    assert_eq!(document(&workspace).notices(), [""; 0]);
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Undid: Labelled as Analysis");
    saved(&mut workspace);
    drop(workspace);
    // And a file that was deleted is begun anew.
    std::fs::remove_file(desk.path("story.ron")).expect("removed");
    let workspace = again(&desk);
    assert_eq!(labelled(&workspace), []);
    assert_eq!(document(&workspace).notices(), [""; 0]);
}

/// As if the program had been killed when the journal was written but the file, now `file`, was not.
fn kill_before_saving(desk: &Desk, file: String) {
    desk.write("story.ron", file);
    let entry = std::fs::read_dir(desk.path("journals"))
        .expect("journals")
        .next()
        .expect("one");
    let journal = entry.expect("a file").path();
    let lines = std::fs::read_to_string(&journal).expect("a journal");
    let last = lines.trim_end().rfind('\n').expect("several lines");
    std::fs::write(&journal, &lines[..=last]).expect("written");
}

#[test]
fn what_a_crash_kept_from_the_file_is_there_again() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let file = desk.read("story.ron");
    press(&mut workspace, "3 up u");
    saved(&mut workspace);
    let expected = render(&workspace);
    drop(workspace);
    kill_before_saving(&desk, file);

    let mut workspace = again(&desk);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down down");
    assert_eq!(render(&workspace), expected);
    assert!(document(&workspace).notices()[0].contains("What you had done is here again (2 steps)"));
    saved(&mut workspace);
    assert!(desk.read("story.ron").contains("unsure: true"));
    press(&mut workspace, "ctrl+z ctrl+z ctrl+z ctrl+z");
    assert_eq!(labelled(&workspace), [], "and all of it can be undone");
}

/// The journals below a folder.
fn journals(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let below = |path: std::path::PathBuf| if path.is_dir() { journals(&path) } else { vec![path] };
    let mut paths: Vec<_> = paths.flat_map(below).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    paths
}

#[test]
fn a_project_keeps_its_journals_and_git_does_not_see_them() {
    let (desk, mut workspace) = project::project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let user = folder_of_user(&workspace);
    drop(workspace);
    let own = desk.path("news/.glossator/journals");
    assert_eq!(journals(&own), [own.join(&user).join("bank.txt.jsonl")]);
    assert_eq!(journals(&desk.path("journals")).len(), 0);
    assert_eq!(desk.read("news/.glossator/journals/.gitignore"), "*\n");

    // As it was kept by earlier versions.
    let place = desk.path("journals");
    let layer = glossator::store::home::layer_in(&desk.path("news"), "bank.txt", &user);
    let old = lone_journal(&place, &layer);
    std::fs::create_dir_all(&place).expect("made");
    std::fs::rename(own.join(&user).join("bank.txt.jsonl"), &old).expect("moved");
    let mut workspace = project::open(&desk);
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    press(&mut workspace, "ctrl+z");
    assert_eq!(labelled(&workspace).len(), 1);
    saved(&mut workspace);
    drop(workspace);
    assert_eq!(journals(&own).len(), 1, "it is where it belongs again");
    assert!(!old.exists());
}

/// Where the journal of a layer is kept outside of projects.
fn lone_journal(folder: &std::path::Path, layer: &std::path::Path) -> std::path::PathBuf {
    use sha2::Digest;
    let parent = std::fs::canonicalize(layer.parent().expect("a folder")).expect("it is there");
    let path = parent.join(layer.file_name().expect("a name"));
    let digest = sha2::Sha256::digest(path.as_os_str().as_encoded_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!("bank.txt-{digest}.jsonl"))
}

#[test]
fn a_journal_deleted_while_it_is_written_is_begun_anew() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    std::fs::remove_dir_all(desk.path("journals")).expect("removed");
    press(&mut workspace, "3");
    saved(&mut workspace);
    drop(workspace);
    let mut workspace = again(&desk);
    press(&mut workspace, "ctrl+z ctrl+z ctrl+z");
    assert_eq!(labelled(&workspace), []);
}

#[test]
fn what_is_said_besides_labels_alone_forgets_nothing() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    let mut workspace = again(&desk);
    workspace.run(Command::SetLanguage("de".into()));
    workspace.wait();
    saved(&mut workspace);
    drop(workspace);
    let mut workspace = again(&desk);
    press(&mut workspace, "ctrl+z");
    assert_eq!(labelled(&workspace).len(), 1);
}

#[test]
fn what_others_overwrote_after_a_crash_is_done_again() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let file = desk.read("story.ron");
    press(&mut workspace, "3");
    saved(&mut workspace);
    drop(workspace);
    // Killed before the third came into the file, into which others have written since.
    desk.write("story.ron", file.replace("label: \"fact\"", "label: \"opinion\""));
    let journal = journals(&desk.path("journals")).remove(0);
    let lines = std::fs::read_to_string(&journal).expect("a journal");
    let lines: Vec<&str> = lines.split_inclusive('\n').collect();
    std::fs::write(&journal, lines[..lines.len() - 2].concat()).expect("written");
    let workspace = again(&desk);
    let labels: Vec<_> = labelled(&workspace).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["opinion", "analysis", "opinion"]);
    assert!(document(&workspace).notices()[0].contains("is here again (1 step)"));
}

#[test]
fn after_a_crash_the_frame_stands_where_there_is_no_label() {
    let desk = Desk::new();
    let mut workspace = open(&desk, TEXT);
    press(&mut workspace, "1");
    saved(&mut workspace);
    let file = desk.read("story.ron");
    press(&mut workspace, "1");
    saved(&mut workspace);
    drop(workspace);
    kill_before_saving(&desk, file);
    let mut workspace = again(&desk);
    assert_eq!(labelled(&workspace).len(), 2);
    // The same label again would be taken away where there is one.
    press(&mut workspace, "1");
    assert_eq!(labelled(&workspace).len(), 3);
}
