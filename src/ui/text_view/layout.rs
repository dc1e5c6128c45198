//! One block laid out: shaped, broken into rows, and asked where things are.
//!
//! All lengths here are physical pixels, relative to the top left corner of the block's text; all offsets are bytes
//! from the start of the block.

use std::borrow::Cow;
use std::ops::Range;

use fontique::Language;
use parley::{
    Affinity, Alignment, AlignmentOptions, BaseDirection, Cluster, Cursor, FontContext, FontWeight, Layout,
    LayoutContext, LineHeight, OverflowWrap, PositionedLayoutItem, StyleProperty,
};

use super::fonts::families;
use super::raster::{Tile, tiles};
use super::style::{Face, TextStyle};

/// What the layout of a block depends on, besides its text and the fonts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spec {
    /// Physical pixels per point.
    pub scale: f32,
    /// Width of the column in pixels.
    pub width: f32,
    pub style: TextStyle,
}

/// The type of the headline, relative to running text.
pub(super) const HEADLINE_SIZE: f32 = 1.62;
const HEADLINE_LINE_HEIGHT: f32 = 1.22;
const HEADLINE_WEIGHT: f32 = 600.0;

/// The width of a tab, in em.
const TAB: f32 = 2.0;

impl Spec {
    /// Font size in points.
    fn size(&self, headline: bool) -> f32 {
        self.style.size * if headline { HEADLINE_SIZE } else { 1.0 }
    }

    fn line_height(&self, headline: bool) -> f32 {
        // A headline has longer words in fewer rows and wants them closer together.
        if headline {
            HEADLINE_LINE_HEIGHT.min(self.style.line_height)
        } else {
            self.style.line_height
        }
    }

    /// Font size in pixels.
    pub(super) fn em(&self, headline: bool) -> f32 {
        self.size(headline) * self.scale
    }

    /// Height of a row in pixels.
    pub(super) fn row(&self, headline: bool) -> f32 {
        (self.em(headline) * self.line_height(headline)).round().max(1.0)
    }
}

/// A row of a block.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The row's own space, without overlap with its neighbours.
    pub top: f32,
    pub bottom: f32,
    pub baseline: f32,
    /// Where the row's ink starts and ends, without white space that hangs over the edge.
    pub left: f32,
    pub right: f32,
    /// The bytes it shows.
    pub range: Range<usize>,
}

/// A block's rows, and where each character stands.
pub(super) struct BlockLayout {
    pub(super) parley: Layout<()>,
    pub(super) rows: Vec<Row>,
    /// Height of all rows.
    pub(super) height: f32,
    /// Length of the text in bytes.
    pub(super) len: usize,
    pub(super) headline: bool,
    /// Font size in pixels.
    pub(super) em: f32,
    /// Whether some character has no glyph in any font known when this was laid out.
    pub(super) lacks_glyphs: bool,
    /// The pieces it is painted in.
    pub(super) tiles: Vec<Tile>,
}

/// Lays out `string`; the direction is that of its paragraph, when it is known from an earlier piece, the language that
/// of its Han characters.
pub(super) fn lay_out(
    layouts: &mut LayoutContext<()>,
    fonts: &mut FontContext,
    string: &str,
    spec: &Spec,
    headline: bool,
    (direction, language): (BaseDirection, Option<&Language>),
) -> BlockLayout {
    let shown = displayable(string);
    let mut builder = layouts.ranged_builder(fonts, &shown, spec.scale, true);
    builder.set_base_direction(direction);
    builder.push_default(StyleProperty::from(families(spec.style.face)));
    builder.push_default(StyleProperty::FontSize(spec.size(headline)));
    // Whole pixels, so that no row stands a pixel further from the last than the others.
    let row = spec.row(headline) / spec.scale;
    builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(row)));
    // Web addresses and the like break anywhere rather than run out of the column.
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
    builder.push_default(StyleProperty::Locale(language.copied()));
    if headline {
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(HEADLINE_WEIGHT)));
    }
    for (at, _) in string.match_indices('\t') {
        builder.push(StyleProperty::LetterSpacing(TAB * spec.size(headline)), at..at + 1);
    }
    let mut parley = builder.build(&*shown);
    parley.break_all_lines(Some(spec.width.max(1.0)));
    parley.align(Alignment::Start, AlignmentOptions::default());
    BlockLayout::new(parley, string.len(), headline, spec.em(headline))
}

/// The direction of the paragraph that starts with `start`, by its first strong character.
pub(super) fn direction_of(layouts: &mut LayoutContext<()>, fonts: &mut FontContext, start: &str) -> BaseDirection {
    let head = start.get(..start.floor_char_boundary(256)).unwrap_or_default();
    let layout = layouts.ranged_builder(fonts, head, 1.0, true).build(head);
    if layout.is_rtl() {
        BaseDirection::Rtl
    } else {
        BaseDirection::Ltr
    }
}

/// The average width of a character of English prose in the reading face, in pixels.
pub(super) fn character_width(layouts: &mut LayoutContext<()>, fonts: &mut FontContext, em: f32, face: Face) -> f32 {
    const PROSE: &str = "The money that was spent before any revenue came in has to be earned back by those who build.";
    let mut builder = layouts.ranged_builder(fonts, PROSE, 1.0, false);
    builder.push_default(StyleProperty::from(families(face)));
    builder.push_default(StyleProperty::FontSize(em));
    let mut layout = builder.build(PROSE);
    layout.break_all_lines(None);
    let width = layout.width() / PROSE.len() as f32;
    // Without any font there is no width; half an em is what most faces have.
    if width > 0.0 { width } else { em * 0.5 }
}

/// The string to shape in place of `string`: as long to the byte, with a space for what no font should draw (a tab is
/// widened by its style).
fn displayable(string: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| character.is_control() && !matches!(character, '\u{b}' | '\u{c}' | '\u{85}');
    if !string.contains(is_hidden) {
        return Cow::Borrowed(string);
    }
    let replace = |character: char| match (is_hidden(character), character.len_utf8()) {
        (true, 1) => ' ',
        (true, _) => '\u{a0}',
        (false, _) => character,
    };
    Cow::Owned(string.chars().map(replace).collect())
}

impl BlockLayout {
    fn new(parley: Layout<()>, len: usize, headline: bool, em: f32) -> Self {
        let rtl = parley.is_rtl();
        let mut rows: Vec<Row> = Vec::with_capacity(parley.len());
        let mut lacks_glyphs = false;
        for line in parley.lines() {
            let metrics = line.metrics();
            let left = metrics.offset + metrics.inline_min_coord;
            let hanging = metrics.hanging_advance;
            let (left, right) = match rtl {
                false => (left, left + metrics.advance - hanging),
                true => (left + hanging, left + metrics.advance),
            };
            rows.push(Row {
                top: metrics.block_min_coord,
                bottom: metrics.block_max_coord,
                baseline: metrics.baseline,
                left,
                right: right.max(left),
                range: line.text_range(),
            });
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    lacks_glyphs |= run.glyphs().any(|glyph| glyph.id == 0);
                }
            }
        }
        let height = parley.height().ceil().max(1.0);
        Self {
            tiles: tiles(&rows, height, em),
            parley,
            rows,
            height,
            len,
            headline,
            em,
            lacks_glyphs,
        }
    }

    /// The position in the text nearest to a point; points outside count as the nearest inside.
    pub(super) fn hit(&self, x: f32, y: f32) -> usize {
        let y = y.clamp(0.0, (self.height - 0.5).max(0.0));
        Cursor::from_point(&self.parley, x, y).index().min(self.len)
    }

    /// The byte at which the character at a point starts; `None` beside the rows.
    pub(super) fn character(&self, x: f32, y: f32) -> Option<usize> {
        if !(0.0..self.height).contains(&y) {
            return None;
        }
        let (cluster, _) = Cluster::from_point_exact(&self.parley, x, y)?;
        Some(cluster.text_range().start)
    }

    /// Where a caret at byte `at` stands: its x, and the index of its row.
    pub(super) fn caret(&self, at: usize) -> (f32, usize) {
        let cursor = Cursor::from_byte_index(&self.parley, at, Affinity::Downstream);
        let rect = cursor.geometry(&self.parley, 0.0);
        let middle = ((rect.y0 + rect.y1) / 2.0) as f32;
        (rect.x0 as f32, self.row_at(middle))
    }

    /// The row that holds height `y`; the first or last one beyond the ends.
    pub(super) fn row_at(&self, y: f32) -> usize {
        let after = self.rows.partition_point(|row| row.top <= y);
        after.saturating_sub(1)
    }

    /// The row that shows byte `at`.
    pub(super) fn row_of(&self, at: usize) -> usize {
        let after = self.rows.partition_point(|row| row.range.start <= at);
        after.saturating_sub(1)
    }

    /// Calls `found(row, left, right)` for each stretch that the bytes of `range` take up on a row. Where directions
    /// are mixed a row may have several.
    pub(super) fn stretches(&self, range: &Range<usize>, mut found: impl FnMut(usize, f32, f32)) {
        let first = self.row_of(range.start);
        for (index, row) in self.rows.iter().enumerate().skip(first) {
            if row.range.start >= range.end {
                break;
            }
            if range.start <= row.range.start && row.range.end <= range.end {
                if row.left < row.right {
                    found(index, row.left, row.right);
                }
                continue;
            }
            let Some(line) = self.parley.get(index) else { break };
            let metrics = line.metrics();
            let mut x = metrics.offset + metrics.inline_min_coord;
            let mut start = None;
            let mut close = |start: &mut Option<f32>, end: f32| {
                if let Some(start) = start.take() {
                    // White space that hangs over the edge is not shown as part of anything.
                    let (left, right) = (f32::max(start, row.left), end.min(row.right));
                    if left < right {
                        found(index, left, right);
                    }
                }
            };
            for run in line.runs() {
                for cluster in run.visual_clusters() {
                    if range.contains(&cluster.text_range().start) {
                        start = start.or(Some(x));
                    } else {
                        close(&mut start, x);
                    }
                    x += cluster.advance();
                }
            }
            close(&mut start, x);
        }
    }
}
