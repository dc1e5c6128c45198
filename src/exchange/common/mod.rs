//! What several formats have in common.

pub(in crate::exchange) mod beside;
pub(in crate::exchange) mod cas;
pub(in crate::exchange) mod css_color;
pub(in crate::exchange) mod exact_text;
pub(in crate::exchange) mod facts;
pub(in crate::exchange) mod fields;
pub(in crate::exchange) mod flat;
pub(in crate::exchange) mod label_file;
pub(in crate::exchange) mod markup;
pub(in crate::exchange) mod names;
pub(in crate::exchange) mod replace;
pub(in crate::exchange) mod sentences;
pub(in crate::exchange) mod spaced;
pub(in crate::exchange) mod splits;
pub(in crate::exchange) mod tags;
pub(in crate::exchange) mod tokens;

use super::*;
