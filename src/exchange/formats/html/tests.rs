//! Tests of the page.

use super::*;
use crate::exchange::{Item, samples, trial};

#[test]
fn everything_that_xml_can_hold_comes_back() {
    trial::round_trip(&Html);
}

const PAGE: &str = "<html><head><meta name=\"generator\" content=\"Glossator\"/></head><body><ul>\
    <li data-label=\"fact\" data-color=\"#2e7d32\"><b class=\"name\">Fact</b><span>2</span></li></ul>\
    <article id=\"a\"><h2>a</h2><div class=\"text\">One <mark data-spans=\"1 2\">t<i>w</i>o</mark><mark data-spans=\"1\">!</mark></div>\
    <ol><li data-span=\"1\" data-label=\"fact\"><p class=\"note\">a\nb</p></li><li data-span=\"2\" data-label=\"x\" data-unsure=\"true\"/>\
    <li data-span=\"3\" data-label=\"x\"/></ol></article></body></html>";

#[test]
fn a_page_is_read_back() {
    let items = samples::read(&Html, "report.html", PAGE.as_bytes()).expect("read");
    let [Item::Label(label), Item::Document(found), Item::Problem(_)] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!((label.id.as_str(), &*label.name), ("fact", "Fact"));
    assert_eq!(found.text.as_deref(), Some("One two!"));
    let spans: Vec<_> = found.layers.iter().flat_map(|layer| &layer.spans).collect();
    assert_eq!(spans[0].at, crate::exchange::At::chars(4, 8));
    assert_eq!(spans[1].at, crate::exchange::At::chars(4, 7));
    assert_eq!(spans[0].note.as_deref(), Some("a\nb"));
}

#[test]
fn what_is_wrong_is_told_and_does_no_harm() {
    samples::read_beginnings(&Html, "report.html", PAGE.as_bytes());
    for wrong in ["<article>", "<a><b></a></b>", &"<p>".repeat(10_000)] {
        assert!(
            samples::read(&Html, "report.html", wrong.as_bytes()).is_err(),
            "{wrong:.30}"
        );
    }
}

#[test]
fn other_pages_are_not_claimed() {
    for (name, head, claim) in [
        ("report.html", PAGE, Claim::Main),
        (
            "news.html",
            "<html><body><article>Yes.</article></body></html>",
            Claim::No,
        ),
        ("news.txt", PAGE, Claim::No),
    ] {
        let (path, head) = (Path::new(name), head.as_bytes());
        assert_eq!(Html.claim(&Candidate { path, head }), claim);
    }
}

#[test]
fn scripts_and_addresses_of_scripts_stay_out() {
    let document = Document {
        id: "\"><script>".to_owned(),
        text: std::sync::Arc::new(crate::article::Text::new("Yes.".to_owned())),
        metadata: crate::article::Metadata {
            url: Some("javascript:alert(1)".to_owned()),
            ..crate::article::Metadata::default()
        },
        extra: BTreeMap::new(),
        split: None,
        layers: Vec::new(),
    };
    let folder = trial::write(&Html, &Dataset::default(), &[document]).expect("written");
    let page = std::fs::read_to_string(folder.path().join("dataset").join(FILE)).expect("a page");
    assert!(!page.contains("<script") && !page.contains("href"), "{page}");
}
