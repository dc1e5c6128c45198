//! Some edits cannot be saved: what now?

use egui::{RichText, Ui};

use crate::{
    ui::{panels::Commands, theme::Tokens},
    workspace::Command,
};

pub(super) fn show(ui: &mut Ui, why: &str, then: &Command, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "Some of your work is not saved");
    ui.label(RichText::new(why).color(tokens.problem));
    ui.label("Mend that and try again, or stay: the program goes on trying by itself.");
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        if ui.button("Try again").clicked() {
            commands.push(Command::Back);
            commands.push(then.clone());
        }
        if ui.button("Stay").clicked() {
            commands.push(Command::Back);
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
