//! What several tests share. Not every test uses all of it.
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

pub mod desk;
pub mod marked;
pub mod project;
pub mod soft_renderer;
pub mod window;
