//! What a CAS holds, whoever wrote it, into what was found.

use std::{collections::BTreeMap, path::Path};

use super::{
    super::{Found, FoundLayer, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, carries::Unit, fields},
    DOCUMENT, DOCUMENT_LABEL, FACT, LAYER, METADATA, NO_LANGUAGE, SPAN, VIEW,
};
use crate::{
    annotation::{AnnotationId, State},
    labels::LabelId,
};

/// INCEpTION's own type for what it knows of a document.
const INCEPTION: &str = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata";
/// Named entities, in DKPro's terms.
const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
/// What begins the names of types that are no labels of anybody: sentences, tokens, parts of speech and the like.
const NO_LABELS: [&str; 8] = [
    "uima.",
    "org.apache.uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.inception.",
];

/// A text of a CAS.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Sofa {
    /// Its number, by which structures name it.
    pub number: Option<u64>,
    /// The name of its view.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A feature structure as a file has it.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Structure {
    /// The whole name of its type.
    pub kind: String,
    /// The number of its text.
    pub sofa: Option<u64>,
    /// From where.
    pub begin: Option<u64>,
    /// Up to where.
    pub end: Option<u64>,
    /// Whether it says that it is a place, whatever it says of where.
    pub is_place: bool,
    /// The features that are texts.
    pub features: Vec<(String, String)>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Content {
    /// Its texts.
    pub sofas: Vec<Sofa>,
    /// What is said of them, in the order of the file.
    pub structures: Vec<Structure>,
}

/// Whether structures of a type say anything that is kept. Most of a file are tokens.
pub(in crate::exchange) fn matters(kind: &str) -> bool {
    kind == METADATA.name || kind == INCEPTION || is_label(kind)
}

fn is_label(kind: &str) -> bool {
    !NO_LABELS.iter().any(|start| kind.starts_with(start))
}

impl Structure {
    fn take(&mut self, name: &str) -> Option<String> {
        let feature = self.features.iter_mut().find(|(feature, _)| feature == name)?;
        Some(std::mem::take(&mut feature.1))
    }

    fn is(&mut self, name: &str) -> bool {
        self.take(name).is_some_and(|value| value == "true")
    }
}

impl Content {
    /// Hands out the document of a file.
    ///
    /// # Errors
    /// If it has no text.
    pub fn hand_out(mut self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        let Some(sofa) = self.take_first() else {
            return Err(ReadError::Broken("it has no text: there is no Sofa in it".to_owned()));
        };
        self.structures
            .retain(|structure| structure.sofa.is_none() || structure.sofa == sofa.number);
        let mut found = Found {
            place: Place {
                file: path.to_owned(),
                line: None,
            },
            text: Some(sofa.text),
            ..Found::default()
        };
        let by = self.facts(path, &mut found);
        let mut problems = Vec::new();
        self.labels(by, options, &mut found, &mut problems);
        let place = found.place.clone();
        if take(Item::Document(Box::new(found))).is_break() {
            return Ok(());
        }
        for what in problems {
            let place = place.clone();
            if take(Item::Problem(Problem { place, what })).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The first view, or the first that has a text.
    fn take_first(&mut self) -> Option<Sofa> {
        let has_text = |sofa: &Sofa| !sofa.text.is_empty();
        let sofas = &self.sofas;
        let first = sofas
            .iter()
            .position(|sofa| sofa.name == VIEW && has_text(sofa))
            .or_else(|| sofas.iter().position(has_text))
            .unwrap_or_default();
        (first < sofas.len()).then(|| self.sofas.swap_remove(first))
    }

    /// Takes what is known of the document, and who the file says has labelled it.
    fn facts(&mut self, path: &Path, found: &mut Found) -> Option<String> {
        let is_ours = self.structures.iter().any(|structure| structure.kind == DOCUMENT.name);
        let mut by = None;
        let mut name = None;
        for structure in &mut self.structures {
            match &*structure.kind {
                kind if kind == METADATA.name => {
                    found.id = structure.take("documentId");
                    found.metadata.title = structure.take("documentTitle");
                    found.metadata.url = structure.take("documentUri");
                    let language = structure.take("language");
                    found.metadata.language = language.filter(|language| language != NO_LANGUAGE);
                }
                kind if kind == DOCUMENT.name => {
                    found.metadata.author = structure.take("author");
                    found.metadata.source = structure.take("source");
                    found.metadata.date = structure.take("date");
                    found.split = structure.take("split");
                }
                kind if kind == FACT.name => {
                    if let (Some(name), Some(value)) = (structure.take("name"), structure.take("value")) {
                        found.extra.insert(name, value);
                    }
                }
                INCEPTION => {
                    by = structure.take("username");
                    name = structure.take("sourceDocumentName");
                }
                _ => {}
            }
        }
        if !is_ours {
            named_by_others(found, name, &mut by, path);
        }
        by
    }

    /// Takes what annotators said.
    fn labels(self, by: Option<String>, options: &ReadOptions, found: &mut Found, problems: &mut Vec<String>) {
        let features = label_features(&self.structures);
        for mut structure in self.structures {
            match &*structure.kind {
                kind if kind == LAYER.name && !structure.is_place => {
                    let layer = fields::layer(&mut found.layers, structure.take("annotator"));
                    layer.state = match structure.take("state").as_deref() {
                        Some("Done") => State::Done,
                        Some("Skipped") => State::Skipped,
                        _ => State::InProgress,
                    };
                    layer.coverage = structure.is("coverage");
                }
                kind if kind == DOCUMENT_LABEL.name && !structure.is_place => {
                    if let Some(label) = structure.take("label") {
                        let annotator = structure.take("annotator").or_else(|| by.clone());
                        let layer = fields::layer(&mut found.layers, annotator);
                        layer.document.push(LabelId::new(label));
                    }
                }
                _ => {
                    let Some(feature) = features.get(&structure.kind) else {
                        continue;
                    };
                    match span(&mut structure, feature.as_deref(), options) {
                        Ok(span) => {
                            let annotator = structure.take("annotator").or_else(|| by.clone());
                            fields::layer(&mut found.layers, annotator).spans.push(span);
                        }
                        Err(what) => problems.push(what),
                    }
                }
            }
        }
        if let (Some(by), true) = (by, found.layers.is_empty()) {
            found.layers.push(FoundLayer {
                annotator: Some(by),
                ..FoundLayer::default()
            });
        }
    }
}

/// Who is called what in files of other programs. INCEpTION puts the documents of a project into
/// `annotation/<document>/<annotator>.json`, and some of its versions call the annotator the id of the document.
fn named_by_others(found: &mut Found, name: Option<String>, by: &mut Option<String>, path: &Path) {
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let stem = path.file_stem().and_then(|name| name.to_str());
    let title = found.metadata.title.clone();
    if by.is_none() && found.id.as_deref() == stem && folder.is_some() && title.as_deref() == folder {
        *by = found.id.take();
    }
    if name.is_some() || (by.is_some() && found.id == *by) {
        found.id = None;
    }
    found.id = name.or_else(|| found.id.take()).or(title);
    if found.metadata.title == found.id {
        found.metadata.title = None;
    }
    // A place on the server that the file came from is no address of an article.
    found.metadata.url = found.metadata.url.take().filter(|url| url.starts_with("http"));
}

/// The types whose structures are spans, and the feature of each that is the label. Spans of any kind come before named
/// entities, and those before whatever else there is.
fn label_features(structures: &[Structure]) -> BTreeMap<String, Option<String>> {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for structure in structures {
        if !structure.is_place || !is_label(&structure.kind) {
            continue;
        }
        let names = kinds.entry(&structure.kind).or_default();
        for (name, value) in &structure.features {
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
            let is_usual = matches!(&**name, "label" | "value");
            if (is_usual || !is_number) && names.len() < 16 && !names.contains(&&**name) {
                names.push(name);
            }
        }
    }
    for preferred in [SPAN.name, ENTITY] {
        if kinds.contains_key(preferred) {
            kinds.retain(|kind, _| *kind == preferred);
        }
    }
    kinds
        .into_iter()
        .map(|(kind, names)| {
            let usual = ["label", "value"].into_iter().find(|usual| names.contains(usual));
            let only = match names.as_slice() {
                [only] => Some(*only),
                _ => None,
            };
            (kind.to_owned(), usual.or(only).map(str::to_owned))
        })
        .collect()
}

fn span(structure: &mut Structure, feature: Option<&str>, options: &ReadOptions) -> Result<FoundSpan, String> {
    let label = feature.and_then(|feature| structure.take(feature));
    let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| {
        let short = structure.kind.rsplit('.').next();
        short.unwrap_or(&structure.kind).to_owned()
    });
    let (Some(begin), Some(end)) = (structure.begin, structure.end) else {
        let kind = &structure.kind;
        return Err(format!(
            "a {kind} with the label “{label}” has no begin and end that are numbers"
        ));
    };
    let mut span = FoundSpan::new(options.at(Unit::Utf16, begin, end), label);
    span.note = structure.take("note");
    if structure.kind == SPAN.name {
        span.second = structure.take("second").map(LabelId::new);
        span.unsure = structure.is("unsure");
        span.origin = structure.take("origin");
        span.id = structure.take("id").filter(|id| !id.is_empty()).map(AnnotationId::new);
        span.made = fields::time(structure.take("made").as_deref());
        span.changed = fields::time(structure.take("changed").as_deref());
    }
    Ok(span)
}
