//! The small files of a project and of the program.

use std::{fs, path::Path};

use glossator::{
    project::{BATCHES, Index, Parts, SPLITS},
    store::{self, MANIFEST, Manifest, article_file, settings::SettingsFile},
};

use super::{input, root, samples};

/// The files, by their names.
const NAMES: [&str; 9] = [
    MANIFEST,
    "news.article.ron",
    "labels.ron",
    "settings.ron",
    "keys.ron",
    "projects.ron",
    SPLITS,
    BATCHES,
    "news.index",
];

pub fn seeds() -> Vec<Vec<u8>> {
    let files = ["tests/hostile/seeds", "tests/data/versions"]
        .into_iter()
        .flat_map(samples);
    let seeds = files.filter_map(|(path, bytes)| {
        let kind = NAMES.iter().position(|name| Path::new(&path).ends_with(name))?;
        Some(input::of_parts(kind, &[&bytes]))
    });
    let labels = fs::read(root().join("assets/labels.ron")).expect("the built-in labels");
    seeds.chain([input::of_parts(2, &[&labels])]).collect()
}

pub fn run(input: &[u8]) {
    let Some((first, bytes)) = input::choice(input) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let name = NAMES[first % NAMES.len()];
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    match name {
        MANIFEST => manifest(folder.path(), &path),
        "news.article.ron" => article(&path),
        "labels.ron" => labels(&path),
        SPLITS | BATCHES => parts(folder.path(), name),
        "news.index" => drop(Index::cached(&path)),
        _ => settings(folder.path(), &path),
    }
}

fn manifest(root: &Path, path: &Path) {
    let before = fs::read(path).expect("a file");
    let Ok(manifest) = Manifest::read(root) else { return };
    match Manifest::change(root, |_| ()) {
        Ok(written) => {
            assert_eq!(written, manifest);
            assert_eq!(Manifest::read(root).expect("what was written can be read"), manifest);
        }
        Err(_) => assert_eq!(fs::read(path).expect("still there"), before),
    }
}

fn article(path: &Path) {
    let before = fs::read(path).expect("a file");
    let Ok(article) = article_file::read(path) else { return };
    let text = article.text().as_str();
    match article_file::correct(path, text, text) {
        Ok(()) => {
            let again = article_file::read(path).expect("what was written can be read");
            assert_eq!((again.text().as_str(), again.metadata()), (text, article.metadata()));
            assert_eq!(again.provenance(), article.provenance());
        }
        Err(_) => assert_eq!(fs::read(path).expect("still there"), before),
    }
}

fn labels(path: &Path) {
    let Ok(labels) = store::read_labels(path) else { return };
    let before = fs::read(path).expect("a file");
    match store::write_labels(path, &labels) {
        Ok(()) => assert_eq!(store::read_labels(path).expect("what was written can be read"), labels),
        Err(_) => assert_eq!(fs::read(path).expect("still there"), before),
    }
}

fn parts(root: &Path, name: &str) {
    let Ok(Some(parts)) = Parts::read(root, name) else {
        return;
    };
    if parts.write(root, name).is_ok() {
        let again = Parts::read(root, name).expect("what was written can be read");
        // There are numbers that are not the same as themselves.
        assert_eq!(format!("{again:?}"), format!("{:?}", Some(parts)));
    }
}

fn settings(folder: &Path, path: &Path) {
    let before = fs::read(path).expect("a file");
    let mut file = SettingsFile::load_from(folder);
    assert_eq!(fs::read(path).expect("still there"), before, "reading changed the file");
    let all = |file: &SettingsFile| format!("{:?} {:?} {:?}", file.get(), file.keys(), file.projects());
    let _ = file.change(|settings| settings.knows_how ^= true);
    let _ = file.change_keys(|keys| drop(keys.insert("label-1".to_owned(), vec!["F5".to_owned()])));
    let _ = file.change_projects(|projects| projects.is_open ^= true);
    let again = SettingsFile::load_from(folder);
    assert_eq!(all(&again), all(&file));
    assert_eq!(again.warning(), None);
    // What could not be used is kept.
    if file.warning().is_some() {
        let kept = glossator::store::folder::files_below(folder).0;
        assert!(
            kept.iter()
                .any(|path| fs::read(path).is_ok_and(|bytes| bytes == before)),
            "{kept:?}"
        );
    }
}
