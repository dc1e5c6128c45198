//! Projects in the real window: the list, numbers, imports, with keys and pointer.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use egui::{Key, Modifiers};
use glossator::{
    store::{Manifest, settings::Theme},
    workspace::{Command, View, Workspace},
};
use support::{
    desk::{Desk, eventually},
    window::Window,
};

const CTRL: Modifiers = Modifiers::COMMAND;

/// A project of some articles with sources and dates, some of them labelled.
fn project() -> (Desk, Workspace) {
    let desk = Desk::new();
    let root = desk.path("news");
    Manifest::new("Evening news").create(&root).expect("made");
    std::fs::create_dir_all(root.join("annotations/me")).expect("made");
    let sources = ["The Daily Ledger", "Northern Echo", "Der Tag"];
    for number in 0..14_usize {
        let (title, lead) = (
            format!("Report {number} on the budget"),
            format!("The vote number {number} passed."),
        );
        let text = format!("{title}\n\n{lead} Nobody had expected it. It will not last long.");
        let article = format!(
            "(version: 1, title: \"{title}\", source: \"{}\", date: \"2026-03-{:02}\", lang: \"en\", text: \"{text}\")",
            sources[number % 3],
            1 + number
        );
        let name = format!("{number:02}.article.ron");
        std::fs::write(root.join(&name), article).expect("written");
        if number.is_multiple_of(2) {
            std::fs::write(
                root.join(format!("annotations/me/{number:02}.ron")),
                layer(&name, &text, &lead, number),
            )
            .expect("written");
        }
    }
    let mut workspace = desk.workspace();
    workspace.run(Command::SetAnnotator("me".into()));
    workspace.run(Command::OpenFile(root));
    workspace.wait();
    (desk, workspace)
}

fn layer(name: &str, text: &str, lead: &str, number: usize) -> String {
    let row = |quote: &str, label: &str, id: &str| {
        let start = text.find(quote).expect("it is there");
        let (start, end) = (
            text[..start].chars().count(),
            text[..start + quote.len()].chars().count(),
        );
        let unsure = if number.is_multiple_of(3) { ", unsure: true" } else { "" };
        format!(
            "(at: ({start}, {end}), label: \"{label}\", quote: \"{quote}\"{unsure}, id: \"{id}\", made: \"2026-03-0{}T09:12:3{}Z\"),",
            1 + number / 4,
            number % 10
        )
    };
    let third = if number.is_multiple_of(4) {
        "opinion"
    } else {
        "analysis"
    };
    let rows = row(lead, "fact", "a1") + &row("It will not last long.", third, "a2");
    let state = if number.is_multiple_of(4) { "Done" } else { "InProgress" };
    format!(
        "(version: 1, article: (path: \"{name}\", sha256: \"\"), annotator: \"me\", state: {state}, annotations: [{rows}])"
    )
}

fn wait(window: &mut Window, what: &str, mut is_true: impl FnMut(&Workspace) -> bool) {
    eventually(what, || {
        window.harness.step();
        is_true(window.workspace())
    });
    window.settle();
}

fn snapshot(name: &str, prepare: impl FnOnce(&mut Window)) {
    let (_desk, mut workspace) = project();
    workspace.run(Command::SetTheme(Theme::Light));
    workspace.run(Command::OpenArticle("02.article.ron".into()));
    workspace.wait();
    let mut window = Window::sized(workspace, [1180.0, 760.0], 1.0);
    prepare(&mut window);
    window.settle();
    window.harness.snapshot(format!("{name}_light"));
    window
        .harness
        .state_mut()
        .workspace_mut()
        .run(Command::SetTheme(Theme::Dark));
    window.settle();
    window.harness.snapshot(format!("{name}_dark"));
}

#[test]
fn pictures_of_the_list() {
    snapshot("project_list", |_| ());
}

#[test]
fn pictures_of_the_numbers() {
    snapshot("project_numbers", |window| {
        window.key(Key::F4);
        wait(window, "counted", |workspace| {
            workspace.project().expect("a project").overview().stats().is_some()
        });
    });
}

#[test]
fn pictures_of_an_import() {
    snapshot("project_import", |window| {
        let readers = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/readers");
        let files = ["article.pdf", "scan.pdf", "plain.zip", "empty.txt"];
        let paths = files
            .iter()
            .map(|name| std::path::Path::new(readers).join(name))
            .collect();
        window.harness.state_mut().workspace_mut().run(Command::Import(paths));
        wait(window, "brought in", |workspace| {
            let project = workspace.project().expect("a project");
            // The list too has been made anew.
            project.import().summary().is_some() && project.list().places().len() == 15 && !project.list().is_changing()
        });
    });
}

#[test]
fn the_list_is_used_without_a_mouse() {
    let (_desk, workspace) = project();
    let mut window = Window::new(workspace);
    assert!(window.shows("14 articles") && window.shows("Evening news"));
    window.chord(CTRL, Key::E);
    window.write("report 1 state:new");
    wait(&mut window, "filtered", |workspace| {
        workspace.project().expect("a project").list().places().len() == 3
    });
    assert!(window.shows("3 of 14"));
    window.key(Key::ArrowDown);
    window.key(Key::ArrowDown);
    window.key(Key::Enter);
    wait(&mut window, "opened", |workspace| {
        workspace.article_name().as_deref() == Some("11.article.ron")
    });
    // Keys label again: the text has the keyboard.
    window.key(Key::Num1);
    assert_eq!(window.workspace().document().expect("an article").layer().len(), 1);
    window.chord(CTRL, Key::PageDown);
    wait(&mut window, "the next one is open", |workspace| {
        workspace.article_name().as_deref() == Some("13.article.ron")
    });
}

#[test]
fn a_bar_shows_the_articles_behind_it() {
    let (_desk, workspace) = project();
    let mut window = Window::new(workspace);
    window.key(Key::F4);
    wait(&mut window, "counted", |workspace| {
        workspace.project().expect("a project").overview().stats().is_some()
    });
    assert_eq!(window.workspace().view(), View::Numbers);
    window.click_containing("Spans by label, Opinion");
    wait(&mut window, "filtered", |workspace| {
        workspace.project().expect("a project").list().places().len() == 4
    });
    assert_eq!(
        window.workspace().project().expect("a project").list().text(),
        "label:opinion"
    );
}

#[test]
fn words_are_found_in_all_articles() {
    let (_desk, workspace) = project();
    let mut window = Window::new(workspace);
    window.chord(CTRL | Modifiers::SHIFT, Key::F);
    window.write("number 7");
    wait(&mut window, "found", |workspace| {
        workspace.project().expect("a project").search().counts() == (1, 1)
    });
    assert!(window.shows("1 hit in 1 article"));
    window.click("Report 7 on the budget");
    wait(&mut window, "opened", |workspace| {
        workspace.article_name().as_deref() == Some("07.article.ron")
    });
}

#[test]
fn the_list_costs_what_is_seen_of_it() {
    let (_desk, workspace) = project();
    let window = Window::new(workspace);
    let rows = window.harness.query_all_by_role_count();
    assert!(rows < 14, "rows out of sight are not made: {rows}");
}

trait CountRows {
    fn query_all_by_role_count(&self) -> usize;
}

impl<S> CountRows for egui_kittest::Harness<'_, S> {
    fn query_all_by_role_count(&self) -> usize {
        use egui_kittest::kittest::Queryable as _;
        self.query_all_by_role(egui::accesskit::Role::ListBoxOption).count()
    }
}

#[test]
fn files_are_dropped_and_texts_are_pasted() {
    let (desk, workspace) = project();
    let files = [
        desk.write("late.txt", "Late news\n\nIt came at night."),
        desk.write("later.txt", "Later\n\nIt came later."),
    ];
    let mut window = Window::new(workspace);
    window.drop_files(files);
    wait(&mut window, "both came in", |workspace| {
        workspace
            .project()
            .expect("a project")
            .import()
            .summary()
            .is_some_and(|summary| summary.added.len() == 2)
    });
    window.key(Key::Escape);
    window.harness.state_mut().workspace_mut().run(Command::PasteArticle);
    window.harness.step();
    window
        .harness
        .event(egui::Event::Paste("Pasted\n\nFrom the clipboard.".into()));
    wait(&mut window, "it came in", |workspace| {
        let summary = workspace.project().expect("a project").import().summary();
        summary.is_some_and(|summary| summary.added.iter().any(|added| added.name == "articles/Pasted.txt"))
    });
}
