//! Tags of tokens, in which CoNLL marks spans: `B-fact` begins one, `I-fact` goes on with it, `O` is in none.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::tokens::is_space;
use crate::labels::{LabelId, LabelSet};

/// What labels are called in tags, where there can be no white space. No two are called the same.
#[derive(Debug)]
pub(in crate::exchange) struct TagNames {
    names: HashMap<LabelId, String>,
    taken: HashSet<String>,
}

impl TagNames {
    /// The names of a set's labels. Others get theirs when they are met.
    pub(in crate::exchange) fn new(labels: &LabelSet) -> Self {
        let mut names = Self {
            names: HashMap::new(),
            taken: HashSet::new(),
        };
        for label in labels.labels() {
            names.of(&label.id);
        }
        names
    }

    /// What a label is called.
    pub(in crate::exchange) fn of(&mut self, label: &LabelId) -> &str {
        if !self.names.contains_key(label) {
            let name = self.free(label);
            self.taken.insert(name.clone());
            self.names.insert(label.clone(), name);
        }
        self.names.get(label).map_or("", String::as_str)
    }

    /// The labels that are not called by their ids, by what they are called instead.
    pub(in crate::exchange) fn renamed<'a>(
        &mut self,
        labels: impl Iterator<Item = &'a LabelId>,
    ) -> BTreeMap<String, LabelId> {
        let mut renamed = BTreeMap::new();
        for label in labels {
            let name = self.of(label);
            if name != label.as_str() {
                renamed.insert(name.to_owned(), label.clone());
            }
        }
        renamed
    }

    fn free(&self, label: &LabelId) -> String {
        let number = self.names.len();
        let parts: Vec<&str> = label.as_str().split(is_space).filter(|part| !part.is_empty()).collect();
        let mut name = match parts.as_slice() {
            [] => format!("label_{number}"),
            parts => parts.join("_"),
        };
        if self.taken.contains(&name) {
            name = format!("{name}_{number}");
        }
        while self.taken.contains(&name) {
            name.push('_');
        }
        name
    }
}

/// Whether a label has to be called otherwise in tags.
pub(in crate::exchange) fn is_renamed(label: &LabelId) -> bool {
    label.as_str().contains(is_space)
}

/// Where a token is in its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) struct Within {
    /// The first.
    pub first: bool,
    /// The last.
    pub last: bool,
}

/// The letter of a tag: IOB2, or BILOU, which marks ends too.
pub(in crate::exchange) fn letter(within: Within, bilou: bool) -> char {
    match within {
        Within {
            first: true,
            last: true,
        } if bilou => 'U',
        Within { first: true, .. } => 'B',
        Within { last: true, .. } if bilou => 'L',
        _ => 'I',
    }
}

/// A tag that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Tag<'a> {
    /// In no span.
    Outside,
    /// In a span of a label.
    Inside {
        /// Whether it can only be the first of its span.
        begins: bool,
        /// Whether it can only be the last.
        ends: bool,
        /// What the label is called.
        label: &'a str,
    },
}

impl<'a> Tag<'a> {
    /// What is written as a tag of IOB1, IOB2, BILOU, BIOES or the like. One without a letter is a label alone.
    pub(in crate::exchange) fn of(text: &'a str) -> Self {
        if matches!(text, "" | "O" | "_" | "-" | "*") {
            return Self::Outside;
        }
        Self::with_letter(text).unwrap_or(Self::Inside {
            begins: false,
            ends: false,
            label: text,
        })
    }

    /// The same, only if there is a letter.
    pub(in crate::exchange) fn with_letter(text: &'a str) -> Option<Self> {
        if text == "O" {
            return Some(Self::Outside);
        }
        let (letter, label) = text.split_once('-')?;
        let (begins, ends) = match letter {
            "B" => (true, false),
            "I" | "M" => (false, false),
            "L" | "E" => (false, true),
            "U" | "S" => (true, true),
            _ => return None,
        };
        (!label.is_empty()).then_some(Self::Inside { begins, ends, label })
    }
}

/// Spans of tokens from their tags. Each is where it is in its text, and its label.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Spans {
    /// Those that were found, by bytes, with what their labels are called and the line of their first token.
    pub found: Vec<(std::ops::Range<usize>, String, u64)>,
    goes_on: bool,
}

impl Spans {
    /// One more token, which lies at `place`, with its tag.
    pub(in crate::exchange) fn add(&mut self, place: std::ops::Range<usize>, tag: Tag<'_>, line: u64) {
        let Tag::Inside { begins, ends, label } = tag else {
            self.goes_on = false;
            return;
        };
        match self.found.last_mut() {
            Some((open, of, _)) if self.goes_on && !begins && of == label => open.end = place.end,
            _ => self.found.push((place, label.to_owned(), line)),
        }
        self.goes_on = !ends;
    }

    /// The sentence is at its end, and with it every span.
    pub(in crate::exchange) fn end(&mut self) {
        self.goes_on = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_names_without_white_space() {
        let mut names = TagNames::new(&LabelSet::default());
        let ids = ["fact", "a b", "a_b", " ", "a\u{1c}b"].map(LabelId::new);
        let all: Vec<String> = ids.iter().map(|id| names.of(id).to_owned()).collect();
        assert_eq!(all, ["fact", "a_b", "a_b_2", "label_3", "a_b_4"]);
        assert_eq!(names.renamed(ids.iter()).len(), 4);
        assert_eq!(names.of(&LabelId::new("a b")), "a_b");
    }

    fn spans(tags: &[&str]) -> Vec<(usize, usize, String)> {
        let mut spans = Spans::default();
        for (number, tag) in tags.iter().enumerate() {
            spans.add(number..number + 1, Tag::of(tag), 0);
        }
        let found = spans.found.into_iter();
        found.map(|(range, label, _)| (range.start, range.end, label)).collect()
    }

    #[test]
    fn tags_of_all_kinds_are_spans() {
        let span = |start: usize, end: usize, label: &str| (start, end, label.to_owned());
        let iob2 = ["B-A", "I-A", "B-A", "O", "B-B-c", "I-A"];
        assert_eq!(
            spans(&iob2),
            [span(0, 2, "A"), span(2, 3, "A"), span(4, 5, "B-c"), span(5, 6, "A")]
        );
        assert_eq!(
            spans(&["I-A", "I-A", "B-A", "I-B"]),
            [span(0, 2, "A"), span(2, 3, "A"), span(3, 4, "B")]
        );
        let bilou = ["B-A", "I-A", "L-A", "U-A", "L-A"];
        assert_eq!(spans(&bilou), [span(0, 3, "A"), span(3, 4, "A"), span(4, 5, "A")]);
        assert_eq!(
            spans(&["S-A", "B-A", "E-A", "I-A"]),
            [span(0, 1, "A"), span(1, 3, "A"), span(3, 4, "A")]
        );
        assert_eq!(
            spans(&["PER", "PER", "_", "PER"]),
            [span(0, 2, "PER"), span(3, 4, "PER")]
        );
    }
}
