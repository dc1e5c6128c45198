//! Files as other programs write them, and as nobody should, for the tests of formats.

use std::{ops::ControlFlow, path::PathBuf};

use jiff::Timestamp;

use super::super::{Format, Item, ReadError, ReadOptions, anchor, trial};

/// Where a sample lies.
pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/exchange")
        .join(name)
}

/// What a sample says: for each document its id and its spans as `annotator: label “quote”`.
pub(crate) fn said(format: &dyn Format, name: &str) -> Vec<(String, Vec<String>)> {
    let items = trial::found_in(format, &path(name)).expect("read");
    items.into_iter().filter_map(said_in).collect()
}

fn said_in(item: Item) -> Option<(String, Vec<String>)> {
    let found = match item {
        Item::Document(found) => *found,
        Item::Problem(problem) => panic!("{problem}"),
        Item::Label(_) => return None,
    };
    let anchored = anchor(found, None, "?", "?", Timestamp::UNIX_EPOCH);
    assert!(anchored.repaired.is_empty() && anchored.lost.is_empty(), "{anchored:?}");
    let document = anchored.document;
    let spans = document.spans().into_iter().map(|(layer, annotation)| {
        let quote = document.quote(annotation);
        format!("{}: {} “{quote}”", layer.annotator, annotation.label)
    });
    Some((document.id.clone(), spans.collect()))
}

/// What a format makes of a file with this name and content.
pub(crate) fn read(format: &dyn Format, name: &str, content: &[u8]) -> Result<Vec<Item>, ReadError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    let mut items = Vec::new();
    format.read(&path, &ReadOptions::default(), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    })?;
    Ok(items)
}

/// Reads every beginning of a file: none may do harm.
pub(crate) fn read_beginnings(format: &dyn Format, name: &str, content: &[u8]) {
    for end in (0..content.len()).step_by(1 + content.len() / 200) {
        let _ = read(format, name, &content[..end]);
    }
}
