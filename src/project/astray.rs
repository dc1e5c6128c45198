//! Labels whose article is not in the project: it was renamed, moved or deleted.

use std::path::Path;

use rayon::prelude::*;

use super::Index;
use crate::{
    exchange::Astray,
    store::{self, LAYERS, is_set_aside},
};

/// The labels of some annotators, by the names of their folders, whose article is not in a project. Files that say nothing
/// are passed over, and those that are kept beside the labels of an article that is there.
pub fn astray(root: &Path, index: &Index, is_wanted: impl Fn(&str) -> bool + Sync) -> Astray {
    let is_wanted = |layer: &&String| layer.split_once('/').is_some_and(|(who, _)| is_wanted(who));
    let counted = index.orphans().par_iter().filter(is_wanted).filter_map(|layer| {
        let name = format!("{LAYERS}/{layer}");
        let path = root.join(LAYERS).join(layer);
        if is_set_aside(&path) {
            return None;
        }
        match store::outline(&path) {
            Ok(outline) if outline.marks.is_empty() && outline.document.is_empty() => None,
            Ok(outline) if index.position(&outline.path).is_some() => None,
            Ok(outline) => Some((name, outline.marks.len() as u64)),
            Err(_) => Some((name, 0)),
        }
    });
    Astray(counted.collect())
}
