//! Opening articles whose annotations take more than a moment to read: the text comes first.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::path::PathBuf;

use egui::Key;
use glossator::{
    article::Query,
    labels::LabelId,
    workspace::{Command, Workspace},
};
use support::{
    desk::{Desk, document, eventually, saved},
    marked::press,
    window::Window,
};

const SENTENCES: usize = 12_000;

/// An article with so many annotations that they take more than a moment to read; its last sentence has none.
fn labelled(desk: &Desk) -> PathBuf {
    let text = "The committee agreed on nothing at all. ".repeat(20) + "\n\n";
    let path = desk.write("long.txt", text.repeat(SENTENCES / 20) + "And then it did.\n");
    let mut workspace = desk.open(&path);
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "committee".into(),
        ..Query::default()
    }));
    workspace.wait();
    workspace.run(Command::LabelAllHits(LabelId::new("analysis")));
    saved(&mut workspace);
    assert!(desk.read("long.ron").len() > 1 << 20);
    path
}

/// A workspace that shows the text and not yet the annotations.
fn with_text_only(desk: &Desk, path: PathBuf) -> Workspace {
    let mut workspace = desk.workspace();
    workspace.run(Command::OpenFile(path));
    let mut shown = None;
    eventually("the text is there", || {
        workspace.tick();
        shown = workspace.document().map(|document| document.is_loading());
        shown.is_some()
    });
    assert_eq!(shown, Some(true), "the text comes before the annotations");
    workspace
}

#[test]
fn the_text_can_be_read_before_the_annotations_are_there() {
    let desk = Desk::new();
    let mut workspace = with_text_only(&desk, labelled(&desk));
    assert_eq!(document(&workspace).layer().len(), 0);
    assert_eq!(document(&workspace).labels().labels().len(), 3, "the labels are known");
    press(&mut workspace, "down down");
    assert_eq!(document(&workspace).unit().expect("a sentence").start().get(), 80);
    press(&mut workspace, "1");
    assert_eq!(
        workspace.notice().text,
        "The annotations are still being read; a moment."
    );
    workspace.run(Command::SetAside);
    assert!(
        desk.files().contains(&"long.ron".to_owned()),
        "nothing is wrong with the file"
    );

    workspace.wait();
    let document = document(&workspace);
    assert_eq!((document.is_loading(), document.read_only()), (false, None));
    assert_eq!(document.layer().len(), SENTENCES);
    assert_eq!(document.tally().labelled_units, SENTENCES);
    assert_eq!(
        document.unit().expect("a sentence").start().get(),
        80,
        "who has moved stays there"
    );
    assert_eq!(
        workspace.notice().text,
        format!("Opened long.txt with {SENTENCES} annotations")
    );
}

#[test]
fn who_has_not_moved_is_brought_to_where_work_is() {
    let desk = Desk::new();
    let mut workspace = with_text_only(&desk, labelled(&desk));
    workspace.wait();
    let unit = document(&workspace).unit().expect("a sentence");
    assert_eq!(document(&workspace).text().slice(unit), "And then it did.");
}

#[test]
fn the_window_shows_annotations_when_they_come() {
    let desk = Desk::new();
    let mut window = Window::new(with_text_only(&desk, labelled(&desk)));
    eventually("the annotations are in", || {
        window.harness.step();
        !document(window.workspace()).is_loading()
    });
    window.settle();
    assert!(window.shows("12000 ANNOTATIONS"), "the list has them");
    assert!(window.shows("All saved"));
}

#[test]
fn another_article_can_be_asked_for_meanwhile() {
    let desk = Desk::new();
    let mut workspace = with_text_only(&desk, labelled(&desk));
    workspace.run(Command::OpenFile(desk.write("short.txt", "Yes.")));
    workspace.wait();
    assert_eq!(document(&workspace).article().file_name(), "short.txt");
    press(&mut workspace, "1");
    assert_eq!(document(&workspace).layer().len(), 1);
}

#[test]
fn labelling_in_a_long_article_lays_out_and_draws_no_text() {
    let desk = Desk::new();
    let mut workspace = desk.open(&labelled(&desk));
    workspace.run(Command::FirstUnit);
    let mut window = Window::new(workspace);
    window.settle();
    let before = document(window.workspace()).layer().len();
    for key in [Key::Num1, Key::Num3, Key::Num1] {
        window.harness.key_press(key);
        for _ in 0..4 {
            window.harness.step();
            let work = window.harness.state().work();
            assert_eq!((work.laid_out, work.drawn, work.missing), (0, 0, 0));
        }
    }
    assert_eq!(document(window.workspace()).layer().len(), before + 3);
}
