//! Quotes that are in the text as they were: where, and which of several places is meant.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
};

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;

use super::{FixedPoints, Folded, Outcome, Search};
use crate::article::Span;

/// The first bytes of quotes are looked for all at once, and the rest where these are.
const PREFIX: usize = 24;
/// At how many places a quote is looked at. One of a letter may be everywhere.
const MOST_PLACES: usize = 1_000;
/// How many starts of quotes are looked at in all.
const MOST_HITS: usize = 1 << 24;
/// So many characters before a place tell it from others, if they are what stood before the quote.
const TELLING: usize = 8;
/// How many pairs of quotes and places are compared where the same quote was labelled several times.
const MOST_PAIRS: usize = 100_000;

/// Where each quote is in the folded text, in order.
pub type Places = Vec<Vec<Place>>;

/// One place of a quote.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where it starts in the folded text.
    pub folded: usize,
    pub span: Span,
    /// Its start in code points.
    pub start: usize,
}

/// Finds all quotes that are in the text.
pub fn places(search: &Search<'_>) -> Places {
    let mut by_prefix: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, needle) in search.needles.iter().enumerate() {
        let prefix = needle.get(..needle.floor_char_boundary(PREFIX)).unwrap_or_default();
        if !prefix.is_empty() {
            by_prefix.entry(prefix).or_default().push(index);
        }
    }
    let mut places = vec![Vec::new(); search.needles.len()];
    // Only patterns beyond all measure are refused.
    let Ok(automaton) = AhoCorasick::new(by_prefix.keys()) else {
        return places;
    };
    let quotes: Vec<Vec<usize>> = by_prefix.into_values().collect();
    let hits = automaton.find_overlapping_iter(search.folded.string.as_str());
    for hit in hits.take(MOST_HITS) {
        let there = search.folded.string.get(hit.start()..).unwrap_or_default();
        for index in quotes.get(hit.pattern().as_usize()).into_iter().flatten() {
            let (Some(needle), Some(found)) = (search.needles.get(*index), places.get_mut(*index)) else {
                continue;
            };
            if found.len() < MOST_PLACES
                && there.starts_with(needle.as_str())
                && let Some(span) = search.span(hit.start(), hit.start() + needle.len())
            {
                found.push(Place {
                    folded: hit.start(),
                    span,
                    start: search.char_start(span),
                });
            }
        }
    }
    places
}

/// Chooses a place for each quote that has one.
pub fn choose(search: &Search<'_>, places: &Places, fixed: &FixedPoints) -> Vec<Option<Outcome>> {
    let mut outcomes = vec![None; search.quotes.len()];
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, needle) in search.needles.iter().enumerate() {
        alike.entry(needle).or_default().push(index);
    }
    for quotes in alike.into_values() {
        choose_among(search, places, fixed, &quotes, &mut outcomes);
    }
    outcomes
}

/// Chooses places for annotations of the same quote: what was at different places must not come to lie at one.
fn choose_among(
    search: &Search<'_>,
    places: &Places,
    fixed: &FixedPoints,
    quotes: &[usize],
    outcomes: &mut [Option<Outcome>],
) {
    let there = quotes.first().and_then(|index| places.get(*index));
    let Some(there) = there.filter(|there| !there.is_empty()) else {
        return;
    };
    let starts = |index: usize| search.quotes.get(index).map_or(0, |quoted| quoted.at.0.get());
    // Those at one place stay together.
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in quotes {
        together.entry(starts(*index)).or_default().push(*index);
    }
    let mut pairs: Vec<_> = together
        .values()
        .filter_map(|group| group.first())
        .flat_map(|quote| there.iter().map(move |place| (quote, place)))
        .take(MOST_PAIRS)
        .map(|(quote, place)| (fitness(search, fixed, *quote, place), starts(*quote), *place))
        .collect();
    // The first of equals.
    pairs.sort_by_key(|(fitness, start, place)| (Reverse(*fitness), *start, place.start));
    let (mut placed, mut taken) = (HashSet::new(), HashSet::new());
    for (_, start, place) in pairs {
        if placed.contains(&start) || taken.contains(&place.start) {
            continue;
        }
        placed.insert(start);
        taken.insert(place.start);
        for index in together.get(&start).into_iter().flatten() {
            if let Some(outcome) = outcomes.get_mut(*index) {
                *outcome = outcome_at(search, *index, place);
            }
        }
    }
}

/// How well a place fits a quote, by what matters most first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fitness {
    /// It is written just so.
    is_same: bool,
    /// All that is known to have stood before it stands there.
    has_context: bool,
    /// How much of that does, in characters, if it is enough to tell something.
    context: usize,
    /// It keeps its order among the fixed points.
    in_order: bool,
    /// How far it is from where it is expected.
    distance: Reverse<usize>,
}

fn fitness(search: &Search<'_>, fixed: &FixedPoints, quote: usize, place: &Place) -> Fitness {
    let Some(quoted) = search.quotes.get(quote) else {
        return Fitness::default();
    };
    let before = Folded::of(quoted.before.unwrap_or_default()).string;
    let ahead = search.folded.string.get(..place.folded).unwrap_or_default();
    let common = before
        .chars()
        .rev()
        .zip(ahead.chars().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let (in_order, distance) = fixed.distance(quoted.at.0.get(), place.start);
    Fitness {
        is_same: search.text.slice(place.span) == quoted.quote,
        has_context: common == before.chars().count(),
        context: if common < TELLING { 0 } else { common },
        in_order,
        distance: Reverse(distance),
    }
}

fn outcome_at(search: &Search<'_>, index: usize, place: Place) -> Option<Outcome> {
    let quoted = search.quotes.get(index)?;
    let found = search.text.slice(place.span);
    Some(if found != quoted.quote && !found.nfc().eq(quoted.quote.nfc()) {
        Outcome::Changed(place.span)
    } else if place.start == quoted.at.0.get() {
        Outcome::There(place.span)
    } else {
        Outcome::Along(place.span)
    })
}
