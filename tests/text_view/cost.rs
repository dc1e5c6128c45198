//! What a frame costs.

use std::time::Duration;

use glossator::{
    article::ByteOffset,
    ui::text_view::{Face, Work},
};

use crate::app::{App, Window, harness, numbered, repaint_delay, settle, story};

#[test]
fn an_idle_frame_does_nothing_and_asks_for_none() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    harness.state_mut().work = Work::default();
    harness.step();
    assert_eq!(repaint_delay(&harness), Duration::MAX);
    assert_eq!((harness.state().work.laid_out, harness.state().work.drawn), (0, 0));
}

#[test]
fn labelling_lays_out_and_draws_nothing() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    harness.state_mut().work = Work::default();
    for label in 0..5 {
        harness
            .state_mut()
            .mark("said the finance minister", label, label as u8);
        harness.state_mut().frame = Some(harness.state().span("It is the weakest majority in two decades."));
        harness.run();
    }
    assert_eq!((harness.state().work.laid_out, harness.state().work.drawn), (0, 0));
}

#[test]
fn the_middle_and_the_end_of_ten_megabytes_cost_no_more_than_the_start() {
    let string = numbered(32_000);
    assert!(string.len() > 7_000_000);
    let mut harness = harness(App::new(&string), [700.0, 500.0], 1.0);
    let start = harness.state().work;
    assert!(start.laid_out < 30, "{start:?}");

    harness.state_mut().work = Work::default();
    harness.state_mut().view.scroll_to_end();
    settle(&mut harness);
    let work = harness.state().work;
    assert!(work.laid_out < 30, "{work:?}");
    assert!(
        harness
            .state()
            .view
            .rect_of(harness.state().span("Paragraph 31999 "))
            .is_some()
    );

    harness.state_mut().work = Work::default();
    let middle = harness.state().span("Paragraph 16000 ");
    harness.state_mut().view.scroll_to(middle);
    settle(&mut harness);
    assert!(harness.state().work.laid_out < 30, "{:?}", harness.state().work);
    assert!(harness.state().view.rect_of(middle).is_some());
    let fraction = harness.state().view.fraction_of(middle.start());
    assert!((fraction - 0.5).abs() < 0.01, "{fraction}");
}

#[test]
fn caches_stay_in_bounds_over_a_long_scroll() {
    let mut harness = harness(App::new(&numbered(3_000)), [700.0, 500.0], 2.0);
    let mut most = Work::default();
    for _ in 0..400 {
        harness.state_mut().view.scroll_by_page(1.0);
        harness.step();
        most.layouts = most.layouts.max(harness.state().work.layouts);
        most.texture_bytes = most.texture_bytes.max(harness.state().work.texture_bytes);
    }
    assert!(most.layouts <= 512 && most.texture_bytes <= 68 << 20, "{most:?}");
    assert!(most.texture_bytes > 40 << 20, "the bound was reached: {most:?}");
    assert!(harness.state().work.laid_out < 3_000);
}

/// Turns a wheel that scrolls pixel by pixel, and runs a frame.
fn scroll(harness: &mut Window, points: f32) {
    harness.hover_at(egui::pos2(300.0, 150.0));
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Trackpad,
        delta: egui::vec2(0.0, points),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    });
    harness.step();
}

/// Scrolls row by row and says how many blocks were laid out, how many came into view, and the most that one frame did.
fn scrolled_by_rows(harness: &mut Window, rows: usize) -> (usize, usize, usize) {
    let in_view = |harness: &Window| {
        let visible = harness.state().visible.expect("text in view");
        harness.state().text.slice(visible).matches("\n\n").count()
    };
    let start = harness.state().visible.expect("text in view").start();
    let (mut laid_out, mut most) = (0, 0);
    for _ in 0..rows {
        harness.state_mut().work = Work::default();
        scroll(harness, -27.0);
        let work = harness.state().work.laid_out;
        (laid_out, most) = (laid_out + work, most.max(work));
    }
    let end = harness.state().visible.expect("text in view").start();
    let passed = harness.state().text.span(start, end).expect("it moved");
    let passed = harness.state().text.slice(passed).matches("\n\n").count();
    (laid_out, passed + in_view(harness), most)
}

#[test]
fn scrolling_a_hundred_megabytes_row_by_row_lays_out_what_comes_into_view() {
    let string = numbered(450_000);
    assert!(string.len() > 100_000_000, "{}", string.len());
    let mut harness = harness(App::new(&string), [700.0, 500.0], 1.0);
    drop(string);
    harness.state_mut().view.scroll_around(ByteOffset::new(60_000_000));
    settle(&mut harness);
    let (laid_out, came, most) = scrolled_by_rows(&mut harness, 200);
    assert!(most <= 1, "{most} blocks in one frame");
    assert!(laid_out <= came, "{laid_out} laid out, {came} came into view");
    assert!(laid_out > 20, "{laid_out}: something did come");
}

#[test]
fn one_line_of_ten_megabytes_is_scrolled_piece_by_piece() {
    let string = "A sentence of a book without an end. ".repeat(280_000);
    let mut harness = harness(App::new(&string), [700.0, 500.0], 1.0);
    harness.state_mut().view.scroll_around(ByteOffset::new(5_000_000));
    settle(&mut harness);
    let before = harness.state().visible.expect("text").start();
    let mut laid_out = 0;
    for _ in 0..200 {
        harness.state_mut().work = Work::default();
        scroll(&mut harness, -27.0);
        assert!(harness.state().work.laid_out <= 1);
        laid_out += harness.state().work.laid_out;
    }
    let passed = harness.state().visible.expect("text").start().get() - before.get();
    // Pieces have one to two KiB.
    assert!(laid_out <= passed / 1024 + 2, "{laid_out} for {passed} bytes");
}

#[test]
fn another_width_or_size_keeps_the_place_and_lays_out_what_is_seen() {
    let mut harness = harness(App::new(&numbered(32_000)), [700.0, 500.0], 1.0);
    let middle = harness.state().span("Paragraph 16000 ");
    harness.state_mut().view.scroll_to(middle);
    settle(&mut harness);
    // The reader's place is the first row that is wholly in view.
    let first = harness.state().view.offset_at(egui::pos2(60.0, 34.0)).expect("text");
    let row = |harness: &Window| {
        let word = glossator::article::word_at(&harness.state().text, first).expect("a word");
        harness.state().view.rect_of(word).expect("still in view").top()
    };
    let top = row(&harness);
    let changes: [fn(&mut Window); 4] = [
        |harness| {
            harness.set_size(egui::vec2(480.0, 500.0));
        },
        |harness| harness.state_mut().style.size = 24.0,
        |harness| harness.ctx.set_zoom_factor(1.5),
        |harness| harness.state_mut().style.face = Face::Sans,
    ];
    for change in changes {
        change(&mut harness);
        harness.state_mut().work = Work::default();
        settle(&mut harness);
        let work = harness.state().work;
        assert!(work.laid_out <= 40, "{work:?}");
        assert!((row(&harness) - top).abs() < 40.0, "{top} became {}", row(&harness));
    }
}

#[test]
fn scrolling_at_reading_speed_shows_no_emptiness() {
    let mut harness = harness(App::new(&numbered(400)), [700.0, 500.0], 1.0);
    for _ in 0..300 {
        harness.state_mut().work = Work::default();
        scroll(&mut harness, -40.0);
        assert_eq!(harness.state().work.missing, 0, "text that was not drawn in time");
    }
}
