//! Reading JSON of which only arrays and objects matter: any other value is passed over instead of being an error, which would
//! end the reading of the whole file.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};

/// Reads arrays and objects as the visitor in it does; what it makes of any other value is its default.
pub(super) struct Lenient<V>(pub V);

impl<'de, V: Visitor<'de, Value: Default>> Visitor<'de> for Lenient<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        Ok(V::Value::default())
    }
}
