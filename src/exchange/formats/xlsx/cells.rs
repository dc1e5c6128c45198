//! What fits into a cell.

use super::super::{Document, Loss, Losses, losses::example};

/// How many UTF-16 code units a cell holds.
const MOST: usize = 32_767;

/// The start of a text, as much of it as a cell holds.
pub(super) fn cut(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Whether a text of a cell may have been longer.
pub(super) fn is_full(text: &str) -> bool {
    // A character of two units may have been the first that had no room.
    text.len() >= MOST - 1 && text.encode_utf16().count() >= MOST - 1
}

fn is_cut(text: &str) -> bool {
    cut(text).len() < text.len()
}

/// The document with its texts cut to the length of a cell. Quotes are cut as well when they are written.
pub(super) fn fit(mut document: Document, losses: &mut Losses) -> Document {
    let id = document.id.clone();
    let metadata = &mut document.metadata;
    for fact in [
        &mut metadata.title,
        &mut metadata.author,
        &mut metadata.source,
        &mut metadata.url,
        &mut metadata.date,
        &mut metadata.language,
    ] {
        if let Some(text) = fact.as_mut().filter(|text| is_cut(text)) {
            losses.add(Loss::Cut, || example(&id, text));
            text.truncate(cut(text).len());
        }
    }
    fit_extra(&mut document, losses);
    let text = std::sync::Arc::clone(&document.text);
    for annotation in document.layers.iter_mut().flat_map(|layer| &mut layer.annotations) {
        let quote = text.slice(annotation.span);
        for part in [&mut annotation.note, &mut annotation.origin] {
            if let Some(text) = part.as_mut().filter(|text| is_cut(text)) {
                losses.add(Loss::Cut, || example(&id, text));
                *text = cut(text).into();
            }
        }
        if is_cut(quote) {
            losses.add(Loss::Cut, || example(&id, quote));
        }
    }
    document
}

/// All that is extra goes into one cell; the longest of it is left out until it fits.
fn fit_extra(document: &mut Document, losses: &mut Losses) {
    while serde_json::to_string(&document.extra).is_ok_and(|json| is_cut(&json)) {
        let longest = document
            .extra
            .iter()
            .max_by_key(|(name, value)| name.len() + value.len());
        let Some(name) = longest.map(|(name, _)| name.clone()) else {
            break;
        };
        let value = document.extra.remove(&name).unwrap_or_default();
        losses.add(Loss::Cut, || example(&document.id, &value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("ab"), "ab");
        let long = "😊".repeat(20_000);
        assert_eq!(cut(&long).chars().count(), 16_383);
        assert!(is_full(cut(&long)) && !is_full("ab"));
        let exact = "a".repeat(MOST);
        assert_eq!(cut(&exact), exact);
    }
}
