//! Several programs on one annotation file: at the end every annotation of all is there.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    thread,
    time::Duration,
};

use glossator::{
    annotation::{Annotation, AnnotationId, Edit, Event, Layer, Step},
    article::{self, Article, ByteOffset},
    labels::LabelId,
    store::{self, Header, Home, Loaded, Places, Remembered, SaveStatus, Saver, load},
};
use jiff::Timestamp;

/// Where a child works, and which one it is; without it this is the parent.
const FOLDER: &str = "GLOSSATOR_TEST_FOLDER";
const NUMBER: &str = "GLOSSATOR_TEST_NUMBER";
/// A file that says that the third is done.
const OVER: &str = "over";
const SENTENCE: &str = "Parliament passed the budget. 😊 ";
/// How many annotations each child makes.
const EACH: usize = 40;

fn article(folder: &Path) -> Article {
    article::read(&folder.join("news.txt"), None).expect("an article")
}

fn layer_path(folder: &Path) -> PathBuf {
    folder.join("news.ron")
}

/// An annotation of the sentence with a number, which nobody else makes.
fn annotation(article: &Article, number: usize) -> Annotation {
    let start = number * SENTENCE.len();
    let at = |offset: usize| ByteOffset::new(start + offset);
    Annotation {
        id: AnnotationId::new(format!("n{number}")),
        span: article.text().span(at(0), at(29)).expect("a span"),
        label: LabelId::new("fact"),
        second: None,
        note: None,
        unsure: false,
        origin: None,
        made: Timestamp::from_second(1_772_615_551).expect("a time"),
        changed: None,
        moved: None,
    }
}

fn opened(folder: &Path, article: &Article) -> Loaded {
    load(&layer_path(folder), article, Home::Beside).unwrap_or_else(|_| Loaded::fresh(article, "ana", Home::Beside))
}

fn ids(layer: &Layer) -> BTreeSet<String> {
    layer
        .iter()
        .map(|annotation| annotation.id.as_str().to_owned())
        .collect()
}

/// Labels its own sentences through the thread that saves, as the window does. The other test starts it in a process of
/// its own; by itself it has nothing to do.
#[test]
fn child() {
    let (Some(folder), Some(number)) = (env::var_os(FOLDER).map(PathBuf::from), env::var(NUMBER).ok()) else {
        return;
    };
    let number: usize = number.parse().expect("a number");
    let article = article(&folder);
    let loaded = opened(&folder, &article);
    let on_disk = loaded.writable().expect("writable");
    let parts = (loaded.layer, Remembered::default());
    let saver = Saver::start(
        layer_path(&folder),
        article.clone(),
        loaded.header,
        parts,
        on_disk,
        Places::default(),
        Box::new(|| {}),
    )
    .expect("a thread");
    for index in 0..EACH {
        let edits = vec![Edit::Add(annotation(&article, number * EACH + index))];
        let name = "Labelled".to_owned();
        saver.happened(Event::Done(Arc::new(Step { name, edits })));
        thread::sleep(Duration::from_millis(7 + 5 * (index as u64 % 4)));
        if index % 5 == 0 {
            let status = saver.flush(Duration::from_secs(20));
            assert!(matches!(status, SaveStatus::Saved { .. }), "{status:?}");
        }
    }
    // The others go on; whoever has a window open looks when a file changes.
    let mut left = 4;
    while left > 0 {
        thread::sleep(Duration::from_millis(50));
        left -= usize::from(folder.join(OVER).exists());
        saver.look();
        let status = saver.flush(Duration::from_secs(20));
        assert!(matches!(status, SaveStatus::Saved { .. }), "{status:?}");
    }
}

#[test]
fn at_the_end_every_annotation_of_all_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("news.txt"), SENTENCE.repeat(4 * EACH)).expect("written");
    let article = article(folder);
    let header = Header::fresh(&article, "ana", Home::Beside);
    let labels = Loaded::fresh(&article, "ana", Home::Beside).layer.about().clone();
    let first = Layer::with_annotations((*labels).clone(), vec![annotation(&article, 3 * EACH)]).0;
    store::save_layer(&layer_path(folder), &article, &header, &first).expect("saved");
    let children: Vec<_> = (0..2)
        .map(|number| {
            Command::new(env::current_exe().expect("this test"))
                .args(["child", "--exact", "--nocapture"])
                .env(FOLDER, folder)
                .env(NUMBER, number.to_string())
                .spawn()
                .expect("it starts")
        })
        .collect();
    // A third that knows nothing of the others: it reads the file, adds one, and puts it back whole.
    for index in 0..15 {
        thread::sleep(Duration::from_millis(45));
        let mut layer = opened(folder, &article).layer;
        layer
            .apply(&Edit::Add(annotation(&article, 2 * EACH + index)))
            .expect("it is new");
        store::save_layer(&layer_path(folder), &article, &header, &layer).expect("saved");
    }
    // Whoever writes without looking must not be the last: nobody would be there to mend it.
    fs::write(folder.join(OVER), "").expect("written");
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let there = ids(&opened(folder, &article).layer);
    let wanted = (0..2 * EACH).chain(2 * EACH..2 * EACH + 15).chain([3 * EACH]);
    let missing: Vec<String> = wanted
        .map(|number| format!("n{number}"))
        .filter(|id| !there.contains(id))
        .collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name())
        .collect();
    assert_eq!(names.len(), 3, "nothing is left beside: {names:?}");
}
