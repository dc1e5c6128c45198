//! What stands beside the text: spans, what is uncertain of them, and where they came from.

use std::io::{self, Write};

use super::{
    super::{Document, DocumentLayer, markup},
    Terms,
};
use crate::{annotation::Annotation, store::seconds};

/// Writes all spans.
pub(super) fn write(out: &mut dyn Write, document: &Document, terms: &Terms<'_>) -> io::Result<()> {
    let spans = document.spans();
    if spans.is_empty() {
        return Ok(());
    }
    out.write_all(b"<standOff>\n<spanGrp type=\"labels\">\n")?;
    for (number, (layer, annotation)) in spans.iter().enumerate() {
        span(out, number + 1, document, (layer, annotation), terms)?;
    }
    out.write_all(b"</spanGrp>\n")?;
    for (number, (_, annotation)) in spans.iter().enumerate() {
        if let Some(second) = &annotation.second {
            let (number, second) = (number + 1, terms.number(second));
            writeln!(
                out,
                "<certainty target=\"#s{number}\" match=\"@ana\" locus=\"value\" assertedValue=\"#lab-{second}\"/>"
            )?;
        }
    }
    for (number, (_, annotation)) in spans.iter().enumerate() {
        provenance(out, number + 1, annotation)?;
    }
    out.write_all(b"</standOff>\n")
}

fn span(
    out: &mut dyn Write,
    number: usize,
    document: &Document,
    (layer, annotation): (&DocumentLayer, &Annotation),
    terms: &Terms<'_>,
) -> io::Result<()> {
    let (start, end) = document.chars(annotation);
    let who = document.layers.iter().position(|other| std::ptr::eq(other, layer));
    write!(
        out,
        "<span xml:id=\"s{number}\" from=\"#c{}\" to=\"#c{}\" ana=\"#lab-{}\" resp=\"#who-{}\"",
        start.get(),
        end.get(),
        terms.number(&annotation.label),
        who.unwrap_or_default()
    )?;
    if annotation.unsure {
        out.write_all(b" cert=\"low\"")?;
    }
    markup::attribute(out, "n", annotation.id.as_str())?;
    out.write_all(b">")?;
    markup::text(out, annotation.note.as_deref().unwrap_or_default())?;
    out.write_all(b"</span>\n")
}

fn provenance(out: &mut dyn Write, number: usize, annotation: &Annotation) -> io::Result<()> {
    write!(out, "<fs type=\"provenance\" corresp=\"#s{number}\">")?;
    feature(out, "made", &seconds(annotation.made))?;
    if let Some(changed) = annotation.changed {
        feature(out, "changed", &seconds(changed))?;
    }
    if let Some(origin) = &annotation.origin {
        feature(out, "origin", origin)?;
    }
    out.write_all(b"</fs>\n")
}

fn feature(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    write!(out, "<f name=\"{name}\">")?;
    markup::element(out, "string", &[], value)?;
    out.write_all(b"</f>")
}
