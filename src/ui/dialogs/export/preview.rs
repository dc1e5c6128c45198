//! How the first articles look in the format: the beginning of a file, or a table of spans where that is no text.

use egui::{ComboBox, Frame, Grid, Label, Margin, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::{
    exchange::SampleFile,
    ui::{
        panels::{annotations::snippet, strong},
        text_view::{Quote, TextView},
        theme::{self, Tokens},
    },
    workspace::{Exporting, Preview, Workspace},
};

/// Height of what is shown of a file.
const HEIGHT: f32 = 210.0;
/// Width of what a span says.
const QUOTE: f32 = 330.0;

pub(super) fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    export: &Exporting,
    chosen: &mut Option<String>,
    texts: &mut TextView,
) {
    let tokens = Tokens::of(ui.visuals());
    let preview = match &export.outlook().preview {
        Some(Ok(preview)) => preview,
        Some(Err(why)) => {
            ui.add_space(8.0);
            ui.label(RichText::new(why).color(tokens.problem));
            return;
        }
        None => return,
    };
    let Some(file) = file_of(preview, chosen.as_deref()) else {
        return;
    };
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(strong("How it begins", tokens.text));
        file_choice(ui, preview, file, chosen);
    });
    Frame::new()
        .fill(tokens.raised)
        .stroke((1.0, tokens.hairline))
        .corner_radius(6.0)
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("beginning")
                .max_height(HEIGHT)
                .min_scrolled_height(HEIGHT)
                .auto_shrink([false, true])
                .show(ui, |ui| match &file.text {
                    Some(text) => beginning(ui, file, text),
                    None => spans(ui, workspace, file, preview, texts),
                });
        });
}

/// The file that is shown: the one that was chosen, or else the first.
fn file_of<'a>(preview: &'a Preview, chosen: Option<&str>) -> Option<&'a SampleFile> {
    let files = &preview.sample.files;
    let named = files.iter().find(|file| Some(file.name.as_str()) == chosen);
    named.or_else(|| files.first())
}

fn file_choice(ui: &mut Ui, preview: &Preview, file: &SampleFile, chosen: &mut Option<String>) {
    let tokens = Tokens::of(ui.visuals());
    if preview.sample.files.len() < 2 {
        ui.label(RichText::new(&file.name).color(tokens.muted));
        return;
    }
    let combo = ComboBox::from_id_salt("file of the sample")
        .selected_text(&file.name)
        .show_ui(ui, |ui| {
            for other in &preview.sample.files {
                if ui.selectable_label(other.name == file.name, &other.name).clicked() {
                    *chosen = Some(other.name.clone());
                }
            }
        });
    combo.response.on_hover_text("The files of the dataset");
}

fn beginning(ui: &mut Ui, file: &SampleFile, text: &str) {
    let tokens = Tokens::of(ui.visuals());
    ui.add(Label::new(RichText::new(text).monospace().color(tokens.text)).wrap());
    if file.is_cut {
        ui.label(RichText::new("…").color(tokens.muted));
    }
    if text.is_empty() {
        ui.label(RichText::new("This file is empty.").color(tokens.muted));
    }
}

/// What is in a file that is no text.
fn spans(ui: &mut Ui, workspace: &Workspace, file: &SampleFile, preview: &Preview, texts: &mut TextView) {
    let tokens = Tokens::of(ui.visuals());
    let what = format!("{} is no text, but made for programs. In it:", file.name);
    ui.label(RichText::new(what).color(tokens.muted));
    let set = workspace.project().map(|project| &project.manifest().labels);
    let set = set.or_else(|| workspace.document().map(|document| document.labels()));
    Grid::new("spans of the sample")
        .num_columns(3)
        .spacing([12.0, 4.0])
        .show(ui, |ui| {
            for span in &preview.spans {
                let label = set.and_then(|set| set.get(&span.label));
                let color = label.map_or(theme::UNKNOWN_LABEL, |label| label.color);
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(11.0, 11.0), Sense::hover());
                    ui.painter().rect_filled(rect, 3.0, tokens.line(color));
                    ui.label(RichText::new(span.label.as_str()).size(12.5));
                });
                quote(ui, &span.quote, texts);
                let document = RichText::new(snippet(&span.document, 24));
                ui.label(document.color(tokens.muted).size(12.0));
                ui.end_row();
            }
        });
}

/// What a span says, in whatever script.
fn quote(ui: &mut Ui, text: &str, texts: &mut TextView) {
    let quote = Quote {
        text,
        width: QUOTE,
        rows: 1,
        size: 12.5,
        color: Tokens::of(ui.visuals()).text,
    };
    let set = texts.quote(ui.ctx(), &quote);
    let (rect, response) = ui.allocate_exact_size(set.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    set.paint(ui.painter(), rect.min);
}
