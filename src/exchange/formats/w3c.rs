//! W3C Web Annotations: a page of annotations in JSON-LD, and the texts that they are of.
//!
//! Labels are tags, notes are comments, and places are told twice, by position and by quote. What the vocabulary has no
//! word for stands under our own name, which JSON-LD passes over; what is known of documents in a file beside.

mod annotation;
mod documents;
mod iri;
mod reading;
mod selector;
#[cfg(test)]
mod tests;

use std::{io::Write as _, path::Path};

use serde::Serialize;

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, ReadError, ReadOptions,
    Take, Writer, label_file, names::FileNames,
};
use crate::{
    annotation::Annotation,
    article::Text,
    labels::LabelId,
    store::{OutFile, folder, seconds},
};

/// The file of annotations, and the folder of texts.
const FILE: &str = "annotations.jsonld";
const TEXTS: &str = "texts";
/// What the terms of the vocabulary mean.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// Before the name of an annotator, so that it becomes an IRI.
const ANNOTATOR: &str = "urn:annotator:";
/// How much of the text around a quote is told, in characters.
const AROUND: usize = 32;

/// W3C Web Annotations.
pub(super) struct W3c;

impl Format for W3c {
    fn name(&self) -> &'static str {
        "w3c"
    }

    fn help(&self) -> &'static str {
        "W3C Web Annotations in JSON-LD, with the texts beside"
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import json\n\
         with open(\"annotations.jsonld\", encoding=\"utf-8\") as file:\n    \
             annotations = json.load(file)[\"items\"]"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        let mut file = out.create(FILE)?;
        let id = format!("urn:spans:{}", iri::encoded(&dataset.name));
        write!(
            file,
            "{{\"@context\":\"{CONTEXT}\",\"id\":\"{id}\",\"type\":\"AnnotationPage\",\"items\":["
        )?;
        Ok(Box::new(Page {
            out,
            file,
            documents: out.create(documents::NAME)?,
            names: FileNames::default(),
            is_empty: true,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        let is_text = || {
            let texts = candidate.path.parent().filter(|texts| texts.ends_with(TEXTS));
            texts.is_some_and(|texts| folder::is_file(&texts.with_file_name(FILE)))
        };
        let is_beside = candidate.has_beside(FILE);
        let is_part = (is_beside && (candidate.name() == documents::NAME || label_file::is_one(candidate)))
            || (candidate.ends_with(".txt") && is_text());
        match is_part {
            true => Claim::Part,
            false if reading::is_annotations(candidate) => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Page<'a> {
    out: &'a Files<'a>,
    file: OutFile,
    documents: OutFile,
    names: FileNames,
    is_empty: bool,
}

impl Page<'_> {
    fn item(&mut self, item: &Item<'_>) -> Result<(), ExportError> {
        let between: &[u8] = if self.is_empty { b"\n" } else { b",\n" };
        self.is_empty = false;
        self.file.write_all(between)?;
        Ok(serde_json::to_writer(&mut self.file, item)?)
    }
}

impl Writer for Page<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let source = format!("{TEXTS}/{}.txt", self.names.of(&document.id));
        let mut text = self.out.create(&source)?;
        text.write_all(document.text.as_str().as_bytes())?;
        text.finish()?;
        documents::write(&mut self.documents, document, &source)?;
        let id = format!("urn:span:{}", iri::encoded(&document.id));
        let source = iri::encoded_path(&source);
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("{id}:{number}")
        };
        for layer in document.layers.iter().filter(|layer| !layer.document.is_empty()) {
            self.item(&Item::of_document(next(), layer, &source))?;
        }
        for (layer, annotation) in document.spans() {
            self.item(&Item::of_span(next(), document, layer, annotation, &source))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.file.write_all(b"\n]}\n")?;
        self.file.finish()?;
        Ok(self.documents.finish()?)
    }
}

/// An annotation.
#[derive(Serialize)]
struct Item<'a> {
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    body: Vec<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Creator<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    target: Target<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    glossator: Option<Beside<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    purpose: &'static str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
}

#[derive(Serialize)]
struct Creator<'a> {
    id: String,
    r#type: &'static str,
    nickname: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Target<'a> {
    Document(&'a str),
    Span {
        source: &'a str,
        selector: (Position, Quote<'a>),
    },
}

#[derive(Serialize)]
struct Position {
    r#type: &'static str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Quote<'a> {
    r#type: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

/// What the vocabulary has no words for.
#[derive(Serialize)]
struct Beside<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// The labels that somebody gave to a whole document.
    fn of_document(id: String, layer: &'a DocumentLayer, source: &'a str) -> Self {
        Self {
            id,
            r#type: "Annotation",
            motivation: "classifying",
            body: layer.document.iter().map(Body::tag).collect(),
            creator: Creator::of(layer),
            created: None,
            modified: None,
            target: Target::Document(source),
            glossator: None,
        }
    }

    fn of_span(
        id: String,
        document: &'a Document,
        layer: &'a DocumentLayer,
        annotation: &'a Annotation,
        source: &'a str,
    ) -> Self {
        let note = annotation.note.as_deref().map(|note| Body {
            r#type: "TextualBody",
            purpose: "commenting",
            value: note,
            format: Some("text/plain"),
        });
        Self {
            id,
            r#type: "Annotation",
            motivation: "classifying",
            body: std::iter::once(Body::tag(&annotation.label)).chain(note).collect(),
            creator: Creator::of(layer),
            created: Some(seconds(annotation.made)),
            modified: annotation.changed.map(seconds),
            target: Target::of(document, annotation, source),
            glossator: Some(Beside {
                id: annotation.id.as_str(),
                second: annotation.second.as_ref(),
                unsure: annotation.unsure,
                origin: annotation.origin.as_deref(),
            }),
        }
    }
}

impl<'a> Body<'a> {
    fn tag(label: &'a LabelId) -> Self {
        Self {
            r#type: "TextualBody",
            purpose: "tagging",
            value: label.as_str(),
            format: None,
        }
    }
}

impl<'a> Creator<'a> {
    fn of(layer: &'a DocumentLayer) -> Option<Self> {
        let name = layer.annotator.as_str();
        (!name.is_empty()).then(|| Self {
            id: format!("{ANNOTATOR}{}", iri::encoded(name)),
            r#type: "Person",
            nickname: name,
        })
    }
}

impl<'a> Target<'a> {
    fn of(document: &'a Document, annotation: &'a Annotation, source: &'a str) -> Self {
        let (start, end) = document.chars(annotation);
        let (prefix, suffix) = around(&document.text, annotation);
        Self::Span {
            source,
            selector: (
                Position {
                    r#type: "TextPositionSelector",
                    start: start.get(),
                    end: end.get(),
                },
                Quote {
                    r#type: "TextQuoteSelector",
                    exact: document.quote(annotation),
                    prefix,
                    suffix,
                },
            ),
        }
    }
}

/// The text before and after an annotation.
fn around<'a>(text: &'a Text, annotation: &Annotation) -> (&'a str, &'a str) {
    let whole = text.as_str();
    let before = whole.get(..annotation.span.start().get()).unwrap_or_default();
    let after = whole.get(annotation.span.end().get()..).unwrap_or_default();
    let from = before.char_indices().rev().take(AROUND).last();
    let to = after.char_indices().nth(AROUND);
    (
        from.and_then(|(at, _)| before.get(at..)).unwrap_or_default(),
        to.and_then(|(at, _)| after.get(..at)).unwrap_or(after),
    )
}
