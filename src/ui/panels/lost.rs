//! The annotations whose words are no longer in the article, to be placed or dropped.

use egui::{CursorIcon, Rect, RichText, Role, ScrollArea, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{Commands, annotations::snippet, heading};
use crate::{
    annotation::Lost,
    store::Reanchored,
    ui::{
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Command, Document},
};

/// Height of a row.
const ROW: f32 = 26.0;
/// So many rows are shown at once; the others are scrolled to.
const ROWS: f32 = 4.0;

/// About how much room it takes.
pub fn height(document: &Document) -> f32 {
    let rows = document.layer().about().lost.len().min(ROWS as usize) as f32;
    let below = match (document.selected(), document.chosen_lost()) {
        (Some(_), _) => 0.0,
        (None, Some(_)) => 130.0,
        (None, None) => 50.0,
    };
    if rows > 0.0 { 30.0 + rows * ROW + below } else { 0.0 }
}

/// Shows the list, if there is anything on it. A click chooses what is to be placed or dropped. `texts` sets the quotes.
pub fn show(ui: &mut Ui, document: &Document, texts: &mut TextView, commands: &mut Commands) {
    let lost = &document.layer().about().lost;
    if lost.is_empty() {
        return;
    }
    heading(ui, &format!("{} NO LONGER IN THE TEXT", lost.len()));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("lost").max_height(ROW * ROWS);
        area.show_rows(ui, ROW, lost.len(), |ui, rows| {
            for lost in lost.iter().skip(rows.start).take(rows.len()) {
                if row(ui, document, lost, texts).clicked() {
                    commands.push(Command::ChooseLost(lost.id.clone()));
                }
            }
        });
    });
    match document.chosen_lost() {
        // One thing at a time is what is looked at.
        _ if document.selected().is_some() => {}
        Some(chosen) => self::chosen(ui, document, chosen, texts, commands),
        None => {
            let muted = Tokens::of(ui.visuals()).muted;
            ui.label(RichText::new("Choose one to give it a place in the text, or to drop it.").color(muted));
        }
    }
    ui.separator();
}

/// What the chosen one said, and what can become of it.
fn chosen(ui: &mut Ui, document: &Document, lost: &Lost, texts: &mut TextView, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(4.0);
    let text = snippet(&lost.quote, 400);
    let quote = Quote {
        text: &text,
        width: ui.available_width(),
        rows: 4,
        size: 13.0,
        color: tokens.text,
    };
    let set = texts.quote(ui.ctx(), &quote);
    let (rect, response) = ui.allocate_exact_size(set.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    set.paint(ui.painter(), rect.min);
    if let Some(note) = &lost.note {
        ui.label(RichText::new(note.as_ref()).color(tokens.muted));
    }
    let is_writable = document.read_only().is_none();
    ui.add_enabled_ui(is_writable, |ui| {
        ui.horizontal(|ui| {
            let target = document.target().is_some();
            let place = ui.add_enabled(target, egui::Button::new(Command::PlaceLost.name()));
            if place.on_hover_text(Command::PlaceLost.help()).clicked() {
                commands.push(Command::PlaceLost);
            }
            for command in [Command::DropLost, Command::NextLost] {
                if ui.button(command.name()).on_hover_text(command.help()).clicked() {
                    commands.push(command);
                }
            }
        });
    });
}

fn row(ui: &mut Ui, document: &Document, lost: &Lost, texts: &mut TextView) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let id = egui::Id::unique("lost").with(lost.id.as_str());
    let response = ui.interact(rect, id, Sense::CLICK);
    let (labels, tokens) = (document.labels(), Tokens::of(ui.visuals()));
    let selected = document.cursor.lost.as_ref() == Some(&lost.id);
    let quote = snippet(&lost.quote, 90);
    let spoken = format!("Lost: {}: {quote}", labels.name_of(&lost.label));
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, &spoken));
    let painter = ui.painter_at(rect);
    if response.hovered() || selected {
        let fill = if selected { tokens.raised } else { tokens.hovered };
        let line = if selected { tokens.accent } else { tokens.hairline };
        painter.rect(rect, 5.0, fill, (1.0, line), StrokeKind::Inside);
    }
    let color = labels
        .get(&lost.label)
        .map_or(theme::UNKNOWN_LABEL, |label| label.color);
    let swatch = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(4.0, ROW - 10.0));
    painter.rect_filled(swatch, 2.0, tokens.line(color));
    let left = rect.left() + 18.0;
    let quote = Quote {
        text: &quote,
        width: rect.right() - 8.0 - left,
        rows: 1,
        size: 13.0,
        color: tokens.muted,
    };
    let set = texts.quote(ui.ctx(), &quote);
    set.paint(&painter, pos2(left, rect.center().y - set.size().y / 2.0));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What a change of the article has done, for the message above the text; nothing if all was looked at.
pub fn told(document: &Document) -> Option<String> {
    let tally = document.tally();
    let open = Reanchored {
        along: tally.moved_along,
        changed: tally.reworded,
        lost: document.layer().about().lost.len(),
    };
    (open != Reanchored::default()).then(|| open.to_string())
}
