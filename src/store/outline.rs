//! What an annotation file says without its article: enough to count and to list, in a project of many.

use std::{borrow::Cow, path::Path};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    LoadError, SyntaxError,
    folder::read_at_most,
    in_lines::InLines,
    parse::{self, ArticleIn},
    quick_row,
};
use crate::{annotation::State, labels::LabelId};

/// What an annotation file says. Nothing of it is checked against the text.
#[derive(Clone, Debug)]
pub struct Outline {
    /// How the file names its article.
    pub path: String,
    /// The hash of the text that was labelled.
    pub sha256: String,
    /// Who labelled it.
    pub annotator: String,
    /// How far the annotator has come.
    pub state: State,
    /// The labels of the article as a whole.
    pub document: Vec<LabelId>,
    /// The annotations in the order of the file.
    pub marks: Vec<OutlinedMark>,
}

/// One annotation of an [`Outline`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedMark {
    /// Start and end in code points.
    pub at: (u32, u32),
    /// Its label.
    pub label: LabelId,
    /// What is labelled.
    pub quote: Box<str>,
    /// What the annotator noted.
    pub note: Option<Box<str>>,
    /// Whether the annotator doubts it.
    pub unsure: bool,
    /// When it was made, if the file says so in a way that can be read.
    pub made: Option<Timestamp>,
}

/// The longest file that is looked at along with all others, in bytes.
const LONGEST: u64 = 256 << 20;

#[derive(Deserialize)]
struct FileIn<'a> {
    article: ArticleIn,
    annotator: String,
    #[serde(default)]
    state: State,
    #[serde(default)]
    document: Vec<LabelId>,
    #[serde(borrow)]
    annotations: Vec<RowIn<'a>>,
}

#[derive(Deserialize)]
struct RowIn<'a> {
    at: (u32, u32),
    label: LabelId,
    #[serde(borrow)]
    quote: Cow<'a, str>,
    #[serde(borrow, default)]
    note: Option<Cow<'a, str>>,
    #[serde(default)]
    unsure: bool,
    #[serde(borrow, default)]
    made: Option<Cow<'a, str>>,
}

/// Reads the outline of the annotation file at `path`.
///
/// # Errors
/// If it cannot be read or understood.
pub fn outline(path: &Path) -> Result<Outline, LoadError> {
    let unreadable = |error| LoadError::Unreadable {
        path: path.to_owned(),
        error,
    };
    of_bytes(read_at_most(path, LONGEST).map_err(unreadable)?).map_err(|error| LoadError::Broken {
        path: path.to_owned(),
        error,
    })
}

fn of_bytes(bytes: Vec<u8>) -> Result<Outline, SyntaxError> {
    let text = parse::clean(bytes)?;
    match InLines::of(&text).and_then(quick) {
        Some(outline) => Ok(outline),
        None => thorough(&text),
    }
}

/// The outline of a file in lines, of which each row is read by what stands where: ten times as fast, and there are
/// projects with a hundred thousand of them. `None` if a row is written otherwise.
fn quick(file: InLines<'_>) -> Option<Outline> {
    let marks = file.lines().map(quick_row::mark).collect::<Option<_>>()?;
    let outline = file.outline;
    Some(Outline {
        path: outline.article.path,
        sha256: outline.article.sha256,
        annotator: outline.annotator,
        state: outline.state,
        document: outline.document,
        marks,
    })
}

fn thorough(text: &str) -> Result<Outline, SyntaxError> {
    let file: FileIn<'_> = parse::options(parse::DEPTH)
        .from_str(text)
        .map_err(|error| SyntaxError::explain(text, &error))?;
    Ok(Outline {
        path: file.article.path,
        sha256: file.article.sha256,
        annotator: file.annotator,
        state: file.state,
        document: file.document,
        marks: file
            .annotations
            .into_iter()
            .map(|row| OutlinedMark {
                at: row.at,
                label: row.label,
                quote: row.quote.into(),
                note: row.note.map(Into::into),
                unsure: row.unsure,
                made: row.made.and_then(|made| made.parse().ok()),
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_says_what_the_file_says() {
        let outline = outline(Path::new("tests/data/microsoft-openai.ron")).expect("a file");
        assert_eq!((outline.annotator.as_str(), outline.state), ("seed", State::Done));
        assert!(outline.marks.len() > 10);
        let first = &outline.marks[0];
        assert_eq!((first.at, first.label.as_str(), first.unsure), ((12, 73), "fact", true));
        assert!(outline.marks.iter().all(|mark| mark.made.is_some()));
        assert!(outline.sha256.starts_with("37114b98"));
    }
}
