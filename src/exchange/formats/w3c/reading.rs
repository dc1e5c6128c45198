//! Reading Web Annotations: one, a list, a page or a collection of them.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    path::Path,
};

use serde_json::Value;

use super::{
    super::{Candidate, Found, FoundLayer, Item, Place, Problem, ReadError, ReadOptions, Take, exact_text, label_file},
    annotation::{self, Said},
    documents::Documents,
    iri,
};
use crate::{readers, store::folder};

/// The fields in which annotations are: those of a page, of a collection, of a graph, and of Hypothes.is.
const INNER: [&str; 4] = ["items", "first", "@graph", "rows"];
/// How many annotations are held, so that those of one text come together.
const MOST_HELD: usize = 20_000;
/// How many of one text.
const MOST_OF_ONE: usize = 1_000_000;

/// Whether a file holds Web Annotations.
pub(super) fn is_annotations(candidate: &Candidate<'_>) -> bool {
    let has = |words: &str| memchr::memmem::find(candidate.head, words.as_bytes()).is_some();
    let has_context = has(super::CONTEXT);
    if !(candidate.ends_with(".jsonld") || candidate.ends_with(".json")) || !(has_context || has("\"target\"")) {
        return false;
    }
    let Ok(file) = folder::open_file(candidate.path) else {
        return false;
    };
    let mut first = None;
    let rest = readers::elements(&file, &readers::Limits::default(), &INNER, &mut |_, value| {
        first = Some(value.as_object().is_some_and(annotation::is_one));
        ControlFlow::Break(())
    });
    first.unwrap_or_else(|| {
        let is_page = has_context && candidate.ends_with(".jsonld");
        rest.is_ok_and(|rest| is_page || annotation::is_one(&rest))
    })
}

/// Hands out the documents that annotations of a file are of.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    if !label_file::read(path, take)? {
        return Ok(());
    }
    let mut reading = Reading {
        path,
        options,
        documents: Documents::beside(path, options)?,
        order: Vec::new(),
        held: HashMap::new(),
        count: 0,
        told: HashSet::new(),
        take,
        is_stopped: false,
    };
    let file = folder::open_file(path)?;
    let rest = readers::elements(&file, &options.limits, &INNER, &mut |number, value| {
        reading.annotation(Some(number), value)
    })?;
    if !reading.is_stopped && annotation::is_one(&rest) {
        let _ = reading.annotation(None, Value::Object(rest));
    }
    reading.end();
    Ok(())
}

struct Reading<'a, 'b> {
    path: &'a Path,
    options: &'a ReadOptions,
    documents: Documents,
    /// The sources of what is held, in the order in which they came.
    order: Vec<String>,
    held: HashMap<String, Vec<Said>>,
    count: usize,
    /// The sources that were handed out.
    told: HashSet<String>,
    take: Take<'b>,
    is_stopped: bool,
}

impl Reading<'_, '_> {
    fn annotation(&mut self, number: Option<u64>, value: Value) -> ControlFlow<()> {
        match annotation::parse(value, self.options) {
            Ok(said) => {
                for mut said in said {
                    said.spans.iter_mut().for_each(|span| span.line = number);
                    self.hold(said)?;
                }
                ControlFlow::Continue(())
            }
            Err(what) => {
                let place = Place {
                    file: self.path.to_owned(),
                    line: number,
                };
                self.give(Item::Problem(Problem { place, what }))
            }
        }
    }

    fn give(&mut self, item: Item) -> ControlFlow<()> {
        let then = (self.take)(item);
        self.is_stopped |= then.is_break();
        then
    }

    fn hold(&mut self, said: Said) -> ControlFlow<()> {
        if !self.held.contains_key(&said.source) {
            if self.count >= MOST_HELD {
                self.hand_out()?;
            }
            self.order.push(said.source.clone());
        }
        let of_one = self.held.entry(said.source.clone()).or_default();
        of_one.push(said);
        self.count += 1;
        if of_one.len() >= MOST_OF_ONE {
            self.hand_out()?;
        }
        ControlFlow::Continue(())
    }

    /// Hands out the documents of all that is held.
    fn hand_out(&mut self) -> ControlFlow<()> {
        let mut held = std::mem::take(&mut self.held);
        self.count = 0;
        for source in std::mem::take(&mut self.order) {
            let said = held.remove(&source).unwrap_or_default();
            self.document(&source, said)?;
        }
        ControlFlow::Continue(())
    }

    /// Hands out what is held, and the documents that nobody has said anything of.
    fn end(&mut self) {
        if self.is_stopped || self.hand_out().is_break() {
            return;
        }
        for file in self.documents.files().to_vec() {
            let source = iri::encoded_path(&file);
            if !self.told.contains(&source) && self.document(&source, Vec::new()).is_break() {
                return;
            }
        }
    }

    fn document(&mut self, source: &str, said: Vec<Said>) -> ControlFlow<()> {
        let is_new = self.told.insert(source.to_owned());
        let file = iri::decoded(source);
        let mut found = Found {
            place: Place {
                file: self.path.to_owned(),
                line: None,
            },
            ..Found::default()
        };
        let is_known = self.documents.tell(&file, &mut found);
        if !is_new {
            // What is said besides spans was said the first time.
            found.layers.clear();
        }
        found.text = self.text(&file);
        if !is_known {
            let stem = Path::new(&file).file_stem().and_then(|stem| stem.to_str());
            let stem = stem.filter(|_| found.text.is_some());
            found.id = Some(stem.unwrap_or(source).to_owned());
            found.metadata.url = Some(source.to_owned()).filter(|source| source.starts_with("http"));
        }
        for said in said {
            let layer = layer(&mut found.layers, &said);
            layer.spans.extend(said.spans);
            layer.document.extend(said.document);
        }
        self.give(Item::Document(Box::new(found)))
    }

    /// The text of a file in the same folder or below.
    fn text(&self, file: &str) -> Option<String> {
        let path = folder::inside_of(self.path.parent()?, file)?;
        let bytes = folder::read_at_most(&path, self.options.limits.text).ok()?;
        Some(exact_text::of(bytes))
    }
}

/// The layer of who said something, which is made if there is none yet.
fn layer<'a>(layers: &'a mut Vec<FoundLayer>, said: &Said) -> &'a mut FoundLayer {
    let is_theirs = |layer: &FoundLayer| layer.annotator == said.annotator && layer.is_suggestion == said.is_suggestion;
    let place = layers.iter().rposition(is_theirs).unwrap_or_else(|| {
        layers.push(FoundLayer {
            annotator: said.annotator.clone(),
            is_suggestion: said.is_suggestion,
            ..FoundLayer::default()
        });
        layers.len() - 1
    });
    // It was found or has just been put there.
    #[expect(clippy::indexing_slicing, reason = "the place is that of a layer")]
    &mut layers[place]
}
