//! Which keys do what now.

use egui::{Grid, RichText, ScrollArea, Ui};

use crate::{
    labels::built_in,
    ui::{panels::Commands, theme::Tokens},
    workspace::{Chord, Command, Key, Section, Workspace},
};

/// Whether keys are shown that do nothing now.
#[derive(Default)]
pub(super) struct State {
    all: bool,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    super::title(ui, if state.all { "All keys" } else { "Keys that work now" });
    let height = (ui.ctx().content_rect().height() - 240.0).max(120.0);
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            Grid::new("keys")
                .num_columns(2)
                .min_row_height(20.0)
                .spacing([24.0, 2.0])
                .show(ui, |ui| {
                    if workspace.find().is_some() {
                        hits(ui);
                    }
                    if state.all || workspace.is_enabled(&Command::LabelNone) {
                        labels(ui, workspace);
                    }
                    for section in [Section::Label, Section::Move, Section::View, Section::File] {
                        section_of_keys(ui, workspace, section, state.all);
                    }
                    if state.all || workspace.document().is_some() {
                        pointer(ui);
                    }
                });
        });
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() {
            commands.push(Command::Back);
        }
        ui.checkbox(&mut state.all, "All keys");
        if ui.button("Change keys…").clicked() {
            commands.push(Command::ShowSettings);
        }
    });
}

/// What keys mean while hits are walked through, before all else.
fn hits(ui: &mut Ui) {
    heading(ui, "Hits");
    line(
        ui,
        "Enter or N, Shift+Enter",
        "Go on to the next hit, back to the one before",
    );
    line(ui, "a label's key", "Label the hit and go on");
}

fn labels(ui: &mut Ui, workspace: &Workspace) {
    let first = built_in();
    let labels = workspace.document().map_or(&first, |document| document.labels());
    heading(ui, "Labels");
    for (place, label) in labels.labels().iter().enumerate().take(9) {
        let letter = label
            .key
            .filter(|key| workspace.keymap().holder(Chord::plain(Key::Char(*key))).is_none())
            .map(|key| format!(" or {}", key.to_uppercase()))
            .unwrap_or_default();
        line(ui, &format!("{}{letter}", place + 1), &label.name);
    }
    line(ui, "the same again", "Remove it");
    line(ui, "with Shift", "Second choice: what it would be if not that");
    line(
        ui,
        "with Ctrl",
        "Only the first part of the unit, and go on with the rest",
    );
    line(ui, "with Alt", "Arm it: every drag gives it, until Esc");
}

fn section_of_keys(ui: &mut Ui, workspace: &Workspace, section: Section, all: bool) {
    let commands = Command::NAMED.iter().filter(|command| command.section() == section);
    let lines: Vec<(String, &str)> = commands
        .filter(|command| all || workspace.is_enabled(command))
        .map(|command| {
            let keys: Vec<String> = workspace
                .keymap()
                .keys_of(command)
                .map(|chord| chord.to_string())
                .collect();
            (keys.join(" or "), command.name())
        })
        .filter(|(keys, _)| !keys.is_empty())
        .collect();
    if lines.is_empty() {
        return;
    }
    heading(ui, section.name());
    for (keys, name) in lines {
        line(ui, &keys, name);
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
    line(ui, "Drag an end", "Move the end of the selected annotation");
    line(ui, "Other button", "What can be done to what lies there");
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
