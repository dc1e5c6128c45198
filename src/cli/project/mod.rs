//! Commands on whole projects.

pub mod check;
pub mod import;
pub mod new;
pub mod progress;
pub mod split;
pub mod stats;

use std::path::{Path, PathBuf};

pub use crate::store::home::project_at as root_of;

use super::{Failure, settings};
use crate::{
    project::{self, Index, Progress},
    store::{Manifest, home},
};

/// A project that a command is about.
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// What its articles share.
    pub manifest: Manifest,
    /// What is known of its articles.
    pub index: Index,
    /// The folder of whose labels count.
    pub annotator: String,
}

impl Project {
    /// Opens the project at a path. `by` is whose labels count, else those of the person whose settings these are.
    pub fn open(path: &Path, by: Option<&str>) -> Result<Self, Failure> {
        let root = root_of(path).ok_or_else(|| Failure::NoProject(path.to_owned()))?;
        let settings = settings();
        if let Err(error) = project::import::finish_left(&root) {
            super::tell(format!(
                "An import that was killed cannot be brought to its end: {error}"
            ));
        }
        let manifest = Manifest::read(&root)?;
        let cache = settings.caches().map(|folder| Index::cache_path(folder, &root));
        let known = cache.as_deref().and_then(Index::cached).unwrap_or_default();
        let index = progress::shown("Reading articles", progress::Unit::Articles, |progress: &Progress| {
            known.refreshed(&root, progress, &|_| ())
        })?;
        if let Some(path) = cache {
            index.keep(&path, &known);
        }
        Ok(Self {
            annotator: home::folder_of(by.unwrap_or(&settings.get().annotator)),
            root,
            manifest,
            index,
        })
    }
}
