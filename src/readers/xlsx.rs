//! Workbooks of spreadsheets (XLSX), a row of a sheet at a time.

use std::{
    cell::Cell,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    rc::Rc,
};

use flate2::read::DeflateDecoder;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::{CompressionMethod, ZipArchive};

use super::{
    Limits, Problem,
    archive::{END_IS_WITHIN, damaged, declared_entries},
    table::Metered,
    xml::{self, Piece, Then, expand},
};

/// The most columns that a sheet may have.
const COLUMNS: usize = 16_384;

/// A workbook.
pub struct Workbook {
    file: File,
    zip: ZipArchive<File>,
    limits: Limits,
    /// The names of its sheets, and the parts that they are in.
    sheets: Vec<(String, String)>,
    /// Texts that cells refer to by number.
    shared: Rc<Vec<String>>,
}

/// A sheet that is being read.
pub struct Sheet {
    xml: Reader<BufReader<Metered<Box<dyn Read>>>>,
    shared: Rc<Vec<String>>,
    left: Rc<Cell<u64>>,
    longest: u64,
    row: u64,
    is_over: bool,
}

impl Workbook {
    /// Reads which sheets there are.
    ///
    /// # Errors
    /// If the file is no workbook, or damaged, or larger inside than the limits allow.
    pub fn open(mut file: File, limits: &Limits) -> Result<Self, Problem> {
        let length = file.metadata()?.len();
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(END_IS_WITHIN as u64)))?;
        file.by_ref().take(END_IS_WITHIN as u64).read_to_end(&mut tail)?;
        // The list of parts is read whole; so its length is looked at first.
        if declared_entries(&tail).is_some_and(|entries| entries > limits.entries) {
            return Err(Problem::TooManyEntries { limit: limits.entries });
        }
        let mut workbook = Self {
            zip: ZipArchive::new(file.try_clone()?).map_err(damaged)?,
            file,
            limits: *limits,
            sheets: Vec::new(),
            shared: Rc::default(),
        };
        workbook.sheets = workbook.read_sheets()?;
        workbook.shared = Rc::new(workbook.read_shared()?);
        Ok(workbook)
    }

    /// The names of its sheets, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| &**name)
    }

    /// Begins to read a sheet. Only one may be read at a time.
    ///
    /// # Errors
    /// If there is no such sheet, or it cannot be read.
    pub fn sheet(&mut self, name: &str) -> Result<Sheet, Problem> {
        let part = self.sheets.iter().find(|(other, _)| other == name);
        let part = part.map_or(name, |(_, part)| part).to_owned();
        let missing = || Problem::MissingPart { part: part.clone() };
        let (start, length, method) = {
            let entry = self.zip.by_name(&part).map_err(|_| missing())?;
            (
                entry.data_start().ok_or_else(missing)?,
                entry.compressed_size(),
                entry.compression(),
            )
        };
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let packed = file.take(length);
        let unpacked: Box<dyn Read> = match method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(BufReader::new(packed))),
            _ => return Err(Problem::damaged(format!("{part} is packed in a way that is not known"))),
        };
        let left = Rc::new(Cell::new(self.limits.text));
        let reader = BufReader::with_capacity(64 * 1024, Metered::new(unpacked, Rc::clone(&left)));
        Ok(Sheet {
            xml: Reader::from_reader(reader),
            shared: Rc::clone(&self.shared),
            left,
            longest: self.limits.text,
            row: 0,
            is_over: false,
        })
    }

    fn part(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let Ok(entry) = self.zip.by_name(name) else {
            return Ok(None);
        };
        let limit = self.limits.unpacked;
        let mut bytes = Vec::new();
        let read = entry.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| Problem::damaged(format!("{name}: {error}")))?;
        if bytes.len() as u64 > limit {
            return Err(Problem::Bomb { limit });
        }
        let text = String::from_utf8(bytes).map_err(|_| Problem::damaged(format!("{name} is not valid UTF-8")))?;
        Ok(Some(text))
    }

    fn read_sheets(&mut self) -> Result<Vec<(String, String)>, Problem> {
        const BOOK: &str = "xl/workbook.xml";
        const PARTS: &str = "xl/_rels/workbook.xml.rels";
        let missing = |part: &str| Problem::MissingPart { part: part.to_owned() };
        let book = self.part(BOOK)?.ok_or_else(|| missing(BOOK))?;
        let parts = self.part(PARTS)?.ok_or_else(|| missing(PARTS))?;
        let mut targets: Vec<(String, String)> = Vec::new();
        xml::read(PARTS, &parts, self.limits.depth, &mut |piece| {
            if let Piece::Open("Relationship", attributes) = piece
                && let (Some(id), Some(target)) = (attributes.get("Id"), attributes.get("Target"))
            {
                let part = target
                    .strip_prefix('/')
                    .map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.push((id, part));
            }
            Then::On
        })?;
        let mut sheets = Vec::new();
        xml::read(BOOK, &book, self.limits.depth, &mut |piece| {
            if let Piece::Open("sheet", attributes) = piece
                && let (Some(name), Some(id)) = (attributes.get("name"), attributes.get("id"))
                && let Some((_, part)) = targets.iter().find(|(other, _)| *other == id)
            {
                sheets.push((name, part.clone()));
            }
            Then::On
        })?;
        Ok(sheets)
    }

    fn read_shared(&mut self) -> Result<Vec<String>, Problem> {
        const PART: &str = "xl/sharedStrings.xml";
        let Some(part) = self.part(PART)? else {
            return Ok(Vec::new());
        };
        let mut shared: Vec<String> = Vec::new();
        let mut is_text = false;
        xml::read(PART, &part, self.limits.depth, &mut |piece| {
            match piece {
                // How a text is spoken is no part of it.
                Piece::Open("rPh", _) => return Then::Skip,
                Piece::Open("si", _) => shared.push(String::new()),
                Piece::Open("t", _) => is_text = true,
                Piece::Close("t") => is_text = false,
                Piece::Text(text) if is_text => {
                    if let Some(last) = shared.last_mut() {
                        last.push_str(&text);
                    }
                }
                _ => {}
            }
            Then::On
        })?;
        for text in &mut shared {
            *text = unescaped(text);
        }
        Ok(shared)
    }
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    column: usize,
    kind: String,
    text: String,
    is_text: bool,
}

impl Sheet {
    /// The next row that has cells, with its number as the program shows it.
    ///
    /// # Errors
    /// If the sheet cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<(u64, Vec<String>)>, Problem> {
        if self.is_over {
            return Ok(None);
        }
        self.left.set(self.longest);
        let mut buffer = Vec::new();
        let mut cells: Vec<String> = Vec::new();
        let mut open: Option<OpenCell> = None;
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer);
            let event = event.map_err(|error| Problem::broken_after(self.row, error))?;
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        self.row = attribute(&tag, "r")
                            .and_then(|row| row.parse().ok())
                            .unwrap_or(self.row + 1);
                    }
                    "c" => open = Some(OpenCell::new(&tag, cells.len())),
                    "t" | "v" => set_text(&mut open, true),
                    _ => {}
                },
                Event::Text(text) => add(&mut open, &text.xml10_content()),
                Event::CData(text) => add(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => add(&mut open, &expand(&reference)),
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" | "v" => set_text(&mut open, false),
                    "c" => {
                        if let Some(cell) = open.take() {
                            self.put(cell, &mut cells);
                        }
                    }
                    "row" if !cells.is_empty() => return Ok(Some((self.row, cells))),
                    "sheetData" => break,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "sheetData" => break,
                Event::Eof => return Err(Problem::broken_after(self.row, "it ends too early")),
                _ => {}
            }
        }
        self.is_over = true;
        Ok(None)
    }

    fn put(&self, cell: OpenCell, cells: &mut Vec<String>) {
        if cell.column >= COLUMNS {
            return;
        }
        let text = match &*cell.kind {
            "s" => {
                let number: Option<usize> = cell.text.trim().parse().ok();
                number
                    .and_then(|number| self.shared.get(number))
                    .cloned()
                    .unwrap_or_default()
            }
            "inlineStr" | "str" => unescaped(&cell.text),
            _ => cell.text,
        };
        if cells.len() <= cell.column {
            cells.resize(cell.column + 1, String::new());
        }
        if let Some(place) = cells.get_mut(cell.column) {
            *place = text;
        }
    }
}

impl OpenCell {
    fn new(tag: &BytesStart<'_>, next: usize) -> Self {
        let place = attribute(tag, "r");
        Self {
            column: place.and_then(|place| column_of(&place)).unwrap_or(next),
            kind: attribute(tag, "t").unwrap_or_default(),
            ..Self::default()
        }
    }
}

fn set_text(open: &mut Option<OpenCell>, is_text: bool) {
    if let Some(cell) = open {
        cell.is_text = is_text;
    }
}

fn add(open: &mut Option<OpenCell>, text: &str) {
    if let Some(cell) = open.as_mut().filter(|cell| cell.is_text) {
        cell.text.push_str(text);
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    xml::Attributes::of(tag).get(name)
}

/// The number of a column, from 0, by the name of a cell such as `AB12`.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters
        .take(4)
        .fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    column.checked_sub(1)
}

/// A text in which characters that XML cannot hold stand as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.get(6..7) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let character = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let used = match character {
            Some(character) => {
                plain.push(character);
                7
            }
            None => {
                plain.push_str("_x");
                2
            }
        };
        rest = escape.get(used..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_characters() {
        assert_eq!(
            unescaped("a_x000D_b_x005F_x000D_ _x _xZZZZ_ _xD800_"),
            "a\rb_x000D_ _x _xZZZZ_ _xD800_"
        );
        assert_eq!(unescaped("_x0041"), "_x0041");
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            (column_of("A1"), column_of("AB12"), column_of("7")),
            (Some(0), Some(27), None)
        );
    }
}
