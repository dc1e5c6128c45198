//! The real window, headless: what a person sees is asked for by name, what a person does are pointer and keys.

use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use glossator::{
    ui::{App, text_view::FontSet},
    workspace::Workspace,
};

use super::{desk::span_of, soft_renderer::SoftRenderer};

/// The fonts that tests bring along, so that pictures are the same on every machine.
pub fn fonts() -> FontSet {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("fonts")
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|ending| ending == "ttf" || ending == "otf")
    });
    paths.sort();
    FontSet::with_extra(
        paths
            .into_iter()
            .map(|path| std::fs::read(path).expect("a font"))
            .collect(),
    )
}

/// A window on a workspace.
pub struct Window {
    pub harness: Harness<'static, App>,
}

impl Window {
    pub fn new(workspace: Workspace) -> Self {
        Self::sized(workspace, [1180.0, 800.0], 1.0)
    }

    pub fn sized(workspace: Workspace, size: [f32; 2], pixels_per_point: f32) -> Self {
        let harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(pixels_per_point)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(60)
            .renderer(SoftRenderer::default())
            .build_eframe(move |creation| App::new(&creation.egui_ctx, workspace, fonts()));
        let mut window = Self { harness };
        window.settle();
        window
    }

    /// Runs frames until nothing moves any more; a window that never rests fails here.
    pub fn settle(&mut self) {
        self.harness.run();
    }

    pub fn workspace(&self) -> &Workspace {
        self.harness.state().workspace()
    }

    /// Presses a key and lets it go.
    pub fn key(&mut self, key: Key) {
        self.chord(Modifiers::NONE, key);
    }

    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Writes into whatever has the focus.
    pub fn write(&mut self, text: &str) {
        self.harness.event(Event::Text(text.into()));
        self.settle();
    }

    /// Clicks the control with this name.
    pub fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    pub fn click_containing(&mut self, name: &str) {
        self.harness.get_by_label_contains(name).click();
        self.settle();
    }

    /// Drops files on the window, all at once.
    pub fn drop_files(&mut self, paths: impl IntoIterator<Item = std::path::PathBuf>) {
        let files = paths.into_iter().map(|path| std::sync::Arc::new(Dropped(path)) as _);
        self.harness.input_mut().dropped_files.extend(files);
        self.settle();
    }

    /// Whether something with this in its name can be found.
    pub fn shows(&self, name: &str) -> bool {
        self.harness.query_all_by_label_contains(name).next().is_some()
    }

    /// A point in the middle of the first row of the first occurrence of `quote`.
    pub fn point_in(&self, quote: &str) -> Pos2 {
        let document = self.workspace().document().expect("an open article");
        let rows = self.harness.state().text_view().row_rects_of(span_of(document, quote));
        rows.first()
            .unwrap_or_else(|| panic!("{quote:?} is not in view"))
            .center()
    }

    /// Presses the pointer's button `count` times in quick succession in the middle of `quote`.
    pub fn click_text(&mut self, quote: &str, count: usize) {
        let at = self.point_in(quote);
        for _ in 0..count {
            self.button(at, true);
            self.button(at, false);
        }
        self.settle();
    }

    /// Clicks in the middle of `quote` with another button.
    pub fn click_text_with(&mut self, quote: &str, button: PointerButton) {
        let pos = self.point_in(quote);
        self.harness.event(Event::PointerMoved(pos));
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            self.harness.event(Event::PointerButton {
                pos,
                button,
                pressed,
                modifiers,
            });
        }
        self.settle();
    }

    /// Drags from the middle of one quote to the middle of another.
    pub fn drag(&mut self, from: &str, to: &str) {
        let (from, to) = (self.point_in(from), self.point_in(to));
        self.drag_points(from, to);
    }

    /// Drags from one point of the screen to another.
    pub fn drag_points(&mut self, from: Pos2, to: Pos2) {
        self.button(from, true);
        self.harness.event(Event::PointerMoved(from + (to - from) * 0.5));
        self.harness.event(Event::PointerMoved(to));
        self.button(to, false);
        self.settle();
    }

    /// Presses the pointer's button at a point and keeps it down.
    pub fn press(&mut self, at: Pos2) {
        self.button(at, true);
        self.settle();
    }

    /// Lets the pointer's button go at a point.
    pub fn release(&mut self, at: Pos2) {
        self.button(at, false);
        self.settle();
    }

    fn button(&self, pos: Pos2, pressed: bool) {
        self.harness.event(Event::PointerMoved(pos));
        let modifiers = Modifiers::NONE;
        self.harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        });
    }
}

/// A file that is dropped on the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the program reads the file itself".into())
    }
}
