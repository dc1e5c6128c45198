//! Why a file, or a row of it, cannot be read.

use std::io;

/// A file that cannot be read, and why.
#[derive(Debug, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ReaderError {
    /// The name of the file.
    pub name: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a file. Each message goes on after the file's name.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It has no bytes.
    #[error("is empty.")]
    Empty,
    /// The system will not give its bytes.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It has too many bytes.
    #[error("is larger than {}. Cut it into smaller files, or save its text as .txt.", size(*limit))]
    TooLarge {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// Its text is too long for one article.
    #[error("holds more than {} of text. Cut it into smaller files.", size(*limit))]
    TextTooLong {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// A kind of file that is known but not read.
    #[error("is {what}. {advice}")]
    Unsupported {
        /// What it is, with an article.
        what: &'static str,
        /// What to do, as a sentence.
        advice: &'static str,
    },
    /// Bytes of an unknown kind.
    #[error(
        "holds data of an unknown kind, not text. Save it as text, HTML, Word (.docx), PDF, CSV or JSON Lines, and add \
         that file."
    )]
    Unknown,
    /// It has no text.
    #[error("has no text in it.")]
    NoText,
    /// A PDF that has no text.
    #[error("has no text in it. Is it a scan? Recognise its text first (OCR), and add that file.")]
    Scan,
    /// A PDF that needs a password.
    #[error("is locked with a password. Save a copy without it, and add that copy.")]
    Locked,
    /// It is not what it should be.
    #[error("is damaged ({what}). Save or download it again.")]
    Damaged {
        /// What is wrong, and where.
        what: String,
    },
    /// A part that its kind always has is not there.
    #[error("is damaged or of another kind: the part {part} is missing. Save it again from the program that made it.")]
    MissingPart {
        /// The name of the part.
        part: String,
    },
    /// It unpacks to too much.
    #[error("unpacks to more than {}, which no article does. If you trust it, save its text as .txt.", size(*limit))]
    Bomb {
        /// How many bytes were allowed.
        limit: u64,
    },
    /// It has too many parts.
    #[error("holds more than {limit} files. If you trust it, save its text as .txt.")]
    TooManyEntries {
        /// How many are allowed.
        limit: usize,
    },
    /// It has too many columns.
    #[error("has more than {limit} columns, which no table of articles has. Leave out those that nobody needs.")]
    TooManyColumns {
        /// How many are allowed.
        limit: usize,
    },
    /// Its elements lie too deep in each other.
    #[error("is nested more than {limit} levels deep, which no article is. If you trust it, save its text as .txt.")]
    TooDeep {
        /// How many levels are allowed.
        limit: usize,
    },
    /// It consists of too many pieces.
    #[error("consists of more than {limit} pieces, which no article does. If you trust it, save its text as .txt.")]
    TooManyElements {
        /// How many are allowed.
        limit: usize,
    },
    /// It takes too long.
    #[error("took longer than {seconds} seconds and was given up. Save its text as .txt with another program.")]
    TooSlow {
        /// How long it was given.
        seconds: u64,
    },
    /// A table without rows.
    #[error("has no rows.")]
    NoRows,
    /// A table of whose first rows none is good.
    #[error("has no row that can be read at its start ({0}). Is it a file of another kind?")]
    NoGoodRow(RowError),
    /// A column that was asked for and is in no row.
    #[error("has no column “{column}”. It has: {has}.")]
    NoColumn {
        /// The column asked for.
        column: String,
        /// The columns there are.
        has: String,
    },
    /// A table that is broken, so that nothing after this place can be read.
    #[error("cannot be read after row {row}: {what}")]
    BrokenTable {
        /// The last good row.
        row: u64,
        /// What is wrong.
        what: String,
    },
}

impl Problem {
    /// This problem of the file called `name`.
    pub(super) fn of(self, name: &str) -> ReaderError {
        ReaderError {
            name: name.to_owned(),
            problem: self,
        }
    }

    /// A table in which nothing after `row` can be read.
    pub(super) fn broken_after(row: u64, what: impl ToString) -> Self {
        let what = what.to_string();
        match row {
            0 => Self::Damaged { what },
            row => Self::BrokenTable { row, what },
        }
    }

    /// Damage, as another crate words it.
    pub(super) fn damaged(what: impl ToString) -> Self {
        Self::Damaged { what: what.to_string() }
    }
}

/// A row of a table that is no article. The rows after it are read all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {what}")]
pub struct RowError {
    /// Which row: see [`Draft::row`](super::Draft::row).
    pub row: u64,
    /// What is wrong with it.
    pub what: String,
}

/// A number of bytes as a person writes it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}
