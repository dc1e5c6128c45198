//! One annotation, in the many forms that the model allows.

use serde_json::{Map, Value};

use super::{
    super::{At, FoundSpan, ReadOptions, carries::Unit, fields},
    iri,
    selector::{self, Selected},
};
use crate::{annotation::AnnotationId, labels::LabelId};

/// What somebody says of a source.
#[derive(Debug)]
pub(super) struct Said {
    /// What it is said of.
    pub(super) source: String,
    /// Who says it.
    pub(super) annotator: Option<String>,
    /// Whether that is a program.
    pub(super) is_suggestion: bool,
    /// Spans; none if it is said of the whole.
    pub(super) spans: Vec<FoundSpan>,
    /// The labels of the whole.
    pub(super) document: Vec<LabelId>,
}

/// Why an annotation is made, if its bodies are labels.
const LABELLING: [&str; 3] = ["classifying", "identifying", "tagging"];
/// How deep bodies may lie in each other.
const DEEPEST: usize = 8;

/// Whether a value is an annotation.
pub(super) fn is_one(fields: &Map<String, Value>) -> bool {
    let kind = fields.get("type").or_else(|| fields.get("@type"));
    let is_named = kind.is_some_and(|kind| match kind {
        Value::String(kind) => is_annotation(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is_annotation),
        _ => false,
    });
    let is_of_hypothesis = fields.contains_key("uri") && fields.contains_key("user");
    fields.contains_key("target") && (is_named || is_of_hypothesis)
}

fn is_annotation(kind: &str) -> bool {
    kind.rsplit([':', '#', '/']).next() == Some("Annotation")
}

/// What an annotation says, for each of its targets.
///
/// # Errors
/// If it is none, or its place cannot be told.
pub(super) fn parse(value: Value, options: &ReadOptions) -> Result<Vec<Said>, String> {
    let Value::Object(mut fields) = value else {
        return Err("an annotation must be an object {…}".to_owned());
    };
    if !is_one(&fields) {
        return Err("it is no annotation: it has no type “Annotation”, or no target".to_owned());
    }
    let targets = match fields.remove("target") {
        Some(Value::Array(targets)) => targets,
        target => target.into_iter().collect(),
    };
    let (annotator, is_suggestion) = creator(&mut fields);
    let mut about = About::of(&mut fields);
    if targets.len() > 1 {
        about.id = None;
    }
    let mut all = Vec::with_capacity(targets.len());
    for target in targets {
        let (source, selected) = target_of(target)?;
        let mut said = Said {
            source,
            annotator: annotator.clone(),
            is_suggestion,
            spans: Vec::new(),
            document: Vec::new(),
        };
        match selected {
            Some(selected) => said.spans = about.spans(&selected, options),
            None => said.document.clone_from(&about.labels),
        }
        all.push(said);
    }
    Ok(all)
}

/// What is annotated, and where in it.
fn target_of(target: Value) -> Result<(String, Option<Selected>), String> {
    match target {
        Value::String(iri) => {
            let fragment = iri.split_once('#').and_then(|(source, fragment)| {
                let selected = Selected::at(selector::fragment(fragment)?);
                Some((source.to_owned(), Some(selected)))
            });
            Ok(fragment.unwrap_or((iri, None)))
        }
        Value::Object(mut fields) => {
            let source = ["source", "id", "@id"]
                .iter()
                .find_map(|name| iri_of(fields.remove(*name)?));
            let source = source.ok_or("a target must say its `source`")?;
            let selected = fields.remove("selector").filter(|selector| !selector.is_null());
            Ok((source, selected.map(Selected::of).transpose()?))
        }
        _ => Err("a target must be an IRI, or an object {…}".to_owned()),
    }
}

/// An IRI, or that of an object.
fn iri_of(value: Value) -> Option<String> {
    match value {
        Value::String(iri) => Some(iri),
        Value::Object(mut fields) => fields
            .remove("id")
            .or_else(|| fields.remove("@id"))
            .and_then(fields::text),
        _ => None,
    }
}

/// Who made an annotation, and whether that is a program.
fn creator(fields: &mut Map<String, Value>) -> (Option<String>, bool) {
    let creator = match fields.remove("creator").or_else(|| fields.remove("user")) {
        Some(Value::Array(creators)) => creators.into_iter().next(),
        creator => creator,
    };
    match creator {
        Some(Value::Object(mut creator)) => {
            let kind = creator.remove("type").and_then(fields::text).unwrap_or_default();
            let is_program = kind.contains("Software") || kind.contains("Application");
            let name = ["nickname", "name"]
                .iter()
                .find_map(|name| fields::text(creator.remove(*name)?));
            let id = creator.remove("id").and_then(fields::text).map(|id| person(&id));
            (name.or(id).filter(|name| !name.is_empty()), is_program)
        }
        Some(Value::String(id)) => (Some(person(&id)).filter(|name| !name.is_empty()), false),
        _ => (None, false),
    }
}

/// The name in an IRI of a person: `acct:ana@hypothes.is` is Ana.
fn person(id: &str) -> String {
    if let Some(name) = id.strip_prefix(super::ANNOTATOR) {
        return iri::decoded(name);
    }
    match id.strip_prefix("acct:") {
        Some(account) => account.split('@').next().unwrap_or(account).to_owned(),
        None => id.to_owned(),
    }
}

/// What an annotation says of its targets.
#[derive(Default)]
struct About {
    labels: Vec<LabelId>,
    notes: Vec<String>,
    is_labelling: bool,
    id: Option<AnnotationId>,
    second: Option<LabelId>,
    unsure: bool,
    origin: Option<String>,
    created: Option<String>,
    modified: Option<String>,
}

impl About {
    fn of(fields: &mut Map<String, Value>) -> Self {
        let motivation = match fields.remove("motivation") {
            Some(Value::Array(motivations)) => motivations.into_iter().next().and_then(fields::text),
            motivation => motivation.and_then(fields::text),
        };
        let motivation = motivation
            .as_deref()
            .map(|motivation| motivation.rsplit(':').next().unwrap_or_default());
        let mut time = |name: &str, other: &str| {
            fields
                .remove(name)
                .or_else(|| fields.remove(other))
                .and_then(fields::text)
        };
        let mut about = Self {
            is_labelling: motivation.is_some_and(|motivation| LABELLING.contains(&motivation)),
            created: time("created", "dcterms:created"),
            modified: time("modified", "updated"),
            ..Self::default()
        };
        if let Some(Value::Object(beside)) = fields.remove("glossator") {
            about.beside(beside);
        }
        for name in ["body", "bodyValue"] {
            if let Some(body) = fields.remove(name) {
                about.body(body, DEEPEST);
            }
        }
        about.of_hypothesis(fields);
        if about.labels.is_empty() {
            // Somebody has marked it, or said something about it.
            let label = motivation.unwrap_or(if about.notes.is_empty() {
                "highlighting"
            } else {
                "commenting"
            });
            about.labels.push(LabelId::new(label));
        }
        about
    }

    fn beside(&mut self, mut fields: Map<String, Value>) {
        let mut text = |name: &str| {
            fields
                .remove(name)
                .and_then(fields::text)
                .filter(|text| !text.is_empty())
        };
        self.id = text("id").map(AnnotationId::new);
        self.second = text("second").map(LabelId::new);
        self.origin = text("origin");
        self.unsure = fields.get("unsure").and_then(Value::as_bool).unwrap_or_default();
    }

    /// Hypothes.is has tags and a comment instead of bodies.
    fn of_hypothesis(&mut self, fields: &mut Map<String, Value>) {
        if let Some(Value::Array(tags)) = fields.remove("tags") {
            self.labels
                .extend(tags.into_iter().filter_map(fields::text).map(LabelId::new));
        }
        let comment = fields.remove("text").and_then(fields::text);
        self.notes.extend(comment.filter(|comment| !comment.is_empty()));
    }

    fn body(&mut self, body: Value, depth: usize) {
        match body {
            Value::String(text) => self.say(text, None),
            Value::Array(bodies) if depth > 0 => bodies.into_iter().for_each(|body| self.body(body, depth - 1)),
            Value::Object(mut fields) => {
                if let Some(items) = fields.remove("items") {
                    if depth > 0 {
                        self.body(items, depth - 1);
                    }
                    return;
                }
                let purpose = fields.remove("purpose").and_then(|purpose| match purpose {
                    Value::Array(purposes) => purposes.into_iter().next().and_then(fields::text),
                    purpose => fields::text(purpose),
                });
                let said = ["value", "chars", "source", "id", "@id"];
                let said = said.iter().find_map(|name| match fields.remove(*name)? {
                    value @ (Value::Object(_) | Value::String(_)) => iri_of(value),
                    value => fields::text(value),
                });
                if let Some(said) = said {
                    self.say(said, purpose.as_deref());
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, said: String, purpose: Option<&str>) {
        let is_label = match purpose {
            Some(purpose) => LABELLING.contains(&purpose.rsplit(':').next().unwrap_or_default()),
            None => self.is_labelling,
        };
        if said.is_empty() {
        } else if is_label {
            self.labels.push(LabelId::new(said));
        } else {
            self.notes.push(said);
        }
    }

    /// A span for each label.
    fn spans(&self, selected: &Selected, options: &ReadOptions) -> Vec<FoundSpan> {
        let at = match selected.position {
            Some((start, end)) => options.at(Unit::Chars, start, end),
            None => At::Quote,
        };
        let span = |label: &LabelId| FoundSpan {
            quote: selected.exact.clone(),
            before: selected.prefix.clone(),
            after: selected.suffix.clone(),
            second: self.second.clone(),
            note: (!self.notes.is_empty()).then(|| self.notes.join("\n")),
            unsure: self.unsure,
            origin: self.origin.clone(),
            // Two labels of one annotation are two annotations, and only one can have its id.
            id: self.id.clone().filter(|_| self.labels.len() == 1),
            made: fields::time(self.created.as_deref()),
            changed: fields::time(self.modified.as_deref()),
            ..FoundSpan::new(at, label.as_str())
        };
        self.labels.iter().map(span).collect()
    }
}
