//! The label set, to be changed.

mod entry;
mod list;
mod removal;

use egui::{Align, Key, Layout, Modifiers, RichText, Ui, vec2};

use crate::{
    labels::{Label, LabelId},
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Document, LabelChange, Workspace},
};

/// Width of the list.
const LIST: f32 = 236.0;

/// What the editor remembers while it is shown.
#[derive(Default)]
pub(super) struct State {
    chosen: Option<LabelId>,
    draft: Option<Draft>,
    /// The name of a label to be added.
    new_name: String,
    removal: removal::State,
}

/// A label while it is changed: it becomes a command when a field is left.
struct Draft {
    /// What it was when the change began.
    before: Label,
    label: Label,
    /// What stands in the field of the key, and in that of the colour.
    key: String,
    color: String,
    /// What is wrong with what stands there.
    problem: Option<String>,
}

impl Draft {
    fn of(label: &Label) -> Self {
        Self {
            before: label.clone(),
            label: label.clone(),
            key: label.key.map(String::from).unwrap_or_default(),
            color: label.color.to_string(),
            problem: None,
        }
    }

    /// What makes the change, if there is one. Examples that say nothing are none.
    fn change(&self) -> Option<Command> {
        let mut label = self.label.clone();
        label.examples.retain(|example| !example.text.trim().is_empty());
        label.hard_cases.retain(|case| !case.text.trim().is_empty());
        (label != self.before).then_some(Command::ChangeLabels(LabelChange::Put(label)))
    }
}

impl State {
    /// What keeps the change that is being made, for when the editor is closed.
    pub(super) fn keep(&self) -> Option<Command> {
        self.draft.as_ref().and_then(Draft::change)
    }
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(document) = workspace.document() else { return };
    super::title(ui, "Label set");
    follow(document, state);
    undo(ui, commands);
    let height = (ui.ctx().content_rect().height() - 220.0).clamp(220.0, 520.0);
    let side_by_side = Layout::left_to_right(Align::TOP);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), side_by_side, |ui| {
        let below = Layout::top_down(Align::Min);
        ui.allocate_ui_with_layout(vec2(LIST, height), below, |ui| {
            list::show(ui, workspace, document, state, commands);
        });
        ui.separator();
        ui.allocate_ui_with_layout(vec2(ui.available_width(), height), below, |ui| {
            ui.set_min_width(ui.available_width());
            chosen(ui, workspace, document, state, commands);
        });
    });
    ui.separator();
    footer(ui, workspace, commands);
}

/// Keeps to the label set: another may be chosen, and undo may have changed what is shown.
fn follow(document: &Document, state: &mut State) {
    let labels = document.labels();
    let known = state.chosen.as_ref().is_some_and(|id| labels.get(id).is_some());
    if !known {
        let at_hand = document.selected().map(|annotation| annotation.label.clone());
        let at_hand = at_hand.filter(|id| labels.get(id).is_some());
        state.chosen = at_hand.or_else(|| labels.labels().first().map(|label| label.id.clone()));
        state.removal = removal::State::default();
    }
    let chosen = state.chosen.as_ref().and_then(|id| labels.get(id));
    let shown = state.draft.as_ref().map(|draft| &draft.before);
    if chosen != shown {
        state.draft = chosen.map(Draft::of);
    }
}

/// Undo and redo by their keys, unless something is being typed, which has an undo of its own.
fn undo(ui: &Ui, commands: &mut Commands) {
    if ui.ctx().text_edit_focused() {
        return;
    }
    let redo = Modifiers::COMMAND | Modifiers::SHIFT;
    for (modifiers, key, command) in [
        (redo, Key::Z, Command::Redo),
        (Modifiers::COMMAND, Key::Y, Command::Redo),
        (Modifiers::COMMAND, Key::Z, Command::Undo),
    ] {
        if ui.input_mut(|input| input.consume_key(modifiers, key)) {
            commands.push(command);
        }
    }
}

fn chosen(ui: &mut Ui, workspace: &Workspace, document: &Document, state: &mut State, commands: &mut Commands) {
    let Some(draft) = &mut state.draft else {
        ui.label("There is no label yet. Add one on the left.");
        return;
    };
    if removal::show(ui, document, &draft.before, &mut state.removal, commands) {
        return;
    }
    if entry::show(ui, workspace, document, draft) {
        commands.extend(draft.change());
    }
    ui.add_space(10.0);
    removal::buttons(ui, document, &mut state.removal);
}

fn footer(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() {
            commands.push(Command::Back);
        }
        for command in [Command::Undo, Command::Redo] {
            let button = egui::Button::new(command.name());
            if ui.add_enabled(workspace.is_enabled(&command), button).clicked() {
                commands.push(command);
            }
        }
        for (name, command) in [("Import…", Command::ImportLabels), ("Export…", Command::ExportLabels)] {
            if ui.button(name).on_hover_text(command.help()).clicked() {
                commands.push(command);
            }
        }
        let notice = workspace.notice();
        let color = if notice.is_problem {
            tokens.problem
        } else {
            tokens.muted
        };
        ui.add(egui::Label::new(RichText::new(&notice.text).color(color)).truncate())
            .on_hover_text(&notice.text);
    });
}
