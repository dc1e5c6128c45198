//! What articles are looked for: `state:new label:opinion budget` and the like. A click on a picture writes such a
//! query, so that people can see, change and keep it.

use std::fmt;

use super::{Assigned, Facts, Labelled, Parts};
use crate::{annotation::State, labels::LabelId};

/// How far an annotator has come with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing was said of it yet.
    New,
    /// Some of it is labelled.
    Begun,
    /// It is done.
    Done,
    /// It will not be labelled.
    Skipped,
    /// The article or its labels cannot be read.
    Broken,
}

impl Stage {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 5] = [Self::New, Self::Begun, Self::Done, Self::Skipped, Self::Broken];

    /// How far `annotator` has come with an article.
    pub fn of(facts: &Facts, annotator: &str) -> Self {
        if matches!(facts.read, Some(Err(_))) {
            return Self::Broken;
        }
        match facts
            .layers
            .iter()
            .find(|layer| *layer.annotator == *annotator)
            .map(|layer| &layer.read)
        {
            None => Self::New,
            Some(Err(_)) => Self::Broken,
            Some(Ok(labelled)) if labelled.is_silent() => Self::New,
            Some(Ok(labelled)) => match labelled.state {
                State::Done => Self::Done,
                State::Skipped => Self::Skipped,
                State::InProgress => Self::Begun,
            },
        }
    }

    /// What people write and read.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Broken => "broken",
        }
    }

    /// Whether there is still something to do.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Begun)
    }
}

/// One thing that must be true of an article.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// Its title or name has this in it, in small letters.
    Word(String),
    State(Vec<Stage>),
    Label(LabelId),
    Document(LabelId),
    Source(String),
    Date(String),
    Language(String),
    Split(String),
    Batch(String),
    /// The day on which something was labelled, or the beginning of its date.
    Made(String),
    /// It has a span of so many characters, the second excluded.
    Span(u32, u32),
    Unsure(bool),
    /// How much of it is labelled, in per cent, the second included.
    Covered(u32, u32),
    /// Any annotator of this name has labelled it.
    By(String),
    /// It is none of these.
    Not(Box<Term>),
}

/// What articles are looked for: all terms must be true.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    terms: Vec<Term>,
}

/// A part of a query that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct QueryError(String);

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What can stand before a colon, and what it means.
pub const KEYS: [(&str, &str); 13] = [
    ("state:new", "new, begun, done, skipped or broken; several with commas"),
    ("label:fact", "has a span with this label"),
    ("article:fact", "the article as a whole has this label"),
    (
        "source:",
        "who published it; in quotes if it has spaces, with = before it for exactly that",
    ),
    ("date:2026-03", "when it was published, or the beginning of that"),
    ("lang:en", "its language"),
    ("split:train", "the split it is in"),
    ("batch:1", "the batch it is in"),
    ("made:2026-03-04", "something in it was labelled on this day"),
    ("span:100-200", "has a span of so many characters"),
    ("unsure:yes", "has a span that is marked as unsure"),
    ("covered:0-50", "how much of it is labelled, in per cent"),
    ("by:ana", "somebody of this name has labelled it"),
];

impl Query {
    /// Whether every article will do.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Reads a query as people write it: words, `key:value`, a minus before what must not be, quotes around spaces.
    ///
    /// # Errors
    /// If a value makes no sense.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let terms = words(text)
            .into_iter()
            .map(|word| term(&word))
            .collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether an article is looked for. `annotator` is whose labels count, by the name of the folder.
    pub fn matches(&self, facts: &Facts, annotator: &str, parts: &Assigned) -> bool {
        self.terms.iter().all(|term| term.matches(facts, annotator, parts))
    }
}

/// A term as it is written, with quotes where it needs them.
pub fn written(key: &str, value: &str) -> String {
    if value.is_empty() || value.contains(|character: char| character.is_whitespace() || character == '"') {
        format!("{key}:\"{}\"", value.replace('"', "'"))
    } else {
        format!("{key}:{value}")
    }
}

/// The text cut at spaces that do not stand in quotes. Quotes are left out.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for character in text.chars() {
        match character {
            '"' => (quoted, begun) = (!quoted, true),
            _ if character.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => {
                word.push(character);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

fn term(word: &str) -> Result<Term, QueryError> {
    if let Some(rest) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
        return Ok(Term::Not(Box::new(term(rest)?)));
    }
    let plain = || Ok(Term::Word(word.to_lowercase()));
    let Some((key, value)) = word.split_once(':') else {
        return plain();
    };
    Ok(match key {
        "state" => Term::State(value.split(',').map(state).collect::<Result<_, _>>()?),
        "label" => Term::Label(LabelId::new(value)),
        "article" => Term::Document(LabelId::new(value)),
        "source" => Term::Source(value.to_lowercase()),
        "date" => Term::Date(value.to_owned()),
        "lang" => Term::Language(value.to_lowercase()),
        "split" => Term::Split(value.to_owned()),
        "batch" => Term::Batch(value.to_owned()),
        "made" => Term::Made(value.to_owned()),
        "by" => Term::By(value.to_owned()),
        "unsure" => Term::Unsure(value != "no"),
        "span" => range(word, value).map(|(from, to)| Term::Span(from, to))?,
        "covered" => range(word, value).map(|(from, to)| Term::Covered(from, to))?,
        // A title may have a colon in it.
        _ => return plain(),
    })
}

fn state(name: &str) -> Result<Stage, QueryError> {
    let known = Stage::ALL.into_iter().find(|state| state.name() == name);
    known.ok_or_else(|| {
        let names = Stage::ALL.map(Stage::name).join(", ");
        QueryError(format!("A state is one of {names}, not {name:?}."))
    })
}

/// `10-20`, `10-` or `10`.
fn range(word: &str, value: &str) -> Result<(u32, u32), QueryError> {
    let (from, to) = value.split_once('-').unwrap_or((value, value));
    let number = |text: &str, else_: u32| if text.is_empty() { Ok(else_) } else { text.parse() };
    match (number(from, 0), number(to, u32::MAX)) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err(QueryError(format!("{word:?} needs numbers, as in span:100-200."))),
    }
}

impl Term {
    fn matches(&self, facts: &Facts, annotator: &str, parts: &Assigned) -> bool {
        let labelled = || facts.labelled_by(annotator);
        let text = || facts.text();
        match self {
            Self::Word(word) => contains(facts.title(), word) || contains(&facts.name, word),
            Self::State(states) => states.contains(&Stage::of(facts, annotator)),
            Self::Label(label) => labelled().is_some_and(|labelled| has_label(labelled, label)),
            Self::Document(label) => labelled().is_some_and(|labelled| labelled.document.contains(label)),
            Self::Source(source) => {
                let of = text().and_then(|text| text.source.as_deref()).unwrap_or_default();
                match source.strip_prefix('=') {
                    Some(exact) => of.to_lowercase().replace('"', "'") == exact,
                    None if source.is_empty() => of.is_empty(),
                    None => contains(of, source),
                }
            }
            Self::Date(date) => {
                let of = text().and_then(|text| text.date.as_deref()).unwrap_or_default();
                if date.is_empty() {
                    of.is_empty()
                } else {
                    of.starts_with(date.as_str())
                }
            }
            Self::Language(tag) => text()
                .and_then(|text| text.language.as_deref())
                .is_some_and(|of| of.to_lowercase().starts_with(tag.as_str())),
            Self::Split(part) => is_in(parts.splits.as_deref(), facts, part),
            Self::Batch(part) => is_in(parts.batches.as_deref(), facts, part),
            Self::Made(day) => labelled().is_some_and(|labelled| {
                labelled
                    .marks
                    .iter()
                    .any(|mark| day_of(mark.made).starts_with(day.as_str()))
            }),
            Self::Span(from, to) => labelled().is_some_and(|labelled| {
                labelled
                    .spans()
                    .any(|(_, mark)| (*from..*to).contains(&mark.end.saturating_sub(mark.start)))
            }),
            Self::Unsure(wanted) => labelled().is_some_and(|labelled| labelled.unsure() > 0) == *wanted,
            Self::Covered(from, to) => (*from..=*to).contains(&covered(facts, annotator)),
            Self::By(name) => facts.layers.iter().any(|layer| *layer.annotator == **name),
            Self::Not(term) => !term.matches(facts, annotator, parts),
        }
    }
}

/// Whether an article is in a part, or in none if the part has no name.
fn is_in(parts: Option<&Parts>, facts: &Facts, part: &str) -> bool {
    parts
        .and_then(|parts| parts.articles.get(&*facts.name))
        .map_or(part.is_empty(), |of| of == part)
}

fn has_label(labelled: &Labelled, label: &LabelId) -> bool {
    labelled.labels.contains(label)
}

/// How much of an article an annotator has labelled, in per cent.
pub fn covered(facts: &Facts, annotator: &str) -> u32 {
    let length = facts.text().map_or(0, |text| text.length);
    match facts.labelled_by(annotator) {
        Some(labelled) if length > 0 => {
            let share = u64::from(labelled.covered()) * 100 / u64::from(length);
            u32::try_from(share).unwrap_or(100).min(100)
        }
        _ => 0,
    }
}

/// The day of a moment, as people write it; in UTC, as files have it. Nothing if nobody knows.
pub fn day_of(made: u32) -> String {
    match jiff::Timestamp::from_second(i64::from(made)) {
        Ok(at) if made > 0 => at.to_string().chars().take(10).collect(),
        _ => String::new(),
    }
}

/// Whether a text has a word in it, which is in small letters.
fn contains(text: &str, word: &str) -> bool {
    if word.is_ascii() && text.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return word.is_empty() || text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        project::{LayerFacts, Mark, facts::TextFacts},
        store::folder::Stamp,
    };

    fn article() -> Facts {
        let labelled = Labelled {
            state: State::InProgress,
            document: [LabelId::new("analysis")].into(),
            labels: [LabelId::new("fact"), LabelId::new("opinion")].into(),
            marks: [Mark {
                start: 0,
                end: 50,
                // 2026-03-04T09:12:31Z
                made: 1_772_615_551,
                label: 0,
                unsure: true,
            }]
            .into(),
        };
        Facts {
            name: "may/budget.txt".into(),
            stamp: Stamp::default(),
            read: Some(Ok(TextFacts {
                title: Some("Haushalt: „Ein ÜBLER Tag“".into()),
                source: Some("The Daily News".into()),
                date: Some("2026-03-03".into()),
                language: Some("de".into()),
                length: 200,
                ..TextFacts::default()
            })),
            layers: vec![LayerFacts {
                annotator: "ana".into(),
                stamp: Stamp::default(),
                read: Ok(labelled),
            }],
        }
    }

    #[test]
    fn queries_say_what_they_mean() {
        let facts = article();
        let matches = |text: &str| {
            Query::parse(text)
                .expect("a query")
                .matches(&facts, "ana", &Assigned::default())
        };
        for text in [
            "",
            "übler haus",
            "BUDGET",
            "\"ein übler\"",
            "state:begun,done",
            "label:fact -label:analysis",
            "article:analysis",
            "source:daily",
            "source:\"daily news\"",
            "date:2026-03 lang:de",
            "made:2026-03-04",
            "span:50-51",
            "unsure:yes",
            "covered:25",
            "covered:-30",
            "by:ana -by:ben",
            "haushalt:",
        ] {
            assert!(matches(text), "{text}");
        }
        for text in [
            "state:new",
            "label:analysis",
            "source:weekly",
            "source:\"\"",
            "date:2025",
            "made:2026-03-05",
            "span:51-",
            "unsure:no",
            "covered:26-100",
            "-budget",
            "split:train",
        ] {
            assert!(!matches(text), "{text}");
        }
        assert!(
            Query::parse("state:old")
                .expect_err("no state")
                .to_string()
                .contains("begun")
        );
        assert!(Query::parse("span:long").is_err());
        assert_eq!(written("source", "The Daily"), "source:\"The Daily\"");
    }
}
