//! Labelling by keyboard and pointer through the workspace, without a window.

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
    article::ByteOffset,
    workspace::{Command, Press, Workspace},
};
use support::{
    desk::{Desk, SEED, document, labelled, saved, span_of},
    marked::{open, press, render, select, story},
};

#[test]
fn a_key_labels_the_unit_and_steps_on() {
    story("{One.} Two. Three.", "1", "[fact One.] {Two.} Three.");
    story(
        "{One.} Two. Three.",
        "f a o",
        "[fact One.] [analysis Two.] [opinion {Three.}]",
    );
    story("One. Two. {Three.}", "3", "One. Two. [opinion {Three.}]");
}

#[test]
fn the_same_key_removes_and_another_relabels() {
    story("[fact {One.}] Two.", "1", "{One.} Two.");
    story("[fact {One.}] Two.", "2", "[analysis One.] {Two.}");
    story(
        "One [fact {two} three] four.",
        "1",
        "One [fact [fact {two}] three] four.",
    );
    story("One [fact {two}] three.", "1", "{One two three.}");
    story("One [fact {two}] three.", "o", "One [opinion {two}] three.");
}

#[test]
fn a_selection_is_labelled_and_stays_at_hand() {
    story("One {two} three. Four.", "2", "One [analysis {two}] three. Four.");
    story("One {two} three. Four.", "2 3", "One [opinion {two}] three. Four.");
    story("One {two} three. Four.", "2 2", "{One two three.} Four.");
    story(
        "One {two} three. Four.",
        "2 esc 1",
        "[fact One [analysis two] three.] {Four.}",
    );
    story("One {two three. Four} five.", "1", "One [fact {two three. Four}] five.");
}

#[test]
fn moving_about() {
    story(
        "{One.} Two.\n\nThree. Four.",
        "down down down down",
        "One. Two.\n\nThree. {Four.}",
    );
    story("{One.} Two. Three.", "end up", "One. {Two.} Three.");
    story("{One.} Two. Three.", "j j k home", "{One.} Two. Three.");
    story(
        "{One.} [fact Two.] Three. Four.",
        "ctrl+down",
        "One. [fact Two.] {Three.} Four.",
    );
    story(
        "One. [fact Two.] {Three.} Four.",
        "ctrl+up",
        "{One.} [fact Two.] Three. Four.",
    );
    story(
        "{One.} [fact Two.] Three [fact four] five.",
        "tab tab",
        "One. [fact Two.] Three [fact {four}] five.",
    );
    story(
        "One. [fact Two.] Three [fact {four}] five.",
        "shift+tab",
        "One. [fact {Two.}] Three [fact four] five.",
    );
    story("{One.} [fact Two.] Three.", "tab down", "One. [fact Two.] {Three.}");
}

#[test]
fn deleting() {
    story("One [fact {two}] three.", "del", "{One two three.}");
    story(
        "{[fact One] two [opinion three.]} Four.",
        "del",
        "{One two three.} Four.",
    );
    story(
        "{[fact One] two [opinion three.]} Four.",
        "del ctrl+z",
        "{[fact One] two [opinion three.]} Four.",
    );
    story("[fact {One.}] Two.", "del", "{One.} Two.");
    story(
        "[fact One] two {three} [opinion four.]",
        "del",
        "[fact One] two {three} [opinion four.]",
    );
}

#[test]
fn undo_and_redo_without_limit() {
    story("{One.} Two. Three.", "1 2 3 ctrl+z ctrl+z ctrl+z", "{One.} Two. Three.");
    story(
        "{One.} Two. Three.",
        "1 2 3 ctrl+z ctrl+z ctrl+shift+z",
        "[fact One.] [analysis {Two.}] Three.",
    );
    story(
        "{One.} Two. Three.",
        "1 2 ctrl+z ctrl+z 3 ctrl+shift+z",
        "[opinion One.] {Two.} Three.",
    );
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.");
    for _ in 0..1000 {
        press(&mut workspace, "home 1 home 1");
    }
    for _ in 0..2000 {
        press(&mut workspace, "ctrl+z");
    }
    assert_eq!(render(&workspace), "{One.} Two.");
    press(&mut workspace, "ctrl+z");
    assert_eq!(workspace.notice().text, "Nothing to undo.");
}

#[test]
fn undo_says_what_and_goes_there() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two. Three.");
    press(&mut workspace, "1 2 home ctrl+z");
    assert_eq!(workspace.notice().text, "Undid: Labelled as Analysis");
    assert_eq!(render(&workspace), "[fact One.] {Two.} Three.");
}

#[test]
fn doubts_and_notes_go_to_what_was_labelled_last() {
    story("{One.} Two.", "1 u", "[fact! One.] {Two.}");
    story("{One.} Two.", "1 u u", "[fact One.] {Two.}");
    story("[fact {One.}] Two.", "u", "[fact! {One.}] Two.");
    story("{One.} Two.", "u", "{One.} Two.");
    story(
        "{One.} Two. Three. Four.",
        "1 down down u",
        "[fact One.] Two. Three. {Four.}",
    );
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.");
    press(&mut workspace, "1 n");
    let id = document(&workspace)
        .selected()
        .expect("the one to write about")
        .id
        .clone();
    workspace.run(Command::SetNote(id.clone(), "  why\n".into()));
    assert_eq!(
        document(&workspace).layer().get(&id).and_then(|it| it.note.as_deref()),
        Some("why")
    );
    workspace.run(Command::SetNote(id.clone(), String::new()));
    assert_eq!(
        document(&workspace).layer().get(&id).and_then(|it| it.note.as_deref()),
        None
    );
}

#[test]
fn a_click_selects_the_innermost_annotation_or_frames_the_unit() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} [fact Two [opinion three] four.] Five.");
    let mut click = |quote: &str| {
        let at = span_of(document(&workspace), quote).start();
        workspace.run(Command::Press(Press {
            at,
            count: 1,
            extend: false,
            exact: false,
        }));
        workspace.run(Command::Release);
        render(&workspace)
    };
    assert_eq!(click("ree"), "One. [fact Two [opinion {three}] four.] Five.");
    assert_eq!(click("our"), "One. [fact {Two [opinion three] four.}] Five.");
    assert_eq!(click("ive"), "One. [fact Two [opinion three] four.] {Five.}");
}

#[test]
fn drags_go_either_way_and_over_paragraphs() {
    for (from, to) in [("paid", "later"), ("later", "paid")] {
        let desk = Desk::new();
        let mut workspace = open(&desk, "They paid.\n\nAnd then, later, 100%. 分享 news.");
        let [from, to] = [from, to].map(|quote| span_of(document(&workspace), quote).start().get() + 2);
        select(&mut workspace, from, to, false);
        assert_eq!(render(&workspace), "They {paid.\n\nAnd then, later}, 100%. 分享 news.");
    }
}

#[test]
fn shift_click_extends_the_selection() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "One two three four five six.");
    select(&mut workspace, 9, 12, false);
    assert_eq!(render(&workspace), "One two {three} four five six.");
    let mut extend = |at: usize| {
        workspace.run(Command::Press(Press {
            at: ByteOffset::new(at),
            count: 1,
            extend: true,
            exact: false,
        }));
        workspace.run(Command::Release);
        render(&workspace)
    };
    assert_eq!(extend(20), "One two {three four five} six.");
    assert_eq!(extend(1), "{One two three four five} six.");
}

#[test]
fn offsets_are_right_in_every_script() {
    let desk = Desk::new();
    let text = "😀 e\u{301}tat.\r\nمرحبا بالعالم 123.\r\nשלום עולם.\r\n分享: 微软。\r\nक्षत्रिय हिन्दी।\r\n👨‍👩‍👧 end.";
    let path = desk.write("scripts.txt", format!("\u{feff}{text}"));
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1 2 3 1 2 3");
    let quotes: Vec<String> = labelled(&workspace).into_iter().map(|(_, quote)| quote).collect();
    assert_eq!(
        quotes,
        [
            "😀 e\u{301}tat.",
            "مرحبا بالعالم 123.",
            "שלום עולם.",
            "分享: 微软。",
            "क्षत्रिय हिन्दी।",
            "👨‍👩‍👧 end."
        ]
    );
    saved(&mut workspace);
    let plain = text.replace("\r\n", "\n");
    let characters: Vec<char> = plain.chars().collect();
    // As Python would read the file.
    let file = desk.read("scripts.ron");
    let mut found = 0;
    for line in file.lines().filter(|line| line.trim_start().starts_with("(at: (")) {
        let numbers: Vec<usize> = line
            .split(['(', ',', ')'])
            .filter_map(|part| part.trim().parse().ok())
            .take(2)
            .collect();
        let quote: String = characters[numbers[0]..numbers[1]].iter().collect();
        assert!(line.contains(&format!("quote: \"{quote}\"")), "{line}");
        found += 1;
    }
    assert_eq!(found, 6);
}

/// Labels the seed as a person did, unit by unit; `unlabelled` is pressed where that person gave no label. Says how
/// many keys it took.
fn label_seed(workspace: &mut Workspace, unlabelled: &str) -> usize {
    let mut keys = 0;
    for unit in gold()["units"].as_array().expect("a list") {
        let pressed = match unit["label"].as_str() {
            Some("fact") => "1",
            Some("analysis") => "2",
            Some("opinion") => "3",
            _ => unlabelled,
        };
        press(workspace, pressed);
        keys += pressed.split_whitespace().count();
    }
    let expected: Vec<(String, String)> = gold()["units"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|unit| Some((unit["label"].as_str()?.to_owned(), unit["quote"].as_str()?.to_owned())))
        .collect();
    assert_eq!(labelled(workspace), expected);
    keys
}

fn gold() -> serde_json::Value {
    serde_json::from_str(include_str!("data/seed_labels.json")).expect("valid JSON")
}

#[test]
fn the_seed_is_labelled_with_one_key_a_sentence() {
    let desk = Desk::new();
    let mut workspace = desk.open(&desk.write("seed.txt", SEED));
    assert_eq!(label_seed(&mut workspace, ""), 15);
    assert_eq!(document(&workspace).tally().labelled_units, 15);
    saved(&mut workspace);
    let again = desk.open(&desk.path("seed.txt"));
    assert_eq!(document(&again).layer(), document(&workspace).layer());
    assert_eq!(document(&again).tally(), document(&workspace).tally());
}

#[test]
fn an_article_opened_again_goes_on_where_there_is_something_to_do() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "News\n\nA Headline Of Some Words\n\nOne. Two.");
    let mut workspace = desk.open(&path);
    assert_eq!(render(&workspace), "News\n\n{A Headline Of Some Words}\n\nOne. Two.");
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    let mut again = desk.open(&path);
    let half = "News\n\n[fact A Headline Of Some Words]\n\n[analysis One.] {Two.}";
    assert_eq!(render(&again), half);
    press(&mut again, "3");
    saved(&mut again);
    let all = "News\n\n[fact {A Headline Of Some Words}]\n\n[analysis One.] [opinion Two.]";
    assert_eq!(render(&desk.open(&path)), all);
}

#[test]
fn walking_every_line_takes_a_key_a_line() {
    let desk = Desk::new();
    let mut workspace = desk.workspace();
    workspace.run(Command::ToggleStepOver);
    workspace.run(Command::OpenFile(desk.write("seed.txt", SEED)));
    workspace.wait();
    assert_eq!(label_seed(&mut workspace, "down"), 24);
}

#[test]
fn units_of_all_sizes() {
    story("{One two.} Three four.", "-", "{One two.} Three four.");
    story(
        "{One two.} Three four.",
        "- - down down 1",
        "One two. [fact Three] {four}.",
    );
    story(
        "{It has cost them a lot; they will pay for it.} So.",
        "- 1 2",
        "[fact It has cost them a lot;] [analysis they will pay for it.] {So.}",
    );
    story("{One.} Two.\nThree.", "+ down", "One. Two.\n{Three.}");
    story("{One.} Two.\nThree.", "+ 1", "[fact One.] [fact Two.]\n{Three.}");
    story(
        "{One.} [opinion Two.]\nThree.",
        "+ 1",
        "[fact One.] [fact Two.]\n{Three.}",
    );
    story(
        "{One.} [opinion Two.]\nThree.",
        "+ 1 ctrl+z",
        "{One. [opinion Two.]}\nThree.",
    );
    story("[fact One.] [fact Two.]\n{Three.}", "+ up 1", "{One. Two.}\nThree.");
    story("{One.} Two.\nThree.", "+ - - + end", "One. Two.\n{Three.}");
}

#[test]
fn a_paragraph_can_get_one_annotation() {
    let desk = Desk::new();
    let mut workspace = open(&desk, "{One.} Two.\nThree.");
    workspace.run(Command::ToggleParagraphAsOne);
    press(&mut workspace, "+ 1");
    assert_eq!(render(&workspace), "[fact One. Two.]\n{Three.}");
}

#[test]
fn lines_without_a_claim_are_stepped_over_but_not_out_of_reach() {
    story("{One.}\nSource\nTwo.", "1", "[fact One.]\nSource\n{Two.}");
    story("{One.}\nSource\nTwo.", "down", "One.\n{Source}\nTwo.");
    story("{One.}\nSource", "1", "[fact One.]\n{Source}");
}
