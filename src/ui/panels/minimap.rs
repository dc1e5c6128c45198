//! The map beside the text: the labels of the whole article, where the reader is in it, and a way to go elsewhere.
//!
//! The map measures in bytes, not in heights as the scroll bar does: heights are guessed until text is seen, and a mark
//! that moves while one reads is not where it was when one clicks. Each label has a column of its own, so that its place
//! tells it from the others as well as its colour.

mod coverage;
mod drawing;

use std::sync::Arc;

use egui::{CursorIcon, Id, Mesh, Rect, Sense, Shape, Ui, accesskit, pos2, vec2};

use self::{coverage::Coverage, drawing::Drawing};
use crate::{
    article::{ByteOffset, Span},
    ui::{
        text_view,
        theme::{MapColors, Tokens},
    },
    workspace::{Document, Find},
};

/// Width of the map.
pub const WIDTH: f32 = 34.0;
/// Space around its columns.
const MARGIN: f32 = 4.0;
/// Width of the edge that shows what is unsure, and of the one that shows hits.
const EDGE: f32 = 3.0;
/// Space between an edge and the columns.
const GAP: f32 = 2.0;
/// The place of the reader is never drawn lower, or it could not be seen.
const LOWEST: f32 = 3.0;

/// What the map remembers between frames.
#[derive(Default)]
pub struct Minimap {
    coverage: Coverage,
    drawing: Drawing,
}

/// What the reader sees of the article.
pub struct Here {
    /// The rows in view.
    pub rows: Option<Span>,
    /// What a label would go to.
    pub target: Option<Span>,
}

impl Minimap {
    /// Where the pointer wants to go that presses on the map in `rect`, or is dragged over it.
    pub fn pointed(&mut self, ui: &mut Ui, rect: Rect, document: &Document) -> Option<ByteOffset> {
        if !self.coverage.follow(document) {
            ui.ctx().request_repaint();
        }
        // The keyboard has ways of its own to go to places; another stop for Tab would be in its way.
        let response = ui.interact(rect, id(), Sense::CLICK | Sense::DRAG);
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        let pointer = response
            .interact_pointer_pos()
            .filter(|_| response.is_pointer_button_down_on());
        let moved = ui.input(|input| input.pointer.any_pressed() || input.pointer.delta().y != 0.0);
        let by_pointer = pointer
            .filter(|_| moved)
            .map(|pointer| self.coverage.at((pointer.y - rect.top()) / rect.height().max(1.0)));
        by_pointer.or_else(|| self.asked(ui))
    }

    /// Where a screen reader wants to go.
    fn asked(&self, ui: &Ui) -> Option<ByteOffset> {
        let percent = ui.input(|input| {
            input
                .accesskit_action_requests(id(), accesskit::Action::SetValue)
                .filter_map(|request| match request.data {
                    Some(accesskit::ActionData::NumericValue(percent)) => Some(percent as f32),
                    _ => None,
                })
                .last()
        })?;
        Some(self.coverage.at(percent / 100.0))
    }

    /// Draws the map in `rect`.
    pub fn show(&mut self, ui: &Ui, rect: Rect, document: &Document, find: Option<&Find>, here: &Here) {
        let colors = Tokens::of(ui.visuals()).map();
        let pixel = 1.0 / ui.ctx().pixels_per_point();
        let rows = (rect.height() / pixel) as usize;
        let hits = find.map(|find| Arc::clone(find.shared_hits())).unwrap_or_default();
        self.drawing
            .update(&self.coverage, document.labels(), &hits, rows, &colors);

        let y = |part: f32| rect.top() + (part * rows as f32).round() * pixel;
        let band = |span: Span, lowest: f32| {
            let (top, bottom) = (y(self.coverage.part(span.start())), y(self.coverage.part(span.end())));
            let top = top.min(rect.bottom() - lowest);
            Rect::from_x_y_ranges(rect.x_range(), top..=bottom.max(top + lowest))
        };
        let inner = rect.shrink2(vec2(MARGIN, 0.0));
        let mut mesh = Mesh::default();
        if let Some(rows) = here.rows {
            let view = band(rows, LOWEST * 2.0);
            mesh.add_colored_rect(view, colors.view);
            for edge in [view.top(), view.bottom() - pixel] {
                let line = Rect::from_min_size(pos2(view.left(), edge), vec2(view.width(), pixel));
                mesh.add_colored_rect(line, colors.view_edge);
            }
        }
        let columns = inner.shrink2(vec2(EDGE + GAP, 0.0));
        let width = ((columns.width() + 1.0) / self.drawing.columns() as f32).max(1.0);
        for bar in self.drawing.bars() {
            let left = (columns.left() + bar.column as f32 * width).round();
            let right = left + (width - 1.0).max(1.0).floor();
            let (top, bottom) = (bar.rows.start as f32 * pixel, bar.rows.end as f32 * pixel);
            let area = Rect::from_min_max(pos2(left, rect.top() + top), pos2(right, rect.top() + bottom));
            mesh.add_colored_rect(area, bar.color);
        }
        for (ticks, left, color) in [
            (self.drawing.unsure(), inner.left(), colors.unsure),
            (self.drawing.hits(), inner.right() - EDGE, colors.hit),
        ] {
            for rows in ticks {
                let (top, bottom) = (rows.start as f32 * pixel, rows.end as f32 * pixel);
                let area = Rect::from_min_max(pos2(left, rect.top() + top), pos2(left + EDGE, rect.top() + bottom));
                mesh.add_colored_rect(area, color);
            }
        }
        if let Some(target) = here.target {
            let place = band(target, LOWEST);
            for left in [rect.left(), rect.right() - 2.0] {
                let side = Rect::from_min_size(pos2(left, place.top()), vec2(2.0, place.height()));
                mesh.add_colored_rect(side, colors.here);
            }
        }
        ui.painter_at(rect).add(Shape::mesh(mesh));
        self.tell(ui, rect, here);
    }

    /// Says to a screen reader what the map shows.
    fn tell(&self, ui: &Ui, rect: Rect, here: &Here) {
        let percent = |at: ByteOffset| (self.coverage.part(at) * 100.0).round();
        ui.ctx().accesskit_node_builder(id(), |node| {
            node.set_role(accesskit::Role::Slider);
            node.set_orientation(accesskit::Orientation::Vertical);
            node.set_label("Map of the article");
            node.set_bounds(text_view::bounds(rect));
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.add_action(accesskit::Action::SetValue);
            if let Some(rows) = here.rows {
                let (from, to) = (percent(rows.start()), percent(rows.end()));
                node.set_numeric_value(f64::from(from));
                node.set_value(format!("{from} to {to} % of the article is in view"));
            }
        });
    }
}

/// The map as a widget. There is one.
fn id() -> Id {
    Id::unique("map of the article")
}
