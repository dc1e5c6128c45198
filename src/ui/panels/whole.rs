//! What is said of the article as a whole: its labels, and whether it is done.

use egui::{Align, Layout, RichText, Ui, vec2};

use super::{Commands, chip, heading};
use crate::{
    annotation::State,
    ui::{keyboard::shortcut, theme::Tokens},
    workspace::{Command, Document, Workspace},
};

/// Shows a chip a label, which gives it to the article or takes it away.
pub fn show(ui: &mut Ui, workspace: &Workspace, document: &Document, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let about = document.layer().about();
    ui.horizontal(|ui| {
        heading(ui, "WHOLE ARTICLE");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut done = about.state == State::Done;
            let enabled = workspace.is_enabled(&Command::ToggleDone);
            let checkbox = ui.add_enabled(enabled, egui::Checkbox::new(&mut done, Command::ToggleDone.name()));
            let hint = format!(
                "{} ({})",
                Command::ToggleDone.help(),
                shortcut(workspace, &Command::ToggleDone)
            );
            if checkbox.on_hover_text(hint).changed() {
                commands.push(Command::ToggleDone);
            }
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (place, label) in document.labels().labels().iter().enumerate() {
            let given = about.document.contains(&label.id);
            let what = format!("The article is {}", label.name);
            if chip::show(ui, label, place, given, &what).clicked() {
                commands.push(Command::LabelArticle(label.id.clone()));
            }
        }
        let given: Vec<&str> = about
            .document
            .iter()
            .map(|label| document.labels().name_of(label))
            .collect();
        let (text, color) = if workspace.aims_at_article() {
            ("Press the key of a label".to_owned(), tokens.accent)
        } else if given.is_empty() {
            let key = shortcut(workspace, &Command::AimAtArticle);
            (format!("no label ({key}, then a label's key)"), tokens.muted)
        } else {
            (given.join(", "), tokens.text)
        };
        ui.label(RichText::new(text).color(color).size(12.5));
    });
}
