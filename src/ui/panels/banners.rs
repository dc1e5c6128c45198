//! Messages above the text that stay until they are dealt with.

use egui::{Frame, Margin, RichText, Ui};

use super::{Commands, count, lost};
use crate::{
    store::{Home, SaveStatus, local_time},
    ui::{keyboard::shortcut, theme::Tokens},
    workspace::{Command, Document, Workspace},
};

/// The most faults that are spelled out.
const FAULTS_SHOWN: usize = 3;

/// Shows what an annotator must know of the open article.
pub fn show(ui: &mut Ui, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    if let Some(warning) = workspace.warning_of_settings() {
        banner(ui, |ui| {
            ui.label(warning);
        });
    }
    if workspace.shows_how() {
        banner(ui, |ui| how_to_label(ui, workspace, document, commands));
    }
    if let SaveStatus::Failed { message, since } = document.save_status() {
        banner(ui, |ui| {
            not_saved(ui, document, (&message, &local_time(since)), commands)
        });
    }
    if document.is_taken() {
        banner(ui, |ui| taken(ui, document, commands));
    }
    // What is only not read yet is said below the text: a banner would push it down and up again.
    let may_be_set_aside = document.refuses_setting_aside().is_none();
    if let Some(why) = document.read_only().filter(|_| may_be_set_aside) {
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
    found_again(ui, workspace, document, commands);
    let of_pdf = document.article().made_from() == Some("PDF");
    if of_pdf && workspace.is_enabled(&Command::CorrectText) {
        banner(ui, |ui| {
            ui.label("The text of a PDF is put together from pieces: look it over before you label it.");
            button(ui, Command::CorrectText.name(), Command::CorrectText, commands);
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

/// What has become of annotations since the article has changed, until all was looked at.
fn found_again(ui: &mut Ui, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    if document.is_outdated() {
        banner(ui, |ui| {
            ui.label("The text of this article was changed by another program. What is shown is the text as it was.");
            buttons(ui, workspace, &[Command::OpenAgain], commands);
        });
    }
    if document.is_gone() {
        banner(ui, |ui| gone(ui, workspace, document, commands));
    }
    if let Some(told) = lost::told(document) {
        banner(ui, |ui| {
            ui.label(told);
            let commands_here = [
                Command::NextMoved,
                Command::ConfirmAllMoved,
                Command::NextLost,
                Command::DropAllLost,
            ];
            buttons(ui, workspace, &commands_here, commands);
        });
    }
}

/// Where the labels are of an article whose file is gone, and what becomes of them.
fn gone(ui: &mut Ui, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    let (article, layer) = (document.article().path().display(), document.layer_path().display());
    ui.label(format!(
        "The file of this article is gone: {article} was renamed, moved or deleted. The labels are kept in {layer}."
    ));
    let around = match document.header().home {
        Home::Project { .. } => "of this project",
        Home::Beside => "in the same folder",
    };
    ui.label(format!(
        "Put the article back; or open it under its new name: an article {around} that has no labels yet and the very same \
         text takes these over."
    ));
    buttons(ui, workspace, &[Command::SaveElsewhere], commands);
}

/// Buttons for those of some commands that do anything now.
fn buttons(ui: &mut Ui, workspace: &Workspace, given: &[Command], commands: &mut Commands) {
    ui.horizontal_wrapped(|ui| {
        for command in given.iter().filter(|command| workspace.is_enabled(command)) {
            let key = shortcut(workspace, command);
            let help = if key.is_empty() {
                command.help().to_owned()
            } else {
                format!("{} ({key})", command.help())
            };
            if ui.button(command.name()).on_hover_text(help).clicked() {
                commands.push(command.clone());
            }
        }
    });
}

/// Why edits are not on the disk, and what can be done.
fn not_saved(ui: &mut Ui, document: &Document, (message, since): (&str, &str), commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ui.label(RichText::new(format!("Not saved since {since}: {message}")).color(tokens.problem));
    let kept = match (document.kept_elsewhere(), document.is_journalled()) {
        (Some(path), _) => format!("A copy with all of it is in {}.", path.display()),
        (None, true) => "What you have done is kept here, and in the journal for the next start.".to_owned(),
        (None, false) => "What you have done is kept here as long as this window is open.".to_owned(),
    };
    let is_tried_again = document.is_tried_again();
    let again = if is_tried_again {
        " Saving is tried again every two seconds."
    } else {
        ""
    };
    ui.label(format!("{kept}{again}"));
    ui.horizontal_wrapped(|ui| {
        if is_tried_again {
            button(ui, "Try again now", Command::SaveNow, commands);
        }
        button(ui, Command::SaveElsewhere.name(), Command::SaveElsewhere, commands);
    });
}

/// Who has the labels open.
fn taken(ui: &mut Ui, document: &Document, commands: &mut Commands) {
    ui.label(document.read_only().unwrap_or_default());
    ui.label("Once that window lets go of them, they can be changed here.");
    button(ui, "Try again", Command::OpenAgain, commands);
}

fn button(ui: &mut Ui, name: &str, command: Command, commands: &mut Commands) {
    if ui.button(name).on_hover_text(command.help()).clicked() {
        commands.push(command);
    }
}

/// Three lines for those who start.
fn how_to_label(ui: &mut Ui, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    let labels = document.labels().labels().iter().enumerate().take(3);
    let labels: Vec<String> = labels
        .map(|(place, label)| format!("{} {}", place + 1, label.name.to_lowercase()))
        .collect();
    let key = |command| shortcut(workspace, &command);
    let lines = [
        format!(
            "Press a key to label the framed sentence: {}. The same key again takes it away.",
            labels.join(", ")
        ),
        format!(
            "Go on without a label with {}, back with {}; or drag over any words. {} takes back the last step.",
            key(Command::NextUnit),
            key(Command::PreviousUnit),
            key(Command::Undo)
        ),
        format!(
            "Everything is saved by itself. {} shows all keys, {} finds any command, {} opens an article of your own.",
            key(Command::ShowKeys),
            key(Command::ShowCommands),
            key(Command::Open)
        ),
    ];
    ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
        button(ui, Command::KnowHow.name(), Command::KnowHow, commands);
        // What is left beside the button.
        ui.vertical(|ui| {
            for line in lines {
                ui.label(line);
            }
        });
    });
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
