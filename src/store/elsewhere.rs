//! An article and its labels in another place, where its own cannot be written: a copy that opens on its own.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc,
};

use jiff::Timestamp;

use super::{
    ArticleFile, Header, Home, Origin, PATIENCE, WriteError, article_file, atomic, home, layer_file, load, open, paths,
};
use crate::{annotation::Layer, article::Article, panics};

/// Where a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The article.
    pub article: PathBuf,
    /// Its labels, with all that they need to be read.
    pub layer: PathBuf,
}

/// Writes an article and its labels into a folder, which is made if it is not there. Nothing there is overwritten: where
/// `news.txt` is taken it is `news-2.txt`. The copy of the article is that of its file, or if that is gone, or another by
/// now, what is known of it.
///
/// # Errors
/// If it cannot be written or read back, in words for the user; nothing of it is there then.
pub fn save_elsewhere(folder: &Path, article: &Article, header: &Header, layer: &Layer) -> Result<Copied, String> {
    if let Some(root) = home::project_of(&folder.join("article")) {
        let (folder, root) = (folder.display(), root.display());
        return Err(format!(
            "{folder} is inside the project {root}, where the copy would be one more article. Choose a folder outside of it."
        ));
    }
    fs::create_dir_all(folder).map_err(|error| WriteError::new(folder, error).to_string())?;
    let path = free_place(folder, &article.file_name());
    let copy = copy_article(article, &path)?;
    let layer_path = paths::layer_path(&path);
    let header = Header {
        home: Home::Beside,
        ..header.clone()
    };
    copy_layer(&layer_path, &copy, &header, layer).inspect_err(|_| take_back(&path))?;
    Ok(Copied {
        article: path,
        layer: layer_path,
    })
}

/// A path for the article at which there is neither that nor its labels.
fn free_place(folder: &Path, name: &str) -> PathBuf {
    let ending = match article_file::is_article_file(Path::new(name)) {
        true => article_file::ENDING.len(),
        false => Path::new(name).extension().map_or(0, |ending| ending.len() + 1),
    };
    let (stem, ending) = name.split_at_checked(name.len() - ending).unwrap_or((name, ""));
    let mut path = folder.join(name);
    let mut number = 2_u32;
    while is_taken(&path) || is_taken(&paths::layer_path(&path)) {
        path = folder.join(format!("{stem}-{number}{ending}"));
        number += 1;
    }
    path
}

fn is_taken(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}

/// Copies the article's file if that still has its text, else writes the text.
fn copy_article(article: &Article, path: &Path) -> Result<Article, String> {
    if let Some(bytes) = bytes_of(article.path()) {
        put(path, &bytes)?;
        if let Some(copy) = read_back(article, path) {
            return Ok(copy);
        }
        take_back(path);
    }
    put(path, &from_memory(article).map_err(|error| error.to_string())?)?;
    read_back(article, path).ok_or_else(|| {
        take_back(path);
        format!("{} was written, but cannot be read back.", path.display())
    })
}

/// What is in a file. A drive that is gone may never answer.
fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    let (sender, bytes) = mpsc::channel();
    let path = path.to_owned();
    panics::spawn("Reading", move || {
        // Nobody listens any more if it took too long.
        let _ = sender.send(fs::read(path));
    });
    bytes.recv_timeout(PATIENCE).ok()?.ok()
}

/// The article at `path`, if it has the text of the other.
fn read_back(article: &Article, path: &Path) -> Option<Article> {
    let encoding = (!article.encoding_is_certain()).then(|| article.encoding());
    let copies = [encoding, None].map(|encoding| open::read_article(path, encoding).ok());
    let mut copies = copies.into_iter().flatten();
    copies.find(|copy| copy.sha256() == article.sha256())
}

/// The file of an article as far as it is known: of what it was made from only the kind is.
fn from_memory(article: &Article) -> Result<Vec<u8>, ron::Error> {
    let text = article.text().as_str().to_owned();
    if !article_file::is_article_file(article.path()) {
        return Ok(text.into_bytes());
    }
    let provenance = article.provenance().cloned().unwrap_or_default();
    let from = Origin::new(
        article.file_name(),
        String::new(),
        None,
        &provenance.kind,
        Timestamp::now(),
    );
    let file = ArticleFile {
        id: provenance.id,
        text,
        metadata: article.metadata().clone(),
        extra: provenance.extra,
        from,
    };
    Ok(article_file::to_ron(&file)?.into_bytes())
}

/// Writes the labels of a copy and reads them back.
fn copy_layer(path: &Path, article: &Article, header: &Header, layer: &Layer) -> Result<(), String> {
    let named = paths::reference(path, article.path());
    let ron = layer_file::to_ron(&named, article, header, layer).map_err(|error| error.to_string())?;
    put(path, ron.as_bytes())?;
    let is_whole = load(path, article, Home::Beside)
        .is_ok_and(|loaded| loaded.read_only.is_none() && loaded.layer.len() == layer.len());
    if is_whole {
        return Ok(());
    }
    take_back(path);
    Err(format!("{} was written, but cannot be read back.", path.display()))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    atomic::create(path, bytes).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{} has just been made by another program.", path.display()),
        _ => WriteError::new(path, error).to_string(),
    })
}

/// Removes a file that was just made here.
fn take_back(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "a copy was left behind");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        article::{Metadata, decode},
        store::samples::{annotation, layer},
    };

    fn header(article: &Article) -> Header {
        Header::fresh(article, "ana", Home::Beside)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_overwritten_and_the_copy_opens_on_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let (here, there) = (folder.path().join("here"), folder.path().join("there/deep"));
        fs::create_dir_all(&here).expect("made");
        let path = here.join("news.txt");
        let (russian, ..) = encoding_rs::WINDOWS_1251.encode("Министерство сообщило.\r\nДа.");
        fs::write(&path, &russian).expect("written");
        let article = open::read_article(&path, decode::encoding_for("windows-1251")).expect("an article");
        let labels = layer([annotation(&article, "k3f9", "сообщило", "fact")]);
        for number in 1..=3 {
            let copied = save_elsewhere(&there, &article, &header(&article), &labels).expect("saved");
            let opened = open::open(&copied.article, None, "ben", |_| ()).expect("it opens");
            assert_eq!(opened.layer_path, copied.layer);
            assert_eq!(opened.layer.expect("labels").layer, labels, "copy {number}");
            assert_eq!(fs::read(copied.article).expect("a file"), &*russian, "byte for byte");
        }
        let wanted = [
            "news-2.ron",
            "news-2.txt",
            "news-3.ron",
            "news-3.txt",
            "news.ron",
            "news.txt",
        ];
        assert_eq!(names(&there), wanted);
        // Where only the labels are in the way, or another article has them.
        fs::remove_file(there.join("news-2.txt")).expect("removed");
        let copied = save_elsewhere(&there, &article, &header(&article), &labels).expect("saved");
        assert_eq!(copied.article, there.join("news-4.txt"));
    }

    #[test]
    fn an_article_whose_file_is_gone_is_written_from_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gone/page.article.ron");
        let text = article_text("Budget passes.\n\nYes.");
        let provenance = crate::article::Provenance {
            kind: "PDF".to_owned(),
            id: Some("d01".to_owned()),
            extra: BTreeMap::from([("desk".to_owned(), "politics".to_owned())]),
        };
        let metadata = Metadata {
            title: Some("Budget".to_owned()),
            ..Metadata::default()
        };
        let article = Article::new(path, text)
            .with_metadata(metadata)
            .with_provenance(provenance);
        let labels = layer([annotation(&article, "k3f9", "Yes.", "fact")]);
        let copied = save_elsewhere(folder.path(), &article, &header(&article), &labels).expect("saved");
        assert_eq!(copied.article, folder.path().join("page.article.ron"));
        let opened = open::open(&copied.article, None, "ben", |_| ()).expect("it opens");
        assert_eq!(opened.article.text().as_str(), "Budget passes.\n\nYes.");
        assert_eq!(opened.article.metadata(), article.metadata());
        assert_eq!(opened.article.provenance(), article.provenance());
        assert_eq!(opened.layer.expect("labels").layer, labels);

        // Another text has taken the place of this one.
        let path = folder.path().join("news.txt");
        fs::write(&path, "Something else.").expect("written");
        let article = Article::new(path, article_text("Yes."));
        let copied = save_elsewhere(folder.path(), &article, &header(&article), &layer([])).expect("saved");
        assert_eq!(copied.article, folder.path().join("news-2.txt"));
        assert_eq!(fs::read_to_string(copied.article).expect("a file"), "Yes.");
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let article = Article::new("/nowhere/news.txt".into(), article_text("Yes."));
        let saved = |place: &Path| save_elsewhere(place, &article, &header(&article), &layer([]));
        fs::write(folder.path().join("file"), "").expect("written");
        assert!(saved(&folder.path().join("file")).is_err(), "no folder");
        crate::store::Manifest::new("News")
            .create(&folder.path().join("news"))
            .expect("made");
        let before = names(&folder.path().join("news"));
        let error = saved(&folder.path().join("news/articles")).expect_err("in a project");
        assert!(error.contains("inside the project"), "{error}");
        assert_eq!(names(&folder.path().join("news")), before);
    }

    fn article_text(text: &str) -> decode::Decoded {
        decode::plain(text.to_owned())
    }
}
