//! Spans of files into spans of texts: the unit converted, the quote compared, and what is wrong repaired where the quote
//! tells where it belongs.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Document, DocumentLayer,
    found::{At, Found, FoundLayer, FoundSpan, Place, Problem},
    losses::example,
};
use crate::{
    annotation::{Annotation, AnnotationId},
    article::{ByteOffset, CharOffset, Span, Text, Utf16Offset, decode},
};

/// At how many places a quote is looked at that has no offset. One of a letter may be everywhere.
const MOST_PLACES: usize = 1000;
/// How many characters around it are compared.
const MOST_ALIKE: usize = 64;

/// What became of what was found.
#[derive(Clone, Debug)]
pub struct Anchored {
    /// The document, with the spans that lie in its text.
    pub document: Document,
    /// What somebody proposes, and nobody has said.
    pub suggestions: Vec<DocumentLayer>,
    /// Spans whose offsets were wrong, and which their quotes have put right.
    pub repaired: Vec<Problem>,
    /// Spans that lie nowhere in the text, and were left out.
    pub lost: Vec<Problem>,
}

/// Puts what was found into the text that it belongs to: its own, or else `text`. Annotations without a time were made
/// `now`, and layers without a name are by `by`.
///
/// What has no id in the file gets the id `name`.
pub fn anchor(found: Found, text: Option<&Arc<Text>>, name: &str, by: &str, now: Timestamp) -> Anchored {
    let source = Source::new(found.text, text);
    let mut anchored = Anchored {
        document: Document {
            id: found.id.unwrap_or_else(|| name.to_owned()),
            text: Arc::clone(&source.text),
            metadata: found.metadata,
            extra: found.extra,
            split: found.split,
            layers: Vec::new(),
        },
        suggestions: Vec::new(),
        repaired: Vec::new(),
        lost: Vec::new(),
    };
    for layer in found.layers {
        anchored.add(layer, &source, &found.place, by, now);
    }
    for layers in [&mut anchored.document.layers, &mut anchored.suggestions] {
        layers.retain(|layer| !layer.is_silent());
        for layer in layers.iter_mut() {
            layer.sort();
            name_all(&mut layer.annotations);
        }
        layers.sort_by(|one, other| one.annotator.cmp(&other.annotator));
    }
    anchored
}

impl Anchored {
    fn add(&mut self, found: FoundLayer, source: &Source, place: &Place, by: &str, now: Timestamp) {
        let annotator = found.annotator.unwrap_or_else(|| by.to_owned());
        let layers = if found.is_suggestion {
            &mut self.suggestions
        } else {
            &mut self.document.layers
        };
        let number = layers.iter().position(|layer| layer.annotator == annotator);
        let number = number.unwrap_or_else(|| {
            layers.push(DocumentLayer::of(annotator));
            layers.len() - 1
        });
        let Some(layer) = layers.get_mut(number) else { return };
        layer.coverage |= found.coverage;
        if found.state != crate::annotation::State::default() {
            layer.state = found.state;
        }
        for label in found.document {
            if !layer.document.contains(&label) {
                layer.document.push(label);
            }
        }
        for span in found.spans {
            let at = Place {
                line: span.line.or(place.line),
                file: place.file.clone(),
            };
            let problem = |what: String| Problem {
                place: at.clone(),
                what,
            };
            match source.find(&span) {
                Where::There(place) => layer.annotations.push(annotation(span, place, now)),
                Where::Moved(place) => {
                    let quote = example(&self.document.id, source.text.slice(place));
                    self.repaired.push(problem(format!(
                        "the offsets were wrong, and its quote is elsewhere: {quote}"
                    )));
                    layer.annotations.push(annotation(span, place, now));
                }
                Where::Nowhere(why) => {
                    let id = &self.document.id;
                    let quote = span.quote.as_deref().map(|quote| example(id, quote));
                    let named = [quote.unwrap_or_else(|| id.clone()), span.label.to_string()];
                    let named: Vec<String> = named.into_iter().filter(|name| !name.is_empty()).collect();
                    self.lost.push(problem(format!("the span {why}: {}", named.join(", "))));
                }
            }
        }
    }
}

fn annotation(found: FoundSpan, span: Span, now: Timestamp) -> Annotation {
    Annotation {
        // One that no file has: it is replaced when all are in order.
        id: found.id.unwrap_or_else(|| AnnotationId::new("")),
        span,
        label: found.label,
        second: found.second,
        note: found.note.filter(|note| !note.is_empty()).map(Into::into),
        unsure: found.unsure,
        origin: found.origin.filter(|origin| !origin.is_empty()).map(Into::into),
        made: found.made.unwrap_or(now),
        changed: found.changed,
        moved: None,
    }
}

/// Gives annotations without an id, or with that of another one, ids in their order: so they come out in the same order
/// whenever they are read.
fn name_all(annotations: &mut [Annotation]) {
    let mut taken: std::collections::HashSet<AnnotationId> = std::collections::HashSet::new();
    let is_free = |annotation: &Annotation, taken: &mut std::collections::HashSet<AnnotationId>| {
        !annotation.id.as_str().is_empty() && taken.insert(annotation.id.clone())
    };
    let unnamed: Vec<usize> = annotations
        .iter()
        .enumerate()
        .filter(|(_, annotation)| !is_free(annotation, &mut taken))
        .map(|(index, _)| index)
        .collect();
    let mut number = 0;
    for index in unnamed {
        let id = loop {
            number += 1;
            let id = AnnotationId::numbered(number);
            if !taken.contains(&id) {
                break id;
            }
        };
        if let Some(annotation) = annotations.get_mut(index) {
            annotation.id = id;
        }
    }
}

/// A text as a file has it, and as we keep it.
struct Source {
    text: Arc<Text>,
    /// The text with the line ends of the file, and where the carriage returns are in it that we drop; `None` if there
    /// is none.
    original: Option<(Text, Vec<u32>)>,
}

/// Where a span is.
enum Where {
    /// Where it says.
    There(Span),
    /// Elsewhere, by its quote.
    Moved(Span),
    /// It is not to be found; why.
    Nowhere(String),
}

impl Source {
    fn new(own: Option<String>, known: Option<&Arc<Text>>) -> Self {
        let Some(own) = own else {
            return Self {
                text: known.map_or_else(|| Arc::new(Text::new(String::new())), Arc::clone),
                original: None,
            };
        };
        if !own.contains('\r') {
            return Self {
                text: Arc::new(Text::new(own)),
                original: None,
            };
        }
        let text = Arc::new(Text::new(decode::plain(own.clone()).text));
        let dropped =
            memchr::memmem::find_iter(own.as_bytes(), b"\r\n").map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        let dropped = dropped.collect();
        Self {
            text,
            original: Some((Text::new(own), dropped)),
        }
    }

    fn find(&self, span: &FoundSpan) -> Where {
        let quote = span.quote.as_deref().map(with_line_feeds);
        if span.at == At::Quote {
            let place = quote.and_then(|quote| self.by_surroundings(&quote, span));
            return place.map_or_else(|| Where::Nowhere("is not in the text".to_owned()), Where::There);
        }
        let at = self.place(span.at);
        match (at, quote.as_deref()) {
            (Ok(span), None) => Where::There(span),
            (Ok(span), Some(quote)) if self.text.slice(span) == quote => Where::There(span),
            (Err(why), None | Some("")) => Where::Nowhere(why),
            (_, Some("")) => Where::Nowhere("is empty".to_owned()),
            (at, Some(quote)) => self
                .other_unit(span.at, quote)
                .or_else(|| self.by_quote(span.at, quote))
                .map_or_else(
                    || {
                        Where::Nowhere(
                            at.err()
                                .unwrap_or_else(|| "has another quote than the text there".to_owned()),
                        )
                    },
                    Where::Moved,
                ),
        }
    }

    /// The span that offsets are, counted as the file counts.
    fn place(&self, at: At) -> Result<Span, String> {
        let text = self.original.as_ref().map_or(&*self.text, |(original, _)| original);
        let (start, end) = match at {
            At::Chars(start, end) => (text.char_to_byte(start), text.char_to_byte(end)),
            At::Utf16(start, end) => (text.utf16_to_byte(start), text.utf16_to_byte(end)),
            At::Bytes(start, end) => (Some(start), Some(end)),
            At::Quote => (None, None),
        };
        let (Some(start), Some(end)) = (start, end) else {
            return Err("reaches beyond the end of the text".to_owned());
        };
        text.span(start, end).map_err(|error| format!("cannot be: {error}"))?;
        self.text
            .span(self.kept(start), self.kept(end))
            .map_err(|error| format!("cannot be: {error}"))
    }

    /// Where a position of the file's text is in ours. One between `\r` and `\n` is before the line end.
    fn kept(&self, at: ByteOffset) -> ByteOffset {
        let Some((_, dropped)) = &self.original else { return at };
        let before = dropped.partition_point(|dropped| (*dropped as usize) < at.get());
        ByteOffset::new(at.get() - before)
    }

    /// Files that say they count one thing and count another are many.
    fn other_unit(&self, at: At, quote: &str) -> Option<Span> {
        let (start, end) = at.numbers();
        let others = [
            At::Chars(CharOffset::new(start), CharOffset::new(end)),
            At::Utf16(Utf16Offset::new(start), Utf16Offset::new(end)),
            At::Bytes(ByteOffset::new(start), ByteOffset::new(end)),
        ];
        let spans = others.into_iter().filter_map(|at| self.place(at).ok());
        spans.into_iter().find(|span| self.text.slice(*span) == quote)
    }

    /// The place of the quote that has most around it of what should be there, the first of equals.
    fn by_surroundings(&self, quote: &str, span: &FoundSpan) -> Option<Span> {
        if quote.is_empty() {
            return None;
        }
        let text = self.text.as_str();
        let before = with_line_feeds(span.before.as_deref().unwrap_or_default());
        let after = with_line_feeds(span.after.as_deref().unwrap_or_default());
        let places = memchr::memmem::find_iter(text.as_bytes(), quote).take(MOST_PLACES);
        let common = |place: &usize| {
            let rest = text.get(place + quote.len()..).unwrap_or_default();
            let ahead = text.get(..*place).unwrap_or_default();
            alike(ahead.chars().rev(), before.chars().rev()) + alike(rest.chars(), after.chars())
        };
        let place = places
            .map(|place| (common(&place), std::cmp::Reverse(place)))
            .max()?
            .1
            .0;
        let (start, end) = (ByteOffset::new(place), ByteOffset::new(place + quote.len()));
        self.text.span(start, end).ok()
    }

    /// The place of the quote that is nearest to where it should be.
    fn by_quote(&self, at: At, quote: &str) -> Option<Span> {
        let wanted = self
            .text
            .char_to_byte(CharOffset::new(at.numbers().0))
            .unwrap_or(self.text.end())
            .get();
        let text = self.text.as_str();
        let before = text
            .get(..text.floor_char_boundary(wanted + quote.len()))
            .unwrap_or(text)
            .rfind(quote);
        let after = text
            .get(wanted..)
            .and_then(|rest| rest.find(quote))
            .map(|found| found + wanted);
        let nearest = before
            .into_iter()
            .chain(after)
            .min_by_key(|found| found.abs_diff(wanted))?;
        let (start, end) = (ByteOffset::new(nearest), ByteOffset::new(nearest + quote.len()));
        self.text.span(start, end).ok()
    }
}

impl At {
    fn numbers(self) -> (usize, usize) {
        match self {
            Self::Chars(start, end) => (start.get(), end.get()),
            Self::Utf16(start, end) => (start.get(), end.get()),
            Self::Bytes(start, end) => (start.get(), end.get()),
            Self::Quote => (0, 0),
        }
    }
}

/// How many characters are the same from the start on.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other)
        .take(MOST_ALIKE)
        .take_while(|(one, other)| one == other)
        .count()
}

fn with_line_feeds(quote: &str) -> std::borrow::Cow<'_, str> {
    if quote.contains('\r') {
        decode::plain(quote.to_owned()).text.into()
    } else {
        quote.into()
    }
}
