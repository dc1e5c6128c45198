use super::*;
use crate::exchange::{Anchored, Item, losses::Loss, trial};

fn sample(name: &str) -> std::path::PathBuf {
    trial::sample("brat").join(name)
}

fn read(annotations: &str, text: &str) -> (Vec<Anchored>, Vec<String>) {
    let files = [("a.ann", annotations.as_bytes()), ("a.txt", text.as_bytes())];
    trial::sorted(trial::read_files(&Brat, &files).expect("read"))
}

#[test]
fn everything_comes_back() {
    trial::round_trip(&Brat);
}

#[test]
fn sentences_with_labels_are_refused() {
    let error = trial::write(&Brat, &trial::units().dataset, &[]).expect_err("refused");
    assert!(error.contains("CSV"), "{error}");
}

#[test]
fn spans_are_cut_at_line_ends_and_put_together_again() {
    let text = std::sync::Arc::new(crate::article::Text::new("a 💥\n\n b\u{2028}c".to_owned()));
    let (start, end) = (crate::article::ByteOffset::new(2), text.end());
    let mut unit = trial::units();
    let label = crate::labels::LabelId::new("a b");
    let annotation = Annotation {
        id: crate::annotation::AnnotationId::new("x"),
        span: text.span(start, end).expect("a span"),
        second: Some(crate::labels::LabelId::new("fact")),
        label,
        note: Some("two\nlines".into()),
        unsure: true,
        origin: None,
        made: jiff::Timestamp::UNIX_EPOCH,
        changed: None,
        moved: None,
    };
    unit.dataset.is_units = false;
    unit.documents.truncate(1);
    unit.documents[0].text = text;
    unit.documents[0].layers[0].annotations.push(annotation);
    let mut losses = Losses::default();
    let fitted = crate::exchange::fit(&Brat, unit.documents[0].clone(), &mut losses);
    assert_eq!((losses.count(Loss::Characters), losses.count(Loss::Provenance)), (2, 1));
    unit.documents = vec![fitted];
    assert_eq!(
        trial::written(&Brat, &unit, "ana/d1.ann"),
        "#1\tDocument document\t{\"id\":\"d1\",\"layer\":{\"annotator\":\"ana\",\"state\":\"InProgress\",\"document\":\
         [\"fact\"]}}\nT1\ta_b 2 3;5 9\t💥  b c\nA1\tUnsure T1\nA2\tSecond T1 fact\n#2\tAnnotatorNotes T1\ttwo lines\n"
    );
    let conf = trial::written(&Brat, &unit, "ana/visual.conf");
    assert!(conf.contains("\na_b | a b | A\n"), "{conf}");
}

#[test]
fn a_project_of_brat_is_read() {
    for (name, claim) in [
        ("corpus/news.ann", Claim::Main),
        ("corpus/news.txt", Claim::Part),
        ("corpus/annotation.conf", Claim::Part),
        ("corpus/visual.conf", Claim::Part),
        ("lone/empty.ann", Claim::Main),
    ] {
        assert_eq!(trial::claim_at(&Brat, &sample(name)), claim, "{name}");
    }
    let items = trial::read_at(&Brat, &sample("corpus/news.ann")).expect("read");
    let labels = items.iter().filter_map(|item| match item {
        Item::Label(label) => Some((label.name.as_str(), label.color.to_string())),
        _ => None,
    });
    let labels: Vec<_> = labels.collect();
    assert_eq!(labels[0], ("Organization", "#8fb2ff".to_owned()));
    assert_eq!(labels[1].0, "Geo-political entity");
    assert_eq!(labels[2], ("Event-word", "#90ee90".to_owned()));
    let (documents, problems) = trial::sorted(items);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].ends_with("(lines by first letter: 1 *, 1 E, 1 R)"),
        "{problems:?}"
    );
    let document = &documents[0].document;
    assert_eq!(
        trial::said(document, &document.layers),
        [
            "corpus: Organization “Sony”, Organization “Ericsson”, Event-word “joint\nventure”, Geo-political entity \
             “North”, Geo-political entity “South America”, Geo-political entity “America”"
        ]
    );
    let notes: Vec<Option<&str>> = document.layers[0]
        .annotations
        .iter()
        .map(|one| one.note.as_deref())
        .collect();
    assert_eq!(notes[1], Some("Confidence: Low\nnow part of it"));
    assert_eq!(notes[3], Some("part 1 of 2 of “North America”"));
}

#[test]
fn line_ends_of_windows_and_folders_without_a_project_are_read() {
    let (documents, problems) = trial::sorted(trial::read_at(&Brat, &sample("lone/crlf.ann")).expect("read"));
    let document = &documents[0].document;
    assert_eq!((problems.len(), &*document.id), (0, "crlf"));
    assert_eq!(document.text.as_str(), "One\ntwo three\n");
    assert_eq!(
        trial::said(document, &document.layers),
        [": Line “One\ntwo”, Word “two”"]
    );
    // A program that took a line end for one character.
    let (documents, problems) = read("T1\tWord 4 7\ttwo\r\n", "One\r\ntwo three\r\n");
    let document = &documents[0].document;
    assert_eq!((problems.len(), documents[0].repaired.len()), (0, 1));
    assert_eq!(trial::said(document, &document.layers), [": Word “two”"]);
}

#[test]
fn hostile_files_are_problems() {
    let (documents, problems) = read(
        "T1\tX 0 99\tabc\nT2\tX 2 1\tb\nT3\tX\t\nT4\tX 1\tb\nQ\nT5\tX 0 1;18446744073709551615 18446744073709551615\ta\n\
         T6\tX 99999999999999999999 1\ta\nA1\tX\n#1\nA1\tX T99\nT7\tX -1 2\ta\nT8\tX 1 1\t\n#2\tDocument document\t{\n",
        "abc",
    );
    assert_eq!((documents.len(), problems.len()), (1, 10), "{problems:#?}");
    let many = "?\n".repeat(100_000);
    assert_eq!(read(&many, "abc").1.len(), 101);
    let items = trial::read_files(&Brat, &[("a.ann", b"T1\tX 0 1\ta\n")]).expect("read");
    assert!(matches!(&items[..], [Item::Problem(problem)] if problem.what.contains(".txt")));
    let (documents, _) = read("T1\tX 0 1\t\u{fffd}", "\u{0}\u{1}");
    assert_eq!(documents.len(), 1);
}

#[test]
fn other_files_are_not_claimed() {
    for (name, content) in [
        ("a.ann", "<?xml version=\"1.0\"?>"),
        ("a.ann", ""),
        ("a.txt", "An article."),
        ("visual.conf", "port = 80"),
        ("annotation.conf", "x"),
        ("tools.conf", "x"),
    ] {
        assert_eq!(trial::claim_of(&Brat, name, content.as_bytes()), Claim::No, "{name}");
    }
}

#[test]
fn what_is_said_of_a_span_that_is_not_there_is_named() {
    let annotations = "T1\tfact 0 3\tOne\n#1\tAnnotatorNotes T1\tyes\n#2\tAnnotatorNotes T9\tno\nA1\tUnsure T8\nX\n\
                       #3\tAnnotatorNotes R1\tno\n";
    let files = [("a.ann", annotations.as_bytes()), ("a.txt", &b"One two"[..])];
    let items = trial::read_files(&Brat, &files).expect("read");
    let problems = items.iter().filter_map(|item| match item {
        Item::Problem(problem) => Some((problem.place.line, problem.what.as_str())),
        _ => None,
    });
    let problems: Vec<_> = problems.collect();
    assert_eq!(
        problems,
        [
            (Some(3), "it is about T9, which is not in the file, and was left out"),
            (Some(4), "it is about T8, which is not in the file, and was left out"),
            (Some(5), "the line cannot be understood"),
        ]
    );
    let (documents, _) = trial::sorted(items);
    assert_eq!(
        documents[0].document.layers[0].annotations[0].note.as_deref(),
        Some("yes")
    );
}
