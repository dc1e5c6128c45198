//! New articles on their way into a project.

mod naming;
mod ready;

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use self::ready::Ready;
use super::{
    WriteError,
    atomic::sync_below,
    folder::{article_at, leads_outside, outside_error},
    held::{Held, Left},
    home::OWN,
};

/// How the folders of imports are called in it.
const PREFIX: &str = "import-";

/// New articles of a project, and layers. They are written apart, and come into the project all at once; until then they vanish
/// without a trace. What a killed program has left is finished by [`finish_left`].
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    folder: Held,
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
        Ok(Self {
            root: root.to_owned(),
            folder: Held::new(&own, PREFIX).map_err(failed)?,
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
        ready::path_in(self.folder.path(), number)
    }

    /// Brings all of them into the project. What is there already is never overwritten: then nothing comes in.
    ///
    /// If the program is killed meanwhile, [`finish_left`] hands out `splits` when it has brought in the rest.
    ///
    /// # Errors
    /// If one of them cannot be put in its place; those before it are taken back.
    pub fn commit(&self, splits: &BTreeMap<String, String>) -> Result<(), WriteError> {
        if self.names.is_empty() {
            return Ok(());
        }
        let ready = Ready {
            files: self.names.clone(),
            splits: splits.clone(),
        };
        ready.may_come(&self.root)?;
        sync_below(self.folder.path());
        ready.write(self.folder.path())?;
        ready.put(self.folder.path(), &self.root)?;
        sync_below(&self.root);
        Ok(())
    }
}

/// Finishes what killed programs have left: an import that was on its way into the project comes in to its end, one that had
/// not come so far vanishes. `adopt` is handed the splits of what has come in. Whether something has.
///
/// # Errors
/// If something cannot be put in its place. It is tried again the next time.
pub fn finish_left(root: &Path, adopt: &mut dyn FnMut(BTreeMap<String, String>)) -> Result<bool, WriteError> {
    let own = root.join(OWN);
    if leads_outside(root, &own) {
        return Ok(false);
    }
    let mut has_come = false;
    for left in Left::all(&own, PREFIX) {
        match Ready::read(left.path()) {
            Ok(Some(ready)) => {
                ready.put_rest(left.path(), root)?;
                sync_below(root);
                adopt(ready.splits);
                has_come = true;
            }
            Ok(None) => {}
            Err(error) => {
                // Perhaps a newer program has written it, and knows what to do.
                tracing::warn!(%error, path = %left.path().display(), "the rest of an import stays behind");
                continue;
            }
        }
        left.remove();
    }
    Ok(has_come)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::folder::list;

    fn put_at(root: &Path, name: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "Yes.").expect("written");
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
        assert!(staging.commit(&BTreeMap::new()).is_err());
        drop(staging);
        assert_eq!(names(root), ["b.txt"]);
        assert_eq!(fs::read_to_string(root.join("b.txt")).expect("a file"), "Yes.");
        let mut staging = Staging::new(root).expect("staged");
        staging.add(vec![article("new/a.txt", "One.")]).expect("written");
        staging.commit(&BTreeMap::new()).expect("all of it");
        drop(staging);
        assert_eq!(names(root), ["b.txt", "new/a.txt"]);
        let left = fs::read_dir(root.join(OWN)).expect("a folder").count();
        assert_eq!(left, 0, "nothing half-imported stays behind");
    }

    /// A project in which an import was killed after so many files were moved; nothing was written down if `None`.
    fn killed(root: &Path, after: Option<usize>) {
        let mut staging = Staging::new(root).expect("staged");
        let file = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        let files = ["articles/a.txt", "annotations/ana/articles/a.txt.ron", "articles/b.txt"];
        staging.add(files.map(file).to_vec()).expect("written");
        if let Some(after) = after {
            let ready = Ready {
                files: staging.names.clone(),
                splits: BTreeMap::from([("articles/a.txt".to_owned(), "test".to_owned())]),
            };
            ready.write(staging.folder.path()).expect("written");
            let moves = ready.moves(staging.folder.path(), root);
            moves
                .take(after)
                .for_each(|(from, to)| naming::put(&from, &to).expect("moved"));
        }
        // Who is killed takes nothing away, and lets go of the lock.
        let left = root.join(OWN).join(format!("{PREFIX}killed"));
        fs::rename(staging.folder.path(), left).expect("moved");
    }

    #[test]
    fn what_a_kill_has_left_comes_in_or_vanishes() {
        for after in [None, Some(0), Some(1), Some(2), Some(3)] {
            let folder = tempfile::tempdir().expect("a folder");
            let root = folder.path();
            killed(root, after);
            let listing = list(root);
            assert!(
                listing.articles.is_empty() || !listing.layers.is_empty(),
                "no article is without its labels: {listing:?}"
            );
            let under_way = Staging::new(root).expect("staged");
            let mut splits = BTreeMap::new();
            let has_come = finish_left(root, &mut |more| splits.extend(more)).expect("finished");
            assert_eq!(
                (has_come, splits.len()),
                (after.is_some(), usize::from(after.is_some()))
            );
            let expected: &[&str] = if has_come {
                &["articles/a.txt", "articles/b.txt"]
            } else {
                &[]
            };
            assert_eq!(names(root), expected, "{after:?}");
            assert_eq!(list(root).layers.len(), usize::from(has_come));
            assert!(under_way.folder.path().is_dir(), "what is under way is left alone");
            drop(under_way);
            assert_eq!(fs::read_dir(root.join(OWN)).expect("a folder").count(), 0);
        }
    }

    #[test]
    fn what_others_have_put_there_since_the_kill_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        killed(root, Some(1));
        put_at(root, "articles/a.txt");
        assert!(finish_left(root, &mut |_| ()).expect("finished"));
        assert_eq!(fs::read_to_string(root.join("articles/a.txt")).expect("a file"), "Yes.");
        assert_eq!(names(root), ["articles/a.txt", "articles/b.txt"]);
    }

    #[test]
    fn a_list_that_no_import_has_written_moves_nothing() {
        for name in ["../out.txt", ".git/hooks/x", "a//b.txt", "/tmp/out.txt", "a/../b.txt"] {
            let folder = tempfile::tempdir().expect("a folder");
            let left = folder.path().join("in").join(OWN).join("import-killed");
            fs::create_dir_all(&left).expect("made");
            fs::write(left.join("0"), "x").expect("written");
            let ready = serde_json::json!({ "files": [name], "splits": {} });
            fs::write(left.join("ready"), ready.to_string()).expect("written");
            assert!(!finish_left(&folder.path().join("in"), &mut |_| ()).expect("looked at"));
            assert!(left.join("0").is_file(), "{name}");
        }
    }
}
