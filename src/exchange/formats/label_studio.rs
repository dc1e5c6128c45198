//! Label Studio: its tasks with annotations or predictions, and the configuration of a project that shows them.
//!
//! What Label Studio has no place for stands in `data` and in `meta` of regions, which it keeps as they are. It refuses
//! a whole import if `completed_by` names a user that it does not know: so annotators are in `data.annotators`, in the
//! order of the annotations.

mod config;
mod reading;
mod region;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, io::Write as _, path::Path};

use serde::Serialize;

use super::{
    Candidate, Carries, Claim, Dataset, Document, DocumentLayer, ExportError, Extras, Files, Format, ReadError,
    ReadOptions, Take, Writer,
    facts::{Facts, LayerFacts},
    label_file,
};
use crate::{
    annotation::{Annotation, State},
    labels::LabelId,
    store::{OutFile, seconds},
};

/// The file of tasks.
const TASKS: &str = "tasks.json";
/// The control of labels of spans, that of labels of documents, and the object they are given to.
const LABELS: &str = "label";
const CHOICES: &str = "document";
const TEXT: &str = "text";

/// Label Studio.
pub(super) struct LabelStudio;

impl Format for LabelStudio {
    fn name(&self) -> &'static str {
        "label-studio"
    }

    fn help(&self) -> &'static str {
        "Tasks and configuration for Label Studio"
    }

    fn folder(&self, _extras: Extras) -> &'static str {
        "labelstudio"
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import json\n\
         with open(\"tasks.json\", encoding=\"utf-8\") as file:\n    \
             tasks = json.load(file)"
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        Ok(Box::new(Tasks {
            dataset,
            out,
            file: out.create(TASKS)?,
            count: 0,
            has_choices: dataset.is_units,
            unknown: BTreeSet::new(),
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) || config::is_one(candidate) {
            return Claim::Part;
        }
        match reading::is_tasks(candidate) {
            true => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

struct Tasks<'a> {
    dataset: &'a Dataset,
    out: &'a Files<'a>,
    file: OutFile,
    count: usize,
    /// Whether there is any label of a whole document.
    has_choices: bool,
    /// Labels that are given, but are in no set: the configuration must have them all the same.
    unknown: BTreeSet<LabelId>,
}

impl Tasks<'_> {
    fn note_labels(&mut self, layer: &DocumentLayer) {
        self.has_choices |= !layer.document.is_empty();
        let spans = layer.annotations.iter().map(|annotation| &annotation.label);
        for label in spans.chain(&layer.document) {
            if self.dataset.labels.get(label).is_none() && !self.unknown.contains(label) {
                self.unknown.insert(label.clone());
            }
        }
    }
}

impl Writer for Tasks<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        document.layers.iter().for_each(|layer| self.note_labels(layer));
        let between: &[u8] = if self.count == 0 { b"[\n" } else { b",\n" };
        self.file.write_all(between)?;
        serde_json::to_writer(&mut self.file, &Task::of(document, self.dataset.extras))?;
        self.count += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let end: &[u8] = if self.count == 0 { b"[]\n" } else { b"\n]\n" };
        self.file.write_all(end)?;
        self.file.finish()?;
        config::write(self.dataset, self.has_choices, &self.unknown, self.out)
    }
}

#[derive(Serialize)]
struct Task<'a> {
    data: Data<'a>,
    annotations: Vec<Annotated<'a>>,
    predictions: Vec<Predicted<'a>>,
}

#[derive(Serialize)]
struct Data<'a> {
    text: &'a str,
    doc_id: &'a str,
    /// Who made the annotations, one after the other.
    annotators: Vec<&'a str>,
    #[serde(flatten)]
    facts: Facts<'a>,
    /// What annotators said besides, where it is not what goes without saying.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<LayerFacts>,
}

#[derive(Serialize)]
struct Annotated<'a> {
    was_cancelled: bool,
    ground_truth: bool,
    result: Vec<Region<'a>>,
}

#[derive(Serialize)]
struct Predicted<'a> {
    model_version: &'a str,
    result: Vec<Region<'a>>,
}

#[derive(Serialize)]
struct Region<'a> {
    id: &'a str,
    from_name: &'static str,
    to_name: &'static str,
    r#type: &'static str,
    value: Value<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Span {
        start: usize,
        end: usize,
        text: &'a str,
        labels: [&'a LabelId; 1],
    },
    Document {
        choices: &'a [LabelId],
    },
}

/// What is said of a region. Label Studio shows `text`, and keeps the rest.
#[derive(Serialize)]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<&'a LabelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    made: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
}

impl<'a> Task<'a> {
    fn of(document: &'a Document, extras: Extras) -> Self {
        let layers = &document.layers;
        let (mut annotations, mut predictions) = (Vec::new(), Vec::new());
        for layer in layers {
            let result = regions(document, layer);
            if extras.predictions {
                predictions.push(Predicted {
                    model_version: &layer.annotator,
                    result,
                });
            } else {
                annotations.push(Annotated {
                    was_cancelled: layer.state == State::Skipped,
                    ground_truth: false,
                    result,
                });
            }
        }
        Self {
            data: Data {
                text: document.text.as_str(),
                doc_id: &document.id,
                annotators: layers.iter().map(|layer| layer.annotator.as_str()).collect(),
                facts: Facts::of(document),
                layers: layers.iter().filter(|layer| says_more(layer)).map(beside).collect(),
            },
            annotations,
            predictions,
        }
    }
}

/// Whether a layer says something that its annotation does not.
fn says_more(layer: &DocumentLayer) -> bool {
    layer.state != State::default() || layer.coverage
}

/// The same, without the labels of the document, which are choices.
fn beside(layer: &DocumentLayer) -> LayerFacts {
    LayerFacts {
        document: Vec::new(),
        ..LayerFacts::of(layer)
    }
}

fn regions<'a>(document: &'a Document, layer: &'a DocumentLayer) -> Vec<Region<'a>> {
    let spans = layer
        .annotations
        .iter()
        .map(|annotation| Region::of(document, annotation));
    let choices = (!layer.document.is_empty()).then(|| Region {
        id: CHOICES,
        from_name: CHOICES,
        to_name: TEXT,
        r#type: "choices",
        value: Value::Document {
            choices: &layer.document,
        },
        meta: None,
    });
    spans.chain(choices).collect()
}

impl<'a> Region<'a> {
    fn of(document: &'a Document, annotation: &'a Annotation) -> Self {
        let (start, end) = document.chars(annotation);
        Self {
            id: annotation.id.as_str(),
            from_name: LABELS,
            to_name: TEXT,
            r#type: "labels",
            value: Value::Span {
                start: start.get(),
                end: end.get(),
                text: document.quote(annotation),
                labels: [&annotation.label],
            },
            meta: Some(Meta {
                text: annotation.note.as_deref().map(|note| [note]),
                unsure: annotation.unsure,
                second: annotation.second.as_ref(),
                origin: annotation.origin.as_deref(),
                made: seconds(annotation.made),
                changed: annotation.changed.map(seconds),
            }),
        }
    }
}
