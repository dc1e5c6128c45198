//! Reading folders of Hugging Face, and Parquet files with spans in lists, whoever wrote them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{
    super::{Candidate, Claim, Found, Item, Place, Problem, ReadError, ReadOptions, Take, jsonl, label_file, tables},
    CARD,
    card::{self, CardIn},
};
use crate::{
    labels::LabelId,
    readers::{Limits, ParquetTable, json_guard, lines, not_json},
    store::folder,
};

/// The longest card that is read, in bytes.
const LONGEST_CARD: u64 = 4 << 20;
/// What the text of a document is called if not `text`.
const TEXTS: [&str; 6] = ["sentence", "content", "document", "article", "review", "body"];
/// What says that there are labels.
const SAID: [&str; 5] = ["spans", "entities", "label", "labels", "layers"];

/// What a file is to this format.
pub(super) fn claim(candidate: &Candidate<'_>) -> Claim {
    if candidate.name() == CARD {
        let is_card = std::str::from_utf8(candidate.head).is_ok_and(|head| card::read(head).is_some());
        return if is_card { Claim::Part } else { Claim::No };
    }
    let is_parquet = candidate.head.starts_with(b"PAR1");
    if !is_parquet && !is_json(candidate) {
        return Claim::No;
    }
    let home = Home::of(candidate.path);
    if label_file::is_one(candidate) && home.is_some() {
        return Claim::Part;
    }
    let names = match is_parquet {
        true => parquet_names(candidate.path),
        false => json_names(candidate),
    };
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&&**name));
    // Without a card only Parquet with nested spans is sure to be meant: a label may be anything.
    let is_labelled = match home {
        Some(_) => has(&SAID),
        None => is_parquet && has(&["spans", "entities"]),
    };
    match is_labelled && (has(&["text"]) || has(&TEXTS)) {
        true => Claim::Main,
        false => Claim::No,
    }
}

/// Whether a file lies in a folder with a card, which says what is in it.
pub(in crate::exchange) fn is_in_folder(path: &Path) -> bool {
    Home::of(path).is_some()
}

fn is_json(candidate: &Candidate<'_>) -> bool {
    [".jsonl", ".ndjson", ".json"]
        .iter()
        .any(|ending| candidate.ends_with(ending))
}

fn parquet_names(path: &Path) -> Vec<String> {
    let table = folder::open_file(path)
        .ok()
        .and_then(|file| ParquetTable::open(file, &Limits::default()).ok());
    table.map(|table| table.names().to_vec()).unwrap_or_default()
}

fn json_names(candidate: &Candidate<'_>) -> Vec<String> {
    let line = candidate.first_line().unwrap_or_default();
    let row: Option<BTreeMap<String, IgnoredAny>> = serde_json::from_str(&line).ok();
    row.into_iter().flat_map(BTreeMap::into_keys).collect()
}

/// The folder that a file is of: its own or the one above, if there is a card in it.
struct Home {
    root: PathBuf,
    card: CardIn,
}

impl Home {
    fn of(path: &Path) -> Option<Self> {
        let mut folders = path.ancestors().skip(1).take(2);
        folders.find_map(|folder| {
            let bytes = folder::read_at_most(&folder.join(CARD), LONGEST_CARD).ok()?;
            let card = card::read(&String::from_utf8_lossy(&bytes))?;
            Some(Self {
                root: folder.to_owned(),
                card,
            })
        })
    }

    /// The split that the card puts a file in.
    fn split(&self, path: &Path) -> Option<String> {
        let inner = path.strip_prefix(&self.root).ok()?;
        let inner: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
        let inner = inner.join("/");
        let is_of = |pattern: &str| match pattern.split_once('*') {
            Some((start, end)) => {
                let end = end.rsplit('*').next().unwrap_or_default();
                inner.starts_with(start) && inner.ends_with(end)
            }
            None => inner == pattern,
        };
        let file = self.card.files.iter().find(|(_, pattern)| is_of(pattern));
        file.map(|(split, _)| split.clone()).filter(|split| !split.is_empty())
    }
}

/// Hands out the documents of one file of a dataset.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let home = Home::of(path);
    if let Some(home) = &home
        && !label_file::read(&home.root.join(CARD), take)?
    {
        return Ok(());
    }
    let split = home
        .as_ref()
        .and_then(|home| home.split(path))
        .or_else(|| split_of(path));
    let names = home.map(|home| home.card.names).unwrap_or_default();
    let head = folder::head_of(path, 4)?;
    let mut rows = Rows {
        path,
        options,
        split,
        names,
        take,
    };
    match head.starts_with(b"PAR1") {
        true => rows.parquet(),
        false => rows.lines(),
    }
}

/// What is read, and where it goes.
struct Rows<'a, 'b> {
    path: &'a Path,
    options: &'a ReadOptions,
    split: Option<String>,
    names: Vec<(String, Vec<String>)>,
    take: Take<'b>,
}

impl Rows<'_, '_> {
    fn lines(&mut self) -> Result<(), ReadError> {
        let file = folder::open_file(self.path)?;
        let limits: Limits = self.options.limits;
        Ok(lines(file, &limits, &mut |number, line| {
            let found = line.and_then(|line| self.found_in(line, number));
            let item = self.item(number, found);
            (self.take)(item)
        })?)
    }

    /// The document that a line is. Most are as JSON Lines usually are; only others are taken apart first, which takes longer.
    fn found_in(&self, line: &str, number: u64) -> Result<Found, String> {
        let place = Place::line(self.path, number);
        match jsonl::found_in(line, place.clone(), self.options) {
            Ok(found) if found.text.is_some() => Ok(self.completed(found)),
            _ => {
                json_guard::check(line)?;
                let row = serde_json::from_str(line).map_err(|error| not_json(&error))?;
                self.found(row, place)
            }
        }
    }

    fn parquet(&mut self) -> Result<(), ReadError> {
        let mut table = ParquetTable::open(folder::open_file(self.path)?, &self.options.limits)?;
        let note = table
            .note("huggingface")
            .and_then(|note| serde_json::from_str::<Value>(note).ok());
        if let Some(features) = note.as_ref().and_then(|note| note.pointer("/info/features")) {
            labels_of(features, "", &mut self.names);
        }
        while let Some((number, values)) = table.next_row()? {
            let row: Map<String, Value> = table.names().iter().cloned().zip(values).collect();
            let found = self.found(row, Place::line(self.path, number));
            let item = self.item(number, found);
            if (self.take)(item).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn item(&self, number: u64, found: Result<Found, String>) -> Item {
        match found {
            Ok(found) => Item::Document(Box::new(found)),
            Err(what) => Item::Problem(Problem {
                place: Place::line(self.path, number),
                what,
            }),
        }
    }

    fn found(&self, mut row: Map<String, Value>, place: Place) -> Result<Found, String> {
        for name in ["spans", "entities"] {
            if let Some(spans) = row.get_mut(name) {
                list_of_spans(spans);
            }
        }
        let is_renamed = self.options.columns.iter().any(|(ours, _)| ours == "text");
        if !row.contains_key("text") && !is_renamed {
            let text = TEXTS.iter().find_map(|name| row.remove(*name));
            row.extend(text.map(|text| ("text".to_owned(), text)));
        }
        jsonl::found_of(Value::Object(row), place, self.options).map(|found| self.completed(found))
    }

    /// The document with what its row does not say by itself.
    fn completed(&self, mut found: Found) -> Found {
        if let Some(extra) = found.extra.remove("extra") {
            tables::extra_of(&extra, &mut found);
        }
        found.split = found.split.or_else(|| self.split.clone());
        self.name_labels(&mut found);
        found
    }

    /// Puts the names of labels in the place of their numbers.
    fn name_labels(&self, found: &mut Found) {
        let names = |is_of: &dyn Fn(&str) -> bool| {
            let names = self.names.iter().find(|(column, _)| is_of(column));
            names.map_or(&[][..], |(_, names)| names)
        };
        let of_documents = names(&|column| matches!(column, "label" | "labels"));
        let of_spans = names(&|column| column.starts_with("spans.") || column.starts_with("entities."));
        for layer in &mut found.layers {
            // Those that nobody has labelled have the number -1.
            layer
                .document
                .retain(|label| of_documents.is_empty() || label.as_str() != "-1");
            layer.document.iter_mut().for_each(|label| name(label, of_documents));
            layer.spans.iter_mut().for_each(|span| name(&mut span.label, of_spans));
        }
    }
}

fn name(label: &mut LabelId, names: &[String]) {
    if names.iter().any(|name| name == label.as_str()) {
        return;
    }
    let number: Option<usize> = label.as_str().parse().ok();
    if let Some(name) = number.and_then(|number| names.get(number)) {
        *label = LabelId::new(name);
    }
}

/// Lists of starts, ends and labels in one object, as older programs keep them, become a list of spans.
fn list_of_spans(spans: &mut Value) {
    let Value::Object(columns) = spans else { return };
    let length = columns.values().filter_map(Value::as_array).map(Vec::len).max();
    let mut rows = vec![Map::new(); length.unwrap_or_default()];
    for (name, column) in std::mem::take(columns) {
        let Value::Array(cells) = column else { continue };
        for (row, cell) in rows.iter_mut().zip(cells) {
            row.insert(name.clone(), cell);
        }
    }
    *spans = Value::Array(rows.into_iter().map(Value::Object).collect());
}

/// The names of labels in a description of columns as `datasets` notes it in Parquet files.
fn labels_of(features: &Value, path: &str, names: &mut Vec<(String, Vec<String>)>) {
    match features {
        Value::Array(items) => items.iter().for_each(|item| labels_of(item, path, names)),
        Value::Object(fields) => {
            if let Some(Value::Array(labels)) = fields.get("names") {
                let labels = labels.iter().filter_map(|label| label.as_str().map(str::to_owned));
                names.push((path.to_owned(), labels.collect()));
                return;
            }
            for (name, value) in fields {
                match (&**name, path) {
                    ("feature", _) => labels_of(value, path, names),
                    (name, "") => labels_of(value, name, names),
                    (name, path) => labels_of(value, &format!("{path}.{name}"), names),
                }
            }
        }
        _ => {}
    }
}

/// The split that the name of a file tells.
fn split_of(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let split = stem.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
        "train" | "training" => Some("train"),
        "validation" | "valid" | "val" | "dev" => Some("validation"),
        "test" | "testing" | "eval" | "evaluation" => Some("test"),
        _ => None,
    });
    split.map(str::to_owned)
}
