//! The commands without a window, run as a person runs them.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod datasets;
mod desk;
mod example;
mod faults;
mod inputs;
mod projects;
mod python;
