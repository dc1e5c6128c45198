//! The annotations of a file whose article has changed since: found again in the text that is there now.

use std::{collections::HashSet, fmt};

use super::{
    FaultKind,
    checker::{Checked, Checker, char_offset},
    parse::RowIn,
};
use crate::{
    annotation::{
        Lost, LostList, Moved,
        reanchor::{Outcome, Quoted, reanchor},
    },
    article::CharOffset,
};

/// What has become of the annotations of an article that has changed, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reanchored {
    /// Those whose words are at another place.
    pub along: usize,
    /// Those for which other words were found, like theirs.
    pub changed: usize,
    /// Those whose words are no longer there, nor any like them.
    pub lost: usize,
}

impl fmt::Display for Reanchored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let have = |number: usize| if number == 1 { "has" } else { "have" };
        let said = [
            (self.along, format!("{} moved along with their words", have(self.along))),
            (self.changed, format!("{} other words now", have(self.changed))),
            (self.lost, format!("{} no place in the text any more", have(self.lost))),
        ];
        f.write_str("The article has changed since it was labelled: ")?;
        for (place, (number, what)) in said.iter().filter(|(number, _)| *number > 0).enumerate() {
            match (place, *number) {
                (0, 1) => write!(f, "1 annotation {what}")?,
                (0, some) => write!(f, "{some} annotations {what}")?,
                (_, some) => write!(f, ", {some} {what}")?,
            }
        }
        f.write_str(".")
    }
}

/// An annotation without a place.
pub(super) struct Unplaced {
    /// What it says.
    pub lost: Lost,
    /// Whether the file has it on its list of lost ones, and not among its annotations.
    was_listed: bool,
}

/// Finds the annotations of `rows` again, and those of `lost`, which had no place when the file was written.
pub(super) fn find_again(
    checker: &Checker<'_>,
    rows: Vec<RowIn<'_>>,
    lost: Vec<RowIn<'_>>,
) -> (Checked, Vec<Unplaced>, Reanchored) {
    let outcomes = {
        let quotes: Vec<Quoted<'_>> = rows.iter().chain(&lost).map(quoted).collect();
        reanchor(checker.text, &quotes)
    };
    let (mut checked, mut counts, mut still_lost) = (Checked::default(), Reanchored::default(), Vec::new());
    let labelled = rows.len();
    for (number, (row, outcome)) in rows.into_iter().chain(lost).zip(outcomes).enumerate() {
        let had_place = number < labelled;
        match outcome {
            Outcome::There(span) if had_place => {
                let mark = row.mark();
                checked.add_at(checker, row, span, mark);
            }
            Outcome::There(span) | Outcome::Along(span) => {
                counts.along += 1;
                let mark = row.mark().unwrap_or(Moved::Along);
                checked.add_at(checker, row, span, Some(mark));
            }
            Outcome::Changed(span) => {
                counts.changed += 1;
                let found = checker.text.slice(span);
                let was = row.was.as_deref().unwrap_or(&row.quote);
                let mark = if was == found {
                    Moved::Along
                } else {
                    Moved::From(was.into())
                };
                let (quote, found) = (row.quote.clone().into_owned(), found.to_owned());
                checked.report(&row.id, FaultKind::OtherWords { quote, found });
                checked.add_at(checker, row, span, Some(mark));
            }
            Outcome::Lost(near) => {
                counts.lost += 1;
                let lost = lose(checker, row, near, &mut checked);
                still_lost.extend(lost.map(|lost| Unplaced {
                    lost,
                    was_listed: !had_place,
                }));
                checked.skip();
            }
        }
    }
    (checked, still_lost, counts)
}

/// What a row says whose words are not in the text; nothing if it cannot be used.
fn lose(checker: &Checker<'_>, row: RowIn<'_>, near: CharOffset, checked: &mut Checked) -> Option<Lost> {
    let id = row.id.clone();
    let lost = checker.lost(row, near);
    let kind = match &lost {
        Ok(lost) => FaultKind::NotThere {
            quote: lost.quote.to_string(),
        },
        Err(kind) => kind.clone(),
    };
    checked.report(&id, kind);
    lost.ok()
}

/// The lost annotations of a file that is of this very text. Their rows come after those of the annotations.
pub(super) fn lost(checker: &Checker<'_>, rows: Vec<RowIn<'_>>, checked: &mut Checked) -> Vec<Unplaced> {
    let lost = rows.into_iter().filter_map(|row| {
        let near = quoted(&row).at.0;
        let lost = lose(checker, row, near, checked)?;
        Some(Unplaced { lost, was_listed: true })
    });
    lost.collect()
}

/// The list of lost annotations. What two people have merged may be on it and have its place too, and is off it then; two
/// others of the same name are a fault.
pub(super) fn listed(unplaced: Vec<Unplaced>, checked: &mut Checked) -> LostList {
    if unplaced.is_empty() {
        return LostList::default();
    }
    let (placed, mut taken) = (checked.made(), HashSet::new());
    let mut list = Vec::new();
    for Unplaced { lost, was_listed } in unplaced {
        match placed.get(&lost.id) {
            Some(made) if was_listed && *made == lost.made => {}
            None if taken.insert(lost.id.clone()) => list.push(lost),
            _ => checked.report(lost.id.as_str(), FaultKind::SameId),
        }
    }
    LostList::new(list)
}

fn quoted<'a>(row: &'a RowIn<'_>) -> Quoted<'a> {
    let start = char_offset(row.at.0).unwrap_or_default();
    Quoted {
        at: (start, char_offset(row.at.1).unwrap_or_default().max(start)),
        quote: &row.quote,
        before: row.before.as_deref(),
    }
}
