//! What is written comes back, what spaCy has written is read, and nothing harms.

use std::{io::Read as _, ops::ControlFlow};

use super::*;
use crate::{
    annotation::State,
    exchange::{
        Found, Item, TRAIN, anchor,
        hostile::{items, items_of, survives_damage},
        trial,
    },
    labels::LabelId,
};

fn sample(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/exchange/spacy")
        .join(name)
}

fn documents(name: &str) -> Vec<Found> {
    let (items, done) = items(&Spacy, &sample(name));
    done.expect("readable");
    let found = items.into_iter().map(|item| match item {
        Item::Document(found) => *found,
        other => panic!("{other:?}"),
    });
    found.collect()
}

/// Who says what of which words.
fn said(found: &Found) -> Vec<(String, String, String)> {
    let anchored = anchor(found.clone(), None, "", "-", jiff::Timestamp::UNIX_EPOCH);
    assert!(anchored.lost.is_empty(), "{:?}", anchored.lost);
    let document = anchored.document;
    let spans = document.spans();
    let said = spans.into_iter().map(|(layer, annotation)| {
        let quote = document.quote(annotation).to_owned();
        (layer.annotator.clone(), annotation.label.to_string(), quote)
    });
    said.collect()
}

fn words(said: &[(String, String, String)]) -> Vec<(&str, &str, &str)> {
    said.iter()
        .map(|(who, label, quote)| (&**who, &**label, &**quote))
        .collect()
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&Spacy);
}

#[test]
fn entities_of_spacy_are_read() {
    let found = documents("train.spacy");
    assert_eq!(
        found[0].text.as_deref(),
        Some("Ana Ruiz met the EU in Köln 😊 on 3 March.")
    );
    assert_eq!(found[0].split.as_deref(), Some(TRAIN));
    assert_eq!(
        words(&said(&found[0])),
        [
            ("-", "PERSON", "Ana Ruiz"),
            ("-", "ORG", "EU"),
            ("-", "GPE", "Köln"),
            ("-", "DATE", "3 March")
        ]
    );
    assert_eq!((found[1].text.as_deref(), found[1].layers.len()), (Some(""), 0));
    assert_eq!(found[2].text.as_deref(), Some("No spaces known"));
    assert_eq!(words(&said(&found[2])), [("-", "LAW", "spaces known")]);
    assert_eq!(found.len(), 3);
}

#[test]
fn groups_cats_and_attributes_of_spacy_are_read() {
    let found = documents("groups.spacy");
    assert_eq!(
        words(&said(&found[0])),
        [
            ("-", "fact", "Prices rose."),
            ("ruler", "TOPIC", "Prices"),
            ("-", "mark", "Prices"),
            ("-", "opinion", "They will fall, she said."),
            ("-", "fact", "They will fall"),
        ]
    );
    let layer = found[0].layers.iter().find(|layer| layer.annotator.is_none());
    assert_eq!(layer.expect("one").document, [LabelId::new("economy")]);
    assert_eq!(found[0].metadata.title.as_deref(), Some("Prices"));
    assert_eq!(found[0].extra["desk"], "money");
    assert_eq!(found[0].split, None);
    assert_eq!(words(&said(&found[1])), [("-", "KEY", "key")]);
}

#[test]
fn damage_is_survived() {
    for name in ["train.spacy", "groups.spacy"] {
        let bytes = std::fs::read(sample(name)).expect("a file");
        survives_damage(&Spacy, name, &bytes);
        // The same within, where it is not noticed by the sum at the end.
        let mut unpacked = Vec::new();
        flate2::read::ZlibDecoder::new(&*bytes)
            .read_to_end(&mut unpacked)
            .expect("unpacked");
        for at in (0..unpacked.len()).step_by(7) {
            let mut damaged = unpacked.clone();
            damaged[at] = damaged[at].wrapping_add(1 + (at % 255) as u8);
            for bytes in [&damaged[..], &unpacked[..at]] {
                for item in items_of(&Spacy, name, &packed(bytes)).0 {
                    if let Item::Document(found) = item {
                        anchor(*found, None, "", "", jiff::Timestamp::UNIX_EPOCH);
                    }
                }
            }
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

#[test]
fn bombs_are_refused() {
    let said = |bytes: &[u8]| {
        let error = items_of(&Spacy, "a.spacy", &packed(bytes)).1.expect_err("refused");
        error.to_string()
    };
    // A map, of which a field is a list of so many lists in lists.
    let deep = [&b"\x81\xa4cats"[..], &[0x91; 100_000]].concat();
    assert!(said(&deep).starts_with("it is no DocBin"), "{}", said(&deep));
    // A list that says it has four thousand million things, and one that has five million.
    let long = [&b"\x81\xa5attrs\xdd\xff\xff\xff\xff"[..]].concat();
    assert!(said(&long).starts_with("it is no DocBin"), "{}", said(&long));
    let nothings = [&b"\x81\xa4cats\xdd\x00\x4c\x4b\x40"[..], &[0xc0; 5_000_000]].concat();
    assert!(said(&nothings).contains("too much"), "{}", said(&nothings));
    let zeros = [&b"\x81\xa6tokens\xc6\x20\x00\x00\x00"[..], &vec![0; 300 << 20]].concat();
    assert!(said(&zeros).contains("larger than 256 MiB"), "{}", said(&zeros));
}

#[test]
fn only_docbins_are_claimed() {
    let claim = |name: &str, head: &[u8]| {
        let path = Path::new(name);
        Spacy.claim(&Candidate { path, head })
    };
    let bytes = std::fs::read(sample("train.spacy")).expect("a file");
    assert_eq!(claim("train.spacy", &bytes), Claim::Main);
    assert_eq!(claim("train.spacy", &bytes[..200]), Claim::Main);
    assert_eq!(claim("train.bin", &bytes), Claim::No);
    assert_eq!(claim("train.spacy", b"x\x9cno"), Claim::No);
    assert_eq!(claim("train.spacy", &packed(b"an article about tokens")), Claim::No);
}

fn small(number: usize, text: &str) -> Document {
    let found = Found {
        id: Some(format!("d{number}")),
        text: Some(text.to_owned()),
        ..Found::default()
    };
    anchor(found, None, "", "", jiff::Timestamp::UNIX_EPOCH).document
}

#[test]
fn large_parts_are_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let outgoing = crate::store::Outgoing::new(folder.path()).expect("begun");
    let files = Files::new(&outgoing, "spacy", None);
    let dataset = Dataset::default();
    let mut writer = Box::new(Bins::new(&dataset, &files, 5));
    for number in 0..5 {
        writer.add(&small(number, "Three words here.")).expect("written");
    }
    writer.finish().expect("written");
    let mut ids = Vec::new();
    for part in 1..=3 {
        let path = outgoing.path(&format!("spacy/train/{part:05}.spacy"));
        Spacy
            .read(&path, &ReadOptions::default(), &mut |item| {
                if let Item::Document(found) = item {
                    ids.extend(found.id);
                }
                ControlFlow::Continue(())
            })
            .expect("read");
    }
    assert_eq!(ids, ["d0", "d1", "d2", "d3", "d4"]);
}

#[test]
fn units_are_classified() {
    let mut dataset = Dataset {
        is_units: true,
        ..Dataset::default()
    };
    let label = |id: &str| crate::labels::built_in().propose(id, |_| false);
    dataset.labels = crate::labels::LabelSet::new(vec![label("Fact"), label("Opinion")]).expect("a set");
    let id = dataset.labels.labels()[0].id.clone();
    let mut unit = small(1, "Prices rose.");
    unit.layers = vec![crate::exchange::DocumentLayer {
        document: vec![id.clone()],
        state: State::Done,
        ..crate::exchange::DocumentLayer::of("ana")
    }];
    let folder = trial::write(&Spacy, &dataset, &[unit]).expect("written");
    let bytes = std::fs::read(folder.path().join("dataset/train.spacy")).expect("a file");
    let mut unpacked = Vec::new();
    flate2::read::ZlibDecoder::new(&*bytes)
        .read_to_end(&mut unpacked)
        .expect("unpacked");
    let cats = [&b"\xa4cats\x91\x82"[..], &packed_cat(id.as_str(), 1.0)].concat();
    assert!(memchr::memmem::find(&unpacked, &cats).is_some());
    let back = trial::read_all(&Spacy, folder.path()).expect("read");
    assert_eq!(back[0].layers[0].document, [id]);
}

fn packed_cat(label: &str, weight: f64) -> Vec<u8> {
    let mut packed = rmp_serde::to_vec(label).expect("packed");
    packed.extend(rmp_serde::to_vec(&weight).expect("packed"));
    packed
}
