//! What is said of an article: annotations, the layer that holds them, and changes to it.

mod about;
mod drift;
mod edit;
mod history;
mod id;
mod ids;
mod lanes;
mod layer;
mod merge;
pub mod reanchor;
mod span_tree;

pub use about::{About, State};
pub use drift::{Lost, LostList, Moved};
pub use edit::Edit;
pub use history::{Event, History, Step};
pub use id::AnnotationId;
pub use lanes::lanes;
pub use layer::{Annotation, EditError, Layer};
pub use merge::{Merged, Session};
