//! Nothing is written outside of a project or an export, whatever articles, annotators, files and archives are called.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    process::Command,
};

use glossator::{
    exchange::{FORMATS, by_name},
    store::home::{layer_in, suggestions_of},
};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

/// What somebody may call an article, an annotator or a label to get out of a folder.
const NAMES: [&str; 20] = [
    "../../escaped",
    "..",
    "/tmp/escaped",
    "//host/share",
    "C:\\escaped",
    "C:escaped",
    "..\\..\\escaped",
    "a/../../escaped",
    "./././",
    "nul",
    "COM1",
    "lpt9.txt",
    "con.article",
    "a\0b",
    "a\nb",
    ".hidden",
    "~/escaped",
    "$HOME",
    "-rf",
    " ",
];

/// A desk in which there is a folder to work in, and things around it that must stay as they are.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir_all(desk.path("work")).expect("made");
        fs::create_dir_all(desk.path("outside")).expect("made");
        fs::write(desk.path("outside/news.txt"), "Outside.").expect("written");
        fs::write(desk.path("outside/secret.txt"), "Secret text.").expect("written");
        assert!(desk.run(&["new", "project"]).0);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    /// Runs the program in the folder to work in: whether it was done, and what it said.
    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_glossator"));
        program.args(arguments).current_dir(self.path("work"));
        program.env("GLOSSATOR_CONFIG_DIR", self.path("settings"));
        let output = program.output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// All that lies outside of these folders, with what is in it.
    fn outside(&self, folders: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut left = vec![self.folder.path().to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if folders.iter().any(|folder| path == self.path(folder)) {
                    continue;
                }
                if path.is_dir() && !path.is_symlink() {
                    found.insert(path.clone(), Vec::new());
                    left.push(path);
                } else {
                    found.insert(path.clone(), fs::read(&path).unwrap_or_default());
                }
            }
        }
        found
    }
}

/// Every path below a folder has a name that all systems take.
fn has_plain_names(folder: &Path) {
    let devices = ["con", "prn", "aux", "nul", "com1", "lpt9"];
    for path in glossator::store::folder::files_below(folder).0 {
        for part in path.strip_prefix(folder).expect("inside").components() {
            let name = part.as_os_str().to_str().expect("Unicode").to_lowercase();
            let stem = name.split('.').next().unwrap_or_default();
            assert!(!devices.contains(&stem), "{}", path.display());
            assert!(
                !name.contains(['\\', ':', '*', '?', '"', '<', '>', '|', '\0', '\n']),
                "{}",
                path.display()
            );
            assert!(!name.ends_with(['.', ' ']), "{}", path.display());
        }
    }
}

#[test]
fn names_of_layers_stay_in_their_folder() {
    let root = Path::new("/project");
    for annotator in NAMES {
        let path = layer_in(root, "may/news.txt", annotator);
        let inner: Vec<_> = path
            .strip_prefix("/project/annotations")
            .expect("inside")
            .components()
            .collect();
        assert_eq!(inner.len(), 3, "{annotator:?}: {}", path.display());
        assert!(
            inner.iter().all(|part| matches!(part, std::path::Component::Normal(_))),
            "{annotator:?}"
        );
        let proposed = suggestions_of("may/news.txt", annotator);
        assert!(
            proposed.starts_with("suggestions/") && proposed.split('/').count() == 4,
            "{annotator:?}: {proposed}"
        );
    }
}

#[test]
fn articles_and_annotators_of_imports_stay_in_the_project() {
    let desk = Desk::new();
    let lines = NAMES.iter().enumerate().map(|(number, name)| {
        json!({
            "id": name, "doc_id": name, "text": format!("Number {number} rained."), "annotator": name,
            "spans": [{"start": 0, "end": 6, "label": name, "annotator": name, "quote": "Number"}],
        })
        .to_string()
    });
    desk.put("work/labels.jsonl", lines.collect::<Vec<_>>().join("\n"));
    for (number, name) in NAMES.iter().enumerate() {
        let row = json!({"id": name, "title": name, "text": format!("Row {number} has a text of its own.")});
        desk.put(&format!("work/table{number}.jsonl"), format!("{row}\n{row}"));
    }
    let before = desk.outside(&["work/project", "settings"]);
    let (_, said) = desk.run(&["import", "project", "labels.jsonl", "--add-labels"]);
    assert!(said.contains("articles came in"), "{said}");
    for number in 0..NAMES.len() {
        desk.run(&["import", "project", &format!("table{number}.jsonl")]);
    }
    assert_eq!(desk.outside(&["work/project", "settings"]), before);
    let files = glossator::store::folder::files_below(&desk.path("work/project")).0;
    assert!(files.len() > 30, "{files:?}");
    has_plain_names(&desk.path("work/project"));

    // And out again, in every format, by the names that came in.
    for format in FORMATS {
        let out = format!("out-{}", format.name());
        let before = desk.outside(&["work", "settings"]);
        let (_, said) = desk.run(&["export", "project", "--format", format.name(), "--out", &out]);
        assert_eq!(desk.outside(&["work", "settings"]), before, "{}: {said}", format.name());
        if desk.path("work").join(&out).is_dir() {
            has_plain_names(&desk.path("work").join(&out));
        }
    }
}

#[test]
fn parts_of_archives_are_never_files() {
    let desk = Desk::new();
    for name in [
        "../../escaped.txt",
        "/tmp/escaped.txt",
        "C:\\escaped.txt",
        "a/../../../escaped.txt",
    ] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let document = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>It rained all day.</w:t></w:r></w:p></w:body></w:document>";
        for (part, content) in [("word/document.xml", document), (name, "escaped")] {
            zip.start_file(part, SimpleFileOptions::default()).expect("a part");
            zip.write_all(content.as_bytes()).expect("written");
        }
        desk.put("work/news.docx", zip.finish().expect("an archive").into_inner());
        let before = desk.outside(&["work/project", "settings"]);
        desk.run(&["import", "project", "news.docx"]);
        assert_eq!(desk.outside(&["work/project", "settings"]), before, "{name}");
    }
    assert!(!Path::new("/tmp/escaped.txt").exists());
}

#[test]
fn files_that_a_file_names_lie_beside_it_or_are_not_read() {
    let desk = Desk::new();
    // A layer that names an article elsewhere.
    for named in ["../outside/secret.txt", "/etc/passwd", "..\\outside\\secret.txt"] {
        let layer =
            format!("(version: 1, article: (path: {named:?}, sha256: \"\"), annotator: \"a\", annotations: [])");
        desk.put("work/news.ron", layer);
        let (done, said) = desk.run(&["check", "news.ron"]);
        assert!(!done && !said.contains("Secret"), "{named}: {said}");
    }
    // A collection of W3C annotations, and one of brat, that name texts elsewhere.
    let target =
        json!({"source": "../outside/secret.txt", "selector": {"type": "TextPositionSelector", "start": 0, "end": 6}});
    let one = json!({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "id": "a", "body": {"value": "x"}, "target": target});
    desk.put("work/w3c/one.jsonld", one.to_string());
    by_name("w3c").expect("a format");
    desk.run(&["import", "project", "w3c"]);
    let files = glossator::store::folder::files_below(&desk.path("work/project")).0;
    assert!(
        files
            .iter()
            .all(|path| !fs::read_to_string(path).is_ok_and(|text| text.contains("Secret text"))),
        "{files:?}"
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_a_project_are_not_followed_by_what_comes_in() {
    use std::os::unix::fs::symlink;

    let desk = Desk::new();
    let project = desk.path("work/project");
    for folder in ["articles", "annotations", "suggestions", ".glossator"] {
        let _ = fs::remove_dir_all(project.join(folder));
        symlink(desk.path("outside"), project.join(folder)).expect("a link");
    }
    let line = json!({"id": "news", "text": "It rained.", "annotator": "ana", "spans": [{"start": 0, "end": 2, "label": "fact"}]});
    desk.put("work/labels.jsonl", line.to_string());
    let before = desk.outside(&["work/project", "settings"]);
    for folder in [".glossator", "annotations", "articles"] {
        let (done, said) = desk.run(&["import", "project", "labels.jsonl"]);
        assert!(!done && said.contains("a link leads out of its folder"), "{said}");
        assert_eq!(desk.outside(&["work/project", "settings"]), before);
        fs::remove_file(project.join(folder)).expect("the link is gone");
    }
    assert!(desk.run(&["import", "project", "labels.jsonl"]).0);
    // Labels that lie elsewhere are read, and not written.
    fs::rename(project.join("annotations"), desk.path("outside/annotations")).expect("moved");
    symlink(desk.path("outside/annotations"), project.join("annotations")).expect("a link");
    let article = glossator::store::folder::files_below(&project.join("articles"))
        .0
        .remove(0);
    let opened = glossator::store::open(&article, None, "ana", |_| ()).expect("an article");
    let loaded = opened.layer.expect("its labels");
    assert_eq!((loaded.layer.len(), loaded.writable().is_err()), (1, true));
    // And the files that all articles share.
    for name in ["splits.ron", "guidelines.md", "glossator.ron"] {
        let there = fs::read(project.join(name)).unwrap_or_default();
        let _ = fs::remove_file(project.join(name));
        fs::write(desk.path("outside").join(name), &there).expect("written");
        symlink(desk.path("outside").join(name), project.join(name)).expect("a link");
        if name != "glossator.ron" {
            fs::remove_file(desk.path("outside").join(name)).expect("a link that leads nowhere");
        }
    }
    let before = desk.outside(&["work/project", "settings"]);
    desk.run(&["split", "project"]);
    let renamed = glossator::store::Manifest::change(&project, |manifest| manifest.name.push('!'));
    assert!(renamed.is_err());
    assert!(glossator::store::small::put_text(&project.join("guidelines.md"), "No.").is_err());
    assert_eq!(desk.outside(&["work/project", "settings"]), before);
}
