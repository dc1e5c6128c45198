//! How to divide the articles of a project into train, validation and test.

use egui::{ComboBox, DragValue, Grid, RichText, Ui};

use crate::{
    project::Stratum,
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Division, Workspace},
};

const NAMES: [&str; 3] = ["train", "validation", "test"];

/// The division while it is thought about.
#[derive(Default)]
pub(super) struct State {
    chosen: Option<Chosen>,
}

struct Chosen {
    /// In per cent.
    shares: [u32; 3],
    seed: u64,
    by: Stratum,
    anew: bool,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(project) = workspace.project() else {
        commands.push(Command::Back);
        return;
    };
    let before = project.assigned().splits.as_deref();
    let is_new = state.chosen.is_none();
    let chosen = state.chosen.get_or_insert_with(|| Chosen {
        shares: [80, 10, 10],
        seed: before.map_or(1, |parts| parts.seed),
        by: before.map_or(Stratum::Nothing, |parts| parts.by),
        anew: false,
    });
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "Train, validation, test");
    let hint = "Articles that are nearly the same never go to both sides. The same seed gives the same parts.";
    ui.label(RichText::new(hint).color(tokens.muted));
    ui.add_space(8.0);
    Grid::new("split").num_columns(2).spacing([14.0, 6.0]).show(ui, |ui| {
        for (name, share) in NAMES.iter().zip(&mut chosen.shares) {
            let label = ui.label(*name);
            ui.add(DragValue::new(share).range(0..=100).suffix(" %"))
                .labelled_by(label.id);
            ui.end_row();
        }
        ui.label("Alike in");
        let names = [
            (Stratum::Nothing, "nothing"),
            (Stratum::Label, "their main label"),
            (Stratum::Source, "their source"),
        ];
        let current = names
            .iter()
            .find(|(by, _)| *by == chosen.by)
            .map_or("", |(_, name)| name);
        ComboBox::from_id_salt("alike in")
            .selected_text(current)
            .show_ui(ui, |ui| {
                for (by, name) in names {
                    ui.selectable_value(&mut chosen.by, by, name);
                }
            });
        ui.end_row();
        let label = ui.label("Seed");
        ui.add(DragValue::new(&mut chosen.seed)).labelled_by(label.id);
        ui.end_row();
    });
    if let Some(before) = before {
        let counts = before
            .counts()
            .into_iter()
            .map(|(name, count)| format!("{count} {name}"));
        let now = format!("Now: {}.", counts.collect::<Vec<_>>().join(", "));
        ui.label(RichText::new(now).color(tokens.muted));
        ui.checkbox(&mut chosen.anew, "Draw all of them anew")
            .on_hover_text("Otherwise those that are in a part stay there, and only new ones are drawn");
    }
    let sum: u32 = chosen.shares.iter().sum();
    if sum != 100 {
        ui.label(RichText::new(format!("The shares make {sum} %, not 100.")).color(tokens.problem));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let button = ui.add_enabled(sum == 100, egui::Button::new("Divide"));
        if is_new {
            button.request_focus();
        }
        if button.clicked() {
            let shares = NAMES.iter().zip(chosen.shares).filter(|(_, share)| *share > 0);
            commands.push(Command::Divide(Division {
                seed: chosen.seed,
                by: chosen.by,
                shares: shares.map(|(name, share)| ((*name).to_owned(), share)).collect(),
                anew: chosen.anew,
            }));
        }
        if ui.button("Cancel").clicked() {
            commands.push(Command::Back);
        }
    });
}
