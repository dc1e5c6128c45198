//! The list of articles: filtered and sorted away from the frame.

use std::sync::Arc;

use super::OpenProject;
use crate::{
    labels::LabelId,
    project::{Assigned, Facts, Index, Order, Query, Selection, Stage, select, stages},
    workspace::{
        Outcome, Workspace,
        job::{Job, News},
    },
};

/// What the list is sorted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderBy {
    /// What by.
    pub order: Order,
    /// The other way round.
    pub reversed: bool,
}

/// What a list is made of: the index, the places in it, and how many articles are new, begun and so on in all.
type Selected = (Index, Arc<[u32]>, [usize; Stage::ALL.len()]);

/// The list of articles.
#[derive(Default)]
pub struct ArticleList {
    /// The query as it is written.
    text: String,
    /// Why it cannot be used, if so.
    problem: Option<String>,
    query: Query,
    order: OrderBy,
    /// What is known of the articles, as it was when the list was made: places are places in it.
    index: Index,
    places: Arc<[u32]>,
    stages: [usize; Stage::ALL.len()],
    /// The list of another index or query is being made.
    selecting: Option<Job<Selected>>,
    /// It must be made once more after that.
    outdated: bool,
    /// The place in the list of the article that was open last.
    pub(super) here: usize,
}

impl ArticleList {
    /// The query as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why the query cannot be used, if so.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What the list is sorted by.
    pub fn order(&self) -> &OrderBy {
        &self.order
    }

    /// The places of the articles in the list, in its order: see [`OpenProject::article`].
    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// The row of the article called `name`, if it is in the list.
    pub fn row_of(&self, name: &str) -> Option<usize> {
        let here = self.index.position(name)?;
        self.places.iter().position(|place| *place as usize == here)
    }

    /// How many articles of the project are new, begun and so on, in the order of [`Stage::ALL`].
    pub fn stages(&self) -> [usize; Stage::ALL.len()] {
        self.stages
    }

    /// Whether the list is about to change.
    pub fn is_changing(&self) -> bool {
        self.selecting.is_some()
    }

    pub(super) fn tick(&mut self) -> Option<String> {
        self.selecting
            .as_ref()
            .and_then(Job::poll)
            .and_then(|news| self.take(news))
    }

    pub(super) fn wait(&mut self) -> Option<String> {
        self.selecting.as_ref().map(Job::wait).and_then(|news| self.take(news))
    }

    /// Takes over what was selected; says why nothing was if that met an error of the program.
    fn take(&mut self, news: News<Selected>) -> Option<String> {
        self.selecting = None;
        match news {
            News::Done((index, places, stages)) => {
                self.index = index;
                self.places = places;
                self.stages = stages;
                None
            }
            News::Broken(why) => Some(why),
            News::Meanwhile(_) | News::Gone => None,
        }
    }
}

impl OpenProject {
    /// The article at a place of the list.
    pub fn article(&self, place: u32) -> Option<&Arc<Facts>> {
        self.list.index.articles().get(place as usize)
    }

    /// Makes the list anew, away from the frame.
    pub(super) fn select(&mut self) {
        if self.list.selecting.is_some() {
            self.list.outdated = true;
            return;
        }
        let selection = Selection {
            query: self.list.query.clone(),
            order: self.list.order.order.clone(),
            reversed: self.list.order.reversed,
            annotator: self.annotator.clone(),
        };
        let (index, assigned): (Index, Assigned) = (self.index.clone(), self.assigned.clone());
        self.list.selecting = Some(Job::start(
            "Listing the articles",
            Arc::clone(&self.wake),
            move |_, _| {
                let stages = stages(&index, &selection.annotator);
                let places = select(&index, &selection, &assigned).into();
                Some((index, places, stages))
            },
        ));
    }

    /// Makes the list once more if something has changed while it was made.
    pub(super) fn select_again(&mut self) {
        if self.list.selecting.is_none() && std::mem::take(&mut self.list.outdated) {
            self.select();
        }
    }

    pub(super) fn set_query(&mut self, text: String) {
        match Query::parse(&text) {
            Ok(query) => {
                self.list.query = query;
                self.list.problem = None;
                self.select();
            }
            Err(error) => self.list.problem = Some(error.to_string()),
        }
        self.list.text = text;
    }

    pub(super) fn sort(&mut self, order: OrderBy) {
        self.list.order = order;
        self.select();
    }

    /// How far the annotator has come with the article at a place of the list.
    pub fn stage(&self, place: u32) -> Stage {
        self.article(place)
            .map_or(Stage::New, |facts| Stage::of(facts, &self.annotator))
    }
}

impl OrderBy {
    /// How files write it: `title`, `-date`, `share:fact`.
    pub fn written(&self) -> String {
        let name = match &self.order {
            Order::Share(label) => format!("share:{label}"),
            order => Self::NAMED
                .iter()
                .find(|(_, named, _)| named == order)
                .map_or("name", |(name, ..)| name)
                .to_owned(),
        };
        if self.reversed { format!("-{name}") } else { name }
    }

    /// Reads what [`written`](Self::written) wrote; anything else is by name.
    pub fn parse(text: &str) -> Self {
        let (reversed, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let named = Self::NAMED
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(_, order, _)| order.clone());
        let share = || {
            name.strip_prefix("share:")
                .map(|label| Order::Share(LabelId::new(label)))
        };
        Self {
            order: named.or_else(share).unwrap_or_default(),
            reversed,
        }
    }

    /// The orders that need no label: what files call them, what they are, what people read.
    pub const NAMED: [(&str, Order, &str); 9] = [
        ("name", Order::Name, "File"),
        ("title", Order::Title, "Title"),
        ("source", Order::Source, "Source"),
        ("date", Order::Date, "Date"),
        ("state", Order::State, "State"),
        ("covered", Order::Covered, "Share labelled"),
        ("annotations", Order::Annotations, "Number of spans"),
        ("unsure", Order::Unsure, "Unsure spans"),
        ("length", Order::Length, "Length"),
    ];
}

impl Workspace {
    pub(in crate::workspace) fn find_articles(&mut self, text: String) -> Outcome {
        self.open_project()?.set_query(text);
        Ok(())
    }

    pub(in crate::workspace) fn sort_articles(&mut self, order: OrderBy) -> Outcome {
        self.open_project()?.sort(order);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_can_be_written_down() {
        for text in ["name", "-date", "share:fact", "-share:my label"] {
            assert_eq!(OrderBy::parse(text).written(), text);
        }
        assert_eq!(OrderBy::parse("by moon").written(), "name");
    }
}
