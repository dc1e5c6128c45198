//! Labels go out and come in through the workspace: what is chosen, what would be lost, what is asked, what is there
//! afterwards.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::collections::BTreeMap;

use glossator::{
    article::UnitKind,
    exchange::{FORMATS, Loss, Report},
    labels::LabelId,
    project::export::{By, Stage},
    workspace::{Command, Dialog, ExportFailure, ExportOptions, ExportTarget, LabelAnswer, PathFor, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, saved},
    project::{BANK, folder_of_user, label, open, project, run},
};

/// Changes what is chosen, and waits until it is known what would come of it.
fn choose(workspace: &mut Workspace, change: impl FnOnce(&mut ExportOptions)) {
    let mut options = workspace.exporting().expect("the dialog").options().clone();
    change(&mut options);
    run(workspace, Command::ChangeExport(Box::new(options)));
}

fn outcome(workspace: &Workspace) -> &Result<Report, ExportFailure> {
    let export = workspace.exporting().expect("an export");
    export.outcome().expect("it has ended")
}

fn report(workspace: &Workspace) -> &Report {
    outcome(workspace).as_ref().expect("it was written")
}

/// How many documents and spans would go out.
fn foreseen(workspace: &Workspace) -> (u64, u64) {
    let outlook = workspace.exporting().expect("the dialog").outlook();
    let foreseen = outlook
        .foreseen
        .as_ref()
        .expect("it is known")
        .as_ref()
        .expect("it can be");
    (foreseen.documents, foreseen.spans)
}

/// A project in which two articles have a label each, of different kinds.
fn labelled_project() -> (Desk, Workspace) {
    let (desk, mut workspace) = project();
    for (name, id) in [("bank.txt", "fact"), ("rail.txt", "opinion")] {
        run(&mut workspace, Command::OpenArticle(name.into()));
        run(&mut workspace, label(id));
        saved(&mut workspace);
    }
    run(&mut workspace, Command::RefreshProject);
    (desk, workspace)
}

#[test]
fn what_would_come_of_it_is_known_before_it_is_written() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    assert_eq!(workspace.dialog(), Some(&Dialog::Export));
    assert_eq!(foreseen(&workspace), (2, 2));
    let outlook = workspace.exporting().expect("the dialog").outlook().clone();
    assert_eq!(outlook.annotators, [folder_of_user(&workspace)]);
    let preview = outlook.preview.expect("a preview").expect("it can be written");
    let text = preview.sample.files[0].text.clone().expect("a text");
    assert!(text.contains("The bank left its rate"), "{text}");
    assert_eq!(preview.spans.len(), 2);
    choose(&mut workspace, |options| options.only = "label:opinion".into());
    assert_eq!(foreseen(&workspace), (1, 1));
    choose(&mut workspace, |options| options.stage = Stage::Any);
    choose(&mut workspace, |options| options.only.clear());
    assert_eq!(foreseen(&workspace), (3, 2));
    choose(&mut workspace, |options| {
        options.labels.insert(LabelId::new("fact"));
    });
    assert_eq!(foreseen(&workspace), (3, 1));
    choose(&mut workspace, |options| options.by = By::Gold);
    choose(&mut workspace, |options| options.stage = Stage::Begun);
    let failure = workspace.exporting().expect("the dialog").outlook().foreseen.clone();
    let failure = failure.expect("it is known").expect_err("nothing is gold");
    assert!(failure.what.starts_with("Nothing is to be exported"), "{failure:?}");
    assert_eq!(desk.files(), ["cache", "news", "projects.ron"]);
}

#[test]
fn a_query_that_cannot_be_understood_is_not_used() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::FindArticles("label:fact".into()));
    run(&mut workspace, Command::ShowExport);
    let export = workspace.exporting().expect("the dialog");
    assert_eq!(
        export.options().only,
        "label:fact",
        "the articles of the list are meant"
    );
    choose(&mut workspace, |options| options.only = "state:odd".into());
    let export = workspace.exporting().expect("the dialog");
    assert!(export.options().problem().is_some() && !export.is_looking());
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
    );
    assert!(
        outcome(&workspace)
            .as_ref()
            .is_err_and(|failure| failure.what.contains("odd"))
    );
    assert!(!desk.path("out").exists());
}

#[test]
fn a_project_goes_out_and_the_dialog_says_where_it_is() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, Command::ShowExport);
    run(&mut workspace, Command::Back);
    // What was labelled a moment ago goes out too.
    workspace.run(label("fact"));
    workspace.run(Command::ExportTo(ExportTarget::Folder(desk.path("out"))));
    workspace.wait();
    assert_eq!(workspace.dialog(), Some(&Dialog::Export));
    let report = report(&workspace);
    assert_eq!((report.documents, report.spans, report.read_back.spans), (1, 1, 1));
    assert_eq!(report.place.as_deref(), Some(&*desk.path("out/jsonl")));
    assert!(desk.read("out/jsonl/annotations.jsonl").contains("\"fact\""));
    workspace.run(Command::CopyExportPath);
    let place = desk.path("out/jsonl").display().to_string();
    let copied = glossator::workspace::Request::CopyText(place);
    assert!(workspace.take_requests().contains(&copied));
    // Once more, to the same place.
    let target = workspace.exporting().expect("an export").target().cloned();
    run(&mut workspace, Command::ExportTo(target.expect("it is known")));
    assert_eq!(self::report(&workspace).documents, 1);
    assert_eq!(workspace.settings().export_format, "jsonl");
    // Another choice: what came of the last one is no longer true.
    choose(&mut workspace, |options| options.without_unsure = true);
    assert!(workspace.exporting().expect("an export").outcome().is_none());
}

#[test]
fn every_format_writes_a_project() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    for format in FORMATS {
        choose(&mut workspace, |options| options.format = format.name().into());
        let outlook = workspace.exporting().expect("the dialog").outlook().clone();
        assert!(matches!(outlook.preview, Some(Ok(_))), "{}: {outlook:?}", format.name());
        let foreseen = outlook.foreseen.expect("it is known").expect("it can be");
        run(
            &mut workspace,
            Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
        );
        let report = report(&workspace);
        assert_eq!((report.documents, report.spans), (foreseen.documents, foreseen.spans));
        assert_eq!((&report.lost, &report.left_out), (&foreseen.lost, &foreseen.left_out));
        let loses_authors = !format.carries().annotator;
        assert_eq!(
            report.lost.count(Loss::Annotator) > 0,
            loses_authors,
            "{}",
            format.name()
        );
    }
}

#[test]
fn nothing_is_written_where_it_would_do_harm() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("news/out"))),
    );
    let failure = outcome(&workspace).as_ref().expect_err("it is refused");
    assert!(failure.what.contains("inside the project"), "{failure:?}");
    assert!(!desk.path("news/out").exists());
    // A folder that no export has made.
    std::fs::create_dir_all(desk.path("out/jsonl")).expect("made");
    desk.write("out/jsonl/mine.txt", "mine");
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
    );
    assert!(outcome(&workspace).is_err());
    assert_eq!(desk.read("out/jsonl/mine.txt"), "mine");
}

#[test]
fn faults_are_told_and_nothing_goes_out() {
    let (desk, mut workspace) = labelled_project();
    let layer = format!("news/annotations/{}/rail.txt.ron", folder_of_user(&workspace));
    run(&mut workspace, Command::OpenArticle("budget.txt".into()));
    desk.write(&layer, desk.read(&layer).replace("at: (0,", "at: (5,"));
    run(&mut workspace, Command::RefreshProject);
    run(&mut workspace, Command::ShowExport);
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
    );
    let failure = outcome(&workspace).as_ref().expect_err("there are faults");
    assert!(failure.faults[0].contains("rail.txt.ron"), "{failure:?}");
    assert!(!desk.path("out/jsonl").exists());
}

#[test]
fn an_article_alone_goes_out_to_a_file() {
    let desk = Desk::new();
    let path = desk.write("bank.txt", BANK);
    let mut workspace = desk.open(&path);
    run(&mut workspace, Command::ShowExport);
    let outlook = workspace.exporting().expect("the dialog").outlook();
    let failure = outlook
        .foreseen
        .clone()
        .expect("known")
        .expect_err("nothing is labelled");
    assert!(failure.what.contains("Nobody has labelled this article"), "{failure:?}");
    run(&mut workspace, Command::Back);
    run(&mut workspace, label("fact"));
    run(&mut workspace, Command::ShowExport);
    assert_eq!(foreseen(&workspace), (1, 1));
    for own in ["bank.txt", "bank.ron"] {
        run(&mut workspace, Command::ExportTo(ExportTarget::File(desk.path(own))));
        assert!(outcome(&workspace).is_err(), "{own}");
    }
    assert_eq!(desk.read("bank.txt"), BANK);
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::File(desk.path("bank.jsonl"))),
    );
    assert_eq!(report(&workspace).spans, 1);
    assert_eq!(desk.files(), ["bank.jsonl", "bank.ron", "bank.txt"]);
}

#[test]
fn what_is_called_off_is_not_there() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    workspace.run(Command::ExportTo(ExportTarget::Folder(desk.path("out"))));
    workspace.run(Command::CancelExport);
    workspace.wait();
    // It may have been quicker.
    match outcome(&workspace) {
        Ok(report) => assert!(report.place.as_ref().is_some_and(|place| place.is_dir())),
        Err(failure) => assert!(failure.is_cancelled && !desk.path("out/jsonl").exists(), "{failure:?}"),
    }
}

#[test]
fn units_go_out_instead_of_spans() {
    let (desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    choose(&mut workspace, |options| options.units = Some(UnitKind::Sentence));
    assert_eq!(foreseen(&workspace), (2, 0));
    run(
        &mut workspace,
        Command::ExportTo(ExportTarget::Folder(desk.path("out"))),
    );
    assert!(report(&workspace).line().starts_with("2 units written to"));
}

#[test]
fn who_names_no_path_is_back_at_the_export() {
    let (_desk, mut workspace) = labelled_project();
    run(&mut workspace, Command::ShowExport);
    workspace.run(Command::PickExportFile);
    workspace.ask_for_path(PathFor::ExportFile("annotations.jsonl"));
    workspace.run(Command::Back);
    assert_eq!(workspace.dialog(), Some(&Dialog::Export));
    workspace.run(Command::Back);
    assert_eq!(workspace.dialog(), None);
}

// --- labels come in ----------------------------------------------------------------------------------------------

const RIVER: &str = "Fog lay on the river. Nobody could see the bridge.";

/// A line of JSON for an article with a span of each label over its first words.
fn line(id: &str, text: &str, spans: &[(usize, usize, &str)], annotator: Option<&str>) -> String {
    let by = annotator
        .map(|name| format!(",\"annotator\":\"{name}\""))
        .unwrap_or_default();
    let span = |(start, end, label): &(usize, usize, &str)| {
        format!("{{\"start\":{start},\"end\":{end},\"label\":\"{label}\"{by}}}")
    };
    let spans: Vec<String> = spans.iter().map(span).collect();
    let text = text.replace('\n', "\\n");
    format!(
        "{{\"id\":\"{id}\",\"text\":\"{text}\",\"spans\":[{}]}}\n",
        spans.join(",")
    )
}

fn answer(named: &[(&str, Option<&str>)], by: &str) -> Command {
    let named: BTreeMap<LabelId, Option<LabelId>> = named
        .iter()
        .map(|(theirs, ours)| (LabelId::new(theirs), ours.map(LabelId::new)))
        .collect();
    Command::AnswerLabels(Some(LabelAnswer {
        named,
        by: by.to_owned(),
    }))
}

fn names_of_labels(workspace: &Workspace) -> Vec<String> {
    let labels = &workspace.project().expect("a project").manifest().labels;
    labels.labels().iter().map(|label| label.id.to_string()).collect()
}

#[test]
fn labels_that_are_unknown_are_asked_about() {
    let (desk, mut workspace) = project();
    let spans = [
        (0, 3, "weather"),
        (15, 20, "place"),
        (22, 28, "nobody"),
        (0, 20, "fact"),
    ];
    let file = desk.write("fog.jsonl", line("fog", RIVER, &spans, None));
    run(&mut workspace, Command::Import(vec![file.clone()]));
    assert_eq!(
        workspace.dialog(),
        Some(&Dialog::LabelsFound),
        "no table is asked about"
    );
    let survey = workspace
        .project()
        .expect("a project")
        .import()
        .survey()
        .expect("asked");
    let unknown: Vec<_> = survey.unknown().map(|label| (label.id.as_str(), label.count)).collect();
    assert_eq!(unknown, [("weather", 1), ("place", 1), ("nobody", 1)]);
    assert_eq!(survey.nameless, 4);
    // No answer brings nothing in.
    run(&mut workspace, Command::Back);
    assert_eq!(
        (workspace.dialog(), workspace.notice().text.as_str()),
        (None, "Nothing was brought in")
    );
    assert!(!desk.path("news/articles").exists());
    run(&mut workspace, Command::Import(vec![file]));
    run(
        &mut workspace,
        answer(&[("place", Some("opinion")), ("nobody", None)], "ben"),
    );
    assert_eq!(workspace.dialog(), Some(&Dialog::ImportSummary));
    let summary = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("it came in");
    let labels = summary.labels.clone().expect("labels");
    assert_eq!((labels.spans, labels.left_out), (3, 1), "{labels:?}");
    assert_eq!(labels.new_labels, [LabelId::new("weather")]);
    assert!(labels.annotators.contains("ben"));
    assert!(
        names_of_labels(&workspace).contains(&"weather".to_owned()),
        "the window has the new set"
    );
    let layer = desk.read("news/annotations/ben/articles/fog/fog.ron");
    assert!(layer.contains("label: \"opinion\", quote: \"river\""), "{layer}");
}

#[test]
fn what_needs_no_question_comes_in_at_once() {
    let (desk, mut workspace) = project();
    let file = desk.write("fog.jsonl", line("fog", RIVER, &[(0, 20, "fact")], Some("ana")));
    run(&mut workspace, Command::Import(vec![file]));
    assert_eq!(workspace.dialog(), Some(&Dialog::ImportSummary));
    assert!(desk.path("news/annotations/ana/articles/fog/fog.ron").exists());
}

#[test]
fn the_open_article_shows_labels_that_are_added_to_it() {
    let (desk, mut workspace) = project();
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    run(&mut workspace, label("fact"));
    let before = labelled(&workspace);
    let user = workspace.settings().annotator.clone();
    let spans = [(49, 63, "weather"), (12, 20, "opinion")];
    let file = desk.write("more.jsonl", line("bank", BANK, &spans, None));
    run(&mut workspace, Command::Import(vec![file]));
    run(&mut workspace, answer(&[], &user));
    let summary = workspace
        .project()
        .expect("a project")
        .import()
        .summary()
        .expect("it came in");
    assert_eq!(
        summary.labels.as_ref().expect("labels").labelled,
        ["bank.txt"],
        "{summary:?}"
    );
    eventually("the labels are there", || {
        workspace.tick();
        labelled(&workspace).len() == 3
    });
    assert!(document(&workspace).labels().get(&LabelId::new("weather")).is_some());
    // What was done here before can still be undone, also after the next start.
    saved(&mut workspace);
    drop(workspace);
    let mut workspace = open(&desk);
    run(&mut workspace, Command::OpenArticle("bank.txt".into()));
    assert_eq!(labelled(&workspace).len(), 3);
    run(&mut workspace, Command::Undo);
    let rest = labelled(&workspace);
    assert!(rest.len() == 2 && !rest.contains(&before[0]), "{rest:?}");
}

#[test]
fn splits_that_come_in_are_known_at_once() {
    let (desk, mut workspace) = project();
    let text = line("fog", RIVER, &[(0, 20, "fact")], Some("ana")).replace("\"spans\"", "\"split\":\"test\",\"spans\"");
    let file = desk.write("fog.jsonl", text);
    run(&mut workspace, Command::Import(vec![file]));
    let splits = workspace.project().expect("a project").assigned().splits.clone();
    assert_eq!(splits.expect("splits").articles["articles/fog/fog.article.ron"], "test");
}
