//! Whether a file is of CoNLL: others have its endings, and nothing in it says so but its lines.

use super::super::{Candidate, tags::Tag};

/// The endings that such files have.
const ENDINGS: [&str; 8] = [
    ".conll",
    ".conll03",
    ".conll2003",
    ".iob",
    ".iob2",
    ".bio",
    ".bioes",
    ".bilou",
];
/// What some lines begin with that stand before a document.
pub(super) const DOCUMENT: &str = "-DOCSTART-";
/// What files of CoNLL-U Plus begin with.
pub(in crate::exchange) const PLUS: &str = "# global.columns";
/// How many lines are looked at.
const LINES: usize = 50;

/// Whether a file has tokens with tags in its lines.
pub(super) fn is_conll(candidate: &Candidate<'_>) -> bool {
    let head = String::from_utf8_lossy(candidate.head);
    let head = head.trim_start_matches('\u{feff}');
    let is_marked = head.starts_with(DOCUMENT);
    let has_ending = ENDINGS.iter().any(|ending| candidate.ends_with(ending));
    // What is called plain text must say more clearly what it is, and CoNLL-U Plus has a format of its own.
    let is_named = has_ending || (is_marked && candidate.ends_with(".txt"));
    if !is_named || head.starts_with(PLUS) {
        return false;
    }
    // The last line may be cut off.
    let whole = head.rsplit_once('\n').map_or(head, |(whole, _)| whole);
    let mut rows = whole
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with(DOCUMENT) && !is_comment(line))
        .take(LINES)
        .peekable();
    match rows.peek() {
        None => is_marked,
        Some(_) => rows.all(is_row),
    }
}

/// Whether a line says something of what follows: it begins with `#`, and is no token with a tag.
pub(super) fn is_comment(line: &str) -> bool {
    line.starts_with('#') && (!is_row(line) || line.contains(" = "))
}

fn is_row(line: &str) -> bool {
    let columns = columns(line);
    columns.iter().skip(1).any(|column| Tag::with_letter(column).is_some())
}

/// The columns of a line: between tabs, or else between spaces.
pub(super) fn columns(line: &str) -> Vec<&str> {
    let line = line.trim_end_matches(['\r', '\n']);
    match line.contains('\t') {
        true => line.split('\t').map(|column| column.trim_matches(' ')).collect(),
        false => line.split(' ').filter(|column| !column.is_empty()).collect(),
    }
}
