//! What was found in a file of labels, before anybody has looked whether it is true.

use std::{collections::BTreeMap, ops::ControlFlow, path::PathBuf};

use jiff::Timestamp;

use crate::{
    annotation::{AnnotationId, State},
    article::{ByteOffset, CharOffset, Metadata, Utf16Offset},
    labels::{Label, LabelId},
};

/// What an importer hands out, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A document with what is said of it.
    Document(Box<Found>),
    /// What a label looks like and means. It comes before the documents.
    Label(Box<Label>),
    /// Something that could not be read; the rest can.
    Problem(Problem),
}

/// What an importer gives its items to. It may stop the reading.
pub type Take<'a> = &'a mut dyn FnMut(Item) -> ControlFlow<()>;

/// Where something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, or the row of a table, from 1.
    pub line: Option<u64>,
}

/// Something that could not be read, or is not true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, as a sentence that goes on from the place.
    pub what: String,
}

/// A document as a file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Where it stands.
    pub place: Place,
    /// What the file calls it.
    pub id: Option<String>,
    /// Its text with the line ends of the file. `None` if the file has only labels, of a document that is known by its id.
    pub text: Option<String>,
    /// What is known of it.
    pub metadata: Metadata,
    /// What else the file says, by its own names.
    pub extra: BTreeMap<String, String>,
    /// Which part of the dataset it is in.
    pub split: Option<String>,
    /// What is said of it. Somebody may stand here twice, and the same document may come again with more.
    pub layers: Vec<FoundLayer>,
}

/// What a file says that somebody said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundLayer {
    /// Who; `None` if the file does not say.
    pub annotator: Option<String>,
    /// How far the annotator has come.
    pub state: State,
    /// Whether each unit must get exactly one label, or an explicit none.
    pub coverage: bool,
    /// Labels of the document as a whole.
    pub document: Vec<LabelId>,
    /// Spans, in any order.
    pub spans: Vec<FoundSpan>,
    /// Whether a program proposes this, and nobody has said it.
    pub is_suggestion: bool,
}

/// A span as a file has it: nobody has looked whether it lies in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSpan {
    /// Where it lies.
    pub at: At,
    /// The text that the file says is there.
    pub quote: Option<String>,
    /// What the file says stands before it.
    pub before: Option<String>,
    /// What the file says stands after it.
    pub after: Option<String>,
    /// Its label.
    pub label: LabelId,
    /// The label it would have if not that.
    pub second: Option<LabelId>,
    /// What somebody wrote about it.
    pub note: Option<String>,
    /// Whether it is doubted.
    pub unsure: bool,
    /// Where it came from, if not from a person's hand.
    pub origin: Option<String>,
    /// Its name.
    pub id: Option<AnnotationId>,
    /// When it was made.
    pub made: Option<Timestamp>,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
    /// Its line, where it is not that of the document.
    pub line: Option<u64>,
}

/// Where a span lies, by the unit of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In code points.
    Chars(CharOffset, CharOffset),
    /// In UTF-16 code units.
    Utf16(Utf16Offset, Utf16Offset),
    /// In bytes of UTF-8.
    Bytes(ByteOffset, ByteOffset),
    /// Where its quote stands, and what is before and after it: the file has no offsets.
    Quote,
}

impl At {
    /// From and to in code points.
    pub fn chars(start: usize, end: usize) -> Self {
        Self::Chars(CharOffset::new(start), CharOffset::new(end))
    }

    /// From and to in UTF-16 code units.
    pub fn utf16(start: usize, end: usize) -> Self {
        Self::Utf16(Utf16Offset::new(start), Utf16Offset::new(end))
    }
}

impl FoundSpan {
    /// A span of which no more is known.
    pub fn new(at: At, label: impl AsRef<str>) -> Self {
        Self {
            at,
            quote: None,
            before: None,
            after: None,
            label: LabelId::new(label),
            second: None,
            note: None,
            unsure: false,
            origin: None,
            id: None,
            made: None,
            changed: None,
            line: None,
        }
    }
}

impl Place {
    /// A line of a file.
    pub fn line(file: impl Into<PathBuf>, line: u64) -> Self {
        Self {
            file: file.into(),
            line: Some(line),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file.display()),
            None => write!(f, "{}", self.file.display()),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
