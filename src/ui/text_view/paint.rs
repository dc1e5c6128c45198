//! What is painted behind the text: the current unit's frame, marks, selection and caret.
//!
//! All of it comes from the geometry of layouts that exist, so a new label costs a few rectangles and nothing else.
//! Everything flat goes into one mesh. Lengths are physical pixels, rounded, so that edges are sharp.

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use super::contour::{outlines, straighten};
use super::page::{Page, Stretch};
use super::patterns::{Pattern, Patterns};
use super::scene::{Mark, Scene};

/// The background of a row reaches from this far above the baseline to this far below, in em: what letters with
/// ascenders and descenders take. The rest of the row is air.
const ABOVE: f32 = 0.90;
const BELOW: f32 = 0.30;

/// From one underline to the next, in points, where there is room.
const LANE: f32 = 3.2;

/// The frame: distance from the text, radius and width of its line, in points.
const FRAME_SIDE: f32 = 3.0;
const FRAME_END: f32 = 3.0;
const FRAME_RADIUS: f32 = 5.0;
const FRAME_WIDTH: f32 = 1.5;

/// The bar in the margin beside the frame: distance from the column and width, in points.
const BAR_DISTANCE: f32 = 15.0;
const BAR_WIDTH: f32 = 3.0;

/// The outline of a selected mark, likewise.
const OUTLINE_DISTANCE: f32 = 1.5;
const OUTLINE_RADIUS: f32 = 3.5;
const OUTLINE_WIDTH: f32 = 1.25;

const CARET_WIDTH: f32 = 1.5;

/// Where the column stands on the screen.
pub(super) struct Frame<'a> {
    pub page: &'a Page,
    pub patterns: &'a Patterns,
    pub painter: &'a Painter,
    /// The top left corner of the column's view in pixels of the screen.
    pub origin: Pos2,
    /// Physical pixels per point.
    pub scale: f32,
}

impl Frame<'_> {
    /// Paints all that lies behind the text.
    pub(super) fn behind_text(&self, scene: &Scene, marks: &[Mark]) {
        let mut mesh = self.patterns.mesh();
        let mut over: Vec<Shape> = Vec::new();
        let lanes = marks.iter().map(|mark| mark.lane).max().unwrap_or(0);
        if let Some(span) = scene.frame {
            let stretches = self.page.stretches(span.start(), span.end());
            let inside = marks.iter().filter(|mark| mark.span.overlaps(span));
            let lane = inside.map(|mark| mark.lane).max().unwrap_or(0);
            self.frame(&stretches, (lane, lanes), scene, &mut mesh, &mut over);
        }
        let stretches: Vec<(&Mark, Vec<Stretch>)> = marks
            .iter()
            .map(|mark| (mark, self.page.stretches(mark.span.start(), mark.span.end())))
            .collect();
        for (mark, stretches) in &stretches {
            for rect in stretches.iter().map(|stretch| self.fill(stretch)) {
                if mark.unsure {
                    // Half the colour everywhere, the other half in stripes.
                    let faint = mark.fill.gamma_multiply(0.45);
                    self.patterns.add(&mut mesh, rect, Pattern::Plain, faint);
                    self.patterns.add(&mut mesh, rect, Pattern::Hatched, mark.fill);
                } else {
                    self.patterns.add(&mut mesh, rect, Pattern::Plain, mark.fill);
                }
            }
        }
        let (anchor, head) = scene.selection.unwrap_or_default();
        for stretch in self.page.stretches(anchor.min(head), anchor.max(head)) {
            self.patterns
                .add(&mut mesh, self.fill(&stretch), Pattern::Plain, scene.colors.selection);
        }
        for (mark, stretches) in &stretches {
            for stretch in stretches {
                let line = self.underline(stretch, mark.lane, lanes);
                self.patterns.add(&mut mesh, line, Pattern::Line(mark.cue), mark.line);
            }
            if mark.selected {
                let rects = stretches.iter().map(|stretch| {
                    let (fill, line) = (self.fill(stretch), self.underline(stretch, mark.lane, lanes));
                    // An underlined mark has no background, but is enclosed all the same.
                    fill.union(line).expand((OUTLINE_DISTANCE * self.scale).round())
                });
                self.outline(
                    &rects.collect::<Vec<_>>(),
                    OUTLINE_RADIUS,
                    OUTLINE_WIDTH,
                    scene.colors.mark_outline,
                    &mut over,
                );
            }
        }
        if let Some((anchor, head)) = scene.selection
            && anchor == head
            && let Some(caret) = self.page.caret(head)
        {
            let rect = self.fill(&caret);
            let width = (CARET_WIDTH * self.scale).round().max(1.0);
            let left = (rect.min.x - width / 2.0).round();
            let rect = Rect::from_min_max(pos2(left, rect.min.y), pos2(left + width, rect.max.y));
            self.patterns.add(&mut mesh, rect, Pattern::Plain, scene.colors.caret);
        }
        self.painter.add(Shape::mesh(mesh));
        self.painter.extend(over);
    }

    /// The background of a stretch, in pixels of the screen.
    pub(super) fn fill(&self, stretch: &Stretch) -> Rect {
        // Where rows stand closer than letters are tall, halve what they overlap.
        let baseline = self.origin.y + stretch.baseline;
        let top = (baseline - ABOVE * stretch.em).max(self.origin.y + stretch.top);
        let bottom = (baseline + BELOW * stretch.em).min(self.origin.y + stretch.bottom);
        Rect::from_min_max(
            pos2((self.origin.x + stretch.left).round(), top.round()),
            pos2((self.origin.x + stretch.right).round(), bottom.round()),
        )
    }

    /// The line under a stretch, of the mark in `lane` where `lanes` is the last lane in use.
    fn underline(&self, stretch: &Stretch, lane: u8, lanes: u8) -> Rect {
        let fill = self.fill(stretch);
        let height = self.patterns.strip_height();
        // From here to the background of the next row lie the lines of all lanes.
        let next = self.origin.y + stretch.bottom + (stretch.baseline - stretch.top) - ABOVE * stretch.em;
        let room = next - fill.max.y - height;
        let step = match lanes {
            0 => 0.0,
            lanes => (room / f32::from(lanes)).min(LANE * self.scale).max(height * 0.75),
        };
        let top = (fill.max.y + f32::from(lane) * step).round();
        Rect::from_min_max(pos2(fill.min.x, top), pos2(fill.max.x, top + height))
    }

    /// The current unit: a line around its rows, below the line of `lane`, and a bar in the margin, to be found at a
    /// glance.
    fn frame(
        &self,
        stretches: &[Stretch],
        (lane, lanes): (u8, u8),
        scene: &Scene,
        mesh: &mut Mesh,
        over: &mut Vec<Shape>,
    ) {
        let (side, end) = ((FRAME_SIDE * self.scale).round(), (FRAME_END * self.scale).round());
        let rects: Vec<Rect> = stretches
            .iter()
            .map(|stretch| {
                let fill = self.fill(stretch);
                let bottom = self.underline(stretch, lane, lanes).max.y;
                Rect::from_min_max(
                    pos2(fill.min.x - side, fill.min.y - end),
                    pos2(fill.max.x + side, bottom + end - self.scale.round()),
                )
            })
            .collect();
        let all = rects.iter().copied().reduce(Rect::union);
        let tint = scene.colors.frame_fill;
        if tint != Color32::TRANSPARENT {
            for rect in joined(rects.clone()) {
                // A little smaller than the line, whose corners are round.
                self.patterns
                    .add(mesh, rect.shrink(self.scale.round()), Pattern::Plain, tint);
            }
        }
        self.outline(&rects, FRAME_RADIUS, FRAME_WIDTH, scene.colors.frame, over);
        if let (Some(all), Some(first)) = (all, stretches.first()) {
            // In the margin where the rows begin.
            let (width, distance) = ((BAR_WIDTH * self.scale).round(), BAR_DISTANCE * self.scale);
            let left = match first.rtl {
                true => self.origin.x + self.page.spec().width + distance - width,
                false => self.origin.x - distance,
            };
            let min = pos2(left.round(), all.min.y);
            let points = Rect::from_min_max(self.to_points(min), self.to_points(pos2(min.x + width, all.max.y)));
            over.push(Shape::rect_filled(points, BAR_WIDTH / 2.0, scene.colors.frame));
        }
    }

    /// A line around rows; radius and width in points.
    fn outline(&self, rects: &[Rect], radius: f32, width: f32, color: Color32, over: &mut Vec<Shape>) {
        // A line of an even number of pixels is sharp on the edge between two, one of an odd number in the middle of
        // one: then the rectangles, which end on edges, give way by half a pixel on all sides.
        let width = (width * self.scale).round().max(1.0);
        let half = if width % 2.0 == 1.0 { 0.5 } else { 0.0 };
        let smaller = rects
            .iter()
            .map(|rect| Rect::from_min_max(rect.min, rect.max - Vec2::splat(half * 2.0)));
        let mut rects = joined(smaller.collect());
        straighten(&mut rects, 8.0 * self.scale);
        for rect in &mut rects {
            *rect = rect.translate(Vec2::splat(half));
        }
        for line in outlines(&rects, radius * self.scale) {
            let points = line.into_iter().map(|at| self.to_points(at)).collect();
            over.push(Shape::closed_line(points, Stroke::new(width / self.scale, color)));
        }
    }

    fn to_points(&self, pixels: Pos2) -> Pos2 {
        (pixels.to_vec2() / self.scale).to_pos2()
    }
}

/// Rows of one paragraph made to meet half-way between them.
fn joined(mut rects: Vec<Rect>) -> Vec<Rect> {
    for index in 1..rects.len() {
        let Some([above, below]) = rects.get_mut(index - 1..=index) else {
            continue;
        };
        let gap = below.min.y - above.max.y;
        let is_next_row = below.min.y > above.min.y + 1.0;
        let is_near = gap < above.height() * 0.6;
        let overlap = above.x_range().intersects(below.x_range());
        if is_next_row && is_near && overlap {
            let middle = ((above.max.y + below.min.y) / 2.0).round();
            (above.max.y, below.min.y) = (middle, middle);
        }
    }
    // Stretches of one row, as mixed directions make them, have one height.
    for index in (1..rects.len()).rev() {
        let Some([left, right]) = rects.get_mut(index - 1..=index) else {
            continue;
        };
        let one_row = (left.center().y - right.center().y).abs() < left.height().min(right.height()) / 2.0;
        if one_row {
            let (top, bottom) = (left.min.y.min(right.min.y), left.max.y.max(right.max.y));
            (left.min.y, right.min.y, left.max.y, right.max.y) = (top, top, bottom, bottom);
        }
    }
    rects
}
