//! Merging and deleting: what becomes of the annotations?

use egui::{RichText, Ui};

use crate::{
    labels::{Label, LabelId},
    ui::{
        panels::{Commands, count, strong},
        theme::Tokens,
    },
    workspace::{Command, Document, LabelChange},
};

/// What is being asked.
#[derive(Default)]
pub(super) struct State {
    asks: bool,
    heir: Option<LabelId>,
}

/// The ways to it.
pub(super) fn buttons(ui: &mut Ui, document: &Document, state: &mut State) {
    ui.horizontal(|ui| {
        let several = document.labels().labels().len() > 1;
        let merge = ui.add_enabled(several, egui::Button::new("Merge into another…"));
        let delete = ui.button("Delete…");
        state.asks |= merge.clicked() || delete.clicked();
    });
}

/// Asks what becomes of the annotations of a label, if it is to go. Whether it asks.
pub(super) fn show(
    ui: &mut Ui,
    document: &Document,
    label: &Label,
    state: &mut State,
    commands: &mut Commands,
) -> bool {
    if !state.asks {
        return false;
    }
    let tokens = Tokens::of(ui.visuals());
    let annotations = document.tally().by_label.get(&label.id).copied().unwrap_or_default();
    ui.label(strong(format!("{} goes.", label.name), tokens.text));
    ui.label(format!("What becomes of its {}?", count(annotations, "annotation")));
    ui.add_space(6.0);
    for other in document.labels().labels().iter().filter(|other| other.id != label.id) {
        let is_heir = state.heir.as_ref() == Some(&other.id);
        if ui.radio(is_heir, format!("They become {}", other.name)).clicked() {
            state.heir = Some(other.id.clone());
        }
    }
    if ui.radio(state.heir.is_none(), "They are deleted").clicked() {
        state.heir = None;
    }
    ui.add_space(4.0);
    ui.label(
        RichText::new("Undo brings everything back.")
            .color(tokens.muted)
            .size(12.0),
    );
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let name = match &state.heir {
            Some(heir) => format!("Merge into {}", document.labels().name_of(heir)),
            None if annotations > 0 => format!("Delete with {}", count(annotations, "annotation")),
            None => "Delete".to_owned(),
        };
        if ui.button(name).clicked() {
            let change = LabelChange::Remove(label.id.clone(), state.heir.take());
            commands.push(Command::ChangeLabels(change));
            state.asks = false;
        }
        if ui.button("Keep it").clicked() {
            *state = State::default();
        }
    });
    true
}
