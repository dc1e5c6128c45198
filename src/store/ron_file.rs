//! Small files of the program's own, which a person may read and change: RON with defaults for what is not said.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ron::Options;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    WriteError, aside, atomic, folder,
    known::{self, Known, NotKnown},
    layer_file, parse,
};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;
/// Such files have no versions, for fields come and go one by one. One that has is of a program to come.
const NO_VERSION: u32 = 0;

/// A value and the file that it is kept in.
#[derive(Clone, Debug)]
pub struct RonFile<T> {
    /// `None` if the system has no place for it; then it lasts as long as the program runs.
    path: Option<PathBuf>,
    value: T,
    /// What a file is called that must be kept when it is written anew: it is `broken` or of something `newer`.
    kept_as: Option<&'static str>,
    warning: Option<String>,
    /// What is in a file that cannot be used, if that is text.
    broken: Option<String>,
}

impl<T: Serialize + DeserializeOwned + Default + Clone + PartialEq> RonFile<T> {
    /// A value that is kept nowhere.
    pub fn nowhere() -> Self {
        Self {
            path: None,
            value: T::default(),
            kept_as: None,
            warning: None,
            broken: None,
        }
    }

    /// Reads the file at `path`, which need not exist. Whatever goes wrong, there is a value: that of a first start, which
    /// the warning calls `what`. What makes no sense in the value, `mend` puts right.
    pub fn load(path: PathBuf, what: &str, mend: impl FnOnce(&mut T)) -> Self {
        let file = path.display();
        let (mut value, kept_as, warning) = match read(&path) {
            Ok(Known { value, more: None }) => (value, None, None),
            Ok(Known {
                value,
                more: Some(more),
            }) => {
                let warning = format!(
                    "{file} says more than this Glossator knows ({more}). It is kept under another name when {what} are \
                     changed here."
                );
                (value, Some("newer"), Some(warning))
            }
            Err((kept_as, why)) => {
                let warning = format!("{file} cannot be used, so {what} are those of a first start: {why}");
                (T::default(), Some(kept_as), Some(warning))
            }
        };
        mend(&mut value);
        let is_broken = kept_as == Some("broken");
        let broken = is_broken.then(|| folder::read_at_most(&path, LONGEST).ok()).flatten();
        Self {
            path: Some(path),
            value,
            kept_as,
            warning,
            broken: broken.and_then(|bytes| String::from_utf8(bytes).ok()),
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

    /// What is in the file, if it is text that cannot be used.
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Puts right in the value what could be found in a broken file after all, and says so at the end of the warning.
    pub fn rescue(&mut self, what: &str, rescue: impl FnOnce(&mut T)) {
        rescue(&mut self.value);
        self.warning = self.warning.take().map(|warning| format!("{warning}. {what}"));
    }

    /// Changes the value, and writes it if that made a difference. A file that could not be used is kept under another
    /// name, as `settings.broken-1.ron`, and so is one of a newer program, as `settings.newer-1.ron`.
    ///
    /// # Errors
    /// If it cannot be written; it is changed all the same.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) -> Result<(), WriteError> {
        let before = self.value.clone();
        change(&mut self.value);
        match &self.path {
            Some(path) if self.value != before => {
                write(path, &self.value, self.kept_as)?;
                self.kept_as = None;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The value of a file, or what the file is to be called, and why it cannot be used.
fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<Known<T>, (&'static str, String)> {
    let bytes = match folder::read_at_most(path, LONGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Known {
                value: T::default(),
                more: None,
            });
        }
        Err(error) => return Err(("broken", error.to_string())),
    };
    let text = parse::clean(bytes).map_err(|error| ("broken", error.to_string()))?;
    known::read(&text, NO_VERSION).map_err(|error| match error {
        NotKnown::Syntax(error) => ("broken", error.to_string()),
        NotKnown::Newer(version) => ("newer", format!("a newer Glossator saved it (format {version})")),
    })
}

fn write<T: Serialize>(path: &Path, value: &T, kept_as: Option<&str>) -> Result<(), WriteError> {
    let failed = |error| WriteError::new(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    if let Some(kept_as) = kept_as.filter(|_| path.exists()) {
        aside::set_aside_as(path, kept_as)?;
    }
    let mut ron = Options::default()
        .to_string_pretty(value, layer_file::pretty())
        .map_err(|error| failed(io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}
