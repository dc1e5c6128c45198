//! Changing the layer of an article that is not open: as one step, which can be undone there.

use std::{path::Path, sync::Arc};

use super::{Claim, Loaded, OpenError, Places, atomic::Drive, journal::Journal, open, saver::save_layer_over};
use crate::{
    annotation::{Edit, Event, Layer, Step},
    article::Article,
};

/// Makes edits to `annotator`'s labels of the article at `path`, as one step called `name`. `journals` is the folder of
/// journals outside of projects; without it nothing is noted in a journal. Gives back the edits. A window that has the
/// layer open takes them over.
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
    let claim = Claim::of(path, annotator, journals);
    // Whoever has the layer open keeps its journal, and takes over what is written here.
    let journals = journals.filter(|_| !claim.is_open_elsewhere());
    let opened = open(path, None, annotator, |_| ()).map_err(|error: OpenError| error.to_string())?;
    let loaded: Loaded = opened.layer.map_err(|error| error.to_string())?;
    let on_disk = loaded.writable().map_err(|reason| reason.to_string())?;
    let edits = edits(&opened.article, &loaded.layer);
    if edits.is_empty() {
        return Ok(edits);
    }
    let places = journals
        .map(|state| Places::of(&loaded.header.home, &opened.layer_path, Some(state)))
        .unwrap_or_default();
    let remembered = places.remember(&opened.article, &loaded.layer, &on_disk);
    if !remembered.unsaved.is_empty() {
        return Err("Something of it was not saved when the program last ended: open it first.".to_owned());
    }
    let (mut layer, mut history) = (loaded.layer, remembered.history.clone());
    let step = Step {
        name: name.to_owned(),
        edits: edits.clone(),
    };
    let done = Event::Done(step.into());
    history.happen(&mut layer, &done).map_err(|error| error.to_string())?;
    let written = save_layer_over(&on_disk, &opened.layer_path, (&opened.article, &loaded.header, &layer));
    let Some(written) = written.map_err(|error| error.to_string())? else {
        return Err("Another program has just written to it. Try again.".to_owned());
    };
    // Only what is on disk is noted down: what failed must not come back by itself.
    let mut journal = Journal::new(Arc::clone(Drive::real()), places, opened.article, remembered, &on_disk);
    journal.add(&done);
    journal.saved(&written);
    Ok(edits)
}
