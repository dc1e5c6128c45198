//! Readers of files that are text: plain and marked-up texts, mails, and tables of them.

use std::{
    fs::File,
    io::{Seek, Write},
    ops::ControlFlow,
};

use glossator::{
    article::{Article, decode},
    readers::{self, Draft, Kind, Limits, Options},
};

use super::{input, samples};

const KINDS: [Kind; 9] = [
    Kind::Text,
    Kind::Markdown,
    Kind::Html,
    Kind::Mhtml,
    Kind::Mail,
    Kind::Jsonl,
    Kind::Json,
    Kind::Csv,
    Kind::Tsv,
];
/// Added to the number of a kind: pages are read whole.
const WHOLE: usize = 128;

pub fn seeds() -> Vec<Vec<u8>> {
    let files = samples("tests/data/readers").into_iter().filter_map(|(name, bytes)| {
        let kind = Kind::of(&name, &bytes[..bytes.len().min(readers::HEAD)]).ok()?;
        let number = KINDS.iter().position(|other| *other == kind)?;
        Some(input::of_parts(number, &[&bytes]))
    });
    files.collect()
}

pub fn run(input: &[u8]) {
    let Some((first, bytes)) = input::choice(input) else {
        return;
    };
    let kind = KINDS[(first % WHOLE) % KINDS.len()];
    let options = Options {
        whole_page: first >= WHOLE,
        ..Options::default()
    };
    let name = format!("article.{}", kind.extensions()[0]);
    let _ = Kind::of(&name, &bytes[..bytes.len().min(readers::HEAD)]);
    if kind.is_table() {
        let _ = readers::preview(kind, file(bytes), &name, &Limits::default());
    }
    let mut last = 0;
    let _ = readers::read(kind, file(bytes), &name, &options, &mut |draft| {
        let row = match &draft {
            Ok(draft) => draft.row,
            Err(error) => Some(error.row),
        };
        assert_eq!(row.is_some(), kind.is_table(), "rows of {kind:?}");
        // Cells may go over several lines, so rows need not follow each other; but they come in order.
        assert!(row.is_none_or(|row| row > last), "row {row:?} comes after {last}");
        last = row.unwrap_or(last);
        if let Ok(draft) = draft {
            check(kind, &draft);
        }
        ControlFlow::Continue(())
    });
}

/// A file of these bytes.
pub fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("written");
    file
}

/// What must be true of an article that a reader hands out.
pub fn check(kind: Kind, draft: &Draft) {
    let text = &draft.text;
    assert!(text.len() as u64 <= Limits::default().text);
    if kind.is_plain() {
        return;
    }
    assert!(!text.contains('\r'), "a carriage return in {text:?}");
    assert_eq!(text.trim_matches([' ', '\t', '\n']), text, "blanks around a text");
    let is_bare = |line: &str| !line.ends_with([' ', '\t']);
    assert!(text.split('\n').all(is_bare), "blanks at a line end of {text:?}");
    // What is kept is what was read.
    let article = Article::new("article.txt".into(), decode::plain(text.clone()));
    assert_eq!(article.text().as_str(), text);
}
