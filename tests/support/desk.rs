//! A folder with an article, and a workspace on it: where stories begin.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use glossator::{
    annotation::Annotation,
    article::Span,
    store::{SaveStatus, settings::SettingsFile},
    workspace::{Command, Document, Workspace},
};
use jiff::Timestamp;

/// The example article.
pub const SEED: &str = include_str!("../../seeds/microsoft-openai.txt");

/// Noon of the day on which all stories happen.
pub fn noon() -> Timestamp {
    "2026-03-04T12:00:00Z".parse().expect("a time")
}

/// A folder of its own for one story, which is gone when the story is over.
pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The path of a file on the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).expect("written");
        path
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("a file").file_name().into_string().expect("Unicode"))
            .collect();
        names.retain(|name| !["settings.ron", "keys.ron", "journals", "example"].contains(&name.as_str()));
        names.sort();
        names
    }

    /// A workspace whose settings are kept on the desk.
    pub fn workspace(&self) -> Workspace {
        let settings = SettingsFile::load_from(self.folder.path());
        Workspace::new(settings, Arc::new(|| {})).with_clock(noon)
    }

    /// A workspace with an article open.
    pub fn open(&self, path: &Path) -> Workspace {
        let mut workspace = self.workspace();
        workspace.run(Command::OpenFile(path.to_owned()));
        workspace.wait();
        workspace
    }
}

/// The open article; a story that has none is wrong.
pub fn document(workspace: &Workspace) -> &Document {
    workspace
        .document()
        .unwrap_or_else(|| panic!("no article is open: {:?}", workspace.notice()))
}

/// Waits until everything is on the disk.
pub fn saved(workspace: &mut Workspace) {
    workspace.run(Command::SaveNow);
    let status = document(workspace).save_status();
    assert!(
        matches!(status, SaveStatus::Saved { .. } | SaveStatus::Clean),
        "{status:?}"
    );
}

/// Waits until something is true that other threads bring about.
pub fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    for _ in 0..500 {
        if is_true() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("never happened: {what}");
}

/// Label and quote of all annotations, in order.
pub fn labelled(workspace: &Workspace) -> Vec<(String, String)> {
    let document = document(workspace);
    let quote = |annotation: &Annotation| document.text().slice(annotation.span).to_owned();
    document
        .layer()
        .iter()
        .map(|annotation| (annotation.label.to_string(), quote(annotation)))
        .collect()
}

/// The span of the first occurrence of `quote`.
pub fn span_of(document: &Document, quote: &str) -> Span {
    use glossator::article::ByteOffset;
    let start = document
        .text()
        .as_str()
        .find(quote)
        .unwrap_or_else(|| panic!("{quote:?} is not in the text"));
    document
        .text()
        .span(ByteOffset::new(start), ByteOffset::new(start + quote.len()))
        .expect("a span")
}
