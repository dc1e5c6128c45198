//! Trials that every format must pass: whatever a project holds goes out, comes back, and goes out once more as the same
//! bytes.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::super::*;
use crate::{
    annotation::{Annotation, AnnotationId, State},
    article::{ByteOffset, Metadata, Text},
    labels::{Label, LabelId, LabelSet, Rgb},
};

/// A dataset and its documents.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub dataset: Dataset,
    pub documents: Vec<Document>,
}

/// Datasets of all kinds go through the format and come back.
pub(crate) fn round_trip(format: &dyn Format) {
    round_trip_with(format, Extras::default());
}

/// The same with something that only this format can do.
pub(crate) fn round_trip_with(format: &dyn Format, extras: Extras) {
    let config = proptest::test_runner::Config {
        cases: 96,
        failure_persistence: None,
        ..Default::default()
    };
    let mut runner = TestRunner::new(config);
    let trials = trials(extras);
    let run = runner.run(&trials, |trial| {
        check(format, &trial).map_err(proptest::test_runner::TestCaseError::fail)
    });
    match run {
        Ok(()) => {}
        Err(proptest::test_runner::TestError::Fail(why, trial)) => {
            panic!("{}: {why}\n{:#?}", format.name(), trial.documents)
        }
        Err(error) => panic!("{}: {error}", format.name()),
    }
}

/// Exports, reads back, compares; exports what was read once more and compares the bytes.
pub(crate) fn check(format: &dyn Format, trial: &Trial) -> Result<(), String> {
    let mut losses = Losses::default();
    let fitted: Vec<Document> = trial
        .documents
        .iter()
        .map(|document| fit(format, document.clone(), &mut losses))
        .collect();
    for document in &fitted {
        let mut more = Losses::default();
        let again = fit(format, document.clone(), &mut more);
        let mut proof = Proof::new(format.carries());
        proof.out(document);
        proof
            .back(&again)
            .and_then(|()| proof.end().map(drop))
            .map_err(|error| format!("fitted twice: {error}"))?;
    }
    let first = write(format, &trial.dataset, &fitted)?;
    let back = read_all(format, first.path())?;
    let mut proof = Proof::new(format.carries());
    fitted.iter().for_each(|document| proof.out(document));
    for document in &back {
        proof.back(document)?;
    }
    proof.end()?;
    if format.carries().text == carries::Text::None {
        return Ok(());
    }
    let second = write(format, &trial.dataset, &merged(back))?;
    let (first, second) = (files(first.path()), files(second.path()));
    if first != second {
        let differs = first.iter().find(|(name, bytes)| second.get(*name) != Some(bytes));
        let (name, bytes) = differs.map_or((String::new(), &[][..]), |(name, bytes)| (name.clone(), &bytes[..]));
        let other = second
            .get(&name)
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        return Err(format!(
            "{name} is another one the second time:\n{}\n--- and then\n{other:?}",
            String::from_utf8_lossy(bytes)
        ));
    }
    Ok(())
}

/// Writes a dataset to a folder that vanishes with the value.
pub(crate) fn write(
    format: &dyn Format,
    dataset: &Dataset,
    documents: &[Document],
) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let outgoing = crate::store::Outgoing::new(folder.path()).map_err(|error| error.to_string())?;
    let files = Files::new(&outgoing, "dataset", None);
    let mut writer = format.begin(dataset, &files).map_err(|error| error.to_string())?;
    for document in documents {
        writer.add(document).map_err(|error| error.to_string())?;
    }
    writer.finish().map_err(|error| error.to_string())?;
    outgoing
        .put_folder("dataset", &folder.path().join("dataset"))
        .map_err(|error| error.to_string())?;
    drop(outgoing);
    Ok(folder)
}

/// All documents of a folder, as the format reads them; every problem is an error.
pub(crate) fn read_all(format: &dyn Format, folder: &Path) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    for found in found_in(format, folder)? {
        match found {
            Item::Document(found) => {
                let is_without = format.carries().text == carries::Text::None && found.text.is_none();
                let text = is_without.then(|| stand_in(&found));
                let anchored = anchor(*found, text.as_ref(), "", "", Timestamp::UNIX_EPOCH);
                if let Some(problem) = anchored.repaired.iter().chain(&anchored.lost).next() {
                    return Err(problem.to_string());
                }
                documents.push(anchored.document);
            }
            Item::Problem(problem) => return Err(problem.to_string()),
            Item::Label(_) => {}
        }
    }
    Ok(documents)
}

/// All that a format finds in a folder.
pub(crate) fn found_in(format: &dyn Format, folder: &Path) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    for path in paths(folder) {
        let head = crate::store::folder::head_of(&path, crate::readers::HEAD).map_err(|error| error.to_string())?;
        let candidate = Candidate {
            path: &path,
            head: &head,
        };
        match format.claim(&candidate) {
            Claim::No => return Err(format!("{} is not claimed", path.display())),
            Claim::Part => {}
            Claim::Main => {
                let mut take = |item| {
                    items.push(item);
                    ControlFlow::Continue(())
                };
                format
                    .read(&path, &ReadOptions::default(), &mut take)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
    }
    Ok(items)
}

/// All that a format finds in one file, which it must claim.
pub(crate) fn items_of(format: &dyn Format, path: &Path, options: &ReadOptions) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut take = |item| {
        items.push(item);
        ControlFlow::Continue(())
    };
    let read = format.read(path, options, &mut take);
    read.map(|()| items).map_err(|error| error.to_string())
}

/// What a format finds in the first of some files that lie in one folder.
pub(crate) fn read_files(format: &dyn Format, files: &[(&str, &[u8])]) -> Result<Vec<Item>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).map_err(|error| error.to_string())?;
        std::fs::write(path, content).map_err(|error| error.to_string())?;
    }
    read_at(format, &folder.path().join(files[0].0))
}

/// What a format finds in a file.
pub(crate) fn read_at(format: &dyn Format, path: &Path) -> Result<Vec<Item>, String> {
    items_of(format, path, &ReadOptions::default())
}

/// What a file of such a name and content is to a format.
pub(crate) fn claim_of(format: &dyn Format, name: &str, content: &[u8]) -> Claim {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    claim_at(format, &path)
}

/// What a file is to a format.
pub(crate) fn claim_at(format: &dyn Format, path: &Path) -> Claim {
    let head = crate::store::folder::head_of(path, crate::readers::HEAD).expect("a file");
    format.claim(&Candidate { path, head: &head })
}

/// A sample of files as another program writes them.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/exchange")
        .join(name)
}

/// All documents that a format reads from the file `name` below `tests/data/exchange`, with nothing wrong in it.
pub(crate) fn sampled(format: &dyn Format, name: &str) -> Vec<Document> {
    let path = sample(name);
    assert_eq!(claim_at(format, &path), Claim::Main, "{}", path.display());
    let items = items_of(format, &path, &ReadOptions::default()).expect("readable");
    let documents = items.into_iter().filter_map(|item| match item {
        Item::Document(found) => Some(anchor(*found, None, "", "", Timestamp::UNIX_EPOCH)),
        Item::Problem(problem) => panic!("{problem}"),
        Item::Label(_) => None,
    });
    let documents = documents.map(|anchored| {
        assert!(
            anchored.repaired.is_empty() && anchored.lost.is_empty(),
            "{:?} {:?}",
            anchored.repaired,
            anchored.lost
        );
        anchored.document
    });
    documents.collect()
}

/// The spans of a document in short: who, start, end, label and text of each.
pub(crate) fn in_short(document: &Document) -> Vec<(String, usize, usize, String, String)> {
    let spans = document.spans().into_iter().map(|(layer, annotation)| {
        let (start, end) = document.chars(annotation);
        let (label, quote) = (annotation.label.to_string(), document.quote(annotation).to_owned());
        (layer.annotator.clone(), start.get(), end.get(), label, quote)
    });
    spans.collect()
}

/// Sentences, each labelled as a whole by one annotator.
pub(crate) fn sentences(extras: Extras) -> Trial {
    let texts = ["It rained.", "I think it was too much, \"frankly\".", "😊", ""];
    let labels = [Some("fact"), Some("认知规律"), None, Some("fact")];
    let document = |(number, (text, label)): (usize, (&str, Option<&str>))| Document {
        id: format!("d1#{number}"),
        text: Arc::new(Text::new(text.to_owned())),
        metadata: Metadata::default(),
        extra: BTreeMap::new(),
        split: Some(SPLITS[number % 2].to_owned()),
        layers: vec![DocumentLayer {
            document: label.map(LabelId::new).into_iter().collect(),
            ..DocumentLayer::of("ana")
        }],
    };
    Trial {
        dataset: Dataset {
            name: "Sentences".to_owned(),
            labels: label_set(&["fact", "认知规律"]),
            annotators: vec!["ana".to_owned()],
            splits: SPLITS.map(str::to_owned).to_vec(),
            is_units: true,
            extras,
        },
        documents: texts.into_iter().zip(labels).enumerate().map(document).collect(),
    }
}

/// The documents among what was found, anchored; and all problems, those of spans too, as texts without their places.
pub(crate) fn sorted(items: Vec<Item>) -> (Vec<Anchored>, Vec<String>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Document(found) => {
                let anchored = anchor(*found, None, "", "", Timestamp::UNIX_EPOCH);
                problems.extend(anchored.lost.iter().map(|problem| problem.what.clone()));
                documents.push(anchored);
            }
            Item::Problem(problem) => problems.push(problem.what),
            Item::Label(_) => {}
        }
    }
    (documents, problems)
}

/// What layers say, in short: `annotator: label “quote”, …`.
pub(crate) fn said(document: &Document, layers: &[DocumentLayer]) -> Vec<String> {
    let one = |layer: &DocumentLayer| {
        let spans = layer.annotations.iter();
        let spans = spans.map(|annotation| format!("{} “{}”", annotation.label, document.quote(annotation)));
        let labels = layer.document.iter().map(|label| format!("[{label}]"));
        let all: Vec<String> = spans.chain(labels).collect();
        format!("{}: {}", layer.annotator, all.join(", "))
    };
    layers.iter().map(one).collect()
}

/// A dataset in which everything is said that can be said.
pub(crate) fn example() -> Trial {
    let mut runner = TestRunner::deterministic();
    let is_rich = |trial: &Trial| {
        let spans = trial.documents.iter().map(|document| document.spans().len());
        trial.documents.len() > 1 && trial.dataset.annotators.len() > 1 && spans.sum::<usize>() > 8
    };
    let mut more = std::iter::repeat_with(|| {
        let tree = trials(Extras::default()).new_tree(&mut runner).expect("a trial");
        tree.current()
    });
    more.find(is_rich).expect("one of many")
}

/// Sentences with one label each, as datasets for text classification have them; the last has none.
pub(crate) fn units() -> Trial {
    let document = |number: usize, text: &str, label: Option<&str>| Document {
        id: format!("d{number}"),
        text: Arc::new(Text::new(text.to_owned())),
        metadata: Metadata::default(),
        extra: BTreeMap::new(),
        split: None,
        layers: vec![DocumentLayer {
            document: label.map(LabelId::new).into_iter().collect(),
            ..DocumentLayer::of("ana")
        }],
    };
    Trial {
        dataset: Dataset {
            name: "units".to_owned(),
            labels: label_set(&["fact", "opinion"]),
            annotators: vec!["ana".to_owned()],
            is_units: true,
            ..Dataset::default()
        },
        documents: vec![
            document(1, "It is so 💥.", Some("fact")),
            document(2, "It is bad.", Some("opinion")),
            document(3, "Source", None),
        ],
    }
}

/// A file of a dataset that was written, as text.
pub(crate) fn written(format: &dyn Format, trial: &Trial, name: &str) -> String {
    let folder = write(format, &trial.dataset, &trial.documents).expect("written");
    std::fs::read_to_string(folder.path().join("dataset").join(name)).expect("a file")
}

/// The same document may have come several times, each time with what others say of it.
fn merged(documents: Vec<Document>) -> Vec<Document> {
    let mut by_id: BTreeMap<String, Document> = BTreeMap::new();
    for document in documents {
        match by_id.get_mut(&document.id) {
            None => {
                by_id.insert(document.id.clone(), document);
            }
            Some(known) => {
                known.layers.extend(document.layers);
                known.layers.sort_by(|one, other| one.annotator.cmp(&other.annotator));
            }
        }
    }
    by_id.into_values().collect()
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    crate::store::folder::files_below(folder).0
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let inner = |path: &Path| {
        path.strip_prefix(folder)
            .expect("inside")
            .to_string_lossy()
            .into_owned()
    };
    paths(folder)
        .into_iter()
        .map(|path| {
            (
                inner(&path),
                crate::store::folder::read_at_most(&path, u64::MAX >> 1).expect("a file"),
            )
        })
        .collect()
}

/// Pieces of texts that have been the trouble of many programs.
const PIECES: &[&str] = &[
    "Parliament passed the budget.",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "a",
    "mark",
    "DATE",
    "attr",
    "é",
    "e\u{301}",
    "👩‍👩‍👧",
    "🇩🇪",
    "😊",
    "𠮷野家",
    "東京都は、",
    "שלום",
    "\u{200f}",
    "\u{202b}abc\u{202c}",
    "क्षत्रिय",
    "\u{200b}",
    "\u{feff}",
    "\u{a0}",
    "\u{ad}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{b}",
    "\u{c}",
    "\u{1c}",
    "\u{1f}",
    "\u{0}",
    "\u{7f}",
    "\u{fffe}",
    "<b>",
    "&amp;",
    "]]>",
    "\"",
    "'",
    "\\",
    "=1+1",
    "-DOCSTART-",
    "#",
    "|",
    ";",
    ",",
    "{",
    "}",
    "%",
    "_",
    "*",
    "[1]",
    "/",
    "NULL",
    "null",
    "3–2",
];

/// Datasets with texts of all planes, spans that overlap, nest and repeat, labels and annotators with odd names.
pub(crate) fn trials(extras: Extras) -> impl Strategy<Value = Trial> {
    let names = prop::sample::subsequence(
        vec![
            "fact",
            "opinion",
            "Structural Judgment",
            "认知规律",
            "a,b;\"c\"'d'",
            "new\nline",
            "<&>",
            "tab\there",
            "_",
            "B-fact",
        ],
        1..=6,
    );
    let annotators = prop::sample::subsequence(vec!["ana", "ben", "Çelik Ö.", "李 雷"], 1..=3);
    (names, annotators, prop::bool::ANY).prop_flat_map(move |(names, annotators, is_divided)| {
        let documents = prop::collection::vec(document(names.clone(), annotators.clone(), is_divided), 1..5);
        documents.prop_map(move |documents| Trial {
            dataset: Dataset {
                name: "A \"trial\" & more".to_owned(),
                labels: label_set(&names),
                annotators: annotators.iter().map(|&name| name.to_owned()).collect(),
                splits: if is_divided {
                    SPLITS.map(str::to_owned).to_vec()
                } else {
                    Vec::new()
                },
                is_units: false,
                extras,
            },
            documents: documents
                .into_iter()
                .enumerate()
                .map(|(number, document)| named(document, number))
                .collect(),
        })
    })
}

const SPLITS: [&str; 3] = ["train", "validation", "test"];

fn named(document: Document, number: usize) -> Document {
    const IDS: [&str; 5] = ["d01-news", "may/2. two words", "Ünïcödé 文", "a&b<c>\"d\"", "e=\\e|;"];
    Document {
        id: format!("{number}{}", IDS[number % IDS.len()]),
        ..document
    }
}

fn label_set(names: &[&str]) -> LabelSet {
    let label = |(number, name): (usize, &&str)| Label {
        id: LabelId::new(name),
        name: format!("{name}!"),
        color: Rgb([number as u8 * 20, 100, 200]),
        key: "fxyzvw".chars().nth(number),
        definition: format!("What is \"{name}\"."),
        parent: None,
        examples: Vec::new(),
        hard_cases: Vec::new(),
    };
    LabelSet::new(names.iter().enumerate().map(label).collect()).expect("a set")
}

fn document(
    labels: Vec<&'static str>,
    annotators: Vec<&'static str>,
    is_divided: bool,
) -> impl Strategy<Value = Document> {
    let text = prop_oneof![
        1 => Just(String::new()),
        12 => prop::collection::vec(prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 1..40)
            .prop_map(|pieces| pieces.concat().replace('\r', "")),
    ];
    let spans = prop::collection::vec(
        (
            any::<u16>(),
            0_u16..60,
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            any::<u8>(),
        ),
        0..12,
    );
    let facts = (
        prop::option::of("[ -~é文]{1,12}"),
        prop::option::of("[a-z\"<&\n]{1,8}"),
        prop::option::of(Just("en".to_owned())),
    );
    let split = prop::sample::select(&SPLITS[..]);
    (text, spans, facts, split, any::<u8>()).prop_map(move |(text, spans, (title, extra, language), split, more)| {
        let text = Text::new(text);
        let mut layers: Vec<DocumentLayer> = annotators.iter().map(|&name| DocumentLayer::of(name)).collect();
        for (number, (start, length, label, who, bits)) in spans.into_iter().enumerate() {
            let label = LabelId::new(labels[label.index(labels.len())]);
            let who = who.index(layers.len());
            if let Some(annotation) = annotation(&text, number, (start, length), label, bits) {
                layers[who].annotations.push(annotation);
            }
        }
        for (number, layer) in layers.iter_mut().enumerate() {
            layer.sort();
            let bit = |bit: u8| more >> ((number as u8 + bit) % 8) & 1 == 1;
            layer.state = if bit(0) { State::Done } else { State::InProgress };
            layer.document = if bit(1) {
                vec![LabelId::new(labels[0])]
            } else {
                Vec::new()
            };
        }
        Document {
            id: String::new(),
            text: Arc::new(text),
            metadata: Metadata {
                title: title.clone(),
                url: title.map(|title| format!("https://example.org/?q={title}&r=1")),
                language,
                ..Metadata::default()
            },
            extra: extra.map(|extra| ("desk".to_owned(), extra)).into_iter().collect(),
            split: is_divided.then(|| split.to_owned()),
            layers,
        }
    })
}

fn annotation(text: &Text, number: usize, at: (u16, u16), label: LabelId, bits: u8) -> Option<Annotation> {
    let boundaries: Vec<usize> = text
        .as_str()
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.end().get()])
        .collect();
    let last = boundaries.len() - 1;
    if last == 0 {
        return None;
    }
    let start = usize::from(at.0) % last;
    let end = (start + 1 + usize::from(at.1) % 20).min(last);
    let made = Timestamp::from_second(1_772_615_551 + number as i64).expect("a time");
    Some(Annotation {
        id: AnnotationId::new(format!("k{number:03}")),
        span: text
            .span(ByteOffset::new(boundaries[start]), ByteOffset::new(boundaries[end]))
            .ok()?,
        second: (bits & 1 == 1).then(|| LabelId::new("fact")),
        label,
        note: (bits & 2 == 2).then(|| "line 1\nline \"2\"\twith tab, 文".into()),
        unsure: bits & 4 == 4,
        origin: (bits & 8 == 8).then(|| "import:doccano".into()),
        made,
        changed: (bits & 16 == 16).then_some(made),
        moved: None,
    })
}
