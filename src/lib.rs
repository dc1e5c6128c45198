//! Glossator turns articles into labelled datasets.

pub mod annotation;
pub mod article;
pub mod cli;
pub mod exchange;
pub mod labels;
pub mod store;
pub mod ui;
pub mod workspace;
