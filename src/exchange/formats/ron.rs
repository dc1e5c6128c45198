//! RON, a file an article, with all that is said of it: like the project's own files, but each whole by itself. The
//! annotation files of the program are read too.

mod reading;

use std::{io::Write as _, path::Path};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, ReadError, ReadOptions, Take, Writer,
    names::FileNames,
};
use crate::{
    labels::LabelSet,
    store::bundle::{self, Bundle, BundleLayer},
};

/// RON.
pub(super) struct Ron;

impl Format for Ron {
    fn name(&self) -> &'static str {
        "ron"
    }

    fn help(&self) -> &'static str {
        "Like the program's own files, but one an article with everything in it"
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import pathlib, pyron  # pip install python-ron\n\
         articles = [pyron.loads(file.read_text(\"utf-8\")) for file in sorted(pathlib.Path().glob(\"*.ron\"))]"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        Ok(Box::new(Folder {
            labels: &dataset.labels,
            names: FileNames::default(),
            out,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        match kind_of(candidate.head) {
            Some(_) if candidate.ends_with(".ron") => Claim::Main,
            _ => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        let head = crate::store::folder::head_of(path, crate::readers::HEAD)?;
        match kind_of(&head) {
            Some(Kind::Layer) => reading::layer(path, take),
            _ => reading::bundle(path, options, take),
        }
    }
}

/// What a file of ours holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An article with all layers.
    Bundle,
    /// A layer without its article.
    Layer,
}

/// What a file is by the field after its version, which comes first.
fn kind_of(head: &[u8]) -> Option<Kind> {
    let (head, _) = head.split_at_checked(head.len().min(512))?;
    let head = String::from_utf8_lossy(head);
    let (before, rest) = head.split_once("version")?;
    let before = before.trim_start_matches('\u{feff}').trim_start();
    let before = before.strip_prefix("#![enable(implicit_some)]").unwrap_or(before);
    if before.trim() != "(" {
        return None;
    }
    let (_, next) = rest.split_once(',')?;
    let (name, _) = next.split_once(':')?;
    match name.trim() {
        "id" => Some(Kind::Bundle),
        "article" => Some(Kind::Layer),
        _ => None,
    }
}

struct Folder<'a> {
    labels: &'a LabelSet,
    names: FileNames,
    out: &'a Files<'a>,
}

impl Writer for Folder<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let mut file = self.out.create(&format!("{}.ron", self.names.of(&document.id)))?;
        let layers = document.layers.iter().map(|layer| BundleLayer {
            annotator: &layer.annotator,
            state: layer.state,
            coverage: layer.coverage,
            document: &layer.document,
            annotations: &layer.annotations,
        });
        let bundle = Bundle {
            id: &document.id,
            text: &document.text,
            metadata: &document.metadata,
            extra: &document.extra,
            split: document.split.as_deref(),
            labels: self.labels,
            layers: layers.collect(),
        };
        let ron =
            bundle::to_ron(&bundle).map_err(|error| ExportError::Unfit(format!("RON cannot hold it: {error}")))?;
        file.write_all(ron.as_bytes())?;
        Ok(file.finish()?)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
