//! The guidelines of a project beside the text: read as a page, changed as Markdown.

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
    /// The text while it is changed.
    draft: Option<String>,
}

/// The field in which the guidelines are changed.
fn field() -> Id {
    Id::unique("guidelines as Markdown")
}

impl GuidelinesState {
    /// What keeps what is half written.
    pub fn keep(&self) -> Option<Command> {
        self.draft.clone().map(Command::SetGuidelines)
    }
}

/// Shows the guidelines.
pub fn show(ui: &mut Ui, project: &OpenProject, today: &str, state: &mut GuidelinesState, commands: &mut Commands) {
    ui.horizontal(|ui| {
        heading(ui, "GUIDELINES");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            buttons(ui, project, today, state, commands)
        });
    });
    match &mut state.draft {
        Some(draft) => {
            let edit = TextEdit::multiline(draft)
                .id(field())
                .font(egui::TextStyle::Monospace)
                .desired_width(f32::INFINITY)
                .desired_rows(14);
            let response = ui.add(edit);
            response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Guidelines as Markdown"));
        }
        None if project.guidelines().trim().is_empty() => {
            let hint = "None yet. Write down what gets which label, and since when a rule holds.";
            ui.label(RichText::new(hint).color(Tokens::of(ui.visuals()).muted));
        }
        None => {
            CommonMarkViewer::new().show(ui, &mut state.cache, project.guidelines());
        }
    }
}

fn buttons(ui: &mut Ui, project: &OpenProject, today: &str, state: &mut GuidelinesState, commands: &mut Commands) {
    if state.draft.is_none() {
        if ui
            .small_button("Edit")
            .on_hover_text("Change the guidelines, as Markdown")
            .clicked()
        {
            state.draft = Some(project.guidelines().to_owned());
            ui.memory_mut(|memory| memory.request_focus(field()));
        }
        return;
    }
    if ui.small_button("Done").on_hover_text("Keep what is written").clicked()
        && let Some(draft) = state.draft.take()
    {
        commands.push(Command::SetGuidelines(draft));
        return;
    }
    let hint = "Add a rule that holds from today on; the date stays with it";
    if ui.small_button("Rule from today").on_hover_text(hint).clicked()
        && let Some(draft) = &mut state.draft
    {
        let gap = if draft.is_empty() || draft.ends_with("\n\n") {
            ""
        } else {
            "\n\n"
        };
        draft.truncate(draft.trim_end().len());
        *draft += &format!(
            "{}**From {today}:** ",
            if draft.is_empty() { "" } else { gap.max("\n\n") }
        );
        ui.memory_mut(|memory| memory.request_focus(field()));
    }
}
