//! An article with all its layers and the label set in one file, to be handed on: rows and texts are written as in
//! annotation files and articles.

use std::collections::BTreeMap;

use ron::Options;
use serde::{Deserialize, Serialize, Serializer};

use super::{
    SyntaxError,
    layer_file::{self, Rows},
    one_line::OneLine,
    parse::{self, RowIn},
};
use crate::{
    annotation::{Annotation, State},
    article::{Metadata, Text},
    labels::{Label, LabelId, LabelSet},
};

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;
/// How deep the file is written in lines: down to the annotations.
const LINES: usize = 4;

/// What is written.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// What a dataset calls the article.
    pub id: &'a str,
    /// The article.
    pub text: &'a Text,
    /// What is known of it.
    pub metadata: &'a Metadata,
    /// What else its source says.
    pub extra: &'a BTreeMap<String, String>,
    /// Which part of the dataset it is in.
    pub split: Option<&'a str>,
    /// The labels that may be given.
    pub labels: &'a LabelSet,
    /// What annotators said.
    pub layers: Vec<BundleLayer<'a>>,
}

/// What one annotator said.
#[derive(Debug)]
pub struct BundleLayer<'a> {
    /// Who.
    pub annotator: &'a str,
    /// How far the annotator has come.
    pub state: State,
    /// Whether each unit must get exactly one label, or an explicit none.
    pub coverage: bool,
    /// The labels of the article as a whole.
    pub document: &'a [LabelId],
    /// The annotations, in order.
    pub annotations: &'a [Annotation],
}

#[derive(Serialize)]
struct Out<'a> {
    version: u32,
    id: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    title: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    author: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    source: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    url: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    date: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    lang: OneLine<'a>,
    #[serde(skip_serializing_if = "Facts::is_empty")]
    extra: Facts<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    split: OneLine<'a>,
    text: &'a str,
    labels: &'a [Label],
    layers: Vec<LayerOut<'a>>,
}

/// Names and values, each on its line.
struct Facts<'a>(&'a BTreeMap<String, String>);

impl Facts<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let facts = self.0.iter();
        serializer.collect_map(facts.map(|(name, value)| (OneLine(Some(name)), OneLine(Some(value)))))
    }
}

#[derive(Serialize)]
struct LayerOut<'a> {
    annotator: OneLine<'a>,
    state: State,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coverage: bool,
    document: &'a [LabelId],
    annotations: Rows<'a>,
}

/// The file as it is written. The same content always gives the same bytes.
///
/// # Errors
/// Only if RON cannot hold it, of which no case is known.
pub fn to_ron(bundle: &Bundle<'_>) -> Result<String, ron::Error> {
    let metadata = bundle.metadata;
    let layers = bundle.layers.iter().map(|layer| LayerOut {
        annotator: OneLine(Some(layer.annotator)),
        state: layer.state,
        coverage: layer.coverage,
        document: layer.document,
        annotations: Rows {
            text: bundle.text,
            annotations: layer.annotations.iter().collect(),
        },
    });
    let out = Out {
        version: VERSION,
        id: OneLine(Some(bundle.id)),
        title: OneLine(metadata.title.as_deref()),
        author: OneLine(metadata.author.as_deref()),
        source: OneLine(metadata.source.as_deref()),
        url: OneLine(metadata.url.as_deref()),
        date: OneLine(metadata.date.as_deref()),
        lang: OneLine(metadata.language.as_deref()),
        extra: Facts(bundle.extra),
        split: OneLine(bundle.split),
        text: bundle.text.as_str(),
        labels: bundle.labels.labels(),
        layers: layers.collect(),
    };
    let mut ron = Options::default().to_string_pretty(&out, layer_file::pretty().depth_limit(LINES))?;
    ron.push('\n');
    Ok(ron)
}

/// What is read. Nothing of it is checked against the text.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Bundled {
    version: u32,
    /// What a dataset calls the article.
    pub id: Option<String>,
    title: Option<String>,
    author: Option<String>,
    source: Option<String>,
    url: Option<String>,
    date: Option<String>,
    lang: Option<String>,
    /// What else its source says.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
    /// Which part of the dataset it is in.
    pub split: Option<String>,
    /// The article.
    pub text: String,
    /// The labels that may be given.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// What annotators said.
    #[serde(default)]
    pub layers: Vec<BundledLayer>,
}

/// What one annotator said.
#[derive(Clone, Debug, Deserialize)]
pub struct BundledLayer {
    /// Who.
    pub annotator: String,
    /// How far the annotator has come.
    #[serde(default)]
    pub state: State,
    /// Whether each unit must get exactly one label, or an explicit none.
    #[serde(default)]
    pub coverage: bool,
    /// The labels of the article as a whole.
    #[serde(default)]
    pub document: Vec<LabelId>,
    /// The annotations.
    #[serde(default)]
    pub annotations: Vec<BundledRow>,
}

/// One annotation.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "RowIn")]
pub struct BundledRow {
    /// Start and end in code points.
    pub at: (i64, i64),
    /// Its label.
    pub label: LabelId,
    /// The label it would have if not that.
    pub second: Option<LabelId>,
    /// What is labelled.
    pub quote: String,
    /// What the annotator wrote about it.
    pub note: Option<String>,
    /// Whether it is doubted.
    pub unsure: bool,
    /// Where it came from, if not from a person's hand.
    pub origin: Option<String>,
    /// Its name.
    pub id: String,
    /// When it was made.
    pub made: String,
    /// When it was last changed.
    pub changed: Option<String>,
}

impl From<RowIn<'_>> for BundledRow {
    fn from(row: RowIn<'_>) -> Self {
        Self {
            at: row.at,
            label: row.label,
            second: row.second,
            quote: row.quote.into_owned(),
            note: row.note,
            unsure: row.unsure,
            origin: row.origin,
            id: row.id.into_owned(),
            made: row.made.into_owned(),
            changed: row.changed.map(Into::into),
        }
    }
}

/// Why such a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It is not as it should be.
    #[error("{0}")]
    Syntax(#[from] SyntaxError),
    /// It is of a newer version.
    #[error("it is of version {0} of this format, and this Glossator knows only {VERSION}: update Glossator")]
    Newer(u32),
}

/// Reads the bytes of such a file. Fields that are not known are passed over.
///
/// # Errors
/// If they cannot be understood.
pub fn read(bytes: Vec<u8>) -> Result<Bundled, BundleError> {
    let source = parse::clean(bytes)?;
    let newer = parse::version_of(&source).filter(|version| *version > VERSION);
    if let Some(version) = newer {
        return Err(BundleError::Newer(version));
    }
    let bundled: Bundled =
        parse::deserialize(&source, parse::DEPTH, |_| ()).map_err(|error| SyntaxError::explain(&source, &error))?;
    match bundled.version {
        0 => Err(SyntaxError::new(
            1,
            1,
            format!("there is no version 0 of this format; it should be {VERSION}"),
        )
        .into()),
        _ => Ok(bundled),
    }
}

impl Bundled {
    /// What is known of the article.
    pub fn metadata(&mut self) -> Metadata {
        Metadata {
            title: self.title.take(),
            author: self.author.take(),
            source: self.source.take(),
            url: self.url.take(),
            date: self.date.take(),
            language: self.lang.take(),
        }
    }
}
