//! Annotations of an article that has changed: those that were found again elsewhere, to be looked at, and those whose
//! words are no longer there, to be placed by hand or dropped.

use std::sync::Arc;

use super::{Command, Document, Outcome, Refusal, Workspace};
use crate::{
    annotation::{About, Annotation, AnnotationId, Edit, Lost, LostList},
    article::Span,
};

impl Workspace {
    /// Selects the next annotation that was found again elsewhere and not looked at yet, from the start if there is none
    /// after this place.
    pub(super) fn next_moved(&mut self) -> Outcome {
        let Some(document) = self.document() else { return Ok(()) };
        let layer = document.layer();
        let from = match (document.selected(), document.unit()) {
            (Some(selected), _) => layer.index_of(selected) + 1,
            (None, Some(unit)) => layer.starting_before(unit.start()),
            (None, None) => 0,
        };
        let mut around = (from..layer.len()).chain(0..from).filter_map(|index| layer.nth(index));
        match around
            .find(|annotation| annotation.moved.is_some())
            .map(|moved| moved.id.clone())
        {
            Some(id) => {
                // What was said was about another place.
                self.say("");
                self.select(&id)
            }
            None => Err("No annotation waits to be looked at.".into()),
        }
    }

    /// Says that the annotation at hand is right where it was found, and goes on to the next.
    pub(super) fn confirm_moved(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let at_hand = document.annotation_at_hand();
        let Some(before) = at_hand.filter(|annotation| annotation.moved.is_some()).cloned() else {
            return Err("Select an annotation that has moved first.".into());
        };
        document.perform("Confirmed a place".into(), vec![confirmed(&before)])?;
        let left = document.tally().moved();
        if left > 0 {
            self.next_moved()?;
        }
        self.say(match left {
            0 => "All places are confirmed".to_owned(),
            1 => "Confirmed; 1 is left".to_owned(),
            some => format!("Confirmed; {some} are left"),
        });
        Ok(())
    }

    /// Says that all annotations are right where they were found.
    pub(super) fn confirm_all_moved(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let moved = document.layer().iter().filter(|annotation| annotation.moved.is_some());
        let edits: Vec<Edit> = moved.map(confirmed).collect();
        if edits.is_empty() {
            return Err("No annotation waits to be looked at.".into());
        }
        let what = match edits.len() {
            1 => "Confirmed a place".to_owned(),
            some => format!("Confirmed {some} places"),
        };
        document.perform(what.clone(), edits)?;
        self.say(what);
        Ok(())
    }

    /// Chooses a lost annotation, and goes to about where it would be.
    pub(super) fn choose_lost(&mut self, id: &AnnotationId) -> Outcome {
        let Some(document) = self.document_mut() else {
            return Ok(());
        };
        let Some(lost) = document.layer().about().lost.get(id).cloned() else {
            return Err("It is no longer on the list.".into());
        };
        document.cursor.lost = Some(id.clone());
        document.cursor.annotation = None;
        document.cursor.selection = None;
        let near = document.text().char_to_byte(lost.at.0).unwrap_or(document.text().end());
        document.go_to_unit_at(near);
        self.reveal_target();
        let (place, drop) = (self.how_to(&Command::PlaceLost), self.how_to(&Command::DropLost));
        self.say(format!(
            "Frame or select where it belongs and {place}; or to drop it, {drop}"
        ));
        Ok(())
    }

    /// Chooses the lost annotation after the chosen one, the first after the last.
    pub(super) fn next_lost(&mut self) -> Outcome {
        let next = self.document().and_then(|document| {
            let lost = &document.layer().about().lost;
            let chosen = document.chosen_lost();
            let after = lost.iter().skip_while(|one| Some(*one) != chosen).nth(1);
            after
                .filter(|_| chosen.is_some())
                .or_else(|| lost.iter().next())
                .map(|lost| lost.id.clone())
        });
        match next {
            Some(id) => self.choose_lost(&id),
            None => Err("No annotation is lost.".into()),
        }
    }

    /// Gives the chosen lost annotation the place that is framed or selected.
    pub(super) fn place_lost(&mut self) -> Outcome {
        let now = self.now();
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let (lost, span) = chosen_and_target(document)?;
        let placed = Annotation {
            changed: Some(now),
            ..lost.placed(span)
        };
        let name = document.labels().name_of(&lost.label).to_owned();
        let what = format!("Placed {name}");
        document.perform(what.clone(), vec![off_the_list(document, &lost), Edit::Add(placed)])?;
        document.cursor.selection = None;
        document.cursor.lost = None;
        document.cursor.just_labelled = Some(lost.id.clone());
        self.after_list(what)
    }

    /// Gives the chosen lost annotation up.
    pub(super) fn drop_lost(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let Some(lost) = document.chosen_lost().cloned() else {
            return Err("Choose a lost annotation first.".into());
        };
        let what = format!("Dropped {}", document.labels().name_of(&lost.label));
        document.perform(what.clone(), vec![off_the_list(document, &lost)])?;
        document.cursor.lost = None;
        self.after_list(what)
    }

    /// Gives all lost annotations up.
    pub(super) fn drop_all_lost(&mut self) -> Outcome {
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let before = Arc::clone(document.layer().about());
        let count = before.lost.len();
        if count == 0 {
            return Err("No annotation is lost.".into());
        }
        let after = Arc::new(About {
            lost: LostList::default(),
            ..About::clone(&before)
        });
        let what = match count {
            1 => "Dropped 1 lost annotation".to_owned(),
            some => format!("Dropped {some} lost annotations"),
        };
        document.perform(what.clone(), vec![Edit::About { before, after }])?;
        document.cursor.lost = None;
        self.say(what);
        Ok(())
    }

    /// Says what was done, and goes on with the next that is lost.
    fn after_list(&mut self, what: String) -> Outcome {
        let left = self
            .document()
            .map_or(0, |document| document.layer().about().lost.len());
        if left > 0 {
            self.next_lost()?;
        }
        self.say(match left {
            0 => what,
            1 => format!("{what}; 1 is left"),
            some => format!("{what}; {some} are left"),
        });
        Ok(())
    }
}

/// The edit that takes the mark off an annotation.
fn confirmed(before: &Annotation) -> Edit {
    Edit::Change {
        before: before.clone(),
        after: Annotation {
            moved: None,
            ..before.clone()
        },
    }
}

fn chosen_and_target(document: &Document) -> Result<(Arc<Lost>, Span), Refusal> {
    let lost = document.chosen_lost().cloned();
    let lost = lost.ok_or("Choose a lost annotation first.")?;
    let span = document.target().ok_or("Frame or select where it belongs first.")?;
    Ok((lost, span))
}

/// The edit after which an annotation is no longer among the lost ones.
fn off_the_list(document: &Document, lost: &Lost) -> Edit {
    let before = Arc::clone(document.layer().about());
    let after = Arc::new(About {
        lost: before.lost.filtered(|other| other.id != lost.id),
        ..About::clone(&before)
    });
    Edit::About { before, after }
}

impl Document {
    /// The lost annotation that is chosen to be placed or dropped.
    pub fn chosen_lost(&self) -> Option<&Arc<Lost>> {
        self.layer().about().lost.get(self.cursor.lost.as_ref()?)
    }
}
