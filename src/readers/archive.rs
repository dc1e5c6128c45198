//! Archives (ZIP), of which parts are read into memory and never more than the limits allow.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{Limits, Problem};
use crate::article::decode;

/// The record that ends every ZIP file starts with this, and may be followed by a comment of 64 KiB.
const END_MARK: &[u8] = b"PK\x05\x06";
/// How far from its end that record starts at most.
pub(super) const END_IS_WITHIN: usize = 22 + 65_535;

/// A ZIP file in memory. Nothing of it is written to disk, so the names of its parts can do no harm.
pub(super) struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// How many bytes may still be unpacked. What the archive says of its sizes is not believed.
    left: u64,
    allowed: u64,
}

impl Archive {
    /// Opens the archive that `bytes` are.
    pub fn open(bytes: Vec<u8>, limits: Limits) -> Result<Self, Problem> {
        let too_many = Problem::TooManyEntries { limit: limits.entries };
        // The list of parts is read whole; so its length is looked at first.
        if declared_entries(&bytes).is_some_and(|entries| entries > limits.entries) {
            return Err(too_many);
        }
        let allowed = limits.unpacked_of(bytes.len() as u64);
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > limits.entries {
            return Err(too_many);
        }
        Ok(Self {
            zip,
            left: allowed,
            allowed,
        })
    }

    /// The bytes of a part; `None` if there is none of this name.
    pub fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, Problem> {
        let entry = match self.zip.by_name(part) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(error)),
        };
        let mut bytes = Vec::new();
        let unpacked = entry.take(self.left + 1).read_to_end(&mut bytes);
        unpacked.map_err(|error| Problem::damaged(format!("{part}: {error}")))?;
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or(Problem::Bomb { limit: self.allowed })?;
        Ok(Some(bytes))
    }

    /// The text of a part; `None` if there is none of this name.
    pub fn text(&mut self, part: &str) -> Result<Option<String>, Problem> {
        let Some(bytes) = self.bytes(part)? else {
            return Ok(None);
        };
        let decoded = decode::decode(bytes, None);
        let decoded = decoded.map_err(|_| Problem::damaged(format!("{part} is not text")))?;
        Ok(Some(decoded.text))
    }

    /// The text of a part that must be there.
    pub fn needed(&mut self, part: &str) -> Result<String, Problem> {
        self.text(part)?
            .ok_or_else(|| Problem::MissingPart { part: part.to_owned() })
    }
}

pub(super) fn damaged(error: ZipError) -> Problem {
    Problem::damaged(format!("its archive: {error}"))
}

/// How many parts an archive says it has: `usize::MAX` where it has too many for a plain ZIP file to say.
pub(super) fn declared_entries(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(END_IS_WITHIN)..)?;
    let at = memchr::memmem::rfind(tail, END_MARK)?;
    let count: [u8; 2] = tail.get(at + 10..at + 12)?.try_into().ok()?;
    match u16::from_le_bytes(count) {
        u16::MAX => Some(usize::MAX),
        count => Some(count.into()),
    }
}
