//! The window. Only this room knows egui.

pub mod app;
#[cfg(test)]
mod color_vision;
mod dialogs;
mod focus;
mod guarded;
mod keyboard;
mod logged;
mod marks;
mod panels;
mod picker;
mod system_fonts;
pub mod text_view;
// The one place where colours are made.
#[allow(clippy::disallowed_methods)]
mod theme;
pub mod window;

pub use app::App;
pub use guarded::Guarded;
