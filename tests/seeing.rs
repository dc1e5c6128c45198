//! Stories of seeing what is labelled: the map beside the text, the list, hints, and annotations upon annotations.

mod support;

use egui::{Key, Rect, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use support::{
    desk::{Desk, SEED, document, eventually, span_of},
    window::Window,
};

/// Sentences enough for many screens, each with its number.
fn numbered(sentences: usize) -> String {
    (0..sentences)
        .map(|number| format!("Sentence number {number} says that the committee met and agreed on nothing.\n\n"))
        .collect()
}

fn open(desk: &Desk, text: &str) -> Window {
    let path = desk.write("story.txt", text);
    Window::new(desk.open(&path))
}

fn map(window: &Window) -> Rect {
    window.harness.get_by_label("Map of the article").rect()
}

fn in_view(window: &Window, quote: &str) -> bool {
    let document = document(window.workspace());
    let rows = window
        .harness
        .state()
        .text_view()
        .row_rects_of(span_of(document, quote));
    !rows.is_empty()
}

fn map_says(window: &Window) -> String {
    let map = window.harness.get_by_label("Map of the article");
    map.accesskit_node().value().expect("a value")
}

// --- the map ---------------------------------------------------------------------------------------------

#[test]
fn a_press_on_the_map_goes_there_and_a_drag_goes_along() {
    let desk = Desk::new();
    let mut window = open(&desk, &numbered(1000));
    let map = map(&window);
    assert!(in_view(&window, "number 0 says"));
    assert!(map_says(&window).starts_with("0 to 1 %"), "{}", map_says(&window));

    let at = |part: f32| pos2(map.center().x, map.top() + map.height() * part);
    window.press(at(0.5));
    assert!(in_view(&window, "number 500 says"), "{}", map_says(&window));
    for (part, sentence) in [
        (0.6, "number 600 says"),
        (0.25, "number 249 says"),
        (2.0, "number 999 says"),
    ] {
        window.harness.hover_at(at(part));
        window.settle();
        assert!(in_view(&window, sentence), "{part}: {}", map_says(&window));
    }
    window.release(at(2.0));
    assert!(map_says(&window).ends_with("to 100 % of the article is in view"));
    // Where the reader is has not changed by looking elsewhere.
    assert!(window.shows("Sentence 1 of 1000"));
    window.settle();
}

#[test]
fn a_screen_reader_can_go_by_the_map() {
    let desk = Desk::new();
    let mut window = open(&desk, &numbered(1000));
    let target = egui::Id::unique("map of the article").accesskit_id();
    let request = egui::accesskit::ActionRequest {
        action: egui::accesskit::Action::SetValue,
        target_tree: egui::accesskit::TreeId::ROOT,
        target_node: target,
        data: Some(egui::accesskit::ActionData::NumericValue(75.0)),
    };
    window.harness.event(egui::Event::AccessKitActionRequest(request));
    window.settle();
    assert!(in_view(&window, "number 750 says"), "{}", map_says(&window));
}

#[test]
fn a_narrow_window_has_no_map() {
    let desk = Desk::new();
    let path = desk.write("story.txt", SEED);
    let window = Window::sized(desk.open(&path), [360.0, 500.0], 1.0);
    assert!(!window.shows("Map of the article"));
}

#[test]
fn pictures_of_the_map() {
    let desk = Desk::new();
    let mut window = open(&desk, &numbered(140));
    for keys in ["1112213", "3311u1", "1113111", "2222113"] {
        for key in keys.chars() {
            window.key(match key {
                '1' => Key::Num1,
                '2' => Key::Num2,
                '3' => Key::Num3,
                _ => Key::U,
            });
        }
        for _ in 0..9 {
            window.key(Key::ArrowDown);
        }
    }
    window.chord(egui::Modifiers::COMMAND, Key::F);
    window.write("number 7");
    eventually("it is found", || {
        window.settle();
        window.shows("hits")
    });
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.harness.snapshot("map_light");
    window.click("Dark theme");
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("map_dark");
}
