//! What the program makes of arguments and files that are not as they should be.

use std::process::Stdio;

use crate::desk::{Desk, assert_golden};

/// The program cannot do it, says so on the standard error and nothing on the other.
#[track_caller]
fn assert_refused(desk: &Desk, arguments: &str, expected: &str) {
    let ran = desk.run(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn the_help() {
    let desk = Desk::with(&[]);
    let mut all = String::new();
    for arguments in ["--help", "export --help", "check --help", "stats --help"] {
        let (code, help) = desk.run(arguments).quietly();
        assert_eq!(code, 0);
        all += &format!("$ glossator {arguments}\n{help}\n");
    }
    assert_golden("help.txt", &all);
    assert_eq!(
        desk.run("--version").quietly(),
        (0, format!("glossator {}\n", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn wrong_arguments() {
    let desk = Desk::with_example();
    assert_refused(&desk, "check", "<PATH>");
    assert_refused(&desk, "export microsoft-openai.txt", "--out <OUT>");
    assert_refused(
        &desk,
        "export microsoft-openai.txt --out x --format xml",
        "there is no format \"xml\"; there are jsonl, hf, spacy, prodigy, csv, xlsx,",
    );
    assert_refused(
        &desk,
        "export microsoft-openai.txt --out news",
        "Say so with --format jsonl or hf or spacy",
    );
    assert_refused(
        &desk,
        "export microsoft-openai.txt --out -",
        "It is not clear which format - should have.",
    );
    assert_refused(
        &desk,
        "check microsoft-openai.txt --encoding klingon",
        "no such encoding; there are UTF-8, windows-1252",
    );
    assert_refused(&desk, "--renderer pencil", "[possible values: glow, wgpu]");
    assert_refused(
        &desk,
        "--frame-log microsoft-openai.txt",
        "microsoft-openai.txt is no log of frames, and would be overwritten.",
    );
    assert!(desk.read("microsoft-openai.txt").starts_with("Flash News"));
    assert_refused(
        &desk,
        "microsoft-openai.txt check microsoft-openai.txt",
        "The path goes after the command",
    );
}

#[test]
fn inputs_that_are_no_articles() {
    let desk = Desk::with(&[
        ("empty.txt", b""),
        ("binary.pdf", b"%PDF-1.7\n\0\0\0"),
        ("other.ron", b"(width: 3)"),
        ("new.txt", b"Yes."),
    ]);
    std::fs::create_dir(desk.path("folder")).expect("made");
    for command in ["check", "stats", "export --out o.csv"] {
        let refused = |path: &str, expected: &str| assert_refused(&desk, &format!("{command} {path}"), expected);
        refused("empty.txt", "empty.txt is empty: there is nothing to label in it.");
        refused("binary.pdf", "it holds binary data, not text");
        refused("folder", "folder is a folder. Open one article in it.");
        refused("missing.txt", "There is no file missing.txt.");
        refused("missing.ron", "There is no file missing.ron.");
        refused("other.ron", "other.ron is no annotation file: it names no article.");
    }
    assert_refused(
        &desk,
        "check new.txt",
        "Nobody has labelled new.txt yet: there is no annotation file new.ron.",
    );
    assert_refused(&desk, "export new.txt --out o.csv", "Nobody has labelled new.txt yet");
    assert_eq!(desk.run("stats new.txt").code, 0);
    assert!(!desk.path("o.csv").exists());
}

#[test]
fn annotation_files_that_point_elsewhere() {
    let desk = Desk::with(&[]);
    let pointing_to = |article: &str| {
        format!("(version: 1, article: (path: \"{article}\", sha256: \"\"), annotator: \"a\", annotations: [])")
    };
    for outside in ["/etc/passwd", "../news.txt"] {
        desk.put("news.ron", pointing_to(outside));
        assert_refused(
            &desk,
            "check news.ron",
            "Only files in its own folder, or in folders within, are opened",
        );
    }
    desk.put("news.ron", pointing_to("gone.txt"));
    assert_refused(
        &desk,
        "check news.ron",
        "news.ron belongs to the article gone.txt, which is not there.",
    );
    desk.put(
        "news.ron",
        pointing_to("gone.txt").replace("gone.txt", "gone.txt\\u{0}"),
    );
    assert_refused(&desk, "check news.ron", "news.ron");
}

#[test]
fn nothing_of_the_article_is_overwritten() {
    let desk = Desk::with_example();
    let before = desk.read("microsoft-openai.txt");
    assert_refused(
        &desk,
        "export microsoft-openai.txt --format csv --out microsoft-openai.txt",
        "is the article, and would be overwritten",
    );
    assert_refused(
        &desk,
        "export microsoft-openai.txt --format jsonl --out microsoft-openai.ron",
        "is its annotation file, and would be overwritten",
    );
    assert_eq!(desk.read("microsoft-openai.txt"), before);
    assert_refused(
        &desk,
        "export microsoft-openai.txt --out no/such/folder/x.csv",
        "the folder no/such/folder is not there",
    );
    desk.put("x.csv", "old");
    assert_eq!(desk.run("export microsoft-openai.txt --out x.csv").code, 0);
    assert!(desk.read("x.csv").starts_with("\u{feff}\"doc_id\","));
}

#[test]
fn encodings_can_be_chosen() {
    let desk = Desk::with(&[("news.txt", b"caf\xe9 and more")]);
    let stats = |encoding: &str| desk.run(&format!("--encoding {encoding} stats news.txt"));
    let guessed = desk.run("stats news.txt");
    assert!(
        guessed.err.contains("which is a guess") && guessed.code == 0,
        "{}",
        guessed.err
    );
    assert!(stats("windows-1252").quietly().1.contains("café and more"));
    assert!(stats("koi8-r").quietly().1.contains("cafИ and more"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_reason_to_panic() {
    let desk = Desk::with(&[("news.txt", "Yes. 😊 \n".repeat(20_000).as_bytes())]);
    desk.put(
        "news.ron",
        "(version: 1, article: (path: \"news.txt\", sha256: \"\"), annotator: \"a\", annotations: [])",
    );
    let mut program = std::process::Command::new(desk.program().get_program());
    let mut child = program
        .args(["export", "news.ron", "--format", "jsonl", "--out", "-"])
        .current_dir(desk.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!err.contains("panicked") && !err.contains("pipe"), "{err}");
    assert_eq!(output.status.code(), Some(2));
}
