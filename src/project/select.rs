//! The articles that are looked for, in the order that is asked for.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Assigned, Facts, Index,
    query::{self, Query, Stage},
};
use crate::labels::LabelId;

/// What a list of articles is sorted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The path in the project.
    #[default]
    Name,
    /// The headline.
    Title,
    /// Who published it, and then when.
    Source,
    /// When it was published.
    Date,
    /// How far it has come.
    State,
    /// How much of it is labelled.
    Covered,
    /// How many annotations are doubtful.
    Unsure,
    /// How long its text is.
    Length,
    /// How many annotations it has.
    Annotations,
    /// The share of its labelled text that has this label.
    Share(LabelId),
}

/// Which articles, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// What is looked for.
    pub query: Query,
    /// What they are sorted by.
    pub order: Order,
    /// The other way round.
    pub reversed: bool,
    /// Whose labels count, by the name of the folder.
    pub annotator: String,
}

/// The places in the index of the articles that are looked for, in their order.
pub fn select(index: &Index, selection: &Selection, parts: &Assigned) -> Vec<u32> {
    let articles = index.articles();
    let found = articles
        .par_iter()
        .enumerate()
        .filter(|(_, facts)| selection.query.is_empty() || selection.query.matches(facts, &selection.annotator, parts));
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let mut places: Vec<u32> = match &selection.order {
        Order::Name => found.map(|(place, _)| number(place)).collect(),
        Order::Title => by_title(found.map(|(place, facts)| (facts.title(), number(place))).collect()),
        Order::Source | Order::Date => {
            let found: Vec<(usize, &Arc<Facts>)> = found.collect();
            let sources = match selection.order {
                Order::Source => ranks(found.iter().map(|(_, facts)| facts.text()?.source.as_deref())),
                _ => vec![0; found.len()],
            };
            let dates = ranks(found.iter().map(|(_, facts)| facts.text()?.date.as_deref()));
            let keys = found.iter().zip(sources.into_iter().zip(dates));
            sorted(
                keys.map(|((place, _), (source, date))| (source, date, number(*place)))
                    .collect(),
            )
        }
        _ => sorted(
            found
                .map(|(place, facts)| (key(facts, selection), 0, number(place)))
                .collect(),
        ),
    };
    if selection.reversed {
        places.reverse();
    }
    places
}

/// Places by their keys. Equal ones stay in the order of their names.
fn sorted(mut keyed: Vec<(u64, u64, u32)>) -> Vec<u32> {
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(.., place)| place).collect()
}

/// Titles in order, whether their letters are capital or small. Most differ in their first letters, which are compared
/// as a number.
fn by_title(titles: Vec<(&str, u32)>) -> Vec<u32> {
    let head = |title: &str| {
        let mut letters = small(title).chain(std::iter::repeat(0));
        (0..8).fold(0, |head, _| head << 8 | u64::from(letters.next().unwrap_or_default()))
    };
    let mut titles: Vec<(u64, &str, u32)> = titles
        .into_par_iter()
        .map(|(title, place)| (head(title), title, place))
        .collect();
    titles.par_sort_unstable_by(|one, other| {
        let by_letters = || small(one.1).cmp(small(other.1));
        one.0.cmp(&other.0).then_with(by_letters).then(one.2.cmp(&other.2))
    });
    titles.into_iter().map(|(.., place)| place).collect()
}

/// The bytes of a text with small letters for capitals, as far as ASCII goes.
fn small(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// The rank of each of some values of which few differ: sources, dates. What has none comes last.
fn ranks<'a>(values: impl Iterator<Item = Option<&'a str>>) -> Vec<u64> {
    let values: Vec<Option<&str>> = values.collect();
    let distinct: HashSet<&str> = values.iter().copied().flatten().collect();
    let mut known: Vec<&str> = distinct.into_iter().collect();
    known.sort_by_cached_key(|value| (value.to_lowercase(), *value));
    let rank: HashMap<&str, u64> = known.into_iter().zip(0..).collect();
    let rank_of = |value: &Option<&str>| value.and_then(|value| rank.get(value).copied()).unwrap_or(u64::MAX);
    values.iter().map(rank_of).collect()
}

/// How many articles are new, begun, and so on, in the order of [`Stage::ALL`].
pub fn stages(index: &Index, annotator: &str) -> [usize; Stage::ALL.len()] {
    let mut counts = [0; Stage::ALL.len()];
    for facts in index.articles() {
        let stage = Stage::of(facts, annotator);
        for (count, other) in counts.iter_mut().zip(Stage::ALL) {
            *count += usize::from(stage == other);
        }
    }
    counts
}

/// What is sorted by, where that is a number.
fn key(facts: &Facts, selection: &Selection) -> u64 {
    let labelled = || facts.labelled_by(&selection.annotator);
    match &selection.order {
        Order::Name | Order::Title | Order::Source | Order::Date => 0,
        Order::State => {
            let stage = Stage::of(facts, &selection.annotator);
            Stage::ALL.iter().position(|other| *other == stage).unwrap_or_default() as u64
        }
        Order::Covered => query::covered(facts, &selection.annotator).into(),
        Order::Unsure => labelled().map_or(0, |labelled| labelled.unsure()) as u64,
        Order::Length => facts.text().map_or(0, |text| text.length.into()),
        Order::Annotations => labelled().map_or(0, |labelled| labelled.spans().count()) as u64,
        Order::Share(label) => {
            let (mut all, mut of_label) = (0_u64, 0_u64);
            for (of, mark) in labelled().into_iter().flat_map(|labelled| labelled.spans()) {
                let length = u64::from(mark.end.saturating_sub(mark.start));
                all += length;
                of_label += if of == label { length } else { 0 };
            }
            (of_label * 10_000).checked_div(all).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project;

    #[test]
    fn articles_come_in_the_order_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for (name, text) in [
            ("a.txt", "Zebras\n\nA long text about zebras, and what they do."),
            ("b.txt", "apples\n\nShort."),
            ("c.txt", "Melons\n\nOf some length."),
        ] {
            fs::write(root.join(name), text).expect("written");
        }
        let progress = project::Progress::default();
        let index = Index::default().refreshed(root, &progress, &|_| ()).expect("wanted");
        let names = |order: Order, reversed: bool, query: &str| -> String {
            let selection = Selection {
                query: Query::parse(query).expect("a query"),
                order,
                reversed,
                annotator: "ana".to_owned(),
            };
            let places = select(&index, &selection, &Assigned::default());
            places
                .iter()
                .filter_map(|place| index.articles()[*place as usize].name.chars().next())
                .collect()
        };
        assert_eq!(names(Order::Name, false, ""), "abc");
        assert_eq!(names(Order::Title, false, ""), "bca");
        assert_eq!(names(Order::Length, true, ""), "acb");
        assert_eq!(names(Order::Title, false, "e state:new"), "bca");
        assert_eq!(names(Order::Name, false, "melon"), "c");
        assert_eq!(names(Order::State, false, "-melon"), "ab");
    }
}
