//! The labels in their order.

use egui::{
    Align2, CursorIcon, FontId, Key, Rect, Role, ScrollArea, Sense, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::State;
use crate::{
    labels::Label,
    ui::{
        panels::{Commands, chip},
        theme::{self, Tokens},
    },
    workspace::{Command, Document, LabelChange, Workspace},
};

/// Height of a row.
const ROW: f32 = 32.0;

pub(super) fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    document: &Document,
    state: &mut State,
    commands: &mut Commands,
) {
    let labels = document.labels();
    ScrollArea::vertical()
        .id_salt("labels")
        .max_height(ui.available_height() - 74.0)
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (place, label) in labels.labels().iter().enumerate() {
                let chosen = state.chosen.as_ref() == Some(&label.id);
                if row(ui, document, label, place, chosen).clicked() {
                    state.chosen = Some(label.id.clone());
                    state.removal = super::removal::State::default();
                }
            }
        });
    let place = state.chosen.as_ref().and_then(|id| labels.position(id));
    ui.horizontal(|ui| {
        let last = labels.labels().len().saturating_sub(1);
        for (name, to) in [
            ("Move up", place.and_then(|place| place.checked_sub(1))),
            ("Move down", place.map(|place| place + 1).filter(|to| *to <= last)),
        ] {
            let button = ui.add_enabled(to.is_some(), egui::Button::new(name));
            if let (true, Some(id), Some(to)) = (button.clicked(), &state.chosen, to) {
                commands.push(Command::ChangeLabels(LabelChange::Move(id.clone(), to)));
            }
        }
    });
    add(ui, workspace, document, state, commands);
}

/// The field for a new label.
fn add(ui: &mut Ui, workspace: &Workspace, document: &Document, state: &mut State, commands: &mut Commands) {
    ui.horizontal(|ui| {
        let field = ui.add(
            TextEdit::singleline(&mut state.new_name)
                .hint_text("New label")
                .desired_width(140.0),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Name of a new label"));
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let add = ui.add_enabled(!state.new_name.trim().is_empty(), egui::Button::new("Add"));
        if (enter || add.clicked()) && !state.new_name.trim().is_empty() {
            let label = document
                .labels()
                .propose(&state.new_name, |key| workspace.letter_is_taken(key));
            state.chosen = Some(label.id.clone());
            state.new_name.clear();
            commands.push(Command::ChangeLabels(LabelChange::Put(label)));
        }
    });
}

fn row(ui: &mut Ui, document: &Document, label: &Label, place: usize, chosen: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Change {}", label.name)));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter();
    // Long names end before the numbers.
    let names = painter.with_clip_rect(rect.with_max_x(rect.right() - 32.0));
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen { tokens.raised } else { tokens.hovered };
        let line = if chosen || response.has_focus() {
            tokens.accent
        } else {
            tokens.hairline
        };
        painter.rect(rect, 6.0, fill, (1.0, line), StrokeKind::Inside);
    }
    let place_of_digit = Rect::from_min_size(pos2(rect.left() + 8.0, rect.center().y - 10.0), vec2(20.0, 20.0));
    let (fill, line) = (tokens.fill(label.color), tokens.line(label.color));
    chip::digit(painter, place_of_digit, place, fill, line, tokens.text);
    // A label need not stand below what it is a kind of, so it says so.
    let parent = label
        .parent
        .as_ref()
        .map(|parent| format!("{} › ", document.labels().name_of(parent)));
    let under = names.text(
        pos2(place_of_digit.right() + 9.0, rect.center().y),
        Align2::LEFT_CENTER,
        parent.unwrap_or_default(),
        FontId::proportional(12.0),
        tokens.muted,
    );
    let name = names.text(
        pos2(under.right(), rect.center().y),
        Align2::LEFT_CENTER,
        &label.name,
        FontId::new(13.5, theme::strong()),
        tokens.text,
    );
    if let Some(key) = label.key {
        let at = pos2(name.right() + 7.0, rect.center().y);
        names.text(at, Align2::LEFT_CENTER, key, FontId::proportional(12.0), tokens.muted);
    }
    let count = document.tally().by_label.get(&label.id).copied().unwrap_or_default();
    painter.text(
        pos2(rect.right() - 8.0, rect.center().y),
        Align2::RIGHT_CENTER,
        count,
        FontId::proportional(12.0),
        tokens.muted,
    );
    response.on_hover_cursor(CursorIcon::PointingHand)
}
