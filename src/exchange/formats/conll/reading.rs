//! Reading CoNLL, whoever wrote it: tabs or spaces, any number of columns, tags of all kinds, with marks between documents
//! or without.

use std::{ops::ControlFlow, path::Path};

use super::{
    super::{
        At, Found, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, fields, label_file, splits,
        tags::{Spans, Tag},
    },
    beside::Rows,
    looks::{DOCUMENT, columns, is_comment},
};
use crate::{article::ByteOffset, labels::LabelId, readers::lines, store::folder};

/// What a line takes in memory besides its bytes.
const LINE: usize = 48;
/// With so many spans a document without an end goes on in another one.
const MOST_SPANS: usize = 1_000_000;

/// Hands out the documents of a file.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    if !label_file::read(path, take)? {
        return Ok(());
    }
    let rows = Rows::beside(path, options)?;
    let file = folder::open_file(path)?;
    let mut reading = Reading {
        path,
        options,
        split: path.file_stem().and_then(|stem| splits::split_of(stem.to_str()?)),
        columns: Columns::chosen(options)?,
        has_rows: rows.has_next(),
        rows,
        last: 0,
        sentence: Vec::new(),
        taken: 0,
        document: Open::default(),
        take,
    };
    let mut goes_on = true;
    lines(file, &options.limits, &mut |number, line| {
        let flow = reading.line(number, line);
        goes_on = flow.is_continue();
        flow
    })?;
    if goes_on {
        let _ = reading.end();
    }
    Ok(())
}

/// Which columns words and tags are in.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    word: Option<usize>,
    tag: Option<usize>,
    /// Whether tokens are numbered in the first; not known until there is a sentence of several.
    has_numbers: Option<bool>,
}

impl Columns {
    /// Those that somebody has said, as numbers from 1.
    fn chosen(options: &ReadOptions) -> Result<Self, ReadError> {
        let number = |name: &str| -> Result<Option<usize>, ReadError> {
            let Some((_, column)) = options.columns.iter().find(|(ours, _)| ours == name) else {
                return Ok(None);
            };
            let number = column.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            number.map(Some).ok_or_else(|| {
                ReadError::Broken(format!(
                    "the column of the {name} must be a number from 1, and is {column:?}"
                ))
            })
        };
        Ok(Self {
            word: number("text")?,
            tag: number("label")?,
            has_numbers: None,
        })
    }
}

struct Reading<'a> {
    path: &'a Path,
    options: &'a ReadOptions,
    split: Option<&'static str>,
    columns: Columns,
    rows: Rows,
    /// Whether what documents are called stands beside the file.
    has_rows: bool,
    /// The number of the last line that was not empty.
    last: u64,
    /// The lines of the sentence that is being read, and what they take.
    sentence: Vec<(u64, String)>,
    taken: usize,
    document: Open,
    take: Take<'a>,
}

/// A document that is being read.
#[derive(Default)]
struct Open {
    /// Where it began; `None` if no line has been of it yet.
    line: Option<u64>,
    id: Option<String>,
    text: String,
    tokens: usize,
    spans: Spans,
}

impl Reading<'_> {
    /// One more line that is not empty.
    fn line(&mut self, number: u64, line: Result<&str, String>) -> ControlFlow<()> {
        if number > self.last + 1 {
            self.end_sentence()?;
        }
        self.last = number;
        let line = match line {
            Ok(line) => line,
            Err(what) => return self.problem(number, what),
        };
        if let Some(rest) = line.strip_prefix(DOCUMENT) {
            let id = rest.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            return self.begin(number, id);
        }
        if is_comment(line) {
            let comment = line.trim_start_matches('#').trim();
            if let Some(rest) = comment.strip_prefix("newdoc") {
                let id = rest
                    .trim_start()
                    .strip_prefix("id")
                    .and_then(|rest| rest.trim_start().strip_prefix('='));
                return self.begin(number, id.map(str::trim));
            }
            return ControlFlow::Continue(());
        }
        self.sentence.push((number, line.to_owned()));
        self.document.line.get_or_insert(number);
        self.taken += line.len() + LINE;
        if self.taken as u64 > self.options.limits.text {
            // A sentence without an end is cut.
            return self.end_sentence();
        }
        ControlFlow::Continue(())
    }

    /// A document begins, and the one before it is at its end.
    fn begin(&mut self, line: u64, id: Option<&str>) -> ControlFlow<()> {
        self.end()?;
        self.document.line = Some(line);
        self.document.id = id.filter(|id| !id.is_empty()).map(str::to_owned);
        ControlFlow::Continue(())
    }

    fn end_sentence(&mut self) -> ControlFlow<()> {
        let sentence = std::mem::take(&mut self.sentence);
        if sentence.is_empty() {
            return ControlFlow::Continue(());
        }
        let rows: Vec<(u64, Vec<&str>)> = sentence.iter().map(|(number, line)| (*number, columns(line))).collect();
        let (word, tag) = self.places(&rows);
        let length = self.document.text.len() + std::mem::take(&mut self.taken);
        let is_full = length as u64 > self.options.limits.text || self.document.spans.found.len() >= MOST_SPANS;
        if is_full && self.document.tokens > 0 {
            // What has no marks between its documents goes on in another one.
            let line = rows.first().map(|(number, _)| *number);
            self.hand_out()?;
            self.document.line = line;
        }
        let mut break_before = '\n';
        for (number, row) in &rows {
            let Some(word) = row.get(word).filter(|word| !word.is_empty()) else {
                self.problem(*number, "it has no token".to_owned())?;
                continue;
            };
            let tag = match tag {
                Some(tag) => row.get(tag),
                None => row.last().filter(|_| row.len() > 1),
            };
            self.document
                .add(word, Tag::of(tag.copied().unwrap_or("O")), break_before, *number);
            break_before = ' ';
        }
        self.document.spans.end();
        ControlFlow::Continue(())
    }

    /// The columns of words and tags.
    fn places(&mut self, rows: &[(u64, Vec<&str>)]) -> (usize, Option<usize>) {
        if self.columns.has_numbers.is_none() && rows.len() > 1 {
            let mut numbers = rows.iter().enumerate();
            let is_numbered = numbers
                .all(|(at, (_, row))| row.len() > 2 && row.first().is_some_and(|number| number.parse() == Ok(at + 1)));
            self.columns.has_numbers = Some(is_numbered);
        }
        let numbers = self.columns.has_numbers.unwrap_or_default();
        (self.columns.word.unwrap_or(usize::from(numbers)), self.columns.tag)
    }

    /// The document that is open is at its end, if there is one.
    fn end(&mut self) -> ControlFlow<()> {
        self.end_sentence()?;
        if self.document.line.is_none() {
            return ControlFlow::Continue(());
        }
        self.hand_out()
    }

    fn hand_out(&mut self) -> ControlFlow<()> {
        let document = std::mem::take(&mut self.document);
        let line = document.line.unwrap_or(self.last);
        let mut found = Found {
            place: Place::line(self.path, line),
            id: document.id,
            text: Some(document.text),
            split: self.split.map(str::to_owned),
            ..Found::default()
        };
        let mut names = std::collections::BTreeMap::new();
        if self.has_rows {
            match self.rows.next() {
                Ok(Some(row)) if row.tokens == document.tokens => {
                    row.document.tell(&mut found);
                    names = row.tags;
                }
                _ => {
                    // All that follow would be called by the names of others.
                    self.has_rows = false;
                    let what = "what stands beside it is of other documents: from here on they are without their names";
                    self.problem(line, what.to_owned())?;
                }
            }
        } else if document.tokens == 0 {
            return ControlFlow::Continue(());
        }
        for (range, name, line) in document.spans.found {
            let at = At::Bytes(ByteOffset::new(range.start), ByteOffset::new(range.end));
            let label = names.get(&name).cloned().unwrap_or_else(|| LabelId::new(&name));
            let span = FoundSpan {
                line: Some(line),
                ..FoundSpan::new(at, label.as_str())
            };
            fields::layer(&mut found.layers, None).spans.push(span);
        }
        (self.take)(Item::Document(Box::new(found)))
    }

    fn problem(&mut self, line: u64, what: String) -> ControlFlow<()> {
        let place = Place::line(self.path, line);
        (self.take)(Item::Problem(Problem { place, what }))
    }
}

impl Open {
    fn add(&mut self, word: &str, tag: Tag<'_>, break_before: char, line: u64) {
        if !self.text.is_empty() {
            self.text.push(break_before);
        }
        let start = self.text.len();
        self.text.push_str(word);
        self.tokens += 1;
        self.spans.add(start..self.text.len(), tag, line);
    }
}
