//! Reading CAS JSON, whoever wrote it. Structures are read one by one, and those that say nothing are not kept.

use std::{borrow::Cow, fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::super::{
    ReadError, ReadOptions,
    cas::reading::{Content, Sofa, Structure, matters},
};
use crate::store::folder;

/// Reads what a file holds.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Content, ReadError> {
    let bytes = folder::read_at_most(path, options.limits.file)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut content = Content::default();
    File(&mut content).deserialize(&mut json)?;
    json.end()?;
    Ok(content)
}

/// The whole file.
struct File<'a>(&'a mut Content);

impl<'de> DeserializeSeed<'de> for File<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for File<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a CAS")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "%FEATURE_STRUCTURES" {
                map.next_value_seed(Structures(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// All structures: a list, or by their numbers.
struct Structures<'a>(&'a mut Content);

impl<'de> DeserializeSeed<'de> for Structures<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Structures<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("feature structures")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(item) = array.next_element::<ItemIn>()? {
            item.put(None, self.0);
        }
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(number) = map.next_key::<String>()? {
            let item: ItemIn = map.next_value()?;
            item.put(number.parse().ok(), self.0);
        }
        Ok(())
    }
}

/// A structure of any kind.
#[derive(Default)]
struct ItemIn {
    number: Option<u64>,
    structure: Structure,
}

impl ItemIn {
    fn put(self, number: Option<u64>, content: &mut Content) {
        let Self {
            number: own,
            mut structure,
        } = self;
        if structure.kind == "uima.cas.Sofa" {
            let mut take = |wanted: &str| {
                let feature = structure.features.iter_mut().find(|(name, _)| name == wanted);
                feature.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
            };
            content.sofas.push(Sofa {
                number: own.or(number),
                name: take("sofaID"),
                text: take("sofaString"),
            });
        } else if matters(&structure.kind) {
            content.structures.push(structure);
        }
    }
}

impl<'de> Deserialize<'de> for ItemIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = ItemIn;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature structure")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<ItemIn, M::Error> {
        let mut item = ItemIn::default();
        while let Some(Name(name)) = map.next_key()? {
            let value: Scalar<'de> = map.next_value()?;
            match (&*name, value) {
                ("%ID", Scalar::Number(number)) => item.number = Some(number),
                ("%TYPE", Scalar::Text(kind)) => item.structure.kind = kind.into_owned(),
                ("@sofa", Scalar::Number(number)) => item.structure.sofa = Some(number),
                ("begin", value) => {
                    item.structure.begin = value.number();
                    item.structure.is_place = true;
                }
                ("end", value) => {
                    item.structure.end = value.number();
                    item.structure.is_place = true;
                }
                (own, _) if own.starts_with(['%', '@', '^', '#']) => {}
                (name, Scalar::Text(text)) => {
                    item.structure.features.push((name.to_owned(), text.into_owned()));
                }
                (name, Scalar::Bool(value)) => {
                    item.structure.features.push((name.to_owned(), value.to_string()));
                }
                _ => {}
            }
        }
        Ok(item)
    }
}

/// The name of a feature. Most of a file are names, so none is copied.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The value of a feature, if it is a single one.
enum Scalar<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    Bool(bool),
    Other,
}

impl Scalar<'_> {
    fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.to_owned().into()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(text.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Scalar<'de>, A::Error> {
        IgnoredAny.visit_seq(array).map(|_| Scalar::Other)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Scalar<'de>, M::Error> {
        IgnoredAny.visit_map(map).map(|_| Scalar::Other)
    }
}
