//! What formats of tokens say of a document besides its tokens and labels, where they have room for something of our
//! own: as a record that programs and people can read.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Document, DocumentLayer, Found, FoundLayer, FoundSpan, fields};
use crate::{
    annotation::{Annotation, AnnotationId, State},
    article::Metadata,
    labels::LabelId,
    store::seconds,
};

/// The record of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::exchange) struct Beside {
    /// What the dataset calls it.
    pub id: String,
    /// Which part of the dataset it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// What is known of it.
    #[serde(default)]
    pub meta: BTreeMap<String, String>,
    /// What else its source said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// Who said something of it.
    #[serde(default)]
    pub layers: Vec<LayerBeside>,
}

/// What an annotator said besides the places and labels of spans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::exchange) struct LayerBeside {
    /// Who.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub annotator: String,
    /// How far the annotator has come.
    #[serde(default)]
    pub state: State,
    /// Whether each unit must get exactly one label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub coverage: bool,
    /// Labels of the document as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document: Vec<LabelId>,
    /// More of the spans, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<SpanBeside>,
}

/// What is said of a span besides its place and label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::exchange) struct SpanBeside {
    /// Its name.
    pub id: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
    /// What somebody wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it is doubted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    /// The label it would have if not that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<LabelId>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

impl Beside {
    /// The record of a document, with its layers but nothing of their spans.
    pub(in crate::exchange) fn of(document: &Document) -> Self {
        Self {
            id: document.id.clone(),
            split: document.split.clone(),
            meta: meta(&document.metadata),
            extra: document.extra.clone(),
            layers: document.layers.iter().map(LayerBeside::of).collect(),
        }
    }

    /// The record of a document with all that is said of its spans.
    pub(in crate::exchange) fn with_spans(document: &Document) -> Self {
        let mut beside = Self::of(document);
        for (beside, layer) in beside.layers.iter_mut().zip(&document.layers) {
            beside.spans = layer.annotations.iter().map(SpanBeside::of).collect();
        }
        beside
    }

    /// Tells a document what the record says of it, and gives it the layers, which have no spans yet. What is said of
    /// those is handed back, a list for each layer.
    pub(in crate::exchange) fn tell(self, found: &mut Found) -> Vec<Vec<SpanBeside>> {
        found.id = Some(self.id);
        found.split = self.split;
        for (name, value) in self.meta {
            fields::named(found, name, value);
        }
        found.extra.extend(self.extra);
        let layers = self.layers.into_iter();
        layers
            .map(|layer| {
                found.layers.push(FoundLayer {
                    annotator: Some(layer.annotator).filter(|name| !name.is_empty()),
                    state: layer.state,
                    coverage: layer.coverage,
                    document: layer.document,
                    ..FoundLayer::default()
                });
                layer.spans
            })
            .collect()
    }
}

impl LayerBeside {
    fn of(layer: &DocumentLayer) -> Self {
        Self {
            annotator: layer.annotator.clone(),
            state: layer.state,
            coverage: layer.coverage,
            document: layer.document.clone(),
            spans: Vec::new(),
        }
    }
}

impl SpanBeside {
    fn of(annotation: &Annotation) -> Self {
        Self {
            id: annotation.id.as_str().to_owned(),
            made: Some(seconds(annotation.made)),
            changed: annotation.changed.map(seconds),
            note: annotation.note.as_deref().map(str::to_owned),
            unsure: annotation.unsure,
            second: annotation.second.clone(),
            origin: annotation.origin.as_deref().map(str::to_owned),
        }
    }

    /// Tells a span what the record says of it.
    pub(in crate::exchange) fn tell(self, span: &mut FoundSpan) {
        span.id = Some(self.id).filter(|id| !id.is_empty()).map(AnnotationId::new);
        span.made = fields::time(self.made.as_deref());
        span.changed = fields::time(self.changed.as_deref());
        span.note = self.note;
        span.unsure = self.unsure;
        span.second = self.second;
        span.origin = self.origin;
    }
}

/// What is known of a document, by the names that files have for it.
pub(in crate::exchange) fn meta(metadata: &Metadata) -> BTreeMap<String, String> {
    let known = metadata.known();
    known.map(|(name, fact)| (name.to_owned(), fact.to_owned())).collect()
}

/// Tells spans what records say of them, each by its name.
pub(in crate::exchange) fn tell_by_id(spans: &mut [FoundSpan], records: Vec<SpanBeside>) {
    let mut records: HashMap<String, SpanBeside> =
        records.into_iter().map(|record| (record.id.clone(), record)).collect();
    for span in spans {
        let id = span.id.as_ref().map(AnnotationId::as_str).unwrap_or_default();
        if let Some(record) = records.remove(id) {
            record.tell(span);
        }
    }
}
