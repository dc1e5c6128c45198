//! Articles that were made from something else: `news.article.ron` holds the text as it was converted once, so that
//! offsets are true of a file on disk.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use ron::Options;
use serde::{Deserialize, Serialize};

use super::{
    SyntaxError, WriteError, atomic, folder, home,
    known::{self, Known, NotKnown},
    layer_file,
    one_line::OneLine,
    parse, seconds,
};
use crate::article::{self, Article, LONGEST_ARTICLE, Metadata, Provenance, ReadError};

/// How the names of such files end.
pub const ENDING: &str = ".article.ron";
/// The version of the format that this program writes.
const VERSION: u32 = 1;

/// What is written of an article that was made from something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFile {
    /// What its source calls it; datasets call it so too.
    pub id: Option<String>,
    /// The text, without carriage returns.
    pub text: String,
    /// What is known of it.
    pub metadata: Metadata,
    /// What else its source says, under the names that it has there.
    pub extra: BTreeMap<String, String>,
    /// What it was made from.
    pub from: Origin,
}

/// What an article was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the file.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The row of a table, or the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// What read it, and in which version: another version may make another text of it.
    pub reader: String,
    /// When.
    pub at: String,
}

impl Origin {
    /// What an article was made from at a time.
    pub fn new(file: String, sha256: String, row: Option<u64>, reader: &str, at: Timestamp) -> Self {
        Self {
            file,
            sha256,
            row,
            reader: format!("{reader} {}", env!("CARGO_PKG_VERSION")),
            at: seconds(at),
        }
    }
}

/// Why an article cannot be read from such a file.
#[derive(Debug, thiserror::Error)]
pub enum ArticleFileError {
    /// The operating system refused, or it is no file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is not as it should be.
    #[error("{}, {error}. Mend it in a text editor, or import the article again.", path.display())]
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
}

#[derive(Serialize)]
struct Out<'a> {
    version: u32,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    id: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    title: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    author: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    source: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    url: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    date: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    lang: OneLine<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: &'a BTreeMap<String, String>,
    from: &'a Origin,
    text: &'a str,
}

#[derive(Deserialize)]
struct In {
    /// It is looked at before all else.
    #[serde(rename = "version")]
    _version: u32,
    id: Option<String>,
    title: Option<String>,
    author: Option<String>,
    source: Option<String>,
    url: Option<String>,
    date: Option<String>,
    lang: Option<String>,
    #[serde(default)]
    extra: BTreeMap<String, String>,
    from: Option<Origin>,
    text: String,
}

/// Whether a path is that of such a file, by its name.
pub fn is_article_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().ends_with(ENDING.as_bytes())
}

/// The file as it is written.
///
/// # Errors
/// Only if RON cannot hold it, of which no case is known.
pub fn to_ron(article: &ArticleFile) -> Result<String, ron::Error> {
    let metadata = &article.metadata;
    let out = Out {
        version: VERSION,
        id: OneLine(article.id.as_deref()),
        title: OneLine(metadata.title.as_deref()),
        author: OneLine(metadata.author.as_deref()),
        source: OneLine(metadata.source.as_deref()),
        url: OneLine(metadata.url.as_deref()),
        date: OneLine(metadata.date.as_deref()),
        lang: OneLine(metadata.language.as_deref()),
        extra: &article.extra,
        from: &article.from,
        text: &article.text,
    };
    let mut ron = Options::default().to_string_pretty(&out, layer_file::pretty())?;
    ron.push('\n');
    Ok(ron)
}

/// The text alone, of the bytes of such a file.
pub(super) fn text_of(bytes: Vec<u8>) -> Option<String> {
    Some(article::decode::plain(parse(bytes).ok()?.value.text).text)
}

/// Reads the article of such a file.
///
/// # Errors
/// If there is none in it; the error says where and what to do.
pub fn read(path: &Path) -> Result<Article, ArticleFileError> {
    let unreadable = |error| ReadError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let bytes = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(ReadError::Folder { path: path.to_owned() }.into()),
        Ok(metadata) if metadata.len() > LONGEST_ARTICLE => {
            let size = metadata.len();
            return Err(ReadError::TooLong {
                path: path.to_owned(),
                size,
            }
            .into());
        }
        Ok(_) => fs::read(path).map_err(unreadable)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ReadError::Missing { path: path.to_owned() }.into());
        }
        Err(error) => return Err(unreadable(error).into()),
    };
    let article = parse(bytes).map_err(|error| error.of(path))?.value;
    let provenance = Provenance {
        kind: article
            .from
            .as_ref()
            .map(|from| from.kind().to_owned())
            .unwrap_or_default(),
        id: article.id.clone(),
        extra: article.extra.clone(),
    };
    let (text, metadata) = article.parts();
    let article = Article::new(path.to_owned(), article::decode::plain(text)).with_metadata(metadata);
    Ok(article.with_provenance(provenance))
}

/// Puts another text in the place of `base`, which a file holds. Only for articles that nobody has labelled: their labels
/// would lie elsewhere.
///
/// # Errors
/// If the file cannot be read or written, holds another text, or says what this program does not know; it is as it was
/// then.
pub fn correct(path: &Path, base: &str, text: &str) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    let Known { value: file, more } = parse(bytes).map_err(|error| error.of(path).to_string())?;
    if let Some(more) = more {
        let path = path.display();
        return Err(format!(
            "{path} says more than this Glossator knows ({more}), and a change would lose that: update Glossator."
        ));
    }
    if article::decode::plain(file.text.clone()).text != base {
        return Err("Somebody else has changed the text meanwhile. Open the article again.".to_owned());
    }
    if home::project_of(path).is_some_and(|root| folder::leads_outside(&root, path)) {
        return Err(WriteError::new(path, folder::outside_error()).to_string());
    }
    let Some(from) = file.from.clone() else {
        return Err(format!("{} does not say what it was made from.", path.display()));
    };
    let (id, extra) = (file.id.clone(), file.extra.clone());
    let (_, metadata) = file.parts();
    let article = ArticleFile {
        id,
        text: article::decode::plain(text.to_owned()).text,
        metadata,
        extra,
        from,
    };
    let ron = to_ron(&article).map_err(|error| error.to_string())?;
    atomic::replace(path, ron.as_bytes()).map_err(|error| error.to_string())
}

impl In {
    /// The text, and what is known of it.
    fn parts(self) -> (String, Metadata) {
        let metadata = Metadata {
            title: self.title,
            author: self.author,
            source: self.source,
            url: self.url,
            date: self.date,
            language: self.lang,
        };
        (self.text, metadata)
    }
}

impl Origin {
    /// What read it, without its version: `PDF`.
    fn kind(&self) -> &str {
        self.reader.rsplit_once(' ').map_or(&self.reader, |(kind, _)| kind)
    }
}

fn parse(bytes: Vec<u8>) -> Result<Known<In>, NotKnown> {
    known::read(&parse::clean(bytes).map_err(NotKnown::Syntax)?, VERSION)
}

impl NotKnown {
    fn of(self, path: &Path) -> ArticleFileError {
        let path = path.to_owned();
        match self {
            Self::Syntax(error) => ArticleFileError::Broken { path, error },
            Self::Newer(version) => ArticleFileError::Newer { path, version },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(text: &str) -> ArticleFile {
        ArticleFile {
            id: None,
            text: text.to_owned(),
            metadata: Metadata {
                title: Some("Budget passes, \"barely\"".to_owned()),
                language: Some("en".to_owned()),
                ..Metadata::default()
            },
            extra: BTreeMap::from([("desk".to_owned(), "politics".to_owned())]),
            from: Origin {
                file: "page.html".to_owned(),
                sha256: "00".to_owned(),
                row: Some(3),
                reader: "html 0.1.0".to_owned(),
                at: "2026-03-04T08:00:00Z".to_owned(),
            },
        }
    }

    fn back(file: &ArticleFile) -> Article {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.article.ron");
        fs::write(&path, to_ron(file).expect("RON")).expect("written");
        read(&path).expect("an article")
    }

    #[test]
    fn a_file_is_as_it_was_designed() {
        let ron = to_ron(&file("Budget passes\n\nShe said \"yes\" \\ 😊 e\u{301}.")).expect("RON");
        let expected = r##"#![enable(implicit_some)]
(
  version: 1,
  title: r#"Budget passes, "barely""#,
  lang: "en",
  extra: {
    "desk": "politics",
  },
  from: (
    file: "page.html",
    sha256: "00",
    row: 3,
    reader: "html 0.1.0",
    at: "2026-03-04T08:00:00Z",
  ),
  text: r#"Budget passes

She said "yes" \ 😊 é."#,
)
"##;
        assert_eq!(ron, expected.replace('é', "e\u{301}"));
        let article = back(&file("Yes."));
        assert_eq!(article.metadata(), &file("").metadata);
    }

    #[test]
    fn a_checkout_of_windows_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.article.ron");
        let ron = to_ron(&file("One.\n\nTwo.")).expect("RON");
        fs::write(&path, format!("\u{feff}{}", ron.replace('\n', "\r\n"))).expect("written");
        assert_eq!(read(&path).expect("an article").text().as_str(), "One.\n\nTwo.");
    }

    #[test]
    fn a_text_is_corrected_and_all_else_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news.article.ron");
        let before = file("On e.");
        fs::write(&path, to_ron(&before).expect("RON")).expect("written");
        correct(&path, "On e.", "One.\r\n").expect("corrected");
        assert!(
            correct(&path, "On e.", "Two.")
                .expect_err("refused")
                .contains("meanwhile")
        );
        let after = ArticleFile {
            text: "One.\n".to_owned(),
            ..before
        };
        assert_eq!(fs::read_to_string(&path).expect("a file"), to_ron(&after).expect("RON"));
        assert_eq!(read(&path).expect("an article").made_from(), Some("html"));
        let newer = fs::read_to_string(&path)
            .expect("a file")
            .replace("version: 1", "version: 2");
        fs::write(&path, &newer).expect("written");
        assert!(
            correct(&path, "One.\n", "Two.")
                .expect_err("refused")
                .contains("update Glossator")
        );
        assert_eq!(fs::read_to_string(&path).expect("a file"), newer);
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "[^\r\u{feff}]{0,8}x(\\PC|[\n\"#\\\\\0\u{85}\u{2028}]){0,40}") {
            let article = back(&file(&text));
            prop_assert_eq!(article.text().as_str(), text);
        }
    }
}
