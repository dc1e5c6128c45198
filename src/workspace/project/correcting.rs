//! Correcting the text of an article that was converted, before anybody labels it.

use std::sync::Arc;

use crate::{
    store::{article_file, home},
    workspace::{Dialog, Outcome, Refusal, Workspace},
};

impl Workspace {
    /// Why the text of the open article cannot be corrected, if so.
    pub fn refuses_correction(&self) -> Option<&'static str> {
        let Some(document) = self.document() else {
            return Some("Open an article first.");
        };
        if document.article().made_from().is_none() {
            return Some("This article is a text file: change it in a text editor.");
        }
        if !document.layer().is_empty() {
            return Some("The text can be corrected only while nothing is labelled: the labels would lie elsewhere.");
        }
        let name = self.article_name();
        let others = self.project().zip(name).and_then(|(project, name)| {
            let place = project.index().position(&name)?;
            let facts = project.index().articles().get(place)?;
            Some(
                facts
                    .layers
                    .iter()
                    .any(|layer| layer.read.as_ref().map_or(true, |labelled| !labelled.marks.is_empty())),
            )
        });
        others
            .unwrap_or_default()
            .then_some("Somebody has labelled this article: the labels would lie elsewhere.")
    }

    /// Shows the text of the open article, to be corrected.
    pub(in crate::workspace) fn show_text(&mut self) -> Outcome {
        if let Some(why) = self.refuses_correction() {
            return Err(why.into());
        }
        self.dialog = Some(Dialog::CorrectText);
        Ok(())
    }

    /// Puts another text in the place of that of the open article, and opens it again.
    pub(in crate::workspace) fn correct_text(&mut self, text: &str) -> Outcome {
        if let Some(why) = self.refuses_correction() {
            return Err(why.into());
        }
        if text.trim().is_empty() {
            return Err("An article needs a text.".into());
        }
        let Some(document) = self.document() else { return Ok(()) };
        let (path, base) = (document.article().path().to_owned(), Arc::clone(document.text()));
        // The index may not have been read to its end.
        if let (Some(project), Some(name)) = (self.project(), self.article_name())
            && home::is_labelled(project.root(), &name)
        {
            return Err("Somebody has labelled this article: the labels would lie elsewhere.".into());
        }
        article_file::correct(&path, base.as_str(), text).map_err(Refusal)?;
        self.open(path, None)
    }
}
