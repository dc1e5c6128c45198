//! Annotation files into their parts, and what is wrong with those that cannot be read.

use std::{borrow::Cow, collections::BTreeSet};

use ron::{Deserializer, Options, error::SpannedError, extensions::Extensions, value::RawValue};
use serde::{
    Deserialize, Serialize,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};

use super::{
    SyntaxError,
    layer_file::{VERSION, seconds},
};
use crate::{
    annotation::{Annotation, Moved, State},
    article::Text,
    labels::{Label, LabelId},
};

/// An annotation file as it is written.
#[derive(Debug, Deserialize)]
pub struct FileIn<Row> {
    pub version: u32,
    pub article: ArticleIn,
    pub annotator: String,
    #[serde(default)]
    pub state: State,
    #[serde(default)]
    pub coverage: bool,
    #[serde(default)]
    pub labels: Vec<Label>,
    #[serde(default)]
    pub document: Vec<LabelId>,
    #[serde(default = "Vec::new")]
    pub lost: Vec<Row>,
    pub annotations: Vec<Row>,
}

/// What an annotation file says of its article.
#[derive(Clone, Debug, Deserialize)]
pub struct ArticleIn {
    pub path: String,
    pub sha256: String,
    pub title: Option<String>,
    pub author: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub date: Option<String>,
    pub lang: Option<String>,
    pub encoding: Option<String>,
}

/// One annotation as it is written. Numbers and times are taken as they come: what is wrong with them is a fault of
/// this annotation, not of the whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowIn<'a> {
    pub at: (i64, i64),
    pub label: LabelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<LabelId>,
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub made: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Cow<'a, str>>,
}

impl<'a> RowIn<'a> {
    /// The mark of an annotation that was found again elsewhere.
    pub fn mark(&self) -> Option<Moved> {
        match &self.was {
            Some(quote) => Some(Moved::From(quote.as_ref().into())),
            None => self.moved.then_some(Moved::Along),
        }
    }

    /// An annotation of this text as it is written.
    pub fn of(text: &'a Text, annotation: &'a Annotation) -> Self {
        let chars = |at| i64::try_from(text.byte_to_char(at).get()).unwrap_or(i64::MAX);
        Self {
            at: (chars(annotation.span.start()), chars(annotation.span.end())),
            label: annotation.label.clone(),
            second: annotation.second.clone(),
            quote: text.slice(annotation.span).into(),
            before: None,
            note: annotation.note.as_deref().map(Into::into),
            unsure: annotation.unsure,
            origin: annotation.origin.as_deref().map(Into::into),
            id: annotation.id.as_str().into(),
            made: seconds(annotation.made).into(),
            changed: annotation.changed.map(|time| seconds(time).into()),
            moved: annotation.moved.is_some(),
            was: match &annotation.moved {
                Some(Moved::From(quote)) => Some(quote.as_ref().into()),
                Some(Moved::Along) | None => None,
            },
        }
    }
}

/// Why a file could not be parsed.
#[derive(Debug)]
pub enum ParseError {
    /// It is no annotation file as we know them.
    Syntax(SyntaxError),
    /// It is of a newer version, and different enough not to be understood.
    Newer(u32),
}

/// The bytes of a RON file as text, without what a checkout or an editor may have added: a byte order mark, CRLF.
pub fn clean(bytes: Vec<u8>) -> Result<String, SyntaxError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error
            .as_bytes()
            .get(..error.utf8_error().valid_up_to())
            .unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        let column = good.chars().rev().take_while(|character| *character != '\n').count();
        SyntaxError::new(1 + good.matches('\n').count(), 1 + column, "this is not UTF-8 text")
    })?;
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // One character is found much faster than two, and is rare.
    if body.contains('\r') && body.contains("\r\n") {
        Ok(body.replace("\r\n", "\n"))
    } else if body.len() < text.len() {
        Ok(body.to_owned())
    } else {
        Ok(text)
    }
}

/// What a file says, and the names of the fields that this version does not know, each once.
pub type Parsed<'a> = (FileIn<RowIn<'a>>, BTreeSet<String>);

/// Parses an annotation file, however it is written.
pub fn parse(source: &str) -> Result<Parsed<'_>, ParseError> {
    let mut unknown = BTreeSet::new();
    match deserialize(source, DEPTH, |path| {
        unknown.insert(field_name(&path));
    }) {
        Ok(FileIn { version: 0, .. }) => Err(ParseError::Syntax(SyntaxError::new(
            1,
            1,
            format!("there is no version 0 of this format; it should be {VERSION}"),
        ))),
        Ok(file) => Ok((file, unknown)),
        Err(error) => Err(match version_of(source) {
            Some(version) if version > VERSION => ParseError::Newer(version),
            _ => ParseError::Syntax(SyntaxError::explain(source, &error)),
        }),
    }
}

/// How deep values may nest; ours nest 6 deep. It keeps hostile files from overflowing the stack.
pub(super) const DEPTH: usize = 64;

pub(super) fn options(depth: usize) -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(depth)
}

/// Deserializes a value that nests at most so deep, and names the fields that it does not know.
pub(super) fn deserialize<'a, T: Deserialize<'a>>(
    source: &'a str,
    depth: usize,
    ignored: impl FnMut(serde_ignored::Path<'_>),
) -> Result<T, SpannedError> {
    let mut deserializer = Deserializer::from_str_with_options(source, &options(depth))?;
    let value =
        serde_ignored::deserialize(&mut deserializer, ignored).map_err(|error| deserializer.span_error(error))?;
    deserializer.end().map_err(|error| deserializer.span_error(error))?;
    Ok(value)
}

/// The name of a field within the names of those around it, without the numbers of list items.
pub(super) fn field_name(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Map { parent, key } => match field_name(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Seq { parent, .. }
        | Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => field_name(parent),
    }
}

// --- a look at the head only ---------------------------------------------------------------------------------

/// What the first fields of a file say it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Head {
    /// Annotations of an article.
    Layer {
        /// How the file names the article.
        path: String,
        /// The encoding of the article, if it is not UTF-8.
        encoding: Option<String>,
    },
    /// RON, but not annotations.
    Other,
    /// Not RON, or broken before the article is named.
    Unreadable,
}

/// Looks at no more of a file than it takes to find the article that it belongs to.
pub fn head(source: &str) -> Head {
    let mut found = None;
    let whole = peek(source, "article", |article: ArticleIn| {
        found = Some(Head::Layer {
            path: article.path,
            encoding: article.encoding,
        });
    });
    found.unwrap_or(if whole { Head::Other } else { Head::Unreadable })
}

/// What a file says of its article; `source` may be no more than its beginning.
pub(super) fn article(source: &str) -> Option<ArticleIn> {
    let mut found = None;
    peek(source, "article", |article: ArticleIn| found = Some(article));
    found
}

pub(super) fn version_of(source: &str) -> Option<u32> {
    let mut found = None;
    peek(source, "version", |version| found = Some(version));
    found
}

/// Hands over the value of one field, and reads on no further. Whether the file could be read as far as needed.
fn peek<'a, T: Deserialize<'a>>(source: &'a str, field: &'static str, take: impl FnOnce(T)) -> bool {
    let seed = Peek {
        field,
        take,
        value: std::marker::PhantomData,
    };
    options(DEPTH).from_str_seed(source, seed).is_ok()
}

struct Peek<T, F> {
    field: &'static str,
    take: F,
    value: std::marker::PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnOnce(T)> DeserializeSeed<'de> for Peek<T, F> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_struct("", &[], self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnOnce(T)> Visitor<'de> for Peek<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("annotations of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == self.field {
                (self.take)(map.next_value()?);
                // An error is the way to stop early.
                return Err(de::Error::custom("enough"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

// --- where things are ----------------------------------------------------------------------------------------

/// On which lines of a file its parts begin, from 1.
#[derive(Debug, Default)]
pub struct Lines {
    /// The labels of the whole article.
    pub document: Option<usize>,
    /// Each annotation.
    pub annotations: Vec<usize>,
}

/// Finds the lines of a file that can be parsed. It is parsed once more for this, so ask only when something is wrong.
pub fn lines(source: &str) -> Lines {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow, default)]
        document: Option<&'a RawValue>,
        #[serde(borrow)]
        annotations: Vec<&'a RawValue>,
    }
    let Ok(raw) = options(DEPTH).from_str::<Raw<'_>>(source) else {
        return Lines::default();
    };
    // The parts are slices of the source, so their addresses tell where they begin.
    let offset = |part: &RawValue| (part.get_ron().as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
    let (mut line, mut counted) = (1, 0);
    let mut line_of = |at: usize| {
        let between = source.as_bytes().get(counted..at).unwrap_or_default();
        line += between.iter().filter(|byte| **byte == b'\n').count();
        counted = counted.max(at);
        line
    };
    Lines {
        document: raw.document.map(|part| {
            let before = source.as_bytes().get(..offset(part)).unwrap_or_default();
            1 + before.iter().filter(|byte| **byte == b'\n').count()
        }),
        annotations: raw.annotations.into_iter().map(|part| line_of(offset(part))).collect(),
    }
}
