//! The label set is changed, and annotations follow.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use glossator::{
    labels::{Label, LabelId},
    workspace::{Command, LabelChange, Workspace},
};
use support::{
    desk::{Desk, document, labelled, saved},
    marked::{open, press, render},
};

fn id(name: &str) -> LabelId {
    LabelId::new(name)
}

fn change(workspace: &mut Workspace, name: &str, change: impl FnOnce(&mut Label)) {
    let mut label = document(workspace).labels().get(&id(name)).expect("a label").clone();
    change(&mut label);
    workspace.run(Command::ChangeLabels(LabelChange::Put(label)));
}

fn names(workspace: &Workspace) -> Vec<String> {
    let labels = document(workspace).labels().labels().iter();
    labels.map(|label| label.name.clone()).collect()
}

#[test]
fn a_label_is_renamed_and_annotations_follow() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "[fact {One.}] Two.");
    change(&mut workspace, "fact", |label| label.name = "Report".into());
    assert_eq!(workspace.notice().text, "Renamed Fact to Report");
    assert_eq!(
        labelled(&workspace)[0].0,
        "fact",
        "its id stays, so that the file changes in one line"
    );
    saved(&mut workspace);
    let again = desk.open(&desk.path("story.txt"));
    assert_eq!(names(&again), ["Report", "Analysis", "Opinion"]);
    press(&mut workspace, "ctrl+z");
    assert_eq!(names(&workspace), ["Fact", "Analysis", "Opinion"]);
}

#[test]
fn a_key_that_is_taken_is_refused_with_a_word_on_what_holds_it() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.}");
    change(&mut workspace, "fact", |label| label.key = Some('j'));
    assert_eq!(
        workspace.notice().text,
        "The key j is taken: it does “Next unit”. Choose another."
    );
    change(&mut workspace, "fact", |label| label.key = Some('o'));
    assert!(
        workspace
            .notice()
            .text
            .starts_with("The key o is that of the label Opinion.")
    );
    assert!(workspace.notice().is_problem);
    change(&mut workspace, "fact", |label| label.key = Some('t'));
    press(&mut workspace, "t");
    assert_eq!(labelled(&workspace)[0].0, "fact");
}

#[test]
fn labels_are_merged_and_deleted_as_one_step() {
    let text = "[fact One.] [analysis Two.] [analysis! Three.] {Four.}";
    let desk = Desk::new();
    let mut workspace = open(&desk, text);
    press(&mut workspace, "home shift+2 d 2");
    workspace.run(Command::ChangeLabels(LabelChange::Remove(
        id("analysis"),
        Some(id("fact")),
    )));
    assert_eq!(workspace.notice().text, "Merged Analysis into Fact");
    assert!(labelled(&workspace).iter().all(|(label, _)| label == "fact"));
    assert_eq!(labelled(&workspace).len(), 3);
    assert_eq!(
        document(&workspace)
            .layer()
            .nth(0)
            .and_then(|first| first.second.clone()),
        None
    );
    assert_eq!(document(&workspace).layer().about().document, []);
    saved(&mut workspace);
    assert_eq!(document(&desk.open(&desk.path("story.txt"))).faults(), []);
    press(&mut workspace, "ctrl+z end");
    assert_eq!(render(&workspace), text);
    assert_eq!(document(&workspace).layer().about().document, [id("analysis")]);

    workspace.run(Command::ChangeLabels(LabelChange::Remove(id("analysis"), None)));
    assert_eq!(labelled(&workspace).len(), 1);
    assert_eq!(names(&workspace), ["Fact", "Opinion"]);
    press(&mut workspace, "ctrl+z end");
    assert_eq!(render(&workspace), text);
    workspace.run(Command::ChangeLabels(LabelChange::Remove(id("fact"), Some(id("gone")))));
    assert_eq!(workspace.notice().text, "There is no label gone.");
}

#[test]
fn the_order_gives_the_digits() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.");
    workspace.run(Command::ChangeLabels(LabelChange::Move(id("opinion"), 0)));
    press(&mut workspace, "1");
    assert_eq!(render(&workspace), "[opinion One.] {Two.}");
}

#[test]
fn a_new_label_is_made_from_here() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.");
    workspace.run(Command::NewLabel);
    assert!(workspace.dialog().is_some());
    workspace.run(Command::LabelAnew("Quoted speech".into()));
    assert!(workspace.dialog().is_none());
    assert_eq!(render(&workspace), "[quoted-speech One.] {Two.}");
    let label = document(&workspace).labels().labels()[3].clone();
    assert_eq!((label.name.as_str(), label.key), ("Quoted speech", Some('q')));
    press(&mut workspace, "q");
    assert_eq!(labelled(&workspace)[1].0, "quoted-speech");
    press(&mut workspace, "ctrl+z ctrl+z");
    assert_eq!(
        names(&workspace),
        ["Fact", "Analysis", "Opinion"],
        "the label and its first use are one step"
    );
    workspace.run(Command::LabelAnew("Fact".into()));
    assert_eq!(
        labelled(&workspace),
        [("fact".to_owned(), "One.".to_owned())],
        "what is there already is taken"
    );
}

#[test]
fn sets_are_handed_on_as_files() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.}");
    workspace.run(Command::LabelAnew("Quote".into()));
    change(&mut workspace, "quote", |label| {
        label.definition = "Said by\nsomebody else.".into();
        label.parent = Some(id("fact"));
    });
    workspace.run(Command::ExportLabelsTo(desk.path("labels.ron")));
    let file = desk.read("labels.ron");
    assert!(
        file.contains("id: \"quote\"") && file.contains("parent: \"fact\""),
        "{file}"
    );

    desk.write("other.txt", "One. Two.");
    let mut other = desk.open(&desk.path("other.txt"));
    other.run(Command::ImportLabelsFrom(desk.path("labels.ron")));
    assert_eq!(document(&other).labels(), document(&workspace).labels());
    assert_eq!(other.notice().text, "Took over 4 labels");
    other.run(Command::ImportLabelsFrom(desk.path("other.txt")));
    assert!(other.notice().is_problem, "{}", other.notice().text);
    press(&mut other, "ctrl+z");
    assert_eq!(names(&other).len(), 3);
}
