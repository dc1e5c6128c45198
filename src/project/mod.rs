//! A folder of articles that share a label set: what is in it, how articles come in, and what can be said of all of
//! them together.

pub mod facts;
mod index;
mod parts;
mod progress;
mod sketch;

pub use facts::{Facts, LayerFacts, Mark};
pub use index::Index;
pub use parts::{PARTS, Parts, PartsError, Stratum};
pub use progress::{Cancelled, Progress};
pub use sketch::{Sketch, alike};
