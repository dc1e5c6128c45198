//! The text view as a person meets it: pictures, pointer, wheel, and what a frame costs.

mod support;

use std::sync::Arc;

use egui::{Color32, Pos2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glossator::article::{ByteOffset, Span, Text};
use glossator::ui::text_view::{Cue, FontSet, Gesture, Mark, Scene, TextStyle, TextView, ViewColors, Work};
use support::soft_renderer::SoftRenderer;

// --- what is shown -----------------------------------------------------------------------------------------

fn light() -> (Color32, ViewColors) {
    let colors = ViewColors {
        text: Color32::from_rgb(0x23, 0x21, 0x1e),
        headline: Color32::from_rgb(0x12, 0x11, 0x10),
        frame: Color32::from_rgb(0x3a, 0x6e, 0xa5),
        frame_fill: Color32::TRANSPARENT,
        selection: Color32::from_rgba_unmultiplied(0x2f, 0x6f, 0xd0, 0x48),
        caret: Color32::from_rgb(0x12, 0x11, 0x10),
        mark_outline: Color32::from_rgb(0x23, 0x21, 0x1e),
        scroll_thumb: Color32::from_black_alpha(0x40),
        scroll_thumb_active: Color32::from_black_alpha(0x80),
        scroll_track: Color32::from_black_alpha(0x0c),
    };
    (Color32::from_rgb(0xfb, 0xfa, 0xf7), colors)
}

fn dark() -> (Color32, ViewColors) {
    let colors = ViewColors {
        text: Color32::from_rgb(0xdd, 0xda, 0xd3),
        headline: Color32::from_rgb(0xf2, 0xf0, 0xea),
        frame: Color32::from_rgb(0x7f, 0xb2, 0xe5),
        frame_fill: Color32::TRANSPARENT,
        selection: Color32::from_rgba_unmultiplied(0x5c, 0x9d, 0xf0, 0x58),
        caret: Color32::from_rgb(0xf2, 0xf0, 0xea),
        mark_outline: Color32::from_rgb(0xf2, 0xf0, 0xea),
        scroll_thumb: Color32::from_white_alpha(0x38),
        scroll_thumb_active: Color32::from_white_alpha(0x70),
        scroll_track: Color32::from_white_alpha(0x0c),
    };
    (Color32::from_rgb(0x1b, 0x1c, 0x1f), colors)
}

/// Blue, vermilion, green, purple, orange after Okabe and Ito: a background and a line each.
fn paint(index: usize, dark: bool) -> (Color32, Color32) {
    let [red, green, blue] = [
        [0x00, 0x72, 0xb2],
        [0xd5, 0x5e, 0x00],
        [0x00, 0x9e, 0x73],
        [0xcc, 0x79, 0xa7],
        [0xe6, 0x9f, 0x00],
    ][index % 5];
    let fill = Color32::from_rgba_unmultiplied(red, green, blue, if dark { 0x60 } else { 0x38 });
    (fill, Color32::from_rgb(red, green, blue))
}

struct App {
    view: TextView,
    text: Arc<Text>,
    headline: Option<Span>,
    marks: Vec<Mark>,
    frame: Option<Span>,
    selection: Option<(ByteOffset, ByteOffset)>,
    reveal: Option<Span>,
    style: TextStyle,
    colors: ViewColors,
    background: Color32,
    gestures: Vec<Gesture>,
    hovered: Option<ByteOffset>,
    work: Work,
    /// Selects as an editor does.
    selects: bool,
}

impl App {
    fn new(string: &str) -> Self {
        let (background, colors) = light();
        Self {
            view: TextView::new(FontSet::with_extra(fonts())),
            text: Arc::new(Text::new(string.into())),
            headline: None,
            marks: Vec::new(),
            frame: None,
            selection: None,
            reveal: None,
            style: TextStyle::default(),
            colors,
            background,
            gestures: Vec::new(),
            hovered: None,
            work: Work::default(),
            selects: true,
        }
    }

    fn span(&self, quote: &str) -> Span {
        let start = self.text.as_str().find(quote).unwrap_or_else(|| panic!("no {quote:?}"));
        let (start, end) = (ByteOffset::new(start), ByteOffset::new(start + quote.len()));
        self.text.span(start, end).expect("a quote")
    }

    fn mark(&mut self, quote: &str, label: usize, lane: u8) -> &mut Mark {
        let dark = self.background.r() < 0x80;
        let (fill, line) = paint(label, dark);
        let mark = Mark {
            id: self.marks.len() as u64,
            span: self.span(quote),
            fill,
            line,
            cue: Cue::ALL[label % 5],
            lane,
            selected: false,
            unsure: false,
            name: format!(
                "{}: {quote}",
                ["fact", "analysis", "opinion", "claim", "quote"][label % 5]
            ),
        };
        self.marks.push(mark);
        self.marks.last_mut().expect("just pushed")
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        ui.painter().rect_filled(ui.max_rect(), 0.0, self.background);
        let marks = &self.marks;
        let visible = |visible: Span| {
            marks
                .iter()
                .filter(|mark| mark.span.overlaps(visible))
                .cloned()
                .collect()
        };
        let scene = Scene {
            text: &self.text,
            headline: self.headline,
            marks: &visible,
            frame: self.frame,
            selection: self.selection,
            reveal: self.reveal,
            style: &self.style,
            colors: &self.colors,
        };
        let shown = self.view.ui(ui, &scene);
        for gesture in &shown.gestures {
            match *gesture {
                Gesture::Press { at, .. } if self.selects => self.selection = Some((at, at)),
                Gesture::Drag { at, .. } if self.selects => {
                    if let Some((_, head)) = &mut self.selection {
                        *head = at;
                    }
                }
                _ => {}
            }
        }
        self.gestures.extend(shown.gestures);
        self.hovered = shown.hovered;
        self.work.laid_out += shown.work.laid_out;
        self.work.drawn += shown.work.drawn;
        self.work.layouts = shown.work.layouts;
        self.work.texture_bytes = shown.work.texture_bytes;
    }

    fn selected(&self) -> &str {
        let (anchor, head) = self.selection.expect("a selection");
        &self.text.as_str()[anchor.min(head).get()..anchor.max(head).get()]
    }
}

fn fonts() -> Vec<Vec<u8>> {
    let names = [
        "NotoNaskhArabic-subset.ttf",
        "NotoSansHebrew-subset.ttf",
        "NotoSansDevanagari-subset.ttf",
        "NotoSansThai-subset.ttf",
        "NotoSansCJKsc-subset.otf",
        "NotoColorEmoji-subset.ttf",
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
    names
        .map(|name| std::fs::read(folder.join(name)).expect("a test font"))
        .into()
}

fn harness(app: App, size: [f32; 2], scale: f32) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_step_dt(1.0 / 60.0)
        .renderer(SoftRenderer::default())
        .build_ui_state(|ui, app: &mut App| app.ui(ui), app);
    settle(&mut harness);
    harness
}

/// Runs until nothing more is to be made ready.
fn settle(harness: &mut Harness<'static, App>) {
    for _ in 0..60 {
        harness.step();
        if repaint_delay(harness) == std::time::Duration::MAX {
            return;
        }
    }
    panic!("the view never comes to rest");
}

/// How soon the last frame asked for another.
fn repaint_delay(harness: &Harness<'static, App>) -> std::time::Duration {
    harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay
}

const SCRIPTS: &str = "Microsoft Has Spent Over $100 Billion

Parliament passed the budget on 3 March by 214 votes to 187; the coalition now depends on the two smallest parties, whose “difficult” officials find it hard to agree.

قال وزير المالية إن الإنفاق تجاوز 100 مليار دولار في 2026، وهو ما يمثل تحولاً هيكلياً.
לפי עדותו של סמנכ\"ל העסקאות, Microsoft הוציאה יותר מ-100 מיליארד דולר.
माइक्रोसॉफ्ट ने ओपनएआई पर 100 अरब डॉलर से अधिक खर्च किए हैं।
ไมโครซอฟท์ใช้เงินมากกว่าหนึ่งแสนล้านดอลลาร์ในความร่วมมือกับโอเพนเอไอ
微软在与OpenAI的合作上已累计花费超过1000亿美元，结构性判断：这是技术替代驱动的产业链重构。
Emoji: 😀👍🏽👨‍👩‍👧‍👦🇫🇷 é ü ﬁ e\u{301}";

#[test]
fn all_scripts() {
    let mut app = App::new(SCRIPTS);
    app.headline = Some(app.span("Microsoft Has Spent Over $100 Billion"));
    harness(app, [700.0, 420.0], 1.0).snapshot("view_scripts");
}

const STORY: &str = "Budget Passes, Barely

Parliament passed the budget on 3 March by 214 votes to 187. Four members of the governing party abstained, and the coalition now depends on the two smallest parties, which had asked for more. “We got what we could,” said the finance minister.

It is the weakest majority in two decades. Whoever builds on it builds on sand.

Source: Public Information";

fn story(dark_mode: bool) -> App {
    let mut app = App::new(STORY);
    if dark_mode {
        (app.background, app.colors) = dark();
    }
    app.headline = Some(app.span("Budget Passes, Barely"));
    app.mark("Parliament passed the budget on 3 March by 214 votes to 187.", 0, 0);
    app.mark("Four members of the governing party abstained, and the coalition now depends on the two smallest parties, which had asked for more.", 1, 1);
    app.mark("the coalition now depends on the two smallest parties", 2, 0)
        .unsure = true;
    app.mark(
        "two smallest parties, which had asked for more. “We got what we could,” said the finance minister.",
        4,
        2,
    );
    app.mark("“We got what we could,”", 3, 0);
    app.mark("Whoever builds on it builds on sand.", 2, 0).selected = true;
    app.frame = Some(app.span("Four members of the governing party abstained, and the coalition now depends on the two smallest parties, which had asked for more."));
    app
}

#[test]
fn overlapping_marks_light() {
    harness(story(false), [700.0, 420.0], 1.0).snapshot("view_marks_light");
}

#[test]
fn overlapping_marks_dark_at_two_pixels_a_point() {
    harness(story(true), [500.0, 330.0], 2.0).snapshot("view_marks_dark");
}

// --- the pointer -------------------------------------------------------------------------------------------

/// The middle of the edge at the start (or end) of a quote.
fn edge(harness: &Harness<'static, App>, quote: &str, end: bool) -> Pos2 {
    let app = harness.state();
    let rects = app.view.row_rects_of(app.span(quote));
    let rect = if end { rects.last() } else { rects.first() }.expect("in view");
    if end { rect.right_center() } else { rect.left_center() }
}

fn drag(harness: &mut Harness<'static, App>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from + (to - from) * 0.5);
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.step();
}

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
            std::time::Duration::ZERO,
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

fn numbered(paragraphs: usize) -> String {
    (0..paragraphs)
        .map(|number| {
            let words =
                "the money that was spent before any revenue came in has to be earned back ".repeat(1 + number * 7 % 5);
            format!("Paragraph {number} of many: {words}and so it ends.\n\n")
        })
        .collect()
}

// --- what a frame costs ------------------------------------------------------------------------------------

#[test]
fn an_idle_frame_does_nothing_and_asks_for_none() {
    let mut harness = harness(story(false), [700.0, 420.0], 1.0);
    harness.state_mut().work = Work::default();
    harness.step();
    assert_eq!(repaint_delay(&harness), std::time::Duration::MAX);
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
    harness.state_mut().reveal = Some(middle);
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

// --- more ways to move -------------------------------------------------------------------------------------

#[test]
fn the_wheel_scrolls_and_comes_to_rest() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    let top = |harness: &Harness<'static, App>| harness.state().view.offset_at(pos2(12.0, 12.0)).expect("text");
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
    let focus = |harness: &Harness<'static, App>| harness.ctx.memory(|memory| memory.focused());
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

// --- sizes, themes, screen readers -------------------------------------------------------------------------

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
fn text_in_a_narrow_window() {
    let mut app = story(false);
    app.frame = Some(app.span("It is the weakest majority in two decades."));
    harness(app, [230.0, 420.0], 1.0).snapshot("view_narrow");
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

#[test]
fn what_is_revealed_near_by_is_glided_to() {
    let mut harness = harness(App::new(&numbered(400)), [600.0, 300.0], 1.0);
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.1);
    let place = |harness: &Harness<'static, App>| harness.state().view.offset_at(pos2(12.0, 12.0)).expect("text");
    harness.state_mut().reveal = Some(harness.state().span("Paragraph 3 "));
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
