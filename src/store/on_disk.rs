//! What we know to be in a file, so as to see whether others have written to it.

use std::{
    fs::Metadata,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
    time::SystemTime,
};

use super::disk::{Disk, RealDisk};

/// What a file held when we last read or wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDisk(Option<Stamp>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
    content: u64,
}

impl OnDisk {
    /// There was no file.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// Whether there was a file.
    pub(super) fn is_file(&self) -> bool {
        self.0.is_some()
    }

    /// It held these bytes; `metadata` is of the file at that time.
    pub(super) fn of(metadata: &Metadata, bytes: &[u8]) -> Self {
        Self(Some(Stamp {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            inode: inode(metadata),
            content: hash(bytes),
        }))
    }

    /// Tells this content from all others, over starts of the program; `None` if there was no file.
    pub(super) fn fingerprint(&self) -> Option<String> {
        let Stamp { length, content, .. } = self.0.as_ref()?;
        Some(fingerprint(*length, *content))
    }

    /// What others have put in the file since, and how to know that; `None` if it is as we know it, or gone.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn foreign(&self, disk: &dyn Disk, path: &Path) -> io::Result<Option<(Vec<u8>, Self)>> {
        let metadata = match disk.metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if self.0.as_ref().is_some_and(|known| known.is_untouched(&metadata)) {
            return Ok(None);
        }
        let (bytes, metadata) = disk.read(path)?;
        let now = Self::of(&metadata, &bytes);
        let same = |known: &Stamp| now.0.as_ref().is_some_and(|now| now.content == known.content);
        Ok((!self.0.as_ref().is_some_and(same)).then_some((bytes, now)))
    }
}

impl Stamp {
    fn is_untouched(&self, metadata: &Metadata) -> bool {
        self.modified.is_some()
            && metadata.modified().ok() == self.modified
            && metadata.len() == self.length
            && inode(metadata) == self.inode
    }
}

/// Reads a file whole, with what there is to know it by.
pub(super) fn read(path: &Path) -> io::Result<(Vec<u8>, OnDisk)> {
    let (bytes, metadata) = RealDisk.read(path)?;
    let on_disk = OnDisk::of(&metadata, &bytes);
    Ok((bytes, on_disk))
}

/// The fingerprint that a file with these bytes will have.
pub(super) fn fingerprint_of(bytes: &[u8]) -> String {
    fingerprint(bytes.len() as u64, hash(bytes))
}

fn fingerprint(length: u64, content: u64) -> String {
    format!("{length:x}-{content:016x}")
}

/// Tells contents apart; nobody gains by making two that collide.
fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
