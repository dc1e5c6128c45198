//! Annotations and hits, as the text view paints them.

use egui::Id;

use super::{
    panels::annotations,
    text_view::{Cue, Mark},
    theme::{self, Tokens},
};
use crate::{
    annotation::{Annotation, Moved, lanes},
    article::Span,
    workspace::{Document, Find},
};

/// The annotations in a part of the text, as the text view paints them.
pub fn marks(document: &Document, span: Span, tokens: &Tokens) -> Vec<Mark> {
    let shown = lanes(document.layer(), span);
    shown
        .into_iter()
        .map(|(annotation, lane)| mark(document, annotation, lane, tokens))
        .collect()
}

/// The places in a part of the text where something was found.
pub fn hits<'a>(
    document: &'a Document,
    find: &'a Find,
    span: Span,
    tokens: &'a Tokens,
) -> impl Iterator<Item = Mark> + 'a {
    find.hits_in(span).iter().map(|hit| Mark {
        id: Id::unique(("hit", hit.start().get())).value(),
        span: *hit,
        // What is labelled keeps the colour of its label.
        fill: match document.layer().exactly(*hit).next() {
            Some(_) => egui::Color32::TRANSPARENT,
            None => tokens.hit,
        },
        line: tokens.accent,
        cue: Cue::Solid,
        lane: 0,
        selected: false,
        unsure: false,
        name: "Hit".to_owned(),
    })
}

fn mark(document: &Document, annotation: &Annotation, lane: usize, tokens: &Tokens) -> Mark {
    let labels = document.labels();
    let color = labels
        .get(&annotation.label)
        .map_or(theme::UNKNOWN_LABEL, |label| label.color);
    let quote = annotations::snippet(document.text().slice(annotation.span), 120);
    Mark {
        id: Id::unique(annotation.id.as_str()).value(),
        span: annotation.span,
        fill: tokens.fill(color),
        line: tokens.line(color),
        // What is no label of the set is told from the first one.
        cue: theme::cue(labels.position(&annotation.label).unwrap_or(Cue::ALL.len() - 1)),
        lane: u8::try_from(lane).unwrap_or(u8::MAX),
        selected: document.cursor.annotation.as_ref() == Some(&annotation.id),
        unsure: annotation.unsure,
        name: format!("{}: {quote}", labels.name_of(&annotation.label)),
    }
}

/// "Fact, unsure; or else Opinion", the note, and who made it when.
pub fn description(document: &Document, annotation: &Annotation) -> String {
    let labels = document.labels();
    let mut said = labels.name_of(&annotation.label).to_owned();
    if annotation.unsure {
        said += ", unsure";
    }
    if let Some(moved) = &annotation.moved {
        said += match moved {
            Moved::Along => ", moved along with its words",
            Moved::From(_) => ", with other words than before",
        };
    }
    if let Some(second) = &annotation.second {
        said += &format!("; or else {}", labels.name_of(second));
    }
    if let Some(note) = &annotation.note {
        said += &format!("\n{note}");
    }
    let minute = annotation.changed.unwrap_or(annotation.made).to_string();
    // "2026-03-04T09:12:31Z" without what nobody asks for.
    let minute = minute.get(..16).unwrap_or(&minute).replace('T', " ");
    said += &format!("\n{}, {minute} UTC", document.header().annotator);
    if let Some(origin) = &annotation.origin {
        said += &format!(", from {origin}");
    }
    said
}
