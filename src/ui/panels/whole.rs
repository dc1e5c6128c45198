//! What is said of the article as a whole: its labels, and whether it is done.

use egui::{Align, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use super::{Commands, heading, labels::key_chip};
use crate::{
    annotation::State,
    labels::Label,
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
            if chip(ui, label, place, given).clicked() {
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

fn chip(ui: &mut Ui, label: &Label, place: usize, given: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    let name = format!("The article is {}", label.name);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), given, &name));
    let tokens = Tokens::of(ui.visuals());
    let fill = if given { tokens.fill(label.color) } else { tokens.panel };
    let line = if response.has_focus() {
        tokens.accent
    } else if given {
        tokens.line(label.color)
    } else {
        tokens.hairline
    };
    let text = if given { tokens.text } else { tokens.muted };
    key_chip(ui.painter(), rect.shrink(1.0), place, fill, line, text);
    response.on_hover_text(name)
}
