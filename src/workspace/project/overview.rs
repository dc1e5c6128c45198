//! What is shown of the project instead of an article: numbers, and what was labelled differently.

use std::sync::Arc;

use super::OpenProject;
use crate::{
    labels::LabelSet,
    project::{Index, Stats},
    workspace::{
        Outcome, Wake, Workspace,
        job::{Job, News},
    },
};

/// What the middle of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The open article.
    #[default]
    Article,
    /// The project in numbers.
    Numbers,
    /// What has different labels in different places.
    Consistency,
}

/// What is shown of the project instead of an article.
#[derive(Default)]
pub struct Overview {
    view: View,
    stats: Option<Arc<Stats>>,
    counting: Option<Job<Stats>>,
    /// The articles have changed since they were counted.
    stale: bool,
    wake: Option<Wake>,
}

impl Overview {
    /// What the middle of the window shows.
    pub fn view(&self) -> View {
        self.view
    }

    /// The project in numbers, once they are there.
    pub fn stats(&self) -> Option<&Arc<Stats>> {
        self.stats.as_ref()
    }

    /// Whether it is being counted.
    pub fn is_counting(&self) -> bool {
        self.counting.is_some()
    }

    /// Back to the article.
    pub(super) fn leave(&mut self) {
        self.view = View::Article;
    }

    pub(super) fn tick(&mut self) -> Option<String> {
        self.counting
            .as_ref()
            .and_then(Job::poll)
            .and_then(|news| self.take(news))
    }

    pub(super) fn wait(&mut self) -> Option<String> {
        self.counting.as_ref().map(Job::wait).and_then(|news| self.take(news))
    }

    /// Takes over what was counted; says why nothing was if that met an error of the program.
    fn take(&mut self, news: News<Stats>) -> Option<String> {
        self.counting = None;
        match news {
            News::Done(stats) => {
                self.stats = Some(Arc::new(stats));
                None
            }
            News::Broken(why) => Some(why),
            News::Meanwhile(_) | News::Gone => None,
        }
    }

    /// The articles are others: counts them anew, if anybody looks at the numbers.
    pub(super) fn outdated(&mut self, index: &Index, labels: &LabelSet, annotator: &str) {
        self.stale = true;
        self.count(index, labels, annotator);
    }

    fn count(&mut self, index: &Index, labels: &LabelSet, annotator: &str) {
        let Some(wake) = self
            .wake
            .clone()
            .filter(|_| self.view == View::Numbers && self.stale && self.counting.is_none())
        else {
            return;
        };
        self.stale = false;
        let (index, labels, annotator) = (index.clone(), labels.clone(), annotator.to_owned());
        self.counting = Some(Job::start("Counting", wake, move |_, _| {
            Some(Stats::of(&index, &labels, &annotator))
        }));
    }
}

impl OpenProject {
    fn show(&mut self, view: View) {
        self.overview.view = view;
        self.overview.wake = Some(Arc::clone(&self.wake));
        self.overview.stale = true;
        self.overview.count(&self.index, &self.manifest.labels, &self.annotator);
    }

    /// Counts once more if something has changed while it was counted.
    pub(super) fn count_again(&mut self) {
        self.overview.count(&self.index, &self.manifest.labels, &self.annotator);
    }
}

impl Workspace {
    /// What the middle of the window shows.
    pub fn view(&self) -> View {
        self.project().map_or(View::Article, |project| project.overview.view)
    }

    /// Goes back to the article; whether something else was shown.
    pub(in crate::workspace) fn leave_view(&mut self) -> bool {
        let was_elsewhere = self.view() != View::Article;
        if let Some(project) = &mut self.project {
            project.overview.leave();
        }
        was_elsewhere
    }

    /// Shows something else in the middle of the window, or the article again.
    pub(in crate::workspace) fn toggle_view(&mut self, view: View) -> Outcome {
        let project = self.open_project()?;
        if project.overview.view == view {
            project.overview.leave();
        } else {
            project.show(view);
        }
        Ok(())
    }
}
