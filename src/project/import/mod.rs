//! Bringing articles into a project: from files of many kinds, whole folders, tables and the clipboard.
//!
//! Texts are copied as they are. Everything else is converted once, and kept as `<name>.article.ron`. An import comes
//! in whole or not at all: until its end it lies apart from the project.

mod incoming;
mod labelled;
mod layers;
mod naming;
mod summary;
mod survey;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use rayon::prelude::*;

pub use labelled::{LabelChoice, LabelSummary};
pub use summary::{Added, Same, Skipped, Summary, Where};
pub use survey::{FoundLabel, Survey, survey};

use self::{
    incoming::{Incoming, Prepared},
    labelled::Labels,
    naming::Names,
};
use super::{Cancelled, Facts, Index, Parts, PartsError, Progress, Sketch, alike, export};
use crate::{
    exchange::{self, Candidate, Claim, Format},
    labels::LabelId,
    readers::{self, Columns, Draft, HEAD, Kind},
    store::{self, Manifest, ManifestError, Staging, WriteError, folder},
};

/// Where in a project new articles are put.
pub const ARTICLES: &str = "articles";
/// How many articles of a table, or documents, are worked on at once.
const BATCH: usize = 256;
/// The longest text that is copied as it is, in bytes.
const LONGEST_TEXT: u64 = crate::article::LONGEST_ARTICLE;

/// How to bring articles in.
#[derive(Clone, Default)]
pub struct Choices {
    /// Which column of which table is what.
    pub columns: BTreeMap<PathBuf, Columns>,
    /// Which column of all other tables is what; guessed if `None`.
    pub other_columns: Option<Columns>,
    /// Take all text of a web page instead of its article alone.
    pub whole_page: bool,
    /// How labels are to come in, where there are some.
    pub labels: LabelChoice,
}

/// What can be brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, or all files in a folder and below.
    Path(PathBuf),
    /// A text that was pasted.
    Pasted(String),
}

/// Why nothing was brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The project cannot be written to.
    #[error("Nothing was brought in: {0}")]
    Write(#[from] WriteError),
    /// It was called off.
    #[error("The import was called off. Nothing was brought in.")]
    Cancelled(#[from] Cancelled),
    /// The file of the project cannot be read or written.
    #[error("Nothing was brought in: {0}")]
    Manifest(#[from] ManifestError),
    /// There are labels that the project does not have, with how often they are used, and nobody has said what becomes of
    /// them.
    #[error("Nothing was brought in: the project does not have the labels {}.", names(.0))]
    NewLabels(Vec<(LabelId, u64)>),
    /// A file that this import has written could not be read.
    #[error("Nothing was brought in: {0}")]
    Staged(String),
    /// The splits of the project cannot be read or written. All else has come in.
    #[error("All was brought in, but not which split it is in: {0}")]
    Parts(#[from] PartsError),
}

fn names(labels: &[(LabelId, u64)]) -> String {
    let named: Vec<String> = labels.iter().map(|(id, count)| format!("{id} ({count})")).collect();
    named.join(", ")
}

/// A file to read, and where under the articles of the project it belongs.
struct File {
    path: PathBuf,
    /// The folder below [`ARTICLES`], with `/` between its parts and at its end, or nothing.
    folder: String,
}

/// An import that is under way.
struct Run<'a> {
    root: PathBuf,
    manifest: Manifest,
    choices: &'a Choices,
    progress: &'a Progress,
    now: Timestamp,
    staging: Staging,
    names: Names,
    /// The names of the articles that have a hash.
    known: HashMap<u64, Vec<String>>,
    /// What datasets call articles, by their names, and the other way round.
    ids: HashMap<String, String>,
    /// What their sources call articles, by their names. Several may be called the same, which is no id of theirs then.
    own_ids: HashMap<String, String>,
    by_id: HashMap<String, String>,
    labels: Labels,
    sketches: Vec<(String, Option<Sketch>)>,
    /// Articles that are still to be written.
    files: Vec<(String, Vec<u8>)>,
    summary: Summary,
}

/// Brings articles into the project in the folder `root`, of which `index` is known.
///
/// What cannot be read is left out, with the reason in the summary; so is what the project has already.
///
/// # Errors
/// If the project cannot be written to, or it was called off. Nothing was brought in then.
pub fn import(
    root: &Path,
    index: &Index,
    sources: &[Source],
    choices: &Choices,
    progress: &Progress,
    now: Timestamp,
) -> Result<Summary, ImportError> {
    let fresh = if finish_left(root)? {
        Some(index.refreshed(root, &Progress::default(), &|_| ())?)
    } else {
        None
    };
    let index = fresh.as_ref().unwrap_or(index);
    let mut known: HashMap<u64, Vec<String>> = HashMap::new();
    for facts in index.articles() {
        if let Some(text) = facts.text() {
            known.entry(text.hash).or_default().push(facts.name.to_string());
        }
    }
    let names = index.articles().iter().map(|facts| facts.name.to_string());
    let ids: HashMap<String, String> = names.zip(export::ids(index)).collect();
    let own_id = |facts: &Arc<Facts>| (facts.name.to_string(), export::own_id(facts).to_owned());
    let mut run = Run {
        root: root.to_owned(),
        manifest: Manifest::read(root)?,
        by_id: ids.iter().map(|(name, id)| (id.clone(), name.clone())).collect(),
        ids,
        own_ids: index.articles().iter().map(own_id).collect(),
        labels: Labels::default(),
        choices,
        progress,
        now,
        staging: Staging::new(root)?,
        names: Names::taken(index.articles().iter().map(|facts| &*facts.name)),
        known,
        sketches: Vec::new(),
        files: Vec::new(),
        summary: Summary::default(),
    };
    let mut files = Vec::new();
    for source in sources {
        match source {
            Source::Path(path) => run.find(root, path, &mut files),
            Source::Pasted(text) => run.pasted(text)?,
        }
    }
    progress.expect(files.iter().map(|file| folder::length_of(&file.path)).sum());
    for batch in files.chunks(BATCH) {
        run.read(batch)?;
    }
    run.summary.near = near(index, &run.sketches);
    run.adopt_labels()?;
    run.staging.commit(&run.labels.splits)?;
    run.amend();
    let Labels { summary, splits, .. } = run.labels;
    if summary != LabelSummary::default() {
        run.summary.labels = Some(summary);
    }
    Parts::adopt(root, splits)?;
    Ok(run.summary)
}

/// Finishes what killed imports have left of themselves in a project: what was on its way in comes in to its end, all else
/// vanishes. Whether something has come in.
///
/// # Errors
/// If something cannot be put in its place. It is tried again the next time.
pub fn finish_left(root: &Path) -> Result<bool, WriteError> {
    store::finish_left(root, &mut |splits| {
        if let Err(error) = Parts::adopt(root, splits) {
            tracing::warn!(%error, "it is not known which splits new articles are in");
        }
    })
}

impl Run<'_> {
    /// The files of a source.
    fn find(&mut self, root: &Path, source: &Path, files: &mut Vec<File>) {
        let (found, unreadable) = folder::files_below(source);
        for (path, error) in unreadable {
            self.skip(Where::file(&path), error.to_string());
        }
        let top = source.file_name().map(naming::safe);
        for path in found {
            if folder::is_article_of(root, &path) {
                self.skip(Where::file(&path), "It is in the project already.");
                continue;
            }
            let inner = path.strip_prefix(source).ok().and_then(Path::parent);
            let folder = match inner {
                Some(inner) if path != source => naming::folder(top.as_deref(), inner),
                _ => String::new(),
            };
            files.push(File { path, folder });
        }
    }

    fn read(&mut self, files: &[File]) -> Result<(), ImportError> {
        // Documents are read by all processors at once, and tables as they are long one after the other.
        let mut documents = Vec::new();
        for file in files {
            match format_of(&file.path, self.choices.labels.format) {
                Some((_, Claim::Part)) => {
                    self.progress.advance(folder::length_of(&file.path))?;
                    continue;
                }
                Some((format, _)) => {
                    self.documents(&std::mem::take(&mut documents))?;
                    self.labelled(file, format)?;
                    continue;
                }
                None => {}
            }
            match kind_of(&file.path) {
                Ok(kind) if kind.is_table() => {
                    self.documents(&std::mem::take(&mut documents))?;
                    self.table(file, kind)?;
                }
                Ok(kind) => documents.push((file, kind)),
                Err(why) => {
                    self.progress.advance(folder::length_of(&file.path))?;
                    self.skip(Where::file(&file.path), why);
                }
            }
        }
        self.documents(&documents)
    }

    fn documents(&mut self, files: &[(&File, Kind)]) -> Result<(), ImportError> {
        let options = self.options();
        let read: Vec<Result<Incoming, (Where, String)>> = files
            .par_iter()
            .map(|(file, kind)| {
                self.progress.advance(folder::length_of(&file.path))?;
                Ok(Incoming::of_document(&file.path, *kind, &options))
            })
            .collect::<Result<_, Cancelled>>()?;
        for ((file, _), read) in files.iter().zip(read) {
            match read {
                Ok(incoming) => self.take(vec![incoming], &file.folder)?,
                Err((place, why)) => self.skip(place, why),
            }
        }
        Ok(())
    }

    fn table(&mut self, file: &File, kind: Kind) -> Result<(), ImportError> {
        let stem = file.path.file_stem().map(naming::safe).unwrap_or_default();
        let inside = format!("{}{stem}/", file.folder);
        let (handle, sha256) =
            match folder::open_file(&file.path).and_then(|handle| Ok((handle, folder::hash_of(&file.path)?))) {
                Ok(opened) => opened,
                Err(error) => {
                    self.skip(Where::file(&file.path), error.to_string());
                    return Ok(());
                }
            };
        let name = naming::file_name(&file.path);
        let mut batch: Vec<Incoming> = Vec::with_capacity(BATCH);
        let (mut failure, mut read_bytes) = (None, 0);
        let options = readers::Options {
            columns: self
                .choices
                .columns
                .get(&file.path)
                .or(self.choices.other_columns.as_ref())
                .cloned(),
            ..self.options()
        };
        let mut take = |row: Result<Draft, readers::RowError>| {
            let step = || -> Result<(), ImportError> {
                match row {
                    Ok(draft) => {
                        let length = draft.text.len() as u64;
                        read_bytes += length;
                        self.progress.advance(length)?;
                        batch.push(Incoming::of_row(&file.path, &sha256, kind, draft));
                        if batch.len() == BATCH {
                            self.take(std::mem::take(&mut batch), &inside)?;
                        }
                    }
                    Err(error) => self.skip(Where::row(&file.path, error.row), error.what),
                }
                Ok(())
            };
            match step() {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        };
        let read = readers::read(kind, handle, &name, &options, &mut take);
        if let Some(error) = failure {
            return Err(error);
        }
        self.take(batch, &inside)?;
        if let Err(error) = read {
            self.skip(Where::file(&file.path), error.problem.to_string());
        }
        self.progress
            .advance(folder::length_of(&file.path).saturating_sub(read_bytes))?;
        Ok(())
    }

    fn pasted(&mut self, text: &str) -> Result<(), ImportError> {
        match Incoming::pasted(text) {
            Some(incoming) => self.take(vec![incoming], ""),
            None => {
                self.skip(Where::default(), "There is no text on the clipboard.");
                Ok(())
            }
        }
    }

    /// Puts articles with what is to come in, unless they are known already.
    fn take(&mut self, incoming: Vec<Incoming>, inside: &str) -> Result<(), ImportError> {
        let prepared: Vec<Prepared> = incoming
            .into_par_iter()
            .map(|incoming| incoming.prepare(self.now))
            .collect();
        for article in prepared {
            if let Some(of) = self.known.get(&article.hash).and_then(|names| names.first()) {
                self.summary.same.push(Same {
                    from: article.place,
                    of: of.clone(),
                });
                continue;
            }
            self.add(article, inside)?;
        }
        Ok(self.flush()?)
    }

    /// Writes the articles that were put with what is to come in.
    fn flush(&mut self) -> Result<(), WriteError> {
        self.staging.add(std::mem::take(&mut self.files))
    }

    /// Puts an article with what is to come in; what the project will call it.
    fn add(&mut self, article: Prepared, inside: &str) -> Result<String, WriteError> {
        let name = self
            .names
            .free(&format!("{ARTICLES}/{inside}"), &article.stem, article.ending);
        self.files.push((name.clone(), article.content));
        self.known.entry(article.hash).or_default().push(name.clone());
        self.sketches.push((name.clone(), article.sketch));
        self.summary.added.push(Added {
            name: name.clone(),
            title: article.title,
            from: article.place,
            notices: article.notices,
        });
        if self.files.len() >= BATCH {
            self.flush()?;
        }
        Ok(name)
    }

    fn skip(&mut self, from: Where, why: impl Into<String>) {
        self.summary.skipped.push(Skipped { from, why: why.into() });
    }

    fn options(&self) -> readers::Options {
        readers::Options {
            whole_page: self.choices.whole_page,
            ..readers::Options::default()
        }
    }
}

/// The format of labels that a file is of, and what it is to it; `None` if it has none. If `format` is given, no other is tried.
fn format_of(path: &Path, format: Option<&'static dyn Format>) -> Option<(&'static dyn Format, Claim)> {
    let head = folder::head_of(path, HEAD).ok()?;
    exchange::claim(&Candidate { path, head: &head }, format)
}

/// What kind of file it is, or why it cannot be read.
pub fn kind_of(path: &Path) -> Result<Kind, String> {
    let head = folder::head_of(path, HEAD).map_err(|error: io::Error| error.to_string())?;
    Kind::of(&naming::file_name(path), &head).map_err(|error| error.problem.to_string())
}

/// The columns of a table, and what is guessed of them; `None` if the file is no table, or one of labels, which says itself
/// what is what.
///
/// # Errors
/// If the file cannot be read.
pub fn preview(path: &Path) -> Result<Option<readers::TablePreview>, String> {
    let kind = kind_of(path)?;
    if !kind.is_table() || format_of(path, None).is_some() {
        return Ok(None);
    }
    let file = folder::open_file(path).map_err(|error| error.to_string())?;
    let preview = readers::preview(kind, file, &naming::file_name(path), &readers::Limits::default());
    preview.map(Some).map_err(|error| error.to_string())
}

/// Groups of articles that are nearly the same, of which at least one is new.
fn near(index: &Index, new: &[(String, Option<Sketch>)]) -> Vec<Vec<String>> {
    let old = index
        .articles()
        .iter()
        .map(|facts| (&*facts.name, facts.text().and_then(|text| text.sketch.as_deref())));
    let all: Vec<(&str, Option<&Sketch>)> = old
        .chain(new.iter().map(|(name, sketch)| (name.as_str(), sketch.as_ref())))
        .collect();
    let firsts = alike(all.iter().map(|(_, sketch)| *sketch));
    let new_from = index.articles().len();
    let wanted: HashSet<usize> = firsts.iter().skip(new_from).copied().collect();
    let mut groups: Vec<(usize, Vec<String>)> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    for ((name, _), first) in all.iter().zip(&firsts).filter(|(_, first)| wanted.contains(first)) {
        let group = *place.entry(*first).or_insert_with(|| {
            groups.push((*first, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, names)) = groups.get_mut(group) {
            names.push((*name).to_owned());
        }
    }
    groups
        .into_iter()
        .map(|(_, names)| names)
        .filter(|names| names.len() > 1)
        .collect()
}
