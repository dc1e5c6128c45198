//! The header: what is known of a document, who has labelled it, and with which labels.

use std::io::{self, Write};

use super::{
    super::{Document, markup},
    APPLICATION, Terms,
};
use crate::{
    annotation::State,
    labels::{Label, LabelSet},
};

/// Writes the header.
pub(super) fn write(out: &mut dyn Write, document: &Document, labels: &LabelSet, terms: &Terms<'_>) -> io::Result<()> {
    out.write_all(b"<teiHeader>\n<fileDesc>\n<titleStmt>")?;
    markup::element(out, "title", &[], document.title())?;
    for (number, layer) in document.layers.iter().enumerate() {
        write!(out, "\n<respStmt xml:id=\"who-{number}\"><resp>annotation</resp>")?;
        markup::element(out, "name", &[], &layer.annotator)?;
        out.write_all(b"</respStmt>")?;
    }
    out.write_all(b"</titleStmt>\n<publicationStmt><p>Exported annotation data.</p></publicationStmt>\n")?;
    notes(out, document)?;
    source(out, document)?;
    out.write_all(b"</fileDesc>\n<encodingDesc>\n")?;
    writeln!(
        out,
        "<appInfo><application ident=\"{APPLICATION}\" version=\"{}\"><label>Glossator</label></application></appInfo>",
        env!("CARGO_PKG_VERSION")
    )?;
    taxonomy(out, labels, terms)?;
    out.write_all(b"</encodingDesc>\n")?;
    profile(out, document, terms)?;
    revisions(out, document)?;
    out.write_all(b"</teiHeader>\n")
}

/// What else is said of a document: its split, and what its source said.
fn notes(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    if document.split.is_none() && document.extra.is_empty() {
        return Ok(());
    }
    out.write_all(b"<notesStmt>")?;
    if let Some(split) = &document.split {
        markup::element(out, "note", &[("type", "split")], split)?;
    }
    for (name, value) in &document.extra {
        markup::element(out, "note", &[("type", "extra"), ("n", name)], value)?;
    }
    out.write_all(b"</notesStmt>\n")
}

fn source(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let metadata = &document.metadata;
    out.write_all(b"<sourceDesc><bibl>")?;
    for (name, value) in [
        ("title", &metadata.title),
        ("author", &metadata.author),
        ("publisher", &metadata.source),
        ("date", &metadata.date),
    ] {
        if let Some(value) = value {
            markup::element(out, name, &[], value)?;
        }
    }
    if let Some(url) = &metadata.url {
        markup::element(out, "idno", &[("type", "URL")], url)?;
    }
    markup::element(out, "idno", &[("type", "id")], &document.id)?;
    out.write_all(b"</bibl></sourceDesc>\n")
}

/// The labels. Those of the set come with what they mean; in any case the first description is the id.
fn taxonomy(out: &mut dyn Write, labels: &LabelSet, terms: &Terms<'_>) -> io::Result<()> {
    if terms.labels.is_empty() {
        return Ok(());
    }
    out.write_all(b"<classDecl><taxonomy xml:id=\"labels\">\n")?;
    for (number, label) in labels.labels().iter().enumerate() {
        category(out, number, label)?;
    }
    for label in &terms.strange {
        write!(out, "<category xml:id=\"lab-{}\">", terms.number(label))?;
        markup::element(out, "catDesc", &[], label.as_str())?;
        out.write_all(b"</category>\n")?;
    }
    out.write_all(b"</taxonomy></classDecl>\n")
}

fn category(out: &mut dyn Write, number: usize, label: &Label) -> io::Result<()> {
    write!(
        out,
        "<category xml:id=\"lab-{number}\" style=\"background-color: {}\">",
        label.color
    )?;
    markup::element(out, "catDesc", &[], label.id.as_str())?;
    markup::element(out, "catDesc", &[("n", "name")], &label.name)?;
    if !label.definition.is_empty() {
        markup::element(out, "catDesc", &[("n", "definition")], &label.definition)?;
    }
    out.write_all(b"</category>\n")
}

/// The language, and the labels of the document as a whole.
fn profile(out: &mut dyn Write, document: &Document, terms: &Terms<'_>) -> io::Result<()> {
    let has_labels = document.layers.iter().any(|layer| !layer.document.is_empty());
    if document.metadata.language.is_none() && !has_labels {
        return Ok(());
    }
    out.write_all(b"<profileDesc>")?;
    if let Some(language) = &document.metadata.language {
        let ident = if is_tag(language) { language } else { "und" };
        out.write_all(b"<langUsage>")?;
        markup::element(out, "language", &[("ident", ident)], language)?;
        out.write_all(b"</langUsage>")?;
    }
    if has_labels {
        out.write_all(b"<textClass>")?;
        for (number, layer) in document.layers.iter().enumerate() {
            for label in &layer.document {
                let label = terms.number(label);
                write!(out, "<catRef target=\"#lab-{label}\" resp=\"#who-{number}\"/>")?;
            }
        }
        out.write_all(b"</textClass>")?;
    }
    out.write_all(b"</profileDesc>\n")
}

/// Whether a language is named by a tag, as BCP 47 has it.
fn is_tag(language: &str) -> bool {
    language
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && language.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// How far annotators have come.
fn revisions(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    if document.layers.is_empty() {
        return Ok(());
    }
    out.write_all(b"<revisionDesc>")?;
    for (number, layer) in document.layers.iter().enumerate() {
        let state = match layer.state {
            State::InProgress => "in-progress",
            State::Done => "done",
            State::Skipped => "skipped",
        };
        let coverage = if layer.coverage { " n=\"every-unit\"" } else { "" };
        write!(out, "<change who=\"#who-{number}\" status=\"{state}\"{coverage}/>")?;
    }
    out.write_all(b"</revisionDesc>\n")
}
