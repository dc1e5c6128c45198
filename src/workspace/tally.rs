//! How much is labelled, kept up to date edit by edit.

use std::collections::BTreeMap;

use crate::{
    annotation::{Annotation, Edit, Layer, Moved},
    article::{ByteOffset, Span, Text, Units},
    labels::LabelId,
};

/// Counts over a layer. An edit costs what it touches, not what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units that share a character with an annotation.
    pub labelled_units: usize,
    /// Units of which every letter and digit is in exactly one annotation.
    pub settled_units: usize,
    /// Units in which annotations overlap.
    pub crowded_units: usize,
    /// Annotations that are marked unsure.
    pub unsure: usize,
    /// Annotations whose words were found elsewhere after the article had changed, and nobody has looked at since.
    pub moved_along: usize,
    /// Annotations that have other words since the article has changed, and nobody has looked at since.
    pub reworded: usize,
    /// Annotations of each label that has any.
    pub by_label: BTreeMap<LabelId, usize>,
}

/// How a unit is covered by annotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// It shares a character with an annotation.
    pub is_labelled: bool,
    /// Every letter and digit of it is in exactly one annotation.
    pub is_settled: bool,
    /// Annotations overlap in it.
    pub is_crowded: bool,
}

impl Cover {
    /// How `unit` is covered.
    pub fn of(text: &Text, layer: &Layer, unit: Span) -> Self {
        let (mut reached, mut is_crowded, mut is_full) = (unit.start(), false, true);
        let claims = |from: ByteOffset, to: ByteOffset| {
            text.span(from, to)
                .is_ok_and(|gap| text.slice(gap).contains(char::is_alphanumeric))
        };
        let there = layer.overlapping(unit);
        for annotation in &there {
            let start = annotation.span.start();
            is_crowded |= start < reached && reached > unit.start();
            is_full &= start <= reached || !claims(reached, start);
            reached = reached.max(annotation.span.end());
        }
        let is_labelled = !there.is_empty();
        Self {
            is_labelled,
            is_settled: is_labelled && !is_crowded && is_full && !(reached < unit.end() && claims(reached, unit.end())),
            is_crowded,
        }
    }
}

impl Tally {
    /// How many annotations were found elsewhere and not looked at yet.
    pub fn moved(&self) -> usize {
        self.moved_along + self.reworded
    }

    /// Counts everything.
    pub fn of(text: &Text, layer: &Layer, units: &Units) -> Self {
        let mut tally = Self::default();
        // Annotations come in the order of the text, so what ends before `counted` was counted.
        let mut counted = ByteOffset::ZERO;
        for annotation in layer.iter() {
            tally.count(annotation, true);
            let from = annotation.span.start().max(counted);
            let touched = units.ending_after(from);
            for unit in touched.take_while(|unit| unit.start() < annotation.span.end()) {
                tally.add(Cover::of(text, layer, unit));
                counted = unit.end();
            }
        }
        tally
    }

    /// Makes changes to a layer by `change` and counts what they did; `edits` say where they are.
    pub fn follow<T>(
        &mut self,
        text: &Text,
        layer: &mut Layer,
        units: &Units,
        edits: &[Edit],
        change: impl FnOnce(&mut Layer) -> T,
    ) -> T {
        let touched = touched_units(units, edits);
        let covers =
            |layer: &Layer| -> Vec<Cover> { touched.iter().map(|unit| Cover::of(text, layer, *unit)).collect() };
        let before = covers(layer);
        let result = change(layer);
        for cover in before {
            self.take_away(cover);
        }
        for cover in covers(layer) {
            self.add(cover);
        }
        for edit in edits {
            let (before, after) = edit.sides();
            before.into_iter().for_each(|before| self.count(before, false));
            after.into_iter().for_each(|after| self.count(after, true));
        }
        result
    }

    fn add(&mut self, cover: Cover) {
        self.labelled_units += usize::from(cover.is_labelled);
        self.settled_units += usize::from(cover.is_settled);
        self.crowded_units += usize::from(cover.is_crowded);
    }

    fn take_away(&mut self, cover: Cover) {
        self.labelled_units -= usize::from(cover.is_labelled);
        self.settled_units -= usize::from(cover.is_settled);
        self.crowded_units -= usize::from(cover.is_crowded);
    }

    fn count(&mut self, annotation: &Annotation, add: bool) {
        let shift = |count: usize| if add { count + 1 } else { count.saturating_sub(1) };
        if annotation.unsure {
            self.unsure = shift(self.unsure);
        }
        match annotation.moved {
            Some(Moved::Along) => self.moved_along = shift(self.moved_along),
            Some(Moved::From(_)) => self.reworded = shift(self.reworded),
            None => {}
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
    let touched = edits.iter().flat_map(|edit| {
        let (before, after) = edit.sides();
        before.into_iter().chain(after)
    });
    let mut touched: Vec<Span> = touched
        .flat_map(|annotation| units.overlapping(annotation.span))
        .collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use std::sync::Arc;

    use super::*;
    use crate::annotation::AnnotationId;

    proptest! {
        #[test]
        fn counting_along_gives_what_counting_anew_gives(
            moves in prop::collection::vec((0usize..90, 1usize..40, 0usize..4, any::<bool>()), 1..60),
        ) {
            let text = Arc::new(Text::new("One two. Three four.\n\nFive six. Seven!\n- -\n".repeat(4)));
            let units = Units::of(&text, Some("en"));
            let mut layer = Layer::default();
            let mut tally = Tally::of(&text, &layer, &units);
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
                    moved: None,
                };
                let some = layer.nth(start % layer.len().max(1)).cloned();
                let edits = match (kind, some) {
                    (0, Some(some)) => vec![Edit::Remove(some)],
                    (1, Some(some)) => vec![Edit::Change { after: Annotation { id: some.id.clone(), ..fresh }, before: some }],
                    (2, Some(some)) => vec![Edit::Remove(some), Edit::Add(fresh)],
                    _ => vec![Edit::Add(fresh)],
                };
                tally.follow(&text, &mut layer, &units, &edits, |layer| {
                    edits.iter().try_for_each(|edit| layer.apply(edit))
                }).expect("they fit");
                prop_assert_eq!(&tally, &Tally::of(&text, &layer, &units));
            }
        }
    }
}
