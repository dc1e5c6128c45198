//! Opening the window on the desktop.

use std::sync::Arc;

use egui::Context;

use super::{App, system_fonts, text_view::FontSet};
use crate::{store::settings::SettingsFile, workspace::Workspace};

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
        "The window cannot be opened: {0}. Glossator draws with OpenGL 2.1 or later, in software if need be (Mesa). The commands export, check and stats need no window; see glossator --help."
    )]
    Failed(#[source] eframe::Error),
}

impl From<eframe::Error> for NoWindow {
    fn from(error: eframe::Error) -> Self {
        match error {
            eframe::Error::WinitEventLoop(_) => Self::NoAnswer(error),
            error => Self::Failed(error),
        }
    }
}

/// Opens the window on the workspace that `workspace` makes, and comes back when it is closed.
///
/// # Errors
/// If there is no display, or nothing that can draw on it.
pub fn run(workspace: impl FnOnce(SettingsFile, &Context) -> Workspace + 'static) -> Result<(), NoWindow> {
    if cfg!(all(unix, not(target_os = "macos"))) {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(set) {
            return Err(NoWindow::NoDisplay);
        }
    }
    let settings = SettingsFile::load();
    let (width, height) = settings.get().window.unwrap_or((1180.0, 800.0));
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Glossator")
        .with_app_id("glossator")
        .with_inner_size([width, height])
        .with_min_inner_size([360.0, 300.0])
        .with_drag_and_drop(true);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        viewport = viewport.with_icon(icon);
    }
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        // We bring our own.
        system_font_fallback: false,
        ..Default::default()
    };
    eframe::run_native(
        "Glossator",
        options,
        Box::new(|creation| {
            system_fonts::install(&creation.egui_ctx);
            let workspace = workspace(settings, &creation.egui_ctx);
            Ok(Box::new(App::new(&creation.egui_ctx, workspace, FontSet::system())))
        }),
    )?;
    Ok(())
}

/// Wakes the window from another thread.
pub fn wake(context: &Context) -> crate::workspace::Wake {
    let context = context.clone();
    Arc::new(move || context.request_repaint())
}
