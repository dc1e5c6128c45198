//! Label sets in files of their own, to be handed on: RON with the field `labels`.

use std::{fs, io, path::Path};

use ron::{Options, extensions::Extensions};
use serde::{Deserialize, Serialize};

use super::{LoadError, SyntaxError, WriteError, atomic, layer_file, parse};
use crate::labels::{Label, LabelSet};

/// The longest file of labels that is read, in bytes.
const LONGEST: u64 = 16 << 20;

#[derive(Serialize)]
struct Out<'a> {
    labels: &'a [Label],
}

/// What else a file says is passed over, so that annotation files will do too.
#[derive(Deserialize)]
struct In {
    labels: Vec<Label>,
}

/// Writes a label set to a file, in the place of what is there.
///
/// # Errors
/// If it cannot be written; then what was there is as it was.
pub fn write_labels(path: &Path, labels: &LabelSet) -> Result<(), WriteError> {
    let file = Out {
        labels: labels.labels(),
    };
    let mut ron = Options::default()
        .to_string_pretty(&file, layer_file::pretty().depth_limit(4))
        .map_err(|error| WriteError::new(path, io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}

/// Reads the label set of a file: one that [`write_labels`] wrote, or an annotation file.
///
/// # Errors
/// If there are no labels in it that make a set; the error says where and what to do.
pub fn read_labels(path: &Path) -> Result<LabelSet, LoadError> {
    let path = path.to_owned();
    let bytes = match fs::metadata(&path) {
        Ok(metadata) if metadata.len() > LONGEST => Err(io::Error::other("it is too long for a set of labels")),
        Ok(_) => fs::read(&path),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LoadError::Missing { path }),
        Err(error) => return Err(LoadError::Unreadable { path, error }),
    };
    let text = match parse::clean(bytes) {
        Ok(text) => text,
        Err(error) => return Err(LoadError::Broken { path, error }),
    };
    let options = Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(parse::DEPTH);
    let file: In = match options.from_str(&text) {
        Ok(file) => file,
        Err(error) => {
            let error = SyntaxError::explain(&text, &error);
            return Err(LoadError::Broken { path, error });
        }
    };
    LabelSet::new(file.labels).map_err(|error| LoadError::Labels { path, error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels;

    #[test]
    fn labels_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("labels.ron");
        write_labels(&path, &labels::built_in()).expect("written");
        assert_eq!(read_labels(&path).expect("a set"), labels::built_in());
        let layer = Path::new("tests/data/microsoft-openai.ron");
        assert_eq!(
            read_labels(layer).expect("those of the annotations"),
            labels::built_in()
        );
        assert_eq!(
            read_labels(Path::new("assets/labels.ron")).expect("a set"),
            labels::built_in()
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("labels.ron");
        let error = |text: &str| {
            fs::write(&path, text).expect("written");
            read_labels(&path).expect_err("not a set").to_string()
        };
        assert!(error("(labels: [(id: \"a\", name: \"A\", color: \"blue\")])").contains("line 1"));
        assert!(error("(labels: [(id: \"none\", name: \"A\", color: \"#000000\")])").contains("no label fits"));
        assert!(error(&format!("(labels: {}", "[".repeat(100_000))).contains("labels.ron"));
        assert!(matches!(
            read_labels(&folder.path().join("no.ron")),
            Err(LoadError::Missing { .. })
        ));
    }
}
