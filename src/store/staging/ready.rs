//! What of an import is to go where, written down before the first file is moved: whoever finds it after a kill can go on.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::naming::{put, take_back};
use crate::store::{
    WriteError, atomic,
    folder::{article_at, leads_outside, outside_error},
    home::{LAYERS, SUGGESTIONS},
};

/// The file that says it, among those that it names.
const FILE: &str = "ready";

/// All files of an import. They are written and on the disk.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Ready {
    /// What the project will call each, by their numbers.
    pub files: Vec<String>,
    /// The splits of new articles.
    pub splits: BTreeMap<String, String>,
}

/// Where a file of an import lies in its folder.
pub(super) fn path_in(folder: &Path, number: usize) -> PathBuf {
    folder.join(number.to_string())
}

impl Ready {
    /// Whether each can have its name in a project.
    ///
    /// # Errors
    /// If one cannot: because it is taken, or leads elsewhere.
    pub fn may_come(&self, root: &Path) -> Result<(), WriteError> {
        self.files.iter().try_for_each(|name| {
            let target = article_at(root, name);
            let why = if leads_outside(root, &target) {
                outside_error()
            } else if target.symlink_metadata().is_ok() {
                io::ErrorKind::AlreadyExists.into()
            } else {
                return Ok(());
            };
            Err(WriteError::new(&target, why))
        })
    }

    /// Writes it into the folder of the import. From then on the import is sure to come in.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let path = folder.join(FILE);
        let json = serde_json::to_vec(self).map_err(io::Error::from);
        let written = json.and_then(|json| atomic::create(&path, &json));
        written.map_err(|error| WriteError::new(&path, error))
    }

    /// Finds it in the folder of an import; `None` if that had not come so far.
    ///
    /// # Errors
    /// If it cannot be read, or says what this program cannot do.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(folder.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let ready: Self = serde_json::from_slice(&bytes)?;
        if ready.files.iter().all(|name| is_plain(name)) {
            Ok(Some(ready))
        } else {
            Err(io::Error::other("it names files that no import would"))
        }
    }

    /// Moves all files into the project.
    ///
    /// # Errors
    /// If one cannot be moved; those before it are taken back.
    pub fn put(&self, folder: &Path, root: &Path) -> Result<(), WriteError> {
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(self.files.len());
        for (from, to) in self.moves(folder, root) {
            if let Err(error) = put_inside(root, &from, &to) {
                for (from, to) in done.iter().rev() {
                    take_back(from, to);
                }
                give_up(folder);
                return Err(WriteError::new(&to, error));
            }
            done.push((from, to));
        }
        Ok(())
    }

    /// Moves what is still to be moved after a kill. What others have put in its place meanwhile is left.
    ///
    /// # Errors
    /// If one cannot be moved.
    pub fn put_rest(&self, folder: &Path, root: &Path) -> Result<(), WriteError> {
        for (from, to) in self.moves(folder, root) {
            // Whatever is no ordinary file is none of ours.
            if !from.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                continue;
            }
            let moved = match put_inside(root, &from, &to) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => finish_naming(&from, &to),
                moved => moved,
            };
            moved.map_err(|error| WriteError::new(&to, error))?;
        }
        Ok(())
    }

    /// From where to where. Layers come first, so that no article ever stands without its labels.
    pub(super) fn moves(&self, folder: &Path, root: &Path) -> impl Iterator<Item = (PathBuf, PathBuf)> {
        let mut all: Vec<(usize, &String)> = self.files.iter().enumerate().collect();
        all.sort_by_key(|(_, name)| !is_layer(name));
        let moves = all.into_iter();
        moves.map(|(number, name)| (path_in(folder, number), article_at(root, name)))
    }
}

fn put_inside(root: &Path, from: &Path, to: &Path) -> io::Result<()> {
    if leads_outside(root, to) {
        return Err(outside_error());
    }
    put(from, to)
}

/// Where a name cannot be taken in one go an empty file keeps it free, and a kill may have left that.
fn finish_naming(from: &Path, to: &Path) -> io::Result<()> {
    if fs::metadata(to)?.len() == 0 {
        return fs::rename(from, to);
    }
    if fs::read(to)? != fs::read(from)? {
        tracing::warn!(path = %to.display(), "somebody else has put a file where an import was to put one");
    }
    Ok(())
}

/// Takes away what says that an import is ready, after all of it was taken back.
fn give_up(folder: &Path) {
    if let Err(error) = fs::remove_file(folder.join(FILE)) {
        tracing::warn!(%error, "an import that was taken back will be tried again");
    }
}

/// Whether what has this name says something of an article.
fn is_layer(name: &str) -> bool {
    matches!(name.split_once('/'), Some((LAYERS | SUGGESTIONS, _)))
}

/// Whether a name is one that an import gives: it leads to nothing above, and to nothing hidden.
fn is_plain(name: &str) -> bool {
    name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}
