//! The window. Only this room knows egui.

pub mod app;
mod dialogs;
mod keyboard;
mod panels;
mod picker;
pub mod text_view;
mod theme;

pub use app::App;
