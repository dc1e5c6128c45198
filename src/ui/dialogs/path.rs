//! A field for a path: for desktops that have no dialog to ask for a file.

use std::path::PathBuf;

use egui::{Key, RichText, TextEdit, Ui};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, PathFor, Workspace},
};

/// The path while it is typed.
#[derive(Default)]
pub(super) struct State {
    path: String,
    focused: bool,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, what: PathFor, state: &mut State, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let (title, ask, name, button) = match what {
        PathFor::Article => (
            "Open article",
            "Type or paste the path of a text file, or of its .ron, or drop the file on the window.",
            "Path of the article",
            "Open",
        ),
        PathFor::Project => (
            "Project: open or make",
            "Type or paste the path of a folder. If it is no project yet, it becomes one.",
            "Path of the project",
            "Open",
        ),
        PathFor::Import => (
            "Bring files in",
            "Type or paste the path of a file, or drop files on the window.",
            "Path of the file",
            "Bring in",
        ),
        PathFor::ImportFolder => (
            "Bring a folder in",
            "Type or paste the path of a folder, or drop it on the window.",
            "Path of the folder",
            "Bring in",
        ),
        PathFor::Labels => (
            "Take over labels",
            "Type or paste the path of a RON file with labels.",
            "Path of the labels",
            "Take over",
        ),
        PathFor::LabelsOut => (
            "Write the labels",
            "Type or paste the path of the RON file to write.",
            "Path for the labels",
            "Write",
        ),
        PathFor::ExportFolder => (
            "Export to folder",
            "Type or paste the path of a folder. The dataset gets a folder of its own there.",
            "Path of the folder",
            "Export",
        ),
        PathFor::Elsewhere => (
            "Save elsewhere",
            "Type or paste the path of a folder on another drive. The article and its labels are written into it; nothing there is overwritten.",
            "Path of the folder",
            "Save",
        ),
        PathFor::ExportFile(_) => (
            "Export to a file",
            "Type or paste the path of the file to write.",
            "Path for the dataset",
            "Export",
        ),
    };
    super::title(ui, title);
    let ask = format!("This desktop offers no dialog for choosing a file. {ask}");
    ui.label(RichText::new(ask).color(tokens.muted));
    ui.add_space(6.0);
    let field = TextEdit::singleline(&mut state.path)
        .hint_text(match what {
            PathFor::Article => "/path/to/article.txt",
            PathFor::Project | PathFor::ImportFolder | PathFor::ExportFolder | PathFor::Elsewhere => "/path/to/folder",
            PathFor::ExportFile(_) => "/path/to/dataset",
            PathFor::Import => "/path/to/file.html",
            PathFor::Labels | PathFor::LabelsOut => "/path/to/labels.ron",
        })
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    if !state.focused {
        response.request_focus();
        state.focused = true;
    }
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if workspace.notice().is_problem {
        ui.label(RichText::new(&workspace.notice().text).color(tokens.problem));
    }
    for path in workspace
        .settings()
        .recent
        .iter()
        .take(if what == PathFor::Article { 5 } else { 0 })
    {
        if ui.link(path.display().to_string()).clicked() {
            commands.push(Command::OpenFile(path.clone()));
        }
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let path = state.path.trim().trim_matches(['"', '\'']);
        let path = path.strip_prefix("file://").unwrap_or(path);
        let open = ui.add_enabled(!path.is_empty(), egui::Button::new(button)).clicked();
        if (open || enter) && !path.is_empty() {
            commands.extend(what.command(vec![PathBuf::from(path)]));
        }
        if ui.button("Cancel").clicked() {
            commands.push(Command::Back);
        }
    });
}
