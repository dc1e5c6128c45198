//! What the list of annotations is to show: labels, doubts, notes, words.

use egui::{Id, Role, TextEdit, Ui, WidgetInfo};

use super::chip;
use crate::workspace::{Document, Filter};

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
            let what = format!("Show {} only", label.name);
            if chip::show(ui, label, place, on, &what).clicked() {
                if on {
                    filter.labels.remove(&label.id);
                } else {
                    filter.labels.insert(label.id.clone());
                }
            }
        }
        // Hardly ever is there one that has moved.
        let has_moved = document.tally().moved() > 0 || filter.moved;
        let mut flags = vec![
            (&mut filter.unsure, "Unsure", "Show unsure annotations only"),
            (&mut filter.has_note, "Note", "Show annotations with a note only"),
        ];
        if has_moved {
            flags.push((&mut filter.moved, "Moved", "Show annotations that have moved only"));
        }
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
