//! Saving and opening through the workspace: nothing is lost, nothing is overwritten that should not be.

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

use glossator::{
    store::SaveStatus,
    workspace::{Command, Dialog, Request, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, saved},
    marked::press,
};

fn fails(workspace: &Workspace) -> bool {
    matches!(document(workspace).save_status(), SaveStatus::Failed { .. })
}

#[test]
fn edits_are_on_the_disk_within_a_second() {
    let desk = Desk::new();
    let mut workspace = desk.open(&desk.write("a.txt", "One. Two. Three."));
    assert_eq!(document(&workspace).save_status(), SaveStatus::Clean);
    assert_eq!(desk.files(), ["a.txt"], "opening writes nothing");
    let begun = std::time::Instant::now();
    press(&mut workspace, "1 2");
    assert_eq!(
        document(&workspace).save_status(),
        SaveStatus::Pending,
        "and it does not say otherwise"
    );
    eventually("it is saved", || {
        matches!(document(&workspace).save_status(), SaveStatus::Saved { .. })
    });
    // A second is the promise; a busy machine is given some more.
    assert!(begun.elapsed().as_secs() < 5);
    assert_eq!(desk.files(), ["a.ron", "a.txt"]);
    assert!(desk.read("a.ron").contains("quote: \"Two.\""));
    assert_eq!(desk.read("a.txt"), "One. Two. Three.", "the article is never written");
}

#[test]
fn closing_at_once_loses_nothing() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two. Three.");
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1 2 3 u");
    workspace.run(Command::Quit);
    assert!(workspace.take_requests().contains(&Request::Close));
    drop(workspace);
    let again = desk.open(&path);
    assert_eq!(labelled(&again).len(), 3);
    assert_eq!(document(&again).tally().unsure, 1);
}

#[test]
fn opening_another_article_saves_the_first() {
    let desk = Desk::new();
    let (first, second) = (desk.write("a.txt", "One. Two."), desk.write("b.txt", "Three."));
    let mut workspace = desk.open(&first);
    press(&mut workspace, "1");
    workspace.run(Command::OpenFile(second.clone()));
    workspace.wait();
    assert_eq!(document(&workspace).article().file_name(), "b.txt");
    workspace.run(Command::OpenFile(desk.path("a.ron")));
    workspace.wait();
    assert_eq!(labelled(&workspace), [("fact".to_owned(), "One.".to_owned())]);
    assert_eq!(workspace.settings().recent, [first, second]);
}

#[test]
fn a_disk_that_fails_is_told_of_and_closing_asks() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder")).expect("made");
    let path = desk.write("folder/a.txt", "One. Two.");
    let mut workspace = desk.open(&path);
    std::fs::remove_dir_all(desk.path("folder")).expect("removed");
    press(&mut workspace, "1");
    eventually("it fails", || fails(&workspace));
    let _ = workspace.take_requests();
    workspace.run(Command::Quit);
    assert!(matches!(workspace.dialog(), Some(Dialog::Unsaved { .. })));
    assert!(
        !workspace.take_requests().contains(&Request::Close),
        "nothing closes before an answer"
    );
    workspace.run(Command::Back);
    assert_eq!(workspace.dialog(), None);
    assert_eq!(labelled(&workspace).len(), 1, "the label is still there");

    // The folder comes back, and all is saved without being asked.
    std::fs::create_dir(desk.path("folder")).expect("made");
    eventually("it is saved", || {
        matches!(document(&workspace).save_status(), SaveStatus::Saved { .. })
    });
    assert!(desk.read("folder/a.ron").contains("quote: \"One.\""));
    workspace.run(Command::Quit);
    assert!(workspace.take_requests().contains(&Request::Close));
}

#[test]
fn work_can_be_given_up() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder")).expect("made");
    let path = desk.write("folder/a.txt", "One. Two.");
    let other = desk.write("b.txt", "Three.");
    let mut workspace = desk.open(&path);
    std::fs::remove_dir_all(desk.path("folder")).expect("removed");
    press(&mut workspace, "1");
    eventually("it fails", || fails(&workspace));
    workspace.run(Command::OpenFile(other));
    workspace.wait();
    assert!(
        matches!(workspace.dialog(), Some(Dialog::Unsaved { .. })),
        "another article asks as well"
    );
    workspace.run(Command::LeaveUnsaved);
    workspace.wait();
    assert_eq!(document(&workspace).article().file_name(), "b.txt");
}

#[test]
fn nothing_is_given_up_for_an_article_that_cannot_be_opened() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder")).expect("made");
    let path = desk.write("folder/a.txt", "One. Two.");
    let mut workspace = desk.open(&path);
    std::fs::remove_dir_all(desk.path("folder")).expect("removed");
    press(&mut workspace, "1");
    workspace.run(Command::OpenFile(desk.path("missing.txt")));
    workspace.wait();
    assert!(matches!(workspace.dialog(), Some(Dialog::Unsaved { .. })));
    workspace.run(Command::LeaveUnsaved);
    workspace.wait();
    assert!(workspace.notice().text.contains("There is no file"));
    std::fs::create_dir(desk.path("folder")).expect("made");
    eventually("the label is saved after all", || {
        matches!(document(&workspace).save_status(), SaveStatus::Saved { .. })
    });
    assert!(desk.read("folder/a.ron").contains("quote: \"One.\""));
}

#[test]
fn what_is_labelled_while_the_same_article_is_opened_again_is_there() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two. Three. ".repeat(2000));
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1");
    workspace.run(Command::OpenFile(path));
    press(&mut workspace, "2 3");
    workspace.wait();
    assert_eq!(labelled(&workspace).len(), 3);
    assert_eq!(desk.files(), ["a.ron", "a.txt"], "and nobody took it for a conflict");
}

#[test]
fn a_renamed_article_keeps_the_labels_renamed_with_it() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two.");
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1");
    saved(&mut workspace);
    drop(workspace);
    for ending in ["txt", "ron"] {
        std::fs::rename(desk.path(&format!("a.{ending}")), desk.path(&format!("b.{ending}"))).expect("renamed");
    }
    let mut workspace = desk.open(&desk.path("b.txt"));
    assert_eq!(labelled(&workspace).len(), 1);
    press(&mut workspace, "down 2");
    saved(&mut workspace);
    assert!(desk.read("b.ron").contains("path: \"b.txt\""));
}

#[test]
fn what_cannot_be_opened_leaves_the_open_article_as_it_is() {
    let desk = Desk::new();
    let mut workspace = desk.open(&desk.write("a.txt", "One. Two."));
    press(&mut workspace, "1");
    for (name, bytes, said) in [
        ("empty.txt", &b""[..], "is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data"),
        ("nonsense.ron", b"((((", "nonsense.ron"),
    ] {
        workspace.run(Command::OpenFile(desk.write(name, bytes)));
        workspace.wait();
        assert!(
            workspace.notice().is_problem && workspace.notice().text.contains(said),
            "{:?}",
            workspace.notice()
        );
    }
    workspace.run(Command::OpenFile(desk.path("missing.txt")));
    workspace.wait();
    assert!(
        workspace.notice().text.contains("There is no file"),
        "{:?}",
        workspace.notice()
    );
    assert_eq!(labelled(&workspace).len(), 1);
    press(&mut workspace, "2");
    saved(&mut workspace);
    assert!(desk.read("a.ron").contains("quote: \"Two.\""));
}

#[test]
fn an_article_that_was_emptied_has_its_labels_still() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "One. Two.");
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1");
    saved(&mut workspace);
    drop(workspace);
    desk.write("a.txt", "");
    let mut workspace = desk.workspace();
    for name in ["a.txt", "a.ron"] {
        workspace.run(Command::OpenFile(desk.path(name)));
        workspace.wait();
        let told = format!("Its labels are kept in {}", desk.path("a.ron").display());
        let said = &workspace.notice().text;
        assert!(said.contains("a.txt is empty") && said.contains(&told), "{said}");
    }
    desk.write("a.txt", "One. Two.");
    assert_eq!(labelled(&desk.open(&path)).len(), 1);
}

#[test]
fn a_file_that_was_mended_meanwhile_is_opened_and_not_set_aside() {
    let desk = Desk::new();
    let mut whole = String::new();
    let mut workspace = damaged(&desk, |file| {
        whole = file.to_owned();
        file[..file.len() / 2].to_owned()
    });
    assert!(document(&workspace).read_only().is_some());
    desk.write("a.ron", &whole);
    workspace.run(Command::SetAside);
    workspace.wait();
    assert_eq!(document(&workspace).read_only(), None);
    assert_eq!(labelled(&workspace).len(), 2);
    assert!(
        workspace.notice().text.contains("can be used"),
        "{:?}",
        workspace.notice()
    );
    assert_eq!(desk.files(), ["a.ron", "a.txt"]);
    assert_eq!(desk.read("a.ron"), whole);
    // Mended only in part: what can be read now is gone on with.
    drop(workspace);
    let desk = Desk::new();
    let mut workspace = damaged(&desk, |file| file[..file.len() / 2].to_owned());
    let in_part = whole.replace("quote: \"Two.\"", "quote: \"Tow.\"");
    desk.write("a.ron", &in_part);
    workspace.run(Command::SetAside);
    workspace.wait();
    assert_eq!(
        (document(&workspace).read_only(), labelled(&workspace).len()),
        (None, 1)
    );
    assert_eq!(desk.read("a.broken-1.ron"), in_part);
}

/// Labels "Two." of the text in a file, changes the file with `damage`, opens it again.
fn damaged(desk: &Desk, mut damage: impl FnMut(&str) -> String) -> Workspace {
    let path = desk.write("a.txt", "One. Two. Three.");
    let mut workspace = desk.open(&path);
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    let file = damage(&desk.read("a.ron"));
    desk.write("a.ron", file);
    desk.open(&path)
}

#[test]
fn files_that_must_not_be_written_are_not() {
    let deep = format!("(version: 1, article: {}", "[".repeat(100_000));
    let damages: [(&str, Box<dyn Fn(&str) -> String>); 8] = [
        ("truncated", Box::new(|file| file[..file.len() / 2].to_owned())),
        ("nested 100,000 deep", Box::new(move |_| deep.clone())),
        (
            "newer version",
            Box::new(|file| file.replace("version: 1", "version: 2")),
        ),
        (
            "unknown field",
            Box::new(|file| file.replace("annotator:", "mood: \"good\", annotator:")),
        ),
        (
            "out of range",
            Box::new(|file| file.replace("at: (5, 9)", "at: (5, 900)")),
        ),
        ("backwards", Box::new(|file| file.replace("at: (5, 9)", "at: (9, 5)"))),
        (
            "wrong quote",
            Box::new(|file| file.replace("quote: \"Two.\"", "quote: \"Tow.\"")),
        ),
        (
            "same id twice",
            Box::new(|file| {
                let id = |line: &str| {
                    line.split("id: \"")
                        .nth(1)
                        .and_then(|rest| rest.split('"').next())
                        .map(str::to_owned)
                };
                let ids: Vec<String> = file
                    .lines()
                    .filter(|line| line.contains("at: ("))
                    .filter_map(id)
                    .collect();
                file.replace(&ids[1], &ids[0])
            }),
        ),
    ];
    for (what, damage) in damages {
        let desk = Desk::new();
        let mut workspace = damaged(&desk, damage);
        let file = desk.read("a.ron");
        let why = document(&workspace)
            .read_only()
            .unwrap_or_else(|| panic!("{what}: it can be written"))
            .to_owned();
        assert!(why.len() > 40, "{what}: {why}");
        press(&mut workspace, "1 2 3");
        workspace.run(Command::SaveNow);
        assert_eq!(desk.read("a.ron"), file, "{what}: the file was overwritten");
        assert_eq!(
            document(&workspace).article().text().as_str(),
            "One. Two. Three.",
            "{what}: the text can be read"
        );

        workspace.run(Command::SetAside);
        workspace.wait();
        assert_eq!(
            document(&workspace).read_only(),
            None,
            "{what}: {:?}",
            workspace.notice()
        );
        press(&mut workspace, "end 3");
        saved(&mut workspace);
        assert_eq!(desk.read("a.broken-1.ron"), file, "{what}: the old file is kept");
        assert!(desk.read("a.ron").contains("quote: \"Three.\""), "{what}");
    }
}

#[test]
fn labels_of_another_text_are_not_put_on_this_one_and_not_dropped() {
    let desk = Desk::new();
    let mut workspace = desk.open(&desk.write("a.txt", "One. Two. Three."));
    press(&mut workspace, "1 2");
    saved(&mut workspace);
    drop(workspace);
    let path = desk.write("a.txt", "Something else altogether.");
    let workspace = desk.open(&path);
    assert_eq!(labelled(&workspace), []);
    assert_eq!(document(&workspace).layer().about().lost.len(), 2);
}

#[test]
fn an_encoding_is_kept_with_the_labels() {
    let desk = Desk::new();
    // Too short to guess: a person says what it is.
    let (bytes, ..) = encoding_rs::KOI8_R.encode("Да. Нет.");
    let path = desk.write("a.txt", bytes);
    let mut workspace = desk.open(&path);
    workspace.run(Command::ReadAs(encoding_rs::KOI8_R));
    workspace.wait();
    assert_eq!(document(&workspace).text().as_str(), "Да. Нет.");
    press(&mut workspace, "1");
    saved(&mut workspace);
    workspace.run(Command::ReadAs(encoding_rs::UTF_8));
    assert!(workspace.notice().is_problem, "not while something is labelled");
    drop(workspace);
    let again = desk.open(&path);
    assert_eq!(labelled(&again), [("fact".to_owned(), "Да.".to_owned())]);

    // UTF-8 with a byte that is none: what was chosen is chosen again, not guessed.
    let path = desk.write("b.txt", b"caf\xe9 One. Two.");
    let mut workspace = desk.open(&path);
    workspace.run(Command::ReadAs(encoding_rs::UTF_8));
    workspace.wait();
    press(&mut workspace, "2");
    saved(&mut workspace);
    drop(workspace);
    let again = desk.open(&path);
    assert_eq!(document(&again).read_only(), None);
    assert_eq!(labelled(&again).len(), 1);
}

#[test]
fn a_language_is_kept_and_cuts_sentences() {
    let desk = Desk::new();
    let path = desk.write("a.txt", "Das kostet z. B. drei Euro. Ja.");
    let mut workspace = desk.open(&path);
    workspace.run(Command::SetLanguage("de".into()));
    workspace.wait();
    press(&mut workspace, "1");
    saved(&mut workspace);
    assert_eq!(
        labelled(&workspace),
        [("fact".to_owned(), "Das kostet z. B. drei Euro.".to_owned())]
    );
    drop(workspace);
    let again = desk.open(&path);
    assert_eq!(document(&again).header().metadata.language.as_deref(), Some("de"));
    assert_eq!(document(&again).units().iter().count(), 2);
}
