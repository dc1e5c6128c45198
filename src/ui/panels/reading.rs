//! How articles are set, and in which colours.

use egui::{Slider, Ui};

use super::Commands;
use crate::{
    store::settings::{Reading, Theme},
    workspace::{Command, Workspace},
};

/// Face, size, measure and spacing.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let mut reading = workspace.settings().reading;
    ui.horizontal(|ui| {
        ui.selectable_value(&mut reading.serif, true, "Serif");
        ui.selectable_value(&mut reading.serif, false, "Sans");
    });
    ui.add(Slider::new(&mut reading.size, Reading::SIZES).text("Size"));
    ui.add(Slider::new(&mut reading.measure, Reading::MEASURES).text("Characters a line"));
    ui.add(Slider::new(&mut reading.spacing, Reading::SPACINGS).text("Line spacing, %"));
    if ui.button("As at first").clicked() {
        reading = Reading::default();
    }
    if reading != workspace.settings().reading {
        commands.push(Command::SetReading(reading));
    }
}

/// Light, dark, or as the desktop is. Whether one was chosen.
pub fn themes(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) -> bool {
    let mut chosen = false;
    for (theme, name) in [
        (Theme::Light, "Light"),
        (Theme::Dark, "Dark"),
        (Theme::System, "As the desktop"),
    ] {
        if ui.selectable_label(workspace.settings().theme == theme, name).clicked() {
            commands.push(Command::SetTheme(theme));
            chosen = true;
        }
    }
    chosen
}
