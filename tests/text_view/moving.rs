//! Wheel, scroll bar, pages, focus and sizes of the window.

use egui::{pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glossator::article::ByteOffset;

use crate::app::{App, Window, drag, edge, harness, numbered, settle, story};

#[test]
fn the_wheel_scrolls_and_comes_to_rest() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    let top = |harness: &Window| harness.state().view.offset_at(pos2(12.0, 12.0)).expect("text");
    assert_eq!(top(&harness), ByteOffset::ZERO);
    harness.hover_at(pos2(300.0, 150.0));
    for _ in 0..20 {
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            source: egui::MouseWheelSource::Wheel,
            delta: vec2(0.0, -3.0),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
        });
    }
    harness.run_steps(60);
    let down = top(&harness);
    assert!(down > harness.state().span("Paragraph 5 ").start(), "{down}");
    settle(&mut harness);
    assert_eq!(top(&harness), down);
}

#[test]
fn the_scroll_bar_is_dragged_and_clicked() {
    let mut harness = harness(App::new(&numbered(4_000)), [600.0, 300.0], 1.0);
    let last = harness.state().span("Paragraph 3999 ");
    let bar = harness.get_by_label("Scroll position").rect();
    let x = bar.center().x;
    drag(&mut harness, pos2(x, bar.min.y + 5.0), pos2(x, bar.max.y + 50.0));
    settle(&mut harness);
    assert!(harness.state().view.rect_of(last).is_some(), "at the end");
    assert!(harness.state().selection.is_none(), "the text did not see that drag");
    let at = pos2(x, bar.center().y);
    drag(&mut harness, at, at);
    settle(&mut harness);
    let visible = harness.state().view.offset_at(pos2(60.0, 150.0)).expect("text");
    let fraction = harness.state().view.fraction_of(visible);
    assert!((fraction - 0.5).abs() < 0.02, "{fraction}");
    let value = harness
        .get_by_label("Scroll position")
        .accesskit_node()
        .numeric_value()
        .expect("a value");
    assert!((value - 50.0).abs() < 2.0, "{value}");
}

#[test]
fn a_page_down_keeps_a_little_in_view() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    let bottom = harness.state().view.offset_at(pos2(12.0, 280.0)).expect("text");
    harness.state_mut().view.scroll_by_page(1.0);
    harness.step();
    let still = harness.state().view.offset_at(pos2(12.0, 24.0)).expect("text");
    assert!(still <= bottom && still > ByteOffset::ZERO);
    harness.state_mut().view.scroll_by_page(-1.0);
    harness.step();
    assert_eq!(harness.state().view.offset_at(pos2(12.0, 12.0)), Some(ByteOffset::ZERO));
}

#[test]
fn keys_stay_with_the_view_once_it_is_clicked() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    let at = edge(&harness, "finance", false);
    drag(&mut harness, at, at);
    let focus = |harness: &Window| harness.ctx.memory(|memory| memory.focused());
    let focused = focus(&harness);
    assert!(focused.is_some());
    for key in [
        egui::Key::ArrowDown,
        egui::Key::Tab,
        egui::Key::ArrowLeft,
        egui::Key::Escape,
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(focus(&harness), focused, "{key:?}");
    }
}

#[test]
fn what_is_revealed_near_by_is_glided_to() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.1);
    let place = |harness: &Window| harness.state().view.offset_at(pos2(12.0, 12.0)).expect("text");
    let span = harness.state().span("Paragraph 3 ");
    harness.state_mut().view.scroll_to(span);
    let mut places = vec![place(&harness)];
    for _ in 0..30 {
        harness.step();
        places.push(place(&harness));
    }
    assert!(places.is_sorted());
    places.dedup();
    assert!(places.len() > 3, "in several steps: {places:?}");
    settle(&mut harness);
    assert!(
        harness
            .state()
            .view
            .rect_of(harness.state().span("Paragraph 3 "))
            .is_some()
    );
}
