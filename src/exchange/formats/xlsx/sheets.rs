//! Sheets as people want them: a header that stays in sight, and columns as wide as what is in them.

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet};

use super::{
    super::{
        Dataset, ExportError,
        tables::{Cell, Column},
    },
    LABELS,
    cells::cut,
};
use crate::{labels::Label, store::seconds};

/// How many rows a sheet holds.
const ROWS: u32 = 1_048_576;

/// A sheet that is written row by row. What has no room goes on another one.
pub(super) struct Sheet {
    name: &'static str,
    columns: Vec<Column>,
    /// Which of the workbook's sheets it is now, and how many it has had.
    index: usize,
    parts: usize,
    /// The row that is written next.
    row: u32,
    rows: u32,
}

impl Sheet {
    /// A sheet with its header.
    pub fn new(book: &mut Workbook, name: &'static str, columns: Vec<Column>) -> Result<Self, ExportError> {
        Self::with_rows(book, name, columns, ROWS)
    }

    fn with_rows(
        book: &mut Workbook,
        name: &'static str,
        columns: Vec<Column>,
        rows: u32,
    ) -> Result<Self, ExportError> {
        let mut sheet = Self {
            name,
            columns,
            index: 0,
            parts: 0,
            row: 0,
            rows,
        };
        sheet.begin(book)?;
        Ok(sheet)
    }

    fn begin(&mut self, book: &mut Workbook) -> Result<(), ExportError> {
        self.index = book.worksheets().len();
        self.parts += 1;
        let name = match self.parts {
            1 => self.name.to_owned(),
            part => format!("{} {part}", self.name),
        };
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        header(sheet, &names)?;
        self.row = 1;
        Ok(())
    }

    /// Adds a row.
    pub fn add(&mut self, book: &mut Workbook, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        if self.row == self.rows {
            self.finish(book)?;
            self.begin(book)?;
        }
        let sheet = book.worksheet_from_index(self.index)?;
        for (column, cell) in (0..).zip(cells) {
            // Texts are written as such: one that begins with = is no formula.
            match cell {
                Cell::Missing => {}
                Cell::Text(text) => drop(sheet.write_string(self.row, column, cut(text))?),
                Cell::Number(number) => drop(sheet.write_number(self.row, column, *number as f64)?),
                Cell::Truth(truth) => drop(sheet.write_boolean(self.row, column, *truth)?),
                Cell::Time(time) => drop(sheet.write_string(self.row, column, seconds(*time))?),
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Ends the sheet: its rows can be filtered.
    pub fn finish(&self, book: &mut Workbook) -> Result<(), ExportError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        book.worksheet_from_index(self.index)?
            .autofilter(0, 0, self.row - 1, last)?;
        Ok(())
    }
}

/// The first row: bold, and in sight wherever one is.
fn header(sheet: &mut Worksheet, names: &[&str]) -> Result<(), ExportError> {
    let bold = Format::new().set_bold();
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(names) {
        sheet.set_column_width(column, width(name))?;
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    Ok(())
}

/// How wide a column is, in characters.
fn width(name: &str) -> f64 {
    match name {
        "text" | "definition" => 60.0,
        "title" | "note" | "url" | "examples" | "hard_cases" => 40.0,
        "doc_id" | "label" | "name" | "made" | "changed" | "extra" | "layers" => 22.0,
        "annotator" | "second" | "author" | "source" | "origin" => 16.0,
        _ => 10.0,
    }
}

/// The columns of the sheet of labels.
pub(super) const LABEL_COLUMNS: [&str; 8] = [
    "id",
    "name",
    "color",
    "key",
    "parent",
    "definition",
    "examples",
    "hard_cases",
];

/// The sheet of labels, each in its colour.
pub(super) fn labels(book: &mut Workbook, dataset: &Dataset) -> Result<(), ExportError> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(LABELS)?;
    header(sheet, &LABEL_COLUMNS)?;
    for (row, label) in (1..).zip(dataset.labels.labels()) {
        for (column, text) in (0..).zip(label_row(label)?) {
            let Some(text) = text else { continue };
            if column == 2 {
                let fill = Format::new()
                    .set_background_color(color(label))
                    .set_font_color(ink(label));
                sheet.write_string_with_format(row, column, text, &fill)?;
            } else {
                sheet.write_string(row, column, cut(&text))?;
            }
        }
    }
    let last = u32::try_from(dataset.labels.labels().len()).unwrap_or_default();
    sheet.autofilter(0, 0, last, 7)?;
    Ok(())
}

fn label_row(label: &Label) -> Result<[Option<String>; LABEL_COLUMNS.len()], ExportError> {
    let Label {
        id,
        name,
        color,
        parent,
        key,
        definition,
        examples,
        hard_cases,
    } = label;
    let json = |is_empty: bool, json: Result<String, serde_json::Error>| -> Result<_, ExportError> {
        Ok(Some(json?).filter(|json| !is_empty && cut(json).len() == json.len()))
    };
    Ok([
        Some(id.to_string()),
        Some(name.clone()),
        Some(color.to_string()),
        key.map(String::from),
        parent.as_ref().map(ToString::to_string),
        Some(definition.clone()).filter(|definition| !definition.is_empty()),
        json(examples.is_empty(), serde_json::to_string(examples))?,
        json(hard_cases.is_empty(), serde_json::to_string(hard_cases))?,
    ])
}

fn color(label: &Label) -> Color {
    let [red, green, blue] = label.color.0.map(u32::from);
    Color::RGB(red << 16 | green << 8 | blue)
}

/// Black or white, whichever is read more easily on the colour of a label.
fn ink(label: &Label) -> Color {
    let [red, green, blue] = label.color.0.map(u32::from);
    if red * 299 + green * 587 + blue * 114 > 128_000 {
        Color::Black
    } else {
        Color::White
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::formats::tables;

    #[test]
    fn a_sheet_that_is_full_goes_on_in_another() {
        let mut book = Workbook::new();
        let columns = tables::SPANS.into_iter().take(1).collect();
        let mut sheet = Sheet::with_rows(&mut book, "Spans", columns, 3).expect("begun");
        for number in 0..5 {
            sheet.add(&mut book, &[Cell::Number(number)]).expect("added");
        }
        let names: Vec<String> = book.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["Spans", "Spans 2", "Spans 3"]);
        assert_eq!(sheet.row, 2);
    }
}
