//! What is shown while no article is open.

use egui::{Align, FontId, Layout, RichText, Ui, vec2};

use super::Commands;
use crate::{
    ui::theme::{self, Tokens},
    workspace::{Command, Workspace},
};

/// Shows how to begin.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let width = 460.0_f32.min(ui.available_width() - 32.0).max(100.0);
    ui.add_space((ui.available_height() * 0.22).max(16.0));
    ui.vertical_centered(|ui| {
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.label(RichText::new("Open an article to label").font(FontId::new(28.0, theme::serif())));
            ui.add_space(4.0);
            let lines = [
                "Open a text file, or drop one on this window.",
                "Press the key of a label to give it to the framed sentence and step on; or drag over any words.",
                "Everything is saved by itself, in a file beside the article.",
            ];
            for line in lines {
                ui.label(RichText::new(line).color(tokens.muted).size(14.5));
            }
            ui.add_space(12.0);
            let open = egui::Button::new(RichText::new("Open article…").size(15.0)).min_size(vec2(150.0, 36.0));
            if ui.add(open).clicked() {
                commands.push(Command::Open);
            }
            if ui
                .link(Command::OpenExample.name())
                .on_hover_text(Command::OpenExample.help())
                .clicked()
            {
                commands.push(Command::OpenExample);
            }
            recent(ui, workspace, commands);
        });
    });
}

fn recent(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let recent = &workspace.settings().recent;
    if recent.is_empty() {
        return;
    }
    ui.add_space(24.0);
    super::heading(ui, "RECENT");
    for path in recent.iter().take(6) {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        if ui.link(name).on_hover_text(path.display().to_string()).clicked() {
            commands.push(Command::OpenFile(path.clone()));
        }
    }
}
