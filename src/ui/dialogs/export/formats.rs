//! The list of formats: one stop for Tab, in which arrows step.

use egui::{
    Align2, CursorIcon, EventFilter, FontId, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, text::LayoutJob, vec2,
};

use super::State;
use crate::{
    exchange::Format,
    ui::{
        panels::Commands,
        text_view,
        theme::{self, Tokens},
    },
    workspace::{Command, ExportOptions, FormatKind},
};

/// Height of a row.
const ROW: f32 = 42.0;
/// Height of the name of a group.
const GROUP: f32 = 26.0;

/// The list as a widget.
fn list() -> Id {
    Id::unique("list of formats")
}

pub(super) fn show(ui: &mut Ui, options: &mut ExportOptions, state: &mut State, commands: &mut Commands) {
    let rect = ui.available_rect_before_wrap();
    let widget = ui.interact(rect, list(), Sense::focusable_noninteractive());
    if !state.focused {
        state.focused = true;
        widget.request_focus();
    }
    if widget.has_focus() {
        let arrows = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(widget.id, arrows));
        step(ui, options);
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
            commands.push(Command::PickExportFolder);
        }
    }
    let inside = UiBuilder::new().max_rect(rect).accessibility_parent(widget.id);
    let has_focus = widget.has_focus();
    let active = ui.scope_builder(inside, |ui| rows(ui, options, state, has_focus)).inner;
    ui.ctx().accesskit_node_builder(widget.id, |node| {
        node.set_role(egui::accesskit::Role::ListBox);
        node.set_label("Formats");
        node.set_bounds(text_view::bounds(rect));
        if let Some(active) = active {
            node.set_active_descendant(active.accesskit_id());
        }
    });
}

/// Chooses another format by the keyboard.
fn step(ui: &mut Ui, options: &mut ExportOptions) {
    let names: Vec<_> = FormatKind::all_formats().map(|format| format.name()).collect();
    let here = names
        .iter()
        .position(|name| *name == options.format)
        .unwrap_or_default();
    let last = names.len().saturating_sub(1);
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let steps = [
        (Key::ArrowDown, here + 1),
        (Key::ArrowUp, here.saturating_sub(1)),
        (Key::PageDown, here + 6),
        (Key::PageUp, here.saturating_sub(6)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    for (key, to) in steps {
        if pressed(key)
            && let Some(name) = names.get(to.min(last))
        {
            (*name).clone_into(&mut options.format);
        }
    }
}

/// Shows the rows; the one that is chosen.
fn rows(ui: &mut Ui, options: &mut ExportOptions, state: &mut State, has_focus: bool) -> Option<Id> {
    let mut active = None;
    ScrollArea::vertical()
        .id_salt("formats")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for kind in FormatKind::ALL {
                if kind.formats().next().is_none() {
                    continue;
                }
                group(ui, kind.name());
                for format in kind.formats() {
                    let is_chosen = format.name() == options.format;
                    let row = row(ui, format, is_chosen, has_focus);
                    if is_chosen {
                        active = Some(row.id);
                        if state.scrolled_to != options.format {
                            state.scrolled_to.clone_from(&options.format);
                            // With the name of its group, where it is the first.
                            ui.scroll_to_rect(row.rect.expand2(vec2(0.0, GROUP)), None);
                        }
                    }
                    if row.clicked() {
                        format.name().clone_into(&mut options.format);
                        ui.memory_mut(|memory| memory.request_focus(list()));
                    }
                }
            }
        });
    active
}

fn group(ui: &mut Ui, name: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), GROUP), Sense::hover());
    let tokens = Tokens::of(ui.visuals());
    let at = pos2(rect.left() + 15.0, rect.bottom() - 4.0);
    let font = FontId::new(11.5, theme::strong());
    ui.painter().text(at, Align2::LEFT_BOTTOM, name, font, tokens.muted);
}

fn row(ui: &mut Ui, format: &dyn Format, is_chosen: bool, has_focus: bool) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width() - 8.0, ROW), Sense::hover());
    // The ring around the list is not to touch it.
    let rect = rect.shrink2(vec2(5.0, 0.0));
    let response = ui.interact(rect, list().with(format.name()), Sense::CLICK);
    let spoken = format!("{}: {}", format.name(), format.help());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), is_chosen, &spoken));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter_at(rect);
    if is_chosen || response.hovered() {
        let fill = if is_chosen { tokens.raised } else { tokens.hovered };
        let line = if is_chosen { tokens.accent } else { tokens.hairline };
        let width = if is_chosen && has_focus { 2.0 } else { 1.0 };
        painter.rect(rect, 6.0, fill, (width, line), StrokeKind::Inside);
    }
    let inner = Rect::from_min_max(rect.min + vec2(10.0, 5.0), rect.max - vec2(8.0, 5.0));
    let font = FontId::new(13.5, theme::strong());
    painter.text(inner.min, Align2::LEFT_TOP, format.name(), font, tokens.text);
    let mut help = LayoutJob::simple(
        format.help().to_owned(),
        FontId::proportional(11.5),
        tokens.muted,
        inner.width(),
    );
    help.wrap.max_rows = 1;
    help.wrap.break_anywhere = true;
    let help = painter.layout_job(help);
    let at = pos2(inner.left(), inner.bottom() - help.size().y);
    painter.galley(at, help, tokens.muted);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format.help())
}
