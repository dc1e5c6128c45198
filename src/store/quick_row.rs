//! A row of an annotation file as this program writes it, read without a parser of RON: field by field, in their order.

use std::borrow::Cow;

use super::outline::OutlinedMark;
use crate::labels::LabelId;

/// The annotation of a line; `None` if it is not written just so, although it may be right.
pub(super) fn mark(line: &str) -> Option<OutlinedMark> {
    let mut row = Row(line);
    row.skip("    (at: (")?;
    let start = row.number()?;
    row.skip(", ")?;
    let end = row.number()?;
    row.skip("), label: ")?;
    let label = LabelId::new(&*row.text()?);
    if row.skip(", second: ").is_some() {
        row.text()?;
    }
    row.skip(", quote: ")?;
    let quote = row.text()?;
    if row.skip(", before: ").is_some() {
        row.text()?;
    }
    let note = match row.skip(", note: ") {
        Some(()) => Some(row.text()?),
        None => None,
    };
    let unsure = row.skip(", unsure: true").is_some();
    if row.skip(", origin: ").is_some() {
        row.text()?;
    }
    row.skip(", id: ")?;
    row.text()?;
    row.skip(", made: ")?;
    let made = row.text()?;
    if row.skip(", changed: ").is_some() {
        row.text()?;
    }
    if row.skip(", moved: true").is_some() && row.skip(", was: ").is_some() {
        row.text()?;
    }
    row.skip("),")?;
    row.0.is_empty().then(|| OutlinedMark {
        at: (start, end),
        label,
        quote: quote.into(),
        note: note.map(Into::into),
        unsure,
        made: made.parse().ok(),
    })
}

/// What is left of a line.
struct Row<'a>(&'a str);

impl<'a> Row<'a> {
    fn skip(&mut self, what: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(what)?;
        Some(())
    }

    fn number(&mut self) -> Option<u32> {
        let end = self.0.find(|character: char| !character.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        digits.parse().ok()
    }

    /// A text in quotation marks, or a raw one.
    fn text(&mut self) -> Option<Cow<'a, str>> {
        if let Some(rest) = self.0.strip_prefix('"') {
            let end = rest.find(['"', '\\'])?;
            let (text, after) = rest.split_at_checked(end)?;
            if let Some(after) = after.strip_prefix('"') {
                self.0 = after;
                return Some(Cow::Borrowed(text));
            }
            return self.escaped();
        }
        let rest = self.0.strip_prefix('r')?;
        let hashes = rest.find('"')?;
        let (mark, rest) = rest.split_at_checked(hashes)?;
        if !mark.bytes().all(|byte| byte == b'#') {
            return None;
        }
        let close = format!("\"{mark}");
        let rest = rest.strip_prefix('"')?;
        let end = rest.find(&close)?;
        let (text, after) = rest.split_at_checked(end)?;
        self.0 = after.strip_prefix(close.as_str())?;
        Some(Cow::Borrowed(text))
    }

    /// A text with escapes: its end is found here, what the escapes mean is left to RON.
    fn escaped(&mut self) -> Option<Cow<'a, str>> {
        let inside = self.0.strip_prefix('"')?;
        let mut is_escaped = false;
        let end = inside.find(|character: char| {
            let ends = character == '"' && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            ends
        })?;
        // With both marks.
        let (quoted, after) = self.0.split_at_checked(end + 2)?;
        self.0 = after;
        ron::from_str(quoted).ok().map(Cow::Owned)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{
        Header, Home, outline,
        samples::{annotation_at, article, layer},
        save_layer,
    };

    proptest! {
        /// What is read quickly is what the file says; what is not written so is not read at all.
        #[test]
        fn rows_are_read_as_ron_reads_them(
            quote in "[a-z\"\\\\#\n\t😊é ]{1,12}",
            note in proptest::option::of("[a-z\"\\\\#\n,: ]{0,12}"),
            second in proptest::bool::ANY,
            unsure in proptest::bool::ANY,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.ron");
            let text = format!("x{quote}x {quote}");
            let article = article("a.txt", &text);
            let mut annotation = annotation_at(&article, "k3f9", 1, 1 + quote.len(), "fact");
            annotation.note = note.clone().map(Into::into);
            annotation.unsure = unsure;
            annotation.second = second.then(|| LabelId::new("opinion"));
            let header = Header::fresh(&article, "ana", Home::Beside);
            save_layer(&path, &article, &header, &layer([annotation])).expect("saved");
            let file = std::fs::read_to_string(&path).expect("a file");
            let line = file.lines().find(|line| line.starts_with("    (at: ")).expect("a row");
            let read = mark(line).expect("it is written so");
            prop_assert_eq!(&*read.quote, quote.as_str());
            prop_assert_eq!((read.note.as_deref(), read.unsure), (note.as_deref(), unsure));
            prop_assert!(read.made.is_some());
            let whole = outline(&path).expect("a file");
            prop_assert_eq!(&whole.marks, &[read]);
            prop_assert!(mark(&line.replace("unsure", "sure").replace("quote: ", "quote:")).is_none());
        }
    }
}
