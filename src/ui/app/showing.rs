//! What a frame shows: panels around the text, and what they want done.

use egui::{CentralPanel, Frame, Id, Margin, Panel, Ui, UiBuilder};

use super::App;
use crate::{
    annotation::Annotation,
    article::{ByteOffset, Span},
    store::settings::Reading,
    ui::{
        dialogs, focus, marks,
        panels::{
            Commands, annotations, articles, banners, consistency, context_menu, find_bar, guidelines, label_bar,
            labels, lost, menu,
            minimap::{self, Here},
            numbers, selected, status, welcome, whole,
        },
        text_view::{Face, Gesture, Scene, Shown, TextStyle},
        theme::Tokens,
    },
    workspace::{Command, Press, View},
};

/// The side panel needs this much; narrower windows show the text alone.
const ROOM_FOR_PANEL: f32 = 720.0;
/// The text needs this much; only a wider one gets a map beside it.
const ROOM_FOR_MAP: f32 = 380.0;
/// A list of articles beside the text needs this much.
const ROOM_FOR_LIST: f32 = 560.0;
/// Width of the list of articles at first.
pub(super) const LIST_WIDTH: f32 = 270.0;
/// Width of the side panel at first.
pub(super) const PANEL_WIDTH: f32 = 300.0;

impl App {
    pub(super) fn show(&mut self, ui: &mut Ui) {
        let mut commands = Commands::new();
        let tokens = Tokens::of(ui.visuals());
        let bar = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(10, 5));
        Panel::top("menu")
            .frame(bar)
            .show(ui, |ui| menu::show(ui, &self.workspace, &mut commands));
        Panel::bottom("status")
            .frame(bar)
            .show(ui, |ui| status::show(ui, &self.workspace));
        self.article_list(ui, &mut commands);
        let writing = ui.memory(|memory| memory.has_focus(selected::note_field())) || self.writes_note;
        let shows_article = self.workspace.view() == View::Article;
        if shows_article && self.workspace.document().is_some() && (ui.available_width() >= ROOM_FOR_PANEL || writing) {
            let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(14, 12));
            let width = self.workspace.panel_widths().map_or(PANEL_WIDTH, |(_, right)| right);
            let root = self.workspace.project().map(|project| project.root());
            let shown = Panel::right(Id::unique("side").with(root))
                .frame(frame)
                .default_size(width)
                .size_range(240.0..=480.0)
                .show(ui, |ui| {
                    self.side_panel(ui, &mut commands);
                });
            self.panel_widths.1 = shown.response.rect.width();
        }
        self.writes_note = false;
        CentralPanel::default()
            .frame(Frame::new().fill(tokens.page))
            .show(ui, |ui| {
                let view = self.workspace.view();
                if let Some(project) = self.workspace.project().filter(|_| view == View::Numbers) {
                    numbers::show(ui, project, &mut self.text_view, &mut commands);
                } else if let Some(project) = self.workspace.project().filter(|_| view == View::Consistency) {
                    consistency::show(ui, project, &mut self.text_view, &mut commands);
                } else if self.workspace.document().is_some() {
                    self.article(ui, &mut commands);
                } else {
                    welcome::show(ui, &self.workspace, &mut commands);
                }
            });
        dialogs::show(
            ui.ctx(),
            &self.workspace,
            &mut self.dialogs,
            &mut self.text_view,
            &mut commands,
        );
        focus::ring(ui.ctx(), self.text_widget);
        if ui.input(|input| !input.raw.hovered_files.is_empty()) {
            banners::drop_here(ui);
        }
        for command in commands {
            self.workspace.run(command);
            ui.ctx().request_repaint();
        }
        self.fulfil(ui.ctx());
    }

    /// The articles of the project, where there is room for them.
    fn article_list(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let tokens = Tokens::of(ui.visuals());
        let Some(project) = self.workspace.project() else {
            return;
        };
        if !self.workspace.settings().shows_articles || ui.available_width() < ROOM_FOR_LIST {
            return;
        }
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 10));
        let width = self.workspace.panel_widths().map_or(LIST_WIDTH, |(left, _)| left);
        // Each project has panels of its own.
        let shown = Panel::left(Id::unique("articles").with(project.root()))
            .frame(frame)
            .default_size(width)
            .size_range(220.0..=480.0)
            .show(ui, |ui| {
                articles::show(
                    ui,
                    &self.workspace,
                    project,
                    &mut self.articles,
                    &mut self.text_view,
                    commands,
                );
            });
        self.panel_widths.0 = shown.response.rect.width();
    }

    fn side_panel(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let Some(document) = self.workspace.document() else {
            return;
        };
        let focus = std::mem::take(&mut self.focus_panel);
        labels::show(ui, document, self.workspace.armed(), focus, commands);
        ui.add_space(6.0);
        whole::show(ui, &self.workspace, document, commands);
        ui.add_space(4.0);
        ui.separator();
        let below = if document.selected().is_some() { 400.0 } else { 260.0 } + lost::height(document);
        let room = (ui.available_height() - below).max(120.0);
        egui::ScrollArea::vertical()
            .id_salt("guidelines")
            .max_height(room)
            .show(ui, |ui| {
                let at_hand = self.workspace.label_at_hand();
                let of_project = self
                    .workspace
                    .project()
                    .filter(|_| self.workspace.article_name().is_some());
                let built_in = self.guidelines.as_ref().filter(|_| of_project.is_none());
                if let Some(project) = of_project {
                    let today = self.workspace.today();
                    guidelines::show(ui, project, &today, &mut self.project_guidelines, commands);
                    ui.add_space(6.0);
                }
                labels::guidelines(ui, document.labels(), built_in, at_hand);
            });
        ui.separator();
        selected::show(ui, document, &mut self.note, &mut self.text_view, commands);
        if document.selected().is_some() {
            ui.separator();
        }
        lost::show(ui, document, &mut self.text_view, commands);
        let to_text = annotations::show(ui, document, &mut self.list, &mut self.text_view, commands);
        self.focus_text |= to_text;
    }

    fn article(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let Some(document) = self.workspace.document() else {
            return;
        };
        banners::show(ui, &self.workspace, document, commands);
        let find = self.workspace.find();
        if let Some(find) = find {
            find_bar::show(ui, document, find, commands);
        }
        let whole = ui.available_rect_before_wrap();
        let map_width = if whole.width() < ROOM_FOR_MAP {
            0.0
        } else {
            minimap::WIDTH
        };
        let (bounds, map) = whole.split_left_right_at_x(whole.right() - map_width);
        let has_map = map_width > 0.0;
        if has_map && let Some(place) = self.minimap.pointed(ui, map, document) {
            self.text_view.scroll_around(place);
        }
        let tokens = Tokens::of(ui.visuals());
        let marks = |span: Span| {
            let mut shown = marks::marks(document, span, tokens);
            shown.extend(
                find.into_iter()
                    .flat_map(|find| marks::hits(document, find, span, tokens)),
            );
            shown
        };
        let selection = document.cursor.selection;
        let shown_selection = document.selection().map(|span| (span.start(), span.end()));
        let scene = Scene {
            text: document.text(),
            headline: document.headline(),
            marks: &marks,
            // One thing at a time is what a label would go to.
            frame: document
                .unit()
                .filter(|_| document.selected().is_none() && shown_selection.is_none()),
            selection: shown_selection,
            style: &text_style(self.workspace.settings().reading),
            colors: &tokens.view(),
        };
        let shown = ui
            .scope_builder(UiBuilder::new().max_rect(bounds), |ui| self.text_view.ui(ui, &scene))
            .inner;
        self.work = shown.work;
        if document.text().as_str().is_empty() && !document.is_loading() {
            no_text(ui, bounds);
        }
        if has_map {
            let here = Here {
                rows: shown.rows,
                target: document.target(),
            };
            self.minimap.show(ui, map, document, find, &here);
        }
        self.text_widget = Some(shown.response.id);
        if std::mem::take(&mut self.focus_text) {
            shown.response.request_focus();
        }
        for gesture in &shown.gestures {
            commands.extend(command_of(*gesture));
        }
        context_menu::show(&shown.response, &self.workspace, document, commands);
        // Neither the bar nor hints while the pointer is busy, or under a menu.
        let dragging = shown.response.is_pointer_button_down_on() || egui::Popup::is_any_open(ui.ctx());
        let marked = selection.is_some() || document.selected().is_some();
        if let Some(target) = document
            .target()
            .filter(|_| marked && !dragging && document.read_only().is_none())
            && let Some(around) = self.text_view.row_rects_of(target).first().copied()
        {
            label_bar::show(ui, document, around, bounds, commands);
        }
        if !dragging && !self.by_keyboard {
            self.describe(&shown);
        }
    }

    /// Says more of the annotations under the pointer than their colour does.
    fn describe(&self, shown: &Shown) {
        let (Some(document), Some(at), Some(pointer)) =
            (self.workspace.document(), shown.hovered, shown.response.hover_pos())
        else {
            return;
        };
        let text = document.text();
        let Ok(here) = text.span(at, text.floor(ByteOffset::new(at.get() + 4))) else {
            return;
        };
        let under_pointer = |annotation: &&Annotation| {
            self.text_view
                .row_rects_of(annotation.span)
                .iter()
                .any(|row| row.contains(pointer))
        };
        let said: Vec<String> = document
            .layer()
            .overlapping(here)
            .into_iter()
            .filter(under_pointer)
            .map(|annotation| marks::description(document, annotation))
            .collect();
        if !said.is_empty() {
            shown.response.clone().on_hover_text_at_pointer(said.join("\n"));
        }
    }
}

/// Datasets may have articles without a text.
fn no_text(ui: &Ui, bounds: egui::Rect) {
    let at = bounds.center_top() + egui::vec2(0.0, 60.0);
    let (font, color) = (egui::FontId::proportional(13.5), Tokens::of(ui.visuals()).muted);
    let text = "This article has no text.";
    ui.painter().text(at, egui::Align2::CENTER_TOP, text, font, color);
}

/// The type that the user has chosen.
fn text_style(reading: Reading) -> TextStyle {
    TextStyle {
        size: f32::from(reading.size),
        line_height: f32::from(reading.spacing) / 100.0,
        measure: f32::from(reading.measure),
        face: if reading.serif { Face::Serif } else { Face::Sans },
    }
}

/// What the pointer's doings mean.
fn command_of(gesture: Gesture) -> Option<Command> {
    match gesture {
        Gesture::Press { at, clicks, shift, alt } => Some(Command::Press(Press {
            at,
            count: clicks,
            extend: shift,
            exact: alt,
        })),
        Gesture::Drag { at, alt } => Some(Command::Drag { to: at, exact: alt }),
        Gesture::Release => Some(Command::Release),
        Gesture::Menu { at } => Some(Command::PointAt(at)),
    }
}
