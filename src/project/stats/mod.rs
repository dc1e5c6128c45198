//! What can be said of a whole project in numbers: the data behind its pictures.

mod lengths;
mod pace;
pub mod report;
mod standouts;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

pub use standouts::Standout;

use super::{Facts, Index, Stage, query};
use crate::{
    exchange::Astray,
    labels::{LabelId, LabelSet},
};

/// How many bars a chart of sources has at most; the rest is one bar.
const MOST_SOURCES: usize = 12;
/// How many months or days a chart has at most, the latest.
const MOST_TIMES: usize = 31;

/// A project in numbers, as one annotator has labelled it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Whose labels they are.
    pub annotator: String,
    /// How many articles there are.
    pub articles: u64,
    /// How many of them are done.
    pub done: u64,
    /// How many annotations there are.
    pub annotations: u64,
    /// How many of them are marked as unsure.
    pub unsure: u64,
    /// How much of the text of begun and done articles is labelled, in per cent.
    pub covered: f64,
    /// How many seconds the middle annotation took, if that can be told.
    pub seconds: Option<f64>,
    /// The labels that bars with several values are made of.
    pub labels: Vec<Series>,
    /// The pictures.
    pub charts: Vec<Chart>,
    /// Articles that stand out.
    pub standouts: Vec<Standout>,
    /// Labels without their article, which are in none of these numbers, if somebody has looked for them.
    #[serde(skip_serializing_if = "Astray::is_empty")]
    pub astray: Astray,
}

/// One of the values of bars that have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// The label.
    pub id: LabelId,
    /// What people call it.
    pub name: String,
}

/// Bars of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chart {
    /// What it is about.
    pub title: String,
    /// What is counted: `articles`, `spans`.
    pub unit: &'static str,
    /// The bars in their order.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bar {
    /// What it stands for.
    pub name: String,
    /// One number, or one for each label.
    pub values: Vec<u64>,
    /// The label that the bar is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// The query that finds the articles behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

impl Bar {
    /// The whole length of the bar.
    pub fn total(&self) -> u64 {
        self.values.iter().sum()
    }
}

/// Counts what is labelled, for each of the labels.
struct Counter<'a> {
    places: HashMap<&'a LabelId, usize>,
    count: usize,
}

impl<'a> Counter<'a> {
    fn add(&self, values: &mut Vec<u64>, label: &LabelId) {
        values.resize(self.count, 0);
        if let Some(value) = self.places.get(label).and_then(|place| values.get_mut(*place)) {
            *value += 1;
        }
    }

    fn of(series: &'a [Series]) -> Self {
        Self {
            places: series
                .iter()
                .enumerate()
                .map(|(place, series)| (&series.id, place))
                .collect(),
            count: series.len(),
        }
    }
}

impl Stats {
    /// The numbers of all articles of an index, as `annotator` (a folder's name) has labelled them.
    pub fn of(index: &Index, labels: &LabelSet, annotator: &str) -> Self {
        let articles = index.articles();
        let series = series(articles.iter().map(|facts| &**facts), labels, annotator);
        let counter = Counter::of(&series);
        let mut stats = Self {
            annotator: annotator.to_owned(),
            articles: articles.len() as u64,
            ..Self::default()
        };
        let mut stages = [0_u64; Stage::ALL.len()];
        let mut by_label = vec![0; series.len()];
        let (mut sources, mut months, mut days) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut lengths = lengths::Lengths::default();
        let mut pace = pace::Pace::default();
        let (mut covered, mut length) = (0_u64, 0_u64);
        for facts in articles {
            let stage = Stage::of(facts, annotator);
            if let Some(count) = Stage::ALL
                .iter()
                .position(|other| *other == stage)
                .and_then(|place| stages.get_mut(place))
            {
                *count += 1;
            }
            stats.done += u64::from(stage == Stage::Done);
            let (Some(labelled), Some(text)) = (facts.labelled_by(annotator), facts.text()) else {
                continue;
            };
            if stage != Stage::New && stage != Stage::Skipped {
                covered += u64::from(labelled.covered());
                length += u64::from(text.length);
            }
            let source: &str = text.source.as_deref().unwrap_or_default();
            let month: String = text.date.as_deref().unwrap_or_default().chars().take(7).collect();
            let (mut of_source, mut of_month) = (Vec::new(), Vec::new());
            for (label, mark) in labelled.spans() {
                stats.annotations += 1;
                stats.unsure += u64::from(mark.unsure);
                counter.add(&mut by_label, label);
                counter.add(&mut of_source, label);
                counter.add(&mut of_month, label);
                counter.add(lengths.bucket(mark.end.saturating_sub(mark.start)), label);
                let day = query::day_of(mark.made);
                counter.add(days.entry(day).or_default(), label);
            }
            pace.add(labelled);
            add_to(sources.entry(source.to_owned()).or_default(), &of_source);
            add_to(months.entry(month).or_default(), &of_month);
        }
        stats.covered = 100.0 * covered as f64 / length.max(1) as f64;
        stats.seconds = pace.median();
        let of_stages = Stage::ALL.iter().zip(stages).filter(|(_, count)| *count > 0);
        let of_stages = of_stages.map(|(stage, count)| Bar {
            name: stage.name().to_owned(),
            values: vec![count],
            label: None,
            query: Some(query::written("state", stage.name())),
        });
        let of_labels = series.iter().zip(&by_label).map(|(series, count)| Bar {
            name: series.name.clone(),
            values: vec![*count],
            label: Some(series.id.clone()),
            query: Some(query::written("label", series.id.as_str())),
        });
        stats.charts = vec![
            chart("Articles by state", "articles", of_stages.collect()),
            chart("Spans by label", "spans", of_labels.collect()),
            chart("Spans by source", "spans", of_sources(sources)),
            chart("Spans by month of publication", "spans", of_times(months, "date")),
            chart("Length of spans, in characters", "spans", lengths.bars()),
            chart("Progress by day", "spans", of_times(days, "made")),
            chart("Time for one annotation", "spans", pace.bars()),
        ];
        stats
            .charts
            .iter_mut()
            .for_each(|chart| without_empty_ends(&mut chart.bars));
        stats
            .charts
            .retain(|chart| chart.bars.iter().any(|bar| bar.total() > 0));
        stats.standouts = standouts::find(articles, &series, &by_label, annotator);
        stats.labels = series;
        stats
    }
}

/// The labels of the set, and then those that are not in it but were given.
fn series<'a>(articles: impl Iterator<Item = &'a Facts>, labels: &LabelSet, annotator: &str) -> Vec<Series> {
    let named = |id: &LabelId| Series {
        id: id.clone(),
        name: labels.name_of(id).to_owned(),
    };
    let mut series: Vec<Series> = labels.labels().iter().map(|label| named(&label.id)).collect();
    for facts in articles {
        for id in facts
            .labelled_by(annotator)
            .into_iter()
            .flat_map(|labelled| labelled.labels.iter())
        {
            if !id.is_none() && series.iter().all(|known| known.id != *id) {
                series.push(named(id));
            }
        }
    }
    series
}

/// Leaves out bars of nothing before the first and after the last that has something.
fn without_empty_ends(bars: &mut Vec<Bar>) {
    let is_something = |bar: &Bar| bar.total() > 0;
    let end = bars.iter().rposition(is_something).map_or(0, |last| last + 1);
    bars.truncate(end);
    let start = bars.iter().position(is_something).unwrap_or_default();
    bars.drain(..start);
}

fn chart(title: &str, unit: &'static str, bars: Vec<Bar>) -> Chart {
    Chart {
        title: title.to_owned(),
        unit,
        bars,
    }
}

fn add_to(sum: &mut Vec<u64>, more: &[u64]) {
    sum.resize(sum.len().max(more.len()), 0);
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}

fn of_sources(sources: BTreeMap<String, Vec<u64>>) -> Vec<Bar> {
    let mut bars: Vec<Bar> = sources
        .into_iter()
        .map(|(source, values)| Bar {
            query: Some(match source.as_str() {
                "" => query::written("source", ""),
                source => query::written("source", &format!("={source}")),
            }),
            name: if source.is_empty() {
                "no source".to_owned()
            } else {
                source
            },
            values,
            label: None,
        })
        .filter(|bar| bar.total() > 0)
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.total()));
    if bars.len() > MOST_SOURCES {
        let mut others = Bar {
            name: format!("{} others", bars.len() + 1 - MOST_SOURCES),
            ..Bar::default()
        };
        for bar in bars.drain(MOST_SOURCES - 1..) {
            add_to(&mut others.values, &bar.values);
        }
        bars.push(others);
    }
    bars
}

/// Bars for months or days, the latest; what has none comes first.
fn of_times(times: BTreeMap<String, Vec<u64>>, key: &str) -> Vec<Bar> {
    let from = times.len().saturating_sub(MOST_TIMES);
    times
        .into_iter()
        .skip(from)
        .map(|(time, values)| Bar {
            query: (!time.is_empty() || key == "date").then(|| query::written(key, &time)),
            name: if time.is_empty() { "no date".to_owned() } else { time },
            values,
            label: None,
        })
        .filter(|bar| bar.total() > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        annotation::State,
        labels,
        project::{Assigned, Labelled, LayerFacts, Mark, Query, facts::TextFacts},
        store::folder::Stamp,
    };

    fn article(name: &str, source: &str, labels: &[&str], made: u32) -> Arc<Facts> {
        let mut ids: Vec<LabelId> = labels.iter().map(LabelId::new).collect();
        ids.sort();
        ids.dedup();
        let mark = |(number, label): (usize, &&str)| Mark {
            start: number as u32 * 100,
            end: number as u32 * 100 + 30,
            made: made + number as u32 * 7,
            label: ids.iter().position(|id| id.as_str() == *label).unwrap_or_default() as u16,
            unsure: number == 0,
        };
        let marks: Vec<Mark> = labels.iter().enumerate().map(mark).collect();
        Arc::new(Facts {
            name: name.into(),
            stamp: Stamp::default(),
            read: Some(Ok(TextFacts {
                source: Some(source.into()),
                date: Some("2026-03-03".into()),
                length: 1000,
                ..TextFacts::default()
            })),
            layers: vec![LayerFacts {
                annotator: "ana".into(),
                stamp: Stamp::default(),
                read: Ok(Labelled {
                    state: State::Done,
                    document: [].into(),
                    labels: ids.into(),
                    marks: marks.into(),
                }),
            }],
        })
    }

    #[test]
    fn every_bar_counts_the_articles_behind_it() {
        let index = Index::of_articles(vec![
            article("a.txt", "News", &["fact", "fact", "opinion"], 1_772_615_551),
            article("b.txt", "Post", &["analysis"], 1_772_715_551),
            article("c.txt", "Post", &[], 0),
        ]);
        let stats = Stats::of(&index, &labels::built_in(), "ana");
        assert_eq!(
            (stats.articles, stats.done, stats.annotations, stats.unsure),
            (3, 3, 4, 2)
        );
        assert_eq!(stats.seconds, Some(7.0));
        let titles: Vec<_> = stats.charts.iter().map(|chart| chart.title.as_str()).collect();
        assert_eq!(titles.len(), 7, "{titles:?}");
        for chart in &stats.charts {
            for bar in &chart.bars {
                let Some(query) = &bar.query else { continue };
                let query = Query::parse(query).expect("a query");
                let behind: Vec<_> = index
                    .articles()
                    .iter()
                    .filter(|facts| query.matches(facts, "ana", &Assigned::default()))
                    .collect();
                assert!(!behind.is_empty() || bar.total() == 0, "{}: {}", chart.title, bar.name);
                if chart.unit == "articles" {
                    assert_eq!(behind.len() as u64, bar.total());
                }
            }
        }
        let of_post = stats
            .charts
            .iter()
            .find(|chart| chart.title.contains("source"))
            .expect("it is there");
        assert_eq!(of_post.bars[0].values, [2, 0, 1]);
    }

    #[test]
    fn what_differs_from_all_others_stands_out() {
        let mut articles: Vec<_> = (0..40)
            .map(|number| article(&format!("{number:02}.txt"), "News", &["fact"; 10], 1))
            .collect();
        articles.push(article("odd.txt", "News", &["opinion"; 10], 1));
        articles.push(article("empty.txt", "News", &[], 1));
        articles.sort_by(|one, other| one.name.cmp(&other.name));
        let stats = Stats::of(&Index::of_articles(articles), &labels::built_in(), "ana");
        let names: Vec<_> = stats.standouts.iter().map(|standout| standout.name.as_str()).collect();
        assert_eq!(names, ["odd.txt", "empty.txt"]);
        assert!(stats.standouts[0].why.contains("Opinion"), "{:?}", stats.standouts[0]);
    }
}
