//! The file of a project, `glossator.ron`: what its articles share.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ron::Options;
use serde::{Deserialize, Serialize};

use super::{
    SyntaxError, WriteError, atomic, folder,
    known::{self, Known, NotKnown},
    layer_file, parse,
};
use crate::labels::{self, LabelSet};

/// The name of the file.
pub const MANIFEST: &str = "glossator.ron";
/// The version of its format that this program writes.
const VERSION: u32 = 1;
/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// What the articles of a project share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format.
    version: u32,
    /// What people call the project.
    pub name: String,
    /// Whether each unit must get exactly one label, or an explicit none, in articles that are begun from now on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub coverage: bool,
    /// The labels that can be given.
    pub labels: LabelSet,
}

/// Why the file of a project cannot be read or must not be written.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is none.
    #[error("{} is no project: it has no {MANIFEST}. “glossator new” makes a project.", root.display())]
    Missing {
        /// The folder.
        root: PathBuf,
    },
    /// The operating system refused.
    #[error("{} cannot be read: {error}.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is not as it should be.
    #[error("{}, {error}. Mend it in a text editor: without it nobody knows the labels of the project.", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        error: SyntaxError,
    },
    /// A newer program wrote it, and this one cannot make sense of it.
    #[error(
        "{} was saved by a newer Glossator (format {version}; this one reads format {VERSION}). Update Glossator to open the project.",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        version: u32,
    },
    /// A newer program wrote it, or it says what this one does not know.
    #[error(
        "{} says more than this Glossator knows ({what}), and a change would lose that: update Glossator.",
        path.display()
    )]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What it says.
        what: String,
    },
    /// A new project was asked for where there is one.
    #[error("{} is a project already.", root.display())]
    Taken {
        /// The folder.
        root: PathBuf,
    },
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What git is told of a project: RON files keep their line ends, and what the program notes for itself stays out.
const BESIDE: [(&str, &str); 2] = [
    (".gitattributes", "*.ron text eol=lf\n"),
    (".gitignore", ".glossator/\n*.tmp\n"),
];

impl Manifest {
    /// For a new project of this name, with the labels that come with the program.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            version: VERSION,
            name: name.into(),
            coverage: false,
            labels: labels::built_in(),
        }
    }

    /// Makes a folder a project, and the folder if need be. What else is in it stays as it is.
    ///
    /// # Errors
    /// If it is a project already, or cannot be written.
    pub fn create(&self, root: &Path) -> Result<(), ManifestError> {
        let path = root.join(MANIFEST);
        if path.exists() {
            return Err(ManifestError::Taken { root: root.to_owned() });
        }
        fs::create_dir_all(root).map_err(|error| WriteError::new(root, error))?;
        for (name, content) in BESIDE {
            atomic::put_new(&root.join(name), content.as_bytes())?;
        }
        self.write(&path)
    }

    /// Reads the file of the project in a folder.
    ///
    /// # Errors
    /// If it is not there, or cannot be understood; the error says where and what to do.
    pub fn read(root: &Path) -> Result<Self, ManifestError> {
        read(root).map(|known| known.value)
    }

    /// Changes the file of the project in a folder, whatever others have changed in it since it was read. Gives back
    /// what it holds now.
    ///
    /// # Errors
    /// If it cannot be read or written, or a change would lose what this program does not know; it is as it was then.
    pub fn change(root: &Path, change: impl FnOnce(&mut Self)) -> Result<Self, ManifestError> {
        let path = root.join(MANIFEST);
        let Known {
            value: mut manifest,
            more,
        } = read(root)?;
        if let Some(what) = more {
            return Err(ManifestError::Unknown { path, what });
        }
        change(&mut manifest);
        manifest.write(&path)?;
        Ok(manifest)
    }

    fn write(&self, path: &Path) -> Result<(), ManifestError> {
        if path.parent().is_some_and(|root| folder::leads_outside(root, path)) {
            return Err(WriteError::new(path, folder::outside_error()).into());
        }
        let mut ron = Options::default()
            .to_string_pretty(self, layer_file::pretty().depth_limit(4))
            .map_err(|error| WriteError::new(path, io::Error::other(error)))?;
        ron.push('\n');
        Ok(atomic::replace(path, ron.as_bytes())?)
    }
}

/// What the file says.
fn read(root: &Path) -> Result<Known<Manifest>, ManifestError> {
    let path = root.join(MANIFEST);
    let bytes = match fs::metadata(&path) {
        Ok(metadata) if metadata.len() > LONGEST => Err(io::Error::other("it is too long for the file of a project")),
        Ok(_) => fs::read(&path),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ManifestError::Missing { root: root.to_owned() });
        }
        Err(error) => return Err(ManifestError::Unreadable { path, error }),
    };
    let text = match parse::clean(bytes) {
        Ok(text) => text,
        Err(error) => return Err(ManifestError::Broken { path, error }),
    };
    known::read(&text, VERSION).map_err(|error| match error {
        NotKnown::Syntax(error) => ManifestError::Broken { path, error },
        NotKnown::Newer(version) => ManifestError::Newer { path, version },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_made_once_and_changed_whatever_others_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("new/one");
        let manifest = Manifest::new("Budget debate");
        manifest.create(&root).expect("made");
        assert!(matches!(manifest.create(&root), Err(ManifestError::Taken { .. })));
        assert_eq!(Manifest::read(&root).expect("a project"), manifest);
        let ignored = fs::read_to_string(root.join(".gitignore")).expect("a file");
        assert!(ignored.contains(".glossator/"));
        Manifest::change(&root, |manifest| manifest.name = "Budget".to_owned()).expect("changed");
        let changed = Manifest::change(&root, |manifest| manifest.coverage = true).expect("changed");
        assert_eq!((changed.name.as_str(), changed.coverage), ("Budget", true));
        assert_eq!(Manifest::read(&root).expect("a project"), changed);
    }

    #[test]
    fn what_is_not_known_is_read_but_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        for (field, what) in [("version: 2,", "its format is 2"), ("version: 1, team: [],", "team")] {
            let ron = format!("({field} name: \"A\", labels: [])");
            fs::write(folder.path().join(MANIFEST), &ron).expect("written");
            assert_eq!(Manifest::read(folder.path()).expect("a project").name, "A");
            let error = Manifest::change(folder.path(), |manifest| manifest.name.clear()).expect_err("refused");
            assert!(error.to_string().contains(what), "{error}");
            assert_eq!(fs::read_to_string(folder.path().join(MANIFEST)).expect("a file"), ron);
        }
        fs::write(folder.path().join(MANIFEST), "(version: 2, called: \"A\")").expect("written");
        let error = Manifest::read(folder.path()).expect_err("too new").to_string();
        assert!(error.contains("a newer Glossator (format 2;"), "{error}");
        fs::write(folder.path().join(MANIFEST), "(name: \"A\"\n  labels: [])").expect("written");
        let error = Manifest::read(folder.path()).expect_err("broken").to_string();
        assert!(error.contains("glossator.ron, line 2"), "{error}");
    }
}
