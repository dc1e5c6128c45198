//! Where on the page positions of the text are, and what position a point is at.

use super::{Page, Placed, Stretch};
use crate::article::{ByteOffset, Span};
use crate::ui::text_view::blocks::snap_to_grapheme;

impl Page {
    /// The position in the text nearest to a point, as the blocks were last placed.
    pub(in super::super) fn hit(&self, x: f32, y: f32) -> ByteOffset {
        let distance = |placed: &Placed| match self.layouts.peek(&placed.block) {
            Some(layout) => (placed.top - y).max(y - (placed.top + layout.height)).max(0.0),
            None => f32::INFINITY,
        };
        let nearest = (self.placed.iter()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let Some(placed) = nearest else { return ByteOffset::ZERO };
        let Some(layout) = self.layouts.peek(&placed.block) else {
            return ByteOffset::ZERO;
        };
        let at = self.blocks.range(placed.block).start + layout.hit(x, y - placed.top);
        snap_to_grapheme(&self.text, ByteOffset::new(at))
    }

    /// The character at a point, as the position before it; `None` beside the text.
    pub(in super::super) fn character(&self, x: f32, y: f32) -> Option<ByteOffset> {
        let after = self.placed.partition_point(|placed| placed.top <= y);
        let placed = self.placed.get(after.checked_sub(1)?)?;
        let at = self.layouts.peek(&placed.block)?.character(x, y - placed.top)?;
        let at = ByteOffset::new(self.blocks.range(placed.block).start + at);
        Some(snap_to_grapheme(&self.text, at))
    }

    /// The stretches that a range of the text takes up in view, row by row.
    pub(in super::super) fn stretches(&self, start: ByteOffset, end: ByteOffset) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let first = self
            .placed
            .partition_point(|placed| self.blocks.range(placed.block).end <= start.get());
        for placed in self.placed.iter().skip(first) {
            let range = self.blocks.range(placed.block);
            if range.start >= end.get() {
                break;
            }
            let Some(layout) = self.layouts.peek(&placed.block) else {
                continue;
            };
            let inside = start.get().max(range.start) - range.start..end.get().min(range.end) - range.start;
            layout.stretches(&inside, |row, left, right| {
                if let Some(row) = layout.rows.get(row) {
                    stretches.push(Stretch {
                        left,
                        right,
                        top: placed.top + row.top,
                        bottom: placed.top + row.bottom,
                        baseline: placed.top + row.baseline,
                        em: layout.em,
                        rtl: layout.parley.is_rtl(),
                    });
                }
            });
        }
        stretches
    }

    /// Where a caret at `at` stands, if that is in view: a stretch without width.
    pub(in super::super) fn caret(&self, at: ByteOffset) -> Option<Stretch> {
        let block = self.blocks.of(at)?;
        let placed = self.placed.iter().find(|placed| placed.block == block)?;
        let layout = self.layouts.peek(&block)?;
        let inside = at.get().saturating_sub(self.blocks.range(block).start).min(layout.len);
        let (x, row) = layout.caret(inside);
        let row = layout.rows.get(row)?;
        Some(Stretch {
            left: x,
            right: x,
            top: placed.top + row.top,
            bottom: placed.top + row.bottom,
            baseline: placed.top + row.baseline,
            em: layout.em,
            rtl: layout.parley.is_rtl(),
        })
    }

    /// From the first byte to the last of all blocks in view.
    pub(in super::super) fn visible(&self) -> Option<Span> {
        let first = self.blocks.range(self.placed.first()?.block);
        let last = self.blocks.range(self.placed.last()?.block);
        self.text
            .span(ByteOffset::new(first.start), ByteOffset::new(last.end))
            .ok()
    }

    /// From the first byte to the last of all rows in view.
    pub(in super::super) fn rows_in_view(&self) -> Option<Span> {
        let rows = |placed: &Placed| {
            let layout = self.layouts.peek(&placed.block)?;
            let start = self.blocks.range(placed.block).start;
            let mut seen = layout
                .rows
                .iter()
                .filter(|row| placed.top + row.bottom > 0.0 && placed.top + row.top < self.view)
                .map(|row| start + row.range.start..start + row.range.end);
            let first = seen.next()?;
            Some(first.start..seen.last().map_or(first.end, |last| last.end))
        };
        // The blocks at the ends may show none of their rows, only the space between them.
        let first = self.placed.iter().find_map(rows)?;
        let last = self.placed.iter().rev().find_map(rows)?;
        self.text
            .span(ByteOffset::new(first.start), ByteOffset::new(last.end))
            .ok()
    }
}
