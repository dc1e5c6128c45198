//! Tables with a delimiter between cells: CSV, TSV and their kin.

use std::{
    cell::Cell,
    collections::HashSet,
    fs::File,
    io::{Read, Seek},
    rc::Rc,
};

use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{
    Limits, Problem,
    kind::HEAD,
    table::{Cells, Metered, Row, TakeRow, too_wide},
};
use crate::article::decode;

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are looked at to find the delimiter.
const LOOKED_AT: usize = 10;

/// Reads rows from a file, whose cells `delimiter` divides; found by trying if `None`.
pub(super) fn rows(file: &File, delimiter: Option<u8>, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    let mut table = Delimited::open(file.try_clone()?, delimiter, limits)?;
    while let Some(number) = table.next_row()? {
        let cells = cells(&table.record, &table.names, limits);
        if take(Row { number, cells }).is_break() {
            break;
        }
    }
    Ok(())
}

/// A table with a delimiter between its cells, read row by row.
pub struct Delimited {
    csv: Reader<Metered<Box<dyn Read>>>,
    names: Vec<String>,
    record: ByteRecord,
    /// How many rows have been read; the header is the first.
    number: u64,
    left: Rc<Cell<u64>>,
    longest: u64,
}

impl Delimited {
    /// Reads the header of a file, whose cells `delimiter` divides; found by trying if `None`.
    ///
    /// # Errors
    /// If the file cannot be read, or is no text.
    pub fn open(mut file: File, delimiter: Option<u8>, limits: &Limits) -> Result<Self, Problem> {
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        file.rewind()?;
        let encoding = encoding_of(&head)?;
        let delimiter = delimiter.unwrap_or_else(|| sniff(&encoding.decode(&head).0));
        let decoder = DecodeReaderBytesBuilder::new()
            .encoding((encoding != UTF_8).then_some(encoding))
            .bom_override(true)
            .strip_bom(true)
            .utf8_passthru(true)
            .build(file);
        let left = Rc::new(Cell::new(limits.text));
        let mut table = Self {
            csv: reader(Metered::new(Box::new(decoder), Rc::clone(&left)), delimiter),
            names: Vec::new(),
            record: ByteRecord::new(),
            number: 0,
            left,
            longest: limits.text,
        };
        if table.next_row()?.is_some() {
            if table.record.len() > limits.columns {
                return Err(Problem::TooManyColumns { limit: limits.columns });
            }
            table.names = header(&table.record)?;
        }
        Ok(table)
    }

    /// The names of its columns: none is empty, and none stands twice.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The cells of the row that was read last.
    pub fn row(&self) -> &ByteRecord {
        &self.record
    }

    /// Reads the next row. Its number is as a spreadsheet counts rows: the first after the header is 2.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<u64>, Problem> {
        self.left.set(self.longest);
        let read = self.csv.read_byte_record(&mut self.record).map_err(|error| {
            let what = format!("{error}. Is there a quotation mark that is never closed?");
            Problem::broken_after(self.number, what)
        })?;
        self.number += 1;
        Ok(read.then_some(self.number))
    }
}

/// Gives every record, the header too.
fn reader<R: Read>(from: R, delimiter: u8) -> Reader<R> {
    let mut csv = ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(from);
    // Else it keeps three copies of the first record, which may be as long as a text.
    csv.set_byte_headers(ByteRecord::new());
    csv
}

/// The encoding of a file that starts with `head`.
fn encoding_of(head: &[u8]) -> Result<&'static Encoding, Problem> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    // UTF-8 in which a few bytes are wrong (or that is cut at the end of the head) is still UTF-8: only the rows with
    // those bytes are bad. Text in another encoding has next to no valid sequences of several bytes.
    let good: usize = head
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count())
        .sum();
    let bad = head.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let is_cut = head
        .utf8_chunks()
        .last()
        .is_some_and(|chunk| !chunk.invalid().is_empty());
    let bad = if is_cut { bad - 1 } else { bad };
    if bad * 10 <= good && !head.contains(&0) {
        return Ok(UTF_8);
    }
    let decoded = decode::decode(head.to_vec(), None).map_err(|_| Problem::Unknown)?;
    Ok(decoded.encoding)
}

/// The delimiter that cuts the first rows into the same number of cells most often, and else into most cells.
fn sniff(head: &str) -> u8 {
    let score = |delimiter: u8| {
        let records = reader(head.as_bytes(), delimiter).into_byte_records().flatten();
        let widths: Vec<_> = records.take(LOOKED_AT).map(|record| record.len()).collect();
        let width = widths.first().copied().unwrap_or_default();
        let alike = widths.iter().filter(|other| **other == width).count();
        if width > 1 { (alike, width) } else { (0, 0) }
    };
    // Of equals the first wins, and `max_by_key` takes the last.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .unwrap_or(b',')
}

/// The names of the columns: none empty, none twice.
fn header(record: &ByteRecord) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    let mut taken: HashSet<String> = HashSet::with_capacity(record.len());
    for (index, cell) in record.iter().enumerate() {
        let name = std::str::from_utf8(cell).map_err(|_| Problem::damaged("its header is not valid UTF-8"))?;
        let name = match name.trim() {
            "" => extra_name(index),
            name => name.to_owned(),
        };
        names.push(if taken.insert(name.clone()) {
            name
        } else {
            format!("{name} ({})", index + 1)
        });
    }
    Ok(names)
}

fn extra_name(index: usize) -> String {
    format!("column {}", index + 1)
}

fn cells(record: &ByteRecord, names: &[String], limits: &Limits) -> Result<Cells, String> {
    // Before each gets a name.
    if record.len() > limits.columns {
        return Err(too_wide(limits.columns));
    }
    let mut cells = Vec::with_capacity(record.len());
    for (index, cell) in record.iter().enumerate() {
        let name = names.get(index).cloned().unwrap_or_else(|| extra_name(index));
        let cell = std::str::from_utf8(cell).map_err(|_| format!("“{name}” is not valid UTF-8"))?;
        // A row may end in delimiters with nothing between.
        if index < names.len() || !cell.is_empty() {
            cells.push((name, cell.to_owned()));
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        assert_eq!(sniff("a;b;c\n1,5;2,5;3\n\"x\ny;z\";2;3\n"), b';');
        assert_eq!(sniff("a\tb\n1, 2, 3\t4\n"), b'\t');
        assert_eq!(sniff("text\nOne, two\nThree\n"), b',');
        assert_eq!(sniff("id|text\n1|a, b, c\n2|a; b\n"), b'|');
    }

    #[test]
    fn encodings_are_found() {
        assert_eq!(encoding_of("naïve café — “ok”".as_bytes()).expect("text"), UTF_8);
        let mut mostly = "é".repeat(100).into_bytes();
        mostly.extend(b"\xff plain ");
        assert_eq!(encoding_of(&mostly).expect("text"), UTF_8);
        let latin = b"Der K\xf6nig fuhr \xfcber die Br\xfccke nach M\xfcnchen, sagte er.";
        assert_eq!(encoding_of(latin).expect("text").name(), "windows-1252");
        assert!(encoding_of(b"\x7fELF\0\0\0\x01\0").is_err());
    }
}
