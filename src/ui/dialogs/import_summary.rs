//! What came of an import: what came in, what did not and why.

mod labels;

use egui::{RichText, ScrollArea, Ui};

use crate::{
    project::import::{Summary, Where},
    ui::{
        panels::{Commands, count, strong},
        theme::Tokens,
    },
    workspace::{Command, Workspace},
};

/// How many of one kind are listed.
const MOST: usize = 200;

pub(super) fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Commands) {
    let Some(summary) = workspace.project().and_then(|project| project.import().summary()) else {
        commands.push(Command::Back);
        return;
    };
    let tokens = Tokens::of(ui.visuals());
    let spans = summary.labels.as_ref().map_or(0, |labels| labels.spans);
    let title = match summary.added.len() {
        0 if spans == 1 => "1 label came in".to_owned(),
        0 if spans > 0 => format!("{spans} labels came in"),
        0 => "No article came in".to_owned(),
        1 => "1 article came in".to_owned(),
        some => format!("{some} articles came in"),
    };
    super::title(ui, &title);
    ScrollArea::vertical()
        .id_salt("summary")
        .max_height(420.0)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            look_over(ui, summary, commands);
            if let Some(labels) = &summary.labels {
                labels::show(ui, labels, commands);
            }
            part(
                ui,
                "Not brought in",
                summary
                    .skipped
                    .iter()
                    .map(|skipped| (&skipped.from, skipped.why.clone())),
                tokens.problem,
            );
            part(
                ui,
                "There already",
                summary.same.iter().map(|same| (&same.from, format!("is {}", same.of))),
                tokens.muted,
            );
            near(ui, summary, commands);
            added(ui, summary, commands);
        });
    ui.add_space(10.0);
    let close = ui.button("Close");
    if ui.memory(|memory| memory.focused().is_none()) {
        close.request_focus();
    }
    if close.clicked() {
        commands.push(Command::Back);
    }
}

/// What a person should look at before it is labelled.
fn look_over(ui: &mut Ui, summary: &Summary, commands: &mut Commands) {
    let noted: Vec<_> = summary.added.iter().filter(|added| !added.notices.is_empty()).collect();
    if noted.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui.visuals());
    ui.label(strong(format!("Look over ({})", noted.len()), tokens.text));
    for added in noted.iter().take(MOST) {
        ui.horizontal_wrapped(|ui| {
            link(ui, &added.name, added.title.as_deref(), commands);
            ui.label(RichText::new(added.notices.join(" ")).color(tokens.muted));
        });
    }
    more(ui, noted.len());
}

fn part<'a>(ui: &mut Ui, title: &str, lines: impl ExactSizeIterator<Item = (&'a Where, String)>, color: egui::Color32) {
    let total = lines.len();
    if total == 0 {
        return;
    }
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(6.0);
    ui.label(strong(format!("{title} ({total})"), tokens.text));
    for (what, why) in lines.take(MOST) {
        ui.horizontal_wrapped(|ui| {
            ui.label(what.short()).on_hover_text(what.to_string());
            ui.label(RichText::new(why).color(color));
        });
    }
    more(ui, total);
}

fn near(ui: &mut Ui, summary: &Summary, commands: &mut Commands) {
    if summary.near.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(6.0);
    ui.label(strong(
        format!("Nearly the same ({})", count(summary.near.len(), "group")),
        tokens.text,
    ));
    for names in summary.near.iter().take(MOST) {
        ui.horizontal_wrapped(|ui| {
            for name in names.iter().take(8) {
                link(ui, name, None, commands);
            }
            if names.len() > 8 {
                ui.label(RichText::new(format!("and {} more", names.len() - 8)).color(tokens.muted));
            }
        });
    }
    more(ui, summary.near.len());
}

fn added(ui: &mut Ui, summary: &Summary, commands: &mut Commands) {
    if summary.added.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(6.0);
    ui.label(strong(format!("Came in ({})", summary.added.len()), tokens.text));
    for added in summary.added.iter().take(MOST) {
        ui.horizontal_wrapped(|ui| {
            link(ui, &added.name, added.title.as_deref(), commands);
            let from = RichText::new(format!("from {}", added.from.short()));
            ui.label(from.color(tokens.muted).size(12.5))
                .on_hover_text(added.from.to_string());
        });
    }
    more(ui, summary.added.len());
}

fn link(ui: &mut Ui, name: &str, title: Option<&str>, commands: &mut Commands) {
    if ui.link(title.unwrap_or(name)).on_hover_text(name).clicked() {
        commands.push(Command::OpenArticle(name.to_owned()));
    }
}

fn more(ui: &mut Ui, total: usize) {
    if let Some(more @ 1..) = total.checked_sub(MOST) {
        ui.label(RichText::new(format!("and {more} more")).color(Tokens::of(ui.visuals()).muted));
    }
}
