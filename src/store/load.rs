//! Annotation files into layers, with every offset, quote and hash checked.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    Fault, FaultKind, Header, OnDisk, SyntaxError,
    layer_file::VERSION,
    on_disk,
    parse::{self, ArticleIn, ParseError, RowIn},
};
use crate::{
    annotation::{Annotation, AnnotationId, Edit, Layer},
    article::{Article, CharOffset, Metadata, Span, SpanError, Text},
    labels::{LabelSet, LabelSetError},
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
    /// What the file held, for the [`Saver`](super::Saver).
    pub on_disk: OnDisk,
}

/// Why an annotation file must not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A newer program wrote it.
    #[error(
        "These labels were saved by a newer Glossator (format {version}; this one writes format {VERSION}). They can be read but not changed: update Glossator."
    )]
    Newer {
        /// The version of its format.
        version: u32,
    },
    /// It has fields that a save would drop.
    #[error(
        "The annotation file says more than this Glossator knows ({}). The labels can be read but not changed, so that nothing of it is lost: update Glossator, or remove those fields.",
        names.join(", ")
    )]
    UnknownFields {
        /// Their names, `annotations.links` for example.
        names: Vec<String>,
    },
    /// The text is not the one that was labelled.
    #[error(
        "These labels belong to another text: the article has changed since, and {wrong} of {total} quotes are no longer where they were. Nothing was changed. Put the old article back, or rename the annotation file to start anew."
    )]
    OtherText {
        /// How many annotations do not fit.
        wrong: usize,
        /// Of how many.
        total: usize,
    },
    /// Some annotations cannot be used as they are.
    #[error(
        "{count} {} of the annotation file cannot be used as they stand. The labels can be read but not changed, so that nothing is lost: mend the file in a text editor (“glossator check” names the lines), or set it aside.",
        if *count == 1 { "annotation" } else { "annotations" }
    )]
    Faults {
        /// How many.
        count: usize,
    },
}

/// Why an annotation file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error("There is no file {}. Check the name.", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is a folder, a device or the like, or too long.
    #[error("{} is no annotation file: it is {what}.", path.display())]
    NotAFile {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The operating system refused.
    #[error("{} cannot be read: {error}.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is not RON, or not as it should be.
    #[error(
        "{}, {error}. The file was left as it is: mend it in a text editor, or set it aside and start anew.",
        path.display()
    )]
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
    /// Its labels do not make a set.
    #[error("{}: {error}. Give every label an id of its own in a text editor.", path.display())]
    Labels {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        error: LabelSetError,
    },
}

impl Loaded {
    /// For an article that nobody has labelled yet.
    pub fn fresh(article: &Article, annotator: &str) -> Self {
        Self {
            layer: Layer::default(),
            header: Header::fresh(article, annotator),
            faults: Vec::new(),
            notices: Vec::new(),
            read_only: None,
            on_disk: OnDisk::nothing(),
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
        let checker = Checker {
            text: article.text(),
            labels: &labels,
            same_text,
        };
        let (layer, mut faults) = checker.layer(file.annotations);
        faults.extend(checker.document(&file.document));
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
                state: file.state,
                labels,
                document: file.document,
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

/// A fault, and the number of its annotation in the file.
struct Found {
    row: Option<usize>,
    fault: Fault,
}

/// Fills in the lines of faults.
fn add_lines(source: &str, faults: &mut [Found]) {
    if faults.is_empty() {
        return;
    }
    let lines = parse::lines(source);
    for found in faults {
        found.fault.line = match found.row {
            Some(row) => lines.annotations.get(row).copied(),
            None => lines.document,
        };
    }
}

/// Checks the parts of a file against the text and the labels.
struct Checker<'a> {
    text: &'a Text,
    labels: &'a LabelSet,
    same_text: bool,
}

impl Checker<'_> {
    /// The annotations that can be used, and what is wrong with any.
    fn layer(&self, rows: Vec<RowIn<'_>>) -> (Layer, Vec<Found>) {
        let (mut layer, mut faults) = (Layer::default(), Vec::new());
        for (index, row) in rows.into_iter().enumerate() {
            let id = row.id.clone();
            let mut report = |kind| {
                let fault = Fault {
                    line: None,
                    id: id.clone().into_owned(),
                    kind,
                };
                faults.push(Found {
                    row: Some(index),
                    fault,
                });
            };
            if self.labels.get(&row.label).is_none() {
                report(FaultKind::UnknownLabel {
                    label: row.label.clone(),
                });
            }
            match self.annotation(row) {
                Ok(annotation) => {
                    if layer.apply(&Edit::Add(annotation)).is_err() {
                        report(FaultKind::SameId);
                    }
                }
                Err(kind) => report(kind),
            }
        }
        (layer, faults)
    }

    fn annotation(&self, row: RowIn<'_>) -> Result<Annotation, FaultKind> {
        let span = self.span(&row)?;
        if row.id.is_empty() {
            return Err(FaultKind::NoId);
        }
        Ok(Annotation {
            id: AnnotationId::new(&row.id),
            span,
            label: row.label,
            note: row.note.map(Into::into),
            unsure: row.unsure,
            origin: row.origin.map(Into::into),
            made: time("made", &row.made)?,
            changed: row.changed.as_deref().map(|value| time("changed", value)).transpose()?,
        })
    }

    /// The span of an annotation, if what it quotes stands there.
    fn span(&self, row: &RowIn<'_>) -> Result<Span, FaultKind> {
        let (start, end) = row.at;
        if start >= end {
            return Err(FaultKind::NoLength { start, end });
        }
        let out_of_range = || FaultKind::OutOfRange {
            start,
            end,
            length: self.text.byte_to_char(self.text.end()).get(),
        };
        let offset = |at: i64| {
            u32::try_from(at)
                .map(|at| CharOffset::new(at as usize))
                .map_err(|_| out_of_range())
        };
        let span = match self.text.span_of_chars(offset(start)?, offset(end)?) {
            Ok(span) => span,
            Err(SpanError::Empty) => return Err(FaultKind::NoLength { start, end }),
            Err(SpanError::BeyondEnd | SpanError::InsideCharacter) => return Err(out_of_range()),
        };
        let found = self.text.slice(span);
        if found != row.quote {
            return Err(FaultKind::WrongQuote {
                start,
                end,
                quote: row.quote.clone().into_owned(),
                found: found.to_owned(),
            });
        }
        let context_holds = self.same_text
            || row
                .before
                .as_deref()
                .is_none_or(|before| self.stands_before(span, before));
        if context_holds {
            Ok(span)
        } else {
            Err(FaultKind::WrongContext { start, end })
        }
    }

    /// In a changed text a short quote may stand at the right place by accident; its context tells.
    fn stands_before(&self, span: Span, before: &str) -> bool {
        let all = self.text.as_str().get(..span.start().get()).unwrap_or_default();
        all.ends_with(before)
    }

    fn document(&self, document: &[crate::labels::LabelId]) -> Vec<Found> {
        let unknown: BTreeSet<_> = document
            .iter()
            .filter(|label| self.labels.get(label).is_none())
            .collect();
        unknown
            .into_iter()
            .map(|label| Found {
                row: None,
                fault: Fault {
                    line: None,
                    id: String::new(),
                    kind: FaultKind::UnknownDocumentLabel { label: label.clone() },
                },
            })
            .collect()
    }
}

fn time(field: &'static str, value: &str) -> Result<Timestamp, FaultKind> {
    value.parse().map_err(|_| FaultKind::NotATime {
        field,
        value: value.to_owned(),
    })
}
