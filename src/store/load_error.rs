//! Why an annotation file cannot be read, or must not be written.

use std::{io, path::PathBuf};

use super::{SyntaxError, VERSION};
use crate::labels::LabelSetError;

/// Why an annotation file must not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A newer program wrote it.
    #[error(
        "These labels were saved by a newer Glossator (format {version}; this one writes format {VERSION}). They can be read but not changed: update Glossator."
    )]
    Newer {
        /// The version of its format.
        version: u32,
    },
    /// It has fields that a save would drop.
    #[error(
        "The annotation file says more than this Glossator knows ({}). The labels can be read but not changed, so that nothing of it is lost: update Glossator, or remove those fields.",
        names.join(", ")
    )]
    UnknownFields {
        /// Their names, `annotations.links` for example.
        names: Vec<String>,
    },
    /// A link in the project leads elsewhere.
    #[error(
        "The place of these labels lies outside of the project, for a link leads there. The labels can be read but not changed: replace the link by a folder."
    )]
    Outside,
    /// Some annotations cannot be used as they are.
    #[error(
        "The annotation file has {count} {} for which a save would lose annotations. The labels can be read but not changed: mend the file in a text editor (“glossator check” names the lines), or set it aside.",
        if *count == 1 { "fault" } else { "faults" }
    )]
    Faults {
        /// How many.
        count: usize,
    },
}

/// Why an annotation file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error("There is no file {}. Check the name.", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is a folder, a device or the like, or too long.
    #[error("{} is no annotation file: it is {what}.", path.display())]
    NotAFile {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The operating system refused.
    #[error("{} cannot be read: {error}.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is not RON, or not as it should be.
    #[error(
        "{}, {error}. The file was left as it is: mend it in a text editor, or set it aside and start anew.",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        error: SyntaxError,
    },
    /// A newer program wrote it, and this one cannot make sense of it.
    #[error(
        "{} was saved by a newer Glossator (format {version}; this one reads format {VERSION}). Update Glossator to open it.",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        version: u32,
    },
    /// Its labels do not make a set.
    #[error("{}: {error}. Give every label an id of its own in a text editor.", path.display())]
    Labels {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        error: LabelSetError,
    },
}

impl LoadError {
    /// A line that says what is wrong with the file and where, `path:line:column: what`; `None` if the file is not there or the
    /// system does not give it.
    pub fn told(&self) -> Option<String> {
        match self {
            Self::Broken { path, error } => {
                let (path, line, column) = (path.display(), error.line, error.column);
                Some(format!("{path}:{line}:{column}: {}", error.what))
            }
            Self::Newer { path, .. } | Self::Labels { path, .. } => Some(format!("{}:1: {self}", path.display())),
            _ => None,
        }
    }
}
