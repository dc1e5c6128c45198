//! What is shown while no article is open.

use egui::{Align, FontId, Layout, RichText, Ui, vec2};

use super::Commands;
use crate::{
    ui::{
        keyboard::shortcut,
        theme::{self, Tokens},
    },
    workspace::{Command, OpenProject, Workspace},
};

/// Shows how to begin.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    if let Some(project) = workspace.project() {
        in_project(ui, workspace, project, commands);
        return;
    }
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
            let project = Command::NewProject;
            if ui.link(project.name()).on_hover_text(project.help()).clicked() {
                commands.push(project);
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

/// Shows how to go on in a project of which no article is open.
fn in_project(ui: &mut Ui, workspace: &Workspace, project: &OpenProject, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let width = 460.0_f32.min(ui.available_width() - 32.0).max(100.0);
    ui.add_space((ui.available_height() * 0.22).max(16.0));
    ui.vertical_centered(|ui| {
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.label(RichText::new(&project.manifest().name).font(FontId::new(28.0, theme::serif())));
            ui.add_space(4.0);
            let is_empty = project.index().articles().is_empty() && project.reading().is_none();
            let (line, command) = match is_empty {
                true => (
                    "There are no articles in it yet. Drop files or folders on this window.",
                    Command::ImportFiles,
                ),
                false => (
                    "Choose an article on the left, or go on with the next that is not done.",
                    Command::NextUnfinished,
                ),
            };
            ui.label(RichText::new(line).color(tokens.muted).size(14.5));
            ui.add_space(12.0);
            let button = egui::Button::new(RichText::new(command.name()).size(15.0)).min_size(vec2(150.0, 36.0));
            let hint = format!("{} ({})", command.help(), shortcut(workspace, &command));
            if ui.add(button).on_hover_text(hint).clicked() {
                commands.push(command);
            }
        });
    });
}

fn recent(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let recent = &workspace.settings().recent;
    let projects = workspace.recent_projects();
    if recent.is_empty() && projects.is_empty() {
        return;
    }
    ui.add_space(24.0);
    super::heading(ui, "RECENT");
    for root in projects.into_iter().take(4) {
        let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
        let link = ui.link(format!("{name} (project)"));
        if link.on_hover_text(root.display().to_string()).clicked() {
            commands.push(Command::OpenProject(root));
        }
    }
    for path in recent.iter().take(6) {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        if ui.link(name).on_hover_text(path.display().to_string()).clicked() {
            commands.push(Command::OpenFile(path.clone()));
        }
    }
}
