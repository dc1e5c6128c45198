//! Articles of any length, labelled with one span for 200 characters, a fifth of which overlap others.

use std::path::PathBuf;

use glossator::{
    annotation::{About, Annotation, AnnotationId, Edit, Layer},
    article::{self, ByteOffset, Text},
    labels::{self, LabelId},
    store::{Header, Home, save_layer},
};
use jiff::Timestamp;

/// How an article is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Ordinary paragraphs.
    Plain,
    /// One single line.
    Line,
    /// Paragraphs in Latin, Arabic and Han, with emoji.
    Mixed,
}

impl Shape {
    pub const ALL: [Self; 3] = [Self::Plain, Self::Line, Self::Mixed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "paragraphs",
            Self::Line => "one line",
            Self::Mixed => "mixed scripts",
        }
    }
}

/// How long articles are, in bytes.
pub struct Sizes;

impl Sizes {
    pub const ALL: [(&'static str, usize); 5] = [
        ("10KB", 10_000),
        ("100KB", 100_000),
        ("1MB", 1_000_000),
        ("10MB", 10_000_000),
        ("100MB", 100_000_000),
    ];
}

/// An article on disk, with its labels.
pub struct Written {
    pub path: PathBuf,
    _folder: tempfile::TempDir,
}

const LATIN: &[&str] = &[
    "the",
    "government",
    "said",
    "that",
    "budget",
    "vote",
    "über",
    "company",
    "has",
    "billion",
    "in",
    "court",
    "a",
    "deal",
    "shares",
    "which",
    "minister",
    "of",
    "two",
    "days",
];
const ARABIC: &[&str] = &["قالت", "الحكومة", "إن", "الميزانية", "مرت", "في", "البرلمان", "اليوم"];
const HAN: &[&str] = &["微软", "已经", "投入", "超过", "一千亿", "美元", "用于", "合作"];

fn sentence(shape: Shape) -> String {
    let (words, between, end) = match (shape, fastrand::u8(..4)) {
        (Shape::Mixed, 0) => (ARABIC, " ", "."),
        (Shape::Mixed, 1) => (HAN, "", "。"),
        (Shape::Mixed, 2) => (LATIN, " ", " 😊."),
        _ => (LATIN, " ", "."),
    };
    let words: Vec<_> = (0..fastrand::usize(8..28))
        .map(|_| words[fastrand::usize(..words.len())])
        .collect();
    format!("{}{end}", words.join(between))
}

fn text(shape: Shape, bytes: usize) -> String {
    fastrand::seed(7);
    let mut text = String::with_capacity(bytes + 4096);
    while text.len() < bytes {
        for _ in 0..fastrand::usize(2..7) {
            text.push_str(&sentence(shape));
            text.push(' ');
        }
        if shape != Shape::Line {
            text.push_str("\n\n");
        }
    }
    text
}

/// A span for 200 characters; every fifth begins inside the one before.
fn layer(text: &Text) -> Layer {
    let mut layer = Layer::new(About::with_labels(labels::built_in()));
    let string = text.as_str();
    let (mut at, mut number) = (0, 0_usize);
    while at + 200 < string.len() {
        let back = if number % 5 == 4 { 120 } else { 0 };
        let start = string.ceil_char_boundary(at - back.min(at));
        let end = string.floor_char_boundary(at + 90);
        if let Ok(span) = text.span(ByteOffset::new(start), ByteOffset::new(end))
            && let Some(span) = text.trimmed(span)
        {
            let annotation = Annotation {
                id: AnnotationId::new(format!("s{number}")),
                span,
                label: LabelId::new(["fact", "analysis", "opinion"][number % 3]),
                second: None,
                note: None,
                unsure: number % 7 == 0,
                origin: None,
                made: Timestamp::UNIX_EPOCH,
                changed: None,
                moved: None,
            };
            layer.apply(&Edit::Add(annotation)).expect("new");
        }
        number += 1;
        at += 200;
    }
    layer
}

/// Writes an article and its labels into a folder of their own.
pub fn write(shape: Shape, bytes: usize) -> Written {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("article.txt");
    std::fs::write(&path, text(shape, bytes)).expect("written");
    let article = article::read(&path, None).expect("an article");
    let layer = layer(article.text());
    let header = Header::fresh(&article, "bench", Home::Beside);
    save_layer(&path.with_extension("ron"), &article, &header, &layer).expect("saved");
    Written { path, _folder: folder }
}
