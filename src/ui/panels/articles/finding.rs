//! What is found in all articles of the list.

use egui::{
    Align2, CursorIcon, FontId, Id, ProgressBar, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2,
    vec2,
};

use super::Commands;
use crate::{
    project::search::{Found, Hit, Scope},
    ui::{
        panels::count,
        text_view::{Quote, TextView},
        theme::Tokens,
    },
    workspace::{Command, OpenProject, SearchHit},
};

/// Height of a row.
const ROW: f32 = 24.0;

/// The field for what is looked for.
pub fn search_field() -> Id {
    Id::unique("what to find in all articles")
}

/// Shows the field and what was found.
pub(super) fn show(ui: &mut Ui, project: &OpenProject, texts: &mut TextView, commands: &mut Commands) {
    let search = project.search();
    let (mut query, mut scope) = (search.query().clone(), search.scope());
    let field = TextEdit::singleline(&mut query.pattern)
        .id(search_field())
        .hint_text("Words in the articles of the list")
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find in all articles"));
    ui.horizontal(|ui| {
        ui.toggle_value(&mut query.match_case, "Aa")
            .on_hover_text("Tell capital letters from small ones");
        ui.toggle_value(&mut query.whole_word, "Word")
            .on_hover_text("Find whole words only");
        ui.toggle_value(&mut query.is_regex, ".*")
            .on_hover_text("Regular expression");
        ui.separator();
        ui.selectable_value(&mut scope, Scope::Texts, "Texts")
            .on_hover_text("Look in what articles say");
        ui.selectable_value(&mut scope, Scope::Notes, "Notes")
            .on_hover_text("Look in what you noted");
    });
    if query != *search.query() || scope != search.scope() {
        commands.push(Command::SearchArticles(query, scope));
    }
    let tokens = Tokens::of(ui.visuals());
    if let Some(problem) = search.problem() {
        ui.label(RichText::new(problem).color(tokens.problem));
        return;
    }
    if search.query().pattern.is_empty() {
        ui.label(RichText::new("Type a word to see where it stands.").color(tokens.muted));
        return;
    }
    let (hits, articles) = search.counts();
    let said = format!("{} in {}", count(hits, "hit"), count(articles, "article"));
    ui.label(RichText::new(said).color(tokens.muted).size(12.0));
    if let Some((done, total)) = search.progress() {
        ui.add(ProgressBar::new(done as f32 / total.max(1) as f32).desired_height(6.0));
    }
    ui.add_space(4.0);
    rows(ui, search.found(), texts, commands);
}

/// What stands in a row: the title of an article, or a hit in it.
enum Line<'a> {
    Title(&'a Found),
    Hit(&'a Found, &'a Hit),
}

fn rows(ui: &mut Ui, found: &[Found], texts: &mut TextView, commands: &mut Commands) {
    ui.spacing_mut().item_spacing.y = 0.0;
    // Where the rows of each article begin: what is in view is found without going through all.
    let total: usize = found.iter().map(|found| 1 + found.hits.len()).sum();
    ScrollArea::vertical()
        .id_salt("found")
        .auto_shrink(false)
        .show_rows(ui, ROW, total, |ui, rows| {
            let lines = found.iter().flat_map(|found| {
                std::iter::once(Line::Title(found)).chain(found.hits.iter().map(move |hit| Line::Hit(found, hit)))
            });
            for (place, line) in lines.enumerate().skip(rows.start).take(rows.len()) {
                row(ui, place, &line, texts, commands);
            }
        });
}

fn row(ui: &mut Ui, place: usize, line: &Line<'_>, texts: &mut TextView, commands: &mut Commands) {
    let tokens = Tokens::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, search_field().with(place), Sense::CLICK);
    let (found, at, spoken) = match line {
        Line::Title(found) => (
            found,
            found.hits.first().map_or((0, 0), |hit| hit.at),
            found.title.to_string(),
        ),
        Line::Hit(found, hit) => (found, hit.at, format!("{}{}{}", hit.before, hit.found, hit.after)),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, tokens.hovered);
    }
    let painter = ui.painter_at(rect);
    match line {
        Line::Title(found) => {
            let more = painter.text(
                pos2(rect.right() - 8.0, rect.center().y),
                Align2::RIGHT_CENTER,
                found.count,
                FontId::proportional(12.0),
                tokens.muted,
            );
            quote(
                ui,
                texts,
                &found.title,
                rect.left() + 6.0,
                more.left() - 6.0,
                13.0,
                tokens.text,
                rect,
            );
        }
        Line::Hit(_, hit) => {
            let text = format!("{}{}{}", last_words(&hit.before), hit.found, hit.after);
            quote(
                ui,
                texts,
                &text,
                rect.left() + 18.0,
                rect.right() - 6.0,
                12.0,
                tokens.muted,
                rect,
            );
        }
    }
    if response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(&spoken)
        .clicked()
    {
        commands.push(Command::OpenHit(SearchHit {
            name: found.name.to_string(),
            at,
        }));
    }
}

#[expect(clippy::too_many_arguments, reason = "where, what and how of one line of text")]
fn quote(
    ui: &Ui,
    texts: &mut TextView,
    text: &str,
    left: f32,
    right: f32,
    size: f32,
    color: egui::Color32,
    rect: egui::Rect,
) {
    let set = texts.quote(
        ui.ctx(),
        &Quote {
            text,
            width: right - left,
            rows: 1,
            size,
            color,
        },
    );
    set.paint(&ui.painter_at(rect), pos2(left, rect.center().y - set.size().y / 2.0));
}

/// The last few words of what comes before a hit, so that the hit is in sight.
fn last_words(before: &str) -> String {
    let length = before.chars().count();
    let last: String = before.chars().skip(length.saturating_sub(16)).collect();
    match last.split_once(' ') {
        Some((_, words)) if length > 16 => format!("… {}", words.trim_start()),
        _ => last.trim_start().to_owned(),
    }
}
