//! What changed lately, for whoever keeps something made from the annotations and wants it to stay true without making
//! it anew.

use std::collections::VecDeque;

use crate::annotation::Edit;

/// Older edits are forgotten; who comes that late must look at everything again.
const KEPT: usize = 4096;

/// The edits of an open article, counted, and the last of them.
#[derive(Debug, Default)]
pub struct Changes {
    revision: u64,
    recent: VecDeque<Edit>,
}

impl Changes {
    /// Of a document whose annotations have been read: to those who have seen it without them, everything is new.
    pub(super) fn after_reading() -> Self {
        Self {
            revision: 1,
            ..Self::default()
        }
    }

    /// How many edits there have been: the same number means the same annotations.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The edits since a revision, the oldest first; `None` if they are not known any more.
    pub fn since(&self, revision: u64) -> Option<impl Iterator<Item = &Edit>> {
        let missed = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let skipped = self.recent.len().checked_sub(missed)?;
        Some(self.recent.iter().skip(skipped))
    }

    pub(super) fn record(&mut self, edits: &[Edit]) {
        self.revision += edits.len() as u64;
        let kept = edits.len().min(KEPT);
        let forgotten = (self.recent.len() + kept).saturating_sub(KEPT);
        self.recent.drain(..forgotten);
        self.recent.extend(edits.iter().skip(edits.len() - kept).cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        annotation::{Annotation, AnnotationId},
        article::{ByteOffset, Text},
        labels::LabelId,
    };

    fn edit(number: usize) -> Edit {
        let text = Text::new("text".into());
        Edit::Add(Annotation {
            id: AnnotationId::new(number.to_string()),
            span: text.span(ByteOffset::ZERO, text.end()).expect("all of it"),
            label: LabelId::new("fact"),
            second: None,
            note: None,
            unsure: false,
            origin: None,
            made: jiff::Timestamp::UNIX_EPOCH,
            changed: None,
            moved: None,
        })
    }

    #[test]
    fn whoever_looks_often_enough_sees_every_edit_once() {
        let mut changes = Changes::default();
        let edits: Vec<Edit> = (0..KEPT + 10).map(edit).collect();
        let mut seen = Vec::new();
        for some in edits.chunks(700) {
            let before = changes.revision();
            changes.record(some);
            seen.extend(changes.since(before).expect("not long ago").cloned());
        }
        assert_eq!(seen, edits);
        assert_eq!(changes.since(changes.revision()).expect("now").count(), 0);
        assert!(changes.since(9).is_none(), "that is too long ago");
        assert!(changes.since(u64::MAX).is_none(), "and that never was");
        assert!(Changes::after_reading().since(Changes::default().revision()).is_none());
        changes.record(&edits);
        assert_eq!(changes.recent.len(), KEPT);
        assert!(changes.since(changes.revision() - edits.len() as u64).is_none());
    }
}
