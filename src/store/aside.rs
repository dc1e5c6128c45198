//! Files put beside others under a name that was free.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{WriteError, atomic::Drive};

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
    let disk = Drive::real().disk();
    for free in names_beside(path, what) {
        match disk.rename_new(path, &free) {
            Ok(()) => return Ok(free),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(WriteError::new(path, error)),
        }
    }
    Err(WriteError::new(path, io::ErrorKind::AlreadyExists.into()))
}

/// Writes `bytes` to `news.<what>-1.ron` or the like, beside `news.ron`, unless they are kept there already. Never overwrites
/// anything.
pub(super) fn keep_beside(drive: &Drive, path: &Path, what: &str, bytes: &[u8]) -> Result<PathBuf, WriteError> {
    let kept = drive.put_beside(names_beside(path, what), bytes);
    kept.map_err(|error| WriteError::new(&name_beside(path, what, 1), error))
}

/// Whether a file was put beside another one, by its name.
pub fn is_set_aside(path: &Path) -> bool {
    let stem = path.file_stem().map(Path::new);
    let ending = stem.and_then(Path::extension).and_then(|ending| ending.to_str());
    let numbered = ending.and_then(|ending| ending.rsplit_once('-'));
    numbered.is_some_and(|(what, number)| ["broken", "conflict"].contains(&what) && number.parse::<u32>().is_ok())
}

fn names_beside(path: &Path, what: &str) -> impl Iterator<Item = PathBuf> {
    (1..u32::MAX).map(move |number| name_beside(path, what, number))
}

fn name_beside(path: &Path, what: &str, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{what}-{number}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        kept.push(keep_beside(Drive::real(), &path, "broken", b"four").expect("written"));
        for (number, (path, content)) in kept.iter().zip(["one", "two", "three", "four"]).enumerate() {
            assert_eq!(fs::read_to_string(path).expect("a file"), content);
            assert_eq!(
                path.file_name().expect("a name"),
                &*format!("news.txt.broken-{}.ron", number + 1)
            );
        }
        assert_eq!(
            keep_beside(Drive::real(), &path, "broken", b"two").expect("there"),
            kept[1],
            "what is kept already is not kept again"
        );
        assert!(set_aside(&path).is_err(), "there is nothing to rename");
        assert_eq!(
            fs::read_dir(folder.path()).expect("a folder").count(),
            4,
            "no empty file is left"
        );
    }
}
