//! An article and its labels, opened together from the path of either.

use std::{
    panic,
    path::{Path, PathBuf},
    thread,
};

use encoding_rs::Encoding;

use super::{
    ArticleFileError, Header, Home, LoadError, Loaded, ManifestError, Reason, article_file,
    awaited::Awaited,
    folder,
    load::{Source, about, header},
    parse::{self, Head},
    paths::{self, PathError},
};
use crate::{
    annotation::About,
    article::{self, Article, ReadError, decode},
};

/// An article and its labels.
#[derive(Debug)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Where its labels are, or will be once there are any.
    pub layer_path: PathBuf,
    /// Its labels: those of the file, or none yet; or why the file cannot be read. The article can be shown all the
    /// same, and [`set_aside`](super::set_aside) makes room for new labels.
    pub layer: Result<Loaded, LoadError>,
    /// Whether there is no annotation file yet.
    pub is_new: bool,
}

/// Why an article cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The article cannot be read.
    #[error(transparent)]
    Article(#[from] ReadError),
    /// The annotation file that was asked for cannot be read, so that it is not known what its article is.
    #[error(transparent)]
    Layer(#[from] LoadError),
    /// It was made from something else, and what it was made into cannot be read.
    #[error(transparent)]
    ArticleFile(#[from] ArticleFileError),
    /// It lies in a project, of which it is not known what its labels are.
    #[error(transparent)]
    Project(#[from] ManifestError),
    /// The annotation file that was asked for names no article that can be opened.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The article has no text any more, but labels.
    #[error(
        "{} is empty: there is nothing to label in it. Its labels are kept in {}: put the text back to see them.",
        path.display(),
        layer.display()
    )]
    Emptied {
        /// The article.
        path: PathBuf,
        /// Its annotation file.
        layer: PathBuf,
    },
}

impl OpenError {
    /// The error of an article whose labels are or would be at `layer`.
    fn with_labels(self, layer: &Path) -> Self {
        match self {
            Self::Article(ReadError::Empty { path }) if layer.is_file() => Self::Emptied {
                path,
                layer: layer.to_owned(),
            },
            other => other,
        }
    }
}

/// What can be shown of an article while its annotations are still being read, where these are many.
pub struct Preview<'a> {
    /// The article.
    pub article: &'a Article,
    /// Where its labels are.
    pub layer_path: &'a Path,
    /// What is said besides the annotations.
    pub about: About,
    /// What else the annotation file says.
    pub header: Header,
}

/// Annotations that are longer than this, as they are written, take more than a moment to read. In bytes.
const LONG: usize = 1 << 20;

/// Where the labels of what is at `path` are or will be, and in which terms: `path` is that of an article or of an
/// annotation file.
pub(super) fn layer_of(path: &Path, annotator: &str) -> Result<(Home, PathBuf), ManifestError> {
    let home = Home::of(path)?;
    let layer_path = match is_layer(path) {
        true => path.to_owned(),
        false => home.layer_path(path, annotator),
    };
    Ok((home, layer_path))
}

/// Whether a path is that of an annotation file and not of an article, by its name.
fn is_layer(path: &Path) -> bool {
    paths::is_layer(path) && !article_file::is_article_file(path)
}

/// Opens an article and its labels. `path` is that of the article, or of its annotation file (by its ending, `.ron`).
///
/// In a project, the labels are those of `annotator`, in the project's folder of layers.
///
/// `encoding` overrides the encoding of the article that its annotation file or its bytes suggest. `annotator` is who
/// labels it if nobody has yet. `preview` is called once the article is there, if it takes more than a moment until its
/// annotations are.
///
/// # Errors
/// If there is no article to show.
pub fn open(
    path: &Path,
    encoding: Option<&'static Encoding>,
    annotator: &str,
    preview: impl FnOnce(Preview<'_>),
) -> Result<Opened, OpenError> {
    let (home, layer_path) = layer_of(path, annotator)?;
    let root = match &home {
        Home::Project { root, .. } => Some(root.clone()),
        Home::Beside => None,
    };
    let opened = open_at(home, layer_path.clone(), path, encoding, annotator, preview);
    let mut opened = opened.map_err(|error| error.with_labels(&layer_path))?;
    if let (Some(root), Ok(loaded)) = (root, &mut opened.layer)
        && folder::leads_outside(&root, &opened.layer_path)
    {
        loaded.read_only.get_or_insert(Reason::Outside);
    }
    Ok(opened)
}

fn open_at(
    home: Home,
    layer_path: PathBuf,
    path: &Path,
    encoding: Option<&'static Encoding>,
    annotator: &str,
    preview: impl FnOnce(Preview<'_>),
) -> Result<Opened, OpenError> {
    if is_layer(path) {
        let source = Source::read(path, home.clone())?;
        let (named, saved_encoding) = match parse::head(source.text()) {
            Head::Layer { path, encoding } => (path, encoding),
            Head::Other => return Err(PathError::NotALayer { path: path.to_owned() }.into()),
            Head::Unreadable => return Err(source.broken().into()),
        };
        let article_path = home.article_path(path, &named)?;
        let encoding = encoding.or_else(|| known(saved_encoding));
        return open_both(&article_path, encoding, path, &source, preview);
    }
    let layer = match Source::read(&layer_path, home.clone()) {
        Ok(source) => {
            let encoding = encoding.or_else(|| match parse::head(source.text()) {
                Head::Layer { encoding, .. } => known(encoding),
                Head::Other | Head::Unreadable => None,
            });
            return open_both(path, encoding, &layer_path, &source, preview);
        }
        Err(LoadError::Missing { .. }) => None,
        Err(error) => Some(error),
    };
    let article = read_article(path, encoding)?;
    Ok(Opened {
        layer_path,
        is_new: layer.is_none(),
        layer: layer.map_or_else(|| Ok(Loaded::fresh(&article, annotator, home)), Err),
        article,
    })
}

/// Reads an article, and on other threads what its annotation file says.
fn open_both(
    path: &Path,
    encoding: Option<&'static Encoding>,
    layer_path: &Path,
    source: &Source,
    preview: impl FnOnce(Preview<'_>),
) -> Result<Opened, OpenError> {
    let in_lines = source.in_lines();
    let outline = in_lines.as_ref().filter(|lines| lines.len() > LONG).and_then(|lines| {
        let file = &lines.outline;
        Some((
            about(file, source.home()).ok()?,
            header(file.article.clone(), file.annotator.clone(), source.home().clone()),
        ))
    });
    let awaited = Awaited::new();
    thread::scope(|scope| {
        let loading = scope.spawn(|| source.load(in_lines, &awaited));
        let _promise = awaited.promise();
        let read = read_article(path, encoding);
        awaited.bring(read.as_ref().ok().cloned());
        let article = read?;
        if let Some((about, header)) = outline {
            preview(Preview {
                article: &article,
                layer_path,
                about,
                header,
            });
        }
        let loaded = loading.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked));
        Ok(Opened {
            layer: loaded.unwrap_or_else(|| Ok(Loaded::fresh(&article, "", source.home().clone()))),
            article,
            layer_path: layer_path.to_owned(),
            is_new: false,
        })
    })
}

/// Reads an article, whether it is a text or was made from something else.
///
/// # Errors
/// If there is no article at the path.
pub fn read_article(path: &Path, encoding: Option<&'static Encoding>) -> Result<Article, OpenError> {
    if article_file::is_article_file(path) {
        Ok(article_file::read(path)?)
    } else {
        Ok(article::read(path, encoding)?)
    }
}

/// An encoding by the name that an annotation file gives it; an unknown name is no reason not to try.
fn known(name: Option<String>) -> Option<&'static Encoding> {
    name.and_then(|name| decode::encoding_for(&name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::annotation::State;
    use crate::store::{
        samples::{annotation, layer},
        save_layer,
    };

    #[test]
    fn an_article_opens_by_its_own_path_and_by_that_of_its_labels() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.txt");
        let (russian, ..) = encoding_rs::WINDOWS_1251.encode("Министерство сообщило 😊 об этом.");
        fs::write(&path, &russian).expect("written");
        let chosen = decode::encoding_for("windows-1251");
        let opened = open(&path, chosen, "ana", |_| ()).expect("an article");
        assert!(opened.is_new);
        let fresh = opened.layer.expect("a fresh layer");
        assert_eq!(
            (fresh.header.annotator.as_str(), fresh.layer.about().state),
            ("ana", State::InProgress)
        );
        let labels = layer([annotation(&opened.article, "k3f9", "сообщило", "fact")]);
        save_layer(&opened.layer_path, &opened.article, &fresh.header, &labels).expect("saved");

        // The file remembers the encoding.
        for path in [&path, &opened.layer_path] {
            let again = open(path, None, "ben", |_| ()).expect("an article");
            assert!(!again.is_new);
            assert_eq!(again.layer_path, opened.layer_path);
            assert_eq!(again.article.encoding().name(), "windows-1251");
            let loaded = again.layer.expect("a layer");
            assert_eq!((&loaded.layer, loaded.header), (&labels, fresh.header.clone()));
            assert_eq!(loaded.read_only, None);
        }
        // In another encoding it is another text.
        let wrong = open(&path, decode::encoding_for("koi8-r"), "ben", |_| ()).expect("an article");
        let wrong = wrong.layer.expect("a layer");
        assert_eq!((wrong.layer.len(), wrong.layer.about().lost.len()), (0, 1));
    }

    #[test]
    fn an_article_opens_although_its_labels_are_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, ron) = (folder.path().join("news.txt"), folder.path().join("news.ron"));
        fs::write(&path, "Yes.").expect("written");
        fs::write(&ron, "(version: 1, article: (path: \"news.txt\", sha256: \"\"), ann").expect("written");
        assert!(matches!(
            open(&path, None, "ana", |_| ()).expect("an article").layer,
            Err(LoadError::Broken { .. })
        ));
        assert!(matches!(
            open(&ron, None, "ana", |_| ()).expect("an article").layer,
            Err(LoadError::Broken { .. })
        ));
        fs::write(&ron, "(vers").expect("written");
        assert!(matches!(
            open(&ron, None, "ana", |_| ()),
            Err(OpenError::Layer(LoadError::Broken { .. }))
        ));
        fs::write(&ron, "(width: 3)").expect("written");
        assert!(matches!(
            open(&ron, None, "ana", |_| ()),
            Err(OpenError::Path(PathError::NotALayer { .. }))
        ));
    }
}
