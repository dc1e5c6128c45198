//! Which keys do what.

use egui::{Grid, RichText, ScrollArea, Ui};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Section, Workspace},
};

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    super::title(ui, "Keys");
    let height = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            Grid::new("keys")
                .num_columns(2)
                .min_row_height(20.0)
                .spacing([24.0, 2.0])
                .show(ui, |ui| {
                    labels(ui, workspace);
                    for section in [Section::Label, Section::Move, Section::View, Section::File] {
                        section_of_keys(ui, workspace, section);
                    }
                    pointer(ui);
                });
        });
    ui.add_space(10.0);
    if ui.button("Close").clicked() {
        commands.push(Command::Back);
    }
}

fn labels(ui: &mut Ui, workspace: &Workspace) {
    let built_in = crate::labels::built_in();
    let labels = workspace.document().map_or(&built_in, |document| document.labels());
    heading(ui, "Labels");
    for (place, label) in labels.labels().iter().enumerate().take(9) {
        let letter = label
            .key
            .map(|key| format!(" or {}", key.to_uppercase()))
            .unwrap_or_default();
        line(ui, &format!("{}{letter}", place + 1), &label.name);
    }
    line(ui, "the same again", "Remove it");
    line(ui, "Alt+1 …", "Arm it: every drag gives it, until Esc");
}

fn section_of_keys(ui: &mut Ui, workspace: &Workspace, section: Section) {
    heading(ui, section.name());
    for command in Command::NAMED.iter().filter(|command| command.section() == section) {
        let keys: Vec<String> = workspace
            .keymap()
            .keys_of(command)
            .map(|chord| chord.to_string())
            .collect();
        if !keys.is_empty() {
            line(ui, &keys.join(" or "), command.name());
        }
    }
}

fn pointer(ui: &mut Ui) {
    heading(ui, "Pointer");
    line(ui, "Drag", "Select whole words; with Alt, exact characters");
    line(
        ui,
        "Double, triple click",
        "Select a word, a sentence; a fourth time, a paragraph",
    );
    line(ui, "Shift+Click", "Extend the selection");
    line(ui, "Click", "Select an annotation, or frame a sentence");
}

fn heading(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text).heading());
    ui.end_row();
}

fn line(ui: &mut Ui, keys: &str, what: &str) {
    let muted = Tokens::of(ui.visuals()).muted;
    ui.label(RichText::new(keys).color(muted));
    ui.label(what);
    ui.end_row();
}
