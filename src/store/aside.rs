//! Files put beside others under a name that was free.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::WriteError;

/// Renames a broken file to `news.broken-1.ron` or the like, so that it is kept and another can take its place.
/// Never overwrites anything.
///
/// # Errors
/// If it cannot be renamed; then nothing has changed.
pub fn set_aside(path: &Path) -> Result<PathBuf, WriteError> {
    set_aside_as(path, "broken")
}

/// Renames a file to `news.<what>-1.ron` or the like. Never overwrites anything.
///
/// # Errors
/// If it cannot be renamed; then nothing has changed.
pub fn set_aside_as(path: &Path, what: &str) -> Result<PathBuf, WriteError> {
    let failed = |error| WriteError::new(path, error);
    let (free, _) = claim(path, what).map_err(failed)?;
    match fs::rename(path, &free) {
        Ok(()) => Ok(free),
        Err(error) => {
            remove_quietly(&free);
            Err(failed(error))
        }
    }
}

/// Writes `bytes` to `news.<what>-1.ron` or the like, beside `news.ron`. Never overwrites anything.
pub(super) fn keep_beside(path: &Path, what: &str, bytes: &[u8]) -> Result<PathBuf, WriteError> {
    let (free, mut file) = claim(path, what).map_err(|error| WriteError::new(path, error))?;
    match file.write_all(bytes).and_then(|()| file.sync_all()) {
        Ok(()) => Ok(free),
        Err(error) => {
            remove_quietly(&free);
            Err(WriteError::new(&free, error))
        }
    }
}

/// Makes an empty file under the first free name, so that nobody else takes it.
fn claim(path: &Path, what: &str) -> io::Result<(PathBuf, File)> {
    let stem = path.file_stem().unwrap_or_default();
    let extension = path.extension();
    let mut number = 1_u32;
    loop {
        let mut name = stem.to_owned();
        name.push(format!(".{what}-{number}"));
        if let Some(extension) = extension {
            name.push(".");
            name.push(extension);
        }
        let free = path.with_file_name(name);
        match File::options().write(true).create_new(true).open(&free) {
            Ok(file) => return Ok((free, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn remove_quietly(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, path = %path.display(), "an empty file was left behind");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.txt.ron");
        let mut kept = Vec::new();
        for content in ["one", "two", "three"] {
            fs::write(&path, content).expect("written");
            kept.push(set_aside(&path).expect("renamed"));
            assert!(!path.exists());
        }
        kept.push(keep_beside(&path, "broken", b"four").expect("written"));
        for (number, (path, content)) in kept.iter().zip(["one", "two", "three", "four"]).enumerate() {
            assert_eq!(fs::read_to_string(path).expect("a file"), content);
            assert_eq!(
                path.file_name().expect("a name"),
                &*format!("news.txt.broken-{}.ron", number + 1)
            );
        }
        assert!(set_aside(&path).is_err(), "there is nothing to rename");
        assert_eq!(
            fs::read_dir(folder.path()).expect("a folder").count(),
            4,
            "no empty file is left"
        );
    }
}
