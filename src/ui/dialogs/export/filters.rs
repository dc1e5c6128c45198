//! What is seldom chosen, under a fold: which articles, splits and labels, and what becomes of doubts and gaps.

use std::collections::BTreeSet;

use egui::{CollapsingHeader, Grid, Role, TextEdit, Ui, WidgetInfo};

use super::options::choice;
use crate::{
    labels::{LabelId, LabelSet},
    project::export::Unlabelled,
    workspace::{ExportOptions, Workspace},
};

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, options: &mut ExportOptions) {
    let title = match options.unusual() {
        0 => "More".to_owned(),
        some => format!("More ({some} set)"),
    };
    // What the list was filtered by is not to be overlooked.
    let is_open = options.unusual() > 0;
    CollapsingHeader::new(title)
        .id_salt("more of an export")
        .default_open(is_open)
        .show(ui, |ui| {
            Grid::new("export filters")
                .num_columns(2)
                .spacing([14.0, 6.0])
                .show(ui, |ui| grid(ui, workspace, options));
        });
}

fn grid(ui: &mut Ui, workspace: &Workspace, options: &mut ExportOptions) {
    let project = workspace.project();
    if let Some(project) = project {
        only(ui, options);
        let splits = project.assigned().splits.as_deref();
        let names: Vec<String> = splits
            .map(|parts| parts.counts().into_iter().map(|(name, _)| name.to_owned()).collect())
            .unwrap_or_default();
        if names.len() > 1 {
            let named = names.iter().map(|name| (name.clone(), name.as_str()));
            ticks(ui, "Only these splits", named, &mut options.splits);
        }
    }
    let set = match (project, workspace.document()) {
        (Some(project), _) => Some(&project.manifest().labels),
        (None, document) => document.map(|document| document.labels()),
    };
    if let Some(set) = set.filter(|set: &&LabelSet| set.labels().len() > 1) {
        let named = set.labels().iter().map(|label| (label.id.clone(), label.name.as_str()));
        ticks::<LabelId>(ui, "Only these labels", named, &mut options.labels);
    }
    ui.label("Unsure spans");
    ui.horizontal_wrapped(|ui| {
        let choices = [(false, "Go out", ""), (true, "Stay out", "What is marked as unsure")];
        choice(ui, &mut options.without_unsure, &choices);
    });
    ui.end_row();
    ui.label("Unlabelled sentences");
    ui.horizontal_wrapped(|ui| {
        let choices = [
            (Unlabelled::LeftOut, "Not mentioned", "Only what has a label is told"),
            (
                Unlabelled::None,
                "Label “none”",
                "Also where somebody said that no label fits",
            ),
        ];
        choice(ui, &mut options.unlabelled, &choices);
    });
    ui.end_row();
}

fn only(ui: &mut Ui, options: &mut ExportOptions) {
    ui.label("Only articles like");
    let field = TextEdit::singleline(&mut options.only)
        .hint_text("Words, source:, date:, label: … as in the list")
        .desired_width(320.0);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, ui.is_enabled(), "Only articles like"));
    ui.end_row();
}

/// Boxes to tick; none ticked means all.
fn ticks<'a, T: Ord + Clone + 'a>(
    ui: &mut Ui,
    title: &str,
    named: impl Iterator<Item = (T, &'a str)>,
    chosen: &mut BTreeSet<T>,
) {
    ui.label(title).on_hover_text("All, if none is ticked");
    ui.horizontal_wrapped(|ui| {
        for (value, name) in named {
            let mut on = chosen.contains(&value);
            if !ui.checkbox(&mut on, name).changed() {
                continue;
            }
            if on {
                chosen.insert(value);
            } else {
                chosen.remove(&value);
            }
        }
    });
    ui.end_row();
}
