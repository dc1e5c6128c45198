//! The line at the bottom: where the annotator is, what just happened, whether it is saved.

use egui::{Align, Label, Layout, RichText, Ui};

use super::count;
use crate::{
    annotation::State,
    article::UnitKind,
    store::SaveStatus,
    ui::theme::Tokens,
    workspace::{Document, Workspace},
};

/// Shows the line.
pub fn show(ui: &mut Ui, workspace: &Workspace) {
    let tokens = Tokens::of(ui.visuals());
    ui.horizontal(|ui| {
        if let Some(document) = workspace.document() {
            ui.label(RichText::new(progress(document)).color(tokens.muted));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(document) = workspace.document() {
                let (text, hover, color) = saved(document, tokens);
                ui.label(RichText::new(text).color(color)).on_hover_text(hover);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let notice = workspace.notice();
                let opening = workspace.opening().map(|path| format!("Opening {} …", path.display()));
                let text = opening.as_deref().unwrap_or(&notice.text);
                let color = if notice.is_problem { tokens.problem } else { tokens.text };
                ui.add(Label::new(RichText::new(text).color(color)).truncate())
                    .on_hover_text(text);
            });
        });
    });
}

/// "sentence 7 of 24 · 12 labelled · 3 unsure"
fn progress(document: &Document) -> String {
    let (here, units) = match document.sentence_of() {
        None => return "Counting sentences …".into(),
        Some((_, 0)) => return "no sentences".into(),
        Some((index, count)) => (index + 1, count),
    };
    let tally = document.tally();
    let place = match document.cursor.kind {
        UnitKind::Sentence => format!("Sentence {here} of {units}"),
        UnitKind::Paragraph => format!("Paragraph at sentence {here} of {units}"),
        kind @ (UnitKind::Clause | UnitKind::Word) => format!("By {}s · sentence {here} of {units}", kind.name()),
    };
    let mut text = if document.layer().about().coverage {
        let settled = tally.settled_units;
        match (settled == units, tally.crowded_units) {
            (true, _) => format!("{place} · all {units} covered"),
            (false, 0) => format!("{place} · covered {settled} of {units}"),
            (false, crowded) => format!("{place} · covered {settled} of {units} · {crowded} overlap"),
        }
    } else {
        format!("{place} · {} labelled", tally.labelled_units)
    };
    if document.layer().about().state == State::Done {
        text += " · done";
    }
    if tally.unsure > 0 {
        text += &format!(" · {} unsure", tally.unsure);
    }
    text
}

/// What is true of the disk, with more of it to show on hover, and its colour.
fn saved(document: &Document, tokens: &Tokens) -> (String, String, egui::Color32) {
    let path = document.layer_path().display();
    if document.is_loading() {
        let long = format!("The annotations in {path} are still being read");
        return ("Reading annotations …".into(), long, tokens.muted);
    }
    if let Some(why) = document.read_only() {
        return ("Read only".into(), why.to_owned(), tokens.problem);
    }
    match document.save_status() {
        SaveStatus::Clean if document.layer().is_empty() => (
            "Nothing to save yet".into(),
            format!("Annotations will be kept in {path}"),
            tokens.muted,
        ),
        SaveStatus::Clean => (
            "All saved".into(),
            format!("{} in {path}", count(document.layer().len(), "annotation")),
            tokens.good,
        ),
        SaveStatus::Pending => ("Saving …".into(), format!("Writing {path}"), tokens.muted),
        SaveStatus::Saved { at } => ("All saved".into(), format!("Saved at {at} in {path}"), tokens.good),
        // Above the text there is more of it.
        SaveStatus::Failed { message, .. } => ("Not saved".into(), message, tokens.problem),
    }
}
