//! Where the journal of a layer is kept.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::store::{Home, LAYERS, MANIFEST, atomic::Drive, folder, home::OWN};

/// The folder of journals in that of the program inside a project.
const JOURNALS: &str = "journals";

/// How long a journal may be to be read, in bytes. It is cut to far less, but for what could not be saved for long.
const LONGEST: u64 = 256 << 20;

/// Where the journal of a layer may be kept, the best place first.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<Place>);

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub path: PathBuf,
    /// The folder of the project that it is in, if it is in one.
    root: Option<PathBuf>,
}

impl Places {
    /// For the layer at `layer`: in its project, and else in `state`, the folder for the journals of all others.
    pub fn of(home: &Home, layer: &Path, state: Option<&Path>) -> Self {
        let in_project = match home {
            Home::Project { root, .. } => inside(root, layer).map(|path| Place {
                path,
                root: Some(root.clone()),
            }),
            Home::Beside => None,
        };
        let in_state = state.map(|folder| Place {
            path: path_in(folder, layer),
            root: None,
        });
        Self(in_project.into_iter().chain(in_state).collect())
    }

    /// Gives the journals in other places the names that those here have, each where it is. What is there already stays;
    /// whatever fails, no more is lost than what could be undone.
    pub(in crate::store) fn take_from(&self, others: &Self) {
        let drive = Drive::real();
        for (ours, theirs) in self.iter().zip(others.iter()) {
            let disk = drive.disk();
            if disk.metadata(&theirs.path).is_err() {
                continue;
            }
            let moved = theirs
                .check(drive)
                .and_then(|()| ours.make_folder(drive))
                .and_then(|()| disk.rename_new(&theirs.path, &ours.path));
            if let Err(error) = moved {
                tracing::warn!(%error, path = %theirs.path.display(), "a journal stays behind");
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }
}

impl Place {
    /// What the journal there says, if there is one.
    pub fn read(&self) -> Option<Vec<u8>> {
        let bytes = self.check(Drive::real()).and_then(|()| {
            folder::open_file(&self.path)?;
            folder::read_at_most(&self.path, LONGEST)
        });
        let is_there = |error: &io::Error| error.kind() != io::ErrorKind::NotFound;
        if let Some(error) = bytes.as_ref().err().filter(|error| is_there(error)) {
            tracing::warn!(%error, path = %self.path.display(), "a journal cannot be read");
        }
        bytes.ok()
    }

    /// A project from elsewhere may not lead out of itself.
    fn check(&self, drive: &Drive) -> io::Result<()> {
        let Some(root) = &self.root else { return Ok(()) };
        for path in self.path.ancestors().take_while(|path| path != root) {
            if drive.disk().read_link(path)?.is_some() {
                return Err(io::Error::other(format!("{} is a link", path.display())));
            }
        }
        Ok(())
    }

    /// Makes the folder of the journal.
    pub fn make_folder(&self, drive: &Drive) -> io::Result<()> {
        let Some(folder) = self.path.parent() else {
            return Ok(());
        };
        let Some(root) = &self.root else {
            return drive.make_folders(folder);
        };
        // A project that was renamed or taken away must not come into being anew with nothing but this in it.
        drive.disk().metadata(&root.join(MANIFEST))?;
        self.check(drive)?;
        drive.make_folders(folder)?;
        // Whatever the project tells git.
        let ignored = root.join(OWN).join(JOURNALS).join(".gitignore");
        if drive.disk().metadata(&ignored).is_err() {
            drive.replace(&ignored, |file| file.write_all(b"*\n"))?;
        }
        Ok(())
    }
}

/// `annotations/ana/may/news.txt.ron` has its journal in `.glossator/journals/ana/may/news.txt.jsonl`; what is not among the
/// layers of the project has none there.
fn inside(root: &Path, layer: &Path) -> Option<PathBuf> {
    let layer = std::path::absolute(layer).ok()?;
    let name = layer.strip_prefix(root.join(LAYERS)).ok()?;
    Some(root.join(OWN).join(JOURNALS).join(name).with_extension("jsonl"))
}

/// Where the journal of the layer at `layer` is kept inside of `folder`, the folder for those of all others.
pub(in crate::store) fn path_in(folder: &Path, layer: &Path) -> PathBuf {
    let around = layer.parent().filter(|parent| *parent != Path::new(""));
    let absolute = fs::canonicalize(around.unwrap_or(Path::new(".")))
        .map(|parent| parent.join(layer.file_name().unwrap_or_default()))
        .unwrap_or_else(|_| layer.to_owned());
    let digest = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let stem = layer.file_stem().unwrap_or_default().to_string_lossy();
    folder.join(format!("{stem}-{digest}.jsonl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(home: &Home, layer: &str) -> Vec<PathBuf> {
        let places = Places::of(home, Path::new(layer), Some(Path::new("/state")));
        places.iter().map(|place| place.path.clone()).collect()
    }

    #[test]
    fn layers_of_one_name_have_journals_of_their_own() {
        let path_of = |layer: &str| paths(&Home::Beside, layer).remove(0);
        let (one, two) = (path_of("/a/news.ron"), path_of("/b/news.ron"));
        assert_ne!(one, two);
        assert!(one.starts_with("/state") && one.to_string_lossy().contains("/news-"));
        assert_eq!(path_of("Cargo.ron"), path_of("./Cargo.ron"));
    }

    #[test]
    fn a_project_has_the_journals_of_its_layers() {
        let home = Home::Project {
            root: "/p".into(),
            labels: Default::default(),
            coverage: false,
        };
        let places = paths(&home, "/p/annotations/ana/may/4.5. news.txt.ron");
        assert_eq!(
            places[0],
            Path::new("/p/.glossator/journals/ana/may/4.5. news.txt.jsonl")
        );
        assert_eq!(places.len(), 2);
        assert_eq!(paths(&home, "/p/elsewhere/news.ron").len(), 1);
    }
}
