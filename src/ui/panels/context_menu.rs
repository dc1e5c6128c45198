//! What can be done to what lies under the pointer: the menu of its other button.

use egui::{Button, Response};

use super::{Commands, menu::item};
use crate::workspace::{Command, Document, Workspace};

/// Shows the menu when the text was clicked with the other button.
pub fn show(text: &Response, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    text.context_menu(|ui| {
        let current = document.selected().map(|annotation| annotation.label.clone());
        for (place, label) in document.labels().labels().iter().enumerate() {
            let name = if current.as_ref() == Some(&label.id) {
                format!("Remove: {}", label.name)
            } else {
                format!("Label: {}", label.name)
            };
            let button = Button::new(name).shortcut_text((place + 1).to_string());
            if ui.add_enabled(document.read_only().is_none(), button).clicked() {
                commands.push(Command::Label(label.id.clone()));
                ui.close();
            }
        }
        ui.menu_button("Second choice", |ui| {
            for label in document.labels().labels() {
                let enabled = workspace.is_enabled(&Command::SecondChoice(label.id.clone()))
                    && current.as_ref() != Some(&label.id);
                if ui.add_enabled(enabled, Button::new(&label.name)).clicked() {
                    commands.push(Command::SecondChoice(label.id.clone()));
                    ui.close();
                }
            }
        });
        ui.menu_button("Label the whole article", |ui| {
            for label in document.labels().labels() {
                let given = document.layer().about().document.contains(&label.id);
                if ui.selectable_label(given, &label.name).clicked() {
                    commands.push(Command::LabelArticle(label.id.clone()));
                    ui.close();
                }
            }
        });
        item(ui, workspace, commands, Command::LabelNone);
        item(ui, workspace, commands, Command::NewLabel);
        ui.separator();
        for command in [
            Command::ToggleUnsure,
            Command::EditNote,
            Command::Split,
            Command::Join,
            Command::Delete,
        ] {
            let on_annotation = document.annotation_at_hand().is_some() || command == Command::Split;
            let enabled = on_annotation && document.read_only().is_none();
            ui.add_enabled_ui(enabled, |ui| item(ui, workspace, commands, command));
        }
        ui.separator();
        item(ui, workspace, commands, Command::Copy);
        item(ui, workspace, commands, Command::ShowFind);
    });
}
