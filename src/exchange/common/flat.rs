//! Spans without overlaps: of those that share something the longest stays, as spaCy's `filter_spans` has it.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

/// Which of some stretches stay, by their places in the list, in the order of their starts: the longest first, of those
/// the one that begins first, of those the one that stands first.
pub(in crate::exchange) fn flat(stretches: &[Range<usize>]) -> Vec<usize> {
    let mut order: Vec<(usize, &Range<usize>)> = stretches.iter().enumerate().collect();
    order.sort_by_key(|(_, stretch)| (Reverse(stretch.len()), stretch.start));
    // What is taken: starts, with their ends and places in the list.
    let mut taken: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (place, stretch) in order {
        let last_before_end = taken.range(..stretch.end).next_back();
        if last_before_end.is_none_or(|(_, (end, _))| *end <= stretch.start) {
            taken.insert(stretch.start, (stretch.end, place));
        }
    }
    taken.into_values().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "they are stretches")]
    fn the_longest_stay() {
        assert_eq!(flat(&[0..5, 3..10, 10..12, 4..6]), [1, 2]);
        assert_eq!(flat(&[5..7, 0..2, 0..2, 1..3]), [1, 0]);
        assert_eq!(flat(&[0..4, 4..8, 2..6]), [0, 1]);
        assert_eq!(flat(&[3..4]), [0]);
        assert!(flat(&[]).is_empty());
    }
}
