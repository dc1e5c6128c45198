//! Tables: one row a span (RFC 4180, UTF-8 without a byte order mark).

use std::io::{self, Write};

use super::ExportArticle;
use crate::store::seconds;

const COLUMNS: [&str; 13] = [
    "article",
    "id",
    "start",
    "end",
    "label",
    "second",
    "text",
    "note",
    "unsure",
    "origin",
    "annotator",
    "made",
    "changed",
];

/// Writes the names of the columns.
pub fn begin(out: &mut dyn Write) -> io::Result<()> {
    let mut table = table(out);
    table.write_record(COLUMNS)?;
    table.flush()
}

/// Writes a row for each span. Line ends inside of texts stay line feeds.
pub fn write(article: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table(out);
    for annotation in article.labelled() {
        let (start, end, text) = article.place(annotation);
        table.write_record([
            article.id.as_str(),
            annotation.id.as_str(),
            &start.to_string(),
            &end.to_string(),
            annotation.label.as_str(),
            annotation.second.as_ref().map_or("", |label| label.as_str()),
            text,
            annotation.note.as_deref().unwrap_or_default(),
            if annotation.unsure { "true" } else { "false" },
            annotation.origin.as_deref().unwrap_or_default(),
            &article.header.annotator,
            &seconds(annotation.made),
            &annotation.changed.map(seconds).unwrap_or_default(),
        ])?;
    }
    table.flush()
}

fn table(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out)
}
