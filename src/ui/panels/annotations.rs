//! The list of all annotations, in the order of the text.

use egui::{Align2, CursorIcon, FontId, Rect, Role, ScrollArea, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{Commands, count, heading};
use crate::{
    annotation::{Annotation, AnnotationId},
    ui::{
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Command, Document},
};

/// Height of a row.
const ROW: f32 = 26.0;

/// What the list remembers between frames.
#[derive(Default)]
pub struct ListState {
    /// The annotation it last scrolled to.
    followed: Option<AnnotationId>,
}

/// Shows the list; only the rows in view cost anything. A click goes to the annotation. `texts` sets the quotes.
pub fn show(ui: &mut Ui, document: &Document, state: &mut ListState, texts: &mut TextView, commands: &mut Commands) {
    let layer = document.layer();
    heading(ui, &count(layer.len(), "annotation").to_uppercase());
    if layer.is_empty() {
        let muted = Tokens::of(ui.visuals()).muted;
        let hint = "Press 1, 2 or 3 to label the framed sentence, or drag over the text.";
        ui.label(egui::RichText::new(hint).color(muted));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if state.followed != document.cursor.annotation {
        state.followed.clone_from(&document.cursor.annotation);
        if let Some(selected) = document.selected() {
            let top = layer.index_of(selected) as f32 * ROW;
            area = area.vertical_scroll_offset((top - ui.available_height() * 0.4).max(0.0));
        }
    }
    area.show_rows(ui, ROW, layer.len(), |ui, rows| {
        for annotation in rows.filter_map(|index| layer.nth(index)) {
            if row(ui, document, annotation, texts).clicked() {
                commands.push(Command::Select(annotation.id.clone()));
            }
        }
    });
}

fn row(ui: &mut Ui, document: &Document, annotation: &Annotation, texts: &mut TextView) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let label = document.labels().get(&annotation.label);
    let name = document.labels().name_of(&annotation.label);
    let quote = snippet(document.text().slice(annotation.span), 90);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Go to {name}: {quote}")));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter_at(rect);
    let selected = document.cursor.annotation.as_ref() == Some(&annotation.id);
    if response.hovered() || selected {
        let fill = if selected { tokens.raised } else { tokens.hovered };
        let line = if selected { tokens.accent } else { tokens.hairline };
        painter.rect(rect, 5.0, fill, (1.0, line), StrokeKind::Inside);
    }
    let color = tokens.line(label.map_or(theme::UNKNOWN_LABEL, |label| label.color));
    let swatch = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(4.0, ROW - 10.0));
    painter.rect_filled(swatch, 2.0, color);
    let flags = [
        annotation.unsure.then_some("?"),
        annotation.note.is_some().then_some("¶"),
    ];
    let flags: String = flags.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let end = painter
        .text(
            pos2(rect.right() - 8.0, rect.center().y),
            Align2::RIGHT_CENTER,
            flags,
            FontId::proportional(13.0),
            tokens.muted,
        )
        .left();
    let left = rect.left() + 18.0;
    let quote = Quote {
        text: &quote,
        width: end - 6.0 - left,
        rows: 1,
        size: 13.0,
        color: tokens.text,
    };
    let set = texts.quote(ui.ctx(), &quote);
    set.paint(&painter, pos2(left, rect.center().y - set.size().y / 2.0));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The beginning of a quote in one line, at most `length` bytes of it.
pub fn snippet(quote: &str, length: usize) -> String {
    let cut = quote.get(..quote.floor_char_boundary(length)).unwrap_or_default();
    let line = cut.replace('\n', " ");
    if cut.len() < quote.len() {
        format!("{}…", line.trim_end())
    } else {
        line
    }
}
