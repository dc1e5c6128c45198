//! `documents.jsonl`: what is known of the documents, beside annotations of them.

use std::{collections::HashMap, io::Write as _, ops::ControlFlow, path::Path};

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::{
    Document, ExportError, Found, ReadError, ReadOptions,
    facts::{self, Facts, LayerFacts},
    fields,
};
use crate::{
    readers,
    store::{OutFile, folder},
};

/// The name of the file.
pub(super) const NAME: &str = "documents.jsonl";

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    /// The file of its text.
    file: &'a str,
    #[serde(flatten)]
    facts: Facts<'a>,
    layers: Vec<LayerFacts>,
}

/// Writes what is known of one more document. Labels of whole documents are annotations.
pub(super) fn write(out: &mut OutFile, document: &Document, file: &str) -> Result<(), ExportError> {
    let layers = document.layers.iter().map(|layer| LayerFacts {
        document: Vec::new(),
        ..LayerFacts::of(layer)
    });
    let line = Line {
        id: &document.id,
        file,
        facts: Facts::of(document),
        layers: layers.collect(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    Ok(out.write_all(b"\n")?)
}

/// What is known of documents, by the files of their texts.
#[derive(Default)]
pub(super) struct Documents {
    lines: HashMap<String, String>,
    /// The files in the order of lines, and whether somebody has asked.
    files: Vec<String>,
}

impl Documents {
    /// Those beside the file at `path`; none if there is no such file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn beside(path: &Path, options: &ReadOptions) -> Result<Self, ReadError> {
        let path = path.with_file_name(NAME);
        let mut documents = Self::default();
        if !folder::is_file(&path) {
            return Ok(documents);
        }
        if folder::length_of(&path) > options.limits.file {
            return Err(ReadError::Broken(format!("{NAME} beside it is too long")));
        }
        readers::lines(folder::open_file(&path)?, &options.limits, &mut |_, line| {
            let fields = line.ok().and_then(|line| Some((line, parsed(line)?)));
            if let Some((line, fields)) = fields
                && let Some(Value::String(file)) = fields.get("file")
                && documents.lines.insert(file.clone(), line.to_owned()).is_none()
            {
                documents.files.push(file.clone());
            }
            ControlFlow::Continue(())
        })?;
        Ok(documents)
    }

    /// Puts what is known into the document of a file. Whether anything is.
    pub(super) fn tell(&self, file: &str, found: &mut Found) -> bool {
        let Some(mut fields) = self.lines.get(file).and_then(|line| parsed(line)) else {
            return false;
        };
        fields.remove("file");
        found.id = fields.remove("id").and_then(fields::text);
        facts::read(found, fields);
        true
    }

    /// All files of which something is known, in order.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }
}

fn parsed(line: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(line).ok()
}
