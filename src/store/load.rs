//! Annotation files into layers, with every offset, quote and hash checked.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Fault, Header, LoadError, OnDisk, Reason,
    checker::{Checker, Found, add_lines},
    layer_file::VERSION,
    on_disk,
    parse::{self, ArticleIn, ParseError},
};
use crate::{
    annotation::{About, Layer},
    article::{Article, Metadata},
    labels::{self, LabelSet},
};

/// The longest annotation file that is opened, in bytes.
const LONGEST_FILE: u64 = 1 << 30;
/// How many unknown fields are named to the reader.
const MOST_NAMES: usize = 5;

/// What is in an annotation file.
#[derive(Debug)]
pub struct Loaded {
    /// The annotations that fit the text.
    pub layer: Layer,
    /// What else the file says.
    pub header: Header,
    /// What is wrong with annotations, in the order of the file.
    pub faults: Vec<Fault>,
    /// What the reader should know although nothing is wrong.
    pub notices: Vec<String>,
    /// Why the file must not be written, if so: a save would lose something.
    pub read_only: Option<Reason>,
    /// What the file held.
    on_disk: OnDisk,
}

impl Loaded {
    /// For an article that nobody has labelled yet.
    pub fn fresh(article: &Article, annotator: &str) -> Self {
        Self {
            layer: Layer::new(About::with_labels(labels::built_in())),
            header: Header::fresh(article, annotator),
            faults: Vec::new(),
            notices: Vec::new(),
            read_only: None,
            on_disk: OnDisk::nothing(),
        }
    }

    /// What the [`Saver`](super::Saver) must know of the file to write to it.
    ///
    /// # Errors
    /// If the file must not be written, why.
    pub fn writable(&self) -> Result<OnDisk, Reason> {
        match &self.read_only {
            Some(reason) => Err(reason.clone()),
            None => Ok(self.on_disk.clone()),
        }
    }
}

/// Reads the annotation file at `path`, which belongs to `article`.
///
/// Annotations that do not fit the text are not in the layer but in the faults, and then the file is read-only.
///
/// # Errors
/// If it cannot be understood at all; the error says where and what to do.
pub fn load(path: &Path, article: &Article) -> Result<Loaded, LoadError> {
    Source::read(path)?.load(article)
}

/// The text of an annotation file.
pub(super) struct Source {
    path: PathBuf,
    text: String,
    on_disk: OnDisk,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self, LoadError> {
        let path = path.to_owned();
        let not_a_file = |what| LoadError::NotAFile {
            path: path.clone(),
            what,
        };
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => return Err(not_a_file("a folder")),
            Ok(metadata) if !metadata.is_file() => return Err(not_a_file("no ordinary file")),
            Ok(metadata) if metadata.len() > LONGEST_FILE => return Err(not_a_file("too long")),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LoadError::Missing { path }),
            Err(error) => return Err(LoadError::Unreadable { path, error }),
        }
        let (bytes, on_disk) = match on_disk::read(&path) {
            Ok(read) => read,
            Err(error) => return Err(LoadError::Unreadable { path, error }),
        };
        match parse::clean(bytes) {
            Ok(text) => Ok(Self { path, text, on_disk }),
            Err(error) => Err(LoadError::Broken { path, error }),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The error of a file that does not even say which article it belongs to.
    pub(super) fn broken(self) -> LoadError {
        let Self { path, text, .. } = self;
        match parse::parse(&text) {
            Err(ParseError::Newer(version)) => LoadError::Newer { path, version },
            Err(ParseError::Syntax(error)) => LoadError::Broken { path, error },
            Ok(_) => LoadError::NotAFile {
                path,
                what: "without the name of an article",
            },
        }
    }

    pub(super) fn load(self, article: &Article) -> Result<Loaded, LoadError> {
        let Self { path, text, on_disk } = self;
        let (file, unknown) = match parse::parse(&text) {
            Ok(parsed) => parsed,
            Err(ParseError::Syntax(error)) => return Err(LoadError::Broken { path, error }),
            Err(ParseError::Newer(version)) => return Err(LoadError::Newer { path, version }),
        };
        let labels = match LabelSet::new(file.labels) {
            Ok(labels) => labels,
            Err(error) => return Err(LoadError::Labels { path, error }),
        };
        let same_text = file.article.sha256.eq_ignore_ascii_case(article.sha256());
        let total = file.annotations.len();
        let about = About {
            labels,
            document: file.document,
            state: file.state,
            coverage: file.coverage,
        };
        let checker = Checker {
            text: article.text(),
            about: &about,
            same_text,
        };
        let (layer, mut faults) = checker.layer(file.annotations);
        faults.extend(checker.document());
        add_lines(&text, &mut faults);
        let read_only = reason(file.version, unknown, same_text, total, &faults);
        let mut notices = Vec::new();
        if !same_text && read_only.is_none() {
            notices.push(
                "The article has changed since it was labelled, but every quote is still in its place.".to_owned(),
            );
        }
        Ok(Loaded {
            layer,
            header: Header {
                metadata: metadata(file.article),
                annotator: file.annotator,
            },
            faults: faults.into_iter().map(|found| found.fault).collect(),
            notices,
            read_only,
            on_disk,
        })
    }
}

fn metadata(article: ArticleIn<'_>) -> Metadata {
    Metadata {
        title: article.title,
        source: article.source,
        url: article.url,
        date: article.date,
        language: article.lang,
    }
}

/// Why a file with all this must not be written, the gravest reason first.
fn reason(version: u32, unknown: Vec<String>, same_text: bool, total: usize, faults: &[Found]) -> Option<Reason> {
    let losing = faults.iter().filter(|found| found.fault.kind.loses()).count();
    let wrong = faults.iter().filter(|found| found.fault.kind.is_of_text()).count();
    if version > VERSION {
        Some(Reason::Newer { version })
    } else if !unknown.is_empty() {
        Some(Reason::UnknownFields {
            names: shortened(unknown),
        })
    } else if !same_text && wrong > 0 {
        Some(Reason::OtherText { wrong, total })
    } else if losing > 0 {
        Some(Reason::Faults { count: losing })
    } else {
        None
    }
}

fn shortened(mut names: Vec<String>) -> Vec<String> {
    if names.len() > MOST_NAMES {
        let more = names.len() - MOST_NAMES;
        names.truncate(MOST_NAMES);
        names.push(format!("{more} more"));
    }
    names
}

#[cfg(test)]
mod tests;
