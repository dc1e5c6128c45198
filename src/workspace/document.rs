//! The open article: its annotations, what was done to them, and where the annotator is.

mod saving;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;

use super::{Changes, Selection, Tally, elsewhere::Kept, opening::Order, stepping, tally::Cover};
use crate::{
    annotation::{Annotation, AnnotationId, Edit, EditError, Event, History, Layer, Step},
    article::{Article, ByteOffset, Span, Text, UnitKind, Units, headline},
    labels::{LabelId, LabelSet},
    store::{Fault, Header, Places, Saver},
};

/// An open article.
///
/// Annotations change only through [`Document::perform`], [`Document::undo`] and [`Document::redo`]: they keep the
/// layer, its tally and the file on disk together.
pub struct Document {
    parts: Parts,
    headline: Option<Span>,
    history: History,
    changes: Changes,
    /// What has become of the article's file.
    file: TextFile,
    /// The last copy that was written elsewhere.
    kept: Option<Kept>,
    /// How often the thread that saves was started anew after an error of the program.
    mended: u8,
    /// Where the annotator is.
    pub cursor: Cursor,
}

/// What has become of the file of an article since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFile {
    /// It has the text that is shown.
    AsRead,
    /// It has another text.
    Changed,
    /// It was renamed, moved or deleted.
    Gone,
}

/// Where the annotator is. What a label would go to is, first of these: the selected annotation, the selection, the
/// unit.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    /// What the annotator steps by.
    pub kind: UnitKind,
    /// The current unit.
    pub unit: Option<Span>,
    /// What is marked with the pointer.
    pub selection: Option<Selection>,
    /// The selected annotation.
    pub annotation: Option<AnnotationId>,
    /// The annotation that was selected where the pointer is pressed again.
    pub clicked: Option<AnnotationId>,
    /// The annotation that was just made or changed, until the cursor is moved.
    pub just_labelled: Option<AnnotationId>,
    /// The annotation of which an end is dragged.
    pub resizing: Option<AnnotationId>,
    /// Where the pointer was last clicked: where a split cuts.
    pub caret: Option<ByteOffset>,
    /// While the current unit is a part of something that was split: the parts that come after it.
    pub parts: Option<Vec<Span>>,
    /// The lost annotation that is chosen to be placed or dropped.
    pub lost: Option<AnnotationId>,
}

/// What a [`Document`] is made of.
pub(super) struct Parts {
    /// How it was opened.
    pub order: Order,
    pub article: Article,
    pub units: Arc<Units>,
    pub tally: Tally,
    /// Where to go on labelling.
    pub to_do: Option<Span>,
    pub layer: Layer,
    pub header: Header,
    pub faults: Vec<Fault>,
    pub notices: Vec<String>,
    pub access: Access,
    pub layer_path: PathBuf,
    pub saver: Option<Arc<Saver>>,
    /// What was done before, to be undone.
    pub history: History,
    /// Where the journal is kept.
    pub journals: Places,
}

/// Whether annotations can be changed.
pub(super) enum Access {
    /// They can.
    Writable,
    /// They cannot, and why.
    ReadOnly(String),
    /// They cannot as long as another window has them open; who.
    Taken(String),
    /// Not yet: they are still being read, and the layer has none.
    Loading,
}

impl Document {
    pub(super) fn new(mut parts: Parts) -> Self {
        let mut document = Self {
            headline: headline(parts.article.text()),
            history: std::mem::take(&mut parts.history),
            changes: match parts.access {
                Access::Loading => Changes::default(),
                _ => Changes::after_reading(),
            },
            kept: None,
            parts,
            file: TextFile::AsRead,
            mended: 0,
            cursor: Cursor::default(),
        };
        document.cursor.unit = document.parts.units.at(ByteOffset::ZERO);
        document
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.parts.article
    }

    /// The article's text.
    pub fn text(&self) -> &Arc<Text> {
        self.parts.article.text()
    }

    /// The line of the text that is its headline.
    pub fn headline(&self) -> Option<Span> {
        self.headline
    }

    /// What the cursor steps by.
    pub fn units(&self) -> &Units {
        &self.parts.units
    }

    /// All annotations.
    pub fn layer(&self) -> &Layer {
        &self.parts.layer
    }

    /// The steps that can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The last edits, and how many there were.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// How much is labelled.
    pub fn tally(&self) -> &Tally {
        &self.parts.tally
    }

    /// What is kept beside the annotations: metadata, annotator.
    pub fn header(&self) -> &Header {
        &self.parts.header
    }

    /// The labels in use.
    pub fn labels(&self) -> &LabelSet {
        &self.parts.layer.about().labels
    }

    /// What is wrong in the annotation file.
    pub fn faults(&self) -> &[Fault] {
        &self.parts.faults
    }

    /// What the annotator should know although nothing is wrong.
    pub fn notices(&self) -> &[String] {
        &self.parts.notices
    }

    /// Why nothing can be changed, if so.
    pub fn read_only(&self) -> Option<&str> {
        match &self.parts.access {
            Access::Writable => None,
            Access::ReadOnly(why) | Access::Taken(why) => Some(why),
            Access::Loading => Some("The annotations are still being read; a moment."),
        }
    }

    /// Whether the file of the article has another text by now than the one that is shown.
    pub fn is_outdated(&self) -> bool {
        self.file == TextFile::Changed
    }

    /// Whether the file of the article is no longer there.
    pub fn is_gone(&self) -> bool {
        self.file == TextFile::Gone
    }

    pub(super) fn set_file(&mut self, file: TextFile) {
        self.file = file;
    }

    /// Whether the annotations are still being read. The layer has none of them yet.
    pub fn is_loading(&self) -> bool {
        matches!(self.parts.access, Access::Loading)
    }

    /// Whether another window has the annotations open, so that they cannot be changed here.
    pub fn is_taken(&self) -> bool {
        matches!(self.parts.access, Access::Taken(_))
    }

    /// Whether this is the text of another document, which was shown before its annotations were read or could be changed.
    pub(super) fn continues(&self, other: &Self) -> bool {
        (other.is_loading() || other.is_taken()) && Arc::ptr_eq(self.text(), other.text())
    }

    /// How it was opened.
    pub(super) fn order(&self) -> &Order {
        &self.parts.order
    }

    /// Stays without annotations that could not be read.
    pub(super) fn stay_read_only(&mut self, why: String) {
        self.parts.access = Access::ReadOnly(why);
    }

    /// The file that the annotations are kept in; it need not exist yet.
    pub fn layer_path(&self) -> &Path {
        &self.parts.layer_path
    }

    // --- places ------------------------------------------------------------------------------------------

    /// The current unit.
    pub fn unit(&self) -> Option<Span> {
        self.cursor.unit
    }

    /// The index of the sentence that the current unit is in or begins with, and how many there are; `None` while they
    /// are still being counted.
    pub fn sentence_of(&self) -> Option<(usize, usize)> {
        let start = self.cursor.unit.map(Span::start).unwrap_or_default();
        let units = &self.parts.units;
        units.index_at(start).zip(units.count())
    }

    /// The language of the article, as a BCP 47 tag.
    pub fn language(&self) -> Option<&str> {
        self.parts.header.metadata.language.as_deref()
    }

    /// Makes the unit at a place the current one.
    pub(super) fn go_to_unit_at(&mut self, at: ByteOffset) {
        self.cursor.unit = stepping::unit_at(self, self.cursor.kind, at);
        self.cursor.parts = None;
        self.cursor.just_labelled = None;
    }

    /// Where there was something to label when the article was opened.
    pub(super) fn to_do(&self) -> Option<Span> {
        self.parts.to_do
    }

    /// The selected annotation.
    pub fn selected(&self) -> Option<&Annotation> {
        self.parts.layer.get(self.cursor.annotation.as_ref()?)
    }

    /// The span marked with the pointer.
    pub fn selection(&self) -> Option<Span> {
        self.cursor.selection?.span(self.text(), &self.parts.units)
    }

    /// Whether there is something left to do in a unit: it has no label, or, where all must be covered, not exactly one.
    pub fn is_open(&self, unit: Span) -> bool {
        let cover = Cover::of(self.text(), self.layer(), unit);
        if self.layer().about().coverage {
            !cover.is_settled
        } else {
            !cover.is_labelled
        }
    }

    /// What a label would go to.
    pub fn target(&self) -> Option<Span> {
        self.selected()
            .map(|annotation| annotation.span)
            .or_else(|| self.selection())
            .or_else(|| self.unit())
    }

    /// What a note or a doubt would go to: the selected annotation, else one of exactly the current unit, else the
    /// one just labelled, as labelling a unit steps on from it.
    pub fn annotation_at_hand(&self) -> Option<&Annotation> {
        self.selected()
            .or_else(|| self.parts.layer.exactly(self.unit()?).next())
            .or_else(|| self.parts.layer.get(self.cursor.just_labelled.as_ref()?))
    }

    // --- changes -----------------------------------------------------------------------------------------

    /// Makes the changes of a step, remembers how to undo it, and hands it to the thread that saves.
    pub(super) fn perform(&mut self, name: String, edits: Vec<Edit>) -> Result<(), EditError> {
        self.happen(Event::Done(Arc::new(Step { name, edits })))
    }

    /// Takes the last step back and gives it; `None` if there is none.
    pub(super) fn undo(&mut self) -> Result<Option<Arc<Step>>, EditError> {
        let step = self.history.to_undo().cloned();
        if step.is_some() {
            self.happen(Event::Undone)?;
        }
        Ok(step)
    }

    /// Does the last undone step again and gives it; `None` if there is none.
    pub(super) fn redo(&mut self) -> Result<Option<Arc<Step>>, EditError> {
        let step = self.history.to_redo().cloned();
        if step.is_some() {
            self.happen(Event::Redone)?;
        }
        Ok(step)
    }

    /// Makes the last steps one.
    pub(super) fn join_steps(&mut self, count: usize, name: String) -> Result<(), EditError> {
        if count > 1 {
            self.happen(Event::Joined { count, name })?;
        }
        Ok(())
    }

    /// The one way in which anything about the annotations changes.
    pub(super) fn happen(&mut self, event: Event) -> Result<(), EditError> {
        self.apply(&event)?;
        if let Some(saver) = &self.parts.saver {
            saver.happened(event);
        }
        Ok(())
    }

    /// Takes over what others did to the file, as far as it was not changed here too in the meantime.
    pub(super) fn take_over_foreign(&mut self) -> bool {
        let foreign = self.saver().map(|saver| saver.take_foreign()).unwrap_or_default();
        for edits in &foreign {
            // The thread that saves has them already.
            if let Err(error) = self.apply(&Event::Foreign(Arc::clone(edits))) {
                tracing::error!(%error, "what others did does not fit");
            }
        }
        !foreign.is_empty()
    }

    /// Lets something happen to the layer, and keeps the tally and all else true.
    fn apply(&mut self, event: &Event) -> Result<(), EditError> {
        let mut edits = self.history.edits_of(event);
        if !matches!(event, Event::Done(_)) && !edits.iter().all(|edit| self.parts.layer.fits(edit)) {
            edits = fitting(&self.parts.layer, edits);
        }
        let (
            Parts {
                tally,
                layer,
                units,
                article,
                ..
            },
            history,
        ) = (&mut self.parts, &mut self.history);
        let before = tally.clone();
        if let Err(error) = tally.follow(article.text(), layer, units, &edits, |layer| {
            history.happen(layer, event)
        }) {
            *tally = before;
            return Err(error);
        }
        if self.selected().is_none() {
            self.cursor.annotation = None;
        }
        self.changes.record(&edits);
        Ok(())
    }

    /// Changes what is kept beside the annotations.
    pub(super) fn set_header(&mut self, header: Header) {
        self.parts.header = header;
        if let Some(saver) = &self.parts.saver {
            saver.header(self.parts.header.clone());
        }
    }

    /// Cuts the text otherwise; the cursor stays at its place.
    pub(super) fn set_units(&mut self, units: Arc<Units>, tally: Tally) {
        let place = self.unit().map(Span::start);
        self.parts.units = units;
        self.parts.tally = tally;
        self.go_to_unit_at(place.unwrap_or_default());
    }

    /// A new annotation of `span`, not yet in the layer. Its id is none of those `taken`, and is added to them.
    pub(super) fn new_annotation(
        &self,
        span: Span,
        label: LabelId,
        now: Timestamp,
        taken: &mut HashSet<AnnotationId>,
    ) -> Annotation {
        let mut id = self.parts.layer.fresh_id();
        while !taken.insert(id.clone()) {
            id = self.parts.layer.fresh_id();
        }
        Annotation {
            id,
            span,
            label,
            second: None,
            note: None,
            unsure: false,
            origin: None,
            made: now,
            changed: None,
            moved: None,
        }
    }
}

/// The edits that fit a layer, one after the other.
fn fitting(layer: &Layer, edits: Vec<Edit>) -> Vec<Edit> {
    let mut layer = layer.clone();
    edits
        .into_iter()
        .filter(|edit| layer.fits(edit) && layer.apply(edit).is_ok())
        .collect()
}
