//! The folder of a project: which articles and layers are in it.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{LAYERS, MANIFEST, article_file, home::inside};
use crate::article::{Pattern, decode};

/// The endings of texts that are articles as they are.
const TEXTS: [&str; 4] = ["txt", "text", "md", "markdown"];
/// The guidelines of a project: Markdown, but no article.
pub const GUIDELINES: &str = "guidelines.md";
/// Longer articles are not searched along with all others, in bytes: several are read at once.
const LONGEST_SEARCHED: u64 = 256 << 20;
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
            let name = name.to_string_lossy().to_ascii_lowercase();
            name.starts_with("guidelines.") || name.starts_with("readme.")
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
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // One allocation for nearly all files; what grows meanwhile is met below.
    let length = usize::try_from(metadata.len().min(most)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(length.saturating_add(1));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is longer than {most} bytes")));
    }
    Ok(bytes)
}

/// A file in a folder or below, by its path from there with `/` between its parts; `None` if there is none, or if the path
/// leads out of the folder, be it by a link.
pub fn inside_of(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if !name.split('/').all(is_part) {
        return None;
    }
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let path = article_at(folder, name).canonicalize().ok()?;
    (path.is_file() && path.starts_with(folder.canonicalize().ok()?)).then_some(path)
}

/// Whether what is written at `path`, which need not be there yet, would lie outside of the folder `root`: because the path
/// says so, or a link in it does.
pub fn leads_outside(root: &Path, path: &Path) -> bool {
    let root = if root.as_os_str().is_empty() {
        Path::new(".")
    } else {
        root
    };
    let (Ok(root), Ok(absolute)) = (root.canonicalize(), std::path::absolute(path)) else {
        return true;
    };
    // What is not there yet cannot be a link. One that leads nowhere is there.
    let there = absolute.ancestors().find(|part| part.symlink_metadata().is_ok());
    !there.is_some_and(|part| part.canonicalize().is_ok_and(|part| part.starts_with(&root)))
        || absolute
            .components()
            .any(|part| part == std::path::Component::ParentDir)
}

/// The error of a file that must not be written, because it would lie elsewhere.
pub(super) fn outside_error() -> io::Error {
    io::Error::other("a link leads out of its folder, and nothing is written there")
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
    let file = open_file(path)?;
    // One read for nearly all files.
    let there = usize::try_from(file.metadata()?.len()).unwrap_or(length);
    let mut head = Vec::with_capacity(there.min(length) + 1);
    file.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The text of an article, if it may hold what is looked for. Nothing else of the article is worked out: that would take
/// longer than to look.
pub fn text_to_search(path: &Path, pattern: &Pattern) -> Option<String> {
    let bytes = read_at_most(path, LONGEST_SEARCHED)
        .ok()
        .filter(|bytes| pattern.may_be_in(bytes))?;
    if article_file::is_article_file(path) {
        article_file::text_of(bytes)
    } else {
        decode::decode(bytes, None).ok().map(|decoded| decoded.text)
    }
}

/// Whether there is a file at a path.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is anything at a path.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether there is a folder at a path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
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
    fn paths_do_not_lead_out_of_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        put_at(folder.path(), "secret.txt");
        put_at(folder.path(), "in/texts/a.txt");
        let inside = folder.path().join("in");
        assert!(inside_of(&inside, "texts/a.txt").is_some());
        for name in [
            "../secret.txt",
            "texts/../../secret.txt",
            "/etc/passwd",
            "texts",
            "texts/b.txt",
            "",
            "a\\b",
            "c:/x",
        ] {
            assert_eq!(inside_of(&inside, name), None, "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.txt", inside.join("link.txt")).expect("a link");
            assert_eq!(inside_of(&inside, "link.txt"), None);
        }
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
}
