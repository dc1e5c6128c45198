//! Which kind of file it is: by what is in it, and by its name where that does not tell.

use super::Problem;
use crate::article::decode;

/// How many bytes of a file's start [`Kind::of`] should be given.
pub const HEAD: usize = 64 * 1024;

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Plain text.
    Text,
    /// Markdown, which is taken as plain text.
    Markdown,
    /// A web page.
    Html,
    /// A web page with its pictures in one file.
    Mhtml,
    /// A Word document.
    Docx,
    /// An OpenDocument text (LibreOffice).
    Odt,
    /// A PDF.
    Pdf,
    /// An e-book.
    Epub,
    /// An e-mail.
    Mail,
    /// A table with one JSON object on each line.
    Jsonl,
    /// A table that is one JSON array of objects, or has one.
    Json,
    /// A table with commas, semicolons, bars or tabs between its cells.
    Csv,
    /// A table with tabs between its cells.
    Tsv,
    /// A Parquet table.
    Parquet,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Mhtml,
        Self::Docx,
        Self::Odt,
        Self::Pdf,
        Self::Epub,
        Self::Mail,
        Self::Jsonl,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
    ];

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "Plain text",
            Self::Markdown => "Markdown",
            Self::Html => "Web page",
            Self::Mhtml => "Web archive",
            Self::Docx => "Word document",
            Self::Odt => "OpenDocument text",
            Self::Pdf => "PDF",
            Self::Epub => "E-book",
            Self::Mail => "E-mail",
            Self::Jsonl => "JSON Lines",
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
        }
    }

    /// How the names of such files end, without the dot and in lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt", "text"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::Mhtml => &["mhtml", "mht"],
            Self::Docx => &["docx"],
            Self::Odt => &["odt"],
            Self::Pdf => &["pdf"],
            Self::Epub => &["epub"],
            Self::Mail => &["eml"],
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Json => &["json"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
            Self::Parquet => &["parquet"],
        }
    }

    /// Whether such a file holds many articles in rows.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Jsonl | Self::Json | Self::Csv | Self::Tsv | Self::Parquet)
    }

    /// Whether such a file is taken as it is, so that it can be copied.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Text | Self::Markdown)
    }

    /// The kind of the file called `name` that starts with `head` (see [`HEAD`]). Where the two disagree, what is in
    /// the file counts.
    ///
    /// # Errors
    /// If it is empty or of a kind that cannot be read. The message says what to do.
    pub fn of(name: &str, head: &[u8]) -> Result<Self, super::ReaderError> {
        kind_of(name, head).map_err(|problem| problem.of(name))
    }

    fn by_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|kind| kind.extensions().contains(&extension.as_str()))
    }

    fn is_binary(self) -> bool {
        matches!(self, Self::Docx | Self::Odt | Self::Pdf | Self::Epub | Self::Parquet)
    }
}

fn kind_of(name: &str, head: &[u8]) -> Result<Kind, Problem> {
    if head.is_empty() {
        return Err(Problem::Empty);
    }
    let named = Kind::by_extension(name);
    if let Some(kind) = by_signature(named, head)? {
        return Ok(kind);
    }
    let text = decode::decode(head.to_vec(), None).map_err(|_| Problem::Unknown)?.text;
    let start = text
        .trim_start()
        .get(..text.trim_start().floor_char_boundary(2048))
        .unwrap_or_default();
    Ok(by_text(named, start, &text))
}

/// The kind of a file with binary data or with a first line that only one kind has.
fn by_signature(named: Option<Kind>, head: &[u8]) -> Result<Option<Kind>, Problem> {
    let top = head.get(..head.len().min(1024)).unwrap_or_default();
    // A PDF may have a few bytes of something else before it.
    if head.starts_with(b"%PDF-") || named == Some(Kind::Pdf) && memchr::memmem::find(top, b"%PDF-").is_some() {
        return Ok(Some(Kind::Pdf));
    }
    if head.starts_with(b"PAR1") {
        return Ok(Some(Kind::Parquet));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return in_archive(named, head).map(Some);
    }
    match UNREAD.iter().find(|(signature, ..)| head.starts_with(signature)) {
        Some((_, what, advice)) => Err(Problem::Unsupported { what, advice }),
        None => Ok(None),
    }
}

/// How files start that people may well try, what they are, and what to do with them.
const UNREAD: [(&[u8], &str, &str); 13] = [
    (
        b"\xD0\xCF\x11\xE0",
        "a document of an old Office program (.doc, .xls, .msg …)",
        "Open it there, save it as .docx or .csv, and add that file.",
    ),
    (
        b"{\\rtf",
        "a Rich Text document",
        "Save it as .docx, .odt or .txt, and add that file.",
    ),
    (b"\x89PNG", "a picture", ADVICE_PICTURE),
    (b"\xFF\xD8\xFF", "a picture", ADVICE_PICTURE),
    (b"GIF8", "a picture", ADVICE_PICTURE),
    (b"II*\0", "a picture", ADVICE_PICTURE),
    (b"RIFF", "a picture or sound", ADVICE_PICTURE),
    (b"\x1F\x8B", "a compressed file", ADVICE_UNPACK),
    (b"BZh", "a compressed file", ADVICE_UNPACK),
    (b"\xFD7zXZ", "a compressed file", ADVICE_UNPACK),
    (b"\x28\xB5\x2F\xFD", "a compressed file", ADVICE_UNPACK),
    (b"7z\xBC\xAF", "an archive", ADVICE_UNPACK),
    (b"Rar!", "an archive", ADVICE_UNPACK),
];
const ADVICE_PICTURE: &str = "Recognise its text first (OCR), and add that.";
const ADVICE_UNPACK: &str = "Unpack it, and add what was in it.";

/// The kind of a ZIP archive, told by the names of its first parts, which are not compressed.
fn in_archive(named: Option<Kind>, head: &[u8]) -> Result<Kind, Problem> {
    let has = |name: &str| memchr::memmem::find(head, name.as_bytes()).is_some();
    if has("mimetypeapplication/epub+zip") {
        Ok(Kind::Epub)
    } else if has("mimetypeapplication/vnd.oasis.opendocument.text") {
        Ok(Kind::Odt)
    } else if has("mimetypeapplication/vnd.oasis.opendocument.") || has("xl/workbook.xml") {
        Err(Problem::Unsupported {
            what: "a spreadsheet or presentation",
            advice: "Save the sheet with the articles as .csv, and add that file.",
        })
    } else if has("ppt/presentation.xml") {
        Err(Problem::Unsupported {
            what: "a presentation",
            advice: "Save its text as .txt, and add that file.",
        })
    } else if has("word/document") {
        Ok(Kind::Docx)
    } else if let Some(kind @ (Kind::Docx | Kind::Odt | Kind::Epub)) = named {
        Ok(kind)
    } else {
        Err(Problem::Unsupported {
            what: "an archive",
            advice: ADVICE_UNPACK,
        })
    }
}

/// The kind of a text, of which `start` is the first part without blanks before it.
fn by_text(named: Option<Kind>, start: &str, text: &str) -> Kind {
    match named {
        Some(Kind::Mhtml | Kind::Mail) if !is_page(start) => named.unwrap_or(Kind::Mail),
        _ if is_page(start) => Kind::Html,
        Some(Kind::Json) if is_jsonl(text) => Kind::Jsonl,
        Some(Kind::Jsonl) if start.starts_with('[') => Kind::Json,
        Some(kind) if !kind.is_binary() => kind,
        _ => Kind::Text,
    }
}

fn is_page(start: &str) -> bool {
    let mut start = start.to_ascii_lowercase();
    // An XML declaration and comments may come before the page itself.
    for (open, close) in [("<?xml", "?>"), ("<!--", "-->")] {
        if start.starts_with(open) {
            start = start
                .split_once(close)
                .map_or("", |(_, after)| after)
                .trim_start()
                .to_owned();
        }
    }
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether the first line is a whole JSON object and another one follows.
fn is_jsonl(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_object =
        |line: &str| line.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    lines.next().is_some_and(is_object) && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}
