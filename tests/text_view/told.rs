//! What screen readers are told, and the rest.

use std::sync::Arc;

use egui::{pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glossator::article::{ByteOffset, Text};
use glossator::ui::text_view::Work;

use crate::app::{App, dark, drag, harness, numbered, settle, story};

#[test]
fn any_size_of_window_is_no_trouble() {
    for size in [[1.0, 1.0], [16.0, 16.0], [30.0, 400.0], [200.0, 300.0], [900.0, 20.0]] {
        for scale in [1.0, 1.5, 2.0] {
            let mut harness = harness(story(false), size, scale);
            harness.state_mut().view.scroll_to_end();
            settle(&mut harness);
        }
    }
    let mut empty = App::new("");
    empty.selection = Some((ByteOffset::ZERO, ByteOffset::ZERO));
    let mut harness = harness(empty, [300.0, 200.0], 1.0);
    let middle = pos2(150.0, 100.0);
    drag(&mut harness, middle, middle + vec2(40.0, 40.0));
    assert_eq!(harness.state().hovered, None);
}

#[test]
fn a_new_theme_draws_the_text_anew_and_lays_out_nothing() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    harness.state_mut().work = Work::default();
    let (background, colors) = dark();
    let state = harness.state_mut();
    (state.background, state.colors) = (background, colors);
    settle(&mut harness);
    assert_eq!(harness.state().work.laid_out, 0);
    assert!(harness.state().work.drawn > 3);
}

#[test]
fn another_text_starts_at_its_top() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    harness.state_mut().view.scroll_to_end();
    harness.step();
    harness.state_mut().text = Arc::new(Text::new(numbered(300)));
    settle(&mut harness);
    assert!(
        harness
            .state()
            .view
            .rect_of(harness.state().span("Paragraph 0 "))
            .is_some()
    );
}

#[test]
fn no_texture_is_larger_than_graphics_cards_take() {
    let mut app = App::new(&"all in one line without an end ".repeat(2_000));
    app.style.measure = 400.0;
    let string = app.text.as_str().len();
    assert!(string > 60_000);
    let mut harness = harness(app, [1500.0, 300.0], 2.0);
    for _ in 0..10 {
        harness.state_mut().view.scroll_by_page(1.0);
        settle(&mut harness);
    }
    let sizes: Vec<[usize; 2]> = harness
        .ctx
        .tex_manager()
        .read()
        .allocated()
        .map(|(_, meta)| meta.size)
        .collect();
    assert!(sizes.len() > 4);
    // The first is egui's own, of its font.
    assert!(
        sizes.iter().skip(1).all(|size| size[0] <= 2048 && size[1] <= 2048),
        "{sizes:?}"
    );
}

#[test]
fn screen_readers_are_told_of_text_marks_and_selection() {
    let mut app = story(false);
    app.selection = Some((app.span("weakest").start(), app.span("majority in").end()));
    let harness = harness(app, [700.0, 420.0], 1.0);
    let document = harness.get_by_label("Article text");
    let fact = document.get_by_label_contains("fact: Parliament passed");
    assert_eq!(fact.accesskit_node().role(), egui::accesskit::Role::Mark);
    let quote = harness
        .state()
        .span("Parliament passed the budget on 3 March by 214 votes to 187.");
    let rect = harness.state().view.rect_of(quote).expect("in view");
    assert!(rect.expand(1.0).contains_rect(fact.rect()));
    assert!(
        document
            .get_by_label_contains("opinion: Whoever")
            .accesskit_node()
            .is_selected()
            .unwrap_or(false)
    );

    let heading = document.get_by_role(egui::accesskit::Role::Heading);
    assert_eq!(heading.value().as_deref(), Some("Budget Passes, Barely"));
    let paragraphs: Vec<_> = document.get_all_by_role(egui::accesskit::Role::Paragraph).collect();
    assert_eq!(paragraphs.len(), 3);
    assert!(
        paragraphs[1]
            .value()
            .is_some_and(|value| value.starts_with("It is the weakest"))
    );

    let node = document.accesskit_node();
    let selected = node.text_selection().expect("a selection");
    assert_eq!(selected.text(), "weakest majority in");
}
