//! Undo and redo, without limit.

use std::sync::Arc;

use super::{Edit, EditError, Layer};
use crate::article::Span;

/// What a person did in one go: undone and redone as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it did, for the status bar: "Labelled as Fact".
    pub name: String,
    /// The changes, in the order in which they were made. Never empty.
    pub edits: Vec<Edit>,
}

impl Step {
    /// The part of the text in which it changed something.
    pub fn place(&self) -> Option<Span> {
        self.edits.iter().filter_map(Edit::place).reduce(Span::hull)
    }

    /// The edits that take the step back, in the order in which to make them.
    pub fn inverse_edits(&self) -> Vec<Edit> {
        self.edits.iter().rev().map(Edit::inverse).collect()
    }
}

/// Something that happens to a layer, as a journal tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A step was done; what had been undone before can no longer be redone.
    Done(Arc<Step>),
    /// The last step was undone.
    Undone,
    /// The last undone step was done again.
    Redone,
    /// Others have changed the layer: what of it fits is taken over. It is no step, and cannot be undone.
    Foreign(Arc<[Edit]>),
    /// The last `count` steps are from now on one.
    Joined {
        /// How many, at least 2.
        count: usize,
        /// What they did together.
        name: String,
    },
}

/// What was done to a layer, so that it can be undone and redone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Arc<Step>>,
    undone: Vec<Arc<Step>>,
}

impl History {
    /// Makes something happen to a layer, and remembers it.
    ///
    /// # Errors
    /// If it does not fit what the layer holds; then layer and history are as they were.
    pub fn happen(&mut self, layer: &mut Layer, event: &Event) -> Result<(), EditError> {
        match event {
            Event::Done(step) => apply_all(layer, &step.edits)?,
            // What others have changed since stays as they have it; the rest is undone.
            Event::Undone => {
                if let Some(step) = self.done.last() {
                    apply_fitting(layer, &step.inverse_edits())?;
                }
            }
            Event::Redone => {
                if let Some(step) = self.undone.last() {
                    apply_fitting(layer, &step.edits)?;
                }
            }
            Event::Foreign(edits) => apply_fitting(layer, edits)?,
            Event::Joined { .. } => {}
        }
        self.record(event);
        Ok(())
    }

    /// The edits that an event makes of what was done so far.
    pub fn edits_of(&self, event: &Event) -> Vec<Edit> {
        match event {
            Event::Done(step) => step.edits.clone(),
            Event::Undone => self.to_undo().map(|step| step.inverse_edits()).unwrap_or_default(),
            Event::Redone => self.to_redo().map(|step| step.edits.clone()).unwrap_or_default(),
            Event::Foreign(edits) => edits.to_vec(),
            Event::Joined { .. } => Vec::new(),
        }
    }

    /// Remembers something that has happened to a layer.
    pub fn record(&mut self, event: &Event) {
        match event {
            Event::Done(step) => {
                self.undone.clear();
                self.done.push(Arc::clone(step));
            }
            Event::Undone => self.undone.extend(self.done.pop()),
            Event::Redone => self.done.extend(self.undone.pop()),
            Event::Foreign(_) => {}
            Event::Joined { count, name } => {
                let from = self.done.len().saturating_sub(*count);
                let edits = self.done.drain(from..).flat_map(|step| step.edits.clone()).collect();
                self.done.push(Arc::new(Step {
                    name: name.clone(),
                    edits,
                }));
            }
        }
    }

    /// The step that would be undone next.
    pub fn to_undo(&self) -> Option<&Arc<Step>> {
        self.done.last()
    }

    /// The step that would be redone next.
    pub fn to_redo(&self) -> Option<&Arc<Step>> {
        self.undone.last()
    }

    /// How many steps can be undone.
    pub fn len(&self) -> usize {
        self.done.len()
    }

    /// Whether nothing can be undone.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    /// How many of the last of its [`events`](Self::events) are needed for `later` ones to do what they did.
    pub fn needed_by(&self, later: &[Event]) -> usize {
        // How many steps there are more than at the start, and how many fewer at the least.
        let (mut more, mut fewest) = (0_isize, 0_isize);
        for event in later {
            match event {
                Event::Done(_) | Event::Redone => more += 1,
                Event::Undone => more -= 1,
                Event::Joined { count, .. } => {
                    let count = isize::try_from(*count).unwrap_or(isize::MAX);
                    fewest = fewest.min(more.saturating_sub(count));
                    more = more.saturating_sub(count).saturating_add(1);
                }
                Event::Foreign(_) => {}
            }
            fewest = fewest.min(more);
        }
        let steps = fewest.unsigned_abs().min(self.done.len());
        // Each that was undone is there as a step, and as undone.
        steps + 2 * self.undone.len()
    }

    /// Events after which a fresh history is as this one.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = Event> {
        let done = self.done.iter().map(Arc::clone).map(Event::Done);
        let undone = self.undone.iter().rev().map(Arc::clone).map(Event::Done);
        done.chain(undone)
            .chain(std::iter::repeat_n(Event::Undone, self.undone.len()))
    }
}

/// Applies the edits that fit what is there.
fn apply_fitting(layer: &mut Layer, edits: &[Edit]) -> Result<(), EditError> {
    for edit in edits {
        if layer.fits(edit) {
            layer.apply(edit)?;
        }
    }
    Ok(())
}

/// Applies all edits or none.
fn apply_all(layer: &mut Layer, edits: &[Edit]) -> Result<(), EditError> {
    for (index, edit) in edits.iter().enumerate() {
        if let Err(error) = layer.apply(edit) {
            for made in edits.iter().take(index).rev() {
                if let Err(error) = layer.apply(&made.inverse()) {
                    tracing::error!(%error, "an edit could not be taken back");
                }
            }
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        annotation::{Annotation, AnnotationId},
        article::{ByteOffset, Text},
        labels::LabelId,
    };

    fn annotation(id: &str, start: usize, len: usize, label: &str) -> Annotation {
        let text = Text::new("x".repeat(100));
        Annotation {
            id: AnnotationId::new(id),
            span: text
                .span(ByteOffset::new(start), ByteOffset::new(start + len))
                .expect("inside"),
            label: LabelId::new(label),
            second: None,
            note: None,
            unsure: false,
            origin: None,
            made: Timestamp::UNIX_EPOCH,
            changed: None,
            moved: None,
        }
    }

    /// What a generated step does: to which annotation, and what it becomes.
    type Move = (usize, usize, usize, bool);

    fn edit(layer: &Layer, (pick, start, len, drop): Move) -> Edit {
        let label = ["fact", "analysis", "opinion"][len % 3];
        match layer.nth(pick) {
            Some(existing) if drop => Edit::Remove(existing.clone()),
            Some(existing) => {
                let after = annotation(existing.id.as_str(), start, len, label);
                Edit::Change {
                    before: existing.clone(),
                    after,
                }
            }
            None => Edit::Add(annotation(layer.fresh_id().as_str(), start, len, label)),
        }
    }

    proptest! {
        #[test]
        fn any_sequence_of_steps_undone_gives_the_layer_back(
            steps in prop::collection::vec(prop::collection::vec((0usize..12, 0usize..60, 1usize..40, any::<bool>()), 1..4), 1..40),
        ) {
            let (mut layer, mut history) = (Layer::default(), History::default());
            let mut states = vec![layer.clone()];
            for moves in steps {
                // The edits of one step build on each other, as those of a bulk action do.
                let mut scratch = layer.clone();
                let mut edits = Vec::new();
                for step in moves {
                    let edit = edit(&scratch, step);
                    scratch.apply(&edit).expect("it fits");
                    edits.push(edit);
                }
                let step = Arc::new(Step { name: "step".into(), edits });
                history.happen(&mut layer, &Event::Done(step)).expect("it fits");
                prop_assert_eq!(&layer, &scratch);
                states.push(scratch);
            }
            for state in states.iter().rev().skip(1) {
                prop_assert!(history.to_undo().is_some());
                history.happen(&mut layer, &Event::Undone).expect("it fits");
                prop_assert_eq!(&layer, state);
            }
            prop_assert!(history.to_undo().is_none());
            // Half-way back, all that it remembers makes another like it.
            for state in states.iter().skip(1).take(states.len() / 2) {
                prop_assert!(history.to_redo().is_some());
                history.happen(&mut layer, &Event::Redone).expect("it fits");
                prop_assert_eq!(&layer, state);
            }
            let mut replica = History::default();
            history.events().for_each(|event| replica.record(&event));
            prop_assert_eq!((&replica.done, &replica.undone), (&history.done, &history.undone));
        }
    }

    #[test]
    fn steps_that_are_joined_are_undone_as_one() {
        let (mut layer, mut history) = (Layer::default(), History::default());
        for id in ["a", "b", "c"] {
            let edits = vec![Edit::Add(annotation(id, 0, 5, "fact"))];
            let step = Arc::new(Step { name: id.into(), edits });
            history.happen(&mut layer, &Event::Done(step)).expect("it fits");
        }
        let name = "both".to_owned();
        history
            .happen(&mut layer, &Event::Joined { count: 2, name })
            .expect("it fits");
        history.happen(&mut layer, &Event::Undone).expect("it fits");
        assert_eq!(layer.len(), 1);
        history.happen(&mut layer, &Event::Redone).expect("it fits");
        assert_eq!((layer.len(), history.len()), (3, 2));
    }

    #[test]
    fn a_step_that_does_not_fit_changes_nothing() {
        let (mut layer, mut history) = (Layer::default(), History::default());
        let first = annotation("a", 0, 5, "fact");
        let absent = annotation("b", 3, 5, "fact");
        let step = Arc::new(Step {
            name: "step".into(),
            edits: vec![Edit::Add(first), Edit::Remove(absent.clone())],
        });
        let result = history.happen(&mut layer, &Event::Done(step));
        assert_eq!(result, Err(EditError::Missing(absent.id)));
        assert!(layer.is_empty() && history.to_undo().is_none());
    }
}
