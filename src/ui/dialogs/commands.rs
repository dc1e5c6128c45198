//! All commands, found by a few letters of their names.

use egui::{Align2, FontId, Key, Modifiers, Role, ScrollArea, Sense, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Found, Workspace},
};

/// Height of a row.
const ROW: f32 = 28.0;
/// How many rows are in view.
const ROWS: f32 = 12.0;

/// What is typed, and which of the found commands is chosen.
#[derive(Default)]
pub(super) struct State {
    query: String,
    chosen: usize,
    focused: bool,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let pressed = |ui: &mut Ui, key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (up, down, enter) = (
        pressed(ui, Key::ArrowUp),
        pressed(ui, Key::ArrowDown),
        pressed(ui, Key::Enter),
    );
    let field = TextEdit::singleline(&mut state.query)
        .hint_text("What do you want to do?")
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find a command"));
    if !state.focused {
        response.request_focus();
        state.focused = true;
    }
    if response.changed() {
        state.chosen = 0;
    }
    let found = workspace.find_commands(&state.query);
    let last = found.len().saturating_sub(1);
    state.chosen = match (up, down) {
        (true, false) => state.chosen.saturating_sub(1),
        (false, true) => state.chosen + 1,
        _ => state.chosen,
    }
    .min(last);
    let mut run = found
        .get(state.chosen)
        .filter(|_| enter)
        .map(|found| found.command.clone());
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = ROW * ROWS;
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink(false)
        .show(ui, |ui| {
            for (index, found) in found.iter().enumerate() {
                let row = row(ui, found, index == state.chosen);
                if index == state.chosen && (up || down) {
                    row.scroll_to_me(None);
                }
                if row.clicked() {
                    run = Some(found.command.clone());
                }
            }
            if found.is_empty() {
                ui.label("No command is called that.");
            }
        });
    if let Some(command) = run {
        commands.push(Command::Back);
        commands.push(command);
    }
}

fn row(ui: &mut Ui, found: &Found, chosen: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &found.name));
    let tokens = Tokens::of(ui.visuals());
    if chosen || response.hovered() {
        let fill = if chosen { tokens.raised } else { tokens.hovered };
        let line = if chosen { tokens.accent } else { tokens.hairline };
        ui.painter().rect(rect, 5.0, fill, (1.0, line), StrokeKind::Inside);
    }
    let font = FontId::proportional(13.5);
    let (left, right) = (
        pos2(rect.left() + 10.0, rect.center().y),
        pos2(rect.right() - 12.0, rect.center().y),
    );
    ui.painter()
        .text(left, Align2::LEFT_CENTER, &found.name, font.clone(), tokens.text);
    ui.painter()
        .text(right, Align2::RIGHT_CENTER, &found.key, font, tokens.muted);
    response.on_hover_text(found.command.help())
}
