//! Tests of TEI.

use super::*;
use crate::exchange::{Item, samples, trial};

#[test]
fn everything_that_xml_can_hold_comes_back() {
    trial::round_trip(&Tei);
}

#[test]
fn files_of_others_are_read() {
    let said = samples::said(&Tei, "tei/play.xml");
    let spans = [
        "?: exposition “Enter two sentinels.”",
        "Ana Ruiz: place “Elsinore”",
        "Ana Ruiz: rare “Elsinore”",
        "ben: doubt “Who's there?\n\nNay 😊”",
    ];
    assert_eq!(said, [("play".to_owned(), spans.map(str::to_owned).to_vec())]);
}

#[test]
fn a_corpus_has_several_articles() {
    let document = |id: &str| {
        format!(
            "<TEI xml:id=\"{id}\"><text><body><p>One <seg xml:id=\"a\">two</seg>.</p></body></text>\
             <standOff><spanGrp type=\"x\"><span target=\"#a\"/></spanGrp></standOff></TEI>"
        )
    };
    let corpus = format!(
        "<teiCorpus xmlns=\"{NAMESPACE}\">{}{}</teiCorpus>",
        document("b"),
        document("c")
    );
    let items = samples::read(&Tei, "a.xml", corpus.as_bytes()).expect("read");
    assert_eq!(items.len(), 2);
    for item in items {
        let Item::Document(found) = item else {
            panic!("{item:?}")
        };
        assert_eq!(found.text.as_deref(), Some("One two."));
        assert_eq!(found.layers[0].spans[0].label.as_str(), "x");
    }
}

#[test]
fn what_is_wrong_is_told_and_does_no_harm() {
    let whole = std::fs::read(samples::path("tei/play.xml")).expect("a sample");
    samples::read_beginnings(&Tei, "a.xml", &whole);
    let read = |inner: &str| samples::read(&Tei, "a.xml", format!("<TEI>{inner}</TEI>").as_bytes());
    assert!(read(&"<a>".repeat(10_000)).is_err());
    let items = read("<text><ab>a<anchor xml:id=\"x\"/></ab></text><span from=\"#x\" to=\"#y\"/>").expect("read");
    assert!(matches!(&items[..], [Item::Document(_), Item::Problem(_)]), "{items:?}");
}

#[test]
fn other_xml_is_not_claimed() {
    for (head, claim) in [
        ("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><standOff>", Claim::Main),
        ("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text>", Claim::No),
        ("<rss><standOff/></rss>", Claim::No),
    ] {
        let (path, head) = (Path::new("a.xml"), head.as_bytes());
        assert_eq!(Tei.claim(&Candidate { path, head }), claim);
    }
}
