//! Projects on the command line: made, filled from files of every kind, checked, split, counted and exported.

use std::{fs, path::Path};

use serde_json::Value;

use crate::desk::Desk;

/// The files that come with the tests, one article in every format, and their hostile siblings.
const READERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/readers");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A desk with an empty project in `news`.
fn desk() -> Desk {
    let desk = Desk::with(&[]);
    let made = desk.run("new news --name News").quietly();
    assert_eq!(made.0, 0);
    desk
}

#[test]
fn a_project_is_made_once() {
    let desk = desk();
    assert!(desk.read("news/glossator.ron").contains("name: \"News\""));
    assert!(desk.read("news/guidelines.md").starts_with("# Guidelines"));
    assert_eq!(desk.read("news/.gitattributes"), "*.ron text eol=lf\n");
    let again = desk.run("new news");
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is a project already"), "{}", again.err);
    let none = desk.run("import elsewhere a.txt");
    assert!(
        none.err.contains("“glossator new elsewhere” makes it one"),
        "{}",
        none.err
    );
}

#[test]
fn broken_settings_do_not_change_whose_labels_are_meant() {
    let desk = desk();
    fs::create_dir_all(desk.path("config")).expect("made");
    desk.put("config/settings.ron", "(\n    annotator: \"ana\",\n    zoom: 1.");
    desk.put(
        "a.jsonl",
        "{\"text\":\"One.\",\"spans\":[{\"start\":0,\"end\":4,\"label\":\"fact\"}]}\n",
    );
    let ran = desk.run("import news a.jsonl");
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("settings.ron cannot be used"), "{}", ran.err);
    assert!(ran.err.contains("You label as “ana”."), "{}", ran.err);
    assert!(desk.path("news/annotations/ana").is_dir(), "{}", ran.out);
}

#[test]
fn an_article_of_every_kind_comes_in() {
    let desk = desk();
    for name in ["docx", "odt", "pdf", "epub", "eml", "html", "mhtml", "md", "txt"] {
        let file = format!("article.{name}");
        // Each is the same story: it comes in alone, so that it is not taken for a copy.
        let project = format!("only-{name}");
        desk.run(&format!("new {project}"));
        let ran = desk.run(&format!("import {project} {READERS}/{file} --json"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{file}");
        let summary = json(&ran.out);
        let added = &summary["added"][0];
        assert_eq!(summary["added"].as_array().map(Vec::len), Some(1), "{file}: {summary}");
        let name = added["name"].as_str().expect("a name");
        let text = desk.read(&format!("{project}/{name}"));
        assert!(text.contains("forty hectares"), "{file}: {text}");
        if file.ends_with("html") {
            assert!(!text.contains("cookie"), "{file}: the article alone: {text}");
        }
    }
    for (file, count) in [("jsonl", 2), ("json", 1), ("csv", 1), ("tsv", 1), ("parquet", 1)] {
        let project = format!("table-{file}");
        desk.run(&format!("new {project}"));
        let summary = json(
            &desk
                .run(&format!("import {project} {READERS}/articles.{file} --json"))
                .out,
        );
        let added = summary["added"].as_array().expect("a list");
        assert!(added.len() >= count, "{file}: {summary}");
        assert!(
            added
                .iter()
                .all(|added| added["title"].is_string() && added["row"].is_u64()),
            "{file}: {added:?}"
        );
    }
}

#[test]
fn hostile_files_cost_a_message() {
    let desk = desk();
    let ran = desk.run(&format!("import news {READERS} --json"));
    assert_eq!(ran.code, 1);
    let summary = json(&ran.out);
    let skipped: Vec<(String, String)> = summary["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|skipped| {
            let name = Path::new(skipped["from"].as_str().expect("a path"))
                .file_name()
                .expect("a name");
            (
                name.to_string_lossy().into_owned(),
                skipped["why"].as_str().expect("a reason").to_owned(),
            )
        })
        .collect();
    for (name, why) in [
        ("empty.txt", "is empty"),
        ("garbage.pdf", "damaged"),
        ("scan.pdf", "scan"),
        ("plain.zip", "archive"),
        ("binary.txt", "not text"),
        ("deep.docx", "levels deep"),
        ("no-document.docx", "missing"),
    ] {
        let found = skipped.iter().find(|(skipped, _)| skipped == name);
        assert!(
            found.is_some_and(|(_, found)| found.contains(why)),
            "{name}: {found:?} in {skipped:?}"
        );
    }
    assert!(
        !desk.path("evil").exists() && !desk.path("news/evil").exists(),
        "names with .. lead nowhere"
    );
    // Nothing is left of what was on the way, and what came in can be read.
    assert_eq!(fs::read_dir(desk.path("news/.glossator")).expect("a folder").count(), 0);
    let (code, out) = desk.run("check news --json").quietly();
    assert_eq!(code, 0, "{out}");
    assert!(json(&out)["articles"].as_u64().expect("a number") > 10, "{out}");
}

#[test]
fn what_is_there_already_does_not_come_in_twice() {
    let desk = desk();
    desk.put("story.txt", "One story\n\nIt was told once.\n");
    desk.put("copy.txt", "One story\r\n\r\nIt was told once.\r\n");
    let (code, out) = desk.run("import news story.txt copy.txt").quietly();
    assert_eq!(code, 0);
    assert!(out.starts_with("1 article came in, 1 was there already."), "{out}");
    assert!(out.contains("copy.txt is articles/story.txt"), "{out}");
    let (_, out) = desk.run("import news story.txt").quietly();
    assert!(out.starts_with("No article came in, 1 was there already."), "{out}");
}

#[test]
fn columns_can_be_named() {
    let desk = desk();
    desk.put("odd.csv", "a,b,c\nHead,A text of some words.,2026\n");
    let (code, _) = desk
        .run("import news odd.csv --text b --column title=a --column date=c")
        .quietly();
    assert_eq!(code, 0);
    let article = desk.read("news/articles/odd/00002.article.ron");
    assert!(
        article.contains("title: \"Head\"") && article.contains("date: \"2026\""),
        "{article}"
    );
    let ran = desk.run("import news odd.csv --text nothing");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("no column “nothing”"), "{}", ran.out);
}

/// A project with the example and its labels by ana, and 20 short articles.
fn labelled() -> Desk {
    let desk = desk();
    desk.put("news/seed.txt", include_bytes!("../../seeds/microsoft-openai.txt"));
    let layer = fs::read_to_string("tests/data/microsoft-openai.ron").expect("it comes with the program");
    let layer = layer.replace("path: \"microsoft-openai.txt\"", "path: \"seed.txt\"");
    fs::create_dir_all(desk.path("news/annotations/ana")).expect("made");
    desk.put("news/annotations/ana/seed.txt.ron", layer);
    for number in 0..20 {
        desk.put(
            &format!("news/{number:02}.txt"),
            format!("Number {number}\n\nNothing happened at {number}.\n"),
        );
    }
    desk
}

#[test]
fn a_project_is_counted_checked_and_exported() {
    let desk = labelled();
    let (code, out) = desk.run("stats news --by ana").quietly();
    assert_eq!(code, 0);
    assert!(out.contains("articles   21, 1 done") && out.contains("Fact"), "{out}");
    let stats = json(&desk.run("stats news --by ana --json").out);
    assert_eq!((&stats["articles"], &stats["done"]), (&21.into(), &1.into()));
    let (_, page) = desk.run("stats news --by ana --format html").quietly();
    assert!(page.starts_with("<!doctype html>") && !page.contains("<script"));
    let spans = stats["annotations"].as_u64().expect("a number");

    assert_eq!(
        desk.run("check news").quietly(),
        (0, format!("21 articles, {spans} annotations, all true\n"))
    );
    let (code, out) = desk.run("export news --by ana --out news.jsonl").quietly();
    let expected = format!("jsonl: 1 article with {spans} spans written to news.jsonl, read back and compared.\n");
    assert!(code == 0 && out.starts_with(&expected), "{out}");
    let article = json(desk.read("news.jsonl").trim_end());
    assert_eq!(
        (&article["id"], article["spans"].as_array().map(Vec::len)),
        (&"seed".into(), Some(spans as usize))
    );
    let (code, out) = desk
        .run("export news --by ana --format csv --only state:done --out -")
        .quietly();
    assert_eq!(
        (
            code,
            out.lines().filter(|line| line.starts_with("\"seed\",")).count() as u64
        ),
        (0, spans)
    );
    let nothing = desk.run("export news --by ben --out ben.jsonl");
    assert!(nothing.err.contains("There are labels by ana"), "{}", nothing.err);
    let over = desk.run("export news --by ana --format jsonl --out news/seed.txt");
    assert!(over.err.contains("a file of the project"), "{}", over.err);
    assert!(desk.read("news/seed.txt").contains("Microsoft"), "it is as it was");

    let json_of = |command: &str| json(&desk.run(command).out);
    let written = json_of("export news --by ana --out again.jsonl --json");
    assert_eq!((&written["articles"], &written["spans"]), (&1.into(), &spans.into()));

    // A fault anywhere keeps everything in.
    let layer = desk
        .read("news/annotations/ana/seed.txt.ron")
        .replace("at: (12, 73)", "at: (13, 73)");
    desk.put("news/annotations/ana/seed.txt.ron", layer);
    desk.put("news/annotations/ana/gone.txt.ron", "(version: 1)");
    let ran = desk.run("check news");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("seed.txt.ron:") && ran.out.contains("gone.txt.ron:1: the article"),
        "{}",
        ran.out
    );
    let ran = desk.run("export news --by ana --out later.jsonl");
    assert_eq!((ran.code, desk.path("later.jsonl").exists()), (1, false));
}

#[test]
fn labels_without_their_article_are_told_of() {
    let desk = labelled();
    let spans = json(&desk.run("stats news --by ana --json").out)["annotations"]
        .as_u64()
        .expect("a number");
    fs::rename(desk.path("news/seed.txt"), desk.path("news/other.txt")).expect("renamed");
    // What was set aside belongs to nobody.
    desk.put("news/annotations/ana/seed.txt.broken-1.ron", "(vers");
    let told = format!("{spans} annotations in annotations/ana/seed.txt.ron: the article is not in the project");
    let nothing = desk.run("export news --out news.jsonl");
    assert!(
        nothing.err.contains(&told) && !nothing.err.contains("broken"),
        "{}",
        nothing.err
    );
    let (code, out) = desk.run("export news --state any --out news.jsonl").quietly();
    assert!(code == 0 && out.contains(&format!("  Left out: {told}\n")), "{out}");
    let report = json(&desk.run("export news --state any --out news.jsonl --json").out);
    assert_eq!(report["astray"]["annotations/ana/seed.txt.ron"], spans, "{report}");
    let (_, out) = desk.run("export news --state any --by ben --out ben.jsonl").quietly();
    assert!(!out.contains("Left out"), "nobody has asked for these: {out}");
    let (_, out) = desk.run("stats news --by ana").quietly();
    assert!(out.contains(&format!("left out   {told}\n")), "{out}");
    assert_eq!(
        json(&desk.run("stats news --by ana --json").out)["astray"]["annotations/ana/seed.txt.ron"],
        spans
    );
    let (_, page) = desk.run("stats news --by ana --format html").quietly();
    assert!(page.contains(&told), "{page}");
}

#[test]
fn splits_stay_as_they_are() {
    let desk = labelled();
    let counts = |command: &str| json(&desk.run(command).out)["articles"].clone();
    let first = counts("split news --train 0.6 --test 0.4 --json");
    assert_eq!(first, serde_json::json!({ "train": 13, "test": 8 }));
    let kept = desk.read("news/splits.ron");
    assert_eq!(counts("split news --train 0.6 --test 0.4 --json"), first);
    assert_eq!(desk.read("news/splits.ron"), kept);
    desk.put("news/new.txt", "A new one\n\nIt came later.");
    counts("split news --train 0.6 --test 0.4 --json");
    let grown = desk.read("news/splits.ron");
    assert!(
        kept.lines()
            .filter(|line| line.contains(".txt"))
            .all(|line| grown.contains(line))
    );
    assert!(grown.contains("\"new.txt\""));
    counts("split news --train 0.6 --test 0.4 --anew --seed 9 --json");
    assert_ne!(desk.read("news/splits.ron"), grown);
    assert_eq!(
        counts("split news --batches 2 --json"),
        serde_json::json!({ "1": 11, "2": 11 })
    );
    let wrong = desk.run("split news --train 0.6 --validation 0.6 --test 0.1");
    assert!(wrong.err.contains("all of them together 1"), "{}", wrong.err);
    // The one labelled article is in one of them.
    let lines = |split: &str| {
        let ran = desk.run(&format!(
            "export news --by ana --only split:{split} --format jsonl --out -"
        ));
        ran.out.lines().count()
    };
    assert_eq!(lines("train") + lines("test"), 1);
    // Batches are found like splits.
    let of_batch = |batch: &str| {
        let ran = desk.run(&format!(
            "export news --by ana --only batch:{batch} --format jsonl --out -"
        ));
        ran.out.lines().count()
    };
    assert_eq!(of_batch("1") + of_batch("2"), 1);
}

#[test]
fn scripts_read_json_of_a_lone_article_too() {
    let desk = Desk::with_example();
    let stats = json(&desk.run("stats microsoft-openai.txt --json").out);
    assert_eq!((&stats["annotator"], &stats["state"]), (&"seed".into(), &"Done".into()));
    let checked = json(&desk.run("check microsoft-openai.txt --json").out);
    assert_eq!(
        (&checked["annotations"], &checked["faults"]),
        (&stats["annotations"], &serde_json::json!([]))
    );
    let written = json(&desk.run("export microsoft-openai.txt --out a.jsonl --json").out);
    assert_eq!(written["spans"], stats["annotations"]);
    assert!(
        desk.run("stats microsoft-openai.txt --format html")
            .err
            .contains("for projects")
    );
}
