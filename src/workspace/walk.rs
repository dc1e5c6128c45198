//! Going through all annotations a piece at a time, while they change: no frame waits for fifty thousand of them.

use std::cmp::Reverse;

use super::Document;
use crate::{
    annotation::{Annotation, AnnotationId},
    article::ByteOffset,
    labels::LabelId,
};

/// What layers are sorted by: found without the annotation, which may be gone.
pub type Place = (ByteOffset, Reverse<ByteOffset>, LabelId, AnnotationId);

/// The place of an annotation in the order of its layer.
pub fn place(annotation: &Annotation) -> Place {
    let span = annotation.span;
    (
        span.start(),
        Reverse(span.end()),
        annotation.label.clone(),
        annotation.id.clone(),
    )
}

/// A way through the annotations of a document, from the first to the last.
#[derive(Default)]
pub struct Walk {
    /// The last annotation that was met.
    reached: Option<Annotation>,
    complete: bool,
}

impl Walk {
    /// One that has nothing to meet.
    pub fn completed() -> Self {
        Self {
            reached: None,
            complete: true,
        }
    }

    /// Whether all annotations were met.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether an annotation lies ahead. What was added or removed there is met, or not met, when the walk comes there.
    pub fn is_ahead(&self, annotation: &Annotation) -> bool {
        !self.complete
            && self
                .reached
                .as_ref()
                .is_none_or(|reached| place(reached) < place(annotation))
    }

    /// Goes on for as long as `meet` says so, and there are any left.
    pub fn go_on(&mut self, document: &Document, mut meet: impl FnMut(&Annotation) -> bool) {
        if self.complete {
            return;
        }
        let layer = document.layer();
        let mut index = self.reached.as_ref().map_or(0, |reached| {
            let index = layer.index_of(reached);
            let still_there = layer.nth(index).is_some_and(|there| place(there) == place(reached));
            index + usize::from(still_there)
        });
        let mut last = None;
        while let Some(annotation) = layer.nth(index) {
            index += 1;
            last = Some(annotation);
            if !meet(annotation) {
                break;
            }
        }
        self.complete = index >= layer.len();
        self.reached = last.cloned().or_else(|| self.reached.take());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        store::settings::SettingsFile,
        workspace::{Command, Workspace},
    };

    /// Lets what is known follow the edits since `revision` that the walk will not meet.
    fn follow(known: &mut Vec<Place>, walk: &Walk, document: &Document, revision: u64) {
        for edit in document.changes().since(revision).expect("not long ago") {
            let (before, after) = edit.sides();
            if let Some(before) = before.filter(|before| !walk.is_ahead(before)) {
                known.retain(|known| *known != place(before));
            }
            known.extend(after.filter(|after| !walk.is_ahead(after)).map(place));
        }
    }

    proptest! {
        #[test]
        #[expect(clippy::disallowed_methods, reason = "the folder is the test's own")]
        fn every_annotation_is_met_once_however_they_change_meanwhile(
            steps in prop::collection::vec((0usize..6, 0usize..12), 1..40),
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.txt");
            std::fs::write(&path, "This is one of them. ".repeat(12)).expect("written");
            let mut workspace = Workspace::new(SettingsFile::load_from(folder.path()), Arc::new(|| {}));
            workspace.run(Command::OpenFile(path));
            workspace.wait();
            let (mut walk, mut known) = (Walk::default(), Vec::new());
            let labels = workspace.document().expect("open").labels().labels().to_vec();
            for label in [0, 1, 2, 0, 1] {
                workspace.run(Command::Label(labels[label].id.clone()));
            }
            let mut revision = workspace.document().expect("open").changes().revision();
            for (what, count) in steps {
                match what {
                    0 => workspace.run(Command::Undo),
                    1 => workspace.run(Command::Delete),
                    2 => (0..count).for_each(|_| workspace.run(Command::PreviousUnit)),
                    label => workspace.run(Command::Label(labels[label - 3].id.clone())),
                }
                let document = workspace.document().expect("open");
                follow(&mut known, &walk, document, revision);
                revision = document.changes().revision();
                let mut left = count % 3;
                if left > 0 {
                    walk.go_on(document, |annotation| {
                        known.push(place(annotation));
                        left -= 1;
                        left > 0
                    });
                }
            }
            let document = workspace.document().expect("open");
            walk.go_on(document, |annotation| {
                known.push(place(annotation));
                true
            });
            prop_assert!(walk.is_complete());
            known.sort();
            let all: Vec<Place> = document.layer().iter().map(place).collect();
            prop_assert_eq!(known, all);
        }
    }
}
