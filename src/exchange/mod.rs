//! How labels go out and come in: a table of formats, and one file a format.
//!
//! Everything between the program and a format is a [`Document`]. On its way out it is first [fitted](fit): what the
//! format cannot hold is taken off and counted, so that a writer never meets it, and what is left must come back
//! unchanged when the file is read. On its way in it is what was [`Found`], until it is [anchored](anchor) in a text.
//!
//! Only what somebody labelled goes out: suggestions are in no document.

mod ahead;
mod anchor;
mod astray;
pub mod carries;
mod common;
mod document;
mod error;
mod export;
mod fit;
mod formats;
mod found;
mod guide;
mod losses;
mod proof;
mod sample;
mod stand_in;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use ahead::read_ahead;
pub use anchor::{Anchored, anchor};
pub use astray::Astray;
pub use carries::Carries;
pub use document::{Dataset, Document, DocumentLayer, Extras, TRAIN};
pub use error::{ExportError, NoSuchFormat, ReadError};
pub use export::{Fitted, REPORT, ReadBack, Report, Target, export};
pub use formats::FORMATS;
pub use found::{At, Found, FoundLayer, FoundSpan, Item, Place, Problem, Take};
pub use guide::guide;
pub use losses::{Loss, Losses, Lost, example};
pub use proof::Proof;
pub use sample::{Sample, SampleFile, sample};
pub use stand_in::stand_in;

#[cfg(test)]
use tests::{hostile, samples, trial};

use common::{
    beside, cas, css_color, exact_text, facts, fields, flat, label_file, markup, names, sentences, spaced, splits,
    tags, tokens,
};

use crate::store::Outgoing;

/// A format of datasets: what it is called, what it can hold, how it is written and read.
///
/// A new one is a file in this folder and a line in [`FORMATS`].
pub trait Format: Sync {
    /// What it is called on the command line.
    fn name(&self) -> &'static str;

    /// What it is for, in a line.
    fn help(&self) -> &'static str;

    /// The name of the folder that its files are put in.
    fn folder(&self, _extras: Extras) -> &'static str {
        self.name()
    }

    /// The only file of a dataset, by its name in the folder, if all else can be left out: then it can be written alone.
    /// The ending of that name tells the format.
    fn single_file(&self) -> Option<&'static str> {
        None
    }

    /// What it can hold.
    fn carries(&self) -> Carries;

    /// What its [single file](Self::single_file) can hold alone.
    fn carries_alone(&self) -> Carries {
        self.carries()
    }

    /// Lines of Python that load a dataset from its folder, for the README.
    fn python(&self) -> &'static str;

    /// The document as the format can hold it, after what [`Carries`] tells was taken off. What is lost is counted.
    /// Fitting it once more must change nothing.
    fn fit(&self, document: Document, _losses: &mut Losses) -> Document {
        document
    }

    /// Begins a dataset in `out`, in the folder that is given here as a path with `/` at its end.
    ///
    /// # Errors
    /// If it cannot be written, or the format cannot hold such a dataset.
    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError>;

    /// What a file of a dataset is to this format.
    fn claim(&self, candidate: &Candidate<'_>) -> Claim;

    /// Reads the file at `path`, which it has claimed, and what belongs to it. Documents come in the order of the file;
    /// labels that are defined before all documents.
    ///
    /// # Errors
    /// If it cannot be read, or not to its end. What was handed out before is good.
    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError>;
}

/// A dataset that is being written.
pub trait Writer {
    /// Writes one more document, which is [fitted](fit). They come in the order of their ids.
    ///
    /// # Errors
    /// If it cannot be written.
    fn add(&mut self, document: &Document) -> Result<(), ExportError>;

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// The files of one dataset.
pub struct Files<'a> {
    outgoing: &'a Outgoing,
    folder: &'a str,
    only: Option<&'a str>,
}

impl<'a> Files<'a> {
    /// The files of a folder. If `only` is given, no other file is wanted than this one.
    pub fn new(outgoing: &'a Outgoing, folder: &'a str, only: Option<&'a str>) -> Self {
        Self { outgoing, folder, only }
    }

    /// Makes a file. `name` is from the folder of the dataset, with `/` between its parts.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(&self, name: &str) -> Result<crate::store::OutFile, ExportError> {
        Ok(self.outgoing.create(&format!("{}/{name}", self.folder))?)
    }

    /// Makes a file that is no part of the dataset, for what can be written only when all is known. It vanishes with the
    /// folder in which the dataset is written.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn scratch(&self, name: &str) -> Result<crate::store::OutFile, ExportError> {
        Ok(self.outgoing.create(&self.scratch_name(name))?)
    }

    /// Opens such a file to read what was written to it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open_scratch(&self, name: &str) -> Result<impl std::io::Read, ExportError> {
        let path = self.outgoing.path(&self.scratch_name(name));
        Ok(crate::store::folder::open_file(&path)?)
    }

    /// The folder for files that are no part of the dataset, for libraries that make such files themselves.
    pub fn scratch_folder(&self) -> PathBuf {
        self.outgoing.path("")
    }

    fn scratch_name(&self, name: &str) -> String {
        format!("{}-scratch/{name}", self.folder)
    }

    /// Whether a file is wanted: only one is if a dataset is written to a single file.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_none_or(|only| only == name)
    }
}

/// A file that may be of a format.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its first bytes, [`readers::HEAD`](crate::readers::HEAD) at most.
    pub head: &'a [u8],
}

/// What a file is to a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing.
    No,
    /// To be read: it holds documents or labels of documents.
    Main,
    /// Something that is read with another file, or that says nothing of documents.
    Part,
}

/// How files of labels are read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// What offsets count, where the format or the file does not say; guessed by the format if `None`.
    pub unit: Option<carries::Unit>,
    /// What the fields or columns of a file are called that mean `text`, `id`, `spans`, `start`, `end`, `label`, `quote`,
    /// `note`, `annotator` …, if they have other names: ours, then theirs.
    pub columns: Vec<(String, String)>,
    /// How much is too much.
    pub limits: crate::readers::Limits,
}

impl ReadOptions {
    /// For a file that we have just written: nothing of it is too much.
    pub(super) fn trusting() -> Self {
        // More than any disk holds, and little enough to be counted with.
        const MUCH: u64 = 1 << 50;
        let most = crate::readers::Limits {
            file: MUCH,
            unpacked: MUCH,
            ratio: MUCH,
            text: crate::article::LONGEST_ARTICLE,
            ..crate::readers::Limits::default()
        };
        Self {
            limits: most,
            ..Self::default()
        }
    }

    /// What we call the field that a file calls `theirs`.
    pub fn ours<'a>(&'a self, theirs: &'a str) -> &'a str {
        let renamed = self.columns.iter().find(|(_, name)| name == theirs);
        renamed.map_or(theirs, |(ours, _)| ours)
    }

    /// A span from two numbers of a file, which counts `unit` unless somebody has said otherwise.
    pub fn at(&self, unit: carries::Unit, start: u64, end: u64) -> At {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        match self.unit.unwrap_or(unit) {
            carries::Unit::Utf16 => At::utf16(number(start), number(end)),
            carries::Unit::Bytes => At::Bytes(
                crate::article::ByteOffset::new(number(start)),
                crate::article::ByteOffset::new(number(end)),
            ),
            _ => At::chars(number(start), number(end)),
        }
    }
}

impl<'a> Candidate<'a> {
    /// The last part of its path.
    pub fn name(&self) -> &'a str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Whether its name ends so, in any case. The ending is given with its dot.
    pub fn ends_with(&self, ending: &str) -> bool {
        let name = self.name();
        name.len()
            .checked_sub(ending.len())
            .and_then(|at| name.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    }

    /// The first line that is not empty, whole, even if it is long; `None` if it is no text.
    pub fn first_line(&self) -> Option<String> {
        let mut first = None;
        let file = crate::store::folder::open_file(self.path).ok()?;
        let _ = crate::readers::lines(file, &crate::readers::Limits::default(), &mut |_, line| {
            first = line.ok().map(str::to_owned);
            std::ops::ControlFlow::Break(())
        });
        first
    }

    /// Whether there is such a file in the same folder.
    pub fn has_beside(&self, name: &str) -> bool {
        crate::store::folder::is_file(&self.path.with_file_name(name))
    }
}

/// The format that is called so, in any case.
///
/// # Errors
/// If there is none.
pub fn by_name(name: &str) -> Result<&'static dyn Format, NoSuchFormat> {
    let found = FORMATS.iter().find(|format| format.name().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| NoSuchFormat(name.to_owned()))
}

/// The format that a file is of, and what it is to it; `None` if it holds no labels. If `format` is given, no other is tried.
pub fn claim(candidate: &Candidate<'_>, format: Option<&'static dyn Format>) -> Option<(&'static dyn Format, Claim)> {
    let is_report = candidate.name() == REPORT && memchr::memmem::find(candidate.head, b"\"read_back\"").is_some();
    if let (true, Some(first)) = (is_report, FORMATS.first()) {
        return Some((*first, Claim::Part));
    }
    let formats = FORMATS
        .iter()
        .copied()
        .filter(|one| format.is_none_or(|only| only.name() == one.name()));
    let claims = formats.map(|format| (format, format.claim(candidate)));
    claims
        .filter(|(_, claim)| *claim != Claim::No)
        .max_by_key(|(_, claim)| *claim == Claim::Main)
}

/// The document as a format can hold it; what it cannot is counted.
pub fn fit(format: &dyn Format, document: Document, losses: &mut Losses) -> Document {
    fit_to(format, &format.carries(), document, losses)
}

/// The same for a dataset that holds what `carries` tells: all that the format can, or its single file alone.
pub fn fit_to(format: &dyn Format, carries: &Carries, document: Document, losses: &mut Losses) -> Document {
    let mut document = format.fit(fit::fit(document, carries, losses), losses);
    // Some formats have a place for every annotator in every document: who says nothing there is not mentioned elsewhere.
    document.layers.retain(|layer| !layer.is_silent());
    document
}
