//! A whole export: written apart, read back and compared, and only then put in its place.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use serde::Serialize;

use super::{
    Anchored, Astray, Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Item, Losses, Proof,
    ReadOptions, Writer, anchor, read_ahead, stand_in,
};
use crate::{
    labels::LabelId,
    readers::HEAD,
    store::{Outgoing, folder, small},
};

/// The file beside exported folders that says what is in them, and what could not be.
pub const REPORT: &str = "report.json";
/// How many files are read back at once.
const BATCH: usize = 128;
/// A shorter file holds few documents. In bytes.
const SHORT: u64 = 1 << 20;

/// Where a dataset goes.
pub enum Target<'a> {
    /// To a folder of its own in this one, which [`Format::folder`] names.
    Folder(&'a Path),
    /// To one file, which a format can only do if it has a [single one](Format::single_file).
    File(&'a Path),
    /// To somebody who reads along.
    Stream(&'a mut dyn Write),
}

impl Target<'_> {
    /// What a dataset of a format can hold there.
    pub fn carries(&self, format: &dyn Format) -> Carries {
        match self {
            Self::Folder(_) => format.carries(),
            Self::File(_) | Self::Stream(_) => format.carries_alone(),
        }
    }
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The format.
    pub format: String,
    /// How many articles (or sentences and the like) were written.
    #[serde(rename = "articles")]
    pub documents: u64,
    /// How many spans.
    pub spans: u64,
    /// How many spans of each label; of whole documents, if those are labelled.
    pub labels: BTreeMap<LabelId, u64>,
    /// How many documents of each part, if there are parts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub splits: BTreeMap<String, u64>,
    /// Whose labels there are.
    pub annotators: Vec<String>,
    /// What was read back and found to be as it went out.
    pub read_back: ReadBack,
    /// What the format could not hold.
    pub lost: Losses,
    /// What was there but not asked for, by count.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<&'static str, u64>,
    /// What is there without its article.
    #[serde(skip_serializing_if = "Astray::is_empty")]
    pub astray: Astray,
    /// Whether the documents are sentences or the like.
    #[serde(skip)]
    pub is_units: bool,
    /// Where it is now; nowhere if it was read by somebody.
    #[serde(skip)]
    pub place: Option<PathBuf>,
}

/// What was read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadBack {
    /// How many documents.
    #[serde(rename = "articles")]
    pub documents: u64,
    /// How many spans.
    pub spans: u64,
}

/// Documents on their way to a writer, each [fitted](super::fit), with what was lost of them.
pub type Fitted = (Vec<Document>, Losses);

/// Writes a dataset, of which all documents have `dataset` in common. `next` gives the documents in the order of their ids, some at a time, until there are none;
/// `is_wanted` is asked now and then whether it is to go on.
///
/// What was in the place of the dataset is gone afterwards if it was an export too; see [`Target`].
///
/// # Errors
/// If it cannot be written, or is not read back as it was written. Whatever was in its place is as it was then.
pub fn export<E: From<ExportError>>(
    format: &'static dyn Format,
    dataset: &Dataset,
    target: Target<'_>,
    next: &mut dyn FnMut() -> Result<Option<Fitted>, E>,
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Result<Report, E> {
    let only = match &target {
        Target::Folder(_) => None,
        Target::File(_) | Target::Stream(_) => Some(format.single_file().ok_or_else(|| no_single_file(format))?),
    };
    let name = format.folder(dataset.extras);
    may_be_written(&target, name)?;
    let outgoing = match &target {
        Target::Folder(folder) => Outgoing::new(folder),
        Target::File(file) => Outgoing::beside(file),
        Target::Stream(_) => Outgoing::apart(),
    }
    .map_err(ExportError::from)?;
    let files = Files::new(&outgoing, name, only);
    let mut report = Report {
        format: format.name().to_owned(),
        annotators: dataset.annotators.clone(),
        is_units: dataset.is_units,
        ..Report::default()
    };
    let mut proof = Proof::new(target.carries(format));
    let told = |error| told(&outgoing, error);
    let mut writer = format.begin(dataset, &files).map_err(told)?;
    while let Some((documents, lost)) = next()? {
        report.lost.merge(lost);
        write(&documents, &mut *writer, &mut report, &mut proof).map_err(told)?;
    }
    writer.finish().map_err(told)?;
    let (documents, spans) = read_back(format, &outgoing.path(name), proof, is_wanted)?;
    report.read_back = ReadBack { documents, spans };
    report.place = put(&outgoing, name, only, target, &report)?;
    Ok(report)
}

/// What went wrong with which file, where a format knows only that something did.
fn told(outgoing: &Outgoing, error: ExportError) -> ExportError {
    match (error, outgoing.failure()) {
        (ExportError::Io(_), Some(failure)) => failure.into(),
        (error, _) => error,
    }
}

fn no_single_file(format: &dyn Format) -> ExportError {
    ExportError::Unfit(format!(
        "A dataset of the format {} is a folder of files. Give --out the name of a folder.",
        format.name()
    ))
}

/// Refuses to put a dataset in the place of a folder that no export has made.
fn may_be_written(target: &Target<'_>, name: &str) -> Result<(), ExportError> {
    let Target::Folder(folder) = target else { return Ok(()) };
    let place = folder.join(name);
    if !folder::is_there(&place) || is_empty(&place) || reports(folder).is_ok_and(|reports| reports.contains_key(name))
    {
        return Ok(());
    }
    Err(ExportError::Unfit(format!(
        "{} is there already, and no export has made it: {REPORT} beside it does not name it. Move it away, or export to another folder.",
        place.display()
    )))
}

fn is_empty(place: &Path) -> bool {
    folder::is_folder(place) && folder::files_below(place).0.is_empty()
}

/// The reports of all exports to a folder, by the names of their folders.
fn reports(folder: &Path) -> io::Result<serde_json::Map<String, serde_json::Value>> {
    let text = small::read_text(&folder.join(REPORT))?;
    if text.is_empty() {
        return Ok(serde_json::Map::new());
    }
    Ok(serde_json::from_str(&text)?)
}

fn write(
    documents: &[Document],
    writer: &mut (dyn Writer + '_),
    report: &mut Report,
    proof: &mut Proof,
) -> Result<(), ExportError> {
    for document in documents {
        writer.add(document)?;
        proof.out(document);
        report.documents += 1;
        if document.split.is_some() {
            *report.splits.entry(document.split().to_owned()).or_default() += 1;
        }
        for layer in &document.layers {
            report.spans += layer.annotations.len() as u64;
            let spans = layer.annotations.iter().map(|annotation| &annotation.label);
            for label in spans.chain(&layer.document) {
                match report.labels.get_mut(label) {
                    Some(count) => *count += 1,
                    None => drop(report.labels.insert(label.clone(), 1)),
                }
            }
        }
    }
    Ok(())
}

/// Reads what was written, as an import does, and compares it with what went out.
fn read_back(
    format: &dyn Format,
    place: &Path,
    proof: Proof,
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Result<(u64, u64), ExportError> {
    let mut back = Back {
        format,
        is_wanted,
        proof,
    };
    let mut small = Vec::new();
    for path in folder::files_below(place).0 {
        // Many short files are read by all processors, and long ones piece by piece.
        if folder::length_of(&path) < SHORT {
            small.push(path);
            if small.len() == BATCH {
                back.short(&std::mem::take(&mut small))?;
            }
        } else {
            back.long(&path)?;
        }
    }
    back.short(&small)?;
    let (documents, spans) = back.proof.end().map_err(wrong)?;
    Ok((documents as u64, spans))
}

fn wrong(what: String) -> ExportError {
    ExportError::Unfit(format!(
        "The dataset was not exported: {what}. This is an error of the program; please report it."
    ))
}

/// A dataset that is being read back.
struct Back<'a> {
    format: &'a dyn Format,
    is_wanted: &'a (dyn Fn() -> bool + Sync),
    proof: Proof,
}

impl Back<'_> {
    fn long(&mut self, path: &Path) -> Result<(), ExportError> {
        let Some(options) = reading(self.format, path)? else {
            return Ok(());
        };
        let read = read_ahead(self.format, path, &options, |items| {
            let anchored = items.into_par_iter().filter_map(|item| anchored(item).transpose());
            let anchored = anchored.collect::<Result<Vec<_>, _>>()?;
            self.compare(anchored)?;
            self.wanted()
        })?;
        read.map_err(|error| wrong(format!("{}: {error}", path.display())))
    }

    fn wanted(&self) -> Result<(), ExportError> {
        if (self.is_wanted)() {
            Ok(())
        } else {
            Err(ExportError::Cancelled)
        }
    }

    fn short(&mut self, paths: &[PathBuf]) -> Result<(), ExportError> {
        self.wanted()?;
        let all: Vec<Vec<Anchored>> = paths
            .par_iter()
            .map(|path| read_short(self.format, path))
            .collect::<Result<_, ExportError>>()?;
        all.into_iter().try_for_each(|anchored| self.compare(anchored))
    }

    fn compare(&mut self, anchored: Vec<Anchored>) -> Result<(), ExportError> {
        for anchored in anchored {
            if let Some(problem) = anchored.repaired.iter().chain(&anchored.lost).next() {
                return Err(wrong(problem.to_string()));
            }
            self.proof.back(&anchored.document).map_err(wrong)?;
        }
        Ok(())
    }
}

/// How to read a file, if there are documents in it.
fn reading(format: &dyn Format, path: &Path) -> Result<Option<ReadOptions>, ExportError> {
    let head = folder::head_of(path, HEAD)?;
    let is_main = format.claim(&Candidate { path, head: &head }) == Claim::Main;
    Ok(is_main.then(ReadOptions::trusting))
}

/// The documents of a file, in their texts.
fn read_short(format: &dyn Format, path: &Path) -> Result<Vec<Anchored>, ExportError> {
    let (mut all, mut failure) = (Vec::new(), None);
    let Some(options) = reading(format, path)? else {
        return Ok(all);
    };
    let read = format.read(path, &options, &mut |item| {
        match anchored(item) {
            Ok(anchored) => all.extend(anchored),
            Err(error) => failure = Some(error),
        }
        match failure {
            None => ControlFlow::Continue(()),
            Some(_) => ControlFlow::Break(()),
        }
    });
    match failure {
        Some(failure) => Err(failure),
        None => read
            .map(|()| all)
            .map_err(|error| wrong(format!("{}: {error}", path.display()))),
    }
}

/// What was found, in its text, if it is a document. Formats that hold no texts tell of them by quotes alone.
fn anchored(item: Item) -> Result<Option<Anchored>, ExportError> {
    match item {
        Item::Label(_) => Ok(None),
        Item::Problem(problem) => Err(wrong(problem.to_string())),
        Item::Document(found) => {
            let text = found.text.is_none().then(|| stand_in(&found));
            Ok(Some(anchor(*found, text.as_ref(), "", "", jiff::Timestamp::UNIX_EPOCH)))
        }
    }
}

/// Puts a dataset in its place, and says where that is.
fn put(
    outgoing: &Outgoing,
    name: &str,
    only: Option<&str>,
    target: Target<'_>,
    report: &Report,
) -> Result<Option<PathBuf>, ExportError> {
    let file = format!("{name}/{}", only.unwrap_or_default());
    match target {
        Target::Stream(out) => {
            outgoing.pour(&file, out)?;
            Ok(None)
        }
        Target::File(path) => {
            outgoing.put_file(&file, path)?;
            Ok(Some(path.to_owned()))
        }
        Target::Folder(folder) => {
            let place = folder.join(name);
            outgoing.put_folder(name, &place)?;
            note_down(folder, name, report)?;
            Ok(Some(place))
        }
    }
}

/// Puts the report among those of other exports to the same folder.
fn note_down(folder: &Path, name: &str, report: &Report) -> Result<(), ExportError> {
    let path = folder.join(REPORT);
    let mut reports = reports(folder).unwrap_or_default();
    reports.insert(name.to_owned(), serde_json::to_value(report)?);
    let mut text = serde_json::to_string_pretty(&reports)?;
    text.push('\n');
    Ok(small::put_text(&path, &text)?)
}

impl Report {
    /// What was written in one line.
    pub fn line(&self) -> String {
        let counted = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let written = match self.is_units {
            true => counted(self.documents, "unit"),
            false => format!(
                "{} with {}",
                counted(self.documents, "article"),
                counted(self.spans, "span")
            ),
        };
        match &self.place {
            Some(place) => format!("{written} written to {}, read back and compared", place.display()),
            None => format!("{written} written, read back and compared"),
        }
    }
}
