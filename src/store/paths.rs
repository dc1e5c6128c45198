//! Which annotation file belongs to which article.

use std::path::{Component, Path, PathBuf};

use super::{
    Home, LoadError,
    load::Source,
    parse::{self, Head},
};

/// The ending of annotation files.
pub const EXTENSION: &str = "ron";

/// Why the article of an annotation file cannot be found.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// The file has nothing to do with articles.
    #[error("{} is no annotation file: it names no article. Open the article itself.", path.display())]
    NotALayer {
        /// The file.
        path: PathBuf,
    },
    /// It names an article outside of its own folder.
    #[error(
        "{} says that its article is {article:?}. Only files in its own folder, or in folders within, are opened: put the article there, and change `article: (path: …)` to match.",
        path.display()
    )]
    Outside {
        /// The annotation file.
        path: PathBuf,
        /// How it names the article.
        article: String,
    },
    /// The article is not there.
    #[error(
        "{} belongs to the article {}, which is not there. Put it back, or change `article: (path: …)` if it was renamed.",
        path.display(),
        article.display()
    )]
    ArticleMissing {
        /// The annotation file.
        path: PathBuf,
        /// Where the article should be.
        article: PathBuf,
    },
}

/// Whether a path is that of an annotation file, by its ending.
pub fn is_layer(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}

/// The annotation file of an article: `news.ron` for `news.txt`, in the same folder.
///
/// If `news.ron` is the file of another article (of `news.md`) or no annotation file at all, it is `news.txt.ron`. So
/// this may read a file.
pub fn layer_path(article: &Path) -> PathBuf {
    let short = article.with_extension(EXTENSION);
    let long = long_path(article);
    match owner(&short, article) {
        Owner::Article => short,
        // If the short one is free, the long one was made when it was not.
        owner => match (owner, long.exists()) {
            (_, true) | (Owner::Another, false) => long,
            _ => short,
        },
    }
}

/// `news.txt.ron`; for a name without an ending, for which that would be the short one again, `news.labels.ron`.
fn long_path(article: &Path) -> PathBuf {
    let mut name = article.file_name().unwrap_or_default().to_owned();
    if article.extension().is_none() {
        name.push(".labels");
    }
    name.push(".");
    name.push(EXTENSION);
    article.with_file_name(name)
}

/// Whose an annotation file is.
enum Owner {
    Article,
    Another,
    Nobody,
    /// It is broken. It may be this article's.
    Unknown,
}

fn owner(layer: &Path, article: &Path) -> Owner {
    match Source::read(layer, Home::Beside) {
        Ok(source) => match parse::head(source.text()) {
            Head::Layer { path, .. } if Some(Path::new(&path)) == article.file_name().map(Path::new) => Owner::Article,
            // Both were renamed together: whether the text is the same is checked when the file is loaded.
            Head::Layer { path, .. } if matches!(article_path(layer, &path), Err(PathError::ArticleMissing { .. })) => {
                Owner::Article
            }
            Head::Layer { .. } | Head::Other => Owner::Another,
            Head::Unreadable => Owner::Unknown,
        },
        Err(LoadError::Missing { .. }) => Owner::Nobody,
        Err(LoadError::NotAFile { .. }) => Owner::Another,
        Err(_) => Owner::Unknown,
    }
}

/// The article that an annotation file names as `article`, in its own folder or below.
pub(super) fn article_path(layer: &Path, article: &str) -> Result<PathBuf, PathError> {
    article_within(layer.parent().unwrap_or(Path::new("")), layer, article)
}

/// The article in a folder or below that an annotation file names as `article`.
pub(super) fn article_within(folder: &Path, layer: &Path, article: &str) -> Result<PathBuf, PathError> {
    let plain = !article.is_empty()
        && Path::new(article)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !plain {
        return Err(PathError::Outside {
            path: layer.to_owned(),
            article: article.to_owned(),
        });
    }
    let found = folder.join(article);
    if found.exists() {
        Ok(found)
    } else {
        Err(PathError::ArticleMissing {
            path: layer.to_owned(),
            article: found,
        })
    }
}

/// Whether two paths lead to one file that is there.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// How an annotation file names its article: relative to its own folder, with `/` between the parts. For an article
/// that is not in that folder or below, its name alone.
pub fn reference(layer: &Path, article: &Path) -> String {
    let folder = layer.parent().unwrap_or(Path::new(""));
    let inside = article.strip_prefix(folder).ok().filter(|inside| inside.is_relative());
    let parts = match inside {
        Some(inside) => inside.components().collect::<Vec<_>>(),
        None => article.components().next_back().into_iter().collect(),
    };
    let names: Vec<_> = parts.iter().map(|part| part.as_os_str().to_string_lossy()).collect();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn ron_of(article: &str) -> String {
        format!(
            "#![enable(implicit_some)]\n(version: 1, article: (path: \"{article}\", sha256: \"\"), the rest is broken"
        )
    }

    #[test]
    fn an_article_finds_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let put = |name: &str, content: &str| fs::write(at(name), content).expect("written");
        let found = |name: &str| {
            layer_path(&at(name))
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        assert_eq!(found("news.txt"), "news.ron");
        put("news.ron", &ron_of("news.txt"));
        assert_eq!(
            found("news.md"),
            "news.ron",
            "nobody else's: news.txt may have been renamed"
        );
        put("news.txt", "One.");
        assert_eq!(
            (found("news.txt"), found("news.md")),
            ("news.ron".into(), "news.md.ron".into())
        );
        assert_eq!(found("news"), "news.labels.ron");
        // The files of `news.md` are still its own when those of `news.txt` are gone.
        put("news.md.ron", &ron_of("news.md"));
        fs::remove_file(at("news.ron")).expect("removed");
        assert_eq!(
            (found("news.txt"), found("news.md")),
            ("news.ron".into(), "news.md.ron".into())
        );
        // What cannot be read may be ours: it is opened and explained, not passed over.
        put("news.ron", "(version: 1, art");
        assert_eq!(found("news.txt"), "news.ron");
        // What is no annotation file belongs to some other program.
        put("news.ron", "(width: 3)");
        assert_eq!(found("news.txt"), "news.txt.ron");
        fs::remove_file(at("news.ron")).expect("removed");
        fs::create_dir(at("news.ron")).expect("made");
        assert_eq!(found("news.txt"), "news.txt.ron");
    }

    #[test]
    fn only_articles_in_the_same_folder_or_below_are_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let layer = folder.path().join("news.ron");
        fs::create_dir(folder.path().join("may")).expect("made");
        for name in ["news.txt", "may/news.txt"] {
            fs::write(folder.path().join(name), "Yes.").expect("written");
            assert_eq!(article_path(&layer, name).expect("found"), folder.path().join(name));
        }
        for name in ["/etc/passwd", "../news.txt", "may/../../news.txt", ""] {
            assert!(
                matches!(article_path(&layer, name), Err(PathError::Outside { .. })),
                "{name}"
            );
        }
        assert!(matches!(
            article_path(&layer, "no.txt"),
            Err(PathError::ArticleMissing { .. })
        ));
    }

    #[test]
    fn articles_are_named_relative_to_their_file() {
        let name = |layer: &str, article: &str| reference(Path::new(layer), Path::new(article));
        assert_eq!(name("news.ron", "news.txt"), "news.txt");
        assert_eq!(name("/a/news.ron", "/a/may/news.txt"), "may/news.txt");
        assert_eq!(name("./news.ron", "./news.txt"), "news.txt");
        assert_eq!(name("/out/news.ron", "/a/news.txt"), "news.txt");
    }
}
