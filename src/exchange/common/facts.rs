//! What is known of a document besides its text and spans, as fields of a JSON object: for formats that have a free place
//! for it.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::{Document, DocumentLayer, Found, FoundLayer, fields};
use crate::{annotation::State, labels::LabelId};

/// What is known of a document. What is not known is left out.
pub(in crate::exchange) struct Facts<'a>(&'a Document);

impl<'a> Facts<'a> {
    /// What is known of a document.
    pub(in crate::exchange) fn of(document: &'a Document) -> Self {
        Self(document)
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.0;
        let mut map = serializer.serialize_map(None)?;
        let split = document.split.as_deref().map(|split| ("split", split));
        for (name, fact) in split.into_iter().chain(document.metadata.known()) {
            map.serialize_entry(name, fact)?;
        }
        if !document.extra.is_empty() {
            map.serialize_entry("extra", &document.extra)?;
        }
        map.end()
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
