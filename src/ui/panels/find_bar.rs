//! The bar above the text with what to find in it.

use egui::{Frame, Id, Key, Margin, Modifiers, Role, TextEdit, Ui, WidgetInfo};

use super::{Commands, chip};
use crate::{
    ui::theme::Tokens,
    workspace::{Command, Document, Find},
};

/// The widget in which the query is written.
pub fn find_field() -> Id {
    Id::unique("what to find")
}

/// Shows the bar.
pub fn show(ui: &mut Ui, document: &Document, find: &Find, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            query(ui, find, commands);
            ui.label(said(find));
            for (name, command) in [("Previous", Command::PreviousHit), ("Next", Command::NextHit)] {
                if ui.button(name).on_hover_text(command.help()).clicked() {
                    commands.push(command);
                }
            }
            label_all(ui, document, find, commands);
            if ui.button("Close").clicked() {
                commands.push(Command::Back);
            }
        });
    });
}

/// The field and what is meant by it.
fn query(ui: &mut Ui, find: &Find, commands: &mut Commands) {
    let mut query = find.query().clone();
    let writing = ui.memory(|memory| memory.has_focus(find_field()));
    let pressed = |ui: &mut Ui, modifiers, key| writing && ui.input_mut(|input| input.consume_key(modifiers, key));
    let back = pressed(ui, Modifiers::SHIFT, Key::Enter);
    let enter = pressed(ui, Modifiers::NONE, Key::Enter);
    let escape = pressed(ui, Modifiers::NONE, Key::Escape);
    let field = TextEdit::singleline(&mut query.pattern)
        .id(find_field())
        .hint_text("Find")
        .desired_width(200.0);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find in the article"));
    ui.toggle_value(&mut query.match_case, "Aa")
        .on_hover_text("Tell capital letters from small ones");
    ui.toggle_value(&mut query.whole_word, "Word")
        .on_hover_text("Find whole words only");
    ui.toggle_value(&mut query.is_regex, ".*")
        .on_hover_text("Regular expression");
    if query != *find.query() {
        commands.push(Command::Find(query));
    }
    if enter || back {
        commands.push(if back { Command::PreviousHit } else { Command::NextHit });
    }
    if escape {
        commands.push(Command::Back);
    }
}

/// "3 of 12", or what is wrong.
fn said(find: &Find) -> String {
    let count = find.hits().len();
    match (find.problem(), find.current()) {
        (Some(problem), _) => problem.to_owned(),
        (None, _) if find.query().pattern.is_empty() => String::new(),
        (None, Some(current)) => format!("{} of {count}", current + 1),
        (None, None) => super::count(count, "hit"),
    }
}

/// A button a label, that labels all hits.
fn label_all(ui: &mut Ui, document: &Document, find: &Find, commands: &mut Commands) {
    if find.hits().is_empty() || document.read_only().is_some() {
        return;
    }
    ui.label("Label all:");
    for (place, label) in document.labels().labels().iter().enumerate() {
        let what = format!("Label all hits as {}", label.name);
        if chip::show(ui, label, place, true, &what).clicked() {
            commands.push(Command::LabelAllHits(label.id.clone()));
        }
    }
}
