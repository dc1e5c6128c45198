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

#[test]
fn marks_and_selection_where_directions_mix() {
    let mut app = App::new(
        "قال وزير المالية إن الإنفاق تجاوز 100 مليار دولار في 2026، وهو ما يمثل تحولاً هيكلياً. وقال أيضاً إن Microsoft أنفقت أكثر.\n\n\
         לפי עדותו של סמנכ\"ל העסקאות, Microsoft הוציאה יותר מ-100 מיליארד דולר.\n\n\
         The minister said קול העם and then المالية إن الإنفاق in one sentence.",
    );
    app.mark(
        "المالية إن الإنفاق تجاوز 100 مليار دولار في 2026، وهو ما يمثل تحولاً هيكلياً",
        0,
        0,
    );
    app.mark("Microsoft הוציאה יותר", 1, 0);
    app.mark("said קול", 2, 0);
    app.frame = Some(app.span("وقال أيضاً إن Microsoft أنفقت أكثر."));
    let (start, end) = (
        app.span("then المالية").start(),
        app.span("إن الإنفاق in").end().get() - " in".len() - 8,
    );
    app.selection = Some((start, app.text.floor(glossator::article::ByteOffset::new(end))));
    harness(app, [560.0, 290.0], 1.0).snapshot("view_bidi");
}
