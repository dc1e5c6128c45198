//! How a frame was painted: the key from the page to the screen and back.

use egui::{Id, Pos2, Rect, Ui, pos2};

use super::access::Access;
use super::page::{Page, Stretch};
use super::pointer::Eye;
use super::scene::{Mark, Scene};
use super::style::ViewColors;

/// How the last frame was painted: the key to where things are on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Painted {
    /// The view, in points.
    pub(super) view: Rect,
    /// The top left corner of the column in pixels of the screen.
    pub(super) origin: Pos2,
    pub(super) scale: f32,
    pub(super) text_color: egui::Color32,
    pub(super) headline_color: egui::Color32,
}

impl Painted {
    pub(super) fn new(view: Rect, scale: f32, column: f32, colors: &ViewColors) -> Self {
        let room = view.width() * scale;
        let left = view.min.x * scale + ((room - column) / 2.0).max(0.0);
        Self {
            view,
            // Whole pixels: text is drawn for them.
            origin: pos2(left.round(), (view.min.y * scale).round()),
            scale,
            text_color: colors.text,
            headline_color: colors.headline,
        }
    }

    pub(super) fn eye<'a>(&self, page: &'a Page) -> Eye<'a> {
        Eye {
            page,
            origin: self.origin,
            scale: self.scale,
            view: self.view,
        }
    }

    /// From pixels of the screen.
    pub(super) fn to_points(self, pixels: Rect) -> Rect {
        Rect::from_min_max(
            (pixels.min.to_vec2() / self.scale).to_pos2(),
            (pixels.max.to_vec2() / self.scale).to_pos2(),
        )
    }

    pub(super) fn rect(&self, stretch: &Stretch) -> Rect {
        let pixels = Rect::from_min_max(pos2(stretch.left, stretch.top), pos2(stretch.right, stretch.bottom));
        self.to_points(pixels.translate(self.origin.to_vec2()))
    }
}

/// Tells screen readers what the frame shows.
pub(super) fn tell(ui: &mut Ui, id: Id, scene: &Scene, page: &Page, painted: &Painted, marks: &[Mark]) {
    let marks: Vec<(&Mark, Rect)> = (marks.iter())
        .filter_map(|mark| {
            let stretches = page.stretches(mark.span.start(), mark.span.end());
            // A span that goes over rows is where its first row is: the middle of all of it may be something else.
            let rect = stretches.iter().map(|stretch| painted.rect(stretch));
            Some((mark, rect.into_iter().find(|rect| rect.intersects(painted.view))?))
        })
        .collect();
    let access = Access {
        page,
        id,
        view: painted.view,
        to_points: &|pixels| painted.to_points(pixels.translate(painted.origin.to_vec2())),
        marks: &marks,
        selection: scene.selection,
    };
    access.tell(ui);
}
