//! What is shown over the window and wants an answer.

mod columns;
mod commands;
mod correct_text;
mod export;
mod import_summary;
mod keys;
mod labels;
mod labels_found;
mod new_label;
mod path;
mod settings;
mod split;
mod unsaved;

use egui::{Frame, Id, Margin, Modal, Ui};

use super::{panels::Commands, text_view::TextView, theme};
use crate::workspace::{Command, Dialog, Workspace};

/// What dialogs remember between frames.
#[derive(Default)]
pub struct DialogState {
    columns: columns::State,
    correct_text: correct_text::State,
    split: split::State,
    commands: commands::State,
    path: path::State,
    settings: settings::State,
    keys: keys::State,
    labels: labels::State,
    export: export::State,
    labels_found: labels_found::State,
    new_label: new_label::State,
}

impl DialogState {
    /// Whether the next key is to be bound to a command, so that it does nothing else.
    pub fn waits_for_key(&self) -> bool {
        self.settings.waits_for_key()
    }

    /// What keeps what is half written.
    pub fn keep(&self) -> Option<Command> {
        self.labels.keep()
    }
}

/// Shows the dialog that is open, if one is.
pub fn show(
    context: &egui::Context,
    workspace: &Workspace,
    state: &mut DialogState,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    if workspace.dialog() != Some(&Dialog::Labels) {
        // However the editor was closed, what was written in it is kept.
        commands.extend(state.keep());
        state.labels = labels::State::default();
    }
    let Some(dialog) = workspace.dialog() else {
        *state = DialogState::default();
        return;
    };
    let frame = Frame::popup(&context.style_of(context.theme())).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(context, |ui| {
        let width: f32 = match dialog {
            Dialog::Labels => 800.0,
            Dialog::Export => 980.0,
            Dialog::ImportSummary | Dialog::Columns => 680.0,
            Dialog::CorrectText => 760.0,
            _ => 560.0,
        };
        ui.set_max_width(width.min(context.content_rect().width() - 80.0));
        match dialog {
            Dialog::Path(what) => path::show(ui, workspace, *what, &mut state.path, commands),
            Dialog::Commands => commands::show(ui, workspace, &mut state.commands, commands),
            Dialog::Split => split::show(ui, workspace, &mut state.split, commands),
            Dialog::CorrectText => correct_text::show(ui, workspace, &mut state.correct_text, commands),
            Dialog::Columns => columns::show(ui, workspace, &mut state.columns, commands),
            Dialog::LabelsFound => labels_found::show(ui, workspace, &mut state.labels_found, commands),
            Dialog::Export => export::show(ui, workspace, &mut state.export, texts, commands),
            Dialog::ImportSummary => import_summary::show(ui, workspace, commands),
            Dialog::Keys => keys::show(ui, workspace, &mut state.keys, commands),
            Dialog::Labels => labels::show(ui, workspace, &mut state.labels, commands),
            Dialog::NewLabel => new_label::show(ui, workspace, &mut state.new_label, commands),
            Dialog::Settings => settings::show(ui, workspace, &mut state.settings, commands),
            Dialog::Unsaved { why, then } => unsaved::show(ui, workspace, why, then, commands),
        }
    });
    // A click beside it must not throw away what was written.
    if modal.backdrop_response.clicked() && !matches!(dialog, Dialog::CorrectText | Dialog::LabelsFound) {
        commands.push(Command::Back);
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text).font(egui::FontId::new(22.0, theme::serif())));
    ui.add_space(6.0);
}
