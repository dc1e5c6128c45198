//! What of a project goes out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::{Assigned, Facts, Labelled, Query};
use crate::{
    annotation::State,
    article::UnitKind,
    exchange::Extras,
    labels::LabelId,
    store::home::{self, GOLD},
};

/// What of a project goes out: the same for every format. As it is by itself, everything does that somebody has labelled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// Whose labels.
    pub by: By,
    /// Which articles, as in the list.
    pub only: Query,
    /// Only articles in these splits, if any are named.
    pub splits: BTreeSet<String>,
    /// How far an annotator must have come with an article.
    pub stage: Stage,
    /// Only these labels, if any are named.
    pub labels: BTreeSet<LabelId>,
    /// Whether spans stay out that are doubted.
    pub without_unsure: bool,
    /// What becomes of units without a label.
    pub unlabelled: Unlabelled,
    /// Units that are labelled as a whole, each a document of its own, instead of spans: text classification.
    pub units: Option<UnitKind>,
    /// What only some formats can do.
    pub extras: Extras,
}

/// Whose labels go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Everybody's but those of the [gold](GOLD).
    #[default]
    Everybody,
    /// What adjudication has produced.
    Gold,
    /// Those of these annotators, by their names.
    These(Vec<String>),
}

/// How far an annotator must have come with an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Done with it.
    Done,
    /// Begun, at least.
    #[default]
    Begun,
    /// It does not matter: also articles that nobody has labelled, or wants to.
    Any,
}

/// What becomes of units without a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unlabelled {
    /// They are not mentioned.
    #[default]
    LeftOut,
    /// They have the label `none`.
    None,
}

impl By {
    /// Whether the labels of an annotator go out, by the name of the folder.
    pub(super) fn includes(&self, folder: &str) -> bool {
        match self {
            Self::Everybody => folder != GOLD,
            Self::Gold => folder == GOLD,
            Self::These(names) => names.iter().any(|name| home::folder_of(name) == folder),
        }
    }
}

impl Choice {
    /// The layers of an article that go out, by the folders of their annotators; `None` if the article does not.
    pub(super) fn layers<'a>(
        &self,
        facts: &'a Facts,
        assigned: &Assigned,
        counts: &mut LeftOut,
    ) -> Option<Vec<&'a str>> {
        let chosen: Vec<_> = facts
            .layers
            .iter()
            .filter(|layer| self.by.includes(&layer.annotator))
            .filter(|layer| !layer.read.as_ref().is_ok_and(Labelled::is_silent))
            .collect();
        let matches = |annotator: &str| self.only.matches(facts, annotator, assigned);
        let is_asked_for = match chosen.as_slice() {
            [] => matches(""),
            chosen => chosen.iter().any(|layer| matches(&layer.annotator)),
        };
        if !is_asked_for {
            counts.not_asked_for += 1;
            return None;
        }
        let all = chosen.len();
        let far_enough = |state: Option<State>| match (self.stage, state) {
            // What cannot be read is met, and told, when it is loaded.
            (Stage::Any, _) | (_, None) | (_, Some(State::Done)) => true,
            (Stage::Begun, Some(state)) => state != State::Skipped,
            (Stage::Done, Some(_)) => false,
        };
        let layers: Vec<&str> = chosen
            .into_iter()
            .filter(|layer| far_enough(layer.read.as_ref().ok().map(|labelled| labelled.state)))
            .map(|layer| &*layer.annotator)
            .collect();
        counts.layers += (all - layers.len()) as u64;
        if layers.is_empty() && self.stage != Stage::Any {
            counts.unlabelled += u64::from(all == 0);
            return None;
        }
        Some(layers)
    }
}

/// What was there but not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Articles that are not those asked for.
    pub not_asked_for: u64,
    /// Articles that nobody has labelled.
    pub unlabelled: u64,
    /// Layers that are not far enough.
    pub layers: u64,
    /// Spans with other labels.
    pub labels: u64,
    /// Spans that are doubted.
    pub unsure: u64,
    /// Spans that say that no label fits.
    pub none: u64,
    /// Spans that are smaller than half of a unit.
    pub small: u64,
    /// Units without a label.
    pub units: u64,
    /// Annotations whose words are no longer in their article.
    pub lost: u64,
}

impl LeftOut {
    /// What was left out here, and then there.
    pub fn add(&mut self, other: Self) {
        self.not_asked_for += other.not_asked_for;
        self.unlabelled += other.unlabelled;
        self.layers += other.layers;
        self.labels += other.labels;
        self.unsure += other.unsure;
        self.none += other.none;
        self.small += other.small;
        self.units += other.units;
        self.lost += other.lost;
    }

    /// Every count that is not nothing, with its name.
    pub fn named(self) -> impl Iterator<Item = (&'static str, u64)> {
        [
            ("articles that were not asked for", self.not_asked_for),
            ("articles that nobody has labelled", self.unlabelled),
            ("layers that are not done, or skipped", self.layers),
            ("spans with other labels", self.labels),
            ("spans that are unsure", self.unsure),
            ("spans that say that no label fits", self.none),
            ("spans smaller than half of a unit", self.small),
            ("units without a label", self.units),
            ("annotations whose words are no longer in the article", self.lost),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
    }
}
