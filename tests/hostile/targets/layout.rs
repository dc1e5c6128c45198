//! The view of the text, without a window: any Unicode is laid out, painted, scrolled and pointed at.

use std::{cell::RefCell, sync::Arc};

use egui::{Color32, Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use glossator::{
    article::{ByteOffset, Span, Text, whole_graphemes},
    ui::text_view::{Cue, FontSet, Gesture, Mark, Scene, Shown, TextStyle, TextView, ViewColors},
};

use super::{input, samples};

const SIZES: [[f32; 2]; 5] = [[400.0, 300.0], [60.0, 200.0], [900.0, 700.0], [1.0, 1.0], [250.0, 20.0]];
/// Blocks are laid out for a view of at most 700 points and what is around it; no text may make them more.
const MOST_LAID_OUT: usize = 400;

pub fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        "Microsoft Has Spent Over $100 Billion\n\nقال وزير المالية إن الإنفاق تجاوز 100 مليار دولار.\nלפי עדותו Microsoft הוציאה 100.\nमाइक्रोसॉफ्ट ने\nไมโครซอฟท์\n微软在与OpenAI的合作\n😀👍🏽👨‍👩‍👧‍👦🇫🇷 e\u{301}",
        "\u{202e}abc\u{202c}\u{2066}\u{5d0}\u{2069}\t\u{200b}\u{ad}\u{fffc}\u{feff}\u{b}\u{c}\u{1c}\u{85}\u{2028}x\u{2029}y",
        "a\u{301}\u{301}\u{301}\u{20dd}\u{fe0f}\u{1f1e6}\u{e0061}\u{e007f}",
    ];
    let texts = texts.into_iter().map(|text| text.repeat(3).into_bytes());
    let article = samples("seeds").into_iter().map(|(_, bytes)| bytes);
    texts
        .chain(article)
        .enumerate()
        .map(|(number, text)| input::of_parts(number, &[&text]))
        .collect()
}

struct Window {
    egui: Context,
    view: TextView,
    time: f64,
}

thread_local! {
    /// Fonts take long to read, so the window stays for the next text, as it does in the program.
    static WINDOW: RefCell<Window> = RefCell::new(Window {
        egui: Context::default(),
        view: TextView::new(FontSet::with_extra(samples("tests/fonts").into_iter().filter(|(name, _)| name.ends_with("tf")).map(|(_, font)| font).collect())),
        time: 0.0,
    });
}

pub fn run(input: &[u8]) {
    let Some((first, bytes)) = input::choice(input) else {
        return;
    };
    let text = Arc::new(Text::new(input::text(bytes)));
    let size = SIZES[first % SIZES.len()];
    WINDOW.with_borrow_mut(|window| window.shows(&text, size));
}

impl Window {
    fn shows(&mut self, text: &Arc<Text>, size: [f32; 2]) {
        let middle = ByteOffset::new(text.end().get() / 2);
        let rect = Rect::from_min_size(Pos2::ZERO, size.into());
        self.frame(text, rect, Vec::new());
        // What is around is made ready in later frames.
        self.frame(text, rect, Vec::new());
        self.points(text, rect);
        self.view.scroll_around(text.floor(middle));
        self.frame(text, rect, Vec::new());
        self.view.scroll_by_page(-1.0);
        self.frame(text, rect, Vec::new());
        self.view.scroll_to_end();
        self.frame(text, rect, Vec::new());
        self.points(text, rect);
    }

    /// Presses at some places and drags from there.
    fn points(&mut self, text: &Arc<Text>, rect: Rect) {
        for part in [0.05, 0.3, 0.5, 0.77, 0.98] {
            let from = rect.lerp_inside(vec2(1.0 - part, part));
            let to = rect.lerp_inside(vec2(part, 1.0 - part));
            for (at, pressed) in [(from, true), (to, false)] {
                let button = PointerButton::Primary;
                let modifiers = Modifiers::NONE;
                let press = Event::PointerButton {
                    pos: at,
                    button,
                    pressed,
                    modifiers,
                };
                self.frame(text, rect, vec![Event::PointerMoved(at), press]);
            }
            if let Some(at) = self.view.offset_at(pos2(from.x, from.y)) {
                is_edge(text, at);
            }
        }
    }

    fn frame(&mut self, text: &Arc<Text>, rect: Rect, events: Vec<Event>) {
        self.time += 0.1;
        let raw = RawInput {
            screen_rect: Some(rect),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let marks = |visible: Span| vec![mark(1, visible), mark(2, visible)];
        let frame = text.span(ByteOffset::ZERO, text.floor(ByteOffset::new(100))).ok();
        let view = &mut self.view;
        let mut output = self.egui.run_ui(raw, |ui| {
            let scene = Scene {
                text,
                headline: frame.filter(|span| !text.slice(*span).contains('\n')),
                marks: &marks,
                frame,
                selection: Some((ByteOffset::ZERO, text.floor(ByteOffset::new(7)))),
                style: &TextStyle::default(),
                colors: &colors(),
            };
            let shown = view.ui(ui, &scene);
            check(text, &shown);
        });
        // Nobody paints it.
        output.textures_delta.clear();
        if let Some(frame) = frame {
            for rect in view.row_rects_of(frame) {
                assert!(rect.is_finite(), "{rect:?}");
            }
        }
    }
}

fn check(text: &Text, shown: &Shown) {
    assert!(shown.work.laid_out <= MOST_LAID_OUT, "{:?}", shown.work);
    for span in [shown.visible, shown.rows].into_iter().flatten() {
        assert_eq!(text.span(span.start(), span.end()), Ok(span));
    }
    for gesture in &shown.gestures {
        match gesture {
            Gesture::Press { at, .. } | Gesture::Drag { at, .. } | Gesture::Menu { at } => is_edge(text, *at),
            Gesture::Release => {}
        }
    }
    if let Some(at) = shown.hovered {
        assert!(at <= text.end() && text.floor(at) == at);
    }
}

/// A place is between two things that a reader sees as characters: widening what lies beside it does not pass it.
fn is_edge(text: &Text, at: ByteOffset) {
    assert_eq!(text.floor(at), at);
    if let Ok(rest) = text.span(at, text.end()) {
        assert_eq!(whole_graphemes(text, rest).start(), at, "inside of a character");
    }
}

fn mark(id: u64, span: Span) -> Mark {
    Mark {
        id,
        span,
        fill: Color32::from_black_alpha(0x20),
        line: Color32::BLACK,
        cue: if id == 1 { Cue::Wavy } else { Cue::Dashed },
        lane: u8::try_from(id).unwrap_or(0),
        selected: id == 1,
        unsure: id == 2,
        name: "fact".to_owned(),
    }
}

fn colors() -> ViewColors {
    let ink = Color32::BLACK;
    ViewColors {
        text: ink,
        headline: ink,
        frame: ink,
        frame_fill: Color32::TRANSPARENT,
        selection: ink,
        caret: ink,
        mark_outline: ink,
        scroll_thumb: ink,
        scroll_thumb_active: ink,
        scroll_track: ink,
    }
}
