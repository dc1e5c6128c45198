//! Layers on their way into a project, alone and on top of what is there.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    annotation::{About, Annotation, Edit, Layer, State},
    article::Article,
    exchange::DocumentLayer,
    store::{self, Header, Home},
};

/// A layer that is to come in.
pub(super) struct Staged {
    /// Its path from the folder of the project.
    pub path: String,
    /// What the project calls its article.
    name: String,
    article: Article,
    layer: DocumentLayer,
}

impl Staged {
    pub fn new(path: String, name: &str, article: Article, layer: DocumentLayer) -> Self {
        Self {
            path,
            name: name.to_owned(),
            article,
            layer,
        }
    }

    /// Adds what is not there yet; how many spans were.
    pub fn merge(&mut self, more: DocumentLayer) -> u64 {
        let count = more.annotations.len();
        let there = Layer::with_annotations(about(&self.layer), self.layer.annotations.clone()).0;
        let mut added = 0;
        for edit in additions(&there, more) {
            match edit {
                Edit::Add(annotation) => {
                    self.layer.annotations.push(annotation);
                    added += 1;
                }
                Edit::About { after, .. } => {
                    self.layer.document.clone_from(&after.document);
                    self.layer.state = after.state;
                }
                Edit::Remove(_) | Edit::Change { .. } => {}
            }
        }
        self.layer.sort();
        (count - added) as u64
    }

    pub fn to_ron(&self, home: &Home) -> Vec<u8> {
        let header = Header::fresh(&self.article, &self.layer.annotator, home.clone());
        let (layer, _) = Layer::with_annotations(about(&self.layer), self.layer.annotations.clone());
        // RON holds every text; if it ever did not, the file would be told to be broken, and the article is there.
        store::to_ron(&self.name, &self.article, &header, &layer)
            .unwrap_or_default()
            .into_bytes()
    }
}

fn about(layer: &DocumentLayer) -> About {
    About {
        document: layer.document.clone(),
        state: layer.state,
        coverage: layer.coverage,
        ..About::default()
    }
}

/// The edits that add what is not in a layer: spans with a label that is not there on the very span, and labels of the whole
/// article.
pub(super) fn additions(there: &Layer, more: DocumentLayer) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut ids: BTreeSet<_> = BTreeSet::new();
    for annotation in more.annotations {
        if there
            .exactly(annotation.span)
            .any(|known| known.label == annotation.label)
        {
            continue;
        }
        let is_taken = there.get(&annotation.id).is_some() || !ids.insert(annotation.id.clone());
        let id = if is_taken {
            there.fresh_id()
        } else {
            annotation.id.clone()
        };
        ids.insert(id.clone());
        edits.push(Edit::Add(Annotation { id, ..annotation }));
    }
    let before = Arc::clone(there.about());
    let mut after = About::clone(&before);
    for label in more.document {
        if !after.document.contains(&label) {
            after.document.push(label);
        }
    }
    if after.state == State::default() {
        after.state = more.state;
    }
    if after != *before {
        edits.push(Edit::About {
            before,
            after: Arc::new(after),
        });
    }
    edits
}
