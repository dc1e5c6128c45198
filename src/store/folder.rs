//! The folder of a project: which articles and layers are in it, and how new articles come in.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{LAYERS, MANIFEST, WriteError, article_file, home::inside};
use crate::article::{Pattern, decode};

/// The endings of texts that are articles as they are.
const TEXTS: [&str; 4] = ["txt", "text", "md", "markdown"];
/// What the program keeps in a project for itself; git is told to leave it out.
const OWN: &str = ".glossator";
/// The guidelines of a project: Markdown, but no article.
pub const GUIDELINES: &str = "guidelines.md";
/// How deep folders may nest.
const DEEPEST: usize = 64;

/// Tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// When it was last written, in nanoseconds since 1970.
    modified: u64,
    /// Its length in bytes.
    length: u64,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        let modified = metadata
            .modified()
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Self {
            modified: modified.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)),
            length: metadata.len(),
        }
    }

    /// The state of the file at `path`; `None` if there is none.
    pub fn of_file(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|metadata| Self::of(&metadata))
    }
}

/// What is in the folder of a project.
#[derive(Debug, Default)]
pub struct Listing {
    /// The articles by the names that the project has for them, in order.
    pub articles: Vec<(String, Stamp)>,
    /// The annotation files by their paths within the folder of layers, `ana/may/news.txt.ron`, in order.
    pub layers: Vec<(String, Stamp)>,
    /// Folders that could not be read, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// Lists the articles and layers of a project. Hidden folders are passed over, and links to folders are not followed.
pub fn list(root: &Path) -> Listing {
    let mut listing = Listing::default();
    walk(root, 0, &mut listing.unreadable, &mut |path, metadata| {
        if is_article(root, path) {
            listing.articles.push((inside(root, path), Stamp::of(metadata)));
        }
    });
    let layers = root.join(LAYERS);
    if layers.is_dir() {
        walk(&layers, 0, &mut listing.unreadable, &mut |path, metadata| {
            if super::paths::is_layer(path) {
                listing.layers.push((inside(&layers, path), Stamp::of(metadata)));
            }
        });
    }
    listing.articles.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    listing.layers.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    listing
}

/// The files in a folder and below, for an import; `path` itself if it is a file.
pub fn files_below(path: &Path) -> (Vec<PathBuf>, Vec<(PathBuf, io::Error)>) {
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    if path.is_dir() {
        walk(path, 0, &mut unreadable, &mut |file, _| files.push(file.to_owned()));
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    (files, unreadable)
}

fn walk(
    folder: &Path,
    depth: usize,
    unreadable: &mut Vec<(PathBuf, io::Error)>,
    visit: &mut dyn FnMut(&Path, &fs::Metadata),
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) if depth < DEEPEST => entries,
        Ok(_) => return unreadable.push((folder.to_owned(), io::Error::other("folders nest too deeply"))),
        Err(error) => return unreadable.push((folder.to_owned(), error)),
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            // The layers of a project are no articles, whatever they are called.
            Ok(kind) if kind.is_dir() => {
                if name != LAYERS || !folder.join(MANIFEST).is_file() {
                    walk(&path, depth + 1, unreadable, visit);
                }
            }
            Ok(kind) if kind.is_file() => {
                if let Ok(metadata) = entry.metadata() {
                    visit(&path, &metadata);
                }
            }
            // A link to a file is as good as the file.
            _ => {
                if let Some(metadata) = fs::metadata(&path).ok().filter(fs::Metadata::is_file) {
                    visit(&path, &metadata);
                }
            }
        }
    }
}

/// Whether a file of a project is an article, by its name.
fn is_article(root: &Path, path: &Path) -> bool {
    if article_file::is_article_file(path) {
        return true;
    }
    let is_text = path
        .extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| TEXTS.iter().any(|text| ending.eq_ignore_ascii_case(text)));
    let about_project = path.parent() == Some(root)
        && path.file_name().is_some_and(|name| {
            name == GUIDELINES || name.to_string_lossy().to_ascii_lowercase().starts_with("readme.")
        });
    is_text && !about_project
}

/// Where a project keeps the article that it calls `name`.
pub fn article_at(root: &Path, name: &str) -> PathBuf {
    let mut path = root.to_owned();
    path.extend(name.split('/'));
    path
}

/// Reads at most so many bytes of a file.
///
/// # Errors
/// If it cannot be read or is longer.
pub fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is longer than {most} bytes")));
    }
    Ok(bytes)
}

/// Opens a file to be read.
///
/// # Errors
/// If it cannot be opened, or is no file.
pub fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no ordinary file"));
    }
    Ok(file)
}

/// The first bytes of a file.
///
/// # Errors
/// If it cannot be read, or is no file.
pub fn head_of(path: &Path, length: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    open_file(path)?.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The text of an article, if it may hold what is looked for. Nothing else of the article is worked out: that would take
/// longer than to look.
pub fn text_to_search(path: &Path, pattern: &Pattern) -> Option<String> {
    let bytes = fs::read(path).ok().filter(|bytes| pattern.may_be_in(bytes))?;
    if article_file::is_article_file(path) {
        article_file::text_of(bytes)
    } else {
        decode::decode(bytes, None).ok().map(|decoded| decoded.text)
    }
}

/// How long a file is, in bytes; nothing if there is none.
pub fn length_of(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// SHA-256 of a file, in hex.
///
/// # Errors
/// If it cannot be read.
pub fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a file is an article of the project in a folder.
pub fn is_article_of(root: &Path, path: &Path) -> bool {
    let (root, path) = (std::path::absolute(root), std::path::absolute(path));
    matches!((root, path), (Ok(root), Ok(path)) if path.starts_with(&root) && is_article(&root, &path))
}

/// New articles of a project. They are written apart, and come into the project all at once; until then they vanish
/// without a trace.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    folder: tempfile::TempDir,
    /// How the project will call each, in the order in which they came.
    names: Vec<String>,
}

impl Staging {
    /// Nothing yet, for the project in a folder.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn new(root: &Path) -> Result<Self, WriteError> {
        let own = root.join(OWN);
        let failed = |error| WriteError::new(&own, error);
        fs::create_dir_all(&own).map_err(failed)?;
        Ok(Self {
            root: root.to_owned(),
            folder: tempfile::Builder::new()
                .prefix("import-")
                .tempdir_in(&own)
                .map_err(failed)?,
            names: Vec::new(),
        })
    }

    /// Writes more articles, all at once: what the project will call each, and what is in its file.
    ///
    /// # Errors
    /// If one of them cannot be written.
    pub fn add(&mut self, articles: Vec<(String, Vec<u8>)>) -> Result<(), WriteError> {
        let from = self.names.len();
        let write = |(number, (_, content)): (usize, &(String, Vec<u8>))| {
            let path = self.path(from + number);
            let file = File::options().write(true).create_new(true).open(&path);
            let written = file.and_then(|mut file| file.write_all(content));
            written.map_err(|error| WriteError::new(&path, error))
        };
        articles.par_iter().enumerate().try_for_each(write)?;
        self.names.extend(articles.into_iter().map(|(name, _)| name));
        Ok(())
    }

    fn path(&self, number: usize) -> PathBuf {
        self.folder.path().join(number.to_string())
    }

    /// Brings all of them into the project. What is there already is never overwritten: then nothing comes in.
    ///
    /// # Errors
    /// If one of them cannot be put in its place; those before it are taken back.
    pub fn commit(self) -> Result<(), WriteError> {
        sync(self.folder.path());
        let mut done: Vec<PathBuf> = Vec::with_capacity(self.names.len());
        for (number, name) in self.names.iter().enumerate() {
            let target = article_at(&self.root, name);
            if let Err(error) = put(&self.path(number), &target) {
                for path in &done {
                    undo(path);
                }
                return Err(WriteError::new(&target, error));
            }
            done.push(target);
        }
        sync(&self.root);
        Ok(())
    }
}

/// Gives a file its name, which must be free.
fn put(from: &Path, to: &Path) -> io::Result<()> {
    match give_name(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            give_name(from, to)
        }
        done => done,
    }
}

#[cfg(target_os = "linux")]
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => copy_to_new(from, to),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => {
            copy_to_new(from, to)
        }
        done => done,
    }
}

/// For file systems that can do no better.
fn copy_to_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}

#[expect(
    clippy::disallowed_methods,
    reason = "only what this import has just put there itself"
)]
fn undo(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "an article that was not wanted stays behind");
    }
}

/// Forces all that was written below a folder to disk: one by one, ten thousand articles would take a minute.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|file| Ok(rustix::fs::syncfs(file)?)) {
        tracing::warn!(%error, "the drive could not be synced");
    }
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) {
    for file in files_below(folder).0 {
        if let Err(error) = File::open(&file).and_then(|file| file.sync_all()) {
            tracing::debug!(%error, "a file could not be synced");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_at(root: &Path, name: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "Yes.").expect("written");
    }

    fn names(list: &[(String, Stamp)]) -> Vec<&str> {
        list.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn articles_and_layers_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for name in [
            MANIFEST,
            GUIDELINES,
            "README.md",
            "a.txt",
            "may/B.MD",
            "may/readme.md",
            "may/page.article.ron",
            "may/page.html",
            "may/lone.ron",
            "may/annotations/c.txt",
            ".git/d.txt",
            "annotations/ana/a.txt.ron",
            "annotations/ana/notes.txt",
            "annotations/ben/may/page.ron",
        ] {
            put_at(root, name);
        }
        let listing = list(root);
        assert_eq!(
            names(&listing.articles),
            [
                "a.txt",
                "may/B.MD",
                "may/annotations/c.txt",
                "may/page.article.ron",
                "may/readme.md"
            ]
        );
        assert_eq!(names(&listing.layers), ["ana/a.txt.ron", "ben/may/page.ron"]);
        assert!(listing.unreadable.is_empty());
    }

    #[test]
    fn an_import_comes_in_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let mut staging = Staging::new(root).expect("staged");
        let article = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let two = vec![article("new/a.txt", "One."), article("b.txt", "Two.")];
        staging.add(two).expect("written");
        assert!(list(root).articles.is_empty(), "not there yet");
        put_at(root, "b.txt");
        assert!(staging.commit().is_err());
        assert_eq!(names(&list(root).articles), ["b.txt"]);
        assert_eq!(fs::read_to_string(root.join("b.txt")).expect("a file"), "Yes.");
        let mut staging = Staging::new(root).expect("staged");
        staging.add(vec![article("new/a.txt", "One.")]).expect("written");
        staging.commit().expect("all of it");
        assert_eq!(names(&list(root).articles), ["b.txt", "new/a.txt"]);
        let left = fs::read_dir(root.join(OWN)).expect("a folder").count();
        assert_eq!(left, 0, "nothing half-imported stays behind");
    }
}
