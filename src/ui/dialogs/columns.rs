//! Which column of a table is what.

use egui::{ComboBox, Grid, RichText, ScrollArea, Ui};

use crate::{
    readers::Columns,
    ui::{panels::Commands, theme::Tokens},
    workspace::{Command, Workspace},
};

/// How many rows are shown.
const ROWS: usize = 3;

/// The choice while it is made.
#[derive(Default)]
pub(super) struct State {
    /// The table that it is about, and what is chosen.
    chosen: Option<(std::path::PathBuf, Columns)>,
}

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, state: &mut State, commands: &mut Commands) {
    let Some(table) = workspace.project().and_then(|project| project.import().table()) else {
        commands.push(Command::Back);
        return;
    };
    let preview = &table.preview;
    let is_new = state.chosen.as_ref().is_none_or(|(path, _)| *path != table.path);
    if is_new {
        state.chosen = Some((table.path.clone(), preview.guess.clone()));
    }
    let Some((_, columns)) = &mut state.chosen else { return };
    let tokens = Tokens::of(ui.visuals());
    super::title(ui, "Which column is what?");
    let name = table
        .path
        .file_name()
        .unwrap_or(table.path.as_os_str())
        .to_string_lossy();
    ui.label(RichText::new(format!("Each row of {name} becomes an article.")).color(tokens.muted));
    ui.add_space(8.0);
    Grid::new("columns").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
        ui.label("Text");
        ComboBox::from_id_salt("Text")
            .selected_text(&columns.text)
            .show_ui(ui, |ui| {
                for name in &preview.columns {
                    ui.selectable_value(&mut columns.text, name.clone(), name);
                }
            });
        ui.end_row();
        let others = [
            ("Title", &mut columns.title),
            ("Author", &mut columns.author),
            ("Source", &mut columns.source),
            ("Date", &mut columns.date),
            ("Address", &mut columns.url),
            ("Language", &mut columns.language),
            ("Name of the file", &mut columns.id),
        ];
        for (what, column) in others {
            ui.label(what);
            ComboBox::from_id_salt(what)
                .selected_text(column.as_deref().unwrap_or("–"))
                .show_ui(ui, |ui| {
                    ui.selectable_value(column, None, "–");
                    for name in &preview.columns {
                        ui.selectable_value(column, Some(name.clone()), name);
                    }
                });
            ui.end_row();
        }
    });
    ui.label(
        RichText::new("All other columns are kept with the article.")
            .color(tokens.muted)
            .size(12.5),
    );
    ui.add_space(8.0);
    sample(ui, &preview.columns, &preview.rows, &columns.text);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let button = ui.button("Bring them in");
        if is_new {
            // Enter takes the guess.
            button.request_focus();
        }
        if button.clicked() {
            commands.push(Command::ChooseColumns(Some(columns.clone())));
        }
        if ui.button("Leave this table out").clicked() {
            commands.push(Command::ChooseColumns(None));
        }
    });
}

/// The first rows, with the text first.
fn sample(ui: &mut Ui, names: &[String], rows: &[Vec<String>], text: &str) {
    let tokens = Tokens::of(ui.visuals());
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|place| names.get(*place).is_none_or(|name| name != text));
    ScrollArea::horizontal()
        .id_salt("sample")
        .max_height(150.0)
        .show(ui, |ui| {
            Grid::new("sample").striped(true).spacing([14.0, 4.0]).show(ui, |ui| {
                for place in &order {
                    let name = names.get(*place).map_or("", String::as_str);
                    ui.label(RichText::new(name).color(tokens.muted).size(12.0));
                }
                ui.end_row();
                for row in rows.iter().take(ROWS) {
                    for place in &order {
                        let cell = row.get(*place).map_or("", String::as_str);
                        ui.label(RichText::new(crate::ui::panels::annotations::snippet(cell, 48)).size(12.5));
                    }
                    ui.end_row();
                }
            });
        });
}
