//! Exporting, and labels that come in, in the real window: with keys and pointer.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glossator::{
    exchange::FORMATS,
    labels::LabelId,
    store::{Manifest, settings::Theme},
    workspace::{Command, Dialog, FormatKind, PathFor, Workspace},
};
use support::{
    desk::{Desk, eventually},
    project::{BANK, BUDGET, RAIL, open},
    window::Window,
};

const EXPORT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// A project in which two people have labelled, always with the same ids and times.
fn project() -> (Desk, Workspace) {
    let desk = Desk::new();
    let root = desk.path("news");
    Manifest::new("News").create(&root).expect("made");
    for (name, text) in [("bank.txt", BANK), ("budget.txt", BUDGET), ("rail.txt", RAIL)] {
        desk.write(&format!("news/{name}"), text);
    }
    for (by, name, text, quote, label) in [
        ("ana", "bank.txt", BANK, "The bank left its rate where it was.", "fact"),
        ("ana", "budget.txt", BUDGET, "The coalition will not last.", "analysis"),
        ("ben", "bank.txt", BANK, "That was wise.", "opinion"),
    ] {
        let start = text.find(quote).expect("it is there");
        let end = start + quote.len();
        let layer = format!(
            "(version: 1, article: (path: \"{name}\", sha256: \"\"), annotator: \"{by}\", annotations: [(at: ({start}, {end}), label: \"{label}\", quote: \"{quote}\", note: \"see p. 4\", id: \"a1b2\", made: \"2026-03-04T09:12:31Z\")])"
        );
        std::fs::create_dir_all(desk.path(&format!("news/annotations/{by}"))).expect("made");
        desk.write(&format!("news/annotations/{by}/{name}.ron"), layer);
    }
    let mut workspace = open(&desk);
    workspace.run(Command::SetAnnotator("ana".into()));
    workspace.run(Command::SetTheme(Theme::Light));
    workspace.run(Command::OpenArticle("bank.txt".into()));
    workspace.wait();
    (desk, workspace)
}

fn wait(window: &mut Window, what: &str, mut is_true: impl FnMut(&Workspace) -> bool) {
    eventually(what, || {
        window.harness.step();
        is_true(window.workspace())
    });
    window.settle();
}

/// Opens the dialog by its key, and waits until it says what would come of an export.
fn export(window: &mut Window) {
    window.chord(EXPORT, Key::E);
    assert_eq!(window.workspace().dialog(), Some(&Dialog::Export));
    known(window);
}

fn known(window: &mut Window) {
    wait(window, "it is known what would come of it", |workspace| {
        let export = workspace.exporting().expect("the dialog");
        export.outlook().foreseen.is_some() && !export.is_looking()
    });
}

fn chosen(window: &Window) -> String {
    let export = window.workspace().exporting().expect("the dialog");
    export.options().format.clone()
}

#[track_caller]
fn assert_all_have_names(window: &Window) {
    let controls = [
        Role::Button,
        Role::CheckBox,
        Role::ComboBox,
        Role::Link,
        Role::ListBox,
        Role::ListBoxOption,
        Role::TextInput,
    ];
    let mut count = 0;
    for node in window.harness.query_all_by(|node| controls.contains(&node.role())) {
        let node = node.accesskit_node();
        let name = node.label().unwrap_or_default();
        assert!(
            !name.trim().is_empty(),
            "a {:?} has no name: {:?}",
            node.role(),
            node.raw_bounds()
        );
        count += 1;
    }
    assert!(count > 4, "only {count} controls");
}

#[test]
fn labels_without_their_article_are_named() {
    let (desk, mut workspace) = project();
    std::fs::rename(desk.path("news/budget.txt"), desk.path("budget.txt")).expect("renamed");
    workspace.run(Command::RefreshProject);
    workspace.wait();
    let mut window = Window::new(workspace);
    export(&mut window);
    assert!(window.shows("1 article with 2 spans goes out."));
    let told = "Left out: 1 annotation in annotations/ana/budget.txt.ron: the article is not in the project.";
    assert!(window.shows(told));
}

#[test]
fn a_format_is_chosen_and_written_by_keys() {
    let (desk, workspace) = project();
    let mut window = Window::new(workspace);
    export(&mut window);
    assert!(window.shows("2 articles with 3 spans go out."));
    assert!(window.shows("Not asked for: articles that nobody has labelled (1)."));
    assert!(window.shows("The bank left its rate"), "how it begins");
    // The list has the keyboard.
    let order: Vec<_> = FormatKind::all_formats().map(|format| format.name()).collect();
    assert_eq!(chosen(&window), order[0]);
    for (key, name) in [
        (Key::End, order[order.len() - 1]),
        (Key::Home, order[0]),
        (Key::ArrowDown, order[1.min(order.len() - 1)]),
        (Key::ArrowUp, order[0]),
    ] {
        window.key(key);
        assert_eq!(chosen(&window), name, "{key:?}");
    }
    known(&mut window);
    // A desktop without a dialog for files has the window ask for the path.
    window
        .harness
        .state_mut()
        .workspace_mut()
        .ask_for_path(PathFor::ExportFolder);
    window.settle();
    let out = desk.path("out");
    window.write(out.to_str().expect("Unicode"));
    window.key(Key::Enter);
    wait(&mut window, "it is written", |workspace| {
        workspace.exporting().is_some_and(|export| export.outcome().is_some())
    });
    assert!(window.shows("2 articles with 3 spans written to") && window.shows("Exported."));
    assert!(out.join(order[0]).is_dir());
    window.click("Copy path");
    window.click("Again to out");
    wait(&mut window, "it is written again", |workspace| {
        workspace.exporting().is_some_and(|export| export.outcome().is_some())
    });
    assert!(window.shows("Exported."));
    window.click("Close");
    assert_eq!(window.workspace().dialog(), None);
}

#[test]
fn what_is_chosen_changes_what_goes_out() {
    let (_desk, workspace) = project();
    let mut window = Window::new(workspace);
    export(&mut window);
    window.click("Only some");
    window.click("ben");
    eventually("only ana's go out", || {
        window.harness.step();
        window.shows("2 articles with 2 spans go out.")
    });
    window.click("ana");
    assert!(window.shows("Tick at least one annotator."));
    window.click("Everybody’s");
    window.click("Sentences");
    eventually("sentences go out", || {
        window.harness.step();
        window.shows("3 sentences go out.")
    });
    window.settle();
    window.click("Its spans");
    window.click("More");
    window.harness.run_steps(30);
    assert_all_have_names(&window);
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Only articles like");
    field.focus();
    window.settle();
    window.write("state:odd");
    assert!(window.shows("odd"), "the problem is told");
}

#[test]
fn what_is_lost_is_told_before() {
    let Some(lossy) = FORMATS.iter().find(|format| !format.carries().note) else {
        return;
    };
    let (_desk, workspace) = project();
    let mut window = Window::new(workspace);
    export(&mut window);
    window.click_containing(&format!("{}: ", lossy.name()));
    known(&mut window);
    assert!(window.shows("3 notes have no place"));
}

#[test]
fn pictures_of_an_export() {
    let (_desk, workspace) = project();
    let mut window = Window::sized(workspace, [1180.0, 760.0], 1.0);
    export(&mut window);
    assert_all_have_names(&window);
    window.harness.snapshot("export_light");
}

#[test]
fn an_article_alone_is_exported_too() {
    let desk = Desk::new();
    let path = desk.write("bank.txt", BANK);
    let mut window = Window::new(desk.open(&path));
    window.key(Key::Num1);
    window.settle();
    export(&mut window);
    assert!(window.shows("Export bank.txt") && window.shows("1 article with 1 span goes out."));
    assert!(!window.shows("Whose labels"));
}

/// A file with labels that no project has, and of nobody.
fn dataset(desk: &Desk) -> std::path::PathBuf {
    let lines = [
        r#"{"id":"ada","text":"Ada Lovelace went to London.","spans":[{"start":0,"end":12,"label":"PER"},{"start":21,"end":27,"label":"LOC"}]}"#,
        r#"{"id":"charles","text":"Charles Babbage stayed.","spans":[{"start":0,"end":15,"label":"PER"},{"start":0,"end":23,"label":"FACT"}]}"#,
    ];
    desk.write("people.jsonl", lines.join("\n"))
}

#[test]
fn labels_that_are_found_are_asked_about() {
    let (desk, workspace) = project();
    let file = dataset(&desk);
    let mut window = Window::new(workspace);
    window.drop_files([file.clone()]);
    wait(&mut window, "it asks", |workspace| {
        workspace.dialog() == Some(&Dialog::LabelsFound)
    });
    assert_all_have_names(&window);
    window.harness.snapshot("labels_found_light");
    window.key(Key::Escape);
    assert!(window.workspace().dialog().is_none() && !desk.path("news/articles").exists());
    window.drop_files([file]);
    wait(&mut window, "it asks again", |workspace| {
        workspace.dialog() == Some(&Dialog::LabelsFound)
    });
    // What differs in capitals alone is the same, unless somebody says otherwise.
    assert!(window.shows("FACT is our Fact"));
    window.click("LOC joins the label set");
    window.click("stays out");
    window.click("Bring them in");
    wait(&mut window, "it came in", |workspace| {
        workspace.dialog() == Some(&Dialog::ImportSummary)
    });
    assert!(window.shows("Labels (3 spans)") && window.shows("New in the label set: PER."));
    assert!(window.shows("1 span: left out, as you chose."));
    let labels = &window.workspace().project().expect("a project").manifest().labels;
    assert!(labels.get(&LabelId::new("PER")).is_some() && labels.get(&LabelId::new("LOC")).is_none());
}

#[test]
fn an_article_without_a_text_is_calm() {
    let (desk, mut workspace) = project();
    desk.write("news/empty.article.ron", "(version: 1, title: \"Empty\", text: \"\")");
    workspace.run(Command::RefreshProject);
    workspace.wait();
    workspace.run(Command::OpenArticle("empty.article.ron".into()));
    workspace.wait();
    let mut window = Window::new(workspace);
    assert!(window.shows("Empty"));
    for command in Command::NAMED {
        let leaves = matches!(
            command,
            Command::Quit | Command::Open | Command::OpenExample | Command::NewProject
        );
        let asks = matches!(
            command,
            Command::ImportFiles | Command::ImportFolder | Command::ImportLabels | Command::ExportLabels
        );
        let moves = matches!(
            command,
            Command::NextArticle | Command::PreviousArticle | Command::NextUnfinished | Command::CloseProject
        );
        if leaves || asks || moves {
            continue;
        }
        window.harness.state_mut().workspace_mut().run(command.clone());
        window.harness.run_steps(3);
        window.key(Key::Escape);
    }
    for key in [Key::Num1, Key::D, Key::Num1, Key::Num0, Key::ArrowDown, Key::Tab] {
        window.key(key);
    }
    assert_eq!(window.workspace().article_name().as_deref(), Some("empty.article.ron"));
    assert_eq!(window.workspace().document().expect("an article").layer().len(), 0);
}
