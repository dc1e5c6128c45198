//! How labels go out: a table of formats, and one file a format.
//!
//! Only what somebody labelled goes out: text without a label is in no span, and suggestions are not in a layer.

mod csv;
mod jsonl;
mod ron;

use std::{
    fmt,
    io::{self, Write},
    str::FromStr,
};

use crate::{
    annotation::{Annotation, Layer},
    article::{Article, CharOffset},
    store::Header,
};

/// A format of datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON lines: an object an article, with its text and its spans.
    Jsonl,
    /// A table: a row a span.
    Csv,
    /// Our own annotation file.
    Ron,
}

impl Format {
    /// All formats, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Csv, Self::Ron];

    /// What it is called, and the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Ron => "ron",
        }
    }

    /// What it is, in a line.
    pub fn help(self) -> &'static str {
        match self {
            Self::Jsonl => "One JSON object an article: its text, its spans and what is known of it",
            Self::Csv => "One row a span, for spreadsheets and pandas",
            Self::Ron => "The annotation file as Glossator saves it, complete with its labels",
        }
    }

    /// The format whose files end so, in any case.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(extension))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no format of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}; there are jsonl, csv and ron")]
pub struct NoSuchFormat(String);

impl FromStr for Format {
    type Err = NoSuchFormat;

    fn from_str(name: &str) -> Result<Self, NoSuchFormat> {
        Self::of_extension(name).ok_or_else(|| NoSuchFormat(name.to_owned()))
    }
}

/// An article with what one annotator said of it, on its way out.
#[derive(Clone, Debug)]
pub struct ExportArticle<'a> {
    /// What the dataset calls it.
    pub id: String,
    /// Its path relative to the exported folder, with `/` between the parts.
    pub path: String,
    /// The article.
    pub article: &'a Article,
    /// What is known of it, and its labels.
    pub header: &'a Header,
    /// Its annotations.
    pub layer: &'a Layer,
}

impl<'a> ExportArticle<'a> {
    /// An article that is exported by itself: its id is the name of its file without the ending, `news` for
    /// `news.txt`. It stays the same for as long as the file is not renamed.
    pub fn alone(article: &'a Article, header: &'a Header, layer: &'a Layer) -> Self {
        let id = article.path().file_stem().unwrap_or(article.path().as_os_str());
        Self {
            id: id.to_string_lossy().into_owned(),
            path: article.file_name(),
            article,
            header,
            layer,
        }
    }

    /// An article of a project, which calls it `name`. That is its id in the dataset too.
    pub fn of_project(name: &str, article: &'a Article, header: &'a Header, layer: &'a Layer) -> Self {
        Self {
            id: name.to_owned(),
            path: name.to_owned(),
            article,
            header,
            layer,
        }
    }

    /// The annotations with a label of the set: what says that no label fits is no span of the dataset.
    fn labelled(&self) -> impl Iterator<Item = &'a Annotation> + use<'a> {
        self.layer.iter().filter(|annotation| !annotation.label.is_none())
    }

    /// The positions of an annotation in code points, and its text.
    fn place(&self, annotation: &Annotation) -> (CharOffset, CharOffset, &'a str) {
        let text = self.article.text();
        (
            text.byte_to_char(annotation.span.start()),
            text.byte_to_char(annotation.span.end()),
            text.slice(annotation.span),
        )
    }
}

/// Why a dataset could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The format holds one article a file.
    #[error("A {format} file holds one article, not {count}. Export them one by one, or as jsonl or csv.")]
    OneArticle {
        /// The format.
        format: Format,
        /// How many there were.
        count: usize,
    },
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes articles as a dataset, one after the other, so that a project need not be in memory.
pub struct Exporter<'a> {
    format: Format,
    out: &'a mut dyn Write,
    count: usize,
}

impl<'a> Exporter<'a> {
    /// Begins a dataset.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn begin(format: Format, out: &'a mut dyn Write) -> Result<Self, ExportError> {
        if format == Format::Csv {
            csv::begin(out)?;
        }
        Ok(Self { format, out, count: 0 })
    }

    /// Writes one more article. Offsets are in code points, as Python counts; spans are in order.
    ///
    /// # Errors
    /// If the format cannot hold one more or `out` cannot be written to.
    pub fn add(&mut self, article: &ExportArticle<'_>) -> Result<(), ExportError> {
        self.count += 1;
        match self.format {
            Format::Jsonl => jsonl::write(article, self.out)?,
            Format::Csv => csv::write(article, self.out)?,
            Format::Ron if self.count == 1 => ron::write(article, self.out)?,
            Format::Ron => {
                let (format, count) = (self.format, self.count);
                return Err(ExportError::OneArticle { format, count });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        annotation::Edit,
        labels::LabelId,
        store::Home,
        store::samples::{annotation, article, layer},
    };

    #[test]
    fn formats_go_by_their_names() {
        for format in Format::ALL {
            assert_eq!(format.name().to_uppercase().parse(), Ok(format));
        }
        let error = "xml".parse::<Format>().expect_err("no format");
        for format in Format::ALL {
            assert!(error.to_string().contains(format.name()));
        }
    }

    fn exported(format: Format) -> String {
        let article = article(
            "some/where/news.txt",
            "😊\r\nHe said \"yes\",\r\nthen no. e\u{301} 한\r\n",
        );
        let mut noted = annotation(&article, "k3f9", "He said \"yes\",\nthen no.", "fact");
        noted.note = Some("line one\nline; two, \"three\"".into());
        noted.unsure = true;
        let mut changed = annotation(&article, "p7xd", "한", "opinion");
        changed.changed = Some(changed.made);
        changed.origin = Some("suggestion:cue".into());
        let mut header = Header::fresh(&article, "ana", Home::Beside);
        header.metadata.url = Some("https://example.org/?a=1&b=2".into());
        let mut layer = layer([noted, changed]);
        let before = std::sync::Arc::clone(layer.about());
        let mut after = before.clone();
        std::sync::Arc::make_mut(&mut after).document = vec![LabelId::new("analysis")];
        layer.apply(&Edit::About { before, after }).expect("it fits");
        let mut out = Vec::new();
        let mut exporter = Exporter::begin(format, &mut out).expect("begun");
        let article = ExportArticle::alone(&article, &header, &layer);
        exporter.add(&article).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn json_lines_hold_everything() {
        let line = exported(Format::Jsonl);
        assert_eq!(line.matches('\n').count(), 1);
        let object: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            (&object["id"], &object["meta"]["path"]),
            (&"news".into(), &"news.txt".into())
        );
        let text: Vec<char> = object["text"].as_str().expect("a text").chars().collect();
        for span in object["spans"].as_array().expect("spans") {
            let at = |key: &str| span[key].as_u64().expect("a number") as usize;
            let quote: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(span["text"], quote);
        }
        let first = serde_json::json!({
            "start": 2, "end": 25, "label": "fact", "text": "He said \"yes\",\nthen no.", "id": "k3f9",
            "note": "line one\nline; two, \"three\"", "unsure": true, "made": "2026-03-04T09:12:31Z",
        });
        assert_eq!(object["spans"][0], first);
        assert_eq!(object["meta"]["document"], serde_json::json!(["analysis"]));
        assert_eq!(object["meta"]["labels"][2]["name"], "Opinion");
        assert_eq!(object["meta"]["url"], "https://example.org/?a=1&b=2");
        assert!(object["meta"].get("source").is_none(), "what is not known is left out");
    }

    #[test]
    fn tables_are_exact() {
        let expected = "article,id,start,end,label,second,text,note,unsure,origin,annotator,made,changed\r\n\
            news,k3f9,2,25,fact,,\"He said \"\"yes\"\",\nthen no.\",\"line one\nline; two, \"\"three\"\"\",true,,ana,2026-03-04T09:12:31Z,\r\n\
            news,p7xd,29,30,opinion,,한,,false,suggestion:cue,ana,2026-03-04T09:12:31Z,2026-03-04T09:12:31Z\r\n";
        assert_eq!(exported(Format::Csv), expected);
    }

    #[test]
    fn one_article_a_ron_file() {
        assert!(exported(Format::Ron).starts_with("#![enable(implicit_some)]\n(\n  version: 1,"));
        let (article, mut out) = (article("news.txt", "Yes."), Vec::new());
        let (header, layer) = (Header::fresh(&article, "ana", Home::Beside), layer([]));
        let article = ExportArticle::alone(&article, &header, &layer);
        let mut exporter = Exporter::begin(Format::Ron, &mut out).expect("begun");
        exporter.add(&article).expect("the first");
        let error = exporter.add(&article).expect_err("the second");
        assert!(matches!(error, ExportError::OneArticle { count: 2, .. }));
    }
}
