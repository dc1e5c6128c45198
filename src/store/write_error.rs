//! Why a file could not be written.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a file could not be written, and what to do about it. What was there before is still there.
#[derive(Debug)]
pub struct WriteError {
    path: PathBuf,
    error: io::Error,
}

impl WriteError {
    pub(super) fn new(path: &Path, error: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            error,
        }
    }

    /// What is handed on to another program, or shown in a terminal.
    pub fn of_output(error: io::Error) -> Self {
        Self::new(Path::new("The standard output"), error)
    }

    /// What kind of error it is.
    pub fn kind(&self) -> io::ErrorKind {
        self.error.kind()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        let folder = self
            .path
            .parent()
            .filter(|folder| *folder != Path::new(""))
            .unwrap_or(Path::new("."));
        match self.error.kind() {
            io::ErrorKind::NotFound => write!(
                f,
                "{path} cannot be written: the folder {} is not there. Put it back, or connect its drive.",
                folder.display()
            ),
            io::ErrorKind::PermissionDenied => write!(
                f,
                "{path} cannot be written: the file or its folder is write-protected. Allow writing to both."
            ),
            io::ErrorKind::ReadOnlyFilesystem => write!(
                f,
                "{path} cannot be written: its drive is read-only. Copy the folder to another drive."
            ),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                write!(f, "{path} cannot be written: the drive is full. Make room on it.")
            }
            io::ErrorKind::FileTooLarge => write!(
                f,
                "{path} cannot be written: it is longer than a file may become here. Allow longer files, or make room."
            ),
            io::ErrorKind::IsADirectory => {
                write!(f, "{path} cannot be written: it is a folder. Rename the folder.")
            }
            _ => write!(f, "{path} cannot be written: {}.", self.error),
        }
    }
}
