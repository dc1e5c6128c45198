//! Moving the page: by distances, to places, and to what should be seen.

use super::{Anchor, Page};
use crate::article::{ByteOffset, Span};
use crate::ui::text_view::blocks::snap_to_grapheme;
use crate::ui::text_view::fonts::FontSet;

/// How much context a revealed span gets, as a part of the view's height.
const CONTEXT: f32 = 0.16;

impl Page {
    /// The empty space above the first block and below the last.
    fn padding_above(&self) -> f32 {
        (self.spec.row(false) * 1.25).round()
    }

    pub(super) fn padding_below(&self) -> f32 {
        (self.spec.row(false) * 2.5).round()
    }

    pub(super) fn is_at_start(&self) -> bool {
        self.anchor.block == 0 && self.anchor.offset <= -f64::from(self.padding_above())
    }

    pub(in super::super) fn scroll_to_start(&mut self) {
        self.resting = None;
        self.anchor = Anchor {
            block: 0,
            offset: -f64::from(self.padding_above()),
        };
    }

    pub(in super::super) fn scroll_to_end(&mut self) {
        self.resting = None;
        self.anchor = Anchor {
            block: self.blocks.len().saturating_sub(1),
            // Placing finds that this is too far and comes back.
            offset: f64::from(self.padding_below()),
        };
    }

    /// Brings the row of a position to the middle of a view of a height.
    pub(in super::super) fn scroll_around(&mut self, at: ByteOffset, view: f32, fonts: &mut FontSet) {
        self.view = view;
        let at = snap_to_grapheme(&self.text, at.min(self.text.end()));
        if let Some((block, top)) = self.row_top(at, fonts) {
            self.resting = None;
            let middle = (view - self.spec.row(false)) / 2.0;
            self.anchor = Anchor {
                block,
                offset: f64::from((top - middle).round()),
            };
        }
    }

    /// Moves the view down by `distance` pixels (up if negative); ends are kept when the view is placed.
    pub(in super::super) fn scroll_by(&mut self, distance: f32) {
        if distance == 0.0 || !distance.is_finite() {
            return;
        }
        self.resting = None;
        if distance.abs() > 4.0 * self.view.max(100.0) {
            // Far away estimates are good enough; laying out all that is passed would take long.
            self.scroll_to_height(self.height_above() + f64::from(distance));
        } else {
            self.anchor.offset += f64::from(distance);
        }
    }

    /// Puts the place at `height` pixels from the start of the text to the top of the view.
    pub(in super::super) fn scroll_to_height(&mut self, height: f64) {
        self.resting = None;
        let height = height.clamp(-f64::from(self.padding_above()), self.heights.total());
        let block = self.heights.at(height);
        self.anchor = Anchor {
            block,
            offset: height - self.heights.before(block),
        };
    }

    /// Height of all above the view; as exact as the estimates are.
    fn height_above(&self) -> f64 {
        self.heights.before(self.anchor.block) + self.anchor.offset
    }

    /// Where the view is: pixels above it and the greatest value that can have, both counted from the padding.
    pub(in super::super) fn scroll_range(&self) -> (f64, f64) {
        let above = f64::from(self.padding_above());
        let all = above + self.heights.total() + f64::from(self.padding_below());
        let most = (all - f64::from(self.view)).max(0.0);
        ((self.height_above() + above).clamp(0.0, most), most)
    }

    /// Sets the first value of [`Self::scroll_range`].
    pub(in super::super) fn set_scroll(&mut self, position: f64) {
        let (_, most) = self.scroll_range();
        if position >= most {
            self.scroll_to_end();
        } else {
            self.scroll_to_height(position - f64::from(self.padding_above()));
        }
    }

    /// Where in the whole text a position is, from 0 to 1.
    pub(in super::super) fn fraction_of(&self, at: ByteOffset) -> f32 {
        let Some(block) = self.blocks.of(at) else { return 0.0 };
        let range = self.blocks.range(block);
        let inside = (at.get().saturating_sub(range.start)) as f64 / range.len().max(1) as f64;
        let height = self.heights.before(block) + inside.min(1.0) * f64::from(self.heights.get(block));
        (height / self.heights.total().max(1.0)) as f32
    }

    /// Brings the anchor to the block that the top of the view lies in.
    pub(super) fn settle(&mut self, fonts: &mut FontSet) {
        if self.blocks.len() == 0 {
            self.anchor = Anchor::default();
            return;
        }
        self.anchor.block = self.anchor.block.min(self.blocks.len() - 1);
        // Upwards heights must be exact, or what is in view would move.
        while self.anchor.offset < 0.0 && self.anchor.block > 0 {
            self.anchor.block -= 1;
            self.ensure(self.anchor.block, fonts);
            self.anchor.offset += f64::from(self.heights.get(self.anchor.block));
        }
        if self.anchor.block == 0 {
            self.anchor.offset = self.anchor.offset.max(-f64::from(self.padding_above()));
        }
        while self.anchor.block + 1 < self.blocks.len() {
            self.ensure(self.anchor.block, fonts);
            let height = f64::from(self.heights.get(self.anchor.block));
            if self.anchor.offset < height {
                break;
            }
            self.anchor.block += 1;
            self.anchor.offset -= height;
        }
    }

    /// The block of `at`, and the distance from the block's top (gap included) to that of the row that shows `at`.
    pub(super) fn row_top(&mut self, at: ByteOffset, fonts: &mut FontSet) -> Option<(usize, f32)> {
        let block = self.blocks.of(at)?;
        self.ensure(block, fonts);
        let layout = self.layouts.peek(&block)?;
        let inside = at.get().saturating_sub(self.blocks.range(block).start);
        let row = layout.rows.get(layout.row_of(inside))?;
        Some((block, self.gap(block) + row.top))
    }

    /// The first row that is wholly in view: its first byte and its distance from the top of the view.
    pub(super) fn first_visible(&self) -> Option<(ByteOffset, f32)> {
        for placed in &self.placed {
            let layout = self.layouts.peek(&placed.block)?;
            if let Some(row) = layout.rows.iter().find(|row| placed.top + row.top >= 0.0) {
                let at = self.blocks.range(placed.block).start + row.range.start;
                return Some((ByteOffset::new(at), placed.top + row.top));
            }
        }
        None
    }

    /// How far to scroll so that `span` is in view with some of what is around it; 0 if it is already. What is far
    /// away is gone to at once.
    pub(in super::super) fn reveal(&mut self, span: Span, view: f32, fonts: &mut FontSet) -> f32 {
        self.view = view;
        self.settle(fonts);
        let context = (view * CONTEXT).round();
        let Some((start_block, start)) = self.row_top(span.start(), fonts) else {
            return 0.0;
        };
        // The last character, not the position after it, which may be on the next row.
        let last = snap_to_grapheme(&self.text, ByteOffset::new(span.end().get().saturating_sub(1)));
        let row = self.spec.row(false);
        let distance = self.heights.before(start_block) - self.height_above();
        let near = f64::from(view) * 2.0;
        if start_block.abs_diff(self.anchor.block) > 400 || distance.abs() > near {
            // Far away: there is no telling the exact distance, and nothing to keep in view.
            self.resting = None;
            self.anchor = Anchor {
                block: start_block,
                offset: f64::from(start - (view * 0.3).round()),
            };
            return 0.0;
        }
        // Make the heights in between exact, so that the distances below are.
        let (from, to) = (self.anchor.block.min(start_block), self.anchor.block.max(start_block));
        for block in from..to {
            self.ensure(block, fonts);
        }
        let top = (self.heights.before(start_block) - self.height_above()) as f32 + start;
        let bottom = match self.blocks.of(last) {
            Some(end_block) if end_block.saturating_sub(start_block) < 64 => {
                for block in start_block..end_block {
                    self.ensure(block, fonts);
                }
                match self.row_top(last, fonts) {
                    Some((block, end)) => (self.heights.before(block) - self.height_above()) as f32 + end + row,
                    None => top + row,
                }
            }
            _ => f32::INFINITY,
        };
        let room = view - 2.0 * context;
        let distance = if top < context {
            top - context
        } else if bottom > view - context {
            // Show its end; but its start above all, if it is taller than the view.
            let to_end = bottom - (view - context);
            let to_start = top - context;
            if bottom - top > room {
                to_start
            } else {
                to_end.min(to_start)
            }
        } else {
            0.0
        };
        if distance.abs() < 0.5 { 0.0 } else { distance }
    }
}
