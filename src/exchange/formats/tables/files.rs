//! Which files the two tables are in.

use std::path::{Path, PathBuf};

use super::{
    super::{Candidate, Claim, Files, ReadOptions},
    roles::{Role, Roles},
    source::{Open, Table},
};
use crate::readers::Limits;

/// The names of the two files, as far as they are wanted.
pub(in crate::exchange) struct Names<'a> {
    /// That of spans.
    pub spans: Option<&'a str>,
    /// That of documents.
    pub documents: Option<&'a str>,
}

/// Which of the files `[spans, documents]` are written. Documents that are labelled as a whole have only one table,
/// whatever a single file is called.
pub(in crate::exchange) fn files<'a>(out: &Files<'_>, is_units: bool, [spans, documents]: [&'a str; 2]) -> Names<'a> {
    let wanted = |name: &'a str| out.wants(name).then_some(name);
    match is_units {
        true => Names {
            spans: None,
            documents: wanted(documents).or(Some(spans)),
        },
        false => Names {
            spans: Some(spans),
            documents: wanted(documents),
        },
    }
}

/// What a table is.
pub(in crate::exchange) fn claim(candidate: &Candidate<'_>, open: Open) -> Claim {
    let Ok(table) = open(candidate.path, &Limits::default()) else {
        return Claim::No;
    };
    match is_documents(&table) {
        Some(true) => Claim::Main,
        Some(false) => Claim::Part,
        None if is_spans(&table) => Claim::Main,
        None if is_beside_spans(candidate, open) => Claim::Part,
        None => Claim::No,
    }
}

/// Whether a table is one of spans.
fn is_spans(table: &Table) -> bool {
    let Some(roles) = Roles::of_spans(table, &ReadOptions::default()) else {
        return false;
    };
    let knows_document = roles.place(Role::Id).or(roles.place(Role::Text)).is_some();
    knows_document && roles.has_offsets(table)
}

/// Whether a table is one of documents as we write it: then `true` if they are labelled as a whole.
fn is_documents(table: &Table) -> Option<bool> {
    let has = |name: &str| table.names().iter().any(|other| other == name);
    (has("doc_id") && has("text") && has("layers")).then(|| has("label") && has("annotator"))
}

/// Whether a file is the table of documents of a table of spans in the same folder.
fn is_beside_spans(candidate: &Candidate<'_>, open: Open) -> bool {
    let Some(ending) = candidate.name().strip_prefix("documents") else {
        return false;
    };
    let spans = candidate.path.with_file_name(format!("spans{ending}"));
    open(&spans, &Limits::default()).is_ok_and(|table| is_spans(&table))
}

/// Where the documents of the table of spans at `path` may be.
pub(super) fn documents_beside(path: &Path) -> PathBuf {
    let documents = path.with_file_name("documents");
    documents.with_extension(path.extension().unwrap_or_default())
}
