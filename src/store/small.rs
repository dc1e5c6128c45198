//! Small files of a project besides its own: RON, read and written whole.

use std::{fs, io, path::Path};

use ron::Options;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    LoadError, WriteError, atomic, folder,
    known::{self, Known, NotKnown},
    layer_file, parse,
};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 256 << 20;

/// Reads a value of a kind of file whose newest known format is `newest`; `None` if there is no such file.
///
/// # Errors
/// If it cannot be read or understood; the error says where and what to do.
pub fn read<T: DeserializeOwned>(path: &Path, newest: u32) -> Result<Option<T>, LoadError> {
    Ok(known(path, newest)?.map(|known| known.value))
}

fn known<T: DeserializeOwned>(path: &Path, newest: u32) -> Result<Option<Known<T>>, LoadError> {
    let bytes = match folder::read_at_most(path, LONGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let path = path.to_owned();
            return Err(LoadError::Unreadable { path, error });
        }
    };
    let broken = |error| LoadError::Broken {
        path: path.to_owned(),
        error,
    };
    let text = parse::clean(bytes).map_err(broken)?;
    known::read(&text, newest).map(Some).map_err(|error| match error {
        NotKnown::Syntax(error) => broken(error),
        NotKnown::Newer(version) => LoadError::Newer {
            path: path.to_owned(),
            version,
        },
    })
}

/// Writes a value in the place of what is there, if that holds nothing that would be lost: what a newer program wrote, or what
/// cannot be read, is left.
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn write<T: Serialize + DeserializeOwned>(path: &Path, value: &T, newest: u32) -> Result<(), WriteError> {
    let kept = |why| WriteError::new(path, io::Error::other(why));
    in_its_folder(path)?;
    let there = known::<T>(path, newest).map_err(|error| kept(error.to_string()))?;
    if let Some(more) = there.and_then(|there| there.more) {
        return Err(kept(format!(
            "it says more than this Glossator knows ({more}), and a change would lose that: update Glossator"
        )));
    }
    let mut ron = Options::default()
        .to_string_pretty(value, layer_file::pretty())
        .map_err(|error| WriteError::new(path, io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}

/// A link in a project that somebody has handed on must not lead to files elsewhere.
fn in_its_folder(path: &Path) -> Result<(), WriteError> {
    match path.parent() {
        Some(folder) if folder::leads_outside(folder, path) => Err(WriteError::new(path, folder::outside_error())),
        _ => Ok(()),
    }
}

/// Writes a text in the place of what is there.
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn put_text(path: &Path, text: &str) -> Result<(), WriteError> {
    in_its_folder(path)?;
    atomic::replace(path, text.as_bytes())
}

/// The text of a file, nothing if there is none.
///
/// # Errors
/// If it cannot be read, or is no UTF-8 text.
pub fn read_text(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}
