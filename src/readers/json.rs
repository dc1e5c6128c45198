//! JSON: an array of objects, or an object that has one. Objects are read one by one, so a file may be of any size.

use std::{
    cell::Cell,
    fmt,
    fs::File,
    io::{BufReader, Read, Seek},
    ops::ControlFlow,
    rc::Rc,
};

use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    Limits, Problem,
    cells::RowCells,
    json_guard::Guarded,
    lenient::Lenient,
    table::{Metered, Row, TakeRow},
};

/// What the array of articles is usually called.
const USUAL: [&str; 8] = [
    "articles",
    "data",
    "rows",
    "items",
    "documents",
    "docs",
    "records",
    "results",
];

/// A file up to this length is read from memory, in bytes.
const IN_MEMORY: u64 = 32 << 20;

/// Reads rows from a file.
pub(super) fn rows(mut file: &File, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    let array = match first_byte(file)? {
        b'{' => {
            file.rewind()?;
            match find_array(file, limits)? {
                Some(array) => Some(array),
                None => {
                    file.rewind()?;
                    return one_row(file, limits, take);
                }
            }
        }
        _ => None,
    };
    file.rewind()?;
    let (mut json, left) = open(decoder(file), limits);
    let mut state = State {
        take,
        left,
        per_row: limits.text,
        row: 0,
        is_stopped: false,
    };
    let done = match &array {
        Some(array) => json.deserialize_map(InObject {
            array,
            state: &mut state,
        }),
        None => Rows(&mut state).deserialize(&mut json),
    };
    match done.and_then(|()| json.end()) {
        Err(error) if !state.is_stopped => Err(Problem::broken_after(state.row, error)),
        _ => Ok(()),
    }
}

type Json<'a> = serde_json::Deserializer<serde_json::de::IoRead<BufReader<Metered<Box<dyn Read + 'a>>>>>;

/// The file as JSON, and how many bytes may be read before the count is set anew.
fn open<'a>(decoded: impl Read + 'a, limits: &Limits) -> (Json<'a>, Rc<Cell<u64>>) {
    let left = Rc::new(Cell::new(limits.text));
    let metered = Metered::new(Box::new(decoded) as Box<dyn Read>, Rc::clone(&left));
    let reader = BufReader::with_capacity(64 * 1024, metered);
    (serde_json::Deserializer::from_reader(reader), left)
}

/// What [`elements`] gives the elements to, each with its number from 1.
pub type TakeElement<'a> = &'a mut dyn FnMut(u64, Value) -> ControlFlow<()>;

/// Reads the elements of a JSON array one by one. If the file is an object, its fields that are called as one of `inner`
/// are read so, those of objects so called too; what else is in the object is given back at the end.
///
/// # Errors
/// If the file cannot be read, or is broken at some place. What was given to `take` before is good.
pub fn elements(
    mut file: &File,
    limits: &Limits,
    inner: &[&str],
    take: TakeElement,
) -> Result<Map<String, Value>, Problem> {
    file.rewind()?;
    let mut state = Walk {
        take,
        left: Rc::default(),
        most: limits.text,
        inner,
        number: 0,
        rest: Map::new(),
        is_stopped: false,
    };
    if file.metadata()?.len() <= limits.text.min(IN_MEMORY) {
        // No longer than one element may be, and read several times faster from memory.
        let mut bytes = Vec::new();
        Guarded::new(decoder(file)).read_to_end(&mut bytes)?;
        return walk(serde_json::Deserializer::from_slice(&bytes), state);
    }
    let (json, left) = open(Guarded::new(decoder(file)), limits);
    state.left = left;
    walk(json, state)
}

fn walk<'de, R: serde_json::de::Read<'de>>(
    mut json: serde_json::Deserializer<R>,
    mut state: Walk<'_>,
) -> Result<Map<String, Value>, Problem> {
    let done = Elements(&mut state).deserialize(&mut json);
    match done.and_then(|()| json.end()) {
        Err(error) if !state.is_stopped => Err(Problem::broken_after(state.number, error)),
        _ => Ok(state.rest),
    }
}

/// How far [`elements`] has come.
struct Walk<'a> {
    take: TakeElement<'a>,
    left: Rc<Cell<u64>>,
    most: u64,
    inner: &'a [&'a str],
    number: u64,
    rest: Map<String, Value>,
    is_stopped: bool,
}

/// A value that is an array of elements, or an object that has one; any other is passed over.
struct Elements<'a, 'b>(&'a mut Walk<'b>);

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Lenient(self))
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let Self(state) = self;
        state.left.set(state.most);
        while let Some(value) = array.next_element::<Value>()? {
            state.number += 1;
            if (state.take)(state.number, value).is_break() {
                state.is_stopped = true;
                return Err(A::Error::custom("stopped"));
            }
            state.left.set(state.most);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(state) = self;
        state.left.set(state.most);
        while let Some(name) = map.next_key::<String>()? {
            if state.inner.contains(&&*name) {
                map.next_value_seed(Elements(&mut *state))?;
                state.left.set(state.most);
            } else {
                state.rest.insert(name, map.next_value()?);
            }
        }
        Ok(())
    }
}

/// The file as UTF-8, if a byte order mark tells that it is anything else.
fn decoder(file: &File) -> impl Read {
    DecodeReaderBytesBuilder::new()
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(file)
}

/// The first byte that is no blank and no byte order mark.
fn first_byte(file: &File) -> Result<u8, Problem> {
    let mut head = Vec::new();
    DecodeReaderBytesBuilder::new()
        .build(file.take(4096))
        .read_to_end(&mut head)?;
    Ok(head.trim_ascii_start().first().copied().unwrap_or(b'['))
}

/// A file that is one object: one article.
fn one_row(file: &File, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    let (mut json, _) = open(decoder(file), limits);
    let RowCells(cells) = serde::Deserialize::deserialize(&mut json).map_err(Problem::damaged)?;
    let _ = take(Row { number: 1, cells });
    Ok(())
}

/// The field of an object that holds the articles: an array of objects, of a usual name or else the longest.
fn find_array(file: &File, limits: &Limits) -> Result<Option<String>, Problem> {
    let (mut json, left) = open(decoder(file), limits);
    // Nothing is kept of what is passed over, so it may be as long as it likes.
    left.set(u64::MAX);
    let arrays = json.deserialize_map(Arrays).map_err(Problem::damaged)?;
    let rank = |name: &str| USUAL.iter().rev().position(|usual| name.eq_ignore_ascii_case(usual));
    let best = arrays.into_iter().max_by_key(|(name, length)| (rank(name), *length));
    Ok(best.map(|(name, _)| name))
}

/// Finds the arrays of objects in an object, and how long they are.
struct Arrays;

impl<'de> Visitor<'de> for Arrays {
    type Value = Vec<(String, usize)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut arrays = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let objects = map.next_value_seed(Objects)?;
            if objects > 0 {
                arrays.push((name, objects));
            }
        }
        Ok(arrays)
    }
}

/// Counts the elements of an array that starts with an object; any other value counts nothing.
struct Objects;

impl<'de> DeserializeSeed<'de> for Objects {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_any(Lenient(self))
    }
}

impl<'de> Visitor<'de> for Objects {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<usize, A::Error> {
        let first: Option<RowCells> = array.next_element()?;
        let starts_with_object = first.is_some_and(|RowCells(cells)| cells.is_ok());
        let mut length = 1;
        while array.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(if starts_with_object { length } else { 0 })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<usize, A::Error> {
        IgnoredAny.visit_map(map).map(|_| 0)
    }
}

/// How far the reading has come.
struct State<'a> {
    take: TakeRow<'a>,
    left: Rc<Cell<u64>>,
    per_row: u64,
    row: u64,
    is_stopped: bool,
}

/// Reads the elements of an array as rows.
struct Rows<'a, 'b>(&'a mut State<'b>);

impl<'de> DeserializeSeed<'de> for Rows<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let Self(state) = self;
        state.left.set(state.per_row);
        while let Some(RowCells(cells)) = array.next_element()? {
            state.row += 1;
            let row = Row {
                number: state.row,
                cells,
            };
            if (state.take)(row).is_break() {
                state.is_stopped = true;
                return Err(A::Error::custom("stopped"));
            }
            state.left.set(state.per_row);
        }
        state.left.set(u64::MAX);
        Ok(())
    }
}

/// Reads the elements of one array of an object as rows.
struct InObject<'a, 'b> {
    array: &'a str,
    state: &'a mut State<'b>,
}

impl<'de> Visitor<'de> for InObject<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.state.left.set(u64::MAX);
        while let Some(name) = map.next_key::<String>()? {
            if name == self.array {
                map.next_value_seed(Rows(&mut *self.state))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn all(content: &[u8], text: u64) -> (Vec<String>, Result<Map<String, Value>, Problem>) {
        let mut file = tempfile::tempfile().expect("a file");
        let blanks = [b' '; 70 << 10];
        file.write_all(content).expect("written");
        file.write_all(&blanks).expect("written");
        let limits = Limits {
            text,
            ..Limits::default()
        };
        let mut found = Vec::new();
        let rest = elements(&file, &limits, &["items", "first"], &mut |number, value| {
            found.push(format!("{number}:{value}"));
            ControlFlow::Continue(())
        });
        (found, rest)
    }

    #[test]
    fn elements_come_one_by_one_wherever_they_lie() {
        // Once from memory, once piece by piece.
        for text in [1 << 20, 69 << 10] {
            assert_eq!(all(b"\xef\xbb\xbf[1, {\"a\":[2]}]", text).0, ["1:1", "2:{\"a\":[2]}"]);
            let (found, rest) = all(
                br#"{"id":"x","first":{"items":[1,2],"n":0},"items":"no","last":[3]}"#,
                text,
            );
            assert_eq!(found, ["1:1", "2:2"]);
            let rest = rest.expect("read");
            assert_eq!(rest.keys().collect::<Vec<_>>(), ["id", "n", "last"]);
            let (found, rest) = all(b"[1,2,{", text);
            assert!(found.len() == 2 && rest.is_err());
        }
        assert!(all(b"7", 1 << 20).0.is_empty());
    }

    #[test]
    fn one_may_stop() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"[1,2,{").expect("written");
        let mut count = 0;
        let rest = elements(&file, &Limits::default(), &[], &mut |_, _| {
            count += 1;
            ControlFlow::Break(())
        });
        assert!(rest.is_ok() && count == 1);
    }
}
