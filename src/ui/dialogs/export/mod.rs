//! What is to be exported and in which format; what would come of it; the export, and what came of it.

mod filters;
mod finish;
mod formats;
mod options;
mod outlook;
mod preview;

use egui::{ScrollArea, Ui, vec2};

use crate::{
    ui::{panels::Commands, text_view::TextView},
    workspace::{Command, Workspace},
};

/// Width of the list of formats.
const LIST: f32 = 236.0;
/// Room for what stands above and below: the title and the buttons.
const AROUND: f32 = 250.0;

/// What the dialog remembers while it is shown.
#[derive(Default)]
pub(super) struct State {
    /// Whether the list of formats got the keyboard at first.
    focused: bool,
    /// The format that the list was last scrolled to.
    scrolled_to: String,
    /// The file of the sample that is shown, if it is another than the first.
    file: Option<String>,
}

pub(super) fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    state: &mut State,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let Some(export) = workspace.exporting() else {
        commands.push(Command::Back);
        return;
    };
    let name = match workspace.project() {
        Some(project) => project.manifest().name.clone(),
        None => workspace
            .document()
            .map(|document| document.article().file_name())
            .unwrap_or_default(),
    };
    super::title(ui, &format!("Export {name}"));
    let mut options = export.options().clone();
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(200.0, 600.0);
    let is_free = export.progress().is_none();
    ui.add_enabled_ui(is_free, |ui| {
        ui.horizontal_top(|ui| {
            ui.set_height(height);
            ui.allocate_ui(vec2(LIST, height), |ui| {
                ui.vertical(|ui| {
                    ui.set_width(LIST);
                    formats::show(ui, &mut options, state, commands);
                });
            });
            ui.add_space(4.0);
            ui.separator();
            ui.add_space(4.0);
            ui.vertical(|ui| {
                ScrollArea::vertical()
                    .id_salt("export")
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        // Beside the scroll bar.
                        ui.set_max_width(ui.available_width() - 12.0);
                        options::show(ui, workspace, export, &mut options);
                        ui.add_space(6.0);
                        ui.separator();
                        outlook::show(ui, export);
                        preview::show(ui, workspace, export, &mut state.file, texts);
                    });
            });
        });
    });
    ui.separator();
    finish::show(ui, export, commands);
    if options != *export.options() {
        commands.push(Command::ChangeExport(Box::new(options)));
    }
}
