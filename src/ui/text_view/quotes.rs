//! A few rows of text outside the article, as lists show: set by the same engine, since egui's own cannot order the
//! words of right-to-left scripts.

use std::num::NonZeroUsize;

use egui::{Color32, Context, Painter, Pos2, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2};
use lru::LruCache;
use parley::LayoutContext;

use super::fonts::FontSet;
use super::layout::{self, BlockLayout, Spec};
use super::raster::Rasterizer;
use super::style::{Face, TextStyle};

/// How many quotes are kept; a window shows some dozens.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(400);
const LINE_HEIGHT: f32 = 1.3;

/// What to show of a text, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote<'a> {
    /// The text; what does not fit is left out, with an ellipsis.
    pub text: &'a str,
    /// Room for a row, in points.
    pub width: f32,
    /// The most rows.
    pub rows: usize,
    /// Font size in points.
    pub size: f32,
    /// Its colour.
    pub color: Color32,
}

/// A quote ready to be painted.
#[derive(Clone)]
pub struct SetQuote {
    size: Vec2,
    /// Images and where they stand, in points from the top left corner.
    tiles: Vec<(TextureHandle, Rect)>,
}

impl SetQuote {
    /// Its size in points.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// Paints it with its top left corner at `at`.
    pub fn paint(&self, painter: &Painter, at: Pos2) {
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let scale = painter.pixels_per_point();
        let at = (at.to_vec2() * scale).round() / scale;
        for (texture, rect) in &self.tiles {
            painter.image(texture.id(), rect.translate(at), whole, Color32::WHITE);
        }
    }
}

/// Sets quotes, and keeps the last ones.
pub(super) struct Quotes {
    layouts: LayoutContext<()>,
    rasterizer: Rasterizer,
    kept: LruCache<Key, SetQuote>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    text: String,
    /// Pixels.
    width: u32,
    rows: usize,
    /// Hundredths of a pixel.
    em: u32,
    color: Color32,
}

impl Quotes {
    pub(super) fn new() -> Self {
        Self {
            layouts: LayoutContext::new(),
            rasterizer: Rasterizer::new(),
            kept: LruCache::new(KEPT),
        }
    }

    /// Forgets what was set, since there are other fonts now.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    pub(super) fn set(&mut self, egui: &Context, fonts: &mut FontSet, quote: &Quote) -> SetQuote {
        let scale = egui.pixels_per_point();
        let key = Key {
            text: quote.text.to_owned(),
            width: (quote.width.max(1.0) * scale) as u32,
            rows: quote.rows,
            em: (quote.size * scale * 100.0) as u32,
            color: quote.color,
        };
        if let Some(set) = self.kept.get(&key) {
            return set.clone();
        }
        let layout = self.lay_out(fonts, quote, scale);
        let tiles = layout.tiles.iter().map(|tile| {
            let image = self.rasterizer.draw(&layout, tile, quote.color, scale);
            let rect = Rect::from_min_size(pos2(tile.left, tile.top), vec2(tile.width, tile.height));
            (egui.load_texture("quote", image, TextureOptions::NEAREST), rect / scale)
        });
        let set = SetQuote {
            tiles: tiles.collect(),
            size: vec2(quote.width, layout.height / scale),
        };
        self.kept.put(key, set.clone());
        set
    }

    /// Lays a quote out in its rows: cut after the last row's words, if it has more.
    fn lay_out(&mut self, fonts: &mut FontSet, quote: &Quote, scale: f32) -> BlockLayout {
        let style = TextStyle {
            size: quote.size,
            line_height: LINE_HEIGHT,
            face: Face::Sans,
            ..TextStyle::default()
        };
        let spec = Spec {
            scale,
            width: (quote.width * scale).floor().max(1.0),
            style,
        };
        let direction = layout::direction_of(&mut self.layouts, &mut fonts.context, quote.text);
        let mut lay_out = |string: &str| {
            layout::lay_out(
                &mut self.layouts,
                &mut fonts.context,
                string,
                &spec,
                false,
                (direction, None),
            )
        };
        let line = quote.text.replace('\n', " ");
        let mut layout = lay_out(&line);
        // With the ellipsis the last word may not fit any more; then it goes as well.
        let mut end = line.len();
        while layout.rows.len() > quote.rows.max(1) {
            let Some(last) = layout.rows.get(quote.rows.max(1) - 1) else {
                break;
            };
            let fits = last.range.end.min(end);
            let head = line.get(..fits).unwrap_or_default().trim_end();
            end = match head.char_indices().next_back() {
                // The row was full to the edge: one character makes room.
                Some((at, _)) if fits == end => at,
                Some(_) => head.len(),
                None => break,
            };
            let cut = line.get(..end).unwrap_or_default().trim_end();
            layout = lay_out(&format!("{cut}…"));
        }
        layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: f32, rows: usize) -> usize {
        let (mut quotes, mut fonts) = (Quotes::new(), FontSet::bundled_only());
        let quote = Quote {
            text,
            width,
            rows,
            size: 13.0,
            color: Color32::BLACK,
        };
        quotes.lay_out(&mut fonts, &quote, 1.0).rows.len()
    }

    #[test]
    fn a_quote_keeps_to_its_rows() {
        let long = "Microsoft has cumulatively spent over $100 billion on its collaboration with OpenAI. ".repeat(3);
        for width in [20.0, 90.0, 200.0, 333.0] {
            assert_eq!(rows(&long, width, 1), 1, "{width}");
            assert_eq!(rows(&long, width, 3), 3, "{width}");
        }
        assert_eq!(rows("Short", 200.0, 3), 1);
        assert_eq!(rows("", 200.0, 1), 1);
        assert_eq!(rows("line\nbreak", 200.0, 1), 1);
        assert_eq!(rows(&"x".repeat(400), 100.0, 2), 2);
        assert_eq!(rows("مرحبا بالعالم مرحبا بالعالم مرحبا بالعالم", 60.0, 1), 1);
    }
}
