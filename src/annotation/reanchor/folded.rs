//! Texts without what editors and programs change about their writing: how characters are composed, the shape of
//! quotation marks and dashes, the width of spaces.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// A folded text, and where its parts are in the text itself.
#[derive(Debug, Default)]
pub struct Folded {
    /// The folded text.
    pub string: String,
    pieces: Vec<Piece>,
}

/// A stretch of a text, up to the next one.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Its start in the folded text.
    folded: usize,
    /// Its start in the text.
    raw: usize,
    /// Whether it is folded into itself, so that positions within can be told.
    is_plain: bool,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut folded = Self {
            string: String::with_capacity(text.len()),
            pieces: Vec::new(),
        };
        let mut rest = text;
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let plain = plain_length(rest);
            let (piece, others) = if plain > 0 {
                folded.begin(at, true);
                let (piece, others) = rest.split_at_checked(plain).unwrap_or((rest, ""));
                folded.string.push_str(piece);
                (piece, others)
            } else {
                folded.begin(at, false);
                let (piece, others) = rest.split_at_checked(group_length(rest)).unwrap_or((rest, ""));
                folded.push_group(piece);
                (piece, others)
            };
            debug_assert!(!piece.is_empty());
            rest = others;
        }
        folded.begin(text.len(), false);
        folded
    }

    fn begin(&mut self, raw: usize, is_plain: bool) {
        let folded = self.string.len();
        self.pieces.push(Piece { folded, raw, is_plain });
    }

    /// Adds white space, or a character with its marks.
    fn push_group(&mut self, group: &str) {
        if group.starts_with(char::is_whitespace) {
            return self.string.push(' ');
        }
        for character in group.nfkd() {
            match character {
                '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => self.string.push('\''),
                '“' | '”' | '„' | '‟' | '″' | '«' | '»' => self.string.push('"'),
                '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => self.string.push('-'),
                // Seen by nobody.
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                other => self.string.push(other),
            }
        }
    }

    /// The place in the folded text of a place in the text.
    pub fn place_of(&self, raw: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.raw <= raw);
        let piece = next.checked_sub(1).and_then(|last| self.pieces.get(last));
        piece.map_or(0, |piece| {
            piece.folded + if piece.is_plain { raw - piece.raw } else { 0 }
        })
    }

    /// The place in the text of a stretch that starts here in the folded text.
    pub fn start(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.folded <= at);
        let Some(piece) = next.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return 0;
        };
        if piece.is_plain {
            piece.raw + (at - piece.folded)
        } else {
            piece.raw
        }
    }

    /// The place in the text of a stretch that ends here in the folded text.
    pub fn end(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.folded < at);
        let Some(piece) = next.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return 0;
        };
        if piece.is_plain {
            return piece.raw + (at - piece.folded);
        }
        self.pieces.get(next).map_or(piece.raw, |next| next.raw)
    }
}

/// How many bytes at the start are folded into themselves, whatever follows.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'`';
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let next = bytes.get(length + 1);
        // The character before one beyond ASCII may belong to it.
        let stands_alone = next.is_none_or(u8::is_ascii);
        let single_space = *byte == b' ' && next.is_some_and(u8::is_ascii_graphic);
        if !(stands_alone && (is_plain(*byte) || single_space)) {
            break;
        }
        length += 1;
    }
    length
}

/// How many bytes white space has at the start, or else a character with the marks on it.
fn group_length(text: &str) -> usize {
    let space = text.len() - text.trim_start().len();
    if space > 0 {
        return space;
    }
    let mut characters = text.char_indices();
    characters.next();
    characters
        .find(|(_, character)| canonical_combining_class(*character) == 0)
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn the_writing_of_characters_does_not_matter() {
        for (one, other) in [
            ("Café", "Cafe\u{301}"),
            ("„so“ – it’s", "\"so\" - it's"),
            ("a\u{a0}b", "a \n\t b"),
            ("co\u{ad}operate", "cooperate"),
            ("ｆｉｖｅ ﬁve", "five five"),
            ("각", "\u{1100}\u{1161}\u{11a8}"),
        ] {
            assert_eq!(Folded::of(one).string, Folded::of(other).string, "{one}");
        }
    }

    proptest! {
        #[test]
        fn pieces_of_a_text_are_found_in_it(
            text in "([a-c ]{1,3}|é|e\u{301}|“|\u{a0}| \n |각|ᄀ|ﬁ|\u{ad}|漢字|😊|`){0,30}",
            at in any::<prop::sample::Index>(),
            length in 1..20_usize,
        ) {
            // A quote that starts and ends where a reader sees characters end.
            let cut = |at: usize| (at..=text.len()).find(|at| {
                text.get(*at..).is_some_and(|rest| rest.chars().next().is_none_or(|next| {
                    canonical_combining_class(next) == 0 && !next.is_whitespace()
                })) && !text.get(..*at).unwrap_or_default().ends_with(char::is_whitespace)
            });
            if let Some(start) = cut(at.index(text.len() + 1))
                && let Some(end) = cut(start + length.min(text.len() - start))
                && start < end
            {
                let folded = Folded::of(&text);
                let quote = Folded::of(&text[start..end]).string;
                prop_assume!(!quote.is_empty());
                let found = folded.string.match_indices(&quote).any(|(at, _)| {
                    let (from, to) = (folded.start(at), folded.end(at + quote.len()));
                    from < end && start < to && Folded::of(&text[from..to]).string.contains(&quote)
                });
                prop_assert!(found, "{:?} in {:?}", quote, folded);
            }
        }

        #[test]
        fn composed_and_decomposed_are_folded_alike(text in "[a-zà-ÿ가-힣 ]{0,30}") {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(Folded::of(&nfc).string, Folded::of(&nfd).string);
        }
    }
}
