//! What is written comes back, and what Prodigy writes is read.

use super::*;
use crate::exchange::{
    DocumentLayer, Item, anchor,
    hostile::{items, items_of, survives_damage},
    trial,
};

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchange/prodigy/annotations.jsonl")
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&Prodigy);
}

#[test]
fn sessions_choices_and_answers_of_prodigy_are_read() {
    let (items, done) = items(&Prodigy, &sample());
    done.expect("readable");
    let mut said = Vec::new();
    for item in items {
        match item {
            Item::Document(found) => {
                let document = anchor(*found, None, "-", "me", jiff::Timestamp::UNIX_EPOCH).document;
                for layer in &document.layers {
                    let spans: Vec<String> = layer
                        .annotations
                        .iter()
                        .map(|annotation| format!("{}: {}", annotation.label, document.quote(annotation)))
                        .collect();
                    said.push(format!(
                        "{} {} {:?} {spans:?} {:?}",
                        document.id, layer.annotator, layer.state, layer.document
                    ));
                }
            }
            Item::Problem(problem) => said.push(problem.what),
            Item::Label(label) => panic!("{label:?}"),
        }
    }
    assert_eq!(
        said,
        [
            r#"- ana InProgress ["fact: 😊 Prices rose", "opinion: rose"] []"#,
            r#"n1 me InProgress ["fact: Nothing"] []"#,
            r#"- ben Skipped [] []"#,
            r#"- me InProgress [] [LabelId("economy"), LabelId("sport")]"#,
            r#"- me InProgress [] [LabelId("INSULT")]"#,
            "it was rejected, and is left out",
        ]
    );
}

#[test]
fn damage_is_survived() {
    let bytes = std::fs::read(sample()).expect("a file");
    survives_damage(&Prodigy, "annotations.jsonl", &bytes);
    let line = br#"{"text":"a","spans":[{"start":-1,"end":1e99,"label":"x"}],"_view_id":"spans_manual"}"#;
    assert!(matches!(&*items_of(&Prodigy, "a.jsonl", line).0, [Item::Problem(_)]));
}

#[test]
fn files_are_of_prodigy_or_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = |name: &str, line: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, line).expect("written");
        let candidate = Candidate {
            path: &path,
            head: line.as_bytes(),
        };
        [&Prodigy as &dyn Format, &jsonl::Jsonl].map(|format| format.claim(&candidate))
    };
    let prodigy = r#"{"text":"a","spans":[],"_input_hash":1,"_task_hash":2,"answer":"accept"}"#;
    assert_eq!(claims("a.jsonl", prodigy), [Claim::Main, Claim::No]);
    assert_eq!(claims("a.txt", prodigy), [Claim::No, Claim::No]);
    let others = r#"{"text":"a","spans":[]}"#;
    assert_eq!(claims("b.jsonl", others), [Claim::No, Claim::Main]);
    assert_eq!(
        claims("c.jsonl", r#"{"text":"a","_view_id":"text"}"#),
        [Claim::No, Claim::No]
    );
}

#[test]
fn a_line_is_as_prodigy_writes_it() {
    let text = crate::article::Text::new("𠮷 won  3–2".to_owned());
    let span = |start: usize, end: usize| {
        text.span_of_chars(
            crate::article::CharOffset::new(start),
            crate::article::CharOffset::new(end),
        )
        .expect("a span")
    };
    let annotation = Annotation {
        id: crate::annotation::AnnotationId::new("k001"),
        span: span(2, 8),
        label: LabelId::new("fact"),
        second: None,
        note: Some("so".into()),
        unsure: false,
        origin: None,
        made: jiff::Timestamp::UNIX_EPOCH,
        changed: None,
        moved: None,
    };
    let document = Document {
        id: "d02".to_owned(),
        text: std::sync::Arc::new(text),
        metadata: crate::article::Metadata::default(),
        extra: BTreeMap::new(),
        split: None,
        layers: vec![DocumentLayer {
            annotations: vec![annotation],
            ..DocumentLayer::of("ana")
        }],
    };
    let dataset = Dataset {
        name: "my-news".to_owned(),
        ..Dataset::default()
    };
    let folder = trial::write(&Prodigy, &dataset, std::slice::from_ref(&document)).expect("written");
    let line = std::fs::read_to_string(folder.path().join("dataset/annotations.jsonl")).expect("a file");
    assert_eq!(
        line,
        concat!(
            r#"{"text":"𠮷 won  3–2","meta":{"id":"d02"},"tokens":[{"text":"𠮷","start":0,"end":1,"id":0,"ws":true},"#,
            r#"{"text":"won","start":2,"end":5,"id":1,"ws":true},{"text":" ","start":6,"end":7,"id":2,"ws":false},"#,
            r#"{"text":"3","start":7,"end":8,"id":3,"ws":false},{"text":"–","start":8,"end":9,"id":4,"ws":false},"#,
            r#"{"text":"2","start":9,"end":10,"id":5,"ws":false}],"spans":[{"start":2,"end":8,"token_start":1,"#,
            r#""token_end":3,"label":"fact","id":"k001","note":"so","made":"1970-01-01T00:00:00Z"}],"#,
            r#""layers":[{"annotator":"ana","state":"InProgress"}],"_view_id":"spans_manual","#,
            r#""_annotator_id":"my_news-ana","_session_id":"my_news-ana","answer":"accept"}"#,
            "\n"
        )
    );
}
