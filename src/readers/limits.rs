//! How much of a file is read before it is refused.

use std::{io::Read, time::Duration};

use super::Problem;

const MIB: u64 = 1024 * 1024;

/// Columns of a table, if nothing else is said.
pub(super) const COLUMNS: usize = 16_384;

/// How much of a file is read before it is refused, so that a damaged or hostile file costs seconds, not the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a document. Tables have no limit, for they are read row by row.
    pub file: u64,
    /// Bytes of everything that is unpacked of an archive.
    pub unpacked: u64,
    /// How many times its packed size an archive may unpack to, once more than 64 MiB have come out of it.
    pub ratio: u64,
    /// Bytes of one article's text, and of one row of a table.
    pub text: u64,
    /// How deep elements may lie in each other. (Pages have their own limit, see `page.rs`.)
    pub depth: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Files in an archive.
    pub entries: usize,
    /// How long a PDF may take.
    pub pdf: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 256 * MIB,
            unpacked: 256 * MIB,
            ratio: 20,
            text: 64 * MIB,
            depth: 256,
            columns: COLUMNS,
            entries: 10_000,
            pdf: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// How many bytes may come out of an archive of `packed` bytes.
    pub(super) fn unpacked_of(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.ratio).max(64 * MIB).min(self.unpacked)
    }

    /// All bytes of a document.
    pub(super) fn read_document(&self, file: impl Read) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        file.take(self.file + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 {
            0 => Err(Problem::Empty),
            length if length > self.file => Err(Problem::TooLarge { limit: self.file }),
            _ => Ok(bytes),
        }
    }

    /// The text, if it is neither empty nor too long.
    pub(super) fn accept(&self, text: String) -> Result<String, Problem> {
        match text.len() as u64 {
            0 => Err(Problem::NoText),
            length if length > self.text => Err(Problem::TextTooLong { limit: self.text }),
            _ => Ok(text),
        }
    }
}
