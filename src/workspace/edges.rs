//! Moving the ends of what is at hand, splitting it, and joining it with what follows.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{Document, Grain, Outcome, Selection, Workspace};
use crate::{
    annotation::{Annotation, AnnotationId, Edit},
    article::{ByteOffset, Span, Text, clauses},
};

/// Which end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it starts.
    Start,
    /// Where it ends.
    End,
}

/// How far an end moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// To the edge of the next word.
    Word,
    /// By what a reader sees as one character.
    Grapheme,
}

/// How far around a place words are looked for, in bytes: further than any word is long.
const WINDOW: usize = 4096;

impl Workspace {
    /// Moves an end of the annotation at hand, of the selection, or of the current unit, which then becomes a
    /// selection. An annotation that touches the end moves along.
    pub(super) fn move_edge(&mut self, edge: Edge, forward: bool, stride: Stride) -> Outcome {
        let trim = self.settings().trim;
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let Some((annotation, span)) = at_hand(document) else {
            return Ok(());
        };
        let Some(moved) = moved(document.text(), span, edge, forward, (stride, trim)) else {
            return Err("It cannot be moved further.".into());
        };
        match annotation {
            Some(annotation) => self.move_annotation(annotation, moved, edge),
            None => {
                let (anchor, head) = match edge {
                    Edge::Start => (moved.end(), moved.start()),
                    Edge::End => (moved.start(), moved.end()),
                };
                document.cursor.selection = Some(Selection {
                    anchor,
                    head,
                    grain: Grain::Character,
                    trim,
                });
                self.reveal_target();
                Ok(())
            }
        }
    }

    /// Gives an annotation the extent to which an end of it was dragged: `span` is what the drag marked, and the anchor of
    /// `drag` the end that stays. A click at an end is a click.
    pub(super) fn resize(&mut self, id: &AnnotationId, span: Option<Span>, drag: Selection) -> Outcome {
        let Some(annotation) = self.document().and_then(|document| document.layer().get(id).cloned()) else {
            return Ok(());
        };
        let edge = if drag.head < drag.anchor {
            Edge::Start
        } else {
            Edge::End
        };
        let span = self.document().zip(span).and_then(|(document, span)| {
            let (start, end) = match edge {
                Edge::Start => (span.start(), drag.anchor),
                Edge::End => (drag.anchor, span.end()),
            };
            document.text().span(start, end).ok()
        });
        match span {
            Some(span) if span != annotation.span => self.move_annotation(annotation, span, edge),
            _ => {
                if let Some(document) = self.document_mut() {
                    document.cursor.caret = Some(drag.head);
                    document.cursor.annotation = Some(annotation.id);
                }
                Ok(())
            }
        }
    }

    fn move_annotation(&mut self, before: Annotation, span: Span, edge: Edge) -> Outcome {
        let now = self.now();
        let neighbours_move = self.settings().neighbours_move;
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let mut edits = Vec::new();
        if let Some(neighbour) = neighbour(document, &before, edge).filter(|_| neighbours_move) {
            let gap = match edge {
                Edge::End => document.text().span(span.end(), neighbour.span.end()),
                Edge::Start => document.text().span(neighbour.span.start(), span.start()),
            };
            let Some(rest) = gap.ok().and_then(|gap| document.text().trimmed(gap)) else {
                return Err("The annotation beside it would vanish.".into());
            };
            if rest != neighbour.span {
                let after = Annotation {
                    span: rest,
                    changed: Some(now),
                    ..neighbour.clone()
                };
                edits.push(Edit::Change {
                    before: neighbour,
                    after,
                });
            }
        }
        let id = before.id.clone();
        let after = Annotation {
            span,
            changed: Some(now),
            moved: None,
            ..before.clone()
        };
        edits.push(Edit::Change { before, after });
        document.perform("Moved an edge".into(), edits)?;
        document.cursor.selection = None;
        document.cursor.annotation = Some(id);
        self.reveal_target();
        self.say("Moved an edge");
        Ok(())
    }

    /// Cuts the annotation at hand, or the current unit, in two: where the pointer was last clicked inside it, or
    /// else where its second clause begins. The halves are then stepped through like units.
    pub(super) fn split(&mut self) -> Outcome {
        let now = self.now();
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some((annotation, span)) = at_hand(document) else {
            return Ok(());
        };
        let Some((first, second)) = halves(document, span) else {
            return Err("There is no clause to cut at. Click where to cut, and press the key again.".into());
        };
        if let Some(before) = annotation {
            let after = Annotation {
                span: first,
                changed: Some(now),
                moved: None,
                ..before.clone()
            };
            let rest = Annotation {
                id: document.layer().fresh_id(),
                span: second,
                made: now,
                changed: None,
                moved: None,
                ..before.clone()
            };
            document.perform("Split".into(), vec![Edit::Change { before, after }, Edit::Add(rest)])?;
        }
        document.cursor.annotation = None;
        document.cursor.selection = None;
        document.cursor.caret = None;
        document.cursor.unit = Some(first);
        document.cursor.parts = Some(vec![second]);
        self.reveal_target();
        self.say("Split in two: label each half");
        Ok(())
    }

    /// Joins the annotation at hand with the next one, which gives up its own label and note.
    pub(super) fn join(&mut self) -> Outcome {
        let now = self.now();
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some(before) = document.annotation_at_hand().cloned() else {
            return Err("Label something first: there is no annotation here.".into());
        };
        let next = document.layer().nth(document.layer().index_of(&before) + 1).cloned();
        let Some(next) = next else {
            return Err("There is no annotation after this one.".into());
        };
        let between = document
            .text()
            .span(before.span.end(), next.span.start())
            .map(|gap| document.text().slice(gap));
        if between.is_ok_and(|gap| gap.contains('\n')) {
            return Err("The next annotation is in another paragraph.".into());
        }
        let note = match (&before.note, &next.note) {
            (Some(one), Some(other)) => Some(format!("{one}\n{other}").into()),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        let after = Annotation {
            span: before.span.hull(next.span),
            note,
            unsure: before.unsure || next.unsure,
            changed: Some(now),
            moved: None,
            ..before.clone()
        };
        let id = before.id.clone();
        document.perform(
            "Joined two annotations".into(),
            vec![Edit::Remove(next), Edit::Change { before, after }],
        )?;
        document.cursor.selection = None;
        document.cursor.annotation = Some(id);
        self.reveal_target();
        self.say("Joined two annotations");
        Ok(())
    }
}

/// The annotation that a change of extent means, and where it lies; or the selection or unit that none lies on.
fn at_hand(document: &Document) -> Option<(Option<Annotation>, Span)> {
    if let Some(annotation) = document.selected() {
        return Some((Some(annotation.clone()), annotation.span));
    }
    let span = document.selection().or_else(|| document.unit())?;
    Some((document.layer().exactly(span).next().cloned(), span))
}

/// The annotation that begins (or ends) where this one ends (or begins), with nothing but white space between them.
fn neighbour(document: &Document, annotation: &Annotation, edge: Edge) -> Option<Annotation> {
    let text = document.text();
    let string = text.as_str();
    // The first character beyond the white space, in the same line.
    let touched = match edge {
        Edge::End => {
            let after = string.get(annotation.span.end().get()..)?;
            let at = after.find(|character: char| !character.is_whitespace() || character == '\n')?;
            ByteOffset::new(annotation.span.end().get() + at)
        }
        Edge::Start => {
            let before = string.get(..annotation.span.start().get())?;
            let beyond = |(_, character): &(usize, char)| !character.is_whitespace() || *character == '\n';
            ByteOffset::new(before.char_indices().rev().find(beyond)?.0)
        }
    };
    let character = string
        .get(touched.get()..)?
        .chars()
        .next()
        .filter(|character| *character != '\n')?;
    let near = text.span(touched, ByteOffset::new(touched.get() + character.len_utf8()));
    let beside = |other: &&&Annotation| match edge {
        Edge::End => other.span.start() >= annotation.span.end(),
        Edge::Start => other.span.end() <= annotation.span.start(),
    };
    document
        .layer()
        .overlapping(near.ok()?)
        .iter()
        .find(beside)
        .map(|found| (**found).clone())
}

/// The span with one end moved by a stride, without white space at its ends if those are trimmed; `None` if it would be
/// empty or leave the text.
fn moved(text: &Text, span: Span, edge: Edge, forward: bool, by: (Stride, bool)) -> Option<Span> {
    let (start, end) = match edge {
        Edge::Start => (step(text, span.start(), edge, forward, by)?, span.end()),
        Edge::End => (span.start(), step(text, span.end(), edge, forward, by)?),
    };
    let moved = text.span(start, end).ok()?;
    let trimmed = text.trimmed(moved)?;
    let (_, trim) = by;
    Some(if trim { trimmed } else { moved }).filter(|moved| *moved != span)
}

/// The next place for an end.
fn step(text: &Text, at: ByteOffset, edge: Edge, forward: bool, (stride, trim): (Stride, bool)) -> Option<ByteOffset> {
    let string = text.as_str();
    match stride {
        Stride::Grapheme => {
            let mut at = at;
            loop {
                let mut cursor = GraphemeCursor::new(at.get(), string.len(), true);
                let next = if forward {
                    cursor.next_boundary(string, 0)
                } else {
                    cursor.prev_boundary(string, 0)
                };
                let next = ByteOffset::new(next.ok()??);
                // White space at an end would only be trimmed again.
                let passed = string.get(at.min(next).get()..at.max(next).get())?;
                if !trim || forward != (edge == Edge::End) || !passed.trim().is_empty() {
                    return Some(next);
                }
                at = next;
            }
        }
        Stride::Word => {
            let from = string.floor_char_boundary(at.get().saturating_sub(WINDOW));
            let to = string.floor_char_boundary(at.get() + WINDOW);
            let places = string
                .get(from..to)?
                .split_word_bound_indices()
                .filter(|(_, word)| !word.trim().is_empty());
            let places = places.map(|(start, word)| match edge {
                Edge::Start => from + start,
                Edge::End => from + start + word.len(),
            });
            let place = if forward {
                places.into_iter().find(|place| *place > at.get())
            } else {
                places.into_iter().take_while(|place| *place < at.get()).last()
            };
            place.map(ByteOffset::new)
        }
    }
}

/// The two parts of a span: cut at the caret if it is inside, else before the second clause.
fn halves(document: &Document, span: Span) -> Option<(Span, Span)> {
    let text = document.text();
    let inside = |at: &ByteOffset| span.start() < *at && *at < span.end();
    let clause = || {
        clauses(text, span, document.language())
            .get(1)
            .map(|clause| clause.start())
    };
    let cut = document.cursor.caret.filter(inside).or_else(clause)?;
    let first = text.trimmed(text.span(span.start(), cut).ok()?)?;
    let second = text.trimmed(text.span(cut, span.end()).ok()?)?;
    Some((first, second))
}
