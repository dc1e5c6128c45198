//! A story of saves on a disk of which every single operation fails in turn.

use std::{collections::BTreeSet, fs, path::Path};

use super::*;
use crate::{
    annotation::{About, Step},
    labels,
    store::{
        Home, LoadError, Loaded, MANIFEST,
        disk::failing::{FailingDisk, Fault, files_below},
        home,
        samples::{annotation_at, article},
        saver::SaveStatus,
    },
};

/// What happens in the story.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    /// The annotator adds the annotation with a number,
    Add(usize),
    /// and takes back what was done last.
    Undo,
    /// The file is saved.
    Save,
    /// Others add an annotation to the file,
    Theirs(usize),
    /// in the moment in which we write it,
    Intrude(usize),
    /// or put something in its place that is no layer.
    Garbage,
    /// Others remove the file, and we hear of it.
    Removed,
    /// The journal is deleted.
    Forget,
}

use Act::{Add, Forget, Garbage, Intrude, Removed, Save, Theirs, Undo};

const STORY: [Act; 26] = [
    Add(1),
    Save,
    Add(2),
    Save,
    Theirs(51),
    Add(3),
    Save,
    Add(4),
    Undo,
    Save,
    Garbage,
    Add(5),
    Save,
    Intrude(52),
    Add(6),
    Save,
    Forget,
    Add(7),
    Save,
    Removed,
    Save,
    Add(8),
    Add(9),
    Save,
    Add(10),
    Save,
];
const GARBAGE: &[u8] = b"<<<<<<< HEAD";

const FULL: i32 = 28;
const READ_ONLY: i32 = 30;
const BROKEN: i32 = 5;

struct Desk {
    folder: tempfile::TempDir,
    disk: FailingDisk,
    article: Article,
    worker: Worker,
    /// What the annotation file has held last.
    file: Option<Vec<u8>>,
    /// What we have done that is in the journal or in the file.
    durable: BTreeSet<usize>,
    /// What was taken back.
    undone: BTreeSet<usize>,
    /// What others have done.
    theirs: BTreeSet<usize>,
    /// What they write in the moment in which we do.
    intruding: Option<Vec<u8>>,
    has_garbage: bool,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("project");
        fs::create_dir(&root).expect("made");
        fs::write(root.join(MANIFEST), "").expect("written");
        let article = article(&root.join("news.txt").display().to_string(), &"Yes. No. ".repeat(60));
        let home = Home::Project {
            root: root.clone(),
            labels: Arc::new(labels::built_in()),
            coverage: false,
        };
        let disk = FailingDisk::default();
        let drive = Arc::new(Drive::new(Box::new(disk.clone())));
        let kept = Kept {
            path: home::layer_in(&root, "news.txt", "ana"),
            article: article.clone(),
            header: Header::fresh(&article, "ana", home),
            layer: Layer::new(About::with_labels(labels::built_in())),
            history: History::default(),
            on_disk: OnDisk::nothing(),
        };
        let places = Places::of(&kept.header.home, &kept.path, Some(&folder.path().join("state")));
        let mut worker = Worker::new(
            drive,
            kept,
            (places, Remembered::default()),
            Arc::default(),
            Box::new(|| {}),
        );
        // So that it is cut while the story goes on.
        worker.journal.longest = 2000;
        Self {
            folder,
            disk,
            article,
            worker,
            file: None,
            durable: BTreeSet::new(),
            undone: BTreeSet::new(),
            theirs: BTreeSet::new(),
            intruding: None,
            has_garbage: false,
        }
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn path(&self) -> &Path {
        &self.worker.kept.path
    }

    fn step(&self, number: usize) -> Event {
        let annotation = annotation_at(&self.article, &format!("n{number}"), number * 4, number * 4 + 4, "fact");
        Event::Done(Arc::new(Step {
            name: "step".into(),
            edits: vec![Edit::Add(annotation)],
        }))
    }

    /// The layer as others see it who open it now, or nothing if the file is broken.
    fn opened(&self) -> Option<Layer> {
        let home = self.worker.kept.header.home.clone();
        let loaded = match load::load(self.path(), &self.article, home.clone()) {
            Err(LoadError::Missing { .. }) => Loaded::fresh(&self.article, "ana", home),
            loaded => loaded.ok()?,
        };
        assert!(loaded.faults.is_empty());
        let places = Places::of(
            &loaded.header.home,
            self.path(),
            Some(&self.folder.path().join("state")),
        );
        let remembered = places.remember(&self.article, &loaded.layer, &loaded.writable().expect("writable"));
        let (mut layer, mut history) = (loaded.layer, remembered.history);
        for event in &remembered.unsaved {
            history.happen(&mut layer, event).expect("it fits");
        }
        Some(layer)
    }

    fn ron(&self) -> Vec<u8> {
        let Kept {
            path,
            article,
            header,
            layer,
            ..
        } = &self.worker.kept;
        ron_of(path, article, header, layer).expect("RON").into_bytes()
    }

    /// The file with one more annotation, as another program would write it.
    fn with_theirs(&self, number: usize) -> Vec<u8> {
        let Kept {
            path,
            article,
            header,
            layer,
            ..
        } = &self.worker.kept;
        let mut layer = match load::load(path, article, header.home.clone()) {
            Ok(loaded) => loaded.layer,
            Err(_) => Layer::new((**layer.about()).clone()),
        };
        History::default().happen(&mut layer, &self.step(number)).expect("new");
        ron_of(path, article, header, &layer).expect("RON").into_bytes()
    }

    fn put(&mut self, bytes: &[u8]) {
        fs::create_dir_all(self.path().parent().expect("a folder")).expect("made");
        fs::write(self.path(), bytes).expect("written");
        self.file = Some(bytes.to_vec());
    }

    fn act(&mut self, act: Act) {
        // Nothing else writes the file.
        let before = (act == Save).then(|| self.ron());
        match act {
            Add(number) => self.worker.take(Message::Happened(self.step(number))),
            Undo => {
                let numbers = numbers(&self.worker.kept.layer);
                self.worker.take(Message::Happened(Event::Undone));
                self.undone.extend(numbers.difference(&numbers_in(&self.worker)));
            }
            Save => self.worker.save(),
            Theirs(number) => {
                let theirs = self.with_theirs(number);
                self.put(&theirs);
                self.theirs.insert(number);
            }
            Intrude(number) => {
                let theirs = self.with_theirs(number);
                self.intruding = Some(theirs.clone());
                self.disk.intrude(self.path().to_owned(), theirs);
                self.theirs.insert(number);
            }
            Garbage => {
                self.put(GARBAGE);
                self.has_garbage = true;
            }
            Removed => {
                let _ = fs::remove_file(self.path());
                self.file = None;
                self.worker.take(Message::Look);
            }
            Forget => {
                let _ = fs::remove_dir_all(self.project().join(home::OWN));
                let _ = fs::remove_dir_all(self.folder.path().join("state"));
            }
        }
        self.worker.journal.sync();
        if !self.worker.journal.is_behind() && act != Forget {
            self.durable = numbers_in(&self.worker);
        }
        if let SaveStatus::Failed { message, .. } = self.status() {
            assert!(
                message.contains(" cannot be written: ") && message.ends_with('.'),
                "{message}"
            );
        }
        let file = fs::read(self.path()).ok();
        let is_known = file == self.file
            || file.is_some() && file == before
            || file.as_ref().is_some_and(|file| *file == self.ron())
            || file.is_some() && file == self.intruding;
        assert!(
            is_known,
            "{act:?}: {:?}",
            file.map(|file| String::from_utf8_lossy(&file).into_owned())
        );
        self.file = file;
    }

    fn status(&self) -> SaveStatus {
        self.worker.shared.lock().status()
    }

    /// Once the disk works again everything is on it, and nothing else.
    fn check_healed(&mut self) {
        self.disk.heal();
        self.act(Add(11));
        for _ in 0..3 {
            self.act(Save);
        }
        assert!(
            matches!(self.status(), SaveStatus::Saved { .. }) || self.status() == SaveStatus::Clean,
            "{:?}",
            self.status()
        );
        assert!(self.worker.unsaved.is_none());
        let wanted: BTreeSet<usize> = (1..=11)
            .filter(|number| !self.undone.contains(number))
            .chain(self.theirs.clone())
            .collect();
        assert_eq!(numbers_in(&self.worker), wanted);
        let home = self.worker.kept.header.home.clone();
        let loaded = load::load(self.path(), &self.article, home).expect("a layer");
        assert_eq!(loaded.layer, self.worker.kept.layer);
        let files = files_below(self.folder.path());
        let kept = files
            .iter()
            .filter(|path| fs::read(path).is_ok_and(|bytes| bytes == GARBAGE))
            .count();
        assert_eq!(
            kept,
            usize::from(self.has_garbage),
            "what cannot be understood is kept, once"
        );
        self.act(Add(12));
        self.act(Save);
        let left: Vec<_> = files_below(self.folder.path())
            .into_iter()
            .filter(|path| is_temporary(path))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

fn numbers(layer: &Layer) -> BTreeSet<usize> {
    let number = |id: &str| id.strip_prefix('n').and_then(|number| number.parse().ok());
    layer
        .iter()
        .filter_map(|annotation| number(annotation.id.as_str()))
        .collect()
}

fn numbers_in(worker: &Worker) -> BTreeSet<usize> {
    numbers(&worker.kept.layer)
}

fn is_temporary(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "tmp")
}

/// How many operations the story has when nothing fails.
fn length() -> usize {
    let mut desk = Desk::new();
    STORY.iter().for_each(|act| desk.act(*act));
    let count = desk.disk.count();
    assert!(count > 150, "{count}");
    desk.check_healed();
    count
}

/// With it each operation fails with each error, else with one after the other.
const ALL_ERRORS: &str = "GLOSSATOR_ALL_ERRORS";

/// Lets each operation of the story fail in turn.
fn with_each(for_good: bool, below: &str, check: impl Fn(Desk)) {
    let is_all = std::env::var_os(ALL_ERRORS).is_some();
    for at in 0..length() {
        for (index, errno) in [FULL, READ_ONLY, BROKEN].into_iter().enumerate() {
            if !is_all && at % 3 != index {
                continue;
            }
            let desk = Desk::new();
            let below = desk.folder.path().join(below);
            desk.disk.fail(Fault {
                at,
                for_good,
                errno,
                below,
            });
            check(desk);
        }
    }
}

#[test]
fn any_operation_may_fail_once() {
    with_each(false, "", |mut desk| {
        STORY.iter().for_each(|act| desk.act(*act));
        desk.check_healed();
    });
}

#[test]
fn a_drive_may_fail_until_it_works_again() {
    with_each(true, "", |mut desk| {
        for act in STORY {
            // Others do not get through either.
            if !desk.disk.has_tripped() || matches!(act, Add(_) | Undo | Save) {
                desk.act(act);
            }
        }
        if desk.disk.has_tripped() {
            desk.act(Save);
            assert!(matches!(desk.status(), SaveStatus::Failed { .. }));
        }
        desk.check_healed();
    });
}

#[test]
fn what_is_durable_outlives_a_power_cut() {
    with_each(true, "", |mut desk| {
        // Whoever removes the file means it.
        for act in STORY.into_iter().filter(|act| *act != Removed) {
            let before = (desk.durable.clone(), desk.undone.clone());
            desk.act(act);
            if desk.disk.has_tripped() {
                (desk.durable, desk.undone) = (before.0, &before.1 | &desk.undone);
                break;
            }
        }
        desk.disk.cut_power(desk.folder.path());
        if fs::read(desk.path()).is_ok_and(|bytes| bytes == GARBAGE) {
            return;
        }
        let there = numbers(&desk.opened().expect("a layer"));
        let missing: Vec<_> = (desk.durable.difference(&there))
            .filter(|number| !desk.undone.contains(number))
            .collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
    });
}

#[test]
fn the_journal_goes_on_elsewhere_when_the_drive_of_the_project_is_gone() {
    with_each(true, "project", |mut desk| {
        for act in STORY.into_iter().filter(|act| *act != Removed) {
            if !desk.disk.has_tripped() || matches!(act, Add(_) | Undo | Save) {
                desk.act(act);
                assert!(!desk.worker.journal.is_behind());
            }
        }
        if fs::read(desk.path()).is_ok_and(|bytes| bytes == GARBAGE) {
            return;
        }
        let there = numbers(&desk.opened().expect("a layer"));
        let missing: Vec<_> = (1..=10)
            .filter(|number| !desk.undone.contains(number) && !there.contains(number))
            .collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
        let back: Vec<_> = desk.undone.intersection(&there).collect();
        assert!(back.is_empty(), "undone, and there again: {back:?}");
    });
}
