use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    annotation::{Annotation, Edit, Layer, Step},
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

fn journal(places: &Places, article: &Article, history: &History, on_disk: &OnDisk) -> Journal {
    let remembered = Remembered {
        history: history.clone(),
        ..Remembered::default()
    };
    Journal::new(
        Arc::clone(Drive::real()),
        places.clone(),
        article.clone(),
        remembered,
        on_disk,
    )
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
        let places = Places::of(
            &Home::Beside,
            &folder.path().join("news.ron"),
            Some(&folder.path().join("deep/down")),
        );
        let journal = journal(&places, &article, &history, &on_disk);
        Self {
            folder,
            article,
            layer,
            history,
            on_disk,
            journal,
        }
    }

    fn path(&self) -> PathBuf {
        self.journal.places.iter().next().expect("a place").path.clone()
    }

    /// Begins the journal anew, as a restart does.
    fn restart(&mut self, history: &History) {
        self.journal = journal(&self.journal.places, &self.article, history, &self.on_disk);
        self.journal.saved(&self.on_disk);
    }

    fn happen(&mut self, event: Event) {
        self.history.happen(&mut self.layer, &event).expect("it fits");
        self.journal.add(&event);
        self.journal.sync();
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
        self.remember_for(&self.article, &self.on_disk)
    }

    fn remember_for(&self, article: &Article, on_disk: &OnDisk) -> Remembered {
        self.journal.places.remember(article, &layer([]), on_disk)
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
    desk.restart(&remembered.history);
    assert_eq!(names(&desk.remember().history), ["one", "two", "three", "Undone"]);
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
    let bytes = fs::read(desk.path()).expect("a journal");
    fs::write(desk.path(), bytes.get(..bytes.len() - 3).expect("shorter")).expect("written");
    assert_eq!(desk.remember().unsaved.len(), 1);
}

#[test]
fn a_journal_of_something_else_is_left_alone() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.save();
    // Another program has written the file.
    let remembered = desk.remember_for(&desk.article, &OnDisk::nothing());
    assert_eq!(
        (names(&remembered.history), remembered.unsaved.len()),
        (vec![], 0),
        "a file that somebody deleted was saved once, and is gone on purpose"
    );
    let other = article("news.txt", "Another text.");
    let remembered = desk.remember_for(&other, &desk.on_disk);
    assert!(remembered.history.is_empty() && remembered.unsaved.is_empty());
    fs::write(desk.path(), b"{\xff nonsense").expect("written");
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
    desk.restart(&desk.history.clone());
    let names = names(&desk.remember().history);
    assert_eq!(names.first().map(String::as_str), Some("remove 2"));
    assert_eq!(names.len(), 3);
}

#[test]
fn a_million_small_events_keep_it_bounded() {
    let mut desk = Desk::new();
    desk.journal.longest = 300_000;
    let one = step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]);
    let mut longest = 0;
    for number in 0..1_000_000 {
        let event = match number % 101 {
            0 => one.clone(),
            odd if odd % 2 == 1 => Event::Undone,
            _ => Event::Redone,
        };
        desk.journal.add(&event);
        if number % 1000 == 999 {
            desk.journal.saved(&desk.on_disk);
            longest = longest.max(fs::metadata(desk.path()).expect("a journal").len());
        }
    }
    // As much as it may hold, and what came since the last save.
    assert!(longest > 200_000 && longest < 330_000, "{longest}");
    assert!(!desk.remember().history.is_empty());
}

#[test]
fn what_the_file_does_not_hold_is_never_cut_away() {
    let mut desk = Desk::new();
    desk.journal.longest = 1000;
    for number in 0..100 {
        let annotation = Annotation {
            id: crate::annotation::AnnotationId::new(format!("n{number}")),
            ..desk.annotation("a", "Yes.")
        };
        desk.happen(step("add", vec![Edit::Add(annotation)]));
    }
    fs::remove_file(desk.path()).expect("removed");
    // Only the next event shows that it is gone.
    desk.happen(Event::Undone);
    assert_eq!(desk.remember().unsaved.len(), 101);
    desk.save();
    assert!(fs::metadata(desk.path()).expect("a journal").len() < 1000);
    assert!(desk.remember().unsaved.is_empty());
}

#[test]
fn what_was_undone_while_the_journal_was_elsewhere_stays_undone() {
    let mut desk = Desk::new();
    let state = desk.folder.path().join("state");
    let project = Home::Project {
        root: desk.folder.path().to_owned(),
        labels: Default::default(),
        coverage: false,
    };
    fs::write(desk.folder.path().join(crate::store::MANIFEST), "").expect("written");
    let layer = desk.folder.path().join("annotations/ana/news.ron");
    let places = Places::of(&project, &layer, Some(&state));
    desk.journal = journal(&places, &desk.article, &desk.history, &desk.on_disk);
    let one = step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]);
    desk.happen(one.clone());
    let first = fs::read(desk.path()).expect("a journal");
    // The drive of the project takes no more, and what is on it stays.
    fs::remove_dir_all(desk.folder.path().join(".glossator")).expect("removed");
    fs::write(desk.folder.path().join(".glossator"), "").expect("written");
    desk.happen(Event::Undone);
    fs::remove_file(desk.folder.path().join(".glossator")).expect("removed");
    fs::create_dir_all(desk.path().parent().expect("a folder")).expect("made");
    fs::write(desk.path(), first).expect("written");
    let remembered = desk.remember();
    assert_eq!(remembered.unsaved, [one, Event::Undone]);
    assert_eq!((remembered.number, desk.journal.places.last_number()), (2, 2));
}

#[test]
fn where_no_journal_can_be_written_none_tells_of_the_past() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    // Nothing more can be made in the folder of the journal, and the journal is no file that could be written on.
    let folder = desk.path().parent().expect("a folder").to_owned();
    let (kept, away) = (
        fs::read(desk.path()).expect("a journal"),
        desk.folder.path().join("away"),
    );
    fs::rename(&folder, &away).expect("renamed");
    fs::remove_dir_all(&away).expect("removed");
    fs::write(&folder, "").expect("written");
    desk.happen(step("two", vec![Edit::Remove(desk.annotation("a", "Yes."))]));
    fs::remove_file(&folder).expect("removed");
    fs::create_dir(&folder).expect("made");
    fs::write(desk.path(), kept).expect("written");
    // It is too soon to try again; the file is saved all the same.
    desk.save();
    assert!(!desk.path().exists());
}

#[test]
fn what_is_not_understood_lets_nothing_be_done_again() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    let known = fs::read_to_string(desk.path()).expect("a journal");
    let (field, line) = ("\"label\":", "\"undo\"\n");
    for unknown in [
        format!("{known}{{\"linked\":[]}}\n"),
        format!("{known}{{\"linked\":[]}}\n{line}"),
        known.replace(field, &format!("\"colour\":1,{field}")),
    ] {
        fs::write(desk.path(), &unknown).expect("written");
        for on_disk in [
            &desk.on_disk,
            &OnDisk::of(&fs::metadata(desk.path()).expect("a file"), b"other"),
        ] {
            let remembered = desk.remember_for(&desk.article, on_disk);
            assert_eq!(remembered.unsaved, [], "{unknown}");
            let [copy] = &remembered.kept[..] else {
                panic!("{:?}", remembered.kept);
            };
            assert_eq!(fs::read_to_string(copy).expect("a copy"), unknown);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_a_link_or_no_file_is_not_read() {
    use std::os::unix::fs::symlink;

    let desk = Desk::new();
    let project = Home::Project {
        root: desk.folder.path().to_owned(),
        labels: Default::default(),
        coverage: false,
    };
    let places = Places::of(&project, &desk.folder.path().join("annotations/ana/news.ron"), None);
    let path = places.iter().next().expect("a place").path.clone();
    let secret = desk.folder.path().join("secret");
    fs::write(&secret, "a line\n").expect("written");
    for target in [Path::new("/dev/zero"), &secret] {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        symlink(target, &path).expect("linked");
        let remembered = places.remember(&desk.article, &desk.layer, &desk.on_disk);
        assert!(remembered.kept.is_empty() && remembered.history.is_empty());
        fs::remove_dir_all(desk.folder.path().join(".glossator")).expect("removed");
    }
    // Nor where a folder above it is one.
    let elsewhere = desk.folder.path().join("elsewhere/journals/ana");
    fs::create_dir_all(&elsewhere).expect("made");
    fs::write(elsewhere.join("news.jsonl"), "a line\n").expect("written");
    symlink(
        desk.folder.path().join("elsewhere"),
        desk.folder.path().join(".glossator"),
    )
    .expect("linked");
    let remembered = places.remember(&desk.article, &desk.layer, &desk.on_disk);
    assert!(remembered.kept.is_empty());
    assert_eq!(fs::read_dir(&elsewhere).expect("a folder").count(), 1);
}

#[test]
fn what_was_never_saved_outlives_an_older_file() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.save();
    let older = desk.on_disk.clone();
    desk.happen(step("two", vec![Edit::Add(desk.annotation("b", "No"))]));
    desk.save();
    let three = step("three", vec![Edit::Add(desk.annotation("c", "Maybe"))]);
    desk.happen(three.clone());
    let remembered = desk.remember_for(&desk.article, &older);
    assert_eq!(names(&remembered.history), ["one"]);
    assert_eq!(remembered.unsaved, [three], "that was saved is not done again");
}

#[cfg(unix)]
#[test]
fn a_write_protected_journal_is_replaced() {
    use std::os::unix::fs::PermissionsExt as _;

    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    fs::set_permissions(desk.path(), fs::Permissions::from_mode(0o444)).expect("protected");
    desk.restart(&desk.history.clone());
    desk.happen(Event::Undone);
    assert!(!desk.journal.is_behind());
    assert_eq!(desk.remember().unsaved, [Event::Undone]);
}

#[test]
fn steps_that_were_undone_since_the_file_was_written_are_not_cut() {
    let mut desk = Desk::new();
    desk.journal.longest = 1000;
    let mut noted = desk.annotation("a", "Yes.");
    noted.note = Some("x".repeat(2000).into());
    desk.happen(step("one", vec![Edit::Add(noted)]));
    desk.happen(step("two", vec![Edit::Add(desk.annotation("b", "No"))]));
    desk.save();
    desk.happen(Event::Undone);
    desk.happen(Event::Undone);
    fs::remove_file(desk.path()).expect("removed");
    desk.happen(Event::Redone);
    let remembered = desk.remember();
    assert_eq!(names(&remembered.history), ["one", "two"]);
    assert_eq!(remembered.unsaved.len(), 3);
}

#[test]
fn what_others_overwrote_is_done_again_as_far_as_it_fits() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    desk.save();
    desk.happen(step("two", vec![Edit::Add(desk.annotation("b", "No"))]));
    let (before, after) = (desk.annotation("a", "Yes."), desk.annotation("a", "Maybe"));
    desk.happen(step("three", vec![Edit::Change { before, after }]));
    // Then the program was killed, and others have removed the first.
    let path = desk.folder.path().join("news.ron");
    let header = Header::fresh(&desk.article, "ben", Home::Beside);
    let on_disk = save_layer(&path, &desk.article, &header, &layer([])).expect("saved");
    let remembered = desk.remember_for(&desk.article, &on_disk);
    assert_eq!(
        remembered.unsaved,
        [step("two", vec![Edit::Add(desk.annotation("b", "No"))])]
    );
    assert_eq!((remembered.history.len(), remembered.lost), (0, 1));
}

#[test]
fn a_save_that_nobody_noted_is_known() {
    let mut desk = Desk::new();
    desk.happen(step("one", vec![Edit::Add(desk.annotation("a", "Yes."))]));
    let path = desk.folder.path().join("news.ron");
    let header = Header::fresh(&desk.article, "ana", Home::Beside);
    let on_disk = save_layer(&path, &desk.article, &header, &desk.layer).expect("saved");
    desk.journal.saving(on_disk.fingerprint().expect("a file"));
    // Killed before anything was written, or after.
    assert_eq!(desk.remember().unsaved.len(), 1);
    let remembered = desk.remember_for(&desk.article, &on_disk);
    assert_eq!(
        (names(&remembered.history), remembered.unsaved.len()),
        (vec!["one".to_owned()], 0)
    );
}
