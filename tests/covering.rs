//! Where every unit gets one label: what is left is counted and found, and done is only what is complete.

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
    annotation::State,
    labels::LabelId,
    workspace::{Command, Workspace},
};
use support::{
    desk::{Desk, document, labelled, saved},
    marked::{open, press, render},
};

fn covered(workspace: &Workspace) -> (usize, usize) {
    let tally = document(workspace).tally();
    (tally.settled_units, tally.crowded_units)
}

#[test]
fn every_unit_gets_one_label_or_none() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One one.} Two. By Ana\n\n2 min read\n");
    workspace.run(Command::ToggleCoverage);
    press(&mut workspace, "1 2");
    assert_eq!(covered(&workspace), (2, 0));
    workspace.run(Command::ToggleDone);
    assert_eq!(
        workspace.notice().text,
        "2 sentences do not have exactly one label yet. Go there, or end the coverage mode."
    );
    // No line is passed by, and none is an answer too.
    press(&mut workspace, "0 0");
    assert_eq!(covered(&workspace), (4, 0));
    assert_eq!(labelled(&workspace)[3], ("none".to_owned(), "2 min read".to_owned()));
    press(&mut workspace, "ctrl+down");
    assert_eq!(workspace.notice().text, "Nothing unlabelled after this place.");
    press(&mut workspace, "ctrl+enter");
    assert_eq!(document(&workspace).layer().about().state, State::Done);
    saved(&mut workspace);
    let file = desk.read("story.ron");
    assert!(
        file.contains("state: Done,\n  coverage: true,") && file.contains("label: \"none\""),
        "{file}"
    );
    let workspace = desk.open(&desk.path("story.txt"));
    assert_eq!(covered(&workspace), (4, 0));
    assert_eq!(document(&workspace).faults(), []);
}

#[test]
fn overlaps_and_gaps_are_found() {
    let desk = Desk::new();
    let mut workspace = open(
        &desk,
        "{[fact One [opinion two] three.]} [fact Four] five. [fact Six,] [opinion seven.] [fact Eight.]",
    );
    assert_eq!(covered(&workspace), (2, 1));
    workspace.run(Command::ToggleCoverage);
    press(&mut workspace, "end ctrl+up");
    assert!(
        render(&workspace).contains("{[fact Four] five.}"),
        "{}",
        render(&workspace)
    );
    press(&mut workspace, "ctrl+up");
    assert!(render(&workspace).starts_with("[fact {One"));
    press(&mut workspace, "tab tab del");
    assert_eq!(covered(&workspace), (3, 0));
}

#[test]
fn the_article_has_labels_of_its_own_in_the_same_pass() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.");
    press(&mut workspace, "d 3 1 d 2");
    let about = document(&workspace).layer().about();
    assert_eq!(about.document, [LabelId::new("opinion"), LabelId::new("analysis")]);
    assert_eq!(labelled(&workspace), [("fact".to_owned(), "One.".to_owned())]);
    press(&mut workspace, "d 3");
    assert_eq!(
        document(&workspace).layer().about().document,
        [LabelId::new("analysis")]
    );
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Undid: The article is no longer Opinion");
    assert_eq!(document(&workspace).layer().about().document.len(), 2);
    press(&mut workspace, "d esc 2");
    assert_eq!(labelled(&workspace).len(), 2, "called off");
    saved(&mut workspace);
    assert!(
        desk.read("story.ron")
            .contains("document: [\n    \"analysis\",\n    \"opinion\",\n  ]")
            || desk.read("story.ron").contains("document: [")
    );
    let again = desk.open(&desk.path("story.txt"));
    assert_eq!(document(&again).layer().about().document.len(), 2);
}
