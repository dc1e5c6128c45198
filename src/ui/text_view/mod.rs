//! The text view: shows an article's text of any length in any script, with spans painted behind it, and reports what
//! the pointer does in byte offsets.
//!
//! It knows nothing of labels, commands or files. A frame is a [`Scene`]: the text, what to mark, frame and select.
//! What comes back is [`Shown`]: gestures, and what the frame cost.
//!
//! How it works, in the order of the files: the text is cut into *blocks* (`blocks`), whose *heights* are estimated
//! until seen (`heights`). The *page* (`page`) keeps the reader's place and lays out what is in view (`layout`, with
//! parley, in the faces of `fonts` and the Han forms of `language`). Blocks become images (`raster`, with `vello_cpu`)
//! that are kept as *textures*. Marks, frame and selection are *painted* behind them from the geometry of the layouts
//! (`paint`, `patterns`, `contour`), so that a new label lays out nothing and draws no glyph. The *pointer* is mapped by
//! the same layouts (`pointer`). `access` tells all of it to screen readers. `view` ties a frame together.
//!
//! The invariant: **the cost of a frame depends on what is in view, never on the length of the text.**

mod access;
mod blocks;
mod contour;
mod fonts;
mod heights;
mod language;
mod layout;
mod page;
mod paint;
mod painted;
mod patterns;
mod pointer;
mod quotes;
mod raster;
mod scene;
mod scroll_bar;
mod style;
#[cfg(test)]
mod tests;
mod textures;
mod view;

pub(super) use access::bounds;
pub use fonts::FontSet;
pub(super) use fonts::scripts_of;
pub use quotes::{Quote, SetQuote};
pub use scene::{Cue, Gesture, Mark, Scene, Shown, Work};
pub use style::{Face, TextStyle, ViewColors};
pub use view::TextView;
