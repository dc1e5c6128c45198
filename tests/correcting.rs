//! Correcting extents, finding, and labelling what was found, through the workspace, without a window.

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
    article::Query,
    labels::LabelId,
    workspace::{Command, Press},
};
use support::{
    desk::{Desk, document, labelled, span_of},
    marked::{open, press, render, select, story},
};

#[test]
fn ends_move_by_words_and_characters() {
    story(
        "One [fact {two}] three four.",
        "shift+right",
        "One [fact {two three}] four.",
    );
    story(
        "One [fact {two}] three four.",
        "shift+right shift+right shift+left",
        "One [fact {two three}] four.",
    );
    story(
        "One [fact {two three}] four.",
        "alt+shift+right",
        "One two [fact {three}] four.",
    );
    story(
        "One two [fact {three}] four.",
        "alt+shift+left alt+shift+left",
        "[fact {One two three}] four.",
    );
    story("One [fact {two}] three.", "ctrl+shift+left", "One [fact {tw}]o three.");
    story("One [fact {two}] three.", "ctrl+shift+right", "One [fact {two t}]hree.");
    story(
        "One [fact {two}] e\u{301}t\u{301}é.",
        "ctrl+shift+right ctrl+shift+right",
        "One [fact {two e\u{301}t\u{301}}]é.",
    );
    story("One [fact {two}] three.", "shift+left", "One [fact {two}] three.");
    story("[fact {One two.}] Three.", "shift+left", "[fact {One two}]. Three.");
}

#[test]
fn the_end_of_a_unit_or_selection_moves_and_selects() {
    story("{One two.} Three.", "shift+left", "{One two}. Three.");
    story(
        "{One two.} Three.",
        "shift+left shift+left 1",
        "[fact {One}] two. Three.",
    );
    story(
        "{One two.} Three four.",
        "shift+right 2",
        "[analysis {One two. Three}] four.",
    );
    story("One {two} three.", "alt+shift+left", "{One two} three.");
}

#[test]
fn what_touches_moves_along() {
    story(
        "[fact {One two}] [opinion three four].",
        "shift+right",
        "[fact {One two three}] [opinion four].",
    );
    story(
        "[fact {One two}] [opinion three four].",
        "shift+left",
        "[fact {One}] [opinion two three four].",
    );
    story(
        "[fact One two] [opinion {three four}].",
        "alt+shift+left",
        "[fact One] [opinion {two three four}].",
    );
    story(
        "[fact {One two}] [opinion three].",
        "shift+right",
        "[fact {One two}] [opinion three].",
    );
    story(
        "[fact {One two}] [opinion three four].",
        "shift+right ctrl+z esc",
        "{[fact One two] [opinion three four].}",
    );
    story(
        "[fact {One two}] three [opinion four].",
        "shift+right",
        "[fact {One two three}] [opinion four].",
    );
}

#[test]
fn splitting_and_joining() {
    let whole = "{It has cost them a lot; they will pay for it.} So.";
    story(
        whole,
        "s 1 2",
        "[fact It has cost them a lot;] [analysis they will pay for it.] {So.}",
    );
    let labelled = "[fact {It has cost them a lot; they will pay for it.}] So.";
    story(
        labelled,
        "s",
        "[fact {It has cost them a lot;}] [fact they will pay for it.] So.",
    );
    story(
        labelled,
        "s 1 2",
        "[fact It has cost them a lot;] [analysis they will pay for it.] {So.}",
    );
    story(
        labelled,
        "s 2 1",
        "[analysis It has cost them a lot;] [fact they will pay for it.] {So.}",
    );
    story(labelled, "s ctrl+z", labelled);
    story(
        whole,
        "s down 2",
        "It has cost them a lot; [analysis they will pay for it.] {So.}",
    );
    story(
        whole,
        "+ s 1 2",
        "[fact It has cost them a lot;] [analysis {they will pay for it. So.}]",
    );
    story(
        "One [fact {two}].\n[opinion Three.]",
        "m",
        "One [fact {two}].\n[opinion Three.]",
    );
    story("{One two.} So.", "s", "{One two.} So.");
    story(
        "One [fact {two}] and [opinion three] four.",
        "m",
        "One [fact {two and three}] four.",
    );
    story(
        "One [fact {two}] and [opinion three] four.",
        "m ctrl+z esc",
        "{One [fact two] and [opinion three] four.}",
    );
    story("One [fact {two}] three.", "m", "One [fact {two}] three.");
}

#[test]
fn a_split_cuts_where_the_pointer_was_clicked() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "[fact {One two three four.}] So.");
    let at = span_of(document(&workspace), "three").start();
    workspace.run(Command::Press(Press {
        at,
        count: 1,
        extend: false,
        exact: false,
    }));
    workspace.run(Command::Release);
    press(&mut workspace, "s o");
    assert_eq!(render(&workspace), "[opinion One two] [fact {three four.}] So.");
}

#[test]
fn all_hits_are_labelled_in_one_step() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{A tax, a Tax and taxes.} The [fact tax].");
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "tax".into(),
        whole_word: true,
        ..Query::default()
    }));
    workspace.run(Command::LabelAllHits(LabelId::new("fact")));
    assert_eq!(workspace.notice().text, "Labelled 2 hits as Fact");
    assert_eq!(
        render(&workspace),
        "{A [fact tax], a [fact Tax] and taxes.} The [fact tax]."
    );
    press(&mut workspace, "ctrl+z");
    workspace.run(Command::Back);
    assert_eq!(render(&workspace), "{A tax, a Tax and taxes.} The [fact tax].");
}

#[test]
fn hits_are_walked_through_and_labelled_one_by_one() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One cat.} Two cats. Three cats. Four cats.");
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "cat".into(),
        ..Query::default()
    }));
    workspace.run(Command::NextHit);
    assert_eq!(render(&workspace), "One {cat}. Two cats. Three cats. Four cats.");
    press(&mut workspace, "2 n y");
    assert_eq!(
        render(&workspace),
        "One [analysis cat]. Two cats. Three [analysis cat]s. Four {cat}s."
    );
    press(&mut workspace, "y esc");
    assert!(workspace.find().is_none());
    assert_eq!(labelled(&workspace).len(), 3);
    workspace.run(Command::NextHit);
    assert_eq!(workspace.notice().text, "Nothing is looked for: press Ctrl+F.");
}

#[test]
fn with_a_label_armed_a_drag_alone_labels() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "One two three four. {Five.}");
    press(&mut workspace, "alt+2");
    select(&mut workspace, 0, 6, false);
    select(&mut workspace, 9, 17, false);
    assert_eq!(labelled(&workspace).len(), 2);
    assert!(
        render(&workspace).starts_with("{[analysis One two] [analysis three four]"),
        "{}",
        render(&workspace)
    );
    press(&mut workspace, "esc");
    select(&mut workspace, 0, 2, false);
    assert_eq!(labelled(&workspace).len(), 2, "disarmed");
}

#[test]
fn a_walk_through_hits_is_one_step_when_it_is_over() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One cat.} Two cats. Three cats.");
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "cat".into(),
        ..Query::default()
    }));
    workspace.run(Command::NextHit);
    press(&mut workspace, "2 y ctrl+z");
    assert_eq!(labelled(&workspace).len(), 1, "on the walk the last one alone");
    workspace.run(Command::NextHit);
    press(&mut workspace, "2 esc ctrl+z");
    assert_eq!(workspace.notice().text, "Undid: Labelled 2 hits one by one");
    assert_eq!(labelled(&workspace), []);
}

#[test]
fn the_first_part_is_labelled_and_the_rest_is_framed() {
    story(
        "{He went home; she stayed there.} It rained. It snowed.\nSo.",
        "+ ctrl+1",
        "[fact He went home; she stayed there.] {It rained. It snowed.}\nSo.",
    );
    story(
        "{It has cost them a lot; they will pay for it.} It rained.",
        "ctrl+1 2",
        "[fact It has cost them a lot;] [analysis they will pay for it.] {It rained.}",
    );
    story(
        "{It has cost them a lot; they will pay for it.} It rained.",
        "ctrl+1 ctrl+z",
        "{It has cost them a lot; they will pay for it.} It rained.",
    );
    story(
        "[fact {It has cost them a lot; they will pay for it.}] It rained.",
        "ctrl+2",
        "[analysis It has cost them a lot;] [fact {they will pay for it.}] It rained.",
    );
    story(
        "[fact {It has cost them a lot; they will pay for it.}] It rained.",
        "ctrl+2 ctrl+z",
        "[fact {It has cost them a lot; they will pay for it.}] It rained.",
    );
    story("{One two.} So.", "ctrl+2", "[analysis One two.] {So.}");
}

#[test]
fn a_second_choice_goes_beside_the_first() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "[fact {One.}] Two.");
    press(&mut workspace, "shift+3");
    let second = |workspace: &glossator::workspace::Workspace| {
        let annotation = document(workspace).layer().nth(0).cloned();
        annotation.and_then(|annotation| annotation.second)
    };
    assert_eq!(second(&workspace), Some(LabelId::new("opinion")));
    press(&mut workspace, "shift+f");
    assert_eq!(workspace.notice().text, "Fact is its first choice already.");
    press(&mut workspace, "shift+a shift+a");
    assert_eq!(second(&workspace), None);
    press(&mut workspace, "shift+o 3");
    assert_eq!(render(&workspace), "[opinion One.] {Two.}");
    assert_eq!(second(&workspace), None, "it became the first");
    press(&mut workspace, "ctrl+z");
    assert_eq!(second(&workspace), Some(LabelId::new("opinion")));
    support::desk::saved(&mut workspace);
    assert!(
        desk.read("story.ron")
            .contains("label: \"fact\", second: \"opinion\", quote:")
    );
}

#[test]
fn white_space_is_kept_and_neighbours_stay_for_those_who_want_it() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "One two three. {Four.}");
    workspace.run(Command::ToggleTrim);
    select(&mut workspace, 3, 8, true);
    press(&mut workspace, "1");
    assert_eq!(labelled(&workspace)[0].1, " two ");
    press(&mut workspace, "ctrl+shift+left ctrl+shift+left");
    assert_eq!(labelled(&workspace)[0].1, " tw");

    let desk = Desk::new();
    let mut workspace = open(&desk, "[fact One two] [opinion three four.]");
    workspace.run(Command::ToggleNeighbours);
    press(&mut workspace, "tab shift+right");
    let labelled = labelled(&workspace);
    assert_eq!(
        (labelled[0].1.as_str(), labelled[1].1.as_str()),
        ("One two three", "three four.")
    );
}

#[test]
fn an_end_of_the_selected_annotation_is_dragged() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "One [fact {two}] three four. Five.");
    select(&mut workspace, 7, 12, false);
    assert_eq!(render(&workspace), "One [fact {two three}] four. Five.");
    select(&mut workspace, 4, 1, true);
    assert_eq!(render(&workspace), "O[fact {ne two three}] four. Five.");
    select(&mut workspace, 13, 6, false);
    assert_eq!(render(&workspace), "O[fact {ne two}] three four. Five.", "whole words");
    press(&mut workspace, "ctrl+z ctrl+z ctrl+z esc");
    assert_eq!(labelled(&workspace)[0].1, "two");
    select(&mut workspace, 7, 12, false);
    assert_eq!(
        labelled(&workspace)[0].1,
        "two",
        "what is not selected is not taken hold of"
    );
}

#[test]
fn what_overlaps_is_gone_through_from_the_innermost() {
    let desk = Desk::new();
    let text = "[fact [analysis One [opinion two] three] four.] Five.";
    let mut workspace = open(&desk, text);
    let selected = |workspace: &glossator::workspace::Workspace| {
        let selected = document(workspace)
            .selected()
            .map(|annotation| annotation.label.to_string());
        selected.unwrap_or_default()
    };
    for (label, said) in [
        ("opinion", "1 of 3 here: Opinion"),
        ("analysis", "2 of 3 here: Analysis"),
        ("fact", "3 of 3 here: Fact"),
        ("opinion", "1 of 3 here: Opinion"),
    ] {
        press(&mut workspace, ".");
        assert_eq!(
            (selected(&workspace).as_str(), workspace.notice().text.as_str()),
            (label, said)
        );
    }
    // Slow clicks at one place do the same.
    press(&mut workspace, "esc");
    let at = span_of(document(&workspace), "wo").start();
    for label in ["opinion", "analysis", "fact", "opinion"] {
        workspace.run(Command::Press(Press {
            at,
            count: 1,
            extend: false,
            exact: false,
        }));
        workspace.run(Command::Release);
        assert_eq!(selected(&workspace), label);
    }
    press(&mut workspace, "esc end .");
    assert_eq!(workspace.notice().text, "There is no annotation here.");
}

#[test]
fn y_gives_the_last_label_although_none_was_said_since() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One cat.} Two cats. Three.");
    press(&mut workspace, "2 end 0 home");
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "cats".into(),
        ..Query::default()
    }));
    workspace.run(Command::NextHit);
    press(&mut workspace, "y");
    assert!(labelled(&workspace).contains(&("analysis".to_owned(), "cats".to_owned())));
}
