//! One DocBin that is filled and then written: `zlib(msgpack(map))` with all documents in a few long lists.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
    io::Write,
};

use flate2::{Compression, write::ZlibEncoder};
use serde::{Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};

use super::{
    super::{
        Dataset, Document, DocumentLayer, ExportError,
        beside::Beside,
        flat::flat,
        spaced::{Token, spaced, tokens_of},
    },
    SPANS, SPANS_OF,
    murmur::murmur64a,
    symbols::Key,
};
use crate::{annotation::Annotation, labels::LabelId, store::OutFile};

/// A bin with so many tokens is full: it must be in memory as a whole, here and in spaCy, and may have 4 GB at most.
pub(super) const MOST_TOKENS: usize = 700_000;
/// A bin with so many bytes of other things is full.
const MOST_BYTES: usize = 12 << 20;
/// The columns of tokens by spaCy's numbers: the word, where an entity begins and goes on, and its label.
const ATTRIBUTES: [u8; 3] = [65, 77, 78];
/// A token begins an entity.
pub(super) const BEGINS: u64 = 3;
/// A token goes on with an entity.
pub(super) const GOES_ON: u64 = 1;
/// A token is in no entity.
const OUTSIDE: u64 = 2;

/// The documents of one file.
#[derive(Default)]
pub(super) struct Bin {
    /// The words of all documents, one after the other.
    words: Vec<u64>,
    spaces: Vec<u8>,
    entities: Vec<Entity>,
    /// How many tokens each document has.
    lengths: Vec<i32>,
    /// The strings that were met, by their hashes.
    strings: HashMap<u64, Known, BuildHasherDefault<Hashed>>,
    cats: Vec<BTreeMap<LabelId, f64>>,
    span_groups: Vec<ByteBuf>,
    user_data: Vec<ByteBuf>,
    /// How many bytes strings, groups and user data have.
    bytes: usize,
}

/// A string that was met.
struct Known {
    /// What it goes by.
    key: u64,
    /// Itself, if it must stand in the file.
    string: Option<Box<str>>,
}

/// Takes a number as its hash, which it is.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = murmur64a(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// An entity by the numbers of its tokens in the bin.
struct Entity {
    start: usize,
    end: usize,
    label: u64,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    attrs: BTreeMap<(), ()>,
    spans: Vec<ByteBuf>,
}

#[derive(Clone, Serialize)]
struct Flags {
    has_unknown_spaces: bool,
}

impl Bin {
    /// Whether the next document should go to the next bin, which may have so many tokens.
    pub(super) fn is_full(&self, most_tokens: usize) -> bool {
        self.words.len() >= most_tokens || self.bytes >= MOST_BYTES
    }

    /// Adds a document.
    pub(super) fn add(&mut self, document: &Document, dataset: &Dataset) -> Result<(), ExportError> {
        let tokens = spaced(document);
        self.add_entities(document, &tokens);
        for token in &tokens {
            let word = document.text.as_str().get(token.range.clone()).unwrap_or_default();
            let word = self.key(word);
            self.words.push(word);
            self.spaces.push(u8::from(token.space));
        }
        self.lengths
            .push(i32::try_from(tokens.len()).map_err(|_| too_long(document))?);
        let groups = match dataset.is_units {
            true => ByteBuf::new(),
            false => self.groups(document, &tokens)?,
        };
        let user_data = ByteBuf::from(packed(&Beside::with_spans(document))?);
        self.bytes += groups.len() + user_data.len();
        self.span_groups.push(groups);
        self.user_data.push(user_data);
        self.cats.push(cats(document, dataset));
        Ok(())
    }

    /// The spans that `doc.ents` may hold, which has no place for overlaps.
    fn add_entities(&mut self, document: &Document, tokens: &[Token]) {
        let before = self.words.len();
        let spans = document.spans();
        let stretches: Vec<_> = spans
            .iter()
            .map(|(_, annotation)| tokens_of(tokens, annotation.span))
            .collect();
        for place in flat(&stretches) {
            let (Some(stretch), Some((_, annotation))) = (stretches.get(place), spans.get(place)) else {
                continue;
            };
            let label = self.key(annotation.label.as_str());
            self.entities.push(Entity {
                start: before + stretch.start,
                end: before + stretch.end,
                label,
            });
        }
    }

    /// All spans, and those of each annotator, as spaCy keeps `doc.spans`: groups with the keys that they go by.
    fn groups(&mut self, document: &Document, tokens: &[Token]) -> Result<ByteBuf, ExportError> {
        let all: Vec<&Annotation> = document.spans().into_iter().map(|(_, annotation)| annotation).collect();
        let mut groups = vec![(self.group(SPANS, &all, document, tokens)?, [SPANS.to_owned()])];
        for layer in &document.layers {
            let DocumentLayer {
                annotator, annotations, ..
            } = layer;
            let key = format!("{SPANS_OF}{annotator}");
            let spans: Vec<&Annotation> = annotations.iter().collect();
            groups.push((self.group(&key, &spans, document, tokens)?, [key]));
        }
        Ok(ByteBuf::from(packed(&Map(groups))?))
    }

    fn group(
        &mut self,
        name: &str,
        spans: &[&Annotation],
        document: &Document,
        tokens: &[Token],
    ) -> Result<ByteBuf, ExportError> {
        let mut rows = Vec::with_capacity(spans.len());
        for annotation in spans {
            let (id, label) = (self.key(annotation.id.as_str()), self.key(annotation.label.as_str()));
            let stretch = tokens_of(tokens, annotation.span);
            let (start, end) = document.chars(annotation);
            let mut row = Vec::with_capacity(40);
            for number in [id, 0, label] {
                row.extend_from_slice(&number.to_be_bytes());
            }
            for number in [stretch.start, stretch.end, start.get(), end.get()] {
                let number = i32::try_from(number).map_err(|_| too_long(document))?;
                row.extend_from_slice(&number.to_be_bytes());
            }
            rows.push(ByteBuf::from(row));
        }
        let group = Group {
            name,
            attrs: BTreeMap::new(),
            spans: rows,
        };
        Ok(ByteBuf::from(packed(&group)?))
    }

    /// What a string goes by; it is kept if it must stand in the file.
    fn key(&mut self, string: &str) -> u64 {
        let hash = murmur64a(string.as_bytes());
        if let Some(known) = self.strings.get(&hash) {
            return known.key;
        }
        let key = Key::of(string);
        let string: Option<Box<str>> = matches!(key, Key::Hash(_)).then(|| string.into());
        self.bytes += string.as_deref().map_or(0, str::len);
        let key = key.number();
        self.strings.insert(hash, Known { key, string });
        key
    }

    /// Writes the file. The long lists go to it row by row.
    pub(super) fn write(self, file: OutFile) -> Result<(), ExportError> {
        let mut out = ZlibEncoder::new(file, Compression::new(2));
        let mut strings: Vec<&str> = self
            .strings
            .values()
            .filter_map(|known| known.string.as_deref())
            .collect();
        strings.sort_unstable();
        // A map of ten fields.
        out.write_all(&[0x8a])?;
        field(&mut out, "version", &"0.1")?;
        field(&mut out, "attrs", &ATTRIBUTES)?;
        pack(&mut out, &"tokens")?;
        self.write_tokens(&mut out)?;
        field(&mut out, "spaces", Bytes::new(&self.spaces))?;
        let lengths: Vec<u8> = self.lengths.iter().flat_map(|length| length.to_le_bytes()).collect();
        field(&mut out, "lengths", Bytes::new(&lengths))?;
        field(&mut out, "strings", &strings)?;
        field(&mut out, "cats", &self.cats)?;
        let flags = Flags {
            has_unknown_spaces: false,
        };
        field(&mut out, "flags", &vec![flags; self.lengths.len()])?;
        field(&mut out, "span_groups", &self.span_groups)?;
        field(&mut out, "user_data", &self.user_data)?;
        Ok(out.finish()?.finish()?)
    }

    fn write_tokens(&self, out: &mut impl Write) -> Result<(), ExportError> {
        let length = self.words.len() * ATTRIBUTES.len() * size_of::<u64>();
        let length = u32::try_from(length).map_err(|_| {
            ExportError::Unfit("An article is too long for spaCy: a file of it holds 4 GB at most.".to_owned())
        })?;
        // Bytes, so many.
        out.write_all(&[0xc6])?;
        out.write_all(&length.to_be_bytes())?;
        let mut entities = self.entities.iter().peekable();
        for (number, word) in self.words.iter().enumerate() {
            while entities.next_if(|entity| entity.end <= number).is_some() {}
            let (place, label) = match entities.peek() {
                Some(entity) if entity.start == number => (BEGINS, entity.label),
                Some(entity) if entity.start < number => (GOES_ON, entity.label),
                _ => (OUTSIDE, 0),
            };
            for column in [*word, place, label] {
                out.write_all(&column.to_le_bytes())?;
            }
        }
        Ok(())
    }
}

/// The labels of a document as a whole: all there are with 1 or 0, as those who train classifiers expect them.
fn cats(document: &Document, dataset: &Dataset) -> BTreeMap<LabelId, f64> {
    let given: Vec<&LabelId> = document.layers.iter().flat_map(|layer| &layer.document).collect();
    if given.is_empty() && !dataset.is_units {
        return BTreeMap::new();
    }
    let all = dataset.labels.labels().iter().map(|label| (label.id.clone(), 0.0));
    let mut cats: BTreeMap<LabelId, f64> = all.collect();
    cats.extend(given.into_iter().map(|label| (label.clone(), 1.0)));
    cats
}

fn too_long(document: &Document) -> ExportError {
    ExportError::Unfit(format!("The article {} is too long for spaCy.", document.id))
}

fn packed(value: &impl Serialize) -> Result<Vec<u8>, ExportError> {
    rmp_serde::to_vec_named(value).map_err(failed)
}

fn field(out: &mut impl Write, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), ExportError> {
    pack(out, name)?;
    pack(out, value)
}

fn pack(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> Result<(), ExportError> {
    rmp_serde::encode::write_named(out, value).map_err(failed)
}

fn failed(error: rmp_serde::encode::Error) -> ExportError {
    ExportError::Io(std::io::Error::other(error))
}

/// A map in the order of a list, whose keys are bytes.
struct Map(Vec<(ByteBuf, [String; 1])>);

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
