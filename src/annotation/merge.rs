//! Taking over what others have written to the file of a layer that is being edited, annotation by annotation.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use super::{About, Annotation, AnnotationId, Edit, Layer};

/// What is known of annotations that have changed since the layer was opened. All others are as they were.
#[derive(Clone, Debug, Default)]
pub struct Session {
    touched: HashMap<AnnotationId, Touched>,
    /// What was said besides annotations when the layer was opened, and whether it was changed here since.
    changed_about: Vec<About>,
}

#[derive(Clone, Debug, Default)]
struct Touched {
    /// What it has been, as far as this session knows: a file that says so is an old one.
    past: Vec<Annotation>,
    /// It was made or changed here, not only taken over.
    own: bool,
    /// Our file has held it as it was made or changed here.
    saved: bool,
    /// When it was last touched.
    at: Option<Instant>,
}

/// What is to be taken over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// The edits that bring what others did into our layer.
    pub edits: Vec<Edit>,
    /// How many annotations were changed on both sides. Both versions are kept.
    pub collisions: usize,
    /// Our layer has something that their file has not, so that it must be written again.
    pub lacks: bool,
}

/// So long after somebody has written something others may still write a file that they read before.
const FRESH: Duration = Duration::from_secs(10);

impl Touched {
    fn is_fresh(&self, now: Instant) -> bool {
        self.at.is_some_and(|at| now.saturating_duration_since(at) < FRESH)
    }
}

impl Session {
    /// Takes note of edits at a time: those made here, or those that were taken over from others.
    pub fn record(&mut self, edits: &[Edit], own: bool, now: Instant) {
        for edit in edits {
            let (before, after) = edit.sides();
            for annotation in [before, after].into_iter().flatten() {
                let touched = self.touched.entry(annotation.id.clone()).or_default();
                touched.own |= own;
                touched.at = Some(now);
                touched.saved &= !own;
                if !touched.past.contains(annotation) {
                    touched.past.push(annotation.clone());
                }
            }
            if let Edit::About { before, .. } = edit
                && own
            {
                self.changed_about.push(About::clone(before));
            }
        }
    }

    /// Takes note that the file holds everything now.
    pub fn saved(&mut self) {
        self.touched.values_mut().for_each(|touched| touched.saved = true);
    }

    /// What of `theirs`, which others have put in the place of our file, is to be taken over into `ours`.
    ///
    /// What was changed here wins over a version that this session has seen before. What both have changed is kept
    /// twice. What is missing in their file was deleted there, unless it is ours, or their file is older than ours, or it
    /// came from others a moment ago: then they may not have seen it yet.
    pub fn merge(&self, ours: &Layer, theirs: &Layer, now: Instant) -> Merged {
        let mut merged = Merged::default();
        let is_missing = |(id, touched): (&AnnotationId, &Touched)| {
            touched.own && touched.saved && ours.get(id).is_some() && theirs.get(id).is_none()
        };
        let is_older = self.touched.iter().any(is_missing);
        let mut taken: HashSet<AnnotationId> = HashSet::new();
        for their in theirs.iter() {
            let touched = self.touched.get(&their.id);
            let was_ours = touched.is_some_and(|touched| touched.past.contains(their));
            match ours.get(&their.id) {
                Some(our) if our == their => {}
                Some(_) if was_ours => merged.lacks = true,
                Some(our) if touched.is_none_or(|touched| !touched.own) => merged.edits.push(Edit::Change {
                    before: our.clone(),
                    after: their.clone(),
                }),
                Some(_) => {
                    merged.collisions += 1;
                    merged.lacks = true;
                    let id = AnnotationId::fresh(|id| {
                        ours.get(id).is_some() || theirs.get(id).is_some() || taken.contains(id)
                    });
                    taken.insert(id.clone());
                    merged.edits.push(Edit::Add(Annotation { id, ..their.clone() }));
                }
                // It was deleted here, and they have not heard of it yet.
                None if was_ours && touched.is_some_and(|touched| touched.own) => {}
                None => merged.edits.push(Edit::Add(their.clone())),
            }
        }
        for our in ours.iter().filter(|our| theirs.get(&our.id).is_none()) {
            match self.touched.get(&our.id) {
                Some(touched) if touched.own || is_older || touched.is_fresh(now) => merged.lacks = true,
                _ => merged.edits.push(Edit::Remove(our.clone())),
            }
        }
        self.merge_about(ours, theirs, &mut merged);
        merged
    }

    /// What is said besides annotations is theirs, unless it was changed here.
    fn merge_about(&self, ours: &Layer, theirs: &Layer, merged: &mut Merged) {
        if ours.about() == theirs.about() {
            return;
        }
        if self.changed_about.is_empty() {
            merged.edits.push(Edit::About {
                before: ours.about().clone(),
                after: theirs.about().clone(),
            });
        } else {
            merged.lacks = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        article::{ByteOffset, Text},
        labels::LabelId,
    };

    fn annotation(id: &str, label: &str) -> Annotation {
        let text = Text::new("x".repeat(100));
        Annotation {
            id: AnnotationId::new(id),
            span: text.span(ByteOffset::new(0), ByteOffset::new(5)).expect("inside"),
            label: LabelId::new(label),
            second: None,
            note: None,
            unsure: false,
            origin: None,
            made: Timestamp::UNIX_EPOCH,
            changed: None,
        }
    }

    fn layer(annotations: &[(&str, &str)]) -> Layer {
        let annotations = annotations.iter().map(|(id, label)| annotation(id, label));
        Layer::with_annotations(About::default(), annotations.collect()).0
    }

    /// What is in our layer after the merge, as `id label`.
    fn merged(session: &Session, ours: &Layer, theirs: &Layer) -> (Vec<String>, usize, bool) {
        let merged = session.merge(ours, theirs, Instant::now() + 2 * FRESH);
        let mut layer = ours.clone();
        for edit in &merged.edits {
            layer.apply(edit).expect("it fits");
        }
        let mut all: Vec<String> = layer
            .iter()
            .map(|annotation| match annotation.id.as_str() {
                id @ ("a" | "b" | "c" | "d") => format!("{id} {}", annotation.label),
                _ => format!("new {}", annotation.label),
            })
            .collect();
        all.sort();
        (all, merged.collisions, merged.lacks)
    }

    #[test]
    fn what_others_did_is_taken_over_and_nothing_of_ours_is_lost() {
        // We have made b and deleted c since the file was read; others have relabelled a, deleted d, and made another.
        let mut session = Session::default();
        session.record(
            &[
                Edit::Add(annotation("b", "fact")),
                Edit::Remove(annotation("c", "fact")),
            ],
            true,
            Instant::now(),
        );
        let ours = layer(&[("a", "fact"), ("b", "fact"), ("d", "fact")]);
        let theirs = layer(&[("a", "opinion"), ("c", "fact"), ("x", "analysis")]);
        let (all, collisions, lacks) = merged(&session, &ours, &theirs);
        assert_eq!(all, ["a opinion", "b fact", "new analysis"]);
        assert_eq!((collisions, lacks), (0, true));
    }

    #[test]
    fn what_both_changed_is_kept_twice() {
        let mut session = Session::default();
        let change = Edit::Change {
            before: annotation("a", "fact"),
            after: annotation("a", "analysis"),
        };
        session.record(&[change], true, Instant::now());
        let ours = layer(&[("a", "analysis")]);
        let both = merged(&session, &ours, &layer(&[("a", "opinion")]));
        assert_eq!(both, (vec!["a analysis".to_owned(), "new opinion".to_owned()], 1, true));
        // They have the version from before: that is no change of theirs.
        let old = merged(&session, &ours, &layer(&[("a", "fact")]));
        assert_eq!(old, (vec!["a analysis".to_owned()], 0, true));
    }

    #[test]
    fn an_older_file_takes_nothing_away() {
        let mut session = Session::default();
        session.record(&[Edit::Add(annotation("a", "fact"))], true, Instant::now());
        session.saved();
        // From somebody else, who is gone by now.
        session.record(&[Edit::Add(annotation("b", "opinion"))], false, Instant::now());
        let ours = layer(&[("a", "fact"), ("b", "opinion")]);
        let older = merged(&session, &ours, &layer(&[("c", "fact")]));
        assert_eq!(older.0, ["a fact", "b opinion", "c fact"]);
        // With ours in it, their file is newer, and what is missing was deleted.
        let newer = merged(&session, &ours, &layer(&[("a", "fact")]));
        assert_eq!(newer, (vec!["a fact".to_owned()], 0, false));
        // But not what came a moment ago.
        let theirs = layer(&[("a", "fact")]);
        assert_eq!(session.merge(&ours, &theirs, Instant::now()).edits, []);
    }
}
