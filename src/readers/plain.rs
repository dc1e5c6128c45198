//! Text and Markdown, which are taken as they are: labels then stand where they stand in the file.

use super::{Draft, Limits, Problem};
use crate::article::{Metadata, decode};

/// Reads the bytes of a text.
pub(super) fn read(bytes: Vec<u8>, limits: Limits) -> Result<Draft, Problem> {
    let decoded = decode::decode(bytes, None).map_err(|_| Problem::Unknown)?;
    if decoded.text.trim().is_empty() {
        return Err(Problem::NoText);
    }
    let mut notices = Vec::new();
    if decoded.how == decode::Found::Guessed {
        notices.push(format!("Read as {}, which is a guess.", decoded.encoding.name()));
    }
    if decoded.replaced > 0 {
        notices.push("Some characters could not be read and show as \u{fffd}.".to_owned());
    }
    Ok(Draft {
        text: limits.accept(decoded.text)?,
        metadata: Metadata::default(),
        notices,
        ..Draft::default()
    })
}
