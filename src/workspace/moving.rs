//! Going from place to place, and selecting.

use super::{Document, Grain, Outcome, Press, Request, Selection, Workspace, stepping};
use crate::{
    annotation::{Annotation, AnnotationId},
    article::{ByteOffset, Span, UnitKind},
};

impl Workspace {
    /// Goes to the next unit, or the one before.
    pub(super) fn move_unit(&mut self, forward: bool) -> Outcome {
        if let Some(document) = self.document_mut().filter(|_| forward) {
            // The rest of something split comes before the next unit.
            let parts = document.cursor.parts.take().unwrap_or_default();
            if let Some((next, rest)) = parts.split_first() {
                document.cursor.unit = Some(*next);
                document.cursor.parts = Some(rest.to_vec());
                self.reveal_target();
                return Ok(());
            }
        }
        self.go_to_unit(|document| {
            let (kind, unit) = (document.cursor.kind, document.unit()?);
            if forward {
                stepping::next(document, kind, unit)
            } else {
                stepping::previous(document, kind, unit)
            }
        })
    }

    /// Goes to the first unit.
    pub(super) fn first_unit(&mut self) -> Outcome {
        self.go_to_unit(|document| stepping::unit_at(document, document.cursor.kind, ByteOffset::ZERO))
    }

    /// Goes to the last unit.
    pub(super) fn last_unit(&mut self) -> Outcome {
        self.go_to_unit(|document| stepping::unit_at(document, document.cursor.kind, document.text().end()))
    }

    /// Goes to the nearest unit after (or before) the current one that has no label.
    pub(super) fn go_to_unlabelled(&mut self, forward: bool) -> Outcome {
        let found = self.document().map(|document| {
            let kind = document.cursor.kind;
            let step = |unit: &Span| {
                if forward {
                    stepping::next(document, kind, *unit)
                } else {
                    stepping::previous(document, kind, *unit)
                }
            };
            let mut units = std::iter::successors(step(&document.unit()?), step);
            units.find(|unit| document.is_open(*unit))
        });
        match found {
            None => Ok(()),
            Some(None) => {
                let direction = if forward { "after" } else { "before" };
                Err(format!("Nothing unlabelled {direction} this place.").into())
            }
            Some(unit) => self.go_to_unit(|_| unit),
        }
    }

    /// Steps by larger or smaller units from here on.
    pub(super) fn set_unit_kind(&mut self, kind: UnitKind) -> Outcome {
        self.change_settings(|settings| settings.unit = kind);
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        document.cursor.kind = kind;
        let place = document.target().map(Span::start).unwrap_or_default();
        document.cursor.selection = None;
        document.cursor.annotation = None;
        document.go_to_unit_at(place);
        self.reveal_target();
        self.say(format!("Stepping by {}s", kind.name()));
        Ok(())
    }

    /// Steps by the next larger or smaller kind of unit.
    pub(super) fn resize_unit(&mut self, larger: bool) -> Outcome {
        let Some(kind) = self.document().map(|document| document.cursor.kind) else {
            return Ok(());
        };
        self.set_unit_kind(if larger { kind.larger() } else { kind.smaller() })
    }

    fn go_to_unit(&mut self, find: impl Fn(&Document) -> Option<Span>) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let found = find(document);
        document.cursor.unit = found.or(document.cursor.unit);
        document.cursor.caret = None;
        document.cursor.parts = None;
        document.cursor.just_labelled = None;
        document.cursor.selection = None;
        document.cursor.annotation = None;
        self.reveal_target();
        // What was said was about another place.
        self.say("");
        Ok(())
    }

    /// Selects the nearest annotation after (or before) the selected one or the current unit's start.
    pub(super) fn go_to_annotation(&mut self, forward: bool) -> Outcome {
        let Some(document) = self.document() else { return Ok(()) };
        let layer = document.layer();
        let (next, previous) = match (document.selected(), document.unit()) {
            (Some(selected), _) => {
                let index = layer.index_of(selected);
                (Some(index + 1), index.checked_sub(1))
            }
            (None, Some(unit)) => {
                let index = layer.starting_before(unit.start());
                (Some(index), index.checked_sub(1))
            }
            (None, None) => (None, None),
        };
        let found = if forward { next } else { previous }
            .and_then(|index| layer.nth(index))
            .map(|found| found.id.clone());
        match found {
            Some(id) => self.select(&id),
            None => Err(format!("No annotation {} this one.", if forward { "after" } else { "before" }).into()),
        }
    }

    /// Selects the next of the annotations that lie where the cursor is.
    pub(super) fn next_under_cursor(&mut self) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let under = match (document.cursor.caret, document.unit()) {
            (Some(caret), _) => under(document, caret),
            (None, Some(unit)) => innermost_first(document.layer().overlapping(unit)),
            (None, None) => Vec::new(),
        };
        let Some(next) = after(&under, document.cursor.annotation.as_ref()).cloned() else {
            return Err("There is no annotation here.".into());
        };
        let number = under.iter().position(|id| *id == next).unwrap_or_default() + 1;
        document.cursor.selection = None;
        let label = document.layer().get(&next).map(|annotation| &annotation.label);
        let name = label.map_or("", |label| document.labels().name_of(label));
        let said = format!("{number} of {} here: {name}", under.len());
        document.cursor.annotation = Some(next);
        self.reveal_target();
        self.say(said);
        Ok(())
    }

    /// Selects an annotation and goes there.
    pub(super) fn select(&mut self, id: &AnnotationId) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let Some(span) = document.layer().get(id).map(|annotation| annotation.span) else {
            return Ok(());
        };
        document.cursor.annotation = Some(id.clone());
        document.cursor.selection = None;
        document.go_to_unit_at(span.start());
        self.reveal_target();
        Ok(())
    }

    /// Drops the selection, or closes what is open.
    pub(super) fn back(&mut self) -> Outcome {
        if matches!(self.dialog, Some(super::Dialog::Columns)) {
            // No answer is an answer: the table stays out, and the rest comes in.
            return self.choose_columns(None);
        }
        match self.dialog {
            // No answer brings nothing in.
            Some(super::Dialog::LabelsFound) => return self.answer_labels(None),
            // Who does not name a path is still thinking about the export.
            Some(super::Dialog::Path(super::PathFor::ExportFolder | super::PathFor::ExportFile(_))) => {
                self.dialog = Some(super::Dialog::Export);
                return Ok(());
            }
            _ => {}
        }
        if self.close_dialog() || self.leave_view() {
            return Ok(());
        }
        let found = self.close_find();
        let aimed = std::mem::take(&mut self.aims_at_article);
        let selected = self
            .document()
            .is_some_and(|document| document.selected().is_some() || document.selection().is_some());
        if aimed {
            self.say("");
        } else if !found && !selected && self.armed.take().is_some() {
            self.say("Dragging selects");
        }
        if let Some(document) = self.document_mut() {
            document.cursor.selection = None;
            document.cursor.annotation = None;
        }
        self.request(Request::FocusText);
        Ok(())
    }

    // --- the pointer -------------------------------------------------------------------------------------

    /// Begins a selection, or goes on with one.
    pub(super) fn press(&mut self, press: Press) -> Outcome {
        let trim = self.settings().trim;
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let grain = match press.count {
            0 | 1 if press.exact => Grain::Character,
            0 | 1 => Grain::WordOnDrag,
            2 => Grain::Word,
            3 => Grain::Sentence,
            _ => Grain::Paragraph,
        };
        if let Some((id, other_end)) = grasped(document, press) {
            document.cursor.resizing = Some(id);
            document.cursor.selection = Some(Selection {
                anchor: other_end,
                head: press.at,
                grain,
                trim,
            });
            return Ok(());
        }
        let begun = document.cursor.selection.filter(|_| press.extend);
        let anchor = begun.map(|selection| {
            if press.at < selection.anchor.min(selection.head) {
                selection.anchor.max(selection.head)
            } else {
                selection.anchor.min(selection.head)
            }
        });
        let unit_start = document.unit().filter(|_| press.extend).map(Span::start);
        let again = document.cursor.caret == Some(press.at) && press.count == 1;
        document.cursor.clicked = document.cursor.annotation.take().filter(|_| again);
        document.cursor.caret = None;
        document.cursor.selection = Some(Selection {
            anchor: anchor.or(unit_start).unwrap_or(press.at),
            head: press.at,
            grain,
            trim,
        });
        Ok(())
    }

    /// Moves the free end of the selection.
    pub(super) fn drag(&mut self, to: ByteOffset, exact: bool) -> Outcome {
        if let Some(selection) = self
            .document_mut()
            .and_then(|document| document.cursor.selection.as_mut())
        {
            selection.head = to;
            match selection.grain {
                Grain::WordOnDrag if exact => selection.grain = Grain::Character,
                Grain::Character if !exact => selection.grain = Grain::WordOnDrag,
                _ => {}
            }
        }
        Ok(())
    }

    /// Ends a selection. If it holds nothing it was a click: that selects the innermost annotation there, or else
    /// makes the unit there the current one.
    pub(super) fn release(&mut self) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let Some(selection) = document.cursor.selection else {
            return Ok(());
        };
        if let Some(id) = document.cursor.resizing.take() {
            let span = document.selection();
            document.cursor.selection = None;
            document.cursor.annotation = None;
            return self.resize(&id, span, selection);
        }
        document.go_to_unit_at(selection.anchor.min(selection.head));
        if document.selection().is_none() {
            document.cursor.selection = None;
            let under = under(document, selection.head);
            // Once more at one place takes the next of those that lie there.
            let clicked = document.cursor.clicked.take();
            document.cursor.annotation = after(&under, clicked.as_ref()).cloned();
            document.cursor.caret = Some(selection.head);
        }
        let dragged = matches!(selection.grain, Grain::Character | Grain::WordOnDrag);
        if dragged && document.selection().is_some() {
            return self.label_dragged();
        }
        Ok(())
    }

    /// Makes what lies at a place what commands are about; a selection around it stays.
    pub(super) fn point_at(&mut self, at: ByteOffset) -> Outcome {
        let selected = self.document().and_then(Document::selection);
        if selected.is_some_and(|selection| selection.contains(at)) {
            return Ok(());
        }
        self.press(Press {
            at,
            count: 1,
            extend: false,
            exact: false,
        })?;
        self.release()
    }

    /// Makes a place the current one, and shows it.
    pub(super) fn go_to(&mut self, place: Span) {
        if let Some(document) = self.document_mut() {
            document.cursor.selection = None;
            document.cursor.annotation = None;
            document.go_to_unit_at(place.start());
            // A place that is no unit is only found again if what lies there is selected.
            if document.unit().is_some_and(|unit| unit != place) {
                let there = document
                    .layer()
                    .exactly(place)
                    .next()
                    .map(|annotation| annotation.id.clone());
                document.cursor.annotation = there;
            }
        }
        self.reveal_target();
    }
}

/// The annotation of which a press takes an end, and the place of its other end: the selected one alone can be so taken.
fn grasped(document: &Document, press: Press) -> Option<(AnnotationId, ByteOffset)> {
    let selected = document.selected().filter(|_| press.count == 1 && !press.extend)?;
    if document.read_only().is_some() {
        return None;
    }
    let (start, end) = (selected.span.start(), selected.span.end());
    let other_end = match press.at {
        at if at == start => end,
        at if at == end => start,
        _ => return None,
    };
    Some((selected.id.clone(), other_end))
}

/// The annotations around a gap between characters, the innermost first: those around the character after it, or else
/// around the one before it.
fn under(document: &Document, at: ByteOffset) -> Vec<AnnotationId> {
    let text = document.text();
    let before = text.floor(ByteOffset::new(at.get().saturating_sub(1)));
    let after = text.floor(ByteOffset::new(at.get() + 4)).max(at);
    let Ok(around) = text.span(before, after) else {
        return Vec::new();
    };
    let near = document.layer().overlapping(around);
    let (around, ending): (Vec<_>, Vec<_>) = near
        .into_iter()
        .filter(|annotation| annotation.span.contains(at) || annotation.span.end() == at)
        .partition(|annotation| annotation.span.contains(at));
    innermost_first(if around.is_empty() { ending } else { around })
}

fn innermost_first(mut annotations: Vec<&Annotation>) -> Vec<AnnotationId> {
    annotations.sort_by_key(|annotation| annotation.span.byte_len());
    annotations
        .into_iter()
        .map(|annotation| annotation.id.clone())
        .collect()
}

/// The one after `id`, or the first.
fn after<'a>(ids: &'a [AnnotationId], id: Option<&AnnotationId>) -> Option<&'a AnnotationId> {
    let here = ids.iter().position(|other| Some(other) == id);
    here.and_then(|here| ids.get(here + 1)).or(ids.first())
}
