//! `labels.json`: names, colours, keys and definitions of labels, beside datasets that have only their ids.

use std::path::Path;

use super::{Candidate, Dataset, ExportError, Files, Item, ReadError, Take};
use crate::{labels::Label, store::folder};

/// The name of the file.
const NAME: &str = "labels.json";
/// The longest one that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// Writes the labels of a dataset, if such a file is wanted.
pub(in crate::exchange) fn write(dataset: &Dataset, out: &Files<'_>) -> Result<(), ExportError> {
    if !out.wants(NAME) {
        return Ok(());
    }
    let mut file = out.create(NAME)?;
    serde_json::to_writer_pretty(&mut file, dataset.labels.labels())?;
    Ok(file.finish()?)
}

/// Whether a file is one.
pub(in crate::exchange) fn is_one(candidate: &Candidate<'_>) -> bool {
    candidate.name() == NAME && candidate.head.trim_ascii_start().starts_with(b"[")
}

/// Whether there is one in the folder of `path`.
pub(in crate::exchange) fn is_beside(path: &Path) -> bool {
    folder::is_file(&path.with_file_name(NAME))
}

/// Hands out the labels of the file in the folder of `path`, if there is one. Whether reading is to go on.
///
/// # Errors
/// If there is one, but it cannot be understood.
pub(in crate::exchange) fn read(path: &Path, take: Take<'_>) -> Result<bool, ReadError> {
    let path = path.with_file_name(NAME);
    if !folder::is_file(&path) {
        return Ok(true);
    }
    let bytes = folder::read_at_most(&path, LONGEST)?;
    let labels: Vec<Label> = serde_json::from_slice(&bytes)
        .map_err(|error| ReadError::Broken(format!("{NAME} beside it cannot be understood: {error}")))?;
    Ok(labels
        .into_iter()
        .all(|label| take(Item::Label(Box::new(label))).is_continue()))
}
