//! The images of the text, kept as textures within a bound of bytes.

use egui::{Color32, TextureHandle, TextureOptions};
use lru::LruCache;

use super::layout::BlockLayout;
use super::raster::Rasterizer;

/// What all textures of a view may take together. A window full of text takes 2 to 10 MB.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Textures of tiles, the longest unused dropped first; never one that this frame shows.
pub(super) struct Textures {
    rasterizer: Rasterizer,
    kept: LruCache<(usize, usize), Kept>,
    bytes: usize,
    frame: u64,
    /// Pixels that may still be drawn in this frame.
    allowance: usize,
    /// Tiles drawn since [`Self::take_work`].
    work: usize,
}

/// What text is drawn with.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    pub color: Color32,
    /// Physical pixels per point.
    pub scale: f32,
}

struct Kept {
    texture: TextureHandle,
    bytes: usize,
    frame: u64,
}

impl Textures {
    pub(super) fn new() -> Self {
        Self {
            rasterizer: Rasterizer::new(),
            kept: LruCache::unbounded(),
            bytes: 0,
            frame: 0,
            allowance: 0,
            work: 0,
        }
    }

    /// Starts a frame.
    pub(super) fn begin(&mut self) {
        self.frame += 1;
    }

    /// Sets how many pixels may be drawn from here on.
    pub(super) fn allow(&mut self, pixels: usize) {
        self.allowance = pixels;
    }

    /// The texture of tile `index` of `block`, drawn if need be; `None` when the allowance is used up.
    pub(super) fn get(
        &mut self,
        egui: &egui::Context,
        (block, index): (usize, usize),
        layout: &BlockLayout,
        ink: Ink,
    ) -> Option<egui::TextureId> {
        let frame = self.frame;
        if let Some(kept) = self.kept.get_mut(&(block, index)) {
            kept.frame = frame;
            return Some(kept.texture.id());
        }
        if self.allowance == 0 {
            return None;
        }
        let tile = layout.tiles.get(index)?;
        // One tile more than allowed rather than none at all, whatever its size.
        self.allowance = self.allowance.saturating_sub(tile.pixels());
        let image = self.rasterizer.draw(layout, tile, ink.color, ink.scale);
        let bytes = image.pixels.len() * size_of::<Color32>();
        // Painted pixel by pixel: any filter would only blur.
        let texture = egui.load_texture("text", image, TextureOptions::NEAREST);
        let id = texture.id();
        self.work += 1;
        self.bytes += bytes;
        self.kept.put((block, index), Kept { texture, bytes, frame });
        self.trim();
        Some(id)
    }

    fn trim(&mut self) {
        while self.bytes > MAX_BYTES {
            match self.kept.peek_lru() {
                Some((_, kept)) if kept.frame < self.frame => {}
                _ => break,
            }
            if let Some((_, kept)) = self.kept.pop_lru() {
                self.bytes = self.bytes.saturating_sub(kept.bytes);
            }
        }
    }

    /// Drops all.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }

    /// Drops those of some blocks.
    pub(super) fn forget(&mut self, blocks: &[usize]) {
        let keys: Vec<_> = (self.kept.iter())
            .map(|(key, _)| *key)
            .filter(|(block, _)| blocks.contains(block))
            .collect();
        for key in keys {
            if let Some(kept) = self.kept.pop(&key) {
                self.bytes = self.bytes.saturating_sub(kept.bytes);
            }
        }
    }

    /// What all kept textures take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many tiles were drawn since the last call.
    pub(super) fn take_work(&mut self) -> usize {
        std::mem::take(&mut self.work)
    }
}
