//! A folder of articles that share a label set: what is in it, how articles come in, and what can be said of all of
//! them together.

mod astray;
pub mod consistency;
pub mod export;
pub mod facts;
pub mod import;
mod index;
mod parts;
mod progress;
pub mod query;
pub mod search;
mod select;
mod sketch;
pub mod stats;

pub use astray::astray;
pub use facts::{Facts, Labelled, LayerFacts, Mark};
pub use index::Index;
pub use parts::{Assigned, BATCHES, Parts, PartsError, SPLITS, Stratum};
pub use progress::{Cancelled, Progress};
pub use query::{Query, QueryError, Stage};
pub use select::{Order, Selection, select, stages};
pub use sketch::{Sketch, alike};
pub use stats::Stats;
