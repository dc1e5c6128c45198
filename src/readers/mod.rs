//! Files of many formats into plain-text articles.
//!
//! [`Kind::of`] tells what a file is, [`preview`] shows the columns of a table, and [`read`] hands out its articles
//! one by one. Every file is taken as hostile: see [`Limits`].

mod archive;
mod cells;
mod columns;
mod delimited;
mod docx;
mod epub;
mod error;
mod flow;
mod html;
mod json;
pub mod json_guard;
mod jsonl;
mod kind;
mod lenient;
mod limits;
mod mail;
mod odt;
mod page;
mod paragraphs;
mod parquet;
mod parquet_guard;
mod pdf;
mod pdf_guard;
mod pdf_text;
mod plain;
mod table;
mod tidy;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs::File, ops::ControlFlow};

use crate::article::Metadata;

pub use columns::{Columns, guess_columns};
pub use delimited::Delimited;
pub use error::{Problem, ReaderError, RowError};
pub use json::{TakeElement, elements};
pub use jsonl::{lines, not_json};
pub use kind::{HEAD, Kind};
pub use limits::Limits;
pub use parquet::ParquetTable;
pub use table::TablePreview;
pub use xlsx::{Sheet, Workbook};
pub use xml::{TakeTag, tags};

/// One article as a reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its text. Of [plain kinds](Kind::is_plain) as it is in the file, else tidied: line feeds for line ends, an
    /// empty line between paragraphs, no blanks at line ends, none around it, and no character normalised.
    pub text: String,
    /// What its file tells about it.
    pub metadata: Metadata,
    /// What its source calls it, if it comes from a table with such a column.
    pub id: Option<String>,
    /// The other columns of its row, without the empty ones.
    pub extra: BTreeMap<String, String>,
    /// What a person should know of how it was read, as sentences.
    pub notices: Vec<String>,
    /// Which row of a table it is: the line of JSON Lines, the row of CSV and TSV as a spreadsheet counts them (the
    /// first is the header), else its number from 1. `None` if the file is one article.
    pub row: Option<u64>,
}

/// How to read a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How much is too much.
    pub limits: Limits,
    /// Take all text of a web page instead of its article alone.
    pub whole_page: bool,
    /// Which column of a table is what; [guessed](guess_columns) if `None`.
    pub columns: Option<Columns>,
}

/// What [`read`] gives the articles to. It may stop the reading.
pub type Take<'a> = &'a mut dyn FnMut(Result<Draft, RowError>) -> ControlFlow<()>;

/// Reads the articles of `file`, which is called `name`, and gives them to `take` one by one.
///
/// A row of a table that is no article is given to `take` as an error, and reading goes on.
///
/// # Errors
/// If the file cannot be read, or not to its end. What was given to `take` before is good.
pub fn read(kind: Kind, file: File, name: &str, options: &Options, take: Take) -> Result<(), ReaderError> {
    let done = if kind.is_table() {
        table::read(kind, file, options, take)
    } else {
        document(kind, file, options).map(|draft| {
            let _ = take(Ok(draft));
        })
    };
    done.map_err(|problem| problem.of(name))
}

/// The columns and first rows of a table called `name`, and which column is what as far as can be guessed.
///
/// # Errors
/// If the file is no table of this kind, or has no rows.
pub fn preview(kind: Kind, file: File, name: &str, limits: &Limits) -> Result<TablePreview, ReaderError> {
    table::preview(kind, &file, limits).map_err(|problem| problem.of(name))
}

/// Reads a file that is one article.
fn document(kind: Kind, file: File, options: &Options) -> Result<Draft, Problem> {
    let limits = options.limits;
    let bytes = limits.read_document(file)?;
    let html = html::HtmlOptions {
        whole_page: options.whole_page,
        limits,
    };
    match kind {
        Kind::Html => html::read(bytes, html),
        Kind::Mhtml => mail::read_page(&bytes, html),
        Kind::Mail => mail::read(&bytes, limits),
        Kind::Docx => docx::read(bytes, limits),
        Kind::Odt => odt::read(bytes, limits),
        Kind::Epub => epub::read(bytes, limits),
        Kind::Pdf => pdf::read(bytes, limits),
        _ => plain::read(bytes, limits),
    }
}
