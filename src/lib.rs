//! Glossator turns articles into labelled datasets.

pub mod article;
pub mod ui;
