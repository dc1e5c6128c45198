//! Units instead of spans: each sentence a document that is labelled as a whole, as people train text classifiers with.

use std::sync::Arc;

use super::choice::{LeftOut, Unlabelled};
use crate::{
    annotation::{About, Annotation, AnnotationId, Layer},
    article::{Span, Text, UnitKind, Units},
    exchange::{Document, DocumentLayer},
    labels::LabelId,
};

/// The units of a document by one annotator each, with the label that most of it has.
///
/// A unit has the label of the annotation that covers most of it, if that is at least half; the shortest and then the first of
/// several.
pub(super) fn documents(
    document: &Document,
    kind: UnitKind,
    unlabelled: Unlabelled,
    left_out: &mut LeftOut,
) -> Vec<Document> {
    let spans = units(document, kind);
    let is_single = document.layers.len() < 2;
    let mut documents = Vec::new();
    let layers: Vec<(&DocumentLayer, Layer)> = document.layers.iter().map(|layer| (layer, by_place(layer))).collect();
    for (number, unit) in spans.iter().enumerate() {
        for (layer, annotations) in &layers {
            let label = label_of(&document.text, annotations, *unit);
            let Some(label) = label.or_else(|| (unlabelled == Unlabelled::None).then(LabelId::none)) else {
                left_out.units += 1;
                continue;
            };
            let id = match is_single {
                true => format!("{}#{:04}", document.id, number + 1),
                false => format!("{}#{:04}-{}", document.id, number + 1, layer.annotator),
            };
            documents.push(of_unit(document, layer, *unit, id, label));
        }
    }
    for layer in &document.layers {
        let is_small = |annotation: &&Annotation| {
            let first = spans.partition_point(|unit| unit.end() <= annotation.span.start());
            let mut touched = spans
                .iter()
                .skip(first)
                .take_while(|unit| unit.overlaps(annotation.span));
            !touched.any(|unit| covers_half(&document.text, annotation.span, *unit))
        };
        left_out.small += layer.annotations.iter().filter(is_small).count() as u64;
    }
    documents
}

/// Annotations that say `none` of units that have no other.
pub(super) fn mark_unlabelled(document: &mut Document) {
    let units = units(document, UnitKind::Sentence);
    for layer in &mut document.layers {
        let annotations = by_place(layer);
        let free = units.iter().filter(|unit| annotations.overlapping(**unit).is_empty());
        let made = layer.annotations.iter().map(|annotation| annotation.made).max();
        for (number, span) in free.enumerate() {
            layer.annotations.push(Annotation {
                id: AnnotationId::new(format!("none{number:04}")),
                span: *span,
                label: LabelId::none(),
                second: None,
                note: None,
                unsure: false,
                origin: None,
                made: made.unwrap_or(jiff::Timestamp::UNIX_EPOCH),
                changed: None,
                moved: None,
            });
        }
        layer.sort();
    }
}

fn units(document: &Document, kind: UnitKind) -> Vec<Span> {
    Units::of(&document.text, document.metadata.language.as_deref()).of_kind(kind)
}

/// The annotations of a layer, found by their place.
fn by_place(layer: &DocumentLayer) -> Layer {
    Layer::with_annotations(About::default(), layer.annotations.clone()).0
}

/// The label of the annotation that covers most of a unit.
fn label_of(text: &Text, annotations: &Layer, unit: Span) -> Option<LabelId> {
    let rank = |annotation: &&&Annotation| {
        let covered = annotation.span.intersection(unit).map_or(0, Span::byte_len);
        (covered, std::cmp::Reverse(annotation.span.byte_len()))
    };
    let there = annotations.overlapping(unit);
    // `max_by_key` takes the last of equals, and the first is wanted.
    let best = there.iter().rev().max_by_key(rank)?;
    covers_half(text, best.span, unit).then(|| best.label.clone())
}

/// Whether a span covers at least half of a unit, by characters.
fn covers_half(text: &Text, span: Span, unit: Span) -> bool {
    let length = |span: Span| text.byte_to_char(span.end()).get() - text.byte_to_char(span.start()).get();
    span.intersection(unit)
        .is_some_and(|shared| length(shared) * 2 >= length(unit))
}

fn of_unit(document: &Document, layer: &DocumentLayer, unit: Span, id: String, label: LabelId) -> Document {
    let mut extra = document.extra.clone();
    let (start, end) = (
        document.text.byte_to_char(unit.start()),
        document.text.byte_to_char(unit.end()),
    );
    extra.insert("article".to_owned(), document.id.clone());
    extra.insert("start".to_owned(), start.to_string());
    extra.insert("end".to_owned(), end.to_string());
    Document {
        id,
        text: Arc::new(Text::new(document.text.slice(unit).to_owned())),
        metadata: document.metadata.clone(),
        extra,
        split: document.split.clone(),
        layers: vec![DocumentLayer {
            document: vec![label],
            annotations: Vec::new(),
            ..layer.clone()
        }],
    }
}
