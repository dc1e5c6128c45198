//! What is written comes back, and CoNLL-U Plus of others is read.

use super::*;
use crate::{
    annotation::AnnotationId,
    article::{CharOffset, Metadata, Text},
    exchange::{
        Item, Loss, anchor, fit,
        hostile::{items, items_of, survives_damage},
        trial,
    },
    labels::LabelId,
};

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchange/conllup/conllu.conllup")
}

/// The documents and problems of a file, each in a line.
fn told(items: Vec<Item>) -> Vec<String> {
    let told = items.into_iter().map(|item| match item {
        Item::Document(found) => {
            let document = anchor(*found, None, "-", "me", jiff::Timestamp::UNIX_EPOCH).document;
            let spans: Vec<String> = document
                .spans()
                .into_iter()
                .map(|(_, annotation)| format!("{}:{}", annotation.label, document.quote(annotation)))
                .collect();
            format!("{} {:?} {spans:?}", document.id, document.text.as_str())
        }
        Item::Problem(problem) => format!("{}: {}", problem.place.line.unwrap_or_default(), problem.what),
        Item::Label(label) => label.name,
    });
    told.collect()
}

fn read(text: &str) -> Vec<String> {
    let (items, done) = items_of(&ConllUPlus, "a.conllup", text.as_bytes());
    done.expect("readable");
    told(items)
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&ConllUPlus);
}

#[test]
fn files_of_conllu_are_read() {
    let (found, done) = items(&ConllUPlus, &sample());
    done.expect("readable");
    assert_eq!(
        told(found),
        [
            r#"n1 "Ana's in Köln.\n😊 Bonn" ["fact:Ana's in Köln.", "PER:Ana's", "LOC:Köln", "LOC:Bonn"]"#,
            r#"n2 "Far  off" ["ORG:Far  off"]"#,
        ]
    );
}

#[test]
fn damage_is_survived() {
    let bytes = std::fs::read(sample()).expect("a file");
    survives_damage(&ConllUPlus, "a.conllup", &bytes);
    let (_, done) = items_of(&ConllUPlus, "a.conllup", b"1\ta\n");
    assert!(done.expect_err("refused").to_string().contains("# global.columns"));
    let head = "# global.columns = ID FORM MISC SPAN:L1\n";
    let far = "# newdoc\n1\ta\tTokenRange=0:1\tO\n2\tb\tTokenRange=18446744073709551614:18446744073709551615\tO\n";
    assert_eq!(read(&format!("{head}{far}")), ["2: the document is too long"]);
    let far = "1\ta\tTokenRange=0:1\tO\n2\tb\tTokenRange=60000000:60000001\tB-x\n\n# newdoc\n";
    let told = read(&format!("{head}{}", far.repeat(3)));
    assert!(
        told[0].starts_with("- \"a  ") && told[1..] == ["5: the document is too long", "9: the document is too long"]
    );
    assert_eq!(
        read(&format!("{head}# empty_document = {{\n\n1\n2\tb\t_\n# document = 7\n")),
        [
            "2: it is no record of a document: EOF while parsing an object at line 1 column 1",
            "4: it has no token",
            r#"- "b" []"#,
        ]
    );
}

#[test]
fn only_files_with_columns_of_tags_are_claimed() {
    let claim = |name: &str, head: &str| {
        let candidate = Candidate {
            path: Path::new(name),
            head: head.as_bytes(),
        };
        [&ConllUPlus as &dyn Format, &super::super::conll::Conll].map(|format| format.claim(&candidate))
    };
    let named = "# global.columns = ID FORM CORE:NER\n1\ta\tB-x\n";
    assert_eq!(claim("a.conllup", named), [Claim::Main, Claim::No]);
    assert_eq!(claim("a.conll", named), [Claim::Main, Claim::No]);
    assert_eq!(
        claim("a.conllup", "# global.columns = ID FORM HEAD\n"),
        [Claim::No, Claim::No]
    );
    assert_eq!(claim("a.conll", "1\ta\tB-x\n"), [Claim::No, Claim::Main]);
}

fn document(text: &str, spans: &[(usize, usize, &str)]) -> Document {
    let text = Text::new(text.to_owned());
    let mut layer = DocumentLayer::of("ana");
    for (number, (start, end, label)) in spans.iter().enumerate() {
        layer.annotations.push(Annotation {
            id: AnnotationId::numbered(number),
            span: text
                .span_of_chars(CharOffset::new(*start), CharOffset::new(*end))
                .expect("a span"),
            label: LabelId::new(label),
            second: None,
            note: None,
            unsure: false,
            origin: None,
            made: jiff::Timestamp::UNIX_EPOCH,
            changed: None,
            moved: None,
        });
    }
    layer.sort();
    Document {
        id: "d1".to_owned(),
        text: std::sync::Arc::new(text),
        metadata: Metadata::default(),
        extra: std::collections::BTreeMap::new(),
        split: None,
        layers: vec![layer],
    }
}

#[test]
fn a_file_is_as_others_write_it() {
    let mut losses = Losses::default();
    let first = document("\tOne!\u{a0} \nTwo\n", &[(0, 5, "a b"), (1, 5, "x")]);
    let second = document(" \n", &[(0, 1, "x")]);
    let second = Document {
        id: "d2".to_owned(),
        ..second
    };
    let fitted = [first, second].map(|document| fit(&ConllUPlus, document, &mut losses));
    assert_eq!(
        fitted.each_ref().map(|document| document.text.as_str()),
        [" One!\n\n\nTwo", ""]
    );
    let counts = [Loss::Span, Loss::Edges, Loss::WhiteSpace, Loss::LabelName].map(|loss| losses.count(loss));
    assert_eq!(counts, [1, 1, 2, 1]);
    let folder = trial::write(&ConllUPlus, &Dataset::default(), &fitted).expect("written");
    let text = std::fs::read_to_string(folder.path().join("dataset/annotations.conllup")).expect("a file");
    let layer = r#""layers":[{"annotator":"ana","state":"InProgress""#;
    let made = r#""made":"1970-01-01T00:00:00Z""#;
    let expected = [
        "# global.columns = ID FORM MISC SPAN:L1 SPAN:L2".to_owned(),
        r#"# empty_document = {"id":"d2","meta":{},"layers":[],"columns":[]}"#.to_owned(),
        "# newdoc id = d1".to_owned(),
        format!(
            r#"# document = {{"id":"d1","meta":{{}},{layer},"spans":[{{"id":"000000",{made}}},{{"id":"000001",{made}}}]}}],"columns":[2],"tags":{{"a_b":"a b"}}}}"#
        ),
        "# sent_id = d1-1\n# text = One!".to_owned(),
        "1\tOne\tTokenRange=1:4|SpaceAfter=No\tB-a_b\tB-x\n2\t!\tTokenRange=4:5\tI-a_b\tI-x\n".to_owned(),
        "# sent_id = d1-2\n# text = Two".to_owned(),
        "1\tTwo\tTokenRange=8:11\tO\tO\n\n".to_owned(),
    ];
    assert_eq!(text, expected.join("\n"));
}

#[test]
fn units_have_no_place() {
    let dataset = Dataset {
        is_units: true,
        ..Dataset::default()
    };
    let error = trial::write(&ConllUPlus, &dataset, &[]).expect_err("refused");
    assert!(error.contains("choose csv"), "{error}");
}
