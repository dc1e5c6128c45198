//! Journals: what they say is done again, or left.

use std::fs;

use glossator::{
    annotation::{Event, History, Layer},
    article::{Article, decode},
    store::{Home, Journal, Loaded, journal},
};

use super::root;

const TEXT: &str = "Budget passes\n\nYes. 😊 Many said \"yes\". Yes.";

pub fn seeds() -> Vec<Vec<u8>> {
    let lines = fs::read_to_string(root().join("tests/hostile/seeds/journal.jsonl")).expect("a journal");
    let lines = lines.replace("HASH", article().sha256());
    let saved = lines.replace("{\"file\":{\"content\":null}}\n", "");
    vec![
        format!("{saved}{{\"file\":{{\"content\":null}}}}\n").into_bytes(),
        lines.into_bytes(),
    ]
}

fn article() -> Article {
    Article::new("news.txt".into(), decode::plain(TEXT.to_owned()))
}

pub fn run(input: &[u8]) {
    let article = article();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("news.jsonl");
    fs::write(&path, input).expect("written");
    let Loaded { mut layer, .. } = Loaded::fresh(&article, "ana", Home::Beside);
    let on_disk = Loaded::fresh(&article, "ana", Home::Beside)
        .writable()
        .expect("no file");

    let remembered = journal::remember(&path, &article, &layer, &on_disk);
    kept(&article, &remembered.history);
    let mut history = remembered.history;
    for event in &remembered.unsaved {
        if history.happen(&mut layer, event).is_err() {
            break;
        }
        check(&article, &layer);
    }
    // All of it can be undone and done again, as far as it fits.
    for event in [Event::Undone, Event::Redone] {
        for _ in 0..=history.len() {
            if history.happen(&mut layer, &event).is_err() {
                break;
            }
            check(&article, &layer);
        }
    }
}

/// What a journal is begun with comes back from it.
fn kept(article: &Article, history: &History) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("news.jsonl");
    let Loaded { layer, .. } = Loaded::fresh(article, "ana", Home::Beside);
    let on_disk = Loaded::fresh(article, "ana", Home::Beside).writable().expect("no file");
    let again = |history: &History| {
        drop(Journal::open(path.clone(), article, history, &on_disk));
        journal::remember(&path, article, &layer, &on_disk).history
    };
    let first = again(history);
    assert_eq!(first.len(), history.len());
    // Fractions of seconds are not kept, so what came back is compared, and not what others may have written.
    assert!(
        again(&first).events().eq(first.events()),
        "a history changes when it is kept"
    );
}

fn check(article: &Article, layer: &Layer) {
    for annotation in layer.iter() {
        assert_eq!(
            article.text().span(annotation.span.start(), annotation.span.end()),
            Ok(annotation.span)
        );
    }
}
