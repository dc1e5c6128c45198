//! The text of an article that was converted, to be corrected before it is labelled.

use egui::{RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Workspace},
};

/// The text while it is corrected.
#[derive(Default)]
pub(super) struct State {
    draft: Option<String>,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(document) = workspace.document() else {
        commands.push(Command::Back);
        return;
    };
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "Correct the text");
    let from = document.article().made_from().unwrap_or_default();
    let hint =
        format!("Made from: {from}. Mend what the conversion got wrong; once something is labelled the text is fixed.");
    ui.label(RichText::new(hint).color(tokens.muted));
    ui.add_space(6.0);
    let draft = state.draft.get_or_insert_with(|| document.text().as_str().to_owned());
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 640.0);
    ScrollArea::vertical()
        .id_salt("text to correct")
        .max_height(height)
        .show(ui, |ui| {
            let edit = TextEdit::multiline(draft).desired_width(f32::INFINITY).desired_rows(12);
            let response = ui.add(edit);
            response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Text of the article"));
        });
    if workspace.notice().is_problem {
        ui.label(RichText::new(&workspace.notice().text).color(tokens.problem));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button("Keep the corrected text").clicked() {
            commands.push(Command::SetText(draft.clone()));
        }
        if ui.button("Cancel").clicked() {
            commands.push(Command::Back);
        }
    });
}
