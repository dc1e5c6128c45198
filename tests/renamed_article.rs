//! The article is renamed or moved behind the labels: the window says so, and they are taken over under its new name.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod support;

use std::{fs::rename, path::Path};

use glossator::workspace::{Command, Workspace};
use support::{
    desk::{Desk, document, eventually, labelled, saved},
    marked::press,
    project::{folder_of_user, label, listed, project, run},
    window::Window,
};

const TEXT: &str = "Budget passes\n\nParliament passed the budget on Monday. Nobody had expected that.\n";
const TAKEN_OVER: &str = "which is gone and had the very same text.";

/// Whether the annotator is told something that is in none of their files.
fn is_told(workspace: &Workspace, what: &str) -> bool {
    document(workspace).notices().iter().any(|notice| notice.contains(what))
}

/// Labels of the first two sentences of a lone article, saved.
fn two_labels(desk: &Desk, path: &Path) {
    let mut workspace = desk.open(path);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down 1 2");
    saved(&mut workspace);
    assert_eq!(labelled(&workspace).len(), 2);
}

#[test]
fn while_it_is_open_the_window_says_that_it_is_gone() {
    let desk = Desk::new();
    let path = desk.write("news.txt", TEXT);
    let mut workspace = desk.open(&path);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down 1");
    let is_gone = |workspace: &mut Workspace, gone: bool| {
        // It takes a moment until the file is watched.
        std::thread::sleep(std::time::Duration::from_millis(400));
        workspace.tick();
        document(workspace).is_gone() == gone
    };
    eventually("it is noticed that the file is gone", || {
        if desk.path("news.txt").exists() {
            rename(desk.path("news.txt"), desk.path("away.txt")).expect("renamed");
        } else {
            rename(desk.path("away.txt"), desk.path("news.txt")).expect("renamed");
        }
        is_gone(&mut workspace, true)
    });
    assert!(!document(&workspace).is_outdated());
    press(&mut workspace, "2");
    saved(&mut workspace);
    assert!(desk.read("news.ron").contains("analysis"), "what is labelled is kept");
    eventually("it is noticed that it is back", || {
        desk.write("news.txt", TEXT);
        is_gone(&mut workspace, false)
    });
}

#[test]
fn the_banner_names_the_file_of_the_labels() {
    let desk = Desk::new();
    let path = desk.write("news.txt", TEXT);
    let mut window = Window::new(desk.open(&path));
    eventually("it is noticed that the file is gone", || {
        if path.exists() {
            rename(&path, path.with_extension("away")).expect("renamed");
        } else {
            rename(path.with_extension("away"), &path).expect("renamed");
        }
        std::thread::sleep(std::time::Duration::from_millis(400));
        window.settle();
        document(window.workspace()).is_gone()
    });
    let layer = document(window.workspace()).layer_path().display().to_string();
    assert!(window.shows(&format!("The labels are kept in {layer}")));
}

#[test]
fn a_lone_article_takes_over_its_labels_under_its_new_name() {
    let desk = Desk::new();
    two_labels(&desk, &desk.write("news.txt", TEXT));
    let before = desk.read("news.ron");
    rename(desk.path("news.txt"), desk.path("final.txt")).expect("renamed");
    let mut workspace = desk.open(&desk.path("final.txt"));
    assert_eq!(labelled(&workspace).len(), 2);
    assert!(is_told(&workspace, TAKEN_OVER), "{:?}", document(&workspace).notices());
    saved(&mut workspace);
    assert_eq!(desk.files(), ["final.ron", "final.txt"]);
    let named_anew = before.replace("path: \"news.txt\"", "path: \"final.txt\"");
    assert_eq!(desk.read("final.ron"), named_anew, "nothing else is changed");
    press(&mut workspace, "ctrl+z");
    assert_eq!(labelled(&workspace).len(), 1, "the journal came along");
    saved(&mut workspace);
    drop(workspace);
    let again = desk.open(&desk.path("final.txt"));
    assert!(!is_told(&again, TAKEN_OVER), "it is told once");
}

#[test]
fn labels_of_other_texts_or_of_articles_that_are_there_stay_where_they_are() {
    let desk = Desk::new();
    two_labels(&desk, &desk.write("news.txt", TEXT));
    desk.write("copy.txt", TEXT);
    assert_eq!(labelled(&desk.open(&desk.path("copy.txt"))), []);
    std::fs::remove_file(desk.path("news.txt")).expect("removed");
    desk.write("copy.txt", format!("New. {TEXT}"));
    let other = desk.open(&desk.path("copy.txt"));
    assert_eq!(labelled(&other), []);
    assert_eq!(document(&other).notices(), [""; 0]);
    assert_eq!(desk.files(), ["copy.txt", "news.ron"]);
}

#[test]
fn what_more_than_one_could_be_is_left_to_the_annotator() {
    let desk = Desk::new();
    for name in ["a", "b"] {
        let path = desk.write(&format!("{name}.txt"), TEXT);
        two_labels(&desk, &path);
    }
    for name in ["a.txt", "b.txt"] {
        std::fs::remove_file(desk.path(name)).expect("removed");
    }
    let workspace = desk.open(&desk.write("c.txt", TEXT));
    assert_eq!(labelled(&workspace), []);
    assert!(is_told(&workspace, "a.ron") && is_told(&workspace, "b.ron") && is_told(&workspace, "c.ron"));
    assert_eq!(desk.files(), ["a.ron", "b.ron", "c.txt"]);
}

#[test]
fn an_article_of_a_project_that_is_open_is_renamed() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, label("fact"));
    saved(&mut workspace);
    let own = format!("news/annotations/{}", folder_of_user(&workspace));
    std::fs::create_dir(desk.path("news/may")).expect("made");
    rename(desk.path("news/bank.txt"), desk.path("news/may/bank late.txt")).expect("renamed");
    eventually("the window knows of both", || {
        workspace.tick();
        workspace.wait();
        document(&workspace).is_gone() && listed(&workspace).contains(&"may/bank late.txt".to_owned())
    });
    // What is labelled now is not lost either.
    run(&mut workspace, label("opinion"));
    run(&mut workspace, Command::OpenArticle("may/bank late.txt".into()));
    let name = document(&workspace).article().file_name();
    assert_eq!((name.as_str(), labelled(&workspace).len()), ("bank late.txt", 2));
    assert!(is_told(&workspace, TAKEN_OVER), "{:?}", document(&workspace).notices());
    assert_eq!(document(&workspace).read_only(), None);
    run(&mut workspace, Command::Undo);
    assert_eq!(labelled(&workspace).len(), 1);
    saved(&mut workspace);
    assert!(
        desk.read(&format!("{own}/may/bank late.txt.ron"))
            .contains("path: \"may/bank late.txt\"")
    );
    assert!(!desk.path(&format!("{own}/bank.txt.ron")).exists());
    assert!(
        desk.path(&own.replace("annotations", ".glossator/journals"))
            .join("may/bank late.txt.jsonl")
            .exists()
    );
}

#[test]
fn the_encoding_comes_along_with_the_labels() {
    let desk = Desk::new();
    let russian = encoding_rs::WINDOWS_1251;
    let (bytes, ..) = russian.encode("Министерство сообщило об этом. Никто не ждал. Это хорошо.");
    let path = desk.write("news.txt", &bytes);
    let mut workspace = desk.workspace();
    run(&mut workspace, Command::OpenAs(path, russian));
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let before = labelled(&workspace);
    assert_eq!(before.len(), 2);
    rename(desk.path("news.txt"), desk.path("final.txt")).expect("renamed");
    // Its labels are open here still.
    run(&mut workspace, Command::OpenFile(desk.path("final.txt")));
    assert_eq!(labelled(&workspace), before);
    assert!(is_told(&workspace, TAKEN_OVER), "{:?}", document(&workspace).notices());
    run(&mut workspace, label("opinion"));
    saved(&mut workspace);
    assert_eq!(desk.files(), ["final.ron", "final.txt"]);
}
