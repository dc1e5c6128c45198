//! The unit at a place, the next one and the one before, whatever the kind of unit.
//!
//! Smaller units are found inside the sentence at hand and larger ones around it, when they are asked for, so that
//! their cost does not depend on the length of the text.

use super::Document;
use crate::{
    annotation::Layer,
    article::{ByteOffset, Span, Text, UnitKind, Units, clauses, is_furniture, words},
};

/// The unit at a place; between two, the next; after the last, the last.
pub(super) fn unit_at(document: &Document, kind: UnitKind, at: ByteOffset) -> Option<Span> {
    let sentence = document.units().at(at)?;
    match kind {
        UnitKind::Paragraph => paragraph(document, sentence),
        UnitKind::Sentence => Some(sentence),
        UnitKind::Clause | UnitKind::Word => {
            let parts = parts(document, kind, sentence);
            let index = parts.partition_point(|part| part.end() <= at);
            parts.get(index).or(parts.last()).copied()
        }
    }
}

/// The unit after one.
pub(super) fn next(document: &Document, kind: UnitKind, unit: Span) -> Option<Span> {
    let units = document.units();
    let here = units.at(last_character(unit))?;
    if matches!(kind, UnitKind::Clause | UnitKind::Word) {
        let parts = parts(document, kind, here);
        if let Some(next) = parts.iter().find(|part| part.start() >= unit.end()) {
            return Some(*next);
        }
    }
    let sentence = units.after(here.end())?;
    match kind {
        UnitKind::Paragraph => paragraph(document, sentence),
        _ => parts(document, kind, sentence).first().copied(),
    }
}

/// The unit before one.
pub(super) fn previous(document: &Document, kind: UnitKind, unit: Span) -> Option<Span> {
    let units = document.units();
    let here = units.at(unit.start())?;
    if matches!(kind, UnitKind::Clause | UnitKind::Word) {
        let parts = parts(document, kind, here);
        if let Some(previous) = parts.iter().rev().find(|part| part.end() <= unit.start()) {
            return Some(*previous);
        }
    }
    let sentence = units.before(here.start())?;
    match kind {
        UnitKind::Paragraph => paragraph(document, sentence),
        _ => parts(document, kind, sentence).last().copied(),
    }
}

/// The sentences of a unit: several in a paragraph, else the unit itself.
pub(super) fn sentences(document: &Document, kind: UnitKind, unit: Span) -> Vec<Span> {
    match kind {
        UnitKind::Paragraph => document.units().overlapping(unit).collect(),
        _ => vec![unit],
    }
}

/// The first part of a unit, of the next smaller kind, and the rest; `None` if it has but one part.
pub(super) fn first_part(document: &Document, kind: UnitKind, unit: Span) -> Option<(Span, Span)> {
    let text = document.text();
    let second = match kind {
        UnitKind::Paragraph => document.units().overlapping(unit).nth(1)?,
        UnitKind::Sentence => *clauses(text, unit, document.language()).get(1)?,
        UnitKind::Clause => *words(text, unit).get(1)?,
        UnitKind::Word => return None,
    };
    let first = text.span(unit.start(), second.start()).ok()?;
    Some((text.trimmed(first)?, text.span(second.start(), unit.end()).ok()?))
}

/// The next unit that claims something; if there is none, simply the next.
pub(super) fn next_claim(document: &Document, kind: UnitKind, unit: Span) -> Option<Span> {
    let claims = |unit: &Span| !is_furniture(document.text(), *unit);
    let following = std::iter::successors(next(document, kind, unit), |unit| next(document, kind, *unit));
    // A page has some lines of furniture in a row, not hundreds.
    following.take(200).find(claims).or_else(|| next(document, kind, unit))
}

/// Where to go on: the first unit that claims something and has no label. Where all have one, the first that claims
/// something.
pub(super) fn first_to_do(text: &Text, units: &Units, layer: &Layer) -> Option<Span> {
    let claims = |unit: &Span| !is_furniture(text, *unit);
    let to_do = |unit: &Span| layer.overlapping(*unit).is_empty() && claims(unit);
    let found = units.iter().find(to_do).or_else(|| units.iter().find(claims));
    found.or_else(|| units.iter().next())
}

fn last_character(unit: Span) -> ByteOffset {
    ByteOffset::new(unit.end().get() - 1)
}

/// The paragraph that a sentence is in, from its first sentence to its last.
fn paragraph(document: &Document, sentence: Span) -> Option<Span> {
    let lines = document.units().paragraph_at(sentence.start())?;
    document.units().overlapping(lines).reduce(Span::hull)
}

/// The units of a kind in a sentence.
fn parts(document: &Document, kind: UnitKind, sentence: Span) -> Vec<Span> {
    let text = document.text();
    match kind {
        UnitKind::Clause => clauses(text, sentence, document.language()),
        UnitKind::Word => words(text, sentence),
        UnitKind::Sentence | UnitKind::Paragraph => vec![sentence],
    }
}
