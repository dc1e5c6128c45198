//! What holds for any text: nothing panics or hangs, and points and positions agree.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::blocks::is_grapheme_boundary;
use super::fonts::FontSet;
use super::layout::Spec;
use super::page::Page;
use super::style::{Face, TextStyle};
use crate::article::{ByteOffset, Text};

fn spec(width: f32, scale: f32) -> Spec {
    Spec {
        scale,
        width,
        style: TextStyle::default(),
    }
}

/// One font for each way of shaping: joined, right to left, reordered, stacked, wide and coloured.
fn fonts() -> Vec<Vec<u8>> {
    static FONTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let read = || {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts");
        let files = std::fs::read_dir(folder)
            .expect("the test fonts")
            .map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        files.iter().map(|file| std::fs::read(file).expect("a font")).collect()
    };
    FONTS.get_or_init(read).clone()
}

fn page(string: &str, width: f32) -> (Page, FontSet) {
    let mut fonts = FontSet::with_extra(fonts());
    let mut page = Page::new(Arc::new(Text::new(string.into())), spec(width, 1.0), None);
    page.place(600.0, &mut fonts);
    (page, fonts)
}

/// Asserts that every point hits an edge of a grapheme cluster.
fn check_hits(page: &Page) {
    let string = page.text().as_str();
    for y in (-50..700).step_by(9) {
        for x in (-20..420).step_by(13) {
            let at = page.hit(x as f32, y as f32);
            assert!(at <= page.text().end());
            assert!(is_grapheme_boundary(string, at.get()), "{at} in {string:?}");
        }
    }
}

/// Asserts that a caret at every edge in view is hit where it stands, up to edges at the same place.
fn check_carets(page: &Page) {
    for placed in page.placed() {
        let range = page.range(placed.block);
        for at in range.start..=range.end {
            if !is_grapheme_boundary(page.text().as_str(), at) {
                continue;
            }
            let Some(caret) = page.caret(ByteOffset::new(at)) else {
                panic!("no caret at {at}")
            };
            let hit = page.hit(caret.left, (caret.top + caret.bottom) / 2.0);
            let again = page.caret(hit).expect("in view");
            // The end of a row and the start of the next are the same position, at two places.
            let same_place = (caret.left - again.left).abs() < 0.51 && caret.baseline == again.baseline;
            assert!(
                hit.get() == at || same_place,
                "caret at {at} is hit as {hit} in {:?}",
                page.text().as_str()
            );
        }
    }
}

/// Strings of anything: all of Unicode, and more of what makes trouble.
fn any_text() -> impl Strategy<Value = String> {
    let trouble = prop::sample::select(vec![
        "\u{2028}",
        "\u{2029}",
        "\u{200b}",
        "\u{200d}",
        "\u{200e}",
        "\u{200f}",
        "\u{202a}",
        "\u{202b}",
        "\u{202c}",
        "\u{202d}",
        "\u{202e}",
        "\u{2066}",
        "\u{2067}",
        "\u{2069}",
        "\u{301}",
        "\u{20dd}",
        "\u{fe0f}",
        "\u{feff}",
        "\u{85}",
        "\u{b}",
        "\u{c}",
        "\r",
        "\t",
        "\0",
        "\u{7f}",
        "\u{9b}",
        "\u{ad}",
        "\u{a0}",
        "\u{3000}",
        "\u{fffc}",
        "\u{e0061}",
        "\u{1f1e6}",
        "👍🏽",
        "👨‍👩‍👧‍👦",
        "e\u{301}",
        "\n",
        "\n\n",
        " ",
        "שלום",
        "مرحبا",
        "ดื่มน้ำ",
        "क्ष",
        "한국",
        "각",
        "12",
        "(",
        "fi",
        "\u{10ffff}",
        "\u{e000}",
        "ﷺ",
        "𒐫",
        "\u{1d165}",
    ])
    .prop_map(str::to_owned);
    prop::collection::vec(
        prop_oneof![
            3 => any::<char>().prop_map(String::from),
            4 => trouble,
            2 => "[a-zA-Z ,.]{0,30}",
            1 => "\\PC{0,20}",
        ],
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_shown_and_hit(string in any_text(), width in prop::sample::select(vec![0.0_f32, 1.0, 40.0, 400.0])) {
        let (page, _) = page(&string, width);
        check_hits(&page);
        let text = page.text();
        let _ = page.stretches(ByteOffset::ZERO, text.end());
        for at in 0..=string.len() {
            let at = text.floor(ByteOffset::new(at));
            let _ = page.caret(at);
            for end in [at.get() + 1, at.get() + 7, string.len()] {
                for stretch in page.stretches(at, text.floor(ByteOffset::new(end))) {
                    prop_assert!(stretch.left < stretch.right && stretch.top < stretch.bottom);
                }
            }
        }
    }

    #[test]
    fn a_caret_is_hit_where_it_stands(string in "([a-z]{1,12}[ ,.]{1,2}|[A-ZÄÖÜé€]{1,4} |e\u{301}|ffi|\n|Ω[α-ω]{1,9} |[а-я]{2,9} |— ){0,60}") {
        let (page, _) = page(&string, 400.0);
        check_carets(&page);
    }

    #[test]
    fn a_caret_from_right_to_left_is_hit_where_it_stands(string in "([א-ת]{1,9}[ ,.]{1,2}|[ء-ي]{1,9} |\n){0,60}") {
        let (page, _) = page(&string, 400.0);
        check_carets(&page);
    }
}

#[test]
fn places_that_have_nothing_are_no_trouble() {
    for string in [
        "", "\n", " \n ", "\u{301}", "\u{2028}", "\u{200b}", "\t", "\0", "\r\n", "\u{feff}",
    ] {
        for (width, height) in [(0.0, 0.0), (1.0, 1.0), (300.0, 200.0)] {
            let (mut page, mut fonts) = page(string, width);
            page.place(height, &mut fonts);
            page.scroll_to_end();
            page.place(height, &mut fonts);
            page.scroll_by(-1e9);
            page.place(height, &mut fonts);
            check_hits(&page);
        }
    }
}

#[test]
fn monstrous_text_does_not_hang() {
    let monsters = [
        ("marks on one letter", format!("a{}", "\u{301}".repeat(100_000))),
        ("joiners", "👨\u{200d}".repeat(50_000)),
        ("no spaces", "x".repeat(1_000_000)),
        ("embeddings", "\u{202b}a".repeat(50_000)),
        ("isolates", "\u{2067}א\u{2066}".repeat(30_000)),
        ("short lines", "a\n".repeat(200_000)),
        ("line separators", "\u{2028}".repeat(50_000)),
        ("controls", "\u{1}".repeat(100_000)),
        ("spaces", format!("a{}b", " ".repeat(300_000))),
    ];
    for (name, string) in monsters {
        let start = Instant::now();
        let (mut page, mut fonts) = page(&string, 500.0);
        page.scroll_to_end();
        page.place(600.0, &mut fonts);
        page.hit(100.0, 100.0);
        page.scroll_by(-10_000.0);
        page.place(600.0, &mut fonts);
        page.hit(100.0, 100.0);
        println!("{name}: {:?}", start.elapsed());
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_change_of_width_keeps_the_place_and_comes_back() {
    let string: String = (0..300)
        .map(|number| format!("{number} {}\n\n", "some words of a paragraph ".repeat(number % 17)))
        .collect();
    let (mut page, mut fonts) = page(&string, 500.0);
    page.scroll_by(7_777.0);
    page.place(600.0, &mut fonts);
    let first = page.hit(0.0, 12.0);
    let before = page.placed().to_vec();
    for (width, scale) in [(200.0, 1.0), (1400.0, 2.0), (321.0, 1.0), (650.0, 1.25), (500.0, 1.0)] {
        page.set_spec(spec(width, scale), &mut fonts);
        page.place(600.0, &mut fonts);
        let row = page.caret(first).expect("still in view");
        assert!(row.top < 60.0 * scale, "at width {width}: {row:?}");
    }
    assert_eq!(page.placed(), before);
}

#[test]
fn scrolling_down_and_up_again_returns_to_the_same_pixel() {
    let string: String = (0..200)
        .map(|number| format!("{number} {}\n", "word ".repeat(number * 31 % 97)))
        .collect();
    let (mut page, mut fonts) = page(&string, 300.0);
    page.scroll_by(500.0);
    page.place(600.0, &mut fonts);
    let before = page.placed().to_vec();
    for distance in [37.0, 410.0, 1.0, 999.0, 3.0] {
        page.scroll_by(distance);
        page.place(600.0, &mut fonts);
    }
    for distance in [3.0, 999.0, 1.0, 410.0, 37.0] {
        page.scroll_by(-distance);
        page.place(600.0, &mut fonts);
    }
    assert_eq!(page.placed(), before);
}

#[test]
fn the_ends_of_the_text_stop_the_page() {
    let (mut page, mut fonts) = page(&"Some words of a line.\n".repeat(100), 300.0);
    page.scroll_by(-500.0);
    page.place(600.0, &mut fonts);
    let first = page.placed().first().copied().expect("a block");
    assert_eq!(first.block, 0);
    assert!(first.top > 10.0, "a margin above the first line: {first:?}");
    for beyond in [10_000.0, 300.0, 5.0] {
        page.scroll_by(beyond);
        page.place(600.0, &mut fonts);
        let last = page.placed().last().copied().expect("a block");
        assert_eq!(last.block, 99);
        assert!(
            (450.0..575.0).contains(&last.top),
            "a margin below the last line: {last:?}"
        );
    }
}

#[test]
fn a_revealed_span_is_in_view_with_what_is_around_it() {
    let string: String = (0..2_000)
        .map(|number| format!("{number}. {}\n\n", "some words ".repeat(number % 40)))
        .collect();
    let (mut page, mut fonts) = page(&string, 400.0);
    let mut number = 7_usize;
    for step in [1, 1, 2, 3, 1, 900, 1_991, 1_999, 1_985, 5, 1] {
        number = (number + step) % 2_000;
        let quote = format!("\n{number}. ");
        let at = page.text().as_str().find(&quote).expect("a paragraph") + 1;
        let span = page
            .text()
            .span(ByteOffset::new(at), ByteOffset::new(at + quote.len() - 2))
            .expect("a span");
        let distance = page.reveal(span, 600.0, &mut fonts);
        page.scroll_by(distance);
        page.place(600.0, &mut fonts);
        let stretch = page
            .stretches(span.start(), span.end())
            .first()
            .copied()
            .expect("in view");
        let room = if (3..=1_990).contains(&number) { 90.0 } else { 20.0 };
        assert!(
            stretch.top >= room && stretch.bottom <= 600.0 - room,
            "{number}: {stretch:?}"
        );
        let placed = page.placed().to_vec();
        assert_eq!(page.reveal(span, 600.0, &mut fonts), 0.0);
        page.place(600.0, &mut fonts);
        assert_eq!(page.placed(), placed, "what is in view does not move");
    }
}

#[test]
fn a_piece_of_a_long_line_keeps_the_direction_of_the_line() {
    let string = format!("{}{}", "שלום עולם. ".repeat(300), "All of this is Latin. ".repeat(400));
    let (mut page, mut fonts) = page(&string, 400.0);
    page.scroll_to_end();
    page.place(600.0, &mut fonts);
    let last = page.placed().last().copied().expect("a block");
    assert!(page.range(last.block).start > 4_000);
    let layout = page.layout(last.block).expect("laid out");
    assert!(layout.parley.is_rtl());
    let row = layout.rows.last().expect("a row");
    assert!((row.right - 400.0).abs() < 1.0, "set from the right: {row:?}");
}

#[test]
fn both_faces_have_a_sensible_measure() {
    let mut fonts = FontSet::bundled_only();
    let mut context = parley::LayoutContext::new();
    for face in [Face::Serif, Face::Sans] {
        let width = super::layout::character_width(&mut context, &mut fonts.context, 17.0, face);
        assert!((6.0..10.0).contains(&width), "{face:?}: {width}");
    }
}

#[test]
fn rows_keep_their_distance_whatever_fonts_they_need() {
    let mixed =
        "Plain words, ดื่มน้ำ และ हिन्दी पाठ में, then العربية and עברית, 结构性判断, 😀👍🏽 and Latin again. ".repeat(6);
    let (page, _) = page(&mixed, 400.0);
    let placed = page.placed().first().copied().expect("a block");
    let layout = page.layout(placed.block).expect("laid out");
    let pitches: Vec<f32> = layout
        .rows
        .windows(2)
        .map(|rows| rows[1].baseline - rows[0].baseline)
        .collect();
    assert!(
        pitches.len() > 5 && pitches.iter().all(|pitch| *pitch == 27.0),
        "{pitches:?}"
    );
}
