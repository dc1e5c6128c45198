//! Tests of RON.

use super::*;
use crate::exchange::{Item, samples, trial};

#[test]
fn everything_comes_back() {
    trial::round_trip(&Ron);
}

const EXAMPLE: &str = include_str!("../../../../seeds/microsoft-openai.txt");

const FILE: &str = r##"#![enable(implicit_some)]
(
  version: 1,
  id: "d01",
  lang: "en",
  extra: {
    "desk": "politics\r\n",
  },
  split: "train",
  text: r#"She said "yes"."#,
  labels: [
    (
      id: "fact",
      name: "Fact",
      color: "#0072b2",
    ),
  ],
  layers: [
    (
      annotator: "ana",
      state: Done,
      document: [
        "fact",
      ],
      annotations: [
        (at: (9, 14), label: "fact", quote: r#""yes""#, note: "a\nb", id: "k3f9", made: "2026-03-04T09:12:31Z"),
      ],
    ),
  ],
)
"##;

#[test]
fn a_file_is_as_it_was_designed() {
    let items = samples::read(&Ron, "d01.ron", FILE.as_bytes()).expect("read");
    let [Item::Label(label), Item::Document(found)] = &items[..] else {
        panic!("{items:?}")
    };
    let document = crate::exchange::anchor((**found).clone(), None, "", "", jiff::Timestamp::UNIX_EPOCH).document;
    let dataset = Dataset {
        labels: LabelSet::new(vec![(**label).clone()]).expect("a set"),
        ..Dataset::default()
    };
    let folder = trial::write(&Ron, &dataset, &[document]).expect("written");
    let written = std::fs::read_to_string(folder.path().join("dataset/d01.ron")).expect("a file");
    assert_eq!(written, FILE);
}

#[test]
fn what_is_wrong_is_told_and_does_no_harm() {
    samples::read_beginnings(&Ron, "a.ron", FILE.as_bytes());
    let read = |from: &str, to: &str| samples::read(&Ron, "a.ron", FILE.replace(from, to).as_bytes());
    let newer = read("version: 1", "version: 2").expect("read");
    assert!(matches!(&newer[..], [Item::Problem(problem)] if problem.what.contains("update")));
    let negative = read("(9, 14)", "(-9, 14)").expect("read");
    assert!(matches!(&negative[..], [_, Item::Document(_), Item::Problem(_)]));
    assert!(
        read("lang:", "mood: (deep: [1]), lang:").is_ok(),
        "unknown fields are passed over"
    );
    assert!(read("(9, 14)", "(9, 99999999999999999999999999)").is_err());
    assert!(read("\"train\"", &"[".repeat(100_000)).is_err());
    assert!(read("\"train\"", "7").is_err());
}

#[test]
fn annotation_files_are_read_with_their_articles_and_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let ron = folder.path().join("microsoft-openai.ron");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/microsoft-openai.ron");
    std::fs::copy(data, &ron).expect("copied");
    let read = || {
        let mut documents = Vec::new();
        let take = &mut |item| {
            if let Item::Document(found) = item {
                documents.push(*found);
            }
            std::ops::ControlFlow::Continue(())
        };
        Ron.read(&ron, &ReadOptions::default(), take).expect("read");
        documents.pop().expect("a document")
    };
    let without = read();
    assert_eq!(
        (without.id.as_deref(), without.text),
        (Some("microsoft-openai.txt"), None)
    );
    assert!(without.layers[0].spans.len() > 10);
    std::fs::write(folder.path().join("microsoft-openai.txt"), EXAMPLE).expect("written");
    let with = read();
    assert_eq!(with.text.as_deref(), Some(EXAMPLE));
    assert_eq!(with.layers[0].spans.len(), without.layers[0].spans.len());
}

#[test]
fn other_files_are_not_claimed() {
    for (name, head, claim) in [
        ("a.ron", FILE, Claim::Main),
        ("a.ron", "(\n  version: 1,\n  article: (path: \"a.txt\"", Claim::Main),
        (
            "a.article.ron",
            "#![enable(implicit_some)]\n(\n  version: 1,\n  title: \"a\",",
            Claim::No,
        ),
        (
            "glossator.ron",
            "#![enable(implicit_some)]\n(\n  version: 1,\n  name: \"a\",",
            Claim::No,
        ),
        ("a.ron", "(width: 3, version: 1, id: 2)", Claim::No),
        ("a.txt", FILE, Claim::No),
    ] {
        let (path, head) = (Path::new(name), head.as_bytes());
        assert_eq!(Ron.claim(&Candidate { path, head }), claim, "{name}");
    }
}
