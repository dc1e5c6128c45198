//! Files into articles.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use encoding_rs::Encoding;

use super::{Article, decode};

/// The longest article that is opened, in bytes.
pub const LONGEST_ARTICLE: u64 = 1 << 30;

/// Why a file could not be opened as an article.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at the path.
    #[error("There is no file {}. Check the name, or open another.", path.display())]
    Missing {
        /// What was asked for.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("{} is a folder. Open one article in it.", path.display())]
    Folder {
        /// What was asked for.
        path: PathBuf,
    },
    /// The path is a device, a pipe or the like.
    #[error("{} is not an ordinary file.", path.display())]
    NotAFile {
        /// What was asked for.
        path: PathBuf,
    },
    /// The file has no text.
    #[error("{} is empty: there is nothing to label in it.", path.display())]
    Empty {
        /// What was asked for.
        path: PathBuf,
    },
    /// The file is not text.
    #[error("{}: {error}. Save the article as plain text (.txt) and open that.", path.display())]
    NotText {
        /// What was asked for.
        path: PathBuf,
        /// What is not text about it.
        error: decode::NotText,
    },
    /// The file is too long.
    #[error("{} is {size} bytes long; articles can have up to {LONGEST_ARTICLE}.", path.display())]
    TooLong {
        /// What was asked for.
        path: PathBuf,
        /// Its length in bytes.
        size: u64,
    },
    /// The operating system refused.
    #[error("{} cannot be read: {error}.", path.display())]
    Unreadable {
        /// What was asked for.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Reads an article from a file, which is never changed. `encoding` overrides what the bytes suggest.
///
/// # Errors
/// If there is no readable text there; the error says what and what to do.
pub fn read(path: &Path, encoding: Option<&'static Encoding>) -> Result<Article, ReadError> {
    let path = path.to_owned();
    let metadata = match fs::metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ReadError::Missing { path }),
        Err(error) => return Err(ReadError::Unreadable { path, error }),
    };
    if metadata.is_dir() {
        return Err(ReadError::Folder { path });
    }
    if !metadata.is_file() {
        return Err(ReadError::NotAFile { path });
    }
    if metadata.len() > LONGEST_ARTICLE {
        return Err(ReadError::TooLong {
            path,
            size: metadata.len(),
        });
    }
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return Err(ReadError::Unreadable { path, error }),
    };
    let decoded = match decode::decode(bytes, encoding) {
        Ok(decoded) => decoded,
        Err(error) => return Err(ReadError::NotText { path, error }),
    };
    if decoded.text.trim().is_empty() {
        return Err(ReadError::Empty { path });
    }
    Ok(Article::new(path, decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let error = read(&path, None).expect_err("not an article");
        error.to_string().replace(&folder.path().display().to_string(), "")
    }

    #[test]
    fn what_is_no_article_is_named_with_what_to_do() {
        assert_eq!(
            message("a.txt", b""),
            "/a.txt is empty: there is nothing to label in it."
        );
        assert_eq!(
            message("a.txt", b"\xEF\xBB\xBF \r\n"),
            "/a.txt is empty: there is nothing to label in it."
        );
        assert_eq!(
            message("a.pdf", b"%PDF-1.7\n\0\0"),
            "/a.pdf: it holds binary data, not text. Save the article as plain text (.txt) and open that."
        );
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(read(folder.path(), None), Err(ReadError::Folder { .. })));
        assert!(matches!(
            read(&folder.path().join("no"), None),
            Err(ReadError::Missing { .. })
        ));
        #[cfg(target_os = "linux")]
        assert!(matches!(
            read(Path::new("/dev/null"), None),
            Err(ReadError::NotAFile { .. })
        ));
    }
}
