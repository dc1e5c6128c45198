//! Files that are cut off, damaged or made to harm: whatever a format does with them, it comes to an end.

use std::{io::Write as _, ops::ControlFlow, path::Path};

use super::super::{Format, Item, ReadError, ReadOptions, anchor};
use crate::store::Outgoing;

/// All that a format reads of a file.
pub(crate) fn items(format: &dyn Format, path: &Path) -> (Vec<Item>, Result<(), ReadError>) {
    let mut items = Vec::new();
    let done = format.read(path, &ReadOptions::default(), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    (items, done)
}

/// What a format reads of a file of these bytes, called `name`.
pub(crate) fn items_of(format: &dyn Format, name: &str, bytes: &[u8]) -> (Vec<Item>, Result<(), ReadError>) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Outgoing::new(folder.path()).expect("a folder for files");
    let mut file = files.create(name).expect("a file");
    file.write_all(bytes).and_then(|()| file.finish()).expect("written");
    items(format, &files.path(name))
}

/// Reads a file cut off at many places, and with many of its bytes damaged.
pub(crate) fn survives_damage(format: &dyn Format, name: &str, bytes: &[u8]) {
    let step = (bytes.len() / 60).max(1);
    for at in (0..bytes.len()).step_by(step) {
        read(format, name, &bytes[..at]);
        for damage in [0x00, 0x7f, 0x80, 0xff] {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= damage | 1;
            read(format, name, &damaged);
        }
    }
}

fn read(format: &dyn Format, name: &str, bytes: &[u8]) {
    for item in items_of(format, name, bytes).0 {
        if let Item::Document(found) = item {
            anchor(*found, None, "name", "by", jiff::Timestamp::UNIX_EPOCH);
        }
    }
}
