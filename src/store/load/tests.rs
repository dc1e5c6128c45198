mod changed;

use proptest::prelude::*;

use jiff::Timestamp;

use super::*;
use crate::{
    annotation::Annotation,
    labels::LabelId,
    store::{
        samples::{annotation, annotation_at, article, layer},
        to_ron,
    },
};

const TEXT: &str = "Budget passes, barely\n\nParliament passed the budget. 😊 Yes. It was close. Yes.\n";

/// A file of three annotations, on lines that the tests know from its end.
fn sample() -> (Article, String) {
    let article = article("news.txt", TEXT);
    let end = TEXT.trim_end().len();
    let layer = layer([
        annotation(&article, "k3f9", "Parliament passed the budget.", "fact"),
        annotation(&article, "p7xd", "😊 Yes.", "opinion"),
        annotation_at(&article, "m2qa", end - 4, end, "analysis"),
    ]);
    let ron = to_ron(
        "news.txt",
        &article,
        &Header::fresh(&article, "ana", Home::Beside),
        &layer,
    )
    .expect("RON");
    (article, ron)
}

fn load_ron(article: &Article, ron: impl AsRef<[u8]>) -> Result<Loaded, LoadError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("news.ron");
    fs::write(&path, ron).expect("a file");
    load(&path, article, Home::Beside)
}

/// What is wrong, with lines counted from the line of the first annotation.
fn faults(ron: &str, loaded: &Loaded) -> Vec<String> {
    let first = 1 + ron
        .lines()
        .position(|line| line.contains("(at: "))
        .expect("an annotation");
    loaded
        .faults
        .iter()
        .map(|fault| format!("{}: {fault}", fault.line.expect("a line") - first))
        .collect()
}

#[track_caller]
fn assert_faults(from: &str, to: &str, expected: &[&str], kept: usize) {
    let (article, ron) = sample();
    assert!(ron.contains(from), "{from} is not in {ron}");
    let loaded = load_ron(&article, ron.replacen(from, to, 1)).expect("it can be read");
    assert_eq!(faults(&ron, &loaded), expected);
    assert_eq!(loaded.layer.len(), kept);
    assert_eq!(loaded.read_only.is_some(), kept < 3);
}

fn broken(ron: impl AsRef<[u8]>) -> String {
    let error = load_ron(&sample().0, ron).expect_err("it is broken").to_string();
    let (_, error) = error.split_once("news.ron").expect("it names the file");
    error.to_owned()
}

#[test]
fn what_was_saved_is_loaded_and_saved_the_same() {
    let (article, ron) = sample();
    let loaded = load_ron(&article, &ron).expect("a file");
    assert_eq!(
        (loaded.faults.len(), &loaded.read_only, loaded.layer.len()),
        (0, &None, 3)
    );
    assert_eq!(
        to_ron("news.txt", &article, &loaded.header, &loaded.layer).expect("RON"),
        ron
    );
    for disguise in [format!("\u{feff}{ron}"), ron.replace('\n', "\r\n")] {
        let again = load_ron(&article, disguise).expect("a file");
        assert_eq!((&again.layer, &again.header), (&loaded.layer, &loaded.header));
    }
}

#[test]
fn every_fault_of_an_annotation_is_found_and_placed() {
    assert_faults(
        "(23, 52)",
        "(23, 23)",
        &["0: annotation k3f9: it goes from 23 to 23, which is no stretch of text"],
        2,
    );
    assert_faults(
        "(23, 52)",
        "(52, 23)",
        &["0: annotation k3f9: it goes from 52 to 23, which is no stretch of text"],
        2,
    );
    assert_faults(
        "(23, 52)",
        "(23, 80)",
        &["0: annotation k3f9: it goes from 23 to 80, but the article has only 79 characters"],
        2,
    );
    assert_faults(
        "(23, 52)",
        "(-1, 52)",
        &["0: annotation k3f9: it goes from -1 to 52, but the article has only 79 characters"],
        2,
    );
    assert_faults(
        "(23, 52)",
        "(0, 99999999999)",
        &["0: annotation k3f9: it goes from 0 to 99999999999, but the article has only 79 characters"],
        2,
    );
    assert_faults(
        "(53, 59)",
        "(54, 60)",
        &["1: annotation p7xd: it quotes “😊 Yes.”, but at 54 to 60 the article says “ Yes. ”"],
        2,
    );
    assert_faults(
        "id: \"m2qa\"",
        "id: \"k3f9\"",
        &["2: annotation k3f9: another annotation before it has the same id; give one of them another"],
        2,
    );
    assert_faults(
        "id: \"m2qa\"",
        "id: \"\"",
        &["2: it has no id; give it one that no other annotation has"],
        2,
    );
    assert_faults(
        "made: \"2026-03-04T09:12:31Z\"",
        "made: \"yesterday\"",
        &["0: annotation k3f9: `made` is \"yesterday\", which is not a time like 2026-03-04T09:12:31Z"],
        2,
    );
    assert_faults(
        "label: \"opinion\", quote",
        "label: \"irony\", quote",
        &["1: annotation p7xd: its label “irony” is not among the labels of the file"],
        3,
    );
    assert_faults("document: []", "document: [\"fact\"]", &[], 3);
}

#[test]
fn an_unknown_label_of_the_whole_article_is_a_fault() {
    let (article, ron) = sample();
    let loaded = load_ron(&article, ron.replace("document: []", "document: [\"sport\"]")).expect("a file");
    let line = 1 + ron.lines().position(|line| line.contains("document:")).expect("a line");
    assert_eq!(loaded.faults[0].line, Some(line));
    assert_eq!(loaded.layer.about().document, [LabelId::new("sport")]);
    assert_eq!(loaded.read_only, None);
}

#[test]
fn what_would_be_lost_is_not_written_to() {
    let (article, ron) = sample();
    let newer = load_ron(&article, ron.replace("version: 1", "version: 2")).expect("it can be read");
    assert_eq!(
        (newer.layer.len(), newer.read_only),
        (3, Some(Reason::Newer { version: 2 }))
    );

    let more = ron
        .replace("id: \"", "links: [(to: \"x\", kind: Causes(1))], id: \"")
        .replace("annotator:", "reviewed: Some(true), annotator:");
    let loaded = load_ron(&article, more).expect("it can be read");
    let names = ["annotations.links", "labels.links", "reviewed"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(loaded.read_only, Some(Reason::UnknownFields { names }));
    assert_eq!(loaded.layer.len(), 3);

    let strange = ron
        .replace("version: 1", "version: 7")
        .replace("annotations: [", "annotations: {")
        .replace("  ],\n)", "  },\n)");
    assert_eq!(
        broken(strange),
        " was saved by a newer Glossator (format 7; this one reads format 1). Update Glossator to open it."
    );
}

/// The place and the words of the error of a broken file, with lines counted from that of the first annotation.
fn explained(ron: &str) -> String {
    let (_, whole) = sample();
    let first = 1 + whole
        .lines()
        .position(|line| line.contains("(at: "))
        .expect("an annotation");
    let error = broken(ron);
    let rest = error.strip_prefix(", line ").expect("a line");
    let (line, rest) = rest.split_once(", column ").expect("a column");
    let (rest, advice) = rest.split_once(". The").expect("advice");
    assert_eq!(
        advice,
        " file was left as it is: mend it in a text editor, or set it aside and start anew."
    );
    let line = line.parse::<isize>().expect("a number") - first as isize;
    format!("{line}:{rest}")
}

#[test]
fn broken_files_are_explained() {
    let (_, ron) = sample();
    let change = |from: &str, to: &str| {
        assert!(ron.contains(from), "{from} is not in {ron}");
        explained(&ron.replacen(from, to, 1))
    };
    let quote = ron.find("Parliament passed").expect("a quote");
    let found = [
        explained(" \n"),
        explained("labels of news"),
        explained(&ron[..quote + 3]),
        explained(&ron[..quote - 1]),
        explained(ron.trim_end().trim_end_matches(')')),
        explained(&format!("{ron})")),
        change("\"fact\", quote", "\"fact\" quote"),
        change("(23, 52)", "(23, x)"),
        change("(23, 52)", "(23)"),
        change("(23, 52)", "23"),
        change("(23, 52)", "(23, 52, 60)"),
        change("\"Parliament", "Parliament"),
        change("quote: \"Parliament passed the budget.\", ", ""),
        change("label: \"fact\", quote", "label: \"fact\", label: \"fact\", quote"),
        change("InProgress", "Finished"),
        change("  annotations: [", "<<<<<<< HEAD\n  annotations: ["),
        change("#0072b2", "blue"),
        change("  version: 1,\n", ""),
        change("version: 1", "version: 0"),
        change("version: 1", "version: \"one\""),
    ];
    let expected = [
        "-17:1: the file is empty",
        "-17:7: an opening `(` was expected here",
        "0:43: a text that begins here has no closing quotation mark",
        "0:42: a text in quotation marks was expected here",
        "4:1: the file ends too early, as if it had been cut off",
        "5:1: there is more after the end",
        "0:34: a comma is missing here",
        "0:15: a whole number was expected here",
        "0:13: expected a tuple of size 2 but found one element instead",
        "0:10: an opening `(` was expected here",
        "0:19: a closing `)` is missing here",
        "0:42: a text in quotation marks was expected here",
        "0:75: the field `quote` is missing",
        "0:40: the field `label` stands twice",
        "-8:18: `Finished` is not known here; it can be InProgress or Done or Skipped",
        "-1:1: a conflict between two versions was left in the file by git",
        r##"-6:45: "blue" is not a colour; write it as #rrggbb"##,
        "3:1: the field `version` is missing",
        "-17:1: there is no version 0 of this format; it should be 1",
        "-15:12: a whole number was expected here",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_not_text_is_explained() {
    assert_eq!(
        broken(b"(\n  a\xff"),
        ", line 2, column 4: this is not UTF-8 text. The file was left as it is: mend it in a text editor, or set it aside and start anew."
    );
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(
        load(folder.path(), &sample().0, Home::Beside),
        Err(LoadError::NotAFile { .. })
    ));
    assert!(matches!(
        load(&folder.path().join("no.ron"), &sample().0, Home::Beside),
        Err(LoadError::Missing { .. })
    ));
}

#[test]
fn two_labels_with_one_id_are_refused() {
    let (article, ron) = sample();
    let error = load_ron(&article, ron.replacen("id: \"analysis\"", "id: \"fact\"", 1)).expect_err("not a set");
    assert!(matches!(error, LoadError::Labels { .. }), "{error}");
}

#[test]
fn hostile_nesting_is_an_error() {
    let (_, ron) = sample();
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{", "}"),
        ("Some(", ")"),
        ("(a: ", ")"),
        ("/*", "*/"),
        ("{1: ", "}"),
    ] {
        for with_end in [true, false] {
            let deep = open.repeat(100_000) + &if with_end { close.repeat(100_000) } else { String::new() };
            for file in [
                deep.clone(),
                format!("(version: 1, later: {deep})"),
                ron.replacen("annotator:", &format!("later: {deep}, annotator:"), 1),
                ron.replacen("(23, 52)", &deep, 1),
                ron.replacen("id: \"k3f9\"", &format!("later: {deep}, id: \"k3f9\""), 1),
            ] {
                broken(file);
            }
        }
    }
}

/// Annotations of anything, anywhere.
fn any_layer(text: &str) -> impl Strategy<Value = Vec<(usize, usize, String, Option<String>, bool, i64)>> + use<> {
    let length = text.len();
    let row = (
        0..=length,
        0..=length,
        "\\PC{1,3}",
        prop::option::of("([\\PC\r\n\t\0\"\\\\#])*"),
        any::<bool>(),
        0..4_102_444_800_i64,
    );
    prop::collection::vec(row, 0..12)
}

#[allow(clippy::type_complexity)]
fn text_and_layer() -> impl Strategy<Value = (String, Vec<(usize, usize, String, Option<String>, bool, i64)>)> {
    "([\\PC\n\t\"\\\\#]|ab|😊|e\u{301}|한|\u{feff}){1,60}".prop_flat_map(|text| {
        let layer = any_layer(&text);
        (Just(text), layer)
    })
}

proptest! {
    #[test]
    fn any_layer_comes_back_as_it_was((text, rows) in text_and_layer()) {
        let article = Article::new("a.txt".into(), crate::article::decode::Decoded {
            text: text.clone(),
            encoding: encoding_rs::UTF_8,
            how: crate::article::decode::Found::Certain,
            replaced: 0,
        });
        let mut annotations = Vec::new();
        for (index, (a, b, label, note, unsure, made)) in rows.into_iter().enumerate() {
            let (start, end) = (text.floor_char_boundary(a.min(b)), text.ceil_char_boundary(a.max(b)));
            if start < end {
                annotations.push(Annotation {
                    note: note.clone().map(Into::into),
                    origin: note.map(Into::into),
                    unsure,
                    made: Timestamp::from_second(made).expect("a time"),
                    changed: unsure.then(|| Timestamp::from_second(made + 1).expect("a time")),
                    ..annotation_at(&article, &format!("{index}"), start, end, &label)
                });
            }
        }
        let layer = layer(annotations);
        let header = Header::fresh(&article, "ana \"the\" \\ 分", Home::Beside);
        let ron = to_ron("a.txt", &article, &header, &layer).expect("RON");
        let loaded = load_ron(&article, &ron).expect("a file");
        prop_assert_eq!(&loaded.layer, &layer);
        prop_assert_eq!(&loaded.header, &header);
        prop_assert_eq!(loaded.read_only, None);
        prop_assert_eq!(to_ron("a.txt", &article, &loaded.header, &loaded.layer).expect("RON"), ron);
    }

    #[test]
    fn garbage_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(load_ron(&sample().0, bytes).is_err());
    }

    #[test]
    fn damaged_files_never_panic(
        cut in any::<prop::sample::Index>(),
        length in 0..40_usize,
        put in "[ -~\n😊é]{0,6}|\\(|\\)|\\[|r#\"|/\\*",
    ) {
        let (article, mut ron) = sample();
        let start = ron.floor_char_boundary(cut.index(ron.len()));
        let end = ron.ceil_char_boundary((start + length).min(ron.len()));
        ron.replace_range(start..end, &put);
        if let Ok(loaded) = load_ron(&article, &ron) {
            // Whatever was understood is true of the text.
            prop_assert!(loaded.layer.len() + loaded.faults.len() >= 3 || loaded.layer.len() == ron.matches("(at: ").count());
        }
    }
}
