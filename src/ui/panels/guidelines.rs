//! The guidelines of a project beside the text: read as a page, changed as Markdown.

use std::path::PathBuf;

use egui::{Id, RichText, Role, TextEdit, Ui, WidgetInfo};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use super::{Commands, heading};
use crate::{
    ui::theme::Tokens,
    workspace::{Command, OpenProject},
};

/// What the panel remembers between frames.
#[derive(Default)]
pub struct GuidelinesState {
    cache: CommonMarkCache,
    draft: Option<Draft>,
}

/// Guidelines while they are changed.
struct Draft {
    /// The folder of their project.
    root: PathBuf,
    /// What they were before.
    base: String,
    text: String,
}

impl Draft {
    fn command(self) -> Command {
        let Self { root, base, text } = self;
        Command::SetGuidelines { root, base, text }
    }
}

/// The field in which the guidelines are changed.
fn field() -> Id {
    Id::unique("guidelines as Markdown")
}

impl GuidelinesState {
    /// What keeps what is half written.
    pub fn keep(&mut self) -> Option<Command> {
        self.draft.take().map(Draft::command)
    }
}

/// Shows the guidelines.
pub fn show(ui: &mut Ui, project: &OpenProject, today: &str, state: &mut GuidelinesState, commands: &mut Commands) {
    if state.draft.as_ref().is_some_and(|draft| draft.root != project.root()) {
        // Another project was opened while they were changed.
        commands.extend(state.keep());
    }
    let guidelines = match project.guidelines() {
        Ok(guidelines) => guidelines,
        Err(why) => {
            heading(ui, "GUIDELINES");
            ui.label(RichText::new(why).color(Tokens::of(ui.visuals()).problem));
            return;
        }
    };
    ui.horizontal(|ui| {
        heading(ui, "GUIDELINES");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            buttons(ui, (project, guidelines), today, state, commands);
        });
    });
    match &mut state.draft {
        Some(draft) => {
            let edit = TextEdit::multiline(&mut draft.text)
                .id(field())
                .font(egui::TextStyle::Monospace)
                .desired_width(f32::INFINITY)
                .desired_rows(14);
            let response = ui.add(edit);
            response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Guidelines as Markdown"));
        }
        None if guidelines.trim().is_empty() => {
            let hint = "None yet. Write down what gets which label, and since when a rule holds.";
            ui.label(RichText::new(hint).color(Tokens::of(ui.visuals()).muted));
        }
        None => {
            CommonMarkViewer::new().show(ui, &mut state.cache, guidelines);
        }
    }
}

fn buttons(
    ui: &mut Ui,
    (project, guidelines): (&OpenProject, &str),
    today: &str,
    state: &mut GuidelinesState,
    commands: &mut Commands,
) {
    let Some(draft) = &mut state.draft else {
        let button = ui
            .small_button("Edit")
            .on_hover_text("Change the guidelines, as Markdown");
        if button.clicked() {
            state.draft = Some(Draft {
                root: project.root().to_owned(),
                base: guidelines.to_owned(),
                text: guidelines.to_owned(),
            });
            ui.memory_mut(|memory| memory.request_focus(field()));
        }
        return;
    };
    let hint = "Add a rule that holds from today on; the date stays with it";
    let done = ui.small_button("Done").on_hover_text("Keep what is written").clicked();
    if ui.small_button("Rule from today").on_hover_text(hint).clicked() {
        let before = draft.text.trim_end();
        let gap = if before.is_empty() { "" } else { "\n\n" };
        draft.text = format!("{before}{gap}**From {today}:** ");
        ui.memory_mut(|memory| memory.request_focus(field()));
    }
    if done {
        commands.extend(state.keep());
    }
}
