//! Whole files replaced at once: afterwards the old or the new one is on disk, never half of one.

use std::{
    fs::{File, Metadata, Permissions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use super::{
    WriteError,
    disk::{Disk, RealDisk},
};

/// How many symbolic links are followed before they are taken to run in a circle.
const MOST_LINKS: usize = 40;
/// How often others may make and remove a file while it gets its name.
const MOST_TRIES: usize = 8;

/// Replaces a file by `bytes`, or makes it.
///
/// The bytes go to a new file beside it, which is forced to disk and then takes its name. The permissions of a file
/// that is there are kept; a symbolic link stays one, and the file that it leads to is replaced. A write-protected
/// file is left alone.
///
/// # Errors
/// If that cannot be done; then the old file is as it was, or else the new one is there but might not outlive a power cut.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    replace_with(path, |file| file.write_all(bytes))
}

/// Replaces a file by what `write` writes; see [`replace`].
///
/// # Errors
/// As with [`replace`], and if `write` fails.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
    let replaced = Drive::real().replace(path, write);
    replaced.map_err(|error| WriteError::new(path, error))
}

/// Writes a file that is not there yet, and its folder. What is there is left as it is.
///
/// # Errors
/// If it cannot be written.
pub fn put_new(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        let made = Drive::real().make_folders(folder);
        made.map_err(|error| WriteError::new(path, error))?;
    }
    replace(path, bytes)
}

/// Makes a file of `bytes`, all of it or nothing. There must be none: what is there is left as it is.
///
/// # Errors
/// If that cannot be done; [`io::ErrorKind::AlreadyExists`] if there is a file.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Drive::real().create(path, bytes)
}

/// A disk, and what is still to be removed from it.
#[derive(Debug)]
pub(super) struct Drive {
    disk: Box<dyn Disk>,
    /// Temporary files that could not be removed when they should have been.
    left: Mutex<Vec<PathBuf>>,
}

/// A file that has just taken the place of another one. Its name is not forced to disk yet.
#[derive(Debug)]
pub(super) struct Exchanged {
    /// What is known of the new file.
    pub metadata: Metadata,
    /// Where the file is now that was there, so that nobody's work is lost who wrote it in the last moment; whoever has looked at it
    /// must [`discard`](Drive::discard) it. Nothing if there was none, or the system cannot exchange two files.
    pub old: Option<PathBuf>,
    /// The folder in which both are.
    pub folder: PathBuf,
}

impl Drive {
    /// The drives of this computer.
    pub fn real() -> &'static Arc<Self> {
        static REAL: LazyLock<Arc<Drive>> = LazyLock::new(|| Arc::new(Drive::new(Box::new(RealDisk))));
        &REAL
    }

    pub fn new(disk: Box<dyn Disk>) -> Self {
        let left = Mutex::default();
        Self { disk, left }
    }

    /// For whatever is not about whole files.
    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// Replaces a file by what `write` writes; see [`replace`].
    pub fn replace(&self, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let target = self.follow_links(path)?;
        let (new, _) = self.write_for(&target, write)?;
        if let Err(error) = self.disk.rename(&new, &target) {
            self.discard(new);
            return Err(error);
        }
        self.disk.sync_folder(folder_of(&target))
    }

    /// Puts `bytes` in the place of a file, or makes it, and keeps what was there.
    ///
    /// # Errors
    /// If that cannot be done; then the old file is as it was.
    pub fn exchange(&self, path: &Path, bytes: &[u8]) -> io::Result<Exchanged> {
        let target = self.follow_links(path)?;
        let (new, metadata) = self.write_for(&target, |file| file.write_all(bytes))?;
        match self.give_name(&new, &target) {
            Ok(exchanged) => Ok(Exchanged {
                metadata,
                old: exchanged.then_some(new),
                folder: folder_of(&target).to_owned(),
            }),
            Err(error) => {
                self.discard(new);
                Err(error)
            }
        }
    }

    /// Makes a file of `bytes`; see [`create`].
    pub fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.disk.metadata(path).is_ok() || self.disk.read_link(path).is_ok_and(|link| link.is_some()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let (new, _) = self.write_for(path, |file| file.write_all(bytes))?;
        if let Err(error) = self.disk.rename_new(&new, path) {
            self.discard(new);
            return Err(error);
        }
        self.disk.sync_folder(folder_of(path))
    }

    /// Writes `bytes` to a new file under the first of these names that is free, or finds them there already.
    pub fn put_beside(&self, names: impl Iterator<Item = PathBuf>, bytes: &[u8]) -> io::Result<PathBuf> {
        for free in names {
            match self.create(&free, bytes) {
                Ok(()) => return Ok(free),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Err(_) if self.disk.read(&free)?.0 == bytes => {
                    return self.disk.sync_folder(folder_of(&free)).map(|()| free);
                }
                Err(_) => {}
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Makes a folder, and those around it.
    pub fn make_folders(&self, folder: &Path) -> io::Result<()> {
        match self.disk.metadata(or_here(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Ok(metadata) if metadata.is_dir() => return Ok(()),
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            Err(error) => return Err(error),
        }
        let around = folder_of(folder);
        self.make_folders(around)?;
        match self.disk.create_folder(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        self.disk.sync_folder(around)
    }

    /// Removes a temporary file: now, or else before the next one is made.
    pub fn discard(&self, path: PathBuf) {
        match self.disk.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::debug!(%error, path = %path.display(), "a temporary file is left for now");
                self.left.lock().unwrap_or_else(PoisonError::into_inner).push(path);
            }
            _ => {}
        }
    }

    /// Gives a new file its name, and says whether what had it has the name of the new one then.
    fn give_name(&self, new: &Path, target: &Path) -> io::Result<bool> {
        use io::ErrorKind::{AlreadyExists, NotFound, Unsupported};
        for _ in 0..MOST_TRIES {
            match self.disk.exchange(new, target) {
                Ok(()) => return Ok(true),
                Err(error) if error.kind() == Unsupported => return self.disk.rename(new, target).map(|()| false),
                Err(error) if error.kind() != NotFound => return Err(error),
                Err(_) => {}
            }
            // There was nothing; if there is something now, that must not be lost.
            match self.disk.rename_new(new, target) {
                Ok(()) => return Ok(false),
                Err(error) if error.kind() != AlreadyExists => return Err(error),
                Err(_) => {}
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// Writes a file beside `target` that is to take its place, and forces it to disk.
    fn write_for(
        &self,
        target: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<(PathBuf, Metadata)> {
        let left = std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        left.into_iter().for_each(|path| self.discard(path));
        let permissions = match self.disk.metadata(target) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if metadata.permissions().readonly() => return Err(io::ErrorKind::PermissionDenied.into()),
            Ok(metadata) => Some(metadata.permissions()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let (path, file) = self.new_file_in(folder_of(target))?;
        let written = self.fill(file, permissions, write);
        match written {
            Ok(metadata) => Ok((path, metadata)),
            Err(error) => {
                self.discard(path);
                Err(error)
            }
        }
    }

    fn fill(
        &self,
        file: File,
        permissions: Option<Permissions>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Metadata> {
        let disk = self.disk();
        let mut file = Filling { disk, file };
        write(&mut file)?;
        let file = file.file;
        if let Some(permissions) = permissions {
            disk.set_permissions(&file, permissions)?;
        }
        disk.sync(&file)?;
        disk.metadata_of(&file)
    }

    fn new_file_in(&self, folder: &Path) -> io::Result<(PathBuf, File)> {
        loop {
            let random: String = std::iter::repeat_with(fastrand::alphanumeric).take(6).collect();
            let path = folder.join(format!(".glossator-{random}.tmp"));
            match self.disk.create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|file| (path, file)),
            }
        }
    }

    /// Where symbolic links lead, even if there is nothing there yet.
    fn follow_links(&self, path: &Path) -> io::Result<PathBuf> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            match self.disk.read_link(&path)? {
                Some(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
                None => return Ok(path),
            }
        }
        Err(io::Error::other("its symbolic links run in a circle"))
    }
}

/// A file that is being written.
struct Filling<'a> {
    disk: &'a dyn Disk,
    file: File,
}

impl Write for Filling<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.write(&mut self.file, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The folder in which a path is.
fn folder_of(path: &Path) -> &Path {
    or_here(path.parent().unwrap_or(Path::new("")))
}

fn or_here(folder: &Path) -> &Path {
    if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    }
}

/// Forces all that was written below a folder to disk: one by one, ten thousand articles would take a minute.
#[cfg(target_os = "linux")]
pub(super) fn sync_below(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|file| Ok(rustix::fs::syncfs(file)?)) {
        tracing::warn!(%error, "the drive could not be synced");
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync_below(folder: &Path) {
    for file in super::folder::files_below(folder).0 {
        if let Err(error) = File::open(&file).and_then(|file| file.sync_all()) {
            tracing::debug!(%error, "a file could not be synced");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_that_fails_halfway_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.ron");
        let half_written = |file: &mut dyn Write| {
            file.write_all(b"half of the new")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let error = replace_with(&path, half_written).expect_err("it fails");
        assert_eq!(
            error.to_string(),
            format!(
                "{} cannot be written: the drive is full. Make room on it.",
                path.display()
            )
        );
        assert_eq!(names(folder.path()), [""; 0]);
        replace(&path, b"old").expect("written");
        assert!(replace_with(&path, half_written).is_err());
        assert_eq!(fs::read(&path).expect("a file"), b"old");
        assert_eq!(names(folder.path()), ["news.ron"]);
        replace(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("a file"), b"new");
    }

    #[test]
    fn until_the_last_moment_the_old_file_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.ron");
        replace(&path, b"old").expect("written");
        replace_with(&path, |file| {
            file.write_all(b"new")?;
            assert_eq!(fs::read(&path)?, b"old");
            Ok(())
        })
        .expect("written");
        assert_eq!(fs::read(&path).expect("a file"), b"new");
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = replace(folder.path(), b"new").expect_err("a folder").to_string();
        assert!(
            error.ends_with("cannot be written: it is a folder. Rename the folder."),
            "{error}"
        );
        let error = replace(&folder.path().join("no/news.ron"), b"new")
            .expect_err("no folder")
            .to_string();
        assert!(error.contains("no is not there. Put it back"), "{error}");
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).expect("a file").permissions().mode() & 0o777
        }

        #[test]
        fn permissions_are_kept_and_new_files_have_the_usual_ones() {
            let folder = tempfile::tempdir().expect("a folder");
            let (usual, path) = (folder.path().join("usual"), folder.path().join("news.ron"));
            fs::write(&usual, "").expect("written");
            replace(&path, b"one").expect("written");
            assert_eq!(mode(&path), mode(&usual));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
            replace(&path, b"two").expect("written");
            assert_eq!(mode(&path), 0o640);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("set");
            let error = replace(&path, b"three").expect_err("protected").to_string();
            assert!(error.contains("write-protected"), "{error}");
            assert_eq!(fs::read(&path).expect("a file"), b"two");
        }

        #[test]
        fn links_stay_links() {
            let folder = tempfile::tempdir().expect("a folder");
            let at = |name: &str| folder.path().join(name);
            fs::create_dir(at("kept")).expect("a folder");
            symlink("kept/news.ron", at("link")).expect("a link");
            symlink("link", at("link to link")).expect("a link");
            for text in ["new", "newer"] {
                replace(&at("link to link"), text.as_bytes()).expect("written");
                assert_eq!(fs::read_to_string(at("kept/news.ron")).expect("a file"), text);
            }
            assert!(at("link").is_symlink() && at("link to link").is_symlink());
            symlink("circle", at("circle")).expect("a link");
            assert!(replace(&at("circle"), b"new").is_err());
        }
    }
}
