//! What is wrong with a RON file, for people who do not write parsers.

use ron::{Error, error::SpannedError};

/// What is wrong with a RON file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct SyntaxError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
}

impl SyntaxError {
    pub(super) fn new(line: usize, column: usize, what: impl Into<String>) -> Self {
        Self {
            line,
            column,
            what: what.into(),
        }
    }

    /// The error that the parser found in `source`, in plain words.
    pub(super) fn explain(source: &str, error: &SpannedError) -> Self {
        if source.trim().is_empty() {
            return Self::new(1, 1, "the file is empty");
        }
        if let Some(line) = source.lines().position(|line| line.starts_with("<<<<<<< ")) {
            return Self::new(
                line + 1,
                1,
                "a conflict between two versions was left in the file by git",
            );
        }
        Self::new(error.span.end.line, error.span.end.col, in_plain_words(&error.code))
    }
}

fn in_plain_words(error: &Error) -> String {
    let plain = match error {
        Error::Eof | Error::UnclosedBlockComment => "the file ends too early, as if it had been cut off",
        Error::ExpectedStringEnd => "a text that begins here has no closing quotation mark",
        Error::ExceededRecursionLimit => "it is nested too deeply to be one of our files",
        Error::ExpectedComma => "a comma is missing here",
        Error::ExpectedInteger => "a whole number was expected here",
        Error::ExpectedString => "a text in quotation marks was expected here",
        Error::ExpectedBoolean => "`true` or `false` was expected here",
        Error::ExpectedIdentifier => "the name of a field was expected here",
        Error::ExpectedMapColon => "a colon is missing here",
        Error::ExpectedArray => "an opening `[` was expected here",
        Error::ExpectedArrayEnd => "a closing `]` is missing here",
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => "a closing `)` is missing here",
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) | Error::ExpectedDifferentStructName { .. } => {
            "an opening `(` was expected here"
        }
        Error::TrailingCharacters => "there is more after the end",
        Error::MissingStructField { field, .. } => return format!("the field `{field}` is missing"),
        Error::DuplicateStructField { field, .. } => return format!("the field `{field}` stands twice"),
        Error::NoSuchEnumVariant { expected, found, .. } => {
            return format!("`{found}` is not known here; it can be {}", expected.join(" or "));
        }
        other => return lower_first(&other.to_string()),
    };
    plain.to_owned()
}

fn lower_first(message: &str) -> String {
    let mut rest = message.chars();
    rest.next()
        .map(|first| first.to_lowercase().chain(rest).collect())
        .unwrap_or_default()
}
