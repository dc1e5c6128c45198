//! Projects: articles come in, are listed, found, labelled and counted, through the workspace.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::path::PathBuf;

use glossator::{
    annotation::State,
    article::Query,
    project::{Stage, Stratum, search::Scope},
    store::settings::SettingsFile,
    workspace::{Command, Dialog, Division, SearchHit, View, Workspace},
};
use support::{
    desk::{Desk, document, saved},
    project::{BANK, folder_of_user, label, listed, project, run},
};

#[test]
fn articles_are_labelled_one_after_the_other() {
    let (desk, mut workspace) = project();
    assert_eq!(listed(&workspace), ["bank.txt", "budget.txt", "rail.txt"]);
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    assert_eq!(workspace.article_name().as_deref(), Some("bank.txt"));
    run(&mut workspace, label("fact"));
    run(&mut workspace, Command::ToggleDone);
    saved(&mut workspace);
    let user = folder_of_user(&workspace);
    let layer = desk.read(&format!("news/annotations/{user}/bank.txt.ron"));
    assert!(
        layer.contains("path: \"bank.txt\"") && !layer.contains("labels:"),
        "{layer}"
    );
    assert!(!desk.path("news/bank.ron").exists());
    run(&mut workspace, Command::NextUnfinished);
    assert_eq!(workspace.article_name().as_deref(), Some("budget.txt"));
    run(&mut workspace, Command::ToggleSkipped);
    saved(&mut workspace);
    run(&mut workspace, Command::NextArticle);
    assert_eq!(workspace.article_name().as_deref(), Some("rail.txt"));
    workspace.run(Command::NextArticle);
    assert!(workspace.notice().text.contains("last article"));
    let stage = |workspace: &Workspace, place| workspace.project().expect("a project").stage(place);
    assert_eq!(
        [0, 1, 2].map(|place| stage(&workspace, place)),
        [Stage::Done, Stage::Skipped, Stage::New]
    );
    workspace.run(Command::NextUnfinished);
    assert!(
        workspace.notice().text.contains("done or skipped"),
        "{:?}",
        workspace.notice()
    );
    run(&mut workspace, Command::PreviousArticle);
    assert_eq!(document(&workspace).layer().about().state, State::Skipped);
}

#[test]
fn the_list_is_filtered_and_sorted() {
    let (_desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("rail.txt".into()));
    run(&mut workspace, label("opinion"));
    saved(&mut workspace);
    run(&mut workspace, Command::FindArticles("label:opinion".into()));
    assert_eq!(listed(&workspace), ["rail.txt"]);
    run(&mut workspace, Command::FindArticles("-label:opinion b".into()));
    assert_eq!(listed(&workspace), ["bank.txt", "budget.txt"]);
    workspace.run(Command::FindArticles("state:odd".into()));
    assert!(
        workspace
            .project()
            .expect("a project")
            .list()
            .problem()
            .expect("a problem")
            .contains("state")
    );
    run(&mut workspace, Command::FindArticles(String::new()));
    run(
        &mut workspace,
        Command::SortArticles(glossator::workspace::OrderBy::parse("-title")),
    );
    assert_eq!(listed(&workspace), ["rail.txt", "budget.txt", "bank.txt"]);
    // The next article is the next of the list.
    run(&mut workspace, Command::NextArticle);
    assert_eq!(workspace.article_name().as_deref(), Some("budget.txt"));
}

#[test]
fn words_are_found_in_all_articles_and_opened_there() {
    let (_desk, mut workspace) = project();
    let query = Query {
        pattern: "will".into(),
        whole_word: true,
        ..Query::default()
    };
    run(&mut workspace, Command::SearchArticles(query, Scope::Texts));
    let search = workspace.project().expect("a project").search();
    assert_eq!(search.counts(), (2, 2));
    let found: Vec<_> = search
        .found()
        .iter()
        .map(|found| (found.name.to_string(), found.hits[0].at))
        .collect();
    assert_eq!(found[0].0, "budget.txt");
    let (name, at) = found[1].clone();
    run(&mut workspace, Command::OpenHit(SearchHit { name, at }));
    let document = document(&workspace);
    let target = document.target().expect("a place");
    assert_eq!(document.text().slice(target), "will");
    let broken = Query {
        pattern: "(".into(),
        is_regex: true,
        ..Query::default()
    };
    run(&mut workspace, Command::SearchArticles(broken, Scope::Texts));
    assert!(workspace.project().expect("a project").search().problem().is_some());
}

#[test]
fn articles_come_in_and_go_nowhere_else() {
    let (desk, mut workspace) = project();
    desk.write("page.html", "<!doctype html><html lang=en><title>T</title><article><h1>Fog</h1><p>Fog lay over the town for days.</p></article>");
    desk.write("copy.txt", BANK);
    desk.write("noise.bin", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    desk.write(
        "table.csv",
        "id,body,outlet\n1,One article of a table.,Daily\n2,Another article of it.,Daily\n3,,Daily\n",
    );
    let paths: Vec<PathBuf> = ["page.html", "copy.txt", "noise.bin", "table.csv"]
        .map(|name| desk.path(name))
        .into();
    run(&mut workspace, Command::Import(paths));
    // The table wants to know which column is what; its guess is right.
    assert_eq!(workspace.dialog(), Some(&Dialog::Columns));
    let guess = workspace
        .project()
        .expect("a project")
        .import()
        .table()
        .expect("a table")
        .preview
        .guess
        .clone();
    assert_eq!(
        (guess.text.as_str(), guess.source.as_deref(), guess.id.as_deref()),
        ("body", Some("outlet"), Some("id"))
    );
    run(&mut workspace, Command::ChooseColumns(Some(guess)));
    assert_eq!(workspace.dialog(), Some(&Dialog::ImportSummary));
    let summary = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("a summary")
        .clone();
    assert_eq!(
        (summary.added.len(), summary.same.len(), summary.skipped.len()),
        (3, 1, 2),
        "{summary:?}"
    );
    assert_eq!(summary.same[0].of, "bank.txt");
    assert_eq!(
        listed(&workspace)[..3],
        [
            "articles/page.article.ron",
            "articles/table/1.article.ron",
            "articles/table/2.article.ron"
        ]
    );
    // The first new one is open, as nothing was.
    run(&mut workspace, Command::OpenArticle("articles/page.article.ron".into()));
    assert!(document(&workspace).text().as_str().contains("Fog lay over the town"));
    run(&mut workspace, label("fact"));
    saved(&mut workspace);
    assert!(
        desk.path("news/annotations")
            .join(folder_of_user(&workspace))
            .join("articles/page.ron")
            .exists()
    );
    // A second time, everything is there already.
    run(&mut workspace, Command::Import(vec![desk.path("page.html")]));
    let summary = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("a summary");
    assert_eq!((summary.added.len(), summary.same.len()), (0, 1));
    run(
        &mut workspace,
        Command::ImportText("Pasted\r\n\r\nIt was on the clipboard.".into()),
    );
    assert!(
        listed(&workspace).contains(&"articles/Pasted.txt".to_owned()),
        "{:?}",
        listed(&workspace)
    );
}

#[test]
fn the_next_start_goes_on_where_the_last_one_ended() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("budget.txt".into()));
    run(&mut workspace, Command::FindArticles("b".into()));
    for _ in 0..2 {
        run(&mut workspace, Command::NextUnit);
    }
    let place = document(&workspace).target();
    run(&mut workspace, Command::ToggleList);
    workspace.run(Command::Quit);
    workspace.remember_window(Some((1000.0, 700.0)), (250.0, 320.0));
    drop(workspace);
    // Another project, or none, has a window of its own.
    let settings = SettingsFile::load_from(&desk.path(""));
    let memory = settings.projects().last_open().expect("it was open").clone();
    assert_eq!(
        (memory.window, memory.panels),
        (Some((1000.0, 700.0)), Some((250.0, 320.0)))
    );
    let mut workspace = desk.workspace();
    workspace.start();
    workspace.wait();
    assert_eq!(workspace.article_name().as_deref(), Some("budget.txt"));
    assert_eq!(document(&workspace).target(), place);
    assert_eq!(listed(&workspace), ["bank.txt", "budget.txt"]);
    assert_eq!(workspace.recent_projects(), [desk.path("news")]);
    assert_eq!(workspace.panel_widths(), Some((250.0, 320.0)));
    assert!(!workspace.settings().shows_articles);
    // Nothing of this is kept in the project.
    let names: Vec<_> = std::fs::read_dir(desk.path("news"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("Unicode"))
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(names.len(), 4, "{names:?}");
    run(&mut workspace, Command::CloseProject);
    assert!(workspace.project().is_none() && workspace.document().is_none());
}

#[test]
fn the_project_in_numbers_follows_the_work() {
    let (_desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, Command::ShowNumbers);
    assert_eq!(workspace.view(), View::Numbers);
    let stats = |workspace: &Workspace| {
        workspace
            .project()
            .expect("a project")
            .overview()
            .stats()
            .expect("counted")
            .clone()
    };
    assert_eq!((stats(&workspace).articles, stats(&workspace).annotations), (3, 0));
    run(&mut workspace, Command::ShowNumbers);
    run(&mut workspace, label("fact"));
    saved(&mut workspace);
    run(&mut workspace, Command::ShowNumbers);
    assert_eq!(stats(&workspace).annotations, 1);
    run(&mut workspace, Command::ShowNumbers);
    assert_eq!(workspace.view(), View::Article);
}

#[test]
fn a_lone_article_stays_alone_and_an_article_brings_its_project() {
    let (desk, workspace) = project();
    drop(workspace);
    let lone = desk.write("lone.txt", "Alone.");
    let mut workspace = desk.open(&lone);
    assert!(workspace.project().is_none());
    run(&mut workspace, Command::OpenFile(desk.path("news/rail.txt")));
    assert_eq!(workspace.project().expect("its project").manifest().name, "News");
    assert_eq!(workspace.article_name().as_deref(), Some("rail.txt"));
    run(&mut workspace, Command::OpenFile(lone));
    assert!(workspace.project().is_none());
}

#[test]
fn a_broken_project_is_explained() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("news")).expect("made");
    desk.write("news/glossator.ron", "(version: 1, name: \"News\" labels: [])");
    desk.write("news/a.txt", BANK);
    for path in ["news", "news/a.txt"] {
        let mut workspace = desk.workspace();
        run(&mut workspace, Command::OpenFile(desk.path(path)));
        assert!(
            workspace.notice().text.contains("glossator.ron, line 1"),
            "{:?}",
            workspace.notice()
        );
        assert!(workspace.document().is_none(), "its labels would go to the wrong place");
    }
}

#[test]
fn a_converted_text_is_corrected_before_it_is_labelled() {
    let (desk, mut workspace) = project();
    let pdf = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/readers/article.pdf"));
    run(&mut workspace, Command::Import(vec![pdf]));
    let name = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("a summary")
        .added[0]
        .name
        .clone();
    run(&mut workspace, Command::OpenArticle(name.clone()));
    assert_eq!(document(&workspace).article().made_from(), Some("PDF"));
    run(&mut workspace, Command::CorrectText);
    assert_eq!(workspace.dialog(), Some(&Dialog::CorrectText));
    let text = format!("Mended.\n\n{}", document(&workspace).text().as_str());
    run(&mut workspace, Command::SetText(text.clone()));
    assert_eq!(document(&workspace).text().as_str(), text);
    assert!(desk.read(&format!("news/{name}")).contains("Mended.\n\n"));
    run(&mut workspace, label("fact"));
    workspace.run(Command::CorrectText);
    assert!(workspace.notice().text.contains("labels would lie elsewhere"));
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    workspace.run(Command::CorrectText);
    assert!(
        workspace.notice().text.contains("text editor"),
        "{:?}",
        workspace.notice()
    );
}

#[test]
fn keys_do_nothing_to_an_article_that_is_not_shown() {
    let (_desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, Command::ShowNumbers);
    workspace.run(label("fact"));
    workspace.run(Command::ToggleDone);
    assert!(
        workspace.notice().text.contains("not shown"),
        "{:?}",
        workspace.notice()
    );
    assert!(document(&workspace).layer().is_empty() && !workspace.is_enabled(&Command::LabelNone));
    workspace.run(Command::Back);
    assert_eq!(workspace.view(), View::Article);
    workspace.run(label("fact"));
    assert_eq!(document(&workspace).layer().len(), 1);
}

#[test]
fn a_table_without_an_answer_stays_out() {
    let (desk, mut workspace) = project();
    desk.write("table.csv", "body\nOne article of a table.\n");
    desk.write("more.txt", "More\n\nThere is more.");
    run(
        &mut workspace,
        Command::Import(vec![desk.path("table.csv"), desk.path("more.txt")]),
    );
    assert_eq!(workspace.dialog(), Some(&Dialog::Columns));
    run(&mut workspace, Command::Back);
    let summary = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("a summary");
    assert_eq!(
        summary
            .added
            .iter()
            .map(|added| added.name.as_str())
            .collect::<Vec<_>>(),
        ["articles/more.txt"]
    );
}

#[test]
fn articles_are_divided_and_the_list_shows_the_parts() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::ShowSplit);
    assert_eq!(workspace.dialog(), Some(&Dialog::Split));
    let division = Division {
        seed: 1,
        by: Stratum::Nothing,
        shares: vec![("train".into(), 60), ("test".into(), 40)],
        anew: false,
    };
    run(&mut workspace, Command::Divide(division));
    assert!(
        workspace.notice().text.contains("2 train, 1 test"),
        "{:?}",
        workspace.notice()
    );
    assert!(desk.read("news/splits.ron").contains("\"bank.txt\""));
    run(&mut workspace, Command::FindArticles("split:train".into()));
    assert_eq!(listed(&workspace).len(), 2);
}
