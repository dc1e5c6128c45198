//! Hidden folders in which something is made ready. Whoever works in one holds a lock beside it, which ends with the
//! program, however that ends: so the next one can tell what a killed program has left from what is under way.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use super::lock::lock_file;

/// How the names of the locks end.
const ENDING: &str = ".lock";
/// How much of a name is drawn, in characters.
const DRAWN: usize = 6;
/// How often a name may be taken already.
const MOST_TRIES: usize = 100;
/// Where locks cannot be had, what is older than this is held by nobody.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// A hidden folder that this program works in. It vanishes with this value, with all that is in it.
#[derive(Debug)]
pub(super) struct Held {
    /// Dropped before its lock, so that nobody takes it for left.
    folder: TempDir,
    _lock: Lock,
}

/// A folder that a program which is gone has left behind. It is held like one's own.
#[derive(Debug)]
pub(super) struct Left {
    path: PathBuf,
    _lock: Lock,
}

/// The lock beside a folder.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    /// Nothing where locks cannot be had.
    _file: Option<File>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "a lock was left behind");
        }
    }
}

impl Held {
    /// Makes a folder in another one. Its name begins with `prefix`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(parent: &Path, prefix: &str) -> io::Result<Self> {
        for _ in 0..MOST_TRIES {
            let drawn: String = std::iter::repeat_with(fastrand::alphanumeric).take(DRAWN).collect();
            let name = format!("{prefix}{drawn}");
            // The lock comes first: a folder without one is nobody's.
            let lock = lock_of(parent, &name);
            let Some(lock) = Lock::take(lock, || true) else {
                continue;
            };
            match tempfile::Builder::new().prefix(&name).rand_bytes(0).tempdir_in(parent) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => {
                    return Ok(Self {
                        folder: made?,
                        _lock: lock,
                    });
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Left {
    /// What is in a folder under names that begin with `prefix`, and is held by nobody.
    pub fn all(parent: &Path, prefix: &str) -> Vec<Self> {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let names = names.filter(|name| name.starts_with(prefix));
        names.filter_map(|name| Self::of(parent, &name)).collect()
    }

    fn of(parent: &Path, name: &str) -> Option<Self> {
        // A lock may have been left without its folder.
        let name = name.strip_suffix(ENDING).unwrap_or(name);
        let (path, lock) = (parent.join(name), lock_of(parent, name));
        // In a project that somebody has handed on a link may lead anywhere.
        if path.is_symlink() || lock.is_symlink() {
            return None;
        }
        let lock = Lock::take(lock, || is_old(&path))?;
        path.is_dir().then_some(Self { path, _lock: lock })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes it away, with all that is in it.
    pub fn remove(self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "what a killed program has left stays behind");
        }
    }
}

impl Lock {
    /// Takes the lock at a path; `None` if another program has it. Where none can be had, `or_else` says whether it may be
    /// done without one.
    fn take(path: PathBuf, or_else: impl FnOnce() -> bool) -> Option<Self> {
        let file = match lock_file(&path) {
            Ok(file) => Some(file?),
            Err(error) => {
                tracing::debug!(%error, path = %path.display(), "no lock can be had there");
                if !or_else() {
                    return None;
                }
                None
            }
        };
        Some(Self { path, _file: file })
    }
}

fn lock_of(parent: &Path, name: &str) -> PathBuf {
    parent.join(format!("{name}{ENDING}"))
}

fn is_old(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let age = modified.and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > OLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_under_way_is_told_from_what_was_left() {
        let around = tempfile::tempdir().expect("a folder");
        let around = around.path();
        let held = Held::new(around, ".x-").expect("made");
        fs::write(held.path().join("a"), "A").expect("written");
        fs::create_dir(around.join(".x-killed")).expect("made");
        fs::write(around.join(".x-killed/b"), "B").expect("written");
        fs::write(around.join(".x-killed.lock"), "").expect("written");
        fs::write(around.join(".x-alone.lock"), "").expect("written");
        fs::write(around.join("other"), "").expect("written");
        let left = Left::all(around, ".x-");
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0].path(), around.join(".x-killed"));
        assert!(Left::all(around, ".x-").is_empty(), "it is held now");
        left.into_iter().for_each(Left::remove);
        assert_eq!(names(around).len(), 3, "{:?}", names(around));
        assert!(held.path().join("a").is_file());
        drop(held);
        assert_eq!(names(around), ["other"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let around = tempfile::tempdir().expect("a folder");
        let (inside, outside) = (around.path().join("in"), around.path().join("out"));
        for folder in [&inside, &outside] {
            fs::create_dir(folder).expect("made");
        }
        fs::create_dir(inside.join(".x-1")).expect("made");
        std::os::unix::fs::symlink(outside.join("lock"), inside.join(".x-1.lock")).expect("a link");
        std::os::unix::fs::symlink(&outside, inside.join(".x-2")).expect("a link");
        assert!(Left::all(&inside, ".x-").is_empty());
        assert!(names(&outside).is_empty());
    }
}
