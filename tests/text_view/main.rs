//! The text view as a person meets it: pictures, pointer, wheel, screen reader, and what a frame costs.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

#[path = "../support/mod.rs"]
mod support;

mod app;
mod cost;
mod moving;
mod pictures;
mod pointing;
mod told;
