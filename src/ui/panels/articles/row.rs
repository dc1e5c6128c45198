//! A row of the list of articles.

use egui::{Align2, CursorIcon, FontId, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::{
    project::{Facts, Labelled, Stage, query},
    ui::{
        panels::annotations::snippet,
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::OpenProject,
};

/// Height of a row.
pub const HEIGHT: f32 = 52.0;

/// Shows the row of an article.
pub fn show(
    ui: &mut Ui,
    project: &OpenProject,
    facts: &Facts,
    is_open: bool,
    focused: bool,
    texts: &mut TextView,
) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let response = ui.interact(rect, super::list().with(&*facts.name), Sense::CLICK);
    let stage = Stage::of(facts, project.annotator());
    let about = about(facts);
    let spoken = format!(
        "{}, {}, {} % labelled{about}",
        facts.title(),
        stage.name(),
        query::covered(facts, project.annotator())
    );
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), is_open, &spoken));
    let tokens = Tokens::of(ui.visuals());
    let painter = ui.painter_at(rect);
    let inner = rect.shrink2(vec2(0.0, 1.0));
    if is_open || focused || response.hovered() {
        let fill = if is_open { tokens.raised } else { tokens.hovered };
        let line = if is_open || focused {
            tokens.accent
        } else {
            tokens.hairline
        };
        painter.rect(inner, 6.0, fill, (1.0, line), StrokeKind::Inside);
    }
    let (left, right) = (inner.left() + 10.0, inner.right() - 10.0);
    let title = snippet(facts.title(), 120);
    let title = Quote {
        text: &title,
        width: right - left,
        rows: 1,
        size: 13.5,
        color: if stage.is_open() || is_open {
            tokens.text
        } else {
            tokens.muted
        },
    };
    texts
        .quote(ui.ctx(), &title)
        .paint(&painter, pos2(left, inner.top() + 5.0));
    let font = FontId::proportional(11.5);
    let state = painter.text(
        pos2(right, inner.top() + 31.0),
        Align2::RIGHT_CENTER,
        said(facts, stage, project),
        font,
        color(stage, tokens),
    );
    let about = snippet(about.trim_start_matches(", "), 80);
    let about = Quote {
        text: &about,
        width: state.left() - 8.0 - left,
        rows: 1,
        size: 11.5,
        color: tokens.muted,
    };
    let about = texts.quote(ui.ctx(), &about);
    about.paint(&painter, pos2(left, inner.top() + 31.0 - about.size().y / 2.0));
    let bar = Rect::from_min_max(pos2(left, inner.bottom() - 8.0), pos2(right, inner.bottom() - 4.0));
    mix(&painter, bar, project, facts);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    match &facts.read {
        Some(Err(why)) => response.on_hover_text(&**why),
        _ => response.on_hover_text(&*facts.name),
    }
}

/// Where and when it was published, or else the file.
fn about(facts: &Facts) -> String {
    let text = facts.text();
    let source = text.and_then(|text| text.source.as_deref());
    let date = text
        .and_then(|text| text.date.as_deref())
        .map(|date| date.get(..10).unwrap_or(date));
    let known: Vec<&str> = [source, date].into_iter().flatten().collect();
    match known.is_empty() {
        true => format!(", {}", facts.name),
        false => format!(", {}", known.join(" · ")),
    }
}

fn said(facts: &Facts, stage: Stage, project: &OpenProject) -> String {
    let unsure = facts.labelled_by(project.annotator()).map_or(0, Labelled::unsure);
    match (stage, unsure) {
        (Stage::Begun, _) => format!("{} %{}", query::covered(facts, project.annotator()), doubt(unsure)),
        (Stage::Done, _) => format!("✓ done{}", doubt(unsure)),
        (stage, _) => stage.name().to_owned(),
    }
}

fn doubt(unsure: usize) -> String {
    if unsure == 0 {
        String::new()
    } else {
        format!(" · {unsure}?")
    }
}

fn color(stage: Stage, tokens: &Tokens) -> egui::Color32 {
    match stage {
        Stage::Done => tokens.good,
        Stage::Broken => tokens.problem,
        Stage::Begun => tokens.accent,
        Stage::New | Stage::Skipped => tokens.muted,
    }
}

/// A bar of the labels: each as wide as its share of the text.
fn mix(painter: &egui::Painter, bar: Rect, project: &OpenProject, facts: &Facts) {
    let tokens = Tokens::of(&painter.ctx().style_of(painter.ctx().theme()).visuals);
    painter.rect_filled(bar, 2.0, tokens.hairline);
    let (Some(text), Some(labelled)) = (facts.text(), facts.labelled_by(project.annotator())) else {
        return;
    };
    let mut left = bar.left();
    for (label, length) in labelled.lengths(&project.manifest().labels) {
        let share = length as f32 / text.length.max(1) as f32;
        let right = (left + bar.width() * share).min(bar.right());
        let color = project
            .manifest()
            .labels
            .get(label)
            .map_or(theme::UNKNOWN_LABEL, |label| label.color);
        painter.rect_filled(
            Rect::from_min_max(pos2(left, bar.top()), pos2(right, bar.bottom())),
            1.0,
            tokens.line(color),
        );
        left = right;
    }
}
