//! What is known of the selected annotation, and how to change it.

use egui::{Id, Key, RichText, TextEdit, Ui};

use super::{Commands, heading, strong};
use crate::{
    annotation::{Annotation, AnnotationId, Moved},
    ui::{
        text_view::{Quote, TextView},
        theme::Tokens,
    },
    workspace::{Command, Document},
};

/// The note while it is written: it becomes a command when the field is left.
#[derive(Default)]
pub struct NoteDraft {
    of: Option<AnnotationId>,
    text: String,
}

impl NoteDraft {
    /// What keeps the note as far as it is written, if that is not kept yet.
    pub fn keep(&self, document: &Document) -> Option<Command> {
        let id = self.of.as_ref()?;
        let kept = document.layer().get(id)?.note.as_deref().unwrap_or_default();
        (self.text.trim() != kept).then(|| Command::SetNote(id.clone(), self.text.clone()))
    }
}

/// The widget in which the note is written.
pub fn note_field() -> Id {
    Id::unique("note of the selected annotation")
}

/// Shows the selected annotation.
pub fn show(ui: &mut Ui, document: &Document, draft: &mut NoteDraft, texts: &mut TextView, commands: &mut Commands) {
    finish_other(document, draft, commands);
    let Some(annotation) = document.selected() else { return };
    let tokens = Tokens::of(ui.visuals());
    heading(ui, "SELECTED");
    ui.horizontal(|ui| {
        ui.label(strong(document.labels().name_of(&annotation.label), tokens.text));
        ui.label(RichText::new(made(document, annotation)).color(tokens.muted).size(12.0));
    });
    quote(ui, document.text().slice(annotation.span), tokens.text, texts);
    moved(ui, document, annotation, texts, commands);
    second_choice(ui, document, annotation, commands);
    ui.horizontal(|ui| {
        let mut unsure = annotation.unsure;
        if ui
            .checkbox(&mut unsure, "Unsure")
            .on_hover_text(Command::ToggleUnsure.help())
            .changed()
        {
            commands.push(Command::ToggleUnsure);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Delete").on_hover_text(Command::Delete.help()).clicked() {
                commands.push(Command::Delete);
            }
        });
    });
    note(ui, annotation, draft, commands);
}

/// What it would be called if not that.
fn second_choice(ui: &mut Ui, document: &Document, annotation: &Annotation, commands: &mut Commands) {
    let muted = Tokens::of(ui.visuals()).muted;
    let labels = document.labels();
    ui.horizontal(|ui| {
        ui.label(RichText::new("Or else").color(muted));
        let second = annotation.second.as_ref();
        let shown = second.map_or("no second choice", |label| labels.name_of(label));
        let menu = egui::ComboBox::from_id_salt("second choice")
            .selected_text(shown)
            .show_ui(ui, |ui| {
                let others = labels.labels().iter().filter(|label| label.id != annotation.label);
                for label in others {
                    if ui.selectable_label(second == Some(&label.id), &label.name).clicked() {
                        commands.push(Command::SecondChoice(label.id.clone()));
                    }
                }
            });
        menu.response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Second choice: {shown}")));
        menu.response.on_hover_text("Shift and the key of a label");
    });
}

/// That it was found elsewhere after the article had changed, and what it quoted before.
fn moved(ui: &mut Ui, document: &Document, annotation: &Annotation, texts: &mut TextView, commands: &mut Commands) {
    let muted = Tokens::of(ui.visuals()).muted;
    match &annotation.moved {
        None => return,
        Some(Moved::Along) => {
            ui.label(RichText::new("The article has changed, and it has moved along with its words.").color(muted));
        }
        Some(Moved::From(was)) => {
            ui.label(RichText::new("The article has changed. Before, it said:").color(muted));
            quote(ui, was, muted, texts);
        }
    }
    if document.read_only().is_none() {
        let response = ui.button(Command::ConfirmMoved.name());
        if response.on_hover_text(Command::ConfirmMoved.help()).clicked() {
            commands.push(Command::ConfirmMoved);
        }
    }
}

/// The first rows of a quote.
fn quote(ui: &mut Ui, quote: &str, color: egui::Color32, texts: &mut TextView) {
    let text = super::annotations::snippet(quote, 400);
    let width = ui.available_width();
    let set = texts.quote(
        ui.ctx(),
        &Quote {
            text: &text,
            width,
            rows: 4,
            size: 13.0,
            color,
        },
    );
    let (rect, response) = ui.allocate_exact_size(set.size(), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    set.paint(ui.painter(), rect.min);
}

/// The field of the note. Enter ends it, Shift+Enter starts a new line.
fn note(ui: &mut Ui, annotation: &Annotation, draft: &mut NoteDraft, commands: &mut Commands) {
    let kept = annotation.note.as_deref().unwrap_or_default();
    let writing = ui.memory(|memory| memory.has_focus(note_field()));
    // Where Escape ends the writing, the field has lost the keyboard already: what was written must stay.
    let wrote = ui.memory(|memory| memory.had_focus_last_frame(note_field()));
    if !writing && !wrote {
        draft.text = kept.to_owned();
    }
    draft.of = Some(annotation.id.clone());
    // Tab leaves the note as Enter does: back to the text.
    let enter = ui.input_mut(|input| {
        let mut pressed = |key| writing && input.consume_key(egui::Modifiers::NONE, key);
        pressed(Key::Enter) || pressed(Key::Tab)
    });
    let field = TextEdit::multiline(&mut draft.text)
        .id(note_field())
        .hint_text("Note")
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Note"));
    if (enter || response.lost_focus()) && draft.text.trim() != kept {
        commands.push(Command::SetNote(annotation.id.clone(), draft.text.clone()));
    }
    if enter {
        commands.push(Command::Back);
    }
}

/// Keeps what was written of an annotation that is no longer the selected one.
fn finish_other(document: &Document, draft: &mut NoteDraft, commands: &mut Commands) {
    if draft.of == document.cursor.annotation {
        return;
    }
    commands.extend(draft.keep(document));
    *draft = NoteDraft::default();
}

/// "ana, 2026-03-04"
fn made(document: &Document, annotation: &Annotation) -> String {
    let day = annotation.changed.unwrap_or(annotation.made).to_string();
    let day = day.split('T').next().unwrap_or_default();
    format!("{}, {day}", document.header().annotator)
}
