//! The panel with the articles of the project: a list that can be filtered and sorted, and what is found in all texts.

mod finding;
mod row;

use egui::{
    Align, ComboBox, EventFilter, Id, Key, Layout, Modifiers, ProgressBar, RichText, Role, ScrollArea, Sense, TextEdit,
    Ui, UiBuilder, WidgetInfo, vec2,
};

pub use finding::search_field;

use super::{Commands, heading, strong};
use crate::{
    project::{Order, Stage, query},
    ui::{
        text_view::{self, TextView},
        theme::Tokens,
    },
    workspace::{Command, OpenProject, OrderBy, Workspace},
};

/// What the panel remembers between frames.
#[derive(Default)]
pub struct ArticlesState {
    /// Whether words are looked for in texts, instead of a list being shown.
    pub finds: bool,
    /// The row that the keyboard is on.
    row: usize,
    /// The article that was open when the list last followed.
    followed: Option<String>,
}

/// The field for what the list is filtered by.
pub fn filter_field() -> Id {
    Id::unique("filter of articles")
}

/// The list as a widget: one stop for Tab, however long it is.
fn list() -> Id {
    Id::unique("list of articles")
}

/// Shows the panel.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    project: &OpenProject,
    state: &mut ArticlesState,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(strong(&project.manifest().name, tokens.text)).truncate());
    });
    ui.horizontal(|ui| {
        for (name, finds) in [("Articles", false), ("Find in all", true)] {
            if ui.selectable_label(state.finds == finds, name).clicked() {
                state.finds = finds;
                let field = if finds { search_field() } else { filter_field() };
                ui.memory_mut(|memory| memory.request_focus(field));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = ui.button("+").on_hover_text(format!(
                "{} – {}",
                Command::ImportFiles.name(),
                Command::ImportFiles.help()
            ));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, Command::ImportFiles.name()));
            if button.clicked() {
                commands.push(Command::ImportFiles);
            }
        });
    });
    ui.add_space(4.0);
    if state.finds {
        finding::show(ui, project, texts, commands);
        return;
    }
    filter(ui, project, state, commands);
    if !project.index().articles().is_empty() {
        stages(ui, project, commands);
        order(ui, project, commands);
    }
    reading(ui, project);
    ui.add_space(4.0);
    rows(ui, workspace, project, state, texts, commands);
}

fn filter(ui: &mut Ui, project: &OpenProject, state: &mut ArticlesState, commands: &mut Commands) {
    let mut text = project.list().text().to_owned();
    let field = TextEdit::singleline(&mut text)
        .id(filter_field())
        .hint_text("Filter: words, state:new, label:fact …")
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter the articles"));
    if response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown)) {
        ui.memory_mut(|memory| memory.request_focus(list()));
        state.row = 0;
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        ui.memory_mut(|memory| memory.request_focus(list()));
        state.row = 0;
    }
    if text != project.list().text() {
        commands.push(Command::FindArticles(text));
    }
    response.on_hover_ui(|ui| {
        ui.label("Words of the title or file, and any of:");
        for (key, help) in query::KEYS {
            ui.horizontal(|ui| {
                ui.label(RichText::new(key).monospace());
                ui.label(help);
            });
        }
        ui.label("A minus before it turns it round.");
    });
    if let Some(problem) = project.list().problem() {
        ui.label(RichText::new(problem).color(Tokens::of(ui.visuals()).problem));
    }
}

/// A button for each state with the number of its articles, which filters by it.
fn stages(ui: &mut Ui, project: &OpenProject, commands: &mut Commands) {
    let text = project.list().text();
    let chosen: Vec<&str> = text
        .split_whitespace()
        .filter(|word| word.starts_with("state:"))
        .collect();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (stage, count) in Stage::ALL.into_iter().zip(project.list().stages()) {
            if count == 0 && stage != Stage::New {
                continue;
            }
            let term = query::written("state", stage.name());
            let on = chosen.contains(&term.as_str());
            let label = RichText::new(format!("{} {count}", stage.name())).size(12.0);
            if ui.selectable_label(on, label).clicked() {
                let others = text.split_whitespace().filter(|word| !word.starts_with("state:"));
                let kept = others.map(str::to_owned).chain((!on).then_some(term));
                commands.push(Command::FindArticles(kept.collect::<Vec<_>>().join(" ")));
            }
        }
    });
}

fn order(ui: &mut Ui, project: &OpenProject, commands: &mut Commands) {
    let now = project.list().order();
    let labels = project.manifest().labels.labels();
    let named = OrderBy::NAMED
        .iter()
        .map(|(_, order, name)| (order.clone(), (*name).to_owned()));
    let shares = labels
        .iter()
        .map(|label| (Order::Share(label.id.clone()), format!("Share of {}", label.name)));
    let all: Vec<(Order, String)> = named.chain(shares).collect();
    let current = all
        .iter()
        .find(|(order, _)| *order == now.order)
        .map_or("File", |(_, name)| name);
    ui.horizontal(|ui| {
        let muted = Tokens::of(ui.visuals()).muted;
        let (shown, of) = (project.list().places().len(), project.index().articles().len());
        let count = if shown == of {
            super::count(of, "article")
        } else {
            format!("{shown} of {of}")
        };
        ui.label(RichText::new(count).color(muted).size(12.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let arrow = if now.reversed { "↓" } else { "↑" };
            let button = ui.button(arrow).on_hover_text("The other way round");
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Sort the other way round"));
            if button.clicked() {
                let order = OrderBy {
                    reversed: !now.reversed,
                    ..now.clone()
                };
                commands.push(Command::SortArticles(order));
            }
            let combo = ComboBox::from_id_salt("order of articles")
                .selected_text(RichText::new(current).size(12.5))
                .width(120.0);
            let response = combo.show_ui(ui, |ui| {
                for (order, name) in &all {
                    if ui.selectable_label(*order == now.order, name).clicked() {
                        let order = OrderBy {
                            order: order.clone(),
                            reversed: now.reversed,
                        };
                        commands.push(Command::SortArticles(order));
                    }
                }
            });
            response.response.on_hover_text("What the list is sorted by");
        });
    });
}

/// How far the articles have been read, and how much of an import is in.
fn reading(ui: &mut Ui, project: &OpenProject) {
    let bar = |ui: &mut Ui, text: &str, (done, total): (u64, u64)| {
        let share = done as f32 / total.max(1) as f32;
        ui.add(
            ProgressBar::new(share.min(1.0))
                .desired_height(16.0)
                .text(RichText::new(text).size(12.0)),
        );
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
    };
    if let Some((done, total)) = project.reading().filter(|(_, total)| *total > 0) {
        bar(ui, &format!("Reading {done} of {total}"), (done, total));
    }
    if let Some(progress) = project.import().progress() {
        bar(ui, "Bringing articles in", progress);
    }
}

/// The rows, as a widget that takes the keyboard as a whole: arrows step, Enter opens.
fn rows(
    ui: &mut Ui,
    workspace: &Workspace,
    project: &OpenProject,
    state: &mut ArticlesState,
    texts: &mut TextView,
    commands: &mut Commands,
) {
    let places = project.list().places();
    if places.is_empty() {
        empty(ui, project, commands);
        return;
    }
    let rect = ui.available_rect_before_wrap();
    let widget = ui.interact(rect, list(), Sense::focusable_noninteractive());
    let open = workspace.article_name();
    let mut scroll_to = None;
    if widget.has_focus() {
        let arrows = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(widget.id, arrows));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let before = state.row;
        if pressed(Key::ArrowDown) {
            state.row += 1;
        }
        if pressed(Key::ArrowUp) {
            state.row = state.row.saturating_sub(1);
        }
        state.row = state.row.min(places.len() - 1);
        if before != state.row {
            scroll_to = Some(state.row);
        }
        if pressed(Key::Enter)
            && let Some(facts) = places.get(state.row).and_then(|place| project.article(*place))
        {
            commands.push(Command::OpenArticle(facts.name.to_string()));
        }
    }
    if state.followed != open && !project.list().is_changing() {
        let row = open.as_deref().and_then(|name| project.list().row_of(name));
        if let Some(row) = row {
            state.row = row;
            scroll_to = Some(row);
        }
        state.followed = open.clone();
    }
    let focused = widget.has_focus().then_some(state.row);
    let inside = UiBuilder::new().max_rect(rect).accessibility_parent(widget.id);
    let active = ui
        .scope_builder(inside, |ui| {
            scroll(
                ui,
                project,
                texts,
                &Shown {
                    open: open.as_deref(),
                    focused,
                    scroll_to,
                },
                commands,
            )
        })
        .inner;
    ui.ctx().accesskit_node_builder(widget.id, |node| {
        node.set_role(egui::accesskit::Role::ListBox);
        node.set_label("Articles");
        node.set_bounds(text_view::bounds(rect));
        if let Some(active) = active {
            node.set_active_descendant(active.accesskit_id());
        }
    });
}

/// What of the list is to be seen.
struct Shown<'a> {
    open: Option<&'a str>,
    focused: Option<usize>,
    scroll_to: Option<usize>,
}

fn scroll(
    ui: &mut Ui,
    project: &OpenProject,
    texts: &mut TextView,
    shown: &Shown<'_>,
    commands: &mut Commands,
) -> Option<Id> {
    let places = project.list().places();
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = ui.available_height();
    let mut area = ScrollArea::vertical().id_salt("articles").auto_shrink(false);
    if let Some(row) = shown.scroll_to {
        let most = (places.len() as f32 * row::HEIGHT - height).max(0.0);
        area = area.vertical_scroll_offset((row as f32 * row::HEIGHT - height * 0.4).clamp(0.0, most));
    }
    let mut active = None;
    area.show_rows(ui, row::HEIGHT, places.len(), |ui, rows| {
        for index in rows {
            let Some(facts) = places.get(index).and_then(|place| project.article(*place)) else {
                continue;
            };
            let is_open = shown.open == Some(&*facts.name);
            let response = row::show(ui, project, facts, is_open, shown.focused == Some(index), texts);
            if shown.focused == Some(index) || is_open && shown.focused.is_none() {
                active = Some(response.id);
            }
            if response.clicked() {
                commands.push(Command::OpenArticle(facts.name.to_string()));
            }
        }
    });
    active
}

fn empty(ui: &mut Ui, project: &OpenProject, commands: &mut Commands) {
    let muted = Tokens::of(ui.visuals()).muted;
    ui.add_space(8.0);
    if !project.index().articles().is_empty() {
        if !project.list().is_changing() {
            ui.label(RichText::new("No article is like that.").color(muted));
        }
        return;
    }
    if project.reading().is_some() {
        return;
    }
    heading(ui, "NO ARTICLES YET");
    ui.label(RichText::new("Drop files or folders on this window, or choose them:").color(muted));
    ui.add_space(4.0);
    for command in [Command::ImportFiles, Command::ImportFolder, Command::PasteArticle] {
        if ui.button(command.name()).on_hover_text(command.help()).clicked() {
            commands.push(command);
        }
    }
}
