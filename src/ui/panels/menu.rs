//! The bar at the top: menus, what is open, light or dark.

use egui::{Align, Button, Layout, MenuBar, RichText, Ui};

use super::{Commands, reading};
use crate::{
    article::{decode, language},
    store::settings::Theme,
    ui::{keyboard::shortcut, theme::Tokens},
    workspace::{Command, Document, Section, Workspace},
};

/// Shows the bar.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| file_menu(ui, workspace, commands));
        ui.menu_button("Edit", |ui| {
            named(ui, workspace, commands, Section::Label);
        });
        ui.menu_button("Go", |ui| named(ui, workspace, commands, Section::Move));
        ui.menu_button("View", |ui| view_menu(ui, workspace, commands));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tokens = Tokens::of(ui.visuals());
            let to = if tokens.dark { "Light theme" } else { "Dark theme" };
            let button = ui.add(Button::new(RichText::new(to).color(tokens.muted)).frame(false));
            let button = button.on_hover_text("Change the colours of the window");
            if button.clicked() {
                commands.push(Command::SetTheme(if tokens.dark { Theme::Light } else { Theme::Dark }));
            }
            if let Some(document) = workspace.document() {
                ui.with_layout(Layout::left_to_right(Align::Center).with_main_justify(true), |ui| {
                    let name = RichText::new(name_of(workspace, document)).color(tokens.muted);
                    let name = ui.add(egui::Label::new(name).truncate());
                    name.on_hover_text(document.article().path().display().to_string());
                });
            }
        });
    });
}

/// What an article is called: its headline in a project, where files have dull names; else its file.
pub fn name_of(workspace: &Workspace, document: &Document) -> String {
    let title = document.header().metadata.title.clone();
    let in_project = workspace.article_name().is_some();
    title
        .filter(|_| in_project)
        .unwrap_or_else(|| document.article().file_name())
}

fn file_menu(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    item(ui, workspace, commands, Command::Open);
    ui.add_enabled_ui(!workspace.settings().recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            for path in &workspace.settings().recent {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    commands.push(Command::OpenFile(path.clone()));
                    ui.close();
                }
            }
        });
    });
    ui.separator();
    project_menu(ui, workspace, commands);
    ui.separator();
    item(ui, workspace, commands, Command::ShowExport);
    item(ui, workspace, commands, Command::SaveNow);
    item(ui, workspace, commands, Command::SaveElsewhere);
    item(ui, workspace, commands, Command::OpenAgain);
    if let Some(document) = workspace.document() {
        ui.separator();
        ui.menu_button("Language", |ui| {
            language_menu(ui, document.header().metadata.language.as_deref(), commands)
        });
        ui.add_enabled_ui(document.layer().is_empty(), |ui| {
            let menu = ui.menu_button("Encoding", |ui| {
                encoding_menu(ui, document.article().encoding().name(), commands)
            });
            menu.response
                .on_disabled_hover_text("Can be changed only while nothing is labelled");
        });
    }
    ui.separator();
    item(ui, workspace, commands, Command::Quit);
}

fn project_menu(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    item(ui, workspace, commands, Command::NewProject);
    let recent = workspace.recent_projects();
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button("Open recent project", |ui| {
            for root in recent {
                let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
                if ui.button(name).on_hover_text(root.display().to_string()).clicked() {
                    commands.push(Command::OpenProject(root));
                    ui.close();
                }
            }
        });
    });
    if workspace.project().is_none() {
        return;
    }
    for command in [
        Command::ImportFiles,
        Command::ImportFolder,
        Command::PasteArticle,
        Command::ShowImport,
        Command::ShowSplit,
        Command::CorrectText,
        Command::RefreshProject,
        Command::CloseProject,
    ] {
        item(ui, workspace, commands, command);
    }
}

fn language_menu(ui: &mut Ui, current: Option<&str>, commands: &mut Commands) {
    ui.label("Sentences are cut by its rules");
    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (tag, name) in language::known() {
            if ui.selectable_label(current == Some(tag), name).clicked() {
                commands.push(Command::SetLanguage(tag.to_owned()));
                ui.close();
            }
        }
    });
}

fn encoding_menu(ui: &mut Ui, current: &str, commands: &mut Commands) {
    for encoding in decode::COMMON_ENCODINGS {
        if ui
            .selectable_label(encoding.name() == current, encoding.name())
            .clicked()
        {
            commands.push(Command::ReadAs(encoding));
            ui.close();
        }
    }
}

fn view_menu(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    ui.menu_button("Colours", |ui| {
        if reading::themes(ui, workspace, commands) {
            ui.close();
        }
    });
    let stays = egui::containers::menu::MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    egui::containers::menu::SubMenuButton::new("Text")
        .config(stays)
        .ui(ui, |ui| reading::show(ui, workspace, commands));
    named(ui, workspace, commands, Section::View);
}

/// All commands of a section that need nothing but their name.
fn named(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands, section: Section) {
    for command in Command::NAMED.iter().filter(|command| command.section() == section) {
        item(ui, workspace, commands, command.clone());
    }
}

/// A line of a menu that gives a command.
pub(super) fn item(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands, command: Command) {
    let mark = if workspace.is_on(&command) == Some(true) {
        "✓".to_owned()
    } else {
        shortcut(workspace, &command)
    };
    let button = Button::new(command.name()).shortcut_text(mark);
    if ui
        .add_enabled(workspace.is_enabled(&command), button)
        .on_hover_text(command.help())
        .clicked()
    {
        commands.push(command);
        ui.close();
    }
}
