//! Taking a project out as a dataset: which articles, whose labels, and all of it through [`exchange::export`].

mod alone;
mod choice;
mod foreseen;
mod ids;
mod units;

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
    sync::{Arc, mpsc},
    thread,
};

use rayon::prelude::*;

pub use alone::{Alone, alone, export_alone};
pub use choice::{By, Choice, Stage, Unlabelled};
pub use foreseen::Foreseen;
pub use ids::{ids, own_id};

use self::choice::LeftOut;
use super::{Assigned, Cancelled, Facts, Index, PartsError, Progress};
use crate::{
    annotation::Annotation,
    article::Article,
    exchange::{
        self, Astray, Carries, Dataset, Document, DocumentLayer, ExportError, Fitted, Format, Losses, Report, Target,
    },
    labels::{Label, LabelId, LabelSet, PALETTE, Rgb},
    store::{self, Header, Home, Loaded, Manifest, folder, home},
};

/// How many articles are read at once.
const BATCH: usize = 64;
/// How many batches wait to be written.
const WAITING: usize = 2;
/// How many faults are told.
const MOST_FAULTS: usize = 100;

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// Nothing that was asked for is there.
    #[error("Nothing is to be exported: {0}")]
    Nothing(String),
    /// Labels have faults, and wrong data must not go out without a sign. A line for each, `path:line: what`.
    #[error(
        "Nothing was exported, because of {} {} in the labels. Mend the annotation files first.",
        .0.len(),
        if .0.len() == 1 { "fault" } else { "faults" }
    )]
    Faults(Vec<String>),
    /// The parts of the project cannot be read.
    #[error(transparent)]
    Parts(#[from] PartsError),
    /// It could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Cancelled> for NotExported {
    fn from(_: Cancelled) -> Self {
        Self::Export(ExportError::Cancelled)
    }
}

/// A project of which something goes out.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Its folder.
    pub root: &'a Path,
    /// What its articles share.
    pub manifest: &'a Manifest,
    /// What is known of its articles.
    pub index: &'a Index,
}

/// What of a project goes out, found in its index: nothing is read for that but the index.
pub struct Plan<'a> {
    source: Source<'a>,
    choice: &'a Choice,
    /// What all documents have in common.
    pub dataset: Dataset,
    articles: Vec<Chosen<'a>>,
    left_out: LeftOut,
    /// What is there without its article.
    astray: Astray,
}

/// An article that goes out.
struct Chosen<'a> {
    id: &'a str,
    facts: &'a Facts,
    /// The folders of annotators.
    layers: Vec<&'a str>,
    split: Option<&'a str>,
}

/// Finds what goes out. `ids` are those of all articles, see [`ids`]; `assigned` says in which split they are.
///
/// # Errors
/// If nothing does.
pub fn plan<'a>(
    source: Source<'a>,
    choice: &'a Choice,
    ids: &'a [String],
    assigned: &'a Assigned,
) -> Result<Plan<'a>, NotExported> {
    let mut left_out = LeftOut::default();
    let splits = assigned.splits.as_deref();
    let mut articles: Vec<Chosen<'_>> = Vec::new();
    for (facts, id) in source.index.articles().iter().zip(ids) {
        let split = splits
            .and_then(|parts| parts.articles.get(&*facts.name))
            .map(String::as_str);
        if !choice.splits.is_empty() && !split.is_some_and(|split| choice.splits.contains(split)) {
            left_out.not_asked_for += 1;
        } else if let Some(layers) = choice.layers(facts, assigned, &mut left_out) {
            articles.push(Chosen {
                id,
                facts,
                layers,
                split,
            });
        }
    }
    let astray = super::astray(source.root, source.index, |folder| choice.by.includes(folder));
    if articles.is_empty() {
        return Err(NotExported::Nothing(nothing(source.index, &astray)));
    }
    articles.sort_unstable_by(|one, other| one.id.cmp(other.id));
    let used: BTreeSet<&str> = articles.iter().filter_map(|article| article.split).collect();
    let order = splits
        .into_iter()
        .flat_map(|parts| parts.shares.iter().map(|(name, _)| name.as_str()));
    let mut splits: Vec<String> = Vec::new();
    for name in order.filter(|name| used.contains(name)).chain(used.iter().copied()) {
        if !splits.iter().any(|known| known == name) {
            splits.push(name.to_owned());
        }
    }
    let annotators: BTreeSet<&str> = articles
        .iter()
        .flat_map(|article| article.layers.iter().copied())
        .collect();
    Ok(Plan {
        dataset: Dataset {
            name: source.manifest.name.clone(),
            labels: labels(source.manifest, choice, &articles),
            annotators: annotators.into_iter().map(str::to_owned).collect(),
            splits,
            is_units: choice.units.is_some(),
            extras: choice.extras,
        },
        source,
        choice,
        articles,
        left_out,
        astray,
    })
}

/// Why there may be nothing, for somebody who has asked for too much or for the wrong.
fn nothing(index: &Index, astray: &Astray) -> String {
    let names: BTreeSet<&str> = index
        .articles()
        .iter()
        .flat_map(|facts| facts.layers.iter().map(|layer| &*layer.annotator))
        .collect();
    let why = match names.len() {
        0 => "nobody has labelled anything in the project yet.".to_owned(),
        _ => format!(
            "no article is as far as was asked for. There are labels by {}.",
            names.into_iter().collect::<Vec<_>>().join(", ")
        ),
    };
    let astray = astray.lines().map(|line| format!(" Left out: {line}."));
    std::iter::once(why).chain(astray).collect()
}

/// The labels that may be in the dataset: those of the project in their order, then others that are used.
fn labels(manifest: &Manifest, choice: &Choice, articles: &[Chosen<'_>]) -> LabelSet {
    let is_wanted = |id: &LabelId| choice.labels.is_empty() || choice.labels.contains(id);
    let mut labels: Vec<Label> = manifest.labels.labels().to_vec();
    let layers = articles.iter().flat_map(|article| {
        let layers = &article.layers;
        article
            .facts
            .layers
            .iter()
            .filter(move |layer| layers.contains(&&*layer.annotator))
    });
    let used: BTreeSet<&LabelId> = layers
        .filter_map(|layer| layer.read.as_ref().ok())
        .flat_map(|labelled| labelled.labels.iter().chain(&labelled.document))
        .collect();
    let says_none = choice.unlabelled == Unlabelled::None;
    let others = used.into_iter().filter(|id| !id.is_none()).cloned();
    for id in others.chain(says_none.then(LabelId::none)) {
        if !labels.iter().any(|label| label.id == id) {
            labels.push(unknown(id, labels.len()));
        }
    }
    labels.retain(|label| is_wanted(&label.id) || label.id.is_none());
    LabelSet::of_dataset(labels)
}

/// A label that the project does not define.
fn unknown(id: LabelId, place: usize) -> Label {
    Label {
        name: id.as_str().to_owned(),
        id,
        color: PALETTE.get(place % PALETTE.len()).copied().unwrap_or(Rgb([0; 3])),
        parent: None,
        key: None,
        definition: String::new(),
        examples: Vec::new(),
        hard_cases: Vec::new(),
    }
}

impl Plan<'_> {
    /// How many articles go out.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// The first few documents as a format would hold them, to be looked at. What cannot be read is left out.
    pub fn first(&self, format: &dyn Format, count: usize) -> (Vec<Document>, Losses) {
        let mut losses = Losses::default();
        let mut documents = Vec::new();
        for article in self.articles.iter().take(count) {
            if let Ok(made) = self.documents(article, &mut LeftOut::default()) {
                documents.extend(
                    made.into_iter()
                        .map(|document| exchange::fit(format, document, &mut losses)),
                );
            }
        }
        (documents, losses)
    }

    /// Writes it all.
    ///
    /// # Errors
    /// If labels have faults, or it cannot be written; nothing has changed then.
    pub fn run(
        &self,
        format: &'static dyn Format,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<Report, NotExported> {
        let (mut report, left_out) = self.fitted(format, &target.carries(format), progress, |next| {
            exchange::export(format, &self.dataset, target, next, &|| !progress.is_cancelled())
        })?;
        report.left_out = left_out.named().collect();
        report.astray = self.astray.clone();
        Ok(report)
    }

    /// Hands out all documents, some at a time, as the format can hold them; and says what was left out in the end.
    fn fitted<R>(
        &self,
        format: &'static dyn Format,
        carries: &Carries,
        progress: &Progress,
        take: impl FnOnce(&mut dyn FnMut() -> Result<Option<Fitted>, NotExported>) -> Result<R, NotExported>,
    ) -> Result<(R, LeftOut), NotExported> {
        progress.expect(self.articles.len() as u64);
        let mut left_out = self.left_out;
        let taken = thread::scope(|scope| {
            // Articles are read and fitted ahead, while what was read before is written.
            let (sender, batches) = mpsc::sync_channel(WAITING);
            scope.spawn(move || {
                for batch in self.articles.chunks(BATCH) {
                    if sender.send(self.batch(format, carries, batch, progress)).is_err() {
                        return;
                    }
                }
            });
            let mut faults = Vec::new();
            take(&mut || next(&batches, &mut faults, &mut left_out))
        })?;
        Ok((taken, left_out))
    }

    /// Some documents as the format can hold them.
    fn batch(
        &self,
        format: &dyn Format,
        carries: &Carries,
        articles: &[Chosen<'_>],
        progress: &Progress,
    ) -> Result<Batch, NotExported> {
        let made: Vec<Result<Batch, NotExported>> = articles
            .par_iter()
            .map(|article| {
                progress.advance(1)?;
                let mut batch = Batch::default();
                match self.documents(article, &mut batch.left_out) {
                    Ok(documents) => {
                        let fitted = documents
                            .into_iter()
                            .map(|document| exchange::fit_to(format, carries, document, &mut batch.fitted.1));
                        batch.fitted.0 = fitted.collect();
                    }
                    Err(faults) => batch.faults = faults,
                }
                Ok(batch)
            })
            .collect();
        let mut all = Batch::default();
        for one in made {
            let Batch {
                fitted: (documents, losses),
                faults,
                left_out,
            } = one?;
            all.fitted.0.extend(documents);
            all.fitted.1.merge(losses);
            all.faults.extend(faults);
            all.left_out.add(left_out);
        }
        Ok(all)
    }

    /// The documents that an article is: itself, or its units. If its labels have faults, those.
    fn documents(&self, article: &Chosen<'_>, left_out: &mut LeftOut) -> Result<Vec<Document>, Vec<String>> {
        let Source { root, manifest, .. } = self.source;
        let name = &article.facts.name;
        let text =
            store::read_article(&folder::article_at(root, name), None).map_err(|error| vec![error.to_string()])?;
        let mut faults = Vec::new();
        let mut document = None;
        for annotator in &article.layers {
            let path = home::layer_in(root, name, annotator);
            match store::load(&path, &text, Home::of_project(root, manifest)) {
                Ok(loaded) => {
                    faults.extend(loaded.in_the_way(&path));
                    left_out.lost += loaded.layer.about().lost.len() as u64;
                    let document = document.get_or_insert_with(|| of_article(article, &text, &loaded.header));
                    document.layers.push(layer(annotator, &loaded));
                }
                Err(error) => faults.push(error.told().unwrap_or_else(|| error.to_string())),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let fresh = || of_article(article, &text, &Header::fresh(&text, "", Home::Beside));
        Ok(chosen(document.unwrap_or_else(fresh), self.choice, left_out))
    }
}

/// What is ready to be written.
#[derive(Default)]
struct Batch {
    fitted: Fitted,
    faults: Vec<String>,
    left_out: LeftOut,
}

/// The next batch, unless there were faults: then all are looked for, and nothing more is written.
fn next(
    batches: &mpsc::Receiver<Result<Batch, NotExported>>,
    faults: &mut Vec<String>,
    left_out: &mut LeftOut,
) -> Result<Option<Fitted>, NotExported> {
    while let Ok(batch) = batches.recv() {
        let batch = batch?;
        faults.extend(batch.faults);
        left_out.add(batch.left_out);
        if faults.is_empty() {
            return Ok(Some(batch.fitted));
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    match faults.is_empty() {
        true => Ok(None),
        false => Err(NotExported::Faults(std::mem::take(faults))),
    }
}

/// An article without what was said of it.
fn of_article(article: &Chosen<'_>, text: &Article, header: &Header) -> Document {
    Document {
        id: article.id.to_owned(),
        text: Arc::clone(text.text()),
        metadata: header.metadata.clone(),
        extra: text.provenance().map(|from| from.extra.clone()).unwrap_or_default(),
        split: article.split.map(str::to_owned),
        layers: Vec::new(),
    }
}

fn layer(annotator: &str, loaded: &Loaded) -> DocumentLayer {
    let about = loaded.layer.about();
    DocumentLayer {
        annotator: annotator.to_owned(),
        state: about.state,
        coverage: about.coverage,
        document: about.document.clone(),
        annotations: loaded.layer.iter().map(without_mark).collect(),
    }
}

/// Whether somebody has looked at an annotation that was found again is nothing that datasets say.
fn without_mark(annotation: &Annotation) -> Annotation {
    Annotation {
        moved: None,
        ..annotation.clone()
    }
}

/// What is asked for of a document.
fn chosen(mut document: Document, choice: &Choice, left_out: &mut LeftOut) -> Vec<Document> {
    for layer in &mut document.layers {
        layer.annotations.retain(|annotation| {
            let count = match annotation {
                annotation if annotation.label.is_none() => match choice.unlabelled {
                    Unlabelled::None => return true,
                    Unlabelled::LeftOut => &mut left_out.none,
                },
                annotation if choice.without_unsure && annotation.unsure => &mut left_out.unsure,
                annotation if !choice.labels.is_empty() && !choice.labels.contains(&annotation.label) => {
                    &mut left_out.labels
                }
                _ => return true,
            };
            *count += 1;
            false
        });
        if !choice.labels.is_empty() {
            layer.document.retain(|label| choice.labels.contains(label));
        }
    }
    match choice.units {
        Some(kind) => units::documents(&document, kind, choice.unlabelled, left_out),
        None => {
            if choice.unlabelled == Unlabelled::None {
                units::mark_unlabelled(&mut document);
            }
            vec![document]
        }
    }
}

/// The ids of articles by their names in the project.
pub fn by_name<'a>(index: &'a Index, ids: &'a [String]) -> HashMap<&'a str, &'a str> {
    let names = index.articles().iter().map(|facts| &*facts.name);
    names.zip(ids.iter().map(String::as_str)).collect()
}
