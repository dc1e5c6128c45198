//! Word documents (.docx).

use super::{
    Draft, Limits, Problem,
    archive::Archive,
    paragraphs::Paragraphs,
    tidy::tidy,
    xml::{self, Piece, Then},
};
use crate::article::Metadata;

const CORE: &str = "docProps/core.xml";

/// Reads the bytes of a document.
pub(super) fn read(bytes: Vec<u8>, limits: Limits) -> Result<Draft, Problem> {
    let mut archive = Archive::open(bytes, limits)?;
    let part = main_part(&mut archive, limits)?;
    let mut story = Story::default();
    story.add(&part, &archive.needed(&part)?, limits)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = archive.text(notes)? {
            story.add(notes, &xml, limits)?;
        }
    }
    Ok(Draft {
        text: limits.accept(tidy(&story.paragraphs.into_text()))?,
        metadata: metadata(&mut archive, limits)?,
        ..Draft::default()
    })
}

/// The name of the part that holds the text. All but a few programs call it the same.
fn main_part(archive: &mut Archive, limits: Limits) -> Result<String, Problem> {
    const USUAL: &str = "word/document.xml";
    const LIST: &str = "_rels/.rels";
    let mut found = None;
    let Some(list) = archive.text(LIST)? else {
        return Ok(USUAL.to_owned());
    };
    xml::read(LIST, &list, limits.depth, &mut |piece| {
        if let Piece::Open("Relationship", attributes) = piece
            && attributes
                .get("Type")
                .is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            found = attributes.get("Target");
        }
        Then::On
    })?;
    Ok(found.map_or(USUAL.to_owned(), |part| part.trim_start_matches('/').to_owned()))
}

fn metadata(archive: &mut Archive, limits: Limits) -> Result<Metadata, Problem> {
    let Some(core) = archive.text(CORE)? else {
        return Ok(Metadata::default());
    };
    let names = ["title", "creator", "created", "modified", "language"];
    let [title, author, created, modified, language] = xml::facts(CORE, &core, limits.depth, names)?;
    Ok(Metadata {
        title,
        author,
        date: created.or(modified),
        language,
        ..Metadata::default()
    })
}

/// The running text of a document.
#[derive(Default)]
struct Story {
    paragraphs: Paragraphs,
    /// Whether the open element is one whose text is text (and not, say, a formula for a date).
    in_text: bool,
    /// How many properties of a paragraph are open: a tab in them is a setting.
    in_properties: usize,
}

impl Story {
    fn add(&mut self, part: &str, xml: &str, limits: Limits) -> Result<(), Problem> {
        xml::read(part, xml, limits.depth, &mut |piece| match piece {
            Piece::Open(name, attributes) => self.open(name, &attributes),
            Piece::Close(name) => {
                self.close(name);
                Then::On
            }
            Piece::Text(text) => {
                if self.in_text {
                    self.paragraphs.verbatim(&text);
                }
                Then::On
            }
        })
    }

    fn open(&mut self, name: &str, attributes: &xml::Attributes) -> Then {
        match name {
            // What was deleted, moved away or is there a second time for older programs; lines that divide notes.
            "del" | "moveFrom" | "Fallback" => return Then::Skip,
            "footnote" | "endnote" if attributes.get("type").is_some_and(|kind| kind != "normal") => return Then::Skip,
            "pPr" => self.in_properties += 1,
            "numPr" => self.paragraphs.is_item(),
            "pStyle" if attributes.get("val").is_some_and(|style| style.starts_with("List")) => {
                self.paragraphs.is_item()
            }
            "p" => self.paragraphs.start(false),
            "tc" => self.paragraphs.open_cell(),
            "tbl" => self.paragraphs.edge_of_table(),
            "t" => self.in_text = true,
            _ if self.in_properties > 0 => {}
            "tab" | "ptab" => self.paragraphs.verbatim("\t"),
            "br" | "cr" => self.paragraphs.verbatim("\n"),
            "noBreakHyphen" => self.paragraphs.verbatim("\u{2011}"),
            "softHyphen" => self.paragraphs.verbatim("\u{ad}"),
            _ => {}
        }
        Then::On
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "tc" => self.paragraphs.close_cell(),
            "tr" => self.paragraphs.end_row(),
            "tbl" => self.paragraphs.edge_of_table(),
            _ => {}
        }
    }
}
