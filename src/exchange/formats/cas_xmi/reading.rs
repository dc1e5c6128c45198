//! Reading XMI, whoever wrote it.

use std::path::Path;

use super::super::{
    ReadError, ReadOptions,
    cas::reading::{Content, Sofa, Structure, matters},
    markup::{self, Piece, Tag, Then},
};

/// The longest name of a type that is read, in bytes.
const LONGEST_TYPE: usize = 500;

/// Reads what a file holds.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Content, ReadError> {
    let mut content = Content::default();
    // A structure is an element in that of the file; what is in it are the parts of lists.
    let mut depth = 0_usize;
    let mut is_xmi = false;
    markup::read(path, &options.limits, &mut |piece| {
        match piece {
            Piece::Open(tag) => {
                depth += 1;
                is_xmi |= depth == 1 && tag.namespace() == super::NAMESPACE;
                if depth == 2 {
                    element(&tag, &mut content);
                }
            }
            Piece::Close(_) => depth = depth.saturating_sub(1),
            Piece::Text(_) => {}
        }
        Ok(Then::On)
    })?;
    if is_xmi {
        Ok(content)
    } else {
        Err(ReadError::Broken("it is XML, but no XMI".to_owned()))
    }
}

fn element(tag: &Tag<'_>, content: &mut Content) {
    // Most of a file are these, and nobody has a label that is called so.
    if tag.is("Token") {
        return;
    }
    let namespace = tag.namespace();
    // Each structure keeps the name of its type.
    if namespace.len() + tag.name().len() > LONGEST_TYPE {
        return;
    }
    let kind = type_name(&namespace, &tag.name());
    if kind == "uima.cas.Sofa" {
        content.sofas.push(Sofa {
            number: number(tag, "id"),
            name: tag.get("sofaID").unwrap_or_default(),
            text: tag.get("sofaString").unwrap_or_default(),
        });
    } else if matters(&kind) {
        let mut structure = Structure {
            kind,
            ..Structure::default()
        };
        for (name, value) in tag.attributes() {
            match name {
                "sofa" => structure.sofa = value.parse().ok(),
                "begin" => {
                    structure.begin = value.parse().ok();
                    structure.is_place = true;
                }
                "end" => {
                    structure.end = value.parse().ok();
                    structure.is_place = true;
                }
                // `xmi:id` and names of namespaces are no features.
                name if name.contains(':') || name == "xmlns" => {}
                name => structure.features.push((name.to_owned(), value)),
            }
        }
        // What lies nowhere and has nothing in it says nothing.
        if structure.sofa.is_some() || structure.is_place || !structure.features.is_empty() {
            content.structures.push(structure);
        }
    }
}

/// The number in an attribute that has the prefix of XMI, whatever that is.
fn number(tag: &Tag<'_>, name: &str) -> Option<u64> {
    let mut attributes = tag.attributes();
    let found = attributes.find(|(key, _)| key.rsplit_once(':').is_some_and(|(_, local)| local == name));
    found?.1.parse().ok()
}

/// `custom.Span` for `Span` in `http:///custom.ecore`.
fn type_name(namespace: &str, name: &str) -> String {
    let package = namespace.strip_prefix("http:///").unwrap_or(namespace);
    let package = package.strip_suffix(".ecore").unwrap_or(package);
    match package {
        "" | "uima/noNamespace" => name.to_owned(),
        package => format!("{}.{name}", package.replace('/', ".")),
    }
}
