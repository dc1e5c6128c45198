//! What an export does away from the frame: looking what would come of it, and writing it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use super::{ExportOptions, ExportTarget};
use crate::{
    exchange::{self, Document, ExportError, Format, Report, Sample, Target},
    labels::LabelId,
    project::{
        Assigned, Index, Progress,
        export::{self, Foreseen, NotExported, Source},
    },
    store::{self, Manifest, OpenError, Saver, home::GOLD},
    workspace::{job::Teller, opening::why_unsaved},
};

/// How long nothing must change until it is looked what would come of it.
const PAUSE: Duration = Duration::from_millis(180);
/// How many articles a sample is made of.
const SAMPLED: usize = 2;
/// How many spans of them are listed.
const SPANS: usize = 24;

/// What goes out: a project, or an article that belongs to none.
#[derive(Clone)]
pub(super) enum Subject {
    Project {
        root: PathBuf,
        manifest: Manifest,
        index: Index,
        assigned: Assigned,
        /// The open article and whose labels it shows: the index may not know the last of them.
        open: Option<(String, String)>,
    },
    Article {
        path: PathBuf,
        annotator: String,
    },
}

/// Something that is asked of a thread.
pub(super) struct Order {
    pub subject: Subject,
    /// What is open is saved before.
    pub saver: Option<Arc<Saver>>,
    pub options: ExportOptions,
}

/// What would come of an export, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// Whose labels there are, without the gold ones.
    pub annotators: Vec<String>,
    /// Whether there are gold labels.
    pub has_gold: bool,
    /// How the first articles look in the format, or why they cannot.
    pub preview: Option<Result<Preview, String>>,
    /// What would go out, and what would be lost; or why nothing can be exported.
    pub foreseen: Option<Result<Foreseen, ExportFailure>>,
}

/// The first articles, as the format has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The files.
    pub sample: Sample,
    /// The first spans in them.
    pub spans: Vec<PreviewSpan>,
}

/// A span of the first articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewSpan {
    /// What the dataset calls the article.
    pub document: String,
    /// Its label.
    pub label: LabelId,
    /// What it says.
    pub quote: String,
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFailure {
    /// In words for the user, with what to do.
    pub what: String,
    /// The faults that are behind it, a line each.
    pub faults: Vec<String>,
    /// The user has called it off.
    pub is_cancelled: bool,
}

impl From<NotExported> for ExportFailure {
    fn from(error: NotExported) -> Self {
        let is_cancelled = matches!(error, NotExported::Export(ExportError::Cancelled));
        let what = error.to_string();
        let faults = match error {
            NotExported::Faults(faults) => faults,
            _ => Vec::new(),
        };
        Self {
            what,
            faults,
            is_cancelled,
        }
    }
}

impl From<String> for ExportFailure {
    fn from(what: String) -> Self {
        Self {
            what,
            faults: Vec::new(),
            is_cancelled: false,
        }
    }
}

impl Subject {
    /// The folder or file that it is.
    pub(super) fn place(&self) -> &Path {
        match self {
            Self::Project { root, .. } => root,
            Self::Article { path, .. } => path,
        }
    }
}

impl Order {
    /// Looks what would come of it. `pauses` says whether to wait first, as something may change at once.
    pub(super) fn look(self, pauses: bool, progress: &Progress, teller: &Teller<Outlook>) -> Option<Outlook> {
        if pauses {
            thread::sleep(PAUSE);
        }
        if progress.is_cancelled() {
            return None;
        }
        let format = self.options.format()?;
        let mut outlook = Outlook::default();
        match self
            .save()
            .and_then(|()| self.look_at(format, &mut outlook, progress, teller))
        {
            Ok(foreseen) => outlook.foreseen = Some(Ok(foreseen)),
            Err(failure) if failure.is_cancelled => return None,
            Err(failure) => outlook.foreseen = Some(Err(failure)),
        }
        Some(outlook)
    }

    fn look_at(
        &self,
        format: &'static dyn Format,
        outlook: &mut Outlook,
        progress: &Progress,
        teller: &Teller<Outlook>,
    ) -> Result<Foreseen, ExportFailure> {
        let choice = self.options.choice();
        match &self.subject {
            Subject::Project {
                root,
                manifest,
                index,
                assigned,
                open,
            } => {
                let now = open.as_ref().and_then(|(name, by)| index.read_one(root, name, by));
                let index = now.map_or_else(|| index.clone(), |facts| index.with(facts));
                (outlook.annotators, outlook.has_gold) = people(&index);
                teller.meanwhile(outlook.clone());
                let ids = export::ids(&index);
                let source = Source {
                    root,
                    manifest,
                    index: &index,
                };
                let plan = export::plan(source, &choice, &ids, assigned)?;
                let (documents, _) = plan.first(format, SAMPLED);
                outlook.preview = Some(preview(format, &plan.dataset, &documents));
                teller.meanwhile(outlook.clone());
                Ok(plan.losses(format, progress)?)
            }
            Subject::Article { path, annotator } => with_article(path, annotator, |article, loaded| {
                let alone = export::alone(article, loaded, &choice);
                outlook.preview = Some(preview(format, &alone.dataset, &alone.first(format)));
                Ok(alone.losses(format))
            }),
        }
    }

    /// Writes it.
    pub(super) fn write(self, target: &ExportTarget, progress: &Progress) -> Result<Report, ExportFailure> {
        let Some(format) = self.options.format() else {
            return Err("There is no format.".to_owned().into());
        };
        self.save()?;
        let choice = self.options.choice();
        let to = match target {
            ExportTarget::Folder(path) => Target::Folder(path),
            ExportTarget::File(path) => Target::File(path),
        };
        match &self.subject {
            Subject::Project {
                root,
                manifest,
                index,
                assigned,
                ..
            } => {
                // Others may have labelled something, and the index may not have been read to its end.
                let index = index
                    .refreshed(root, &Progress::default(), &|_| ())
                    .map_err(NotExported::from)?;
                let ids = export::ids(&index);
                let source = Source {
                    root,
                    manifest,
                    index: &index,
                };
                Ok(export::plan(source, &choice, &ids, assigned)?.run(format, to, progress)?)
            }
            Subject::Article { path, annotator } => with_article(path, annotator, |article, loaded| {
                Ok(export::alone(article, loaded, &choice).run(format, to, progress)?)
            }),
        }
    }

    /// What goes out is what is on disk.
    fn save(&self) -> Result<(), ExportFailure> {
        let why = self.saver.as_deref().and_then(why_unsaved);
        why.map_or(Ok(()), |why| {
            Err(format!("The open article could not be saved, so nothing is exported: {why}").into())
        })
    }
}

/// Whose labels there are, and whether some are gold.
fn people(index: &Index) -> (Vec<String>, bool) {
    let layers = index.articles().iter().flat_map(|facts| &facts.layers);
    let mut names: BTreeSet<&str> = layers.map(|layer| &*layer.annotator).collect();
    let has_gold = names.remove(GOLD);
    (names.into_iter().map(str::to_owned).collect(), has_gold)
}

/// Reads an article that belongs to no project, with its labels.
fn with_article<R>(
    path: &Path,
    annotator: &str,
    work: impl FnOnce(&crate::article::Article, &store::Loaded) -> Result<R, ExportFailure>,
) -> Result<R, ExportFailure> {
    let opened = store::open(path, None, annotator, |_| ()).map_err(|error: OpenError| error.to_string())?;
    if opened.is_new {
        return Err("Nobody has labelled this article yet, so there is nothing to export."
            .to_owned()
            .into());
    }
    let loaded = opened
        .layer
        .map_err(|error| NotExported::Faults(vec![error.told().unwrap_or_else(|| error.to_string())]))?;
    let faults = loaded.in_the_way(&opened.layer_path);
    if !faults.is_empty() {
        return Err(NotExported::Faults(faults).into());
    }
    work(&opened.article, &loaded)
}

fn preview(
    format: &'static dyn Format,
    dataset: &exchange::Dataset,
    documents: &[Document],
) -> Result<Preview, String> {
    let sample = exchange::sample(format, dataset, documents).map_err(|error| error.to_string())?;
    let spans = documents.iter().flat_map(|document| {
        document.spans().into_iter().map(|(_, annotation)| PreviewSpan {
            document: document.id.clone(),
            label: annotation.label.clone(),
            quote: document.quote(annotation).chars().take(120).collect(),
        })
    });
    Ok(Preview {
        sample,
        spans: spans.take(SPANS).collect(),
    })
}
