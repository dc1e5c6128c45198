//! Label sets in files of their own, to be handed on: RON with the field `labels`.

use std::{io, path::Path};

use ron::Options;
use serde::{Deserialize, Serialize};

use super::{
    LoadError, WriteError, atomic, folder,
    known::{self, Known, NotKnown},
    layer_file::{self, VERSION},
    parse,
};
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

/// Writes a label set to a file, in the place of another label set.
///
/// # Errors
/// If it cannot be written, or there is a file that holds anything else; it is as it was then.
pub fn write_labels(path: &Path, labels: &LabelSet) -> Result<(), WriteError> {
    let failed = |error| WriteError::new(path, error);
    match read(path) {
        Ok(Known { more: None, .. }) | Err(LoadError::Missing { .. }) => {}
        Ok(Known { more: Some(more), .. }) => {
            let what = format!("there is a file that holds more than labels ({more}), choose another name");
            return Err(failed(io::Error::other(what)));
        }
        Err(_) => return Err(failed(io::Error::other("there is another file, choose another name"))),
    }
    let file = Out {
        labels: labels.labels(),
    };
    let mut ron = Options::default()
        .to_string_pretty(&file, layer_file::pretty().depth_limit(4))
        .map_err(|error| failed(io::Error::other(error)))?;
    ron.push('\n');
    atomic::replace(path, ron.as_bytes())
}

/// Reads the label set of a file: one that [`write_labels`] wrote, or an annotation file.
///
/// # Errors
/// If there are no labels in it that make a set; the error says where and what to do.
pub fn read_labels(path: &Path) -> Result<LabelSet, LoadError> {
    let file = read(path)?.value;
    LabelSet::new(file.labels).map_err(|error| LoadError::Labels {
        path: path.to_owned(),
        error,
    })
}

fn read(path: &Path) -> Result<Known<In>, LoadError> {
    let path = path.to_owned();
    let bytes = match folder::read_at_most(&path, LONGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LoadError::Missing { path }),
        Err(error) => return Err(LoadError::Unreadable { path, error }),
    };
    let text = match parse::clean(bytes) {
        Ok(text) => text,
        Err(error) => return Err(LoadError::Broken { path, error }),
    };
    known::read(&text, VERSION).map_err(|error| match error {
        NotKnown::Syntax(error) => LoadError::Broken { path, error },
        NotKnown::Newer(version) => LoadError::Newer { path, version },
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn nothing_but_labels_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("labels.ron");
        write_labels(&path, &labels::built_in()).expect("written");
        write_labels(&path, &labels::built_in()).expect("labels in the place of labels");
        let layer = fs::read_to_string("tests/data/microsoft-openai.ron").expect("a layer");
        for other in [
            &*layer,
            "(labels: [], shapes: [])",
            "(labels: [(id: \"a\", name: \"A\", color: \"#000000\", shape: \"round\")])",
            "(version: 2, sets: [])",
            "An essay.",
        ] {
            fs::write(&path, other).expect("written");
            let error = write_labels(&path, &labels::built_in())
                .expect_err("refused")
                .to_string();
            assert!(error.contains("choose another name"), "{error}");
            assert_eq!(fs::read_to_string(&path).expect("a file"), other);
        }
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
