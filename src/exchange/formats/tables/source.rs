//! Tables that are read, whatever their files are.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
};

use super::super::{Place, ReadError};
use crate::readers::{Limits, Problem};

/// How many rows are looked at to find out what the columns mean.
const SAMPLE: usize = 20;

/// A row of a table.
#[derive(Debug)]
pub(in crate::exchange) struct Row {
    /// Which row it is, as programs that show the table count.
    pub number: u64,
    /// A cell for each column, where there is something in it; or what is wrong with the row.
    pub cells: Result<Vec<Option<String>>, String>,
}

/// What rows come from.
pub(in crate::exchange) trait Rows {
    /// The next row, if there is one more.
    ///
    /// # Errors
    /// If the file cannot be read on.
    fn next_row(&mut self) -> Result<Option<Row>, Problem>;
}

/// How a table is opened.
pub(in crate::exchange) type Open = fn(&Path, &Limits) -> Result<Table, ReadError>;

/// A table that is read row by row.
pub(in crate::exchange) struct Table {
    file: PathBuf,
    names: Vec<String>,
    ahead: VecDeque<Row>,
    rows: Box<dyn Rows>,
}

impl Table {
    /// A table with its first rows.
    ///
    /// # Errors
    /// If these cannot be read.
    pub fn new(file: &Path, names: Vec<String>, mut rows: Box<dyn Rows>) -> Result<Self, ReadError> {
        let mut ahead = VecDeque::new();
        while ahead.len() < SAMPLE {
            let Some(row) = rows.next_row()? else { break };
            ahead.push_back(row);
        }
        Ok(Self {
            file: file.to_owned(),
            names,
            ahead,
            rows,
        })
    }

    /// The names of its columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The first rows that are good. None has been taken yet.
    pub fn sample(&self) -> impl Iterator<Item = &[Option<String>]> {
        self.ahead.iter().filter_map(|row| row.cells.as_deref().ok())
    }

    /// The next row.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        match self.ahead.pop_front() {
            Some(row) => Ok(Some(row)),
            None => Ok(self.rows.next_row()?),
        }
    }

    /// Where a row stands.
    pub fn place(&self, number: u64) -> Place {
        Place::line(self.file.clone(), number)
    }

    /// What to call a document if nothing in the table does: the name of the file without its ending.
    pub fn stem(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }
}
