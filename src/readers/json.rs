//! JSON: an array of objects, or an object that has one. Objects are read one by one, so a file may be of any size.

use std::{
    cell::Cell,
    fmt,
    fs::File,
    io::{BufReader, Read, Seek},
    rc::Rc,
};

use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{
    Limits, Problem, jsonl,
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
    let (mut json, left) = open(file, limits);
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
fn open<'a>(file: &'a File, limits: &Limits) -> (Json<'a>, Rc<Cell<u64>>) {
    let decoder = DecodeReaderBytesBuilder::new()
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(file);
    let left = Rc::new(Cell::new(limits.text));
    let metered = Metered::new(Box::new(decoder) as Box<dyn Read>, Rc::clone(&left));
    let reader = BufReader::with_capacity(64 * 1024, metered);
    (serde_json::Deserializer::from_reader(reader), left)
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
    let (mut json, _) = open(file, limits);
    let value: Value = serde::Deserialize::deserialize(&mut json).map_err(Problem::damaged)?;
    let _ = take(Row {
        number: 1,
        cells: jsonl::cells(value),
    });
    Ok(())
}

/// The field of an object that holds the articles: an array of objects, of a usual name or else the longest.
fn find_array(file: &File, limits: &Limits) -> Result<Option<String>, Problem> {
    let (mut json, left) = open(file, limits);
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
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Objects {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<usize, A::Error> {
        let starts_with_object = array.next_element_seed(IsObject)?.unwrap_or(false);
        let mut length = 1;
        while array.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(if starts_with_object { length } else { 0 })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<usize, A::Error> {
        IgnoredAny.visit_map(map).map(|_| 0)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<usize, E> {
        Ok(0)
    }

    fn visit_unit<E: Error>(self) -> Result<usize, E> {
        Ok(0)
    }
}

/// Whether a value is an object.
struct IsObject;

impl<'de> DeserializeSeed<'de> for IsObject {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        // `Value` keeps what it reads; but it is one element only, and nothing tells an object in fewer lines.
        let value: Value = serde::Deserialize::deserialize(deserializer)?;
        Ok(value.is_object())
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
        while let Some(value) = array.next_element::<Value>()? {
            state.row += 1;
            let row = Row {
                number: state.row,
                cells: jsonl::cells(value),
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
