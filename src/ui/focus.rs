//! Where the keyboard is: a ring around the widget that has it, whatever widget that is.

use egui::{Context, Id, StrokeKind};

use super::theme::Tokens;

/// How far the ring is from the widget, in points.
const DISTANCE: f32 = 2.0;
const WIDTH: f32 = 2.0;

/// Paints the ring over what was shown in this frame. The text shows by its frame that it has the keyboard.
pub fn ring(context: &Context, text: Option<Id>) {
    let focused = context.memory(|memory| memory.focused());
    let Some(response) = focused
        .filter(|focused| Some(*focused) != text)
        .and_then(|focused| context.read_response(focused))
    else {
        return;
    };
    let tokens = Tokens::of(&context.style_of(context.theme()).visuals);
    let ring = response.rect.expand(DISTANCE);
    context
        .layer_painter(response.layer_id)
        // What is scrolled out of sight has no ring either.
        .with_clip_rect(response.interact_rect.expand(DISTANCE + WIDTH))
        .rect_stroke(ring, 7.0, (WIDTH, tokens.accent), StrokeKind::Inside);
}
