//! What the user has chosen for an export, and how formats are sorted so that one is found among many.

use std::collections::BTreeSet;

use crate::{
    article::UnitKind,
    exchange::{
        self, Extras, FORMATS, Format,
        carries::{Text, Unit},
    },
    labels::LabelId,
    project::{
        Query,
        export::{By, Choice, Stage, Unlabelled},
    },
};

/// What is to be exported and how, as it stands in the dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The name of the format.
    pub format: String,
    /// Whose labels.
    pub by: By,
    /// Which articles, as it is written.
    pub only: String,
    /// Only articles in these splits, if any are named.
    pub splits: BTreeSet<String>,
    /// How far an annotator must have come with an article.
    pub stage: Stage,
    /// Only these labels, if any are named.
    pub labels: BTreeSet<LabelId>,
    /// Whether spans stay out that are doubted.
    pub without_unsure: bool,
    /// What becomes of sentences without a label.
    pub unlabelled: Unlabelled,
    /// Units that are labelled as a whole, instead of spans.
    pub units: Option<UnitKind>,
    /// What only some formats can do.
    pub extras: Extras,
}

impl ExportOptions {
    /// The format; the first one if there is none of that name.
    pub fn format(&self) -> Option<&'static dyn Format> {
        exchange::by_name(&self.format)
            .ok()
            .or_else(|| FORMATS.first().copied())
    }

    /// Why nothing can be exported like this, if so.
    pub fn problem(&self) -> Option<String> {
        match &self.by {
            By::These(names) if names.is_empty() => Some("Tick at least one annotator.".to_owned()),
            _ => Query::parse(&self.only).err().map(|error| error.to_string()),
        }
    }

    /// How many of the choices that are seldom made are made.
    pub fn unusual(&self) -> usize {
        let chosen = [
            !self.only.trim().is_empty(),
            !self.splits.is_empty(),
            !self.labels.is_empty(),
            self.without_unsure,
            self.unlabelled != Unlabelled::default(),
        ];
        chosen.into_iter().filter(|chosen| *chosen).count()
    }

    /// All of it for an export; everything if the query cannot be understood, which [`problem`](Self::problem) says.
    pub(super) fn choice(&self) -> Choice {
        Choice {
            by: self.by.clone(),
            only: Query::parse(&self.only).unwrap_or_default(),
            splits: self.splits.clone(),
            stage: self.stage,
            labels: self.labels.clone(),
            without_unsure: self.without_unsure,
            unlabelled: self.unlabelled,
            units: self.units,
            extras: self.extras,
        }
    }
}

/// Something that one format alone can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// Parquet instead of JSON Lines.
    Parquet,
    /// Tags by the scheme BILOU instead of IOB2.
    Bilou,
    /// Predictions instead of annotations.
    Predictions,
}

impl Extra {
    /// What a format can do besides.
    pub fn of(format: &dyn Format) -> Option<Self> {
        match format.name() {
            "hf" => Some(Self::Parquet),
            "conll" => Some(Self::Bilou),
            "label-studio" => Some(Self::Predictions),
            _ => None,
        }
    }

    /// What people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet instead of JSON Lines",
            Self::Bilou => "Tags by the scheme BILOU instead of IOB2",
            Self::Predictions => "Predictions instead of annotations",
        }
    }

    /// Where it is kept.
    pub fn place(self, extras: &mut Extras) -> &mut bool {
        match self {
            Self::Parquet => &mut extras.parquet,
            Self::Bilou => &mut extras.bilou,
            Self::Predictions => &mut extras.predictions,
        }
    }
}

/// What formats are alike in, as far as they say it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatKind {
    /// They keep texts and all that annotators said of a span.
    Everything,
    /// Texts, and spans by their offsets.
    Spans,
    /// Tokens with tags.
    Tokens,
    /// Marks in the text itself.
    Marks,
    /// Labels without texts.
    Labels,
}

impl FormatKind {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Everything, Self::Spans, Self::Tokens, Self::Marks, Self::Labels];

    /// What a format is.
    pub fn of(format: &dyn Format) -> Self {
        let carries = format.carries();
        let all = carries.overlap && carries.annotator && carries.note && carries.unsure && carries.second;
        match (carries.text, carries.unit) {
            (Text::None, _) => Self::Labels,
            (Text::Exact, Unit::Marks) => Self::Marks,
            (Text::Exact, _) if all => Self::Everything,
            (Text::Tokens, _) | (_, Unit::Tokens) => Self::Tokens,
            (_, Unit::Marks) => Self::Marks,
            _ => Self::Spans,
        }
    }

    /// What people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "Keep everything",
            Self::Spans => "Texts with spans",
            Self::Tokens => "Tokens and tags",
            Self::Marks => "Marks in the text",
            Self::Labels => "Labels without texts",
        }
    }

    /// The formats that are so, in the order in which they are offered.
    pub fn formats(self) -> impl Iterator<Item = &'static dyn Format> {
        FORMATS.iter().copied().filter(move |format| Self::of(*format) == self)
    }

    /// All formats in the order of the list.
    pub fn all_formats() -> impl Iterator<Item = &'static dyn Format> {
        Self::ALL.into_iter().flat_map(Self::formats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_in_the_list_once() {
        let mut listed: Vec<_> = FormatKind::all_formats().map(|format| format.name()).collect();
        let mut all: Vec<_> = FORMATS.iter().map(|format| format.name()).collect();
        listed.sort_unstable();
        all.sort_unstable();
        assert_eq!(listed, all);
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        let mut options = ExportOptions {
            only: "state:odd".to_owned(),
            ..ExportOptions::default()
        };
        assert!(options.problem().is_some_and(|why| why.contains("odd")));
        options.only.clear();
        options.by = By::These(Vec::new());
        assert!(options.problem().is_some());
        options.by = By::Gold;
        assert_eq!((options.problem(), options.unusual()), (None, 0));
        assert!(options.format().is_some());
    }
}
