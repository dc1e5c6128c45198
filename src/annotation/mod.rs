//! What is said of an article: annotations, the layer that holds them, and changes to it.

mod about;
mod edit;
mod history;
mod id;
mod ids;
mod lanes;
mod layer;
mod merge;
mod span_tree;

pub use about::{About, State};
pub use edit::Edit;
pub use history::{Event, History, Step};
pub use id::AnnotationId;
pub use lanes::lanes;
pub use layer::{Annotation, EditError, Layer};
pub use merge::{Merged, Session};
