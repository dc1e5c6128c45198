//! The journal of a layer: every step, undo and redo as a line that is on disk before the layer file is. It gives undo
//! back after a restart, and brings back what a crash kept from the layer file.
//!
//! The journal is no part of the labels: it can be deleted at any time, and then only what could be undone is gone.

mod other_text;
mod places;
mod record;
mod remember;

use std::{
    fs::{File, Metadata},
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

pub(super) use self::places::path_in;
use self::{places::Place, record::Record};
pub use self::{places::Places, remember::Remembered};
use super::{OnDisk, atomic::Drive};
use crate::{
    annotation::{Event, History},
    article::Article,
};

/// How long a journal may become before it is cut to the latest steps that fill half of that, in bytes. What the layer file
/// does not hold yet is never cut.
const LONGEST: u64 = 8 << 20;
/// How long after it could be written nowhere it is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// The journal of a layer that is being edited. It is begun when something happens, and knows all that it must hold, so
/// that it can be begun anew at any time: where it was deleted, where it has become too long, and elsewhere where it cannot be
/// written any more.
#[derive(Debug)]
pub(super) struct Journal {
    drive: Arc<Drive>,
    article: Article,
    places: Places,
    pub(in crate::store) longest: u64,
    /// That of the journal that was begun last.
    number: u64,
    /// Where a journal lies that could not be understood, and not be copied either.
    spared: Vec<PathBuf>,
    /// What was done before the layer file was last written,
    before: History,
    /// the fingerprint of that file, if there is one,
    content: Option<String>,
    /// and what has happened since.
    since: Vec<Event>,
    /// Files that were to be written since and may have been: how much of that they hold, and their fingerprints.
    saving: Vec<(usize, String)>,
    file: Option<Open>,
    /// Lines that are still to be written.
    lines: String,
    /// When no place could be written to.
    failed: Option<Instant>,
}

/// The file that a journal is written to.
#[derive(Debug)]
struct Open {
    file: File,
    /// Which of the places it is at.
    place: usize,
    length: u64,
}

impl Journal {
    /// For the layer of an article of which a journal in one of these places has told what it `remembered`, and whose file
    /// `on_disk` knows. Nothing is written yet.
    pub fn new(drive: Arc<Drive>, places: Places, article: Article, remembered: Remembered, on_disk: &OnDisk) -> Self {
        Self {
            drive,
            article,
            places,
            longest: LONGEST,
            number: remembered.number,
            spared: remembered.spared,
            before: remembered.history,
            content: on_disk.fingerprint(),
            since: remembered.unsaved,
            saving: Vec::new(),
            file: None,
            lines: String::new(),
            failed: None,
        }
    }

    /// Adds what happened; [`sync`](Self::sync) brings it to disk.
    pub fn add(&mut self, event: &Event) {
        self.lines.push_str(&Record::of(self.article.text(), event).line());
        self.since.push(event.clone());
    }

    /// Waits until all that was added is on disk. A journal that cannot be written anywhere is no reason not to work: it is only
    /// logged, and tried again the next time.
    pub fn sync(&mut self) {
        if self.is_behind() && !(self.is_there() && self.append(true)) {
            self.begin();
        }
    }

    /// Notes that the layer file is about to hold all of what happened, and will have this fingerprint; and forces that to
    /// disk.
    pub fn saving(&mut self, content: String) {
        if self.file.is_none() && self.since.is_empty() {
            // Nothing is known that was not saved; but a journal from before may know something.
            return;
        }
        let saving = (self.since.len(), content);
        if self.saving.last() != Some(&saving) {
            self.lines.push_str(&saving_line(&saving.1));
            self.saving.push(saving);
        }
        self.sync();
    }

    /// Notes that the layer file holds all of what happened.
    pub fn saved(&mut self, on_disk: &OnDisk) {
        for event in self.since.drain(..) {
            self.before.record(&event);
        }
        self.saving.clear();
        self.content = on_disk.fingerprint();
        self.lines.push_str(&self.file_line());
        if !(self.is_in_order() && self.append(false)) {
            self.begin();
        }
        if self.file.is_none() {
            // What cannot be told of this any more would bring back what was done away with.
            self.forget_from(0);
        }
    }

    /// Whether something is not on disk that should be.
    pub fn is_behind(&self) -> bool {
        !self.lines.is_empty() || (self.file.is_none() && !self.since.is_empty())
    }

    /// Whether the file can still be found in some folder.
    fn is_there(&self) -> bool {
        let metadata = self.metadata();
        metadata.is_some_and(|metadata| names_of(&metadata) > 0)
    }

    /// Whether the file is where it is best, and not too long.
    fn is_in_order(&self) -> bool {
        let (Some(open), Some(place), Some(ours)) = (&self.file, self.places.iter().next(), self.metadata()) else {
            return false;
        };
        let found = self.drive.disk().metadata(&place.path);
        open.place == 0 && open.length < self.longest && found.is_ok_and(|found| is_same(&found, &ours))
    }

    fn metadata(&self) -> Option<Metadata> {
        self.drive.disk().metadata_of(&self.file.as_ref()?.file).ok()
    }

    /// Writes the lines to the end of the file, and waits if need be until they are on disk. Says whether that was done.
    fn append(&mut self, and_sync: bool) -> bool {
        let Some(open) = &mut self.file else { return false };
        let disk = self.drive.disk();
        let mut write = || {
            disk.write(&mut open.file, self.lines.as_bytes())?;
            if and_sync { disk.sync(&open.file) } else { Ok(()) }
        };
        if let Err(error) = write() {
            tracing::warn!(%error, "the journal cannot be written on");
            return false;
        }
        open.length += self.lines.len() as u64;
        self.lines.clear();
        true
    }

    /// Writes the journal anew, in the first place that takes it.
    fn begin(&mut self) {
        // Half a line would hide all that follow.
        self.file = None;
        self.lines.clear();
        if self.places.iter().next().is_none() || self.failed.is_some_and(|at| at.elapsed() < RETRY) {
            return;
        }
        self.number += 1;
        let lines = self.all_lines();
        for (index, place) in self.places.iter().enumerate() {
            if self.spared.contains(&place.path) {
                continue;
            }
            match self.begin_at(place, &lines) {
                Ok(file) => {
                    self.forget_from(index + 1);
                    self.file = Some(Open {
                        file,
                        place: index,
                        length: lines.len() as u64,
                    });
                    self.failed = None;
                    return;
                }
                Err(error) => tracing::warn!(%error, path = %place.path.display(), "the journal cannot be written"),
            }
        }
        self.failed = Some(Instant::now());
    }

    fn begin_at(&self, place: &Place, lines: &str) -> io::Result<File> {
        place.make_folder(&self.drive)?;
        let disk = self.drive.disk();
        let replace = || {
            self.drive
                .replace(&place.path, |file| file.write_all(lines.as_bytes()))?;
            disk.open_end(&place.path)
        };
        match replace() {
            // What takes the place of a write-protected file is protected too.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                disk.remove(&place.path)?;
                replace()
            }
            begun => begun,
        }
    }

    /// Removes what was written to the places from this one on while those before could not be used: it would tell of the past.
    fn forget_from(&self, index: usize) {
        let places = self.places.iter().skip(index);
        for place in places.filter(|place| !self.spared.contains(&place.path)) {
            match self.drive.disk().remove(&place.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::info!(%error, path = %place.path.display(), "an old journal stays behind");
                }
                _ => {}
            }
        }
    }

    /// All that the journal is to hold. Of what is in the layer file the oldest goes first when there is too much.
    fn all_lines(&self) -> String {
        let text = self.article.text();
        let mut before: Vec<String> = (self.before.events().rev())
            .map(|event| Record::of(text, &event).line())
            .collect();
        let length = |lines: &[String]| lines.iter().map(|line| line.len() as u64).sum::<u64>();
        if length(&before) > self.longest {
            let mut left = self.longest / 2;
            let fits = |line: &&String| left.checked_sub(line.len() as u64).map(|rest| left = rest).is_some();
            let fitting = before.iter().take_while(fits).count();
            before.truncate(fitting.max(self.before.needed_by(&self.since)));
        }
        let begin = Record::Begin {
            article: self.article.sha256().into(),
            number: self.number,
        };
        before.push(begin.line());
        let mut lines: String = before.into_iter().rev().collect();
        lines.push_str(&self.file_line());
        let mut saving = self.saving.iter().peekable();
        for (index, event) in self.since.iter().enumerate() {
            while let Some((_, content)) = saving.next_if(|(held, _)| *held <= index) {
                lines.push_str(&saving_line(content));
            }
            lines.push_str(&Record::of(text, event).line());
        }
        lines.extend(saving.map(|(_, content)| saving_line(content)));
        lines
    }

    fn file_line(&self) -> String {
        let content = self.content.clone();
        Record::File { content }.line()
    }
}

fn saving_line(content: &str) -> String {
    let content = content.to_owned();
    Record::Saving { content }.line()
}

#[cfg(unix)]
fn names_of(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn names_of(_: &Metadata) -> u64 {
    1
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests;
