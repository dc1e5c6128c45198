//! Datasets as two flat tables, one of spans and one of documents, as CSV and Parquet have them.

mod files;
mod join;
mod out;
mod roles;
mod rows;
mod source;

pub(super) use files::{claim, files};
pub(super) use join::{Source, read, read_from};
pub(super) use out::{Cell, Column, Kind, SPANS, document, documents, extra, fit, span};
pub(super) use rows::extra_of;
pub(super) use source::{Row, Rows, Table};
