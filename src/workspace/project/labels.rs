//! The label set of a project: one for all articles, kept in the file of the project.

use std::sync::Arc;

use crate::{
    annotation::{About, Annotation, Edit, Event},
    labels::{LabelId, LabelSet},
    store::{Home, Manifest},
    workspace::{Notice, Outcome, Refusal, Workspace},
};

impl Workspace {
    /// Keeps the labels of the open article as those of its project, if they were changed: by a command, or by undoing
    /// one.
    pub(in crate::workspace) fn keep_labels(&mut self) {
        if self.article_name().is_none() {
            return;
        }
        let (Some(project), Some(document)) = (&self.project, &self.document) else {
            return;
        };
        if document.is_loading() || document.read_only().is_some() {
            return;
        }
        let about = document.layer().about();
        // The same allocation is the same set: nothing is compared on most frames.
        if project.kept_about.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, about)) {
            return;
        }
        let (about, root) = (Arc::clone(about), project.root.clone());
        let kept = project.kept_about.clone();
        if let Some(kept) = kept.filter(|kept| kept.labels != about.labels) {
            let change = |manifest: &mut Manifest| {
                manifest.labels = manifest.labels.with_changes(&kept.labels, &about.labels);
            };
            match Manifest::change(&root, change) {
                Ok(manifest) => self.adopt(manifest),
                Err(error) => {
                    self.notice = Notice {
                        text: error.to_string(),
                        is_problem: true,
                    };
                }
            }
        }
        let about = self
            .document
            .as_ref()
            .map_or(about, |document| Arc::clone(document.layer().about()));
        if let Some(project) = &mut self.project {
            project.kept_about = Some(about);
        }
    }

    /// Takes in what others have changed in the file of the project.
    pub(in crate::workspace) fn read_manifest_again(&mut self) {
        let Some(root) = self.project.as_ref().map(|project| project.root.clone()) else {
            return;
        };
        match Manifest::read(&root) {
            Ok(manifest) => self.adopt(manifest),
            Err(error) => {
                self.notice = Notice {
                    text: error.to_string(),
                    is_problem: true,
                };
            }
        }
    }

    /// These are the labels of the project now, also in the open article.
    fn adopt(&mut self, manifest: Manifest) {
        let Some(project) = &mut self.project else { return };
        let home = Home::of_project(&project.root, &manifest);
        let of_project = manifest.labels.clone();
        project.manifest = manifest;
        project.select();
        let is_of_project = self.article_name().is_some();
        let Some(document) = self
            .document_mut()
            .filter(|document| is_of_project && document.saver().is_some())
        else {
            return;
        };
        let mut header = document.header().clone();
        if header.home != home {
            header.home = home;
            document.set_header(header);
        }
        let before = Arc::clone(document.layer().about());
        // What only this article knows stays with it, or nobody would know what its spans are.
        let layer = document.layer();
        let is_used = |label: &LabelId| {
            let of_span =
                |annotation: &Annotation| annotation.label == *label || annotation.second.as_ref() == Some(label);
            before.document.contains(label) || layer.iter().any(of_span)
        };
        let own = before
            .labels
            .labels()
            .iter()
            .filter(|label| of_project.get(&label.id).is_none() && is_used(&label.id));
        let own = LabelSet::new(own.cloned().collect()).unwrap_or_default();
        let labels = of_project.joined(&own);
        if before.labels != labels {
            let after = Arc::new(About {
                labels,
                ..About::clone(&before)
            });
            let adopted = Event::Foreign([Edit::About { before, after }].into());
            if let Err(error) = document.happen(adopted) {
                tracing::error!(%error, "the labels of the project could not be taken over");
            }
            let about = Arc::clone(document.layer().about());
            if let Some(project) = &mut self.project {
                project.kept_about = Some(about);
            }
        }
    }

    /// A label that other articles use cannot go: nobody would know any more what their spans are.
    pub(in crate::workspace) fn refuse_if_used_elsewhere(&self, label: &LabelId) -> Outcome {
        let (Some(project), Some(here)) = (self.project(), self.article_name()) else {
            return Ok(());
        };
        let uses = |facts: &&Arc<crate::project::Facts>| {
            facts.layers.iter().any(|layer| {
                let is_open = *facts.name == *here && *layer.annotator == *project.annotator;
                let labelled = layer.read.as_ref().ok().filter(|_| !is_open);
                labelled.is_some_and(|labelled| labelled.labels.contains(label) || labelled.document.contains(label))
            })
        };
        let count = project.index.articles().iter().filter(uses).count();
        if count == 0 {
            return Ok(());
        }
        let articles = if count == 1 {
            "1 other article has".to_owned()
        } else {
            format!("{count} other articles have")
        };
        Err(Refusal(format!(
            "{articles} spans with this label. Find them with “label:{label}” in the list, and relabel them first."
        )))
    }
}
