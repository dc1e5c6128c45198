//! brat: a folder for each annotator, with a text and a file of annotations for each document, and what brat must know of
//! the labels.
//!
//! brat cuts a span at line ends into fragments. What it has no place for stands in notes, which it keeps: what is known
//! of a document in one about the document, where a span came from in one about the span.

mod conf;
mod fitting;
mod lines;
mod reading;
#[cfg(test)]
mod tests;
mod types;

use std::{fmt::Write as _, io::Write as _, path::Path};

use serde::Serialize;

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, Losses, ReadError,
    ReadOptions, Take, Writer,
    carries::{LabelFacts, Text},
    facts::{Facts, LayerFacts},
    names::FileNames,
};
use crate::{annotation::Annotation, store::folder};

/// The kinds of notes, and of attributes.
const NOTE: &str = "AnnotatorNotes";
const ORIGIN: &str = "Origin";
const DOCUMENT: &str = "Document";
const UNSURE: &str = "Unsure";
const SECOND: &str = "Second";
/// What a note about the document says it is about.
const WHOLE: &str = "document";
/// The folder of what nobody has made.
const NOBODY: &str = "annotations";

/// brat.
pub(super) struct Brat;

impl Format for Brat {
    fn name(&self) -> &'static str {
        "brat"
    }

    fn help(&self) -> &'static str {
        "Standoff files for brat, a folder for each annotator"
    }

    fn carries(&self) -> Carries {
        Carries {
            text: Text::Replaced,
            provenance: false,
            labels: LabelFacts::All,
            ..Carries::ALL
        }
    }

    fn python(&self) -> &'static str {
        "from pybrat.parser import BratParser\n\
         articles = BratParser(error=\"ignore\").parse(\"ANNOTATOR\")"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        fitting::fit(document, losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        if dataset.is_units {
            return Err(ExportError::Unfit(
                "brat has labels of spans only, none of whole sentences. Export whole articles to it, or sentences as \
                 CSV or JSON Lines."
                    .to_owned(),
            ));
        }
        let mut folders = Folders {
            dataset,
            out,
            types: types::Types::new(&dataset.labels),
            folders: Vec::new(),
            folder_names: FileNames::default(),
            names: FileNames::default(),
        };
        for annotator in &dataset.annotators {
            folders.folder(annotator);
        }
        Ok(Box::new(folders))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if candidate.ends_with(".ann") && reading::is_annotations(candidate) {
            return Claim::Main;
        }
        let has_annotations = || folder::is_file(&candidate.path.with_extension("ann"));
        if conf::is_one(candidate) || (candidate.ends_with(".txt") && has_annotations()) {
            return Claim::Part;
        }
        Claim::No
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Folders<'a> {
    dataset: &'a Dataset,
    out: &'a Files<'a>,
    types: types::Types,
    /// Annotators with their folders.
    folders: Vec<(String, String)>,
    folder_names: FileNames,
    /// The names of documents, which are the same in all folders.
    names: FileNames,
}

impl Folders<'_> {
    /// The folder of an annotator.
    fn folder(&mut self, annotator: &str) -> String {
        if let Some((_, folder)) = self.folders.iter().find(|(name, _)| name == annotator) {
            return folder.clone();
        }
        let folder = self
            .folder_names
            .of(if annotator.is_empty() { NOBODY } else { annotator });
        self.folders.push((annotator.to_owned(), folder.clone()));
        folder
    }

    fn write(&self, folder: &str, name: &str, document: &Document, annotations: &str) -> Result<(), ExportError> {
        for (ending, content) in [("txt", document.text.as_str()), ("ann", annotations)] {
            let mut file = self.out.create(&format!("{folder}/{name}.{ending}"))?;
            file.write_all(content.as_bytes())?;
            file.finish()?;
        }
        Ok(())
    }
}

impl Writer for Folders<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let name = self.names.of(&document.id);
        for layer in &document.layers {
            let annotations = Lines::of(document, Some(layer), &mut self.types)?;
            let folder = self.folder(&layer.annotator);
            self.write(&folder, &name, document, &annotations)?;
        }
        if document.layers.is_empty() {
            let annotations = Lines::of(document, None, &mut self.types)?;
            let first = self.folders.first().map(|(name, _)| name.clone()).unwrap_or_default();
            let folder = self.folder(&first);
            self.write(&folder, &name, document, &annotations)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for (_, folder) in &self.folders {
            conf::write(folder, &self.dataset.labels, &self.types, self.out)?;
        }
        Ok(())
    }
}

/// What is known of a document besides text and spans.
#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    #[serde(flatten)]
    facts: Facts<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<LayerFacts>,
}

/// The lines of a file of annotations.
#[derive(Default)]
struct Lines {
    text: String,
    spans: usize,
    attributes: usize,
    notes: usize,
}

impl Lines {
    fn of(document: &Document, layer: Option<&DocumentLayer>, types: &mut types::Types) -> Result<String, ExportError> {
        let mut lines = Self::default();
        let about = About {
            id: &document.id,
            facts: Facts::of(document),
            layer: layer.map(LayerFacts::of),
        };
        let about = serde_json::to_string(&about)?;
        lines.note(DOCUMENT, WHOLE, &lines::one_line_of_json(&about));
        for annotation in layer.map_or(&[][..], |layer| &layer.annotations) {
            lines.annotation(document, annotation, types);
        }
        Ok(lines.text)
    }

    fn annotation(&mut self, document: &Document, annotation: &Annotation, types: &mut types::Types) {
        self.spans += 1;
        let target = format!("T{}", self.spans);
        let kind = types.of(&annotation.label);
        let _ = write!(self.text, "{target}\t{kind}");
        let fragments = lines::fragments(&document.text, annotation.span);
        let mut between = ' ';
        for (start, end, _) in &fragments {
            let _ = write!(self.text, "{between}{start} {end}");
            between = ';';
        }
        between = '\t';
        for (_, _, text) in fragments {
            self.text.push(between);
            self.text.push_str(text);
            between = ' ';
        }
        self.text.push('\n');
        if annotation.unsure {
            self.attribute(UNSURE, &target, "");
        }
        if let Some(second) = &annotation.second {
            let kind = types.of(second).to_owned();
            self.attribute(SECOND, &target, &kind);
        }
        if let Some(note) = &annotation.note {
            self.note(NOTE, &target, note);
        }
        if let Some(origin) = &annotation.origin {
            self.note(ORIGIN, &target, origin);
        }
    }

    fn attribute(&mut self, name: &str, target: &str, value: &str) {
        self.attributes += 1;
        let _ = write!(self.text, "A{}\t{name} {target}", self.attributes);
        if !value.is_empty() {
            let _ = write!(self.text, " {value}");
        }
        self.text.push('\n');
    }

    fn note(&mut self, kind: &str, target: &str, text: &str) {
        self.notes += 1;
        let _ = writeln!(self.text, "#{}\t{kind} {target}\t{text}", self.notes);
    }
}
