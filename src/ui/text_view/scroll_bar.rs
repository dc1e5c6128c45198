//! The view's own scroll bar: egui's counts in 32 bits, which are too few for a text of millions of rows.

use egui::{Color32, Id, Rect, Sense, Ui, accesskit, pos2};

use super::access::bounds;
use super::style::ViewColors;

/// Width of the strip that reacts to the pointer, in points.
pub(super) const WIDTH: f32 = 12.0;

/// Width of the thumb at rest and under the pointer.
const THIN: f32 = 5.0;
const THICK: f32 = 8.0;

/// The thumb is never shorter, or it could not be grasped.
const SHORTEST: f32 = 28.0;

/// Distance of the thumb from the edge of the view.
const INSET: f32 = 2.0;

/// What is remembered while the thumb is held.
#[derive(Default)]
pub(super) struct ScrollBar {
    /// The distance from the thumb's top to where it was taken hold of.
    grip: Option<f32>,
}

impl ScrollBar {
    /// Shows the bar in `strip` for a view at `position` of at most `most`, whose height is `view`, all in one unit.
    /// Returns the new position if the bar was moved.
    pub(super) fn ui(
        &mut self,
        ui: &Ui,
        id: Id,
        strip: Rect,
        (position, most): (f64, f64),
        view: f64,
        colors: &ViewColors,
    ) -> Option<f64> {
        if most <= 0.5 || strip.height() < SHORTEST {
            self.grip = None;
            return None;
        }
        // No stop for Tab: keys scroll without it.
        let response = ui.interact(strip, id, Sense::CLICK | Sense::DRAG);
        let length = (strip.height() * (view / (most + view)) as f32).clamp(SHORTEST, strip.height());
        let travel = strip.height() - length;
        let mut top = strip.min.y + travel * (position / most) as f32;

        let mut moved = None;
        if response.is_pointer_button_down_on()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            let grip = *self.grip.get_or_insert_with(|| {
                let inside = pointer.y - top;
                // A click into the track brings the thumb's middle there.
                if (0.0..=length).contains(&inside) {
                    inside
                } else {
                    length / 2.0
                }
            });
            top = (pointer.y - grip).clamp(strip.min.y, strip.min.y + travel);
            let part = f64::from(top - strip.min.y) / f64::from(travel.max(1.0));
            // The thumb follows the pointer even where corrected estimates move what it stands for.
            if ui.input(|input| input.pointer.any_pressed() || input.pointer.delta().y != 0.0) {
                moved = Some(part * most);
            }
        } else {
            self.grip = None;
        }

        let active = response.hovered() || self.grip.is_some();
        if active && colors.scroll_track != Color32::TRANSPARENT {
            ui.painter().rect_filled(strip, 0.0, colors.scroll_track);
        }
        let width = if active { THICK } else { THIN };
        let right = strip.max.x - INSET;
        let thumb =
            Rect::from_min_max(pos2(right - width, top), pos2(right, top + length)).shrink2(egui::vec2(0.0, INSET));
        let color = if active {
            colors.scroll_thumb_active
        } else {
            colors.scroll_thumb
        };
        ui.painter().rect_filled(thumb, width / 2.0, color);

        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(accesskit::Role::ScrollBar);
            node.set_label("Scroll position");
            node.set_bounds(bounds(strip));
            node.set_orientation(accesskit::Orientation::Vertical);
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.set_numeric_value((position / most * 100.0).round());
        });
        moved
    }
}
