//! Small files of a project besides its own: RON, read and written whole.

use std::{fs, io, path::Path};

use ron::Options;
use serde::{Serialize, de::DeserializeOwned};

use super::{LoadError, SyntaxError, WriteError, atomic, layer_file, parse};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 256 << 20;

/// Reads a value; `None` if there is no such file.
///
/// # Errors
/// If it cannot be read or understood; the error says where and what to do.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, LoadError> {
    let bytes = match super::folder::read_at_most(path, LONGEST) {
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
    let value = parse::deserialize(&text, parse::DEPTH, |_| ());
    value
        .map(Some)
        .map_err(|error| broken(SyntaxError::explain(&text, &error)))
}

/// Writes a value in the place of what is there.
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), WriteError> {
    let mut ron = Options::default()
        .to_string_pretty(value, layer_file::pretty())
        .map_err(|error| WriteError::new(path, io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}

/// Writes a text in the place of what is there.
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn put_text(path: &Path, text: &str) -> Result<(), WriteError> {
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
