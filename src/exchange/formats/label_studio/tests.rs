use super::*;
use crate::exchange::{Item, trial};

fn sample(name: &str) -> std::path::PathBuf {
    trial::sample("label_studio").join(name)
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&LabelStudio);
    trial::round_trip_with(
        &LabelStudio,
        Extras {
            predictions: true,
            ..Extras::default()
        },
    );
}

#[test]
fn sentences_become_choices() {
    let units = trial::units();
    trial::check(&LabelStudio, &units).expect("they come back");
    assert_eq!(
        trial::written(&LabelStudio, &units, "config.xml"),
        "<View>\n  <Choices name=\"document\" toName=\"text\" choice=\"single\">\n    <Choice value=\"fact\" \
         hotkey=\"f\"/>\n    <Choice value=\"opinion\" hotkey=\"x\"/>\n  </Choices>\n  <Text name=\"text\" \
         value=\"$text\"/>\n</View>\n"
    );
    let tasks = trial::written(&LabelStudio, &units, "tasks.json");
    assert_eq!(
        tasks.lines().nth(1),
        Some(
            r#"{"data":{"text":"It is so 💥.","doc_id":"d1","annotators":["ana"]},"annotations":[{"was_cancelled":false,"ground_truth":false,"result":[{"id":"document","from_name":"document","to_name":"text","type":"choices","value":{"choices":["fact"]}}]}],"predictions":[]},"#
        )
    );
}

#[test]
fn an_export_of_label_studio_is_read() {
    assert_eq!(trial::claim_at(&LabelStudio, &sample("export.json")), Claim::Main);
    assert_eq!(trial::claim_at(&LabelStudio, &sample("config.xml")), Claim::Part);
    let items = trial::read_at(&LabelStudio, &sample("export.json")).expect("read");
    let labels = items.iter().filter_map(|item| match item {
        Item::Label(label) => Some((label.id.as_str(), &*label.name, label.color.to_string(), label.key)),
        _ => None,
    });
    let labels: Vec<_> = labels.take(3).collect();
    assert_eq!(labels[0], ("PER", "PER", "#ff0000".to_owned(), None));
    assert_eq!(labels[1], ("ORG", "Organisation", "#ffa500".to_owned(), Some('o')));
    let (documents, problems) = trial::sorted(items);
    assert_eq!(
        problems,
        ["results that are neither spans of a plain text nor labels of one were left out: 1 of the kind “relation”"]
    );
    let first = &documents[0].document;
    assert_eq!((&*first.id, first.extra["desk"].as_str()), ("100", "politics"));
    assert_eq!(first.metadata.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(
        trial::said(first, &first.layers),
        ["7: PER “Ana”, ORG “European Commission”, [Politics]"]
    );
    assert_eq!(first.layers[0].annotations[1].note.as_deref(), Some("the whole body"));
    assert_eq!(trial::said(first, &documents[0].suggestions), ["ner-2: PER “Ben”"]);
    assert_eq!(documents[1].document.layers[0].state, State::Skipped);
}

#[test]
fn json_min_is_read() {
    assert_eq!(trial::claim_at(&LabelStudio, &sample("min.json")), Claim::Main);
    let (documents, problems) = trial::sorted(trial::read_at(&LabelStudio, &sample("min.json")).expect("read"));
    let first = &documents[0].document;
    assert_eq!((problems.len(), &*first.id), (0, "100"));
    assert_eq!(
        trial::said(first, &first.layers),
        ["7: PER “Ana”, ORG “European Commission”, [Politics]"]
    );
}

#[test]
fn older_files_and_other_ways_are_read() {
    let tasks = r#"[{"id":3,"data":{"long":"Ana and Ben","n":1},"completions":[{"completed_by":{"id":1,"email":"a@b.c"},
        "result":[{"id":"x","type":"labels","to_name":"t","value":{"start":"0","end":"3","labels":["A","B"]}},
        {"id":"y","type":"labels","value":{"start":8,"end":11,"labels":["A"]}},
        {"id":"y","type":"textarea","value":{"text":["a","note"]}}]}]}]"#;
    let (documents, problems) =
        trial::sorted(trial::read_files(&LabelStudio, &[("t.json", tasks.as_bytes())]).expect("read"));
    let document = &documents[0].document;
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        trial::said(document, &document.layers),
        ["a@b.c: A “Ana”, B “Ana”, A “Ben”"]
    );
    assert_eq!(document.layers[0].annotations[2].note.as_deref(), Some("a\nnote"));
}

#[test]
fn hostile_tasks_are_problems() {
    let tasks = r#"[{"data":{"text":"abc"},"annotations":[{"result":[{"type":"labels","value":{"start":1,"end":99,"labels":["A"]}}]}]},
        7, {"data":[]}, {"data":{}}, {"data":{"text":"a"},"annotations":5}, {"data":{"text":"a"},"annotations":[5]},
        {"data":{"text":"a"},"annotations":[{"result":[5]}]},
        {"data":{"text":"a"},"annotations":[{"result":[{"type":"labels","value":{"start":-1,"end":1e99,"labels":[{}]}}]}]},
        {"data":{"text":"a"},"annotations":[{"result":[{"type":"paragraphlabels","value":{"start":"0"}}]}]},
        {"data":{"text":"abc"},"annotations":[{"result":[{"type":"labels","value":{"start":18446744073709551615,"end":1,"labels":["A"]}}]}]}]"#;
    let (documents, problems) =
        trial::sorted(trial::read_files(&LabelStudio, &[("t.json", tasks.as_bytes())]).expect("read"));
    assert_eq!((documents.len(), problems.len()), (3, 10), "{problems:#?}");
    let cut = &tasks.as_bytes()[..200];
    assert!(trial::read_files(&LabelStudio, &[("t.json", cut)]).is_err());
    let deep = format!("[{}", "[".repeat(100_000));
    assert!(trial::read_files(&LabelStudio, &[("t.json", deep.as_bytes())]).is_err());
    let good = br#"[{"data":{"text":"a"},"annotations":[]}]"#;
    let config = ("config.xml", "<View".repeat(1000));
    let items = trial::read_files(&LabelStudio, &[("t.json", good), (config.0, config.1.as_bytes())]).expect("read");
    let (documents, problems) = trial::sorted(items);
    assert_eq!((documents.len(), problems.len()), (1, 1));
}

#[test]
fn tables_and_other_files_are_not_claimed() {
    for (name, content) in [
        ("a.json", r#"[{"text":"an article","label":"x"}]"#),
        ("a.json", r#"[{"data":{"text":"a"}}]"#),
        ("a.json", r#"{"data":[{"text":"a"}]}"#),
        ("a.json", "[]"),
        ("a.txt", r#"[{"data":{"text":"a"},"annotations":[]}]"#),
        ("config.xml", "<configuration/>"),
    ] {
        assert_eq!(
            trial::claim_of(&LabelStudio, name, content.as_bytes()),
            Claim::No,
            "{content}"
        );
    }
}
