//! The list of annotations, in the order of the text: all of them, or those that a filter lets through.

use egui::{
    Align2, CursorIcon, EventFilter, FontId, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::{Commands, annotation_filter, count, heading};
use crate::{
    annotation::{Annotation, AnnotationId, Moved},
    article::Span,
    ui::{
        text_view::{self, Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Command, Document, Filter, Filtered},
};

/// Height of a row.
const ROW: f32 = 26.0;

/// What the list remembers between frames.
#[derive(Default)]
pub struct ListState {
    filter: Filter,
    filtered: Filtered,
    /// Where the annotator was when the list last followed.
    followed: (Option<AnnotationId>, Option<Span>),
    /// The part that was last in view.
    view: (f32, f32),
}

/// The list as a widget: one stop for Tab, however long it is.
pub fn list() -> Id {
    Id::unique("list of annotations")
}

/// Shows the list; only the rows in view cost anything. A click goes to the annotation, and so do the arrows while the
/// list has the keyboard. `texts` sets the quotes. Whether the keyboard is to go back to the text.
pub fn show(
    ui: &mut Ui,
    document: &Document,
    state: &mut ListState,
    texts: &mut TextView,
    commands: &mut Commands,
) -> bool {
    let muted = Tokens::of(ui.visuals()).muted;
    if document.is_loading() {
        heading(ui, "ANNOTATIONS");
        ui.label(egui::RichText::new("They are still being read.").color(muted));
        return false;
    }
    let all = document.layer().len();
    let complete = state.filtered.update(document, &state.filter);
    if !complete {
        ui.ctx().request_repaint();
    }
    let shown = state.filtered.len(document);
    let title = match state.filter.is_empty() {
        true => count(all, "annotation"),
        false => format!(
            "{shown} of {}{}",
            count(all, "annotation"),
            if complete { "" } else { " …" }
        ),
    };
    heading(ui, &title.to_uppercase());
    if all == 0 {
        let hint = "Press the key of a label to give it to the framed sentence, or drag over the text.";
        ui.label(egui::RichText::new(hint).color(muted));
        return false;
    }
    annotation_filter::show(ui, document, &mut state.filter);
    if shown == 0 && complete {
        ui.label(egui::RichText::new("None is like that.").color(muted));
    }
    rows(ui, document, state, texts, commands)
}

/// The rows, as a widget that takes the keyboard as a whole.
fn rows(
    ui: &mut Ui,
    document: &Document,
    state: &mut ListState,
    texts: &mut TextView,
    commands: &mut Commands,
) -> bool {
    let rect = ui.available_rect_before_wrap();
    let list = ui.interact(rect, list(), Sense::focusable_noninteractive());
    let mut to_text = false;
    if list.has_focus() {
        let arrows = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, arrows));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
        to_text = pressed(Key::Enter);
        commands.extend(step(document, &state.filtered, up, down));
    }
    let inside = UiBuilder::new().max_rect(rect).accessibility_parent(list.id);
    let active = ui
        .scope_builder(inside, |ui| scroll(ui, document, state, texts, commands))
        .inner;
    ui.ctx().accesskit_node_builder(list.id, |node| {
        node.set_role(egui::accesskit::Role::ListBox);
        node.set_label("Annotations");
        node.set_bounds(text_view::bounds(rect));
        if let Some(active) = active {
            node.set_active_descendant(active.accesskit_id());
        }
    });
    to_text
}

/// Shows the rows in view, after the place of the annotator if that has changed; which of them is selected.
fn scroll(
    ui: &mut Ui,
    document: &Document,
    state: &mut ListState,
    texts: &mut TextView,
    commands: &mut Commands,
) -> Option<Id> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("annotations").auto_shrink(false);
    let place = (document.cursor.annotation.clone(), document.unit());
    if state.followed != place {
        state.followed = place;
        let (top, height) = state.view;
        let row = row_of_place(document, &state.filtered) as f32 * ROW;
        // What is in sight already stays where it is.
        if row < top || row + ROW > top + height {
            // Beyond the end it would only spring back.
            let most = (state.filtered.len(document) as f32 * ROW - height).max(0.0);
            area = area.vertical_scroll_offset((row - height * 0.4).clamp(0.0, most));
        }
    }
    let mut active = None;
    let shown = state.filtered.len(document);
    let output = area.show_rows(ui, ROW, shown, |ui, rows| {
        for annotation in rows.filter_map(|index| state.filtered.nth(document, index)) {
            let response = row(ui, document, annotation, texts);
            if document.cursor.annotation.as_ref() == Some(&annotation.id) {
                active = Some(response.id);
            }
            if response.clicked() {
                commands.push(Command::Select(annotation.id.clone()));
            }
        }
    });
    state.view = (output.state.clamped_offset().y, output.inner_rect.height());
    active
}

/// The row of the selected annotation, or of the first one in the current unit.
fn row_of_place(document: &Document, filtered: &Filtered) -> usize {
    match (document.selected(), document.unit()) {
        (Some(selected), _) => filtered.index_of(document, selected).0,
        (None, Some(unit)) => {
            let there = document.layer().overlapping(unit);
            match there.first() {
                Some(first) => filtered.index_of(document, first).0,
                None => filtered.starting_before(document, unit.start()),
            }
        }
        (None, None) => 0,
    }
}

/// What an arrow selects.
fn step(document: &Document, filtered: &Filtered, up: bool, down: bool) -> Option<Command> {
    let place = row_of_place(document, filtered);
    // Between two rows the next one is the one at that place.
    let on_row = document
        .selected()
        .is_some_and(|selected| filtered.index_of(document, selected).1);
    let index = match (up, down) {
        (true, false) => place.checked_sub(1)?,
        (false, true) => place + usize::from(on_row),
        _ => return None,
    };
    Some(Command::Select(filtered.nth(document, index)?.id.clone()))
}

fn row(ui: &mut Ui, document: &Document, annotation: &Annotation, texts: &mut TextView) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let id = list().with(annotation.id.as_str());
    let response = ui.interact(rect, id, Sense::CLICK);
    let label = document.labels().get(&annotation.label);
    let name = document.labels().name_of(&annotation.label);
    let quote = snippet(document.text().slice(annotation.span), 90);
    let selected = document.cursor.annotation.as_ref() == Some(&annotation.id);
    let unsure = if annotation.unsure { ", unsure" } else { "" };
    let note = if annotation.note.is_some() { ", with a note" } else { "" };
    let moved = if annotation.moved.is_some() { ", moved" } else { "" };
    let spoken = format!("Go to {name}: {quote}{unsure}{note}{moved}");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), selected, &spoken));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter_at(rect);
    let in_unit = document.unit().is_some_and(|unit| unit.overlaps(annotation.span));
    if response.hovered() || selected {
        let fill = if selected { tokens.raised } else { tokens.hovered };
        let line = if selected { tokens.accent } else { tokens.hairline };
        painter.rect(rect, 5.0, fill, (1.0, line), StrokeKind::Inside);
    } else if in_unit {
        painter.rect_filled(rect, 5.0, ui.visuals().faint_bg_color);
    }
    let color = tokens.line(label.map_or(theme::UNKNOWN_LABEL, |label| label.color));
    let swatch = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(4.0, ROW - 10.0));
    painter.rect_filled(swatch, 2.0, color);
    let flags = [
        annotation.unsure.then_some("?"),
        annotation.note.is_some().then_some("¶"),
        annotation.moved.as_ref().map(|moved| match moved {
            Moved::Along => "→",
            Moved::From(_) => "≈",
        }),
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
