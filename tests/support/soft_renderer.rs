//! Pictures of the window without a graphics card: egui's triangles filled by the processor.
//!
//! Give it to a harness with `Harness::builder().renderer(SoftRenderer::default())`. It blends as egui's shaders do
//! (premultiplied, in gamma space), is the same on every machine, and agrees with the GPU renderer of `egui_kittest`
//! within that crate's threshold. It knows no paint callbacks.

use std::collections::HashMap;

use egui::epaint::{ColorImage, ImageData, Mesh, Primitive, Vertex};
use egui::{Color32, TextureFilter, TextureId, TextureOptions, TextureWrapMode, TexturesDelta};
use egui_kittest::TestRenderer;

/// Renders the shapes of a test harness into an image.
#[derive(Default)]
pub struct SoftRenderer {
    textures: HashMap<TextureId, Texture>,
}

struct Texture {
    image: ColorImage,
    options: TextureOptions,
}

/// Red, green, blue, alpha from 0 to 255, premultiplied.
type Rgba = [f32; 4];

impl TestRenderer for SoftRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, deltas) in delta.set.drain() {
            for delta in deltas {
                let ImageData::Color(source) = &delta.image;
                match delta.pos {
                    None => {
                        let texture = Texture {
                            image: (**source).clone(),
                            options: delta.options,
                        };
                        self.textures.insert(id, texture);
                    }
                    Some([x, y]) => {
                        let target = &mut self.textures.get_mut(&id).expect("a patch of a known texture").image;
                        for row in 0..source.size[1] {
                            let at = (y + row) * target.size[0] + x;
                            target.pixels[at..at + source.size[0]]
                                .copy_from_slice(&source.pixels[row * source.size[0]..(row + 1) * source.size[0]]);
                        }
                    }
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<image::RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let (width, height) = (size.x.round() as usize, size.y.round() as usize);
        let mut canvas = Canvas {
            pixels: vec![[0.0; 4]; width * height],
            width,
            scale,
        };
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &clipped.primitive else {
                return Err("paint callbacks are not supported".into());
            };
            let texture = self.textures.get(&mesh.texture_id);
            let texture = texture.ok_or_else(|| format!("no texture {:?}", mesh.texture_id))?;
            let side = |at: f32, most: usize| ((at * scale).round().max(0.0) as usize).min(most);
            let clip = Clip {
                left: side(clipped.clip_rect.min.x, width),
                top: side(clipped.clip_rect.min.y, height),
                right: side(clipped.clip_rect.max.x, width),
                bottom: side(clipped.clip_rect.max.y, height),
            };
            canvas.draw(mesh, texture, &clip);
        }
        Ok(image::RgbaImage::from_fn(width as u32, height as u32, |x, y| {
            let pixel = canvas.pixels[y as usize * width + x as usize];
            image::Rgba(pixel.map(|value| value.round().clamp(0.0, 255.0) as u8))
        }))
    }
}

struct Clip {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

struct Canvas {
    pixels: Vec<Rgba>,
    width: usize,
    scale: f32,
}

impl Canvas {
    fn draw(&mut self, mesh: &Mesh, texture: &Texture, clip: &Clip) {
        for triangle in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|corner| mesh.vertices[triangle[corner] as usize]);
            self.triangle(corners, texture, clip);
        }
    }

    fn triangle(&mut self, [mut a, mut b, c]: [Vertex; 3], texture: &Texture, clip: &Clip) {
        let pixel = |vertex: &Vertex| (vertex.pos.x * self.scale, vertex.pos.y * self.scale);
        if cross(pixel(&a), pixel(&b), pixel(&c)) < 0.0 {
            std::mem::swap(&mut a, &mut b);
        }
        let (pa, pb, pc) = (pixel(&a), pixel(&b), pixel(&c));
        let area = cross(pa, pb, pc);
        if area <= 0.0 {
            return;
        }
        // The top-left rule: a pixel on an edge that two triangles share belongs to exactly one.
        let is_top_left = |p: (f32, f32), q: (f32, f32)| (p.1 == q.1 && q.0 > p.0) || q.1 < p.1;
        let owns = [is_top_left(pb, pc), is_top_left(pc, pa), is_top_left(pa, pb)];
        let low = |x: f32, y: f32, z: f32, least: usize| (x.min(y).min(z).floor().max(0.0) as usize).max(least);
        let high = |x: f32, y: f32, z: f32, most: usize| (x.max(y).max(z).ceil().max(0.0) as usize).min(most);
        let flat = a.color == b.color && b.color == c.color && a.uv == b.uv && b.uv == c.uv;
        let flat = flat.then(|| tint(texture.sample(a.uv.x, a.uv.y), [a.color; 3], [1.0, 0.0, 0.0]));
        for y in low(pa.1, pb.1, pc.1, clip.top)..high(pa.1, pb.1, pc.1, clip.bottom) {
            for x in low(pa.0, pb.0, pc.0, clip.left)..high(pa.0, pb.0, pc.0, clip.right) {
                let p = (x as f32 + 0.5, y as f32 + 0.5);
                let weights = [cross(pb, pc, p), cross(pc, pa, p), cross(pa, pb, p)];
                if (0..3).any(|edge| weights[edge] < 0.0 || (weights[edge] == 0.0 && !owns[edge])) {
                    continue;
                }
                let share = weights.map(|weight| weight / area);
                let source = flat.unwrap_or_else(|| {
                    let u = a.uv.x * share[0] + b.uv.x * share[1] + c.uv.x * share[2];
                    let v = a.uv.y * share[0] + b.uv.y * share[1] + c.uv.y * share[2];
                    tint(texture.sample(u, v), [a.color, b.color, c.color], share)
                });
                let target = &mut self.pixels[y * self.width + x];
                let rest = 1.0 - source[3] / 255.0;
                *target = std::array::from_fn(|channel| source[channel] + target[channel] * rest);
            }
        }
    }
}

fn cross(p: (f32, f32), q: (f32, f32), r: (f32, f32)) -> f32 {
    (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
}

impl Texture {
    fn sample(&self, u: f32, v: f32) -> Rgba {
        let [width, height] = self.image.size;
        let (x, y) = (u * width as f32, v * height as f32);
        if self.options.magnification == TextureFilter::Nearest {
            return self.texel(x.floor(), y.floor());
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        if fx == 0.0 && fy == 0.0 {
            return self.texel(left, top);
        }
        let (a, b) = (self.texel(left, top), self.texel(left + 1.0, top));
        let (c, d) = (self.texel(left, top + 1.0), self.texel(left + 1.0, top + 1.0));
        std::array::from_fn(|i| (a[i] * (1.0 - fx) + b[i] * fx) * (1.0 - fy) + (c[i] * (1.0 - fx) + d[i] * fx) * fy)
    }

    fn texel(&self, x: f32, y: f32) -> Rgba {
        let wrap = |at: f32, size: usize| match self.options.wrap_mode {
            TextureWrapMode::Repeat => at.rem_euclid(size as f32) as usize,
            _ => at.clamp(0.0, size as f32 - 1.0) as usize,
        };
        let [width, height] = self.image.size;
        let (x, y) = (wrap(x, width).min(width - 1), wrap(y, height).min(height - 1));
        self.image.pixels[y * width + x].to_array().map(f32::from)
    }
}

fn tint(texel: Rgba, colors: [Color32; 3], share: [f32; 3]) -> Rgba {
    let [a, b, c] = colors.map(|color| color.to_array().map(f32::from));
    std::array::from_fn(|i| texel[i] * (a[i] * share[0] + b[i] * share[1] + c[i] * share[2]) / 255.0)
}
