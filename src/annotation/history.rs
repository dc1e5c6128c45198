//! Undo and redo, without limit.

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

/// What was done to a layer since it was opened.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Makes the changes of a step and remembers it; what was undone before can no longer be redone.
    ///
    /// # Errors
    /// If an edit does not fit; then the layer is as it was.
    pub fn perform(&mut self, layer: &mut Layer, step: Step) -> Result<(), EditError> {
        apply_all(layer, &step.edits)?;
        self.undone.clear();
        self.done.push(step);
        Ok(())
    }

    /// Takes the last step back and returns it, or `None` if there is none.
    pub fn undo(&mut self, layer: &mut Layer) -> Option<&Step> {
        let step = self.done.pop()?;
        // Cannot fail: the layer is as the step left it. If it ever did, the layer stays whole.
        if let Err(error) = apply_all(layer, &step.inverse_edits()) {
            tracing::error!(%error, "a step could not be undone");
        }
        self.undone.push(step);
        self.undone.last()
    }

    /// Does the last undone step again and returns it, or `None` if there is none.
    pub fn redo(&mut self, layer: &mut Layer) -> Option<&Step> {
        let step = self.undone.pop()?;
        if let Err(error) = apply_all(layer, &step.edits) {
            tracing::error!(%error, "a step could not be redone");
        }
        self.done.push(step);
        self.done.last()
    }

    /// The step that [`History::undo`] would take back.
    pub fn to_undo(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that [`History::redo`] would do again.
    pub fn to_redo(&self) -> Option<&Step> {
        self.undone.last()
    }
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
                history.perform(&mut layer, Step { name: "step".into(), edits }).expect("it fits");
                prop_assert_eq!(&layer, &scratch);
                states.push(scratch);
            }
            for state in states.iter().rev().skip(1) {
                prop_assert!(history.undo(&mut layer).is_some());
                prop_assert_eq!(&layer, state);
            }
            prop_assert!(history.undo(&mut layer).is_none());
            for state in states.iter().skip(1) {
                prop_assert!(history.redo(&mut layer).is_some());
                prop_assert_eq!(&layer, state);
            }
            prop_assert!(history.redo(&mut layer).is_none());
        }
    }

    #[test]
    fn a_step_that_does_not_fit_changes_nothing() {
        let (mut layer, mut history) = (Layer::default(), History::default());
        let first = annotation("a", 0, 5, "fact");
        let absent = annotation("b", 3, 5, "fact");
        let step = Step {
            name: "step".into(),
            edits: vec![Edit::Add(first), Edit::Remove(absent.clone())],
        };
        assert_eq!(history.perform(&mut layer, step), Err(EditError::Missing(absent.id)));
        assert!(layer.is_empty() && history.to_undo().is_none());
    }
}
