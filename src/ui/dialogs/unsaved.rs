//! Some edits cannot be saved: what now?

use egui::{RichText, Ui};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Document, Workspace},
};

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, why: &str, then: &Command, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "Some of your work is not saved");
    ui.label(RichText::new(why).color(tokens.problem));
    ui.label(
        "Mend that and try again, or stay: the program goes on trying by itself. Or write a copy with all labels into \
         another folder, and leave then.",
    );
    if workspace.document().is_some_and(Document::is_journalled) {
        ui.label("All of it is in the journal too, and comes back when the article is opened again on this computer.");
    }
    // What came of saving elsewhere.
    if workspace.notice().is_problem && workspace.notice().text != why {
        ui.label(RichText::new(&workspace.notice().text).color(tokens.problem));
    }
    ui.add_space(10.0);
    ui.horizontal_wrapped(|ui| {
        if ui.button("Try again").clicked() {
            commands.push(Command::Back);
            commands.push(then.clone());
        }
        if ui.button("Stay").clicked() {
            commands.push(Command::Back);
        }
        if ui
            .button(Command::SaveElsewhere.name())
            .on_hover_text(Command::SaveElsewhere.help())
            .clicked()
        {
            commands.push(Command::SaveElsewhere);
        }
        if ui
            .button(Command::LeaveUnsaved.name())
            .on_hover_text(Command::LeaveUnsaved.help())
            .clicked()
        {
            commands.push(Command::LeaveUnsaved);
        }
    });
}
