//! What is read: an article's text, and where in it things are.

mod clauses;
pub mod decode;
mod furniture;
pub mod language;
mod metadata;
mod offset;
mod paragraphs;
mod read;
mod search;
mod sentences;
mod span;
mod text;
mod units;
mod words;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use encoding_rs::Encoding;
use sha2::{Digest, Sha256};

pub use clauses::clauses;
pub use furniture::is_furniture;
pub use metadata::{Metadata, headline};
pub use offset::{ByteOffset, CharOffset, Utf16Offset};
pub use read::{LONGEST_ARTICLE, ReadError, read};
pub use search::{MOST_HITS, Pattern, Query, count_hits, search};
pub use span::Span;
pub use text::{SpanError, Text};
pub use units::{UnitKind, Units};
pub use words::{whole_graphemes, word_at, words};

/// What an article was made from, and what that said of it besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The kind of file: `PDF`, `Web page`.
    pub kind: String,
    /// What its source calls it.
    pub id: Option<String>,
    /// What else its source says, under the names that it has there.
    pub extra: BTreeMap<String, String>,
}

/// One text to be labelled, as it was read from its file.
#[derive(Clone, Debug)]
pub struct Article {
    path: PathBuf,
    text: Arc<Text>,
    sha256: String,
    metadata: Metadata,
    provenance: Option<Arc<Provenance>>,
    encoding: &'static Encoding,
    found: decode::Found,
    replaced: usize,
}

impl Article {
    /// An article of a file's decoded text.
    pub fn new(path: PathBuf, decoded: decode::Decoded) -> Self {
        let decode::Decoded {
            text,
            encoding,
            how,
            replaced,
        } = decoded;
        Self {
            encoding,
            found: how,
            replaced,
            ..Self::of_text(path, Arc::new(Text::new(text)))
        }
    }

    /// An article of a text that is there already, without carriage returns.
    pub fn of_text(path: PathBuf, text: Arc<Text>) -> Self {
        let sha256 = Sha256::digest(text.as_str().as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            path,
            text,
            sha256,
            metadata: Metadata::default(),
            provenance: None,
            encoding: encoding_rs::UTF_8,
            found: decode::Found::Certain,
            replaced: 0,
        }
    }

    /// The same article, of which its file says this besides the text.
    pub fn with_metadata(self, metadata: Metadata) -> Self {
        Self { metadata, ..self }
    }

    /// The same article, which was made from something else.
    pub fn with_provenance(self, provenance: Provenance) -> Self {
        Self {
            provenance: Some(Arc::new(provenance)),
            ..self
        }
    }

    /// What it was made from (`PDF`, `Web page`), if it was converted; its text can be corrected until it is labelled.
    pub fn made_from(&self) -> Option<&str> {
        Some(&self.provenance()?.kind)
    }

    /// What it was made from, if it was converted.
    pub fn provenance(&self) -> Option<&Provenance> {
        self.provenance.as_deref()
    }

    /// What its file says besides the text; nothing if it is a text file.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The file it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The last part of its path.
    pub fn file_name(&self) -> String {
        self.path
            .file_name()
            .unwrap_or(self.path.as_os_str())
            .to_string_lossy()
            .into_owned()
    }

    /// Its text. The pointer stays the same for as long as the text does.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// SHA-256 of the text in UTF-8 (after decoding, so it does not depend on line ends or encoding), in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The encoding of its file.
    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Whether the bytes of its file leave no doubt about the encoding.
    pub fn encoding_is_certain(&self) -> bool {
        self.found == decode::Found::Certain
    }

    /// A word to the reader if the encoding is in doubt or did not fit.
    pub fn encoding_notice(&self) -> Option<String> {
        let name = self.encoding.name();
        match (self.found, self.replaced) {
            (decode::Found::Guessed, 0) => Some(format!("Read as {name}, which is a guess.")),
            (_, 0) => None,
            (_, 1) => Some(format!(
                "Read as {name}; one character could not be read and shows as \u{fffd}."
            )),
            (_, count) => Some(format!(
                "Read as {name}; {count} characters could not be read and show as \u{fffd}."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_text_not_of_the_file() {
        let article = |bytes: &[u8]| Article::new("a.txt".into(), decode::decode(bytes.to_vec(), None).expect("text"));
        let plain = article(b"one\ntwo\n");
        assert_eq!(plain.sha256(), article(b"\xEF\xBB\xBFone\r\ntwo\r\n").sha256());
        assert_eq!(
            plain.sha256(),
            "c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"
        );
    }

    #[test]
    fn the_example_has_the_24_units_that_a_person_found() {
        let gold: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/seed_labels.json")).expect("valid JSON");
        let text = Arc::new(Text::new(include_str!("../../seeds/microsoft-openai.txt").into()));
        let units = Units::of(&text, Some("en"));
        let found: Vec<_> = units
            .iter()
            .map(|span| {
                (
                    text.byte_to_char(span.start()).get(),
                    text.byte_to_char(span.end()).get(),
                )
            })
            .collect();
        let expected: Vec<_> = gold["units"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|unit| {
                (
                    unit["start"].as_u64().expect("a number") as usize,
                    unit["end"].as_u64().expect("a number") as usize,
                )
            })
            .collect();
        assert_eq!(found, expected);
        assert_eq!(found.len(), 24);
    }
}
