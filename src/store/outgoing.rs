//! Datasets on their way out: written apart, and put in their place when they are whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use super::{WriteError, atomic};

/// How the folders of datasets are called until they are whole.
const PREFIX: &str = ".glossator-export-";
/// How much is written at once, in bytes: a folder format may have many files open.
const BUFFER: usize = 64 * 1024;

/// The files of a dataset. Until they are put in their place they lie in a hidden folder, and vanish with this value.
#[derive(Debug)]
pub struct Outgoing {
    folder: tempfile::TempDir,
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

/// A file of a dataset.
#[derive(Debug)]
pub struct OutFile(BufWriter<File>);

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
            ..Self::within(folder, folder)?
        })
    }

    /// Nothing yet, for a dataset of one file. The folder that it is to be in must be there.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn beside(file: &Path) -> Result<Self, WriteError> {
        match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => Self::within(folder, file),
            _ => Self::within(Path::new("."), file),
        }
    }

    /// In a folder; what cannot be written otherwise is `what`.
    fn within(folder: &Path, what: &Path) -> Result<Self, WriteError> {
        let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder);
        Ok(Self {
            folder: made.map_err(|error| WriteError::new(what, error))?,
            _made: None,
        })
    }

    /// Where a dataset is written that is no file in the end, as it goes to the standard output.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn apart() -> Result<Self, WriteError> {
        Self::new(&std::env::temp_dir())
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
        let file = made().map_err(|error| WriteError::new(&path, error))?;
        Ok(OutFile(BufWriter::with_capacity(BUFFER, file)))
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
            swap(&from, target, &self.folder.path().join("replaced"))
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

    /// Hands a file on.
    ///
    /// # Errors
    /// If it cannot be read, or `out` not written to.
    pub fn pour(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        io::copy(&mut File::open(self.path(name))?, out).map(drop)
    }
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
        self.0.flush()
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    // Formats write many short pieces, and this is the quick way to take one.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for OutFile {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
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
    fn files_stay_in_their_folder() {
        let outgoing = Outgoing::apart().expect("begun");
        for name in ["../x", "/x", "a//b", "a/../b", "", "a\\b"] {
            assert!(outgoing.create(name).is_err(), "{name}");
        }
    }
}
