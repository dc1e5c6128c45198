//! Documents as UIMA sees them, for CAS JSON and XMI: feature structures with types, at offsets in UTF-16.
//!
//! Spans are `custom.Span`, the layer that INCEpTION makes for spans of any kind, and besides there are the sentences and
//! tokens that DKPro and INCEpTION want. What has no type there has one of ours.

pub(in crate::exchange) mod reading;

use std::borrow::Cow;

use super::{Carries, Document, DocumentLayer, ExportError, carries::Unit, tokens};
use crate::{
    annotation::{Annotation, State},
    article::ByteOffset,
    store::seconds,
};

/// What both formats hold: everything, but nothing of labels besides their ids.
pub(in crate::exchange) const CARRIES: Carries = Carries {
    labels: super::carries::LabelFacts::Ids,
    unit: Unit::Utf16,
    ..Carries::ALL
};

/// The name of the only view.
pub(in crate::exchange) const VIEW: &str = "_InitialView";
/// What UIMA calls a language that nobody has said.
const NO_LANGUAGE: &str = "x-unspecified";

/// A type of feature structures.
#[derive(Debug)]
pub(in crate::exchange) struct Type {
    /// Its whole name.
    pub name: &'static str,
    /// The type that it is a kind of.
    pub parent: &'static str,
    /// The prefix of its namespace in XMI.
    pub prefix: &'static str,
    /// Its features and their types.
    pub features: &'static [(&'static str, &'static str)],
}

const STRING: &str = "uima.cas.String";
const BOOLEAN: &str = "uima.cas.Boolean";
const ANNOTATION: &str = "uima.tcas.Annotation";
/// What is said of a document as a whole has no offsets.
const BASE: &str = "uima.cas.AnnotationBase";

/// What is known of a document, in DKPro's terms.
pub(in crate::exchange) const METADATA: Type = Type {
    name: "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
    parent: "uima.tcas.DocumentAnnotation",
    prefix: "metadata",
    features: &[
        ("documentTitle", STRING),
        ("documentId", STRING),
        ("documentUri", STRING),
    ],
};
/// A sentence: a line with text, for where one ends is for others to say.
pub(in crate::exchange) const SENTENCE: Type = Type {
    name: "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence",
    parent: ANNOTATION,
    prefix: "segmentation",
    features: &[],
};
/// A token.
pub(in crate::exchange) const TOKEN: Type = Type {
    name: "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token",
    parent: ANNOTATION,
    prefix: "segmentation",
    features: &[],
};
/// A span with a label.
pub(in crate::exchange) const SPAN: Type = Type {
    name: "custom.Span",
    parent: ANNOTATION,
    prefix: "custom",
    features: &[
        ("label", STRING),
        ("annotator", STRING),
        ("note", STRING),
        ("second", STRING),
        ("unsure", BOOLEAN),
        ("origin", STRING),
        ("id", STRING),
        ("made", STRING),
        ("changed", STRING),
    ],
};
/// What else is known of a document. It says too that a file is ours.
pub(in crate::exchange) const DOCUMENT: Type = Type {
    name: "custom.Document",
    parent: BASE,
    prefix: "custom",
    features: &[
        ("author", STRING),
        ("source", STRING),
        ("date", STRING),
        ("split", STRING),
    ],
};
/// Something that the source of a document said of it.
pub(in crate::exchange) const FACT: Type = Type {
    name: "custom.Fact",
    parent: BASE,
    prefix: "custom",
    features: &[("name", STRING), ("value", STRING)],
};
/// That somebody labels a document, and how far they are.
pub(in crate::exchange) const LAYER: Type = Type {
    name: "custom.Layer",
    parent: BASE,
    prefix: "custom",
    features: &[("annotator", STRING), ("state", STRING), ("coverage", BOOLEAN)],
};
/// A label of a document as a whole.
pub(in crate::exchange) const DOCUMENT_LABEL: Type = Type {
    name: "custom.DocumentLabel",
    parent: BASE,
    prefix: "custom",
    features: &[("label", STRING), ("annotator", STRING)],
};

/// All types that are written.
pub(in crate::exchange) const TYPES: [&Type; 8] = [
    &METADATA,
    &SENTENCE,
    &TOKEN,
    &SPAN,
    &DOCUMENT,
    &FACT,
    &LAYER,
    &DOCUMENT_LABEL,
];

/// A feature structure that is to be written.
#[derive(Debug)]
pub(in crate::exchange) struct Structure<'a> {
    /// Its type.
    pub kind: &'static Type,
    /// From and to in UTF-16, if it is a place in the text.
    pub at: Option<(usize, usize)>,
    /// The features that have values.
    pub features: Vec<(&'static str, Value<'a>)>,
}

/// The value of a feature.
#[derive(Debug)]
pub(in crate::exchange) enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Yes.
    True,
}

/// What takes structures.
pub(in crate::exchange) type Each<'e, 'a> = &'e mut dyn FnMut(Structure<'a>) -> Result<(), ExportError>;

/// A document without what means nothing here.
pub(in crate::exchange) fn fit(mut document: Document) -> Document {
    document.metadata.language = document.metadata.language.filter(|language| language != NO_LANGUAGE);
    document
}

/// Hands over all that a document consists of besides its text.
pub(in crate::exchange) fn structures<'a>(document: &'a Document, each: Each<'_, 'a>) -> Result<(), ExportError> {
    about(document, each)?;
    segments(document, each)?;
    for layer in &document.layers {
        of_layer(layer, each)?;
    }
    for (layer, annotation) in document.spans() {
        each(span(document, layer, annotation))?;
    }
    Ok(())
}

fn about<'a>(document: &'a Document, each: Each<'_, 'a>) -> Result<(), ExportError> {
    let metadata = &document.metadata;
    let end = document.text.byte_to_utf16(document.text.end()).get();
    each(Structure {
        kind: &METADATA,
        at: Some((0, end)),
        features: known([
            ("language", Some(metadata.language.as_deref().unwrap_or(NO_LANGUAGE))),
            ("documentTitle", metadata.title.as_deref()),
            ("documentId", Some(&document.id)),
            ("documentUri", metadata.url.as_deref()),
        ]),
    })?;
    each(Structure {
        kind: &DOCUMENT,
        at: None,
        features: known([
            ("author", metadata.author.as_deref()),
            ("source", metadata.source.as_deref()),
            ("date", metadata.date.as_deref()),
            ("split", document.split.as_deref()),
        ]),
    })?;
    for (name, value) in &document.extra {
        each(Structure {
            kind: &FACT,
            at: None,
            features: known([("name", Some(name)), ("value", Some(value))]),
        })?;
    }
    Ok(())
}

/// Sentences and tokens.
fn segments<'a>(document: &'a Document, each: Each<'_, 'a>) -> Result<(), ExportError> {
    let text = &document.text;
    let mut utf16 = Utf16::new(text.as_str());
    for line in 0..text.line_count() {
        let line = text.line(line);
        let line = text.span(ByteOffset::new(line.start), ByteOffset::new(line.end));
        if let Some(line) = line.ok().and_then(|line| text.trimmed(line)) {
            each(segment(&SENTENCE, &mut utf16, line.byte_range()))?;
        }
    }
    let mut utf16 = Utf16::new(text.as_str());
    for token in tokens::tokens(text.as_str(), &tokens::cuts(document)) {
        each(segment(&TOKEN, &mut utf16, token))?;
    }
    Ok(())
}

fn segment<'a>(kind: &'static Type, utf16: &mut Utf16<'_>, range: std::ops::Range<usize>) -> Structure<'a> {
    Structure {
        kind,
        at: Some((utf16.at(range.start), utf16.at(range.end))),
        features: Vec::new(),
    }
}

fn of_layer<'a>(layer: &'a DocumentLayer, each: Each<'_, 'a>) -> Result<(), ExportError> {
    let state = match layer.state {
        State::InProgress => "InProgress",
        State::Done => "Done",
        State::Skipped => "Skipped",
    };
    let mut features = known([("annotator", Some(&*layer.annotator)), ("state", Some(state))]);
    if layer.coverage {
        features.push(("coverage", Value::True));
    }
    each(Structure {
        kind: &LAYER,
        at: None,
        features,
    })?;
    for label in &layer.document {
        each(Structure {
            kind: &DOCUMENT_LABEL,
            at: None,
            features: known([("label", Some(label.as_str())), ("annotator", Some(&layer.annotator))]),
        })?;
    }
    Ok(())
}

fn span<'a>(document: &Document, layer: &'a DocumentLayer, annotation: &'a Annotation) -> Structure<'a> {
    let (start, end) = document.utf16(annotation);
    let mut features = known([
        ("label", Some(annotation.label.as_str())),
        ("annotator", Some(&layer.annotator)),
        ("note", annotation.note.as_deref()),
        ("second", annotation.second.as_ref().map(|label| label.as_str())),
    ]);
    if annotation.unsure {
        features.push(("unsure", Value::True));
    }
    features.extend(known([
        ("origin", annotation.origin.as_deref()),
        ("id", Some(annotation.id.as_str())),
    ]));
    features.push(("made", Value::Text(seconds(annotation.made).into())));
    if let Some(changed) = annotation.changed {
        features.push(("changed", Value::Text(seconds(changed).into())));
    }
    Structure {
        kind: &SPAN,
        at: Some((start.get(), end.get())),
        features,
    }
}

/// The features that have values.
fn known<'a, const N: usize>(features: [(&'static str, Option<&'a str>); N]) -> Vec<(&'static str, Value<'a>)> {
    let features = features.into_iter();
    features
        .filter_map(|(name, value)| Some((name, Value::Text(value?.into()))))
        .collect()
}

/// Counts UTF-16 along a text, for places that come in order.
struct Utf16<'a> {
    text: &'a str,
    byte: usize,
    count: usize,
}

impl<'a> Utf16<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            count: 0,
        }
    }

    fn at(&mut self, byte: usize) -> usize {
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.count += match between.is_ascii() {
            true => between.len(),
            false => between.chars().map(char::len_utf16).sum(),
        };
        self.byte = byte.max(self.byte);
        self.count
    }
}
