//! What is known of a document besides its text and spans, as fields of a JSON object: for formats that have a free place
//! for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Document, DocumentLayer, Found, FoundLayer, fields};
use crate::{annotation::State, labels::LabelId};

/// What is known of a document. What is not known is left out.
#[derive(Debug, Serialize)]
pub(in crate::exchange) struct Facts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: &'a BTreeMap<String, String>,
}

impl<'a> Facts<'a> {
    /// What is known of a document.
    pub(in crate::exchange) fn of(document: &'a Document) -> Self {
        let metadata = &document.metadata;
        Self {
            split: document.split.as_deref(),
            title: metadata.title.as_deref(),
            author: metadata.author.as_deref(),
            source: metadata.source.as_deref(),
            url: metadata.url.as_deref(),
            date: metadata.date.as_deref(),
            language: metadata.language.as_deref(),
            extra: &document.extra,
        }
    }
}

/// What somebody says of a document besides spans.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::exchange) struct LayerFacts {
    pub(in crate::exchange) annotator: String,
    pub(in crate::exchange) state: State,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::exchange) coverage: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::exchange) document: Vec<LabelId>,
}

impl LayerFacts {
    /// What a layer says besides its spans.
    pub(in crate::exchange) fn of(layer: &DocumentLayer) -> Self {
        Self {
            annotator: layer.annotator.clone(),
            state: layer.state,
            coverage: layer.coverage,
            document: layer.document.clone(),
        }
    }

    /// The layer that says so, without spans.
    pub(in crate::exchange) fn found(self) -> FoundLayer {
        FoundLayer {
            annotator: Some(self.annotator).filter(|name| !name.is_empty()),
            state: self.state,
            coverage: self.coverage,
            document: self.document,
            ..FoundLayer::default()
        }
    }
}

/// Takes what is known of a document, and of its `layers`, from the fields of an object.
pub(in crate::exchange) fn read(found: &mut Found, facts: Map<String, Value>) {
    for (name, value) in facts {
        if name != "layers" {
            fields::fact(found, name, value);
            continue;
        }
        match serde_json::from_value::<Vec<LayerFacts>>(value.clone()) {
            Ok(layers) => found.layers.extend(layers.into_iter().map(LayerFacts::found)),
            // Somebody else's field that is called so.
            Err(_) => fields::fact(found, name, value),
        }
    }
}
