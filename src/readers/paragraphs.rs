//! The paragraphs, lists and tables of a word processor as plain text.

use super::flow::{Flow, Gap};

/// Text made of paragraphs. Items of a list stand on lines of their own, cells of a row are divided by tabs.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    flow: Flow,
    /// How many cells of tables are open.
    cells: usize,
    /// Whether the open paragraph has no text yet.
    is_new: bool,
    is_in_list: bool,
    was_in_list: bool,
}

impl Paragraphs {
    /// A paragraph starts. One that stays empty leaves no trace.
    pub fn start(&mut self, is_in_list: bool) {
        self.is_new = true;
        self.is_in_list = is_in_list;
    }

    /// The paragraph that has just started is an item of a list.
    pub fn is_item(&mut self) {
        self.is_in_list = true;
    }

    /// A cell of a table starts.
    pub fn open_cell(&mut self) {
        self.cells += 1;
        self.flow.gap(Gap::Tab);
    }

    /// A cell of a table ends.
    pub fn close_cell(&mut self) {
        self.cells = self.cells.saturating_sub(1);
    }

    /// A row of a table ends.
    pub fn end_row(&mut self) {
        self.flow.gap(Gap::Line);
    }

    /// A table starts or ends.
    pub fn edge_of_table(&mut self) {
        self.flow.gap(Gap::Paragraph);
    }

    /// Text in which every character counts.
    pub fn verbatim(&mut self, text: &str) {
        self.begin();
        self.flow.verbatim(text);
    }

    /// Text in which a run of blanks means one.
    pub fn words(&mut self, text: &str) {
        self.begin();
        self.flow.words(text);
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.flow.into_text()
    }

    fn begin(&mut self) {
        if std::mem::take(&mut self.is_new) {
            self.flow.gap(match (self.cells, self.is_in_list && self.was_in_list) {
                (0, false) => Gap::Paragraph,
                (0, true) => Gap::Line,
                // The paragraphs of a cell stay in its line.
                _ => Gap::Space,
            });
            self.was_in_list = self.is_in_list;
        }
    }
}
