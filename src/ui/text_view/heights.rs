//! The heights of all blocks: mostly estimates, corrected when a block is laid out.
//!
//! A Fenwick tree: the sum before any block, the block at any height and a correction all take O(log n). Sums are
//! `f64`, so that a hundred million points of height still have exact pixels.

/// Heights in points, with prefix sums.
#[derive(Debug, Default)]
pub(super) struct Heights {
    /// `tree[k]` is the sum of the `lowbit(k)` heights that end with number `k - 1`; `tree[0]` is not used.
    tree: Vec<f64>,
    each: Vec<f32>,
}

impl Heights {
    /// From the height of each block; O(n).
    pub(super) fn new(each: Vec<f32>) -> Self {
        let mut tree = vec![0.0; each.len() + 1];
        for (index, height) in each.iter().enumerate() {
            let at = index + 1;
            let sum = match tree.get_mut(at) {
                Some(sum) => {
                    *sum += f64::from(*height);
                    *sum
                }
                None => continue,
            };
            if let Some(parent) = tree.get_mut(at + low_bit(at)) {
                *parent += sum;
            }
        }
        Self { tree, each }
    }

    /// The height of block `index`.
    pub(super) fn get(&self, index: usize) -> f32 {
        self.each.get(index).copied().unwrap_or_default()
    }

    /// Corrects the height of block `index`.
    pub(super) fn set(&mut self, index: usize, height: f32) {
        let Some(old) = self.each.get_mut(index) else { return };
        let change = f64::from(height) - f64::from(*old);
        if change == 0.0 {
            return;
        }
        *old = height;
        let mut at = index + 1;
        while let Some(sum) = self.tree.get_mut(at) {
            *sum += change;
            at += low_bit(at);
        }
    }

    /// The height of everything before block `index`.
    pub(super) fn before(&self, index: usize) -> f64 {
        let mut at = index.min(self.each.len());
        let mut sum = 0.0;
        while at > 0 {
            sum += self.tree.get(at).copied().unwrap_or_default();
            at -= low_bit(at);
        }
        sum
    }

    /// The height of all blocks.
    pub(super) fn total(&self) -> f64 {
        self.before(self.each.len())
    }

    /// The block at height `y`; the first or last one beyond the ends.
    pub(super) fn at(&self, y: f64) -> usize {
        let len = self.each.len();
        let (mut found, mut rest) = (0, y.max(0.0));
        let mut step = len.next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.tree.get(found + step)
                && *sum <= rest
            {
                found += step;
                rest -= sum;
            }
            step /= 2;
        }
        found.min(len.saturating_sub(1))
    }
}

fn low_bit(at: usize) -> usize {
    at & at.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_blocks_have_no_height() {
        let heights = Heights::new(Vec::new());
        assert_eq!((heights.total(), heights.at(7.0), heights.before(3)), (0.0, 0, 0.0));
    }

    proptest! {
        #[test]
        fn sums_and_searches_agree_with_counting(
            each in prop::collection::vec(1_u16..300, 1..200),
            changes in prop::collection::vec((0_usize..200, 1_u16..300), 0..50),
            y in 0_u32..70_000,
        ) {
            let mut plain: Vec<f32> = each.into_iter().map(f32::from).collect();
            let mut heights = Heights::new(plain.clone());
            for (index, height) in changes {
                heights.set(index, f32::from(height));
                if let Some(old) = plain.get_mut(index) { *old = f32::from(height); }
            }
            let before = |index: usize| plain[..index].iter().map(|height| f64::from(*height)).sum::<f64>();
            for index in 0..=plain.len() {
                prop_assert_eq!(heights.before(index), before(index));
            }
            let found = heights.at(f64::from(y));
            let expected = (0..plain.len()).rfind(|index| before(*index) <= f64::from(y)).unwrap_or(0);
            prop_assert_eq!(found, expected);
        }
    }
}
