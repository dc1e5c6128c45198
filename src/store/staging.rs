//! New articles on their way into a project.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use rayon::prelude::*;

use super::{
    WriteError,
    atomic::sync_below,
    folder::{article_at, leads_outside, outside_error},
    home::OWN,
};

/// How the folders of imports are called in it.
const PREFIX: &str = "import-";

/// New articles of a project, and layers. They are written apart, and come into the project all at once; until then they vanish
/// without a trace.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    folder: tempfile::TempDir,
    /// How the project will call each, in the order in which they came.
    names: Vec<String>,
    /// The place of each among them.
    places: HashMap<String, usize>,
}

impl Staging {
    /// Nothing yet, for the project in a folder.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn new(root: &Path) -> Result<Self, WriteError> {
        let own = root.join(OWN);
        let failed = |error| WriteError::new(&own, error);
        if leads_outside(root, &own) {
            return Err(failed(outside_error()));
        }
        fs::create_dir_all(&own).map_err(failed)?;
        clear_away(&own);
        Ok(Self {
            root: root.to_owned(),
            folder: tempfile::Builder::new()
                .prefix(PREFIX)
                .tempdir_in(&own)
                .map_err(failed)?,
            names: Vec::new(),
            places: HashMap::new(),
        })
    }

    /// Writes more articles, all at once: what the project will call each, and what is in its file.
    ///
    /// # Errors
    /// If one of them cannot be written.
    pub fn add(&mut self, articles: Vec<(String, Vec<u8>)>) -> Result<(), WriteError> {
        let from = self.names.len();
        let write = |(number, (_, content)): (usize, &(String, Vec<u8>))| {
            let path = self.path(from + number);
            let file = File::options().write(true).create_new(true).open(&path);
            let written = file.and_then(|mut file| file.write_all(content));
            written.map_err(|error| WriteError::new(&path, error))
        };
        articles.par_iter().enumerate().try_for_each(write)?;
        for (name, _) in articles {
            self.places.insert(name.clone(), self.names.len());
            self.names.push(name);
        }
        Ok(())
    }

    /// Where a file lies for now that is to come in under this name.
    pub fn place_of(&self, name: &str) -> Option<PathBuf> {
        self.places.get(name).map(|number| self.path(*number))
    }

    /// Puts something else in the place of a file that was added.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn replace(&self, name: &str, content: &[u8]) -> Result<(), WriteError> {
        match self.place_of(name) {
            Some(path) => fs::write(&path, content).map_err(|error| WriteError::new(&path, error)),
            None => Err(WriteError::new(
                &article_at(&self.root, name),
                io::ErrorKind::NotFound.into(),
            )),
        }
    }

    fn path(&self, number: usize) -> PathBuf {
        self.folder.path().join(number.to_string())
    }

    /// Brings all of them into the project. What is there already is never overwritten: then nothing comes in.
    ///
    /// # Errors
    /// If one of them cannot be put in its place; those before it are taken back.
    pub fn commit(&self) -> Result<(), WriteError> {
        sync_below(self.folder.path());
        let mut done: Vec<PathBuf> = Vec::with_capacity(self.names.len());
        for (number, name) in self.names.iter().enumerate() {
            let target = article_at(&self.root, name);
            let done_here = if leads_outside(&self.root, &target) {
                Err(outside_error())
            } else {
                put(&self.path(number), &target)
            };
            if let Err(error) = done_here {
                for path in &done {
                    undo(path);
                }
                return Err(WriteError::new(&target, error));
            }
            done.push(target);
        }
        sync_below(&self.root);
        Ok(())
    }
}

/// Takes away what imports have left that did not come to their end: those of more than a day ago, as others may be under way.
fn clear_away(own: &Path) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    for entry in fs::read_dir(own).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        let age = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|at| at.elapsed().ok());
        if is_ours
            && age.is_some_and(|age| age > DAY)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::debug!(%error, "the rest of an import stays behind");
        }
    }
}

/// Gives a file its name, which must be free.
fn put(from: &Path, to: &Path) -> io::Result<()> {
    match give_name(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            give_name(from, to)
        }
        done => done,
    }
}

#[cfg(target_os = "linux")]
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => copy_to_new(from, to),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => {
            copy_to_new(from, to)
        }
        done => done,
    }
}

/// For file systems that can do no better.
fn copy_to_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(to)?;
    let copied = File::open(from)
        .and_then(|mut from| io::copy(&mut from, &mut file))
        .and_then(|_| file.sync_all());
    if copied.is_err() {
        undo(to);
    }
    copied
}

#[expect(
    clippy::disallowed_methods,
    reason = "only what this import has just put there itself"
)]
fn undo(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "an article that was not wanted stays behind");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::folder::list;

    fn put_at(root: &Path, name: &str) {
        fs::write(root.join(name), "Yes.").expect("written");
    }

    fn names(root: &Path) -> Vec<String> {
        list(root).articles.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn an_import_comes_in_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let mut staging = Staging::new(root).expect("staged");
        let article = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let two = vec![article("new/a.txt", "One."), article("b.txt", "Two.")];
        staging.add(two).expect("written");
        assert!(list(root).articles.is_empty(), "not there yet");
        put_at(root, "b.txt");
        assert!(staging.commit().is_err());
        drop(staging);
        assert_eq!(names(root), ["b.txt"]);
        assert_eq!(fs::read_to_string(root.join("b.txt")).expect("a file"), "Yes.");
        let mut staging = Staging::new(root).expect("staged");
        staging.add(vec![article("new/a.txt", "One.")]).expect("written");
        staging.commit().expect("all of it");
        drop(staging);
        assert_eq!(names(root), ["b.txt", "new/a.txt"]);
        let left = fs::read_dir(root.join(OWN)).expect("a folder").count();
        assert_eq!(left, 0, "nothing half-imported stays behind");
    }
}
