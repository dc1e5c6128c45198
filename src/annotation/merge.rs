//! Taking over what others have written to the file of a layer that is being edited, annotation by annotation.
//!
//! Two programs that edit one layer must agree in the end and then be quiet: whatever one writes in answer to the other
//! must be taken over there without another answer.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{About, Annotation, AnnotationId, Edit, Layer, LostList};

/// So long after somebody has written something others may still write a file that they read before.
const FRESH: Duration = Duration::from_secs(10);

/// What is known of a layer since it was opened: which annotations have changed, and what the file said when it was last
/// read or written.
#[derive(Clone, Debug, Default)]
pub struct Session {
    touched: HashMap<AnnotationId, Touched>,
    /// What the file says besides annotations.
    about: Arc<About>,
}

#[derive(Clone, Debug, Default)]
struct Touched {
    /// What it has been, as far as this session knows.
    past: Vec<Annotation>,
    /// It was made, changed or deleted here, not only taken over.
    own: bool,
    /// The file has held what was done here.
    saved: bool,
    /// When it was last touched.
    at: Option<Instant>,
}

impl Touched {
    fn is_fresh(&self, now: Instant) -> bool {
        self.at.is_some_and(|at| now.saturating_duration_since(at) < FRESH)
    }
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

impl Session {
    /// For a layer as it was just read.
    pub fn of(layer: &Layer) -> Self {
        Self {
            touched: HashMap::new(),
            about: Arc::clone(layer.about()),
        }
    }

    /// Takes note of edits at a time: those made here, or those that were taken over from others.
    pub fn record(&mut self, edits: &[Edit], own: bool, now: Instant) {
        for edit in edits {
            let (before, after) = edit.sides();
            for annotation in [before, after].into_iter().flatten() {
                let touched = self.touched.entry(annotation.id.clone()).or_default();
                touched.own |= own;
                touched.saved &= !own;
                touched.at = Some(now);
                if !touched.past.contains(annotation) {
                    touched.past.push(annotation.clone());
                }
            }
        }
    }

    /// Takes note that the file holds all of a layer now.
    pub fn saved(&mut self, layer: &Layer) {
        self.touched.values_mut().for_each(|touched| touched.saved = true);
        self.about = Arc::clone(layer.about());
    }

    /// What of `theirs`, which others have put in the place of our file, is to be taken over into `ours`; and takes note of
    /// what they say.
    ///
    /// What was done here and is not in the file yet wins over versions that this session has seen before. What both have
    /// changed is kept twice. What is missing in their file was deleted there, unless it is not saved yet, or their file is
    /// older than ours, or it came from others a moment ago: then they may not have seen it.
    pub fn merge(&mut self, ours: &Layer, theirs: &Layer, now: Instant) -> Merged {
        let mut merged = Merged::default();
        let is_older = self.is_older(ours, theirs);
        for their in theirs.iter() {
            match ours.get(&their.id) {
                Some(our) if our == their => {}
                Some(our) => self.both(ours, theirs, (our, their), is_older, &mut merged),
                None => {
                    let touched = self.touched.get(&their.id);
                    // It was deleted here, and the file does not know yet.
                    if touched.is_some_and(|touched| touched.own && !touched.saved && touched.past.contains(their)) {
                        merged.lacks = true;
                    } else {
                        merged.edits.push(Edit::Add(their.clone()));
                    }
                }
            }
        }
        for our in ours.iter().filter(|our| theirs.get(&our.id).is_none()) {
            match self.touched.get(&our.id) {
                Some(touched) if is_older || touched.own && !touched.saved || !touched.own && touched.is_fresh(now) => {
                    merged.lacks = true;
                }
                _ => merged.edits.push(Edit::Remove(our.clone())),
            }
        }
        self.merge_about(ours, theirs, &mut merged);
        merged
    }

    /// Whether their file was made from an older one: it lacks what was done here last and was saved, and has nothing of ours
    /// that is later.
    fn is_older(&self, ours: &Layer, theirs: &Layer) -> bool {
        let own = self.touched.iter().filter(|(_, touched)| touched.own && touched.saved);
        let own = own.filter(|(id, _)| ours.get(id).is_some());
        let (missing, there): (Vec<_>, Vec<_>) = own.partition(|(id, _)| theirs.get(id).is_none());
        let first_missing = missing.iter().filter_map(|(_, touched)| touched.at).min();
        let last_there = there.iter().filter_map(|(_, touched)| touched.at).max();
        first_missing.is_some_and(|missing| last_there.is_none_or(|there| there <= missing))
    }

    /// An annotation that both have, but not alike.
    fn both(
        &self,
        ours: &Layer,
        theirs: &Layer,
        (our, their): (&Annotation, &Annotation),
        is_older: bool,
        merged: &mut Merged,
    ) {
        let take = |merged: &mut Merged| {
            merged.edits.push(Edit::Change {
                before: our.clone(),
                after: their.clone(),
            });
        };
        let Some(touched) = self.touched.get(&our.id).filter(|touched| touched.own) else {
            return take(merged);
        };
        let is_behind = !touched.saved || is_older;
        if !is_behind {
            // They have seen what was done here, and changed it.
            return take(merged);
        }
        if touched.past.contains(their) {
            merged.lacks = true;
            return;
        }
        // Both have changed it. The later change stays, by a rule that gives the same on both sides, and the other becomes an
        // annotation of its own.
        merged.collisions += 1;
        let loser = if wins(our, their) {
            merged.lacks = true;
            their
        } else {
            take(merged);
            our
        };
        let is_same = |other: &&Annotation| {
            let renamed = Annotation {
                id: loser.id.clone(),
                ..(*other).clone()
            };
            other.id != loser.id && renamed == *loser
        };
        let is_kept = ours.exactly(loser.span).any(|other| is_same(&other))
            || theirs.exactly(loser.span).any(|other| is_same(&other));
        if !is_kept {
            let id = AnnotationId::fresh(|id| ours.get(id).is_some() || theirs.get(id).is_some());
            merged.edits.push(Edit::Add(Annotation { id, ..loser.clone() }));
            merged.lacks = true;
        }
    }

    /// Of what is said besides annotations each part is theirs if they changed it, and else ours.
    fn merge_about(&mut self, ours: &Layer, theirs: &Layer, merged: &mut Merged) {
        let (before, our, their) = (Arc::clone(&self.about), ours.about(), theirs.about());
        let after = About {
            labels: newer(&before.labels, &our.labels, &their.labels),
            document: newer(&before.document, &our.document, &their.document),
            state: newer(&before.state, &our.state, &their.state),
            coverage: newer(&before.coverage, &our.coverage, &their.coverage),
            // What was placed or dropped on either side is off the list.
            lost: both_lost(&before.lost, &our.lost, &their.lost),
        };
        merged.lacks |= after != **their;
        if after != **our {
            merged.edits.push(Edit::About {
                before: Arc::clone(our),
                after: Arc::new(after),
            });
        }
        self.about = Arc::clone(their);
    }
}

/// What is lost on both sides, and what either has lost since.
fn both_lost(before: &LostList, our: &LostList, their: &LostList) -> LostList {
    let shared = our.filtered(|lost| their.get(&lost.id).is_some() || before.get(&lost.id).is_none());
    shared.with(&their.filtered(|lost| before.get(&lost.id).is_none()))
}

/// Theirs if they have changed it, else ours.
fn newer<T: PartialEq + Clone>(before: &T, our: &T, their: &T) -> T {
    if their == before { our.clone() } else { their.clone() }
}

/// Whether of two versions of an annotation the first one stays: that which was changed later, and if that does not tell,
/// the one that is greater when it is written down.
fn wins(one: &Annotation, other: &Annotation) -> bool {
    let when = |annotation: &Annotation| annotation.changed.unwrap_or(annotation.made);
    let written = |annotation: &Annotation| format!("{annotation:?}");
    when(one)
        .cmp(&when(other))
        .then_with(|| written(one).cmp(&written(other)))
        .is_gt()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        annotation::State,
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
            moved: None,
        }
    }

    fn layer(annotations: &[(&str, &str)]) -> Layer {
        let annotations = annotations.iter().map(|(id, label)| annotation(id, label));
        Layer::with_annotations(About::default(), annotations.collect()).0
    }

    /// What is in our layer after the merge, as `id label`.
    fn merged(session: &mut Session, ours: &Layer, theirs: &Layer) -> (Vec<String>, usize, bool) {
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
        let (all, collisions, lacks) = merged(&mut session, &ours, &theirs);
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
        let both = merged(&mut session, &ours, &layer(&[("a", "opinion")]));
        assert_eq!(both, (vec!["a opinion".to_owned(), "new analysis".to_owned()], 1, true));
        // They have the version from before: that is no change of theirs.
        let old = merged(&mut session, &ours, &layer(&[("a", "fact")]));
        assert_eq!(old, (vec!["a analysis".to_owned()], 0, true));
    }

    #[test]
    fn an_older_file_takes_nothing_away() {
        let mut session = Session::default();
        session.record(&[Edit::Add(annotation("a", "fact"))], true, Instant::now());
        session.saved(&layer(&[("a", "fact")]));
        // From somebody else, who is gone by now.
        session.record(&[Edit::Add(annotation("b", "opinion"))], false, Instant::now());
        let ours = layer(&[("a", "fact"), ("b", "opinion")]);
        let older = merged(&mut session, &ours, &layer(&[("c", "fact")]));
        assert_eq!(older.0, ["a fact", "b opinion", "c fact"]);
        // With ours in it, their file is newer, and what is missing was deleted.
        let newer = merged(&mut session, &ours, &layer(&[("a", "fact")]));
        assert_eq!(newer, (vec!["a fact".to_owned()], 0, false));
        // But not what came a moment ago.
        let theirs = layer(&[("a", "fact")]);
        assert_eq!(session.merge(&ours, &theirs, Instant::now()).edits, []);
    }

    /// One of two programs on the same file, without the disk.
    struct Program {
        layer: Layer,
        session: Session,
    }

    impl Program {
        fn of(layer: &Layer) -> Self {
            Self {
                layer: layer.clone(),
                session: Session::of(layer),
            }
        }

        fn does(&mut self, edit: Edit) {
            self.session.record(std::slice::from_ref(&edit), true, Instant::now());
            self.layer.apply(&edit).expect("it fits");
        }

        /// Looks at the file as the thread that saves does, and says whether it wrote.
        fn looks(&mut self, file: &mut Layer, must_save: bool) -> bool {
            let mut writes = must_save;
            if *file != self.layer {
                let merged = self.session.merge(&self.layer, file, Instant::now() + 2 * FRESH);
                self.session.record(&merged.edits, false, Instant::now());
                merged
                    .edits
                    .iter()
                    .for_each(|edit| self.layer.apply(edit).expect("it fits"));
                writes |= merged.lacks;
            }
            if writes {
                *file = self.layer.clone();
                self.session.saved(&self.layer);
            }
            writes
        }
    }

    fn edit(layer: &Layer, (what, which, label): (u8, u8, u8)) -> Option<Edit> {
        let id = ["a", "b", "c", "d"][usize::from(which % 4)];
        let label = ["fact", "analysis", "opinion"][usize::from(label % 3)];
        let before = layer.get(&AnnotationId::new(id)).cloned();
        match (what % 4, before) {
            (0, None) => Some(Edit::Add(annotation(id, label))),
            (1, Some(before)) => Some(Edit::Remove(before)),
            (2, Some(before)) => {
                let after = Annotation {
                    label: LabelId::new(label),
                    changed: Some(Timestamp::from_second(i64::from(which)).expect("a time")),
                    ..before.clone()
                };
                (before != after).then_some(Edit::Change { before, after })
            }
            (3, _) => {
                let before = layer.about().clone();
                let after = About {
                    coverage: label == "fact",
                    state: [State::InProgress, State::Done, State::Skipped][usize::from(which % 3)],
                    ..About::clone(&before)
                };
                (*before != after).then(|| Edit::About {
                    before,
                    after: Arc::new(after),
                })
            }
            _ => None,
        }
    }

    proptest! {
        /// Whatever two programs do, one after the other or without having looked: they agree in the end, and then are quiet.
        #[test]
        fn two_programs_come_to_rest(moves in proptest::collection::vec((any::<bool>(), any::<bool>(), (0..4_u8, 0..4_u8, 0..3_u8)), 0..24)) {
            let mut file = layer(&[("a", "fact"), ("b", "fact")]);
            let mut programs = [Program::of(&file), Program::of(&file)];
            for (who, saves, what) in moves {
                let program = &mut programs[usize::from(who)];
                if let Some(edit) = edit(&program.layer, what) {
                    program.does(edit);
                }
                if saves {
                    program.looks(&mut file, true);
                }
            }
            for program in &mut programs {
                program.looks(&mut file, true);
            }
            let rounds = (0..12).take_while(|_| {
                let [one, other] = &mut programs;
                let first = one.looks(&mut file, false);
                other.looks(&mut file, false) || first
            });
            prop_assert!(rounds.count() < 4, "they answer each other for ever");
            prop_assert!(programs[0].layer == programs[1].layer);
            prop_assert!(programs[0].layer == file);
        }
    }
}
