//! How much of each part of the text has which label: what the map is drawn from.
//!
//! The text is cut into equal cells, more of them than a screen has rows of pixels. Each counts the bytes that a label
//! takes up in it, so that an edit adds to the cells it touches or takes from them, whatever else there is, and a window
//! of another height only adds up the same cells otherwise.

use std::{ops::Range, sync::Arc};

use crate::{
    annotation::Annotation,
    article::{ByteOffset, Text},
    labels::LabelId,
    workspace::{Document, Walk},
};

/// How many annotations are counted in one frame when an article was opened: a millisecond or two.
const COUNTED_AT_ONCE: usize = 10_000;
/// No screen of today has more rows of pixels, and a map beside a text is never taller than the screen.
const MOST_CELLS: usize = 4096;

/// The cells of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Bytes of the text.
    len: usize,
    cells: usize,
}

impl Grid {
    fn of(len: usize) -> Self {
        Self {
            len,
            cells: len.clamp(1, MOST_CELLS),
        }
    }

    /// Where a cell starts; the one after the last is where the text ends.
    fn edge(self, cell: usize) -> usize {
        (cell as u64 * self.len as u64 / self.cells.max(1) as u64) as usize
    }

    /// The cell that a byte of the text is in.
    fn cell_of(self, byte: usize) -> usize {
        let beyond = (byte as u64 + 1) * self.cells as u64;
        (beyond.div_ceil(self.len.max(1) as u64) as usize)
            .saturating_sub(1)
            .min(self.cells.saturating_sub(1))
    }

    /// The cells that a row of `rows` shows: at least one.
    fn of_row(self, row: usize, rows: usize) -> Range<usize> {
        let at = |row: usize| row * self.cells / rows.max(1);
        let first = at(row).min(self.cells.saturating_sub(1));
        first..at(row + 1).max(first + 1).min(self.cells)
    }

    /// The bytes that a row of `rows` shows.
    pub fn bytes(self, row: usize, rows: usize) -> Range<usize> {
        let cells = self.of_row(row, rows);
        self.edge(cells.start)..self.edge(cells.end)
    }
}

/// Bytes that are covered, cell by cell.
type Cells = Vec<u32>;

/// The labels of an article, cell by cell.
#[derive(Default)]
pub struct Coverage {
    text: Option<Arc<Text>>,
    revision: u64,
    grid: Grid,
    labels: Vec<(LabelId, Cells)>,
    unsure: Cells,
    walk: Walk,
    /// Grows with every change.
    stamp: u64,
    /// How many cells were ever written.
    written: u64,
}

impl Coverage {
    /// Takes over what changed in the article since the last call, and goes on counting. Whether all is counted: if not,
    /// call again.
    pub fn follow(&mut self, document: &Document) -> bool {
        let same = self
            .text
            .as_ref()
            .is_some_and(|text| Arc::ptr_eq(text, document.text()));
        let changes = document.changes();
        match changes.since(self.revision).filter(|_| same) {
            Some(_) if self.revision == changes.revision() && self.walk.is_complete() => return true,
            Some(edits) => edits.for_each(|edit| {
                let (before, after) = edit.sides();
                for (annotation, add) in before
                    .map(|before| (before, false))
                    .into_iter()
                    .chain(after.map(|after| (after, true)))
                {
                    if !self.walk.is_ahead(annotation) {
                        self.count(annotation, add);
                    }
                }
            }),
            None => self.start(document),
        }
        self.revision = changes.revision();
        self.stamp += 1;
        let (mut walk, mut left) = (std::mem::take(&mut self.walk), COUNTED_AT_ONCE);
        walk.go_on(document, |annotation| {
            self.count(annotation, true);
            left -= 1;
            left > 0
        });
        self.walk = walk;
        self.walk.is_complete()
    }

    /// Begins anew.
    fn start(&mut self, document: &Document) {
        self.text = Some(Arc::clone(document.text()));
        self.grid = Grid::of(document.text().end().get());
        self.labels.clear();
        self.unsure = vec![0; self.grid.cells];
        self.walk = Walk::default();
    }

    fn count(&mut self, annotation: &Annotation, add: bool) {
        let grid = self.grid;
        let place = match self.labels.iter().position(|(label, _)| *label == annotation.label) {
            Some(place) => place,
            None => {
                self.labels.push((annotation.label.clone(), vec![0; grid.cells]));
                self.labels.len() - 1
            }
        };
        let (start, end) = (annotation.span.start().get(), annotation.span.end().get());
        let touched = grid.cell_of(start)..grid.cell_of(end.saturating_sub(1)) + 1;
        let labelled = self.labels.get_mut(place).map(|(_, cells)| cells);
        let unsure = annotation.unsure.then_some(&mut self.unsure);
        for cells in labelled.into_iter().chain(unsure) {
            let inside = cells.get_mut(touched.clone()).unwrap_or_default();
            for (covered, cell) in inside.iter_mut().zip(touched.clone()) {
                let bytes = end.min(grid.edge(cell + 1)).saturating_sub(start.max(grid.edge(cell))) as u32;
                *covered = match add {
                    true => covered.saturating_add(bytes),
                    false => covered.saturating_sub(bytes),
                };
            }
            self.written += inside.len() as u64;
        }
    }

    /// The cells of the text.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Another number whenever anything changed.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    /// The labels that were ever counted.
    pub fn labels(&self) -> impl Iterator<Item = &LabelId> {
        self.labels.iter().map(|(label, _)| label)
    }

    /// How much of each of `rows` rows has a label, from 0 to 1.
    pub fn of_label(&self, label: &LabelId, rows: usize) -> Vec<f32> {
        let cells = self.labels.iter().find(|(known, _)| known == label);
        self.shares(cells.map(|(_, cells)| cells), rows)
    }

    /// How much of each of `rows` rows is unsure, from 0 to 1.
    pub fn unsure(&self, rows: usize) -> Vec<f32> {
        self.shares(Some(&self.unsure), rows)
    }

    fn shares(&self, cells: Option<&Cells>, rows: usize) -> Vec<f32> {
        let Some(cells) = cells else { return vec![0.0; rows] };
        let share = |row: usize| {
            let shown = self.grid.of_row(row, rows);
            let bytes = self.grid.bytes(row, rows).len().max(1);
            let covered: u64 = cells
                .get(shown)
                .unwrap_or_default()
                .iter()
                .map(|bytes| u64::from(*bytes))
                .sum();
            (covered as f32 / bytes as f32).min(1.0)
        };
        (0..rows).map(share).collect()
    }

    /// The position at a part of the way through the text.
    pub fn at(&self, part: f32) -> ByteOffset {
        ByteOffset::new((f64::from(part.clamp(0.0, 1.0)) * self.grid.len as f64) as usize)
    }

    /// How far through the text a position is, from 0 to 1.
    pub fn part(&self, at: ByteOffset) -> f32 {
        (at.get() as f64 / self.grid.len.max(1) as f64) as f32
    }

    /// How many cells were written since the article was opened.
    #[cfg(test)]
    fn written(&self) -> u64 {
        self.written
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::ByteOffset,
        store::settings::SettingsFile,
        workspace::{Command, Press, Workspace},
    };

    /// A workspace on a text, in a folder of its own.
    #[expect(clippy::disallowed_methods, reason = "the folder is the test's own")]
    fn opened(text: &str) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, text).expect("written");
        let mut workspace = Workspace::new(SettingsFile::load_from(folder.path()), Arc::new(|| {}));
        workspace.run(Command::OpenFile(path));
        workspace.wait();
        (folder, workspace)
    }

    fn label(workspace: &mut Workspace, start: usize, end: usize, index: usize) {
        workspace.run(Command::Press(Press {
            at: ByteOffset::new(start),
            count: 1,
            extend: false,
            exact: true,
        }));
        workspace.run(Command::Drag {
            to: ByteOffset::new(end),
            exact: true,
        });
        workspace.run(Command::Release);
        let labels = workspace.document().expect("open").labels().labels();
        let label = labels[index].id.clone();
        workspace.run(Command::Label(label));
    }

    fn counted_anew(document: &Document) -> Coverage {
        let mut coverage = Coverage::default();
        while !coverage.follow(document) {}
        coverage
    }

    proptest! {
        #[test]
        fn every_byte_is_in_the_cell_whose_edges_are_around_it(len in 1usize..3_000_000, part in 0.0..1.0) {
            let grid = Grid::of(len);
            let byte = ((len as f64 * part) as usize).min(len - 1);
            let cell = grid.cell_of(byte);
            prop_assert!(grid.edge(cell) <= byte && byte < grid.edge(cell + 1), "{byte} in {cell} of {grid:?}");
            prop_assert_eq!(grid.edge(grid.cells), len);
        }

        #[test]
        fn rows_show_all_cells_in_order(len in 1usize..100_000, rows in 1usize..2_000) {
            let grid = Grid::of(len);
            prop_assert_eq!(grid.of_row(0, rows).start, 0);
            prop_assert_eq!(grid.of_row(rows - 1, rows).end, grid.cells);
            for row in 1..rows {
                let (above, below) = (grid.of_row(row - 1, rows), grid.of_row(row, rows));
                prop_assert!(below.start <= above.end && below.start >= above.start && !below.is_empty());
            }
        }

        #[test]
        fn counting_along_gives_what_counting_anew_gives(
            steps in prop::collection::vec((0usize..300, 1usize..60, 0usize..6), 1..25),
        ) {
            let (_folder, mut workspace) = opened(&"abcdefghi. ".repeat(40));
            let mut coverage = Coverage::default();
            coverage.follow(workspace.document().expect("open"));
            for (start, len, what) in steps {
                match what {
                    0 => workspace.run(Command::Undo),
                    1 => workspace.run(Command::ToggleUnsure),
                    2 => workspace.run(Command::Delete),
                    label_at => label(&mut workspace, start, start + len, label_at - 3),
                }
                let document = workspace.document().expect("open");
                coverage.follow(document);
                let anew = counted_anew(document);
                for rows in [1, 7, 100, 5_000] {
                    prop_assert_eq!(coverage.unsure(rows), anew.unsure(rows));
                    for label in document.labels().labels() {
                        prop_assert_eq!(coverage.of_label(&label.id, rows), anew.of_label(&label.id, rows));
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_is_as_full_as_its_text_is_labelled() {
        let (_folder, mut workspace) = opened(&"abcdefghi.\n".repeat(100));
        label(&mut workspace, 110, 120, 1);
        let document = workspace.document().expect("open");
        let coverage = counted_anew(document);
        let id = &document.labels().labels()[1].id;
        let shares = coverage.of_label(id, 100);
        assert_eq!(shares.iter().filter(|share| **share > 0.0).count(), 1);
        assert!((shares[10] - 10.0 / 11.0).abs() < 0.001);
        assert!((coverage.of_label(id, 10)[1] - 1.0 / 11.0).abs() < 0.001);
        assert_eq!(coverage.at(coverage.part(ByteOffset::new(110))).get(), 110);
    }

    #[test]
    fn a_label_costs_the_cells_it_touches_however_many_there_are() {
        let sentence = "The committee agreed on nothing at all.\n";
        let (_folder, mut workspace) = opened(&sentence.repeat(50_000));
        let document = workspace.document().expect("open");
        assert!(document.text().end().get() > 1_900_000);
        workspace.run(Command::ShowFind);
        workspace.run(Command::Find(crate::article::Query {
            pattern: "committee".into(),
            ..Default::default()
        }));
        let fact = workspace.document().expect("open").labels().labels()[0].id.clone();
        workspace.run(Command::LabelAllHits(fact));
        let mut coverage = Coverage::default();
        assert!(!coverage.follow(workspace.document().expect("open")));
        assert!(coverage.written() < 30_000, "a piece at a time");
        while !coverage.follow(workspace.document().expect("open")) {}
        assert_eq!(workspace.document().expect("open").layer().len(), 50_000);
        let opened = coverage.written();
        assert!(opened >= 50_000, "{opened}");

        label(&mut workspace, 1_000_000, 1_000_009, 1);
        coverage.follow(workspace.document().expect("open"));
        assert!(coverage.written() - opened <= 2, "one word is in one cell or two");
        let stamp = coverage.stamp();
        coverage.follow(workspace.document().expect("open"));
        assert_eq!(coverage.stamp(), stamp, "and nothing new costs nothing");
    }
}
