//! Settling what has different labels in different places: one decision, one step.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{OpenProject, View};
use crate::{
    annotation::{Annotation, Edit, Layer},
    article::CharOffset,
    labels::LabelId,
    project::consistency::{self, Case, Conflict},
    store,
    workspace::{
        Document, Outcome, Workspace,
        job::{Job, News},
    },
};

/// What was found to have different labels, and what was settled of it.
#[derive(Default)]
pub struct Consistency {
    conflicts: Vec<Conflict>,
    looking: Option<Job<Vec<Conflict>>>,
    /// Whether anybody has looked.
    has_looked: bool,
    settling: Option<Job<Decided>>,
    decisions: Vec<Decision>,
}

/// A decision: what it was about, and what it changed in each article.
struct Decision {
    conflict: Conflict,
    place: usize,
    label: LabelId,
    changed: Vec<(String, Vec<Edit>)>,
}

/// What came of a decision: what was changed in articles that are not open, and what could not be.
struct Decided {
    decision: Decision,
    takes_back: bool,
    problems: Vec<String>,
}

impl Consistency {
    /// What has different labels, the most places first.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// How far the search is, while it goes on.
    pub fn progress(&self) -> Option<(u64, u64)> {
        Some(self.looking.as_ref()?.progress().so_far())
    }

    /// Whether all annotations were compared.
    pub fn has_looked(&self) -> bool {
        self.has_looked
    }

    /// The decision that would be taken back.
    pub fn last_decision(&self) -> Option<(&str, &LabelId)> {
        self.decisions
            .last()
            .map(|decision| (&*decision.conflict.quote, &decision.label))
    }

    pub(super) fn is_busy(&self) -> bool {
        self.looking.is_some() || self.settling.is_some()
    }
}

impl OpenProject {
    /// Compares all annotations, away from the frame.
    pub(super) fn look_for_conflicts(&mut self) {
        let (root, index) = (self.root.clone(), self.index.clone());
        self.consistency.looking = Some(Job::start(
            "Comparing the labels",
            Arc::clone(&self.wake),
            move |progress, _| {
                // What was labelled just now counts too.
                let index = index.refreshed(&root, progress, &|_| ()).ok()?;
                consistency::conflicts(&root, &index, progress).ok()
            },
        ));
    }

    pub(super) fn tick_consistency(&mut self) {
        while let Some(news) = self.consistency.looking.as_ref().and_then(Job::poll) {
            self.have_compared(news);
        }
    }

    pub(super) fn wait_for_consistency(&mut self) {
        while let Some(news) = self.consistency.looking.as_ref().map(Job::wait) {
            self.have_compared(news);
        }
    }

    fn have_compared(&mut self, news: News<Vec<Conflict>>) {
        self.consistency.looking = None;
        match news {
            News::Done(conflicts) => {
                self.consistency.conflicts = conflicts;
                self.consistency.has_looked = true;
            }
            News::Broken(why) => self.broken = Some(why),
            News::Meanwhile(_) | News::Gone => {}
        }
    }
}

impl Workspace {
    /// Shows what has different labels in different places, or the article again.
    pub(in crate::workspace) fn show_consistency(&mut self) -> Outcome {
        self.toggle_view(View::Consistency)?;
        let project = self.open_project()?;
        if project.overview.view() == View::Consistency && project.consistency.looking.is_none() {
            project.look_for_conflicts();
        }
        Ok(())
    }

    /// Gives all places of a conflict that are the annotator's own one label, as one step.
    pub(in crate::workspace) fn settle(&mut self, place: usize, label: LabelId) -> Outcome {
        let project = self.open_project()?;
        if project.consistency.settling.is_some() {
            return Err("The last decision is still being written; a moment.".into());
        }
        if project.consistency.looking.is_some() || place >= project.consistency.conflicts.len() {
            return Err("The list has just changed. Look again.".into());
        }
        self.refuse_if_read_only()?;
        let project = self.open_project()?;
        let conflict = project.consistency.conflicts.remove(place);
        let decision = Decision {
            conflict,
            place,
            label,
            changed: Vec::new(),
        };
        self.decide(decision, false)
    }

    /// Takes the last decision back.
    pub(in crate::workspace) fn take_decision_back(&mut self) -> Outcome {
        let project = self.open_project()?;
        if project.consistency.settling.is_some() {
            return Err("The last decision is still being written; a moment.".into());
        }
        self.refuse_if_read_only()?;
        let project = self.open_project()?;
        let decision = project
            .consistency
            .decisions
            .pop()
            .ok_or("There is no decision to take back.")?;
        self.decide(decision, true)
    }

    /// The open article may be among those that are changed.
    fn refuse_if_read_only(&mut self) -> Outcome {
        self.writable().map(|_| ())
    }

    fn decide(&mut self, mut decision: Decision, takes_back: bool) -> Outcome {
        let now = self.now();
        let open = self.article_name();
        let name = match takes_back {
            true => format!("Took back: all are {}", decision.label),
            false => format!("Settled: all are {}", decision.label),
        };
        let (journals, annotator) = (
            self.settings.journals().map(PathBuf::from),
            self.settings().annotator.clone(),
        );
        let project = self.open_project()?;
        let own = project.annotator.clone();
        let work: BTreeMap<String, Work> = match takes_back {
            true => std::mem::take(&mut decision.changed)
                .into_iter()
                .map(|(name, edits)| (name, Work::Back(edits)))
                .collect(),
            false => {
                let mut work: BTreeMap<String, Vec<Case>> = BTreeMap::new();
                for case in decision.conflict.cases.iter().filter(|case| *case.annotator == *own) {
                    work.entry(case.name.to_string()).or_default().push(case.clone());
                }
                work.into_iter()
                    .map(|(name, cases)| (name, Work::Relabel(cases, decision.label.clone(), now)))
                    .collect()
            }
        };
        let paths: BTreeMap<String, PathBuf> = work.keys().map(|name| (name.clone(), project.path_of(name))).collect();
        let mut others = Vec::new();
        for (article, work) in work {
            // The open article is changed here: its annotations are not to be written by two.
            if Some(&article) == open.as_ref() {
                let edits = self
                    .document()
                    .map(|document| work.edits(document.layer(), &of_document(document)))
                    .unwrap_or_default();
                if let Some(document) = self.writable()?.filter(|_| !edits.is_empty()) {
                    document.perform(name.clone(), edits.clone())?;
                    decision.changed.push((article, edits));
                }
            } else {
                others.push((article, work));
            }
        }
        let project = self.open_project()?;
        project.consistency.settling = Some(Job::start("Settling", Arc::clone(&project.wake), move |_, _| {
            let mut problems = Vec::new();
            for (article, work) in others {
                let Some(path) = paths.get(&article) else { continue };
                let amended = store::amend(path, &annotator, journals.as_deref(), &name, |article, layer| {
                    let text = Arc::clone(article.text());
                    work.edits(layer, &move |at| text.char_to_byte(at))
                });
                match amended {
                    Ok(edits) => decision.changed.push((article, edits)),
                    Err(why) => problems.push(format!("{article}: {why}")),
                }
            }
            Some(Decided {
                decision,
                takes_back,
                problems,
            })
        }));
        Ok(())
    }

    pub(in crate::workspace) fn tick_settling(&mut self) {
        if let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| project.consistency.settling.as_ref())
            .and_then(Job::poll)
        {
            self.settled(news);
        }
    }

    pub(in crate::workspace) fn wait_for_settling(&mut self) {
        while let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| Some(project.consistency.settling.as_ref()?.wait()))
        {
            self.settled(news);
        }
    }

    fn settled(&mut self, news: News<Decided>) {
        let Some(project) = &mut self.project else { return };
        project.consistency.settling = None;
        let decided = match news {
            News::Done(decided) => decided,
            News::Broken(why) => {
                project.broken = Some(why);
                return;
            }
            News::Meanwhile(_) | News::Gone => return,
        };
        let Decided {
            decision,
            takes_back,
            problems,
        } = decided;
        let annotations: usize = decision.changed.iter().map(|(_, edits)| edits.len()).sum();
        let what = project.manifest.labels.name_of(&decision.label).to_owned();
        if takes_back {
            let place = decision.place.min(project.consistency.conflicts.len());
            project.consistency.conflicts.insert(place, decision.conflict);
        } else {
            project.consistency.decisions.push(decision);
        }
        project.refresh();
        let changed = if annotations == 1 {
            "1 span".to_owned()
        } else {
            format!("{annotations} spans")
        };
        match (problems.is_empty(), takes_back) {
            (true, false) => self.say(format!("{changed} relabelled as {what}")),
            (true, true) => self.say(format!("Took the decision back: {changed}")),
            (false, _) => {
                self.notice = crate::workspace::Notice {
                    text: problems.join(" "),
                    is_problem: true,
                };
            }
        }
    }
}

/// What is to be done in one article.
enum Work {
    Relabel(Vec<Case>, LabelId, jiff::Timestamp),
    Back(Vec<Edit>),
}

impl Work {
    /// The edits that do it, as far as the annotations are still as they were.
    fn edits(&self, layer: &Layer, place: &dyn Fn(CharOffset) -> Option<crate::article::ByteOffset>) -> Vec<Edit> {
        match self {
            Self::Back(edits) => {
                let back = edits.iter().rev().map(Edit::inverse);
                back.filter(|edit| layer.fits(edit)).collect()
            }
            Self::Relabel(cases, label, now) => {
                let at = |case: &Case| {
                    let start = place(CharOffset::new(case.at.0 as usize))?;
                    let end = place(CharOffset::new(case.at.1 as usize))?;
                    Some((start, end))
                };
                let of_case = |case: &Case| {
                    let (start, end) = at(case)?;
                    let there = layer.starting_before(start);
                    let all = (there..)
                        .map_while(|index| layer.nth(index))
                        .take_while(|found| found.span.start() == start);
                    let before = all
                        .into_iter()
                        .find(|found| found.span.end() == end && found.label == case.label)?;
                    let after = Annotation {
                        label: label.clone(),
                        changed: Some(*now),
                        ..before.clone()
                    };
                    let before = before.clone();
                    (before.label != after.label).then_some(Edit::Change { before, after })
                };
                cases.iter().filter_map(of_case).collect()
            }
        }
    }
}

fn of_document(document: &Document) -> impl Fn(CharOffset) -> Option<crate::article::ByteOffset> {
    let text = Arc::clone(document.text());
    move |at| text.char_to_byte(at)
}
