//! Reading workbooks that were written here, and perhaps saved again by another program.

use std::{collections::VecDeque, path::Path};

use super::{
    super::{
        Item, Problem, ReadError, ReadOptions, Take,
        tables::{self, Row, Rows, Source, Table},
    },
    ARTICLES, LABELS, SPANS,
    cells::is_full,
    sheets::LABEL_COLUMNS,
};
use crate::{
    labels::{Label, LabelId},
    readers::{self, Limits, Sheet, Workbook},
    store::folder,
};

/// Whether a file is a workbook of ours.
pub(super) fn is_ours(path: &Path) -> bool {
    let Ok(articles) = open(path, ARTICLES, &Limits::default()) else {
        return false;
    };
    let has = |name: &str| articles.names().iter().any(|other| other == name);
    has("doc_id") && has("layers")
}

/// Hands out the documents of a workbook.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    if !read_labels(path, &options.limits, take)? {
        return Ok(());
    }
    let book = book(path, &options.limits)?;
    let has_spans = book.names().any(|name| name == SPANS);
    drop(book);
    let spans = if has_spans { SPANS } else { ARTICLES };
    let source = Source {
        spans: &|| open(path, spans, &options.limits),
        documents: &|| open(path, ARTICLES, &options.limits).ok(),
    };
    tables::read_from(&source, options, take)
}

fn book(path: &Path, limits: &Limits) -> Result<Workbook, ReadError> {
    Ok(Workbook::open(folder::open_file(path)?, limits)?)
}

/// A sheet, and those that it goes on in, as a table.
fn open(path: &Path, name: &str, limits: &Limits) -> Result<Table, ReadError> {
    let mut book = book(path, limits)?;
    let next = |part: usize| format!("{name} {part}");
    let mut left: VecDeque<String> = VecDeque::new();
    while book.names().any(|other| other == next(left.len() + 2)) {
        left.push_back(next(left.len() + 2));
    }
    let mut sheet = book.sheet(name)?;
    let names = sheet.next_row()?.map(|(_, names)| names).unwrap_or_default();
    let width = names.len();
    let quotes = names.iter().position(|column| name == SPANS && column == "text");
    let rows = Sheets {
        book,
        sheet,
        left,
        width,
        quotes,
    };
    Table::new(path, names, Box::new(rows))
}

/// The rows of a sheet and of those that it goes on in.
struct Sheets {
    book: Workbook,
    sheet: Sheet,
    left: VecDeque<String>,
    width: usize,
    /// The column of quotes. One that fills its cell may have been longer, and says nothing.
    quotes: Option<usize>,
}

impl Rows for Sheets {
    fn next_row(&mut self) -> Result<Option<Row>, readers::Problem> {
        loop {
            if let Some((number, mut cells)) = self.sheet.next_row()? {
                cells.resize(self.width, String::new());
                let cells = cells.into_iter().enumerate().map(|(column, cell)| {
                    let is_cut = self.quotes == Some(column) && is_full(&cell);
                    (!cell.is_empty() && !is_cut).then_some(cell)
                });
                return Ok(Some(Row {
                    number,
                    cells: Ok(cells.collect()),
                }));
            }
            let Some(name) = self.left.pop_front() else {
                return Ok(None);
            };
            self.sheet = self.book.sheet(&name)?;
            // Its header.
            self.sheet.next_row()?;
        }
    }
}

/// Hands out the labels of a workbook. Whether reading is to go on.
fn read_labels(path: &Path, limits: &Limits, take: Take<'_>) -> Result<bool, ReadError> {
    let mut book = book(path, limits)?;
    if !book.names().any(|name| name == LABELS) {
        return Ok(true);
    }
    let mut table = book.sheet(LABELS)?;
    let names = table.next_row()?.map(|(_, names)| names).unwrap_or_default();
    while let Some((number, cells)) = table.next_row()? {
        let cell = |name: &str| {
            let column = names.iter().position(|other| other == name)?;
            cells.get(column).filter(|cell| !cell.is_empty()).map(String::as_str)
        };
        let item = match label(cell) {
            Ok(label) => Item::Label(Box::new(label)),
            Err(what) => Item::Problem(Problem {
                place: super::super::Place::line(path, number),
                what,
            }),
        };
        if take(item).is_break() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn label<'a>(cell: impl Fn(&str) -> Option<&'a str>) -> Result<Label, String> {
    let [id, name, color, key, parent, definition, examples, hard_cases] = LABEL_COLUMNS.map(cell);
    let id = id.ok_or("the label has no id")?;
    let list = "it is no list as it was written";
    Ok(Label {
        id: LabelId::new(id),
        name: name.unwrap_or(id).to_owned(),
        color: color
            .ok_or("the label has no colour")?
            .parse()
            .map_err(|error| format!("{error}"))?,
        parent: parent.map(LabelId::new),
        key: key.and_then(|key| key.chars().next()),
        definition: definition.unwrap_or_default().to_owned(),
        examples: serde_json::from_str(examples.unwrap_or("[]")).map_err(|_| list)?,
        hard_cases: serde_json::from_str(hard_cases.unwrap_or("[]")).map_err(|_| list)?,
    })
}
