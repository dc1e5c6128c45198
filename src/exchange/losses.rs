//! What a format could not hold, counted, with the first cases of each.

use std::collections::BTreeMap;

use serde::Serialize;

/// How many cases of each loss are named.
const EXAMPLES: usize = 5;
/// How much of a text is shown in one. In characters.
const QUOTE: usize = 60;

/// Something that a format could not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// A span that shares characters with another one, and was left out.
    Overlap,
    /// A span of which nothing is left in the format, such as one of white space only.
    Span,
    /// White space at the ends of a span.
    Edges,
    /// Characters that were replaced by others.
    Characters,
    /// White space between words, which is another one now.
    WhiteSpace,
    /// A document without text.
    EmptyDocument,
    /// A document of which nobody has said anything.
    SilentDocument,
    /// A text or quote that was too long for the format, and was cut.
    Cut,
    /// The text of a document.
    Text,
    /// Who made a span.
    Annotator,
    /// What the annotator wrote about it.
    Note,
    /// That the annotator doubts it.
    Unsure,
    /// The label it would have if not that.
    Second,
    /// Where it came from.
    Origin,
    /// A label of a document as a whole.
    DocumentLabel,
    /// How far an annotator has come.
    State,
    /// Something known of a document: its title and the like.
    Metadata,
    /// Which part of the dataset a document is in.
    Split,
    /// The id of an annotation, and when it was made.
    Provenance,
    /// A label's name, which had to be written otherwise.
    LabelName,
    /// The colour or definition of a label.
    LabelFacts,
}

/// One kind of loss.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// How often.
    pub count: u64,
    /// The first cases: where, and what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// All that a format could not hold of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Losses(BTreeMap<Loss, Lost>);

impl Loss {
    /// What a person reads of so many of them.
    pub fn sentence(self, count: u64) -> String {
        let (one, many) = match self {
            Self::Overlap => (
                "span was left out: it overlaps another",
                "spans were left out: they overlap others",
            ),
            Self::Span => (
                "span was left out: nothing of it is in the format",
                "spans were left out: nothing of them is in the format",
            ),
            Self::Edges => (
                "span lost white space at its ends",
                "spans lost white space at their ends",
            ),
            Self::Characters => (
                "character was replaced by another",
                "characters were replaced by others",
            ),
            Self::WhiteSpace => (
                "text has other white space between its words",
                "texts have other white space between their words",
            ),
            Self::EmptyDocument => (
                "article without text was left out",
                "articles without text were left out",
            ),
            Self::SilentDocument => (
                "article without a span is not mentioned",
                "articles without a span are not mentioned",
            ),
            Self::Cut => (
                "text was cut: it is too long for a cell",
                "texts were cut: they are too long for a cell",
            ),
            Self::Text => ("article is without its text", "articles are without their texts"),
            Self::Annotator => ("span does not say who made it", "spans do not say who made them"),
            Self::Note => ("note has no place", "notes have no place"),
            Self::Unsure => ("doubt has no place", "doubts have no place"),
            Self::Second => ("second label has no place", "second labels have no place"),
            Self::Origin => (
                "span does not say where it came from",
                "spans do not say where they came from",
            ),
            Self::DocumentLabel => (
                "label of a whole article has no place",
                "labels of whole articles have no place",
            ),
            Self::State => ("layer does not say how far it is", "layers do not say how far they are"),
            Self::Metadata => (
                "fact about an article has no place",
                "facts about articles have no place",
            ),
            Self::Split => (
                "article does not say which split it is in",
                "articles do not say which split they are in",
            ),
            Self::Provenance => (
                "span is without its id and times",
                "spans are without their ids and times",
            ),
            Self::LabelName => ("label is written otherwise", "labels are written otherwise"),
            Self::LabelFacts => (
                "label is without colour or definition",
                "labels are without colour or definition",
            ),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// Whether it is a matter of course for nearly all formats, and not worth a warning.
    pub fn is_minor(self) -> bool {
        matches!(
            self,
            Self::Provenance | Self::LabelFacts | Self::State | Self::WhiteSpace
        )
    }
}

impl Losses {
    /// One more loss; `example` says where and what, and is only asked for the first few.
    pub fn add(&mut self, loss: Loss, example: impl FnOnce() -> String) {
        self.add_many(loss, 1, example);
    }

    /// So many more losses of one kind in one place.
    pub fn add_many(&mut self, loss: Loss, count: u64, example: impl FnOnce() -> String) {
        if count == 0 {
            return;
        }
        let lost = self.0.entry(loss).or_default();
        lost.count += count;
        if lost.examples.len() < EXAMPLES {
            lost.examples.push(example());
        }
    }

    /// What was lost here, and then there.
    pub fn merge(&mut self, other: Self) {
        for (loss, lost) in other.0 {
            let here = self.0.entry(loss).or_default();
            here.count += lost.count;
            let room = EXAMPLES.saturating_sub(here.examples.len());
            here.examples.extend(lost.examples.into_iter().take(room));
        }
    }

    /// All kinds of losses that there were, the worst first.
    pub fn iter(&self) -> impl Iterator<Item = (Loss, &Lost)> {
        self.0.iter().map(|(loss, lost)| (*loss, lost))
    }

    /// How often there was one of a kind.
    pub fn count(&self, loss: Loss) -> u64 {
        self.0.get(&loss).map_or(0, |lost| lost.count)
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How a place is named in an example: the document, and the start of a text in it.
pub fn example(document: &str, text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(QUOTE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(QUOTE).is_some() {
        short.push('…');
    }
    format!("{document}: “{short}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_counted_and_the_first_are_named() {
        let mut losses = Losses::default();
        for number in 0..7 {
            let mut one = Losses::default();
            one.add(Loss::Note, || example("d", &format!("{number}\n{}", "x".repeat(100))));
            losses.merge(one);
        }
        losses.add_many(Loss::Unsure, 0, || panic!("nothing was lost"));
        assert_eq!((losses.count(Loss::Note), losses.count(Loss::Unsure)), (7, 0));
        let (_, lost) = losses.iter().next().expect("a loss");
        assert_eq!(lost.examples.len(), EXAMPLES);
        assert_eq!(lost.examples[0], format!("d: “0 {}…”", "x".repeat(58)));
        assert_eq!(Loss::Note.sentence(1), "1 note has no place");
    }
}
