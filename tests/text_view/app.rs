//! A window with nothing but the view, and what tests do with it.

use std::sync::Arc;
use std::time::Duration;

use egui::{Color32, Pos2};
use egui_kittest::Harness;
use glossator::article::{ByteOffset, Span, Text};
use glossator::ui::text_view::{Cue, FontSet, Gesture, Mark, Scene, TextStyle, TextView, ViewColors, Work};

use crate::support::soft_renderer::SoftRenderer;

pub type Window = Harness<'static, App>;

pub fn light() -> (Color32, ViewColors) {
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

pub fn dark() -> (Color32, ViewColors) {
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
pub fn paint(index: usize, dark: bool) -> (Color32, Color32) {
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

pub struct App {
    pub view: TextView,
    pub text: Arc<Text>,
    pub headline: Option<Span>,
    pub marks: Vec<Mark>,
    pub frame: Option<Span>,
    pub selection: Option<(ByteOffset, ByteOffset)>,
    pub style: TextStyle,
    pub colors: ViewColors,
    pub background: Color32,
    pub gestures: Vec<Gesture>,
    pub hovered: Option<ByteOffset>,
    pub work: Work,
    /// What the last frame showed.
    pub visible: Option<Span>,
    /// Selects as an editor does.
    pub selects: bool,
}

impl App {
    pub fn new(string: &str) -> Self {
        let (background, colors) = light();
        Self {
            view: TextView::new(FontSet::with_extra(fonts())),
            text: Arc::new(Text::new(string.into())),
            headline: None,
            marks: Vec::new(),
            frame: None,
            selection: None,
            style: TextStyle::default(),
            colors,
            background,
            gestures: Vec::new(),
            hovered: None,
            work: Work::default(),
            visible: None,
            selects: true,
        }
    }

    pub fn span(&self, quote: &str) -> Span {
        let start = self.text.as_str().find(quote).unwrap_or_else(|| panic!("no {quote:?}"));
        let (start, end) = (ByteOffset::new(start), ByteOffset::new(start + quote.len()));
        self.text.span(start, end).expect("a quote")
    }

    pub fn mark(&mut self, quote: &str, label: usize, lane: u8) -> &mut Mark {
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
            let mut marks: Vec<Mark> = marks
                .iter()
                .filter(|mark| mark.span.overlaps(visible))
                .cloned()
                .collect();
            marks.sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end())));
            marks
        };
        let scene = Scene {
            text: &self.text,
            headline: self.headline,
            marks: &visible,
            frame: self.frame,
            selection: self.selection,
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
        self.work.missing += shown.work.missing;
        self.visible = shown.visible;
        self.work.layouts = shown.work.layouts;
        self.work.texture_bytes = shown.work.texture_bytes;
    }

    pub fn selected(&self) -> &str {
        let (anchor, head) = self.selection.expect("a selection");
        &self.text.as_str()[anchor.min(head).get()..anchor.max(head).get()]
    }
}

pub fn fonts() -> Vec<Vec<u8>> {
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

pub fn harness(app: App, size: [f32; 2], scale: f32) -> Window {
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
pub fn settle(harness: &mut Window) {
    for _ in 0..60 {
        harness.step();
        if repaint_delay(harness) == Duration::MAX {
            return;
        }
    }
    panic!("the view never comes to rest");
}

/// How soon the last frame asked for another.
pub fn repaint_delay(harness: &Window) -> Duration {
    harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay
}

pub const SCRIPTS: &str = "Microsoft Has Spent Over $100 Billion

Parliament passed the budget on 3 March by 214 votes to 187; the coalition now depends on the two smallest parties, whose “difficult” officials find it hard to agree.

قال وزير المالية إن الإنفاق تجاوز 100 مليار دولار في 2026، وهو ما يمثل تحولاً هيكلياً.
לפי עדותו של סמנכ\"ל העסקאות, Microsoft הוציאה יותר מ-100 מיליארד דולר.
माइक्रोसॉफ्ट ने ओपनएआई पर 100 अरब डॉलर से अधिक खर्च किए हैं।
ไมโครซอฟท์ใช้เงินมากกว่าหนึ่งแสนล้านดอลลาร์ในความร่วมมือกับโอเพนเอไอ
微软在与OpenAI的合作上已累计花费超过1000亿美元，结构性判断：这是技术替代驱动的产业链重构。
Emoji: 😀👍🏽👨‍👩‍👧‍👦🇫🇷 é ü ﬁ e\u{301}";

pub fn numbered(paragraphs: usize) -> String {
    (0..paragraphs)
        .map(|number| {
            let words =
                "the money that was spent before any revenue came in has to be earned back ".repeat(1 + number * 7 % 5);
            format!("Paragraph {number} of many: {words}and so it ends.\n\n")
        })
        .collect()
}

pub const STORY: &str = "Budget Passes, Barely

Parliament passed the budget on 3 March by 214 votes to 187. Four members of the governing party abstained, and the coalition now depends on the two smallest parties, which had asked for more. “We got what we could,” said the finance minister.

It is the weakest majority in two decades. Whoever builds on it builds on sand.

Source: Public Information";

pub fn story(dark_mode: bool) -> App {
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

/// The middle of the edge at the start (or end) of a quote.
pub fn edge(harness: &Window, quote: &str, end: bool) -> Pos2 {
    let app = harness.state();
    let rects = app.view.row_rects_of(app.span(quote));
    let rect = if end { rects.last() } else { rects.first() }.expect("in view");
    if end { rect.right_center() } else { rect.left_center() }
}

pub fn drag(harness: &mut Window, from: Pos2, to: Pos2) {
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
