//! Texts as tokens, for formats that mark spans by them. Every span begins and ends with a token: where none does by
//! itself, one is cut.

use std::{collections::BTreeSet, iter::Peekable, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use super::Document;

/// Whether a character is white space to Python, and so to all readers of tokens: besides Unicode's, four old separators.
pub(in crate::exchange) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Where the spans of a document begin and end, in bytes.
pub(in crate::exchange) fn cuts(document: &Document) -> BTreeSet<usize> {
    let spans = document.layers.iter().flat_map(|layer| &layer.annotations);
    spans
        .flat_map(|annotation| [annotation.span.start().get(), annotation.span.end().get()])
        .collect()
}

/// The tokens of a text in bytes, in order: words with what belongs to their letters, and each other character by itself.
/// None has white space in it, and each cut is between two tokens or at the end of one.
pub(in crate::exchange) fn tokens(text: &str, cuts: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let mut cutter = Cutter {
        text,
        cuts: cuts.iter().copied().peekable(),
        tokens: Vec::with_capacity(text.len() / 5),
    };
    let mut word: Option<Range<usize>> = None;
    each_character(text, &mut |at, grapheme| {
        let is_word = grapheme
            .chars()
            .next()
            .is_some_and(|first| first.is_alphanumeric() || first == '_');
        if let Some(open) = &mut word {
            if is_word && open.end == at {
                open.end = at + grapheme.len();
                return;
            }
            cutter.push(open.clone());
            word = None;
        }
        let range = at..at + grapheme.len();
        match is_word {
            true => word = Some(range),
            false if grapheme == " " => {}
            false => cutter.push(range),
        }
    });
    if let Some(open) = word {
        cutter.push(open);
    }
    cutter.tokens
}

/// Hands out what readers see as characters. Between two of ASCII there is always a border, so that in most texts only
/// a few places must be looked at closely.
fn each_character<'a>(text: &'a str, take: &mut dyn FnMut(usize, &'a str)) {
    let bytes = text.as_bytes();
    let is_border = |at: usize| match (bytes.get(at.wrapping_sub(1)), bytes.get(at)) {
        (Some(b'\r'), Some(b'\n')) => false,
        (Some(before), Some(after)) => before.is_ascii() && after.is_ascii(),
        _ => true,
    };
    let mut start = 0;
    while start < bytes.len() {
        let mut end = start + 1;
        while !is_border(end) {
            end += 1;
        }
        let stretch = text.get(start..end).unwrap_or_default();
        if stretch.len() == 1 {
            take(start, stretch);
        } else {
            for (at, grapheme) in stretch.grapheme_indices(true) {
                take(start + at, grapheme);
            }
        }
        start = end;
    }
}

/// Makes tokens of stretches, which come in their order.
struct Cutter<'a, Cuts: Iterator<Item = usize>> {
    text: &'a str,
    /// The cuts that are still to come.
    cuts: Peekable<Cuts>,
    tokens: Vec<Range<usize>>,
}

impl<Cuts: Iterator<Item = usize>> Cutter<'_, Cuts> {
    /// Adds a stretch as one token, or several if there is white space or a cut in it.
    fn push(&mut self, stretch: Range<usize>) {
        let mut start = stretch.start;
        while let Some(cut) = self.cuts.next_if(|cut| *cut < stretch.end) {
            if cut > start {
                without_space(self.text, start..cut, &mut self.tokens);
                start = cut;
            }
        }
        without_space(self.text, start..stretch.end, &mut self.tokens);
    }
}

fn without_space(text: &str, stretch: Range<usize>, tokens: &mut Vec<Range<usize>>) {
    let mut start = stretch.start;
    for (at, character) in text.get(stretch.clone()).unwrap_or_default().char_indices() {
        if is_space(character) {
            let at = stretch.start + at;
            if start < at {
                tokens.push(start..at);
            }
            start = at + character.len_utf8();
        }
    }
    if start < stretch.end {
        tokens.push(start..stretch.end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words<'a>(text: &'a str, cuts: &[usize]) -> Vec<&'a str> {
        let cuts = cuts.iter().copied().collect();
        tokens(text, &cuts).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_and_signs_are_tokens() {
        assert_eq!(
            words("It's 3–2, “yes”.", &[]),
            ["It", "'", "s", "3", "–", "2", ",", "“", "yes", "”", "."]
        );
        assert_eq!(
            words("क्षत्रिय हिन्दी e\u{301}te\u{301}", &[]),
            ["क्षत्रिय", "हिन्दी", "e\u{301}te\u{301}"]
        );
        assert_eq!(words("👩‍👩‍👧🇩🇪", &[]), ["👩‍👩‍👧", "🇩🇪"]);
        assert_eq!(words("abcdef", &[2, 4]), ["ab", "cd", "ef"]);
        assert_eq!(words("a\u{1c}b\u{2028}c", &[]), ["a", "b", "c"]);
        assert!(words("", &[]).is_empty());
    }

    proptest! {
        #[test]
        fn characters_are_those_that_readers_see(text in "[a-z\r\n \u{301}\u{600}éक्ष🇩🇪👩\u{200d}가]{0,12}|\\PC{0,12}") {
            let mut seen = Vec::new();
            each_character(&text, &mut |at, grapheme| seen.push((at, grapheme)));
            prop_assert_eq!(seen, text.grapheme_indices(true).collect::<Vec<_>>());
        }

        #[test]
        fn tokens_are_all_but_white_space(text in any::<String>(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
            let cuts: BTreeSet<usize> = cuts.iter().map(|index| text.floor_char_boundary(index.index(text.len() + 1))).collect();
            let tokens = tokens(&text, &cuts);
            let joined: String = tokens.iter().map(|range| &text[range.clone()]).collect();
            prop_assert_eq!(joined, text.replace(is_space, ""));
            for cut in cuts {
                prop_assert!(!tokens.iter().any(|range| range.start < cut && cut < range.end));
            }
        }
    }
}
