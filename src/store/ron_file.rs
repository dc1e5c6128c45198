//! Small files of the program's own, which a person may read and change: RON with defaults for what is not said.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ron::{Options, extensions::Extensions};
use serde::{Serialize, de::DeserializeOwned};

use super::{SyntaxError, WriteError, aside, atomic, layer_file, parse};

/// A value and the file that it is kept in.
#[derive(Clone, Debug)]
pub struct RonFile<T> {
    /// `None` if the system has no place for it; then it lasts as long as the program runs.
    path: Option<PathBuf>,
    value: T,
    broken: bool,
    warning: Option<String>,
}

impl<T: Serialize + DeserializeOwned + Default + Clone + PartialEq> RonFile<T> {
    /// A value that is kept nowhere.
    pub fn nowhere() -> Self {
        Self {
            path: None,
            value: T::default(),
            broken: false,
            warning: None,
        }
    }

    /// Reads the file at `path`, which need not exist. Whatever goes wrong, there is a value: that of a first start, which
    /// the warning calls `what`.
    pub fn load(path: PathBuf, what: &str) -> Self {
        let (value, warning) = match read(&path) {
            Ok(value) => (value, None),
            Err(why) => (
                T::default(),
                Some(format!(
                    "{} cannot be used, so {what} are those of a first start: {why}",
                    path.display()
                )),
            ),
        };
        Self {
            path: Some(path),
            value,
            broken: warning.is_some(),
            warning,
        }
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// What a person should know about how it was read.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Changes the value, and writes it if that made a difference. A file that could not be used is kept under another
    /// name, as `settings.broken-1.ron`.
    ///
    /// # Errors
    /// If it cannot be written; it is changed all the same.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) -> Result<(), WriteError> {
        let before = self.value.clone();
        change(&mut self.value);
        match &self.path {
            Some(path) if self.value != before => {
                write(path, &self.value, self.broken)?;
                self.broken = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(T::default()),
        Err(error) => return Err(error.to_string()),
    };
    let text = parse::clean(bytes).map_err(|error| error.to_string())?;
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .from_str(&text)
        .map_err(|error| SyntaxError::explain(&text, &error).to_string())
}

fn write<T: Serialize>(path: &Path, value: &T, was_broken: bool) -> Result<(), WriteError> {
    let failed = |error| WriteError::new(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    if was_broken && path.exists() {
        aside::set_aside(path)?;
    }
    let mut ron = Options::default()
        .to_string_pretty(value, layer_file::pretty())
        .map_err(|error| failed(io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}
