//! Stories of seeing what is labelled: the map beside the text, the list, hints, and annotations upon annotations.

mod support;

use egui::{Key, Rect, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glossator::{
    article::Query,
    labels::LabelId,
    workspace::{Command, Filter, Filtered},
};
use proptest::prelude::*;
use support::{
    desk::{Desk, SEED, document, eventually, span_of},
    marked,
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
    map.accesskit_node().value().unwrap_or_default()
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

// --- the list --------------------------------------------------------------------------------------------

/// The rows of the list that are drawn, as a screen reader has them.
fn rows(window: &Window) -> Vec<String> {
    let rows = window.harness.query_all_by_role(egui::accesskit::Role::ListBoxOption);
    rows.filter_map(|row| Some(row.accesskit_node().label()?.trim_start_matches("Go to ").to_owned()))
        .collect()
}

const FIVE: &str = "Alpha is one.\n\nBeta is two.\n\nGamma is three.\n\nDelta is four.\n\nZeta is five.";

/// A window on five sentences: a fact, an unsure fact, an analysis with a note, an opinion, nothing.
fn on_five(desk: &Desk) -> Window {
    let mut window = open(desk, FIVE);
    window.key(Key::Num1);
    window.key(Key::Num1);
    window.key(Key::U);
    window.key(Key::Num2);
    window.key(Key::N);
    window.write("Why BETA too?");
    window.key(Key::Enter);
    window.key(Key::Num3);
    window
}

#[test]
fn the_list_is_filtered_by_label_doubt_note_and_words() {
    let desk = Desk::new();
    let mut window = on_five(&desk);
    let all = [
        "Fact: Alpha is one.",
        "Fact: Beta is two., unsure",
        "Analysis: Gamma is three., with a note",
        "Opinion: Delta is four.",
    ];
    assert_eq!(rows(&window), all);
    window.click("Show Fact only");
    assert_eq!(rows(&window), all[..2]);
    assert!(window.shows("2 OF 4 ANNOTATIONS"));
    window.click("Show Opinion only");
    assert_eq!(rows(&window), [all[0], all[1], all[3]], "several labels may be chosen");
    window.click("Show unsure annotations only");
    assert_eq!(rows(&window), all[1..2]);
    window.click("All");
    window.click("Show annotations with a note only");
    assert_eq!(rows(&window), all[2..3]);
    window.click("All");
    assert_eq!(rows(&window), all);

    window.click("Show annotations with these words");
    window.write("beta");
    assert_eq!(rows(&window), all[1..3], "in the quote, or in the note");
    window.write(" and nothing else");
    assert_eq!(rows(&window), [""; 0]);
    assert!(window.shows("None is like that."));
}

#[test]
fn a_filtered_list_follows_what_is_labelled() {
    let desk = Desk::new();
    let mut window = on_five(&desk);
    window.click("Show Fact only");
    window.key(Key::Escape);
    assert!(window.shows("Sentence 5 of 5"));
    window.key(Key::Num1);
    assert_eq!(rows(&window).len(), 3, "a new one is in it");
    window.chord(egui::Modifiers::COMMAND, Key::Z);
    assert_eq!(rows(&window).len(), 2);
    window.key(Key::Home);
    window.key(Key::Num2);
    assert_eq!(
        rows(&window),
        ["Fact: Beta is two., unsure"],
        "another label takes it out"
    );
}

#[test]
fn the_list_is_walked_by_keyboard_and_the_text_follows() {
    let desk = Desk::new();
    let mut window = on_five(&desk);
    let selected = |window: &Window| {
        let document = document(window.workspace());
        document
            .selected()
            .map(|annotation| document.text().slice(annotation.span).to_owned())
    };
    window.key(Key::Home);
    window.harness.get_by_label("Annotations").focus();
    window.settle();
    window.key(Key::ArrowDown);
    assert_eq!(
        selected(&window).as_deref(),
        Some("Alpha is one."),
        "the one that is framed"
    );
    window.key(Key::ArrowDown);
    window.key(Key::ArrowDown);
    assert_eq!(selected(&window).as_deref(), Some("Gamma is three."));
    window.key(Key::ArrowUp);
    assert_eq!(selected(&window).as_deref(), Some("Beta is two."));
    window.key(Key::Num3);
    assert!(
        rows(&window)[1].starts_with("Opinion: Beta"),
        "keys label what is selected in the list"
    );
    window.key(Key::Enter);
    window.key(Key::ArrowDown);
    assert!(window.shows("Sentence 3 of 5"), "Enter goes back to the text");
}

#[test]
fn list_and_text_scroll_each_other() {
    let desk = Desk::new();
    let mut window = open(&desk, &numbered(300));
    window.chord(egui::Modifiers::COMMAND, Key::F);
    window.write("committee");
    eventually("it is found", || {
        window.settle();
        window.shows("300 hits")
    });
    window.click("Label all hits as Opinion");
    window.key(Key::Escape);
    assert!(rows(&window).len() < 40, "only rows in view are drawn");
    let quote = |number: usize| format!("number {number} says");
    let listed = |window: &Window, number: usize| {
        let document = document(window.workspace());
        let span = span_of(document, &quote(number));
        let after = document.layer().starting_before(span.end());
        document.layer().nth(after).is_some_and(|annotation| {
            let row = egui::Id::unique("list of annotations").with(annotation.id.as_str());
            window.harness.ctx.read_response(row).is_some()
        })
    };
    window.key(Key::End);
    assert!(
        in_view(&window, &quote(299)) && listed(&window, 299),
        "the list follows the text"
    );
    assert!(!listed(&window, 0));
    window.key(Key::Home);
    assert!(listed(&window, 0) && !listed(&window, 299));
    for _ in 0..60 {
        window.key(Key::ArrowDown);
    }
    assert!(
        listed(&window, 60),
        "the annotations of the current unit are in sight as one moves"
    );

    window.harness.get_by_label("Annotations").focus();
    window.settle();
    for _ in 0..40 {
        window.key(Key::ArrowDown);
    }
    assert!(
        listed(&window, 99) && in_view(&window, &quote(99)),
        "and the text follows the list"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn following_a_filter_gives_what_filtering_anew_gives(
        steps in prop::collection::vec((0usize..5, 0usize..7), 1..30),
        which in 0usize..4,
    ) {
        let desk = Desk::new();
        let mut workspace = marked::open(&desk, &FIVE.replace("Beta is", "[fact! Beta] is").replace("five", "[opinion five]"));
        let filter = Filter {
            labels: (which == 1).then(|| LabelId::new("fact")).into_iter().collect(),
            unsure: which == 2,
            text: if which == 3 { "A IS".into() } else { String::new() },
            has_note: false,
            moved: false,
        };
        let mut filtered = Filtered::default();
        for (sentence, what) in steps {
            workspace.run(Command::FirstUnit);
            for _ in 0..sentence {
                workspace.run(Command::NextUnit);
            }
            workspace.run(match what {
                0 => Command::Undo,
                1 => Command::ToggleUnsure,
                2 => Command::Delete,
                3 => Command::NextAnnotation,
                label => Command::Label(glossator::labels::LabelId::new(["fact", "analysis", "opinion"][label - 4])),
            });
            let document = document(&workspace);
            filtered.update(document, &filter);
            let mut anew = Filtered::default();
            prop_assert!(anew.update(document, &filter));
            let all = |filtered: &Filtered| {
                let each = (0..filtered.len(document)).map(|index| filtered.nth(document, index).cloned());
                each.collect::<Vec<_>>()
            };
            prop_assert_eq!(all(&filtered), all(&anew));
        }
    }
}

#[test]
fn no_frame_looks_at_more_than_a_piece_of_fifty_thousand_annotations() {
    let desk = Desk::new();
    let path = desk.write("many.txt", "The committee agreed on nothing at all.\n".repeat(50_000));
    let mut workspace = desk.open(&path);
    workspace.run(Command::ShowFind);
    workspace.run(Command::Find(Query {
        pattern: "committee".into(),
        ..Query::default()
    }));
    workspace.run(Command::LabelAllHits(LabelId::new("fact")));
    workspace.run(Command::Back);
    assert_eq!(document(&workspace).layer().len(), 50_000);

    let filter = Filter {
        text: "COMMITTEE".into(),
        ..Filter::default()
    };
    let mut filtered = Filtered::default();
    let (mut frames, mut seen) = (1, 0);
    while !filtered.update(document(&workspace), &filter) {
        assert!(filtered.looked_at() - seen <= 4_000);
        seen = filtered.looked_at();
        frames += 1;
        if frames == 3 {
            // What changes meanwhile, before and after the place it has come to, is not lost.
            workspace.run(Command::FirstUnit);
            workspace.run(Command::NextAnnotation);
            workspace.run(Command::Delete);
            workspace.run(Command::LastUnit);
            workspace.run(Command::PreviousAnnotation);
            workspace.run(Command::Delete);
        }
    }
    assert_eq!((frames, filtered.len(document(&workspace))), (13, 49_998));

    let seen = filtered.looked_at();
    workspace.run(Command::Undo);
    assert!(filtered.update(document(&workspace), &filter));
    assert_eq!(filtered.len(document(&workspace)), 49_999);
    assert_eq!(filtered.looked_at() - seen, 1, "an edit costs what was edited");
}

// --- pictures --------------------------------------------------------------------------------------------

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

#[test]
fn pictures_of_annotations_upon_annotations() {
    let desk = Desk::new();
    let workspace = marked::open(
        &desk,
        "Budget passes, barely\n\n\
         [fact Parliament passed the budget on 3 March by 214 votes to 187.] [analysis Four members of the [fact governing \
         party] abstained, and [opinion! the coalition now depends on the [fact two smallest parties]], which had asked for \
         more.]\n\n\
         [opinion It is [analysis! the weakest majority] in two decades.] Whoever builds on it [opinion builds on sand].",
    );
    let mut window = Window::sized(workspace, [820.0, 460.0], 1.0);
    // Two that overlap without one being in the other.
    window.drag("March by", "Four members");
    window.key(Key::Num2);
    window.key(Key::Escape);
    window.click_text("Whoever", 1);
    eventually("it is saved", || {
        window.settle();
        window.shows("All saved")
    });
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("overlaps_light");
    window.click("Dark theme");
    window.harness.remove_cursor();
    window.settle();
    window.harness.snapshot("overlaps_dark");
}

#[test]
fn a_hint_says_all_of_what_lies_under_the_pointer() {
    let desk = Desk::new();
    let workspace = marked::open(
        &desk,
        "[fact The [opinion! vote] was close.] [analysis Then] it rained.",
    );
    let mut window = Window::new(workspace);
    window.click_text("vote", 1);
    window.key(Key::N);
    window.write("or most");
    window.key(Key::Enter);
    window.key(Key::Escape);
    let at = window.point_in("vote");
    window.harness.hover_at(at);
    window.harness.run_steps(60);
    let annotator = document(window.workspace()).header().annotator.clone();
    let when = "2026-03-04 12:00 UTC";
    assert!(window.shows(&format!("Fact\n{annotator}, {when}")), "the sentence");
    assert!(
        window.shows(&format!("Opinion, unsure\nor most\n{annotator}, {when}")),
        "and the word in it"
    );
    assert!(!window.shows("Analysis\n"), "but not what lies elsewhere");
}
