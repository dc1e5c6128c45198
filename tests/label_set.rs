//! The label set, the article as a whole, and second choices, through the real window code.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use egui::{Key, Modifiers, PointerButton, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use glossator::{
    labels::LabelId,
    store::settings::Theme,
    workspace::{Command, PathFor},
};
use support::{
    desk::{Desk, SEED, document, eventually, labelled},
    window::Window,
};

fn on_seed(desk: &Desk) -> Window {
    let path = desk.write("seed.txt", SEED);
    Window::new(desk.open(&path))
}

fn names(window: &Window) -> Vec<String> {
    let labels = document(window.workspace()).labels().labels().iter();
    labels.map(|label| label.name.clone()).collect()
}

/// Writes into the field of this name in place of what it holds, and leaves it.
fn fill(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_label(field).focus();
    window.settle();
    window.chord(Modifiers::COMMAND, Key::A);
    window.write(text);
    window.key(Key::Tab);
}

#[test]
fn labels_are_added_renamed_recoloured_and_reordered() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    window.chord(Modifiers::COMMAND, Key::L);
    fill(&mut window, "Name of the label", "Report");
    assert_eq!(names(&window), ["Report", "Analysis", "Opinion"]);
    assert_eq!(
        labelled(window.workspace())[0].0,
        "fact",
        "annotations follow by themselves"
    );
    window.click("Colour #009e73");
    assert_eq!(
        document(window.workspace()).labels().labels()[0].color.to_string(),
        "#009e73"
    );
    fill(&mut window, "Colour as #rrggbb", "#123456");
    assert_eq!(
        document(window.workspace()).labels().labels()[0].color.to_string(),
        "#123456"
    );
    fill(&mut window, "Definition", "What happened.");
    assert_eq!(
        document(window.workspace()).labels().labels()[0].definition,
        "What happened."
    );
    window.click("Move down");
    assert_eq!(names(&window), ["Analysis", "Report", "Opinion"]);

    window.harness.get_by_label("Name of a new label").focus();
    window.settle();
    window.write("Quote");
    window.key(Key::Enter);
    assert_eq!(names(&window).last().map(String::as_str), Some("Quote"));
    window.click("A kind of nothing");
    window.harness.get_by_role_and_label(Role::Button, "Report").click();
    window.settle();
    assert_eq!(
        document(window.workspace()).labels().labels()[3].parent,
        Some(LabelId::new("fact"))
    );
    for _ in 0..7 {
        window.click("Undo");
    }
    assert_eq!(
        names(&window),
        ["Fact", "Analysis", "Opinion"],
        "all of it can be undone"
    );
    window.key(Key::Escape);
    assert!(!window.shows("Label set"));
}

#[test]
fn a_key_that_is_taken_is_refused_where_it_is_typed() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::L);
    fill(&mut window, "Key of the label", "j");
    assert!(window.shows("The key j is taken: it does “Next unit”. Choose another."));
    fill(&mut window, "Key of the label", "o");
    assert!(window.shows("The key o is that of the label Opinion."));
    fill(&mut window, "Key of the label", "7");
    assert!(window.shows("Digits give labels by their place"));
    // What is refused is in nobody's way.
    window.click("Colour #009e73");
    let label = document(window.workspace()).labels().labels()[0].clone();
    assert_eq!((label.color.to_string().as_str(), label.key), ("#009e73", Some('f')));
    fill(&mut window, "Colour as #rrggbb", "blue");
    assert!(window.shows("\"blue\" is not a colour; write it as #rrggbb"));
    fill(&mut window, "Key of the label", "t");
    window.click("Close");
    window.key(Key::T);
    assert_eq!(labelled(window.workspace())[0].0, "fact");
}

#[test]
fn examples_and_hard_cases_are_written() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::L);
    window.click("Examples (3)");
    window.harness.run_steps(30);
    fill(&mut window, "Example 1", "Shares fell by 3 %.");
    let label = document(window.workspace()).labels().labels()[0].clone();
    assert_eq!(label.examples[0].text, "Shares fell by 3 %.");
    window.click("Add an example");
    window.key(Key::Escape);
    window.chord(Modifiers::COMMAND, Key::L);
    fill(&mut window, "Definition", "A claim.");
    let label = document(window.workspace()).labels().labels()[0].clone();
    assert_eq!(
        (label.definition.as_str(), label.examples.len()),
        ("A claim.", 3),
        "one that says nothing is none"
    );
    window.chord(Modifiers::COMMAND, Key::Z);
    assert!(
        document(window.workspace()).labels().labels()[0]
            .definition
            .starts_with("A statement"),
        "undone by its key"
    );
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(document(window.workspace()).labels().labels()[0].definition, "A claim.");
}

#[test]
fn what_is_half_written_is_kept_when_the_editor_is_closed() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::L);
    window.harness.get_by_label("Name of the label").focus();
    window.settle();
    window.chord(Modifiers::COMMAND, Key::A);
    window.write("Report");
    window.key(Key::Escape);
    assert_eq!(names(&window)[0], "Report");
}

#[test]
fn a_label_is_merged_or_deleted_with_a_question() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    for key in [Key::Num1, Key::Num1, Key::Num2] {
        window.key(key);
    }
    window.key(Key::ArrowUp);
    window.chord(Modifiers::COMMAND, Key::L);
    window.click("Change Fact");
    window.click("Merge into another…");
    assert!(window.shows("What becomes of its 2 annotations?"));
    window.click("They become Opinion");
    window.click("Merge into Opinion");
    let labels: Vec<_> = labelled(window.workspace())
        .into_iter()
        .map(|(label, _)| label)
        .collect();
    assert_eq!(labels, ["opinion", "opinion", "analysis"]);
    window.click("Undo");
    window.click("Change Fact");
    window.click("Delete…");
    window.click("Keep it");
    window.click("Delete…");
    window.click("Delete with 2 annotations");
    assert_eq!(labelled(window.workspace()).len(), 1);
    assert_eq!(names(&window), ["Analysis", "Opinion"]);
}

#[test]
fn a_new_label_is_made_from_here() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::L);
    window.write("Quoted speech");
    window.key(Key::Enter);
    assert_eq!(labelled(window.workspace())[0].0, "quoted-speech");
    // By pointer, from the bar at a selection; and what is there already is offered.
    window.drag("amount", "equity");
    window.click("New label from here…");
    window.write("quot");
    window
        .harness
        .get_by_role_and_label(Role::Button, "Quoted speech")
        .click();
    window.settle();
    assert_eq!(labelled(window.workspace()).len(), 2);
    assert_eq!(names(&window).len(), 4);
}

#[test]
fn the_article_as_a_whole_is_labelled_and_done() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::D);
    assert!(window.shows("Press the key of a label"));
    window.key(Key::Num2);
    window.click("The article is Opinion");
    let about = |window: &Window| document(window.workspace()).layer().about().document.len();
    assert_eq!(about(&window), 2);
    assert!(window.shows("Analysis, Opinion"));
    window.click("The article is Analysis");
    assert_eq!(about(&window), 1);
    window.click("Done");
    assert!(window.shows("· done"));
    window.chord(Modifiers::COMMAND, Key::Enter);
    assert!(!window.shows("· done"));
    window.chord(Modifiers::COMMAND, Key::K);
    window.write("every sentence");
    window.key(Key::Enter);
    assert!(window.shows("covered 0 of 24"));
    window.click("Done");
    assert!(window.shows("24 sentences do not have exactly one label yet"));
}

#[test]
fn second_choices_are_given_by_key_and_pointer() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    window.chord(Modifiers::SHIFT, Key::Num3);
    let second = |window: &Window| {
        let first = document(window.workspace()).layer().nth(0).cloned();
        first.and_then(|first| first.second).map(|label| label.to_string())
    };
    assert_eq!(second(&window).as_deref(), Some("opinion"), "of what was just labelled");
    window.click_text("Microsoft Has Spent", 1);
    window.click("Second choice: Opinion");
    window.harness.get_by_role_and_label(Role::Button, "Analysis").click();
    window.settle();
    assert_eq!(second(&window).as_deref(), Some("analysis"));
    window.click_text_with("Microsoft Has Spent", PointerButton::Secondary);
    window.click_containing("No label fits");
    assert_eq!(labelled(window.workspace())[0].0, "none");
}

#[test]
fn the_guidelines_show_the_entry_of_the_label_at_hand() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    let definition = |window: &Window, place: usize| {
        let label = document(window.workspace()).labels().labels()[place].clone();
        window.shows(&label.definition)
    };
    assert!(!definition(&window, 0) && !definition(&window, 1));
    window.key(Key::Num1);
    window.harness.run_steps(30);
    assert!(definition(&window, 0));
    window.key(Key::Num2);
    window.harness.run_steps(30);
    assert!(definition(&window, 1) && !definition(&window, 0));
}

#[test]
fn label_files_are_asked_for_in_the_window_where_there_is_no_dialog() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    let ask = |window: &mut Window, what, path: &str| {
        window.harness.state_mut().workspace_mut().ask_for_path(what);
        window.settle();
        window.write(&desk.path(path).display().to_string());
        window.key(Key::Enter);
    };
    ask(&mut window, PathFor::LabelsOut, "labels.ron");
    assert!(desk.read("labels.ron").contains("id: \"opinion\""));
    desk.write("labels.ron", desk.read("labels.ron").replace("\"Opinion\"", "\"View\""));
    ask(&mut window, PathFor::Labels, "nothing.ron");
    assert!(window.shows("nothing.ron"), "what is wrong is said where it is asked");
    window.key(Key::Escape);
    ask(&mut window, PathFor::Labels, "labels.ron");
    assert_eq!(names(&window), ["Fact", "Analysis", "View"]);
}

#[test]
fn pictures_of_the_label_set() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    for key in [Key::Num1, Key::Num1, Key::Num2] {
        window.key(key);
    }
    let mut workspace = window.harness.state_mut().workspace_mut();
    workspace.run(Command::LabelAnew("Quoted speech".into()));
    let mut quote = document(workspace).labels().labels()[3].clone();
    quote.parent = Some(LabelId::new("fact"));
    quote.definition = "Words that somebody else said, in quotation marks or not.".into();
    workspace = window.harness.state_mut().workspace_mut();
    workspace.run(Command::ChangeLabels(glossator::workspace::LabelChange::Put(quote)));
    window.settle();
    window.chord(Modifiers::COMMAND, Key::L);
    window.harness.remove_cursor();
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.harness.snapshot("label_set_light");
    window
        .harness
        .state_mut()
        .workspace_mut()
        .run(Command::SetTheme(Theme::Dark));
    window.click("Change Quoted speech");
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("label_set_dark");
}
