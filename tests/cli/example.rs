//! The example article, labelled as in `seed_labels.json`: saved, exported, checked and counted.

use std::{fs, path::Path};

use glossator::{
    annotation::{About, Annotation, AnnotationId, Edit, Layer, State},
    article::{self, Article, CharOffset},
    labels::{self, LabelId},
    store::{Header, Home, load, to_ron},
};

use crate::desk::{Desk, assert_golden};

/// The labels of a careful person, as a layer: what they found hard is unsure, with the reason as a note.
fn labelled(article: &Article) -> Layer {
    let gold = fs::read_to_string("tests/data/seed_labels.json").expect("a file");
    let gold: serde_json::Value = serde_json::from_str(&gold).expect("JSON");
    let mut layer = Layer::new(About {
        state: State::Done,
        ..About::with_labels(labels::built_in())
    });
    let units = gold["units"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|unit| !unit["label"].is_null());
    for (number, unit) in units.enumerate() {
        let at = |key: &str| CharOffset::new(unit[key].as_u64().expect("a number") as usize);
        let hard = unit["hard"].as_bool().expect("yes or no");
        let annotation = Annotation {
            id: AnnotationId::new(format!("s{:03}", number + 1)),
            span: article.text().span_of_chars(at("start"), at("end")).expect("a span"),
            label: LabelId::new(unit["label"].as_str().expect("a label")),
            second: None,
            note: hard.then(|| unit["reason"].as_str().expect("a reason").into()),
            unsure: hard,
            origin: None,
            made: format!("2026-03-04T09:12:{number:02}Z").parse().expect("a time"),
            changed: None,
            moved: None,
        };
        layer.apply(&Edit::Add(annotation)).expect("it fits");
    }
    layer
}

fn saved() -> (Article, String) {
    let article = article::read(Path::new("seeds/microsoft-openai.txt"), None).expect("an article");
    let header = Header::fresh(&article, "seed", Home::Beside);
    let ron = to_ron("microsoft-openai.txt", &article, &header, &labelled(&article)).expect("RON");
    (article, ron)
}

#[test]
fn the_saved_file_is_the_golden_one_and_stays_so() {
    let (article, ron) = saved();
    assert_golden("microsoft-openai.ron", &ron);
    let loaded = load(Path::new("tests/data/microsoft-openai.ron"), &article, Home::Beside).expect("a file");
    assert!(loaded.faults.is_empty() && loaded.notices.is_empty() && loaded.read_only.is_none());
    assert_eq!(loaded.layer, labelled(&article));
    assert_eq!(
        to_ron("microsoft-openai.txt", &article, &loaded.header, &loaded.layer).expect("RON"),
        ron
    );
}

#[test]
fn exports_are_the_golden_ones() {
    let desk = Desk::with_example();
    for format in ["jsonl", "csv"] {
        let name = format!("microsoft-openai.{format}");
        let out = format!("out.{format}");
        let (code, told) = desk.run(&format!("export microsoft-openai.txt --out {out}")).quietly();
        let expected = format!("{format}: 1 article with 15 spans written to {out}, read back and compared.\n");
        assert!(code == 0 && told.starts_with(&expected), "{told}");
        let written = desk.read(&out);
        assert_golden(&name, &written);
        // The same on the standard output, and from the path of the annotation file.
        let (code, piped) = desk
            .run(&format!("export microsoft-openai.ron --format {format} --out -"))
            .quietly();
        assert_eq!((code, &piped), (0, &written));
    }
}

#[test]
fn nothing_unlabelled_is_exported_as_if_it_were_labelled() {
    let desk = Desk::with_example();
    let (_, line) = desk.run("export microsoft-openai.txt --format jsonl --out -").quietly();
    let object: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let spans = object["spans"].as_array().expect("spans");
    assert_eq!(spans.len(), 15);
    for furniture in ["Flash News", "Source", "·ABAB News", "2 min read", "分享:"] {
        assert!(spans.iter().all(|span| span["text"] != furniture));
        assert!(object["text"].as_str().expect("a text").contains(furniture));
    }
}

#[test]
fn all_is_true_of_it() {
    let desk = Desk::with_example();
    for path in ["microsoft-openai.txt", "microsoft-openai.ron"] {
        assert_eq!(
            desk.run(&format!("check {path}")).quietly(),
            (0, "15 annotations, all true\n".into())
        );
    }
}

#[test]
fn its_statistics() {
    let (code, out) = Desk::with_example().run("stats microsoft-openai.txt").quietly();
    assert_eq!(code, 0);
    assert_golden("stats.txt", &out);
}
