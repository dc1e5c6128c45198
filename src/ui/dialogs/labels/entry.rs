//! All that is said of one label, in fields.

use egui::{
    CollapsingHeader, ComboBox, Grid, RichText, Role, ScrollArea, Sense, StrokeKind, TextEdit, Ui, WidgetInfo, vec2,
};

use super::Draft;
use crate::{
    labels::{Example, HardCase, LabelId, LabelSet, PALETTE, Rgb},
    ui::theme::Tokens,
    workspace::{Document, Workspace},
};

/// Shows the fields; whether a change is finished.
pub(super) fn show(ui: &mut Ui, workspace: &Workspace, document: &Document, draft: &mut Draft) -> bool {
    let mut done = false;
    ScrollArea::vertical()
        .id_salt("entry")
        .max_height(ui.available_height() - 44.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            Grid::new("label").num_columns(2).spacing([14.0, 10.0]).show(ui, |ui| {
                ui.label("Name");
                done |= line(ui, &mut draft.label.name, "Name of the label", 260.0);
                ui.end_row();
                ui.label("Key");
                done |= key(ui, workspace, draft);
                ui.end_row();
                ui.label("Colour");
                done |= color(ui, draft);
                ui.end_row();
                ui.label("A kind of");
                done |= parent(ui, document.labels(), draft);
                ui.end_row();
            });
            if let Some(problem) = &draft.problem {
                ui.label(RichText::new(problem).color(Tokens::of(ui.visuals()).problem));
            }
            ui.add_space(8.0);
            ui.label("When to give it");
            done |= text(ui, &mut draft.label.definition, "Definition", 3);
            ui.add_space(4.0);
            done |= examples(ui, &mut draft.label.examples);
            done |= hard_cases(ui, document.labels(), draft);
        });
    done
}

/// A field of one line; whether it was left.
fn line(ui: &mut Ui, text: &mut String, name: &str, width: f32) -> bool {
    let field = ui.add(TextEdit::singleline(text).desired_width(width));
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    field.lost_focus()
}

/// A field of several lines; whether it was left.
fn text(ui: &mut Ui, text: &mut String, name: &str, rows: usize) -> bool {
    let field = ui.add(
        TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    field.lost_focus()
}

/// The letter that gives the label, besides its digit. What it cannot be is said, and it stays what it was.
fn key(ui: &mut Ui, workspace: &Workspace, draft: &mut Draft) -> bool {
    let left = line(ui, &mut draft.key, "Key of the label", 44.0);
    // The last character typed counts.
    let typed = draft.key.trim().chars().last();
    let typed = typed.map(|key| key.to_lowercase().next().unwrap_or(key));
    draft.key = typed.map(String::from).unwrap_or_default();
    if left {
        draft.problem = typed.and_then(|key| workspace.refuses_key(&draft.label.id, key));
    }
    let refused = typed.is_some_and(|key| workspace.refuses_key(&draft.label.id, key).is_some());
    draft.label.key = if refused { draft.before.key } else { typed };
    left
}

/// Swatches, and a field for any other colour.
fn color(ui: &mut Ui, draft: &mut Draft) -> bool {
    let mut done = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for color in PALETTE {
            if swatch(ui, color, draft.label.color == color).clicked() {
                draft.label.color = color;
                draft.color = color.to_string();
                done = true;
            }
        }
        ui.add_space(6.0);
        let left = line(ui, &mut draft.color, "Colour as #rrggbb", 76.0);
        if left {
            match draft.color.trim().parse() {
                Ok(color) => {
                    draft.label.color = color;
                    draft.problem = None;
                }
                Err(error) => draft.problem = Some(error.to_string()),
            }
        }
        done |= left;
    });
    done
}

fn swatch(ui: &mut Ui, color: Rgb, chosen: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Colour {color}")));
    let tokens = Tokens::of(ui.visuals());
    ui.painter().rect_filled(rect.shrink(2.5), 4.0, tokens.line(color));
    if chosen || response.hovered() || response.has_focus() {
        let line = if chosen { tokens.text } else { tokens.accent };
        ui.painter().rect_stroke(rect, 6.0, (1.5, line), StrokeKind::Inside);
    }
    response
}

/// The label that it is a kind of.
fn parent(ui: &mut Ui, labels: &LabelSet, draft: &mut Draft) -> bool {
    let before = draft.label.parent.clone();
    let shown = before
        .as_ref()
        .map_or("nothing", |parent| labels.name_of(parent))
        .to_owned();
    let menu = ComboBox::from_id_salt("parent")
        .selected_text(shown.clone())
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut draft.label.parent, None, "nothing");
            for other in labels.labels().iter().filter(|other| other.id != draft.label.id) {
                ui.selectable_value(&mut draft.label.parent, Some(other.id.clone()), &other.name);
            }
        });
    menu.response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("A kind of {shown}")));
    draft.label.parent != before
}

fn examples(ui: &mut Ui, examples: &mut Vec<Example>) -> bool {
    let mut done = false;
    CollapsingHeader::new(format!("Examples ({})", examples.len()))
        .id_salt("examples")
        .show(ui, |ui| {
            let mut gone = None;
            for (index, example) in examples.iter_mut().enumerate() {
                let number = index + 1;
                done |= text(ui, &mut example.text, &format!("Example {number}"), 1);
                ui.horizontal(|ui| {
                    ui.label("because");
                    done |= line(ui, &mut example.why, &format!("Why example {number}"), 280.0);
                    if ui.button("Remove").clicked() {
                        gone = Some(index);
                    }
                });
                ui.add_space(6.0);
            }
            if let Some(index) = gone {
                examples.remove(index);
                done = true;
            }
            if ui.button("Add an example").clicked() {
                examples.push(Example {
                    text: String::new(),
                    why: String::new(),
                });
            }
        });
    done
}

fn hard_cases(ui: &mut Ui, labels: &LabelSet, draft: &mut Draft) -> bool {
    let mut done = false;
    let own = draft.label.id.clone();
    let cases = &mut draft.label.hard_cases;
    CollapsingHeader::new(format!("Hard cases ({})", cases.len()))
        .id_salt("hard cases")
        .show(ui, |ui| {
            let mut gone = None;
            for (index, case) in cases.iter_mut().enumerate() {
                let number = index + 1;
                done |= text(ui, &mut case.text, &format!("Hard case {number}"), 1);
                ui.horizontal(|ui| {
                    ui.label("is");
                    done |= decided(ui, labels, &mut case.label, number);
                    ui.label("because");
                    done |= line(ui, &mut case.why, &format!("Why hard case {number}"), 180.0);
                    if ui.button("Remove").clicked() {
                        gone = Some(index);
                    }
                });
                ui.add_space(6.0);
            }
            if let Some(index) = gone {
                cases.remove(index);
                done = true;
            }
            if ui.button("Add a hard case").clicked() {
                cases.push(HardCase {
                    text: String::new(),
                    label: own,
                    why: String::new(),
                });
            }
        });
    done
}

/// The label that a hard case gets.
fn decided(ui: &mut Ui, labels: &LabelSet, label: &mut LabelId, number: usize) -> bool {
    let before = label.clone();
    let menu = ComboBox::from_id_salt(("decided", number))
        .selected_text(labels.name_of(&before))
        .show_ui(ui, |ui| {
            for other in labels.labels() {
                ui.selectable_value(label, other.id.clone(), &other.name);
            }
        });
    menu.response.widget_info(|| {
        let name = labels.name_of(&before);
        WidgetInfo::labeled(Role::ComboBox, true, format!("Label of hard case {number}: {name}"))
    });
    *label != before
}
