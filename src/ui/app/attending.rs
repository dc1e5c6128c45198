//! Everything of a frame that is not painting: news from other threads, keys, files, what the workspace asks for.

use std::path::PathBuf;

use egui::Context;

use super::App;
use crate::{
    store,
    ui::{
        keyboard,
        panels::{articles, find_bar, menu, selected},
        picker::Picked,
        theme,
    },
    workspace::{Command, Request},
};

/// After so many frames a clipboard that has not answered has no text.
const FRAMES_FOR_PASTE: u8 = 10;

impl App {
    /// Everything that is not painting: news from other threads, keys, files dropped, the window's close button.
    pub(super) fn attend(&mut self, context: &Context) {
        self.workspace.tick();
        if let Some(rest) = self.workspace.looks_again_in() {
            context.request_repaint_after(rest);
        }
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
        if leaves || commanded {
            self.keep_note();
        }
        if leaves {
            self.keep_dialogs();
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

    /// Keeps what is half written, whatever comes next.
    pub(in crate::ui) fn keep_drafts(&mut self) {
        self.keep_note();
        self.keep_dialogs();
    }

    fn keep_note(&mut self) {
        if let Some(command) = self.workspace.document().and_then(|document| self.note.keep(document)) {
            self.workspace.run(command);
        }
    }

    fn keep_dialogs(&mut self) {
        let kept = self.dialogs.keep().into_iter().chain(self.project_guidelines.keep());
        kept.for_each(|command| self.workspace.run(command));
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
        let Some(left) = self.pastes_article else { return };
        let pasted = context.input_mut(|input| {
            let place = input
                .events
                .iter()
                .position(|event| matches!(event, egui::Event::Paste(_)))?;
            // The text is no longer for whatever has the keyboard.
            match input.events.remove(place) {
                egui::Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        match pasted {
            Some(text) => {
                self.pastes_article = None;
                self.workspace.run(Command::ImportText(text));
            }
            // The answer comes with one of the next frames, or there is nothing to paste.
            None => {
                self.pastes_article = left.checked_sub(1);
                if self.pastes_article.is_none() {
                    self.workspace.run(Command::ImportText(String::new()));
                }
                context.request_repaint();
            }
        }
    }

    /// Lets the window be closed only when everything is saved or given up.
    fn close(&mut self, context: &Context) {
        if !context.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.workspace.may_leave() {
            self.workspace.remember_place();
            let size = context
                .input(|input| input.viewport().inner_rect)
                .map(|rect| rect.size());
            self.workspace
                .remember_window(size.map(|size| (size.x, size.y)), self.panel_widths);
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
    pub(super) fn fulfil(&mut self, context: &Context) {
        for request in self.workspace.take_requests() {
            match request {
                Request::Pick(what) => {
                    let folder = self.workspace.folder_for(what);
                    let wake = context.clone();
                    self.picker.ask(what, folder, move || wake.request_repaint());
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
                    self.pastes_article = Some(FRAMES_FOR_PASTE);
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
}
