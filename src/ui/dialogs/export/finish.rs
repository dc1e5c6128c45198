//! The lower edge: where it goes, how far it is, where it is now.

use std::time::Duration;

use egui::{Align, Button, Layout, ProgressBar, RichText, Ui};

use super::outlook;
use crate::{
    exchange::Report,
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, ExportTarget, Exporting},
};

pub(super) fn show(ui: &mut Ui, export: &Exporting, commands: &mut Commands) {
    if let Some(progress) = export.progress() {
        return running(ui, progress, commands);
    }
    match export.outcome() {
        Some(Ok(report)) => done(ui, report, commands),
        Some(Err(failure)) => outlook::failure(ui, failure),
        None => {}
    }
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let is_possible = is_possible(export);
        let folder = ui.add_enabled(is_possible, Button::new(Command::PickExportFolder.name()));
        if folder.on_hover_text(Command::PickExportFolder.help()).clicked() {
            commands.push(Command::PickExportFolder);
        }
        let has_file = export
            .options()
            .format()
            .is_some_and(|format| format.single_file().is_some());
        if has_file {
            let file = ui.add_enabled(is_possible, Button::new(Command::PickExportFile.name()));
            if file.on_hover_text(Command::PickExportFile.help()).clicked() {
                commands.push(Command::PickExportFile);
            }
        }
        if let Some(target) = export.target().filter(|_| export.can_repeat()) {
            again(ui, target, is_possible, commands);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                commands.push(Command::Back);
            }
        });
    });
}

/// Faults can be mended while the dialog is open; nothing else that is in the way goes by itself.
fn is_possible(export: &Exporting) -> bool {
    let is_hopeless = match &export.outlook().foreseen {
        Some(Err(failure)) => failure.faults.is_empty(),
        _ => false,
    };
    export.options().problem().is_none() && !is_hopeless
}

/// The same place once more, with one click.
fn again(ui: &mut Ui, target: &ExportTarget, is_possible: bool, commands: &mut Commands) {
    let (ExportTarget::Folder(path) | ExportTarget::File(path)) = target;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = crate::ui::panels::annotations::snippet(&name, 24);
    let button = ui.add_enabled(is_possible, Button::new(format!("Again to {name}")));
    if button.on_hover_text(path.display().to_string()).clicked() {
        commands.push(Command::ExportTo(target.clone()));
    }
}

fn running(ui: &mut Ui, (done, total): (u64, u64), commands: &mut Commands) {
    let share = done as f32 / total.max(1) as f32;
    let text = match (done, total) {
        (_, 0) => "Writing …".to_owned(),
        (done, total) if done < total => format!("Writing {done} of {total}"),
        _ => "Reading it back, and comparing …".to_owned(),
    };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let cancel = ui.button("Cancel");
            if cancel.on_hover_text(Command::CancelExport.help()).clicked() {
                commands.push(Command::CancelExport);
            }
            let text = RichText::new(text).size(12.0);
            let bar = ProgressBar::new(share.min(1.0)).desired_height(18.0).text(text);
            ui.add(bar.desired_width(ui.available_width()));
        });
    });
    ui.ctx().request_repaint_after(Duration::from_millis(100));
}

/// What was written, and where it is.
fn done(ui: &mut Ui, report: &Report, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let copy = ui.button(Command::CopyExportPath.name());
            if copy.on_hover_text(Command::CopyExportPath.help()).clicked() {
                commands.push(Command::CopyExportPath);
            }
            ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                ui.label(RichText::new(format!("{}.", report.line())).color(tokens.good));
            });
        });
    });
}
