//! What would come of an export, before anything is written.

use std::collections::BTreeMap;

use super::{NotExported, Plan};
use crate::{
    exchange::{Astray, Document, Format, Losses},
    project::Progress,
};

/// What would come of an export: the same counts as in its [report](crate::exchange::Report).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// How many articles (or sentences and the like) would be written.
    pub documents: u64,
    /// How many spans.
    pub spans: u64,
    /// What the format could not hold.
    pub lost: Losses,
    /// What is there but not asked for, by count.
    pub left_out: BTreeMap<&'static str, u64>,
    /// What is there without its article.
    pub astray: Astray,
}

impl Foreseen {
    /// Counts documents that are fitted.
    pub(super) fn count(&mut self, documents: &[Document]) {
        self.documents += documents.len() as u64;
        let layers = documents.iter().flat_map(|document| &document.layers);
        self.spans += layers.map(|layer| layer.annotations.len() as u64).sum::<u64>();
    }
}

impl Plan<'_> {
    /// Reads and fits everything as [`run`](Self::run) does, and writes nothing.
    ///
    /// # Errors
    /// If labels have faults, or it was called off.
    pub fn losses(&self, format: &'static dyn Format, progress: &Progress) -> Result<Foreseen, NotExported> {
        let (mut foreseen, left_out) = self.fitted(format, &format.carries(), progress, |next| {
            let mut foreseen = Foreseen::default();
            while let Some((documents, lost)) = next()? {
                foreseen.count(&documents);
                foreseen.lost.merge(lost);
            }
            Ok(foreseen)
        })?;
        foreseen.left_out = left_out.named().collect();
        foreseen.astray = self.astray.clone();
        Ok(foreseen)
    }
}
