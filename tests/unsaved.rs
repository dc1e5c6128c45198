//! What the window does while edits cannot be saved: it says so, keeps them, goes on trying, offers to save elsewhere, and
//! gives nothing up without being told to.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::{fs, path::Path};

use egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable as _;
use glossator::{
    labels::LabelId,
    store::SaveStatus,
    workspace::{Command, Dialog, ExportTarget, PathFor, Request, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, saved},
    marked::{open, press},
    project::{project, run},
    window::Window,
};

fn fails(workspace: &Workspace) -> bool {
    matches!(document(workspace).save_status(), SaveStatus::Failed { .. })
}

fn is_saved(workspace: &Workspace) -> bool {
    matches!(document(workspace).save_status(), SaveStatus::Saved { .. })
}

fn asks(workspace: &Workspace) -> bool {
    matches!(workspace.dialog(), Some(Dialog::Unsaved { .. }))
}

/// The drive with the folder is gone.
fn take_away(desk: &Desk, folder: &str) {
    fs::rename(desk.path(folder), desk.path("away")).expect("renamed");
}

fn bring_back(desk: &Desk, folder: &str) {
    fs::rename(desk.path("away"), desk.path(folder)).expect("renamed");
}

/// An article in a folder, two sentences of it labelled after the folder was taken away.
fn failing(desk: &Desk) -> Workspace {
    fs::create_dir(desk.path("folder")).expect("made");
    let path = desk.write("folder/a.txt", "One. Two. Three.");
    let mut workspace = desk.open(&path);
    take_away(desk, "folder");
    press(&mut workspace, "1 2");
    eventually("it fails", || fails(&workspace));
    workspace
}

/// A project in which the labels of the open article have been write-protected, and an edit that is not saved.
fn failing_project() -> (Desk, Workspace) {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("budget.txt".into()));
    press(&mut workspace, "1");
    saved(&mut workspace);
    protect(document(&workspace).layer_path(), true);
    press(&mut workspace, "2");
    eventually("it fails", || fails(&workspace));
    (desk, workspace)
}

fn protect(path: &Path, is_protected: bool) {
    let mut permissions = fs::metadata(path).expect("a file").permissions();
    permissions.set_readonly(is_protected);
    fs::set_permissions(path, permissions).expect("set");
}

fn save_elsewhere(workspace: &mut Workspace, folder: &Path) {
    run(workspace, Command::SaveElsewhereTo(folder.to_owned()));
}

#[test]
fn a_copy_elsewhere_has_everything_and_then_one_can_leave() {
    let desk = Desk::new();
    let mut workspace = failing(&desk);
    assert!(workspace.is_enabled(&Command::SaveElsewhere));
    workspace.run(Command::SaveElsewhere);
    assert!(workspace.take_requests().contains(&Request::Pick(PathFor::Elsewhere)));
    save_elsewhere(&mut workspace, &desk.path("stick"));
    let copy = desk.path("stick/a.txt");
    let said = workspace.notice().text.clone();
    assert!(
        said.contains(&copy.display().to_string()) && said.contains("still tried"),
        "{said}"
    );
    assert_eq!(document(&workspace).kept_elsewhere(), Some(&*copy));
    let again = desk.open(&copy);
    assert_eq!(labelled(&again), labelled(&workspace));
    assert_eq!(document(&again).labels(), document(&workspace).labels());

    // One more label, and it is asked again.
    press(&mut workspace, "3");
    workspace.run(Command::Quit);
    assert!(asks(&workspace) && !workspace.take_requests().contains(&Request::Close));
    save_elsewhere(&mut workspace, &desk.path("stick"));
    assert_eq!(workspace.dialog(), None);
    assert_eq!(labelled(&desk.open(&desk.path("stick/a-2.txt"))).len(), 3);
    assert_eq!(labelled(&desk.open(&copy)).len(), 2, "the first copy is as it was");
    workspace.run(Command::Quit);
    assert!(!asks(&workspace) && workspace.take_requests().contains(&Request::Close));

    // Whoever stays finds everything in its own place once that is back.
    bring_back(&desk, "folder");
    eventually("it is saved", || is_saved(&workspace));
    assert!(desk.read("folder/a.ron").contains("quote: \"Three.\""));
}

#[test]
fn another_article_can_be_opened_once_a_copy_is_elsewhere() {
    let desk = Desk::new();
    let other = desk.write("b.txt", "Four.");
    let mut workspace = failing(&desk);
    save_elsewhere(&mut workspace, &desk.path("stick"));
    run(&mut workspace, Command::OpenFile(other));
    assert_eq!(document(&workspace).article().file_name(), "b.txt");
}

#[test]
fn what_is_labelled_after_the_copy_is_not_given_up_for_another_article() {
    let desk = Desk::new();
    let other = desk.write("b.txt", "Four.");
    let mut workspace = failing(&desk);
    save_elsewhere(&mut workspace, &desk.path("stick"));
    workspace.run(Command::OpenFile(other));
    press(&mut workspace, "3");
    workspace.wait();
    assert!(asks(&workspace));
    assert_eq!(labelled(&workspace).len(), 3);
}

#[test]
fn a_copy_of_an_article_of_a_project_stands_on_its_own() {
    let (desk, mut workspace) = failing_project();
    // The text is known all the same.
    take_away(&desk, "news");
    save_elsewhere(&mut workspace, &desk.path("stick"));
    let again = desk.open(&desk.path("stick/budget.txt"));
    assert!(again.project().is_none());
    assert_eq!(labelled(&again), labelled(&workspace));
    assert_eq!(document(&again).labels(), document(&workspace).labels());
    assert_eq!(document(&again).text().as_str(), document(&workspace).text().as_str());
    assert_eq!(document(&again).read_only(), None);
}

#[test]
fn where_saving_elsewhere_fails_too_nothing_is_given_up() {
    let desk = Desk::new();
    let mut workspace = failing(&desk);
    let no_folder = desk.write("file", "");
    save_elsewhere(&mut workspace, &no_folder);
    assert!(workspace.notice().is_problem);
    assert!(
        workspace.notice().text.contains("still here"),
        "{:?}",
        workspace.notice()
    );
    workspace.run(Command::Quit);
    assert!(asks(&workspace));
    assert_eq!(labelled(&workspace).len(), 2);
}

#[test]
fn every_way_of_leaving_asks() {
    let (desk, mut workspace) = failing_project();
    let lone = desk.write("lone.txt", "Four.");
    fs::create_dir(desk.path("other")).expect("made");
    let leaving = [
        Command::Quit,
        Command::OpenFile(lone.clone()),
        Command::OpenAs(lone, encoding_rs::UTF_8),
        Command::OpenFile(desk.path("other")),
        Command::NewProjectAt(desk.path("other")),
        Command::OpenProject(desk.path("other")),
        Command::OpenArticle("rail.txt".into()),
        Command::NextArticle,
        Command::PreviousArticle,
        Command::NextUnfinished,
        Command::OpenExample,
        Command::OpenAgain,
        Command::CloseProject,
    ];
    let before = labelled(&workspace);
    for command in leaving {
        let _ = workspace.take_requests();
        run(&mut workspace, command.clone());
        assert!(asks(&workspace), "{command:?}: {:?}", workspace.notice());
        assert!(!workspace.take_requests().contains(&Request::Close), "{command:?}");
        run(&mut workspace, Command::Back);
        assert_eq!(labelled(&workspace), before, "{command:?}");
        assert_eq!(workspace.article_name().as_deref(), Some("budget.txt"), "{command:?}");
    }
}

#[test]
fn exports_and_imports_do_not_pass_by_what_is_unsaved() {
    let (desk, mut workspace) = failing_project();
    fs::create_dir(desk.path("out")).expect("made");
    run(&mut workspace, Command::ShowExport);
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
    );
    assert!(
        workspace.notice().text.contains("write-protected"),
        "{:?}",
        workspace.notice()
    );
    assert_eq!(fs::read_dir(desk.path("out")).expect("a folder").count(), 0);
    run(&mut workspace, Command::Back);
    let more = desk.write("more.txt", "More.");
    run(&mut workspace, Command::Import(vec![more]));
    assert!(
        workspace.notice().text.contains("write-protected"),
        "{:?}",
        workspace.notice()
    );
    assert!(!desk.path("news/more.txt").exists());
    assert_eq!(labelled(&workspace).len(), 2);
}

#[test]
fn another_project_is_opened_once_the_edits_are_given_up() {
    let (desk, mut workspace) = failing_project();
    run(&mut workspace, Command::NewProjectAt(desk.path("other")));
    assert!(asks(&workspace));
    run(&mut workspace, Command::LeaveUnsaved);
    assert_eq!(workspace.project().expect("a project").root(), desk.path("other"));
    assert!(workspace.document().is_none());
    assert!(!workspace.take_requests().contains(&Request::Close));
}

#[test]
fn what_a_newer_program_writes_meanwhile_is_not_written_over() {
    for (ours, theirs) in [("version: 1", "version: 2"), ("  state:", "  stars: 3,\n  state:")] {
        let desk = Desk::new();
        let mut workspace = open(&desk, "{One.} Two.");
        press(&mut workspace, "1");
        saved(&mut workspace);
        let old = desk.read("story.ron");
        let newer = old.replace(ours, theirs);
        assert_ne!(newer, old);
        desk.write("story.ron", &newer);
        press(&mut workspace, "2");
        workspace.run(Command::SaveNow);
        let SaveStatus::Failed { message, .. } = document(&workspace).save_status() else {
            panic!("{:?}", document(&workspace).save_status());
        };
        assert!(message.contains("update Glossator"), "{message}");
        assert_eq!(desk.read("story.ron"), newer);
        assert_eq!(labelled(&workspace).len(), 2);
        // It is put back: all of it is saved.
        desk.write("story.ron", &old);
        eventually("it is saved", || is_saved(&workspace));
        assert_eq!(desk.files(), ["story.ron", "story.txt"]);
    }
}

#[test]
fn a_write_protected_place_is_told_of_at_the_first_label() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two.");
    let mut first = desk.open(&path);
    press(&mut first, "1");
    saved(&mut first);
    drop(first);
    protect(&desk.path("a.ron"), true);
    let mut window = Window::new(desk.open(&path));
    assert!(!window.shows("Not saved"), "nothing is to be saved yet");
    window.key(Key::Num2);
    eventually("it says so", || {
        window.settle();
        window.shows("Not saved since") && window.shows("is write-protected")
    });
    protect(&desk.path("a.ron"), false);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved") && !window.shows("Not saved")
    });
}

#[test]
fn a_banner_says_what_is_wrong_and_what_can_be_done() {
    let desk = Desk::new();
    let mut window = Window::new(failing(&desk));
    assert!(window.shows("Not saved since"));
    assert!(window.shows("is not there. Put it back"));
    assert!(window.shows("What you have done is kept here, and in the journal for the next start."));
    assert!(window.shows("tried again every two seconds"));
    assert!(window.shows("Save elsewhere…"));
    window.click("Try again now");
    assert!(window.shows("Not saved since"));

    window
        .harness
        .state_mut()
        .workspace_mut()
        .ask_for_path(PathFor::Elsewhere);
    window.settle();
    window.write(&desk.path("stick").display().to_string());
    window.click("Save");
    eventually("a copy is there", || {
        window.settle();
        window.shows("A copy with all of it is in")
    });
    assert_eq!(labelled(&desk.open(&desk.path("stick/a.txt"))).len(), 2);
    window.key(Key::Num1);
    assert!(!window.shows("A copy with all of it is in"), "it has not all any more");
    bring_back(&desk, "folder");
    eventually("the banner goes", || {
        window.settle();
        !window.shows("Not saved") && window.shows("All saved")
    });
}

#[test]
fn the_question_before_closing_offers_another_place() {
    let desk = Desk::new();
    let mut window = Window::new(failing(&desk));
    let close = |window: &mut Window| {
        let viewport = window
            .harness
            .input_mut()
            .viewports
            .entry(ViewportId::ROOT)
            .or_default();
        viewport.events.push(ViewportEvent::Close);
        window.settle();
    };
    close(&mut window);
    assert!(window.shows("Some of your work is not saved"));
    assert!(
        window.harness.get_all_by_label("Save elsewhere…").count() > 1,
        "there and in the banner"
    );
    window.click("Stay");
    window.drop_files([desk.write("b.txt", "Four.")]);
    eventually("a file that is dropped asks too", || {
        window.settle();
        window.shows("Some of your work is not saved")
    });
    window.click("Stay");
    window.chord(Modifiers::COMMAND, Key::Q);
    assert!(window.shows("Some of your work is not saved"));
    let workspace = window.harness.state_mut().workspace_mut();
    workspace.run(Command::SaveElsewhereTo(desk.path("stick")));
    workspace.wait();
    window.settle();
    assert!(!window.shows("Some of your work is not saved"));
    close(&mut window);
    assert!(
        !window.shows("Some of your work is not saved"),
        "nothing is lost any more"
    );
    assert!(window.workspace().may_leave());
}

/// A disk that never answers, as a network drive that is gone: whoever opens a pipe waits for the other end.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_does_not_answer_keeps_nobody() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two. Three.");
    let other = desk.write("b.txt", "Four.");
    let mut window = Window::new(desk.open(&path));
    let layer = desk.path("a.ron");
    mknodat(CWD, &layer, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    window.key(Key::Num1);
    assert!(window.shows("Saving …"));
    assert!(
        window.workspace().looks_again_in().is_some(),
        "nobody else wakes the window"
    );
    eventually("it is told", || {
        window.settle();
        window.shows("Not saved since") && window.shows("The disk does not answer.")
    });
    // What comes now is not in the journal: the thread that writes it waits.
    window.key(Key::Num2);
    assert!(window.shows("kept here as long as this window is open"));
    let workspace = window.harness.state_mut().workspace_mut();
    workspace.run(Command::SaveElsewhereTo(desk.path("stick")));
    workspace.wait();
    assert_eq!(labelled(&desk.open(&desk.path("stick/a.txt"))).len(), 2);
    workspace.run(Command::OpenFile(other));
    workspace.wait();
    assert_eq!(document(workspace).article().file_name(), "b.txt");

    // The drive comes back: what was left there is saved after all.
    drop(fs::File::options().write(true).open(&layer).expect("the other end"));
    eventually("it is saved", || {
        fs::symlink_metadata(&layer).is_ok_and(|metadata| metadata.is_file()) && desk.read("a.ron").contains("Two.")
    });
}

#[test]
fn a_language_that_was_chosen_after_the_copy_is_unsaved() {
    let desk = Desk::new();
    let mut workspace = failing(&desk);
    save_elsewhere(&mut workspace, &desk.path("stick"));
    assert!(workspace.may_leave());
    run(&mut workspace, Command::SetLanguage("de".into()));
    assert!(!workspace.may_leave());
}

#[test]
fn only_what_is_open_can_be_saved_elsewhere() {
    let desk = Desk::new();
    let mut workspace = desk.workspace();
    assert!(!workspace.is_enabled(&Command::SaveElsewhere));
    save_elsewhere(&mut workspace, &desk.path("stick"));
    assert!(workspace.notice().is_problem);
    assert!(!desk.path("stick").exists());
    let path = desk.write("a.txt", "One.");
    run(&mut workspace, Command::OpenFile(path));
    run(&mut workspace, Command::Label(LabelId::new("fact")));
    saved(&mut workspace);
    save_elsewhere(&mut workspace, &desk.path("stick"));
    assert!(
        !workspace.notice().text.contains("still tried"),
        "{:?}",
        workspace.notice()
    );
    assert_eq!(labelled(&desk.open(&desk.path("stick/a.txt"))).len(), 1);
}
