//! What would go out and what would be lost, before anything is written; and the same afterwards.

use std::time::Duration;

use egui::{CollapsingHeader, RichText, Ui};

use crate::{
    exchange::{Astray, Loss, Losses, Report},
    project::export::Foreseen,
    ui::{
        panels::{count, strong},
        theme::Tokens,
    },
    workspace::{ExportFailure, Exporting},
};

/// From so many articles on it takes longer than a moment to look at them all.
const MANY: u64 = 300;
/// How many faults are listed.
const FAULTS: usize = 8;
/// How many files without their article are named.
const ASTRAY: usize = 4;

pub(super) fn show(ui: &mut Ui, export: &Exporting) {
    if let Some(Ok(report)) = export.outcome() {
        return told(ui, report);
    }
    let tokens = Tokens::of(ui.visuals());
    match &export.outlook().foreseen {
        Some(Ok(foreseen)) => {
            ui.horizontal(|ui| {
                ui.label(strong(goes_out(export, foreseen), tokens.text));
                looking(ui, export);
            });
            ui.scope(|ui| losses(ui, &foreseen.lost));
            left_out(ui, foreseen.left_out.iter());
            astray(ui, &foreseen.astray);
        }
        Some(Err(problem)) => {
            failure(ui, problem);
            looking(ui, export);
        }
        None if export.is_looking() => {
            ui.horizontal(|ui| {
                ui.label(RichText::new("Looking what would go out …").color(tokens.muted));
                looking(ui, export);
            });
        }
        None => {}
    }
}

/// What is shown is about to change.
fn looking(ui: &mut Ui, export: &Exporting) {
    let muted = Tokens::of(ui.visuals()).muted;
    match export.looked_at() {
        Some((done, total)) if total >= MANY => {
            let text = format!("looking at {done} of {total} …");
            ui.label(RichText::new(text).color(muted).size(12.0));
            ui.ctx().request_repaint_after(Duration::from_millis(200));
        }
        // The thread wakes the window when it is done: nothing that moves is drawn meanwhile.
        Some(_) if export.outlook().foreseen.is_some() => {
            ui.label(RichText::new("looking again …").color(muted).size(12.0));
        }
        _ => {}
    }
}

fn goes_out(export: &Exporting, foreseen: &Foreseen) -> String {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (documents, spans) = (number(foreseen.documents), number(foreseen.spans));
    match export.options().units {
        Some(kind) if documents == 1 => format!("1 {} goes out.", kind.name()),
        Some(kind) => format!("{} go out.", count(documents, kind.name())),
        None if documents == 1 => format!("1 article with {} goes out.", count(spans, "span")),
        None => format!("{} with {} go out.", count(documents, "article"), count(spans, "span")),
    }
}

/// What was written.
fn told(ui: &mut Ui, report: &Report) {
    let tokens = Tokens::of(ui.visuals());
    ui.label(strong("Exported.", tokens.good));
    ui.scope(|ui| losses(ui, &report.lost));
    left_out(ui, report.left_out.iter());
    astray(ui, &report.astray);
}

/// What a format cannot hold: the worst first, with examples under each.
fn losses(ui: &mut Ui, lost: &Losses) {
    let tokens = Tokens::of(ui.visuals());
    if lost.is_empty() {
        ui.label(RichText::new("Nothing is lost.").color(tokens.good));
        return;
    }
    if lost.iter().all(|(loss, _)| loss.is_minor()) {
        ui.label(RichText::new("Nothing is lost that somebody said.").color(tokens.good));
    }
    ui.spacing_mut().interact_size.y = 20.0;
    for (loss, lost) in lost.iter().filter(|(loss, _)| !loss.is_minor()) {
        let examples = lost.examples.join("\n");
        let color = if is_grave(loss) { tokens.problem } else { tokens.text };
        let sentence = RichText::new(loss.sentence(lost.count)).color(color);
        let folded = CollapsingHeader::new(sentence).id_salt(loss).show(ui, |ui| {
            for example in &lost.examples {
                ui.label(RichText::new(example).color(tokens.muted).size(12.5));
            }
        });
        if folded.body_returned.is_none() {
            folded.header_response.on_hover_text(examples);
        }
    }
    let minor = lost.iter().filter(|(loss, _)| loss.is_minor());
    let minor: Vec<String> = minor.map(|(loss, lost)| loss.sentence(lost.count)).collect();
    if !minor.is_empty() {
        let line = format!("As in most formats: {}.", minor.join("; "));
        ui.label(RichText::new(line).color(tokens.muted).size(12.0));
    }
}

/// Whether spans or texts do not go out, or not as they are.
fn is_grave(loss: Loss) -> bool {
    matches!(
        loss,
        Loss::Overlap | Loss::Span | Loss::Cut | Loss::Text | Loss::EmptyDocument | Loss::DocumentLabel
    )
}

fn left_out<'a>(ui: &mut Ui, left_out: impl Iterator<Item = (&'a &'static str, &'a u64)>) {
    let parts: Vec<String> = left_out.map(|(what, count)| format!("{what} ({count})")).collect();
    if !parts.is_empty() {
        let muted = Tokens::of(ui.visuals()).muted;
        let line = format!("Not asked for: {}.", parts.join(", "));
        ui.label(RichText::new(line).color(muted).size(12.0));
    }
}

/// Labels that do not go out because their article is not there.
fn astray(ui: &mut Ui, astray: &Astray) {
    let problem = Tokens::of(ui.visuals()).problem;
    let told = |ui: &mut Ui, line: String| ui.label(RichText::new(line).color(problem).size(12.0));
    let mut lines = astray.lines();
    for line in lines.by_ref().take(ASTRAY) {
        told(ui, format!("Left out: {line}."));
    }
    let more = lines.count();
    if more > 0 {
        told(
            ui,
            format!(
                "Left out: {} of articles that are not in the project.",
                count(more, "more file")
            ),
        );
    }
}

/// Why nothing can be, or was, exported.
pub(super) fn failure(ui: &mut Ui, failure: &ExportFailure) {
    let tokens = Tokens::of(ui.visuals());
    let color = if failure.is_cancelled {
        tokens.text
    } else {
        tokens.problem
    };
    ui.label(RichText::new(&failure.what).color(color));
    for fault in failure.faults.iter().take(FAULTS) {
        ui.label(RichText::new(format!("· {fault}")).size(12.5));
    }
    if let Some(more @ 1..) = failure.faults.len().checked_sub(FAULTS) {
        ui.label(RichText::new(format!("· and {}", count(more, "more fault"))).size(12.5));
    }
}
