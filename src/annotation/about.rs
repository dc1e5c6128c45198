//! What a layer says besides its annotations.

use serde::{Deserialize, Serialize};

use super::{EditError, LostList};
use crate::labels::{LabelId, LabelSet};

/// How far an annotator has come with an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// There is more to label.
    #[default]
    InProgress,
    /// The annotator is done with it.
    Done,
    /// The annotator will not label it: it is no article, or not for this project.
    Skipped,
}

/// What a layer says besides its annotations: of the article as a whole, and in which terms.
///
/// It changes by [`Edit`](super::Edit)s like all else in a layer, so that it can be undone with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The labels that can be given.
    pub labels: LabelSet,
    /// The labels of the article as a whole, in the order in which they were given.
    pub document: Vec<LabelId>,
    /// How far the annotator has come.
    pub state: State,
    /// Whether each unit must get exactly one label, or an explicit none.
    pub coverage: bool,
    /// Annotations whose words are no longer in the article.
    #[serde(default, skip_serializing_if = "LostList::is_empty")]
    pub lost: LostList,
}

impl About {
    /// This with what differs between `before` and `after`. The labels of a project may be others by now: then they stay
    /// as they are.
    pub(super) fn changed(mut self, before: &Self, after: &Self) -> Result<Self, EditError> {
        if before.labels != after.labels && self.labels == before.labels {
            self.labels.clone_from(&after.labels);
        }
        change(&mut self.document, &before.document, &after.document)?;
        change(&mut self.state, &before.state, &after.state)?;
        change(&mut self.coverage, &before.coverage, &after.coverage)?;
        self.change_lost(&before.lost, &after.lost)?;
        Ok(self)
    }

    /// Takes off the list what is only in `before`, and adds what is only in `after`; others may have changed the rest.
    fn change_lost(&mut self, before: &LostList, after: &LostList) -> Result<(), EditError> {
        let (gone, come) = (before.without(after), after.without(before));
        if gone.iter().any(|lost| self.lost.get(&lost.id) != Some(lost)) {
            return Err(EditError::OtherAbout);
        }
        if !(gone.is_empty() && come.is_empty()) {
            self.lost = self.lost.without(&gone).with(&come);
        }
        Ok(())
    }

    /// What is said of an article that nobody has labelled yet, by these labels.
    pub fn with_labels(labels: LabelSet) -> Self {
        Self {
            labels,
            ..Self::default()
        }
    }
}

fn change<T: PartialEq + Clone>(value: &mut T, before: &T, after: &T) -> Result<(), EditError> {
    if before == after {
        return Ok(());
    }
    if value != before {
        return Err(EditError::OtherAbout);
    }
    value.clone_from(after);
    Ok(())
}
