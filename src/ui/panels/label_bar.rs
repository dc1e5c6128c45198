//! The small bar at a selection, from which it is labelled with the pointer.

use egui::{
    Align2, Area, CursorIcon, FontId, Frame, Id, Margin, Order, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::{Commands, chip};
use crate::{
    labels::Label,
    ui::theme::{self, Tokens},
    workspace::{Command, Document},
};

/// Height of the bar with its margins: how much room it needs above the text.
const HEIGHT: f32 = 40.0;

/// Shows the bar above `around`, or below it where there is no room, inside of `bounds`.
pub fn show(ui: &mut Ui, document: &Document, around: Rect, bounds: Rect, commands: &mut Commands) {
    let above = around.top() - HEIGHT - 6.0;
    let y = if above >= bounds.top() {
        above
    } else {
        (around.bottom() + 6.0).min(bounds.bottom() - HEIGHT)
    };
    let area = Area::new(Id::unique("label bar"))
        .order(Order::Middle)
        .fixed_pos(pos2(around.left().max(bounds.left() + 8.0), y));
    area.constrain_to(bounds).show(ui.ctx(), |ui| {
        let tokens = Tokens::of(ui.visuals());
        let frame = Frame::popup(ui.style())
            .fill(tokens.raised)
            .inner_margin(Margin::same(4));
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.horizontal(|ui| {
                let current = document.selected().map(|annotation| &annotation.label);
                for (place, label) in document.labels().labels().iter().enumerate() {
                    if button(ui, label, place, current == Some(&label.id)).clicked() {
                        commands.push(Command::Label(label.id.clone()));
                    }
                }
                let new = ui.button("+").on_hover_text(Command::NewLabel.help());
                new.widget_info(|| WidgetInfo::labeled(Role::Button, true, Command::NewLabel.name()));
                if new.clicked() {
                    commands.push(Command::NewLabel);
                }
                if document.selected().is_some() && ui.button("Delete").on_hover_text(Command::Delete.help()).clicked()
                {
                    commands.push(Command::Delete);
                }
            });
        });
    });
}

fn button(ui: &mut Ui, label: &Label, place: usize, current: bool) -> egui::Response {
    let tokens = Tokens::of(ui.visuals());
    let font = FontId::new(13.5, theme::strong());
    let name = ui.painter().layout_no_wrap(label.name.clone(), font, tokens.text);
    let (rect, response) = ui.allocate_exact_size(vec2(name.size().x + 46.0, HEIGHT - 10.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Give {}", label.name)));
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 6.0, tokens.hovered);
    }
    if current {
        painter.rect_stroke(rect, 6.0, (1.5, tokens.line(label.color)), StrokeKind::Inside);
    }
    let place_of_digit = Rect::from_center_size(pos2(rect.left() + 17.0, rect.center().y), vec2(20.0, 20.0));
    chip::digit(
        painter,
        place_of_digit,
        place,
        tokens.fill(label.color),
        tokens.line(label.color),
        tokens.text,
    );
    let at = Align2::LEFT_CENTER
        .anchor_size(pos2(place_of_digit.right() + 9.0, rect.center().y), name.size())
        .min;
    painter.galley(at, name, tokens.text);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(&label.definition)
}
