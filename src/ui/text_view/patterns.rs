//! The cues that tell labels apart besides their colour: solid, dashed, dotted, double and wavy lines, and a hatching.
//!
//! They are drawn once into a small white texture that repeats sideways. A line of any length is then one rectangle
//! of that texture in the label's colour, so that thousands of marks are one mesh.

use egui::{Color32, ColorImage, Mesh, Rect, TextureHandle, TextureOptions, TextureWrapMode, pos2};

use super::scene::Cue;

/// About the period that all patterns repeat in, in points.
const PERIOD: f32 = 14.0;

/// Height of the strip that holds a line, in points.
const STRIP: f32 = 3.0;

/// The texture and where in it each pattern lies.
pub(super) struct Patterns {
    texture: TextureHandle,
    scale: f32,
    /// Width of the texture in pixels.
    period: usize,
    /// Height of a strip in pixels.
    strip: usize,
    height: usize,
}

/// What fills a rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Plain colour.
    Plain,
    /// Diagonal stripes.
    Hatched,
    /// A line along the rectangle; [`Patterns::strip_height`] high.
    Line(Cue),
}

impl Patterns {
    pub(super) fn new(egui: &egui::Context, scale: f32) -> Self {
        // Sides are powers of two: some graphics drivers repeat no others.
        let period = 1 << (PERIOD * scale).log2().round().clamp(3.0, 8.0) as u32;
        let strip = ((STRIP * scale).round() as usize).max(3);
        let height = (period + strip * (Cue::ALL.len() + 1)).next_power_of_two();
        let mut image = ColorImage::filled([period, height], Color32::TRANSPARENT);
        for y in 0..height {
            for x in 0..period {
                let coverage = match y.checked_sub(period) {
                    None => hatching(x, y, period),
                    Some(y) => match Cue::ALL.get(y / strip) {
                        Some(cue) => line(*cue, x, y % strip, period, strip, scale),
                        None => 1.0,
                    },
                };
                if let Some(pixel) = image.pixels.get_mut(y * period + x) {
                    let alpha = (coverage.clamp(0.0, 1.0) * 255.0).round() as u8;
                    #[expect(clippy::disallowed_methods, reason = "a mask, not a colour")]
                    let masked = Color32::from_white_alpha(alpha);
                    *pixel = masked;
                }
            }
        }
        let options = TextureOptions {
            wrap_mode: TextureWrapMode::Repeat,
            ..TextureOptions::NEAREST
        };
        Self {
            texture: egui.load_texture("text cues", image, options),
            scale,
            period,
            strip,
            height,
        }
    }

    /// The scale they were drawn for.
    pub(super) fn scale(&self) -> f32 {
        self.scale
    }

    /// Height of a line's strip in pixels.
    pub(super) fn strip_height(&self) -> f32 {
        self.strip as f32
    }

    /// A mesh to add rectangles to.
    pub(super) fn mesh(&self) -> Mesh {
        Mesh::with_texture(self.texture.id())
    }

    /// Adds a rectangle, given in whole physical pixels of the screen, to a mesh made by [`Self::mesh`].
    pub(super) fn add(&self, mesh: &mut Mesh, pixels: Rect, pattern: Pattern, color: Color32) {
        if pixels.width() <= 0.0 || pixels.height() <= 0.0 || color == Color32::TRANSPARENT {
            return;
        }
        let (period, height) = (self.period as f32, self.height as f32);
        let uv = match pattern {
            Pattern::Plain => {
                let middle = (period + self.strip as f32 * (Cue::ALL.len() as f32 + 0.5)) / height;
                Rect::from_min_max(pos2(0.5, middle), pos2(0.5, middle))
            }
            // Counted from the corner of the screen, so that the pattern runs on from row to row. Down it repeats by
            // hand: the texture has other patterns below.
            Pattern::Hatched => return self.add_hatched(mesh, pixels, color),
            Pattern::Line(cue) => {
                let index = Cue::ALL.iter().position(|other| *other == cue).unwrap_or(0);
                let top = period + (index * self.strip) as f32;
                // Counted from the start of the line, which so never begins with a gap.
                Rect::from_min_max(
                    pos2(0.0, top / height),
                    pos2(
                        pixels.width() / period,
                        (top + pixels.height().min(self.strip as f32)) / height,
                    ),
                )
            }
        };
        self.add_uv(mesh, pixels, uv, color);
    }

    fn add_hatched(&self, mesh: &mut Mesh, pixels: Rect, color: Color32) {
        let (period, height) = (self.period as f32, self.height as f32);
        let mut top = pixels.min.y;
        while top < pixels.max.y {
            let phase = top.rem_euclid(period);
            let bottom = (top + period - phase).min(pixels.max.y);
            let rect = Rect::from_min_max(pos2(pixels.min.x, top), pos2(pixels.max.x, bottom));
            let uv = Rect::from_min_max(
                pos2(pixels.min.x / period, phase / height),
                pos2(pixels.max.x / period, (phase + bottom - top) / height),
            );
            self.add_uv(mesh, rect, uv, color);
            top = bottom;
        }
    }

    fn add_uv(&self, mesh: &mut Mesh, pixels: Rect, uv: Rect, color: Color32) {
        let points = Rect::from_min_max(
            (pixels.min.to_vec2() / self.scale).to_pos2(),
            (pixels.max.to_vec2() / self.scale).to_pos2(),
        );
        mesh.add_rect_with_uv(points, uv, color);
    }
}

/// Coverage of a pixel by diagonal stripes, two to the period, as broad as the space between them.
fn hatching(x: usize, y: usize, period: usize) -> f32 {
    let stripe = period as f32 / 2.0;
    let at = ((x + y) as f32 + 0.5).rem_euclid(stripe);
    // The distance from the middle of the stripe, softened over one pixel.
    let distance = (at - stripe / 2.0).abs();
    (stripe / 5.0 - distance + 0.5).clamp(0.0, 1.0)
}

/// Coverage of a pixel of a strip by a line of one kind.
fn line(cue: Cue, x: usize, y: usize, period: usize, strip: usize, scale: f32) -> f32 {
    let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
    let (period, strip) = (period as f32, strip as f32);
    let thick = (1.5 * scale).round().max(1.0);
    let inside = |yes: bool| if yes { 1.0 } else { 0.0 };
    match cue {
        Cue::Solid => inside(y < thick),
        Cue::Dashed => inside(y < thick && x < period * 0.6),
        Cue::Dotted => {
            let step = period / 4.0;
            let radius = (1.1 * scale).max(0.9);
            let (dx, dy) = (x.rem_euclid(step) - step / 2.0, y - radius.max(1.0));
            radius + 0.5 - dx.hypot(dy)
        }
        Cue::Double => {
            let thin = (strip / 3.0).round().max(1.0);
            inside(y < thin || (y >= strip - thin))
        }
        Cue::Wavy => {
            let middle = strip / 2.0;
            let wave = middle + (strip / 2.0 - 0.7 * scale) * (x / period * 4.0 * std::f32::consts::PI).sin();
            0.65 * scale + 0.5 - (y - wave).abs()
        }
    }
}
