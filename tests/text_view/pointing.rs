//! The pointer: positions in every script, drags, clicks.

use std::time::Duration;

use egui::{pos2, vec2};
use glossator::article::{ByteOffset, Span};
use glossator::ui::text_view::Gesture;

use crate::app::{App, SCRIPTS, drag, edge, harness, numbered, repaint_delay, settle, story};

#[test]
fn a_drag_over_paragraphs_selects_in_both_directions() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    let (from, to) = (edge(&harness, "abstained", false), edge(&harness, "weakest", true));
    let expected = "abstained, and the coalition now depends on the two smallest parties, which had asked for more. “We got what we could,” said the finance minister.\n\nIt is the weakest";
    drag(&mut harness, from, to);
    assert_eq!(harness.state().selected(), expected);
    let (anchor, head) = harness.state().selection.expect("a selection");
    assert!(anchor < head);
    drag(&mut harness, to, from);
    assert_eq!(harness.state().selected(), expected);
    let (anchor, head) = harness.state().selection.expect("a selection");
    assert!(anchor > head);
    assert_eq!(harness.state().gestures.last(), Some(&Gesture::Release));
}

#[test]
fn quotes_in_every_script_are_selected_by_their_edges() {
    let mut app = App::new(SCRIPTS);
    app.headline = Some(app.span("Microsoft Has Spent Over $100 Billion"));
    let mut harness = harness(app, [700.0, 600.0], 1.0);
    for quote in [
        "officials",
        "difficult",
        "अरब डॉलर",
        "มากกว่าหนึ่ง",
        "累计花费超过1000亿美元",
        "👨‍👩‍👧‍👦",
        "🇫🇷",
        "e\u{301}",
    ] {
        let (from, to) = (edge(&harness, quote, false), edge(&harness, quote, true));
        drag(&mut harness, from + vec2(0.5, 0.0), to - vec2(0.5, 0.0));
        assert_eq!(harness.state().selected(), quote);
    }
    // Right to left: the start is at the right.
    for quote in ["الإنفاق تجاوز", "يمثل", "העסקאות", "הוציאה יותר"] {
        let (from, to) = (edge(&harness, quote, true), edge(&harness, quote, false));
        drag(&mut harness, from - vec2(0.5, 0.0), to + vec2(0.5, 0.0));
        assert_eq!(harness.state().selected(), quote);
        let (anchor, head) = harness.state().selection.expect("a selection");
        assert!(anchor < head, "{quote} starts at its right end");
    }
    // Latin inside Hebrew runs left to right.
    let (from, to) = {
        let rect = harness
            .state()
            .view
            .rect_of(harness.state().span("Microsoft הוציאה"))
            .expect("in view");
        let latin = Span::clone(&harness.state().span("Microsoft הוציאה"));
        let start = latin.start();
        let word = harness
            .state()
            .text
            .span(start, ByteOffset::new(start.get() + "Microsoft".len()))
            .expect("a word");
        let word = harness.state().view.rect_of(word).expect("in view");
        assert!(
            rect.min.x < word.min.x && (word.max.x - rect.max.x).abs() < 1.0,
            "the Hebrew word is to the left"
        );
        (word.left_center(), word.right_center())
    };
    drag(&mut harness, from + vec2(0.5, 0.0), to - vec2(0.5, 0.0));
    assert_eq!(harness.state().selected(), "Microsoft");
}

#[test]
fn presses_in_quick_succession_are_counted() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    let at = edge(&harness, "finance", false) + vec2(1.0, 0.0);
    harness.hover_at(at);
    for _ in 0..5 {
        harness.drag_at(at);
        harness.drop_at(at);
    }
    harness.run_steps(12);
    let clicks: Vec<u8> = (harness.state().gestures.iter())
        .filter_map(|gesture| match gesture {
            Gesture::Press { clicks, .. } => Some(*clicks),
            _ => None,
        })
        .collect();
    assert_eq!(clicks, [1, 2, 3, 4, 1]);
    harness.event(egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Secondary,
        pressed: true,
        modifiers: egui::Modifiers::NONE,
    });
    harness.event(egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Secondary,
        pressed: false,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(3);
    let here = harness.state().span("finance").start();
    assert_eq!(harness.state().gestures.last(), Some(&Gesture::Menu { at: here }));
    assert_eq!(harness.state().hovered, Some(here));
}

#[test]
fn points_outside_the_text_count_as_the_nearest_inside() {
    let harness = harness(story(false), [700.0, 420.0], 1.0);
    let app = harness.state();
    let headline = app.view.rect_of(app.span("Budget Passes, Barely")).expect("in view");
    assert_eq!(app.view.offset_at(pos2(1.0, 1.0)), Some(ByteOffset::ZERO));
    let end_of_headline = app.span("Budget Passes, Barely").end();
    assert_eq!(
        app.view.offset_at(pos2(690.0, headline.center().y)),
        Some(end_of_headline)
    );
    assert_eq!(app.view.offset_at(pos2(690.0, 419.0)), Some(app.text.end()));
    assert_eq!(
        app.view.offset_at(pos2(1.0, 419.0)),
        Some(app.span("Source: Public").start())
    );
}

#[test]
fn a_drag_at_the_edge_scrolls_and_goes_on_selecting() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    let from = edge(&harness, "Paragraph 1 ", false);
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(pos2(300.0, 360.0));
    let mut reached = Vec::new();
    for _ in 0..80 {
        harness.step();
        assert_eq!(
            repaint_delay(&harness),
            Duration::ZERO,
            "goes on while the pointer rests"
        );
        reached.push(harness.state().selection.expect("a selection").1);
    }
    assert!(reached.is_sorted() && reached[79] > reached[0]);
    assert!(
        harness
            .state()
            .view
            .rect_of(harness.state().span("Paragraph 1 "))
            .is_none(),
        "scrolled away"
    );
    // And back up past the anchor.
    harness.hover_at(pos2(20.0, -200.0));
    harness.run_steps(200);
    harness.drop_at(pos2(20.0, -200.0));
    harness.run_steps(3);
    let (anchor, head) = harness.state().selection.expect("a selection");
    assert_eq!(anchor, harness.state().span("Paragraph 1 ").start());
    assert_eq!(head, ByteOffset::ZERO);
    settle(&mut harness);
}

#[test]
fn a_click_within_one_frame_is_not_lost() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    let at = edge(&harness, "finance", false) + vec2(1.0, 0.0);
    harness.hover_at(at);
    harness.step();
    harness
        .input_mut()
        .events
        .push(egui::Event::ModifiersChanged(egui::Modifiers::SHIFT));
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::SHIFT);
        harness.input_mut().events.push(egui::Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
    }
    harness.step();
    let press = Gesture::Press {
        at: harness.state().span("finance").start(),
        clicks: 1,
        shift: true,
        alt: false,
    };
    assert_eq!(harness.state().gestures, [press, Gesture::Release]);
}

#[test]
fn only_what_is_under_the_pointer_is_hovered() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    let rect = harness
        .state()
        .view
        .rect_of(harness.state().span("minister."))
        .expect("in view");
    let last = harness.state().span("minister.").end().get() - 1;
    for (at, expected) in [
        (rect.right_center() - vec2(0.5, 0.0), Some(ByteOffset::new(last))),
        (rect.right_center() + vec2(9.0, 0.0), None),
        (pos2(30.0, rect.center().y), None),
        (pos2(300.0, 415.0), None),
    ] {
        harness.hover_at(at);
        harness.step();
        assert_eq!(harness.state().hovered, expected, "at {at}");
    }
}
