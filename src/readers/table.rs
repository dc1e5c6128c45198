//! Tables: rows into articles, whatever the format.

use std::{
    collections::HashMap,
    fs::File,
    io::{Read, Seek},
    ops::ControlFlow,
};

use super::{
    Columns, Draft, Kind, Limits, Options, Problem, RowError, Take, delimited, guess_columns, json, jsonl, parquet,
    tidy::{line, tidy},
};
use crate::article::{Metadata, language};

/// How many rows are shown, and looked at for a guess.
const PREVIEW_ROWS: usize = 20;
/// How much of a cell is shown. In characters.
const PREVIEW_CELL: usize = 200;

/// The start of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePreview {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The first 20 rows, each with a cell for every column; long cells are cut.
    pub rows: Vec<Vec<String>>,
    /// Which column is what, as far as can be guessed.
    pub guess: Columns,
}

/// The cells of a row by the names of their columns. Empty cells may be left out.
pub(super) type Cells = Vec<(String, String)>;

/// One row as a format gives it.
pub(super) struct Row {
    /// Which row: see [`Draft::row`].
    pub number: u64,
    /// Its cells, or what is wrong with it.
    pub cells: Result<Cells, String>,
}

/// What a format gives its rows to.
pub(super) type TakeRow<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// Reads the articles of a table.
pub(super) fn read(kind: Kind, mut file: File, options: &Options, take: Take) -> Result<(), Problem> {
    let start = start_of(kind, &file, &options.limits)?;
    file.rewind()?;
    let columns = match &options.columns {
        Some(columns) => columns.clone(),
        None => start.guess(),
    };
    columns.check(&start.names)?;
    rows(kind, &file, &options.limits, &mut |row| {
        let cells = row.cells.and_then(|cells| narrow(cells, &options.limits));
        let article = cells.and_then(|cells| article(cells, &columns));
        take(match article {
            Ok(draft) => Ok(Draft {
                row: Some(row.number),
                ..draft
            }),
            Err(what) => Err(RowError { row: row.number, what }),
        })
    })
}

/// The start of a table, to be shown.
pub(super) fn preview(kind: Kind, file: &File, limits: &Limits) -> Result<TablePreview, Problem> {
    let start = start_of(kind, file, limits)?;
    let cut = |cell: &String| cell.chars().take(PREVIEW_CELL).collect();
    Ok(TablePreview {
        guess: start.guess(),
        rows: start.rows.iter().map(|row| row.iter().map(cut).collect()).collect(),
        columns: start.names,
    })
}

fn rows(kind: Kind, file: &File, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    if file.metadata()?.len() == 0 {
        return Err(Problem::Empty);
    }
    match kind {
        Kind::Jsonl => jsonl::rows(file, limits, take),
        Kind::Json => json::rows(file, limits, take),
        Kind::Tsv => delimited::rows(file, Some(b'\t'), limits, take),
        Kind::Parquet => parquet::rows(file, limits, take),
        _ => delimited::rows(file, None, limits, take),
    }
}

/// The first rows of a table and the columns they have.
#[derive(Default)]
struct Start {
    names: Vec<String>,
    /// The places of the names.
    places: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

impl Start {
    fn guess(&self) -> Columns {
        guess_columns(&self.names, &self.rows)
    }

    fn add(&mut self, cells: Cells) {
        let mut row = vec![String::new(); self.names.len()];
        for (name, cell) in cells {
            let known = self.places.get(&name).copied();
            match known.and_then(|index| row.get_mut(index)) {
                Some(place) => *place = cell,
                None => {
                    self.places.insert(name.clone(), self.names.len());
                    self.names.push(name);
                    row.push(cell);
                }
            }
        }
        self.rows.push(row);
    }
}

/// The cells of a row, if there are not too many.
fn narrow(cells: Cells, limits: &Limits) -> Result<Cells, String> {
    match limits.columns {
        most if cells.len() > most => Err(too_wide(most)),
        _ => Ok(cells),
    }
}

/// What is wrong with a row of more than `most` cells.
pub(super) fn too_wide(most: usize) -> String {
    format!("it has more than {most} cells")
}

fn start_of(kind: Kind, file: &File, limits: &Limits) -> Result<Start, Problem> {
    let mut start = Start::default();
    let mut wrong = None;
    rows(kind, file, limits, &mut |row| {
        match row.cells.and_then(|cells| narrow(cells, limits)) {
            Ok(cells) => start.add(cells),
            Err(what) => wrong = wrong.take().or(Some(RowError { row: row.number, what })),
        }
        // A file of another kind may be wrong in every row; so many are enough to see it.
        let is_hopeless = start.rows.is_empty() && row.number > 1000;
        if start.rows.len() == PREVIEW_ROWS || is_hopeless {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if let (true, Some(wrong)) = (start.rows.is_empty(), wrong) {
        return Err(Problem::NoGoodRow(wrong));
    }
    if start.names.is_empty() {
        return Err(Problem::NoRows);
    }
    // Columns that a later row brought are empty in the rows before it.
    for row in &mut start.rows {
        row.resize(start.names.len(), String::new());
    }
    Ok(start)
}

/// The article that a row is, or why it is none.
fn article(cells: Cells, columns: &Columns) -> Result<Draft, String> {
    let mut draft = Draft::default();
    for (name, cell) in cells {
        let is = |column: &Option<String>| column.as_ref() == Some(&name);
        let fact = match () {
            () if name == columns.text => {
                draft.text = tidy(&cell);
                continue;
            }
            () if is(&columns.title) => &mut draft.metadata.title,
            () if is(&columns.author) => &mut draft.metadata.author,
            () if is(&columns.source) => &mut draft.metadata.source,
            () if is(&columns.url) => &mut draft.metadata.url,
            () if is(&columns.date) => &mut draft.metadata.date,
            () if is(&columns.language) => &mut draft.metadata.language,
            () if is(&columns.id) => &mut draft.id,
            () => {
                if !cell.is_empty() {
                    draft.extra.insert(name, cell);
                }
                continue;
            }
        };
        *fact = line(&cell);
    }
    if draft.text.is_empty() {
        return Err(format!("there is no text in “{}”", columns.text));
    }
    draft.metadata = with_language_tag(draft.metadata);
    Ok(draft)
}

/// The language as a BCP 47 tag, if it is one or the name of a language.
fn with_language_tag(metadata: Metadata) -> Metadata {
    let language = metadata
        .language
        .as_deref()
        .and_then(|language| language_tag(&language.replace('_', "-")));
    Metadata { language, ..metadata }
}

fn language_tag(language: &str) -> Option<String> {
    let is_tag = language.split('-').enumerate().all(|(index, part)| {
        let length = if index == 0 { 2..=3 } else { 1..=8 };
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_tag {
        return Some(language.to_owned());
    }
    let known = language::known();
    let named = known.iter().find(|(_, name)| name.eq_ignore_ascii_case(language));
    named.map(|(tag, _)| (*tag).to_owned())
}

/// A reader that fails when too much is read between two rows: so no row is ever larger in memory.
pub(super) struct Metered<R> {
    inner: R,
    left: std::rc::Rc<std::cell::Cell<u64>>,
}

impl<R> Metered<R> {
    /// Reads from `inner` as long as `left` is not used up.
    pub fn new(inner: R, left: std::rc::Rc<std::cell::Cell<u64>>) -> Self {
        Self { inner, left }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.get().checked_sub(count as u64) {
            Some(left) => self.left.set(left),
            None => return Err(std::io::Error::other("a row is too large for an article")),
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_tags() {
        assert_eq!(language_tag("en-US").as_deref(), Some("en-US"));
        assert_eq!(language_tag("German").as_deref(), Some("de"));
        assert_eq!(language_tag("unknown language"), None);
    }
}
