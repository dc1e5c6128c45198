//! One article that belongs to no project, on its way out.

use std::sync::Arc;

use super::{Choice, Foreseen, LeftOut, NotExported, Unlabelled, chosen, layer, unknown};
use crate::{
    article::Article,
    exchange::{self, Carries, Dataset, Document, Fitted, Format, Losses, Report, Target},
    labels::{LabelId, LabelSet},
    project::Progress,
    store::Loaded,
};

/// What goes out of one article.
pub struct Alone {
    /// What all documents have in common.
    pub dataset: Dataset,
    documents: Vec<Document>,
    left_out: LeftOut,
}

/// Finds what goes out of one article. Its id is the name of its file without the ending.
pub fn alone(article: &Article, loaded: &Loaded, choice: &Choice) -> Alone {
    let id = article.path().file_stem().unwrap_or(article.path().as_os_str());
    let annotator = &loaded.header.annotator;
    let document = Document {
        id: id.to_string_lossy().into_owned(),
        text: Arc::clone(article.text()),
        metadata: loaded.header.metadata.clone(),
        extra: article.provenance().map(|from| from.extra.clone()).unwrap_or_default(),
        split: None,
        layers: vec![layer(annotator, loaded)],
    };
    let set = &loaded.layer.about().labels;
    let mut labels = set.labels().to_vec();
    if choice.unlabelled == Unlabelled::None {
        labels.push(unknown(LabelId::none(), labels.len()));
    }
    let dataset = Dataset {
        name: document.id.clone(),
        labels: LabelSet::of_dataset(labels),
        annotators: vec![annotator.clone()],
        splits: Vec::new(),
        is_units: choice.units.is_some(),
        extras: choice.extras,
    };
    let mut left_out = LeftOut {
        lost: loaded.layer.about().lost.len() as u64,
        ..LeftOut::default()
    };
    let documents = chosen(document, choice, &mut left_out);
    Alone {
        dataset,
        documents,
        left_out,
    }
}

impl Alone {
    /// The documents as a format would hold them, to be looked at.
    pub fn first(&self, format: &dyn Format) -> Vec<Document> {
        self.fitted(format, &format.carries()).0
    }

    /// What would come of it.
    pub fn losses(&self, format: &dyn Format) -> Foreseen {
        let (documents, lost) = self.fitted(format, &format.carries());
        let mut foreseen = Foreseen {
            lost,
            left_out: self.left_out.named().collect(),
            ..Foreseen::default()
        };
        foreseen.count(&documents);
        foreseen
    }

    /// Writes it all.
    ///
    /// # Errors
    /// If it cannot be written, or it was called off; nothing has changed then.
    pub fn run(
        &self,
        format: &'static dyn Format,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<Report, NotExported> {
        let is_wanted = || !progress.is_cancelled();
        let mut batch = Some(self.fitted(format, &target.carries(format)));
        let mut next = || Ok(batch.take());
        let mut report = exchange::export::<NotExported>(format, &self.dataset, target, &mut next, &is_wanted)?;
        report.left_out = self.left_out.named().collect();
        Ok(report)
    }

    fn fitted(&self, format: &dyn Format, carries: &Carries) -> Fitted {
        let mut losses = Losses::default();
        let documents = self.documents.iter().cloned();
        let fitted = documents.map(|document| exchange::fit_to(format, carries, document, &mut losses));
        (fitted.collect(), losses)
    }
}

/// Writes one article that belongs to no project.
///
/// # Errors
/// If it cannot be written; nothing has changed then.
pub fn export_alone(
    article: &Article,
    loaded: &Loaded,
    choice: &Choice,
    format: &'static dyn Format,
    target: Target<'_>,
) -> Result<Report, NotExported> {
    alone(article, loaded, choice).run(format, target, &Progress::default())
}
