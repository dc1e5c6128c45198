//! Messages above the text that stay until they are dealt with.

use egui::{Frame, Margin, Ui};

use super::{Commands, count};
use crate::{
    ui::theme::Tokens,
    workspace::{Command, Document},
};

/// The most faults that are spelled out.
const FAULTS_SHOWN: usize = 3;

/// Shows what an annotator must know of the open article.
pub fn show(ui: &mut Ui, document: &Document, commands: &mut Commands) {
    if let Some(why) = document.read_only() {
        banner(ui, |ui| {
            ui.label(why);
            for fault in document.faults().iter().take(FAULTS_SHOWN) {
                ui.label(format!("· {fault}"));
            }
            if let Some(more @ 1..) = document.faults().len().checked_sub(FAULTS_SHOWN) {
                ui.label(format!("· and {}", count(more, "more fault")));
            }
            let kept = match document.layer().len() {
                0 => "Start anew; the file is kept under another name".to_owned(),
                some => format!(
                    "Go on with {}; the file is kept under another name",
                    count(some, "annotation")
                ),
            };
            if ui.button(kept).clicked() {
                commands.push(Command::SetAside);
            }
        });
    }
    for notice in document.notices() {
        banner(ui, |ui| {
            ui.label(notice);
        });
    }
    if let Some(notice) = document.article().encoding_notice() {
        banner(ui, |ui| {
            ui.label(format!(
                "{notice} If letters look wrong, choose another in File › Encoding before you label."
            ));
        });
    }
}

fn banner(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui.visuals());
    Frame::new()
        .fill(tokens.notice)
        .inner_margin(Margin::symmetric(16, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.vertical(contents);
        });
}

/// A line about files held over the window.
pub fn drop_here(ui: &mut Ui) {
    let tokens = Tokens::of(ui.visuals());
    let rect = ui.ctx().content_rect().shrink(12.0);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Foreground,
        egui::Id::unique("drop here"),
    ));
    painter.rect(
        rect,
        12.0,
        tokens.page.gamma_multiply(0.92),
        (2.0, tokens.accent),
        egui::StrokeKind::Inside,
    );
    let font = egui::FontId::new(22.0, crate::ui::theme::serif());
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        "Drop the article here",
        font,
        tokens.text,
    );
}
