//! How long a very large layer takes to save and load: `cargo bench --bench store`.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    fs,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use glossator::{
    annotation::{About, Annotation, AnnotationId, Edit, Event, Layer, Step},
    article::{self, Article, ByteOffset},
    labels::{self, LabelId},
    store::{
        Header, Home, OnDisk, Places, Remembered, SaveStatus, Saver, load, save_layer, settings::SettingsFile, to_ron,
    },
    workspace::{Command, Workspace},
};
use jiff::Timestamp;

const ANNOTATIONS: usize = 50_000;
const TEXT_BYTES: usize = 10_000_000;

/// Time that this thread has worked, which other programs do not stretch; the time of day where it is not known.
fn now(start: Instant) -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = statistics.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The shortest of a few runs, in time of work.
fn best<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let (start, mut best) = (Instant::now(), None);
    for _ in 0..10 {
        let before = now(start);
        let value = run();
        let took = now(start) - before;
        if best.as_ref().is_none_or(|(shortest, _)| took < *shortest) {
            best = Some((took, value));
        }
    }
    best.expect("it ran")
}

/// News-like sentences, some of which stand more than once.
fn sentences() -> Vec<String> {
    let words =
        "the of government said that budget vote 😊 Über märz company has billion in court a deal über 한국 shares"
            .split(' ');
    let words: Vec<_> = words.collect();
    fastrand::seed(7);
    let mut all: Vec<String> = Vec::with_capacity(ANNOTATIONS);
    let mut length = 0;
    while all.len() < ANNOTATIONS {
        let sentence = if all.len() % 10 == 9 {
            all[fastrand::usize(..all.len())].clone()
        } else {
            let count = fastrand::usize(10..60);
            let words: Vec<_> = (0..count).map(|_| words[fastrand::usize(..words.len())]).collect();
            format!("The {}.", words.join(" "))
        };
        length += sentence.len() + 1;
        all.push(sentence);
    }
    assert!(
        (TEXT_BYTES * 8 / 10..TEXT_BYTES * 12 / 10).contains(&length),
        "{length}"
    );
    all
}

fn labelled(article: &Article, sentences: &[String]) -> Layer {
    let (mut layer, mut at) = (Layer::new(About::with_labels(labels::built_in())), 0);
    for (number, sentence) in sentences.iter().enumerate() {
        let (start, end) = (ByteOffset::new(at), ByteOffset::new(at + sentence.len()));
        at += sentence.len() + 1;
        let annotation = Annotation {
            id: AnnotationId::new(format!("{number:05}")),
            span: article.text().span(start, end).expect("a span"),
            label: LabelId::new(["fact", "analysis", "opinion"][number % 3]),
            second: None,
            note: None,
            unsure: number % 20 == 0,
            origin: None,
            made: Timestamp::from_second(1_772_615_551 + number as i64).expect("a time"),
            changed: None,
            moved: None,
        };
        layer.apply(&Edit::Add(annotation)).expect("it fits");
    }
    layer
}

/// Opens an article whose 50,000 annotations are in the journal alone, as a crash on a full disk would leave it.
fn recover(folder: &Path, article: &Article, layer: &Layer) {
    let ron = folder.join("news.ron");
    fs::remove_file(&ron).expect("removed");
    let open = || {
        let start = Instant::now();
        let mut workspace = Workspace::new(SettingsFile::load_from(folder), Arc::new(|| {}));
        workspace.run(Command::OpenFile(article.path().to_owned()));
        workspace.wait();
        let count = workspace.document().expect("open").layer().len();
        (start.elapsed(), count, workspace)
    };
    let (plain, ..) = (0..5).map(|_| open()).min_by_key(|(time, ..)| *time).expect("opened");
    // Where a folder is, no file can be put.
    fs::create_dir(&ron).expect("made");
    let places = Places::of(&Home::Beside, &ron, Some(&folder.join("journals")));
    let about = Arc::unwrap_or_clone(Arc::clone(layer.about()));
    let works = Arc::new(());
    let held = Arc::clone(&works);
    let saver = Saver::start(
        ron.clone(),
        article.clone(),
        Header::fresh(article, "ana", Home::Beside),
        (Layer::new(about.clone()), Remembered::default()),
        OnDisk::nothing(),
        places.clone(),
        Box::new(move || drop(Arc::clone(&held))),
    )
    .expect("a thread");
    let start = Instant::now();
    for annotation in layer.iter() {
        let step = Step {
            name: "Labelled as Fact".into(),
            edits: vec![Edit::Add(annotation.clone())],
        };
        saver.happened(Event::Done(Arc::new(step)));
    }
    assert!(matches!(
        saver.flush(Duration::from_secs(60)),
        SaveStatus::Failed { .. }
    ));
    let noting = start.elapsed();
    drop(saver);
    // Its thread tries a last time to save, which must not succeed.
    while Arc::strong_count(&works) > 1 {
        thread::sleep(Duration::from_millis(1));
    }
    fs::remove_dir(&ron).expect("removed");
    let (remembering, remembered) = best(|| places.remember(article, &Layer::new(about.clone()), &OnDisk::nothing()));
    assert_eq!(remembered.unsaved.len(), ANNOTATIONS);
    let (recovering, count, workspace) = open();
    assert_eq!(count, ANNOTATIONS);
    drop(workspace);
    println!(
        "{ANNOTATIONS} edits noted in the journal in {noting:.1?}, read from it in {remembering:.1?}; the article opens in {plain:.1?}, and with all of them brought back in {recovering:.1?}: {:.1?} more",
        recovering.saturating_sub(plain)
    );
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, ron) = (folder.path().join("news.txt"), folder.path().join("news.ron"));
    let sentences = sentences();
    fs::write(&path, sentences.join("\n")).expect("written");
    let article = article::read(&path, None).expect("an article");
    let layer = labelled(&article, &sentences);
    let header = Header::fresh(&article, "ana", Home::Beside);
    let (making, text) = best(|| to_ron("news.txt", &article, &header, &layer).expect("RON"));
    let (saving, _) = best(|| save_layer(&ron, &article, &header, &layer).expect("saved"));
    let (loading, loaded) = best(|| load(&ron, &article, Home::Beside).expect("a file"));
    assert!(loaded.faults.is_empty() && loaded.layer == layer);
    println!(
        "{ANNOTATIONS} annotations, text {:.1} MB, file {:.1} MB, {} with context: RON {making:.1?}, saved {saving:.1?}, loaded {loading:.1?}",
        article.text().as_str().len() as f64 / 1e6,
        text.len() as f64 / 1e6,
        text.matches(", before: ").count(),
    );
    recover(folder.path(), &article, &layer);
}
