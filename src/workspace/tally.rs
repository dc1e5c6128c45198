//! How much is labelled, kept up to date edit by edit.

use std::collections::BTreeMap;

use crate::{
    annotation::{Annotation, Edit, Layer},
    article::{Span, Units},
    labels::LabelId,
};

/// Counts over a layer. An edit costs what it touches, not what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units that share a character with an annotation.
    pub labelled_units: usize,
    /// Annotations that are marked unsure.
    pub unsure: usize,
    /// Annotations of each label that has any.
    pub by_label: BTreeMap<LabelId, usize>,
}

impl Tally {
    /// Counts everything.
    pub fn of(layer: &Layer, units: &Units) -> Self {
        let mut tally = Self::default();
        // Annotations come in the order of the text, so units already counted lie before `next`.
        let mut next = 0;
        for annotation in layer.iter() {
            tally.count(annotation, true);
            let Some(first) = units.index_at(annotation.span.start()) else {
                continue;
            };
            for index in first.max(next).. {
                match units.get(index) {
                    Some(unit) if unit.start() < annotation.span.end() => {
                        tally.labelled_units += usize::from(unit.overlaps(annotation.span));
                        next = index + 1;
                    }
                    _ => break,
                }
            }
        }
        tally
    }

    /// Makes changes to a layer by `change` and counts what they did; `edits` say where they are.
    pub fn follow<T>(
        &mut self,
        layer: &mut Layer,
        units: &Units,
        edits: &[Edit],
        change: impl FnOnce(&mut Layer) -> T,
    ) -> T {
        let touched = touched_units(units, edits);
        let labelled = |layer: &Layer| {
            touched
                .iter()
                .filter(|unit| !layer.overlapping(**unit).is_empty())
                .count()
        };
        let before = labelled(layer);
        let result = change(layer);
        self.labelled_units = self.labelled_units + labelled(layer) - before;
        for edit in edits {
            match edit {
                Edit::Add(annotation) => self.count(annotation, true),
                Edit::Remove(annotation) => self.count(annotation, false),
                Edit::Change { before, after } => {
                    self.count(before, false);
                    self.count(after, true);
                }
                Edit::About { .. } => {}
            }
        }
        result
    }

    fn count(&mut self, annotation: &Annotation, add: bool) {
        let shift = |count: usize| if add { count + 1 } else { count.saturating_sub(1) };
        if annotation.unsure {
            self.unsure = shift(self.unsure);
        }
        let of_label = self.by_label.entry(annotation.label.clone()).or_default();
        *of_label = shift(*of_label);
        if *of_label == 0 {
            self.by_label.remove(&annotation.label);
        }
    }
}

/// The units that any of the edits touches, each once.
fn touched_units(units: &Units, edits: &[Edit]) -> Vec<Span> {
    let spans = edits.iter().flat_map(|edit| match edit {
        Edit::Add(annotation) | Edit::Remove(annotation) => vec![annotation.span],
        Edit::Change { before, after } => vec![before.span, after.span],
        Edit::About { .. } => Vec::new(),
    });
    let mut touched: Vec<Span> = spans.flat_map(|span| units.overlapping(span)).copied().collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        annotation::AnnotationId,
        article::{ByteOffset, Text, UnitKind},
    };

    proptest! {
        #[test]
        fn counting_along_gives_what_counting_anew_gives(
            moves in prop::collection::vec((0usize..90, 1usize..40, 0usize..4, any::<bool>()), 1..60),
        ) {
            let text = Text::new("One two. Three four.\n\nFive six. Seven!\n- -\n".repeat(4));
            let units = Units::of(&text, UnitKind::Sentence, Some("en"));
            let mut layer = Layer::default();
            let mut tally = Tally::of(&layer, &units);
            for (number, (start, len, kind, unsure)) in moves.into_iter().enumerate() {
                let fresh = Annotation {
                    id: AnnotationId::new(number.to_string()),
                    span: text.span(ByteOffset::new(start), ByteOffset::new(start + len)).expect("inside"),
                    label: LabelId::new(["a", "b"][len % 2]),
                    second: None,
                    note: None,
                    unsure,
                    origin: None,
                    made: Timestamp::UNIX_EPOCH,
                    changed: None,
                };
                let some = layer.nth(start % layer.len().max(1)).cloned();
                let edits = match (kind, some) {
                    (0, Some(some)) => vec![Edit::Remove(some)],
                    (1, Some(some)) => vec![Edit::Change { after: Annotation { id: some.id.clone(), ..fresh }, before: some }],
                    (2, Some(some)) => vec![Edit::Remove(some), Edit::Add(fresh)],
                    _ => vec![Edit::Add(fresh)],
                };
                tally.follow(&mut layer, &units, &edits, |layer| {
                    edits.iter().try_for_each(|edit| layer.apply(edit))
                }).expect("they fit");
                prop_assert_eq!(&tally, &Tally::of(&layer, &units));
            }
        }
    }
}
