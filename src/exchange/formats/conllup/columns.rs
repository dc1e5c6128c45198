//! What the columns of a file are, by the names that its first line gives them.

use super::super::{Candidate, ReadOptions, conll::PLUS};

/// What our columns of tags are called, before their number.
pub(super) const SPAN: &str = "SPAN:L";
/// What columns of tags are called by others, alone or as a part of their name, as in `CORE:NER`.
const TAGS: [&str; 13] = [
    "SPAN",
    "SPANS",
    "NE",
    "NER",
    "NAMED_ENTITY",
    "ENTITY",
    "ENTITIES",
    "BIO",
    "IOB",
    "IOB2",
    "BIOES",
    "BILOU",
    "LABEL",
];

/// The columns of a file by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The number of the token in its sentence.
    pub id: Option<usize>,
    /// The word.
    pub form: usize,
    /// What else is known of the token.
    pub misc: Option<usize>,
    /// The columns of tags.
    pub tags: Vec<usize>,
}

impl Columns {
    /// What the first line of a file says; `None` if there is no word among them.
    pub(super) fn of(line: &str, options: &ReadOptions) -> Option<Self> {
        let names = line.strip_prefix(PLUS)?.trim_start().strip_prefix('=')?;
        let names: Vec<&str> = names.split_whitespace().collect();
        let is_tag = |name: &str| match options.ours(name) {
            "label" | "spans" => true,
            _ => name
                .split(':')
                .any(|part| TAGS.iter().any(|tag| part.eq_ignore_ascii_case(tag))),
        };
        let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let text = names.iter().position(|name| options.ours(name) == "text");
        let tags = names.iter().enumerate().filter(|(_, name)| is_tag(name));
        Some(Self {
            id: place("ID"),
            form: text.or_else(|| place("FORM"))?,
            misc: place("MISC"),
            tags: tags.map(|(place, _)| place).collect(),
        })
    }
}

/// Whether a file has columns of words and of tags.
pub(super) fn is_plus(candidate: &Candidate<'_>) -> bool {
    let head = String::from_utf8_lossy(candidate.head);
    let first = head.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    Columns::of(first, &ReadOptions::default()).is_some_and(|columns| !columns.tags.is_empty())
}
