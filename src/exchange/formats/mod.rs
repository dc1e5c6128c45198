//! The formats, a file a format: how each is written and read.

mod brat;
mod cas_json;
mod cas_xmi;
mod columnar;
mod conll;
mod conllup;
mod csv;
mod doccano;
mod hf;
mod html;
mod jsonl;
mod label_studio;
mod parquet;
mod prodigy;
mod ron;
mod spacy;
mod tables;
mod tei;
mod w3c;
mod xlsx;

// What formats need of the room, and of each other, they find here.
use super::*;

/// All formats, in the order in which they are offered.
pub static FORMATS: &[&dyn Format] = &[
    &jsonl::Jsonl,
    &hf::HuggingFace,
    &spacy::Spacy,
    &prodigy::Prodigy,
    &csv::Csv,
    &xlsx::Xlsx,
    &parquet::Parquet,
    &label_studio::LabelStudio,
    &doccano::Doccano,
    &brat::Brat,
    &conll::Conll,
    &conllup::ConllUPlus,
    &cas_json::CasJson,
    &cas_xmi::CasXmi,
    &w3c::W3c,
    &tei::Tei,
    &html::Html,
    &ron::Ron,
];
