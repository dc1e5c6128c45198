//! Journals: what they say is done again, or left.

use std::{fs, sync::Arc};

use glossator::{
    annotation::{Event, Layer},
    article::{Article, decode},
    store::{Home, Loaded, Places},
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
    let journals = folder.path().join(".glossator/journals/ana");
    fs::create_dir_all(&journals).expect("made");
    fs::write(journals.join("news.txt.jsonl"), input).expect("written");
    let home = Home::Project {
        root: folder.path().to_owned(),
        labels: Arc::default(),
        coverage: false,
    };
    let places = Places::of(&home, &folder.path().join("annotations/ana/news.txt.ron"), None);
    let Loaded { mut layer, .. } = Loaded::fresh(&article, "ana", Home::Beside);
    let on_disk = Loaded::fresh(&article, "ana", Home::Beside)
        .writable()
        .expect("no file");

    let remembered = places.remember(&article, &layer, &on_disk);
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

fn check(article: &Article, layer: &Layer) {
    for annotation in layer.iter() {
        assert_eq!(
            article.text().span(annotation.span.start(), annotation.span.end()),
            Ok(annotation.span)
        );
    }
}
