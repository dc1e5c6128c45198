//! What articles and people of a project share: labels, guidelines, decisions, and changes by others.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use glossator::{
    annotation::State,
    labels::{Label, LabelId},
    store::{Manifest, folder},
    workspace::{Command, LabelChange, SearchHit, View, Workspace},
};
use support::{
    desk::{Desk, document, eventually, labelled, saved},
    project::{folder_of_user, label, listed, project, run},
};

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
