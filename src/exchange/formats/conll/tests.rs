//! What is written comes back, and CoNLL of all kinds is read.

use super::*;
use crate::{
    annotation::AnnotationId,
    article::CharOffset,
    exchange::{
        DocumentLayer, Extras, Item, Loss, anchor,
        hostile::{items, items_of, survives_damage},
        trial,
    },
    labels::LabelId,
};

fn sample(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/exchange/conll")
        .join(name)
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

fn read(name: &str, text: &str) -> Vec<String> {
    let (items, done) = items_of(&Conll, name, text.as_bytes());
    done.expect("readable");
    told(items)
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&Conll);
    let bilou = Extras {
        bilou: true,
        ..Extras::default()
    };
    trial::round_trip_with(&Conll, bilou);
}

#[test]
fn files_of_nltk_and_spacy_are_read() {
    let (found, done) = items(&Conll, &sample("nltk.conll"));
    done.expect("readable");
    assert_eq!(
        told(found),
        [r#"- "Ana Ruiz met the EU .\nKöln Bonn 😊" ["PER:Ana Ruiz", "ORG:EU", "LOC:Köln", "LOC:Bonn"]"#]
    );
    let (found, done) = items(&Conll, &sample("dev.bilou"));
    done.expect("readable");
    match &found[0] {
        Item::Document(found) => assert_eq!(found.split.as_deref(), Some("validation")),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        told(found),
        [
            r#"- "Prices rose by 3 % in May ." ["fact:Prices rose", "how_much:by 3 % in May"]"#,
            r#"- "She was right" ["opinion:She was right"]"#,
            r#"- "No ." []"#,
        ]
    );
}

#[test]
fn columns_and_comments_of_all_kinds_are_read() {
    // CoNLL 2003 as it was given out: four columns, IOB1, documents of AIDA with their names.
    let iob1 = "-DOCSTART- (1 EU)\r\n\r\nEU NNP I-NP I-ORG\r\nJane NNP I-NP I-PER\r\nAnn NNP I-NP B-PER\r\n\r\n\
                -DOCSTART- -X- O O\r\n\r\n# NN I-NP O\r\n";
    assert_eq!(
        read("a.conll03", iob1),
        [
            r##"1 EU "EU Jane Ann" ["ORG:EU", "PER:Jane", "PER:Ann"]"##,
            r##"- "#" []"##
        ]
    );
    // Numbered tokens, and comments as in CoNLL-U.
    let numbered = "# newdoc id = n 1\n# text = I am in O\n1\tI\tO\n2\tam\tB-X\n\n1\tit\tI-X\n# newdoc\n1\t2\tB-Y\n";
    assert_eq!(
        read("a.conll", numbered),
        [r#"n 1 "I am\nit" ["X:am", "X:it"]"#, r#"- "2" ["Y:2"]"#]
    );
    // Tags without letters, and lines without a tag.
    assert_eq!(
        read("a.iob", "Ana PER\nRuiz PER\nmet\n"),
        [r#"- "Ana Ruiz met" ["PER:Ana Ruiz"]"#]
    );
    assert_eq!(read("a.bio", "\n\n"), [""; 0]);
}

#[test]
fn the_columns_can_be_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.conll");
    std::fs::write(&path, "B-NP\tEU\tB-ORG\tx\n").expect("written");
    let read = |columns: &[(&str, &str)]| {
        let options = ReadOptions {
            columns: columns
                .iter()
                .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()))
                .collect(),
            ..ReadOptions::default()
        };
        let mut items = Vec::new();
        let done = Conll.read(&path, &options, &mut |item| {
            items.push(item);
            std::ops::ControlFlow::Continue(())
        });
        done.map(|()| told(items)).map_err(|error| error.to_string())
    };
    assert_eq!(
        read(&[("text", "2"), ("label", "3")]),
        Ok(vec![r#"- "EU" ["ORG:EU"]"#.to_owned()])
    );
    assert_eq!(
        read(&[("label", "tag")]),
        Err("the column of the label must be a number from 1, and is \"tag\"".to_owned())
    );
}

#[test]
fn only_conll_is_claimed() {
    let claim = |name: &str, head: &str| {
        Conll.claim(&Candidate {
            path: Path::new(name),
            head: head.as_bytes(),
        })
    };
    let iob = "# id\nEU\tB-ORG\n\nAna\tO\nhalf of a li";
    assert_eq!(claim("a.conll", iob), Claim::Main);
    assert_eq!(claim("a.txt", iob), Claim::No);
    assert_eq!(claim("train.txt", "-DOCSTART- -X- O O\n\nEU NNP O O\n"), Claim::Main);
    assert_eq!(claim("a.conll", "An article that is called so.\n"), Claim::No);
    assert_eq!(claim("a.conll", "1\tI\tI\tPRON\t_\t_\t0\troot\t_\t_\n"), Claim::No);
    assert_eq!(claim("a.conll", ""), Claim::No);
}

#[test]
fn what_stands_beside_is_noticed_to_be_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("train.conll");
    std::fs::write(&path, "-DOCSTART-\n\na\tO\n\n-DOCSTART-\n\nb\tB-x_y\n").expect("written");
    let rows = "{\"id\":\"one\",\"tokens\":1}\n{\"id\":\"two\",\"tokens\":1,\"tags\":{\"x_y\":\"x y\"}}\n";
    std::fs::write(folder.path().join("train.documents.jsonl"), rows).expect("written");
    let (found, _) = items(&Conll, &path);
    assert_eq!(told(found), [r#"one "a" []"#, r#"two "b" ["x y:b"]"#]);
    for rows in [
        rows.replace("\"tokens\":1,", "\"tokens\":7,"),
        "{\"id\":\"one\",\"tokens\":1}\n[".to_owned(),
    ] {
        std::fs::write(folder.path().join("train.documents.jsonl"), rows).expect("written");
        let told = told(items(&Conll, &path).0);
        assert_eq!((told.len(), &*told[2]), (3, r#"- "b" ["x_y:b"]"#));
        assert!(told[1].starts_with("5: what stands beside it"), "{}", told[1]);
    }
}

#[test]
fn damage_is_survived() {
    for name in ["nltk.conll", "dev.bilou"] {
        let bytes = std::fs::read(sample(name)).expect("a file");
        survives_damage(&Conll, name, &bytes);
    }
    assert_eq!(read("a.conll", "\tO\n"), ["1: it has no token"]);
}

fn document(text: &str, spans: &[(usize, usize, &str)]) -> Document {
    let text = crate::article::Text::new(text.to_owned());
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
        metadata: crate::article::Metadata::default(),
        extra: BTreeMap::new(),
        split: Some("validation".to_owned()),
        layers: vec![layer],
    }
}

#[test]
fn a_span_joins_lines_and_its_edges_are_trimmed() {
    let spans = [(0, 3, "a b"), (2, 10, "long"), (10, 11, "blank"), (11, 14, "edge")];
    let mut losses = Losses::default();
    let document = document("One.\nTwo.  end\n\nNew\u{a0}line", &spans);
    let fitted = crate::exchange::fit(&Conll, document, &mut losses);
    assert_eq!(fitted.text.as_str(), "On e . Two . end\nNew line");
    let counts = [
        Loss::Overlap,
        Loss::Span,
        Loss::Edges,
        Loss::WhiteSpace,
        Loss::LabelName,
    ];
    assert_eq!(counts.map(|loss| losses.count(loss)), [1, 1, 1, 1, 0]);
    let dataset = Dataset::default();
    let folder = trial::write(&Conll, &dataset, &[fitted]).expect("written");
    let read = |name: &str| std::fs::read_to_string(folder.path().join("dataset").join(name)).expect("a file");
    assert_eq!(
        read("dev.conll"),
        "-DOCSTART- -X- O O\n\nOn\tO\ne\tB-long\n.\tI-long\nTwo\tI-long\n.\tI-long\nend\tB-edge\n\nNew\tO\nline\tO\n\n"
    );
    assert_eq!(
        read("dev.documents.jsonl"),
        "{\"id\":\"d1\",\"split\":\"validation\",\"meta\":{},\"layers\":[{\"state\":\"InProgress\"}],\"tokens\":8}\n"
    );
}

#[test]
fn units_have_no_place() {
    let dataset = Dataset {
        is_units: true,
        ..Dataset::default()
    };
    let error = trial::write(&Conll, &dataset, &[]).expect_err("refused");
    assert!(error.contains("choose csv"), "{error}");
}
