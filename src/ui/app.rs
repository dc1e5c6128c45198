//! The window: panels around the text, and what passes between them and the workspace.

use std::path::PathBuf;

use egui::{CentralPanel, Context, Frame, Id, Margin, Panel, Ui, UiBuilder};

use super::{
    dialogs::{self, DialogState},
    focus, keyboard, marks,
    panels::{
        Commands,
        annotations::{self, ListState},
        articles::{self, ArticlesState},
        banners, consistency, context_menu, find_bar,
        guidelines::{self, GuidelinesState},
        label_bar, labels, menu,
        minimap::{self, Here, Minimap},
        numbers,
        selected::{self, NoteDraft},
        status, welcome, whole,
    },
    picker::{Picked, Picker},
    text_view::{Face, FontSet, Gesture, Scene, Shown, TextStyle, TextView, Work},
    theme::{self, Tokens},
};
use crate::{
    annotation::Annotation,
    article::{ByteOffset, Span},
    labels::{Guidelines, built_in_guidelines},
    store::{
        self,
        settings::{Reading, Theme},
    },
    workspace::{Command, Press, Request, View, Workspace},
};

/// The window's own state: how things look, not what they are.
pub struct App {
    workspace: Workspace,
    text_view: TextView,
    picker: Picker,
    dialogs: DialogState,
    note: NoteDraft,
    list: ListState,
    articles: ArticlesState,
    project_guidelines: GuidelinesState,
    /// What is pasted next becomes an article.
    pastes_article: bool,
    minimap: Minimap,
    guidelines: Option<Guidelines>,
    /// The text view as a widget, once it was shown.
    text_widget: Option<Id>,
    /// Put the keyboard's focus on the text when it is shown next.
    focus_text: bool,
    /// Put the keyboard's focus on the panel when it is shown next.
    focus_panel: bool,
    /// Whether the note is to be shown, whatever the room.
    writes_note: bool,
    /// Whether keys were used last: a pointer that only lies there shows no hints.
    by_keyboard: bool,
    /// What the text view did in the last frame.
    work: Work,
    /// The title that the window was last given.
    title: String,
    /// The theme that egui was last told of.
    theme: Option<Theme>,
}

/// The side panel needs this much; narrower windows show the text alone.
const ROOM_FOR_PANEL: f32 = 720.0;
/// The text needs this much; only a wider one gets a map beside it.
const ROOM_FOR_MAP: f32 = 380.0;
/// A list of articles beside the text needs this much.
const ROOM_FOR_LIST: f32 = 560.0;
/// Width of the list of articles at first.
const LIST_WIDTH: f32 = 270.0;
/// Width of the side panel at first.
const PANEL_WIDTH: f32 = 300.0;

impl App {
    /// A window on a workspace, with the fonts for its text.
    pub fn new(context: &Context, workspace: Workspace, fonts: FontSet) -> Self {
        theme::install(context);
        Self {
            workspace,
            text_view: TextView::new(fonts),
            picker: Picker::default(),
            dialogs: DialogState::default(),
            note: NoteDraft::default(),
            list: ListState::default(),
            articles: ArticlesState::default(),
            project_guidelines: GuidelinesState::default(),
            pastes_article: false,
            minimap: Minimap::default(),
            guidelines: built_in_guidelines(),
            text_widget: None,
            focus_text: false,
            focus_panel: false,
            writes_note: false,
            by_keyboard: false,
            work: Work::default(),
            title: String::new(),
            theme: None,
        }
    }

    /// The workspace behind the window.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The workspace behind the window, for tests that do what the pointer cannot.
    pub fn workspace_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }

    /// The view of the article's text.
    pub fn text_view(&self) -> &TextView {
        &self.text_view
    }

    /// A whole frame, for those who have no eframe: tests and benchmarks.
    pub fn frame(&mut self, ui: &mut Ui) {
        self.attend(&ui.ctx().clone());
        self.show(ui);
    }

    /// What the text view did in the last frame.
    pub fn work(&self) -> Work {
        self.work
    }

    /// Everything that is not painting: news from other threads, keys, files dropped, the window's close button.
    fn attend(&mut self, context: &Context) {
        self.workspace.tick();
        match self.picker.poll() {
            Some(Picked::Paths(what, paths)) => what
                .command(paths)
                .into_iter()
                .for_each(|command| self.workspace.run(command)),
            Some(Picked::NoDialog(what)) => self.workspace.ask_for_path(what),
            Some(Picked::Cancelled) | None => {}
        }
        context.input(|input| {
            for event in &input.events {
                match event {
                    egui::Event::Key { .. } => self.by_keyboard = true,
                    egui::Event::PointerMoved(_) => self.by_keyboard = false,
                    _ => {}
                }
            }
        });
        let dropped: Vec<PathBuf> = context.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        let leaves = !dropped.is_empty() || context.input(|input| input.viewport().close_requested());
        // Ctrl and a letter may save, open or quit.
        let commanded = context.input(|input| input.modifiers.command);
        if (leaves || commanded)
            && let Some(command) = self.workspace.document().and_then(|document| self.note.keep(document))
        {
            self.workspace.run(command);
        }
        if leaves {
            let kept = self.dialogs.keep().into_iter().chain(self.project_guidelines.keep());
            kept.for_each(|command| self.workspace.run(command));
        }
        if !self.dialogs.waits_for_key() {
            keyboard::run_keys(context, &mut self.workspace, self.text_widget);
        }
        self.take_in(dropped);
        self.take_pasted(context);
        self.close(context);
        self.name_window(context);
        if self.theme != Some(self.workspace.settings().theme) {
            self.theme = Some(self.workspace.settings().theme);
            theme::choose(context, self.workspace.settings().theme);
        }
        self.fulfil(context);
    }

    /// What was dropped comes into the project, or is opened where none is open.
    fn take_in(&mut self, mut dropped: Vec<PathBuf>) {
        let is_project = |path: &PathBuf| store::home::is_project(path);
        if self.workspace.project().is_some() && !dropped.is_empty() && !dropped.iter().any(is_project) {
            self.workspace.run(Command::Import(dropped));
        } else if let Some(path) = dropped.drain(..).next() {
            self.workspace.run(Command::OpenFile(path));
        }
    }

    /// Makes an article of what was pasted, if that was asked for.
    fn take_pasted(&mut self, context: &Context) {
        if !self.pastes_article {
            return;
        }
        let pasted = context.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        });
        if let Some(text) = pasted {
            self.pastes_article = false;
            self.workspace.run(Command::ImportText(text));
        }
    }

    /// Lets the window be closed only when everything is saved or given up.
    fn close(&mut self, context: &Context) {
        if !context.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.workspace.is_saved() {
            self.workspace.remember_place();
            let size = context
                .input(|input| input.viewport().inner_rect)
                .map(|rect| rect.size());
            self.workspace.remember_window(size.map(|size| (size.x, size.y)));
        } else {
            context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.workspace.run(Command::Quit);
        }
    }

    /// Gives the window the name of the article.
    fn name_window(&mut self, context: &Context) {
        let title = match self.workspace.document() {
            Some(document) => format!("{} – Glossator", menu::name_of(&self.workspace, document)),
            None => "Glossator".to_owned(),
        };
        if self.title != title {
            context.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Does what the workspace asks of the window.
    fn fulfil(&mut self, context: &Context) {
        for request in self.workspace.take_requests() {
            match request {
                Request::Pick(what) => {
                    let folder = self
                        .workspace
                        .document()
                        .and_then(|document| document.article().path().parent());
                    let wake = context.clone();
                    self.picker
                        .ask(what, folder.map(Into::into), move || wake.request_repaint());
                }
                Request::Reveal(span) => self.text_view.scroll_to(span),
                Request::Scroll(pages) => self.text_view.scroll_by_page(pages),
                Request::FocusText => self.focus_text = true,
                Request::SwitchPanel => {
                    let focused = context.memory(|memory| memory.focused());
                    let on_text = focused.is_none() || focused == self.text_widget;
                    (self.focus_panel, self.focus_text) = (on_text, !on_text);
                }
                Request::FocusArticles => {
                    self.articles.finds = false;
                    context.memory_mut(|memory| memory.request_focus(articles::filter_field()));
                }
                Request::FocusSearch => {
                    self.articles.finds = true;
                    context.memory_mut(|memory| memory.request_focus(articles::search_field()));
                }
                Request::PasteArticle => {
                    self.pastes_article = true;
                    context.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
                }
                Request::FocusFind => context.memory_mut(|memory| memory.request_focus(find_bar::find_field())),
                Request::FocusNote => {
                    // A narrow window makes room for the note first.
                    self.writes_note = true;
                    context.memory_mut(|memory| memory.request_focus(selected::note_field()));
                }
                Request::CopyText(text) => context.copy_text(text),
                Request::Zoom(zoom) => context.set_zoom_factor(zoom),
                Request::Close => context.send_viewport_cmd(egui::ViewportCommand::Close),
            }
            context.request_repaint();
        }
    }

    fn show(&mut self, ui: &mut Ui) {
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
            Panel::right("side")
                .frame(frame)
                .default_size(PANEL_WIDTH)
                .size_range(240.0..=480.0)
                .show(ui, |ui| {
                    self.side_panel(ui, &mut commands);
                });
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
        dialogs::show(ui.ctx(), &self.workspace, &mut self.dialogs, &mut commands);
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
        Panel::left("articles")
            .frame(frame)
            .default_size(LIST_WIDTH)
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
        let below = if document.selected().is_some() { 400.0 } else { 260.0 };
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

impl eframe::App for App {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.attend(context);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        Tokens::of(visuals).page.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
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
