//! A document as a format can hold it, by what the format [declares](Carries); what it cannot hold is counted.

use super::{
    Document, DocumentLayer,
    carries::{Carries, Text},
    losses::{Loss, Losses, example},
};
use crate::{
    annotation::{Annotation, State},
    article::Metadata,
};

/// The document without what `carries` has no place for.
pub(super) fn fit(mut document: Document, carries: &Carries, losses: &mut Losses) -> Document {
    let id = document.id.clone();
    if carries.text == Text::None {
        losses.add(Loss::Text, || id.clone());
    }
    if !carries.empty && document.text.is_empty() {
        losses.add(Loss::EmptyDocument, || id.clone());
    }
    if !carries.silent && document.layers.iter().all(|layer| layer.annotations.is_empty()) {
        losses.add(Loss::SilentDocument, || id.clone());
    }
    if !carries.metadata {
        let known = document.metadata.known().count() as u64;
        losses.add_many(Loss::Metadata, known, || id.clone());
        document.metadata = Metadata::default();
    }
    if !carries.extra {
        losses.add_many(Loss::Metadata, document.extra.len() as u64, || id.clone());
        document.extra.clear();
    }
    if !carries.split && document.split.take().is_some() {
        losses.add(Loss::Split, || id.clone());
    }
    let text = std::sync::Arc::clone(&document.text);
    for layer in &mut document.layers {
        fit_layer(layer, &id, carries, losses);
        for annotation in &mut layer.annotations {
            let span = annotation.span;
            fit_annotation(annotation, carries, losses, || example(&id, text.slice(span)));
        }
    }
    if !carries.annotator {
        document.layers = merged(document.layers, &id, losses);
    }
    document
}

fn fit_layer(layer: &mut DocumentLayer, id: &str, carries: &Carries, losses: &mut Losses) {
    if !carries.document {
        let count = layer.document.len() as u64;
        losses.add_many(Loss::DocumentLabel, count, || id.to_owned());
        layer.document.clear();
    }
    if !carries.state && (layer.state != State::default() || layer.coverage) {
        losses.add(Loss::State, || id.to_owned());
        layer.state = State::default();
        layer.coverage = false;
    }
}

fn fit_annotation(annotation: &mut Annotation, carries: &Carries, losses: &mut Losses, example: impl Fn() -> String) {
    if !carries.note && annotation.note.take().is_some() {
        losses.add(Loss::Note, &example);
    }
    if !carries.unsure && std::mem::take(&mut annotation.unsure) {
        losses.add(Loss::Unsure, &example);
    }
    if !carries.second && annotation.second.take().is_some() {
        losses.add(Loss::Second, &example);
    }
    if !carries.origin && annotation.origin.take().is_some() {
        losses.add(Loss::Origin, &example);
    }
    if !carries.provenance {
        losses.add(Loss::Provenance, &example);
    }
}

/// All layers as one that nobody has made, in the order of [`Document::spans`].
fn merged(layers: Vec<DocumentLayer>, id: &str, losses: &mut Losses) -> Vec<DocumentLayer> {
    let mut merged = DocumentLayer::default();
    let Some(first) = layers.first() else { return layers };
    merged.state = first.state;
    merged.coverage = first.coverage;
    for mut layer in layers {
        if !layer.annotator.is_empty() {
            losses.add_many(Loss::Annotator, layer.annotations.len() as u64, || id.to_owned());
        }
        for label in layer.document {
            if !merged.document.contains(&label) {
                merged.document.push(label);
            }
        }
        merged.annotations.append(&mut layer.annotations);
    }
    merged
        .annotations
        .sort_by(|one, other| super::document::rank(one).cmp(&super::document::rank(other)));
    vec![merged]
}
