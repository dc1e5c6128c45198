//! Labels of files that the project does not have: what becomes of each, and whose spans are that do not say it.

use std::collections::BTreeMap;

use egui::{ComboBox, Grid, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use crate::{
    labels::{Label, LabelId, LabelSet},
    project::import::{FoundLabel, Survey},
    ui::{
        panels::{Commands, count, strong},
        theme::{self, Tokens},
    },
    workspace::{Command, LabelAnswer, Workspace},
};

/// The answer while it is thought about.
#[derive(Default)]
pub(super) struct State {
    asked: Option<Asked>,
}

struct Asked {
    /// What becomes of each label that the project does not have.
    fates: Vec<(LabelId, Fate)>,
    by: String,
    /// The label set if all of them join it: the colours that they would have.
    joined: LabelSet,
}

/// What becomes of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// It joins the label set.
    Joins,
    /// It is this label of the project.
    Is(LabelId),
    /// It stays out.
    StaysOut,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(project) = workspace.project() else {
        commands.push(Command::Back);
        return;
    };
    let Some(survey) = project.import().survey() else {
        commands.push(Command::Back);
        return;
    };
    let ours = &project.manifest().labels;
    let is_new = state.asked.is_none();
    let asked = state
        .asked
        .get_or_insert_with(|| Asked::new(survey, ours, &workspace.settings().annotator));
    super::title(ui, "Labels found");
    if !asked.fates.is_empty() {
        labels(ui, survey, ours, asked);
    }
    whose(ui, survey, asked);
    suggestions(ui, survey);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let is_complete = survey.nameless == 0 || !asked.by.trim().is_empty();
        let button = ui.add_enabled(is_complete, egui::Button::new("Bring them in"));
        if is_new {
            // Enter takes what is proposed.
            button.request_focus();
        }
        if button.clicked() {
            commands.push(Command::AnswerLabels(Some(asked.answer())));
        }
        let cancel = ui.button("Cancel").on_hover_text("Nothing comes in");
        if cancel.clicked() {
            commands.push(Command::AnswerLabels(None));
        }
    });
}

impl Asked {
    fn new(survey: &Survey, ours: &LabelSet, annotator: &str) -> Self {
        let fate = |found: &FoundLabel| {
            let is_same = |label: &&Label| {
                let theirs = found.id.as_str().to_lowercase();
                label.id.as_str().to_lowercase() == theirs || label.name.to_lowercase() == theirs
            };
            // Labels that differ in capitals alone are one label in most cases.
            let same = ours.labels().iter().find(is_same);
            same.map_or(Fate::Joins, |label| Fate::Is(label.id.clone()))
        };
        let mut joined = ours.clone();
        for found in survey.unknown() {
            joined = joined.adopted(&found.id, found.defined.as_ref());
        }
        Self {
            fates: survey.unknown().map(|found| (found.id.clone(), fate(found))).collect(),
            by: annotator.to_owned(),
            joined,
        }
    }

    fn answer(&self) -> LabelAnswer {
        let mut named = BTreeMap::new();
        for (id, fate) in &self.fates {
            match fate {
                Fate::Joins => {}
                Fate::Is(ours) => drop(named.insert(id.clone(), Some(ours.clone()))),
                Fate::StaysOut => drop(named.insert(id.clone(), None)),
            }
        }
        LabelAnswer {
            named,
            by: self.by.clone(),
        }
    }
}

fn labels(ui: &mut Ui, survey: &Survey, ours: &LabelSet, asked: &mut Asked) {
    let tokens = Tokens::of(ui.visuals());
    let what = match asked.fates.len() {
        1 => "The files have a label that this project does not have.".to_owned(),
        some => format!("The files have {some} labels that this project does not have."),
    };
    ui.label(RichText::new(what).color(tokens.muted));
    ui.add_space(6.0);
    ScrollArea::vertical()
        .id_salt("labels found")
        .max_height((ui.ctx().content_rect().height() - 330.0).clamp(120.0, 400.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let grid = Grid::new("labels found").num_columns(3).spacing([18.0, 6.0]);
            grid.show(ui, |ui| {
                let counts = survey.unknown().map(|found| found.count);
                for ((id, fate), uses) in asked.fates.iter_mut().zip(counts) {
                    row(ui, id, uses, fate, &asked.joined, ours);
                }
            });
        });
    if asked.fates.len() > 2 {
        ui.horizontal(|ui| {
            for (name, fate) in [("All join", Fate::Joins), ("All stay out", Fate::StaysOut)] {
                if ui.link(name).clicked() {
                    asked.fates.iter_mut().for_each(|(_, now)| now.clone_from(&fate));
                }
            }
        });
    }
}

fn row(ui: &mut Ui, id: &LabelId, uses: u64, fate: &mut Fate, joined: &LabelSet, ours: &LabelSet) {
    let tokens = Tokens::of(ui.visuals());
    let shown = match fate {
        Fate::Joins => joined.get(id),
        Fate::Is(label) => ours.get(label),
        Fate::StaysOut => None,
    };
    ui.horizontal(|ui| {
        let color = tokens.line(shown.map_or(theme::UNKNOWN_LABEL, |label| label.color));
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
        match fate {
            Fate::StaysOut => {
                let stroke = (1.5, color);
                ui.painter().rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
            }
            _ => drop(ui.painter().rect_filled(rect, 4.0, color)),
        }
        ui.label(strong(id.as_str(), tokens.text));
    });
    let uses = usize::try_from(uses).unwrap_or(usize::MAX);
    ui.label(RichText::new(count(uses, "span")).color(tokens.muted));
    let said = |fate: &Fate| match fate {
        Fate::Joins => "joins the label set".to_owned(),
        Fate::Is(label) => format!("is our {}", ours.name_of(label)),
        Fate::StaysOut => "stays out".to_owned(),
    };
    let now = said(fate);
    let combo = ComboBox::from_id_salt(("fate", id.as_str()))
        .selected_text(&now)
        .width(220.0)
        .show_ui(ui, |ui| {
            let of_ours = ours.labels().iter().map(|label| Fate::Is(label.id.clone()));
            for choice in [Fate::Joins].into_iter().chain(of_ours).chain([Fate::StaysOut]) {
                let text = said(&choice);
                ui.selectable_value(fate, choice, text);
            }
        });
    let spoken = format!("{id} {now}");
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &spoken));
    ui.end_row();
}

/// Whose spans are that do not say it.
fn whose(ui: &mut Ui, survey: &Survey, asked: &mut Asked) {
    let tokens = Tokens::of(ui.visuals());
    if survey.nameless > 0 {
        ui.add_space(8.0);
        let spans = usize::try_from(survey.nameless).unwrap_or(usize::MAX);
        let what = match spans {
            1 => "1 span does not say whose it is.".to_owned(),
            some => format!("{some} spans do not say whose they are."),
        };
        ui.label(RichText::new(what).color(tokens.muted));
        ui.horizontal(|ui| {
            ui.label("Whose labels");
            let field = ui.add(TextEdit::singleline(&mut asked.by).desired_width(220.0));
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Whose labels"));
        });
    }
    if !survey.annotators.is_empty() {
        ui.add_space(8.0);
        let names: Vec<&str> = survey.annotators.iter().map(String::as_str).collect();
        let line = format!("The files have labels by {}.", names.join(", "));
        ui.label(RichText::new(line).color(tokens.muted));
    }
}

/// What nobody has said.
fn suggestions(ui: &mut Ui, survey: &Survey) {
    if survey.suggestions == 0 {
        return;
    }
    let line = match survey.suggestions {
        1 => "1 span is only proposed by a program: it is kept apart, and is no label.".to_owned(),
        some => format!("{some} spans are only proposed by a program: they are kept apart, and are no labels."),
    };
    ui.label(RichText::new(line).color(Tokens::of(ui.visuals()).muted));
}
