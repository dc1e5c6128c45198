//! Reading DocBins, whoever wrote them.

use std::{collections::HashMap, io::Read, path::Path};

use flate2::read::ZlibDecoder;
use serde::Deserialize;
use serde_bytes::Bytes;

use super::{
    super::{Item, Place, Problem, ReadError, ReadOptions, Take, label_file, splits},
    doc::{Columns, Doc},
    loose::{self, Anything, List},
    symbols,
};
use crate::store::folder;

/// spaCy's numbers of the columns that are read.
const WORD: u64 = 65;
const ENTITY: u64 = 77;
const ENTITY_LABEL: u64 = 78;

/// How many times longer all texts may be than the file: a number in it can stand for a word of any length.
const LONGER: u64 = 4;

/// A DocBin as it lies in its file.
#[derive(Deserialize)]
struct BinIn<'a> {
    attrs: List<u64>,
    #[serde(borrow)]
    tokens: &'a Bytes,
    #[serde(borrow)]
    spaces: &'a Bytes,
    #[serde(borrow)]
    lengths: &'a Bytes,
    #[serde(borrow)]
    strings: List<&'a str>,
    #[serde(default)]
    cats: Anything,
    #[serde(default)]
    flags: List<Flags>,
    #[serde(borrow, default)]
    span_groups: List<Option<&'a Bytes>>,
    #[serde(borrow, default)]
    user_data: List<Option<&'a Bytes>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
struct Flags {
    #[serde(default)]
    has_unknown_spaces: bool,
}

/// Whether the first bytes of a file are those of a DocBin.
pub(super) fn is_bin(head: &[u8]) -> bool {
    let mut start = [0; 128];
    let mut unpacked = ZlibDecoder::new(head);
    let length = unpacked.read(&mut start).unwrap_or_default();
    let start = start.get(..length).unwrap_or_default();
    let is_map = start
        .first()
        .is_some_and(|first| matches!(first, 0x80..=0x8f | 0xde | 0xdf));
    let names: [&[u8]; 3] = [b"version", b"attrs", b"tokens"];
    is_map && names.iter().any(|name| memchr::memmem::find(start, name).is_some())
}

/// Hands out the documents of a DocBin.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    if !label_file::read(beside(path), take)? {
        return Ok(());
    }
    let bytes = unpacked(path, options)?;
    let bin = BinIn::deserialize(&mut loose::reader(&bytes))
        .map_err(|error| ReadError::Broken(format!("it is no DocBin of spaCy: {error}")))?;
    let columns = columns(&bin)?;
    let strings: HashMap<u64, &str> = strings(&bin);
    let mut tokens = bin.tokens.chunks_exact(bin.attrs.0.len() * size_of::<u64>());
    let mut spaces = bin.spaces.iter();
    let (lengths, _) = bin.lengths.as_chunks::<4>();
    let split = split(path);
    let mut characters = 0_u64;
    for (number, length) in lengths.iter().enumerate() {
        let length = usize::try_from(i32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > tokens.len() || length > spaces.len() {
            return Err(ReadError::Broken(format!(
                "it ends within its document {}: it has fewer tokens than it says",
                number + 1
            )));
        }
        let doc = Doc {
            tokens: tokens.by_ref().take(length).collect(),
            spaces: spaces.by_ref().take(length).map(|space| *space != 0).collect(),
            has_unknown_spaces: bin.flags.0.get(number).is_some_and(|flags| flags.has_unknown_spaces),
            cats: bin.cats.0.get(number).and_then(serde_json::Value::as_object),
            groups: bin.span_groups.0.get(number).copied().flatten().map(|bytes| &**bytes),
            user_data: bin.user_data.0.get(number).copied().flatten().map(|bytes| &**bytes),
            columns,
            strings: &strings,
        };
        let place = Place::line(path, number as u64 + 1);
        let item = match doc.found(place.clone(), split, options) {
            Ok(found) => {
                characters += found.text.as_ref().map_or(0, String::len) as u64;
                Item::Document(Box::new(found))
            }
            Err(what) => Item::Problem(Problem { place, what }),
        };
        if take(item).is_break() {
            return Ok(());
        }
        if characters > options.limits.unpacked.saturating_mul(LONGER) {
            return Err(ReadError::Broken("its words are too long for its size".to_owned()));
        }
    }
    Ok(())
}

fn unpacked(path: &Path, options: &ReadOptions) -> Result<Vec<u8>, ReadError> {
    let most = options.limits.unpacked;
    let mut bytes = Vec::new();
    ZlibDecoder::new(folder::open_file(path)?)
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| ReadError::Broken(format!("it is damaged or no DocBin of spaCy: {error}")))?;
    if bytes.len() as u64 > most {
        let most = most >> 20;
        return Err(ReadError::Broken(format!(
            "it is larger than {most} MiB when it is unpacked"
        )));
    }
    Ok(bytes)
}

fn columns(bin: &BinIn<'_>) -> Result<Columns, ReadError> {
    let place = |wanted: u64| bin.attrs.0.iter().position(|attribute| *attribute == wanted);
    Ok(Columns {
        word: place(WORD)
            .ok_or_else(|| ReadError::Broken("it is a DocBin without words (the attribute ORTH)".to_owned()))?,
        entity: place(ENTITY),
        entity_label: place(ENTITY_LABEL),
    })
}

/// All strings of a file by what they go by.
fn strings<'a>(bin: &BinIn<'a>) -> HashMap<u64, &'a str> {
    let mut strings = HashMap::with_capacity(bin.strings.0.len());
    strings.insert(0, "");
    for (number, symbol) in symbols::all() {
        strings.insert(number, symbol);
    }
    for string in &bin.strings.0 {
        strings.insert(symbols::Key::of(string).number(), *string);
    }
    strings
}

/// The file itself, or the folder of a part of which it is a piece: what belongs to the dataset is beside that.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if is_numbered(path) => folder,
        _ => path,
    }
}

/// The part of the dataset that a file is, by its name or that of its folder.
fn split(path: &Path) -> Option<&'static str> {
    let stem = beside(path).file_stem()?;
    splits::split_of(stem.to_str()?)
}

/// Whether a file is one of the many that a large part has.
fn is_numbered(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.len() == 5 && stem.bytes().all(|byte| byte.is_ascii_digit())
}
