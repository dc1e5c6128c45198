//! Articles that are labelled otherwise than the rest: worth a second look.

use std::sync::Arc;

use serde::Serialize;

use super::Series;
use crate::project::{Facts, Labelled, Stage};

/// How many are named at most.
const MOST: usize = 20;
/// With fewer spans an article says nothing about how it is labelled.
const LEAST_SPANS: usize = 6;
/// How many standard deviations a label's count must be away from what the project would have one expect.
const FAR: f64 = 3.5;
/// The share of doubtful spans from which on an article is named.
const MANY_UNSURE: f64 = 0.3;

/// An article that stands out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standout {
    /// What the project calls it.
    pub name: String,
    /// Its headline.
    pub title: String,
    /// How it differs.
    pub why: String,
    /// How far, to sort by: standard deviations, or something like it.
    #[serde(skip)]
    far: f64,
}

/// The articles that stand out, the furthest first. `totals` are the spans of each label in the whole project.
pub(super) fn find(articles: &[Arc<Facts>], series: &[Series], totals: &[u64], annotator: &str) -> Vec<Standout> {
    let mut found: Vec<Standout> = articles
        .iter()
        .filter_map(|facts| {
            let labelled = facts.labelled_by(annotator)?;
            let (far, why) = differs(labelled, series, totals)
                .or_else(|| doubtful(labelled))
                .or_else(|| unlabelled(facts, annotator, labelled))?;
            Some(Standout {
                name: facts.name.to_string(),
                title: facts.title().to_owned(),
                why,
                far,
            })
        })
        .collect();
    found.sort_by(|one, other| other.far.total_cmp(&one.far));
    found.truncate(MOST);
    found
}

/// The label of which it has many more or fewer spans than one would expect: the deviation of a binomial count.
fn differs(labelled: &Labelled, series: &[Series], totals: &[u64]) -> Option<(f64, String)> {
    let spans = labelled.spans().count();
    let all: u64 = totals.iter().sum();
    if spans < LEAST_SPANS || all == 0 {
        return None;
    }
    let deviations = series.iter().zip(totals).map(|(series, total)| {
        let count = labelled.spans().filter(|(label, _)| **label == series.id).count();
        let share = *total as f64 / all as f64;
        // Half a span each way, so that a label that is nowhere else is not infinitely far.
        let variance = (spans as f64 * share * (1.0 - share)).max(0.25);
        let far = (count as f64 - spans as f64 * share) / variance.sqrt();
        (far, count, share, series)
    });
    let (far, count, share, series) = deviations.max_by(|one, other| one.0.abs().total_cmp(&other.0.abs()))?;
    (far.abs() >= FAR).then(|| {
        let why = format!(
            "{count} of {spans} spans are {}; in the whole project it is {:.0} %",
            series.name,
            100.0 * share
        );
        (far.abs(), why)
    })
}

fn doubtful(labelled: &Labelled) -> Option<(f64, String)> {
    let (unsure, spans) = (labelled.unsure(), labelled.spans().count());
    let share = unsure as f64 / spans.max(1) as f64;
    (spans >= LEAST_SPANS && share >= MANY_UNSURE).then(|| (share, format!("{unsure} of {spans} spans are unsure")))
}

fn unlabelled(facts: &Facts, annotator: &str, labelled: &Labelled) -> Option<(f64, String)> {
    let is_empty = Stage::of(facts, annotator) == Stage::Done && labelled.spans().next().is_none();
    (is_empty && labelled.document.is_empty()).then(|| (0.0, "Done, but nothing in it is labelled".to_owned()))
}
