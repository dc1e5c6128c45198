//! The widget: a frame from input to picture.

use std::sync::Arc;
use std::time::Duration;

use egui::{CursorIcon, EventFilter, Mesh, Pos2, Rect, Sense, Shape, Ui, pos2, vec2};
use parley::LayoutContext;

use super::fonts::FontSet;
use super::layout::{self, Spec};
use super::page::{Page, Placed};
use super::paint::Frame;
use super::painted::{Painted, tell};
use super::patterns::Patterns;
use super::pointer::Pointer;
use super::quotes::{Quote, Quotes, SetQuote};
use super::scene::{Mark, Scene, Shown, Work};
use super::scroll_bar::{self, ScrollBar};
use super::style::Face;
use super::textures::{Ink, Textures};
use crate::article::{ByteOffset, Span};

/// Empty space left and right of the column, in points, where the window is wide enough for it.
const MARGIN: f32 = 32.0;

/// The least of it: the frame and its bar need room.
const MARGIN_LEAST: f32 = 20.0;

/// No column is narrower, in points.
const NARROWEST: f32 = 40.0;

/// Pixels of text drawn in one frame at most for what is in view: a 4K window full of text has 3 million. A million
/// take about 2 ms.
const DRAW_IN_VIEW: usize = 8_000_000;

/// What is done in one frame at most for what is about to come into view: pixels drawn, or bytes of text laid out. It
/// takes about a millisecond, and a wheel that turns fast brings a fifth of that into view in a frame.
const DRAW_AROUND: usize = 400_000;
const LAY_OUT_AROUND: usize = 1_500;

/// How far around the view text is made ready, as a part of the view's height.
const AROUND: f32 = 0.75;

/// The time in which a glide to something revealed gets two thirds of the way, as a part of egui's animation time.
const GLIDE: f32 = 0.4;

/// Work for later frames waits this long, so that it never delays what the user does.
const LATER: Duration = Duration::from_millis(8);

/// A widget that shows a text. One shows one text at a time, and keeps the place in it.
pub struct TextView {
    fonts: FontSet,
    textures: Textures,
    patterns: Option<Patterns>,
    quotes: Quotes,
    page: Option<Page>,
    /// A context for measuring the column.
    measuring: LayoutContext<()>,
    measured: Option<(f32, Face, f32)>,
    pointer: Pointer,
    scroll_bar: ScrollBar,
    jump: Option<Jump>,
    /// How many pixels are left of the way to what was revealed.
    glide: f32,
    painted: Option<Painted>,
}

/// A movement asked for between two frames.
#[derive(Clone, Copy, Debug)]
enum Jump {
    Pages(f32),
    To(Span),
    Around(ByteOffset),
    End,
}

impl TextView {
    /// An empty view that sets its text in `fonts`.
    pub fn new(fonts: FontSet) -> Self {
        Self {
            fonts,
            textures: Textures::new(),
            patterns: None,
            quotes: Quotes::new(),
            page: None,
            measuring: LayoutContext::new(),
            measured: None,
            pointer: Pointer::default(),
            scroll_bar: ScrollBar::default(),
            jump: None,
            glide: 0.0,
            painted: None,
        }
    }

    /// The fonts, for another view.
    pub fn into_fonts(self) -> FontSet {
        self.fonts
    }

    // --- moving ------------------------------------------------------------------------------------------

    /// Scrolls by `pages` of the view's height, downwards if positive; a little is kept in view for orientation.
    pub fn scroll_by_page(&mut self, pages: f32) {
        self.jump = Some(Jump::Pages(pages));
    }

    /// Scrolls so that `span` is in view, if it is not.
    pub fn scroll_to(&mut self, span: Span) {
        self.jump = Some(Jump::To(span));
    }

    /// Scrolls so that the row of a position is in the middle of the view, as far as the ends of the text allow.
    pub fn scroll_around(&mut self, at: ByteOffset) {
        self.jump = Some(Jump::Around(at));
    }

    /// Scrolls to the end of the text.
    pub fn scroll_to_end(&mut self) {
        self.jump = Some(Jump::End);
    }

    // --- where things are --------------------------------------------------------------------------------

    /// The rectangle on the screen, in points, around the part of `span` that the last frame showed; `None` if it
    /// showed nothing of it.
    pub fn rect_of(&self, span: Span) -> Option<Rect> {
        self.row_rects_of(span).into_iter().reduce(Rect::union)
    }

    /// The rectangles on the screen, in points, of `span`, row by row from the top, as far as the last frame showed
    /// them. Where directions are mixed a row may have several.
    pub fn row_rects_of(&self, span: Span) -> Vec<Rect> {
        let (Some(page), Some(painted)) = (&self.page, &self.painted) else {
            return Vec::new();
        };
        let stretches = page.stretches(span.start(), span.end());
        let rects = stretches.iter().map(|stretch| painted.rect(stretch));
        rects.filter(|rect| rect.intersects(painted.view)).collect()
    }

    /// The position nearest to a point of the screen, by the last frame.
    pub fn offset_at(&self, at: Pos2) -> Option<ByteOffset> {
        let (page, painted) = (self.page.as_ref()?, self.painted?);
        Some(painted.eye(page).hit(at))
    }

    /// Where in the whole text a position is, from 0 to 1 by height: for a map of the text beside it. As exact as the
    /// heights of blocks not seen yet are guessed.
    pub fn fraction_of(&self, at: ByteOffset) -> f32 {
        self.page.as_ref().map_or(0.0, |page| page.fraction_of(at))
    }

    // --- beside the article ------------------------------------------------------------------------------

    /// Sets a quote in the fonts of the article.
    pub fn quote(&mut self, egui: &egui::Context, quote: &Quote) -> SetQuote {
        self.quotes.set(egui, &mut self.fonts, quote)
    }

    // --- a frame -----------------------------------------------------------------------------------------

    /// Shows `scene` in all the room that `ui` has left. Two views side by side need a `Ui` each, for the view takes its
    /// identity from it.
    pub fn ui(&mut self, ui: &mut Ui, scene: &Scene) -> Shown {
        let (rect, _) = ui.allocate_exact_size(ui.available_size().max(vec2(1.0, 1.0)), Sense::hover());
        let id = ui.scope_id().with("text view");
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let scale = ui.ctx().pixels_per_point();
        let spec = self.spec(scene, rect, scale);
        let mut page = self.updated_page(ui.ctx(), scene, spec);

        // The pointer acts on what it sees: the last frame.
        let mut gestures = Vec::new();
        if let Some(last) = self.painted.filter(|_| !page.placed().is_empty()) {
            gestures = self.pointer.gestures(ui, &response, &last.eye(&page));
        }
        self.focus(ui, &response);

        let view = (rect.height() * scale).round();
        self.scroll(ui, &response, &mut page, view);
        page.place(view, &mut self.fonts);
        let strip = Rect::from_min_max(
            pos2(rect.max.x - scroll_bar::WIDTH.min(rect.width()), rect.min.y),
            rect.max,
        );
        let bar = self.scroll_bar.ui(
            ui,
            id.with("scroll bar"),
            strip,
            page.scroll_range(),
            view.into(),
            scene.colors,
        );
        if let Some(position) = bar {
            self.glide = 0.0;
            page.set_scroll(position);
            page.place(view, &mut self.fonts);
        }

        let painted = Painted::new(rect, scale, page.spec().width, scene.colors);
        self.painted = Some(painted);
        let visible = page.visible();
        let marks = visible.map(|visible| (scene.marks)(visible)).unwrap_or_default();
        let missing = self.paint(ui, scene, &page, &painted, &marks);
        let laid_out = page.take_work();
        let drawn = self.textures.take_work();
        // A frame that had to do something for what is in view does nothing more.
        let more = laid_out + drawn > 0 || self.make_ready(ui.ctx(), &mut page, &painted);
        if more {
            ui.ctx().request_repaint_after(LATER);
        }
        tell(ui, id, scene, &page, &painted, &marks);

        let hovered = response.hover_pos().and_then(|at| painted.eye(&page).character(at));
        let shown = Shown {
            gestures,
            hovered,
            visible,
            rows: page.rows_in_view(),
            response,
            work: Work {
                laid_out: laid_out + page.take_work(),
                drawn: drawn + self.textures.take_work(),
                missing,
                layouts: page.kept_layouts(),
                texture_bytes: self.textures.bytes(),
            },
        };
        self.page = Some(page);
        shown
    }

    /// What the layouts of this frame depend on.
    fn spec(&mut self, scene: &Scene, rect: Rect, scale: f32) -> Spec {
        let style = scene.style.sane();
        let em = style.size * scale;
        let character = match self.measured {
            Some((size, face, width)) if size == em && face == style.face => width,
            _ => layout::character_width(&mut self.measuring, &mut self.fonts.context, em, style.face),
        };
        self.measured = Some((em, style.face, character));
        let room = rect.width() * scale;
        // In a narrow window the margins give way before the text does.
        let margin = (room * 0.06).clamp(MARGIN_LEAST * scale, MARGIN * scale) * 2.0;
        let width = (style.measure * character)
            .min(room - margin)
            .max(NARROWEST * scale)
            .floor();
        Spec { scale, width, style }
    }

    /// The page of this scene's text, with what changed since the last frame.
    fn updated_page(&mut self, egui: &egui::Context, scene: &Scene, spec: Spec) -> Page {
        let page = self.page.take().filter(|page| Arc::ptr_eq(page.text(), scene.text));
        let mut page = match page {
            Some(page) => page,
            None => {
                self.textures.clear();
                self.glide = 0.0;
                self.fonts.request(scene.text, egui);
                Page::new(Arc::clone(scene.text), spec.clone(), scene.headline)
            }
        };
        if self.fonts.receive() {
            let incomplete = page.forget_incomplete();
            self.textures.forget(&incomplete);
            self.quotes.clear();
        }
        let colors = (scene.colors.text, scene.colors.headline);
        let same_colors = self
            .painted
            .is_some_and(|last| (last.text_color, last.headline_color) == colors);
        if page.set_headline(scene.headline) || *page.spec() != spec || !same_colors {
            self.textures.clear();
        }
        page.set_spec(spec, &mut self.fonts);
        page
    }

    /// Takes the keyboard on a press, and keeps arrows and Tab from moving the focus away.
    fn focus(&self, ui: &Ui, response: &egui::Response) {
        if response.is_pointer_button_down_on() && ui.input(|input| input.pointer.any_pressed()) {
            response.request_focus();
        }
        if response.has_focus() {
            let filter = EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
    }

    /// Moves the page by wheel, by a drag at the edge, and by what was asked for.
    fn scroll(&mut self, ui: &Ui, response: &egui::Response, page: &mut Page, view: f32) {
        let scale = page.spec().scale;
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::Text);
        }
        // Over the scroll bar too, which lies upon the view.
        if response.contains_pointer() {
            let wheel = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
            if wheel != 0.0 {
                self.glide = 0.0;
                page.scroll_by(-wheel * scale);
            }
        }
        let edge = self.pointer.edge_scroll(ui, response, response.rect);
        if edge != 0.0 {
            self.glide = 0.0;
            page.scroll_by((edge * scale).round());
            ui.ctx().request_repaint();
        }
        if self.jump.is_some() {
            self.glide = 0.0;
        }
        match self.jump.take() {
            Some(Jump::Pages(pages)) => page.scroll_by((pages * view * 0.88).round()),
            Some(Jump::To(span)) => self.glide = page.reveal(span, view, &mut self.fonts),
            Some(Jump::Around(at)) => page.scroll_around(at, view, &mut self.fonts),
            Some(Jump::End) => page.scroll_to_end(),
            None => {}
        }
        self.glide(ui, page);
    }

    /// Goes a part of the way that is left to what was revealed: a reader follows a movement and is lost by a jump.
    fn glide(&mut self, ui: &Ui, page: &mut Page) {
        if self.glide == 0.0 {
            return;
        }
        // Where the style has no animations, this has none.
        let whole = ui.style().animation_time;
        let seconds = ui.input(|input| input.stable_dt).min(0.05);
        let part = if whole > 0.0 {
            1.0 - (-seconds / (whole * GLIDE)).exp()
        } else {
            1.0
        };
        let step = (self.glide * part).round();
        let step = if step.abs() < 1.0 { self.glide } else { step };
        page.scroll_by(step);
        self.glide -= step;
        if self.glide != 0.0 {
            ui.ctx().request_repaint();
        }
    }

    /// Paints marks and text. How many tiles in view could not be drawn in this frame.
    fn paint(&mut self, ui: &Ui, scene: &Scene, page: &Page, painted: &Painted, marks: &[Mark]) -> usize {
        let painter = ui.painter_at(painted.view);
        let patterns = match &mut self.patterns {
            Some(patterns) if patterns.scale() == painted.scale => patterns,
            patterns => patterns.insert(Patterns::new(ui.ctx(), painted.scale)),
        };
        let frame = Frame {
            page,
            patterns,
            painter: &painter,
            origin: painted.origin,
            scale: painted.scale,
        };
        frame.behind_text(scene, marks);

        self.textures.begin();
        self.textures.allow(DRAW_IN_VIEW);
        let view = painted.view.height() * painted.scale;
        let mut missing = 0;
        for placed in page.placed() {
            missing += self.tiles(ui.ctx(), page, painted, placed, 0.0..view, Some(&painter));
        }
        if missing > 0 {
            ui.ctx().request_repaint();
        }
        missing
    }

    /// Draws the tiles of a block that reach into `view` (pixels from the view's top) and paints them if there is a
    /// painter. How many are missing.
    fn tiles(
        &mut self,
        egui: &egui::Context,
        page: &Page,
        painted: &Painted,
        placed: &Placed,
        view: std::ops::Range<f32>,
        painter: Option<&egui::Painter>,
    ) -> usize {
        let Some(layout) = page.layout(placed.block) else {
            return 0;
        };
        if layout.lacks_glyphs && self.fonts.waits() {
            // Its font is on the way; boxes in place of letters would only flash.
            return 0;
        }
        let ink = Ink {
            color: if layout.headline {
                painted.headline_color
            } else {
                painted.text_color
            },
            scale: painted.scale,
        };
        let mut missing = 0;
        for (index, tile) in layout.tiles.iter().enumerate() {
            let top = placed.top + tile.top;
            if top >= view.end || top + tile.height <= view.start {
                continue;
            }
            let texture = self.textures.get(egui, (placed.block, index), layout, ink);
            let Some(texture) = texture else {
                missing += 1;
                continue;
            };
            if let Some(painter) = painter {
                let corner = painted.origin + vec2(tile.left, top);
                let pixels = Rect::from_min_size(corner, vec2(tile.width, tile.height));
                let mut mesh = Mesh::with_texture(texture);
                let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
                mesh.add_rect_with_uv(painted.to_points(pixels), uv, egui::Color32::WHITE);
                painter.add(Shape::mesh(mesh));
            }
        }
        missing
    }

    /// Prepares what lies around the view, a little in each frame; whether anything is left to do.
    fn make_ready(&mut self, egui: &egui::Context, page: &mut Page, painted: &Painted) -> bool {
        let view = painted.view.height() * painted.scale;
        let margin = view * AROUND;
        if page.prepare_margin(margin, LAY_OUT_AROUND, &mut self.fonts) {
            return true;
        }
        let mut more = false;
        self.textures.allow(DRAW_AROUND);
        for placed in page.around(margin) {
            more |= self.tiles(egui, page, painted, &placed, -margin..view + margin, None) > 0;
        }
        // Tall blocks in view may have tiles out of it.
        for placed in page.placed() {
            more |= self.tiles(egui, page, painted, placed, -margin..view + margin, None) > 0;
        }
        more
    }
}
