//! What came of labels in an import.

use egui::{RichText, Ui};

use super::{MOST, link, more};
use crate::{
    labels::LabelId,
    project::import::LabelSummary,
    ui::{
        panels::{Commands, count, strong},
        theme::Tokens,
    },
};

/// How many spans as a person reads it.
fn spans(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "span")
}

pub(super) fn show(ui: &mut Ui, labels: &LabelSummary, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(6.0);
    ui.label(strong(format!("Labels ({})", spans(labels.spans)), tokens.text));
    let line = |ui: &mut Ui, text: String| ui.label(RichText::new(text).color(tokens.muted));
    if !labels.annotators.is_empty() {
        let names: Vec<&str> = labels.annotators.iter().map(String::as_str).collect();
        line(ui, format!("By {}.", names.join(", ")));
    }
    if !labels.new_labels.is_empty() {
        let names: Vec<&str> = labels.new_labels.iter().map(LabelId::as_str).collect();
        line(ui, format!("New in the label set: {}.", names.join(", ")));
    }
    let counts = [
        (labels.same, "there already"),
        (labels.left_out, "left out, as you chose"),
        (
            labels.suggestions,
            "only proposed by a program: kept in the folder “suggestions”, and no labels",
        ),
    ];
    for (number, what) in counts.into_iter().filter(|(number, _)| *number > 0) {
        line(ui, format!("{}: {what}.", spans(number)));
    }
    labelled(ui, labels, commands);
    problems(ui, labels);
}

/// Articles that were there already and have more labels now.
fn labelled(ui: &mut Ui, labels: &LabelSummary, commands: &mut Commands) {
    if labels.labelled.is_empty() {
        return;
    }
    let muted = Tokens::of(ui.visuals()).muted;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Articles with more labels now:").color(muted));
        for name in labels.labelled.iter().take(MOST) {
            link(ui, name, None, commands);
        }
    });
    more(ui, labels.labelled.len());
}

/// Spans whose offsets were wrong.
fn problems(ui: &mut Ui, labels: &LabelSummary) {
    let tokens = Tokens::of(ui.visuals());
    let told = [
        (
            labels.lost,
            "lies nowhere in the text, and was left out",
            "lie nowhere in their text, and were left out",
            tokens.problem,
        ),
        (
            labels.repaired,
            "had a wrong place, which its quote has put right",
            "had a wrong place, which their quotes have put right",
            tokens.text,
        ),
    ];
    for (number, one, many, color) in told.into_iter().filter(|(number, ..)| *number > 0) {
        let what = if number == 1 { one } else { many };
        ui.label(RichText::new(format!("{} {what}.", spans(number))).color(color));
    }
    for problem in labels.problems.iter().take(MOST) {
        ui.label(RichText::new(problem).color(tokens.muted).size(12.5));
    }
    let all = usize::try_from(labels.lost + labels.repaired).unwrap_or(usize::MAX);
    if let Some(rest @ 1..) = all.checked_sub(labels.problems.len().min(MOST)) {
        ui.label(RichText::new(format!("and {rest} more")).color(tokens.muted));
    }
}
