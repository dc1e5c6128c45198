//! Finding in the open article, and labelling what was found.

use std::sync::{Arc, mpsc};

use super::{
    Command, Document, Grain, Outcome, Refusal, Request, Selection, Wake, Workspace,
    job::{own_error, spawn},
};
use crate::{
    annotation::Edit,
    article::{Pattern, Query, Span, search},
    labels::LabelId,
};

/// What is looked for in the open article.
#[derive(Default)]
pub struct Find {
    query: Query,
    hits: Arc<[Span]>,
    problem: Option<String>,
    /// The index of the hit that is selected.
    current: Option<usize>,
    /// The labels given on the walk, as steps: how many, and how long the history was after the last.
    walked: (usize, usize),
    /// What a thread has found, once it has.
    searching: Option<mpsc::Receiver<Result<Vec<Span>, String>>>,
}

impl Find {
    /// What is looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Where it was found, in order.
    pub fn hits(&self) -> &[Span] {
        &self.hits
    }

    /// The same, to be kept: other hits are another `Arc`.
    pub fn shared_hits(&self) -> &Arc<[Span]> {
        &self.hits
    }

    /// The index of the hit that is selected.
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// What is wrong with the query, in words for the user.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The hits that share a character with `span`.
    pub fn hits_in(&self, span: Span) -> &[Span] {
        let from = self.hits.partition_point(|hit| hit.end() <= span.start());
        let to = self.hits.partition_point(|hit| hit.start() < span.end());
        self.hits.get(from..to).unwrap_or_default()
    }

    fn start(&mut self, document: &Document, query: Query, wake: &Wake) {
        let (sender, found) = mpsc::channel();
        let (text, asked) = (Arc::clone(document.text()), query.clone());
        spawn("Finding", Arc::clone(wake), move || {
            // Nobody listens any more if the query has changed meanwhile.
            let _ = sender.send(Pattern::new(&asked).map(|pattern| search(&text, &pattern)));
        });
        self.query = query;
        self.searching = Some(found);
    }

    /// Takes over what was found.
    fn take(&mut self, found: Result<Vec<Span>, String>) {
        self.searching = None;
        self.current = None;
        (self.hits, self.problem) = match found {
            Ok(hits) => (hits.into(), None),
            Err(problem) => (Arc::default(), Some(problem)),
        };
    }

    pub(super) fn poll(&mut self) {
        match self.searching.as_ref().map(mpsc::Receiver::try_recv) {
            Some(Ok(found)) => self.take(found),
            Some(Err(mpsc::TryRecvError::Disconnected)) => self.take(Err(own_error("Finding", ""))),
            Some(Err(mpsc::TryRecvError::Empty)) | None => {}
        }
    }

    pub(super) fn wait(&mut self) {
        if let Some(found) = self.searching.as_ref().map(mpsc::Receiver::recv) {
            self.take(found.unwrap_or_else(|_| Err(own_error("Finding", ""))));
        }
    }
}

impl Workspace {
    /// What is looked for, if anything.
    pub fn find(&self) -> Option<&Find> {
        self.find.as_ref()
    }

    /// Opens the field for what to find, with what is selected in it.
    pub(super) fn show_find(&mut self) -> Outcome {
        let Some(document) = self.document() else {
            return Err("Open an article first.".into());
        };
        let selected = document.selection().map(|span| document.text().slice(span).to_owned());
        let selected = selected.filter(|quote| quote.len() < 200 && !quote.contains('\n'));
        self.find.get_or_insert_default();
        if let Some(pattern) = selected {
            let options = self.find.as_ref().map(|find| find.query.clone()).unwrap_or_default();
            self.look_for(Query {
                pattern,
                is_regex: false,
                ..options
            });
        }
        self.request(Request::FocusFind);
        Ok(())
    }

    /// Looks for something, away from the frame.
    pub(super) fn look_for(&mut self, query: Query) {
        self.end_walk();
        let wake = Arc::clone(&self.wake);
        let (Some(document), Some(find)) = (&self.document, &mut self.find) else {
            return;
        };
        find.start(document, query, &wake);
    }

    /// Stops looking and says whether anything was looked for.
    pub(super) fn close_find(&mut self) -> bool {
        self.end_walk();
        self.find.take().is_some()
    }

    /// A hit was labelled on a walk; `steps` is how long the history was before.
    pub(super) fn walked(&mut self, steps: usize) {
        let (Some(document), Some(find)) = (&self.document, &mut self.find) else {
            return;
        };
        let (count, until) = find.walked;
        find.walked = (if until == steps { count + 1 } else { 1 }, document.history().len());
    }

    /// Makes the labels that were given on a walk one step, unless other things were done since.
    fn end_walk(&mut self) {
        let (Some(document), Some(find)) = (&mut self.document, &mut self.find) else {
            return;
        };
        let (count, until) = std::mem::take(&mut find.walked);
        if count > 1 && until == document.history().len() {
            // It cannot fail: nothing about the annotations changes.
            let _ = document.join_steps(count, format!("Labelled {} one by one", self::count(count)));
        }
    }

    /// Selects the next hit, or the one before; after the last comes the first.
    pub(super) fn go_to_hit(&mut self, forward: bool) -> Outcome {
        let (Some(document), Some(find)) = (&mut self.document, &mut self.find) else {
            return Err(self.nothing_sought());
        };
        // A search that was just begun is over in no time.
        find.wait();
        let count = find.hits.len();
        if count == 0 {
            return Err(find.problem.clone().unwrap_or_else(|| "Not found.".to_owned()).into());
        }
        let place = document.target().map(Span::start).unwrap_or_default();
        let index = match (find.current, forward) {
            (Some(current), true) => (current + 1) % count,
            (Some(current), false) => (current + count - 1) % count,
            (None, true) => find.hits.partition_point(|hit| hit.start() < place) % count,
            (None, false) => (find.hits.partition_point(|hit| hit.start() < place) + count - 1) % count,
        };
        find.current = Some(index);
        let Some(hit) = find.hits.get(index).copied() else {
            return Ok(());
        };
        document.go_to_unit_at(hit.start());
        document.cursor.annotation = None;
        document.cursor.selection = Some(Selection {
            anchor: hit.start(),
            head: hit.end(),
            grain: Grain::Character,
            trim: true,
        });
        self.request(Request::FocusText);
        self.reveal_target();
        self.say(format!("Hit {} of {count}", index + 1));
        Ok(())
    }

    fn nothing_sought(&self) -> Refusal {
        format!("Nothing is looked for: {}.", self.how_to(&Command::ShowFind)).into()
    }

    /// Whether what is selected is the current hit.
    pub(super) fn on_hit(&self) -> bool {
        let hit = self.find.as_ref().and_then(|find| find.hits.get(find.current?));
        hit.is_some() && hit.copied() == self.document().and_then(Document::selection)
    }

    /// Labels the hit that is selected as the last annotation was, and goes on to the next.
    pub(super) fn label_hit(&mut self) -> Outcome {
        let last = self.last_label.clone().or_else(|| {
            self.document()
                .and_then(|document| document.labels().labels().first())
                .map(|label| label.id.clone())
        });
        match last {
            Some(label) => self.label(label),
            None => Ok(()),
        }
    }

    /// Labels all hits, as one step. Those that are labelled already, as whatever, are left as they are.
    pub(super) fn label_all_hits(&mut self, label: &LabelId) -> Outcome {
        self.end_walk();
        let now = self.now();
        let hits = match &mut self.find {
            Some(find) => {
                find.wait();
                Arc::clone(&find.hits)
            }
            None => return Err(self.nothing_sought()),
        };
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let text = Arc::clone(document.text());
        let mut taken = std::collections::HashSet::new();
        let edits: Vec<Edit> = hits
            .iter()
            .filter_map(|hit| text.trimmed(crate::article::whole_graphemes(&text, *hit)))
            .filter(|hit| document.layer().exactly(*hit).next().is_none())
            .map(|hit| Edit::Add(document.new_annotation(hit, label.clone(), now, &mut taken)))
            .collect();
        let name = document.labels().name_of(label).to_owned();
        if edits.is_empty() {
            return Err("All hits are labelled already.".into());
        }
        let what = format!("Labelled {} as {name}", count(edits.len()));
        document.perform(what.clone(), edits)?;
        self.say(what);
        Ok(())
    }
}

fn count(hits: usize) -> String {
    if hits == 1 {
        "1 hit".to_owned()
    } else {
        format!("{hits} hits")
    }
}
