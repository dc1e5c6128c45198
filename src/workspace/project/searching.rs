//! Looking for words in all articles of the project, with hits as they come.

use std::sync::Arc;

use super::OpenProject;
use crate::{
    article::{CharOffset, Pattern, Query},
    project::{
        Facts,
        search::{self, Found, Scope},
    },
    workspace::{
        Command, Grain, Outcome, Request, Selection, Workspace,
        job::{Job, News},
    },
};

/// Articles with hits that are kept; more are counted.
const MOST_ARTICLES: usize = 5000;

/// A place that was found: the article, and where in it in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// What the project calls the article.
    pub name: String,
    /// Where in it.
    pub at: (usize, usize),
}

/// What is looked for in the articles of the list, and what was found so far.
#[derive(Default)]
pub struct Search {
    query: Query,
    scope: Scope,
    problem: Option<String>,
    found: Vec<Found>,
    hits: usize,
    articles: usize,
    job: Option<Job<Vec<Found>>>,
    /// The place to go to once its article is open.
    pending: Option<SearchHit>,
}

impl Search {
    /// What is looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Where it is looked for.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// What is wrong with the query, in words for the user.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What was found so far, in the order of the list.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// How many hits there are so far, and in how many articles.
    pub fn counts(&self) -> (usize, usize) {
        (self.hits, self.articles)
    }

    /// How far it has come, while it goes on.
    pub fn progress(&self) -> Option<(u64, u64)> {
        Some(self.job.as_ref()?.progress().so_far())
    }

    pub(super) fn tick(&mut self) {
        while let Some(news) = self.job.as_ref().and_then(Job::poll) {
            self.take(news);
        }
    }

    pub(super) fn wait(&mut self) {
        while let Some(news) = self.job.as_ref().map(Job::wait) {
            self.take(news);
        }
    }

    fn take(&mut self, news: News<Vec<Found>>) {
        match news {
            News::Meanwhile(found) => {
                self.articles += found.len();
                self.hits += found.iter().map(|found| found.count).sum::<usize>();
                let room = MOST_ARTICLES.saturating_sub(self.found.len());
                self.found.extend(found.into_iter().take(room));
            }
            News::Done(_) | News::Gone => self.job = None,
            News::Broken(why) => {
                self.job = None;
                self.problem = Some(why);
            }
        }
    }
}

impl OpenProject {
    /// Looks for something in the articles of the list.
    fn look_for(&mut self, query: Query, scope: Scope) {
        let problem = Pattern::new(&query).err();
        self.search = Search {
            query: query.clone(),
            scope,
            problem: problem.clone(),
            ..Search::default()
        };
        if problem.is_some() || query.pattern.is_empty() {
            return;
        }
        let places = self.list.places().iter();
        let articles: Vec<Arc<Facts>> = places.filter_map(|place| self.article(*place).cloned()).collect();
        let (root, annotator) = (self.root.clone(), self.annotator.clone());
        self.search.job = Some(Job::start(
            "Finding in all articles",
            Arc::clone(&self.wake),
            move |progress, teller| {
                let tell = |found: Vec<Found>| {
                    if !found.is_empty() {
                        teller.meanwhile(found);
                    }
                };
                search::search(&root, &articles, &query, scope, &annotator, progress, &tell).ok()?;
                Some(Vec::new())
            },
        ));
    }
}

impl Workspace {
    /// Looks for something in the articles of the list, or no longer.
    pub(in crate::workspace) fn search_articles(&mut self, query: Query, scope: Scope) -> Outcome {
        self.open_project()?.look_for(query, scope);
        Ok(())
    }

    /// Opens an article at a place that was found in it.
    pub(in crate::workspace) fn open_hit(&mut self, hit: SearchHit) -> Outcome {
        let is_open = self.article_name().as_ref() == Some(&hit.name);
        let project = self.open_project()?;
        project.overview.leave();
        let name = hit.name.clone();
        project.search.pending = Some(hit);
        if is_open {
            self.go_to_pending();
            return Ok(());
        }
        self.open_article(&name)
    }

    /// Goes to the place that an article was opened for.
    pub(in crate::workspace) fn go_to_pending(&mut self) -> bool {
        let name = self.article_name();
        let pending = self.project.as_mut().and_then(|project| {
            let of_article = project.search.pending.as_ref().map(|hit| &hit.name) == name.as_ref();
            if of_article {
                project.search.pending.take()
            } else {
                None
            }
        });
        let (Some(hit), Some(document)) = (pending, self.document_mut()) else {
            return false;
        };
        let (start, end) = (CharOffset::new(hit.at.0), CharOffset::new(hit.at.1));
        let Ok(span) = document.text().span_of_chars(start, end) else {
            return false;
        };
        document.go_to_unit_at(span.start());
        let there = document
            .layer()
            .exactly(span)
            .next()
            .map(|annotation| annotation.id.clone());
        document.cursor.annotation = there;
        document.cursor.selection = Some(Selection {
            anchor: span.start(),
            head: span.end(),
            grain: Grain::Character,
            trim: false,
        })
        .filter(|_| document.cursor.annotation.is_none());
        self.request(Request::Reveal(span));
        true
    }

    /// What is found in the article when the search of the project is shown in it.
    pub fn search_in_article(&self) -> Option<Command> {
        let query = self.project()?.search.query.clone();
        (!query.pattern.is_empty()).then_some(Command::Find(query))
    }
}
