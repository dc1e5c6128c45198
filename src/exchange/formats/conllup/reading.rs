//! Reading CoNLL-U Plus, whoever wrote it.

use std::{ops::ControlFlow, path::Path};

use super::{
    super::{Found, Item, Place, Problem, ReadError, ReadOptions, Take, label_file, splits},
    columns::Columns,
    open::{Open, Token},
    record::{self, Record},
};
use crate::{readers::lines, store::folder};

/// How much white space a line of a token may stand for, on the average: a text of nothing else is a few bytes in a file.
const PADDING: usize = 1_000;

/// Hands out the documents of a file.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    if !label_file::read(path, take)? {
        return Ok(());
    }
    let file = folder::open_file(path)?;
    let mut reading = Reading {
        path,
        options,
        split: path.file_stem().and_then(|stem| splits::split_of(stem.to_str()?)),
        columns: None,
        last: 0,
        padding: usize::try_from(options.limits.text).unwrap_or(usize::MAX),
        open: None,
        take,
    };
    let mut goes_on = true;
    lines(file, &options.limits, &mut |number, line| {
        let flow = reading.line(number, line);
        goes_on = flow.is_continue();
        flow
    })?;
    if reading.columns.is_none() {
        return Err(ReadError::Broken(
            "it does not begin with the names of its columns, # global.columns = ID FORM …".to_owned(),
        ));
    }
    if goes_on {
        let _ = reading.end();
    }
    Ok(())
}

struct Reading<'a> {
    path: &'a Path,
    options: &'a ReadOptions,
    split: Option<&'static str>,
    /// The columns, as soon as the file has named them.
    columns: Option<Columns>,
    /// The number of the last line that was not empty.
    last: u64,
    /// How much white space tokens may still stand for.
    padding: usize,
    open: Option<Open>,
    take: Take<'a>,
}

impl Reading<'_> {
    /// One more line that is not empty.
    fn line(&mut self, number: u64, line: Result<&str, String>) -> ControlFlow<()> {
        if number > self.last + 1
            && let Some(open) = &mut self.open
        {
            open.end_sentence();
        }
        self.last = number;
        let line = match line {
            Ok(line) => line.trim_end_matches('\r'),
            Err(what) => return self.problem(number, what),
        };
        if let Some(columns) = Columns::of(line, self.options) {
            self.columns = Some(columns);
            return ControlFlow::Continue(());
        }
        match line.strip_prefix('#') {
            Some(comment) => self.comment(number, line, comment.trim()),
            None => self.token(number, line),
        }
    }

    fn comment(&mut self, number: u64, line: &str, comment: &str) -> ControlFlow<()> {
        if let Some(json) = line.strip_prefix(record::EMPTY_DOCUMENT) {
            return match serde_json::from_str(json) {
                Ok(record) => {
                    let mut open = Open::new(number, None);
                    open.record = Some(record);
                    self.hand_out(open)
                }
                Err(error) => self.problem(number, format!("it is no record of a document: {error}")),
            };
        }
        if let Some(json) = line.strip_prefix(record::DOCUMENT) {
            // Others may have a comment that is called so.
            let record: Option<Record> = serde_json::from_str(json).ok();
            if let Some(open) = self.open.as_mut().filter(|open| open.is_empty()) {
                open.record = record;
            }
        } else if let Some(rest) = comment.strip_prefix("newdoc") {
            self.end()?;
            let id = rest
                .trim_start()
                .strip_prefix("id")
                .and_then(|rest| rest.trim_start().strip_prefix('='));
            let id = id.map(str::trim).filter(|id| !id.is_empty());
            self.open = Some(Open::new(number, id.map(str::to_owned)));
        }
        ControlFlow::Continue(())
    }

    fn token(&mut self, number: u64, line: &str) -> ControlFlow<()> {
        let Some(columns) = &self.columns else {
            return ControlFlow::Continue(());
        };
        let token = match Token::of(line, columns) {
            Ok(token) => token,
            Err(what) => return self.problem(number, what),
        };
        let open = self.open.get_or_insert_with(|| Open::new(number, None));
        self.padding = self.padding.saturating_add(PADDING);
        open.add(&token, number, &self.options.limits, &mut self.padding);
        ControlFlow::Continue(())
    }

    /// The document that is open is at its end, if there is one.
    fn end(&mut self) -> ControlFlow<()> {
        match self.open.take() {
            Some(open) if !open.is_empty() => self.hand_out(open),
            _ => ControlFlow::Continue(()),
        }
    }

    fn hand_out(&mut self, open: Open) -> ControlFlow<()> {
        let line = open.line;
        let found = Found {
            place: Place::line(self.path, line),
            split: self.split.map(str::to_owned),
            ..Found::default()
        };
        match open.found(found) {
            Ok(found) => (self.take)(Item::Document(Box::new(found))),
            Err(what) => self.problem(line, what),
        }
    }

    fn problem(&mut self, line: u64, what: String) -> ControlFlow<()> {
        let place = Place::line(self.path, line);
        (self.take)(Item::Problem(Problem { place, what }))
    }
}
