//! Labels whose article was renamed or moved: they lie where its old name has put them. An article that has none of its own
//! and the very same text can take them over.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    Claim, Home, LAYERS, Places, WriteError, article_file,
    atomic::Drive,
    folder,
    home::folder_of,
    open::read_article,
    parse::{self, ArticleIn},
    paths::{self, PathError},
};
use crate::article::{Article, decode};

/// How much of an annotation file is read to find the article that it belongs to, in bytes.
const HEAD: usize = 64 << 10;
/// How deep folders may nest.
const DEEPEST: usize = 64;

/// Labels without their article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The annotation file.
    pub layer: PathBuf,
    /// How it names the article that is gone.
    pub named: String,
}

/// Why labels were not taken over; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum NotAdopted {
    /// They are open in this program.
    #[error("they are still open here")]
    OpenHere,
    /// They are open in another one, or may be.
    #[error("another window may have them open")]
    OpenElsewhere,
    /// A link in the project leads elsewhere.
    #[error("a link leads out of the project")]
    Outside,
    /// The file could not be renamed.
    #[error("{0}")]
    Write(#[from] WriteError),
}

/// Labels of `annotator` that are of the very text of an article, and whose own article is gone: in the project, or in the
/// folder of a lone article. Of all files but those only names are looked at.
pub fn orphans_of(article: &Article, home: &Home, annotator: &str) -> Vec<Orphan> {
    let mut found = match home {
        Home::Beside => beside(article.path()),
        Home::Project { root, .. } => {
            let (mut found, who) = (Vec::new(), folder_of(annotator));
            without_article(&root.join(LAYERS).join(who), root, 0, &mut found);
            found
        }
    };
    found.sort_unstable();
    let is_orphan = |layer| Orphan::of(layer, article, home, annotator);
    found.into_iter().filter_map(is_orphan).collect()
}

impl Orphan {
    fn of(layer: PathBuf, article: &Article, home: &Home, annotator: &str) -> Option<Self> {
        // To open a pipe or the like could take for ever.
        let head = folder::is_file(&layer).then(|| folder::head_of(&layer, HEAD).ok())??;
        let said = parse::article(&String::from_utf8_lossy(&head))?;
        let Err(PathError::ArticleMissing { article: gone, .. }) = home.article_path(&layer, &said.path) else {
            return None;
        };
        // What was set aside or kept beside has another name than the labels of its article would have.
        let is_in_place = home.layer_path(&gone, annotator) == layer;
        (is_in_place && is_text_of(&said, article)).then_some(Self {
            layer,
            named: said.path,
        })
    }

    /// Gives the labels, and their journals, the names that those of another article have. What is there is left as it is.
    ///
    /// # Errors
    /// If somebody has them open, or they cannot be renamed.
    pub fn adopt(&self, home: &Home, layer: &Path, annotator: &str, states: Option<&Path>) -> Result<(), NotAdopted> {
        // Whoever has them open would write them anew under the old name.
        let claim = Claim::of(&self.layer, annotator, states);
        match &claim {
            Claim::Taken(_) | Claim::NoPlace => return Err(NotAdopted::OpenElsewhere),
            Claim::Mine(_) if claim.is_open_elsewhere() => return Err(NotAdopted::OpenHere),
            Claim::Mine(_) => {}
        }
        if let Home::Project { root, .. } = home
            && [&*self.layer, layer]
                .iter()
                .any(|path| folder::leads_outside(root, path))
        {
            return Err(NotAdopted::Outside);
        }
        let places = |layer| Places::of(home, layer, states);
        let (before, after) = (places(&self.layer), places(layer));
        let drive = Drive::real();
        if let Some(folder) = layer.parent().filter(|folder| *folder != Path::new("")) {
            let made = drive.make_folders(folder);
            made.map_err(|error| WriteError::new(layer, error))?;
        }
        // Journals first: without them, what a crash has kept from the file would be lost.
        after.take_from(&before);
        if let Err(error) = drive.disk().rename_new(&self.layer, layer) {
            before.take_from(&after);
            return Err(WriteError::new(&self.layer, error).into());
        }
        for folder in [&*self.layer, layer].iter().filter_map(|path| path.parent()) {
            // The file has its name either way; only a power cut might take it back.
            let _ = drive.disk().sync_folder(folder);
        }
        Ok(())
    }
}

/// Whether labels are of the text of an article, perhaps in the encoding in which that was read for them.
fn is_text_of(said: &ArticleIn, article: &Article) -> bool {
    if said.sha256 == article.sha256() {
        return true;
    }
    let encoding = said.encoding.as_deref().and_then(decode::encoding_for);
    encoding
        .filter(|encoding| *encoding != article.encoding())
        .and_then(|encoding| read_article(article.path(), Some(encoding)).ok())
        .is_some_and(|article| said.sha256 == article.sha256())
}

/// The annotation files in the folder of a lone article.
fn beside(article: &Path) -> Vec<PathBuf> {
    let folder = article.parent().unwrap_or(Path::new(""));
    let is_layer = |name: &str| paths::is_layer(Path::new(name)) && !name.ends_with(article_file::ENDING);
    let names = names_in(folder).into_iter().filter(|name| is_layer(name));
    names.map(|name| folder.join(name)).collect()
}

/// The annotation files in a folder of layers and below that have no article in the folder of articles, by their names.
fn without_article(layers: &Path, articles: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let names = names_in(layers);
    if depth >= DEEPEST || names.is_empty() {
        return;
    }
    let stem = |name: String| match name.strip_suffix(article_file::ENDING) {
        Some(stem) => stem.to_owned(),
        None => name,
    };
    let there: HashSet<String> = names_in(articles).into_iter().map(stem).collect();
    for name in names {
        let path = layers.join(&name);
        match path.file_stem().and_then(|stem| stem.to_str()) {
            Some(stem) if paths::is_layer(&path) => {
                if !there.contains(stem) {
                    found.push(path);
                }
            }
            _ => {
                // A link to a folder is not followed.
                let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
                if is_folder {
                    without_article(&path, &articles.join(&name), depth + 1, found);
                }
            }
        }
    }
}

/// The names of what is in a folder and not hidden.
fn names_in(folder: &Path) -> Vec<String> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| !name.starts_with('.')).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::{
        Manifest, open,
        samples::{annotation, layer},
        save_layer,
    };

    /// Labels of an article of a project that is gone now, and another article with the same text.
    fn renamed(root: &Path) -> (Article, Home, Vec<Orphan>) {
        let manifest = Manifest::new("News");
        manifest.create(root).expect("made");
        let home = Home::of_project(root, &manifest);
        let old = root.join("old.txt");
        let (text, ..) = encoding_rs::WINDOWS_1251.encode("Министерство сообщило об этом.");
        fs::write(&old, &text).expect("written");
        let opened = open(&old, decode::encoding_for("windows-1251"), "ana", |_| ()).expect("an article");
        let labels = layer([annotation(&opened.article, "k3f9", "сообщило", "fact")]);
        let header = opened.layer.expect("a layer").header;
        save_layer(&opened.layer_path, &opened.article, &header, &labels).expect("saved");
        fs::copy(
            &opened.layer_path,
            opened.layer_path.with_file_name("old.txt.broken-1.ron"),
        )
        .expect("copied");
        fs::rename(&old, root.join("new.txt")).expect("renamed");
        // The encoding is known to the labels alone.
        let article = read_article(&root.join("new.txt"), None).expect("an article");
        let orphans = orphans_of(&article, &home, "ana");
        (article, home, orphans)
    }

    #[test]
    fn labels_are_taken_over_by_one_article_and_never_over_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let (article, home, orphans) = renamed(&root);
        let names: Vec<&str> = orphans.iter().map(|orphan| orphan.named.as_str()).collect();
        assert_eq!(names, ["old.txt"], "what was set aside is none");
        assert_eq!(orphans_of(&article, &home, "ben"), []);
        let (orphan, new) = (&orphans[0], home.layer_path(article.path(), "ana"));
        let held = Claim::of(&orphan.layer, "ana", None);
        assert!(matches!(
            orphan.adopt(&home, &new, "ana", None),
            Err(NotAdopted::OpenHere)
        ));
        drop(held);
        fs::write(&new, "somebody's").expect("written");
        assert!(matches!(
            orphan.adopt(&home, &new, "ana", None),
            Err(NotAdopted::Write(_))
        ));
        assert_eq!(fs::read_to_string(&new).expect("a file"), "somebody's");
        fs::remove_file(&new).expect("removed");
        orphan.adopt(&home, &new, "ana", None).expect("taken over");
        assert!(!orphan.layer.exists());
        let opened = open(article.path(), None, "ana", |_| ()).expect("an article");
        assert_eq!(opened.layer.expect("a layer").layer.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_taken_through_a_link_that_leads_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("project");
        fs::create_dir(&root).expect("made");
        let (article, home, orphans) = renamed(&root.canonicalize().expect("a path"));
        let layers = root.join(LAYERS);
        fs::rename(&layers, folder.path().join("elsewhere")).expect("renamed");
        std::os::unix::fs::symlink("../elsewhere", &layers).expect("a link");
        let new = home.layer_path(article.path(), "ana");
        let outside = orphans[0].adopt(&home, &new, "ana", None);
        assert!(matches!(outside, Err(NotAdopted::Outside)), "{outside:?}");
    }
}
