//! What the list of annotations is to show: labels, doubts, notes, words.

use egui::{Id, Role, Sense, TextEdit, Ui, WidgetInfo, vec2};

use super::labels::key_chip;
use crate::{
    labels::Label,
    ui::theme::Tokens,
    workspace::{Document, Filter},
};

/// The widget in which the words are written.
pub fn field() -> Id {
    Id::unique("words in annotations")
}

/// Shows the controls of a filter.
pub fn show(ui: &mut Ui, document: &Document, filter: &mut Filter) {
    let field = TextEdit::singleline(&mut filter.text)
        .id(field())
        .hint_text("Words in quotes or notes")
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Show annotations with these words"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (place, label) in document.labels().labels().iter().enumerate() {
            let on = filter.labels.contains(&label.id);
            if chip(ui, label, place, on).clicked() {
                if on {
                    filter.labels.remove(&label.id);
                } else {
                    filter.labels.insert(label.id.clone());
                }
            }
        }
        let flags = [
            (&mut filter.unsure, "Unsure", "Show unsure annotations only"),
            (&mut filter.has_note, "Note", "Show annotations with a note only"),
        ];
        for (on, name, what) in flags {
            let response = ui.toggle_value(on, name);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, *on, what));
            response.on_hover_text(what);
        }
        if !filter.is_empty() && ui.button("All").on_hover_text("Show all annotations").clicked() {
            *filter = Filter::default();
        }
    });
}

/// The digit of a label, in its colours if only it and others like it are shown.
fn chip(ui: &mut Ui, label: &Label, place: usize, on: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    let what = format!("Show {} only", label.name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &what));
    let tokens = Tokens::of(ui.visuals());
    let (fill, line) = match (on, response.hovered()) {
        (true, _) => (tokens.fill(label.color), tokens.line(label.color)),
        (false, true) => (tokens.hovered, tokens.line(label.color)),
        (false, false) => (tokens.panel, tokens.hairline),
    };
    let text = if on { tokens.text } else { tokens.muted };
    key_chip(ui.painter(), rect.shrink(1.0), place, fill, line, text);
    response.on_hover_text(what)
}
