//! Glyphs to pixels: a tile of a block's text becomes an image.

use egui::{Color32, ColorImage};
use parley::PositionedLayoutItem;
use vello_cpu::kurbo::{Affine, Stroke};
use vello_cpu::{Glyph, Pixmap, RenderContext, Resources};

use super::layout::{BlockLayout, Row};

/// No texture is larger than this on a side: what every graphics driver can take.
const MAX_SIDE: f32 = 2048.0;

/// Rows are gathered into tiles of about this height, so that of a tall block only what is near the view is made.
const TILE_HEIGHT: f32 = 512.0;

/// At this scale and above there are pixels enough to leave the outlines as they were drawn.
const UNHINTED_SCALE: f32 = 1.5;

/// A part of a block that becomes one texture, in whole pixels from the top left corner of the block's text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tile {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Tile {
    pub(super) fn pixels(&self) -> usize {
        (self.width * self.height) as usize
    }
}

/// Cuts a block into tiles that hold all its ink.
pub(super) fn tiles(mut rows: &[Row], block_height: f32, em: f32) -> Vec<Tile> {
    // Ink reaches over the box of its row: serifs and italics to the sides, stacked marks up and down.
    let (side, above) = ((em * 0.5).ceil(), (em * 0.5).ceil());
    let mut tiles = Vec::new();
    let mut first = true;
    while let Some(top_row) = rows.first() {
        let tall = rows
            .partition_point(|row| row.bottom - top_row.top <= TILE_HEIGHT)
            .max(1);
        let (group, rest) = rows.split_at(tall.min(rows.len()));
        let left = group.iter().map(|row| row.left).fold(f32::INFINITY, f32::min).floor() - side;
        let right = group.iter().map(|row| row.right).fold(0.0, f32::max).ceil() + side;
        let top = top_row.top.floor() - if first { above } else { 0.0 };
        let bottom = match rest.first() {
            Some(next) => next.top.floor(),
            None => block_height.ceil() + above,
        };
        let mut y = top;
        while y < bottom {
            let height = (bottom - y).min(MAX_SIDE);
            let mut x = left;
            while x < right {
                let width = (right - x).min(MAX_SIDE);
                tiles.push(Tile {
                    left: x,
                    top: y,
                    width,
                    height,
                });
                x += width;
            }
            y += height;
        }
        rows = rest;
        first = false;
    }
    tiles
}

/// Draws text; keeps its buffers and the outlines of glyphs from one tile to the next.
pub(super) struct Rasterizer {
    canvas: RenderContext,
    resources: Resources,
    pixels: Pixmap,
}

impl Rasterizer {
    pub(super) fn new() -> Self {
        Self {
            canvas: RenderContext::new(1, 1),
            resources: Resources::new(),
            pixels: Pixmap::new(1, 1),
        }
    }

    /// Draws what lies in `tile`. Glyphs with colours of their own (emoji) keep them.
    pub(super) fn draw(&mut self, layout: &BlockLayout, tile: &Tile, color: Color32, scale: f32) -> ColorImage {
        let (width, height) = (tile.width.max(1.0) as u16, tile.height.max(1.0) as u16);
        let canvas = &mut self.canvas;
        canvas.reset_and_resize(width, height);
        canvas.set_transform(Affine::translate((-f64::from(tile.left), -f64::from(tile.top))));
        let [red, green, blue, alpha] = color.to_srgba_unmultiplied();
        canvas.set_paint(vello_cpu::color::AlphaColor::from_rgba8(red, green, blue, alpha));
        canvas.set_stroke(Stroke::new(f64::from(layout.em) / 36.0));
        // Marks of the rows next to the tile may reach into it.
        let reach = layout.em;
        for (row, line) in layout.rows.iter().zip(layout.parley.lines()) {
            if row.bottom + reach < tile.top || row.top - reach > tile.top + tile.height {
                continue;
            }
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(glyph_run) = item else {
                    continue;
                };
                let run = glyph_run.run();
                let glyphs: Vec<Glyph> = glyph_run
                    .positioned_glyphs()
                    .map(|glyph| Glyph {
                        id: glyph.id,
                        x: glyph.x,
                        y: glyph.y,
                    })
                    .collect();
                let coordinates = bytemuck::cast_slice(run.normalized_coords());
                let mut draw = |stroke: bool| {
                    let text = canvas
                        .glyph_run(&mut self.resources, run.font())
                        .font_size(run.font_size())
                        .normalized_coords(coordinates)
                        .hint(scale < UNHINTED_SCALE);
                    match stroke {
                        true => text.stroke_glyphs(glyphs.iter().copied()),
                        false => text.fill_glyphs(glyphs.iter().copied()),
                    }
                };
                draw(false);
                if run.synthesis().embolden() {
                    // A bold that the font does not have: its outline made a little thicker.
                    draw(true);
                }
            }
        }
        canvas.flush();
        self.pixels.resize(width, height);
        canvas.render(&mut self.pixels, &mut self.resources);
        // Both sides are premultiplied RGBA, eight bits each.
        let pixels: &[Color32] = bytemuck::cast_slice(self.pixels.data_as_u8_slice());
        ColorImage::new([usize::from(width), usize::from(height)], pixels.to_vec())
    }
}
