//! TEI P5, a file an article: the text with anchors in it, and beside it what is said of the stretches between them.
//!
//! Labels are categories of a taxonomy, annotators are responsible for spans, doubts are certainties, and what TEI has no
//! element for stands in feature structures.

mod header;
mod reading;
mod running;
mod stand_off;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::Path,
};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    carries::{LabelFacts, Text, Unit},
    markup,
    names::FileNames,
};
use crate::labels::{LabelId, LabelSet};

/// What tells TEI from other XML.
const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";
/// What tells our files from those of others.
const APPLICATION: &str = "glossator";

/// TEI P5.
pub(super) struct Tei;

impl Format for Tei {
    fn name(&self) -> &'static str {
        "tei"
    }

    fn help(&self) -> &'static str {
        "TEI P5 with stand-off annotations, a file an article"
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
        "import pathlib\n\
         from lxml import etree\n\
         articles = [etree.parse(file) for file in sorted(pathlib.Path().glob(\"*.xml\"))]\n\
         spans = [span.attrib for article in articles for span in article.iter(\"{*}span\")]"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        markup::fit(document, losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        Ok(Box::new(Folder {
            labels: &dataset.labels,
            names: FileNames::default(),
            out,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        let has = |what: &str| memchr::memmem::find(candidate.head, what.as_bytes()).is_some();
        let is_labelled = || has("spanGrp") || has("standOff") || has("ident=\"glossator\"");
        let is_xml = candidate.ends_with(".xml") || candidate.ends_with(".tei");
        if is_xml && has(NAMESPACE) && is_labelled() {
            Claim::Main
        } else {
            Claim::No
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Folder<'a> {
    labels: &'a LabelSet,
    names: FileNames,
    out: &'a Files<'a>,
}

impl Writer for Folder<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let mut file = self.out.create(&format!("{}.xml", self.names.of(&document.id)))?;
        let terms = Terms::of(self.labels, document);
        write!(
            file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"{NAMESPACE}\""
        )?;
        if may_be_xml_id(&document.id) {
            markup::attribute(&mut file, "xml:id", &document.id)?;
        }
        file.write_all(b">\n")?;
        header::write(&mut file, document, self.labels, &terms)?;
        stand_off::write(&mut file, document, &terms)?;
        file.write_all(b"<text><body><ab xml:space=\"preserve\">")?;
        body(&mut file, document)?;
        file.write_all(b"</ab></body></text>\n</TEI>\n")?;
        Ok(file.finish()?)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(())
    }
}

/// Which labels and annotators have which numbers in a file.
struct Terms<'a> {
    labels: BTreeMap<&'a LabelId, usize>,
    /// Labels that are used and in no set, in the order of their numbers.
    strange: Vec<&'a LabelId>,
}

impl<'a> Terms<'a> {
    fn of(set: &'a LabelSet, document: &'a Document) -> Self {
        let known = set.labels().iter().enumerate();
        let mut terms = Self {
            labels: known.map(|(number, label)| (&label.id, number)).collect(),
            strange: Vec::new(),
        };
        for layer in &document.layers {
            layer.document.iter().for_each(|label| terms.add(label));
        }
        for (_, annotation) in document.spans() {
            terms.add(&annotation.label);
            annotation.second.iter().for_each(|label| terms.add(label));
        }
        terms
    }

    fn add(&mut self, label: &'a LabelId) {
        let number = self.labels.len();
        if let std::collections::btree_map::Entry::Vacant(entry) = self.labels.entry(label) {
            entry.insert(number);
            self.strange.push(label);
        }
    }

    fn number(&self, label: &LabelId) -> usize {
        self.labels.get(label).copied().unwrap_or_default()
    }
}

/// The text, with an anchor wherever a span begins or ends.
fn body(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let text = &document.text;
    let spans = document.layers.iter().flat_map(|layer| &layer.annotations);
    let cuts: BTreeSet<_> = spans
        .flat_map(|annotation| [annotation.span.start(), annotation.span.end()])
        .collect();
    let mut from = 0;
    for cut in cuts {
        markup::text(out, text.as_str().get(from..cut.get()).unwrap_or_default())?;
        write!(out, "<anchor xml:id=\"c{}\"/>", text.byte_to_char(cut).get())?;
        from = cut.get();
    }
    markup::text(out, text.as_str().get(from..).unwrap_or_default())
}

/// Whether an id can be an `xml:id`: plain enough, and none that anything else in the file has.
fn may_be_xml_id(id: &str) -> bool {
    let is_plain = id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let begins_well = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_taken = ["c", "s", "f", "lab-", "who-"].iter().any(|start| {
        id.strip_prefix(start)
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    is_plain && begins_well && !is_taken && id != "labels"
}

#[cfg(test)]
mod tests;
