//! MessagePack of others, of which all that JSON knows is taken, and nothing else harms.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// How many values there may be in one piece of data.
const MOST: usize = 2_000_000;
/// How many things a list of a file may have.
const LONGEST: usize = 4_000_000;
/// How deep values may lie in each other.
const DEEPEST: usize = 32;

/// What some bytes are.
pub(super) fn value(bytes: &[u8]) -> Result<Value, rmp_serde::decode::Error> {
    let left = Cell::new(MOST);
    Loose(&left).deserialize(&mut reader(bytes))
}

/// Some value among others.
#[derive(Debug, Default)]
pub(super) struct Anything(pub Value);

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let left = Cell::new(MOST);
        Loose(&left).deserialize(deserializer).map(Self)
    }
}

/// A reader of bytes that does not go deep.
pub(super) fn reader(bytes: &[u8]) -> rmp_serde::Deserializer<rmp_serde::decode::ReadRefReader<'_, [u8]>> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    reader.set_max_depth(DEEPEST);
    reader
}

/// A list that is not so long that it fills the memory, which one of nothings could be in a small file.
#[derive(Debug)]
pub(super) struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items(std::marker::PhantomData))
    }
}

struct Items<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<List<T>, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            if items.len() >= LONGEST {
                return Err(S::Error::custom("a list is too long"));
            }
            items.push(item);
        }
        Ok(List(items))
    }
}

/// Some value: what JSON does not know is nothing. At most so many are still to come.
#[derive(Clone, Copy)]
struct Loose<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Loose<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.0.get().checked_sub(1);
        self.0
            .set(left.ok_or_else(|| D::Error::custom("there is too much in it"))?);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Loose<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Value::Null)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Value, S::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Value, M::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key_seed(self)? {
            let value = map.next_value_seed(self)?;
            if let Some(name) = name(key) {
                fields.insert(name, value);
            }
        }
        Ok(fields.into())
    }
}

/// The name that a key is: a text, or what spaCy makes of an attribute of its documents, `("._.", "name", None, None)`.
fn name(key: Value) -> Option<String> {
    match key {
        Value::String(name) => Some(name),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(mark), Value::String(name), Value::Null, Value::Null] if mark == "._." => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}
