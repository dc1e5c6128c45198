//! JSON Lines: one object on each line.

use std::{
    io::{BufRead, BufReader, Read},
    ops::ControlFlow,
};

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{
    Limits, Problem,
    cells::RowCells,
    error::size,
    table::{Cells, Row, TakeRow},
};

/// What a line may have besides its text.
const BESIDES_TEXT: u64 = 1024 * 1024;

/// Reads rows from a file.
pub(super) fn rows(file: impl Read, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    lines(file, limits, &mut |number, line| {
        let cells = line.and_then(cells_of_line);
        take(Row { number, cells })
    })
}

/// What [`lines`] gives the lines to, each with its number from 1, or what is wrong with it.
pub type TakeLine<'a> = &'a mut dyn FnMut(u64, Result<&str, String>) -> ControlFlow<()>;

/// Reads the lines of a file in UTF-8, or another encoding that its first bytes tell, one by one. Empty lines are passed
/// over. One that is longer than a text may be is not kept.
///
/// # Errors
/// If the file cannot be read.
pub fn lines(file: impl Read, limits: &Limits, take: TakeLine) -> Result<(), Problem> {
    let longest = (limits.text + BESIDES_TEXT) as usize;
    // Only a byte order mark changes anything: a line that is not UTF-8 is wrong by itself.
    let decoder = DecodeReaderBytesBuilder::new()
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(file);
    let mut reader = BufReader::with_capacity(256 * 1024, decoder);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let line = match next_line(&mut reader, &mut line, longest)? {
            Line::End => return Ok(()),
            Line::TooLong => Err(format!("the line is longer than {}", size(longest as u64))),
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => std::str::from_utf8(&line).map_err(|_| "it is not valid UTF-8".to_owned()),
        };
        if take(number, line).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads up to the next line feed. Of a line that is too long, no more than `longest` bytes are ever kept.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>, longest: usize) -> Result<Line, Problem> {
    let mut is_too_long = false;
    let mut is_end = true;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        is_end = false;
        let line_feed = memchr::memchr(b'\n', buffer);
        let part = buffer.get(..line_feed.unwrap_or(buffer.len())).unwrap_or_default();
        is_too_long |= line.len() + part.len() > longest;
        if is_too_long {
            *line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(line_feed.is_some());
        reader.consume(used);
        if line_feed.is_some() {
            break;
        }
    }
    Ok(match (is_end, is_too_long) {
        (true, _) => Line::End,
        (_, true) => Line::TooLong,
        _ => Line::Whole,
    })
}

fn cells_of_line(line: &str) -> Result<Cells, String> {
    let RowCells(cells) = serde_json::from_str(line).map_err(|error| not_json(&error))?;
    cells
}

/// What is wrong with a line that is no JSON.
pub fn not_json(error: &serde_json::Error) -> String {
    format!("it is not valid JSON: {}", place(error))
}

/// What is wrong and where in the line; the crate counts lines, of which there is only one.
fn place(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at character ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], limits: &Limits) -> Vec<(u64, Result<Cells, String>)> {
        let mut all = Vec::new();
        let mut take = |row: Row| {
            all.push((row.number, row.cells));
            ControlFlow::Continue(())
        };
        rows(bytes, limits, &mut take).expect("readable");
        all
    }

    #[test]
    fn bad_lines_are_told_and_passed() {
        let bytes = b"\xEF\xBB\xBF{\"text\":\"a\",\"n\":1.50,\"no\":null,\"m\":{\"t\":true,\"l\":[1, 2]}}\r\n\n[1]\n{\"a\n{\"a\":\"\xff\"}\n{\"z\":\"\"}";
        let all = all(bytes, &Limits::default());
        let cell = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            all[0],
            (
                1,
                Ok(vec![
                    cell("text", "a"),
                    cell("n", "1.5"),
                    cell("m.t", "true"),
                    cell("m.l", "[1,2]")
                ])
            )
        );
        let numbers: Vec<_> = all.iter().map(|(number, cells)| (*number, cells.is_ok())).collect();
        assert_eq!(numbers, [(1, true), (3, false), (4, false), (5, false), (6, true)]);
    }

    #[test]
    fn long_lines_and_deep_ones_are_refused() {
        let limits = Limits {
            text: 10,
            ..Limits::default()
        };
        let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}", "a".repeat(2 << 20));
        let all_long = all(long.as_bytes(), &limits);
        assert!(all_long[0].1.is_err() && all_long[1].1.is_ok());
        let deep = format!("{}\n{{}}", "[".repeat(100_000));
        let deep = all(deep.as_bytes(), &Limits::default());
        assert!(deep[0].1.is_err() && deep[1].1.is_ok());
    }

    #[test]
    fn utf16_is_read_by_its_mark() {
        let utf16: Vec<u8> = "\u{feff}{\"text\":\"é\"}\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            all(&utf16, &Limits::default())[0].1,
            Ok(vec![("text".into(), "é".into())])
        );
    }
}
