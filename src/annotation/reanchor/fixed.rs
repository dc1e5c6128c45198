//! Fixed points: quotes of which it is certain where they are now. They tell where others are to be expected.

use super::{Quoted, Search, exact::Places};

/// So many characters a quote must have to be a fixed point: a shorter one may be anywhere.
const SHORTEST: usize = 6;

/// Where something was, and where it is. In code points.
type Point = (usize, usize);

/// Fixed points in their order, which is the same in both texts.
#[derive(Debug, Default)]
pub struct FixedPoints {
    /// Where each was, and where it is.
    points: Vec<Point>,
}

impl FixedPoints {
    /// The quotes that both texts have once, as far as they are in the order that they had.
    pub fn of(search: &Search<'_>, places: &Places<'_>) -> Self {
        // What was known to stand before a quote was kept where the old text had it more than once.
        let is_single =
            |quoted: &Quoted<'_>| quoted.before.is_none() && quoted.quote.chars().nth(SHORTEST - 1).is_some();
        let single = search
            .quotes
            .iter()
            .zip(&search.needles)
            .filter_map(|(quoted, needle)| match places.of(needle) {
                [place] if is_single(quoted) => Some((quoted.at.0.get(), place.start)),
                _ => None,
            });
        let mut points: Vec<Point> = single.collect();
        points.sort_unstable();
        points.dedup_by_key(|(old, _)| *old);
        Self {
            points: longest_rising(&points),
        }
    }

    /// The fixed points before and after a place of the old text.
    fn around(&self, old: usize) -> (Option<Point>, Option<Point>) {
        let next = self.points.partition_point(|(point, _)| *point <= old);
        let before = next.checked_sub(1).and_then(|last| self.points.get(last));
        (before.copied(), self.points.get(next).copied())
    }

    /// Where what was at `old` is to be expected.
    pub fn expected(&self, old: usize) -> usize {
        let (before, after) = self.around(old);
        before.or(after).map_or(old, |point| beside(point, old))
    }

    /// Whether what was at `old` would keep its order at `new`, and how far that is from where it is expected.
    pub fn distance(&self, old: usize, new: usize) -> (bool, usize) {
        let (before, after) = self.around(old);
        let in_order = before.is_none_or(|(_, point)| point <= new) && after.is_none_or(|(_, point)| new <= point);
        let expected = |point| beside(point, old);
        let nearest = before
            .into_iter()
            .chain(after)
            .map(|point| expected(point).abs_diff(new))
            .min();
        (in_order, nearest.unwrap_or_else(|| old.abs_diff(new)))
    }
}

/// Where something at `old` is if it is as far from a fixed point as it was.
fn beside((old_point, point): Point, old: usize) -> usize {
    (point + old).saturating_sub(old_point)
}

/// The longest part of `points` of which the second numbers rise too.
fn longest_rising(points: &[Point]) -> Vec<Point> {
    // The index of the last point of the best run of each length, and which point each follows.
    let mut ends: Vec<usize> = Vec::new();
    let mut follows: Vec<Option<usize>> = Vec::with_capacity(points.len());
    let new = |index: &usize| points.get(*index).map_or(0, |(_, new)| *new);
    for (index, (_, point)) in points.iter().enumerate() {
        let length = ends.partition_point(|end| new(end) < *point);
        follows.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut rising: Vec<_> =
        std::iter::successors(ends.last().copied(), |index| follows.get(*index).copied().flatten())
            .filter_map(|index| points.get(index).copied())
            .collect();
    rising.reverse();
    rising
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_moved_is_no_fixed_point() {
        let points = [(0, 40), (10, 10), (20, 20), (30, 35), (50, 5)];
        assert_eq!(longest_rising(&points), [(10, 10), (20, 20), (30, 35)]);
        assert_eq!(longest_rising(&[]), []);
    }

    #[test]
    fn what_lies_between_is_expected_beside_its_neighbours() {
        let fixed = FixedPoints {
            points: vec![(100, 120), (200, 260)],
        };
        assert_eq!(fixed.distance(110, 130), (true, 0));
        assert_eq!(fixed.distance(190, 250), (true, 0));
        assert_eq!(fixed.distance(150, 100), (false, 70));
        assert_eq!(fixed.distance(50, 70), (true, 0));
        assert_eq!(FixedPoints::default().distance(50, 70), (true, 20));
    }
}
