//! Reading TEI, whoever wrote it: spans that stand beside the text and point into it.

use std::{collections::HashMap, path::Path};

use super::{
    super::{
        At, Found, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, fields,
        markup::{self, Piece, Tag, Then},
    },
    APPLICATION,
    running::Running,
};
use crate::{
    annotation::{AnnotationId, State},
    labels::{Label, LabelId},
};

/// Hands out the documents of a file: one, or those of a corpus.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let mut reading = Reading::new(options);
    markup::read(path, &options.limits, &mut |piece| match piece {
        Piece::Open(tag) => {
            reading.open(&tag);
            Ok(Then::On)
        }
        Piece::Text(text) => reading.text(&text).map(|()| Then::On),
        Piece::Close(name) => {
            reading.close(name);
            if name != "TEI" {
                return Ok(Then::On);
            }
            let done = std::mem::replace(&mut reading, Reading::new(options));
            Ok(if done.hand_out(path, take) {
                Then::Next
            } else {
                Then::Stop
            })
        }
    })
}

/// An element that is open.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// Where in the text it begins, if it is in it.
    start: Option<usize>,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A span as the file has it.
#[derive(Default)]
struct SpanIn {
    id: Option<String>,
    name: Option<String>,
    from: String,
    to: String,
    labels: Vec<String>,
    by: Option<String>,
    kind: Option<String>,
    is_unsure: bool,
    text: String,
}

/// A category of a taxonomy, or an interpretation.
#[derive(Default)]
struct Category {
    id: String,
    name: Option<String>,
    definition: String,
    color: Option<String>,
}

/// What has been read of a document.
struct Reading {
    open: Vec<Element>,
    /// The text since the last tag, outside of the document's text.
    said: String,
    running: Running,
    is_ours: bool,
    found: Found,
    title: Option<String>,
    /// Names of annotators by their pointers.
    who: HashMap<String, String>,
    /// Labels by their pointers, and their order.
    categories: HashMap<String, Category>,
    order: Vec<String>,
    spans: Vec<SpanIn>,
    changes: Vec<(Option<String>, State, bool)>,
    /// Labels of the document: whose, and which.
    of_document: Vec<(Option<String>, String)>,
    /// Second labels by the pointers to their spans.
    seconds: HashMap<String, String>,
    /// What else is said of spans, by pointer and name.
    features: HashMap<(String, String), String>,
}

impl Reading {
    fn new(options: &ReadOptions) -> Self {
        Self {
            open: Vec::new(),
            said: String::new(),
            running: Running::new(options.limits.text),
            is_ours: false,
            found: Found::default(),
            title: None,
            who: HashMap::new(),
            categories: HashMap::new(),
            order: Vec::new(),
            spans: Vec::new(),
            changes: Vec::new(),
            of_document: Vec::new(),
            seconds: HashMap::new(),
            features: HashMap::new(),
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let element = Element {
            name: tag.name(),
            attributes: tag.attributes().map(|(name, value)| (name.to_owned(), value)).collect(),
            start: None,
        };
        self.said.clear();
        let start = self.running.open(&element.name, element.get("xml:space"));
        let has_id = element.get("xml:id").is_some();
        match &*element.name {
            "TEI" => self.found.id = element.get("xml:id").map(str::to_owned),
            "application" => self.is_ours |= element.get("ident") == Some(APPLICATION),
            _ => {}
        }
        let start = (start && has_id).then(|| self.running.here());
        self.open.push(Element { start, ..element });
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.running.is_in() {
            self.running.add(text)
        } else {
            self.said.push_str(text);
            Ok(())
        }
    }

    fn close(&mut self, name: &str) {
        let Some(element) = self.open.pop() else { return };
        if let (Some(start), Some(id)) = (element.start, element.get("xml:id")) {
            self.running.place(format!("#{id}"), start);
        }
        self.running.close(name);
        if self.running.is_in() {
            return;
        }
        let said = std::mem::take(&mut self.said);
        self.element(&element, said);
    }

    /// An element of the header, or beside the text.
    fn element(&mut self, element: &Element, said: String) {
        let parent = self.open.last();
        let around = parent.map_or("", |parent| parent.name.as_str());
        let own = |name: &str| element.get(name).map(str::to_owned);
        let of_parent = |name: &str| parent.and_then(|parent| parent.get(name)).map(str::to_owned);
        match (&*element.name, around) {
            ("title", "titleStmt") => self.title = Some(said),
            ("name" | "persName" | "orgName", "respStmt") => {
                if let Some(id) = of_parent("xml:id") {
                    self.who.entry(format!("#{id}")).or_insert(said);
                }
            }
            ("note", "notesStmt") => match (element.get("type"), element.get("n")) {
                (Some("split"), _) => self.found.split = Some(said),
                (Some("extra"), Some(name)) => {
                    self.found.extra.insert(name.to_owned(), said);
                }
                _ => {}
            },
            (name, "bibl") => self.source(name, element.get("type"), said),
            ("language", _) => {
                let language = if said.trim().is_empty() {
                    own("ident")
                } else {
                    Some(said)
                };
                self.found.metadata.language = if self.is_ours {
                    language
                } else {
                    own("ident").or(language)
                };
            }
            ("catDesc", "category") => {
                if let Some(id) = of_parent("xml:id") {
                    let color = of_parent("style");
                    self.category(id, element.get("n"), color, said);
                }
            }
            ("interp", _) => {
                if let Some(id) = own("xml:id") {
                    self.category(id, None, None, said.trim().to_owned());
                }
            }
            ("catRef", _) => {
                let target = own("target").unwrap_or_default();
                self.of_document.push((own("resp"), target));
            }
            ("change", _) => {
                let state = match element.get("status") {
                    Some("done") => State::Done,
                    Some("skipped") => State::Skipped,
                    _ => State::InProgress,
                };
                let coverage = element.get("n") == Some("every-unit");
                self.changes.push((own("who"), state, coverage));
            }
            ("span", _) => {
                let kind = own("type").or_else(|| of_parent("type"));
                let by = own("resp").or_else(|| of_parent("resp"));
                self.spans.push(SpanIn::of(element, kind, by, said));
            }
            ("certainty", _) => {
                if let (Some(span), Some(label)) = (own("target"), own("assertedValue")) {
                    self.seconds.insert(span, label);
                }
            }
            ("string", "f") => {
                let set = self.open.iter().rev().nth(1).and_then(|set| set.get("corresp"));
                if let (Some(span), Some(name)) = (set.map(str::to_owned), of_parent("name")) {
                    self.features.insert((span, name), said);
                }
            }
            _ => {}
        }
    }

    /// What is said of where the document comes from.
    fn source(&mut self, name: &str, kind: Option<&str>, said: String) {
        let metadata = &mut self.found.metadata;
        let place = match (name, kind) {
            ("title", _) => &mut metadata.title,
            ("author", _) => &mut metadata.author,
            ("publisher", _) => &mut metadata.source,
            ("date", _) => &mut metadata.date,
            ("idno", Some("URL" | "url" | "URI")) => &mut metadata.url,
            ("idno", Some("id")) if self.is_ours || self.found.id.is_none() => {
                self.found.id = Some(said);
                return;
            }
            _ => return,
        };
        place.get_or_insert(said);
    }

    fn category(&mut self, id: String, what: Option<&str>, color: Option<String>, said: String) {
        let pointer = format!("#{id}");
        let category = self.categories.entry(pointer.clone()).or_default();
        match what {
            Some("name") => category.name = Some(said),
            Some("definition") => category.definition = said,
            _ if category.id.is_empty() => {
                category.id = said;
                category.color = color;
                self.order.push(pointer);
            }
            _ => {}
        }
    }

    // --- what it comes to --------------------------------------------------------------------------------

    /// Hands out labels and document; whether reading is to go on.
    fn hand_out(mut self, path: &Path, take: Take<'_>) -> bool {
        let place = Place {
            file: path.to_owned(),
            line: None,
        };
        for label in self.order.iter().filter_map(|pointer| self.label_facts(pointer)) {
            if take(Item::Label(Box::new(label))).is_break() {
                return false;
            }
        }
        let mut found = std::mem::take(&mut self.found);
        found.place = place.clone();
        if !self.is_ours {
            found.metadata.title = self
                .title
                .take()
                .or(found.metadata.title)
                .filter(|title| !title.trim().is_empty());
        }
        self.layers(&mut found);
        let mut problems = Vec::new();
        for span in std::mem::take(&mut self.spans) {
            let by = span.by.as_deref().map(|pointer| self.name_of(pointer));
            match self.span(&span) {
                Ok(spans) => fields::layer(&mut found.layers, by).spans.extend(spans),
                Err(what) => problems.push(what),
            }
        }
        found.text = Some(self.running.into_text());
        if take(Item::Document(Box::new(found))).is_break() {
            return false;
        }
        problems.into_iter().all(|what| {
            let place = place.clone();
            take(Item::Problem(Problem { place, what })).is_continue()
        })
    }

    fn layers(&self, found: &mut Found) {
        if self.is_ours {
            for (who, state, coverage) in &self.changes {
                let by = who.as_deref().map(|pointer| self.name_of(pointer));
                let layer = fields::layer(&mut found.layers, by);
                (layer.state, layer.coverage) = (*state, *coverage);
            }
        }
        for (who, label) in &self.of_document {
            if let Some(label) = self.categories.get(label) {
                let by = who.as_deref().map(|pointer| self.name_of(pointer));
                let layer = fields::layer(&mut found.layers, by);
                layer.document.push(LabelId::new(&label.id));
            }
        }
    }

    /// A label, if the file says what it looks like.
    fn label_facts(&self, pointer: &str) -> Option<Label> {
        let category = self.categories.get(pointer)?;
        let color = category.color.as_deref()?.strip_prefix("background-color:")?;
        Some(Label {
            id: LabelId::new(&category.id),
            name: category.name.clone().unwrap_or_else(|| category.id.clone()),
            color: color.trim().trim_end_matches(';').parse().ok()?,
            parent: None,
            key: None,
            definition: category.definition.clone(),
            examples: Vec::new(),
            hard_cases: Vec::new(),
        })
    }

    /// The name of an annotator; the pointer itself if the file does not say.
    fn name_of(&self, pointer: &str) -> String {
        let first = pointer.split_whitespace().next().unwrap_or_default();
        let name = self.who.get(first).map(String::as_str);
        name.unwrap_or_else(|| first.trim_start_matches('#')).to_owned()
    }

    /// A span of the file: one for each of its labels.
    fn span(&self, span: &SpanIn) -> Result<Vec<FoundSpan>, String> {
        let start = self.running.place_of(&span.from).map(|(start, _)| start);
        let end = self.running.place_of(&span.to).map(|(_, end)| end);
        let (Some(start), Some(end)) = (start, end) else {
            let (from, to) = (&span.from, &span.to);
            return Err(format!(
                "a span points from “{from}” to “{to}”, which is not in the text"
            ));
        };
        let id = span.id.as_deref().map(|id| format!("#{id}")).unwrap_or_default();
        let feature = |name: &str| self.features.get(&(id.clone(), name.to_owned()));
        // Without a label, what is written in it is one.
        let labels = match span.labels.is_empty() {
            true => vec![span.own_label()],
            false => span.labels.iter().map(|pointer| self.label(pointer)).collect(),
        };
        let spans = labels.into_iter().map(|label| FoundSpan {
            note: Some(&span.text)
                .filter(|text| !span.labels.is_empty() && (self.is_ours || !text.trim().is_empty()))
                .cloned(),
            second: self.seconds.get(&id).map(|pointer| LabelId::new(self.label(pointer))),
            unsure: span.is_unsure,
            id: span.name.as_deref().filter(|_| self.is_ours).map(AnnotationId::new),
            made: fields::time(feature("made").map(String::as_str)),
            changed: fields::time(feature("changed").map(String::as_str)),
            origin: feature("origin").cloned(),
            ..FoundSpan::new(At::chars(start, end), label)
        });
        Ok(spans.collect())
    }

    fn label(&self, pointer: &str) -> String {
        let category = self.categories.get(pointer).map(|category| category.id.as_str());
        category.unwrap_or_else(|| pointer.trim_start_matches('#')).to_owned()
    }
}

impl SpanIn {
    fn of(element: &Element, kind: Option<String>, by: Option<String>, text: String) -> Self {
        let get = |name: &str| element.get(name).map(str::to_owned);
        // Some point at words instead of at places.
        let mut targets = element.get("target").unwrap_or_default().split_whitespace();
        let first = targets.next().map(str::to_owned);
        let last = targets.last().map(str::to_owned).or_else(|| first.clone());
        let from = get("from").or(first).unwrap_or_default();
        Self {
            id: get("xml:id"),
            name: get("n"),
            to: get("to").or(last).unwrap_or_else(|| from.clone()),
            from,
            labels: element
                .get("ana")
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            by,
            kind,
            is_unsure: element.get("cert") == Some("low"),
            text,
        }
    }

    fn own_label(&self) -> String {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match (text.is_empty(), &self.kind) {
            (false, _) => text,
            (true, Some(kind)) => kind.clone(),
            (true, None) => "span".to_owned(),
        }
    }
}
