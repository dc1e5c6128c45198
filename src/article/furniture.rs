//! Lines that stand around an article and claim nothing.

use unicode_segmentation::UnicodeSegmentation;

use super::{Span, Text, headline};

/// A line with more words is taken to claim something even without a full stop.
const MOST_WORDS: usize = 6;
/// The same for scripts written without spaces between words, in characters.
const MOST_CHARACTERS: usize = 24;

/// Whether a unit is furniture of the page: a section name, a byline, `2 min read`. That is a short line of its own
/// that does not end like a sentence and is not the headline.
///
/// This is a guess, good enough to be stepped over, and never a reason to leave something out.
pub fn is_furniture(text: &Text, unit: Span) -> bool {
    let line = text.line(text.line_of(unit.start()));
    let rest_of_line = |from: usize, to: usize| text.as_str().get(from..to).unwrap_or_default();
    let around = [
        rest_of_line(line.start, unit.start().get()),
        rest_of_line(unit.end().get(), line.end),
    ];
    let alone = around.iter().all(|part| !part.contains(char::is_alphanumeric));
    alone && !ends_like_a_sentence(text.slice(unit)) && is_short(text.slice(unit)) && headline(text) != Some(unit)
}

fn ends_like_a_sentence(quote: &str) -> bool {
    let closing = ['"', '\'', '”', '’', '»', '」', '』', ')', '）', ']'];
    quote
        .trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟', '።', '။', '។'])
}

fn is_short(quote: &str) -> bool {
    let characters = quote.chars().take(MOST_CHARACTERS * 4 + 1).count();
    characters <= MOST_CHARACTERS
        || (characters <= MOST_CHARACTERS * 4 && quote.unicode_words().take(MOST_WORDS + 1).count() <= MOST_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::article::Units;

    #[test]
    fn of_the_example_nine_lines_are_furniture() {
        let text = Arc::new(Text::new(include_str!("../../seeds/microsoft-openai.txt").into()));
        let units = Units::of(&text, Some("en"));
        let furniture: Vec<&str> = units
            .iter()
            .filter(|unit| is_furniture(&text, *unit))
            .map(|unit| text.slice(unit))
            .collect();
        assert_eq!(
            furniture,
            [
                "Flash News",
                "Source: Public Information",
                "ABAB AI Insight",
                "ABAB News · Cognitive Law",
                "Source",
                "·ABAB News",
                "2 min read",
                "·2 hrs ago",
                "分享:"
            ]
        );
    }

    #[test]
    fn a_sentence_in_a_paragraph_is_not_furniture() {
        let text = Arc::new(Text::new(
            "Budget passed by the smallest of margins\n\nHe said no. Then left\n“No!”\nShort".into(),
        ));
        let units = Units::of(&text, Some("en"));
        let furniture: Vec<bool> = units.iter().map(|unit| is_furniture(&text, unit)).collect();
        assert_eq!(furniture, [false, false, false, false, true]);
    }
}
