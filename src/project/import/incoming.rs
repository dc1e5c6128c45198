//! One article on its way into a project.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;

use super::{LONGEST_TEXT, Where, naming};
use crate::{
    article::{Article, Provenance, decode},
    exchange::Document,
    project::{Sketch, facts::TextFacts},
    readers::{self, Draft, Kind, Limits},
    store::{ArticleFile, Origin, article_file, folder},
};

/// How much of a title is a file name.
const LONGEST_STEM: usize = 60;

/// An article that was read.
pub(super) struct Incoming {
    place: Where,
    /// What to call its file.
    stem: String,
    what: What,
}

enum What {
    /// A text that is copied as it is.
    Plain { bytes: Vec<u8>, ending: &'static str },
    /// What was made of something else.
    Made {
        draft: Box<Draft>,
        file: String,
        sha256: String,
        reader: &'static str,
    },
}

/// An article, ready to be written.
pub(super) struct Prepared {
    pub place: Where,
    pub stem: String,
    pub ending: &'static str,
    pub content: Vec<u8>,
    pub title: Option<String>,
    pub notices: Vec<String>,
    pub hash: u64,
    pub sketch: Option<Sketch>,
}

impl Incoming {
    /// Reads a file that is one article. If it cannot be read, says where and why.
    pub(super) fn of_document(path: &Path, kind: Kind, options: &readers::Options) -> Result<Self, (Where, String)> {
        let place = Where::file(path);
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let what = if kind.is_plain() {
            plain(path, kind, &options.limits)
        } else {
            made(path, kind, options)
        };
        match what {
            Ok(what) => Ok(Self { place, stem, what }),
            Err(why) => Err((place, why)),
        }
    }

    /// A row of a table.
    pub(super) fn of_row(path: &Path, sha256: &str, kind: Kind, draft: Draft) -> Self {
        let row = draft.row.unwrap_or_default();
        let stem = draft.id.clone().filter(|id| !id.trim().is_empty());
        Self {
            place: Where::row(path, row),
            stem: stem.unwrap_or_else(|| format!("{row:05}")),
            what: What::Made {
                draft: Box::new(draft),
                file: naming::file_name(path),
                sha256: sha256.to_owned(),
                reader: kind.name(),
            },
        }
    }

    /// A text that was pasted; `None` if there is nothing in it.
    pub(super) fn pasted(text: &str) -> Option<Self> {
        let text = decode::plain(text.replace('\0', "")).text;
        let first = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let end = first.floor_char_boundary(LONGEST_STEM);
        Some(Self {
            place: Where::default(),
            stem: first.get(..end).unwrap_or(first).to_owned(),
            what: What::Plain {
                bytes: text.into_bytes(),
                ending: ".txt",
            },
        })
    }

    /// Makes what is to be written, and what the article is known by.
    pub(super) fn prepare(self, now: Timestamp) -> Prepared {
        let Self { place, stem, what } = self;
        let (article, content, ending, notices) = match what {
            What::Plain { bytes, ending } => {
                let decoded = decode::decode(bytes.clone(), None).unwrap_or_else(|_| decode::plain(String::new()));
                let article = Article::new(place.path.clone().unwrap_or_default(), decoded);
                let notices = article.encoding_notice().into_iter().collect();
                (article, bytes, ending, notices)
            }
            What::Made {
                draft,
                file,
                sha256,
                reader,
            } => {
                let from = Origin::new(file, sha256, draft.row, reader, now);
                let article = Article::new(place.path.clone().unwrap_or_default(), decode::plain(draft.text));
                let file = ArticleFile {
                    id: draft.id,
                    text: article.text().as_str().to_owned(),
                    metadata: draft.metadata,
                    extra: draft.extra,
                    from,
                };
                let content = to_bytes(&file);
                (
                    article.with_metadata(file.metadata),
                    content,
                    article_file::ENDING,
                    draft.notices,
                )
            }
        };
        Prepared::new(place, stem, &article, content, ending, notices)
    }
}

impl Prepared {
    fn new(
        place: Where,
        stem: String,
        article: &Article,
        content: Vec<u8>,
        ending: &'static str,
        notices: Vec<String>,
    ) -> Self {
        let facts = TextFacts::of(article);
        Self {
            place,
            stem,
            ending,
            content,
            title: facts.title.map(Into::into),
            notices,
            hash: facts.hash,
            sketch: facts.sketch.map(|sketch| *sketch),
        }
    }
}

/// An article that comes with labels, and what is to be written of it. Its text is kept to the letter.
pub(super) fn of_document(
    place: Where,
    document: &Document,
    sha256: &str,
    reader: &str,
    now: Timestamp,
) -> (Article, Prepared) {
    let file_name = place.path.as_deref().map(naming::file_name).unwrap_or_default();
    let id = Some(document.id.clone()).filter(|id| !id.is_empty());
    let stem = id.clone().filter(|id| !id.trim().is_empty());
    let stem = stem.unwrap_or_else(|| format!("{:05}", place.row.unwrap_or_default()));
    let file = ArticleFile {
        id: id.clone(),
        text: document.text.as_str().to_owned(),
        metadata: document.metadata.clone(),
        extra: document.extra.clone(),
        from: Origin::new(file_name, sha256.to_owned(), place.row, reader, now),
    };
    let provenance = Provenance {
        kind: reader.to_owned(),
        id,
        extra: document.extra.clone(),
    };
    let path = place.path.clone().unwrap_or_default();
    let article = Article::of_text(path, Arc::clone(&document.text))
        .with_metadata(document.metadata.clone())
        .with_provenance(provenance);
    let prepared = Prepared::new(place, stem, &article, to_bytes(&file), article_file::ENDING, Vec::new());
    (article, prepared)
}

/// RON holds every text; if it ever did not, the article could still be read and mended.
fn to_bytes(file: &ArticleFile) -> Vec<u8> {
    article_file::to_ron(file).unwrap_or_default().into_bytes()
}

fn plain(path: &Path, kind: Kind, limits: &Limits) -> Result<What, String> {
    let bytes = folder::read_at_most(path, LONGEST_TEXT.min(limits.file)).map_err(|error| error.to_string())?;
    let decoded = decode::decode(bytes.clone(), None).map_err(|error| format!("{error}."))?;
    if decoded.text.trim().is_empty() {
        return Err("is empty.".to_owned());
    }
    Ok(What::Plain {
        bytes,
        ending: if kind == Kind::Markdown { ".md" } else { ".txt" },
    })
}

fn made(path: &Path, kind: Kind, options: &readers::Options) -> Result<What, String> {
    let file = folder::open_file(path).map_err(|error| error.to_string())?;
    let name = naming::file_name(path);
    let mut made = None;
    let read = readers::read(kind, file, &name, options, &mut |draft| {
        made = draft.ok();
        std::ops::ControlFlow::Break(())
    });
    read.map_err(|error| error.problem.to_string())?;
    Ok(What::Made {
        draft: Box::new(made.ok_or("has no text in it.")?),
        file: name,
        sha256: folder::hash_of(path).map_err(|error| error.to_string())?,
        reader: kind.name(),
    })
}
