//! Annotation files into layers, with every offset, quote and hash checked.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Fault, FaultKind, Header, Home, LoadError, OnDisk, Reanchored, Reason,
    awaited::Awaited,
    checker::{self, Checked, Checker, Found, add_lines, is_of},
    in_lines::InLines,
    layer_file::VERSION,
    on_disk,
    parse::{self, ArticleIn, FileIn, ParseError},
    reanchored, threads,
};
use crate::{
    annotation::{About, Layer, LostList},
    article::{Article, Metadata},
    labels::{self, LabelSet, LabelSetError},
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
    /// What has become of the annotations, if they had to be looked for because the article has changed.
    pub reanchored: Option<Reanchored>,
    /// What the file held.
    on_disk: OnDisk,
}

impl Loaded {
    /// For an article that nobody has labelled yet.
    pub fn fresh(article: &Article, annotator: &str, home: Home) -> Self {
        let about = match &home {
            Home::Beside => About::with_labels(labels::built_in()),
            Home::Project { labels, coverage, .. } => About {
                coverage: *coverage,
                ..About::with_labels(LabelSet::clone(labels))
            },
        };
        Self {
            layer: Layer::new(about),
            header: Header::fresh(article, annotator, home),
            faults: Vec::new(),
            notices: Vec::new(),
            read_only: None,
            reanchored: None,
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

impl Loaded {
    /// A line for everything that is wrong with the file, which is at `path`: `path:line: what`.
    pub fn told(&self, path: &Path) -> Vec<String> {
        self.lines(path, |_| true)
    }

    /// The same of what stands in the way of an export. What was on the list of lost annotations before does not: somebody
    /// knows, and it is counted.
    pub fn in_the_way(&self, path: &Path) -> Vec<String> {
        let is_news = self.reanchored.is_some();
        self.lines(path, |kind| is_news || !matches!(kind, FaultKind::NotThere { .. }))
    }

    fn lines(&self, path: &Path, tells: impl Fn(&FaultKind) -> bool) -> Vec<String> {
        let path = path.display();
        let whole = match &self.read_only {
            // The faults follow anyhow.
            None | Some(Reason::Faults { .. }) => None,
            Some(reason) => Some(format!("{path}:1: {reason}")),
        };
        let single = self
            .faults
            .iter()
            .filter(|fault| tells(&fault.kind))
            .map(|fault| format!("{path}:{}: {fault}", fault.line.unwrap_or(1)));
        whole.into_iter().chain(single).collect()
    }
}

/// Reads the annotation file at `path`, which belongs to `article` and is kept at `home`.
///
/// Annotations that do not fit the text are not in the layer but in the faults, and then the file is read-only.
///
/// # Errors
/// If it cannot be understood at all; the error says where and what to do.
pub fn load(path: &Path, article: &Article, home: Home) -> Result<Loaded, LoadError> {
    let source = Source::read(path, home)?;
    let loaded = source.load(source.in_lines(), &Awaited::there(article.clone()));
    loaded.unwrap_or(Err(LoadError::Missing { path: path.to_owned() }))
}

/// The same of bytes that were read from the file already.
///
/// # Errors
/// If they cannot be understood at all.
pub(super) fn load_bytes(path: &Path, article: &Article, home: Home, bytes: Vec<u8>) -> Result<Loaded, LoadError> {
    let path = path.to_owned();
    let source = match parse::clean(bytes) {
        Ok(text) => Source {
            path,
            home,
            text,
            on_disk: OnDisk::nothing(),
        },
        Err(error) => return Err(LoadError::Broken { path, error }),
    };
    let loaded = source.load(source.in_lines(), &Awaited::there(article.clone()));
    loaded.unwrap_or(Err(LoadError::Missing { path: source.path }))
}

/// The text of an annotation file.
pub(super) struct Source {
    path: PathBuf,
    home: Home,
    text: String,
    on_disk: OnDisk,
}

impl Source {
    pub(super) fn read(path: &Path, home: Home) -> Result<Self, LoadError> {
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
            Ok(text) => Ok(Self {
                path,
                home,
                text,
                on_disk,
            }),
            Err(error) => Err(LoadError::Broken { path, error }),
        }
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
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

    /// The file, if it is written in lines.
    pub(super) fn in_lines(&self) -> Option<InLines<'_>> {
        InLines::of(&self.text)
    }

    /// Reads what the file says and checks it against the article. That need not be there yet: rows are parsed
    /// meanwhile. `None` if it does not come.
    pub(super) fn load(
        &self,
        in_lines: Option<InLines<'_>>,
        article: &Awaited<Article>,
    ) -> Option<Result<Loaded, LoadError>> {
        if let Some(loaded) = in_lines.and_then(|in_lines| self.load_lines(in_lines, article)) {
            return Some(Ok(loaded));
        }
        let path = self.path.clone();
        let (file, unknown) = match parse::parse(&self.text) {
            Ok(parsed) => parsed,
            Err(ParseError::Syntax(error)) => return Some(Err(LoadError::Broken { path, error })),
            Err(ParseError::Newer(version)) => return Some(Err(LoadError::Newer { path, version })),
        };
        let mut about = match about(&file, &self.home) {
            Ok(about) => about,
            Err(error) => return Some(Err(LoadError::Labels { path, error })),
        };
        let article = article.wait()?;
        let checker = Checker::of(article, &about, &file.article);
        let (mut checked, lost, reanchored) = if checker.same_text || checker.all_in_place(&file) {
            let mut checked = Checked::default();
            for row in file.annotations {
                checked.add(&checker, row);
            }
            let lost = reanchored::lost(&checker, file.lost, &mut checked);
            (checked, lost, None)
        } else {
            let (checked, lost, counts) = reanchored::find_again(&checker, file.annotations, file.lost);
            (checked, lost, Some(counts))
        };
        about.lost = reanchored::listed(lost, &mut checked);
        let head = Head {
            version: file.version,
            article: file.article,
            annotator: file.annotator,
            unknown,
            reanchored,
        };
        Some(Ok(self.loaded(head, about, checked, article)))
    }

    /// The same for a file that is written in lines, by several threads; `None` if it is not quite so, or in error, or
    /// the article has changed.
    fn load_lines(&self, in_lines: InLines<'_>, article: &Awaited<Article>) -> Option<Loaded> {
        let about = about(&in_lines.outline, &self.home)
            .ok()
            .filter(|_| in_lines.outline.version > 0)?;
        let (file, mut unknown) = (&in_lines.outline.article, in_lines.unknown());
        let parts = threads::each(in_lines.parts(), |mut part| {
            let (mut checked, mut waiting) = (Checked::default(), Vec::new());
            while let Some(row) = part.next() {
                waiting.push(row?);
                if let Some(article) = article.now() {
                    let checker = Checker::of(article, &about, file);
                    waiting.drain(..).for_each(|row| checked.add(&checker, row));
                }
            }
            let checker = Checker::of(article.wait()?, &about, file);
            waiting.drain(..).for_each(|row| checked.add(&checker, row));
            Some((checked, part.unknown))
        });
        let mut checked = Checked::default();
        for part in parts {
            let (some, names) = part?;
            checked.append(some);
            unknown.extend(names);
        }
        let article = article.wait()?;
        if !is_of(&in_lines.outline.article, article) && !checked.is_in_place() {
            return None;
        }
        let head = Head {
            version: in_lines.outline.version,
            article: in_lines.outline.article,
            annotator: in_lines.outline.annotator,
            unknown,
            reanchored: None,
        };
        Some(self.loaded(head, about, checked, article))
    }

    fn loaded(&self, head: Head, about: About, checked: Checked, article: &Article) -> Loaded {
        let same_text = is_of(&head.article, article);
        let unknown_labels = checker::document(&about);
        let (layer, mut faults) = checked.layer(about);
        faults.extend(unknown_labels);
        add_lines(&self.text, &mut faults);
        let read_only = reason(head.version, head.unknown, &faults);
        let mut notices = Vec::new();
        if !same_text && head.reanchored.is_none() && read_only.is_none() {
            notices.push(
                "The article has changed since it was labelled, but every quote is still in its place.".to_owned(),
            );
        }
        let header = header(head.article, head.annotator, self.home.clone());
        let metadata = header.metadata.clone();
        Loaded {
            layer,
            header: Header {
                metadata: metadata.or(article.metadata().clone()),
                ..header
            },
            faults: faults.into_iter().map(|found| found.fault).collect(),
            notices,
            read_only,
            reanchored: head.reanchored,
            on_disk: self.on_disk.clone(),
        }
    }
}

/// What a file says besides its labels and annotations.
struct Head {
    version: u32,
    article: ArticleIn,
    annotator: String,
    /// The names of fields that are not known.
    unknown: BTreeSet<String>,
    reanchored: Option<Reanchored>,
}

/// What a file says of the layer besides annotations.
pub(super) fn about<Row>(file: &FileIn<Row>, home: &Home) -> Result<About, LabelSetError> {
    let own = LabelSet::new(file.labels.clone())?;
    Ok(About {
        labels: match home.labels() {
            Some(of_project) => of_project.joined(&own),
            None => own,
        },
        document: file.document.clone(),
        state: file.state,
        coverage: file.coverage,
        lost: LostList::default(),
    })
}

/// What a file says of its article and its annotator.
pub(super) fn header(article: ArticleIn, annotator: String, home: Home) -> Header {
    Header {
        metadata: Metadata {
            title: article.title,
            author: article.author,
            source: article.source,
            url: article.url,
            date: article.date,
            language: article.lang,
        },
        annotator,
        home,
    }
}

/// Why a file with all this must not be written, the gravest reason first.
fn reason(version: u32, unknown: BTreeSet<String>, faults: &[Found]) -> Option<Reason> {
    let losing = faults.iter().filter(|found| found.fault.kind.loses()).count();
    if version > VERSION {
        Some(Reason::Newer { version })
    } else if !unknown.is_empty() {
        Some(Reason::UnknownFields {
            names: shortened(unknown),
        })
    } else if losing > 0 {
        Some(Reason::Faults { count: losing })
    } else {
        None
    }
}

fn shortened(names: BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    if names.len() > MOST_NAMES {
        let more = names.len() - MOST_NAMES;
        names.truncate(MOST_NAMES);
        names.push(format!("{more} more"));
    }
    names
}

#[cfg(test)]
mod tests;
