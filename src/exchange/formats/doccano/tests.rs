use super::*;
use crate::exchange::{Item, formats::jsonl::Jsonl, trial};

fn sample(name: &str) -> std::path::PathBuf {
    trial::sample("doccano").join(name)
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&Doccano);
}

#[test]
fn sentences_are_rows_with_a_label() {
    let units = trial::units();
    trial::check(&Doccano, &units).expect("they come back");
    let rows = trial::written(&Doccano, &units, "ana.jsonl");
    assert_eq!(
        rows.lines().next(),
        Some(
            r#"{"text":"It is so 💥.","label":["fact"],"doc_id":"d1","annotator":"ana","split":"","title":"","author":"","source":"","url":"","date":"","language":"","extra":{},"layer":{"annotator":"ana","state":"InProgress"}}"#
        )
    );
    assert_eq!(rows.lines().count(), 3);
}

#[test]
fn names_that_are_too_long_are_cut_and_stay_apart() {
    let long = |end: &str| LabelId::new("x".repeat(100) + end);
    let (one, other) = (shortened(&long("1")).expect("cut"), shortened(&long("2")).expect("cut"));
    assert_ne!(one, other);
    assert_eq!(one.as_str().chars().count(), LONGEST_LABEL);
    assert_eq!((shortened(&one), shortened(&long(""))), (None, None));
}

#[test]
fn empty_documents_are_counted_and_left_out() {
    let mut units = trial::units();
    units.documents[0].text = std::sync::Arc::new(crate::article::Text::new(String::new()));
    let mut losses = Losses::default();
    crate::exchange::fit(&Doccano, units.documents[0].clone(), &mut losses);
    assert_eq!(losses.count(Loss::EmptyDocument), 1);
    assert_eq!(trial::written(&Doccano, &units, "ana.jsonl").lines().count(), 2);
}

#[test]
fn exports_of_doccano_are_read() {
    for name in ["ana.jsonl", "all.jsonl", "ben.jsonl"] {
        assert_eq!(trial::claim_at(&Doccano, &sample(name)), Claim::Main, "{name}");
        assert_eq!(trial::claim_at(&Jsonl, &sample(name)), Claim::No, "{name}");
    }
    assert_eq!(trial::claim_at(&Doccano, &sample("label_config.json")), Claim::Part);
    let items = trial::read_at(&Doccano, &sample("ana.jsonl")).expect("read");
    assert!(matches!(&items[0], Item::Label(label) if label.color.to_string() == "#2e7d32" && label.key == Some('f')));
    let (documents, problems) = trial::sorted(items);
    let first = &documents[0].document;
    assert_eq!((problems.len(), &*first.id, first.title()), (0, "11", "Cup"));
    assert_eq!(trial::said(first, &first.layers), ["ana: fact “won”, fact “3–2”"]);
    assert!(documents[1].document.layers.is_empty(), "nobody has said anything");
    let (documents, _) = trial::sorted(trial::read_at(&Doccano, &sample("all.jsonl")).expect("read"));
    let first = &documents[0].document;
    assert_eq!(
        trial::said(first, &first.layers),
        [": ORG “Google”, PERSON “Larry Page”"]
    );
    let (documents, _) = trial::sorted(trial::read_at(&Doccano, &sample("ben.jsonl")).expect("read"));
    let first = &documents[0].document;
    assert_eq!(trial::said(first, &first.layers), ["ben: [positive]"]);
}

#[test]
fn rows_are_of_one_format_each() {
    for (row, jsonl, doccano) in [
        (r#"{"text":"a","label":[[0,1,"x"]]}"#, Claim::No, Claim::Main),
        (r#"{"text":"a","labels":[]}"#, Claim::No, Claim::Main),
        (r#"{"text":"a","label":["x"]}"#, Claim::No, Claim::Main),
        (r#"{"text":"a","label":"x"}"#, Claim::Main, Claim::No),
        (r#"{"text":"a","label":1}"#, Claim::Main, Claim::No),
        (r#"{"text":"a","spans":[],"label":["x"]}"#, Claim::Main, Claim::No),
        (r#"{"text":"a","entities":[[0,1,"x"]]}"#, Claim::Main, Claim::No),
        (r#"{"text":"a","title":"x"}"#, Claim::No, Claim::No),
        (r#"{"label":["x"]}"#, Claim::No, Claim::No),
    ] {
        assert_eq!(trial::claim_of(&Jsonl, "a.jsonl", row.as_bytes()), jsonl, "{row}");
        assert_eq!(trial::claim_of(&Doccano, "a.jsonl", row.as_bytes()), doccano, "{row}");
    }
}

#[test]
fn hostile_rows_are_problems() {
    let rows = "{\"text\":\"abc\",\"label\":[[0,99,\"x\"]]}\n{\"text\":\"abc\",\"label\":[[0,\"x\"]]}\n{\"text\":7}\n[]\n\
                {\"text\":\"a\",\"label\":[[-1,1e300,\"x\"]]}\n{\"text\":\"💥\",\"label\":[[1,2,\"x\"]]}\n{\"te";
    let (documents, problems) =
        trial::sorted(trial::read_files(&Doccano, &[("a.jsonl", rows.as_bytes())]).expect("read"));
    assert_eq!((documents.len(), problems.len()), (2, 7), "{problems:#?}");
    let config = ("label_config.json", &b"{\"text\":"[..]);
    assert!(trial::read_files(&Doccano, &[("a.jsonl", rows.as_bytes()), config]).is_err());
}
