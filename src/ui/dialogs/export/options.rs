//! What is chosen in nearly every export: whose labels, how far they are, spans or units.

use egui::{Grid, RichText, Ui};

use super::filters;
use crate::{
    article::UnitKind,
    project::export::{By, Stage},
    ui::{
        panels::strong,
        theme::{self, Tokens},
    },
    workspace::{ExportOptions, Exporting, Extra, Workspace},
};

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, export: &Exporting, options: &mut ExportOptions) {
    let tokens = Tokens::of(ui.visuals());
    let Some(format) = options.format() else { return };
    let name = RichText::new(format.name()).font(egui::FontId::new(16.0, theme::strong()));
    ui.label(name.color(tokens.text));
    ui.label(RichText::new(format.help()).color(tokens.muted));
    ui.add_space(6.0);
    Grid::new("export options")
        .num_columns(2)
        .spacing([14.0, 6.0])
        .show(ui, |ui| {
            whose(ui, export, options);
            if workspace.project().is_some() {
                ui.label("Articles");
                ui.horizontal_wrapped(|ui| {
                    choice(
                        ui,
                        &mut options.stage,
                        &[
                            (Stage::Begun, "Begun or done", "Not those that were skipped"),
                            (Stage::Done, "Only done", "Those that the annotator has marked as done"),
                            (Stage::Any, "All", "Also those that nobody has labelled"),
                        ],
                    );
                });
                ui.end_row();
            }
            ui.label("Of each article");
            ui.horizontal_wrapped(|ui| units(ui, options));
            ui.end_row();
            if let Some(extra) = Extra::of(format) {
                ui.label("");
                ui.checkbox(extra.place(&mut options.extras), extra.name());
                ui.end_row();
            }
        });
    if options.units.is_some() {
        let hint = "For text classification: each is an article of its own, with the label that most of it has.";
        ui.label(RichText::new(hint).color(tokens.muted).size(12.0));
    }
    filters::show(ui, workspace, options);
    if let Some(problem) = options.problem() {
        ui.label(strong(problem, tokens.problem));
    }
}

/// Whose labels go out, where there is a choice.
fn whose(ui: &mut Ui, export: &Exporting, options: &mut ExportOptions) {
    let outlook = export.outlook();
    let names = &outlook.annotators;
    if names.len() < 2 && !outlook.has_gold && options.by == By::Everybody {
        return;
    }
    ui.label("Whose labels");
    ui.horizontal_wrapped(|ui| {
        let all = ui.selectable_label(options.by == By::Everybody, "Everybody’s");
        if all.on_hover_text("All but the gold ones").clicked() {
            options.by = By::Everybody;
        }
        if outlook.has_gold || options.by == By::Gold {
            let gold = ui.selectable_label(options.by == By::Gold, "Gold");
            if gold.on_hover_text("What adjudication has produced").clicked() {
                options.by = By::Gold;
            }
        }
        let is_named = matches!(options.by, By::These(_));
        if ui.selectable_label(is_named, "Only some").clicked() && !is_named {
            options.by = By::These(names.clone());
        }
    });
    ui.end_row();
    let By::These(chosen) = &mut options.by else { return };
    ui.label("");
    ui.horizontal_wrapped(|ui| {
        for name in names {
            let mut on = chosen.contains(name);
            if ui.checkbox(&mut on, name).changed() {
                chosen.retain(|other| other != name);
                chosen.extend(on.then(|| name.clone()));
            }
        }
    });
    ui.end_row();
}

fn units(ui: &mut Ui, options: &mut ExportOptions) {
    choice(
        ui,
        &mut options.units,
        &[
            (None, "Its spans", "The whole text, with spans in it"),
            (Some(UnitKind::Sentence), "Sentences", "Each with one label"),
            (Some(UnitKind::Clause), "Clauses", "Each with one label"),
            (Some(UnitKind::Paragraph), "Paragraphs", "Each with one label"),
        ],
    );
}

/// Buttons side by side, of which one is chosen.
pub(super) fn choice<T: Copy + PartialEq>(ui: &mut Ui, value: &mut T, choices: &[(T, &str, &str)]) {
    for (choice, name, help) in choices {
        let button = ui.selectable_label(*value == *choice, *name);
        if button.on_hover_text(*help).clicked() {
            *value = *choice;
        }
    }
}
