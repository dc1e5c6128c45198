//! Every shape of a file that the program ever wrote can still be read and is saved in the shape of today; what a newer
//! program wrote is read as far as it is understood, and never written over.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use glossator::{
    annotation::{History, State},
    article::{self, UnitKind},
    labels::LabelId,
    project::{Parts, SPLITS, Stratum},
    store::{
        self, Home, LoadError, Loaded, MANIFEST, Manifest, Places, Reason, article_file,
        settings::{SettingsFile, Theme},
    },
};

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/versions")
        .join(name)
}

fn text_of(name: &str) -> String {
    fs::read_to_string(kept(name)).expect("a kept file")
}

/// A folder with these files, and that folder's path.
fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }
    folder
}

/// Opens a layer beside the article that all kept layers are of.
fn open(layer: &str) -> (tempfile::TempDir, store::Opened) {
    let folder = folder_with(&[("news.txt", &text_of("news.txt")), ("news.ron", layer)]);
    let opened = store::open(&folder.path().join("news.txt"), None, "ana", |_| ()).expect("an article");
    (folder, opened)
}

#[test]
fn layers_of_every_shape_are_read_and_saved_as_today() {
    for (name, state, coverage, author) in [
        ("layer/1-first.ron", State::InProgress, false, None),
        ("layer/2-coverage.ron", State::Done, true, None),
        ("layer/3-author.ron", State::Skipped, true, Some("Jane Doe")),
        ("layer/4-moved.ron", State::Skipped, true, Some("Jane Doe")),
    ] {
        let (_folder, opened) = open(&text_of(name));
        let loaded = opened.layer.expect("a layer");
        let about = loaded.layer.about();
        // What is on the list of lost annotations is told, and is no harm.
        assert_eq!(
            (loaded.faults.len(), loaded.writable().is_ok()),
            (about.lost.len(), true),
            "{name}"
        );
        assert_eq!((about.state, about.coverage), (state, coverage), "{name}");
        assert_eq!(about.document, [LabelId::new("fact")]);
        assert_eq!(about.labels.labels().len(), 2);
        let metadata = &loaded.header.metadata;
        assert_eq!(metadata.author.as_deref(), author);
        assert_eq!(metadata.source.as_deref(), Some("The Daily Ledger"));
        let annotations: Vec<_> = loaded.layer.iter().collect();
        let quotes: Vec<_> = annotations
            .iter()
            .map(|one| opened.article.text().slice(one.span))
            .collect();
        assert_eq!(quotes, ["Yes. 😊", "Many said \"yes\".", "Yes."]);
        let noted = annotations[1];
        assert_eq!(
            (noted.note.as_deref(), noted.unsure),
            (Some("line one\nline two"), true)
        );
        assert_eq!(noted.second.is_some(), coverage);
        assert_eq!(annotations[2].label.is_none(), coverage);
        // The shapes grew by fields that are left out where they say nothing: so a file is today as it was then.
        store::save_layer(&opened.layer_path, &opened.article, &loaded.header, &loaded.layer).expect("saved");
        assert_eq!(
            fs::read_to_string(&opened.layer_path).expect("a file"),
            text_of(name),
            "{name}"
        );
    }
}

#[test]
fn a_layer_in_a_project_is_read_with_the_labels_of_the_project() {
    let folder = folder_with(&[
        (MANIFEST, &text_of("project/glossator.ron")),
        ("articles/news.txt", &text_of("news.txt")),
        (
            "annotations/ana/articles/news.txt.ron",
            &text_of("layer/in_project.ron"),
        ),
    ]);
    let manifest = Manifest::read(folder.path()).expect("a project");
    assert_eq!((manifest.name.as_str(), manifest.coverage), ("Budget debate", false));
    let opened = store::open(&folder.path().join("articles/news.txt"), None, "ana", |_| ()).expect("an article");
    let loaded = opened.layer.expect("a layer");
    assert_eq!(
        (loaded.layer.len(), loaded.faults.len(), loaded.writable().is_ok()),
        (2, 0, true)
    );
    let labels: Vec<_> = loaded
        .layer
        .about()
        .labels
        .labels()
        .iter()
        .map(|label| label.id.as_str())
        .collect();
    assert_eq!(labels, ["fact", "odd"]);
    store::save_layer(&opened.layer_path, &opened.article, &loaded.header, &loaded.layer).expect("saved");
    let saved = fs::read_to_string(&opened.layer_path).expect("a file");
    assert_eq!(saved, text_of("layer/in_project.ron"));
    Manifest::change(folder.path(), |_| ()).expect("written");
    let written = fs::read_to_string(folder.path().join(MANIFEST)).expect("a file");
    assert_eq!(Manifest::read(folder.path()).expect("a project"), manifest);
    assert!(written.starts_with("#![enable(implicit_some)]\n(\n  version: 1,\n  name: \"Budget debate\","));
}

#[test]
fn files_of_converted_articles_are_read() {
    for (name, id, row) in [
        ("article/1-first.article.ron", None, "row: 3"),
        ("article/2-id.article.ron", Some("d01-news"), "row: 3"),
    ] {
        let folder = folder_with(&[("news.article.ron", &text_of(name))]);
        let path = folder.path().join("news.article.ron");
        let article = article_file::read(&path).expect("an article");
        let text = "Parliament passed the budget. \"Barely,\" said the chair.";
        assert_eq!(article.text().as_str(), text);
        assert_eq!(article.metadata().title.as_deref(), Some("Budget passes, \"barely\""));
        let provenance = article.provenance().expect("where it is from");
        assert_eq!((provenance.id.as_deref(), article.made_from()), (id, Some("Web page")));
        assert_eq!(provenance.extra["desk"], "politics");
        article_file::correct(&path, text, text).expect("written");
        assert!(text_of(name).contains(row));
        assert_eq!(fs::read_to_string(&path).expect("a file"), text_of(name));
    }
}

#[test]
fn label_sets_and_parts_are_read() {
    let labels = store::read_labels(&kept("labels/labels.ron")).expect("labels");
    let [fact, opinion] = labels.labels() else {
        panic!("two labels")
    };
    assert_eq!(
        (fact.key, opinion.parent.as_ref()),
        (Some('f'), Some(&LabelId::new("fact")))
    );
    assert_eq!((fact.examples.len(), fact.hard_cases.len()), (1, 1));
    let folder = folder_with(&[("labels.ron", &text_of("labels/labels.ron"))]);
    store::write_labels(&folder.path().join("labels.ron"), &labels).expect("written");
    assert_eq!(
        store::read_labels(&folder.path().join("labels.ron")).expect("labels"),
        labels
    );

    for (name, by, part) in [
        ("splits.ron", Stratum::Label, ("may/one.txt", "train")),
        ("batches.ron", Stratum::Source, ("articles/news.txt", "2")),
    ] {
        let folder = folder_with(&[(name, &text_of(&format!("parts/{name}")))]);
        let parts = Parts::read(folder.path(), name).expect("readable").expect("parts");
        assert_eq!((parts.by, parts.articles[part.0].as_str()), (by, part.1));
        parts.write(folder.path(), name).expect("written");
        assert_eq!(Parts::read(folder.path(), name).expect("readable"), Some(parts));
    }
}

#[test]
fn settings_of_every_shape_are_read() {
    let shapes = [
        "1-first",
        "2-units",
        "3-reading",
        "4-edges",
        "5-zoom",
        "6-articles",
        "7-export",
    ];
    for (number, shape) in shapes.into_iter().enumerate() {
        let folder = folder_with(&[
            ("settings.ron", &text_of(&format!("settings/{shape}.ron"))),
            ("keys.ron", &text_of("settings/keys.ron")),
        ]);
        let mut file = SettingsFile::load_from(folder.path());
        assert_eq!(file.warning(), None, "{shape}");
        let settings = file.get();
        assert_eq!((settings.theme, settings.annotator.as_str()), (Theme::Dark, "ana"));
        assert_eq!((settings.window, settings.recent.len()), (Some((1200.0, 800.5)), 1));
        // What came later is as it is at a first start where it is not there yet.
        assert_eq!(settings.unit == UnitKind::Clause, number >= 1);
        assert_eq!(settings.reading.size == 20, number >= 2);
        assert_eq!(settings.trim, number < 3);
        assert_eq!(settings.zoom == 1.25 && settings.knows_how, number >= 4);
        assert_eq!(settings.shows_articles, number < 5);
        assert_eq!(settings.export_format, if number < 6 { "" } else { "spacy" });
        assert_eq!(file.keys()["undo"], ["Ctrl+Z", "U"]);
        file.change(|settings| settings.annotator.push('!')).expect("written");
        assert_eq!(SettingsFile::load_from(folder.path()).get(), file.get());
    }
}

#[test]
fn places_in_projects_of_every_shape_are_read() {
    for (shape, panels) in [("1-first", None), ("2-window", Some((200.0, 300.0)))] {
        let folder = folder_with(&[("projects.ron", &text_of(&format!("settings/projects-{shape}.ron")))]);
        let file = SettingsFile::load_from(folder.path());
        assert_eq!(file.warning(), None);
        let memory = file.projects().last_open().expect("a project");
        assert_eq!((memory.root.as_path(), memory.place), (Path::new("/news"), 12));
        assert_eq!(
            (memory.query.as_str(), memory.order.as_str(), memory.panels),
            ("label:fact", "date", panels)
        );
    }
}

#[test]
fn journals_of_every_shape_are_done_again() {
    let folder = folder_with(&[("news.txt", &text_of("news.txt"))]);
    let article = article::read(&folder.path().join("news.txt"), None).expect("an article");
    for (name, count) in [
        ("journal/1-first.jsonl", 2),
        ("journal/2-foreign.jsonl", 3),
        ("journal/3-number.jsonl", 3),
    ] {
        let Loaded { mut layer, .. } = Loaded::fresh(&article, "ana", Home::Beside);
        let on_disk = Loaded::fresh(&article, "ana", Home::Beside)
            .writable()
            .expect("no file");
        let journals = folder.path().join(".glossator/journals/ana");
        fs::create_dir_all(&journals).expect("made");
        fs::copy(kept(name), journals.join("news.txt.jsonl")).expect("copied");
        let home = Home::Project {
            root: folder.path().to_owned(),
            labels: Default::default(),
            coverage: false,
        };
        let places = Places::of(&home, &folder.path().join("annotations/ana/news.txt.ron"), None);
        let remembered = places.remember(&article, &layer, &on_disk);
        assert_eq!(remembered.history.len(), 1, "what was saved can be undone");
        // The file that was saved holds what came before.
        let mut saved = History::default();
        for event in remembered.history.events() {
            saved.happen(&mut layer, &event).expect("it fits");
        }
        let mut history = remembered.history;
        for event in &remembered.unsaved {
            history.happen(&mut layer, event).expect("it fits");
        }
        let mut ids: Vec<_> = layer.iter().map(|annotation| annotation.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(
            ids,
            ["k3f9", "m2qa", "p7xd"][..]
                .iter()
                .copied()
                .filter(|id| count == 3 || *id != "m2qa")
                .collect::<Vec<_>>()
        );
        assert_eq!(
            article.text().slice(
                layer
                    .get(&glossator::annotation::AnnotationId::new("p7xd"))
                    .expect("it")
                    .span
            ),
            "Many said \"yes\""
        );
    }
}

// --- newer ones ----------------------------------------------------------------------------------------------

#[test]
fn a_newer_layer_is_shown_and_never_written() {
    let layer = text_of("layer/3-author.ron");
    for version in [2, 99] {
        let newer = layer.replace("version: 1", &format!("version: {version}"));
        let (_folder, opened) = open(&newer);
        let loaded = opened.layer.expect("as far as it is understood");
        assert_eq!(loaded.layer.len(), 3);
        assert_eq!(loaded.writable().expect_err("read-only"), Reason::Newer { version });
        assert!(
            loaded
                .writable()
                .expect_err("read-only")
                .to_string()
                .contains("update Glossator")
        );
        // So different that nothing is understood.
        let (folder, opened) = open(&format!(
            "(version: {version}, article: (path: \"news.txt\", sha256: \"\"), spans: {{}})"
        ));
        assert!(
            matches!(opened.layer, Err(LoadError::Newer { .. })),
            "{:?}",
            opened.layer
        );
        assert!(folder.path().join("news.ron").is_file());
    }
    for (known, unknown, name) in [
        ("coverage: true,", "coverage: true, links: [],", "links"),
        ("title:", "editor: \"E\", title:", "article.editor"),
        ("unsure: true,", "unsure: true, sure: 0.5,", "annotations.sure"),
        ("parent: \"fact\"", "parent: \"fact\", shape: Round", "labels.shape"),
    ] {
        let (_folder, opened) = open(&layer.replacen(known, unknown, 1));
        let reason = opened.layer.expect("a layer").writable().expect_err("read-only");
        assert_eq!(
            reason,
            Reason::UnknownFields {
                names: vec![name.to_owned()]
            }
        );
    }
}

/// What a kind of file may hold of a newer program: its name, what it is today, and what tries to write it.
type Kind = (&'static str, String, fn(&Path) -> Result<(), String>);

fn kinds() -> Vec<Kind> {
    vec![
        (MANIFEST, text_of("project/glossator.ron"), |root| {
            Manifest::change(root, |manifest| manifest.coverage = true)
                .map(drop)
                .map_err(|error| error.to_string())
        }),
        ("news.article.ron", text_of("article/2-id.article.ron"), |root| {
            let path = root.join("news.article.ron");
            let article = article_file::read(&path).map_err(|error| error.to_string())?;
            article_file::correct(&path, article.text().as_str(), "Another text.")
        }),
        ("labels.ron", text_of("labels/labels.ron"), |root| {
            store::write_labels(&root.join("labels.ron"), &glossator::labels::built_in())
                .map_err(|error| error.to_string())
        }),
        (SPLITS, text_of("parts/splits.ron"), |root| {
            let shares = vec![("train".to_owned(), 1.0)];
            let parts = Parts::new(1, Stratum::Nothing, shares).map_err(|error| error.to_string())?;
            parts.write(root, SPLITS).map_err(|error| error.to_string())
        }),
    ]
}

#[test]
fn newer_files_of_a_project_are_read_and_never_written() {
    for (name, today, write) in kinds() {
        let fails = |content: &str| {
            let folder = folder_with(&[(name, content)]);
            let error = write(folder.path()).expect_err(name);
            let path = folder.path().join(name);
            assert_eq!(fs::read_to_string(path).expect("still there"), content, "{name}");
            error
        };
        let folder = folder_with(&[(name, &today)]);
        write(folder.path()).unwrap_or_else(|error| panic!("{name}: {error}"));

        let versions = [
            today.replace("version: 1", "version: 2"),
            today.replace("version: 1", "version: 99"),
        ];
        for newer in versions.iter().filter(|newer| **newer != today) {
            let error = fails(newer);
            assert!(
                error.contains("says more than this Glossator knows (its format is"),
                "{name}: {error}"
            );
            assert!(error.contains("update Glossator"), "{name}: {error}");
        }
        let error = fails("(version: 2, all: \"other\")");
        assert!(
            error.contains("newer Glossator") || error.contains("another file"),
            "{name}: {error}"
        );
        let unknown = today.replacen("\n(\n", "\n(\n  team: [\"ana\"],\n", 1);
        let error = fails(&unknown);
        assert!(error.contains("(team)"), "{name}: {error}");
        // What is broken is left, too.
        fails("(version: 1,");
    }
}

#[test]
fn newer_files_of_a_project_are_shown() {
    let newer = |name: &str| text_of(name).replace("version: 1", "version: 2");
    let folder = folder_with(&[
        (MANIFEST, &newer("project/glossator.ron")),
        ("news.article.ron", &newer("article/2-id.article.ron")),
        (SPLITS, &newer("parts/splits.ron")),
    ]);
    assert_eq!(
        Manifest::read(folder.path()).expect("a project").labels.labels().len(),
        1
    );
    let opened = store::open(&folder.path().join("news.article.ron"), None, "ana", |_| ()).expect("an article");
    assert!(opened.article.text().as_str().starts_with("Parliament"));
    // The labels of it are in a file of their own, which is of today.
    assert!(opened.layer.expect("a layer").writable().is_ok());
    assert!(Parts::read(folder.path(), SPLITS).expect("readable").is_some());
}
