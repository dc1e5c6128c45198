//! What the view is given to show, and what it reports back. Neither knows of labels, commands or files.

use std::sync::Arc;

use egui::Color32;

use super::style::{TextStyle, ViewColors};
use crate::article::{ByteOffset, Span, Text};

/// Everything a frame shows.
pub struct Scene<'a> {
    /// The text. Another `Arc` is another text, and starts at its top.
    pub text: &'a Arc<Text>,
    /// A line to set larger and bolder.
    pub headline: Option<Span>,
    /// Gives the marks that touch a span, in the order in which to paint them: outer before inner. Called once a frame
    /// with what is in view.
    pub marks: &'a dyn Fn(Span) -> Vec<Mark>,
    /// The current unit, to be framed.
    pub frame: Option<Span>,
    /// The selection as anchor and head; a caret where the two are one.
    pub selection: Option<(ByteOffset, ByteOffset)>,
    /// The type.
    pub style: &'a TextStyle,
    /// The colours.
    pub colors: &'a ViewColors,
}

/// A stretch of the text that is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Tells it from all other marks of the text, over frames.
    pub id: u64,
    /// What it covers.
    pub span: Span,
    /// The background. Must leave the text readable.
    pub fill: Color32,
    /// The line under it.
    pub line: Color32,
    /// How that line is drawn.
    pub cue: Cue,
    /// Where its line is: 0 is nearest to the text; those of overlapping marks lie below each other.
    pub lane: u8,
    /// Gets an outline.
    pub selected: bool,
    /// Gets a hatched background.
    pub unsure: bool,
    /// What a screen reader says, as "fact: Parliament passed the budget".
    pub name: String,
}

/// The second difference between labels, for whoever does not see the first: how a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cue {
    /// ———
    #[default]
    Solid,
    /// – – –
    Dashed,
    /// ·····
    Dotted,
    /// ═══
    Double,
    /// ∼∼∼
    Wavy,
}

impl Cue {
    /// All of them, in the order to hand them out to labels.
    pub const ALL: [Self; 5] = [Self::Solid, Self::Dashed, Self::Dotted, Self::Double, Self::Wavy];
}

/// What the pointer did in the text. Positions are edges of grapheme clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The main button went down.
    Press {
        /// The nearest position.
        at: ByteOffset,
        /// 1 to 4: how many times in quick succession.
        clicks: u8,
        /// Shift was held.
        shift: bool,
        /// Alt was held.
        alt: bool,
    },
    /// The pointer moved, or the text under it, with the button held.
    Drag {
        /// The nearest position.
        at: ByteOffset,
        /// Alt is held.
        alt: bool,
    },
    /// The main button went up.
    Release,
    /// The other button was clicked: the place for a context menu.
    Menu {
        /// The nearest position.
        at: ByteOffset,
    },
}

/// What a frame did.
pub struct Shown {
    /// What the pointer did, in order.
    pub gestures: Vec<Gesture>,
    /// The character under the pointer, as the position before it; `None` over the space around the text.
    pub hovered: Option<ByteOffset>,
    /// From the first to the last byte of the blocks in view.
    pub visible: Option<Span>,
    /// From the first to the last byte of the rows in view.
    pub rows: Option<Span>,
    /// The view as a widget: focus, context menu, hover texts.
    pub response: egui::Response,
    /// What it cost.
    pub work: Work,
}

/// The cost of a frame, for tests and the curious.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Blocks laid out in this frame.
    pub laid_out: usize,
    /// Tiles of text drawn in this frame.
    pub drawn: usize,
    /// Tiles in view that are still to be drawn, for this frame had drawn enough.
    pub missing: usize,
    /// Layouts kept.
    pub layouts: usize,
    /// Bytes of textures kept.
    pub texture_bytes: usize,
}
