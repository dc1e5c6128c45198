//! OpenDocument texts (.odt), as LibreOffice writes them.

use super::{
    Draft, Limits, Problem,
    archive::Archive,
    paragraphs::Paragraphs,
    tidy::tidy,
    xml::{self, Piece, Then},
};
use crate::article::Metadata;

const CONTENT: &str = "content.xml";
const META: &str = "meta.xml";
/// No one writes more blanks in a row; a file that says so wants to fill the memory.
const MOST_BLANKS: usize = 1000;

/// Reads the bytes of a document.
pub(super) fn read(bytes: Vec<u8>, limits: Limits) -> Result<Draft, Problem> {
    let mut archive = Archive::open(bytes, limits)?;
    let content = archive.needed(CONTENT)?;
    let mut story = Story::default();
    xml::read(CONTENT, &content, limits.depth, &mut |piece| match piece {
        Piece::Open(name, attributes) => story.open(name, &attributes),
        Piece::Close(name) => {
            story.close(name);
            Then::On
        }
        Piece::Text(text) => {
            if story.open_paragraphs > 0 {
                story.text().words(&text);
            }
            Then::On
        }
    })?;
    let text = format!("{}\n\n{}", story.body.into_text(), story.notes.into_text());
    Ok(Draft {
        text: limits.accept(tidy(&text))?,
        metadata: metadata(&mut archive, limits)?,
        ..Draft::default()
    })
}

fn metadata(archive: &mut Archive, limits: Limits) -> Result<Metadata, Problem> {
    let Some(meta) = archive.text(META)? else {
        return Ok(Metadata::default());
    };
    let names = [
        "title",
        "initial-creator",
        "creator",
        "creation-date",
        "date",
        "language",
    ];
    let [title, first_author, author, created, date, language] = xml::facts(META, &meta, limits.depth, names)?;
    Ok(Metadata {
        title,
        author: first_author.or(author),
        date: created.or(date),
        language,
        ..Metadata::default()
    })
}

/// The running text of a document; notes are collected to stand at its end.
#[derive(Default)]
struct Story {
    body: Paragraphs,
    notes: Paragraphs,
    open_notes: usize,
    open_paragraphs: usize,
    open_items: usize,
}

impl Story {
    fn text(&mut self) -> &mut Paragraphs {
        if self.open_notes > 0 {
            &mut self.notes
        } else {
            &mut self.body
        }
    }

    fn open(&mut self, name: &str, attributes: &xml::Attributes) -> Then {
        match name {
            // What others remarked, what was deleted, the numbers of notes, and titles of pictures.
            "annotation" | "tracked-changes" | "note-citation" | "desc" | "title" => return Then::Skip,
            "note" => self.open_notes += 1,
            "p" | "h" => {
                self.open_paragraphs += 1;
                let is_in_list = self.open_items > 0 && self.open_notes == 0;
                self.text().start(is_in_list);
            }
            "list-item" => self.open_items += 1,
            "table" => self.text().edge_of_table(),
            "table-cell" => self.text().open_cell(),
            _ if self.open_paragraphs == 0 => {}
            "s" => {
                let count = attributes.get("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.text().verbatim(&" ".repeat(MOST_BLANKS.min(count)));
            }
            "tab" => self.text().verbatim("\t"),
            "line-break" => self.text().verbatim("\n"),
            _ => {}
        }
        Then::On
    }

    fn close(&mut self, name: &str) {
        match name {
            "note" => self.open_notes = self.open_notes.saturating_sub(1),
            "p" | "h" => self.open_paragraphs = self.open_paragraphs.saturating_sub(1),
            "list-item" => self.open_items = self.open_items.saturating_sub(1),
            "table" => self.text().edge_of_table(),
            "table-cell" => self.text().close_cell(),
            "table-row" => self.text().end_row(),
            _ => {}
        }
    }
}
