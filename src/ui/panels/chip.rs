//! A small button with the digit of a label: on in its colours, off in grey.

use egui::{Color32, Role, Sense, StrokeKind, Ui, WidgetInfo, vec2};

use crate::{
    labels::Label,
    ui::theme::{self, Tokens},
};

/// Height and width.
const SIDE: f32 = 24.0;

/// Shows the button of the label at `place` in its set. `what` says what it does, for screen readers and hints.
pub fn show(ui: &mut Ui, label: &Label, place: usize, on: bool, what: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, what));
    let tokens = Tokens::of(ui.visuals());
    let fill = match (on, response.hovered()) {
        (true, _) => tokens.fill(label.color),
        (false, true) => tokens.hovered,
        (false, false) => tokens.panel,
    };
    let line = if on || response.hovered() {
        tokens.line(label.color)
    } else {
        tokens.hairline
    };
    let text = if on { tokens.text } else { tokens.muted };
    digit(ui.painter(), rect.shrink(1.0), place, fill, line, text);
    response.on_hover_text(what)
}

/// The digit of a label in its colours.
pub fn digit(painter: &egui::Painter, rect: egui::Rect, place: usize, fill: Color32, line: Color32, text: Color32) {
    painter.rect(rect, 5.0, fill, (1.5, line), StrokeKind::Inside);
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        place + 1,
        egui::FontId::new(12.5, theme::strong()),
        text,
    );
}
