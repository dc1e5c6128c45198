//! Files of labels in every format of the exchange.

use std::{
    fs,
    ops::ControlFlow,
    path::{Component, Path, PathBuf},
};

use glossator::{
    exchange::{
        self, Anchored, Candidate, Claim, Dataset, Document, FORMATS, Files, Format, Item, Losses, Proof, ReadOptions,
        anchor, carries, stand_in,
    },
    labels::{Label, LabelId, LabelSet, Rgb},
    readers::HEAD,
    store::{Outgoing, folder},
};
use jiff::Timestamp;

use super::{input, samples};

/// How many files an input can hold.
const MOST_FILES: usize = 6;
/// How many documents of an input go out again.
const MOST_DOCUMENTS: usize = 4;

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (number, format) in FORMATS.iter().enumerate() {
        let folder = format!("tests/data/exchange/{}", format.name().replace('-', "_"));
        let files = samples(&folder);
        // Each of them is once the file that is read, with the others beside it.
        for (first, (_, bytes)) in files.iter().enumerate() {
            let name = |name: &str| name.replace('\\', "/").into_bytes();
            let beside = files.iter().enumerate().filter(|(other, _)| *other != first);
            let beside = beside
                .take(MOST_FILES - 1)
                .map(|(_, (other, bytes))| (name(other), bytes));
            let all = [(name(&files[first].0), bytes)].into_iter().chain(beside);
            let parts: Vec<Vec<u8>> = all.flat_map(|(name, bytes)| [name, bytes.clone()]).collect();
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            seeds.push(input::of_parts(number, &parts));
        }
        seeds.extend(written(number, *format));
    }
    seeds
}

/// A document as the format itself writes it.
fn written(number: usize, format: &dyn Format) -> Option<Vec<u8>> {
    let document = exchange::fit(format, seed_document()?, &mut Losses::default());
    let outgoing = write(format, &document)?;
    let folder = outgoing.path("dataset");
    let mut parts = Vec::new();
    for path in folder::files_below(&folder).0.into_iter().take(MOST_FILES) {
        let name = path.strip_prefix(&folder).ok()?.to_string_lossy().into_owned();
        parts.extend([name.into_bytes(), fs::read(&path).ok()?]);
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Some(input::of_parts(number, &parts))
}

fn seed_document() -> Option<Document> {
    let line = r#"{"id":"d1","text":"Parliament passed the budget. \"Barely\", 😊 said the chair.","spans":[{"start":0,"end":29,"label":"fact"},{"start":30,"end":38,"label":"opinion"}]}"#;
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("a.jsonl");
    fs::write(&path, line).ok()?;
    read_all(FORMATS[0], &path)
        .into_iter()
        .next()
        .map(|anchored| anchored.document)
}

pub fn run(input: &[u8]) {
    let Some((first, rest)) = input::choice(input) else {
        return;
    };
    let format = FORMATS[first % FORMATS.len()];
    let folder = tempfile::tempdir().expect("a folder");
    let parts = input::parts(rest, 2 * MOST_FILES);
    let files = parts
        .chunks_exact(2)
        .filter_map(|pair| put(folder.path(), pair[0], pair[1]));
    let files: Vec<PathBuf> = files.collect();
    let Some(path) = files.first() else { return };
    claims(format, path);
    for anchored in read_all(format, path).into_iter().take(MOST_DOCUMENTS) {
        goes_out(format, anchored.document);
    }
}

/// Puts a file in a folder, where its name stays in it.
fn put(folder: &Path, name: &[u8], bytes: &[u8]) -> Option<PathBuf> {
    let name = Path::new(std::str::from_utf8(name).ok().filter(|name| name.len() < 80)?);
    if !name.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = folder.join(name);
    fs::create_dir_all(path.parent()?).ok()?;
    fs::write(&path, bytes).ok()?;
    Some(path)
}

fn claims(format: &'static dyn Format, path: &Path) {
    let Ok(head) = folder::head_of(path, HEAD) else { return };
    let candidate = Candidate { path, head: &head };
    let _ = (format.claim(&candidate), exchange::claim(&candidate, None));
}

/// All documents of a file, in their texts.
fn read_all(format: &dyn Format, path: &Path) -> Vec<Anchored> {
    let mut documents = Vec::new();
    let _ = format.read(path, &ReadOptions::default(), &mut |item| {
        if let Item::Document(found) = item {
            let is_without = format.carries().text == carries::Text::None && found.text.is_none();
            let text = is_without.then(|| stand_in(&found));
            let anchored = anchor(*found, text.as_ref(), "name", "by", Timestamp::UNIX_EPOCH);
            check(&anchored.document);
            documents.push(anchored);
        }
        ControlFlow::Continue(())
    });
    documents
}

fn check(document: &Document) {
    for (_, annotation) in document.spans() {
        let span = annotation.span;
        assert_eq!(document.text.span(span.start(), span.end()), Ok(span));
    }
    for layer in &document.layers {
        let mut ids: Vec<_> = layer
            .annotations
            .iter()
            .map(|annotation| annotation.id.as_str())
            .collect();
        ids.sort_unstable();
        assert!(
            ids.iter().all(|id| !id.is_empty()) && ids.is_sorted_by(|one, other| one < other),
            "{ids:?}"
        );
    }
}

/// Whatever came in goes out in the same format, and comes back as it went.
fn goes_out(format: &'static dyn Format, document: Document) {
    let once = exchange::fit(format, document, &mut Losses::default());
    let twice = exchange::fit(format, once.clone(), &mut Losses::default());
    let mut proof = Proof::new(format.carries());
    proof.out(&once);
    proof
        .back(&twice)
        .and_then(|()| proof.end().map(drop))
        .expect("fitting twice changes nothing");
    let Some(outgoing) = write(format, &once) else { return };
    let mut proof = Proof::new(format.carries());
    proof.out(&once);
    for path in folder::files_below(&outgoing.path("dataset")).0 {
        let head = folder::head_of(&path, HEAD).expect("a file");
        let candidate = Candidate {
            path: &path,
            head: &head,
        };
        match format.claim(&candidate) {
            Claim::No => panic!("{} does not know {}", format.name(), path.display()),
            Claim::Part => {}
            Claim::Main => {
                for anchored in read_all(format, &path) {
                    proof
                        .back(&anchored.document)
                        .unwrap_or_else(|why| panic!("{}: {why}\n{once:#?}", format.name()));
                }
            }
        }
    }
    proof
        .end()
        .unwrap_or_else(|why| panic!("{}: {why}\n{once:#?}", format.name()));
}

/// The document in files of the format; `None` where a dataset cannot have such labels.
fn write(format: &dyn Format, document: &Document) -> Option<Outgoing> {
    let dataset = Dataset {
        name: "trial".to_owned(),
        labels: labels(document)?,
        annotators: document.layers.iter().map(|layer| layer.annotator.clone()).collect(),
        splits: document.split.iter().cloned().collect(),
        ..Dataset::default()
    };
    let outgoing = Outgoing::apart().expect("a folder");
    let files = Files::new(&outgoing, "dataset", None);
    let mut writer = format.begin(&dataset, &files).ok()?;
    writer.add(document).expect("what is fitted can be written");
    writer.finish().expect("what is fitted can be written");
    Some(outgoing)
}

fn labels(document: &Document) -> Option<LabelSet> {
    let mut ids: Vec<&LabelId> = Vec::new();
    for layer in &document.layers {
        ids.extend(&layer.document);
        for annotation in &layer.annotations {
            ids.extend([&annotation.label]);
            ids.extend(&annotation.second);
        }
    }
    ids.sort();
    ids.dedup();
    let label = |id: &LabelId| Label {
        id: id.clone(),
        name: id.to_string(),
        color: Rgb([0, 0x72, 0xb2]),
        key: None,
        definition: String::new(),
        parent: None,
        examples: Vec::new(),
        hard_cases: Vec::new(),
    };
    LabelSet::new(ids.into_iter().map(label).collect()).ok()
}
