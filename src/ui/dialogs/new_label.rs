//! The name of a new label for what is at hand.

use egui::{Key, RichText, Role, TextEdit, Ui, WidgetInfo};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Workspace},
};

/// The name while it is typed.
#[derive(Default)]
pub(super) struct State {
    name: String,
    focused: bool,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(document) = workspace.document() else { return };
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "New label from here");
    if let Some(target) = document.target() {
        let quote = crate::ui::panels::annotations::snippet(document.text().slice(target), 160);
        ui.label(RichText::new(format!("“{quote}”")).color(tokens.muted));
        ui.add_space(4.0);
    }
    let field = ui.add(
        TextEdit::singleline(&mut state.name)
            .hint_text("Name of the label")
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Name of the new label"));
    if !state.focused {
        field.request_focus();
        state.focused = true;
    }
    let typed = state.name.trim().to_lowercase();
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let known = document.labels().labels().iter();
    let alike: Vec<_> = known
        .filter(|label| !typed.is_empty() && label.name.to_lowercase().contains(&typed))
        .take(5)
        .collect();
    if !alike.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("There is already").color(tokens.muted));
            for label in &alike {
                if ui.button(&label.name).clicked() {
                    commands.push(Command::LabelAnew(label.name.clone()));
                }
            }
        });
    }
    if workspace.notice().is_problem {
        ui.label(RichText::new(&workspace.notice().text).color(tokens.problem));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let give = ui.add_enabled(!typed.is_empty(), egui::Button::new("Add and give it"));
        if (give.clicked() || enter) && !typed.is_empty() {
            commands.push(Command::LabelAnew(state.name.clone()));
        }
        if ui.button("Cancel").clicked() {
            commands.push(Command::Back);
        }
    });
}
