//! Prodigy's JSON Lines, as `prodigy db-out` writes and `db-in` reads them: a line for each annotator of a document, with
//! the tokens that spans begin and end with.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use serde::Serialize;

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, ReadError, ReadOptions,
    Take, Writer, beside,
    jsonl::{self, Kind},
    label_file,
    spaced::{self, spaced, tokens_of},
};
use crate::{
    annotation::{Annotation, State},
    labels::{Label, LabelId},
    store::{OutFile, seconds},
};

/// The file of a dataset.
const FILE: &str = "annotations.jsonl";

/// Prodigy's JSON Lines.
pub(super) struct Prodigy;

impl Format for Prodigy {
    fn name(&self) -> &'static str {
        "prodigy"
    }

    fn help(&self) -> &'static str {
        "Prodigy's JSON Lines, for db-in and the recipe spans.manual"
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import srsly\n\
         tasks = list(srsly.read_jsonl(\"annotations.jsonl\"))"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        Ok(Box::new(Tasks {
            dataset,
            session: session(&dataset.name),
            file: out.create(FILE)?,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) {
            return Claim::Part;
        }
        match jsonl::kind(candidate) {
            Some(Kind::Prodigy) => Claim::Main,
            _ => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        jsonl::read(path, options, take)
    }
}

struct Tasks<'a> {
    dataset: &'a Dataset,
    session: String,
    file: OutFile,
}

impl Writer for Tasks<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let places = (!self.dataset.is_units).then(|| spaced(document));
        let tokens = places.as_deref().map(|places| counted(document.text.as_str(), places));
        let start = Start::of(document, tokens.as_deref()).bytes()?;
        if document.layers.is_empty() {
            return self.write(&start, &Rest::of_nobody(tokens.is_some()));
        }
        let labels = self.dataset.labels.labels().iter();
        let choices: Vec<Choice<'_>> = labels.map(|Label { id, name, .. }| Choice { id, text: name }).collect();
        for layer in &document.layers {
            let annotations = layer.annotations.iter();
            let spans = places.as_deref().map(|places| {
                annotations
                    .map(|annotation| span(document, annotation, places))
                    .collect()
            });
            self.write(&start, &Rest::by(layer, spans, &choices, &self.session))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.file.finish()?)
    }
}

impl Tasks<'_> {
    /// Writes a line: what all annotators of a document have in common, and the rest.
    fn write(&mut self, start: &[u8], rest: &Rest<'_>) -> Result<(), ExportError> {
        self.file.write_all(start)?;
        let rest = serde_json::to_vec(rest)?;
        // The brace before the rest is at the start already.
        self.file.write_all(rest.get(1..).unwrap_or_default())?;
        self.file.write_all(b"\n")?;
        Ok(())
    }
}

/// The name of a dataset as it stands before the names of annotators: a hyphen ends it.
fn session(dataset: &str) -> String {
    let plain = |character: char| if character.is_alphanumeric() { character } else { '_' };
    match dataset {
        "" => "articles".to_owned(),
        name => name.chars().map(plain).collect(),
    }
}

/// What all lines of a document begin with. It is made once, for tokens are most of a file.
#[derive(Serialize)]
struct Start<'a> {
    text: &'a str,
    meta: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<&'a [Token<'a>]>,
}

/// What comes after that in the line of an annotator.
#[derive(Serialize)]
struct Rest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Span<'a>>>,
    #[serde(skip_serializing_if = "<[Choice]>::is_empty")]
    options: &'a [Choice<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    accept: Option<&'a [LabelId]>,
    layers: Vec<Layer<'a>>,
    #[serde(rename = "_view_id")]
    view: &'static str,
    #[serde(rename = "_annotator_id", skip_serializing_if = "Option::is_none")]
    annotator: Option<String>,
    #[serde(rename = "_session_id", skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    answer: &'static str,
}

#[derive(Serialize)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    id: usize,
    ws: bool,
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    token_start: usize,
    /// The last token, itself among them.
    token_end: usize,
    label: &'a LabelId,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    made: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
}

/// A label of a document as a whole that may be chosen.
#[derive(Serialize)]
struct Choice<'a> {
    id: &'a LabelId,
    text: &'a str,
}

/// What an annotator said besides, and the name without that of the dataset.
#[derive(Serialize)]
struct Layer<'a> {
    annotator: &'a str,
    state: State,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coverage: bool,
}

impl<'a> Start<'a> {
    fn of(document: &'a Document, tokens: Option<&'a [Token<'a>]>) -> Self {
        let mut meta = beside::meta(&document.metadata);
        meta.insert("id".to_owned(), document.id.clone());
        meta.extend(document.split.clone().map(|split| ("split".to_owned(), split)));
        Self {
            text: document.text.as_str(),
            meta,
            extra: &document.extra,
            tokens,
        }
    }

    /// The start of a line, up to the comma before the rest.
    fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.pop();
        bytes.push(b',');
        Ok(bytes)
    }
}

impl<'a> Rest<'a> {
    /// The rest of the line of a document of which nobody has said anything.
    fn of_nobody(has_tokens: bool) -> Self {
        Self {
            spans: has_tokens.then(Vec::new),
            options: &[],
            accept: None,
            layers: Vec::new(),
            view: view(has_tokens),
            annotator: None,
            session: None,
            answer: "accept",
        }
    }

    /// The rest of the line of an annotator.
    fn by(layer: &'a DocumentLayer, spans: Option<Vec<Span<'a>>>, choices: &'a [Choice<'a>], session: &str) -> Self {
        let name = format!("{session}-{}", layer.annotator);
        let is_whole = spans.is_none() || !layer.document.is_empty();
        let nobody = Self::of_nobody(spans.is_some());
        Self {
            spans,
            options: if is_whole { choices } else { &[] },
            accept: is_whole.then_some(&layer.document),
            layers: vec![Layer {
                annotator: &layer.annotator,
                state: layer.state,
                coverage: layer.coverage,
            }],
            annotator: Some(name.clone()),
            session: Some(name),
            answer: if layer.state == State::Skipped {
                "ignore"
            } else {
                "accept"
            },
            ..nobody
        }
    }
}

/// What shows a line in Prodigy.
fn view(has_tokens: bool) -> &'static str {
    if has_tokens { "spans_manual" } else { "choice" }
}

/// The tokens as they are written, with positions in code points.
fn counted<'a>(text: &'a str, tokens: &[spaced::Token]) -> Vec<Token<'a>> {
    let mut at = 0;
    let tokens = tokens.iter().enumerate();
    tokens
        .map(|(id, token)| {
            let word = text.get(token.range.clone()).unwrap_or_default();
            let start = at;
            let end = start + word.chars().count();
            at = end + usize::from(token.space);
            Token {
                text: word,
                start,
                end,
                id,
                ws: token.space,
            }
        })
        .collect()
}

fn span<'a>(document: &Document, annotation: &'a Annotation, tokens: &[spaced::Token]) -> Span<'a> {
    let (start, end) = document.chars(annotation);
    let stretch = tokens_of(tokens, annotation.span);
    Span {
        start: start.get(),
        end: end.get(),
        token_start: stretch.start,
        token_end: stretch.end.saturating_sub(1),
        label: &annotation.label,
        id: annotation.id.as_str(),
        second: annotation.second.as_ref(),
        note: annotation.note.as_deref(),
        unsure: annotation.unsure,
        origin: annotation.origin.as_deref(),
        made: seconds(annotation.made),
        changed: annotation.changed.map(seconds),
    }
}

#[cfg(test)]
mod tests;
