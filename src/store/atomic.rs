//! Whole files replaced at once: afterwards the old or the new one is on disk, never half of one.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write},
    path::{Path, PathBuf},
};

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

/// Replaces a file by what `write` writes; see [`replace`]. Gives back the metadata of the new file.
///
/// # Errors
/// If that cannot be done or `write` fails; then the old file is as it was.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<Metadata, WriteError> {
    try_replace(path, write).map_err(|error| WriteError::new(path, error))
}

fn try_replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Metadata> {
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
    temporary.persist(&target).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(metadata)
}

/// A file that vanishes unless it is given a name, with the permissions that new files have.
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
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
