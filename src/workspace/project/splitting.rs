//! Dividing the articles of the project into train, validation and test, away from the frame.

use std::sync::Arc;

use super::OpenProject;
use crate::{
    project::{Parts, SPLITS, Stratum},
    workspace::{
        Dialog, Notice, Outcome, Workspace,
        job::{Job, News},
    },
};

/// How to divide the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Decides what is drawn for what.
    pub seed: u64,
    /// What the parts are alike in.
    pub by: Stratum,
    /// The parts and their shares in per cent, which make 100.
    pub shares: Vec<(String, u32)>,
    /// Draw all articles anew, instead of only those that are in no part.
    pub anew: bool,
}

/// What came of dividing: the parts, or why not.
pub(super) type Divided = Result<Parts, String>;

impl OpenProject {
    fn divide(&mut self, division: Division) {
        let (root, index, annotator) = (self.root.clone(), self.index.clone(), self.annotator.clone());
        self.dividing = Some(Job::start("Dividing", Arc::clone(&self.wake), move |_, _| {
            let divide = || -> Result<Parts, crate::project::PartsError> {
                let shares = division
                    .shares
                    .into_iter()
                    .map(|(name, share)| (name, f64::from(share) / 100.0));
                let mut parts = Parts::new(division.seed, division.by, shares.collect())?;
                if let Some(before) = Parts::read(&root, SPLITS)?.filter(|_| !division.anew) {
                    parts.articles = before.articles;
                }
                parts.assign(&index, &annotator);
                parts.write(&root, SPLITS)?;
                Ok(parts)
            };
            Some(divide().map_err(|error| error.to_string()))
        }));
    }
}

impl Workspace {
    /// Asks how to divide the articles.
    pub(in crate::workspace) fn show_split(&mut self) -> Outcome {
        self.open_project()?;
        self.dialog = Some(Dialog::Split);
        Ok(())
    }

    /// Divides the articles of the project.
    pub(in crate::workspace) fn divide(&mut self, division: Division) -> Outcome {
        let project = self.open_project()?;
        if project.dividing.is_some() {
            return Err("The articles are being divided already.".into());
        }
        if project.reading.is_some() {
            return Err("The articles are still being read. Wait until all are there.".into());
        }
        project.divide(division);
        self.dialog = None;
        self.say("Dividing the articles …");
        Ok(())
    }

    pub(in crate::workspace) fn tick_dividing(&mut self) {
        if let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| project.dividing.as_ref())
            .and_then(Job::poll)
        {
            self.divided(news);
        }
    }

    pub(in crate::workspace) fn wait_for_dividing(&mut self) {
        while let Some(news) = self
            .project
            .as_ref()
            .and_then(|project| Some(project.dividing.as_ref()?.wait()))
        {
            self.divided(news);
        }
    }

    fn divided(&mut self, news: News<Divided>) {
        let Some(project) = &mut self.project else { return };
        project.dividing = None;
        match news {
            News::Done(Ok(parts)) => {
                let counts = parts
                    .counts()
                    .into_iter()
                    .map(|(name, count)| format!("{count} {name}"));
                let counts = counts.collect::<Vec<_>>().join(", ");
                project.assigned.splits = Some(Arc::new(parts));
                project.select();
                self.say(format!("Divided: {counts}. Filter by split:train and the like."));
            }
            News::Done(Err(text)) => self.notice = Notice { text, is_problem: true },
            News::Broken(text) => self.notice = Notice { text, is_problem: true },
            News::Meanwhile(_) | News::Gone => {}
        }
    }
}
