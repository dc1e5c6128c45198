//! The article changes behind the labels: they are found again, and what is not found is listed, never dropped.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::unwrap_used
)]

mod support;

use egui_kittest::kittest::Queryable as _;
use glossator::{
    annotation::Moved,
    workspace::{Command, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, saved, span_of},
    marked::{press, select},
    window::Window,
};

const BEFORE: &str = "Budget passes\n\nParliament passed the budget on Monday. Nobody had expected that. \
                      The coalition now depends on two small parties. That is good news.\n";

/// Labels of all four sentences, saved; then the article is written anew.
fn changed(desk: &Desk, after: &str) -> Workspace {
    let path = desk.write("news.txt", BEFORE);
    let mut workspace = desk.open(&path);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down 1 2 2 3");
    saved(&mut workspace);
    assert_eq!(labelled(&workspace).len(), 4, "{:?}", labelled(&workspace));
    drop(workspace);
    desk.write("news.txt", after);
    desk.open(&path)
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(label, quote): &(&str, &str)| ((*label).to_owned(), (*quote).to_owned());
    list.iter().map(owned).collect()
}

fn lost(workspace: &Workspace) -> Vec<String> {
    let lost = &document(workspace).layer().about().lost;
    lost.iter().map(|lost| lost.quote.to_string()).collect()
}

#[test]
fn labels_go_along_and_are_marked_until_somebody_has_looked() {
    let desk = Desk::new();
    let after = BEFORE.replace("Nobody", "It rained all day. Nobody");
    let mut workspace = changed(&desk, &after);
    assert_eq!(
        labelled(&workspace),
        pairs(&[
            ("fact", "Parliament passed the budget on Monday."),
            ("analysis", "Nobody had expected that."),
            ("analysis", "The coalition now depends on two small parties."),
            ("opinion", "That is good news."),
        ])
    );
    let tally = document(&workspace).tally();
    assert_eq!((tally.moved_along, tally.reworded), (3, 0));
    assert_eq!(document(&workspace).read_only(), None);
    // Looked at one by one, or relabelled, or all at once.
    press(&mut workspace, "f8");
    let selected = document(&workspace).selected().expect("the first that has moved");
    assert_eq!(
        document(&workspace).text().slice(selected.span),
        "Nobody had expected that."
    );
    press(&mut workspace, "shift+f8");
    assert_eq!(document(&workspace).tally().moved_along, 2);
    press(&mut workspace, "1");
    assert_eq!(
        document(&workspace).tally().moved_along,
        1,
        "whoever labels it anew has seen it"
    );
    workspace.run(Command::ConfirmAllMoved);
    assert_eq!(document(&workspace).tally().moved_along, 0);
    press(&mut workspace, "ctrl+z ctrl+z ctrl+z");
    assert_eq!(document(&workspace).tally().moved_along, 3, "all of it can be undone");
    saved(&mut workspace);
    assert_eq!(desk.read("news.ron").matches(", moved: true").count(), 3);
    // The marks are there the next time.
    drop(workspace);
    let again = desk.open(&desk.path("news.txt"));
    assert_eq!(document(&again).tally().moved_along, 3);
    assert_eq!(document(&again).notices(), [""; 0]);
}

#[test]
fn other_words_are_taken_and_the_old_ones_remembered() {
    let desk = Desk::new();
    let after = BEFORE.replace("on two small parties", "on three quite small parties");
    let mut workspace = changed(&desk, &after);
    let document_now = document(&workspace);
    let reworded = document_now
        .layer()
        .iter()
        .find(|annotation| matches!(annotation.moved, Some(Moved::From(_))));
    let reworded = reworded.expect("one with other words");
    assert_eq!(
        document_now.text().slice(reworded.span),
        "The coalition now depends on three quite small parties."
    );
    let was = Some(Moved::From("The coalition now depends on two small parties.".into()));
    assert_eq!(reworded.moved, was);
    press(&mut workspace, "1");
    saved(&mut workspace);
    assert!(
        desk.read("news.ron")
            .contains("was: \"The coalition now depends on two small parties.\"")
    );
}

#[test]
fn what_is_lost_is_listed_placed_by_hand_or_dropped() {
    let desk = Desk::new();
    let after = "Budget passes\n\nParliament passed the budget on Monday. They like it. Quite another sentence.\n";
    let mut workspace = changed(&desk, after);
    assert_eq!(labelled(&workspace).len(), 1);
    let gone = [
        "Nobody had expected that.",
        "The coalition now depends on two small parties.",
        "That is good news.",
    ];
    assert_eq!(lost(&workspace), gone);
    // Nothing was written: if the article is put back, all is as it was.
    assert!(!desk.read("news.ron").contains("lost:"));
    assert!(!workspace.is_enabled(&Command::PlaceLost), "none is chosen");
    press(&mut workspace, "f9");
    assert_eq!(&*document(&workspace).chosen_lost().expect("chosen").quote, gone[0]);
    let span = span_of(document(&workspace), "They like it.");
    select(&mut workspace, span.start().get(), span.end().get(), true);
    press(&mut workspace, "shift+f9");
    assert_eq!(
        labelled(&workspace)[1],
        ("analysis".to_owned(), "They like it.".to_owned())
    );
    assert_eq!(lost(&workspace), gone[1..]);
    assert_eq!(
        &*document(&workspace).chosen_lost().expect("the next is chosen").quote,
        gone[1]
    );
    workspace.run(Command::DropLost);
    assert_eq!(lost(&workspace), gone[2..]);
    press(&mut workspace, "ctrl+z");
    assert_eq!(lost(&workspace), gone[1..], "dropping can be undone");
    saved(&mut workspace);
    assert_eq!(desk.read("news.ron").matches("quote: ").count(), 4);
    drop(workspace);

    // What is on the list stays there over restarts, and so does undo.
    let mut again = desk.open(&desk.path("news.txt"));
    assert_eq!(lost(&again), gone[1..]);
    press(&mut again, "ctrl+z");
    assert_eq!(lost(&again), gone, "the placed one too");
    saved(&mut again);
    drop(again);

    // The words come back: so do the annotations.
    desk.write("news.txt", BEFORE);
    let back = desk.open(&desk.path("news.txt"));
    assert_eq!(labelled(&back).len(), 4);
    assert_eq!(lost(&back), [""; 0]);
}

#[test]
fn a_deleted_label_takes_the_lost_ones_along_and_a_merged_one_changes_them() {
    use glossator::{labels::LabelId, workspace::LabelChange};
    let desk = Desk::new();
    let mut workspace = changed(&desk, "Quite another text, which has nothing of it.\n");
    assert_eq!(lost(&workspace).len(), 4);
    let merge = LabelChange::Remove(LabelId::new("analysis"), Some(LabelId::new("fact")));
    workspace.run(Command::ChangeLabels(merge));
    let lost_labels = |workspace: &Workspace| -> Vec<String> {
        let lost = &document(workspace).layer().about().lost;
        lost.iter().map(|lost| lost.label.to_string()).collect()
    };
    assert_eq!(
        lost_labels(&workspace),
        ["fact", "fact", "fact", "opinion"],
        "{:?}",
        workspace.notice()
    );
    press(&mut workspace, "ctrl+z");
    assert_eq!(lost_labels(&workspace), ["fact", "analysis", "analysis", "opinion"]);
}

#[test]
fn line_ends_and_composed_characters_change_nothing() {
    use unicode_normalization::UnicodeNormalization;
    let desk = Desk::new();
    let text = "Café au lait.\nDéjà vu, again. Über allem.\n";
    let path = desk.write("a.txt", text);
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1 2 3");
    saved(&mut workspace);
    let before = labelled(&workspace);
    assert_eq!(before.len(), 3);
    drop(workspace);
    desk.write("a.txt", text.replace('\n', "\r\n"));
    let crlf = desk.open(&path);
    assert_eq!(labelled(&crlf), before);
    assert_eq!(document(&crlf).tally().moved(), 0, "the text is the same");
    drop(crlf);
    desk.write("a.txt", text.nfd().collect::<String>());
    let nfd = desk.open(&path);
    let composed: Vec<_> = labelled(&nfd)
        .into_iter()
        .map(|(label, quote)| (label, quote.nfc().collect::<String>()))
        .collect();
    assert_eq!(composed, before);
    assert_eq!(document(&nfd).tally().reworded, 0, "no words have changed");
    assert_eq!(lost(&nfd), [""; 0]);
}

#[test]
fn a_change_is_noticed_while_the_article_is_open() {
    let desk = Desk::new();
    let path = desk.write("news.txt", BEFORE);
    let mut workspace = desk.open(&path);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down 1");
    assert!(!document(&workspace).is_outdated());
    // To write the same again is no change. It takes a moment until the file is watched.
    eventually("the change is noticed", || {
        desk.write("news.txt", format!("New. {BEFORE}"));
        std::thread::sleep(std::time::Duration::from_millis(400));
        workspace.tick();
        document(&workspace).is_outdated()
    });
    assert_eq!(labelled(&workspace).len(), 1);
    press(&mut workspace, "2");
    workspace.run(Command::OpenAgain);
    workspace.wait();
    assert!(document(&workspace).text().as_str().starts_with("New. "));
    assert_eq!(
        labelled(&workspace),
        pairs(&[
            ("fact", "Parliament passed the budget on Monday."),
            ("analysis", "Nobody had expected that.")
        ]),
    );
    assert!(!document(&workspace).is_outdated());
    // The frame stands where it stood.
    let unit = document(&workspace).unit().expect("a unit");
    assert_eq!(
        document(&workspace).text().slice(unit),
        "The coalition now depends on two small parties."
    );
}

#[test]
fn the_window_says_what_has_become_of_them() {
    let desk = Desk::new();
    let after = BEFORE
        .replace("Parliament", "New. Parliament")
        .replace("on two small parties", "on three small parties")
        .replace("Nobody had expected that. ", "");
    let mut window = Window::new(changed(&desk, &after));
    let told = "The article has changed since it was labelled: 2 annotations have moved along with their words, \
                1 has other words now, 1 has no place in the text any more.";
    window.harness.get_by_label(told);
    window.harness.get_by_label("1 NO LONGER IN THE TEXT");
    window
        .harness
        .get_by_label("Lost: Analysis: Nobody had expected that.")
        .click();
    window.settle();
    window.harness.get_by_label("Drop it").click();
    window.settle();
    assert_eq!(lost(window.workspace()), [""; 0]);
    assert!(window.harness.query_by_label("1 NO LONGER IN THE TEXT").is_none());
    window.harness.get_by_label("Next that has moved").click();
    window.settle();
    window.harness.get_by_label("Its place is right").click();
    window.settle();
    assert_eq!(window.workspace().document().expect("an article").tally().moved(), 2);
    window.harness.get_by_label("All places are right").click();
    window.settle();
    assert!(
        window
            .harness
            .query_by_label_contains("The article has changed")
            .is_none()
    );
}

/// The only journal on a desk.
fn journal(desk: &Desk) -> String {
    let mut files = std::fs::read_dir(desk.path("journals"))
        .expect("journals")
        .map(|entry| entry.expect("a file"));
    format!("journals/{}", files.next().expect("a journal").file_name().display())
}

#[test]
fn what_a_crash_kept_from_the_file_is_found_again_too() {
    let desk = Desk::new();
    let path = desk.write("news.txt", BEFORE);
    let mut workspace = desk.open(&path);
    workspace.run(Command::FirstUnit);
    press(&mut workspace, "down 1 2");
    saved(&mut workspace);
    let file = desk.read("news.ron");
    press(&mut workspace, "2 3 up up up 3");
    saved(&mut workspace);
    assert_eq!(labelled(&workspace).len(), 4);
    drop(workspace);
    // As if the program had been ended before the second save, but after its journal.
    desk.write("news.ron", file);
    let journal = journal(&desk);
    let lines = desk.read(&journal);
    let last_step = lines
        .lines()
        .collect::<Vec<_>>()
        .iter()
        .rposition(|line| line.starts_with("{\"step\""))
        .expect("a step");
    let kept: Vec<&str> = lines.lines().take(last_step + 1).collect();
    desk.write(&journal, kept.join("\n") + "\n");
    desk.write("news.txt", BEFORE.replace("Nobody", "It rained all day. Nobody"));
    let workspace = desk.open(&path);
    assert_eq!(
        labelled(&workspace),
        pairs(&[
            ("opinion", "Parliament passed the budget on Monday."),
            ("analysis", "Nobody had expected that."),
            ("analysis", "The coalition now depends on two small parties."),
            ("opinion", "That is good news."),
        ])
    );
    assert!(
        document(&workspace)
            .notices()
            .iter()
            .any(|notice| notice.contains("is here again"))
    );
}
