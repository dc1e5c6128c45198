//! Giving a file that was written apart its name in the project, which must be free.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Gives a file its name, which must be free.
pub(super) fn put(from: &Path, to: &Path) -> io::Result<()> {
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
        remove(to);
    }
    copied
}

/// Takes back what [`put`] has done.
pub(super) fn take_back(from: &Path, to: &Path) {
    if from.exists() {
        // It was copied, or has two names now.
        return remove(to);
    }
    if let Err(error) = fs::rename(to, from) {
        tracing::warn!(%error, path = %to.display(), "an article that was not wanted stays behind");
    }
}

/// Only what this import has just put there itself.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "an article that was not wanted stays behind");
    }
}
