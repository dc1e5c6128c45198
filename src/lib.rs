//! Glossator turns articles into labelled datasets.

// Tests may do to files what the program must not, and know their strings.
#![cfg_attr(test, allow(clippy::disallowed_methods, clippy::string_slice))]

pub mod annotation;
pub mod article;
pub mod cli;
pub mod exchange;
pub mod labels;
pub mod panics;
pub mod project;
pub mod readers;
// The one room that writes files, and asks for the time at which it did.
#[allow(clippy::disallowed_methods)]
pub mod store;
pub mod ui;
pub mod workspace;
