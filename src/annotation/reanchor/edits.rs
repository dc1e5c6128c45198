//! The stretch of a text that differs from a pattern by the fewest edits, 64 characters of the pattern at once: Myers,
//! "A fast bit-vector algorithm for approximate string matching", 1999, with blocks as Hyyrö 2003 has them.

use std::collections::HashMap;

/// How many characters a block holds.
const BLOCK: usize = 64;

/// A pattern that is looked for.
pub struct Pattern {
    length: usize,
    last: Option<char>,
    /// In which places of each block a character stands.
    places: HashMap<char, Vec<u64>>,
    /// In the last block, the bit of the last character.
    highest: u64,
}

/// A block of a column of edits: where it rises and falls by one from character to character of the pattern.
#[derive(Clone, Copy)]
struct Block {
    rises: u64,
    falls: u64,
}

impl Pattern {
    /// Of these characters.
    pub fn new(characters: impl Iterator<Item = char> + Clone) -> Self {
        let length = characters.clone().count();
        let mut places: HashMap<char, Vec<u64>> = HashMap::new();
        for (index, character) in characters.clone().enumerate() {
            let blocks = places
                .entry(character)
                .or_insert_with(|| vec![0; length.div_ceil(BLOCK)]);
            if let Some(block) = blocks.get_mut(index / BLOCK) {
                *block |= 1 << (index % BLOCK);
            }
        }
        Self {
            length,
            last: characters.last(),
            places,
            highest: 1 << (length.saturating_sub(1) % BLOCK),
        }
    }

    /// How many blocks are worked on for each character of a text.
    pub fn blocks(&self) -> usize {
        self.length.div_ceil(BLOCK)
    }

    /// Where in `text` the stretch ends that is most like the pattern, and by how many edits it differs. Of equals the first
    /// that ends as the pattern does, or else the first.
    pub fn likest_end(&self, text: impl Iterator<Item = char>) -> (usize, usize) {
        let mut column = vec![Block { rises: !0, falls: 0 }; self.blocks()];
        let mut edits = self.length;
        let mut best = (edits, true, 0);
        for (index, character) in text.enumerate() {
            let places = self.places.get(&character);
            // A stretch may begin anywhere, so that nothing is carried into the first block.
            let mut carried = 0;
            let last = column.len().saturating_sub(1);
            for (number, block) in column.iter_mut().enumerate() {
                let equal = places.and_then(|places| places.get(number)).copied().unwrap_or(0);
                let highest = if number == last { self.highest } else { 1 << (BLOCK - 1) };
                carried = block.next(equal, carried, highest);
            }
            edits = edits.saturating_add_signed(carried);
            best = best.min((edits, Some(character) != self.last, index + 1));
        }
        let (edits, _, end) = best;
        (end, edits)
    }
}

impl Block {
    /// Goes on by one character of the text, which stands in the `equal` places of the pattern. What is carried in from the
    /// block above, and out of this one below `highest`, is by how much the edits change from the last column to this one.
    fn next(&mut self, equal: u64, carried: isize, highest: u64) -> isize {
        let Self { rises, falls } = *self;
        let vertical = equal | falls;
        let equal = if carried < 0 { equal | 1 } else { equal };
        let horizontal = ((equal & rises).wrapping_add(rises) ^ rises) | equal;
        let (up, down) = (falls | !(horizontal | rises), rises & horizontal);
        let out = isize::from(up & highest != 0) - isize::from(down & highest != 0);
        let up = up << 1 | u64::from(carried > 0);
        let down = down << 1 | u64::from(carried < 0);
        self.rises = down | !(vertical | up);
        self.falls = up & vertical;
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, one pair of characters after the other (Sellers 1980).
    fn slowly(pattern: &[char], text: &str) -> (usize, usize) {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut best = (pattern.len(), true, 0);
        for (index, there) in text.chars().enumerate() {
            let (mut diagonal, mut above) = (0, 0);
            for (edits, wanted) in column.iter_mut().skip(1).zip(pattern) {
                let changed = diagonal + usize::from(*wanted != there);
                diagonal = *edits;
                *edits = changed.min(*edits + 1).min(above + 1);
                above = *edits;
            }
            best = best.min((above, Some(&there) != pattern.last(), index + 1));
        }
        (best.2, best.0)
    }

    proptest! {
        #[test]
        fn many_at_once_give_what_one_after_the_other_gives(
            pattern in "[abcé漢]{1,200}",
            before in "[abcé漢]{0,80}",
            kept in 0..200_usize,
            after in "[abcé漢]{0,80}",
        ) {
            let characters: Vec<char> = pattern.chars().collect();
            let part: String = characters.iter().skip(kept / 10).take(kept).collect();
            for text in [format!("{before}{part}{after}"), format!("{before}{pattern}{after}"), before.clone()] {
                let found = Pattern::new(characters.iter().copied()).likest_end(text.chars());
                prop_assert_eq!(found, slowly(&characters, &text), "{}", text);
            }
        }
    }
}
