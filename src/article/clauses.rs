//! Parts of sentences that could stand as sentences of their own.

use unicode_segmentation::UnicodeSegmentation;

use super::{ByteOffset, Span, Text};

/// What each side of a cut must hold, in words: less is a heading, an apposition or an item of a list.
const FEWEST_WORDS: usize = 4;
/// The same for scripts that are written without spaces, in characters.
const FEWEST_CHARACTERS: usize = 6;

/// The words that, after a comma, begin another clause, by language.
const CONJUNCTIONS: [(&str, &[&str]); 6] = [
    (
        "en",
        &[
            "and", "but", "or", "nor", "so", "yet", "while", "whereas", "although", "though", "because", "since",
            "unless",
        ],
    ),
    (
        "de",
        &[
            "und", "aber", "oder", "denn", "sondern", "während", "obwohl", "weil", "doch", "da",
        ],
    ),
    (
        "fr",
        &[
            "et", "mais", "ou", "car", "donc", "tandis", "alors", "bien", "parce", "puisque",
        ],
    ),
    (
        "es",
        &["y", "pero", "o", "sino", "mientras", "aunque", "porque", "pues"],
    ),
    ("it", &["e", "ma", "o", "mentre", "sebbene", "perché", "quindi"]),
    ("pt", &["e", "mas", "ou", "enquanto", "embora", "porque", "pois"]),
];

/// The clauses of a sentence, in order: at least the sentence itself.
///
/// A sentence is cut after a semicolon, a colon or a dash, and before a conjunction that follows a comma, wherever
/// both sides have enough words to be clauses.
pub fn clauses(text: &Text, sentence: Span, language: Option<&str>) -> Vec<Span> {
    let language = language.unwrap_or("en").split('-').next().unwrap_or("en");
    let quote = text.slice(sentence);
    let cuts: Vec<usize> = possible_cuts(quote, language)
        .into_iter()
        .filter(|(mark_before, cut)| {
            let before = quote.get(*mark_before..*cut).unwrap_or_default();
            let after = quote.get(*cut..).unwrap_or_default();
            is_clause(before) && is_clause(after)
        })
        .map(|(_, cut)| cut)
        .collect();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([quote.len()]);
    starts
        .zip(ends)
        .filter_map(|(start, end)| part(text, sentence, start, end))
        .collect()
}

fn part(text: &Text, sentence: Span, start: usize, end: usize) -> Option<Span> {
    let at = |offset| ByteOffset::new(sentence.start().get() + offset);
    text.trimmed(text.span(at(start), at(end)).ok()?)
}

/// The places where a clause may begin, behind the mark that ends the one before; each with the place behind the
/// mark before that one, whatever it is: an aside between two dashes or an item between two commas is no clause.
fn possible_cuts(quote: &str, language: &str) -> Vec<(usize, usize)> {
    let conjunctions = CONJUNCTIONS
        .iter()
        .find(|(tag, _)| *tag == language)
        .map_or(&[][..], |(_, words)| *words);
    let mut cuts = Vec::new();
    let mut mark_before = 0;
    for (at, mark) in quote.char_indices() {
        let after = at + mark.len_utf8();
        let rest = quote.get(after..).unwrap_or_default();
        let spaced = rest.starts_with(char::is_whitespace);
        let cuts_here = match mark {
            ';' | ':' | '–' => spaced,
            '；' | '：' | '؛' | '—' => true,
            ',' | '،' => spaced && begins_with_any(rest.trim_start(), conjunctions),
            _ => false,
        };
        if cuts_here {
            cuts.push((mark_before, after));
        }
        if cuts_here || (spaced && matches!(mark, ',' | '،')) {
            mark_before = after;
        }
    }
    cuts
}

fn begins_with_any(rest: &str, words: &[&str]) -> bool {
    rest.unicode_words()
        .next()
        .is_some_and(|first| words.iter().any(|word| first.to_lowercase() == *word))
}

/// Whether a piece has enough in it to be a clause.
fn is_clause(piece: &str) -> bool {
    let mut words = 0;
    let mut unspaced = 0;
    for word in piece.unicode_words() {
        words += 1;
        // Each Han or kana character is a word of its own to the word rules; Thai comes as few long ones.
        unspaced += word.chars().filter(|character| is_unspaced(*character)).count();
    }
    if unspaced > 0 {
        unspaced >= FEWEST_CHARACTERS
    } else {
        words >= FEWEST_WORDS
    }
}

/// Whether a character belongs to a script written without spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(sentence: &str, language: &str) -> Vec<String> {
        let text = Text::new(sentence.into());
        let whole = text.span(ByteOffset::ZERO, text.end()).expect("not empty");
        clauses(&text, whole, Some(language))
            .into_iter()
            .map(|span| text.slice(span).to_owned())
            .collect()
    }

    #[test]
    fn sentences_are_cut_between_full_clauses() {
        assert_eq!(
            cut(
                "Funds flow into cloud services; both firms benefit from it, while other providers face pressure.",
                "en"
            ),
            [
                "Funds flow into cloud services;",
                "both firms benefit from it,",
                "while other providers face pressure."
            ]
        );
        assert_eq!(
            cut("The plan is simple: they will pay for everything.", "en"),
            ["The plan is simple:", "they will pay for everything."]
        );
        assert_eq!(cut("He paid at 10:30 in the morning, as always.", "en").len(), 1);
        assert_eq!(
            cut("Der Rat hat lange getagt, aber er hat nichts beschlossen.", "de").len(),
            2
        );
        assert_eq!(cut("公司已花费超过千亿美元；竞争对手因此面临压力。", "zh").len(), 2);
    }

    #[test]
    fn headings_lists_and_asides_are_no_clauses() {
        assert_eq!(
            cut("Market Mechanism: Microsoft continues to invest heavily.", "en").len(),
            1
        );
        assert_eq!(
            cut("They sell bread, milk, and butter to everyone in town.", "en").len(),
            1
        );
        assert_eq!(cut("The firm — a giant — opened its fourth plant.", "en").len(), 1);
    }

    proptest! {
        #[test]
        fn clauses_cover_the_sentence(sentence in "[a-z;:,— 分享和เ\u{301}\\PC]{1,120}") {
            let text = Text::new(sentence);
            if let Some(whole) = text.span(ByteOffset::ZERO, text.end()).ok().and_then(|span| text.trimmed(span)) {
                let found = clauses(&text, whole, Some("en"));
                prop_assert!(!found.is_empty());
                prop_assert_eq!(found[0].start(), whole.start());
                prop_assert_eq!(found[found.len() - 1].end(), whole.end());
                for pair in found.windows(2) {
                    prop_assert!(pair[0].end() <= pair[1].start());
                }
            }
        }
    }
}
