//! What would make the Parquet crate run out of its stack, found before it starts: it follows the schema of a table by
//! recursion, and files may nest columns as deep as they like.
//!
//! The schema is in the footer of the file, in the compact protocol of Thrift.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

use super::{Limits, Problem};

/// How deep columns may lie in each other. Tables of articles nest three or four deep: lists of records of lists.
const DEEPEST: usize = 64;
/// What every file ends with, after the length of the footer.
const MARK: &[u8; 4] = b"PAR1";
/// The field of the footer that holds the schema, and the one of an element of it that tells how many are in it.
const SCHEMA: i64 = 2;
const CHILDREN: i64 = 5;

/// The types of Thrift, by their numbers.
const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Checks that the columns of a file are neither too many nor too deep.
pub(super) fn check(file: &mut File, limits: &Limits) -> Result<(), Problem> {
    let footer = footer(file, limits)?;
    file.rewind()?;
    match footer {
        Some(footer) => Schema::new(limits).read(&footer),
        // The crate says better what is wrong with such a file.
        None => Ok(()),
    }
}

/// The footer; `None` if there is none where there should be one.
fn footer(file: &mut File, limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
    let length = file.metadata()?.len();
    let mut end = [0; 8];
    let Some(at) = length.checked_sub(end.len() as u64) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, mark @ ..] = end;
    let size = u64::from(u32::from_le_bytes([a, b, c, d]));
    let Some(start) = at.checked_sub(size).filter(|_| mark == *MARK) else {
        return Ok(None);
    };
    if size > limits.text {
        return Err(Problem::TextTooLong { limit: limits.text });
    }
    file.seek(SeekFrom::Start(start))?;
    let mut footer = Vec::new();
    file.take(size).read_to_end(&mut footer)?;
    Ok(Some(footer))
}

/// What is known of a schema, of which the elements are read one after the other, each before those in it.
struct Schema {
    most: usize,
    columns: usize,
    /// For each element that is open: how many in it are still to come.
    open: Vec<i64>,
}

impl Schema {
    fn new(limits: &Limits) -> Self {
        Self {
            most: limits.columns,
            columns: 0,
            open: Vec::new(),
        }
    }

    fn read(mut self, footer: &[u8]) -> Result<(), Problem> {
        let mut thrift = Thrift(footer);
        let damaged = || Problem::damaged("its list of columns makes no sense");
        let mut last = 0;
        while let Some((field, kind)) = thrift.field(last).ok_or_else(damaged)? {
            last = field;
            if field != SCHEMA || kind != LIST {
                thrift.skip(kind, DEEPEST).ok_or_else(damaged)?;
                continue;
            }
            let (count, kind) = thrift.list().ok_or_else(damaged)?;
            for _ in 0..count {
                let children = thrift.element(kind).ok_or_else(damaged)?;
                self.add(children)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, children: i64) -> Result<(), Problem> {
        if let Some(left) = self.open.last_mut() {
            *left -= 1;
        }
        if children > 0 {
            self.open.push(children);
        } else {
            self.columns += 1;
        }
        while self.open.last().is_some_and(|left| *left <= 0) {
            self.open.pop();
        }
        if self.open.len() > DEEPEST {
            return Err(Problem::TooDeep { limit: DEEPEST });
        }
        if self.columns > self.most {
            return Err(Problem::TooManyColumns { limit: self.most });
        }
        Ok(())
    }
}

/// What is left to read.
struct Thrift<'a>(&'a [u8]);

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// The number and type of the next field after `last`; `Some(None)` at the end of the struct.
    fn field(&mut self, last: i64) -> Option<Option<(i64, u8)>> {
        let head = self.byte()?;
        let kind = head & 0x0F;
        if kind == STOP {
            return Some(None);
        }
        let field = match head >> 4 {
            0 => self.signed()?,
            more => last.checked_add(i64::from(more))?,
        };
        Some(Some((field, kind)))
    }

    /// How many elements a list has, and their type.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.number()?,
            count => u64::from(count),
        };
        Some((count, head & 0x0F))
    }

    /// How many elements are in the next element of the schema.
    fn element(&mut self, kind: u8) -> Option<i64> {
        if kind != STRUCT {
            return None;
        }
        let (mut last, mut children) = (0, 0);
        while let Some((field, kind)) = self.field(last)? {
            last = field;
            // A number of 32 bits is the only one of its kind here.
            if field == CHILDREN && (BYTE..DOUBLE).contains(&kind) {
                children = self.signed()?;
            } else {
                self.skip(kind, DEEPEST)?;
            }
        }
        Some(children)
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.pass(1),
            4..DOUBLE => self.number().map(drop),
            DOUBLE => self.pass(8),
            BINARY => {
                let length = self.number()?;
                self.pass(length)
            }
            LIST | SET => {
                let (count, kind) = self.list()?;
                (0..count).try_for_each(|_| self.skip_element(kind, depth))
            }
            MAP => {
                let count = self.number()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.skip_element(kinds >> 4, depth)?;
                    self.skip_element(kinds & 0x0F, depth)
                })
            }
            STRUCT => {
                let mut last = 0;
                while let Some((field, kind)) = self.field(last)? {
                    last = field;
                    self.skip(kind, depth)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// In lists, truth is a byte; and an element that takes no byte would make a short file take for ever.
    fn skip_element(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            TRUE | FALSE => self.pass(1),
            kind => self.skip(kind, depth),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::readers::{Kind, Options, read};

    /// A file with a schema of groups in each other, and a column in the last.
    fn deep(levels: usize) -> Vec<u8> {
        let mut footer = vec![0x15, 0x02, 0x19, 0xFC];
        let mut count = levels as u64 + 1;
        while count > 0x7F {
            footer.push((count & 0x7F) as u8 | 0x80);
            count >>= 7;
        }
        footer.push(count as u8);
        for level in 0..=levels {
            // Repetition, name, number of children; the last is a column of texts.
            match level {
                0 => footer.extend([0x48, 1, b'r', 0x15, 2, 0]),
                _ if level < levels => footer.extend([0x35, 2, 0x18, 1, b'g', 0x15, 2, 0]),
                _ => footer.extend([0x15, 12, 0x25, 2, 0x18, 1, b'c', 0]),
            }
        }
        // No rows, no groups of rows.
        footer.extend([0x16, 0, 0x19, 0x0C, 0]);
        let length = u32::try_from(footer.len()).expect("short").to_le_bytes();
        [b"PAR1", &*footer, &length, b"PAR1"].concat()
    }

    fn outcome(bytes: &[u8]) -> Result<(), String> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        file.rewind().expect("at its start");
        let taken = &mut |_| std::ops::ControlFlow::Continue(());
        read(Kind::Parquet, file, "a.parquet", &Options::default(), taken).map_err(|error| error.to_string())
    }

    #[test]
    fn schemas_that_nest_without_end_are_refused() {
        // The crate agrees that such a file is one, and that it is only empty.
        assert_eq!(outcome(&deep(3)), Err("a.parquet has no rows.".to_owned()));
        assert_eq!(outcome(&deep(60)), Err("a.parquet has no rows.".to_owned()));
        for levels in [70, 100_000, 1_000_000] {
            let error = outcome(&deep(levels)).expect_err("refused");
            assert!(error.contains("nested more than 64 levels deep"), "{error}");
        }
    }

    #[test]
    fn what_is_no_footer_is_left_to_the_crate_or_refused() {
        for bytes in [
            &b"PAR1"[..],
            b"PAR1\xff\xff\xff\xffPAR1",
            b"PAR1PAR1\0\0\0\0PAR1",
            b"PAR1\x19\xfc\xff\xff\xff\xff\x0f\x05\0\0\0PAR1",
        ] {
            assert!(outcome(bytes).is_err());
        }
    }
}
