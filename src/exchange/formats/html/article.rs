//! One article on the page: headline, facts, text and the list of its annotations.

use std::io::{self, Write};

use super::{
    super::{Document, DocumentLayer, markup},
    Terms,
    pieces::{self, LINES, Piece},
};
use crate::{
    annotation::{Annotation, State},
    article::Span,
    store::seconds,
};

/// How much of a quote is shown in the list, in characters.
const QUOTE: usize = 90;
/// The names of the lines under a text.
const LINE_NAMES: [&str; LINES] = ["--a", "--b", "--d", "--e"];

/// Writes an article.
pub(super) fn write(out: &mut dyn Write, document: &Document, terms: &Terms<'_>) -> io::Result<()> {
    out.write_all(b"<article")?;
    markup::attribute(out, "id", &document.id)?;
    out.write_all(b">\n<header>\n<h2 dir=\"auto\"")?;
    if document.metadata.title.is_some() {
        out.write_all(b" data-fact=\"title\"")?;
    }
    out.write_all(b">")?;
    markup::text(out, document.title())?;
    out.write_all(b"</h2>\n<p class=\"facts\">")?;
    facts(out, document)?;
    out.write_all(b"</p>\n<p class=\"layers\">")?;
    for layer in &document.layers {
        about(out, layer, terms)?;
    }
    out.write_all(b"</p>\n</header>\n<div class=\"text\" dir=\"auto\"")?;
    if let Some(language) = &document.metadata.language {
        markup::attribute(out, "lang", language)?;
    }
    out.write_all(b">")?;
    let spans = document.spans();
    text(out, document, &spans, terms)?;
    out.write_all(b"</div>\n")?;
    if !spans.is_empty() {
        out.write_all(b"<ol class=\"spans\">\n")?;
        for (number, (layer, annotation)) in spans.iter().enumerate() {
            item(out, number + 1, document, (layer, annotation), terms)?;
        }
        out.write_all(b"</ol>\n")?;
    }
    out.write_all(b"</article>\n")
}

fn facts(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let metadata = &document.metadata;
    for (name, value) in [
        ("author", &metadata.author),
        ("source", &metadata.source),
        ("date", &metadata.date),
        ("language", &metadata.language),
        ("split", &document.split),
    ] {
        if let Some(value) = value {
            markup::element(out, "span", &[("class", name), ("data-fact", name)], value)?;
            out.write_all(b" ")?;
        }
    }
    if let Some(url) = &metadata.url {
        // Any other address could be a script.
        match url.starts_with("https://") || url.starts_with("http://") {
            true => markup::element(out, "a", &[("href", url), ("data-fact", "url")], url)?,
            false => markup::element(out, "span", &[("data-fact", "url")], url)?,
        }
    }
    for (name, value) in &document.extra {
        out.write_all(b" <span>")?;
        markup::text(out, name)?;
        out.write_all(b": ")?;
        markup::element(out, "b", &[("data-extra", name)], value)?;
        out.write_all(b"</span>")?;
    }
    Ok(())
}

/// How far an annotator has come, and what is said of the article as a whole.
fn about(out: &mut dyn Write, layer: &DocumentLayer, terms: &Terms<'_>) -> io::Result<()> {
    let (state, words) = match layer.state {
        State::InProgress => ("in-progress", "in progress"),
        State::Done => ("done", "done"),
        State::Skipped => ("skipped", "skipped"),
    };
    write!(out, "<span class=\"layer\" data-state=\"{state}\"")?;
    if layer.coverage {
        out.write_all(b" data-coverage=\"true\"")?;
    }
    markup::attribute(out, "data-annotator", &layer.annotator)?;
    out.write_all(b"><b>")?;
    markup::text(out, &layer.annotator)?;
    write!(out, "</b> {words}")?;
    for label in &layer.document {
        write!(out, " <b class=\"name l{}\"", terms.number(label))?;
        markup::attribute(out, "data-document", label.as_str())?;
        out.write_all(b">")?;
        markup::text(out, terms.name(label))?;
        out.write_all(b"</b>")?;
    }
    out.write_all(b"</span> ")
}

fn text(
    out: &mut dyn Write,
    document: &Document,
    spans: &[(&DocumentLayer, &Annotation)],
    terms: &Terms<'_>,
) -> io::Result<()> {
    let places: Vec<Span> = spans.iter().map(|(_, annotation)| annotation.span).collect();
    let lines = pieces::lines(&places);
    let whole = document.text.as_str();
    pieces::pieces(whole.len(), &places, |piece| {
        let text = whole.get(piece.range.clone()).unwrap_or_default();
        if piece.spans.is_empty() {
            return markup::text(out, text);
        }
        mark(out, &piece, spans, &lines, terms)?;
        markup::text(out, text)?;
        out.write_all(b"</mark>")
    })
}

/// The start tag of a piece that has labels: the tint is that of the innermost, and each has a line.
fn mark(
    out: &mut dyn Write,
    piece: &Piece,
    spans: &[(&DocumentLayer, &Annotation)],
    lines: &[usize],
    terms: &Terms<'_>,
) -> io::Result<()> {
    out.write_all(b"<mark data-spans=\"")?;
    let (mut used, mut tint, mut begins) = ([None; LINES], 0, String::new());
    for (place, number) in piece.spans.iter().enumerate() {
        write!(out, "{}{}", if place == 0 { "" } else { " " }, number + 1)?;
        let Some((_, annotation)) = spans.get(*number) else {
            continue;
        };
        tint = terms.number(&annotation.label);
        if let Some(line) = lines.get(*number).and_then(|line| used.get_mut(*line)) {
            *line = Some(tint);
        }
        if annotation.span.start().get() == piece.range.start {
            begins.push_str(if begins.is_empty() { "" } else { "\u{2009}" });
            begins.push_str(&(number + 1).to_string());
        }
    }
    let deepest = used.iter().rposition(Option::is_some).unwrap_or_default();
    write!(out, "\" class=\"n{}\" style=\"--f:var(--f{tint})", deepest + 1)?;
    for (name, line) in LINE_NAMES.iter().zip(used) {
        if let Some(line) = line {
            write!(out, ";{name}:var(--c{line})")?;
        }
    }
    out.write_all(b"\"")?;
    if !begins.is_empty() {
        markup::attribute(out, "data-begins", &begins)?;
    }
    out.write_all(b">")
}

/// An annotation in the list.
fn item(
    out: &mut dyn Write,
    number: usize,
    document: &Document,
    (layer, annotation): (&DocumentLayer, &Annotation),
    terms: &Terms<'_>,
) -> io::Result<()> {
    write!(
        out,
        "<li data-span=\"{number}\" value=\"{number}\" class=\"l{}\"",
        terms.number(&annotation.label)
    )?;
    markup::attribute(out, "data-label", annotation.label.as_str())?;
    markup::attribute(out, "data-annotator", &layer.annotator)?;
    if let Some(second) = &annotation.second {
        markup::attribute(out, "data-second", second.as_str())?;
    }
    if annotation.unsure {
        out.write_all(b" data-unsure=\"true\"")?;
    }
    if let Some(origin) = &annotation.origin {
        markup::attribute(out, "data-origin", origin)?;
    }
    markup::attribute(out, "data-id", annotation.id.as_str())?;
    markup::attribute(out, "data-made", &seconds(annotation.made))?;
    if let Some(changed) = annotation.changed {
        markup::attribute(out, "data-changed", &seconds(changed))?;
    }
    out.write_all(b"><b class=\"name\">")?;
    markup::text(out, terms.name(&annotation.label))?;
    out.write_all(b"</b> ")?;
    markup::element(out, "q", &[("dir", "auto")], &shortened(document.quote(annotation)))?;
    out.write_all(b" <span class=\"by\">")?;
    markup::text(out, &layer.annotator)?;
    if annotation.unsure {
        out.write_all(b" \xc2\xb7 unsure")?;
    }
    if let Some(second) = &annotation.second {
        out.write_all(b" \xc2\xb7 or else ")?;
        markup::text(out, terms.name(second))?;
    }
    out.write_all(b"</span>")?;
    if let Some(note) = &annotation.note {
        markup::element(out, "p", &[("class", "note"), ("dir", "auto")], note)?;
    }
    out.write_all(b"</li>\n")
}

/// The start of a quote, on one line, up to the end of a word if one is near.
fn shortened(quote: &str) -> String {
    let mut short: String = quote.chars().take(QUOTE).collect();
    if quote.chars().nth(QUOTE).is_some() {
        let word_end = short.trim_end().rfind(' ').filter(|at| at + 20 > short.len());
        short.truncate(word_end.unwrap_or(short.len()));
        short.push('…');
    }
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}
