use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use super::*;
use crate::{
    annotation::{About, Annotation, Edit, Step},
    labels,
    store::{
        load,
        samples::{annotation_at, article, layer},
    },
};

/// A step of one edit.
fn done(edit: Edit) -> Event {
    Event::Done(Arc::new(Step {
        name: "step".into(),
        edits: vec![edit],
    }))
}

/// Long enough for any save, retries included, on a slow machine.
const AGES: Duration = Duration::from_secs(20);

/// An article in a folder of its own, with a saver of its still empty layer.
struct Desk {
    folder: tempfile::TempDir,
    article: Article,
    saver: Saver,
    wakes: Arc<AtomicUsize>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("news")).expect("a folder");
        let article = article(
            &folder.path().join("news/a.txt").display().to_string(),
            &"Yes. No. ".repeat(200),
        );
        let wakes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&wakes);
        let saver = Saver::start(
            folder.path().join("news/a.ron"),
            article.clone(),
            Header::fresh(&article, "ana", Home::Beside),
            (
                Layer::new(About::with_labels(labels::built_in())),
                Remembered::default(),
            ),
            OnDisk::nothing(),
            Places::of(&Home::Beside, &folder.path().join("news/a.ron"), Some(folder.path())),
            Box::new(move || {
                counter.fetch_add(1, Ordering::SeqCst);
            }),
        )
        .expect("a thread");
        Self {
            folder,
            article,
            saver,
            wakes,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("news/a.ron")
    }

    fn annotation(&self, number: usize) -> Annotation {
        annotation_at(&self.article, &format!("{number}"), number * 9, number * 9 + 4, "fact")
    }

    fn add(&self, number: usize) {
        self.saver.happened(done(Edit::Add(self.annotation(number))));
    }

    fn on_disk(&self) -> Layer {
        load(&self.path(), &self.article, Home::Beside).expect("a file").layer
    }

    fn wait(&self, wanted: impl Fn(&SaveStatus) -> bool) -> SaveStatus {
        let start = Instant::now();
        loop {
            let status = self.saver.status();
            if wanted(&status) {
                return status;
            }
            assert!(start.elapsed() < AGES, "still {status:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn is_saved(status: &SaveStatus) -> bool {
    matches!(status, SaveStatus::Saved { .. })
}

fn is_failed(status: &SaveStatus) -> bool {
    matches!(status, SaveStatus::Failed { .. })
}

#[test]
fn nothing_is_written_before_the_first_change() {
    let desk = Desk::new();
    assert_eq!(desk.saver.status(), SaveStatus::Clean);
    assert_eq!(desk.saver.flush(AGES), SaveStatus::Clean);
    assert_eq!(desk.saver.status(), SaveStatus::Clean);
    let path = desk.path();
    drop(desk.saver);
    assert!(!path.exists());
}

#[test]
fn edits_in_a_burst_are_written_once() {
    let desk = Desk::new();
    for number in 0..50 {
        desk.add(number);
    }
    desk.wait(is_saved);
    assert_eq!(desk.on_disk(), layer((0..50).map(|number| desk.annotation(number))));
    thread::sleep(Duration::from_millis(600));
    // One, but for a machine that stands still in between.
    assert!(desk.wakes.load(Ordering::SeqCst) <= 3);
}

#[test]
fn edits_without_end_are_written_all_the_same() {
    let desk = Desk::new();
    let start = Instant::now();
    let mut number = 0;
    while desk.wakes.load(Ordering::SeqCst) == 0 {
        assert!(start.elapsed() < AGES);
        desk.add(number % 200 + 200 * usize::from(number >= 200));
        number += 1;
        if number == 200 {
            break;
        }
        thread::sleep(Duration::from_millis(25));
    }
    assert!(number < 200, "nothing was written although edits came for seconds");
}

#[test]
fn saved_means_that_all_edits_are_on_disk() {
    let desk = Desk::new();
    for number in 0..20 {
        desk.add(number);
        if number % 3 == 0 {
            thread::sleep(Duration::from_millis(60));
        }
        if is_saved(&desk.saver.status()) {
            assert_eq!(desk.on_disk().len(), number + 1);
        }
    }
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk().len(), 20);
    let change = Edit::Remove(desk.annotation(3));
    desk.saver.happened(done(change));
    assert_eq!(desk.saver.status(), SaveStatus::Pending);
    let (path, article) = (desk.path(), desk.article.clone());
    // To drop it saves what is left.
    drop(desk.saver);
    assert_eq!(load(&path, &article, Home::Beside).expect("a file").layer.len(), 19);
}

#[test]
fn the_header_is_saved_too() {
    let desk = Desk::new();
    desk.saver.header(Header::fresh(&desk.article, "ben", Home::Beside));
    assert!(is_saved(&desk.saver.flush(AGES)));
    let header = load(&desk.path(), &desk.article, Home::Beside).expect("a file").header;
    assert_eq!(header.annotator, "ben");
}

#[test]
fn a_failure_is_told_and_made_good_when_the_folder_is_back() {
    let desk = Desk::new();
    let (here, away) = (desk.folder.path().join("news"), desk.folder.path().join("away"));
    fs::rename(&here, &away).expect("renamed");
    desk.add(0);
    let SaveStatus::Failed { message, since } = desk.wait(is_failed) else {
        panic!("it failed");
    };
    assert!(
        message.ends_with("is not there. Put it back, or connect its drive."),
        "{message}"
    );
    desk.add(1);
    // It stays failed, since the same time, however often it is tried.
    assert_eq!(desk.saver.flush(AGES), SaveStatus::Failed { message, since });
    fs::rename(&away, &here).expect("renamed");
    desk.wait(is_saved);
    assert_eq!(desk.on_disk().len(), 2);
}

#[test]
fn a_thread_that_has_died_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let article = article(
        &folder.path().join("a.txt").display().to_string(),
        &"Yes. No. ".repeat(200),
    );
    let saver = Saver::start(
        folder.path().join("a.ron"),
        article.clone(),
        Header::fresh(&article, "ana", Home::Beside),
        (
            Layer::new(About::with_labels(labels::built_in())),
            Remembered::default(),
        ),
        OnDisk::nothing(),
        Places::default(),
        Box::new(|| {
            thread::sleep(Duration::from_millis(300));
            panic!("this thread is to die");
        }),
    )
    .expect("a thread");
    let add = |number: usize| {
        let annotation = annotation_at(&article, &format!("{number}"), number * 9, number * 9 + 4, "fact");
        saver.happened(done(Edit::Add(annotation)));
    };
    let stopped = || matches!(saver.status(), SaveStatus::Failed { message, .. } if message == STOPPED);
    let start = Instant::now();
    let within_ages = |what: &dyn Fn() -> bool| {
        while !what() {
            assert!(start.elapsed() < AGES, "still {:?}", saver.status());
            thread::sleep(Duration::from_millis(5));
        }
    };
    add(0);
    within_ages(&|| is_saved(&saver.status()));
    // It is handed over, but nobody takes it any more.
    add(1);
    assert_eq!(saver.status(), SaveStatus::Pending);
    within_ages(&stopped);
    assert!(saver.has_died());
    assert!(!saver.is_journalled());
}

#[test]
fn what_others_wrote_is_kept() {
    let desk = Desk::new();
    fs::write(desk.path(), "theirs, from before").expect("written");
    desk.add(0);
    desk.wait(is_saved);
    fs::write(desk.path(), "theirs").expect("written");
    desk.add(1);
    desk.wait(is_saved);
    desk.add(2);
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk().len(), 3);
    let kept = |number| desk.path().with_file_name(format!("a.conflict-{number}.ron"));
    assert_eq!(fs::read_to_string(kept(1)).expect("a file"), "theirs, from before");
    assert_eq!(fs::read_to_string(kept(2)).expect("a file"), "theirs");
    assert!(!kept(3).exists());
    let notices = desk.saver.take_notices();
    let path = desk.path();
    assert_eq!(notices.len(), 2);
    assert_eq!(notices[1], Notice::Conflict { path, kept: kept(2) });
    assert!(desk.saver.take_notices().is_empty());
}

#[test]
fn touched_or_deleted_is_not_a_conflict() {
    let desk = Desk::new();
    desk.add(0);
    assert!(is_saved(&desk.saver.flush(AGES)));
    let same = fs::read(desk.path()).expect("a file");
    fs::write(desk.path(), same).expect("written");
    desk.add(1);
    assert!(is_saved(&desk.saver.flush(AGES)));
    fs::remove_file(desk.path()).expect("removed");
    desk.add(2);
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk().len(), 3);
    assert!(desk.saver.take_notices().is_empty());
}

#[test]
fn an_edit_goes_before_what_others_did_in_the_meantime() {
    let desk = Desk::new();
    desk.add(0);
    assert!(is_saved(&desk.saver.flush(AGES)));
    // Others delete the first one, and it is changed here before we have heard of it.
    let header = Header::fresh(&desk.article, "ben", Home::Beside);
    save_layer(&desk.path(), &desk.article, &header, &layer([desk.annotation(1)])).expect("saved");
    desk.saver.look();
    let before = desk.annotation(0);
    let after = Annotation {
        unsure: true,
        ..before.clone()
    };
    desk.saver.happened(done(Edit::Change {
        before,
        after: after.clone(),
    }));
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk(), layer([after, desk.annotation(1)]));
}

#[test]
fn what_others_did_is_taken_over() {
    let desk = Desk::new();
    desk.add(0);
    assert!(is_saved(&desk.saver.flush(AGES)));
    let header = Header::fresh(&desk.article, "ben", Home::Beside);
    let theirs = layer([desk.annotation(0), desk.annotation(1)]);
    save_layer(&desk.path(), &desk.article, &header, &theirs).expect("saved");
    desk.add(2);
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk(), layer([0, 1, 2].map(|number| desk.annotation(number))));
    let foreign = desk.saver.take_foreign();
    assert_eq!(foreign, [[Edit::Add(desk.annotation(1))].into()]);
    let notices = desk.saver.take_notices();
    assert!(
        matches!(
            notices[..],
            [Notice::TakenOver {
                changes: 1,
                collisions: 0,
                ..
            }]
        ),
        "{notices:?}"
    );
}

#[test]
fn a_file_that_is_deleted_is_written_again() {
    let desk = Desk::new();
    desk.add(0);
    assert!(is_saved(&desk.saver.flush(AGES)));
    fs::remove_file(desk.path()).expect("removed");
    desk.saver.look();
    assert!(is_saved(&desk.saver.flush(AGES)));
    assert_eq!(desk.on_disk().len(), 1);
    let folder = desk.path().parent().expect("a folder").to_owned();
    fs::rename(&folder, desk.folder.path().join("away")).expect("renamed");
    desk.saver.look();
    desk.wait(is_failed);
}

#[test]
fn what_cannot_be_looked_at_is_told_until_it_can() {
    let desk = Desk::new();
    desk.add(0);
    assert!(is_saved(&desk.saver.flush(AGES)));
    let away = desk.path().with_extension("away");
    fs::rename(desk.path(), &away).expect("renamed");
    fs::create_dir(desk.path()).expect("made");
    desk.saver.look();
    let SaveStatus::Failed { message, .. } = desk.wait(is_failed) else {
        panic!("it failed");
    };
    assert!(message.contains("it is a folder"), "{message}");
    fs::remove_dir(desk.path()).expect("removed");
    desk.wait(is_saved);
    assert_eq!(desk.on_disk().len(), 1);
}

#[test]
fn what_was_not_saved_happens_first_and_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.ron");
    let article = article(
        &folder.path().join("a.txt").display().to_string(),
        &"Yes. No. ".repeat(200),
    );
    let annotation = annotation_at(&article, "a", 0, 4, "fact");
    let remembered = Remembered {
        unsaved: vec![done(Edit::Add(annotation.clone()))],
        ..Remembered::default()
    };
    let saver = Saver::start(
        path.clone(),
        article.clone(),
        Header::fresh(&article, "ana", Home::Beside),
        (layer([]), remembered),
        OnDisk::nothing(),
        Places::default(),
        Box::new(|| ()),
    )
    .expect("a thread");
    assert_eq!(saver.status(), SaveStatus::Pending);
    assert!(is_saved(&saver.flush(AGES)));
    assert_eq!(
        load(&path, &article, Home::Beside).expect("a file").layer,
        layer([annotation])
    );
}
