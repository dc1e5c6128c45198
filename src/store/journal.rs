//! The journal of a layer: every step, undo and redo as a line that is on disk before the layer file is. It gives undo
//! back after a restart, and brings back what a crash kept from the layer file.
//!
//! The journal is no part of the labels: it can be deleted at any time, and then only what could be undone is gone.

mod record;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use self::record::Record;
use super::{OnDisk, atomic};
use crate::{
    annotation::{Event, History, Layer},
    article::{Article, Text},
};

/// The longest journal that is read, in bytes. A longer one is cut to its latest steps when it is opened.
const LONGEST: usize = 8 << 20;

/// An open journal, to which what happens is added.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Option<File>,
}

/// What a journal says of a layer file that was just read.
#[derive(Debug, Default)]
pub struct Remembered {
    /// What was done before, to be undone.
    pub history: History,
    /// What happened after the layer file was last written: a crash kept it from being saved.
    pub unsaved: Vec<Event>,
}

/// Where the journal of the layer at `layer_path` is kept inside of `folder`.
pub fn path_in(folder: &Path, layer_path: &Path) -> PathBuf {
    let absolute = fs::canonicalize(
        layer_path
            .parent()
            .filter(|parent| *parent != Path::new(""))
            .unwrap_or(Path::new(".")),
    )
    .map(|parent| parent.join(layer_path.file_name().unwrap_or_default()))
    .unwrap_or_else(|_| layer_path.to_owned());
    let digest = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let stem = layer_path.file_stem().unwrap_or_default().to_string_lossy();
    folder.join(format!("{stem}-{digest}.jsonl"))
}

/// Reads what the journal at `path` says of `layer`, which was just read from the file that `on_disk` knows.
///
/// Whatever is wrong with the journal, there is an answer: what cannot be used is left out.
pub fn remember(path: &Path, article: &Article, layer: &Layer, on_disk: &OnDisk) -> Remembered {
    let Ok(bytes) = fs::read(path) else {
        return Remembered::default();
    };
    let content = String::from_utf8_lossy(&bytes);
    // The last line may be half of one.
    let mut records: Vec<Record<'_>> = content.lines().map_while(Record::parse).collect();
    let fingerprint = on_disk.fingerprint();
    let is_this = |record: &Record<'_>| matches!(record, Record::File { content } if *content == fingerprint);
    let Some(here) = records.iter().rposition(is_this) else {
        return Remembered::default();
    };
    let of_another = |record: &Record<'_>| matches!(record, Record::Begin { article: of } if of != article.sha256());
    if records.iter().any(of_another) {
        // What was done to another text cannot be undone in this one.
        return Remembered::default();
    }
    // Where a later file is known of, what came later was saved: somebody has put back an older file, or deleted it, and
    // means it.
    let is_file = |record: &Record<'_>| matches!(record, Record::File { .. });
    let is_latest = records.iter().rposition(is_file) == Some(here);
    let mut after = records.split_off(here);
    if !is_latest {
        after.clear();
    }
    let events = |records: Vec<Record<'_>>| -> Vec<Event> {
        let happened = records.into_iter().filter(Record::is_event);
        happened
            .map_while(|record| record.into_event(article.text(), layer))
            .collect()
    };
    let mut history = History::default();
    events(records).iter().for_each(|event| history.record(event));
    Remembered {
        history,
        unsaved: events(after),
    }
}

impl Journal {
    /// Opens the journal at `path` of a layer whose history is `history`, and begins it anew where what it holds is of
    /// another state or too much. A journal that cannot be written is no reason not to work: it is only logged.
    pub fn open(path: PathBuf, article: &Article, history: &History, on_disk: &OnDisk) -> Self {
        let mut journal = Self { path, file: None };
        if let Err(error) = journal.begin(article, history, on_disk) {
            tracing::warn!(%error, path = %journal.path.display(), "the journal cannot be written");
        }
        journal
    }

    fn begin(&mut self, article: &Article, history: &History, on_disk: &OnDisk) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = article.text();
        let mut lines = Record::Begin {
            article: article.sha256().into(),
        }
        .line();
        let mut events: Vec<String> = history.events().map(|event| Record::of(text, &event).line()).collect();
        // The oldest steps go first when there are too many.
        let mut kept = 0;
        let from = events.iter().rposition(|line| {
            kept += line.len();
            kept > LONGEST / 2
        });
        for line in events.drain(from.map_or(0, |index| index + 1)..) {
            lines.push_str(&line);
        }
        lines.push_str(&file_line(on_disk));
        atomic::replace(&self.path, lines.as_bytes()).map_err(io::Error::other)?;
        self.file = Some(OpenOptions::new().append(true).open(&self.path)?);
        Ok(())
    }

    /// Adds what happened; [`sync`](Self::sync) waits until it is on disk.
    pub fn add(&mut self, text: &Text, event: &Event) {
        self.write(&Record::of(text, event).line());
    }

    /// Adds that the layer file now holds everything.
    pub fn saved(&mut self, on_disk: &OnDisk) {
        self.write(&file_line(on_disk));
    }

    /// Waits until all that was added is on disk.
    pub fn sync(&mut self) {
        self.attempt(|file| file.sync_data());
    }

    /// Whether what was added is there.
    pub fn is_written(&self) -> bool {
        self.file.is_some()
    }

    fn write(&mut self, line: &str) {
        self.attempt(|file| file.write_all(line.as_bytes()));
    }

    fn attempt(&mut self, write: impl FnOnce(&mut File) -> io::Result<()>) {
        let Some(file) = &mut self.file else { return };
        if let Err(error) = write(file) {
            tracing::warn!(%error, path = %self.path.display(), "the journal cannot be written");
            // Half a line would hide all that follow.
            self.file = None;
        }
    }
}

fn file_line(on_disk: &OnDisk) -> String {
    Record::File {
        content: on_disk.fingerprint(),
    }
    .line()
}

#[cfg(test)]
mod tests;
