//! Going from place to place, and selecting.

use super::{Document, Grain, Outcome, Press, Request, Selection, Workspace};
use crate::{
    annotation::AnnotationId,
    article::{ByteOffset, Span},
};

impl Workspace {
    /// Moves the current unit by `by`, or to the first or last if that is nearer.
    pub(super) fn move_unit(&mut self, by: isize) -> Outcome {
        self.to_unit(|document| {
            let last = document.units().spans().len().checked_sub(1)?;
            // From a selection or an annotation the arrows first go back to the unit it is in.
            Some(document.cursor.unit.saturating_add_signed(by).min(last))
        })
    }

    /// Goes to the first unit.
    pub(super) fn first_unit(&mut self) -> Outcome {
        self.to_unit(|document| document.units().get(0).map(|_| 0))
    }

    /// Goes to the last unit.
    pub(super) fn last_unit(&mut self) -> Outcome {
        self.to_unit(|document| document.units().spans().len().checked_sub(1))
    }

    /// Goes to the nearest unit after (or before) the current one that has no label.
    pub(super) fn to_unlabelled(&mut self, forward: bool) -> Outcome {
        let free = |document: &Document, index: &usize| {
            document
                .units()
                .get(*index)
                .is_some_and(|unit| document.layer().overlapping(unit).is_empty())
        };
        let found = self.document().map(|document| {
            let here = document.cursor.unit;
            if forward {
                (here + 1..document.units().spans().len()).find(|index| free(document, index))
            } else {
                (0..here).rev().find(|index| free(document, index))
            }
        });
        match found {
            None => Ok(()),
            Some(None) => {
                let direction = if forward { "after" } else { "before" };
                Err(format!("No unlabelled sentence {direction} this one.").into())
            }
            Some(index) => self.to_unit(|_| index),
        }
    }

    fn to_unit(&mut self, find: impl Fn(&Document) -> Option<usize>) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let Some(unit) = find(document) else { return Ok(()) };
        document.cursor.unit = unit;
        document.cursor.selection = None;
        document.cursor.annotation = None;
        self.reveal_target();
        Ok(())
    }

    /// Selects the nearest annotation after (or before) the selected one or the current unit's start.
    pub(super) fn to_annotation(&mut self, forward: bool) -> Outcome {
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
        move_unit_to(document, span.start());
        self.reveal_target();
        Ok(())
    }

    /// Drops the selection, or closes what is open.
    pub(super) fn back(&mut self) -> Outcome {
        if self.close_dialog() {
            return Ok(());
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
        let begun = document.cursor.selection.filter(|_| press.extend);
        let anchor = begun.map(|selection| {
            if press.at < selection.anchor.min(selection.head) {
                selection.anchor.max(selection.head)
            } else {
                selection.anchor.min(selection.head)
            }
        });
        let unit_start = document.unit().filter(|_| press.extend).map(Span::start);
        document.cursor.annotation = None;
        document.cursor.selection = Some(Selection {
            anchor: anchor.or(unit_start).unwrap_or(press.at),
            head: press.at,
            grain,
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
        move_unit_to(document, selection.anchor.min(selection.head));
        if document.selection().is_none() {
            document.cursor.selection = None;
            document.cursor.annotation = innermost(document, selection.head);
        }
        Ok(())
    }

    /// Makes a place the current one, and shows it.
    pub(super) fn go_to(&mut self, place: Span) {
        if let Some(document) = self.document_mut() {
            document.cursor.selection = None;
            document.cursor.annotation = None;
            move_unit_to(document, place.start());
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

fn move_unit_to(document: &mut Document, at: ByteOffset) {
    document.cursor.unit = document.units().index_at(at).unwrap_or_default();
}

/// The shortest annotation around a gap between characters: around the character after it, or else before it.
fn innermost(document: &Document, at: ByteOffset) -> Option<AnnotationId> {
    let text = document.text();
    let before = text.floor(ByteOffset::new(at.get().saturating_sub(1)));
    let after = text.floor(ByteOffset::new(at.get() + 4)).max(at);
    let near = document.layer().overlapping(text.span(before, after).ok()?);
    let shortest = |on: &dyn Fn(Span) -> bool| {
        near.iter()
            .filter(|annotation| on(annotation.span))
            .min_by_key(|annotation| annotation.span.byte_len())
    };
    let found = shortest(&|span| span.contains(at)).or_else(|| shortest(&|span| span.end() == at))?;
    Some(found.id.clone())
}
