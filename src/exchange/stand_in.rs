//! A text in the place of one that a file does not have, so that what it says of the text can be looked at.

use std::sync::Arc;

use super::{At, Found};
use crate::article::Text;

/// The longest one, in code points.
const LONGEST: usize = 64 << 20;
/// What stands where no span is.
const FILLER: char = '\u{fffd}';

/// A text that has all quotes of a document where its spans say, and fillers between. Spans that are anchored in it are those
/// of the file; for reading a project's own export to compare it, and for nothing that is kept.
pub fn stand_in(found: &Found) -> Arc<Text> {
    let spans = || found.layers.iter().flat_map(|layer| &layer.spans);
    let places = || spans().filter_map(|span| Some((place(span.at)?, span.quote.as_deref())));
    let length = places().map(|((_, end), _)| end).max().unwrap_or_default();
    let mut text = vec![FILLER; length];
    for ((start, end), quote) in places() {
        let Some(stretch) = text.get_mut(start..end) else {
            continue;
        };
        let quote = quote.unwrap_or_default();
        if quote.chars().count() == stretch.len() {
            for (place, character) in stretch.iter_mut().zip(quote.chars()) {
                *place = character;
            }
        }
    }
    Arc::new(Text::new(text.into_iter().collect()))
}

fn place(at: At) -> Option<(usize, usize)> {
    match at {
        At::Chars(start, end) => Some((start.get(), end.get())).filter(|(_, end)| *end <= LONGEST),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{FoundLayer, FoundSpan};

    #[test]
    fn quotes_stand_where_their_spans_are() {
        let span = |start, end, quote: &str| FoundSpan {
            quote: Some(quote.to_owned()),
            ..FoundSpan::new(At::chars(start, end), "fact")
        };
        let layer = FoundLayer {
            spans: vec![
                span(1, 3, "😊b"),
                span(2, 4, "bc"),
                span(3, 9, "cut"),
                span(0, usize::MAX, "x"),
                span(5, 2, "y"),
            ],
            ..FoundLayer::default()
        };
        let found = Found {
            layers: vec![layer],
            ..Found::default()
        };
        assert_eq!(
            stand_in(&found).as_str(),
            "\u{fffd}😊bc\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
