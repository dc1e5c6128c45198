//! A page of all articles with their annotations, to read, print and mail, for people who have never seen the program.
//!
//! It has no script and needs no network, and it is XML too, so that it can be read back article by article.

mod article;
mod colors;
mod pieces;
mod reading;

use std::{
    collections::BTreeMap,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    carries::{LabelFacts, Text, Unit},
    markup,
};
use crate::{
    labels::{LabelId, LabelSet},
    store::OutFile,
};

/// The page.
const FILE: &str = "report.html";
/// What tells it from other pages.
const GENERATOR: &str = "<meta name=\"generator\" content=\"Glossator\"/>";
/// How much room is left for a number that is only known at the end.
const ROOM: usize = 12;

/// A page to read.
pub(super) struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn help(&self) -> &'static str {
        "A page to read, print and mail"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(FILE)
    }

    fn carries(&self) -> Carries {
        Carries {
            text: Text::Replaced,
            labels: LabelFacts::Colors,
            unit: Unit::Marks,
            ..Carries::ALL
        }
    }

    fn python(&self) -> &'static str {
        "import lxml.html\n\
         page = lxml.html.parse(\"report.html\")\n\
         texts = {article.get(\"id\"): article.find_class(\"text\")[0].text_content() for article in page.iter(\"article\")}"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        markup::fit(document, losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        let mut page = Page {
            file: out.create(FILE)?,
            terms: Terms::of(&dataset.labels),
            rooms: Rooms::default(),
            counts: Counts::default(),
        };
        page.begin(dataset)?;
        Ok(Box::new(page))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        let is_page = candidate.ends_with(".html") || candidate.ends_with(".htm");
        if is_page && memchr::memmem::find(candidate.head, GENERATOR.as_bytes()).is_some() {
            Claim::Main
        } else {
            Claim::No
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

/// What labels are called, and which colours they have in the style sheet.
struct Terms<'a> {
    labels: &'a LabelSet,
    numbers: BTreeMap<&'a LabelId, usize>,
}

impl<'a> Terms<'a> {
    fn of(labels: &'a LabelSet) -> Self {
        let numbered = labels.labels().iter().enumerate();
        Self {
            labels,
            numbers: numbered.map(|(number, label)| (&label.id, number)).collect(),
        }
    }

    /// The number of its colours, which one that is in no set has too.
    fn number(&self, label: &LabelId) -> usize {
        self.numbers.get(label).copied().unwrap_or(self.numbers.len())
    }

    fn name<'b>(&'b self, label: &'b LabelId) -> &'b str {
        let number = self.numbers.get(label);
        let known = number.and_then(|number| self.labels.labels().get(*number));
        known.map_or_else(|| self.labels.name_of(label), |label| &label.name)
    }
}

struct Page<'a> {
    file: OutFile,
    terms: Terms<'a>,
    rooms: Rooms,
    counts: Counts,
}

/// Where numbers go that are known at the end.
#[derive(Default)]
struct Rooms {
    articles: u64,
    spans: u64,
    labels: Vec<u64>,
}

/// What there is.
#[derive(Default)]
struct Counts {
    articles: u64,
    spans: u64,
    labels: BTreeMap<usize, u64>,
}

impl Page<'_> {
    fn begin(&mut self, dataset: &Dataset) -> Result<(), ExportError> {
        let out = &mut self.file;
        out.write_all(
            b"<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n",
        )?;
        writeln!(out, "{GENERATOR}")?;
        out.write_all(b"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>")?;
        markup::text(out, &dataset.name)?;
        out.write_all(b"</title>\n<style>\n")?;
        colors::write(out, &dataset.labels)?;
        out.write_all(include_str!("html/report.css").as_bytes())?;
        out.write_all(b"</style>\n</head>\n<body>\n<main>\n<header class=\"top\">\n<h1>")?;
        markup::text(out, &dataset.name)?;
        out.write_all(b"</h1>\n<p class=\"facts\"><span>Articles <b>")?;
        self.rooms.articles = room(out)?;
        out.write_all(b"</b></span> <span>Annotations <b>")?;
        self.rooms.spans = room(out)?;
        out.write_all(b"</b></span>")?;
        if !dataset.annotators.is_empty() {
            out.write_all(b" <span>Annotated by <b>")?;
            markup::text(out, &dataset.annotators.join(", "))?;
            out.write_all(b"</b></span>")?;
        }
        out.write_all(b"</p>\n<ul class=\"legend\">\n")?;
        for (number, label) in dataset.labels.labels().iter().enumerate() {
            write!(out, "<li class=\"l{number}\" data-color=\"{}\"", label.color)?;
            markup::attribute(out, "data-label", label.id.as_str())?;
            out.write_all(b"><b class=\"name\">")?;
            markup::text(out, &label.name)?;
            out.write_all(b"</b> <span class=\"count\">")?;
            self.rooms.labels.push(room(out)?);
            out.write_all(b"</span>")?;
            if !label.definition.is_empty() {
                out.write_all(b"<p class=\"definition\">")?;
                markup::text(out, &label.definition)?;
                out.write_all(b"</p>")?;
            }
            out.write_all(b"</li>\n")?;
        }
        Ok(out.write_all(b"</ul>\n</header>\n")?)
    }
}

/// Leaves room for a number, and tells where.
fn room(out: &mut OutFile) -> io::Result<u64> {
    let at = out.stream_position()?;
    out.write_all(&[b' '; ROOM])?;
    Ok(at)
}

impl Writer for Page<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        self.counts.articles += 1;
        for (_, annotation) in document.spans() {
            self.counts.spans += 1;
            *self
                .counts
                .labels
                .entry(self.terms.number(&annotation.label))
                .or_default() += 1;
        }
        for label in document.layers.iter().flat_map(|layer| &layer.document) {
            *self.counts.labels.entry(self.terms.number(label)).or_default() += 1;
        }
        Ok(article::write(&mut self.file, document, &self.terms)?)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        let Self {
            mut file,
            rooms,
            counts,
            ..
        } = *self;
        file.write_all(b"</main>\n</body>\n</html>\n")?;
        let labels = rooms.labels.into_iter().enumerate();
        let labels = labels.map(|(number, at)| (at, counts.labels.get(&number).copied().unwrap_or_default()));
        for (at, number) in [(rooms.articles, counts.articles), (rooms.spans, counts.spans)]
            .into_iter()
            .chain(labels)
        {
            file.seek(SeekFrom::Start(at))?;
            write!(file, "{number}")?;
        }
        Ok(file.finish()?)
    }
}

#[cfg(test)]
mod tests;
