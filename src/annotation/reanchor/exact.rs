//! Quotes that are in the text as they were: where, and which of several places is meant.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;

use super::{FixedPoints, Folded, Outcome, Quoted, Search};
use crate::article::Span;

/// The first bytes of quotes are looked for all at once, and the rest where these are.
const PREFIX: usize = 24;
/// At how many places a quote is looked at, and all quotes together. One of a letter may be everywhere.
const MOST_PLACES: usize = 200_000;
const MOST_PLACES_IN_ALL: usize = 2_000_000;
/// How often the start of a quote is met, and quotes are compared with what is there.
const MOST_COMPARED: usize = 1 << 25;
/// So many characters before a place tell it from others, if they are what stood before the quote.
const TELLING: usize = 8;
/// How many pairs of quotes and places are weighed where the same quote was labelled several times. If there are more, each
/// quote is weighed against the places nearest to where it is expected.
const MOST_PAIRS: usize = 200_000;

/// Where each quote is in the text, in order; by the folded quote.
#[derive(Default)]
pub struct Places<'a>(HashMap<&'a str, Vec<Place>>);

impl Places<'_> {
    /// The places of a folded quote.
    pub fn of(&self, needle: &str) -> &[Place] {
        self.0.get(needle).map_or(&[], Vec::as_slice)
    }
}

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
pub fn places<'a>(search: &'a Search<'_>) -> Places<'a> {
    let needles: BTreeSet<&str> = search.needles.iter().map(String::as_str).collect();
    let mut by_prefix: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for needle in needles {
        let prefix = needle.get(..needle.floor_char_boundary(PREFIX)).unwrap_or_default();
        if !prefix.is_empty() {
            by_prefix.entry(prefix).or_default().push(needle);
        }
    }
    // Only patterns beyond all measure are refused.
    let Ok(automaton) = AhoCorasick::new(by_prefix.keys()) else {
        return Places::default();
    };
    let quotes: Vec<Vec<&str>> = by_prefix.into_values().collect();
    let hits = automaton.find_overlapping_iter(search.folded.string.as_str());
    let compared = hits.flat_map(|hit| {
        let quotes = quotes.get(hit.pattern().as_usize()).into_iter().flatten();
        quotes.map(move |needle| (hit.start(), *needle))
    });
    let (mut places, mut count) = (HashMap::<&str, Vec<Place>>::new(), 0);
    for (start, needle) in compared.take(MOST_COMPARED) {
        let there = search.folded.string.get(start..).unwrap_or_default();
        let found = places.entry(needle).or_default();
        if found.len() < MOST_PLACES
            && count < MOST_PLACES_IN_ALL
            && there.starts_with(needle)
            && let Some(span) = search.span(start, start + needle.len())
        {
            count += 1;
            found.push(Place {
                folded: start,
                span,
                start: search.char_start(span),
            });
        }
    }
    Places(places)
}

/// Chooses a place for each quote that has one.
pub fn choose(search: &Search<'_>, places: &Places<'_>, fixed: &FixedPoints) -> Vec<Option<Outcome>> {
    let mut outcomes = vec![None; search.quotes.len()];
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, needle) in search.needles.iter().enumerate() {
        alike.entry(needle).or_default().push(index);
    }
    for (needle, quotes) in alike {
        choose_among(search, places.of(needle), fixed, &quotes, &mut outcomes);
    }
    outcomes
}

/// Chooses places for annotations of the same quote: what was at different places must not come to lie at one.
fn choose_among(
    search: &Search<'_>,
    there: &[Place],
    fixed: &FixedPoints,
    quotes: &[usize],
    outcomes: &mut [Option<Outcome>],
) {
    let starts = |index: usize| search.quotes.get(index).map_or(0, |quoted| quoted.at.0.get());
    // Those at one place stay together.
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in quotes {
        together.entry(starts(*index)).or_default().push(*index);
    }
    let most = (MOST_PAIRS / together.len().max(1)).max(2);
    let mut pairs: Vec<_> = together
        .iter()
        .filter_map(|(start, group)| Some((*start, search.quotes.get(*group.first()?)?)))
        .flat_map(|(start, quoted)| {
            let before = Folded::of(quoted.before.unwrap_or_default()).string;
            let near = nearest(there, fixed.expected(start), most).iter();
            near.map(move |place| (fitness(search, fixed, (quoted, &before), place), start, *place))
        })
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

/// The `most` places around one of the text, half of them before it.
fn nearest(places: &[Place], at: usize, most: usize) -> &[Place] {
    let next = places.partition_point(|place| place.start < at);
    let from = next.saturating_sub(most / 2).min(places.len().saturating_sub(most));
    places
        .get(from..)
        .map_or(&[], |places| places.get(..most).unwrap_or(places))
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

fn fitness(search: &Search<'_>, fixed: &FixedPoints, (quoted, before): (&Quoted<'_>, &str), place: &Place) -> Fitness {
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
