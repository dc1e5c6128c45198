//! The window with a log of what its frames cost.

use std::time::Instant;

use egui::{Context, Ui, Visuals};

use super::Guarded;
use crate::store::{FrameCost, FrameLog};

/// A window that keeps a log of its frames, if one is wanted.
pub struct Logged {
    app: Guarded,
    log: Option<Log>,
}

/// A log, and the frame that is not in it yet: what it took to paint a frame is known when the next one begins.
struct Log {
    file: FrameLog,
    started: Instant,
    frame: Option<FrameCost>,
}

impl Logged {
    /// Logs the frames of `app` to `file`; their times are counted from `started`.
    pub fn new(app: Guarded, file: Option<FrameLog>, started: Instant) -> Self {
        let log = file.map(|file| Log {
            file,
            started,
            frame: None,
        });
        Self { app, log }
    }
}

impl Log {
    /// A frame begins; `seconds` is what eframe says that the whole last one took.
    fn begin(&mut self, seconds: Option<f32>) {
        if let Some(mut last) = self.frame.take() {
            let whole = std::time::Duration::from_secs_f32(seconds.unwrap_or_default().max(0.0));
            last.paint = whole.saturating_sub(last.update);
            self.file.add(&last);
        }
        self.frame = Some(FrameCost {
            begun: self.started.elapsed(),
            ..FrameCost::default()
        });
    }
}

impl eframe::App for Logged {
    fn logic(&mut self, context: &Context, frame: &mut eframe::Frame) {
        if let Some(log) = &mut self.log {
            log.begin(frame.info().cpu_usage);
        }
        self.app.logic(context, frame);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        if let Some(log) = &mut self.log
            && let Some(cost) = &mut log.frame
        {
            let work = self.app.work();
            cost.update = log.started.elapsed().saturating_sub(cost.begun);
            (cost.laid_out, cost.drawn) = (work.laid_out, work.drawn);
            let textures = ui.ctx().tex_manager();
            cost.texture_bytes = textures.read().allocated().map(|(_, meta)| meta.bytes_used()).sum();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(log) = &mut self.log {
            log.begin(None);
        }
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn persist_egui_memory(&self) -> bool {
        self.app.persist_egui_memory()
    }
}
