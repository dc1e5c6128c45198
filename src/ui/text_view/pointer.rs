//! What the pointer does in the text: presses counted, drags followed, also beyond the edge of the view.

use egui::{PointerButton, Pos2, Rect, Response, Ui};

use super::page::Page;
use super::scene::Gesture;
use crate::article::ByteOffset;

/// Presses within this many seconds and points of each other count as one multiple click.
const CLICK_SECONDS: f64 = 0.35;
const CLICK_DISTANCE: f32 = 6.0;

/// A drag this near to the edge of the view, in points, already scrolls.
const EDGE: f32 = 14.0;

/// How fast an edge scrolls: points a second for each point beyond it, and the most.
const EDGE_SPEED: f32 = 14.0;
const EDGE_MOST: f32 = 2400.0;

/// The state of the main button between frames.
#[derive(Default)]
pub(super) struct Pointer {
    last_press: Option<(f64, Pos2)>,
    clicks: u8,
    /// The button went down in the text and is still held.
    held: bool,
    /// What the last press or drag reported.
    reported: Option<ByteOffset>,
}

/// Turns points of the screen into positions of the text.
pub(super) struct Eye<'a> {
    pub page: &'a Page,
    /// The top left corner of the column's view in pixels of the screen.
    pub origin: Pos2,
    pub scale: f32,
    /// The view in points.
    pub view: Rect,
}

impl Eye<'_> {
    pub(super) fn hit(&self, at: Pos2) -> ByteOffset {
        // Beyond the edge the outermost row in view counts, not one that is placed but hidden.
        let y = at.y.clamp(
            self.view.min.y + 1.0,
            (self.view.max.y - 1.0).max(self.view.min.y + 1.0),
        );
        self.page
            .hit(at.x * self.scale - self.origin.x, y * self.scale - self.origin.y)
    }

    /// The character at a point, as the position before it.
    pub(super) fn character(&self, at: Pos2) -> Option<ByteOffset> {
        let (x, y) = (at.x * self.scale - self.origin.x, at.y * self.scale - self.origin.y);
        self.page.character(x, y)
    }
}

impl Pointer {
    /// Reads this frame's input; positions are those of what was last painted.
    pub(super) fn gestures(&mut self, ui: &Ui, response: &Response, eye: &Eye) -> Vec<Gesture> {
        let mut gestures = Vec::new();
        let (pressed, released, now, modifiers) = ui.input(|input| {
            (
                input.pointer.primary_pressed(),
                input.pointer.primary_released(),
                input.time,
                input.modifiers,
            )
        });
        let pointer = response.interact_pointer_pos();
        // In a slow frame a button may go down and up again at once: that is a click without having been held.
        let was_brief = response.clicked_by(PointerButton::Primary) && pressed;
        if pressed
            && (response.is_pointer_button_down_on() || was_brief)
            && let Some(pointer) = ui.input(|input| input.pointer.press_origin()).or(pointer)
        {
            let again = self
                .last_press
                .is_some_and(|(time, at)| now - time < CLICK_SECONDS && at.distance(pointer) < CLICK_DISTANCE);
            self.clicks = if again { self.clicks % 4 + 1 } else { 1 };
            self.last_press = Some((now, pointer));
            self.held = true;
            let at = eye.hit(pointer);
            self.reported = Some(at);
            gestures.push(Gesture::Press {
                at,
                clicks: self.clicks,
                shift: modifiers.shift,
                alt: modifiers.alt,
            });
        }
        if self.held
            && response.dragged_by(PointerButton::Primary)
            && let Some(pointer) = pointer
        {
            let at = eye.hit(pointer);
            if self.reported != Some(at) {
                self.reported = Some(at);
                gestures.push(Gesture::Drag { at, alt: modifiers.alt });
            }
        }
        let lost = self.held && !ui.input(|input| input.pointer.primary_down());
        if self.held && (released || lost) {
            self.held = false;
            gestures.push(Gesture::Release);
        }
        if response.secondary_clicked()
            && let Some(pointer) = pointer
        {
            gestures.push(Gesture::Menu { at: eye.hit(pointer) });
        }
        gestures
    }

    /// How far a drag at or beyond the edge of the view scrolls in this frame, in points; downwards if positive.
    pub(super) fn edge_scroll(&self, ui: &Ui, response: &Response, view: Rect) -> f32 {
        if !self.held || !response.dragged_by(PointerButton::Primary) {
            return 0.0;
        }
        let Some(pointer) = response.interact_pointer_pos() else {
            return 0.0;
        };
        // In a very low view the edges must not meet.
        let edge = EDGE.min(view.height() / 4.0);
        let below = (pointer.y - (view.max.y - edge)).max(0.0);
        let above = ((view.min.y + edge) - pointer.y).max(0.0);
        let speed = ((below - above) * EDGE_SPEED).clamp(-EDGE_MOST, EDGE_MOST);
        speed * ui.input(|input| input.stable_dt).min(0.1)
    }
}
