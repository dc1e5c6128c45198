//! A document of CoNLL-U Plus that is being read: its text is put together from its tokens.

use std::{cmp::Reverse, ops::Range};

use super::{
    super::{
        At, Found, FoundSpan,
        beside::SpanBeside,
        fields,
        tags::{Spans, Tag},
    },
    columns::Columns,
    filler,
    record::Record,
};
use crate::{article::ByteOffset, labels::LabelId, readers::Limits};

/// How many spans a document may have.
const MOST_SPANS: usize = 1_000_000;

/// A line of a token.
pub(super) struct Token<'a> {
    id: &'a str,
    form: &'a str,
    misc: &'a str,
    tags: Vec<&'a str>,
}

impl<'a> Token<'a> {
    /// The token in a line.
    pub(super) fn of(line: &'a str, columns: &Columns) -> Result<Self, String> {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |place: usize| cells.get(place).copied();
        let form = cell(columns.form).filter(|form| !form.is_empty());
        Ok(Self {
            id: columns.id.and_then(cell).unwrap_or_default(),
            form: form.ok_or_else(|| "it has no token".to_owned())?,
            misc: columns.misc.and_then(cell).unwrap_or_default(),
            tags: columns.tags.iter().map(|place| cell(*place).unwrap_or("O")).collect(),
        })
    }

    /// What is known of the token under a name.
    fn known(&self, name: &str) -> Option<&'a str> {
        let mut facts = self.misc.split('|').filter_map(|fact| fact.split_once('='));
        facts.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Where it says that it lies in the text, in code points.
    fn start(&self) -> Option<usize> {
        let (start, end) = self.known("TokenRange")?.split_once(':')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
        (end.checked_sub(start)? == self.form.chars().count()).then_some(start)
    }

    /// The last of the tokens that it is the surface of, as in `1-2`.
    fn surface_to(&self) -> Option<u64> {
        self.id.split_once('-').and_then(|(_, last)| last.parse().ok())
    }
}

/// The document.
pub(super) struct Open {
    /// The line in which it begins.
    pub line: u64,
    id: Option<String>,
    /// What we wrote of it.
    pub record: Option<Record>,
    text: String,
    /// How many characters the text has.
    chars: usize,
    columns: Vec<Spans>,
    /// What comes before the next token if that does not say where it lies.
    gap: &'static str,
    is_sentence_start: bool,
    /// Where the surface of the tokens up to a number is.
    surface: Option<(u64, Range<usize>)>,
    /// Where the first token says that it lies: of others' documents, not all begin at 0.
    base: Option<usize>,
    is_too_long: bool,
}

impl Open {
    /// Nothing of it is known yet but its name.
    pub(super) fn new(line: u64, id: Option<String>) -> Self {
        Self {
            line,
            id,
            record: None,
            text: String::new(),
            chars: 0,
            columns: Vec::new(),
            gap: "",
            is_sentence_start: true,
            surface: None,
            base: None,
            is_too_long: false,
        }
    }

    /// Whether no token of it was read.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.is_too_long
    }

    /// A sentence is at its end.
    pub(super) fn end_sentence(&mut self) {
        self.is_sentence_start = true;
        self.surface = None;
        self.columns.iter_mut().for_each(Spans::end);
    }

    /// Adds a token, unless the document is too long already. At most `padding` characters may stand before it.
    pub(super) fn add(&mut self, token: &Token<'_>, line: u64, limits: &Limits, padding: &mut usize) {
        if self.is_too_long || token.id.contains('.') {
            return;
        }
        let place = match self.within_surface(token) {
            Some(place) => place,
            None => self.write(token, limits, padding),
        };
        if let Some(last) = token.surface_to() {
            self.surface = Some((last, place));
            return;
        }
        self.columns
            .resize_with(self.columns.len().max(token.tags.len()), Spans::default);
        for (column, tag) in self.columns.iter_mut().zip(&token.tags) {
            column.add(place.clone(), Tag::of(tag), line);
        }
        let spans: usize = self.columns.iter().map(|column| column.found.len()).sum();
        self.is_too_long |= spans > MOST_SPANS;
    }

    /// Where a token is whose surface has been read.
    fn within_surface(&mut self, token: &Token<'_>) -> Option<Range<usize>> {
        let (last, place) = self.surface.clone()?;
        let is_within = token.id.parse::<u64>().is_ok_and(|id| id <= last);
        if !is_within {
            self.surface = None;
        }
        is_within.then_some(place)
    }

    /// Writes a token behind the others.
    fn write(&mut self, token: &Token<'_>, limits: &Limits, padding: &mut usize) -> Range<usize> {
        let is_first = self.text.is_empty() && self.base.is_none();
        let start = token.start();
        let base = match (is_first, &self.record) {
            (true, None) => *self.base.insert(start.unwrap_or_default()),
            _ => *self.base.get_or_insert_default(),
        };
        let gap = start.and_then(|start| start.checked_sub(base + self.chars));
        let longest = usize::try_from(limits.text)
            .unwrap_or(usize::MAX)
            .saturating_sub(self.text.len());
        let left = padding.checked_sub(gap.unwrap_or_default());
        let Some(left) = left.filter(|_| gap.unwrap_or_default() + token.form.len() <= longest) else {
            self.is_too_long = true;
            return 0..0;
        };
        *padding = left;
        let is_between = std::mem::take(&mut self.is_sentence_start) && !is_first;
        match gap {
            Some(gap) => self.push(&String::from(filler(is_between)).repeat(gap)),
            None if is_between => self.push("\n"),
            None => self.push(self.gap),
        }
        let place = self.text.len()..self.text.len() + token.form.len();
        self.push(token.form);
        self.gap = if token.known("SpaceAfter") == Some("No") {
            ""
        } else {
            " "
        };
        place
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.chars += text.chars().count();
    }

    /// The document with all that is said of it.
    pub(super) fn found(self, mut found: Found) -> Result<Found, String> {
        if self.is_too_long {
            return Err("the document is too long".to_owned());
        }
        found.id = self.id;
        found.text = Some(self.text);
        let Record {
            document,
            columns,
            tags,
        } = match self.record {
            Some(record) => record,
            None => {
                let spans = self
                    .columns
                    .into_iter()
                    .flat_map(|column| spans(column, |name| LabelId::new(name)));
                let spans: Vec<FoundSpan> = spans.collect();
                if !spans.is_empty() {
                    fields::layer(&mut found.layers, None).spans = spans;
                }
                return Ok(found);
            }
        };
        let label = |name: &str| tags.get(name).cloned().unwrap_or_else(|| LabelId::new(name));
        let records = document.tell(&mut found);
        let mut all = self.columns.into_iter();
        for ((layer, records), count) in found.layers.iter_mut().zip(records).zip(columns) {
            layer.spans = all
                .by_ref()
                .take(count)
                .flat_map(|column| spans(column, label))
                .collect();
            tell_in_order(&mut layer.spans, records);
        }
        let rest: Vec<FoundSpan> = all.flat_map(|column| spans(column, label)).collect();
        if !rest.is_empty() {
            fields::layer(&mut found.layers, None).spans.extend(rest);
        }
        Ok(found)
    }
}

fn spans(column: Spans, label: impl Fn(&str) -> LabelId) -> Vec<FoundSpan> {
    let found = column.found.into_iter();
    found
        .map(|(range, name, line)| {
            let at = At::Bytes(ByteOffset::new(range.start), ByteOffset::new(range.end));
            FoundSpan {
                line: Some(line),
                ..FoundSpan::new(at, label(&name).as_str())
            }
        })
        .collect()
}

/// Tells spans what records say of them, which are in the order of layers: by start, the longer first, then by label.
fn tell_in_order(spans: &mut [FoundSpan], records: Vec<SpanBeside>) {
    spans.sort_by(|one, other| rank(one).cmp(&rank(other)));
    // If somebody has added spans or taken some away, nobody knows whose records these are.
    if spans.len() == records.len() {
        for (span, record) in spans.iter_mut().zip(records) {
            record.tell(span);
        }
    }
}

fn rank(span: &FoundSpan) -> (usize, Reverse<usize>, &LabelId) {
    let (start, end) = match span.at {
        At::Bytes(start, end) => (start.get(), end.get()),
        _ => (0, 0),
    };
    (start, Reverse(end), &span.label)
}
