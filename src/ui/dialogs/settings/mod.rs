//! What the user can choose: keys, labelling, reading, their name.

mod keys;

use egui::{Key, Role, TextEdit, Ui, WidgetInfo};

use crate::{
    ui::{
        panels::{Commands, reading},
        theme::Tokens,
    },
    workspace::{Command, Workspace},
};

/// The pages of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Keys,
    Labelling,
    Reading,
    You,
}

impl Page {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Keys, "Keys"),
        (Self::Labelling, "Labelling"),
        (Self::Reading, "Reading"),
        (Self::You, "You"),
    ];
}

/// What the settings remember while they are shown.
#[derive(Default)]
pub(super) struct State {
    page: Page,
    keys: keys::State,
    name: Option<String>,
}

impl State {
    /// Whether the next key is to be bound, so that it does nothing else.
    pub(super) fn waits_for_key(&self) -> bool {
        self.keys.waits()
    }
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    super::title(ui, "Settings");
    ui.horizontal(|ui| {
        for (page, name) in Page::ALL {
            if ui.selectable_label(state.page == page, name).clicked() {
                state.page = page;
            }
        }
    });
    ui.add_space(4.0);
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(160.0, 420.0);
    ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
        ui.set_min_size(egui::vec2(ui.available_width(), height));
        match state.page {
            Page::Keys => keys::show(ui, workspace, &mut state.keys, commands),
            Page::Labelling => labelling(ui, workspace, commands),
            Page::Reading => page_of_reading(ui, workspace, commands),
            Page::You => you(ui, workspace, &mut state.name, commands),
        }
    });
    ui.separator();
    if ui.button("Close").clicked() {
        commands.push(Command::Back);
    }
}

/// Everything about labelling that is on or off.
fn labelling(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let muted = Tokens::of(ui.visuals()).muted;
    // Whether the article is done is no choice of how to work.
    for command in Command::NAMED.iter().filter(|command| **command != Command::ToggleDone) {
        let Some(mut on) = workspace.is_on(command) else {
            continue;
        };
        let enabled = workspace.is_enabled(command);
        if ui
            .add_enabled(enabled, egui::Checkbox::new(&mut on, command.name()))
            .changed()
        {
            commands.push(command.clone());
        }
        ui.indent(command.id(), |ui| {
            ui.label(egui::RichText::new(command.help()).color(muted).size(12.0));
        });
        ui.add_space(4.0);
    }
}

fn page_of_reading(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    reading::show(ui, workspace, commands);
    ui.add_space(8.0);
    reading::themes(ui, workspace, commands);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(format!("Everything at {:.0} %", workspace.zoom() * 100.0));
        for command in [Command::ZoomOut, Command::ZoomIn, Command::ZoomReset] {
            if ui.button(command.name()).clicked() {
                commands.push(command);
            }
        }
    });
}

/// The name that is kept with labels.
fn you(ui: &mut Ui, workspace: &Workspace, name: &mut Option<String>, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let kept = &workspace.settings().annotator;
    let draft = name.get_or_insert_with(|| kept.clone());
    ui.label(Command::SetAnnotator(String::new()).name());
    let field = ui.add(TextEdit::singleline(draft).desired_width(260.0));
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Your name"));
    ui.label(
        egui::RichText::new("Kept with the labels of articles that nobody has labelled yet.")
            .color(tokens.muted)
            .size(12.0),
    );
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    if field.lost_focus() && draft.trim() != kept {
        commands.push(Command::SetAnnotator(draft.clone()));
        if !enter && draft.trim().is_empty() {
            *name = None;
        }
    }
    if workspace.notice().is_problem {
        ui.label(egui::RichText::new(&workspace.notice().text).color(tokens.problem));
    }
}
