//! Which keys give which commands, to be changed.

use egui::{
    Align2, CursorIcon, FontId, RichText, Role, ScrollArea, Sense, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::{
    ui::{
        keyboard,
        panels::{Commands, strong},
        theme::Tokens,
    },
    workspace::{Chord, Command, Key, Workspace},
};

/// Height of a row.
const ROW: f32 = 26.0;

/// What the list of keys remembers.
#[derive(Default)]
pub(super) struct State {
    filter: String,
    chosen: Option<Command>,
    wait: Wait,
}

/// Whether a key is waited for, and what is wrong with the one that came.
#[derive(Default)]
enum Wait {
    #[default]
    Nothing,
    /// The next key is for the chosen command.
    Key,
    /// This one is for it, but does something else.
    Taken(Chord, String),
}

impl State {
    pub(super) fn waits(&self) -> bool {
        matches!(self.wait, Wait::Key)
    }
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    take_key(ui, workspace, state, commands);
    ui.horizontal(|ui| {
        let field = ui.add(
            TextEdit::singleline(&mut state.filter)
                .hint_text("Filter by name or key")
                .desired_width(240.0),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter commands"));
        if ui.button("All keys as at first").clicked() {
            commands.push(Command::ResetKeys(None));
        }
    });
    clashes(ui, workspace);
    ui.add_space(4.0);
    let filter = state.filter.to_lowercase();
    let shown: Vec<&Command> = Command::NAMED
        .iter()
        .filter(|command| {
            title(command).to_lowercase().contains(&filter) || keys(workspace, command).to_lowercase().contains(&filter)
        })
        .collect();
    let below = if state.chosen.is_some() { 74.0 } else { 0.0 };
    ScrollArea::vertical()
        .max_height((ui.available_height() - below).max(80.0))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for command in shown {
                let chosen = state.chosen.as_ref() == Some(command);
                if row(ui, workspace, command, chosen).clicked() {
                    state.chosen = Some(command.clone());
                    state.wait = Wait::Nothing;
                }
            }
        });
    if let Some(command) = state.chosen.clone() {
        chosen(ui, workspace, &command, state, commands);
    }
}

/// The chosen command, and what can be done about its keys.
fn chosen(ui: &mut Ui, workspace: &Workspace, command: &Command, state: &mut State, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.separator();
    ui.label(strong(command.name(), tokens.text));
    ui.horizontal_wrapped(|ui| match &state.wait {
        Wait::Nothing => {
            if ui.button("Add a key…").clicked() {
                state.wait = Wait::Key;
            }
            for chord in workspace.keymap().keys_of(command) {
                if ui.button(format!("Remove {chord}")).clicked() {
                    commands.push(Command::Unbind(chord));
                }
            }
            if ui.button("As at first").clicked() {
                commands.push(Command::ResetKeys(Some(Box::new(command.clone()))));
            }
        }
        Wait::Key => {
            ui.label(
                RichText::new("Press the key, with Ctrl, Alt or Shift if you like. Esc calls it off.")
                    .color(tokens.accent),
            );
        }
        Wait::Taken(chord, holder) => {
            let chord = *chord;
            ui.label(RichText::new(format!("{chord} is the key of “{holder}”.")).color(tokens.problem));
            let take = ui.button(Command::TakeKey(Box::new(command.clone()), chord).name());
            let leave = ui.button("Leave it");
            if take.clicked() {
                commands.push(Command::TakeKey(Box::new(command.clone()), chord));
            }
            if take.clicked() || leave.clicked() {
                state.wait = Wait::Nothing;
            }
        }
    });
}

/// Gives the key that was waited for to the chosen command.
fn take_key(ui: &Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(command) = state.chosen.clone().filter(|_| state.waits()) else {
        return;
    };
    let Some(chord) = ui.input_mut(keyboard::take_chord) else {
        return;
    };
    state.wait = match workspace.holder_of(chord) {
        _ if chord == Chord::plain(Key::Escape) => Wait::Nothing,
        Some(holder) if workspace.keymap().holder(chord) != Some(&command) => Wait::Taken(chord, holder),
        _ => {
            commands.push(Command::Bind(Box::new(command), chord));
            Wait::Nothing
        }
    };
}

/// Letters of labels that do nothing, because a command has them.
fn clashes(ui: &mut Ui, workspace: &Workspace) {
    let problem = Tokens::of(ui.visuals()).problem;
    let labels = workspace
        .document()
        .map(|document| document.labels().labels())
        .unwrap_or_default();
    for label in labels {
        let Some(key) = label.key else { continue };
        for chord in [Chord::plain(Key::Char(key)), Chord::shift(Key::Char(key))] {
            if let Some(holder) = workspace.keymap().holder(chord) {
                let text = format!(
                    "The key {chord} of the label {} does “{}” instead.",
                    label.name,
                    holder.name()
                );
                ui.label(RichText::new(text).color(problem));
            }
        }
    }
}

fn title(command: &Command) -> String {
    format!("{} · {}", command.section().name(), command.name())
}

fn keys(workspace: &Workspace, command: &Command) -> String {
    let keys: Vec<String> = workspace
        .keymap()
        .keys_of(command)
        .map(|chord| chord.to_string())
        .collect();
    keys.join("  or  ")
}

fn row(ui: &mut Ui, workspace: &Workspace, command: &Command, chosen: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let keys = keys(workspace, command);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{}: {keys}", title(command))));
    let tokens = Tokens::of(ui.visuals());
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen { tokens.raised } else { tokens.hovered };
        let line = if chosen || response.has_focus() {
            tokens.accent
        } else {
            tokens.hairline
        };
        ui.painter().rect(rect, 5.0, fill, (1.0, line), StrokeKind::Inside);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let font = FontId::proportional(13.5);
    let (left, right) = (
        pos2(rect.left() + 10.0, rect.center().y),
        pos2(rect.right() - 14.0, rect.center().y),
    );
    ui.painter()
        .text(left, Align2::LEFT_CENTER, title(command), font.clone(), tokens.text);
    ui.painter().text(right, Align2::RIGHT_CENTER, keys, font, tokens.muted);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(command.help())
}
