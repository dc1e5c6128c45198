//! What a frame costs.

use std::time::Duration;

use glossator::ui::text_view::Work;

use crate::app::{App, harness, numbered, repaint_delay, settle, story};

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
