//! Giving a file that was written apart its name in the project, which must be free.

use std::{fs, io, path::Path};

use crate::store::atomic::Drive;

/// Gives a file its name, which must be free.
pub(super) fn put(from: &Path, to: &Path) -> io::Result<()> {
    let disk = Drive::real().disk();
    match disk.rename_new(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            disk.rename_new(from, to)
        }
        done => done,
    }
}

/// Takes back what [`put`] has done.
pub(super) fn take_back(from: &Path, to: &Path) {
    if let Err(error) = fs::rename(to, from) {
        tracing::warn!(%error, path = %to.display(), "an article that was not wanted stays behind");
    }
}
