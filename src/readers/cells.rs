//! The cells of a JSON object, taken as it is read: a tree of its values would take many times its length in memory.

use std::fmt;

use serde::{
    Deserialize,
    de::{
        DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;

use super::{lenient::Lenient, limits::COLUMNS, table::Cells};

/// The longest name of an object whose fields become cells, in bytes: each of them repeats it.
const LONGEST_NAME: usize = 200;

/// The cells of an object, or why a value has none. The fields of an object in it get names such as `meta.title`; deeper
/// values stay JSON. Null is no cell. Of a row with too many cells only one too many is kept, by which that can be told.
pub(super) struct RowCells(pub Result<Cells, String>);

/// Those of a value that is no object.
impl Default for RowCells {
    fn default() -> Self {
        Self(Err("it is not a JSON object {…}".to_owned()))
    }
}

impl<'de> Deserialize<'de> for RowCells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient(Object))
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = RowCells;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RowCells, A::Error> {
        let mut cells = Cells::new();
        while let Some(name) = map.next_key()? {
            if cells.len() > COLUMNS {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(Field {
                name,
                is_inner: false,
                cells: &mut cells,
            })?;
        }
        Ok(RowCells(Ok(cells)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<RowCells, A::Error> {
        IgnoredAny.visit_seq(array).map(|_| RowCells::default())
    }
}

/// Adds the value of a field to the cells.
struct Field<'a> {
    name: String,
    /// Whether it is a field of an object that is a field itself.
    is_inner: bool,
    cells: &'a mut Cells,
}

impl Field<'_> {
    fn is_one_too_many(&self) -> bool {
        self.cells.len() > COLUMNS
    }

    fn add<E>(self, text: String) -> Result<(), E> {
        if !self.is_one_too_many() {
            self.cells.push((self.name, text));
        }
        Ok(())
    }

    /// A value that stays JSON, without blanks.
    fn add_json<'de, D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let mut json = Vec::new();
        serde_transcode::transcode(value, &mut serde_json::Serializer::new(&mut json)).map_err(D::Error::custom)?;
        self.add(String::from_utf8(json).map_err(D::Error::custom)?)
    }
}

impl<'de> DeserializeSeed<'de> for Field<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Field<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.is_inner || self.name.len() > LONGEST_NAME {
            return self.add_json(MapAccessDeserializer::new(map));
        }
        while let Some(name) = map.next_key::<String>()? {
            if self.is_one_too_many() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(Field {
                name: format!("{}.{name}", self.name),
                is_inner: true,
                cells: &mut *self.cells,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<(), A::Error> {
        self.add_json(SeqAccessDeserializer::new(array))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.add(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        self.add(text)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.add(value.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.add(number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.add(number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.add(Value::from(number).to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
