//! Stories through the real window code: keys, pointer, and what can be read on the screen.

mod support;

use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::Queryable as _;
use glossator::{store::settings::Theme, workspace::PathFor};
use support::{
    desk::{Desk, SEED, document, eventually, labelled, span_of},
    window::Window,
};

fn on_seed(desk: &Desk) -> Window {
    let path = desk.write("seed.txt", SEED);
    Window::new(desk.open(&path))
}

const SENTENCE: &str = "This amount includes early equity investments as well as costs for building large-scale cloud infrastructure and computing power hosting for OpenAI on Azure, with many expenditures occurring before generating revenue.";

#[test]
fn the_seed_is_labelled_by_keys_saved_and_opened_again() {
    let gold: serde_json::Value = serde_json::from_str(include_str!("data/seed_labels.json")).expect("valid JSON");
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    for unit in gold["units"].as_array().expect("a list") {
        window.key(match unit["label"].as_str() {
            Some("fact") => Key::Num1,
            Some("analysis") => Key::A,
            Some("opinion") => Key::O,
            // Lines that claim nothing are stepped over.
            _ => continue,
        });
    }
    assert!(window.shows("Sentence 20 of 24 · 15 labelled"));
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    let before = labelled(window.workspace());
    assert_eq!(before.len(), 15);
    let mut again = on_seed(&desk);
    assert_eq!(labelled(again.workspace()), before);
    assert!(again.shows("Opened seed.txt with 15 annotations"));
    assert!(again.shows("All saved"));
    // Nothing was changed, so nothing is written.
    let file = desk.read("seed.ron");
    again.key(Key::ArrowDown);
    drop(again);
    assert_eq!(desk.read("seed.ron"), file);
}

#[test]
fn a_drag_selects_and_the_bar_labels() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.drag("amount includes", "scale cloud");
    window.click("Give Opinion");
    let expected = (
        "opinion".to_owned(),
        "includes early equity investments as well as costs for building large-scale".to_owned(),
    );
    assert_eq!(labelled(window.workspace()).len(), 1);
    let (label, quote) = labelled(window.workspace()).remove(0);
    assert_eq!(label, expected.0);
    assert!(
        SENTENCE.contains(&quote) && quote.starts_with("amount") | quote.starts_with("includes"),
        "{quote}"
    );
    assert!(
        quote.ends_with("large-scale") | quote.ends_with("scale") | quote.ends_with("cloud"),
        "{quote}"
    );
    // It stays selected, so another label changes it and the same one removes it.
    window.click("Give Fact");
    assert_eq!(labelled(window.workspace()), [("fact".to_owned(), quote)]);
    window.key(Key::Num1);
    assert_eq!(labelled(window.workspace()), []);
}

#[test]
fn a_drag_goes_backwards_and_over_paragraphs() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.drag("equity", "lawsuit");
    let forward = document(window.workspace()).selection();
    window.key(Key::Escape);
    assert_eq!(document(window.workspace()).selection(), None);
    window.drag("lawsuit", "equity");
    assert_eq!(document(window.workspace()).selection(), forward);
    let quote = document(window.workspace())
        .text()
        .slice(forward.expect("something selected"));
    assert!(quote.starts_with("lawsuit.\n\nThis amount"), "{quote}");
    assert!(quote.ends_with("equity"), "{quote}");
}

#[test]
fn double_and_triple_clicks_take_a_word_and_a_sentence() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    let mut selected = |count| {
        window.click_text("expenditures", count);
        let document = document(window.workspace());
        let quote = document.selection().map(|span| document.text().slice(span).to_owned());
        window.key(Key::Escape);
        // Longer than any double click takes.
        window.harness.run_steps(30);
        quote
    };
    assert_eq!(selected(2).as_deref(), Some("expenditures"));
    assert_eq!(selected(3).as_deref(), Some(SENTENCE));
    assert_eq!(selected(1), None);
    assert!(window.shows("Sentence 4 of 24"), "a click frames the sentence");
}

#[test]
fn palette_list_and_marks_can_be_clicked() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.click_text("Flash News", 1);
    window.click("Label as Analysis");
    assert_eq!(
        labelled(window.workspace()),
        [("analysis".to_owned(), "Flash News".to_owned())]
    );
    assert!(window.shows("Sentence 2 of 24"), "the palette steps on, as a key does");
    window.key(Key::End);
    window.click("Go to Analysis: Flash News");
    assert!(document(window.workspace()).selected().is_some());
    window.click_text("Microsoft Has Spent", 1);
    assert!(document(window.workspace()).selected().is_none());
    window.click_text("Flash News", 1);
    assert!(document(window.workspace()).selected().is_some());
    window.key(Key::Delete);
    assert_eq!(labelled(window.workspace()), []);
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(labelled(window.workspace()).len(), 1);
    assert!(window.shows("Undid: Deleted Analysis"));
}

#[test]
fn the_other_button_shows_what_can_be_done() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.click_text_with("expenditures", PointerButton::Secondary);
    window.click_containing("Label: Analysis");
    assert_eq!(
        labelled(window.workspace()),
        [("analysis".to_owned(), SENTENCE.to_owned())]
    );
    window.click_text_with("expenditures", PointerButton::Secondary);
    window.click_containing("Remove: Analysis");
    assert_eq!(labelled(window.workspace()), []);
}

#[test]
fn a_note_is_written_by_keyboard_alone() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    // A keyboard sends the key and what it writes, in one frame; a Cyrillic one writes another letter.
    let key = egui::Event::Key {
        key: Key::N,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window
        .harness
        .input_mut()
        .events
        .extend([key, egui::Event::Text("т".into())]);
    window.settle();
    window.write("why 1 and 2");
    window.key(Key::Enter);
    let layer = document(window.workspace()).layer();
    assert_eq!(
        layer.nth(0).and_then(|annotation| annotation.note.as_deref()),
        Some("why 1 and 2")
    );
    assert_eq!(layer.len(), 1, "what is written into a field labels nothing");
    window.key(Key::Num2);
    assert_eq!(
        document(window.workspace()).layer().len(),
        2,
        "and after it keys label again"
    );
    assert!(window.shows("Sentence 4 of 24"));
}

#[test]
fn escape_ends_a_note_and_keeps_it() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    window.key(Key::N);
    window.write("a thought");
    window.key(Key::Escape);
    let layer = document(window.workspace()).layer();
    assert_eq!(
        layer.nth(0).and_then(|annotation| annotation.note.as_deref()),
        Some("a thought")
    );
}

#[test]
fn a_note_half_written_is_kept_when_the_window_closes() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    window.key(Key::N);
    window.write("a thought");
    window.chord(Modifiers::COMMAND, Key::Q);
    eventually("it is saved", || desk.read("seed.ron").contains("note: \"a thought\""));
    window.write(", and more");
    window.chord(Modifiers::COMMAND, Key::S);
    assert!(desk.read("seed.ron").contains("note: \"a thought, and more\""));
}

#[test]
fn a_narrow_window_makes_room_for_the_note() {
    let desk = Desk::new();
    let path = desk.write("seed.txt", SEED);
    let mut window = Window::sized(desk.open(&path), [480.0, 700.0], 1.0);
    assert!(!window.shows("Label as Fact"), "there is no room for the panel");
    window.key(Key::Num1);
    window.key(Key::N);
    window.write("fao");
    window.key(Key::Tab);
    let layer = document(window.workspace()).layer();
    assert_eq!(
        layer
            .nth(0)
            .map(|annotation| (annotation.label.as_str(), annotation.note.as_deref())),
        Some(("fact", Some("fao")))
    );
    assert!(!window.shows("Label as Fact"), "the text has the room again");
    window.key(Key::ArrowDown);
    assert!(window.shows("Sentence 4 of 24"), "and the keyboard");
}

#[test]
fn an_article_is_opened_by_its_path_where_there_is_no_dialog() {
    let desk = Desk::new();
    let path = desk.write("news.txt", "One. Two.");
    let mut window = Window::new(desk.workspace());
    assert!(window.shows("Open an article to label"));
    window
        .harness
        .state_mut()
        .workspace_mut()
        .ask_for_path(PathFor::Article);
    window.settle();
    window.write("/no/such/file.txt");
    window.click("Open");
    eventually("it says what is wrong", || {
        window.settle();
        window.shows("There is no file /no/such/file.txt")
    });
    window
        .harness
        .state_mut()
        .workspace_mut()
        .ask_for_path(PathFor::Article);
    window.settle();
    window.write(&path.display().to_string());
    window.key(Key::Enter);
    eventually("it opens", || {
        window.settle();
        window.shows("Sentence 1 of 2")
    });
}

#[test]
fn a_file_dropped_on_the_window_is_opened() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    let path = desk.write("other.txt", "Another article. It is short.");
    window.drop_files([path]);
    eventually("it opens", || {
        window.settle();
        window.shows("Sentence 1 of 2")
    });
    eventually("the first one is saved", || {
        desk.files().contains(&"seed.ron".to_owned())
    });
}

#[test]
fn a_broken_file_is_shown_kept_and_set_aside() {
    let desk = Desk::new();
    desk.write("seed.ron", "(version: 1, article: (path:");
    let mut window = on_seed(&desk);
    assert!(window.shows("Read only"));
    assert!(window.shows("seed.ron"));
    window.key(Key::Num1);
    assert!(window.shows("The annotations cannot be changed"));
    assert_eq!(
        desk.read("seed.ron"),
        "(version: 1, article: (path:",
        "a broken file is never overwritten"
    );
    window.click_containing("Start anew");
    eventually("it was read once more and set aside", || {
        window.settle();
        !window.shows("Read only")
    });
    window.key(Key::Num1);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    assert_eq!(desk.files(), ["seed.broken-1.ron", "seed.ron", "seed.txt"]);
    assert_eq!(desk.read("seed.broken-1.ron"), "(version: 1, article: (path:");
    assert!(desk.read("seed.ron").contains("quote: \"Microsoft Has Spent"));
}

#[test]
fn keys_and_themes() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::F1);
    assert!(window.shows("Next unlabelled unit"));
    window.key(Key::Num1);
    assert_eq!(labelled(window.workspace()), [], "no key labels under a dialog");
    window.key(Key::Escape);
    assert!(!window.shows("Next unlabelled unit"));
    window.click("Dark theme");
    assert_eq!(window.workspace().settings().theme, Theme::Dark);
    assert!(window.harness.ctx.style_of(egui::Theme::Dark).visuals.dark_mode);
    assert!(desk.read("settings.ron").contains("Dark"), "and it is remembered");
}

#[test]
fn words_are_found_walked_and_labelled() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("computing power");
    eventually("it is found", || {
        window.settle();
        window.shows("5 hits")
    });
    window.key(Key::Enter);
    assert!(window.shows("1 of 5"));
    window.key(Key::Num3);
    assert!(window.shows("2 of 5"), "a label goes on to the next hit");
    window.click("Label all hits as Fact");
    assert!(
        window.shows("Labelled 4 hits as Fact"),
        "the one labelled by hand stays as it is"
    );
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("window_find");
    window.key(Key::Escape);
    assert!(!window.shows("of 5"));
}

#[test]
fn the_type_can_be_chosen_and_is_kept() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    let rows = |window: &Window| {
        let document = document(window.workspace());
        let span = span_of(document, SENTENCE);
        window.harness.state().text_view().row_rects_of(span).len()
    };
    assert_eq!(rows(&window), 4);
    window.click("View");
    window.click("Text");
    window.click("Sans");
    assert!(window.shows("Characters a line"), "the menu stays open");
    let slider = window
        .harness
        .get_by_role_and_label(egui::accesskit::Role::Slider, "Characters a line");
    slider.focus();
    window.settle();
    for _ in 0..25 {
        window.harness.key_press(Key::ArrowLeft);
    }
    window.settle();
    let reading = window.workspace().settings().reading;
    assert_eq!((reading.serif, reading.measure), (false, 45));
    assert_eq!(rows(&window), 5);
    assert!(desk.read("settings.ron").contains("measure: 45"));
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.key(Key::Num1);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.settle();
    let output = window.harness.output();
    let wait = output
        .viewport_output
        .values()
        .map(|viewport| viewport.repaint_delay)
        .min();
    assert!(
        wait.is_none_or(|wait| wait > std::time::Duration::from_secs(3600)),
        "{wait:?}"
    );
}

#[test]
fn pictures_of_the_window() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    for key in [Key::Num1, Key::Num1, Key::Num1, Key::Num2, Key::U] {
        window.key(key);
    }
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.harness.snapshot("window_light");
    window.click("Dark theme");
    window.harness.get_by_label("Label as Fact").hover();
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("window_dark");
}

#[test]
fn the_edge_of_the_selected_annotation_is_dragged() {
    let desk = Desk::new();
    let mut window = on_seed(&desk);
    window.drag("amount", "equity");
    window.key(Key::Num1);
    assert!(labelled(window.workspace())[0].1.ends_with("equity"));
    let end = |window: &Window| {
        let span = document(window.workspace()).selected().expect("selected").span;
        window.harness.state().text_view().row_rects_of(span)[0].right_center()
    };
    let from = end(&window);
    let to = window.point_in("investments");
    window.drag_points(from, to);
    assert!(
        labelled(window.workspace())[0].1.ends_with("equity investments"),
        "{:?}",
        labelled(window.workspace())
    );
    window.chord(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("Undid: Moved an edge"));
}
