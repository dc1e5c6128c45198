//! What labels files would bring, before anything is brought in: for questions to the user.

use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
    path::PathBuf,
};

use super::{super::Progress, Source, format_of};
use crate::{
    exchange::{Claim, Format, FoundSpan, Item, ReadOptions},
    labels::{Label, LabelId, LabelSet},
    store::folder,
};

/// What labels files would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// All labels in them, in the order in which they came.
    pub labels: Vec<FoundLabel>,
    /// Who has made them, as far as the files say.
    pub annotators: BTreeSet<String>,
    /// How many spans and labels of whole articles do not say whose they are.
    pub nameless: u64,
    /// How many spans a program proposes.
    pub suggestions: u64,
}

/// A label that files bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLabel {
    /// How the files call it.
    pub id: LabelId,
    /// How often it is used.
    pub count: u64,
    /// How the files define it.
    pub defined: Option<Label>,
    /// Whether the project has it.
    pub is_known: bool,
}

impl Survey {
    /// The labels that the project does not have.
    pub fn unknown(&self) -> impl Iterator<Item = &FoundLabel> {
        self.labels.iter().filter(|label| !label.is_known)
    }
}

/// Looks through files for labels. What cannot be read is passed over: the import tells of it. It ends early if `progress` is
/// called off.
pub fn survey(
    sources: &[Source],
    set: &LabelSet,
    format: Option<&'static dyn Format>,
    options: &ReadOptions,
    progress: &Progress,
) -> Survey {
    let mut survey = Survey::default();
    let mut places: HashMap<LabelId, usize> = HashMap::new();
    let mut defined: HashMap<LabelId, Label> = HashMap::new();
    for path in sources.iter().flat_map(files) {
        let Some((format, Claim::Main)) = format_of(&path, format) else {
            continue;
        };
        let _ = format.read(&path, options, &mut |item| {
            match item {
                Item::Label(label) => drop(defined.entry(label.id.clone()).or_insert(*label)),
                Item::Problem(_) => {}
                Item::Document(found) => {
                    for layer in &found.layers {
                        let of_span = |span: &'_ FoundSpan| [Some(span.label.clone()), span.second.clone()];
                        let labels = layer.spans.iter().flat_map(of_span).flatten();
                        let labels = labels.chain(layer.document.iter().cloned());
                        let count = (layer.spans.len() + layer.document.len()) as u64;
                        if layer.is_suggestion {
                            survey.suggestions += count;
                            continue;
                        }
                        match &layer.annotator {
                            Some(annotator) => drop(survey.annotators.insert(annotator.clone())),
                            None => survey.nameless += count,
                        }
                        for label in labels.filter(|label| !label.is_none()) {
                            let place = *places.entry(label.clone()).or_insert_with(|| {
                                survey.labels.push(FoundLabel {
                                    id: label.clone(),
                                    count: 0,
                                    defined: None,
                                    is_known: set.get(&label).is_some(),
                                });
                                survey.labels.len() - 1
                            });
                            if let Some(label) = survey.labels.get_mut(place) {
                                label.count += 1;
                            }
                        }
                    }
                }
            }
            match progress.is_cancelled() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
    }
    for label in &mut survey.labels {
        label.defined = defined.remove(&label.id);
    }
    survey
}

fn files(source: &Source) -> Vec<PathBuf> {
    match source {
        Source::Path(path) => folder::files_below(path).0,
        Source::Pasted(_) => Vec::new(),
    }
}
