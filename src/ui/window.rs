//! Opening the window on the desktop.

use std::{cell::Cell, rc::Rc, sync::Arc, time::Instant};

use egui::{Context, ViewportBuilder};

use super::{App, Guarded, guarded::End, logged::Logged, system_fonts, text_view::FontSet};
use crate::{
    panics,
    store::{FrameLog, reports, settings::SettingsFile},
    workspace::Workspace,
};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum NoWindow {
    /// Nothing to show it on.
    #[error(
        "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. The commands export, check and stats need none; see glossator --help."
    )]
    NoDisplay,
    /// The display does not answer.
    #[error(
        "The display that DISPLAY or WAYLAND_DISPLAY names does not answer. The commands export, check and stats need none; see glossator --help."
    )]
    NoAnswer(#[source] eframe::Error),
    /// The display does not let us draw.
    #[error(
        "The window cannot be opened: {}. Glossator draws with OpenGL 2.1 or later, in software if need be (Mesa), or else with Vulkan, Metal or Direct3D 12. The commands export, check and stats need no window; see glossator --help.",
        reason(.0)
    )]
    Failed(#[source] eframe::Error),
    /// The program has panicked where no page could be shown any more.
    #[error("Glossator met an error of its own and had to end. {saved}{}", reports::mention())]
    Broken {
        /// What became of the labels.
        saved: String,
    },
}

impl From<eframe::Error> for NoWindow {
    fn from(error: eframe::Error) -> Self {
        match error {
            eframe::Error::WinitEventLoop(_) => Self::NoAnswer(error),
            error => Self::Failed(error),
        }
    }
}

/// What is wrong, without what only eframe's authors want to know.
fn reason(error: &eframe::Error) -> String {
    match error {
        eframe::Error::NoGlutinConfigs(_, error) => format!("there is no OpenGL ({error})"),
        eframe::Error::Wgpu(_) => "there is neither Vulkan nor Metal nor Direct3D 12".to_owned(),
        error => error.to_string(),
    }
}

/// How a window is opened.
#[derive(Debug)]
pub struct Options {
    /// What draws it; whatever can, if nobody has chosen.
    pub renderer: Option<Renderer>,
    /// Where the costs of its frames are written.
    pub frame_log: Option<FrameLog>,
    /// When the program was started.
    pub started: Instant,
}

/// What can draw a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    /// OpenGL: starts fastest and takes least memory, and every desktop has it, in software if need be.
    Glow,
    /// Vulkan, Metal or Direct3D 12, where OpenGL is missing or broken.
    Wgpu,
}

/// Opens the window on the workspace that `workspace` makes, and comes back when it is closed. If it cannot be drawn in
/// one way it is tried in the other.
///
/// # Errors
/// If there is no display, or nothing that can draw on it.
pub fn run(
    options: Options,
    workspace: impl FnOnce(SettingsFile, &Context) -> Workspace + 'static,
) -> Result<(), NoWindow> {
    if cfg!(all(unix, not(target_os = "macos"))) {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(set) {
            return Err(NoWindow::NoDisplay);
        }
    }
    let settings = SettingsFile::load();
    let viewport = viewport(&settings);
    let Options {
        renderer,
        frame_log,
        started,
    } = options;
    let end = End::default();
    let of_app = Rc::clone(&end);
    let make = move |context: &Context| {
        system_fonts::install(context);
        let workspace = workspace(settings, context);
        let app = App::new(context, workspace, FontSet::system());
        Logged::new(Guarded::new(app, reports::latest, of_app), frame_log, started)
    };
    // Whichever way of drawing works first takes it.
    let make = Rc::new(Cell::new(Some(make)));
    let ways = match renderer {
        Some(chosen) => vec![chosen],
        None => vec![Renderer::Glow, Renderer::Wgpu],
    };
    let mut failure = None;
    for way in ways {
        let options = eframe::NativeOptions {
            viewport: viewport.clone(),
            renderer: match way {
                Renderer::Glow => eframe::Renderer::Glow,
                Renderer::Wgpu => eframe::Renderer::Wgpu,
            },
            // We bring our own.
            system_font_fallback: false,
            ..Default::default()
        };
        let taken = Rc::clone(&make);
        reports::drawn_by(match way {
            Renderer::Glow => "OpenGL",
            Renderer::Wgpu => "Vulkan, Metal or Direct3D 12",
        });
        let run = || {
            eframe::run_native(
                "Glossator",
                options,
                Box::new(move |creation| match taken.take() {
                    Some(make) => Ok(Box::new(make(&creation.egui_ctx))),
                    None => Err("the window was opened before".into()),
                }),
            )
        };
        // Outside of a frame there is no window left for a page; whatever was open is saved on the way here.
        let Ok(result) = panics::caught(run) else {
            let saved = "What was labelled is saved where that was possible.".to_owned();
            return Err(NoWindow::Broken { saved });
        };
        if let Some(saved) = end.take() {
            return Err(NoWindow::Broken { saved });
        }
        let was_open = {
            let left = make.take();
            let was_open = left.is_none();
            make.set(left);
            was_open
        };
        match result {
            Ok(()) => return Ok(()),
            // Not for want of a way to draw.
            Err(error) if was_open || matches!(error, eframe::Error::WinitEventLoop(_)) => return Err(error.into()),
            Err(error) => {
                tracing::warn!(?way, %error, "the window cannot be drawn like that");
                // What is wrong with the first way is what can be mended.
                failure.get_or_insert(error);
            }
        }
    }
    failure.map_or(Ok(()), |error| Err(error.into()))
}

/// The window as it is at first.
fn viewport(settings: &SettingsFile) -> ViewportBuilder {
    let of_project = settings.projects().last_open().and_then(|memory| memory.window);
    let (width, height) = of_project.or(settings.get().window).unwrap_or((1180.0, 800.0));
    let viewport = ViewportBuilder::default()
        .with_title("Glossator")
        .with_app_id("glossator")
        .with_inner_size([width, height])
        .with_min_inner_size([360.0, 300.0])
        .with_drag_and_drop(true);
    match eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        Ok(icon) => viewport.with_icon(icon),
        Err(_) => viewport,
    }
}

/// Wakes the window from another thread.
pub fn wake(context: &Context) -> crate::workspace::Wake {
    let context = context.clone();
    Arc::new(move || context.request_repaint())
}
