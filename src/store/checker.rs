//! The parts of an annotation file, checked against the text and the labels.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::{
    Fault, FaultKind,
    parse::{self, ArticleIn, FileIn, RowIn},
};
use crate::{
    annotation::{About, Annotation, AnnotationId, Layer, Lost, Moved},
    article::{Article, ByteOffset, CharOffset, Span, Text},
};

/// A fault, and the number of its annotation in the file.
pub(super) struct Found {
    row: Option<usize>,
    pub fault: Fault,
}

/// Fills in the lines of faults.
pub(super) fn add_lines(source: &str, faults: &mut [Found]) {
    if faults.is_empty() {
        return;
    }
    let lines = parse::lines(source);
    for found in faults {
        found.fault.line = match found.row {
            Some(row) => lines.annotations.get(row).copied(),
            None => lines.document,
        };
    }
}

/// Checks the parts of a file against the text and the labels.
pub(super) struct Checker<'a> {
    pub text: &'a Text,
    pub about: &'a About,
    /// Whether the text is the one that the file was written for.
    pub same_text: bool,
}

/// What came of checking rows.
#[derive(Default)]
pub(super) struct Checked {
    /// How many rows there were.
    rows: usize,
    /// The annotations that can be used, and the number of the row of each.
    annotations: Vec<Annotation>,
    numbers: Vec<usize>,
    faults: Vec<Found>,
}

impl Checked {
    /// Checks one more row.
    pub fn add(&mut self, checker: &Checker<'_>, row: RowIn<'_>) {
        self.take(checker, row, |row| checker.annotation(row));
    }

    /// Adds one more row, of which it is known where in the text it is.
    pub fn add_at(&mut self, checker: &Checker<'_>, row: RowIn<'_>, span: Span, moved: Option<Moved>) {
        self.take(checker, row, |row| annotation_at(row, span, moved));
    }

    fn take<'a>(
        &mut self,
        checker: &Checker<'_>,
        row: RowIn<'a>,
        annotation: impl FnOnce(RowIn<'a>) -> Result<Annotation, FaultKind>,
    ) {
        for label in [Some(&row.label), row.second.as_ref()].into_iter().flatten() {
            if checker.about.labels.get(label).is_none() && !label.is_none() {
                let kind = FaultKind::UnknownLabel { label: label.clone() };
                self.report(&row.id, kind);
            }
        }
        let id = row.id.clone();
        match annotation(row) {
            Ok(annotation) => {
                self.annotations.push(annotation);
                self.numbers.push(self.rows);
            }
            Err(kind) => self.report(&id, kind),
        }
        self.rows += 1;
    }

    /// Passes over a row that has no place in the text.
    pub fn skip(&mut self) {
        self.rows += 1;
    }

    /// Takes note of something that is wrong with the next row.
    pub fn report(&mut self, id: &str, kind: FaultKind) {
        let id = id.to_owned();
        let fault = Fault { line: None, id, kind };
        let row = Some(self.rows);
        self.faults.push(Found { row, fault });
    }

    /// Adds what came of the rows after these.
    pub fn append(&mut self, mut next: Self) {
        let before = self.rows;
        self.rows += next.rows;
        self.annotations.append(&mut next.annotations);
        self.numbers.extend(next.numbers.iter().map(|number| before + number));
        self.faults.extend(next.faults.into_iter().map(|found| Found {
            row: found.row.map(|row| before + row),
            ..found
        }));
    }

    /// Whether all annotations are where their file says: nothing needs to be looked for.
    pub fn is_in_place(&self) -> bool {
        !self.faults.iter().any(|found| found.fault.kind.is_of_text())
    }

    /// When each annotation was made, by its name.
    pub fn made(&self) -> HashMap<AnnotationId, Timestamp> {
        let annotations = self.annotations.iter();
        annotations
            .map(|annotation| (annotation.id.clone(), annotation.made))
            .collect()
    }

    /// The layer of these annotations, and what is wrong with any, in the order of the rows.
    pub fn layer(self, about: About) -> (Layer, Vec<Found>) {
        let Self {
            annotations,
            numbers,
            mut faults,
            ..
        } = self;
        let (layer, same_id) = Layer::with_annotations(about, annotations);
        faults.extend(same_id.into_iter().map(|(index, id)| Found {
            row: numbers.get(index).copied(),
            fault: Fault {
                line: None,
                id: id.as_str().to_owned(),
                kind: FaultKind::SameId,
            },
        }));
        faults.sort_by_key(|found| found.row);
        (layer, faults)
    }
}

impl<'a> Checker<'a> {
    /// For the annotations of a file that says this of its article.
    pub fn of(article: &'a Article, about: &'a About, file: &ArticleIn) -> Self {
        Self {
            text: article.text(),
            about,
            same_text: is_of(file, article),
        }
    }

    /// Whether all rows of a file are where it says, although the text may be another.
    pub fn all_in_place(&self, file: &FileIn<RowIn<'_>>) -> bool {
        file.lost.is_empty() && file.annotations.iter().all(|row| self.span(row).is_ok())
    }

    /// The annotation that a row says.
    pub fn annotation(&self, row: RowIn<'_>) -> Result<Annotation, FaultKind> {
        let (span, moved) = (self.span(&row)?, row.mark());
        annotation_at(row, span, moved)
    }

    /// What a row says that has no place in the text; `near` is about where it would be.
    pub fn lost(&self, row: RowIn<'_>, near: CharOffset) -> Result<Lost, FaultKind> {
        let length = usize::try_from(row.at.1.saturating_sub(row.at.0)).unwrap_or_default();
        Ok(Lost {
            id: id(&row)?,
            at: (near, CharOffset::new(near.get().saturating_add(length))),
            quote: row.quote.as_ref().into(),
            before: row.before.as_deref().map(Into::into),
            label: row.label,
            second: row.second,
            note: row.note.map(Into::into),
            unsure: row.unsure,
            origin: row.origin.map(Into::into),
            made: time("made", &row.made)?,
            changed: row.changed.as_deref().map(|value| time("changed", value)).transpose()?,
        })
    }

    /// The span of an annotation, if what it quotes stands there.
    fn span(&self, row: &RowIn<'_>) -> Result<Span, FaultKind> {
        let span = match self.quoted_span(row) {
            Some(span) => span,
            None => self.span_of_offsets(row)?,
        };
        let context_holds = self.same_text
            || row
                .before
                .as_deref()
                .is_none_or(|before| self.stands_before(span, before));
        if context_holds {
            Ok(span)
        } else {
            let (start, end) = row.at;
            Err(FaultKind::WrongContext { start, end })
        }
    }

    /// The short way if all is true: the quote stands at the start, and has as many characters as there are to the end.
    fn quoted_span(&self, row: &RowIn<'_>) -> Option<Span> {
        let (start, end) = row.at;
        let start_byte = self.text.char_to_byte(char_offset(start)?)?;
        let there = self.text.as_str().get(start_byte.get()..)?;
        let length = i64::try_from(row.quote.chars().count()).ok()?;
        if !there.starts_with(row.quote.as_ref()) || end.checked_sub(start)? != length {
            return None;
        }
        let end_byte = ByteOffset::new(start_byte.get() + row.quote.len());
        self.text.span(start_byte, end_byte).ok()
    }

    /// The span by the offsets alone, and what is wrong with it.
    fn span_of_offsets(&self, row: &RowIn<'_>) -> Result<Span, FaultKind> {
        let (start, end) = row.at;
        if start >= end {
            return Err(FaultKind::NoLength { start, end });
        }
        let offsets = char_offset(start).zip(char_offset(end));
        let Some(Ok(span)) = offsets.map(|(start, end)| self.text.span_of_chars(start, end)) else {
            let length = self.text.byte_to_char(self.text.end()).get();
            return Err(FaultKind::OutOfRange { start, end, length });
        };
        let found = self.text.slice(span);
        if found == row.quote {
            return Ok(span);
        }
        Err(FaultKind::WrongQuote {
            start,
            end,
            quote: row.quote.clone().into_owned(),
            found: found.to_owned(),
        })
    }

    /// In a changed text a short quote may stand at the right place by accident; its context tells.
    fn stands_before(&self, span: Span, before: &str) -> bool {
        let all = self.text.as_str().get(..span.start().get()).unwrap_or_default();
        all.ends_with(before)
    }
}

/// What a row says, at a place of the text.
fn annotation_at(row: RowIn<'_>, span: Span, moved: Option<Moved>) -> Result<Annotation, FaultKind> {
    Ok(Annotation {
        id: id(&row)?,
        span,
        label: row.label,
        second: row.second,
        note: row.note.map(Into::into),
        unsure: row.unsure,
        origin: row.origin.map(Into::into),
        made: time("made", &row.made)?,
        changed: row.changed.as_deref().map(|value| time("changed", value)).transpose()?,
        moved,
    })
}

fn id(row: &RowIn<'_>) -> Result<AnnotationId, FaultKind> {
    if row.id.is_empty() {
        return Err(FaultKind::NoId);
    }
    Ok(AnnotationId::new(&row.id))
}

/// Whether a file was written for this very text.
pub(super) fn is_of(file: &ArticleIn, article: &Article) -> bool {
    file.sha256.eq_ignore_ascii_case(article.sha256())
}

/// What is wrong with the labels of the whole article.
pub(super) fn document(about: &About) -> Vec<Found> {
    let unknown: BTreeSet<_> = (about.document.iter())
        .filter(|label| about.labels.get(label).is_none())
        .collect();
    unknown
        .into_iter()
        .map(|label| Found {
            row: None,
            fault: Fault {
                line: None,
                id: String::new(),
                kind: FaultKind::UnknownDocumentLabel { label: label.clone() },
            },
        })
        .collect()
}

/// An offset as a file has it; `None` for what is not one.
pub(super) fn char_offset(at: i64) -> Option<CharOffset> {
    u32::try_from(at).ok().map(|at| CharOffset::new(at as usize))
}

fn time(field: &'static str, value: &str) -> Result<Timestamp, FaultKind> {
    value.parse().map_err(|_| FaultKind::NotATime {
        field,
        value: value.to_owned(),
    })
}
