//! Labelling, and correcting labels.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;

use super::{Command, Document, Outcome, Request, Workspace, stepping};
use crate::{
    annotation::{Annotation, AnnotationId, Edit, Step},
    article::{Span, UnitKind},
    labels::LabelId,
};

/// What a label goes to.
enum Target {
    /// An annotation that is there.
    Annotation(Annotation),
    /// A part of the text that somebody marked.
    Selection(Span),
    /// The current unit.
    Unit(Span),
}

impl Workspace {
    /// Gives `label` to what is at hand; what already has it loses it, what has another gets this one. A paragraph
    /// hands it on to its sentences, unless the user wants one annotation for the whole.
    pub(super) fn label(&mut self, label: LabelId) -> Outcome {
        if self.aims_at_article {
            return self.label_article(label);
        }
        let now = self.now();
        let on_hit = self.on_hit();
        let (as_one, step_over) = (self.settings().paragraph_as_one, self.settings().step_over_furniture);
        let Some(document) = self.writable()? else {
            return Err("Open an article first.".into());
        };
        let Some(target) = target(document) else {
            return Err("There is nothing to label: the article has no sentences.".into());
        };
        // Where every unit must be covered, no line is passed by.
        let step_over = step_over && !document.layer().about().coverage;
        let steps = document.history().len();
        let parts = document.cursor.parts.take();
        // Each half of something split has a label already, and keeps it if it is given again.
        let keep = parts.is_some();
        let (what, edits) = match &target {
            Target::Annotation(annotation) => relabel(document, vec![Err(annotation.clone())], &label, now, false),
            Target::Selection(span) => relabel(document, vec![Ok(*span)], &label, now, false),
            Target::Unit(unit) => {
                let kind = if as_one || keep {
                    UnitKind::Sentence
                } else {
                    document.cursor.kind
                };
                let spans = stepping::sentences(document, kind, *unit);
                relabel(document, spans.into_iter().map(Ok).collect(), &label, now, keep)
            }
        };
        let labelled = edits.iter().rev().find_map(|edit| match edit {
            Edit::Add(annotation) | Edit::Change { after: annotation, .. } => Some(annotation.id.clone()),
            Edit::Remove(_) | Edit::About { .. } => None,
        });
        if !edits.is_empty() {
            document.perform(what.clone(), edits)?;
        }
        let labelled_one = labelled.is_some();
        document.cursor.just_labelled.clone_from(&labelled);
        match target {
            Target::Unit(unit) => {
                if let Some((next, rest)) = parts.as_deref().and_then(<[Span]>::split_first) {
                    document.cursor.unit = Some(*next);
                    document.cursor.parts = Some(rest.to_vec());
                } else if labelled.is_some() || keep {
                    let kind = document.cursor.kind;
                    let next = if step_over {
                        stepping::next_claim(document, kind, unit)
                    } else {
                        stepping::next(document, kind, unit)
                    };
                    document.cursor.unit = next.or(Some(unit));
                }
            }
            Target::Selection(_) | Target::Annotation(_) => {
                document.cursor.selection = None;
                document.cursor.annotation = labelled;
            }
        }
        if !label.is_none() {
            self.last_label = Some(label);
        }
        if on_hit && labelled_one {
            self.walked(steps);
            return self.go_to_hit(true);
        }
        self.reveal_target();
        self.say(what);
        Ok(())
    }

    /// Gives a label to the first part of the unit alone, and goes on with the rest of it. What the whole unit was
    /// labelled with stays with the rest.
    pub(super) fn label_part(&mut self, label: LabelId) -> Outcome {
        if self.aims_at_article {
            return self.label_article(label);
        }
        let Some(document) = self.writable()? else {
            return Err("Open an article first.".into());
        };
        let kind = document.cursor.kind;
        let is_unit = matches!(target(document), Some(Target::Unit(_)));
        let Some(unit) = document.unit().filter(|_| is_unit) else {
            return Err("Only a framed unit has a first part: drop the selection first.".into());
        };
        let Some((first, rest)) = stepping::first_part(document, kind, unit) else {
            return self.label(label);
        };
        let steps = document.history().len();
        if document.layer().exactly(unit).next().is_some() {
            document.cursor.caret = Some(rest.start());
            self.split()?;
        }
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        document.cursor.unit = Some(first);
        document.cursor.parts = Some(Vec::new());
        self.label(label)?;
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        document.cursor.unit = Some(rest);
        document.cursor.parts = None;
        let done = document.history().len().saturating_sub(steps);
        let what = document.history().to_undo().map(|step| step.name.clone());
        document.join_steps(done, what.unwrap_or_default())?;
        self.reveal_target();
        Ok(())
    }

    /// Says which label the annotation at hand would have if not its own, or no longer.
    pub(super) fn second_choice(&mut self, label: LabelId) -> Outcome {
        let Some(document) = self.document() else {
            return Err("Open an article first.".into());
        };
        let name = document.labels().name_of(&label).to_owned();
        if document
            .annotation_at_hand()
            .is_some_and(|annotation| annotation.label == label)
        {
            return Err(format!("{name} is its first choice already.").into());
        }
        let what = |after: &Annotation| match after.second {
            Some(_) => format!("Or else {name}"),
            None => "No second choice any more".to_owned(),
        };
        let toggle = |annotation: &mut Annotation| {
            annotation.second = Some(label.clone()).filter(|label| annotation.second.as_ref() != Some(label));
        };
        self.change_at_hand(toggle, what)
    }

    /// Has every drag give a label, or no longer if it is the one that drags give.
    pub(super) fn arm(&mut self, label: LabelId) {
        if self.armed.as_ref() == Some(&label) {
            self.armed = None;
            self.say("Dragging selects");
            return;
        }
        let name = self
            .document()
            .map(|document| document.labels().name_of(&label).to_owned());
        self.armed = Some(label);
        let ends = self.how_to(&Command::Back);
        self.say(format!(
            "Dragging labels as {}; {ends} to end it",
            name.unwrap_or_default()
        ));
    }

    /// Labels what was just dragged over, if a label is armed.
    pub(super) fn label_dragged(&mut self) -> Outcome {
        let Some(label) = self.armed.clone() else { return Ok(()) };
        self.label(label)?;
        if let Some(document) = self.document_mut() {
            document.cursor.annotation = None;
        }
        Ok(())
    }

    /// Deletes the selected annotation, or those inside the selection or the current unit.
    pub(super) fn delete(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let doomed: Vec<Annotation> = deletable(document).into_iter().cloned().collect();
        if doomed.is_empty() {
            return Err("Nothing here to delete.".into());
        }
        let what = match doomed.as_slice() {
            [one] => format!("Deleted {}", document.labels().name_of(&one.label)),
            several => format!("Deleted {} annotations", several.len()),
        };
        document.perform(what.clone(), doomed.into_iter().map(Edit::Remove).collect())?;
        self.say(what);
        Ok(())
    }

    /// Marks the annotation at hand as doubtful, or no longer.
    pub(super) fn toggle_unsure(&mut self) -> Outcome {
        let what = |after: &Annotation| {
            let said = if after.unsure {
                "Marked as unsure"
            } else {
                "No longer unsure"
            };
            said.to_owned()
        };
        self.change_at_hand(|annotation| annotation.unsure = !annotation.unsure, what)
    }

    /// Goes to where the note of the annotation at hand is written.
    pub(super) fn edit_note(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some(id) = document.annotation_at_hand().map(|annotation| annotation.id.clone()) else {
            return Err("Label something first: notes belong to annotations.".into());
        };
        document.cursor.annotation = Some(id);
        document.cursor.selection = None;
        self.request(Request::FocusNote);
        self.reveal_target();
        Ok(())
    }

    /// Writes a note; an empty one removes it.
    pub(super) fn set_note(&mut self, id: &AnnotationId, note: &str) -> Outcome {
        let now = self.now();
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some(before) = document.layer().get(id).cloned() else {
            return Ok(());
        };
        let note = Some(note.trim()).filter(|note| !note.is_empty()).map(Box::from);
        if note == before.note {
            return Ok(());
        }
        let what = if note.is_some() {
            "Wrote a note"
        } else {
            "Removed the note"
        };
        let after = Annotation {
            note,
            changed: Some(now),
            ..before.clone()
        };
        document.perform(what.into(), vec![Edit::Change { before, after }])?;
        self.say(what);
        Ok(())
    }

    fn change_at_hand(&mut self, change: impl Fn(&mut Annotation), what: impl Fn(&Annotation) -> String) -> Outcome {
        let now = self.now();
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some(before) = document.annotation_at_hand().cloned() else {
            return Err("Label something first: there is no annotation here.".into());
        };
        let mut after = Annotation {
            changed: Some(now),
            ..before.clone()
        };
        change(&mut after);
        let what = what(&after);
        document.perform(what.clone(), vec![Edit::Change { before, after }])?;
        self.say(what);
        Ok(())
    }

    /// Takes the last step back.
    pub(super) fn undo(&mut self) -> Outcome {
        let undone = self.writable()?.map(Document::undo).transpose()?.flatten();
        self.after_history("Undid", "Nothing to undo.", undone)
    }

    /// Does the last undone step again.
    pub(super) fn redo(&mut self) -> Outcome {
        let redone = self.writable()?.map(Document::redo).transpose()?.flatten();
        self.after_history("Redid", "Nothing to redo.", redone)
    }

    /// Goes to where the undone or redone step was, and says what it was.
    fn after_history(&mut self, did: &str, nothing: &str, step: Option<Arc<Step>>) -> Outcome {
        let Some(step) = step else {
            return Err(nothing.into());
        };
        if let Some(place) = step.place() {
            self.go_to(place);
        }
        self.keep_labels();
        self.say(format!("{did}: {}", step.name));
        Ok(())
    }
}

/// What would be deleted: the selected annotation, or those inside the selection or the current unit.
pub(super) fn deletable(document: &Document) -> Vec<&Annotation> {
    match (document.selected(), document.selection().or_else(|| document.unit())) {
        (Some(annotation), _) => vec![annotation],
        (None, Some(place)) => {
            let there = document.layer().overlapping(place).into_iter();
            there.filter(|annotation| place.covers(annotation.span)).collect()
        }
        (None, None) => Vec::new(),
    }
}

fn target(document: &Document) -> Option<Target> {
    if let Some(annotation) = document.selected() {
        return Some(Target::Annotation(annotation.clone()));
    }
    document
        .selection()
        .map(Target::Selection)
        .or_else(|| document.unit().map(Target::Unit))
}

/// The annotation of exactly `span` that a label would change: the one that has the label, else the only one.
fn existing(document: &Document, span: Span, label: &LabelId) -> Option<Annotation> {
    let mut there: Vec<&Annotation> = document.layer().exactly(span).collect();
    if let Some(same) = there.iter().find(|annotation| annotation.label == *label) {
        return Some((*same).clone());
    }
    if there.len() == 1 { there.pop().cloned() } else { None }
}

/// What gives a label to each of some spans or annotations, and what to call it. If all have it already, it is taken
/// from them, unless they shall `keep` it.
fn relabel(
    document: &Document,
    targets: Vec<Result<Span, Annotation>>,
    label: &LabelId,
    now: Timestamp,
    keep: bool,
) -> (String, Vec<Edit>) {
    let labels = document.labels();
    let name = labels.name_of(label);
    let found: Vec<(Option<Annotation>, Option<Span>)> = targets
        .into_iter()
        .map(|target| match target {
            Ok(span) => (existing(document, span, label), Some(span)),
            Err(annotation) => (Some(annotation), None),
        })
        .collect();
    let has_it = |there: &Option<Annotation>| there.as_ref().is_some_and(|annotation| annotation.label == *label);
    if !keep && found.iter().all(|(there, _)| has_it(there)) {
        let edits = found
            .into_iter()
            .filter_map(|(there, _)| there)
            .map(Edit::Remove)
            .collect();
        return (format!("Removed {name}"), edits);
    }
    let mut what = format!("Labelled as {name}");
    if let [(Some(only), _)] = found.as_slice()
        && only.label != *label
    {
        what = format!("Changed {} to {name}", labels.name_of(&only.label));
    } else if found.len() > 1 {
        what = format!("Labelled {} sentences as {name}", found.len());
    }
    let mut taken = HashSet::new();
    let edits = found
        .into_iter()
        .filter(|(there, _)| !has_it(there))
        .filter_map(|(there, span)| match there {
            Some(before) => {
                let after = Annotation {
                    label: label.clone(),
                    // A second choice that becomes the first says nothing.
                    second: before.second.clone().filter(|second| second != label),
                    changed: Some(now),
                    // Who labels it anew has seen where it is.
                    moved: None,
                    ..before.clone()
                };
                Some(Edit::Change { before, after })
            }
            None => Some(Edit::Add(document.new_annotation(
                span?,
                label.clone(),
                now,
                &mut taken,
            ))),
        });
    (what, edits.collect())
}
