//! Commands by name and by key, settings and the first start, through the real window code.

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
use egui_kittest::kittest::Queryable as _;
use glossator::{
    store::settings::Theme,
    workspace::{Chord, Command, Key as ChordKey, Workspace},
};
use support::{
    desk::{Desk, SEED, document, eventually, labelled},
    marked::press,
    window::Window,
};

fn on_seed(desk: &Desk) -> Window {
    let path = desk.write("seed.txt", SEED);
    Window::new(desk.open(&path))
}

fn said(window: &Window) -> &str {
    &window.workspace().notice().text
}

/// Opens the settings and chooses the only command that the filter leaves.
fn choose(window: &mut Window, command: &str) {
    window.chord(Modifiers::COMMAND, Key::Comma);
    window.harness.get_by_label("Filter commands").focus();
    window.settle();
    window.write(command);
    window.click_containing(&format!("· {command}:"));
}

#[test]
fn a_key_is_changed_and_kept() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    choose(&mut window, "Split in two");
    window.click("Add a key…");
    window.chord(Modifiers::ALT, Key::X);
    assert_eq!(said(&window), "Alt+X now does “Split in two”");
    window.click("Remove S");
    window.click("Close");
    window.key(Key::S);
    assert_ne!(said(&window), "Split in two: label each half");
    let file = desk.read("keys.ron").split_whitespace().collect::<String>();
    assert!(file.contains(r#""split":["Alt+X""#), "{file}");

    let mut again = on_seed(&desk);
    for _ in 0..3 {
        again.key(Key::ArrowDown);
    }
    again.chord(Modifiers::ALT, Key::X);
    assert_eq!(said(&again), "Split in two: label each half");
    again.key(Key::F1);
    assert!(again.shows("Alt+X"), "the list of keys follows");
    again.click("Change keys…");
    again.click("All keys as at first");
    assert_eq!(desk.read("keys.ron").trim(), "#![enable(implicit_some)]\n{}");
}

#[test]
fn a_key_that_is_taken_is_refused_or_taken_over() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    choose(&mut window, "Unsure");
    for (key, holder) in [
        (Key::J, "J is the key of “Next unit”."),
        (Key::F, "F is the key of “Label as Fact”."),
    ] {
        window.click("Add a key…");
        window.key(key);
        assert!(window.shows(holder), "{holder}");
        window.click("Leave it");
    }
    assert_eq!(
        labelled(window.workspace()),
        [],
        "a key that is waited for does nothing else"
    );
    window.click("Add a key…");
    window.key(Key::J);
    window.click("Take it from there");
    window.click("Add a key…");
    window.key(Key::Escape);
    assert!(
        window.shows("Settings"),
        "Esc calls the waiting off, and does not close the page"
    );
    window.key(Key::Escape);
    window.key(Key::Num1);
    window.key(Key::J);
    assert!(
        document(window.workspace())
            .layer()
            .nth(0)
            .is_some_and(|first| first.unsure)
    );
    // A letter that a label has as well is named.
    choose(&mut window, "Unsure");
    window.click("Add a key…");
    window.key(Key::O);
    window.click("Take it from there");
    assert!(window.shows("The key O of the label Opinion does “Unsure” instead."));
}

#[test]
fn keys_that_nobody_knows_are_said_and_kept() {
    let desk = Desk::new();
    desk.write("keys.ron", "{\"fly\": [\"F5\"], \"undo\": [\"U\"]}");
    let mut workspace: Workspace = desk.workspace();
    assert_eq!(workspace.notice().text, "In keys.ron there is no command \"fly\".");
    workspace.run(Command::ResetKeys(None));
    let file = desk.read("keys.ron").split_whitespace().collect::<String>();
    assert!(file.contains("\"fly\":[\"F5\""), "{file}");
    desk.write("keys.ron", "{\"undo\": ");
    let mut workspace = desk.workspace();
    assert!(
        workspace
            .notice()
            .text
            .contains("so the keys are those of a first start"),
        "{}",
        workspace.notice().text
    );
    press(&mut workspace, "ctrl+k");
    assert!(workspace.dialog().is_some());
}

#[test]
fn the_list_of_keys_shows_what_works_now() {
    let desk = Desk::new();
    let mut window = Window::new(desk.workspace());
    window.key(Key::F1);
    assert!(
        window.shows("Open article…") && !window.shows("Next unlabelled unit"),
        "no article is open"
    );
    window.click("All keys");
    assert!(window.shows("Next unlabelled unit"));
    let mut window = on_seed(&desk);
    window.key(Key::F1);
    assert!(window.shows("Next unlabelled unit") && !window.shows("Delete annotation") && !window.shows("Next hit"));
    window.key(Key::Escape);
    window.key(Key::Num1);
    window.key(Key::ArrowUp);
    window.key(Key::F1);
    assert!(window.shows("Delete annotation") && window.shows("Undo") && !window.shows("Redo"));
    window.key(Key::Escape);
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("Microsoft");
    window.key(Key::Enter);
    window.key(Key::F1);
    assert!(window.shows("Go on to the next hit"));
}

#[test]
fn labelling_reading_and_name_are_chosen() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::Comma);
    window.click("Labelling");
    window.click("Neighbours move along");
    assert!(!window.workspace().settings().neighbours_move);
    window.click("Reading");
    window.click("Sans");
    window.click("Dark");
    window.click("Larger");
    assert_eq!(window.workspace().settings().theme, Theme::Dark);
    window.click("You");
    let field = window
        .harness
        .get_by_role_and_label(egui::accesskit::Role::TextInput, "Your name");
    field.focus();
    window.settle();
    window.chord(Modifiers::COMMAND, Key::A);
    window.write("Ben");
    window.key(Key::Tab);
    let file = desk.read("settings.ron");
    for kept in [
        "annotator: \"Ben\"",
        "serif: false",
        "neighbours_move: false",
        "zoom: 1.1",
        "theme: Dark",
    ] {
        assert!(file.contains(kept), "{kept} in {file}");
    }
    assert_eq!(desk.workspace().zoom(), 1.1, "the size is kept");
    // Most keyboards write a plus sign with Shift.
    window.key(Key::Escape);
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::Plus);
    assert!(window.workspace().zoom() > 1.2);
}

#[test]
fn the_first_start_shows_the_example_and_how_to_label_it() {
    let desk = Desk::new();
    let mut workspace = desk.workspace();
    workspace.start();
    workspace.wait();
    let mut window = Window::new(workspace);
    assert!(window.shows("Press a key to label the framed sentence: 1 fact, 2 analysis, 3 opinion."));
    assert!(window.shows("Sentence 2 of 24"));
    window.key(Key::Num1);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    assert_eq!(desk.read("example/microsoft-openai.txt"), SEED);
    window.harness.snapshot("first_start");
    window.click("Put away");
    assert!(!window.shows("Press a key to label"));
    drop(window);

    let mut workspace = desk.workspace();
    workspace.start();
    workspace.wait();
    assert!(workspace.document().is_none(), "this is no first start any more");
    workspace.run(Command::OpenExample);
    workspace.wait();
    assert_eq!(labelled(&workspace).len(), 1, "what was labelled is there");
    assert!(!workspace.shows_how());
}

#[test]
fn pictures_of_the_settings() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    choose(&mut window, "Undo");
    window.click("Add a key…");
    window.key(Key::J);
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("settings_light");
    window
        .harness
        .state_mut()
        .workspace_mut()
        .run(Command::SetTheme(Theme::Dark));
    window.click("Labelling");
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("settings_dark");
}

#[test]
fn f7_works_when_bound() {
    let desk = Desk::new();
    desk.write("keys.ron", "{\"toggle-theme\": [\"F7\"]}");
    let mut window = on_seed(&desk);
    let before = window.workspace().settings().theme;
    window.key(Key::F7);
    assert_ne!(window.workspace().settings().theme, before);
}

#[test]
fn unknown_chords_are_not_lost() {
    let desk = Desk::new();
    desk.write("keys.ron", "{\"undo\": [\"Ctrl+Nix\", \"Ctrl+Z\"]}");
    let mut workspace = desk.workspace();
    workspace.run(Command::Bind(
        Box::new(Command::Split),
        Chord {
            alt: true,
            ..Chord::plain(ChordKey::Char('x'))
        },
    ));
    assert!(desk.read("keys.ron").contains("Ctrl+Nix"), "{}", desk.read("keys.ron"));
}

#[test]
fn shift_digit_is_not_shadowed_silently() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    choose(&mut window, "Unsure");
    window.click("Add a key…");
    window.harness.event(egui::Event::Key {
        key: Key::Exclamationmark,
        physical_key: Some(Key::Num1),
        pressed: true,
        repeat: false,
        modifiers: Modifiers::SHIFT,
    });
    window.settle();
    assert!(!said(&window).contains("now does"), "{}", said(&window));
}

#[test]
fn a_rebound_find_works_while_typing() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.harness.state_mut().workspace_mut().run(Command::Bind(
        Box::new(Command::ShowCommands),
        Chord::ctrl(ChordKey::Char('g')),
    ));
    window.chord(Modifiers::COMMAND, Key::F);
    window.chord(Modifiers::COMMAND, Key::G);
    assert!(window.workspace().dialog().is_some());
}

#[test]
fn commands_are_found_while_typing() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::F);
    window.chord(Modifiers::COMMAND, Key::K);
    assert!(window.workspace().dialog().is_some());
}

#[test]
fn escape_closes_a_dialog_after_its_key_was_removed() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window
        .harness
        .state_mut()
        .workspace_mut()
        .run(Command::Unbind(Chord::plain(ChordKey::Escape)));
    window.key(Key::F1);
    window.key(Key::Escape);
    assert!(window.workspace().dialog().is_none());
}

#[test]
fn a_message_follows_rebinding() {
    let desk = Desk::new();
    let path = desk.write("seed.txt", SEED);
    let mut workspace = desk.open(&path);
    workspace.run(Command::Unbind(Chord::ctrl(ChordKey::Char('f'))));
    workspace.run(Command::NextHit);
    assert!(
        !workspace.notice().text.contains("Ctrl+F"),
        "{}",
        workspace.notice().text
    );
}

#[test]
fn delete_is_enabled_only_where_it_deletes() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One two three four. Five six.");
    let mut workspace = desk.open(&path);
    support::marked::select(&mut workspace, 0, 19, true);
    workspace.run(Command::Label(glossator::labels::LabelId::new("fact")));
    workspace.run(Command::Back);
    support::marked::select(&mut workspace, 4, 7, true);
    let enabled = workspace.is_enabled(&Command::Delete);
    workspace.run(Command::Delete);
    assert_eq!(enabled, labelled(&workspace).is_empty(), "{}", workspace.notice().text);
}

#[test]
fn any_command_is_found_by_a_few_letters() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::K);
    window.write("lab opin");
    window.key(Key::Enter);
    assert_eq!(labelled(window.workspace()).len(), 1);
    assert_eq!(labelled(window.workspace())[0].0, "opinion");
    window.chord(Modifiers::COMMAND, Key::K);
    assert!(window.shows("File · Quit"), "the last search is forgotten");
    window.key(Key::ArrowDown);
    window.key(Key::Enter);
    assert_eq!(labelled(window.workspace())[1].0, "analysis", "the second in the list");
    window.chord(Modifiers::COMMAND, Key::K);
    window.write("words");
    window.click("Step by words");
    assert!(window.shows("By words"));
}

#[test]
fn pictures_of_all_commands() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::K);
    window.write("label");
    window.harness.snapshot("commands_light");
    window
        .harness
        .state_mut()
        .workspace_mut()
        .run(Command::SetTheme(Theme::Dark));
    window.settle();
    window.harness.snapshot("commands_dark");
}

#[test]
fn every_menu_command_is_there_and_works() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.click("Edit");
    assert!(window.shows("Undo"));
    window.key(Key::Escape);
    window.click("Go");
    window.click_containing("Next unlabelled");
    assert!(window.shows("Sentence 3 of 24"));
}
