//! An article and its labels, opened together from the path of either.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::{
    LoadError, Loaded,
    load::Source,
    parse::{self, Head},
    paths::{self, PathError},
};
use crate::article::{self, Article, ReadError, decode};

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
    /// The annotation file that was asked for names no article that can be opened.
    #[error(transparent)]
    Path(#[from] PathError),
}

/// Opens an article and its labels. `path` is that of the article, or of its annotation file (by its ending, `.ron`).
///
/// `encoding` overrides the encoding of the article that its annotation file or its bytes suggest. `annotator` is who
/// labels it if nobody has yet.
///
/// # Errors
/// If there is no article to show.
pub fn open(path: &Path, encoding: Option<&'static Encoding>, annotator: &str) -> Result<Opened, OpenError> {
    if paths::is_layer(path) {
        open_layer(path, encoding)
    } else {
        open_article(path, encoding, annotator)
    }
}

fn open_layer(path: &Path, encoding: Option<&'static Encoding>) -> Result<Opened, OpenError> {
    let source = Source::read(path)?;
    let (named, saved_encoding) = match parse::head(source.text()) {
        Head::Layer { path, encoding } => (path, encoding),
        Head::Other => return Err(PathError::NotALayer { path: path.to_owned() }.into()),
        Head::Unreadable => return Err(source.broken().into()),
    };
    let article_path = paths::article_path(path, &named)?;
    let article = article::read(&article_path, encoding.or_else(|| known(saved_encoding)))?;
    Ok(Opened {
        layer: source.load(&article),
        article,
        layer_path: path.to_owned(),
        is_new: false,
    })
}

fn open_article(path: &Path, encoding: Option<&'static Encoding>, annotator: &str) -> Result<Opened, OpenError> {
    let layer_path = paths::layer_path(path);
    let source = match Source::read(&layer_path) {
        Ok(source) => Some(Ok(source)),
        Err(LoadError::Missing { .. }) => None,
        Err(error) => Some(Err(error)),
    };
    let saved_encoding = match &source {
        Some(Ok(source)) => match parse::head(source.text()) {
            Head::Layer { encoding, .. } => encoding,
            Head::Other | Head::Unreadable => None,
        },
        _ => None,
    };
    let article = article::read(path, encoding.or_else(|| known(saved_encoding)))?;
    let is_new = source.is_none();
    let layer = match source {
        Some(source) => source.and_then(|source| source.load(&article)),
        None => Ok(Loaded::fresh(&article, annotator)),
    };
    Ok(Opened {
        article,
        layer_path,
        layer,
        is_new,
    })
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
        let opened = open(&path, chosen, "ana").expect("an article");
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
            let again = open(path, None, "ben").expect("an article");
            assert!(!again.is_new);
            assert_eq!(again.layer_path, opened.layer_path);
            assert_eq!(again.article.encoding().name(), "windows-1251");
            let loaded = again.layer.expect("a layer");
            assert_eq!((&loaded.layer, loaded.header), (&labels, fresh.header.clone()));
            assert_eq!(loaded.read_only, None);
        }
        // In another encoding it is another text.
        let wrong = open(&path, decode::encoding_for("koi8-r"), "ben").expect("an article");
        assert!(wrong.layer.expect("a layer").read_only.is_some());
    }

    #[test]
    fn an_article_opens_although_its_labels_are_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, ron) = (folder.path().join("news.txt"), folder.path().join("news.ron"));
        fs::write(&path, "Yes.").expect("written");
        fs::write(&ron, "(version: 1, article: (path: \"news.txt\", sha256: \"\"), ann").expect("written");
        assert!(matches!(
            open(&path, None, "ana").expect("an article").layer,
            Err(LoadError::Broken { .. })
        ));
        assert!(matches!(
            open(&ron, None, "ana").expect("an article").layer,
            Err(LoadError::Broken { .. })
        ));
        fs::write(&ron, "(vers").expect("written");
        assert!(matches!(
            open(&ron, None, "ana"),
            Err(OpenError::Layer(LoadError::Broken { .. }))
        ));
        fs::write(&ron, "(width: 3)").expect("written");
        assert!(matches!(
            open(&ron, None, "ana"),
            Err(OpenError::Path(PathError::NotALayer { .. }))
        ));
    }
}
