//! How many keys it takes to label the example article as a careful person did, and to correct what is there: counted
//! in the real window code, without a pointer.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use egui::{Key, Modifiers};
use glossator::{article::UnitKind, workspace::Command};
use support::{
    desk::{Desk, SEED, document, labelled},
    window::Window,
};

/// A window that counts the keys pressed in it.
struct Counted {
    window: Window,
    keys: usize,
}

impl Counted {
    fn open(desk: &Desk, prepare: &[Command]) -> Self {
        let path = desk.write("seed.txt", SEED);
        let mut workspace = desk.open(&path);
        for command in prepare {
            workspace.run(command.clone());
        }
        // Choices of the annotator hold from the next opening on.
        drop(workspace);
        Self {
            window: Window::new(desk.open(&path)),
            keys: 0,
        }
    }

    fn key(&mut self, key: Key) {
        self.chord(Modifiers::NONE, key);
    }

    fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.keys += 1;
        self.window.chord(modifiers, key);
    }
}

/// The quote of every unit of the example, and its label if it claims something.
fn gold() -> Vec<(String, Option<String>)> {
    let gold: serde_json::Value = serde_json::from_str(include_str!("data/seed_labels.json")).expect("valid JSON");
    let units = gold["units"].as_array().expect("a list").iter();
    let unit = |unit: &serde_json::Value| {
        let quote = unit["quote"].as_str().expect("a quote").to_owned();
        (quote, unit["label"].as_str().map(str::to_owned))
    };
    units.map(unit).collect()
}

fn digit(label: &str) -> Key {
    match label {
        "fact" => Key::Num1,
        "analysis" => Key::Num2,
        _ => Key::Num3,
    }
}

#[track_caller]
fn assert_labelled_as_gold(window: &Window) {
    let expected: Vec<_> = gold()
        .into_iter()
        .filter_map(|(quote, label)| Some((label?, quote)))
        .collect();
    assert_eq!(expected.len(), 15);
    assert_eq!(labelled(window.workspace()), expected);
}

fn walking_every_line() -> usize {
    let desk = Desk::new();
    let mut counted = Counted::open(&desk, &[Command::ToggleStepOver]);
    let last = gold().iter().rposition(|(_, label)| label.is_some()).expect("labels");
    for (_, label) in gold().iter().take(last + 1) {
        counted.key(label.as_deref().map_or(Key::ArrowDown, digit));
    }
    assert_labelled_as_gold(&counted.window);
    counted.keys
}

fn stepping_over_what_claims_nothing() -> usize {
    let desk = Desk::new();
    let mut counted = Counted::open(&desk, &[]);
    for label in gold().iter().filter_map(|(_, label)| label.as_deref()) {
        counted.key(digit(label));
    }
    assert_labelled_as_gold(&counted.window);
    counted.keys
}

fn by_paragraphs() -> usize {
    let desk = Desk::new();
    let mut counted = Counted::open(&desk, &[Command::StepBy(UnitKind::Paragraph)]);
    for paragraph in ["1", "1", "1", "2", "1", "ctrl+2 1", "2", "2", "3"] {
        for key in paragraph.split(' ') {
            let modifiers = if key.starts_with("ctrl") {
                Modifiers::COMMAND
            } else {
                Modifiers::NONE
            };
            let key = match key.chars().last() {
                Some('1') => Key::Num1,
                Some('2') => Key::Num2,
                _ => Key::Num3,
            };
            counted.chord(modifiers, key);
        }
    }
    assert_labelled_as_gold(&counted.window);
    let steps = document(counted.window.workspace()).history().len();
    assert_eq!(steps, 10, "each key is one step to undo");
    counted.keys
}

#[test]
fn the_example_takes_few_keys() {
    let table = [
        ("walking every line", walking_every_line(), 24),
        (
            "stepping over lines without a claim",
            stepping_over_what_claims_nothing(),
            15,
        ),
        ("by paragraphs", by_paragraphs(), 10),
    ];
    println!("Keys for the 15 sentences of the example article");
    for (how, keys, most) in table {
        println!("{how:<40} {keys:>3}   (at most {most})");
        assert!(keys <= most, "{how}: {keys} keys, not {most}");
    }
}

#[test]
fn a_correction_takes_one_key() {
    let desk = Desk::new();
    let mut counted = Counted::open(&desk, &[]);
    counted.key(Key::Num1);
    counted.key(Key::Num1);
    counted.key(Key::ArrowUp);
    let first = |counted: &Counted| labelled(counted.window.workspace()).last().cloned().expect("labelled");
    let keys = |counted: &mut Counted, modifiers, pressed: &[Key]| {
        let before = counted.keys;
        for key in pressed {
            counted.chord(modifiers, *key);
        }
        counted.keys - before
    };
    let sentence = first(&counted).1;

    assert_eq!(keys(&mut counted, Modifiers::NONE, &[Key::Num2]), 1);
    assert_eq!(first(&counted), ("analysis".to_owned(), sentence.clone()), "relabelled");
    counted.key(Key::ArrowUp);

    assert_eq!(keys(&mut counted, Modifiers::SHIFT, &[Key::ArrowLeft]), 1);
    assert_eq!(
        first(&counted).1,
        sentence.trim_end_matches('.'),
        "its end is a word earlier"
    );

    assert_eq!(keys(&mut counted, Modifiers::NONE, &[Key::Delete]), 1);
    assert_eq!(labelled(counted.window.workspace()).len(), 1, "deleted");

    let mixed = "Similar cases include";
    let unit = gold()
        .into_iter()
        .find(|(quote, _)| quote.starts_with(mixed))
        .expect("a unit")
        .0;
    while document(counted.window.workspace()).unit().is_some_and(|unit| {
        !document(counted.window.workspace())
            .text()
            .slice(unit)
            .starts_with(mixed)
    }) {
        counted.key(Key::ArrowDown);
    }
    assert_eq!(keys(&mut counted, Modifiers::NONE, &[Key::S, Key::Num1, Key::Num2]), 3);
    let halves = labelled(counted.window.workspace());
    let halves: Vec<_> = halves.iter().rev().take(2).rev().collect();
    assert_eq!((halves[0].0.as_str(), halves[1].0.as_str()), ("fact", "analysis"));
    assert_eq!(
        format!("{} {}", halves[0].1, halves[1].1),
        unit,
        "split, and both halves labelled"
    );
}
