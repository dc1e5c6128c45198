//! The palette: labels, their keys, how many there are, and when to give them.

use egui::{
    Align2, Color32, CursorIcon, FontId, Id, Rect, RichText, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{Commands, chip, heading, strong};
use crate::{
    labels::{Guidelines, Label, LabelId, LabelSet},
    ui::theme::{self, Tokens},
    workspace::{Command, Document},
};

/// Height of a label's row.
const ROW: f32 = 34.0;

/// Shows the palette; a click on a label gives it, the other button arms it. The first takes the keyboard's `focus` if it
/// shall.
pub fn show(ui: &mut Ui, document: &Document, armed: Option<&LabelId>, focus: bool, commands: &mut Commands) {
    heading(ui, "LABELS");
    let current = document.selected().map(|annotation| &annotation.label);
    for (place, label) in document.labels().labels().iter().enumerate() {
        let count = document.tally().by_label.get(&label.id).copied().unwrap_or_default();
        let is_armed = armed == Some(&label.id);
        let row = row(ui, label, place, count, current == Some(&label.id), is_armed);
        if focus && place == 0 {
            row.request_focus();
        }
        if row.clicked() {
            commands.push(Command::Label(label.id.clone()));
        }
        if row.secondary_clicked() {
            commands.push(Command::Arm(label.id.clone()));
        }
    }
}

/// One label: its key, its name, how many spans have it.
fn row(ui: &mut Ui, label: &Label, place: usize, count: usize, current: bool, is_armed: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Label as {}", label.name)));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter();
    if response.hovered() || response.has_focus() || current {
        let fill = if response.hovered() {
            tokens.hovered
        } else {
            tokens.raised
        };
        painter.rect(
            rect,
            6.0,
            fill,
            (
                1.0,
                if response.has_focus() {
                    tokens.accent
                } else {
                    tokens.hairline
                },
            ),
            StrokeKind::Inside,
        );
    }
    let place_of_digit = Rect::from_center_size(pos2(rect.left() + 19.0, rect.center().y), vec2(22.0, 22.0));
    chip::digit(
        painter,
        place_of_digit,
        place,
        tokens.fill(label.color),
        tokens.line(label.color),
        tokens.text,
    );
    let name = painter.text(
        pos2(place_of_digit.right() + 11.0, rect.center().y),
        Align2::LEFT_CENTER,
        &label.name,
        FontId::new(14.5, theme::strong()),
        tokens.text,
    );
    if let Some(key) = label.key {
        painter.text(
            pos2(name.right() + 8.0, rect.center().y),
            Align2::LEFT_CENTER,
            key,
            FontId::proportional(12.0),
            tokens.muted,
        );
    }
    if is_armed {
        painter.rect_stroke(rect, 6.0, (1.5, tokens.line(label.color)), StrokeKind::Inside);
    }
    let count = if is_armed {
        "drag to label".to_owned()
    } else if count == 0 {
        "–".to_owned()
    } else {
        count.to_string()
    };
    painter.text(
        pos2(rect.right() - 10.0, rect.center().y),
        Align2::RIGHT_CENTER,
        count,
        FontId::proportional(13.0),
        tokens.muted,
    );
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format!(
            "{}\n\nRight-click or Alt+{}: label by dragging alone.",
            label.definition,
            place + 1
        ))
}

/// Shows when to give which label: the definition of each, and on demand its examples and hard cases.
///
/// The entry of the label `at_hand` opens, and the one that was open for that reason closes.
pub fn guidelines(ui: &mut Ui, labels: &LabelSet, guidelines: Option<&Guidelines>, at_hand: Option<&LabelId>) {
    let remembered = Id::unique("entry of the label at hand");
    let before: Option<LabelId> = ui.data(|data| data.get_temp(remembered));
    let changed = before.as_ref() != at_hand;
    if let (true, Some(label)) = (changed, at_hand) {
        ui.data_mut(|data| data.insert_temp(remembered, label.clone()));
    }
    heading(ui, "WHEN TO GIVE WHICH");
    let tokens = Tokens::of(ui.visuals());
    if let Some(guidelines) = guidelines {
        ui.label(strong(&guidelines.question, tokens.text));
        let steps = egui::CollapsingHeader::new("How to decide").show(ui, |ui| {
            for (index, step) in guidelines.steps.iter().enumerate() {
                numbered(ui, index + 1, step);
            }
            ui.add_space(4.0);
            ui.label(RichText::new(format!("A unit: {}", guidelines.unit)).color(tokens.muted));
            ui.label(RichText::new(format!("No label: {}", guidelines.leave_unlabelled)).color(tokens.muted));
        });
        into_sight(&steps.header_response);
    }
    for label in labels.labels() {
        let is_at_hand = at_hand == Some(&label.id);
        let open = match changed && at_hand.is_some() {
            true if is_at_hand => Some(true),
            true if before.as_ref() == Some(&label.id) => Some(false),
            _ => None,
        };
        let header = egui::CollapsingHeader::new(strong(&label.name, tokens.text))
            .id_salt(label.id.as_str())
            .open(open)
            .show(ui, |ui| {
                entry(ui, labels, label);
            });
        // While it opens, so that there is something to scroll to.
        if is_at_hand && (open == Some(true) || (0.0..1.0).contains(&header.openness) && header.openness > 0.0) {
            header.header_response.scroll_to_me(Some(egui::Align::TOP));
        }
        into_sight(&header.header_response);
    }
}

/// Brings what the keyboard has come to into sight.
fn into_sight(response: &egui::Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
}

fn numbered(ui: &mut Ui, number: usize, text: &str) {
    ui.horizontal_top(|ui| {
        let tokens = Tokens::of(ui.visuals());
        ui.label(RichText::new(format!("{number}.")).color(tokens.muted));
        ui.add(egui::Label::new(text).wrap());
    });
}

/// All that is said of one label.
fn entry(ui: &mut Ui, labels: &LabelSet, label: &Label) {
    let tokens = Tokens::of(ui.visuals());
    ui.label(&label.definition);
    for example in &label.examples {
        case(ui, &example.text, &example.why, tokens.line(label.color));
    }
    if !label.hard_cases.is_empty() {
        ui.add_space(2.0);
        ui.label(RichText::new("Hard cases").color(tokens.muted));
    }
    for case_ in &label.hard_cases {
        let decided = labels.get(&case_.label);
        let color = decided.map_or(tokens.muted, |label| tokens.line(label.color));
        let why = format!("{}: {}", labels.name_of(&case_.label), case_.why);
        case(ui, &case_.text, &why, color);
    }
}

/// A quoted text with a line of its label's colour beside it, and why it has that label.
fn case(ui: &mut Ui, text: &str, why: &str, color: Color32) {
    let tokens = Tokens::of(ui.visuals());
    let inner = egui::Frame::new()
        .inner_margin(egui::Margin {
            left: 10,
            right: 0,
            top: 2,
            bottom: 2,
        })
        .show(ui, |ui| {
            ui.label(RichText::new(text).italics());
            ui.label(RichText::new(why).color(tokens.muted).size(12.0));
        });
    let rect = inner.response.rect;
    ui.painter().rect_filled(
        Rect::from_min_size(rect.left_top(), vec2(3.0, rect.height())),
        1.5,
        color,
    );
}
