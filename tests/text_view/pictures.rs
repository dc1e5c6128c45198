//! What it looks like.

use crate::app::{App, SCRIPTS, harness, story};

#[test]
fn all_scripts() {
    let mut app = App::new(SCRIPTS);
    app.headline = Some(app.span("Microsoft Has Spent Over $100 Billion"));
    harness(app, [700.0, 470.0], 1.0).snapshot("view_scripts");
}

#[test]
fn overlapping_marks_light() {
    harness(story(false), [700.0, 420.0], 1.0).snapshot("view_marks_light");
}

#[test]
fn overlapping_marks_dark_at_two_pixels_a_point() {
    harness(story(true), [500.0, 330.0], 2.0).snapshot("view_marks_dark");
}

#[test]
fn text_in_a_narrow_window() {
    let mut app = story(false);
    app.frame = Some(app.span("It is the weakest majority in two decades."));
    harness(app, [230.0, 420.0], 1.0).snapshot("view_narrow");
}
