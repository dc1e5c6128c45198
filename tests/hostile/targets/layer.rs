//! Annotation files.

use std::{fs, path::Path};

use glossator::{
    article::{Article, decode},
    store::{self, Fault, FaultKind, Home, Loaded},
};

use super::{input, root, samples};

/// What is labelled, where the input brings no text.
const TEXT: &str = "Budget passes\n\nYes. 😊 Many said \"yes\". Yes.";

pub fn seeds() -> Vec<Vec<u8>> {
    let layer = fs::read(root().join("tests/data/microsoft-openai.ron")).expect("the example's labels");
    let article = fs::read(root().join("seeds/microsoft-openai.txt")).expect("the example");
    let lone = fs::read(root().join("tests/hostile/seeds/layer.ron")).expect("a layer");
    let mut seeds = vec![[layer, article].join(input::CUT), lone];
    for (_, bytes) in samples("tests/data/versions/layer") {
        seeds.push(bytes);
    }
    seeds
}

pub fn run(input: &[u8]) {
    let parts = input::parts(input, 2);
    let text = parts.get(1).map_or_else(|| TEXT.to_owned(), |text| input::text(text));
    let folder = tempfile::tempdir().expect("a folder");
    let (layer, article) = (folder.path().join("news.ron"), folder.path().join("news.txt"));
    fs::write(&layer, parts[0]).expect("written");
    fs::write(&article, &text).expect("written");
    let article = Article::new(article, decode::plain(text));
    check(&layer, &article);
    let before = fs::read(&layer).expect("still there");
    // Whatever article the file names, none is read that lies elsewhere.
    if let Ok(opened) = store::open(&layer, None, "ana", |_| ()) {
        let opened = opened.article.path().canonicalize().expect("a file");
        assert!(
            opened.starts_with(folder.path().canonicalize().expect("a folder")),
            "{opened:?}"
        );
    }
    assert_eq!(
        fs::read(&layer).expect("still there"),
        before,
        "reading changed the file"
    );
}

fn check(path: &Path, article: &Article) {
    let outline = store::outline(path);
    let Ok(loaded) = store::load(path, article, Home::Beside) else {
        return;
    };
    let _ = loaded.told(path);
    for annotation in loaded.layer.iter() {
        assert_eq!(
            article.text().span(annotation.span.start(), annotation.span.end()),
            Ok(annotation.span)
        );
    }
    if loaded.faults.is_empty() {
        assert_eq!(
            outline.map(|outline| outline.marks.len()).ok(),
            Some(loaded.layer.len())
        );
    }
    if loaded.writable().is_err() {
        return;
    }
    // What is saved is loaded as it was, and gives the same bytes.
    let saved = ron(article, &loaded);
    fs::write(path, &saved).expect("written");
    let again = store::load(path, article, Home::Beside).expect("what was saved can be loaded");
    assert!(again.writable().is_ok(), "{:?}", again.read_only);
    // That other words were taken for a quote is told once, and marked from then on.
    let is_lasting = |fault: &&Fault| !matches!(fault.kind, FaultKind::OtherWords { .. });
    assert_eq!(
        (again.layer.len(), again.faults.len()),
        (loaded.layer.len(), loaded.faults.iter().filter(is_lasting).count())
    );
    assert_eq!(again.header, loaded.header);
    assert_eq!(again.layer.about(), loaded.layer.about());
    assert_eq!(ron(article, &again), saved);
}

fn ron(article: &Article, loaded: &Loaded) -> String {
    store::to_ron("news.txt", article, &loaded.header, &loaded.layer).expect("RON")
}
