//! Whole files replaced at once: afterwards the old or the new one is on disk, never half of one.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::{NamedTempFile, TempPath};

use super::WriteError;

/// How many symbolic links are followed before they are taken to run in a circle.
const MOST_LINKS: usize = 40;

/// Replaces a file by `bytes`, or makes it.
///
/// The bytes go to a new file beside it, which is forced to disk and then takes its name. The permissions of a file
/// that is there are kept; a symbolic link stays one, and the file that it leads to is replaced. A write-protected
/// file is left alone.
///
/// # Errors
/// If that cannot be done; then the old file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    replace_with(path, |file| file.write_all(bytes)).map(drop)
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
        fs::create_dir_all(folder).map_err(|error| WriteError::new(path, error))?;
    }
    replace(path, bytes)
}

/// Makes a file of `bytes`, all of it or nothing. There must be none: what is there is left as it is.
///
/// # Errors
/// If that cannot be done; [`io::ErrorKind::AlreadyExists`] if there is a file.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() || path.is_symlink() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    try_replace(path, |file| file.write_all(bytes), persist_new).map(drop)
}

/// Replaces a file by what `write` writes; see [`replace`]. Gives back the metadata of the new file.
///
/// # Errors
/// If that cannot be done or `write` fails; then the old file is as it was.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<Metadata, WriteError> {
    let written = try_replace(path, write, persist);
    written
        .map(|(metadata, _)| metadata)
        .map_err(|error| WriteError::new(path, error))
}

/// The same, and hands out the file that was there, so that nobody's work is lost who wrote it in the last moment. It vanishes when
/// it is dropped. Where the system cannot exchange two files there is none.
///
/// # Errors
/// If that cannot be done or `write` fails; then the old file is as it was.
pub(super) fn exchange_with(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(Metadata, Option<TempPath>), WriteError> {
    try_replace(path, write, exchange).map_err(|error| WriteError::new(path, error))
}

/// Gives a new file its name, in the place of what has it.
fn persist(new: NamedTempFile, target: &Path) -> io::Result<Option<TempPath>> {
    new.persist(target).map_err(|error| error.error)?;
    Ok(None)
}

/// Gives a new file its name, which must be free.
fn persist_new(new: NamedTempFile, target: &Path) -> io::Result<Option<TempPath>> {
    match new.persist_noclobber(target) {
        Ok(_) => Ok(None),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(error.error),
        // Some file systems cannot see to that themselves.
        Err(error) => persist(error.file, target),
    }
}

/// Gives a new file its name; what had it has the name of the new one then.
#[cfg(target_os = "linux")]
fn exchange(new: NamedTempFile, target: &Path) -> io::Result<Option<TempPath>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new.path(), CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(Some(new.into_temp_path())),
        // There was nothing, or the file system cannot do it.
        Err(_) => persist(new, target),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(new: NamedTempFile, target: &Path) -> io::Result<Option<TempPath>> {
    persist(new, target)
}

fn try_replace(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    name: impl FnOnce(NamedTempFile, &Path) -> io::Result<Option<TempPath>>,
) -> io::Result<(Metadata, Option<TempPath>)> {
    let target = follow_links(path)?;
    let permissions = match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if metadata.permissions().readonly() => return Err(io::ErrorKind::PermissionDenied.into()),
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut temporary = new_file_in(folder)?;
    write(temporary.as_file_mut())?;
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    temporary.as_file().sync_all()?;
    let metadata = temporary.as_file().metadata()?;
    let old = name(temporary, &target)?;
    sync_folder(folder);
    Ok((metadata, old))
}

/// A file that vanishes unless it is given a name, with the permissions that new files have.
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".glossator-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Where symbolic links lead, even if there is nothing there yet.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            // Not a link, or nothing there: what else is wrong shows when it is written.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its symbolic links run in a circle"))
}

/// Forces the new name to disk. Some file systems cannot; the content is safe without it.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%error, folder = %folder.display(), "a folder could not be synced");
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) {}

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
        let half_written = |file: &mut File| {
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
            file.sync_all()?;
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
