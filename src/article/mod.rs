//! What is read: an article's text, and where in it things are.

mod offset;
mod span;
mod text;

pub use offset::{ByteOffset, CharOffset, Utf16Offset};
pub use span::Span;
pub use text::{SpanError, Text};
