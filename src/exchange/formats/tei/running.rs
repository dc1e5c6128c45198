//! The running text of a TEI document, without its elements, and where these are in it.

use std::collections::HashMap;

use super::super::ReadError;

/// Elements that stand on lines of their own, with how many line ends are around them.
const BLOCKS: [(&str, u8); 22] = [
    ("p", 2),
    ("ab", 2),
    ("head", 2),
    ("div", 2),
    ("div1", 2),
    ("div2", 2),
    ("div3", 2),
    ("front", 2),
    ("body", 2),
    ("back", 2),
    ("lg", 2),
    ("list", 2),
    ("table", 2),
    ("quote", 0),
    ("sp", 2),
    ("opener", 2),
    ("closer", 2),
    ("l", 1),
    ("lb", 1),
    ("item", 1),
    ("row", 1),
    ("pb", 0),
];

/// A text that comes piece by piece.
pub(super) struct Running {
    text: String,
    /// How many characters it has.
    chars: usize,
    most: u64,
    /// How many elements are open since that of the text; nothing outside of it.
    depth: usize,
    /// At which depth the text began to be taken as it is, if it is.
    verbatim: Option<usize>,
    /// At which depth a note was opened, which is no part of the text.
    note: Option<usize>,
    /// What is between what was and what comes, if anything comes.
    line_ends: u8,
    is_space: bool,
    places: HashMap<String, (usize, usize)>,
}

impl Running {
    /// Nothing yet. It may have so many bytes.
    pub fn new(most: u64) -> Self {
        Self {
            text: String::new(),
            chars: 0,
            most,
            depth: 0,
            verbatim: None,
            note: None,
            line_ends: 0,
            is_space: false,
            places: HashMap::new(),
        }
    }

    /// Whether the text is open.
    pub fn is_in(&self) -> bool {
        self.depth > 0
    }

    /// An element opens. Whether it is in the text.
    pub fn open(&mut self, name: &str, space: Option<&str>) -> bool {
        if self.depth == 0 && name != "text" {
            return false;
        }
        self.depth += 1;
        self.block(name);
        if self.verbatim.is_none() && space == Some("preserve") {
            self.flush();
            self.verbatim = Some(self.depth);
        }
        if self.note.is_none() && name == "note" {
            self.note = Some(self.depth);
        }
        true
    }

    /// An element closes.
    pub fn close(&mut self, name: &str) {
        if self.depth == 0 {
            return;
        }
        for place in [&mut self.verbatim, &mut self.note] {
            if *place == Some(self.depth) {
                *place = None;
            }
        }
        self.block(name);
        self.depth -= 1;
    }

    fn block(&mut self, name: &str) {
        let block = BLOCKS.iter().find(|(block, _)| *block == name);
        if let (Some((_, line_ends)), None) = (block, self.verbatim) {
            self.line_ends = self.line_ends.max(*line_ends);
        }
    }

    /// More text.
    ///
    /// # Errors
    /// If it is too long.
    pub fn add(&mut self, text: &str) -> Result<(), ReadError> {
        if self.note.is_some() {
            return Ok(());
        }
        if (self.text.len() + text.len()) as u64 > self.most {
            return Err(ReadError::Broken(format!(
                "its text is longer than {} bytes",
                self.most
            )));
        }
        if self.verbatim.is_some() {
            self.text.push_str(text);
            self.chars += text.chars().count();
            return Ok(());
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.is_space = true;
            } else {
                self.flush();
                self.push(character);
            }
        }
        Ok(())
    }

    fn push(&mut self, character: char) {
        self.text.push(character);
        self.chars += 1;
    }

    /// Writes what is between.
    fn flush(&mut self) {
        let (line_ends, is_space) = (std::mem::take(&mut self.line_ends), std::mem::take(&mut self.is_space));
        if self.verbatim.is_some() || self.text.is_empty() {
            return;
        }
        match line_ends {
            0 if is_space && !self.text.ends_with(['\n', ' ']) => self.push(' '),
            line_ends => (0..line_ends).for_each(|_| self.push('\n')),
        }
    }

    /// Where the text has come to, in characters.
    pub fn here(&mut self) -> usize {
        self.flush();
        self.chars
    }

    /// Something that can be pointed at reaches from `start` up to here.
    pub fn place(&mut self, pointer: String, start: usize) {
        self.places.insert(pointer, (start, self.chars));
    }

    /// Where that is.
    pub fn place_of(&self, pointer: &str) -> Option<(usize, usize)> {
        self.places.get(pointer).copied()
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.text
    }
}
