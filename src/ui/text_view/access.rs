//! The text for those who do not see it: AccessKit nodes for paragraphs, runs of text, marks and the selection.
//!
//! Built only while a screen reader (or a test) listens.

use std::ops::Range;

use egui::accesskit::{self, Role, TextDirection, TextPosition, TextSelection};
use egui::{Id, Rect, Sense, Ui, UiBuilder};

use super::layout::BlockLayout;
use super::page::Page;
use super::scene::Mark;
use crate::article::ByteOffset;

/// AccessKit counts the characters of a run in eight bits.
const MOST_CHARACTERS: usize = 255;

/// What there is to tell.
pub(super) struct Access<'a> {
    pub page: &'a Page,
    pub id: Id,
    /// The view in points.
    pub view: Rect,
    /// The rectangle in points of a part of the column's view in pixels.
    pub to_points: &'a dyn Fn(Rect) -> Rect,
    pub marks: &'a [(&'a Mark, Rect)],
    pub selection: Option<(ByteOffset, ByteOffset)>,
}

/// A run of text that has a node.
struct Run {
    id: Id,
    /// Where in the text each of its characters starts, and where the last ends.
    edges: Vec<usize>,
}

impl Access<'_> {
    /// Adds all nodes. Must be called in every frame, for it takes up an automatic id of `ui`.
    pub(super) fn tell(&self, ui: &mut Ui) {
        let mut inside = ui.new_child(
            UiBuilder::new()
                .scope_id(self.id.with("contents"))
                .max_rect(self.view)
                .accessibility_parent(self.id),
        );
        let listens = ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_role(Role::Document);
            node.set_label("Article text");
            node.set_clips_children();
        });
        if listens.is_none() {
            return;
        }
        inside.set_clip_rect(self.view.intersect(inside.clip_rect()));
        let mut runs = Vec::new();
        for placed in self.page.placed() {
            let Some(layout) = self.page.layout(placed.block) else {
                continue;
            };
            self.paragraph(&mut inside, placed.block, placed.top, layout, &mut runs);
        }
        for (mark, rect) in self.marks {
            let id = self.id.with(("mark", mark.id));
            inside.interact(*rect, id, Sense::hover());
            inside.ctx().accesskit_node_builder(id, |node| {
                node.set_role(Role::Mark);
                node.set_label(mark.name.as_str());
                node.set_bounds(bounds(*rect));
                if mark.selected {
                    node.set_selected(true);
                }
            });
        }
        let position = |at: ByteOffset| {
            let run = runs.iter().find(|run: &&Run| {
                let (first, last) = (run.edges.first(), run.edges.last());
                first.is_some_and(|first| *first <= at.get()) && last.is_some_and(|last| at.get() <= *last)
            })?;
            Some(TextPosition {
                node: run.id.accesskit_id(),
                character_index: run.edges.partition_point(|edge| *edge < at.get()),
            })
        };
        if let Some((anchor, focus)) = self.selection
            && let (Some(anchor), Some(focus)) = (position(anchor), position(focus))
        {
            ui.ctx()
                .accesskit_node_builder(self.id, |node| node.set_text_selection(TextSelection { anchor, focus }));
        }
    }

    fn paragraph(&self, ui: &mut Ui, block: usize, top: f32, layout: &BlockLayout, runs: &mut Vec<Run>) {
        let range = self.page.range(block);
        let string = self.page.text().as_str().get(range.clone()).unwrap_or_default();
        let right = layout.rows.iter().map(|row| row.right).fold(0.0, f32::max);
        let rect = (self.to_points)(Rect::from_min_max(
            egui::pos2(0.0, top),
            egui::pos2(right, top + layout.height),
        ));
        let id = self.id.with(("block", block));
        let role = if layout.headline {
            Role::Heading
        } else {
            Role::Paragraph
        };
        let builder = UiBuilder::new().scope_id(id).max_rect(rect).accessibility_role(role);
        let paragraph = ui.new_child(builder);
        let ctx = paragraph.ctx().clone();
        ctx.accesskit_node_builder(id, |node| {
            node.set_value(string);
            node.set_bounds(bounds(rect));
        });
        for (row, line) in layout.rows.iter().zip(layout.parley.lines()) {
            let metrics = line.metrics();
            let mut x = metrics.offset + metrics.inline_min_coord;
            for run in line.runs() {
                let left = x;
                x += run.advance();
                let clusters: Vec<Character> = run
                    .clusters()
                    .map(|cluster| Character {
                        range: cluster.text_range(),
                        width: cluster.advance(),
                        starts_word: cluster.is_word_boundary() && !cluster.is_space_or_nbsp(),
                    })
                    .collect();
                let mut done = 0.0;
                for characters in clusters.chunks(MOST_CHARACTERS) {
                    let width: f32 = characters.iter().map(|character| character.width).sum();
                    let (from, to) = match run.is_rtl() {
                        false => (left + done, left + done + width),
                        true => (x - done - width, x - done),
                    };
                    done += width;
                    let Some(first) = characters.first() else { continue };
                    let run_id = id.with(("run", first.range.start));
                    let pixels = Rect::from_min_max(egui::pos2(from, top + row.top), egui::pos2(to, top + row.bottom));
                    let rect = (self.to_points)(pixels);
                    paragraph.interact(rect, run_id, Sense::hover());
                    let scale = rect.width() / pixels.width().max(1e-3);
                    ctx.accesskit_node_builder(run_id, |node| {
                        text_run(node, string, characters, run.is_rtl(), scale);
                        node.set_bounds(bounds(rect));
                    });
                    let ends = characters.iter().map(|character| range.start + character.range.end);
                    runs.push(Run {
                        id: run_id,
                        edges: std::iter::once(range.start + first.range.start).chain(ends).collect(),
                    });
                }
            }
        }
    }
}

/// A character as a reader takes it, a grapheme cluster.
struct Character {
    range: Range<usize>,
    width: f32,
    starts_word: bool,
}

fn text_run(node: &mut accesskit::Node, string: &str, characters: &[Character], rtl: bool, scale: f32) {
    let mut value = String::new();
    let (mut lengths, mut positions, mut widths, mut words) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut x = 0.0;
    for (index, character) in characters.iter().enumerate() {
        let piece = string.get(character.range.clone()).unwrap_or_default();
        // A cluster of hundreds of marks does not fit; what is left of it is still told.
        let piece = piece.get(..piece.floor_char_boundary(255)).unwrap_or_default();
        value.push_str(piece);
        lengths.push(piece.len() as u8);
        positions.push(x);
        widths.push(character.width * scale);
        x += character.width * scale;
        if character.starts_word {
            words.push(index as u8);
        }
    }
    node.set_role(Role::TextRun);
    node.set_text_direction(if rtl {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    });
    node.set_value(value);
    node.set_character_lengths(lengths);
    node.set_character_positions(positions);
    node.set_character_widths(widths);
    node.set_word_starts(words);
}

/// A rectangle as AccessKit has it.
pub(in crate::ui) fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}
