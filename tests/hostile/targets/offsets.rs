//! Positions in bytes, code points and UTF-16, against counting them one by one.

use glossator::article::{ByteOffset, CharOffset, SpanError, Text, Utf16Offset, whole_graphemes, word_at};

use super::input;

pub fn seeds() -> Vec<Vec<u8>> {
    ["", "a\nb\n", "é😊\r\n文", "e\u{301}👨‍👩‍👧‍👦"]
        .into_iter()
        .flat_map(|piece| [piece.to_owned(), piece.repeat(40), piece.repeat(300)])
        .map(String::into_bytes)
        .collect()
}

pub fn run(input: &[u8]) {
    let string = input::text(input);
    let text = Text::new(string.clone());
    assert_eq!(text.end().get(), string.len());
    assert_eq!(text.line_count(), string.split('\n').count());
    lines(&text, &string);
    units(&text, &string);
    // Places that the input itself chooses, also in the middle of characters and beyond the end.
    let places = input.iter().take(64).zip(input.iter().rev());
    let mut places = places.map(|(one, other)| (usize::from(*one) * 256 + usize::from(*other)) % (string.len() + 9));
    while let (Some(one), Some(other)) = (places.next(), places.next()) {
        spans(&text, &string, one, other);
    }
}

fn lines(text: &Text, string: &str) {
    for (index, line) in string.split('\n').enumerate().take(200) {
        let range = text.line(index);
        assert_eq!(&string[range.clone()], line);
        assert_eq!(text.line_of(ByteOffset::new(range.start)), index);
        assert_eq!(text.line_of(ByteOffset::new(range.end)), index);
    }
    assert_eq!(text.line(text.line_count()), string.len()..string.len());
}

/// Every place of the text in each unit, there and back.
fn units(text: &Text, string: &str) {
    let (mut chars, mut utf16) = (0, 0);
    let ends = string.char_indices().map(|(at, character)| (at, Some(character)));
    for (at, character) in ends.chain([(string.len(), None)]) {
        let byte = ByteOffset::new(at);
        assert_eq!(text.byte_to_char(byte).get(), chars);
        assert_eq!(text.byte_to_utf16(byte).get(), utf16);
        assert_eq!(text.char_to_byte(CharOffset::new(chars)), Some(byte));
        assert_eq!(text.utf16_to_byte(Utf16Offset::new(utf16)), Some(byte));
        for inside in 1..character.map_or(1, char::len_utf8) {
            assert_eq!(text.floor(ByteOffset::new(at + inside)), byte);
            assert_eq!(text.byte_to_char(ByteOffset::new(at + inside)).get(), chars);
        }
        if character.is_some_and(|character| character.len_utf16() == 2) {
            assert_eq!(text.utf16_to_byte(Utf16Offset::new(utf16 + 1)), None);
        }
        chars += 1;
        utf16 += character.map_or(1, char::len_utf16);
    }
    // One was counted for the end.
    assert_eq!(text.char_to_byte(CharOffset::new(chars)), None);
    assert_eq!(text.utf16_to_byte(Utf16Offset::new(utf16)), None);
    assert_eq!(text.char_to_byte(CharOffset::new(usize::MAX)), None);
}

fn spans(text: &Text, string: &str, start: usize, end: usize) {
    let span = text.span(ByteOffset::new(start), ByteOffset::new(end));
    let expected = match string.get(start..end) {
        _ if start >= end => Err(SpanError::Empty),
        _ if end > string.len() => Err(SpanError::BeyondEnd),
        None => Err(SpanError::InsideCharacter),
        Some(quote) => Ok(quote),
    };
    assert_eq!(span.map(|span| text.slice(span)), expected);
    let Ok(span) = span else { return };
    let chars = (text.byte_to_char(span.start()), text.byte_to_char(span.end()));
    assert_eq!(text.span_of_chars(chars.0, chars.1), Ok(span));
    let quote = text.slice(span);
    let trimmed = text.trimmed(span).map(|span| text.slice(span)).unwrap_or_default();
    assert_eq!(trimmed, quote.trim());
    let whole = whole_graphemes(text, span);
    assert!(whole.covers(span));
    assert_eq!(whole_graphemes(text, whole), whole, "widening twice widens more");
    if let Some(word) = word_at(text, span.start()) {
        assert!(!text.slice(word).is_empty());
    }
}
