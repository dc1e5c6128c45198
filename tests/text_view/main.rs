//! The text view as a person meets it: pictures, pointer, wheel, screen reader, and what a frame costs.

#[path = "../support/mod.rs"]
mod support;

mod app;
mod cost;
mod moving;
mod pictures;
mod pointing;
mod told;
