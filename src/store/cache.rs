//! What the program works out again if it is gone: files in the user's folder for such things. Never the truth.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::atomic;

/// Where a cache about the project in a folder is kept inside of `folder`.
pub fn path_in(folder: &Path, root: &Path, what: &str) -> PathBuf {
    let absolute = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let digest = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    folder.join(format!("{name}-{digest}.{what}"))
}

/// What was kept, if anything can be read.
pub fn read(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

/// Keeps this for the next time. That it cannot is no reason not to work.
pub fn write(path: &Path, bytes: &[u8]) {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    if let Err(error) = made
        .map_err(|error| error.to_string())
        .and_then(|()| atomic::replace(path, bytes).map_err(|error| error.to_string()))
    {
        tracing::warn!(%error, "a cache cannot be written");
    }
}
