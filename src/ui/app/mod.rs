//! The window: panels around the text, and what passes between them and the workspace.

mod attending;
mod showing;

use egui::{Context, Id, Ui};

use super::{
    dialogs::DialogState,
    panels::{
        annotations::ListState, articles::ArticlesState, guidelines::GuidelinesState, minimap::Minimap,
        selected::NoteDraft,
    },
    picker::Picker,
    text_view::{FontSet, TextView, Work},
    theme::{self, Tokens},
};
use crate::{
    labels::{Guidelines, built_in_guidelines},
    store::settings::Theme,
    workspace::Workspace,
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
    /// What is pasted within so many frames becomes an article.
    pastes_article: Option<u8>,
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
    /// The widths of the panels to the left and to the right of the text, as they were shown last.
    panel_widths: (f32, f32),
    /// The title that the window was last given.
    title: String,
    /// The theme that egui was last told of.
    theme: Option<Theme>,
}

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
            pastes_article: None,
            minimap: Minimap::default(),
            guidelines: built_in_guidelines(),
            text_widget: None,
            focus_text: false,
            focus_panel: false,
            writes_note: false,
            by_keyboard: false,
            work: Work::default(),
            panel_widths: (showing::LIST_WIDTH, showing::PANEL_WIDTH),
            title: String::new(),
            theme: None,
        }
    }

    /// A window on the same settings, made after a panic, of which nothing is known but that what was saved is whole.
    pub(super) fn anew(&mut self, context: &Context, reopens: bool) -> Self {
        let view = std::mem::replace(&mut self.text_view, TextView::new(FontSet::bundled_only()));
        Self::new(context, self.workspace.anew(reopens), view.into_fonts())
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
