//! The beginning of what a format writes, for those who wonder which one to take.

use std::path::Path;

use super::{Candidate, Claim, Dataset, Document, ExportError, Files, Format};
use crate::{
    readers::HEAD,
    store::{Outgoing, folder},
};

/// How much of a file is shown, in bytes.
const BEGINNING: usize = 6 * 1024;

/// The files of a dataset of a few documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// All of them; those that hold documents first.
    pub files: Vec<SampleFile>,
}

/// A file of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Its name in the folder of the dataset, with `/` between the parts.
    pub name: String,
    /// How long it is, in bytes.
    pub length: u64,
    /// How it begins, if it is a text.
    pub text: Option<String>,
    /// Whether there is more of it.
    pub is_cut: bool,
    /// Whether documents are in it.
    is_main: bool,
}

/// Writes a few [fitted](super::fit) documents where nobody sees it, and reads how the files begin.
///
/// # Errors
/// If they cannot be written, or the format cannot hold such a dataset.
pub fn sample(format: &dyn Format, dataset: &Dataset, documents: &[Document]) -> Result<Sample, ExportError> {
    if documents.is_empty() {
        return Ok(Sample::default());
    }
    let outgoing = Outgoing::apart()?;
    let name = format.folder(dataset.extras);
    let files = Files::new(&outgoing, name, None);
    let mut writer = format.begin(dataset, &files)?;
    for document in documents {
        writer.add(document)?;
    }
    writer.finish()?;
    let place = outgoing.path(name);
    let mut sample = Sample::default();
    let files = if folder::is_folder(&place) {
        folder::files_below(&place).0
    } else {
        Vec::new()
    };
    for path in files {
        sample.files.push(SampleFile::read(format, &place, &path)?);
    }
    sample.files.sort_by_key(|file| (!file.is_main, file.text.is_none()));
    Ok(sample)
}

impl SampleFile {
    fn read(format: &dyn Format, place: &Path, path: &Path) -> Result<Self, ExportError> {
        let head = folder::head_of(path, HEAD.max(BEGINNING))?;
        let length = folder::length_of(path);
        let candidate = Candidate { path, head: &head };
        let beginning = head.get(..BEGINNING).unwrap_or(&head);
        let inside = path.strip_prefix(place).unwrap_or(path).components();
        let parts: Vec<_> = inside.map(|part| part.as_os_str().to_string_lossy()).collect();
        Ok(Self {
            name: parts.join("/"),
            length,
            is_main: format.claim(&candidate) == Claim::Main,
            text: as_text(beginning),
            is_cut: length > beginning.len() as u64,
        })
    }
}

/// The bytes as a text, if they are one. A character that is cut at the end is left out.
fn as_text(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => bytes
            .get(..error.valid_up_to())
            .and_then(|whole| std::str::from_utf8(whole).ok())?,
        Err(_) => return None,
    };
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.contains(is_odd)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::{
        article::{Metadata, Text},
        exchange::{DocumentLayer, Losses},
    };

    #[test]
    fn texts_are_told_from_other_files() {
        assert_eq!(as_text("a\t分\n".as_bytes()).as_deref(), Some("a\t分\n"));
        assert_eq!(as_text(&"a分".as_bytes()[..3]).as_deref(), Some("a"));
        for bytes in [b"PAR1\0\0".as_slice(), b"\xff\xfe", b"a\xffb"] {
            assert_eq!(as_text(bytes), None);
        }
    }

    #[test]
    fn every_format_shows_how_it_begins() {
        for format in super::super::FORMATS {
            let document = Document {
                id: "d".to_owned(),
                text: Arc::new(Text::new("Yes.".to_owned())),
                metadata: Metadata::default(),
                extra: BTreeMap::new(),
                split: None,
                layers: vec![DocumentLayer::of("ana")],
            };
            let dataset = Dataset {
                annotators: vec!["ana".to_owned()],
                ..Dataset::default()
            };
            let fitted = super::super::fit(*format, document, &mut Losses::default());
            let sample = sample(*format, &dataset, &[fitted]);
            let sample = sample.unwrap_or_else(|error| panic!("{}: {error}", format.name()));
            assert!(sample.files.iter().any(|file| file.length > 0), "{}", format.name());
        }
    }
}
