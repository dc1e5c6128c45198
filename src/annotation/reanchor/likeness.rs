//! Quotes that are not in the text any more: the stretches that are most like them.
//!
//! Where many short pieces of a quote stand close together in the text (as BLAST looks for sequences), the stretch is
//! found that differs by the fewest edits.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{FixedPoints, LIKE_ELSEWHERE, LIKE_HERE, Outcome, SHORTEST_LIKE, Search, Settled, edits::Pattern};
use crate::article::{ByteOffset, Span, Text, whole_graphemes, word_at};

/// How many bytes a piece has that is looked for.
const GRAM: usize = 6;
/// A piece that so many quotes have tells nothing.
const MOST_OWNERS: usize = 64;
/// How many places are compared for each quote.
const MOST_CANDIDATES: usize = 4;
/// Longer quotes, in characters, are not compared: it would take seconds.
const LONGEST: usize = 8_000;
/// How many blocks of 64 characters are compared with a character in all: about a second.
const MOST_BLOCKS: usize = 300_000_000;

/// Finds the likest stretches for all quotes without a place, the likest first.
pub fn settle(search: &Search<'_>, fixed: &FixedPoints, settled: &mut Settled<'_>) {
    let mut quotes: Vec<Sought<'_>> = settled
        .open()
        .into_iter()
        .filter_map(|index| Sought::new(search, index))
        .collect();
    if quotes.is_empty() {
        return;
    }
    seek(search, &mut quotes);
    let mut blocks = MOST_BLOCKS;
    let mut found: Vec<(f64, usize, Span)> = Vec::new();
    for quote in &quotes {
        let old = search.quotes.get(quote.index).map_or(0, |quoted| quoted.at.0.get());
        // Where all sentences are much alike, the right one may not be among those with most pieces, nor be more like the
        // quote than those beside it.
        let expected = search.folded_start(fixed.expected(old));
        let candidates = quote
            .best
            .iter()
            .map(|near| (near.start, quote.width + quote.needle.len() / 3));
        for (near, slack) in candidates.chain([(expected, quote.needle.len() / 3)]) {
            let Some(like) = compare(search, quote, near, slack, &mut blocks) else {
                continue;
            };
            let start = search.char_start(like.span);
            let enough = if fixed.distance(old, start).0 {
                LIKE_HERE
            } else {
                LIKE_ELSEWHERE
            };
            if like.likeness >= enough {
                // Of places that are equally like the first stays; those in order come before others.
                let in_order = if enough < LIKE_ELSEWHERE { 1.0 } else { 0.0 };
                found.push((like.likeness + in_order, quote.index, like.span));
            }
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut done = HashSet::new();
    for (_, index, span) in found {
        if !done.contains(&index) && !settled.is_taken(index, span) {
            settled.settle(index, Outcome::Changed(span));
            done.insert(index);
        }
    }
}

/// A quote that is looked for.
struct Sought<'a> {
    index: usize,
    needle: &'a str,
    /// Pieces found near each other are counted together: so many bytes near.
    width: usize,
    /// How many pieces were found where, while the text is walked through.
    counts: VecDeque<(usize, usize)>,
    /// The places with most pieces, in the folded text, and how many.
    best: Vec<Near>,
}

/// About where a quote would start.
#[derive(Clone, Copy, Debug)]
struct Near {
    count: usize,
    start: usize,
}

impl<'a> Sought<'a> {
    fn new(search: &'a Search<'_>, index: usize) -> Option<Self> {
        let needle = search.needles.get(index)?.as_str();
        needle.chars().nth(SHORTEST_LIKE - 1)?;
        if needle.chars().nth(LONGEST).is_some() {
            return None;
        }
        Some(Self {
            index,
            needle,
            width: (needle.len() / 2).clamp(32, 256),
            counts: VecDeque::new(),
            best: Vec::new(),
        })
    }

    /// A piece that is `offset` bytes into the quote was found.
    fn hit(&mut self, at: usize, offset: usize) {
        // Never negative: the quote may begin before the text.
        let bucket = (at + self.needle.len() - offset) / self.width;
        while let Some((first, _)) = self.counts.front()
            && (*first + 3) * self.width < at
        {
            self.retire();
        }
        match self.counts.iter_mut().find(|(known, _)| *known == bucket) {
            Some((_, count)) => *count += 1,
            None => {
                let place = self.counts.partition_point(|(known, _)| *known < bucket);
                self.counts.insert(place, (bucket, 1));
            }
        }
    }

    /// Nothing more will be counted for the first bucket: is it among the best?
    fn retire(&mut self) {
        let Some((bucket, count)) = self.counts.pop_front() else {
            return;
        };
        let next = self.counts.front().filter(|(next, _)| *next == bucket + 1);
        let count = count + next.map_or(0, |(_, count)| *count);
        let fewest = (self.needle.len() / 40).max(2);
        if count < fewest {
            return;
        }
        let start = (bucket * self.width).saturating_sub(self.needle.len());
        let place = self.best.partition_point(|near| near.count >= count);
        if place < MOST_CANDIDATES {
            self.best.insert(place, Near { count, start });
            self.best.truncate(MOST_CANDIDATES);
        }
    }
}

/// Walks through the text once and finds where pieces of quotes stand close together.
fn seek(search: &Search<'_>, quotes: &mut [Sought<'_>]) {
    let mut owners: HashMap<[u8; GRAM], Vec<(usize, usize)>> = HashMap::new();
    for (number, quote) in quotes.iter().enumerate() {
        for (offset, gram) in grams(quote.needle) {
            let owners = owners.entry(gram).or_default();
            if owners.len() <= MOST_OWNERS {
                owners.push((number, offset));
            }
        }
    }
    owners.retain(|_, owners| owners.len() <= MOST_OWNERS);
    for (at, gram) in grams(&search.folded.string) {
        for (number, offset) in owners.get(&gram).into_iter().flatten() {
            if let Some(quote) = quotes.get_mut(*number) {
                quote.hit(at, *offset);
            }
        }
    }
    for quote in quotes {
        while !quote.counts.is_empty() {
            quote.retire();
        }
    }
}

/// The pieces of a text and where they are, from character to character.
fn grams(text: &str) -> impl Iterator<Item = (usize, [u8; GRAM])> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| Some((at, text.as_bytes().get(at..at + GRAM)?.try_into().ok()?)))
}

/// A stretch, and how like it is: 1 is the same.
struct Like {
    span: Span,
    likeness: f64,
}

/// Compares a quote with what stands about where it would start, give or take `slack` bytes. `blocks` is how many may
/// still be worked on.
fn compare(search: &Search<'_>, quote: &Sought<'_>, near: usize, slack: usize, blocks: &mut usize) -> Option<Like> {
    let string = search.folded.string.as_str();
    let from = string.floor_char_boundary(near.saturating_sub(slack));
    let to = string.ceil_char_boundary((near + quote.needle.len() + slack).min(string.len()));
    let window: Vec<(usize, char)> = string.get(from..to)?.char_indices().collect();
    let forward = Pattern::new(quote.needle.chars());
    *blocks = blocks.checked_sub(2 * forward.blocks() * window.len())?;
    let (end, edits) = forward.likest_end(window.iter().map(|(_, character)| *character));
    let before_end = window.get(..end)?;
    let backward = Pattern::new(quote.needle.chars().rev());
    let (length, _) = backward.likest_end(before_end.iter().rev().map(|(_, character)| *character));
    let start = end.checked_sub(length)?;
    let byte = |index: usize| window.get(index).map_or(to, |(at, _)| from + at);
    let span = search.span(byte(start), byte(end))?;
    let longest = quote.needle.chars().count().max(length).max(1);
    Some(Like {
        span: whole_words(search.text, span, quote.needle),
        likeness: 1.0 - edits as f64 / longest as f64,
    })
}

/// The span with words made whole that it cuts, unless the quote cut a word itself.
fn whole_words(text: &Text, span: Span, quote: &str) -> Span {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut whole = whole_graphemes(text, span);
    if is_word(quote.chars().next())
        && let Some(word) = word_at(text, whole.start())
        && is_word(text.slice(word).chars().next())
    {
        whole = text.span(word.start().min(whole.start()), whole.end()).unwrap_or(whole);
    }
    if is_word(quote.chars().next_back())
        && let Some(last) = text.slice(whole).char_indices().next_back()
        && let Some(word) = word_at(text, ByteOffset::new(whole.start().get() + last.0))
        && is_word(text.slice(word).chars().next())
    {
        whole = text.span(whole.start(), word.end().max(whole.end())).unwrap_or(whole);
    }
    whole
}
