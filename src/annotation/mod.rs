//! What is said of an article: annotations, the layer that holds them, and changes to it.

mod edit;
mod history;
mod id;
mod lanes;
mod layer;
mod span_tree;

pub use edit::Edit;
pub use history::{History, Step};
pub use id::AnnotationId;
pub use lanes::lanes;
pub use layer::{Annotation, EditError, Layer};
