//! Files of ours that may say more than this program knows: a newer one wrote them. They are read as far as they are
//! understood, and never written, for that would lose the rest.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{SyntaxError, parse};

/// What is in a file.
#[derive(Debug)]
pub(super) struct Known<T> {
    /// As much as this program understands.
    pub value: T,
    /// What it says besides, in words that go on from "it says more than this Glossator knows": `its format is 2`, or the
    /// names of fields.
    pub more: Option<String>,
}

/// Why nothing of a file can be understood.
#[derive(Debug)]
pub(super) enum NotKnown {
    /// It is not as it should be.
    Syntax(SyntaxError),
    /// It is of this newer version, and too different.
    Newer(u32),
}

/// Reads the text of a file whose newest known format is `newest`. Files of a kind that has no versions have none.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str, newest: u32) -> Result<Known<T>, NotKnown> {
    let mut unknown = BTreeSet::new();
    let value = parse::deserialize(text, parse::DEPTH, |field| {
        unknown.insert(parse::field_name(&field));
    });
    let newer = parse::version_of(text).filter(|version| *version > newest);
    match (value, newer) {
        (Ok(value), Some(version)) => Ok(Known {
            value,
            more: Some(format!("its format is {version}")),
        }),
        (Ok(value), None) => Ok(Known {
            value,
            more: (!unknown.is_empty()).then(|| unknown.into_iter().collect::<Vec<_>>().join(", ")),
        }),
        (Err(_), Some(version)) => Err(NotKnown::Newer(version)),
        (Err(error), None) => Err(NotKnown::Syntax(SyntaxError::explain(text, &error))),
    }
}
