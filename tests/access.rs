//! Everything can be found by name and done without a pointer, and the focus can be seen.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use support::{
    desk::{Desk, SEED, eventually, labelled},
    project::BANK,
    window::Window,
};

fn on_seed(desk: &Desk) -> Window {
    let path = desk.write("seed.txt", SEED);
    Window::new(desk.open(&path))
}

/// Roles of what a person can use. Scroll bars of panels are egui's own, have no names, and do what the keys do.
const CONTROLS: [Role; 14] = [
    Role::Button,
    Role::CheckBox,
    Role::RadioButton,
    Role::ComboBox,
    Role::Link,
    Role::MenuItem,
    Role::MenuItemCheckBox,
    Role::MultilineTextInput,
    Role::TextInput,
    Role::SearchInput,
    Role::Slider,
    Role::SpinButton,
    Role::Switch,
    Role::ColorWell,
];

#[track_caller]
fn assert_all_have_names(window: &Window, state: &str) {
    let nodes = window.harness.query_all_by(|node| CONTROLS.contains(&node.role()));
    let mut count = 0;
    for node in nodes {
        let node = node.accesskit_node();
        let name = node
            .label()
            .or_else(|| node.labelled_by().find_map(|other| other.value()))
            .unwrap_or_default();
        assert!(
            !name.trim().is_empty(),
            "{state}: a {:?} has no name: {:?}",
            node.role(),
            node.raw_bounds()
        );
        count += 1;
    }
    assert!(count > 4, "{state}: only {count} controls");
}

#[test]
fn every_control_has_a_name() {
    let desk = Desk::new();
    let mut window = Window::new(desk.workspace());
    assert_all_have_names(&window, "welcome");
    window = on_seed(&desk);
    assert_all_have_names(&window, "an article");
    window.key(Key::Num1);
    window.key(Key::Num2);
    window.key(Key::N);
    window.write("a note");
    assert_all_have_names(&window, "a note");
    window.key(Key::Enter);
    for menu in ["File", "Edit", "Go", "View"] {
        window.click(menu);
        assert_all_have_names(&window, menu);
        window.key(Key::Escape);
    }
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("Microsoft");
    eventually("it is found", || {
        window.settle();
        window.shows("hits")
    });
    assert_all_have_names(&window, "find");
    window.key(Key::Escape);
    for (key, state) in [(Key::K, "commands"), (Key::L, "label set"), (Key::Comma, "settings")] {
        window.chord(Modifiers::COMMAND, key);
        assert_all_have_names(&window, state);
        if state == "label set" {
            window.click("Examples (3)");
            window.harness.run_steps(30);
            assert_all_have_names(&window, "examples");
        }
        if state == "settings" {
            for page in ["Labelling", "Reading", "You"] {
                window.click(page);
                assert_all_have_names(&window, page);
            }
        }
        window.key(Key::Escape);
    }
    window.key(Key::L);
    assert_all_have_names(&window, "new label");
    window.key(Key::Escape);
    window.key(Key::F1);
    assert_all_have_names(&window, "keys");
}

/// The dialog on an article in plain letters: what it shows of files is in a font that tests have no other letters of.
fn exporting(desk: &Desk) -> Window {
    let path = desk.write("bank.txt", BANK);
    let mut window = Window::new(desk.open(&path));
    window.key(Key::Num1);
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    eventually("it is known what would come of it", || {
        window.settle();
        window.shows("goes out.")
    });
    window
}

#[test]
fn an_export_can_be_found_by_name_and_the_focus_seen() {
    let desk = Desk::new();
    let mut window = exporting(&desk);
    window.click("More");
    window.harness.run_steps(30);
    assert_all_have_names(&window, "export");
    assert_focus_is_seen(&mut window, 12);
}

/// The rectangle of what has the focus, and its name.
fn focused(window: &Window) -> Option<(egui::Rect, String)> {
    let node = window.harness.query_all_by(|node| node.is_focused()).next()?;
    let name = node.accesskit_node().label().unwrap_or_default();
    Some((node.rect(), name))
}

/// How many pixels in and around a rectangle differ between two pictures.
fn changed(before: &image::RgbaImage, after: &image::RgbaImage, rect: egui::Rect) -> usize {
    let rect = rect.expand(3.0);
    let pixels = before.enumerate_pixels().zip(after.pixels());
    pixels
        .filter(|((x, y, one), other)| rect.contains(egui::pos2(*x as f32, *y as f32)) && one != other)
        .count()
}

#[test]
fn the_focus_is_seen_wherever_it_goes() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.key(Key::F6);
    assert_focus_is_seen(&mut window, 16);
    window.key(Key::Escape);
    window.chord(Modifiers::COMMAND, Key::Comma);
    assert_focus_is_seen(&mut window, 10);
}

/// Goes on with Tab, and looks at each stop.
fn assert_focus_is_seen(window: &mut Window, stops: usize) {
    let mut seen = Vec::new();
    for _ in 0..stops {
        let before = window.harness.render().expect("a picture");
        window.key(Key::Tab);
        // Carets blink.
        window.harness.run_steps(5);
        let after = window.harness.render().expect("a picture");
        let Some((rect, name)) = focused(window) else { continue };
        assert!(
            changed(&before, &after, rect) > 20,
            "nothing shows that {name:?} has the focus"
        );
        seen.push(name);
    }
    seen.dedup();
    assert!(seen.len() * 3 >= stops * 2, "{seen:?}");
}

#[test]
fn the_whole_job_is_done_without_a_pointer() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    // Label, correct, doubt, note, find, label all hits, mark as done.
    for key in [Key::Num1, Key::Num2, Key::ArrowUp, Key::Num3, Key::U, Key::N] {
        window.key(key);
    }
    window.write("by keys");
    window.key(Key::Enter);
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("infrastructure construction");
    eventually("it is found", || {
        window.settle();
        window.shows("1 hit")
    });
    window.key(Key::Enter);
    window.key(Key::Num1);
    window.key(Key::Escape);
    assert_eq!(labelled(window.workspace()).len(), 3);
    // To the panel, and with Tab and Enter to a label there; Esc goes back to the text.
    window.key(Key::F6);
    let mut names = Vec::new();
    for _ in 0..8 {
        names.extend(focused(&window).map(|(_, name)| name));
        if names.last().is_some_and(|name| name == "Label as Opinion") {
            break;
        }
        window.key(Key::Tab);
    }
    assert_eq!(names.last().map(String::as_str), Some("Label as Opinion"), "{names:?}");
    window.key(Key::Enter);
    assert_eq!(labelled(window.workspace()).len(), 4);
    window.key(Key::Escape);
    window.chord(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("· done"));
}
