//! The articles that are looked for, in the order that is asked for.

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
    let rank = |ranks: &[u32], place: usize| ranks.get(place).copied().map_or(u64::MAX, u64::from);
    let mut places: Vec<u32> = match &selection.order {
        Order::Name => found.map(|(place, _)| number(place)).collect(),
        Order::Title => {
            let titles = index.title_ranks();
            sorted(found.map(|(place, _)| (rank(titles, place), number(place))).collect())
        }
        Order::Date => {
            let dates = index.date_ranks();
            sorted(found.map(|(place, _)| (rank(dates, place), number(place))).collect())
        }
        Order::Source => {
            let (sources, dates) = (index.source_ranks(), index.date_ranks());
            let key = |place| rank(sources, place) << 32 | rank(dates, place);
            sorted(found.map(|(place, _)| (key(place), number(place))).collect())
        }
        _ => sorted(
            found
                .map(|(place, facts)| (key(facts, selection), number(place)))
                .collect(),
        ),
    };
    if selection.reversed {
        places.reverse();
    }
    places
}

/// Places by their keys. Equal ones stay in the order of their names.
fn sorted(mut keyed: Vec<(u64, u32)>) -> Vec<u32> {
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
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
