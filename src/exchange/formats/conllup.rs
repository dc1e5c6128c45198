//! CoNLL-U Plus: a token a line, with a column of tags for each layer of spans that do not overlap. Where tokens lie in
//! the text stands with them, and what has no column in a comment of the document.

mod columns;
mod fitting;
mod open;
mod reading;
mod record;
#[cfg(test)]
mod tests;

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader, Write as _},
    iter::Peekable,
    ops::Range,
    path::Path,
};

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Files, Format, Losses, ReadError,
    ReadOptions, Take, Writer,
    carries::{Text, Unit},
    label_file,
    sentences::Sentences,
    tags::{TagNames, Within, letter},
    tokens::is_space,
};
use crate::{annotation::Annotation, store::OutFile};
use record::Record;

/// The file of a dataset.
const FILE: &str = "annotations.conllup";
/// Where documents with tokens are kept until it is known how many columns they need.
const BODY: &str = "body";
/// Where the records of documents without tokens are kept: they stand before all others, for a comment needs a sentence.
const EMPTY: &str = "empty";
/// The columns before those of tags.
const FIXED: [&str; 3] = ["ID", "FORM", "MISC"];

/// CoNLL-U Plus.
pub(super) struct ConllUPlus;

impl Format for ConllUPlus {
    fn name(&self) -> &'static str {
        "conllup"
    }

    fn help(&self) -> &'static str {
        "CoNLL-U Plus, a token a line, with all spans in columns of tags"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(FILE)
    }

    fn carries(&self) -> Carries {
        Carries {
            text: Text::Replaced,
            unit: Unit::Tokens,
            ..Carries::ALL
        }
    }

    fn python(&self) -> &'static str {
        "import conllu\n\
         sentences = list(conllu.parse_incr(open(\"annotations.conllup\", encoding=\"utf-8\", newline=\"\\n\")))"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        fitting::fit(document, losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        if dataset.is_units {
            return Err(ExportError::Unfit(
                "CoNLL-U Plus marks words, and has no column for labels of whole sentences: choose csv, jsonl or spacy \
                 for them."
                    .to_owned(),
            ));
        }
        label_file::write(dataset, out)?;
        Ok(Box::new(Plus {
            out,
            tags: TagNames::new(&dataset.labels),
            body: out.scratch(BODY)?,
            empty: out.scratch(EMPTY)?,
            depth: 1,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) {
            return Claim::Part;
        }
        match columns::is_plus(candidate) {
            true => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Plus<'a> {
    out: &'a Files<'a>,
    tags: TagNames,
    body: OutFile,
    empty: OutFile,
    /// How many columns of tags there are.
    depth: usize,
}

impl Writer for Plus<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let layers: Vec<Vec<Column<'_>>> = document.layers.iter().map(columns_of).collect();
        let counts = layers.iter().map(Vec::len).collect();
        let record = Record::of(document, counts, &mut self.tags).line()?;
        let spans = fitting::spans(document);
        let sentences = Sentences::of(document.text.as_str(), &spans);
        if sentences.tokens.is_empty() {
            writeln!(self.empty, "{}{record}", record::EMPTY_DOCUMENT)?;
            return Ok(());
        }
        let id = record::in_a_line(&document.id);
        writeln!(self.body, "# newdoc id = {id}\n{}{record}", record::DOCUMENT)?;
        let mut columns: Vec<Column<'_>> = layers.into_iter().flatten().collect();
        self.depth = self.depth.max(columns.len());
        let mut place = Place::default();
        let mut row = String::new();
        for (sentence, number) in sentences.ranges().into_iter().zip(1..) {
            let text = sentences.place(&sentence).unwrap_or_default();
            let text = document.text.as_str().get(text).unwrap_or_default();
            writeln!(self.body, "# sent_id = {id}-{number}\n# text = {text}")?;
            let tokens = sentences.tokens.get(sentence).unwrap_or_default();
            for (token, number) in tokens.iter().zip(1..) {
                place.advance(document.text.as_str(), token);
                row.clear();
                push_token(&mut row, document.text.as_str(), token, &place, number);
                for column in &mut columns {
                    push_tag(&mut row, column, token, &mut self.tags);
                }
                row.push('\n');
                self.body.write_all(row.as_bytes())?;
            }
            writeln!(self.body)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        self.body.finish()?;
        self.empty.finish()?;
        let mut file = self.out.create(FILE)?;
        write!(file, "# global.columns = {}", FIXED.join(" "))?;
        for number in 1..=self.depth {
            write!(file, " {}{number}", columns::SPAN)?;
        }
        writeln!(file)?;
        std::io::copy(&mut self.out.open_scratch(EMPTY)?, &mut file)?;
        let mut body = BufReader::with_capacity(1 << 16, self.out.open_scratch(BODY)?);
        let mut line = Vec::new();
        let width = FIXED.len() + self.depth;
        while body.read_until(b'\n', &mut line)? > 0 {
            widen(&mut line, width);
            file.write_all(&line)?;
            line.clear();
        }
        Ok(file.finish()?)
    }
}

/// Gives a line of a token as many columns as all have.
fn widen(line: &mut Vec<u8>, width: usize) {
    if matches!(line.first(), None | Some(b'#' | b'\n')) {
        return;
    }
    let has = memchr::memchr_iter(b'\t', line).count() + 1;
    line.pop();
    for _ in has..width {
        line.extend_from_slice(b"\tO");
    }
    line.push(b'\n');
}

/// The columns of a token before those of tags.
fn push_token(row: &mut String, text: &str, token: &Range<usize>, place: &Place, number: u64) {
    let word = text.get(token.clone()).unwrap_or_default();
    let Place { start, end, .. } = place;
    // A string takes everything.
    let _ = write!(row, "{number}\t{word}\tTokenRange={start}:{end}");
    let next = text.get(token.end..).unwrap_or_default().chars().next();
    if next.is_some_and(|next| !is_space(next)) {
        row.push_str("|SpaceAfter=No");
    }
}

/// The tag of a token in a column.
fn push_tag(row: &mut String, column: &mut Column<'_>, token: &Range<usize>, tags: &mut TagNames) {
    while column
        .next_if(|annotation| annotation.span.end().get() <= token.start)
        .is_some()
    {}
    row.push('\t');
    let annotation = column.peek();
    let Some(annotation) = annotation.filter(|annotation| annotation.span.start().get() <= token.start) else {
        row.push('O');
        return;
    };
    let within = Within {
        first: annotation.span.start().get() == token.start,
        last: annotation.span.end().get() == token.end,
    };
    row.push(letter(within, false));
    row.push('-');
    row.push_str(tags.of(&annotation.label));
}

/// Annotations that do not overlap, in order.
type Column<'a> = Peekable<std::vec::IntoIter<&'a Annotation>>;

/// The annotations of a layer in as few columns as they need.
fn columns_of(layer: &DocumentLayer) -> Vec<Column<'_>> {
    let mut columns: Vec<Vec<&Annotation>> = Vec::new();
    for annotation in &layer.annotations {
        let is_free = |column: &&mut Vec<&Annotation>| {
            let last = column.last();
            last.is_none_or(|last| last.span.end() <= annotation.span.start())
        };
        match columns.iter_mut().find(is_free) {
            Some(column) => column.push(annotation),
            None => columns.push(vec![annotation]),
        }
    }
    columns
        .into_iter()
        .map(|column| column.into_iter().peekable())
        .collect()
}

/// Where a token lies, in code points.
#[derive(Debug, Default)]
struct Place {
    /// Up to which byte characters are counted.
    bytes: usize,
    start: usize,
    end: usize,
}

impl Place {
    /// Goes on to the next token.
    fn advance(&mut self, text: &str, token: &Range<usize>) {
        let count = |range: Range<usize>| text.get(range).unwrap_or_default().chars().count();
        self.start = self.end + count(self.bytes..token.start);
        self.end = self.start + count(token.clone());
        self.bytes = token.end;
    }
}

/// What stands for white space: line ends between sentences, and spaces elsewhere.
fn filler(is_between_sentences: bool) -> char {
    if is_between_sentences { '\n' } else { ' ' }
}
