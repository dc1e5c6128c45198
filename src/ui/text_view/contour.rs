//! The outline around the rows of a span: one smooth line, whatever steps the rows make.

use egui::{Pos2, Rect, pos2};

/// A corner of an outline; both coordinates index the sorted edges of the rectangles.
type Corner = (usize, usize);

/// The closed lines around the union of some rectangles, with corners rounded to `radius`.
pub(super) fn outlines(rects: &[Rect], radius: f32) -> Vec<Vec<Pos2>> {
    let xs = sorted(rects.iter().flat_map(|rect| [rect.min.x, rect.max.x]));
    let ys = sorted(rects.iter().flat_map(|rect| [rect.min.y, rect.max.y]));
    loops(&Grid::new(rects, &xs, &ys))
        .iter()
        .map(|corners| {
            let points: Vec<Pos2> = corners
                .iter()
                .filter_map(|(x, y)| Some(pos2(*xs.get(*x)?, *ys.get(*y)?)))
                .collect();
            rounded(&points, radius)
        })
        .collect()
}

/// Moves the ends of rows that follow each other and differ by less than `tolerance` to the outer of the two, so that
/// the outline makes no step too small to be meant.
pub(super) fn straighten(rects: &mut [Rect], tolerance: f32) {
    for _ in 0..2 {
        for index in 1..rects.len() {
            let Some([above, below]) = rects.get_mut(index - 1..=index) else {
                continue;
            };
            if (above.min.x - below.min.x).abs() < tolerance {
                let left = above.min.x.min(below.min.x);
                (above.min.x, below.min.x) = (left, left);
            }
            if (above.max.x - below.max.x).abs() < tolerance {
                let right = above.max.x.max(below.max.x);
                (above.max.x, below.max.x) = (right, right);
            }
        }
    }
}

fn sorted(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.dedup();
    values
}

/// Which cells between the edges are inside.
struct Grid {
    columns: usize,
    inside: Vec<bool>,
}

impl Grid {
    fn new(rects: &[Rect], xs: &[f32], ys: &[f32]) -> Self {
        let columns = xs.len().saturating_sub(1);
        let rows = ys.len().saturating_sub(1);
        let mut inside = vec![false; columns * rows];
        let find = |edges: &[f32], value: f32| edges.partition_point(|edge| *edge < value);
        for rect in rects {
            for y in find(ys, rect.min.y)..find(ys, rect.max.y) {
                for x in find(xs, rect.min.x)..find(xs, rect.max.x) {
                    if let Some(cell) = inside.get_mut(y * columns + x) {
                        *cell = true;
                    }
                }
            }
        }
        Self { columns, inside }
    }

    fn rows(&self) -> usize {
        self.inside.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Whether the cell is inside; `None` for a coordinate means before the first.
    fn is_inside(&self, x: Option<usize>, y: Option<usize>) -> bool {
        match (x, y) {
            (Some(x), Some(y)) if x < self.columns => self.inside.get(y * self.columns + x).copied().unwrap_or(false),
            _ => false,
        }
    }
}

/// Walks along the edges between inside and outside, the inside always to the right.
fn loops(grid: &Grid) -> Vec<Vec<Corner>> {
    let mut edges: Vec<(Corner, Corner)> = Vec::new();
    for y in 0..grid.rows() {
        for x in 0..grid.columns {
            if !grid.is_inside(Some(x), Some(y)) {
                continue;
            }
            if !grid.is_inside(Some(x), y.checked_sub(1)) {
                edges.push(((x, y), (x + 1, y)));
            }
            if !grid.is_inside(Some(x + 1), Some(y)) {
                edges.push(((x + 1, y), (x + 1, y + 1)));
            }
            if !grid.is_inside(Some(x), Some(y + 1)) {
                edges.push(((x + 1, y + 1), (x, y + 1)));
            }
            if !grid.is_inside(x.checked_sub(1), Some(y)) {
                edges.push(((x, y + 1), (x, y)));
            }
        }
    }
    edges.sort_unstable();
    let mut used = vec![false; edges.len()];
    let mut loops = Vec::new();
    for first in 0..edges.len() {
        if used.get(first).copied().unwrap_or(true) {
            continue;
        }
        let mut corners = Vec::new();
        let mut at = first;
        while let (Some(edge), Some(seen)) = (edges.get(at), used.get_mut(at)) {
            if *seen {
                break;
            }
            *seen = true;
            corners.push(edge.0);
            let start = edges.partition_point(|other| other.0 < edge.1);
            let leaving = edges
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take_while(|other| other.0 == edge.1);
            // Where two areas touch at a corner, turning right stays with the one we are at.
            let turn = leaving.enumerate().max_by_key(|(_, other)| turns_right(*edge, **other));
            match turn {
                Some((offset, _)) => at = start + offset,
                None => break,
            }
        }
        loops.push(without_straights(&corners));
    }
    loops
}

fn turns_right(edge: (Corner, Corner), next: (Corner, Corner)) -> bool {
    let direction = |(from, to): (Corner, Corner)| (to.0 as i64 - from.0 as i64, to.1 as i64 - from.1 as i64);
    let ((ax, ay), (bx, by)) = (direction(edge), direction(next));
    ax * by - ay * bx > 0
}

/// Without the corners that lie on a straight line.
fn without_straights(corners: &[Corner]) -> Vec<Corner> {
    let len = corners.len();
    let at = |index: usize| corners.get(index % len.max(1)).copied().unwrap_or_default();
    (0..len)
        .filter(|index| {
            let (before, here, after) = (at(index + len - 1), at(*index), at(index + 1));
            !(before.0 == here.0 && here.0 == after.0 || before.1 == here.1 && here.1 == after.1)
        })
        .map(at)
        .collect()
}

/// The closed line through `points` with each corner replaced by an arc.
fn rounded(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    const STEPS: usize = 5;
    let len = points.len();
    let mut line = Vec::with_capacity(len * (STEPS + 1));
    for (index, corner) in points.iter().enumerate() {
        let before = points.get((index + len - 1) % len).copied().unwrap_or(*corner);
        let after = points.get((index + 1) % len).copied().unwrap_or(*corner);
        let (arriving, leaving) = (before - *corner, after - *corner);
        let radius = radius.min(arriving.length() / 2.0).min(leaving.length() / 2.0);
        let (start, end) = (arriving.normalized() * radius, leaving.normalized() * radius);
        for step in 0..=STEPS {
            // A quarter circle around the point where the two tangents' normals meet.
            let angle = step as f32 / STEPS as f32 * std::f32::consts::FRAC_PI_2;
            line.push(*corner + start * (1.0 - angle.sin()) + end * (1.0 - angle.cos()));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    fn rect(left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        Rect::from_min_max(pos2(left, top), pos2(right, bottom))
    }

    #[test]
    fn rows_that_meet_have_one_outline() {
        let lines = outlines(&[rect(50.0, 0.0, 100.0, 20.0), rect(0.0, 20.0, 80.0, 40.0)], 0.0);
        assert_eq!(lines.len(), 1);
        let corners: std::collections::BTreeSet<_> = lines[0].iter().map(|at| (at.x as i32, at.y as i32)).collect();
        let expected = [
            (50, 0),
            (100, 0),
            (100, 20),
            (80, 20),
            (80, 40),
            (0, 40),
            (0, 20),
            (50, 20),
        ];
        assert_eq!(corners, expected.into_iter().collect());
    }

    #[test]
    fn rows_that_touch_at_a_corner_or_not_at_all_have_two() {
        assert_eq!(
            outlines(&[rect(50.0, 0.0, 90.0, 20.0), rect(0.0, 20.0, 50.0, 40.0)], 4.0).len(),
            2
        );
        assert_eq!(
            outlines(&[rect(60.0, 0.0, 90.0, 20.0), rect(0.0, 20.0, 50.0, 40.0)], 4.0).len(),
            2
        );
        assert!(outlines(&[], 4.0).is_empty());
    }

    #[test]
    fn arcs_stay_inside_their_corner() {
        let [line] = &outlines(&[rect(0.0, 0.0, 100.0, 20.0)], 6.0)[..] else {
            panic!("one outline")
        };
        for point in line {
            assert!(rect(0.0, 0.0, 100.0, 20.0).expand(0.01).contains(*point));
            let corner = vec2(point.x.min(100.0 - point.x), point.y.min(20.0 - point.y));
            assert!(corner.x + corner.y > 3.4, "{point:?} pokes into the corner");
        }
    }

    #[test]
    fn small_steps_are_evened_out() {
        let mut rects = [
            rect(0.0, 0.0, 100.0, 20.0),
            rect(2.0, 20.0, 97.0, 40.0),
            rect(2.0, 40.0, 50.0, 60.0),
        ];
        straighten(&mut rects, 5.0);
        assert_eq!(rects.map(|rect| rect.min.x), [0.0; 3]);
        assert_eq!(rects.map(|rect| rect.max.x), [100.0, 100.0, 50.0]);
    }
}
