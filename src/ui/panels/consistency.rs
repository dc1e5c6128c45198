//! What has different labels in different places: look at each, and settle it.

use egui::{
    Align2, CursorIcon, FontId, Id, ProgressBar, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::{Commands, annotations::snippet, chip, count, view_head};
use crate::{
    project::consistency::{Case, Conflict},
    ui::{
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Command, OpenProject, SearchHit},
};

/// Height of a row.
const ROW: f32 = 30.0;
/// The widest that the list becomes.
const WIDEST: f32 = 900.0;

/// Shows the list.
pub fn show(ui: &mut Ui, project: &OpenProject, texts: &mut TextView, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let width = (ui.available_width() - 48.0).clamp(240.0, WIDEST);
    ui.add_space(20.0);
    ui.horizontal_top(|ui| {
        ui.add_space(24.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            head(ui, project, commands);
            let state = project.consistency();
            if let Some((done, total)) = state.progress() {
                let share = done as f32 / total.max(1) as f32;
                ui.add(
                    ProgressBar::new(share)
                        .desired_height(16.0)
                        .text("Comparing annotations"),
                );
                ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
            }
            let conflicts = state.conflicts();
            if conflicts.is_empty() && state.has_looked() && state.progress().is_none() {
                ui.label(RichText::new("The same words have the same label everywhere.").color(tokens.good));
            }
            rows(ui, project, conflicts, texts, commands);
        });
    });
}

fn head(ui: &mut Ui, project: &OpenProject, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let title = "Same words, different labels";
    view_head(ui, title, Command::ShowConsistency, commands, |ui, commands| {
        if let Some((quote, label)) = project.consistency().last_decision() {
            let (quote, label) = (snippet(quote, 60), project.manifest().labels.name_of(label));
            let button = ui.button(Command::TakeDecisionBack.name());
            if button
                .on_hover_text(format!("“{quote}” would no longer be {label}"))
                .clicked()
            {
                commands.push(Command::TakeDecisionBack);
            }
        }
    });
    let hint = "Click a place to see it; click a label to give it to all of your places. Each decision is one step.";
    ui.label(RichText::new(hint).color(tokens.muted));
    ui.add_space(10.0);
}

/// What stands in a row.
enum Line<'a> {
    Head(usize, &'a Conflict),
    Case(&'a Case),
    Gap,
}

fn rows(ui: &mut Ui, project: &OpenProject, conflicts: &[Conflict], texts: &mut TextView, commands: &mut Commands) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let total: usize = conflicts.iter().map(|conflict| 2 + conflict.cases.len()).sum();
    ScrollArea::vertical()
        .id_salt("conflicts")
        .auto_shrink(false)
        .show_rows(ui, ROW, total, |ui, rows| {
            let lines = conflicts.iter().enumerate().flat_map(|(place, conflict)| {
                let cases = conflict.cases.iter().map(Line::Case);
                std::iter::once(Line::Head(place, conflict))
                    .chain(cases)
                    .chain([Line::Gap])
            });
            for (row, line) in lines.enumerate().skip(rows.start).take(rows.len()) {
                match line {
                    Line::Head(place, conflict) => head_row(ui, project, place, conflict, texts, commands),
                    Line::Case(case) => case_row(ui, project, row, case, texts, commands),
                    Line::Gap => {
                        ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                    }
                }
            }
        });
}

fn head_row(
    ui: &mut Ui,
    project: &OpenProject,
    place: usize,
    conflict: &Conflict,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let labels = project.manifest().labels.labels();
    let buttons = labels.len() as f32 * 28.0 + 8.0;
    let near = if conflict.is_near { "nearly the same · " } else { "" };
    let said = format!("{near}{}", count(conflict.cases.len(), "place"));
    let end = ui
        .painter()
        .text(
            pos2(rect.right() - buttons, rect.center().y),
            Align2::RIGHT_CENTER,
            said,
            FontId::proportional(12.0),
            tokens.muted,
        )
        .left();
    let quote = snippet(&conflict.quote, 160);
    let quote = Quote {
        text: &quote,
        width: end - 10.0 - rect.left(),
        rows: 1,
        size: 14.5,
        color: tokens.text,
    };
    let set = texts.quote(ui.ctx(), &quote);
    set.paint(
        &ui.painter_at(rect),
        pos2(rect.left(), rect.center().y - set.size().y / 2.0),
    );
    let room = Rect::from_min_max(
        pos2(rect.right() - buttons + 6.0, rect.top() + 3.0),
        rect.right_bottom(),
    );
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (index, label) in labels.iter().enumerate() {
                let what = format!("All are {}: {}", label.name, snippet(&conflict.quote, 40));
                if chip::show(ui, label, index, true, &what).clicked() {
                    commands.push(Command::Settle(place, label.id.clone()));
                }
            }
        });
    });
}

fn case_row(
    ui: &mut Ui,
    project: &OpenProject,
    row: usize,
    case: &Case,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, Id::unique("case of a conflict").with(row), Sense::CLICK);
    let labels = &project.manifest().labels;
    let title = project
        .index()
        .position(&case.name)
        .and_then(|place| project.index().articles().get(place));
    let title = title.map_or(&*case.name, |facts| facts.title());
    let by = if *case.annotator == *project.annotator() {
        String::new()
    } else {
        format!(", by {}", case.annotator)
    };
    let spoken = format!("{} in {title}{by}", labels.name_of(&case.label));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, tokens.hovered);
    }
    let painter = ui.painter_at(rect);
    let color = labels
        .get(&case.label)
        .map_or(theme::UNKNOWN_LABEL, |label| label.color);
    let swatch = Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), vec2(5.0, ROW - 12.0));
    painter.rect_filled(swatch, 2.0, tokens.line(color));
    let name = labels.name_of(&case.label);
    painter.text(
        pos2(rect.left() + 26.0, rect.center().y),
        Align2::LEFT_CENTER,
        name,
        FontId::proportional(13.0),
        tokens.text,
    );
    let title = snippet(&format!("{title}{by}"), 120);
    let quote = Quote {
        text: &title,
        width: rect.width() - 160.0,
        rows: 1,
        size: 13.0,
        color: tokens.muted,
    };
    let set = texts.quote(ui.ctx(), &quote);
    set.paint(
        &painter,
        pos2(rect.left() + 140.0, rect.center().y - set.size().y / 2.0),
    );
    if response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(&*case.quote)
        .clicked()
    {
        commands.push(Command::OpenHit(SearchHit {
            name: case.name.to_string(),
            at: (case.at.0 as usize, case.at.1 as usize),
        }));
    }
}
