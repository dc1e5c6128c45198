//! What can be wrong with an annotation in a file.

use std::fmt;

use crate::labels::LabelId;

/// Something that is not true or not usable in an annotation file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its line in the file, from 1.
    pub line: Option<usize>,
    /// The id of the annotation, as it stands in the file; empty if it is not about one.
    pub id: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with an annotation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The end is not after the start.
    #[error("it goes from {start} to {end}, which is no stretch of text")]
    NoLength {
        /// Where it says it starts, in code points.
        start: i64,
        /// Where it says it ends.
        end: i64,
    },
    /// It lies outside of the text.
    #[error("it goes from {start} to {end}, but the article has only {length} characters")]
    OutOfRange {
        /// Where it says it starts, in code points.
        start: i64,
        /// Where it says it ends.
        end: i64,
        /// The length of the text in code points.
        length: usize,
    },
    /// The text at the offsets is not the quote.
    #[error(
        "it quotes {}, but at {start} to {end} the article says {}",
        shown(quote),
        shown(found)
    )]
    WrongQuote {
        /// Where it says it starts, in code points.
        start: i64,
        /// Where it says it ends.
        end: i64,
        /// What the file quotes.
        quote: String,
        /// What stands there.
        found: String,
    },
    /// The text before the annotation is not the `before` of the file, and the text has changed.
    #[error("the quote is at {start} to {end}, but what stands before it has changed")]
    WrongContext {
        /// Where it says it starts, in code points.
        start: i64,
        /// Where it says it ends.
        end: i64,
    },
    /// The article has changed, and something like what it quotes is there.
    #[error(
        "it quoted {}; the article has changed, and it is taken to be {}",
        shown(quote),
        shown(found)
    )]
    OtherWords {
        /// What the file quotes.
        quote: String,
        /// What it is taken to be.
        found: String,
    },
    /// The article has changed, and nothing like what it quotes is there.
    #[error("it quoted {}, which is no longer in the article", shown(quote))]
    NotThere {
        /// What the file quotes.
        quote: String,
    },
    /// It has no id.
    #[error("it has no id; give it one that no other annotation has")]
    NoId,
    /// Another annotation has its id.
    #[error("another annotation before it has the same id; give one of them another")]
    SameId,
    /// Its label is not among those of the file.
    #[error("its label {} is not among the labels of the file", shown(label.as_str()))]
    UnknownLabel {
        /// The label.
        label: LabelId,
    },
    /// A label of the whole article is not among those of the file.
    #[error("the label {} of the whole article is not among the labels of the file", shown(label.as_str()))]
    UnknownDocumentLabel {
        /// The label.
        label: LabelId,
    },
    /// A time cannot be read.
    #[error("`{field}` is {value:?}, which is not a time like 2026-03-04T09:12:31Z")]
    NotATime {
        /// `made` or `changed`.
        field: &'static str,
        /// What it says.
        value: String,
    },
}

impl FaultKind {
    /// Whether the annotation cannot be taken over as it is, so that a save would lose something.
    pub fn loses(&self) -> bool {
        !matches!(
            self,
            Self::UnknownLabel { .. }
                | Self::UnknownDocumentLabel { .. }
                | Self::OtherWords { .. }
                | Self::NotThere { .. }
        )
    }

    /// Whether the annotation does not fit the text.
    pub fn is_of_text(&self) -> bool {
        matches!(
            self,
            Self::OutOfRange { .. } | Self::WrongQuote { .. } | Self::WrongContext { .. }
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id.is_empty() {
            self.kind.fmt(f)
        } else {
            write!(f, "annotation {}: {}", self.id, self.kind)
        }
    }
}

/// A text in quotation marks on one line, cut if it is long.
fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut line: String = text.chars().take(LONGEST).collect::<String>().replace('\n', "\u{23ce}");
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    format!("“{line}”")
}
