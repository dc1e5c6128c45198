//! The parts of the window around the text. Each is a function of the workspace that pushes the commands its
//! controls give.

pub mod annotation_filter;
pub mod annotations;
pub mod articles;
pub mod banners;
pub mod chip;
pub mod consistency;
pub mod context_menu;
pub mod find_bar;
pub mod guidelines;
pub mod label_bar;
pub mod labels;
pub mod lost;
pub mod menu;
pub mod minimap;
pub mod numbers;
pub mod reading;
pub mod selected;
pub mod status;
pub mod welcome;
pub mod whole;

use egui::{Color32, RichText, Ui};

use super::theme;
use crate::workspace::Command;

/// What controls want done.
pub type Commands = Vec<Command>;

/// A heading of a part of a panel.
fn heading(ui: &mut Ui, text: &str) {
    let muted = theme::Tokens::of(ui.visuals()).muted;
    ui.label(
        RichText::new(text)
            .font(egui::FontId::new(11.5, theme::strong()))
            .color(muted),
    );
}

/// Text in the stronger face.
pub fn strong(text: impl Into<String>, color: Color32) -> RichText {
    RichText::new(text)
        .font(egui::FontId::new(13.5, theme::strong()))
        .color(color)
}

/// "1 annotation", "2 annotations".
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The title of what is shown in the middle of the window instead of an article, with the way back and other `buttons`.
fn view_head(
    ui: &mut Ui,
    title: &str,
    back: Command,
    commands: &mut Commands,
    buttons: impl FnOnce(&mut Ui, &mut Commands),
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(egui::FontId::new(26.0, theme::serif())));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Back to the article").clicked() {
                commands.push(back);
            }
            buttons(ui, commands);
        });
    });
}
