//! What `check` says about every kind of fault, and that nothing with faults is exported.

use crate::desk::Desk;

/// The example with one thing changed in its annotation file.
fn changed(from: &str, to: &str) -> Desk {
    let desk = Desk::with_example();
    let ron = desk.read("microsoft-openai.ron");
    assert!(ron.contains(from), "{from} is not in {ron}");
    desk.put("microsoft-openai.ron", ron.replacen(from, to, 1));
    desk
}

/// `check` prints exactly this and ends with 1; `export` writes nothing and ends with 1; the file stays as it is.
#[track_caller]
fn assert_found(desk: &Desk, expected: &str) {
    let before = std::fs::read(desk.path("microsoft-openai.ron")).expect("a file");
    for path in ["microsoft-openai.txt", "microsoft-openai.ron"] {
        let (code, out) = desk.run(&format!("check {path}")).quietly();
        assert_eq!((code, out.as_str()), (1, expected));
        let refused = desk.run(&format!("export {path} --out out.csv"));
        assert_eq!((refused.code, refused.out.as_str()), (1, ""));
        for line in expected.lines() {
            assert!(refused.err.contains(line), "{}", refused.err);
        }
        assert!(refused.err.contains("Nothing was exported"), "{}", refused.err);
        assert!(!desk.path("out.csv").exists());
    }
    assert_eq!(
        std::fs::read(desk.path("microsoft-openai.ron")).expect("a file"),
        before
    );
}

#[test]
fn faults_of_single_annotations() {
    assert_found(
        &changed("at: (12, 73)", "at: (12, 99999)"),
        "microsoft-openai.ron:19: annotation s001: it goes from 12 to 99999, but the article has only 2828 characters\n",
    );
    assert_found(
        &changed("at: (12, 73)", "at: (73, 12)"),
        "microsoft-openai.ron:19: annotation s001: it goes from 73 to 12, which is no stretch of text\n",
    );
    assert_found(
        &changed("quote: \"The more money AI burns", "quote: \"The more money it burns"),
        "microsoft-openai.ron:31: annotation s013: it quotes “The more money it burns, the more infrastructure becomes a m…”, \
         but at 2551 to 2615 the article says “The more money AI burns, the more infrastructure becomes a m…”\n",
    );
    assert_found(
        &changed("id: \"s002\"", "id: \"s001\""),
        "microsoft-openai.ron:20: annotation s001: another annotation before it has the same id; give one of them another\n",
    );
    assert_found(
        &changed("label: \"opinion\", quote", "label: \"irony\", quote"),
        "microsoft-openai.ron:31: annotation s013: its label “irony” is not among the labels of the file\n",
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let desk = changed("id: \"s002\"", "id: \"\"");
    let ron = desk
        .read("microsoft-openai.ron")
        .replace("label: \"opinion\", quote", "label: \"irony\", quote");
    desk.put("microsoft-openai.ron", ron);
    let (code, out) = desk.run("check microsoft-openai.txt").quietly();
    assert_eq!((code, out.lines().count()), (1, 4), "{out}");
}

#[test]
fn files_that_cannot_be_read() {
    let desk = Desk::with_example();
    let whole = desk.read("microsoft-openai.ron");
    desk.put("microsoft-openai.ron", &whole[..whole.len() - 100]);
    assert_found(
        &desk,
        "microsoft-openai.ron:33:133: a text that begins here has no closing quotation mark\n",
    );
    desk.put("microsoft-openai.ron", "nonsense");
    assert_found(&desk, "microsoft-openai.ron:1:9: an opening `(` was expected here\n");
    desk.put("microsoft-openai.ron", "");
    assert_found(&desk, "microsoft-openai.ron:1:1: the file is empty\n");
    desk.put("microsoft-openai.ron", "[".repeat(100_000));
    assert_found(&desk, "microsoft-openai.ron:1:1: an opening `(` was expected here\n");
    desk.put(
        "microsoft-openai.ron",
        format!("(version: 1, later: {}", "[".repeat(100_000)),
    );
    assert_found(
        &desk,
        "microsoft-openai.ron:1:53: it is nested too deeply to be one of our files\n",
    );
    desk.put("microsoft-openai.ron", b"(version: \xff");
    assert_found(&desk, "microsoft-openai.ron:1:11: this is not UTF-8 text\n");
}

#[test]
fn files_of_newer_programs() {
    assert_found(
        &changed("version: 1", "version: 2"),
        "microsoft-openai.ron:1: These labels were saved by a newer Glossator (format 2; this one writes format 1). They can be \
         read but not changed: update Glossator.\n",
    );
    let desk = changed("version: 1", "version: 3");
    let ron = desk
        .read("microsoft-openai.ron")
        .replace("annotator: \"seed\"", "annotator: Person(\"seed\")");
    desk.put("microsoft-openai.ron", ron);
    assert_found(
        &desk,
        "microsoft-openai.ron:1: microsoft-openai.ron was saved by a newer Glossator (format 3; this one reads format 1). \
         Update Glossator to open it.\n",
    );
    assert_found(
        &changed("  annotator:", "  reviewer: \"ben\",\n  annotator:"),
        "microsoft-openai.ron:1: The annotation file says more than this Glossator knows (reviewer). The labels can be read but \
         not changed, so that nothing of it is lost: update Glossator, or remove those fields.\n",
    );
}

#[test]
fn labels_of_another_text() {
    let desk = Desk::with_example();
    desk.put(
        "microsoft-openai.txt",
        "Another article.\n\nIt is about something else.\n",
    );
    let ran = desk.run("check microsoft-openai.txt");
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "glossator: The article has changed since it was labelled: 15 annotations have no place in the text any more.\n"
    );
    let out = ran.out;
    assert_eq!(out.lines().count(), 15);
    assert!(
        out.lines()
            .all(|line| line.ends_with("which is no longer in the article")),
        "{out}"
    );
    assert_eq!(desk.run("export microsoft-openai.txt --out out.csv").code, 1);
}

#[test]
fn annotations_that_have_moved_are_true() {
    let desk = Desk::with_example();
    let text = desk.read("microsoft-openai.txt");
    desk.put("microsoft-openai.txt", format!("Updated today\n\n{text}"));
    let ran = desk.run("check microsoft-openai.txt");
    assert_eq!((ran.code, ran.out.as_str()), (0, "15 annotations, all true\n"));
    assert_eq!(
        ran.err,
        "glossator: The article has changed since it was labelled: 15 annotations have moved along with their words.\n"
    );
    assert_eq!(desk.run("export microsoft-openai.txt --out out.csv").code, 0);
}

#[test]
fn a_changed_text_in_which_all_quotes_are_true_is_fine() {
    let desk = Desk::with_example();
    let text = desk.read("microsoft-openai.txt");
    desk.put("microsoft-openai.txt", text + "\n1 comment\n");
    let ran = desk.run("check microsoft-openai.txt");
    assert_eq!((ran.code, ran.out.as_str()), (0, "15 annotations, all true\n"));
    assert_eq!(
        ran.err,
        "glossator: The article has changed since it was labelled, but every quote is still in its place.\n"
    );
}
