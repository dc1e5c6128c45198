use super::*;
use crate::exchange::{Anchored, Item, anchor, trial};

fn sample(name: &str) -> std::path::PathBuf {
    trial::sample("w3c").join(name)
}

fn read(name: &str) -> (Vec<Anchored>, Vec<String>) {
    trial::sorted(trial::read_at(&W3c, &sample(name)).expect("read"))
}

/// Documents whose texts are not there, anchored in this text.
fn read_in(name: &str, text: &str) -> (Vec<Anchored>, Vec<String>) {
    let text = std::sync::Arc::new(Text::new(text.to_owned()));
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for item in trial::read_at(&W3c, &sample(name)).expect("read") {
        match item {
            Item::Document(found) => {
                assert_eq!(found.text, None);
                documents.push(anchor(*found, Some(&text), "", "", jiff::Timestamp::UNIX_EPOCH));
            }
            Item::Problem(problem) => problems.push(problem.to_string()),
            Item::Label(_) => {}
        }
    }
    (documents, problems)
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&W3c);
}

#[test]
fn labels_of_sentences_are_of_whole_texts() {
    let units = trial::units();
    trial::check(&W3c, &units).expect("they come back");
    let page = trial::written(&W3c, &units, FILE);
    assert_eq!(
        page.lines().nth(1),
        Some(
            r#"{"id":"urn:span:d1:1","type":"Annotation","motivation":"classifying","body":[{"type":"TextualBody","purpose":"tagging","value":"fact"}],"creator":{"id":"urn:annotator:ana","type":"Person","nickname":"ana"},"target":"texts/d1.txt"},"#
        )
    );
    let documents = trial::written(&W3c, &units, documents::NAME);
    assert_eq!(
        documents.lines().next(),
        Some(r#"{"id":"d1","file":"texts/d1.txt","layers":[{"annotator":"ana","state":"InProgress"}]}"#)
    );
}

#[test]
fn a_collection_is_read() {
    let name = "collection/collection.jsonld";
    assert_eq!(trial::claim_at(&W3c, &sample(name)), Claim::Main);
    let (documents, problems) = read(name);
    assert_eq!((problems, documents.len()), (Vec::<String>::new(), 1));
    let document = &documents[0].document;
    assert_eq!((&*document.id, documents[0].repaired.len()), ("news", 0));
    assert_eq!(
        trial::said(document, &document.layers),
        ["ana: fact “One fact”", "ben: claim “fact”, fact “fact”, [news]"]
    );
    assert_eq!(trial::said(document, &documents[0].suggestions), ["cue: claim “fact”"]);
    // Each quote stands three times in the text; what is around tells which it is.
    let starts = |layer: &DocumentLayer| document.chars(&layer.annotations[0]).0.get();
    assert_eq!(
        (starts(&document.layers[1]), starts(&documents[0].suggestions[0])),
        (45, 25)
    );
    let twice = &document.layers[1].annotations[0];
    assert_eq!(twice.note.as_deref(), Some("twice"));
}

#[test]
fn single_annotations_and_those_of_hypothesis_are_read() {
    for name in ["single.jsonld", "list.json", "hypothesis.json"] {
        assert_eq!(trial::claim_at(&W3c, &sample(name)), Claim::Main, "{name}");
    }
    let (documents, problems) = read_in("single.jsonld", "abc defgh");
    let document = &documents[0].document;
    assert_eq!((problems.len(), &*document.id), (0, "http://example.org/page"));
    assert_eq!(
        trial::said(document, &document.layers),
        [": http://example.org/thing “ defg”"]
    );
    let (documents, problems) = read_in("list.json", "Here are some words.");
    let document = &documents[0].document;
    assert!(
        problems[0].contains(".json:1: its place is told by a XPathSelector"),
        "{problems:?}"
    );
    assert_eq!(trial::said(document, &document.layers), [": commenting “some words”"]);
    assert_eq!(document.layers[0].annotations[0].note.as_deref(), Some("Nice"));
    let (documents, problems) = read_in("hypothesis.json", "They say: Water is wet");
    let document = &documents[0].document;
    assert_eq!((problems.len(), &*document.id), (0, "https://example.org/page"));
    assert_eq!(document.metadata.url.as_deref(), Some("https://example.org/page"));
    assert_eq!(
        trial::said(document, &document.layers),
        ["ana: doubt “Water”, fact “Water”"]
    );
    let annotation = &document.layers[0].annotations[0];
    assert_eq!(annotation.note.as_deref(), Some("really?"));
    assert_eq!(annotation.made.to_string(), "2026-01-02T03:04:05.678901Z");
}

#[test]
fn hostile_annotations_are_problems() {
    let page = r#"[{"type":"Annotation","target":{"source":"a.txt","selector":{"type":"TextPositionSelector","start":1,"end":99}}},
        {"type":"Annotation","target":{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":"nowhere"}}},
        {"type":"Annotation","target":{"source":"a.txt","selector":{"type":"TextPositionSelector","start":-1,"end":{}}}},
        {"type":"Annotation","target":7}, {"type":"Annotation","target":{}}, {"type":"Annotation"}, 7, {"type":["Annotation"],"target":[]},
        {"type":"Annotation","target":{"source":"../secret.txt","selector":{"type":"TextPositionSelector","start":0,"end":1}}},
        {"type":"Annotation","target":{"source":"/etc/hostname","selector":{"type":"TextPositionSelector","start":0,"end":1}}},
        {"type":"Annotation","target":{"source":"%2e%2e/secret.txt","selector":{"type":"TextPositionSelector","start":0,"end":1}}},
        {"type":"Annotation","target":{"source":"a.txt","selector":{"type":"TextPositionSelector","start":18446744073709551615,"end":0}}}]"#;
    let files = [
        ("in/a.json", page.as_bytes()),
        ("in/a.txt", &b"abc"[..]),
        ("secret.txt", &b"secret"[..]),
    ];
    let items = trial::read_files(&W3c, &files).expect("read");
    let texts = items.iter().filter_map(|item| match item {
        Item::Document(found) => Some(found.text.as_deref()),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    assert_eq!(texts, [Some("abc"), None, None, None]);
    let (_, problems) = trial::sorted(items);
    assert_eq!(problems.len(), 11, "{problems:#?}");
    assert!(trial::read_files(&W3c, &[("a.json", &page.as_bytes()[..300])]).is_err());
    let deep = format!("{{\"items\":{}", "{\"items\":".repeat(100_000));
    assert!(trial::read_files(&W3c, &[("a.json", deep.as_bytes())]).is_err());
    let bodies = format!(
        r#"[{{"type":"Annotation","target":"a","body":{}1{}}}]"#,
        "[".repeat(100),
        "]".repeat(100)
    );
    assert!(trial::read_files(&W3c, &[("a.json", bodies.as_bytes())]).is_ok());
}

#[test]
fn annotations_of_many_texts_come_together() {
    let one = |number: usize| {
        let source = number % 3;
        format!(
            r#"{{"type":"Annotation","body":"x","motivation":"tagging","target":{{"source":"{source}","selector":{{"type":"TextPositionSelector","start":0,"end":1}}}}}}"#
        )
    };
    let all: Vec<String> = (0..300).map(one).collect();
    let page = format!("[{}]", all.join(","));
    let items = trial::read_files(&W3c, &[("a.json", page.as_bytes())]).expect("read");
    assert_eq!(items.len(), 3);
}

#[test]
fn other_files_are_not_claimed() {
    for (name, content) in [
        ("a.json", r#"[{"text":"an article"}]"#),
        ("a.json", r#"{"target":"x","title":"an article"}"#),
        ("a.json", r#"[{"type":"Article","target":"x"}]"#),
        ("a.jsonld", r#"{"@context":"https://schema.org","@type":"NewsArticle"}"#),
        ("documents.jsonl", r#"{"id":"d1","file":"texts/d1.txt","layers":[]}"#),
        ("a.txt", "An article."),
    ] {
        assert_eq!(trial::claim_of(&W3c, name, content.as_bytes()), Claim::No, "{content}");
    }
}
