//! Datasets on their way out: written apart, and put in their place when they are whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    WriteError, atomic,
    held::{Held, Left},
};

/// How the folders of datasets are called until they are whole.
const PREFIX: &str = ".glossator-export-";
/// Where in such a folder an earlier dataset is while another one takes its place.
const REPLACED: &str = "replaced";
/// How much is written at once, in bytes: a folder format may have many files open.
const BUFFER: usize = 64 * 1024;

/// The files of a dataset. Until they are put in their place they lie in a hidden folder, and vanish with this value. What a
/// killed program has left there is taken away by the next dataset that goes to the same place.
#[derive(Debug)]
pub struct Outgoing {
    folder: Held,
    goal: Goal,
    failure: Failure,
    /// Dropped after the folder in it.
    _made: Option<Made>,
}

/// A folder that was made for a dataset. If none comes into it, it vanishes again.
#[derive(Debug)]
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // Only an empty folder is removed.
        let _ = fs::remove_dir(&self.0);
    }
}

/// Where a dataset is to be in the end.
#[derive(Debug)]
enum Goal {
    Folder(PathBuf),
    File(PathBuf),
    /// It is handed on from where it was written.
    Nowhere,
}

/// The first error of writing. Libraries that write for us may keep it to themselves, or put it in other words.
type Failure = Arc<Mutex<Option<WriteError>>>;

/// A file of a dataset.
#[derive(Debug)]
pub struct OutFile {
    file: BufWriter<File>,
    /// Where it is to be in the end.
    path: PathBuf,
    failure: Failure,
}

impl Outgoing {
    /// Nothing yet. `folder` is made if need be: a dataset can only be put in its place on the same drive.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn new(folder: &Path) -> Result<Self, WriteError> {
        let made = (!folder.exists()).then(|| Made(folder.to_owned()));
        fs::create_dir_all(folder).map_err(|error| WriteError::new(folder, error))?;
        Ok(Self {
            _made: made,
            ..Self::within(folder, folder, Goal::Folder(folder.to_owned()))?
        })
    }

    /// Nothing yet, for a dataset of one file. The folder that it is to be in must be there.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn beside(file: &Path) -> Result<Self, WriteError> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        Self::within(folder.unwrap_or(Path::new(".")), file, Goal::File(file.to_owned()))
    }

    /// In a folder; what cannot be written otherwise is `what`.
    fn within(folder: &Path, what: &Path, goal: Goal) -> Result<Self, WriteError> {
        Left::all(folder, PREFIX)
            .into_iter()
            .for_each(|left| clear(left, folder));
        let made = Held::new(folder, PREFIX);
        Ok(Self {
            folder: made.map_err(|error| WriteError::new(what, error))?,
            goal,
            failure: Failure::default(),
            _made: None,
        })
    }

    /// Where a dataset is written that is no file in the end, as it goes to the standard output.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn apart() -> Result<Self, WriteError> {
        let folder = std::env::temp_dir();
        Self::within(&folder, &folder, Goal::Nowhere)
    }

    /// Makes a file. `name` has `/` between its parts; each part must be a plain name.
    ///
    /// # Errors
    /// If it cannot be made, or is there already.
    pub fn create(&self, name: &str) -> Result<OutFile, WriteError> {
        let path = self.path(name);
        let made = || -> io::Result<File> {
            let is_plain = name
                .split('/')
                .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']));
            if !is_plain {
                return Err(io::Error::other("it is no plain name"));
            }
            let mut options = File::options();
            options.write(true).create_new(true);
            match options.open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir_all(path.parent().unwrap_or(&path))?;
                    options.open(&path)
                }
                opened => opened,
            }
        };
        let path = self.goal_of(name);
        let file = made().map_err(|error| WriteError::new(&path, error))?;
        Ok(OutFile {
            file: BufWriter::with_capacity(BUFFER, file),
            path,
            failure: Arc::clone(&self.failure),
        })
    }

    /// Where a file is to be in the end: the hidden folder is gone by the time when somebody reads of it.
    fn goal_of(&self, name: &str) -> PathBuf {
        match &self.goal {
            Goal::Folder(folder) => super::folder::article_at(folder, name),
            Goal::File(file) => file.clone(),
            Goal::Nowhere => self.path(name),
        }
    }

    /// Why a file could not be written, if one could not be.
    pub fn failure(&self) -> Option<WriteError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Where a file of the dataset lies for now; the folder itself if the name is empty.
    pub fn path(&self, name: &str) -> PathBuf {
        let mut path = self.folder.path().to_owned();
        path.extend(name.split('/').filter(|part| !part.is_empty()));
        path
    }

    /// Puts the folder called `name` in the place of `target`. What was there is gone then: ask first whether it may be.
    ///
    /// # Errors
    /// If it cannot be put there; then what was there is as it was.
    pub fn put_folder(&self, name: &str, target: &Path) -> Result<(), WriteError> {
        let from = self.path(name);
        let put = || -> io::Result<()> {
            fs::create_dir_all(&from)?;
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            atomic::sync_below(&from);
            if !target.exists() {
                return fs::rename(&from, target);
            }
            let old = self.folder.path().join(REPLACED);
            swap(&from, target, &old.join(target.file_name().unwrap_or_default()))
        };
        put().map_err(|error| WriteError::new(target, error))
    }

    /// Puts a file in the place of `target`, whatever is there.
    ///
    /// # Errors
    /// If it cannot be put there; then what was there is as it was.
    pub fn put_file(&self, name: &str, target: &Path) -> Result<(), WriteError> {
        let mut from = File::open(self.path(name)).map_err(|error| WriteError::new(target, error))?;
        atomic::replace_with(target, |file| io::copy(&mut from, file).map(drop)).map(drop)
    }

    /// Hands a file on to the standard output.
    ///
    /// # Errors
    /// If it cannot be read, or `out` not written to.
    pub fn pour(&self, name: &str, out: &mut dyn Write) -> Result<(), WriteError> {
        let poured = File::open(self.path(name)).and_then(|mut file| io::copy(&mut file, out));
        poured.map(drop).map_err(WriteError::of_output)
    }
}

/// Takes away what a killed program has left of a dataset that was to come into a folder. If it was just about to take the
/// place of an earlier one, that is put back.
fn clear(left: Left, folder: &Path) {
    for entry in fs::read_dir(left.path().join(REPLACED)).into_iter().flatten().flatten() {
        let target = folder.join(entry.file_name());
        if !target.exists()
            && let Err(error) = fs::rename(entry.path(), &target)
        {
            tracing::error!(%error, "an earlier export is at {} now", entry.path().display());
            return;
        }
    }
    left.remove();
}

/// Gives a folder the name of another one, which is gone when this value's folder is.
fn swap(from: &Path, target: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, from, CWD, target, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    fs::create_dir_all(old.parent().unwrap_or(old))?;
    fs::rename(target, old)?;
    fs::rename(from, target).inspect_err(|_| {
        if let Err(error) = fs::rename(old, target) {
            tracing::error!(%error, "an earlier export is at {} now", old.display());
        }
    })
}

impl OutFile {
    /// Writes what is left, so that the file can be read.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()
    }

    /// Remembers the error, if it is the first one of the dataset.
    fn noted<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| {
            let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
            failure.get_or_insert_with(|| WriteError::new(&self.path, again(error)));
        })
    }
}

/// The same error once more.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.file.write(bytes);
        self.noted(done)
    }

    // Formats write many short pieces, and this is the quick way to take one.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let done = self.file.write_all(bytes);
        self.noted(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.file.flush();
        self.noted(done)
    }
}

impl Seek for OutFile {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let done = self.file.seek(to);
        self.noted(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_comes_whole_and_takes_the_place_of_an_older_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out/spacy");
        for content in ["one", "two"] {
            let outgoing = Outgoing::new(&folder.path().join("out")).expect("begun");
            let mut file = outgoing.create("spacy/data/train.spacy").expect("made");
            file.write_all(content.as_bytes()).expect("written");
            file.finish().expect("written");
            outgoing.put_folder("spacy", &target).expect("put");
            drop(outgoing);
            assert_eq!(
                fs::read_to_string(target.join("data/train.spacy")).expect("there"),
                content
            );
        }
        let left: Vec<_> = fs::read_dir(folder.path().join("out")).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn nothing_stays_of_a_dataset_that_does_not_come() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out");
        let outgoing = Outgoing::new(&target).expect("begun");
        outgoing
            .create("spacy/train.spacy")
            .expect("made")
            .finish()
            .expect("written");
        drop(outgoing);
        assert!(!target.exists());
    }

    #[test]
    fn what_a_kill_has_left_is_taken_away_but_for_an_earlier_dataset() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path();
        let left = target.join(".glossator-export-killed");
        fs::create_dir_all(left.join("spacy")).expect("made");
        // Where two folders cannot be exchanged, the earlier one is moved away first.
        fs::create_dir_all(left.join(REPLACED).join("spacy")).expect("made");
        fs::write(left.join(REPLACED).join("spacy/a.spacy"), "one").expect("written");
        let other = Outgoing::new(target).expect("begun");
        assert!(!left.exists());
        assert_eq!(fs::read_to_string(target.join("spacy/a.spacy")).expect("there"), "one");
        let more = Outgoing::beside(&target.join("a.csv")).expect("begun");
        assert!(other.path("").is_dir(), "it is under way");
        drop((other, more));
        assert_eq!(fs::read_dir(target).expect("a folder").count(), 1);
    }

    #[test]
    fn files_stay_in_their_folder() {
        let outgoing = Outgoing::apart().expect("begun");
        for name in ["../x", "/x", "a//b", "a/../b", "", "a\\b"] {
            assert!(outgoing.create(name).is_err(), "{name}");
        }
    }
}
