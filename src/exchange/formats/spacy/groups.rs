//! `doc.spans` as it lies in a file: groups of spans, each with the keys that it goes by.

use std::fmt;

use rmp_serde::decode::Error;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_bytes::Bytes;

use super::loose::{self, List};

/// How many keys groups may have together.
const MOST_KEYS: usize = 10_000;
/// How many spans a document may have, each counted as often as its group has keys.
const MOST_SPANS: usize = 2_000_000;

/// The spans of a group under one of its keys, as bytes.
pub(super) type Keyed<'a> = (String, Vec<&'a Bytes>);

#[derive(Deserialize)]
struct GroupIn<'a> {
    #[serde(default)]
    name: Option<String>,
    #[serde(borrow)]
    spans: List<&'a Bytes>,
}

/// Groups with their keys, as spaCy writes them from 3.3 on, or without, by their names.
struct GroupsIn<'a>(Vec<(&'a Bytes, Vec<String>)>);

/// The groups in some bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Keyed<'_>>, Error> {
    let mut keyed = Vec::new();
    let mut count = 0;
    for (bytes, keys) in GroupsIn::deserialize(&mut loose::reader(bytes))?.0 {
        let group = GroupIn::deserialize(&mut loose::reader(bytes))?;
        count += group.spans.0.len() * keys.len().max(1);
        if count > MOST_SPANS {
            return Err(serde::de::Error::custom("there are too many"));
        }
        match keys.as_slice() {
            [] => keyed.push((group.name.unwrap_or_default(), group.spans.0)),
            keys => keyed.extend(keys.iter().map(|key| (key.clone(), group.spans.0.clone()))),
        }
    }
    Ok(keyed)
}

impl<'de> Deserialize<'de> for GroupsIn<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Groups)
    }
}

struct Groups;

impl<'de> Visitor<'de> for Groups {
    type Value = GroupsIn<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("groups of spans")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<GroupsIn<'de>, S::Error> {
        let mut groups = Vec::new();
        while let Some(group) = seq.next_element()? {
            groups.push((group, Vec::new()));
            few(groups.len())?;
        }
        Ok(GroupsIn(groups))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<GroupsIn<'de>, M::Error> {
        let mut groups = Vec::new();
        let mut count = 0;
        while let Some((group, keys)) = map.next_entry::<&'de Bytes, List<String>>()? {
            count += keys.0.len();
            few(count)?;
            groups.push((group, keys.0));
        }
        Ok(GroupsIn(groups))
    }
}

fn few<E: serde::de::Error>(count: usize) -> Result<(), E> {
    match count <= MOST_KEYS {
        true => Ok(()),
        false => Err(E::custom("there are too many groups of spans")),
    }
}
