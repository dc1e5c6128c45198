//! What journals say of a layer that was just read.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Places, other_text, places::Place, record::Record};
use crate::{
    annotation::{Edit, Event, History, Layer, Step},
    article::{Article, Text},
    store::{OnDisk, aside, atomic::Drive},
};

/// What a journal says of a layer file that was just read.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// What was done before, to be undone.
    pub history: History,
    /// What happened after the layer file was last written: a crash kept it from being saved.
    pub unsaved: Vec<Event>,
    /// How many steps were not saved and cannot be done again, as others have changed what they were about.
    pub lost: usize,
    /// Copies of journals that know more than is made of them here, as they will be begun anew.
    pub kept: Vec<PathBuf>,
    /// Such journals that could not be copied: they may not be begun anew.
    pub spared: Vec<PathBuf>,
    /// The highest number of a journal.
    pub number: u64,
}

/// A journal as it was read.
struct Read<'a> {
    records: Vec<Record<'a>>,
    /// Whether all of its lines were understood.
    is_whole: bool,
    /// Which it is of the journals of the layer.
    number: u64,
}

/// What one journal says.
struct Told {
    remembered: Remembered,
    /// Whether it knows of no later layer file.
    is_latest: bool,
}

impl Places {
    /// The highest number of a journal in these places.
    pub fn last_number(&self) -> u64 {
        let journals = self.iter().filter_map(Place::read);
        let first_line = |bytes: Vec<u8>| bytes.split(|byte| *byte == b'\n').next().map(<[u8]>::to_vec);
        let lines = journals.filter_map(|bytes| String::from_utf8(first_line(bytes)?).ok());
        lines
            .map(|line| number_of(Record::parse(&line).as_ref()))
            .max()
            .unwrap_or_default()
    }

    /// What the journals in these places say of `layer`, which was just read from the file that `on_disk` knows.
    ///
    /// Whatever is wrong with a journal, there is an answer: what cannot be used is left out.
    pub fn remember(&self, article: &Article, layer: &Layer, on_disk: &OnDisk) -> Remembered {
        let (mut kept, mut spared) = (Vec::new(), Vec::new());
        let found: Vec<(&Place, Vec<u8>)> = (self.iter()).filter_map(|place| Some((place, place.read()?))).collect();
        let texts: Vec<Cow<'_, str>> = found.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        let mut journals: Vec<Read<'_>> = texts.iter().map(|text| Read::of(text)).collect();
        for ((place, bytes), journal) in found.iter().zip(&journals) {
            if !journal.is_whole {
                match keep(&place.path, bytes) {
                    Some(copy) => kept.push(copy),
                    None => spared.push(place.path.clone()),
                }
            }
        }
        // Each is begun with all that those before it knew and that was not saved.
        let number = journals.iter().map(|journal| journal.number).max().unwrap_or_default();
        journals.retain(|journal| journal.number == number);
        let told: Vec<Told> = (journals.iter())
            .filter_map(|journal| told(journal, article, layer, on_disk))
            .collect();
        Remembered {
            kept,
            spared,
            number,
            ..match latest(told) {
                Some((known, true)) => known,
                // An older file was put back, or deleted: what was saved later stays away, and what never was is done again.
                Some((known, false)) => Remembered {
                    history: known.history,
                    ..rescued(&journals, article, layer).unwrap_or_default()
                },
                None => rescued(&journals, article, layer)
                    .or_else(|| of_other_text(&journals, article, layer, on_disk))
                    .unwrap_or_default(),
            }
        }
    }
}

impl<'a> Read<'a> {
    fn of(journal: &'a str) -> Self {
        let lines = journal.lines().count();
        let records: Vec<Record<'_>> = journal.lines().map_while(Record::parse).collect();
        Self {
            number: number_of(records.first()),
            // The last line may be half of one.
            is_whole: records.len() == lines || (records.len() + 1 == lines && !journal.ends_with('\n')),
            records,
        }
    }

    /// Whether it is of this text: what was done to another cannot be undone in this one.
    fn is_of(&self, article: &Article) -> bool {
        let of_another =
            |record: &Record<'_>| matches!(record, Record::Begin { article: of, .. } if of != article.sha256());
        !self.records.iter().any(of_another)
    }
}

/// The number of a journal that begins with a record.
fn number_of(first: Option<&Record<'_>>) -> u64 {
    match first {
        Some(Record::Begin { number, .. }) => *number,
        _ => 0,
    }
}

/// What those journals say that know the file, and whether none knows of a later one.
fn latest(told: Vec<Told>) -> Option<(Remembered, bool)> {
    let is_latest = told.iter().all(|told| told.is_latest);
    let known = told.into_iter().map(|told| told.remembered);
    let known = known.max_by_key(|remembered| (remembered.unsaved.len(), remembered.history.len()))?;
    Some((known, is_latest))
}

/// What the journals know that never came into a file.
fn rescued(journals: &[Read<'_>], article: &Article, layer: &Layer) -> Option<Remembered> {
    let rescued = journals
        .iter()
        .filter_map(|journal| rescued_by(journal, article, layer));
    rescued.max_by_key(|rescued| rescued.unsaved.len())
}

/// Copies a journal that has lines in it which are none that this version writes: a newer one may have written them.
fn keep(path: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let kept = aside::keep_beside(Drive::real(), path, "unread", bytes);
    let failed = |error: &_| tracing::warn!(%error, "a journal that cannot be understood is not kept");
    kept.inspect_err(failed).ok()
}

/// What a journal of the article as it was before it changed knows that never came into the file. What could be undone then
/// cannot be undone now.
fn of_other_text(journals: &[Read<'_>], article: &Article, layer: &Layer, on_disk: &OnDisk) -> Option<Remembered> {
    let mut unsaved = journals
        .iter()
        .filter(|journal| journal.is_whole && !journal.is_of(article))
        .filter_map(|journal| other_text::unsaved(journal.records.clone(), article, layer, on_disk));
    Some(Remembered {
        unsaved: vec![unsaved.next()?],
        ..Remembered::default()
    })
}

/// What a journal says, if it knows the file.
fn told(journal: &Read<'_>, article: &Article, layer: &Layer, on_disk: &OnDisk) -> Option<Told> {
    if !journal.is_of(article) {
        return None;
    }
    let mut records = journal.records.clone();
    let fingerprint = on_disk.fingerprint();
    let here = records.iter().rposition(|record| match record {
        Record::File { content } => *content == fingerprint,
        Record::Saving { content } => Some(content) == fingerprint.as_ref(),
        _ => false,
    })?;
    let mut after = records.split_off(here);
    // Nor may anything be done again where it is not known what came then.
    let is_latest = journal.is_whole
        && !after
            .iter()
            .skip(1)
            .any(|record| matches!(record, Record::File { content } if *content != fingerprint));
    if !is_latest {
        after.clear();
    }
    let remembered = Remembered {
        history: history(events(records, article.text(), layer)),
        unsaved: events(after, article.text(), layer),
        ..Remembered::default()
    };
    Some(Told { remembered, is_latest })
}

/// What a journal knows that never came into a file, when the file is not the last that it knows: as far as it fits, as new
/// steps.
fn rescued_by(journal: &Read<'_>, article: &Article, layer: &Layer) -> Option<Remembered> {
    if !journal.is_whole || !journal.is_of(article) {
        return None;
    }
    let mut records = journal.records.clone();
    let last = records
        .iter()
        .rposition(|record| matches!(record, Record::File { .. }))?;
    let after = events(records.split_off(last), article.text(), layer);
    let mut history = history(events(records, article.text(), layer));
    let (mut layer, mut rescued) = (layer.clone(), Remembered::default());
    for event in after {
        let step = match &event {
            Event::Done(step) => Some(Arc::clone(step)),
            Event::Undone => history.to_undo().cloned(),
            Event::Redone => history.to_redo().cloned(),
            // What others have written they have written themselves.
            Event::Foreign(_) | Event::Joined { .. } => None,
        };
        let edits = step.iter().flat_map(|_| history.edits_of(&event));
        let (fitting, others): (Vec<_>, Vec<_>) = edits.partition(|edit| layer.fits(edit) && layer.apply(edit).is_ok());
        history.record(&event);
        rescued.lost += usize::from(!others.iter().all(|edit| is_done(&layer, edit)));
        if let Some(step) = step.filter(|_| !fitting.is_empty()) {
            let name = step.name.clone();
            rescued
                .unsaved
                .push(Event::Done(Arc::new(Step { name, edits: fitting })));
        }
    }
    Some(rescued)
}

/// Whether a layer is as an edit would have it.
fn is_done(layer: &Layer, edit: &Edit) -> bool {
    match (edit.sides(), edit) {
        ((_, Some(after)), _) => layer.get(&after.id) == Some(after),
        ((Some(before), None), _) => layer.get(&before.id).is_none(),
        (_, Edit::About { after, .. }) => layer.about() == after,
        _ => true,
    }
}

fn history(events: Vec<Event>) -> History {
    let mut history = History::default();
    events.iter().for_each(|event| history.record(event));
    history
}

/// What happened, until something is told that cannot have been.
fn events(records: Vec<Record<'_>>, text: &Text, layer: &Layer) -> Vec<Event> {
    let happened = records.into_iter().filter(Record::is_event);
    happened.map_while(|record| record.into_event(text, layer)).collect()
}
