//! Articles that come in with labels: from datasets of many formats, and what other programs have saved.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use rayon::prelude::*;
use serde::Serialize;

use super::{
    File, ImportError, Run, Same, Where,
    incoming::{Prepared, of_document},
    layers::{Staged, additions},
    naming,
};
use crate::{
    annotation::Edit,
    article::{Article, Text},
    exchange::{self, Anchored, Document, DocumentLayer, Format, Found, Item, Problem, ReadOptions, anchor},
    labels::{Label, LabelId},
    store::{self, Home, Manifest, folder, home},
};

/// How many repaired and lost spans are told of; the others are counted.
const MOST_PROBLEMS: usize = 100;

/// How labels are to come in.
#[derive(Clone, Default)]
pub struct LabelChoice {
    /// The format of all files, where it is not to be told by what is in them.
    pub format: Option<&'static dyn Format>,
    /// How files are read.
    pub read: ReadOptions,
    /// Whose labels they are, where the file does not say.
    pub by: String,
    /// Labels of files, and the labels of the project that they are; `None` if they are to stay out.
    pub named: BTreeMap<LabelId, Option<LabelId>>,
    /// Whether labels that the project does not have join its label set. If not, nothing comes in if there are such.
    pub adds_labels: bool,
    /// The folder where steps are kept, so that what is added to labels that are there can be undone.
    pub journals: Option<PathBuf>,
    /// The layer that is open elsewhere: whoever has it open takes over what is added, and keeps its steps.
    pub open: Option<PathBuf>,
}

/// What came of the labels in an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelSummary {
    /// How many spans came in.
    pub spans: u64,
    /// How many of them were there already.
    pub same: u64,
    /// How many spans are only proposed by a program: they are kept in the folder `suggestions`, and are no labels.
    pub suggestions: u64,
    /// How many spans were left out, as was asked for.
    pub left_out: u64,
    /// Whose labels came in.
    pub annotators: BTreeSet<String>,
    /// Labels that have joined the label set.
    pub new_labels: Vec<LabelId>,
    /// Articles that were there already and have more labels now.
    pub labelled: Vec<String>,
    /// How many spans had wrong offsets, which their quotes have put right.
    pub repaired: u64,
    /// How many spans lie nowhere in their text, and were left out.
    pub lost: u64,
    /// The first of them, with file and line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

/// What labels an import brings, as far as it has come.
#[derive(Default)]
pub(super) struct Labels {
    pub summary: LabelSummary,
    /// Labels that files define, in their order.
    defined: Vec<Label>,
    /// How often labels are used that the project does not have, in the order in which they came.
    unknown: Vec<(LabelId, u64)>,
    /// What is to be added to layers that are there.
    amendments: Vec<(String, DocumentLayer)>,
    /// The layers that are staged.
    staged: BTreeSet<String>,
    /// The splits of new articles.
    pub splits: BTreeMap<String, String>,
}

/// A document whose text is known, ready to get a name.
struct Ready {
    anchored: Anchored,
    article: Article,
    /// What is to be written of the article, if it is not there yet.
    prepared: Option<Prepared>,
    /// What the project calls it, if it is known.
    name: Option<String>,
}

impl Run<'_> {
    /// Reads a file of labels.
    pub(super) fn labelled(&mut self, file: &File, format: &'static dyn Format) -> Result<(), ImportError> {
        let sha256 = match folder::hash_of(&file.path) {
            Ok(sha256) => sha256,
            Err(error) => {
                self.skip(Where::file(&file.path), error.to_string());
                return Ok(());
            }
        };
        let inside = match file.path.file_stem().map(naming::safe) {
            Some(stem) if file.folder.is_empty() => format!("{stem}/"),
            _ => file.folder.clone(),
        };
        let length = folder::length_of(&file.path);
        let options = self.choices.labels.read.clone();
        let mut seen = 0;
        let read = exchange::read_ahead(format, &file.path, &options, |items| -> Result<(), ImportError> {
            let mut documents = Vec::with_capacity(items.len());
            for item in items {
                match item {
                    Item::Document(found) => {
                        let bytes = found.text.as_ref().map_or(0, String::len) as u64;
                        let bytes = bytes.min(length.saturating_sub(seen));
                        seen += bytes;
                        self.progress.advance(bytes)?;
                        documents.push(*found);
                    }
                    Item::Label(label) => self.labels.define(*label),
                    Item::Problem(problem) => self.skip(Where::place(&problem.place), problem.what),
                }
            }
            self.take_labelled(documents, &sha256, format, &inside)
        })?;
        if let Err(error) = read {
            self.skip(Where::file(&file.path), error.to_string());
        }
        Ok(self.progress.advance(length.saturating_sub(seen))?)
    }

    fn take_labelled(
        &mut self,
        batch: Vec<Found>,
        sha256: &str,
        format: &'static dyn Format,
        inside: &str,
    ) -> Result<(), ImportError> {
        let now = self.now;
        let ready: Vec<Result<Ready, Problem>> = batch
            .into_par_iter()
            .map(|found| {
                if found.text.is_none() {
                    return self.of_known(found, format);
                }
                let place = Where::place(&found.place);
                let name = found.id.clone().unwrap_or_default();
                let anchored = self.anchored(found, None, &name, format);
                let (article, prepared) = of_document(place, &anchored.document, sha256, format.name(), now);
                Ok(Ready {
                    anchored,
                    article,
                    prepared: Some(prepared),
                    name: None,
                })
            })
            .collect();
        let mut layers = Vec::new();
        for ready in ready {
            match ready {
                Ok(ready) => self.place(ready, inside, &mut layers)?,
                Err(problem) => self.skip(Where::place(&problem.place), problem.what),
            }
        }
        self.flush()?;
        let home = Home::of_project(&self.root, &self.manifest);
        let written: Vec<(String, Vec<u8>)> = layers
            .par_iter()
            .map(|layer: &Staged| (layer.path.clone(), layer.to_ron(&home)))
            .collect();
        Ok(self.staging.add(written)?)
    }

    /// What was found, in its text. What comes from elsewhere says so: formats that hold where a span came from, or at least its
    /// id, do that themselves for what we have written.
    fn anchored(&self, found: Found, text: Option<&Arc<Text>>, name: &str, format: &dyn Format) -> Anchored {
        let mut found = found;
        let carries = format.carries();
        if carries.provenance || !carries.origin {
            let spans = found
                .layers
                .iter_mut()
                .filter(|layer| !layer.is_suggestion)
                .flat_map(|layer| &mut layer.spans);
            for span in spans.filter(|span| span.id.is_none() && span.origin.is_none()) {
                span.origin = Some(format!("import:{}", format.name()));
            }
        }
        anchor(found, text, name, &self.choices.labels.by, self.now)
    }

    /// What is said of an article that is known by its id alone.
    fn of_known(&self, found: Found, format: &dyn Format) -> Result<Ready, Problem> {
        let problem = |what: String| Problem {
            place: found.place.clone(),
            what,
        };
        let Some(id) = found.id.as_deref() else {
            return Err(problem("it has neither a text nor the name of an article".to_owned()));
        };
        let Some(name) = self.by_id.get(id) else {
            return Err(problem(format!(
                "there is no article “{id}” in the project, and {} brings no text of it",
                format.name()
            )));
        };
        let article = self.article(name).map_err(|error| problem(error.to_string()))?;
        let anchored = self.anchored(found.clone(), Some(article.text()), id, format);
        Ok(Ready {
            anchored,
            article,
            prepared: None,
            name: Some(name.clone()),
        })
    }

    /// An article of the project, or one on its way there.
    fn article(&self, name: &str) -> Result<Article, store::OpenError> {
        let path = self.staging.place_of(name);
        store::read_article(&path.unwrap_or_else(|| folder::article_at(&self.root, name)), None)
    }

    /// Decides what the project calls a document, and what becomes of its layers.
    fn place(&mut self, ready: Ready, inside: &str, layers: &mut Vec<Staged>) -> Result<(), ImportError> {
        let Ready {
            anchored,
            mut article,
            prepared,
            name,
        } = ready;
        let Anchored {
            document,
            suggestions,
            repaired,
            lost,
        } = anchored;
        let summary = &mut self.labels.summary;
        summary.repaired += repaired.len() as u64;
        summary.lost += lost.len() as u64;
        let room = MOST_PROBLEMS.saturating_sub(summary.problems.len());
        summary
            .problems
            .extend(lost.iter().chain(&repaired).take(room).map(ToString::to_string));
        let name = match (name, prepared) {
            (Some(name), _) => name,
            (None, Some(prepared)) => match self.known_as(&prepared, &document) {
                Some(name) => {
                    // Its file may be in another encoding, which its labels must tell.
                    if folder::is_there(&folder::article_at(&self.root, &name)) {
                        article = self.article(&name).unwrap_or(article);
                    }
                    if document.layers.is_empty() && suggestions.is_empty() {
                        self.summary.same.push(Same {
                            from: prepared.place,
                            of: name.clone(),
                        });
                    }
                    name
                }
                None => self.bring_in(prepared, &document, inside)?,
            },
            (None, None) => return Ok(()),
        };
        for layer in document.layers {
            self.place_layer(layer, &name, &article, layers)?;
        }
        for mut layer in suggestions {
            let path = home::suggestions_of(&name, &layer.annotator);
            self.labels.summary.suggestions += layer.annotations.len() as u64;
            let is_new = !folder::is_there(&self.root.join(&path)) && self.labels.staged.insert(path.clone());
            if is_new {
                let origin = format!("suggestion:{}", layer.annotator);
                layer.annotations.iter_mut().for_each(|annotation| {
                    annotation.origin.get_or_insert_with(|| origin.as_str().into());
                });
                layers.push(Staged::new(path, &name, article.clone(), layer));
            }
        }
        Ok(())
    }

    /// What the project, or this import, calls an article with the same text that may be the same one.
    fn known_as(&self, prepared: &Prepared, document: &Document) -> Option<String> {
        let names = self.known.get(&prepared.hash)?;
        let is_called = |id: &String| document.id.is_empty() || *id == document.id;
        let is_same = |name: &&String| match self.ids.get(*name) {
            // Where a source calls several the same, datasets have other ids for them, but the source comes again as it was.
            Some(id) => is_called(id) || self.own_ids.get(*name).is_some_and(is_called),
            None => true,
        };
        names.iter().find(is_same).cloned()
    }

    fn bring_in(&mut self, prepared: Prepared, document: &Document, inside: &str) -> Result<String, ImportError> {
        let (id, split) = (document.id.clone(), document.split.clone());
        let name = self.add(prepared, inside)?;
        if !id.is_empty() {
            self.ids.insert(name.clone(), id.clone());
            self.by_id.entry(id).or_insert_with(|| name.clone());
        }
        if let Some(split) = split {
            self.labels.splits.insert(name.clone(), split);
        }
        Ok(name)
    }

    fn place_layer(
        &mut self,
        mut layer: DocumentLayer,
        name: &str,
        article: &Article,
        layers: &mut Vec<Staged>,
    ) -> Result<(), ImportError> {
        self.rename_labels(&mut layer);
        if layer.is_silent() {
            return Ok(());
        }
        let summary = &mut self.labels.summary;
        summary.spans += layer.annotations.len() as u64;
        summary.annotators.insert(layer.annotator.clone());
        let path = home::inside(&self.root, &home::layer_in(&self.root, name, &layer.annotator));
        if folder::is_there(&self.root.join(&path)) {
            self.labels.amendments.push((name.to_owned(), layer));
            return Ok(());
        }
        if self.labels.staged.insert(path.clone()) {
            layers.push(Staged::new(path, name, article.clone(), layer));
            return Ok(());
        }
        // More by the same person, perhaps in this very batch.
        if let Some(staged) = layers.iter_mut().find(|staged| staged.path == path) {
            self.labels.summary.same += staged.merge(layer);
            return Ok(());
        }
        let staged_at = self.staging.place_of(&path).unwrap_or_default();
        let home = Home::of_project(&self.root, &self.manifest);
        let mut staged = match store::load(&staged_at, article, home.clone()) {
            Ok(loaded) => Staged::new(
                path,
                name,
                article.clone(),
                DocumentLayer {
                    annotator: layer.annotator.clone(),
                    state: loaded.layer.about().state,
                    coverage: loaded.layer.about().coverage,
                    document: loaded.layer.about().document.clone(),
                    annotations: loaded.layer.iter().cloned().collect(),
                },
            ),
            Err(error) => return Err(ImportError::Staged(error.to_string())),
        };
        self.labels.summary.same += staged.merge(layer);
        let ron = staged.to_ron(&home);
        Ok(self.staging.replace(&staged.path, &ron)?)
    }

    /// Gives labels the names that they are to have here, and notes which of them the project does not know.
    fn rename_labels(&mut self, layer: &mut DocumentLayer) {
        let named = &self.choices.labels.named;
        let mut left_out = 0;
        layer.annotations.retain_mut(|annotation| {
            let is_kept = rename(named, &mut annotation.label);
            if annotation.second.as_mut().is_some_and(|second| !rename(named, second)) {
                annotation.second = None;
            }
            left_out += u64::from(!is_kept);
            is_kept
        });
        layer.document.retain_mut(|label| rename(named, label));
        layer.sort();
        self.labels.summary.left_out += left_out;
        let used = layer
            .annotations
            .iter()
            .flat_map(|annotation| [Some(&annotation.label), annotation.second.as_ref()]);
        for label in used.flatten().chain(&layer.document) {
            self.labels.meet(label, &self.manifest);
        }
    }

    /// Puts labels that are not in the set into it, if they may join it.
    pub(super) fn adopt_labels(&mut self) -> Result<(), ImportError> {
        if self.labels.unknown.is_empty() {
            return Ok(());
        }
        if !self.choices.labels.adds_labels {
            return Err(ImportError::NewLabels(std::mem::take(&mut self.labels.unknown)));
        }
        let mut unknown = std::mem::take(&mut self.labels.unknown);
        let defined = &self.labels.defined;
        let place = |id: &LabelId| defined.iter().position(|label| label.id == *id);
        // Those that are defined in the order of their definitions, then the others as they came.
        unknown.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
        Manifest::change(&self.root, |manifest| {
            for (id, _) in &unknown {
                manifest.labels = manifest
                    .labels
                    .adopted(id, place(id).and_then(|place| defined.get(place)));
            }
        })?;
        self.labels.summary.new_labels = unknown.into_iter().map(|(id, _)| id).collect();
        Ok(())
    }

    /// Adds labels to layers that were there before. What of it cannot be added is told of.
    pub(super) fn amend(&mut self) {
        for (name, layer) in std::mem::take(&mut self.labels.amendments) {
            let path = folder::article_at(&self.root, &name);
            let choice = &self.choices.labels;
            let count = layer.annotations.len() as u64;
            let by = layer.annotator.clone();
            let layer_path = home::layer_in(&self.root, &name, &by);
            let is_open = choice
                .open
                .as_ref()
                .is_some_and(|open| home::is_same(open, &layer_path));
            let journals = choice.journals.as_deref().filter(|_| !is_open);
            let done = store::amend(&path, &by, journals, "Import labels", |_, there| {
                additions(there, layer)
            });
            match done {
                Ok(edits) => {
                    let added = edits.iter().filter(|edit| matches!(edit, Edit::Add(_))).count() as u64;
                    self.labels.summary.same += count - added;
                    if !edits.is_empty() && !self.labels.summary.labelled.contains(&name) {
                        self.labels.summary.labelled.push(name);
                    }
                }
                Err(why) => self.skip(Where::file(&path), why),
            }
        }
    }
}

/// Gives a label its name here; whether it is to come in.
fn rename(named: &BTreeMap<LabelId, Option<LabelId>>, label: &mut LabelId) -> bool {
    match named.get(label) {
        None => true,
        Some(Some(ours)) => {
            label.clone_from(ours);
            true
        }
        Some(None) => false,
    }
}

impl Labels {
    fn define(&mut self, label: Label) {
        if !self.defined.iter().any(|known| known.id == label.id) {
            self.defined.push(label);
        }
    }

    fn meet(&mut self, label: &LabelId, manifest: &Manifest) {
        if label.is_none() || manifest.labels.get(label).is_some() {
            return;
        }
        match self.unknown.iter_mut().find(|(known, _)| known == label) {
            Some((_, count)) => *count += 1,
            None => self.unknown.push((label.clone(), 1)),
        }
    }
}
