//! One article with what was said of it, as it goes out or has come in: what all formats have in common.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    annotation::{Annotation, State},
    article::{ByteOffset, CharOffset, Metadata, Text, Utf16Offset},
    labels::{LabelId, LabelSet},
};

/// One article with what annotators said of it.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the dataset calls it; no two have the same.
    pub id: String,
    /// The text that all spans are of.
    pub text: Arc<Text>,
    /// What is known of it.
    pub metadata: Metadata,
    /// What else its source said, under the names that it had there.
    pub extra: BTreeMap<String, String>,
    /// Which part of the dataset it is in: `train`, `validation`, `test` …
    pub split: Option<String>,
    /// What was said of it, in the order of the names of annotators. Formats that cannot tell annotators apart get one
    /// layer, whose annotator is empty.
    pub layers: Vec<DocumentLayer>,
}

/// What one annotator said of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentLayer {
    /// Who.
    pub annotator: String,
    /// How far the annotator has come.
    pub state: State,
    /// Whether each unit must get exactly one label, or an explicit none.
    pub coverage: bool,
    /// The labels of the document as a whole.
    pub document: Vec<LabelId>,
    /// The annotations in the order of annotation files: by start, the longer first, then by label and id.
    pub annotations: Vec<Annotation>,
}

/// The whole of which documents are part.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// What people call it.
    pub name: String,
    /// The labels that may be in it, in the order in which people see them.
    pub labels: LabelSet,
    /// Those whose labels may be in it, in order.
    pub annotators: Vec<String>,
    /// The parts that documents may be in, in order: train first. Empty if it is not divided.
    pub splits: Vec<String>,
    /// Whether each document is a sentence or the like, labelled as a whole, by one annotator: text classification.
    pub is_units: bool,
    /// What only some formats can do.
    pub extras: Extras,
}

/// What only some formats can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// Hugging Face: Parquet instead of JSON Lines.
    pub parquet: bool,
    /// CoNLL: tags BILOU instead of IOB2.
    pub bilou: bool,
    /// Label Studio: predictions instead of annotations.
    pub predictions: bool,
}

/// The part of documents that are in none.
pub const TRAIN: &str = "train";

impl Document {
    /// The part that it goes to: train, if nobody has divided the dataset.
    pub fn split(&self) -> &str {
        self.split.as_deref().unwrap_or(TRAIN)
    }

    /// All annotations with who made them: by start, the longer first, then by label, annotator and id.
    pub fn spans(&self) -> Vec<(&DocumentLayer, &Annotation)> {
        let mut spans: Vec<(&DocumentLayer, &Annotation)> = self
            .layers
            .iter()
            .flat_map(|layer| layer.annotations.iter().map(move |annotation| (layer, annotation)))
            .collect();
        if self.layers.len() > 1 {
            // Each layer is in order already, and layers are in the order of annotators: a stable sort does the rest.
            spans.sort_by(|(_, one), (_, other)| rank(one).cmp(&rank(other)));
        }
        spans
    }

    /// The positions of an annotation in code points.
    pub fn chars(&self, annotation: &Annotation) -> (CharOffset, CharOffset) {
        let (start, end) = (annotation.span.start(), annotation.span.end());
        (self.text.byte_to_char(start), self.text.byte_to_char(end))
    }

    /// The positions of an annotation in UTF-16 code units.
    pub fn utf16(&self, annotation: &Annotation) -> (Utf16Offset, Utf16Offset) {
        let (start, end) = (annotation.span.start(), annotation.span.end());
        (self.text.byte_to_utf16(start), self.text.byte_to_utf16(end))
    }

    /// The text of an annotation.
    pub fn quote(&self, annotation: &Annotation) -> &str {
        self.text.slice(annotation.span)
    }

    /// The headline, or else what the dataset calls it.
    pub fn title(&self) -> &str {
        self.metadata.title.as_deref().unwrap_or(&self.id)
    }
}

/// What annotations of all layers are ordered by.
pub(super) fn rank(annotation: &Annotation) -> (ByteOffset, std::cmp::Reverse<ByteOffset>, &LabelId) {
    let span = annotation.span;
    (span.start(), std::cmp::Reverse(span.end()), &annotation.label)
}

impl DocumentLayer {
    /// Nothing yet, by somebody.
    pub fn of(annotator: impl Into<String>) -> Self {
        Self {
            annotator: annotator.into(),
            ..Self::default()
        }
    }

    /// Whether nothing was said: it is as if there were no layer.
    pub fn is_silent(&self) -> bool {
        let is_empty = self.annotations.is_empty() && self.document.is_empty();
        is_empty && self.state == State::default() && !self.coverage
    }

    /// Puts annotations in order.
    pub fn sort(&mut self) {
        self.annotations
            .sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.id.cmp(&other.id)));
    }
}
