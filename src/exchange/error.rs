//! Why a dataset cannot be written or read.

use std::io;

use crate::store::WriteError;

/// There is no format of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}; there are {names}", names = names())]
pub struct NoSuchFormat(pub(super) String);

fn names() -> String {
    let names: Vec<_> = super::FORMATS.iter().map(|format| format.name()).collect();
    names.join(", ")
}

/// Why a dataset could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file of it could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Writing failed.
    #[error("The dataset cannot be written: {0}.")]
    Io(#[from] io::Error),
    /// Somebody did not want it any more.
    #[error("The export was called off. Nothing was written.")]
    Cancelled,
    /// The format cannot hold this; what, and what to do.
    #[error("{0}")]
    Unfit(String),
}

/// Why a file of labels could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is not as the format wants it; a sentence that goes on from the file's name, with the place in it.
    #[error("{0}")]
    Broken(String),
}

impl From<serde_json::Error> for ExportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<crate::readers::Problem> for ReadError {
    fn from(problem: crate::readers::Problem) -> Self {
        Self::Broken(problem.to_string())
    }
}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() {
            Self::Io(error.into())
        } else {
            Self::Broken(format!("it is not valid JSON: {error}"))
        }
    }
}
