//! What the cursor steps by: sentences, paragraphs and words.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::{ByteOffset, Span, Text, clauses, paragraphs, sentences, words};

/// A kind of unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnitKind {
    /// One word, by Unicode's word rules (UAX #29).
    Word,
    /// One part of a sentence that could stand alone, or the whole sentence.
    Clause,
    /// One sentence, by the rules of the article's language. No sentence goes on after a line end.
    #[default]
    Sentence,
    /// One line of the text that holds a letter or digit, or several, where the text parts its paragraphs by blank
    /// lines.
    Paragraph,
}

impl UnitKind {
    /// All kinds, from the smallest.
    pub const ALL: [Self; 4] = [Self::Word, Self::Clause, Self::Sentence, Self::Paragraph];

    /// What people call one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Clause => "clause",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
        }
    }

    /// The next larger kind, or the same if there is none.
    pub fn larger(self) -> Self {
        match self {
            Self::Word => Self::Clause,
            Self::Clause => Self::Sentence,
            Self::Sentence | Self::Paragraph => Self::Paragraph,
        }
    }

    /// The next smaller kind, or the same if there is none.
    pub fn smaller(self) -> Self {
        match self {
            Self::Paragraph => Self::Sentence,
            Self::Sentence => Self::Clause,
            Self::Clause | Self::Word => Self::Word,
        }
    }
}

/// The sentences of a text, in order and without overlap: what every kind of unit is made of.
///
/// They are cut cell by cell, when somebody asks for them or [`Units::cut_all`] gets there, whichever is first. So the
/// unit at any place is known at once, and only how many there are must be waited for.
#[derive(Debug)]
pub struct Units {
    text: Arc<Text>,
    /// The first part of a BCP 47 tag, which chooses the sentence rules.
    language: String,
    cells: Box<[OnceLock<Box<[Span]>>]>,
    /// How many units there are before each cell and in all, once all cells are cut.
    before: OnceLock<Box<[u32]>>,
    /// Whether the text parts its paragraphs by blank lines, instead of by line ends.
    blank_lines_part: OnceLock<bool>,
}

impl Units {
    /// Of a text, of which nothing is cut yet. `language` is a BCP 47 tag; its first part chooses the sentence rules.
    pub fn of(text: &Arc<Text>, language: Option<&str>) -> Self {
        let language = language.unwrap_or("en").split('-').next().unwrap_or("en");
        Self {
            text: Arc::clone(text),
            language: language.to_owned(),
            cells: (0..sentences::cell_count(text)).map(|_| OnceLock::new()).collect(),
            before: OnceLock::new(),
            blank_lines_part: OnceLock::new(),
        }
    }

    /// Cuts what is not cut yet. It takes a second for 200 MB; others can ask for units meanwhile.
    pub fn cut_all(&self) {
        self.before.get_or_init(|| {
            let mut count = 0;
            let before = (0..self.cells.len()).map(|cell| {
                let before = count;
                count += self.cell(cell).len() as u32;
                before
            });
            let mut before: Vec<u32> = before.collect();
            before.push(count);
            before.into()
        });
    }

    fn cell(&self, index: usize) -> &[Span] {
        let cut = || sentences::of_cell(&self.text, index, &self.language).into();
        self.cells.get(index).map_or(&[], |cell| cell.get_or_init(cut))
    }

    /// How many there are; `None` while not all is cut.
    pub fn count(&self) -> Option<usize> {
        self.before.get()?.last().map(|count| *count as usize)
    }

    /// How many come before the unit that holds `at`, or before the next one; `None` while not all is cut.
    pub fn index_at(&self, at: ByteOffset) -> Option<usize> {
        let cell = cell_before(at);
        let before = *self.before.get()?.get(cell)? as usize;
        Some(before + self.from(at, cell).1)
    }

    /// The units that end after `at`, from `cell` on, and how many that begin in these cells do not.
    fn from(&self, at: ByteOffset, cell: usize) -> (impl Iterator<Item = Span>, usize) {
        let ended = |cell: &[Span]| cell.partition_point(|unit| unit.end() <= at);
        // A unit that holds `at` begins in its cell or the one before.
        let skipped = [cell, cell + 1].map(|cell| ended(self.cell(cell)));
        let cells = (cell..self.cells.len()).enumerate().flat_map(move |(number, cell)| {
            let skipped = skipped.get(number).copied().unwrap_or_default();
            self.cell(cell).iter().skip(skipped).copied()
        });
        (cells, skipped.iter().sum())
    }

    /// The units that end after `at`, in order: the one that holds it, and what follows.
    pub fn ending_after(&self, at: ByteOffset) -> impl Iterator<Item = Span> {
        self.from(at, cell_before(at)).0
    }

    /// All units, in order.
    pub fn iter(&self) -> impl Iterator<Item = Span> {
        self.ending_after(ByteOffset::ZERO)
    }

    /// The unit that holds `at`; between two units, the next one; after the last, the last.
    pub fn at(&self, at: ByteOffset) -> Option<Span> {
        self.ending_after(at).next().or_else(|| self.before(self.text.end()))
    }

    /// The first unit that begins at `at` or after it.
    pub fn after(&self, at: ByteOffset) -> Option<Span> {
        self.ending_after(at).find(|unit| unit.start() >= at)
    }

    /// The last unit that ends at `at` or before it.
    pub fn before(&self, at: ByteOffset) -> Option<Span> {
        let last = (at.get() / sentences::CELL).min(self.cells.len() - 1);
        let cells = (0..=last).rev().flat_map(|cell| self.cell(cell).iter().rev());
        cells.copied().find(|unit| unit.end() <= at)
    }

    /// The units that share a character with `span`.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = Span> {
        self.ending_after(span.start())
            .take_while(move |unit| unit.start() < span.end())
    }

    /// All units of a kind, in order. It cuts the whole text.
    pub fn of_kind(&self, kind: UnitKind) -> Vec<Span> {
        let text = &self.text;
        match kind {
            UnitKind::Sentence => self.iter().collect(),
            UnitKind::Clause => self
                .iter()
                .flat_map(|unit| clauses(text, unit, Some(&self.language)))
                .collect(),
            UnitKind::Word => self.iter().flat_map(|unit| words(text, unit)).collect(),
            UnitKind::Paragraph => {
                let mut paragraphs: Vec<Span> = Vec::new();
                let mut lines: Option<Span> = None;
                for unit in self.iter() {
                    match paragraphs
                        .last_mut()
                        .filter(|_| lines.is_some_and(|lines| lines.covers(unit)))
                    {
                        Some(paragraph) => *paragraph = paragraph.hull(unit),
                        None => paragraphs.push(unit),
                    }
                    lines = self.paragraph_at(unit.start());
                }
                paragraphs
            }
        }
    }

    /// The paragraph that holds `at`, with the line ends inside of it; `None` if there is nothing but a blank line.
    pub fn paragraph_at(&self, at: ByteOffset) -> Option<Span> {
        let parted = || paragraphs::are_parted_by_blank_lines(&self.text);
        paragraphs::paragraph_at(&self.text, at, *self.blank_lines_part.get_or_init(parted))
    }
}

/// The cell before the one that a place is in, or the first.
fn cell_before(at: ByteOffset) -> usize {
    (at.get() / sentences::CELL).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(text: &str, language: &str) -> Vec<String> {
        let text = Arc::new(Text::new(text.into()));
        let units = Units::of(&text, Some(language));
        units.iter().map(|span| text.slice(span).to_owned()).collect()
    }

    #[test]
    fn sentences_end_at_line_ends_and_hold_something_to_read() {
        assert_eq!(
            units("  Dr. Smith paid $3.5 million. He left!\nNext line\n · \n(2)  ", "en"),
            ["Dr. Smith paid $3.5 million.", "He left!", "Next line", "(2)"]
        );
        assert_eq!(
            units("微软花费超过亿美元。这是重构。", "zh-Hans"),
            ["微软花费超过亿美元。", "这是重构。"]
        );
        assert_eq!(units("रोगी आया। वह गया।", "hi"), ["रोगी आया।", "वह गया।"]);
    }

    #[test]
    fn a_line_longer_than_a_cell_is_cut_at_the_same_places() {
        let sentence = "The council met on Tuesday and approved the plan. ";
        let line = sentence.repeat(1000);
        assert_eq!(units(&line, "en"), vec![sentence.trim(); 1000]);
        let han = "委员会在周二开会并批准了计划。".repeat(1000);
        assert_eq!(units(&han, "zh"), vec!["委员会在周二开会并批准了计划。"; 1000]);
    }

    #[test]
    fn the_unit_at_a_place() {
        let text = Arc::new(Text::new("One. Two.\n\nThree.\n".into()));
        let units = Units::of(&text, Some("en"));
        let quote = |unit: Option<Span>| unit.map(|unit| text.slice(unit));
        let at = |at| quote(units.at(ByteOffset::new(at)));
        let expected = ["One.", "One.", "Two.", "Two.", "Three.", "Three.", "Three."];
        assert_eq!([0, 3, 4, 5, 10, 11, 18].map(at), expected.map(Some));
        assert_eq!(
            [0, 1, 5, 6].map(|at| quote(units.after(ByteOffset::new(at)))),
            [Some("One."), Some("Two."), Some("Two."), Some("Three.")]
        );
        assert_eq!(
            [3, 4, 17].map(|at| quote(units.before(ByteOffset::new(at)))),
            [None, Some("One."), Some("Three.")]
        );
        assert_eq!((units.count(), units.index_at(ByteOffset::new(5))), (None, None));
        units.cut_all();
        assert_eq!(units.count(), Some(3));
        assert_eq!(
            [0, 4, 5, 11, 18].map(|at| units.index_at(ByteOffset::new(at))),
            [0, 1, 1, 2, 3].map(Some)
        );

        let empty = Units::of(&Arc::new(Text::new(String::new())), None);
        assert_eq!(
            (empty.at(ByteOffset::ZERO), empty.before(ByteOffset::ZERO)),
            (None, None)
        );
    }

    #[test]
    fn a_place_in_a_long_text_is_known_before_the_rest_is_cut() {
        let text = Arc::new(Text::new("A sentence of a book. ".repeat(1_000_000)));
        let units = Units::of(&text, Some("en"));
        let near_end = ByteOffset::new(21_000_000);
        let unit = units.at(near_end).expect("a sentence");
        assert_eq!(text.slice(unit), "A sentence of a book.");
        assert_eq!(
            units.before(unit.start()),
            units.at(ByteOffset::new(unit.start().get() - 2))
        );
        let cut = units.cells.iter().filter(|cell| cell.get().is_some()).count();
        assert!(cut <= 4, "{cut} of {} cells", units.cells.len());
    }

    proptest! {
        #[test]
        fn units_are_in_order_trimmed_and_hold_something(
            parts in prop::collection::vec("(\\PC|[\n .?!。؟।\u{301}\u{200d}a-c1]){0,200}|[a-z]{0,5000}|[a-z. ]{0,9000}|\n{0,9000}", 0..6),
            language in "en|zh|ar|hi|th|ja|de|xx",
        ) {
            let text = Arc::new(Text::new(parts.concat()));
            let units = Units::of(&text, Some(&language));
            let all: Vec<Span> = units.iter().collect();
            for pair in all.windows(2) {
                prop_assert!(pair[0].end() <= pair[1].start());
            }
            for span in &all {
                let quote = text.slice(*span);
                prop_assert_eq!(quote.trim(), quote);
                prop_assert!(quote.chars().any(char::is_alphanumeric));
                prop_assert!(!quote.contains('\n'));
            }
            let letters = |string: &str| string.chars().filter(|c| c.is_alphanumeric()).count();
            let covered: usize = all.iter().map(|span| letters(text.slice(*span))).sum();
            prop_assert_eq!(covered, letters(text.as_str()), "no letter is lost");
            units.cut_all();
            prop_assert_eq!(units.count(), Some(all.len()));
        }

        #[test]
        fn what_is_asked_of_units_is_what_a_list_of_all_says(
            parts in prop::collection::vec("[a-c .\n]{0,60}|[a-z. ]{0,9000}|\n{0,9000}", 1..6), places in prop::collection::vec(0.0..1.0, 12),
        ) {
            let text = Arc::new(Text::new(parts.concat()));
            let units = Units::of(&text, Some("en"));
            units.cut_all();
            let all: Vec<Span> = units.iter().collect();
            for place in places {
                let at = ByteOffset::new((text.end().get() as f64 * place) as usize);
                let index = all.iter().position(|unit| unit.end() > at);
                prop_assert_eq!(units.index_at(at), Some(index.unwrap_or(all.len())));
                prop_assert_eq!(units.at(at), index.map(|index| all[index]).or(all.last().copied()));
                prop_assert_eq!(units.after(at), all.iter().copied().find(|unit| unit.start() >= at));
                prop_assert_eq!(units.before(at), all.iter().copied().rfind(|unit| unit.end() <= at));
                if let Ok(span) = text.span(ByteOffset::ZERO, at) {
                    let inside: Vec<Span> = all.iter().copied().filter(|unit| unit.overlaps(span)).collect();
                    prop_assert_eq!(units.overlapping(span).collect::<Vec<_>>(), inside);
                }
            }
        }
    }
}
