//! The text on its page: which blocks are in view and where, without any painting.
//!
//! The reader's place is an *anchor*: a block, and how far its top lies above the top of the view. Heights of blocks
//! not seen yet are estimates; correcting one moves only what lies below the anchor, out of sight, so nothing jumps.
//! All lengths are physical pixels, and block tops are whole ones, so that text stays crisp.

mod geometry;
mod scrolling;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use fontique::Language;
use lru::LruCache;
use parley::{BaseDirection, LayoutContext};

use super::blocks::{Blocks, Join};
use super::fonts::FontSet;
use super::heights::Heights;
use super::language;
use super::layout::{self, BlockLayout, Spec};
use crate::article::{ByteOffset, Span, Text};

/// How many layouts are kept at most, and of how many bytes of text together (a layout takes some 150 times that).
/// What is in view is always kept.
const MAX_LAYOUTS: usize = 512;
const MAX_LAYOUT_BYTES: usize = 256 * 1024;

/// A block in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub block: usize,
    /// From the top of the view to the top of the block's text; whole pixels, negative above the view.
    pub top: f32,
}

/// A stretch of a row that a span takes up, in pixels from the top left corner of the column's view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub left: f32,
    pub right: f32,
    /// The row's own space.
    pub top: f32,
    pub bottom: f32,
    pub baseline: f32,
    /// Font size of the row.
    pub em: f32,
    /// Whether its paragraph runs from right to left.
    pub rtl: bool,
}

/// The reader's place: the top of the view lies `offset` pixels below the top of `block` (gap included).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Anchor {
    block: usize,
    offset: f64,
}

pub(super) struct Page {
    text: Arc<Text>,
    /// Whose forms of Han characters it is set in.
    language: Option<Language>,
    blocks: Blocks,
    heights: Heights,
    spec: Spec,
    headline: Option<Span>,
    headline_blocks: Range<usize>,
    /// The direction of the last line that goes over several blocks.
    direction: Option<(Range<usize>, BaseDirection)>,
    layouts: LruCache<usize, BlockLayout>,
    layout_bytes: usize,
    context: LayoutContext<()>,
    anchor: Anchor,
    /// The byte the reader's eye rests on and its distance from the top of the view, kept over changes of width so
    /// that going there and back again ends where it began.
    resting: Option<(ByteOffset, f32)>,
    /// Height of the view.
    view: f32,
    placed: Vec<Placed>,
    /// Blocks laid out since [`Self::take_work`].
    work: usize,
}

impl Page {
    pub(super) fn new(text: Arc<Text>, spec: Spec, headline: Option<Span>) -> Self {
        let blocks = Blocks::new(&text);
        let language = language::of_han(text.as_str()).and_then(|tag| Language::parse(tag).ok());
        let mut page = Self {
            text,
            language,
            blocks,
            heights: Heights::default(),
            spec,
            headline: None,
            headline_blocks: 0..0,
            direction: None,
            layouts: LruCache::new(NonZeroUsize::new(MAX_LAYOUTS).unwrap_or(NonZeroUsize::MIN)),
            layout_bytes: 0,
            context: LayoutContext::new(),
            anchor: Anchor::default(),
            resting: None,
            view: 0.0,
            placed: Vec::new(),
            work: 0,
        };
        page.set_headline(headline);
        page.estimate();
        page.scroll_to_start();
        page
    }

    pub(super) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    pub(super) fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The blocks in view, from top to bottom.
    pub(super) fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// The layout of a block in view, or of another that happens to be kept.
    pub(super) fn layout(&self, block: usize) -> Option<&BlockLayout> {
        self.layouts.peek(&block)
    }

    /// The bytes of the text that a block shows.
    pub(super) fn range(&self, block: usize) -> Range<usize> {
        self.blocks.range(block)
    }

    /// How many layouts are kept.
    pub(super) fn kept_layouts(&self) -> usize {
        self.layouts.len()
    }

    /// How many blocks were laid out since the last call.
    pub(super) fn take_work(&mut self) -> usize {
        std::mem::take(&mut self.work)
    }

    // --- changes -----------------------------------------------------------------------------------------

    /// Sets width, type or scale anew; the reader's place stays.
    pub(super) fn set_spec(&mut self, spec: Spec, fonts: &mut FontSet) {
        if spec == self.spec {
            return;
        }
        let resting = self.resting.or_else(|| self.first_visible());
        let scale = spec.scale / self.spec.scale;
        self.spec = spec;
        self.forget_layouts();
        self.estimate();
        let Some((at, y)) = resting.map(|(at, y)| (at, y * scale)) else {
            self.scroll_to_start();
            return;
        };
        if let Some((block, row_top)) = self.row_top(at, fonts) {
            self.anchor = Anchor {
                block,
                offset: f64::from(row_top - y),
            };
        }
        self.resting = Some((at, y));
    }

    /// Sets which line is the headline; whether that changed any block.
    pub(super) fn set_headline(&mut self, headline: Option<Span>) -> bool {
        if headline == self.headline {
            return false;
        }
        self.headline = headline;
        let old = self.headline_blocks.clone();
        self.headline_blocks = match headline {
            Some(span) => match (self.blocks.of(span.start()), self.blocks.of(span.end())) {
                (Some(first), Some(last)) => first..last + 1,
                _ => 0..0,
            },
            None => 0..0,
        };
        for block in old.chain(self.headline_blocks.clone()) {
            if let Some(layout) = self.layouts.pop(&block) {
                self.layout_bytes = self.layout_bytes.saturating_sub(layout.len);
            }
        }
        true
    }

    /// Forgets what was laid out without a font it needed; returns those blocks.
    pub(super) fn forget_incomplete(&mut self) -> Vec<usize> {
        let incomplete: Vec<usize> = (self.layouts.iter())
            .filter(|(_, layout)| layout.lacks_glyphs)
            .map(|(block, _)| *block)
            .collect();
        for block in &incomplete {
            if let Some(layout) = self.layouts.pop(block) {
                self.layout_bytes = self.layout_bytes.saturating_sub(layout.len);
            }
        }
        incomplete
    }

    fn forget_layouts(&mut self) {
        self.layouts.clear();
        self.layout_bytes = 0;
        self.placed.clear();
    }

    /// Estimates the height of every block from its length.
    fn estimate(&mut self) {
        let widths = Widths::of(self.text.as_str());
        let em = self.spec.em(false);
        // Half an em a character is a little wider than most prose: rather a row too many.
        let per_row = (self.spec.width / (em * 0.48)).max(1.0);
        let row = self.spec.row(false);
        let heights = (0..self.blocks.len()).map(|block| {
            let rows = (self.blocks.range(block).len() as f32 * widths.per_byte / per_row)
                .ceil()
                .max(1.0);
            self.gap(block) + rows * row
        });
        self.heights = Heights::new(heights.collect());
    }

    /// The empty space above a block.
    fn gap(&self, block: usize) -> f32 {
        let row = self.spec.row(false);
        let is_headline = |block| self.headline_blocks.contains(&block);
        let join = self.blocks.join(block);
        let after_headline = block > 0 && is_headline(block - 1);
        let rows = match join {
            Join::First | Join::SameLine => 0.0,
            _ if is_headline(block) && !after_headline => 1.0,
            _ if after_headline && !is_headline(block) => 0.85,
            // One blank line is a paragraph's space; each more adds a little.
            Join::Blank(blank) => 0.55 + 0.35 * f32::from(blank.saturating_sub(1)),
            // A bare line end sets paragraphs apart only where nothing else does.
            Join::NextLine if self.blocks.blank_separated() => 0.0,
            Join::NextLine => 0.4,
        };
        (rows * row).round()
    }

    // --- laying out --------------------------------------------------------------------------------------

    /// Makes sure that a block is laid out and its height exact.
    fn ensure(&mut self, block: usize, fonts: &mut FontSet) {
        if self.layouts.get(&block).is_some() {
            return;
        }
        let range = self.blocks.range(block);
        let text = Arc::clone(&self.text);
        let string = text.as_str().get(range.clone()).unwrap_or_default();
        let headline = self.headline_blocks.contains(&block);
        let direction = match self.blocks.join(block) {
            Join::SameLine => self.direction_of_line(range.start, fonts),
            _ => BaseDirection::Auto,
        };
        let laid_out = layout::lay_out(
            &mut self.context,
            &mut fonts.context,
            string,
            &self.spec,
            headline,
            (direction, self.language.as_ref()),
        );
        self.work += 1;
        self.heights.set(block, self.gap(block) + laid_out.height);
        self.layout_bytes += laid_out.len;
        if let Some((_, dropped)) = self.layouts.push(block, laid_out) {
            self.layout_bytes = self.layout_bytes.saturating_sub(dropped.len);
        }
    }

    /// The direction of the line that goes on at a place, by its first strong character.
    fn direction_of_line(&mut self, at: usize, fonts: &mut FontSet) -> BaseDirection {
        let line = self.text.line(self.text.line_of(ByteOffset::new(at)));
        match &self.direction {
            Some((known, direction)) if *known == line => *direction,
            _ => {
                let start = self.text.as_str().get(line.clone()).unwrap_or_default();
                let direction = layout::direction_of(&mut self.context, &mut fonts.context, start);
                self.direction = Some((line, direction));
                direction
            }
        }
    }

    /// Drops the layouts longest unused until the rest fits the bounds.
    fn trim_layouts(&mut self) {
        let in_view = self.placed.len();
        while self.layout_bytes > MAX_LAYOUT_BYTES && self.layouts.len() > in_view {
            let Some((_, dropped)) = self.layouts.pop_lru() else {
                break;
            };
            self.layout_bytes = self.layout_bytes.saturating_sub(dropped.len);
        }
    }

    /// Lays out what is in view at height `view` and finds where it stands.
    pub(super) fn place(&mut self, view: f32, fonts: &mut FontSet) {
        self.view = view;
        // A second round after the end of the text was met, a third if that changed an estimate.
        for _ in 0..3 {
            self.settle(fonts);
            self.placed.clear();
            let mut y = -self.anchor.offset.round() as f32;
            let mut block = self.anchor.block;
            while block < self.blocks.len() && y < view {
                self.ensure(block, fonts);
                let gap = self.gap(block);
                self.placed.push(Placed { block, top: y + gap });
                y += self.heights.get(block);
                block += 1;
            }
            let at_end = block >= self.blocks.len();
            let slack = view - (y + self.padding_below());
            if !at_end || slack < 0.5 || self.is_at_start() {
                break;
            }
            self.anchor.offset -= f64::from(slack);
        }
        self.trim_layouts();
    }

    /// Lays out blocks around those in view, so that they are ready when scrolled to: one, and more if that makes no
    /// more than `most` bytes of text. Whether it did.
    pub(super) fn prepare_margin(&mut self, margin: f32, most: usize, fonts: &mut FontSet) -> bool {
        let mut left = Some(most);
        while let Some(next) = left.and_then(|_| self.first_missing(margin)) {
            let size = self.blocks.range(next).len();
            left = left.and_then(|left| left.checked_sub(size));
            self.ensure(next, fonts);
        }
        left != Some(most)
    }

    /// The first block below the view, or else above it, that comes within `margin` of it and is not laid out.
    fn first_missing(&self, margin: f32) -> Option<usize> {
        let (first, last) = (self.placed.first()?, self.placed.last()?);
        let mut below = last.top + self.heights.get(last.block);
        let mut after = last.block + 1;
        while after < self.blocks.len() && below < self.view + margin {
            if !self.layouts.contains(&after) {
                return Some(after);
            }
            below += self.heights.get(after);
            after += 1;
        }
        let mut above = first.top;
        let mut before = first.block;
        while before > 0 && above > -margin {
            before -= 1;
            if !self.layouts.contains(&before) {
                return Some(before);
            }
            above -= self.heights.get(before);
        }
        None
    }

    /// The blocks within `margin` of the view that are laid out, below first, with the tops of their texts.
    pub(super) fn around(&self, margin: f32) -> Vec<Placed> {
        let mut around = Vec::new();
        let (Some(first), Some(last)) = (self.placed.first(), self.placed.last()) else {
            return around;
        };
        let (mut block, mut y) = (last.block, last.top - self.gap(last.block));
        loop {
            y += self.heights.get(block);
            block += 1;
            if y >= self.view + margin || !self.layouts.contains(&block) {
                break;
            }
            around.push(Placed {
                block,
                top: y + self.gap(block),
            });
        }
        let (mut block, mut y) = (first.block, first.top - self.gap(first.block));
        while block > 0 && y > -margin {
            block -= 1;
            if !self.layouts.contains(&block) {
                break;
            }
            y -= self.heights.get(block);
            around.push(Placed {
                block,
                top: y + self.gap(block),
            });
        }
        around
    }
}

/// How wide the text of an article runs, from a look at its start.
struct Widths {
    /// Average characters' widths to a byte of UTF-8.
    per_byte: f32,
}

impl Widths {
    fn of(string: &str) -> Self {
        const SAMPLE: usize = 16 * 1024;
        let sample = string.get(..string.floor_char_boundary(SAMPLE)).unwrap_or_default();
        // Han, kana and Hangul take the width of two Latin letters.
        let widths: f32 = sample
            .chars()
            .map(|character| if character >= '\u{1100}' { 2.0 } else { 1.0 })
            .sum();
        Self {
            per_byte: if sample.is_empty() {
                1.0
            } else {
                widths / sample.len() as f32
            },
        }
    }
}
