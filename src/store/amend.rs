//! Changing the layer of an article that is not open: as one step, which can be undone there.

use std::{path::Path, time::Duration};

use super::{Loaded, OpenError, SaveStatus, Saver, journal, open};
use crate::{
    annotation::{Edit, Event, Layer, Step},
    article::Article,
};

/// How long the disk may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes edits to `annotator`'s labels of the article at `path`, as one step called `name`. `journals` is the folder of
/// journals. Gives back the edits.
///
/// # Errors
/// If the labels cannot be read or must not be written; in words for the user. Nothing was changed then.
pub fn amend(
    path: &Path,
    annotator: &str,
    journals: Option<&Path>,
    name: &str,
    edits: impl FnOnce(&Article, &Layer) -> Vec<Edit>,
) -> Result<Vec<Edit>, String> {
    let opened = open(path, None, annotator, |_| ()).map_err(|error: OpenError| error.to_string())?;
    let loaded: Loaded = opened.layer.map_err(|error| error.to_string())?;
    let on_disk = loaded.writable().map_err(|reason| reason.to_string())?;
    let edits = edits(&opened.article, &loaded.layer);
    if edits.is_empty() {
        return Ok(edits);
    }
    let journal = journals.map(|folder| journal::path_in(folder, &opened.layer_path));
    let remembered = journal
        .as_deref()
        .map(|path| journal::remember(path, &opened.article, &loaded.layer, &on_disk))
        .unwrap_or_default();
    let parts = (loaded.layer, remembered.history);
    let saver = Saver::start(
        opened.layer_path,
        opened.article,
        loaded.header,
        parts,
        on_disk,
        journal,
        Box::new(|| {}),
    )
    .map_err(|error| error.to_string())?;
    remembered.unsaved.into_iter().for_each(|event| saver.happened(event));
    let step = Step {
        name: name.to_owned(),
        edits: edits.clone(),
    };
    saver.happened(Event::Done(step.into()));
    match saver.flush(PATIENCE) {
        SaveStatus::Failed { message, .. } => Err(message),
        SaveStatus::Pending => Err("The disk does not answer.".to_owned()),
        SaveStatus::Clean | SaveStatus::Saved { .. } => Ok(edits),
    }
}
