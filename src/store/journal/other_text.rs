//! What a journal knows that never came into the layer file, when the article has changed since too: the program was
//! ended, and then the text was edited.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use super::record::{Entry, Record};
use crate::{
    annotation::{About, AnnotationId, Edit, Event, Layer, LostList, Step},
    article::Article,
    store::{OnDisk, checker::Checker, parse::RowIn, reanchored::find_again},
};

/// What brings into `layer` what was not saved. The layer was just read from the file that `on_disk` knows, and its
/// annotations were found again in the text of `article`; the `records` are of a journal of the text as it was. `None` if all
/// was saved.
pub(super) fn unsaved(
    mut records: Vec<Record<'_>>,
    article: &Article,
    layer: &Layer,
    on_disk: &OnDisk,
) -> Option<Event> {
    let last = records
        .iter()
        .rposition(|record| matches!(record, Record::File { .. }))?;
    let after = records.split_off(last);
    let is_this = |record: &Record<'_>| matches!(record, Record::File { content } if *content == on_disk.fingerprint());
    if !after.first().is_some_and(is_this) {
        return None;
    }
    let mut replay = Replay::default();
    records.into_iter().for_each(|record| replay.play(record));
    // That is in the file.
    replay.rows.clear();
    replay.abouts.clear();
    after.into_iter().for_each(|record| replay.play(record));
    let edits = replay.edits(article, layer);
    let name = "What was not saved".to_owned();
    (!edits.is_empty()).then(|| Event::Done(Arc::new(Step { name, edits })))
}

/// What the records of a journal do to the rows of a layer file, whatever the text.
#[derive(Default)]
struct Replay<'a> {
    done: Vec<Rc<Vec<Entry<'a>>>>,
    undone: Vec<Rc<Vec<Entry<'a>>>>,
    /// What became of rows, by their ids: `None` if they are gone.
    rows: BTreeMap<String, Option<RowIn<'a>>>,
    abouts: Vec<(Arc<About>, Arc<About>)>,
}

impl<'a> Replay<'a> {
    fn play(&mut self, record: Record<'a>) {
        match record {
            Record::Step { edits, .. } => {
                let edits = Rc::new(edits);
                edits.iter().for_each(|entry| self.forward(entry));
                self.undone.clear();
                self.done.push(edits);
            }
            Record::Undo => {
                if let Some(edits) = self.done.pop() {
                    edits.iter().rev().for_each(|entry| self.backward(entry));
                    self.undone.push(edits);
                }
            }
            Record::Redo => {
                if let Some(edits) = self.undone.pop() {
                    edits.iter().for_each(|entry| self.forward(entry));
                    self.done.push(edits);
                }
            }
            Record::Joined { count, .. } => {
                let from = self.done.len().saturating_sub(count);
                let edits = self.done.drain(from..).flat_map(|edits| edits.to_vec()).collect();
                self.done.push(Rc::new(edits));
            }
            // What others have written they have written themselves.
            Record::Foreign { .. } | Record::Begin { .. } | Record::File { .. } | Record::Saving { .. } => {}
        }
    }

    fn forward(&mut self, entry: &Entry<'a>) {
        match entry {
            Entry::Add(row) => self.put(row),
            Entry::Remove(row) => self.take(row),
            Entry::Change { before, after } => {
                self.take(before);
                self.put(after);
            }
            Entry::About(before, after) => self.abouts.push((Arc::clone(before), Arc::clone(after))),
        }
    }

    fn backward(&mut self, entry: &Entry<'a>) {
        match entry {
            Entry::Add(row) => self.take(row),
            Entry::Remove(row) => self.put(row),
            Entry::Change { before, after } => {
                self.take(after);
                self.put(before);
            }
            Entry::About(before, after) => self.abouts.push((Arc::clone(after), Arc::clone(before))),
        }
    }

    fn put(&mut self, row: &RowIn<'a>) {
        self.rows.insert(row.id.clone().into_owned(), Some(row.clone()));
    }

    fn take(&mut self, row: &RowIn<'a>) {
        self.rows.insert(row.id.clone().into_owned(), None);
    }

    /// The edits that do the same to a layer of another text.
    fn edits(self, article: &Article, layer: &Layer) -> Vec<Edit> {
        let (mut layer, mut edits) = (layer.clone(), Vec::new());
        let mut make = |layer: &mut Layer, edit: Edit| {
            if layer.fits(&edit) && layer.apply(&edit).is_ok() {
                edits.push(edit);
            }
        };
        for (before, after) in self.abouts {
            make(&mut layer, Edit::About { before, after });
        }
        let ids: Vec<String> = self.rows.keys().cloned().collect();
        let rows = self.rows.into_values().flatten().collect();
        let about = Arc::clone(layer.about());
        let checker = Checker {
            text: article.text(),
            about: &about,
            same_text: false,
        };
        let (checked, lost, _) = find_again(&checker, rows, Vec::new());
        let lost = LostList::new(lost.into_iter().map(|unplaced| unplaced.lost));
        let (found, _) = checked.layer(About::default());
        for id in ids.iter().map(AnnotationId::new) {
            match (layer.get(&id).cloned(), found.get(&id).cloned()) {
                (None, Some(after)) => make(&mut layer, Edit::Add(after)),
                (Some(before), Some(after)) => make(&mut layer, Edit::Change { before, after }),
                (Some(before), None) => make(&mut layer, Edit::Remove(before)),
                (None, None) => {}
            }
        }
        let is_here = |id: &AnnotationId| ids.iter().any(|other| other == id.as_str());
        let lost = lost.with(&about.lost.filtered(|lost| !is_here(&lost.id)));
        if lost != about.lost {
            let after = Arc::new(About {
                lost,
                ..About::clone(&about)
            });
            make(&mut layer, Edit::About { before: about, after });
        }
        edits
    }
}
