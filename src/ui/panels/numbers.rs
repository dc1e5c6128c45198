//! The project in numbers: pictures drawn from the data. Every bar filters the list.

use egui::{Align2, CursorIcon, FontId, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Commands, chip, strong, view_head};
use crate::{
    labels::LabelId,
    project::{
        Stats,
        stats::{Bar, Chart},
    },
    ui::{
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Command, OpenProject},
};

/// Height of a bar with the room around it.
const BAR: f32 = 22.0;
/// Width of the names beside bars, and of the numbers after them.
const NAME: f32 = 130.0;
const NUMBER: f32 = 54.0;
/// The width from which on charts stand beside each other.
const TWO_COLUMNS: f32 = 820.0;
/// The widest that charts become.
const WIDEST: f32 = 1100.0;

/// Shows the numbers, once they are there.
pub fn show(ui: &mut Ui, project: &OpenProject, texts: &mut TextView, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    ScrollArea::vertical()
        .id_salt("numbers")
        .auto_shrink(false)
        .show(ui, |ui| {
            let width = (ui.available_width() - 48.0).clamp(240.0, WIDEST);
            ui.add_space(20.0);
            ui.horizontal(|ui| {
                ui.add_space(24.0);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    view_head(ui, &project.manifest().name, Command::ShowNumbers, commands, |_, _| ());
                    let Some(stats) = project.overview().stats() else {
                        ui.label(RichText::new("Counting …").color(tokens.muted));
                        return;
                    };
                    summary(ui, stats);
                    legend(ui, project, stats);
                    ui.add_space(8.0);
                    charts(ui, project, stats, width, texts, commands);
                    standouts(ui, stats, commands);
                    ui.add_space(24.0);
                });
            });
        });
}

fn summary(ui: &mut Ui, stats: &Stats) {
    let tokens = Tokens::of(ui.visuals());
    let figures = [
        (format!("{} of {}", stats.done, stats.articles), "articles done"),
        (stats.annotations.to_string(), "spans"),
        (stats.unsure.to_string(), "unsure"),
        (format!("{:.0} %", stats.covered), "of begun texts labelled"),
        (
            stats
                .seconds
                .map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.0} s")),
            "for the middle annotation",
        ),
    ];
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        for (figure, what) in figures {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.label(
                    RichText::new(figure)
                        .font(FontId::new(20.0, theme::strong()))
                        .color(tokens.text),
                );
                ui.label(RichText::new(what).color(tokens.muted).size(12.5));
            });
        }
    });
    ui.add_space(10.0);
}

/// Which colour is which label.
fn legend(ui: &mut Ui, project: &OpenProject, stats: &Stats) {
    let tokens = Tokens::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        for (place, series) in stats.labels.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
            let color = color_of(project, &series.id);
            chip::digit(
                ui.painter(),
                rect,
                place,
                tokens.fill(color),
                tokens.line(color),
                tokens.text,
            );
            ui.label(RichText::new(&series.name).size(13.0));
            ui.add_space(10.0);
        }
    });
}

fn charts(
    ui: &mut Ui,
    project: &OpenProject,
    stats: &Stats,
    width: f32,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    if width < TWO_COLUMNS {
        for chart in &stats.charts {
            self::chart(ui, project, stats, (chart, width), texts, commands);
        }
        return;
    }
    // Each chart goes below the shorter column.
    let mut columns: [(f32, Vec<&Chart>); 2] = Default::default();
    for chart in &stats.charts {
        let [first, second] = &mut columns;
        let column = if first.0 <= second.0 { first } else { second };
        column.0 += chart.bars.len() as f32 * BAR + 50.0;
        column.1.push(chart);
    }
    ui.horizontal_top(|ui| {
        for (_, charts) in columns {
            let each = width / 2.0 - 16.0;
            ui.vertical(|ui| {
                ui.set_width(each);
                for chart in charts {
                    self::chart(ui, project, stats, (chart, each), texts, commands);
                }
            });
            ui.add_space(20.0);
        }
    });
}

fn chart(
    ui: &mut Ui,
    project: &OpenProject,
    stats: &Stats,
    (chart, width): (&Chart, f32),
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui.visuals());
    let most = chart.bars.iter().map(Bar::total).max().unwrap_or_default().max(1);
    ui.add_space(14.0);
    ui.label(strong(&chart.title, tokens.text));
    ui.add_space(4.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for bar in &chart.bars {
            let (rect, response) = self::bar(ui, project, stats, (chart, bar, most), width);
            let name = Quote {
                text: &bar.name,
                width: NAME - 12.0,
                rows: 1,
                size: 12.5,
                color: tokens.muted,
            };
            let name = texts.quote(ui.ctx(), &name);
            name.paint(
                &ui.painter_at(rect),
                pos2(rect.left() + 4.0, rect.center().y - name.size().y / 2.0),
            );
            if response.clicked()
                && let Some(query) = &bar.query
            {
                commands.push(Command::FindArticles(query.clone()));
                commands.push(Command::ShowArticles);
            }
        }
    });
}

fn bar(
    ui: &mut Ui,
    project: &OpenProject,
    stats: &Stats,
    (chart, bar, most): (&Chart, &Bar, u64),
    width: f32,
) -> (Rect, egui::Response) {
    let tokens = Tokens::of(ui.visuals());
    let sense = if bar.query.is_some() {
        Sense::CLICK
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(width, BAR), sense);
    let parts: Vec<(&crate::project::stats::Series, u64)> = if bar.values.len() > 1 {
        stats
            .labels
            .iter()
            .zip(bar.values.iter().copied())
            .filter(|(_, value)| *value > 0)
            .collect()
    } else {
        Vec::new()
    };
    let said: Vec<String> = parts
        .iter()
        .map(|(series, value)| format!("{value} {}", series.name))
        .collect();
    let spoken = format!(
        "{}, {}: {} {} {}",
        chart.title,
        bar.name,
        bar.total(),
        chart.unit,
        said.join(", ")
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, bar.query.is_some(), spoken.trim_end()));
    if bar.query.is_some() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, 4.0, tokens.hovered);
    }
    let painter = ui.painter_at(rect);
    let room = Rect::from_min_max(
        pos2(rect.left() + NAME, rect.top() + 4.0),
        pos2(rect.right() - NUMBER, rect.bottom() - 4.0),
    );
    let mut left = room.left();
    let mut piece = |value: u64, color: egui::Color32| {
        let right = left + room.width() * value as f32 / most as f32;
        painter.rect_filled(
            Rect::from_min_max(pos2(left, room.top()), pos2(right, room.bottom())),
            2.0,
            color,
        );
        left = right;
    };
    if parts.is_empty() {
        let color = bar
            .label
            .as_ref()
            .map_or(tokens.accent, |label| tokens.line(color_of(project, label)));
        piece(bar.total(), color);
    }
    for (series, value) in &parts {
        piece(*value, tokens.line(color_of(project, &series.id)));
    }
    painter.text(
        pos2(rect.right() - 4.0, rect.center().y),
        Align2::RIGHT_CENTER,
        bar.total(),
        FontId::proportional(12.5),
        tokens.text,
    );
    if bar.query.is_none() {
        return (rect, response);
    }
    let hint = format!("{}\n{}\n\nClick: the articles behind it", bar.name, said.join("\n"));
    (
        rect,
        response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(hint),
    )
}

fn standouts(ui: &mut Ui, stats: &Stats, commands: &mut Commands) {
    if stats.standouts.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui.visuals());
    ui.add_space(18.0);
    ui.label(strong("Articles that stand out", tokens.text));
    for standout in &stats.standouts {
        ui.horizontal_wrapped(|ui| {
            if ui.link(&standout.title).on_hover_text(&standout.name).clicked() {
                commands.push(Command::OpenArticle(standout.name.clone()));
            }
            ui.label(RichText::new(&standout.why).color(tokens.muted));
        });
    }
}

fn color_of(project: &OpenProject, label: &LabelId) -> crate::labels::Rgb {
    project
        .manifest()
        .labels
        .get(label)
        .map_or(theme::UNKNOWN_LABEL, |label| label.color)
}
