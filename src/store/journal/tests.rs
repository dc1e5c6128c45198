use std::sync::Arc;

use super::*;
use crate::{
    annotation::{Annotation, Edit, Step},
    store::{
        Header, Home,
        samples::{annotation, article, layer},
        save_layer,
    },
};

fn step(name: &str, edits: Vec<Edit>) -> Event {
    Event::Done(Arc::new(Step {
        name: name.into(),
        edits,
    }))
}

struct Desk {
    folder: tempfile::TempDir,
    article: Article,
    layer: Layer,
    history: History,
    on_disk: OnDisk,
    journal: Journal,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let article = article("news.txt", "Yes. 😊 \"No\".\nMaybe\tso.");
        let (layer, history, on_disk) = (layer([]), History::default(), OnDisk::nothing());
        let journal = Journal::open(folder.path().join("deep/down.jsonl"), &article, &history, &on_disk);
        Self {
            folder,
            article,
            layer,
            history,
            on_disk,
            journal,
        }
    }

    fn happen(&mut self, event: Event) {
        self.history.happen(&mut self.layer, &event).expect("it fits");
        self.journal.add(self.article.text(), &event);
    }

    fn save(&mut self) {
        let path = self.folder.path().join("news.ron");
        self.on_disk = save_layer(
            &path,
            &self.article,
            &Header::fresh(&self.article, "ana", Home::Beside),
            &self.layer,
        )
        .expect("saved");
        self.journal.saved(&self.on_disk);
    }

    fn remember(&self) -> Remembered {
        remember(&self.journal.path, &self.article, &layer([]), &self.on_disk)
    }

    fn annotation(&self, id: &str, quote: &str) -> Annotation {
        annotation(&self.article, id, quote, "fact")
    }
}

fn names(history: &History) -> Vec<String> {
    let name = |event| match event {
        Event::Done(step) => step.name.clone(),
        other => format!("{other:?}"),
    };
    history.events().map(name).collect()
}

#[test]
fn what_was_done_is_remembered() {
    let mut desk = Desk::new();
    let mut noted = desk.annotation("b", "😊 \"No\".\nMaybe\tso");
    noted.note = Some("two\nlines".into());
    noted.second = Some(crate::labels::LabelId::new("opinion"));
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.happen(step("two", vec![Edit::Add(noted)]));
    let mut about = (**desk.layer.about()).clone();
    about.coverage = true;
    let (before, after) = (Arc::clone(desk.layer.about()), Arc::new(about));
    desk.happen(step("three", vec![Edit::About { before, after }]));
    desk.happen(Event::Undone);
    desk.save();
    let remembered = desk.remember();
    assert_eq!(names(&remembered.history), ["one", "two", "three", "Undone"]);
    assert!(remembered.unsaved.is_empty());
    let redone = remembered.history.to_redo().expect("a step").edits.clone();
    assert_eq!(redone, desk.history.to_redo().expect("a step").edits);
    // A journal that is begun anew says the same.
    let journal = Journal::open(
        desk.journal.path.clone(),
        &desk.article,
        &remembered.history,
        &desk.on_disk,
    );
    assert_eq!(names(&desk.remember().history), ["one", "two", "three", "Undone"]);
    drop(journal);
}

#[test]
fn what_did_not_reach_the_file_is_brought_back() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.save();
    desk.happen(step("two", vec![Edit::Add(desk.annotation("b", "No"))]));
    desk.happen(Event::Undone);
    let remembered = desk.remember();
    assert_eq!(names(&remembered.history), ["one"]);
    assert_eq!(remembered.unsaved.len(), 2);
    // Half of a last line is no line.
    let bytes = fs::read(&desk.journal.path).expect("a journal");
    fs::write(&desk.journal.path, bytes.get(..bytes.len() - 3).expect("shorter")).expect("written");
    assert_eq!(desk.remember().unsaved.len(), 1);
}

#[test]
fn a_journal_of_something_else_is_left_alone() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.save();
    // Another program has written the file.
    let remembered = remember(&desk.journal.path, &desk.article, &desk.layer, &OnDisk::nothing());
    assert_eq!(
        (names(&remembered.history), remembered.unsaved.len()),
        (vec![], 0),
        "a file that somebody deleted was saved once, and is gone on purpose"
    );
    let other = article("news.txt", "Another text.");
    let remembered = remember(&desk.journal.path, &other, &desk.layer, &desk.on_disk);
    assert!(remembered.history.is_empty() && remembered.unsaved.is_empty());
    fs::write(&desk.journal.path, b"{\xff nonsense").expect("written");
    assert!(desk.remember().history.is_empty());
}

#[test]
fn the_oldest_steps_go_when_there_are_too_many() {
    let mut desk = Desk::new();
    let mut noted = desk.annotation("a", "Yes.");
    noted.note = Some("x".repeat(1 << 20).into());
    for number in 0..4 {
        desk.happen(step(&format!("add {number}"), vec![Edit::Add(noted.clone())]));
        desk.happen(step(&format!("remove {number}"), vec![Edit::Remove(noted.clone())]));
    }
    desk.save();
    let journal = Journal::open(desk.journal.path.clone(), &desk.article, &desk.history, &desk.on_disk);
    drop(journal);
    let names = names(&desk.remember().history);
    assert_eq!(names.first().map(String::as_str), Some("remove 2"));
    assert_eq!(names.len(), 3);
}

#[test]
fn layers_of_one_name_have_journals_of_their_own() {
    let folder = Path::new("/state");
    let (one, two) = (
        path_in(folder, Path::new("/a/news.ron")),
        path_in(folder, Path::new("/b/news.ron")),
    );
    assert_ne!(one, two);
    assert!(
        one.starts_with(folder)
            && one
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("news-"))
    );
    assert_eq!(
        path_in(folder, Path::new("Cargo.ron")),
        path_in(folder, Path::new("./Cargo.ron"))
    );
}
