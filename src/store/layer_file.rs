//! The RON format of an annotation file: what is written, field by field.

use std::ops::Range;

use jiff::Timestamp;
use ron::{Options, extensions::Extensions, ser::PrettyConfig};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeSeq},
};

use super::{Header, one_line::OneLine, repeats::repeated};
use crate::{
    annotation::{Annotation, Layer, Lost, Moved, State},
    article::{Article, Text},
    labels::{Label, LabelId, LabelSet},
};

/// The version of the format that this program writes. It reads this one and, as far as it understands them, newer
/// ones, but does not write to those.
pub const VERSION: u32 = 1;

/// How many characters before a repeated quote are kept with it.
const CONTEXT: usize = 32;

#[derive(Serialize)]
struct FileOut<'a> {
    version: u32,
    article: ArticleOut<'a>,
    annotator: &'a str,
    state: State,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coverage: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<&'a Label>,
    document: &'a [LabelId],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost: Vec<Row<'a>>,
    annotations: Rows<'a>,
}

#[derive(Serialize)]
struct ArticleOut<'a> {
    path: &'a str,
    sha256: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
}

/// Annotations in order, made into rows one by one as they are written.
pub(super) struct Rows<'a> {
    /// The text that they are of.
    pub text: &'a Text,
    /// The annotations.
    pub annotations: Vec<&'a Annotation>,
}

/// One annotation as it is written.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    at: (usize, usize),
    label: &'a LabelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    quote: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    before: OneLine<'a>,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    note: OneLine<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsure: bool,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    origin: OneLine<'a>,
    id: &'a str,
    made: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    moved: bool,
    #[serde(skip_serializing_if = "OneLine::is_none")]
    was: OneLine<'a>,
}

/// The annotation file of an article, as it is saved. `path` is how the file names the article: relative to the
/// file's own folder, with `/` between the parts.
///
/// The same content always gives the same bytes.
///
/// # Errors
/// Only if RON cannot hold it, of which no case is known.
pub fn to_ron(path: &str, article: &Article, header: &Header, layer: &Layer) -> Result<String, ron::Error> {
    let (metadata, about) = (&header.metadata, layer.about());
    let encoding = article.encoding();
    let file = FileOut {
        version: VERSION,
        article: ArticleOut {
            path,
            sha256: article.sha256(),
            title: OneLine(metadata.title.as_deref()),
            author: OneLine(metadata.author.as_deref()),
            source: OneLine(metadata.source.as_deref()),
            url: OneLine(metadata.url.as_deref()),
            date: OneLine(metadata.date.as_deref()),
            lang: OneLine(metadata.language.as_deref()),
            encoding: (encoding != encoding_rs::UTF_8 || !article.encoding_is_certain()).then(|| encoding.name()),
        },
        annotator: &header.annotator,
        state: about.state,
        coverage: about.coverage,
        labels: own_labels(&about.labels, header.home.labels()),
        document: &about.document,
        lost: about.lost.iter().map(|lost| lost_row(lost)).collect(),
        annotations: Rows {
            text: article.text(),
            annotations: layer.iter().collect(),
        },
    };
    let mut ron = Options::default().to_string_pretty(&file, pretty())?;
    ron.push('\n');
    Ok(ron)
}

/// The labels that the file must hold: all, or those that its project does not have.
fn own_labels<'a>(labels: &'a LabelSet, of_project: Option<&LabelSet>) -> Vec<&'a Label> {
    let is_known = |label: &Label| of_project.is_some_and(|project| project.get(&label.id).is_some());
    labels.labels().iter().filter(|label| !is_known(label)).collect()
}

/// How our RON files look: one annotation a line, and every script as itself instead of as escapes.
pub(super) fn pretty() -> PrettyConfig {
    PrettyConfig::new()
        .depth_limit(2)
        .new_line("\n")
        .indentor("  ")
        .escape_strings(false)
        .extensions(Extensions::IMPLICIT_SOME)
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let annotations = self.annotations.iter();
        let quotes: Vec<Range<usize>> = annotations.map(|annotation| annotation.span.byte_range()).collect();
        let repeated = repeated(self.text.as_str(), &quotes);
        let mut rows = serializer.serialize_seq(Some(self.annotations.len()))?;
        for (annotation, repeated) in self.annotations.iter().copied().zip(repeated) {
            let before = repeated.then(|| context_before(self.text, annotation)).flatten();
            let row = row(self.text, annotation, before)
                .ok_or_else(|| S::Error::custom(format!("annotation {} lies outside of the text", annotation.id)))?;
            rows.serialize_element(&row)?;
        }
        rows.end()
    }
}

/// One annotation as it is written; `None` if its span is not of this text.
pub(super) fn row<'a>(text: &'a Text, annotation: &'a Annotation, before: Option<&'a str>) -> Option<Row<'a>> {
    let (start, end) = (annotation.span.start(), annotation.span.end());
    Some(Row {
        at: (text.byte_to_char(start).get(), text.byte_to_char(end).get()),
        label: &annotation.label,
        second: annotation.second.as_ref(),
        quote: OneLine(Some(text.as_str().get(annotation.span.byte_range())?)),
        before: OneLine(before),
        note: OneLine(annotation.note.as_deref()),
        unsure: annotation.unsure,
        origin: OneLine(annotation.origin.as_deref()),
        id: annotation.id.as_str(),
        made: seconds(annotation.made),
        changed: annotation.changed.map(seconds),
        moved: annotation.moved.is_some(),
        was: OneLine(match &annotation.moved {
            Some(Moved::From(quote)) => Some(quote),
            Some(Moved::Along) | None => None,
        }),
    })
}

/// An annotation that is no longer in the text, as it is written.
fn lost_row(lost: &Lost) -> Row<'_> {
    Row {
        at: (lost.at.0.get(), lost.at.1.get()),
        label: &lost.label,
        second: lost.second.as_ref(),
        quote: OneLine(Some(&lost.quote)),
        before: OneLine(lost.before.as_deref()),
        note: OneLine(lost.note.as_deref()),
        unsure: lost.unsure,
        origin: OneLine(lost.origin.as_deref()),
        id: lost.id.as_str(),
        made: seconds(lost.made),
        changed: lost.changed.map(seconds),
        moved: false,
        was: OneLine(None),
    }
}

/// The last few characters before an annotation; `None` at the start of the text.
fn context_before<'a>(text: &'a Text, annotation: &Annotation) -> Option<&'a str> {
    let before = text.as_str().get(..annotation.span.start().get())?;
    let (start, _) = before.char_indices().rev().take(CONTEXT).last()?;
    before.get(start..)
}

/// A time as files have it: RFC 3339 in UTC, without fractions of seconds.
pub fn seconds(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        annotation::{Annotation, Edit},
        store::{
            Home,
            samples::{annotation, annotation_at, article},
        },
    };

    fn layer_without_labels(annotations: Vec<Annotation>) -> Layer {
        let mut layer = Layer::default();
        for annotation in annotations {
            layer.apply(&Edit::Add(annotation)).expect("it fits");
        }
        layer
    }

    fn ron(article: &Article, annotations: Vec<Annotation>) -> String {
        let header = Header::fresh(article, "ana", Home::Beside);
        to_ron("news.txt", article, &header, &layer_without_labels(annotations)).expect("RON")
    }

    #[test]
    fn a_file_is_as_it_was_designed() {
        let article = article("news.txt", "Budget passes\n\nYes. 😊 Many said \"yes\". Yes.");
        let mut noted = annotation(&article, "p7xd", "Many said \"yes\".", "opinion");
        noted.note = Some("line one\r\nline two".into());
        noted.unsure = true;
        noted.origin = Some("suggestion:cue".into());
        noted.changed = Some(noted.made);
        let end = article.text().as_str().len();
        let again = annotation_at(&article, "m2qa", end - 4, end, "fact");
        let text = ron(
            &article,
            vec![noted, again, annotation(&article, "k3f9", "Yes. 😊", "fact")],
        );
        let expected = format!(
            r##"#![enable(implicit_some)]
(
  version: 1,
  article: (
    path: "news.txt",
    sha256: "{}",
    title: "Budget passes",
  ),
  annotator: "ana",
  state: InProgress,
  document: [],
  annotations: [
    (at: (15, 21), label: "fact", quote: "Yes. 😊", id: "k3f9", made: "2026-03-04T09:12:31Z"),
    (at: (22, 38), label: "opinion", quote: r#"Many said "yes"."#, note: "line one\r\nline two", unsure: true, origin: "suggestion:cue", id: "p7xd", made: "2026-03-04T09:12:31Z", changed: "2026-03-04T09:12:31Z"),
    (at: (39, 43), label: "fact", quote: "Yes.", before: "passes\n\nYes. 😊 Many said \"yes\". ", id: "m2qa", made: "2026-03-04T09:12:31Z"),
  ],
)
"##,
            article.sha256()
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn an_empty_layer_is_a_whole_file() {
        let text = ron(&article("news.txt", "Yes."), Vec::new());
        assert!(text.ends_with("  document: [],\n  annotations: [],\n)\n"), "{text}");
    }
}
