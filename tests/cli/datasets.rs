//! Datasets of every format: out of a project, into another one, and out of that as the same bytes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use glossator::exchange::{FORMATS, Format, carries::Text};

use crate::desk::Desk;

/// An article of which two people have said everything that can be said, one of which nobody has said anything, and one without
/// a text. Offsets are those of the text with its line ends as they are here.
const SAMPLE: &str = concat!(
    r#"{"id":"may/1. news","split":"train","text":"👨‍👩‍👧 It rained.\r\nI think “too” much; \"frankly\".\r\n","spans":["#,
    r#"{"start":6,"end":16,"label":"fact","text":"It rained.","annotator":"ana","id":"k3f9","note":"a\nb","made":"2026-03-04T09:12:31Z"},"#,
    r#"{"start":6,"end":35,"label":"analysis","annotator":"ana","id":"p7xd","unsure":true,"second":"opinion","made":"2026-03-04T09:12:32Z","changed":"2026-03-05T10:00:00Z"},"#,
    r#"{"start":18,"end":49,"label":"Structural Judgment","annotator":"ben","id":"m2qa","origin":"import:doccano","made":"2026-03-04T09:12:33Z"}],"#,
    r#""layers":[{"annotator":"ana","state":"Done","document":["opinion"]},{"annotator":"ben","state":"InProgress"}],"#,
    r#""meta":{"title":"Rain, \"again\"","author":"M. K.","url":"https://example.org/?a=1&b=2","date":"2026-03-03","language":"en"},"extra":{"desk":"weather"}}"#,
    "\n",
    r#"{"id":"nobody","split":"test","text":"Nothing was said.","spans":[],"meta":{"title":"Nothing","language":"en"}}"#,
    "\n",
    r#"{"id":"empty","split":"train","text":"","spans":[],"meta":{"title":"Empty","language":"en"}}"#,
    "\n",
);

/// A project with the sample in it.
fn desk() -> Desk {
    let desk = Desk::with(&[("sample.jsonl", SAMPLE.as_bytes())]);
    assert_eq!(desk.run("new news").code, 0);
    let ran = desk.run("import news sample.jsonl --add-labels");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("3 articles came in, 3 labels"), "{}", ran.out);
    desk
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let inner = files(&path).into_iter();
            all.extend(inner.map(|(name, bytes)| (Path::new(path.file_name().expect("a name")).join(name), bytes)));
        } else {
            let bytes = fs::read(&path).expect("a file");
            all.insert(path.file_name().expect("a name").into(), bytes);
        }
    }
    all
}

#[test]
fn every_format_goes_out_comes_in_and_goes_out_the_same() {
    let desk = desk();
    let ran = desk.run("export news --format all --state any --out first");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    for format in FORMATS.iter().filter(|format| format.carries().text != Text::None) {
        let (name, folder) = (format.name(), format.folder(glossator::exchange::Extras::default()));
        let project = format!("news{}", name.replace('-', ""));
        desk.run(&format!("new {project}"));
        let ran = desk.run(&format!("import {project} first/{folder} --add-labels --by nobody"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}: {}", ran.out);
        let checked = desk.run(&format!("check {project}"));
        assert_eq!(checked.code, 0, "{name}: {}", checked.out);
        let ran = desk.run(&format!("export {project} --format {name} --state any --out second"));
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        let name_of = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&project, "news");
        let (first, second) = (
            files(&desk.path("first").join(folder)),
            files(&desk.path("second").join(folder)),
        );
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&first), names(&second), "{name}");
        for (file, bytes) in first.iter().filter(|_| holds_all(*format)) {
            // A dataset may have the name of its project in it.
            assert!(
                *bytes == second[file] || name_of(bytes) == name_of(&second[file]),
                "{name}: {}",
                file.display()
            );
        }
    }
}

/// Whether a format can hold all that the sample says, so that nothing is missing the second time.
fn holds_all(format: &dyn Format) -> bool {
    let carries = format.carries();
    carries.annotator && carries.metadata && carries.extra && carries.split && carries.text == Text::Exact
}

#[test]
fn what_is_lost_and_left_out_is_told() {
    let desk = desk();
    let told = |arguments: &str| desk.run(&format!("export news --out out --json {arguments}"));
    let report = |arguments: &str| -> serde_json::Value {
        let ran = told(arguments);
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err))
    };
    let conll = report("--format conll");
    assert_eq!(
        (&conll["lost"]["overlap"]["count"], &conll["lost"]["note"]["count"]),
        (&1.into(), &1.into()),
        "{conll}"
    );
    assert_eq!(conll["left_out"]["articles that nobody has labelled"], 2);
    assert!(
        conll["lost"]["overlap"]["examples"][0]
            .as_str()
            .expect("an example")
            .starts_with("may/1. news: “")
    );
    let jsonl = report("--format jsonl --by ana --without-unsure --labels fact,analysis");
    assert_eq!(
        (&jsonl["spans"], &jsonl["left_out"]["spans that are unsure"]),
        (&1.into(), &1.into())
    );
    assert_eq!(jsonl["annotators"], serde_json::json!(["ana"]));
    assert!(jsonl["lost"].as_object().expect("losses").is_empty());
    let done = report("--format jsonl --state done");
    assert_eq!(
        (&done["annotators"], &done["spans"]),
        (&serde_json::json!(["ana"]), &2.into())
    );
    assert!(
        told("--format jsonl --splits test")
            .err
            .contains("no article is as far as was asked for")
    );
    assert!(
        told("--format jsonl --by gold")
            .err
            .contains("There are labels by ana, ben")
    );
    let written: serde_json::Value = serde_json::from_str(&desk.read("out/report.json")).expect("JSON");
    assert_eq!(written["conll"]["lost"], conll["lost"]);
    assert_eq!(
        written["jsonl"]["read_back"],
        serde_json::json!({ "articles": 1, "spans": 2 })
    );
}

#[test]
fn sentences_are_rows_for_text_classification() {
    let desk = desk();
    let rows = |arguments: &str| -> Vec<serde_json::Value> {
        let ran = desk.run(&format!(
            "export news --format jsonl --by ana --unit sentence --out - {arguments}"
        ));
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    };
    let labels = |rows: &[serde_json::Value]| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        rows.iter()
            .map(|row| (text(&row["text"]), text(&row["layers"][0]["document"][0])))
            .collect()
    };
    let fact = ("👨‍👩‍👧 It rained.".to_owned(), "fact".to_owned());
    assert_eq!(labels(&rows(""))[0], fact);
    let all = labels(&rows("--unlabelled none --labels fact"));
    assert_eq!((&all[0], all[1].1.as_str()), (&fact, "none"));
    let refused = desk.run("export news --format brat --unit sentence --out out");
    assert_eq!((refused.code, desk.path("out/brat").exists()), (2, false));
    assert!(!refused.err.is_empty());
}

#[test]
fn labels_of_others_are_asked_about_renamed_and_left_out() {
    let desk = desk();
    desk.put(
        "ner.jsonl",
        "{\"text\":\"Ana is in Rome. 😊 Ben is not.\",\"entities\":[[0,3,\"PER\"],[10,14,\"LOC\"],[18,21,\"PER\"]]}\n",
    );
    let before = files(&desk.path("news"));
    let refused = desk.run("import news ner.jsonl");
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("PER (2), LOC (1)"), "{}", refused.err);
    assert_eq!(files(&desk.path("news")), before, "nothing has come in");
    let ran = desk.run("import news ner.jsonl --label PER=fact --label LOC= --by cleo");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("2 labels") && ran.out.contains("1 were left out") && ran.out.contains("by cleo"),
        "{}",
        ran.out
    );
    let layer = desk.read("news/annotations/cleo/articles/ner/00001.ron");
    assert!(
        layer.contains("(18, 21), label: \"fact\", quote: \"Ben\"") && layer.contains("origin: \"import:jsonl\""),
        "{layer}"
    );
    assert!(!layer.contains("Rome"));
}

#[test]
fn wrong_offsets_are_told_by_line_and_repaired_by_their_quotes() {
    let desk = desk();
    let rows = [
        r#"{"id":"a","text":"😊 One two.","spans":[{"start":3,"end":6,"label":"fact","text":"One"}]}"#,
        r#"{"id":"b","text":"Three four.","spans":[{"start":3,"end":7,"label":"fact","text":"four"},{"start":0,"end":99,"label":"fact"},{"start":0,"end":4,"label":"fact","text":"gone"}]}"#,
        r#"{"id":"c","text":"Five","spans":{}}"#,
    ];
    desk.put("odd.jsonl", rows.join("\n"));
    let ran = desk.run("import news odd.jsonl --by cleo");
    assert_eq!(ran.code, 1);
    for told in [
        "2 had wrong offsets",
        "2 lie nowhere",
        "odd.jsonl:1: ",
        "odd.jsonl:2: ",
        "odd.jsonl, row 3",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    let (code, out) = desk.run("check news").quietly();
    assert_eq!(code, 0, "{out}");
    assert!(
        desk.read("news/annotations/cleo/articles/odd/a.ron")
            .contains("at: (2, 5)")
    );
    assert!(
        desk.read("news/annotations/cleo/articles/odd/b.ron")
            .contains("at: (6, 10)")
    );
}

#[test]
fn labels_join_articles_and_layers_that_are_there() {
    let desk = desk();
    let more = SAMPLE.replace("\"annotator\":\"ben\"", "\"annotator\":\"ana\"");
    desk.put("more.jsonl", &more);
    let ran = desk.run("import news more.jsonl");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("No article came in") && ran.out.contains("2 were there already"),
        "{}",
        ran.out
    );
    let layer = desk.read("news/annotations/ana/articles/sample/may_1. news.ron");
    assert_eq!(layer.matches("    (at:").count(), 3, "{layer}");
    let again = desk.run("import news more.jsonl");
    assert!(again.out.contains("3 were there already"), "{}", again.out);
    assert_eq!(desk.read("news/annotations/ana/articles/sample/may_1. news.ron"), layer);
    // Labels alone, of articles that are known by their ids.
    desk.put(
        "spans.csv",
        "doc_id,annotator,label,start,end\nnobody,cleo,fact,0,7\nnowhere,cleo,fact,0,7\n",
    );
    let ran = desk.run("import news spans.csv");
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.out.contains("there is no article “nowhere” in the project"),
        "{}",
        ran.out
    );
    assert!(
        desk.read("news/annotations/cleo/articles/sample/nobody.ron")
            .contains("quote: \"Nothing\"")
    );
}

#[test]
fn articles_that_their_source_calls_the_same_come_in_once() {
    let row = |text: &str, end: u32| {
        format!(
            "{{\"id\":\"same\",\"text\":\"{text}\",\"spans\":[{{\"start\":0,\"end\":{end},\"label\":\"fact\",\"annotator\":\"ana\"}}]}}\n"
        )
    };
    let task = |text: &str, end: u32| {
        format!(
            r#"{{"id":7,"data":{{"text":"{text}"}},"annotations":[{{"completed_by":{{"email":"ana"}},"result":[
            {{"from_name":"label","to_name":"text","type":"labels","value":{{"start":0,"end":{end},"labels":["fact"]}}}}]}}]}}"#
        )
    };
    let rows = |end: u32| row("Dup one has words.", end) + &row("Dup two has others.", end);
    let tasks = |end: u32| {
        format!(
            "[{},{}]",
            task("Dup one has words.", end),
            task("Dup two has others.", end)
        )
    };
    for (file, content, more) in [("dup.jsonl", rows(3), rows(7)), ("dup.json", tasks(3), tasks(7))] {
        let desk = Desk::with(&[(file, content.as_bytes())]);
        assert_eq!(desk.run("new news").code, 0);
        let first = desk.run(&format!("import news {file}"));
        assert!(first.out.contains("2 articles came in, 2 labels"), "{}", first.out);
        let there = files(&desk.path("news/annotations"));
        for _ in 0..2 {
            let again = desk.run(&format!("import news {file}"));
            assert!(again.out.contains("No article came in"), "{}{}", again.out, again.err);
        }
        assert_eq!(files(&desk.path("news/articles")).len(), 2, "{file}");
        assert_eq!(files(&desk.path("news/annotations")), there, "{file}");
        // What is new of them joins what is there.
        desk.put(file, more);
        assert_eq!(desk.run(&format!("import news {file}")).code, 0);
        let there = files(&desk.path("news/annotations"));
        let labels = there
            .values()
            .map(|layer| String::from_utf8_lossy(layer).matches("label: \"fact\"").count());
        assert_eq!(labels.collect::<Vec<_>>(), [2, 2], "{file}");
    }
}

/// What imports have in the folder that a project keeps for the program.
#[cfg(unix)]
fn under_way(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("news/.glossator")).into_iter().flatten();
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("import-")).collect()
}

/// An import that is killed somewhere between its begin and its end; how many articles came in.
#[cfg(unix)]
fn kill_an_import(desk: &Desk, is_time: impl Fn() -> bool) -> usize {
    let mut program = std::process::Command::new(desk.program().get_program());
    let mut import = program
        .args(["import", "news", "many.jsonl"])
        .current_dir(desk.path(""))
        .env("GLOSSATOR_CONFIG_DIR", desk.path("config"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("it runs");
    while !is_time() && import.try_wait().expect("known").is_none() {
        std::thread::yield_now();
    }
    let _ = import.kill();
    import.wait().expect("it ends");
    let articles = fs::read_dir(desk.path("news/articles/many"));
    articles.map_or(0, Iterator::count)
}

#[cfg(unix)]
#[test]
fn a_killed_import_comes_in_whole_or_not_at_all() {
    const COUNT: usize = 400;
    let rows = (0..COUNT).map(|number| {
        format!("{{\"id\":\"a{number}\",\"text\":\"Article {number} has words.\",\"spans\":[{{\"start\":0,\"end\":7,\"label\":\"fact\",\"annotator\":\"ana\"}}]}}\n")
    });
    let rows: String = rows.collect();
    let desk = Desk::with(&[("many.jsonl", rows.as_bytes())]);
    assert_eq!(desk.run("new news").code, 0);
    // While it is being written apart.
    assert_eq!(kill_an_import(&desk, || !under_way(&desk).is_empty()), 0);
    assert!(!under_way(&desk).is_empty(), "it was killed");
    assert!(
        desk.run("check news").out.starts_with("0 articles"),
        "nothing has come in"
    );
    assert_eq!(under_way(&desk), [] as [String; 0], "nothing stays behind");
    // While its labels are moved into the project, and its articles.
    for folder in ["annotations/ana/articles/many", "articles/many"] {
        let path = desk.path("news").join(folder);
        kill_an_import(&desk, || path.exists());
        let checked = desk.run("check news");
        assert_eq!(
            checked.out,
            format!("{COUNT} articles, {COUNT} annotations, all true\n")
        );
        assert_eq!(under_way(&desk), [] as [String; 0], "nothing stays behind");
        let again = desk.run("import news many.jsonl");
        assert!(again.out.contains("No article came in"), "{}", again.out);
        for folder in ["annotations", "articles"] {
            fs::remove_dir_all(desk.path("news").join(folder)).expect("removed");
        }
    }
}

#[test]
fn proposals_of_programs_are_no_labels() {
    let desk = desk();
    let task = r#"[{"data":{"text":"It snowed."},"annotations":[],"predictions":[{"model_version":"ner-2","result":[
        {"from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":10,"text":"It snowed.","labels":["fact"]}}]}]}]"#;
    desk.put("tasks.json", task);
    let ran = desk.run("import news tasks.json");
    assert_eq!(ran.code, 0, "{}{}", ran.err, ran.out);
    assert!(ran.out.contains("1 are only proposed by a program"), "{}", ran.out);
    assert!(!desk.path("news/annotations/ner-2").exists());
    let kept = files(&desk.path("news/suggestions/ner-2"));
    let kept = String::from_utf8_lossy(kept.values().next().expect("a file")).into_owned();
    assert!(kept.contains("origin: \"suggestion:ner-2\""), "{kept}");
    let out = desk.run("export news --format jsonl --state any --out -").out;
    assert!(out.contains("It snowed.") && !out.contains("ner-2"), "{out}");
}

#[test]
fn an_export_takes_the_place_of_exports_alone() {
    let desk = desk();
    fs::create_dir_all(desk.path("out/jsonl")).expect("made");
    desk.put("out/jsonl/mine.txt", "work of years");
    let refused = desk.run("export news --format jsonl --out out");
    assert!(refused.err.contains("no export has made it"), "{}", refused.err);
    assert_eq!(desk.read("out/jsonl/mine.txt"), "work of years");
    assert_eq!(desk.run("export news --format brat --out out").code, 0);
    desk.put("out/brat/ana/old.ann", "");
    assert_eq!(desk.run("export news --format brat --out out").code, 0);
    assert!(
        !desk.path("out/brat/ana/old.ann").exists(),
        "it is as it would be in an empty folder"
    );
    let left: Vec<String> = fs::read_dir(desk.path("out"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, [] as [String; 0], "nothing half-written stays behind");
}

#[test]
fn what_a_killed_export_has_left_goes_with_the_next_one() {
    let desk = desk();
    for place in ["out", "out/deeper"] {
        let left = format!("{place}/.glossator-export-killed/jsonl");
        fs::create_dir_all(desk.path(&left)).expect("made");
        desk.put(&format!("{left}/data.jsonl"), "half of it");
        desk.put(&format!("{place}/.glossator-export-killed.lock"), "");
        let out = if place == "out" { "out" } else { "out/deeper/all.jsonl" };
        assert_eq!(desk.run(&format!("export news --format jsonl --out {out}")).code, 0);
        let entries = fs::read_dir(desk.path(place)).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        assert!(names.into_iter().all(|name| !name.starts_with('.')), "{place}");
    }
}

/// Runs the program where files can only get so long, in blocks, or with its output elsewhere.
#[cfg(target_os = "linux")]
fn limited(desk: &Desk, before: &str, arguments: &str, after: &str) -> String {
    let program = desk.program();
    let program = program.get_program().to_string_lossy();
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("{before} exec '{program}' {arguments} {after}")])
        .current_dir(desk.path(""))
        .env("GLOSSATOR_CONFIG_DIR", desk.path("config"))
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_told_with_its_place_and_what_to_do() {
    // Nothing that can be packed well.
    let numbers: Vec<String> = (1..20_000_u64)
        .map(|number| (number * number * 7919 % 100_003).to_string())
        .collect();
    let long = serde_json::json!({ "id": "long", "text": numbers.join(" "),
        "spans": [{ "start": 0, "end": 4, "label": "fact", "annotator": "ana" }] });
    let desk = Desk::with(&[("long.jsonl", format!("{long}\n").as_bytes())]);
    assert_eq!(desk.run("new news").code, 0);
    assert_eq!(desk.run("import news long.jsonl").code, 0);
    for format in FORMATS {
        let name = format.name();
        let arguments = format!("export news --state any --format {name} --out out");
        let told = limited(&desk, "ulimit -f 8;", &arguments, "");
        let place = format!("out/{}/", format.folder(glossator::exchange::Extras::default()));
        assert!(
            told.contains(&place) && !told.contains(".glossator-export"),
            "{name}: {told}"
        );
        assert!(told.contains("Allow longer files, or make room."), "{name}: {told}");
        assert!(!desk.path("out").exists(), "{name}");
    }
    let arguments = "export news --state any --format jsonl --out";
    let told = limited(&desk, "ulimit -f 8;", &format!("{arguments} one.jsonl"), "");
    assert_eq!(
        told.lines().last().expect("a line"),
        "glossator: one.jsonl cannot be written: it is longer than a file may become here. Allow longer files, or make room."
    );
    let told = limited(&desk, "", &format!("{arguments} -"), "> /dev/full");
    assert_eq!(
        told.lines().last().expect("a line"),
        "glossator: The standard output cannot be written: the drive is full. Make room on it."
    );
}
