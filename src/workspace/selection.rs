//! What is selected with the pointer.

use unicode_segmentation::UnicodeSegmentation;

use crate::article::{ByteOffset, Span, Text, Units, whole_graphemes, word_at};

/// What a selection grows by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Grapheme clusters: what a reader sees as one character.
    Character,
    /// Words, once the pointer has moved: a click alone selects nothing.
    WordOnDrag,
    /// Words.
    Word,
    /// Sentences.
    Sentence,
    /// Paragraphs.
    Paragraph,
}

/// A part of the text that somebody marks: it starts where the button went down and ends where the pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Where it was begun.
    pub anchor: ByteOffset,
    /// Where it ends, before or after the anchor.
    pub head: ByteOffset,
    /// What it grows by.
    pub grain: Grain,
    /// Whether white space at its ends is left out.
    pub trim: bool,
}

impl Selection {
    /// The span it stands for: whole grains; `None` if that is nothing.
    pub fn span(&self, text: &Text, sentences: &Units) -> Option<Span> {
        let (first, last) = (self.anchor.min(self.head), self.anchor.max(self.head));
        if first == last && matches!(self.grain, Grain::Character | Grain::WordOnDrag) {
            return None;
        }
        // The grain of the last character that is in, not of the first one that is out.
        let last_in = if first == last { last } else { before(text, last) };
        let span = match (
            self.grain_at(text, sentences, first),
            self.grain_at(text, sentences, last_in),
        ) {
            (Some(from), Some(to)) => from.hull(to),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => return None,
        };
        let span = whole_graphemes(text, span);
        // White space alone is nothing in any case.
        text.trimmed(span).map(|trimmed| if self.trim { trimmed } else { span })
    }

    fn grain_at(&self, text: &Text, sentences: &Units, at: ByteOffset) -> Option<Span> {
        match self.grain {
            Grain::Character => {
                let grapheme = text.as_str().get(at.get()..)?.graphemes(true).next()?;
                text.span(at, ByteOffset::new(at.get() + grapheme.len())).ok()
            }
            Grain::WordOnDrag | Grain::Word => word_at(text, at),
            Grain::Sentence => sentences.at(at),
            Grain::Paragraph => sentences.paragraph_at(at),
        }
    }
}

/// The position one character earlier.
fn before(text: &Text, at: ByteOffset) -> ByteOffset {
    text.floor(ByteOffset::new(at.get().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const TEXT: &str = "They paid $100, he said. It was café👨‍👩‍👧 news.\nA line.";

    fn selected(anchor: usize, head: usize, grain: Grain) -> Option<String> {
        let text = Arc::new(Text::new(TEXT.into()));
        let sentences = Units::of(&text, Some("en"));
        let selection = Selection {
            anchor: ByteOffset::new(anchor),
            head: ByteOffset::new(head),
            grain,
            trim: true,
        };
        selection
            .span(&text, &sentences)
            .map(|span| text.slice(span).to_owned())
    }

    #[test]
    fn a_drag_takes_whole_words_in_either_direction() {
        assert_eq!(selected(6, 13, Grain::WordOnDrag).as_deref(), Some("paid $100"));
        assert_eq!(selected(13, 6, Grain::WordOnDrag).as_deref(), Some("paid $100"));
        assert_eq!(
            selected(0, 5, Grain::WordOnDrag).as_deref(),
            Some("They"),
            "up to a word is not into it"
        );
        assert_eq!(
            selected(4, 9, Grain::WordOnDrag).as_deref(),
            Some("paid"),
            "spaces at the ends are left out"
        );
        assert_eq!(selected(6, 6, Grain::WordOnDrag), None, "a click selects nothing");
        assert_eq!(selected(4, 5, Grain::WordOnDrag), None, "a space is nothing");
    }

    #[test]
    fn an_exact_drag_takes_what_a_reader_sees_as_characters() {
        assert_eq!(selected(6, 8, Grain::Character).as_deref(), Some("ai"));
        let family = TEXT.find('👨').expect("there");
        assert_eq!(selected(family, family + 4, Grain::Character).as_deref(), Some("👨‍👩‍👧"));
        assert_eq!(
            selected(family + 7, family + 4, Grain::Character).as_deref(),
            Some("👨‍👩‍👧")
        );
    }

    #[test]
    fn more_clicks_take_more() {
        assert_eq!(selected(6, 6, Grain::Word).as_deref(), Some("paid"));
        assert_eq!(
            selected(6, 6, Grain::Sentence).as_deref(),
            Some("They paid $100, he said.")
        );
        assert_eq!(selected(6, 30, Grain::Sentence).as_deref(), TEXT.lines().next());
        assert_eq!(selected(6, 6, Grain::Paragraph).as_deref(), TEXT.lines().next());
        assert_eq!(selected(TEXT.len(), TEXT.len(), Grain::Word).as_deref(), Some("."));
    }
}
