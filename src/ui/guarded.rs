//! The window with a net below it. If a frame panics, what was labelled is saved, and a page says what happened and how to
//! go on; nothing of what the panic may have left half done is used again.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    rc::Rc,
};

use egui::{
    Align, CentralPanel, Context, FontId, Frame, Layout, RichText, ScrollArea, Ui, ViewportCommand, Visuals, vec2,
};

use super::{
    App,
    text_view::Work,
    theme::{self, Tokens},
};
use crate::{panics, store::reports::Report};

/// Who has gone on and panics again within so many seconds does not open the same article once more.
const AT_ONCE: f64 = 10.0;

/// A window that outlives a panic.
pub struct Guarded {
    app: App,
    /// What is known of the panic, until the user has chosen how to go on.
    stopped: Option<Stopped>,
    /// When somebody went on after the last panic, in egui's seconds.
    went_on: Option<f64>,
    /// The latest report of an error of the program.
    report: fn() -> Option<Report>,
    end: End,
}

/// Why the window had to be closed without anybody having asked for it, if it had to.
pub type End = Rc<RefCell<Option<String>>>;

/// A panic, for those who used the window.
struct Stopped {
    /// Where the labels of what is open are kept.
    layer: Option<PathBuf>,
    /// Why some of them are not there yet.
    unsaved: Option<String>,
    report: Option<Report>,
    shows_report: bool,
    /// It came right after the one before.
    again: bool,
    /// The window is about to be closed.
    leaves: bool,
}

/// What somebody wants done after a panic.
enum Choice {
    GoOn,
    TryAgain,
    ShowReport,
    CopyReport,
    Quit,
}

impl Guarded {
    /// Guards `app`. `report` gives the latest report of an error of the program; `end` gets the reason if the window must
    /// be closed.
    pub fn new(app: App, report: fn() -> Option<Report>, end: End) -> Self {
        Self {
            app,
            stopped: None,
            went_on: None,
            report,
            end,
        }
    }

    /// The window below which the net is.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What the text view did in the last frame.
    pub fn work(&self) -> Work {
        self.app.work()
    }

    /// Does a part of a frame; if it panics, a page is shown from the next one on.
    fn guard(&mut self, context: &Context, work: impl FnOnce(&mut App)) {
        if panics::caught(|| work(&mut self.app)).is_ok() {
            return;
        }
        let report = (self.report)();
        // What they use may be half done. The thread that saves has a layer of its own.
        let _ = panics::caught(|| self.app.keep_drafts());
        let now = context.input(|input| input.time);
        self.stopped = Some(Stopped {
            unsaved: self.why_unsaved(),
            layer: self
                .app
                .workspace()
                .document()
                .map(|document| document.layer_path().to_owned()),
            report,
            shows_report: false,
            again: self.went_on.is_some_and(|then| now - then < AT_ONCE),
            leaves: false,
        });
        context.request_repaint();
    }

    fn why_unsaved(&mut self) -> Option<String> {
        panics::caught(|| self.app.workspace_mut().why_unsaved())
            .unwrap_or_else(|_| Some("Glossator cannot tell any more whether all of it is saved.".to_owned()))
    }

    fn show_page(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        let done = panics::caught(|| {
            if let Some(choice) = self.stopped.as_ref().and_then(|stopped| stopped.show(ui)) {
                context.request_repaint();
                self.choose(&context, choice);
            }
        });
        if done.is_err() {
            self.give_up(&context);
        }
    }

    fn choose(&mut self, context: &Context, choice: Choice) {
        let Some(stopped) = &mut self.stopped else { return };
        match choice {
            Choice::ShowReport => stopped.shows_report ^= true,
            Choice::CopyReport => context.copy_text(stopped.report.iter().map(|report| &*report.text).collect()),
            Choice::Quit => {
                stopped.leaves = true;
                context.send_viewport_cmd(ViewportCommand::Close);
            }
            Choice::TryAgain => {
                let unsaved = self.why_unsaved();
                if let Some(stopped) = &mut self.stopped {
                    stopped.unsaved = unsaved;
                }
            }
            Choice::GoOn => {
                let reopens = !stopped.again;
                self.app = self.app.anew(context, reopens);
                self.stopped = None;
                self.went_on = Some(context.input(|input| input.time));
            }
        }
    }

    /// Lets the window be closed from the page only when everything is saved or given up.
    fn close(&mut self, context: &Context) {
        let Some(stopped) = self.stopped.as_ref().filter(|stopped| !stopped.leaves) else {
            return;
        };
        if stopped.unsaved.is_some() && context.input(|input| input.viewport().close_requested()) {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
        }
    }

    /// Ends the program when not even the page can be shown.
    fn give_up(&mut self, context: &Context) {
        let Some(stopped) = &mut self.stopped else { return };
        stopped.leaves = true;
        let saved = stopped.unsaved.as_deref().unwrap_or("All that was labelled is saved.");
        *self.end.borrow_mut() = Some(saved.to_owned());
        context.send_viewport_cmd(ViewportCommand::Close);
    }
}

impl Stopped {
    fn show(&self, ui: &mut Ui) -> Option<Choice> {
        let tokens = Tokens::of(ui.visuals());
        let page = CentralPanel::default().frame(Frame::new().fill(tokens.page));
        let shown = page.show(ui, |ui| {
            let width = 560.0_f32.min(ui.available_width() - 32.0).max(100.0);
            let above = (ui.available_height() * 0.16).max(16.0);
            let column = |ui: &mut Ui| {
                ui.add_space(above);
                let layout = Layout::top_down(Align::Min);
                let column = |ui: &mut Ui| self.column(ui, tokens);
                let centered = |ui: &mut Ui| ui.allocate_ui_with_layout(vec2(width, 0.0), layout, column).inner;
                ui.vertical_centered(centered).inner
            };
            ScrollArea::vertical()
                .id_salt("panic")
                .auto_shrink(false)
                .show(ui, column)
                .inner
        });
        shown.inner
    }

    fn column(&self, ui: &mut Ui, tokens: &Tokens) -> Option<Choice> {
        let title = "Glossator met an error of its own";
        ui.label(RichText::new(title).font(FontId::new(28.0, theme::serif())));
        ui.add_space(4.0);
        let line = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).color(tokens.muted).size(14.5));
        match (&self.unsaved, &self.layer) {
            (Some(why), _) => {
                ui.label(
                    RichText::new("Some of your work is not saved yet.")
                        .color(tokens.problem)
                        .size(14.5),
                );
                ui.label(RichText::new(why).color(tokens.problem).size(14.5));
                line(ui, "Mend that and try again: until you quit, nothing is lost.");
            }
            (None, Some(layer)) => {
                line(ui, "All your labels are saved. They are in");
                path(ui, layer);
            }
            (None, None) => {
                line(ui, "No article was open, so there was nothing to save.");
            }
        }
        line(ui, "What you did last may not have been carried out.");
        if self.again {
            line(
                ui,
                "It happened again at once, so that going on now opens no article by itself.",
            );
        }
        ui.add_space(6.0);
        match self.report.as_ref().and_then(|report| report.path.as_ref()) {
            Some(kept) => {
                line(
                    ui,
                    "What is known of the error is in a report. It holds nothing of your articles, labels or names of files, and was sent to nobody. It is in",
                );
                path(ui, kept);
            }
            None if self.report.is_some() => {
                line(ui, "There was no place to keep a report of it, but it can be shown.");
            }
            None => {
                line(ui, "There is no report of it.");
            }
        }
        ui.add_space(12.0);
        let choice = ui.horizontal_wrapped(|ui| self.buttons(ui)).inner;
        let copied = self.report.as_ref().filter(|_| self.shows_report);
        choice.or(copied.and_then(|report| shown_report(ui, report)))
    }

    fn buttons(&self, ui: &mut Ui) -> Option<Choice> {
        let mut choice = None;
        let mut button = |ui: &mut Ui, name: &str, then: Choice| {
            let button = egui::Button::new(RichText::new(name).size(15.0)).min_size(vec2(0.0, 36.0));
            if ui.add(button).clicked() {
                choice = Some(then);
            }
        };
        match (&self.unsaved, self.again) {
            (Some(_), _) => button(ui, "Try again to save", Choice::TryAgain),
            (None, true) => button(ui, "Go on without the article", Choice::GoOn),
            (None, false) => button(ui, "Go on", Choice::GoOn),
        }
        if self.report.is_some() {
            let name = if self.shows_report {
                "Hide the report"
            } else {
                "Show the report"
            };
            button(ui, name, Choice::ShowReport);
        }
        let quit = if self.unsaved.is_some() {
            "Quit without saving"
        } else {
            "Quit"
        };
        button(ui, quit, Choice::Quit);
        choice
    }
}

/// A path that can be marked and copied.
fn path(ui: &mut Ui, path: &Path) {
    let text = RichText::new(path.display().to_string()).size(14.5);
    ui.add(egui::Label::new(text).selectable(true).wrap());
}

fn shown_report(ui: &mut Ui, report: &Report) -> Option<Choice> {
    ui.add_space(8.0);
    let copies = ui.button("Copy the report").clicked();
    ui.add_space(4.0);
    let text = RichText::new(&report.text).monospace().size(12.0);
    ui.add(egui::Label::new(text).selectable(true).wrap());
    ui.add_space(16.0);
    copies.then_some(Choice::CopyReport)
}

impl eframe::App for Guarded {
    fn logic(&mut self, context: &Context, frame: &mut eframe::Frame) {
        if self.stopped.is_none() {
            self.guard(context, |app| app.logic(context, frame));
        }
        self.close(context);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        if self.stopped.is_some() {
            self.show_page(ui);
        } else {
            let context = ui.ctx().clone();
            self.guard(&context, |app| app.ui(ui, frame));
        }
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
