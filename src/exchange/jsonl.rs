//! JSON lines: one object an article.

use std::io::{self, Write};

use serde::Serialize;

use super::ExportArticle;
use crate::{
    annotation::State,
    labels::{Label, LabelId},
    store::seconds,
};

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: &'a str,
    spans: Vec<Span<'a>>,
    meta: Meta<'a>,
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a LabelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    text: &'a str,
    id: &'a str,
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

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    path: &'a str,
    sha256: &'a str,
    annotator: &'a str,
    state: State,
    document: &'a [LabelId],
    labels: Vec<LabelOut<'a>>,
}

#[derive(Serialize)]
struct LabelOut<'a> {
    id: &'a LabelId,
    name: &'a str,
    color: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    definition: &'a str,
}

/// Writes the line of an article, also of one without spans.
pub fn write(article: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &line(article))?;
    out.write_all(b"\n")
}

fn line<'a>(article: &'a ExportArticle<'_>) -> Line<'a> {
    let metadata = &article.header.metadata;
    Line {
        id: &article.id,
        text: article.article.text().as_str(),
        spans: spans(article),
        meta: Meta {
            title: metadata.title.as_deref(),
            author: metadata.author.as_deref(),
            source: metadata.source.as_deref(),
            url: metadata.url.as_deref(),
            date: metadata.date.as_deref(),
            language: metadata.language.as_deref(),
            path: &article.path,
            sha256: article.article.sha256(),
            annotator: &article.header.annotator,
            state: article.layer.about().state,
            document: &article.layer.about().document,
            labels: article.layer.about().labels.labels().iter().map(label).collect(),
        },
    }
}

fn spans<'a>(article: &'a ExportArticle<'_>) -> Vec<Span<'a>> {
    let span = |annotation: &'a crate::annotation::Annotation| {
        let (start, end, text) = article.place(annotation);
        Span {
            start: start.get(),
            end: end.get(),
            label: &annotation.label,
            second: annotation.second.as_ref(),
            text,
            id: annotation.id.as_str(),
            note: annotation.note.as_deref(),
            unsure: annotation.unsure,
            origin: annotation.origin.as_deref(),
            made: seconds(annotation.made),
            changed: annotation.changed.map(seconds),
        }
    };
    article.labelled().map(span).collect()
}

fn label(label: &Label) -> LabelOut<'_> {
    LabelOut {
        id: &label.id,
        name: &label.name,
        color: label.color.to_string(),
        definition: &label.definition,
    }
}
