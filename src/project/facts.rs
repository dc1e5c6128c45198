//! What is known of each article without opening it: enough for a list, for filters and for pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Sketch;
use crate::{
    annotation::State,
    article::{Article, Metadata},
    labels::{LabelId, LabelSet},
    store::{
        self,
        folder::{self, Stamp},
    },
};

/// What is known of an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// How the project calls it: its path from the project's folder.
    pub name: Box<str>,
    /// The state of its file when it was read.
    pub stamp: Stamp,
    /// What could be read of it, or why not; `None` as long as nobody has looked.
    pub read: Option<Result<TextFacts, Box<str>>>,
    /// What annotators have made of it, by the names of their folders.
    pub layers: Vec<LayerFacts>,
}

/// What is known of an article's text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextFacts {
    /// What its source calls it.
    pub id: Option<Box<str>>,
    /// The headline, or what else to call the article.
    pub title: Option<Box<str>>,
    /// Who published it.
    pub source: Option<Box<str>>,
    /// When, as its source writes it.
    pub date: Option<Box<str>>,
    /// Its language as a BCP 47 tag.
    pub language: Option<Box<str>>,
    /// Its length in code points.
    pub length: u32,
    /// The first bytes of the hash of the text: equal texts have the same.
    pub hash: u64,
    /// What near-duplicates are found by.
    pub sketch: Option<Box<Sketch>>,
}

/// What is known of an annotation file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerFacts {
    /// The folder of its annotator.
    pub annotator: Box<str>,
    /// The state of the file when it was read.
    pub stamp: Stamp,
    /// What it says, or why it cannot be read.
    pub read: Result<Labelled, Box<str>>,
}

/// What an annotator has said of an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Labelled {
    /// How far the annotator has come.
    pub state: State,
    /// The labels of the article as a whole.
    pub document: Box<[LabelId]>,
    /// The labels of annotations, each once.
    pub labels: Box<[LabelId]>,
    /// All annotations in the order of the text.
    pub marks: Box<[Mark]>,
}

/// An annotation, in few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Where it begins, in code points.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// When it was made, in seconds since 1970; 0 if nobody knows.
    pub made: u32,
    /// Its label, by its place in [`Labelled::labels`].
    pub label: u16,
    /// Whether the annotator doubts it.
    pub unsure: bool,
}

impl Facts {
    /// Reads what is known of the article that a project calls `name`, but for its layers.
    pub fn read(root: &Path, name: &str, stamp: Stamp) -> Self {
        let read = store::read_article(&folder::article_at(root, name), None);
        Self {
            name: name.into(),
            stamp,
            read: Some(
                read.as_ref()
                    .map(TextFacts::of)
                    .map_err(|error| error.to_string().into()),
            ),
            layers: Vec::new(),
        }
    }

    /// An article that is there, but that nobody has looked at.
    pub fn unread(name: &str) -> Self {
        Self {
            name: name.into(),
            stamp: Stamp::default(),
            read: None,
            layers: Vec::new(),
        }
    }

    /// What is known of its text, if it could be read.
    pub fn text(&self) -> Option<&TextFacts> {
        self.read.as_ref()?.as_ref().ok()
    }

    /// What to call the article: its headline, or else the name of its file.
    pub fn title(&self) -> &str {
        let title = self.text().and_then(|text| text.title.as_deref());
        title.unwrap_or_else(|| self.file_name())
    }

    /// The last part of its name, without its ending.
    pub fn file_name(&self) -> &str {
        let last = self.name.rsplit('/').next().unwrap_or(&self.name);
        let stem = last.strip_suffix(store::article_file::ENDING);
        stem.or_else(|| last.rsplit_once('.').map(|(stem, _)| stem))
            .unwrap_or(last)
    }

    /// What an annotator has said of it, if anything can be read.
    pub fn labelled_by(&self, annotator: &str) -> Option<&Labelled> {
        let layer = self.layers.iter().find(|layer| *layer.annotator == *annotator)?;
        layer.read.as_ref().ok()
    }
}

impl TextFacts {
    /// What is known of the text of an article.
    pub fn of(article: &Article) -> Self {
        let text = article.text();
        let of_text = || Metadata {
            // Markdown marks its headings.
            title: crate::article::headline(text)
                .map(|span| text.slice(span).trim_start_matches(['#', ' ']).to_owned()),
            ..Metadata::default()
        };
        let metadata = article.metadata().clone().or(of_text());
        let boxed = |text: Option<String>| text.map(String::into_boxed_str);
        Self {
            id: article.provenance().and_then(|from| from.id.as_deref()).map(Into::into),
            title: boxed(metadata.title),
            source: boxed(metadata.source),
            date: boxed(metadata.date),
            language: boxed(metadata.language),
            length: u32::try_from(text.byte_to_char(text.end()).get()).unwrap_or(u32::MAX),
            hash: article
                .sha256()
                .get(..16)
                .and_then(|hex| u64::from_str_radix(hex, 16).ok())
                .unwrap_or_default(),
            sketch: Sketch::of(text.as_str()).map(Box::new),
        }
    }
}

impl LayerFacts {
    /// Reads what is known of the annotation file at `path`.
    pub fn read(path: &Path, annotator: &str, stamp: Stamp) -> Self {
        Self {
            annotator: annotator.into(),
            stamp,
            read: store::outline(path)
                .map(|outline| Labelled::of(&outline))
                .map_err(|error| error.to_string().into()),
        }
    }
}

impl Labelled {
    fn of(outline: &store::Outline) -> Self {
        let mut labels: Vec<LabelId> = Vec::new();
        let marks = outline.marks.iter().map(|mark| {
            let place = labels.iter().position(|label| *label == mark.label).unwrap_or_else(|| {
                labels.push(mark.label.clone());
                labels.len() - 1
            });
            Mark {
                start: mark.at.0,
                end: mark.at.1,
                made: mark
                    .made
                    .and_then(|made| u32::try_from(made.as_second()).ok())
                    .unwrap_or_default(),
                label: u16::try_from(place).unwrap_or(u16::MAX),
                unsure: mark.unsure,
            }
        });
        let marks = marks.collect();
        Self {
            state: outline.state,
            document: outline.document.clone().into(),
            labels: labels.into(),
            marks,
        }
    }

    /// The annotations with a label: what says that no label fits is none.
    pub fn spans(&self) -> impl Iterator<Item = (&LabelId, &Mark)> {
        self.marks.iter().filter_map(|mark| {
            let label = self.labels.get(usize::from(mark.label))?;
            (!label.is_none()).then_some((label, mark))
        })
    }

    /// How much text each label has, in code points, in the order of a label set; then those that are not in it.
    pub fn lengths(&self, labels: &LabelSet) -> Vec<(&LabelId, u32)> {
        let mut lengths: Vec<(&LabelId, u32)> = self.labels.iter().map(|label| (label, 0)).collect();
        for mark in &self.marks {
            if let Some((_, length)) = lengths.get_mut(usize::from(mark.label)) {
                *length += mark.end.saturating_sub(mark.start);
            }
        }
        lengths.retain(|(label, _)| !label.is_none());
        lengths.sort_by_key(|(label, _)| labels.position(label).unwrap_or(usize::MAX));
        lengths
    }

    /// Whether nothing was said yet.
    pub fn is_silent(&self) -> bool {
        self.state == State::InProgress && self.marks.is_empty() && self.document.is_empty()
    }

    /// How many annotations are doubtful.
    pub fn unsure(&self) -> usize {
        self.marks.iter().filter(|mark| mark.unsure).count()
    }

    /// How many code points have at least one annotation.
    pub fn covered(&self) -> u32 {
        let (mut covered, mut reached) = (0, 0);
        // They are in the order of their starts.
        for mark in &self.marks {
            let start = mark.start.max(reached);
            covered += mark.end.saturating_sub(start);
            reached = reached.max(mark.end);
        }
        covered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_known_without_being_opened() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let facts = Facts::read(root, "seeds/microsoft-openai.txt", Stamp::default());
        assert_eq!(
            facts.title(),
            "Microsoft Has Spent Over $100 Billion on OpenAI Collaboration"
        );
        assert_eq!(facts.file_name(), "microsoft-openai");
        let layer = LayerFacts::read(&root.join("tests/data/microsoft-openai.ron"), "seed", Stamp::default());
        let labelled = layer.read.expect("it can be read");
        assert_eq!(labelled.spans().count(), labelled.marks.len());
        let length = facts.text().expect("it can be read").length;
        assert!(labelled.covered() > length / 2 && labelled.covered() < length);
    }

    #[test]
    fn what_lies_upon_each_other_is_covered_once() {
        let mark = |start, end| Mark {
            start,
            end,
            made: 0,
            label: 0,
            unsure: false,
        };
        let labelled = Labelled {
            state: State::Done,
            document: [].into(),
            labels: [LabelId::new("fact")].into(),
            marks: [mark(0, 10), mark(2, 5), mark(8, 12), mark(20, 21)].into(),
        };
        assert_eq!(labelled.covered(), 13);
    }

    #[test]
    fn what_cannot_be_read_is_known_as_such() {
        let folder = tempfile::tempdir().expect("a folder");
        let facts = Facts::read(folder.path(), "no.txt", Stamp::default());
        assert!(facts.text().is_none() && facts.read.is_some());
        assert_eq!(facts.title(), "no");
    }
}
