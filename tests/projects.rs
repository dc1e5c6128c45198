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
    labels::{Label, LabelId},
    project::{Stage, Stratum, search::Scope},
    store::{Manifest, folder, settings::SettingsFile},
    workspace::{Command, Dialog, Division, LabelChange, SearchHit, View, Workspace},
};
use support::desk::{Desk, document, eventually, labelled, saved};

const BUDGET: &str = "Budget passes, barely\n\nParliament passed the budget. The coalition will not last.\n";
const BANK: &str = "Bank waits\n\nThe bank left its rate where it was. That was wise.\n";
const RAIL: &str = "Rail strike ends\n\nTrains run again. Nobody will miss the strike.\n";

/// A desk with a project of three articles, and a workspace on it.
fn project() -> (Desk, Workspace) {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("news")).expect("made");
    Manifest::new("News").create(&desk.path("news")).expect("made");
    for (name, text) in [("bank.txt", BANK), ("budget.txt", BUDGET), ("rail.txt", RAIL)] {
        desk.write(&format!("news/{name}"), text);
    }
    let workspace = open(&desk);
    (desk, workspace)
}

fn open(desk: &Desk) -> Workspace {
    let mut workspace = desk.workspace();
    workspace.run(Command::OpenFile(desk.path("news")));
    workspace.wait();
    workspace
}

fn run(workspace: &mut Workspace, command: Command) {
    workspace.run(command);
    workspace.wait();
}

/// The names of the articles in the list, in its order.
fn listed(workspace: &Workspace) -> Vec<String> {
    let project = workspace.project().expect("a project");
    let name = |place: &u32| project.article(*place).expect("it is there").name.to_string();
    project.list().places().iter().map(name).collect()
}

fn folder_of_user(workspace: &Workspace) -> String {
    workspace.project().expect("a project").annotator().to_owned()
}

fn label(id: &str) -> Command {
    Command::Label(LabelId::new(id))
}

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
fn one_label_set_for_all_articles() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, label("opinion"));
    saved(&mut workspace);
    run(&mut workspace, Command::OpenArticle("budget.txt".into()));
    run(&mut workspace, Command::LabelAnew("Forecast".into()));
    let manifest = || desk.read("news/glossator.ron");
    assert!(manifest().contains("Forecast"));
    run(&mut workspace, Command::Undo);
    assert!(!manifest().contains("Forecast"), "undo takes it back there too");
    run(&mut workspace, Command::Redo);
    assert!(manifest().contains("Forecast"));
    saved(&mut workspace);
    assert!(
        !desk
            .read(&format!(
                "news/annotations/{}/budget.txt.ron",
                folder_of_user(&workspace)
            ))
            .contains("Forecast")
    );
    // What other articles use cannot be deleted without them.
    workspace.run(Command::ChangeLabels(LabelChange::Remove(
        LabelId::new("opinion"),
        None,
    )));
    assert!(
        workspace.notice().text.contains("1 other article"),
        "{:?}",
        workspace.notice()
    );
    // Another article has the new label, and done can still be undone there.
    run(&mut workspace, Command::OpenArticle("rail.txt".into()));
    assert!(document(&workspace).labels().get(&LabelId::new("forecast")).is_some());
    run(&mut workspace, Command::ToggleDone);
    saved(&mut workspace);
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    let renamed = Label {
        name: "View".into(),
        ..document(&workspace)
            .labels()
            .get(&LabelId::new("opinion"))
            .expect("it is there")
            .clone()
    };
    run(&mut workspace, Command::ChangeLabels(LabelChange::Put(renamed)));
    saved(&mut workspace);
    run(&mut workspace, Command::OpenArticle("rail.txt".into()));
    run(&mut workspace, Command::Undo);
    assert_eq!(document(&workspace).layer().about().state, State::InProgress);
    assert_eq!(document(&workspace).labels().name_of(&LabelId::new("opinion")), "View");
    assert!(manifest().contains("View"), "{:?}", workspace.notice());
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
fn what_others_change_is_noticed() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, label("fact"));
    saved(&mut workspace);
    // A colleague brings an article, and labels for another.
    desk.write("news/new.txt", "Late news\n\nIt came from the shared folder.");
    let path = folder::article_at(
        &desk.path("news"),
        &format!("annotations/{}/bank.txt.ron", folder_of_user(&workspace)),
    );
    let theirs = std::fs::read_to_string(&path).expect("a file");
    let row = "    (at: (12, 48), label: \"fact\", quote: \"The bank left its rate where it was.\", id: \"zz99\", made: \"2026-03-04T09:12:31Z\"),\n";
    std::fs::write(&path, theirs.replace("  ],\n)", &format!("{row}  ],\n)"))).expect("written");
    eventually("both are there", || {
        workspace.tick();
        listed(&workspace).len() == 4 && labelled(&workspace).len() == 2
    });
    assert_eq!(labelled(&workspace)[1].1, "The bank left its rate where it was.");
    run(&mut workspace, Command::Undo);
    assert_eq!(labelled(&workspace).len(), 1, "only what was done here is undone");
    Manifest::change(&desk.path("news"), |manifest| manifest.name = "Evening news".into()).expect("changed");
    eventually("the new name is there", || {
        workspace.tick();
        workspace.project().expect("a project").manifest().name == "Evening news"
    });
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
fn the_same_words_with_different_labels_are_settled_at_once() {
    let (desk, mut workspace) = project();
    for name in ["late.txt", "copy.txt"] {
        desk.write(
            &format!("news/{name}"),
            format!("More {name}\n\nThat was wise. Nobody objected to it."),
        );
    }
    run(&mut workspace, Command::RefreshProject);
    let label_wise = |workspace: &mut Workspace, name: &str, id: &str| {
        run(workspace, Command::OpenArticle(name.into()));
        let place = support::desk::span_of(document(workspace), "That was wise").start();
        let press = glossator::workspace::Press {
            at: place,
            count: 3,
            extend: false,
            exact: false,
        };
        run(workspace, Command::Press(press));
        run(workspace, Command::Release);
        run(workspace, label(id));
        saved(workspace);
    };
    label_wise(&mut workspace, "bank.txt", "opinion");
    label_wise(&mut workspace, "late.txt", "opinion");
    label_wise(&mut workspace, "copy.txt", "fact");
    run(&mut workspace, Command::ShowConsistency);
    assert_eq!(workspace.view(), View::Consistency);
    let conflicts = |workspace: &Workspace| {
        workspace
            .project()
            .expect("a project")
            .consistency()
            .conflicts()
            .to_vec()
    };
    let found = conflicts(&workspace);
    assert_eq!(
        (found.len(), &*found[0].quote, found[0].cases.len()),
        (1, "That was wise.", 3)
    );
    // One is open, the others are not; all are settled in one step.
    run(&mut workspace, Command::Settle(0, LabelId::new("analysis")));
    assert!(workspace.notice().text.contains("3 spans"), "{:?}", workspace.notice());
    assert!(conflicts(&workspace).is_empty());
    let user = folder_of_user(&workspace);
    let of = |name: &str| desk.read(&format!("news/annotations/{user}/{name}.ron"));
    saved(&mut workspace);
    for name in ["bank.txt", "late.txt", "copy.txt"] {
        assert!(
            of(name).contains("label: \"analysis\", quote: \"That was wise.\""),
            "{}",
            of(name)
        );
    }
    run(&mut workspace, Command::Undo);
    saved(&mut workspace);
    assert!(of("bank.txt").contains("label: \"opinion\", quote: \"That was wise.\""));
    assert!(of("copy.txt").contains("label: \"fact\", quote: \"That was wise.\""));
    assert_eq!(conflicts(&workspace).len(), 1);
    // In an article that was not open the decision is one step of its own history.
    let case = conflicts(&workspace)[0].cases[0].clone();
    let at = (case.at.0 as usize, case.at.1 as usize);
    let name = case.name.to_string();
    run(&mut workspace, Command::OpenHit(SearchHit { name, at }));
    assert_eq!(
        (workspace.view(), workspace.article_name().as_deref()),
        (View::Article, Some("bank.txt"))
    );
    assert!(
        document(&workspace)
            .history()
            .to_undo()
            .expect("a step")
            .name
            .starts_with("Took back")
    );
}

fn guidelines(desk: &Desk, base: &str, text: &str) -> Command {
    Command::SetGuidelines {
        root: desk.path("news"),
        base: base.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn guidelines_are_kept_in_the_project() {
    let (desk, mut workspace) = project();
    desk.write("news/guidelines.md", "# Rules\r\n\r\nQuotes are facts.");
    eventually("they are there", || {
        workspace.tick();
        workspace
            .project()
            .expect("a project")
            .guidelines()
            .expect("they can be read")
            .contains("Quotes are facts")
    });
    assert_eq!(workspace.today(), "2026-03-04");
    run(
        &mut workspace,
        guidelines(
            &desk,
            "# Rules\n\nQuotes are facts.",
            "# Rules\n\n**From 2026-03-04:** no quotes.\n",
        ),
    );
    assert_eq!(
        desk.read("news/guidelines.md"),
        "# Rules\n\n**From 2026-03-04:** no quotes.\n"
    );
    // What others wrote meanwhile is kept.
    desk.write("news/guidelines.md", "Theirs.");
    workspace.run(guidelines(
        &desk,
        "# Rules\n\n**From 2026-03-04:** no quotes.\n",
        "Mine.",
    ));
    assert!(
        workspace.notice().text.contains("guidelines.conflict-1.md"),
        "{:?}",
        workspace.notice()
    );
    assert_eq!(
        (
            desk.read("news/guidelines.md"),
            desk.read("news/guidelines.conflict-1.md")
        ),
        ("Mine.".into(), "Theirs.".into())
    );
    run(&mut workspace, Command::RefreshProject);
    assert_eq!(listed(&workspace).len(), 3, "they are no article");
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
fn labels_of_two_people_meet_in_the_project() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    // A colleague has added a label that is not heard of here yet.
    let theirs = glossator::labels::built_in().propose("Rumour", |_| false);
    Manifest::change(&desk.path("news"), |manifest| {
        manifest.labels = manifest.labels.with(theirs).expect("a set")
    })
    .expect("changed");
    run(&mut workspace, Command::LabelAnew("Forecast".into()));
    let manifest = Manifest::read(&desk.path("news")).expect("a project");
    let names: Vec<_> = manifest
        .labels
        .labels()
        .iter()
        .map(|label| label.name.as_str())
        .collect();
    assert_eq!(names, ["Fact", "Analysis", "Opinion", "Forecast", "Rumour"]);
    // A label that only a layer knows is not lost when the set changes.
    run(&mut workspace, Command::OpenArticle("rail.txt".into()));
    run(&mut workspace, label("forecast"));
    saved(&mut workspace);
    Manifest::change(&desk.path("news"), |manifest| {
        manifest.labels = manifest.labels.without(&LabelId::new("forecast")).expect("it is there");
    })
    .expect("changed");
    eventually("it is heard of", || {
        workspace.tick();
        workspace
            .project()
            .expect("a project")
            .manifest()
            .labels
            .get(&LabelId::new("forecast"))
            .is_none()
    });
    saved(&mut workspace);
    let layer = desk.read(&format!("news/annotations/{}/rail.txt.ron", folder_of_user(&workspace)));
    assert!(layer.contains("name: \"Forecast\""), "{layer}");
    assert_eq!(
        document(&workspace).labels().name_of(&LabelId::new("forecast")),
        "Forecast"
    );
}

#[test]
fn what_others_took_away_does_not_stop_undo() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, label("fact"));
    run(&mut workspace, label("opinion"));
    saved(&mut workspace);
    let path = desk.path(&format!("news/annotations/{}/bank.txt.ron", folder_of_user(&workspace)));
    let file = std::fs::read_to_string(&path).expect("a file");
    // Somebody relabels the second one.
    std::fs::write(&path, file.replace("label: \"opinion\"", "label: \"analysis\"")).expect("written");
    eventually("it is taken over", || {
        workspace.tick();
        labelled(&workspace).iter().any(|(label, _)| label == "analysis")
    });
    run(&mut workspace, Command::Undo);
    run(&mut workspace, Command::Undo);
    assert_eq!(
        labelled(&workspace).len(),
        1,
        "theirs stays, ours is undone: {:?}",
        labelled(&workspace)
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
