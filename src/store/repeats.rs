//! Which quotes stand more than once in a text.
//!
//! A quote that stands only once finds its place again by itself; one that stands more often needs a word of what
//! comes before it. To search the text once for each quote would take minutes for many quotes and a long text, so
//! all quotes are looked for in one go, by the fingerprint of their first few bytes (after Rabin and Karp, 1987).

use std::{collections::HashMap, ops::Range};

/// How many bytes of a quote its fingerprint covers: the largest of these that the quote has.
const WIDTHS: [usize; 6] = [32, 16, 8, 4, 2, 1];
/// After so many places that begin like a quote it counts as repeated: to compare on would cost too much, and a
/// context too many does no harm. What counts for one quote does not depend on which others there are.
const MOST_PLACES: u32 = 256;

/// For each of the byte ranges whether its characters also stand elsewhere in the text.
///
/// Takes one pass over the text for each fingerprint width in use, and for each quote at most 256 comparisons. A quote
/// whose first bytes stand in more places than that is said to be repeated.
pub fn repeated(text: &str, quotes: &[Range<usize>]) -> Vec<bool> {
    let mut repeated = vec![false; quotes.len()];
    for width in WIDTHS {
        let of_width = |quote: &&Range<usize>| width_for(quote.len()) == Some(width);
        let count = quotes.iter().filter(of_width).count();
        if count == 0 {
            continue;
        }
        let mut search = Search::new(text.as_bytes(), width, count);
        for (index, quote) in quotes.iter().enumerate() {
            let bytes = text.as_bytes().get(quote.clone()).unwrap_or_default();
            if width_for(bytes.len()) == Some(width) {
                search.add(index, quote.start, bytes);
            }
        }
        search.run(&mut repeated);
    }
    repeated
}

/// The width of the fingerprint of a quote of `len` bytes.
fn width_for(len: usize) -> Option<usize> {
    WIDTHS.into_iter().find(|width| *width <= len)
}

/// A search for all quotes of one fingerprint width.
struct Search<'a> {
    text: &'a [u8],
    width: usize,
    /// The first two bytes of all quotes: most places differ from all of them, and this fits the fastest cache.
    pairs: Bits,
    /// The fingerprints of all quotes, to ask before the slower map.
    prints: Bits,
    alike: HashMap<u64, Alike>,
    quotes: Vec<Quote<'a>>,
}

/// Quotes that begin alike and are not yet known to be repeated.
#[derive(Clone, Copy)]
struct Alike {
    /// The number of the last that was added; each knows the one before.
    last: usize,
    places: u32,
}

struct Quote<'a> {
    index: usize,
    start: usize,
    bytes: &'a [u8],
    /// The number of another that begins alike.
    before: Option<usize>,
}

impl<'a> Search<'a> {
    /// A search for `count` quotes.
    fn new(text: &'a [u8], width: usize, count: usize) -> Self {
        // A few in a hundred bits are set, and a short file does not pay for the memory that a long one needs.
        let bits = (count * 64).next_power_of_two().ilog2();
        Self {
            text,
            width,
            pairs: Bits::new(16),
            prints: Bits::new(bits.clamp(10, 22)),
            alike: HashMap::new(),
            quotes: Vec::new(),
        }
    }

    fn add(&mut self, index: usize, start: usize, bytes: &'a [u8]) {
        let print = fingerprint(bytes.get(..self.width).unwrap_or(bytes));
        self.pairs.set(pair(bytes, self.width));
        self.prints.set(print);
        let last = self.quotes.len();
        let before = self.alike.insert(print, Alike { last, places: 0 });
        self.quotes.push(Quote {
            index,
            start,
            bytes,
            before: before.map(|before| before.last),
        });
    }

    /// Goes through the text once and marks every quote that it meets in another place.
    fn run(&mut self, repeated: &mut [bool]) {
        if self.alike.is_empty() {
            return;
        }
        for (at, window) in self.text.windows(self.width).enumerate() {
            if !self.pairs.has(pair(window, self.width)) {
                continue;
            }
            let print = fingerprint(window);
            if self.prints.has(print) {
                self.meet(at, print, repeated);
            }
        }
    }

    fn meet(&mut self, at: usize, print: u64, repeated: &mut [bool]) {
        let Some(mut alike) = self.alike.get(&print).copied() else {
            return;
        };
        alike.places += 1;
        let rest = self.text.get(at..).unwrap_or_default();
        // Goes from the last to the first, and leaves out those that are known to be repeated now.
        let (mut next, mut left) = (Some(alike.last), None);
        let mut after: Option<usize> = None;
        while let Some(number) = next {
            let Some(quote) = self.quotes.get(number) else { break };
            let (index, before) = (quote.index, quote.before);
            let again = alike.places > MOST_PLACES || (quote.start != at && rest.starts_with(quote.bytes));
            if again && let Some(flag) = repeated.get_mut(index) {
                *flag = true;
            }
            if !again {
                match after.and_then(|after| self.quotes.get_mut(after)) {
                    Some(after) => after.before = Some(number),
                    None => left = Some(number),
                }
                after = Some(number);
            }
            next = before;
        }
        if let Some(after) = after.and_then(|after| self.quotes.get_mut(after)) {
            after.before = None;
        }
        match left {
            Some(last) => {
                alike.last = last;
                self.alike.insert(print, alike);
            }
            None => {
                self.alike.remove(&print);
            }
        }
    }
}

/// The first two bytes; the first one if quotes of this width may have no second.
fn pair(bytes: &[u8], width: usize) -> u64 {
    match bytes {
        [first, second, ..] if width > 1 => u64::from(u16::from_le_bytes([*first, *second])),
        [first, ..] => u64::from(*first),
        [] => 0,
    }
}

/// A number that differs for nearly all different starts of one width.
fn fingerprint(start: &[u8]) -> u64 {
    // Odd constants from the golden ratio spread what differs in any bit to the high bits, and the shift brings it down.
    let mix = |print: u64, word: u64| (print.rotate_left(29) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = start.as_chunks::<8>();
    let print = words
        .iter()
        .fold(0, |print, word| mix(print, u64::from_le_bytes(*word)));
    let print = rest.iter().fold(print, |print, byte| mix(print, u64::from(*byte)));
    print ^ (print >> 32)
}

/// A set of numbers of which only the lowest bits count: what it does not have was never set.
struct Bits {
    words: Vec<u64>,
    mask: u64,
}

impl Bits {
    fn new(bits: u32) -> Self {
        Self {
            words: vec![0; 1 << (bits - 6)],
            mask: (1 << bits) - 1,
        }
    }

    fn set(&mut self, number: u64) {
        let number = number & self.mask;
        if let Some(word) = self.words.get_mut((number >> 6) as usize) {
            *word |= 1 << (number & 63);
        }
    }

    fn has(&self, number: u64) -> bool {
        let number = number & self.mask;
        let word = self.words.get((number >> 6) as usize).copied().unwrap_or_default();
        word >> (number & 63) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What [`repeated`] says, found the slow way.
    fn slowly(text: &str, quote: &Range<usize>) -> bool {
        let bytes = &text.as_bytes()[quote.clone()];
        text.as_bytes()
            .windows(bytes.len())
            .filter(|window| *window == bytes)
            .count()
            > 1
    }

    proptest! {
        #[test]
        fn it_says_what_a_plain_search_says(
            text in "([abé😊 ]{1,3}|the government |the governor ){1,30}",
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
        ) {
            let quotes: Vec<_> = picks
                .iter()
                .map(|(a, b)| (a.index(text.len() + 1), b.index(text.len() + 1)))
                .map(|(a, b)| text.floor_char_boundary(a.min(b))..text.ceil_char_boundary(a.max(b)))
                .filter(|quote| !quote.is_empty())
                .collect();
            let expected: Vec<_> = quotes.iter().map(|quote| slowly(&text, quote)).collect();
            prop_assert_eq!(repeated(&text, &quotes), expected);
        }
    }

    #[test]
    fn what_begins_like_too_many_others_counts_as_repeated() {
        let text: String = (0..1000)
            .map(|number| format!("The committee said number {number:04}. "))
            .collect();
        let quotes: Vec<_> = (0..1000).map(|number| number * 32..number * 32 + 31).collect();
        assert!(repeated(&text, &quotes).into_iter().all(|repeated| repeated));
        assert_eq!(repeated(&text, &quotes[..1]), [true], "whatever others there are");
        let few = &text[..32 * 200];
        assert!(!repeated(few, &quotes[..200]).into_iter().any(|repeated| repeated));
    }
}
