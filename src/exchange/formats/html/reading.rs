//! Reading the page back, article by article.

use std::{collections::HashMap, path::Path};

use super::super::{
    At, Found, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, fields,
    markup::{self, Piece, Tag, Then},
};
use crate::{
    annotation::{AnnotationId, State},
    labels::{Label, LabelId},
};

/// Hands out the labels and articles of a page.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let mut reading = Reading::default();
    markup::read(path, &options.limits, &mut |piece| {
        Ok(match piece {
            Piece::Open(tag) => {
                reading.open(&tag);
                Then::On
            }
            Piece::Text(text) => {
                reading.text(&text, options.limits.text)?;
                Then::On
            }
            Piece::Close(name) => match reading.close(name) {
                Some(Done::Label(label)) => match take(Item::Label(label)).is_break() {
                    true => Then::Stop,
                    false => Then::On,
                },
                Some(Done::Article(article)) => article.hand_out(path, take),
                None => Then::On,
            },
        })
    })
}

/// What is in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Nothing that matters.
    Other,
    /// The text, or a piece of it with the numbers of its spans.
    Text(Vec<String>, usize),
    /// What is known of the article.
    Fact(String),
    /// What else its source says.
    Extra(String),
    /// What somebody wrote about an annotation.
    Note,
    /// A label of the legend.
    Label,
    /// Its name.
    LabelName,
    /// What it means.
    Definition,
}

/// What is complete.
enum Done {
    Label(Box<Label>),
    Article(Box<Article>),
}

/// An annotation of the list, whose place is known from the text.
struct Listed {
    number: String,
    annotator: Option<String>,
    span: FoundSpan,
}

/// An article so far.
#[derive(Default)]
struct Article {
    found: Found,
    text: String,
    chars: usize,
    /// From where to where spans reach, by their numbers.
    places: HashMap<String, (usize, usize)>,
    listed: Vec<Listed>,
}

#[derive(Default)]
struct Reading {
    open: Vec<Part>,
    said: String,
    label: Option<Box<Label>>,
    article: Option<Box<Article>>,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        let part = self.part(tag);
        if !matches!(part, Part::Other | Part::Text(..)) {
            self.said.clear();
        }
        self.open.push(part);
    }

    fn part(&mut self, tag: &Tag<'_>) -> Part {
        let class = tag.get("class").unwrap_or_default();
        if tag.is("article") {
            self.article = Some(Box::default());
            if let Some(article) = &mut self.article {
                article.found.id = tag.get("id");
            }
            return Part::Other;
        }
        let Some(article) = &mut self.article else {
            return self.legend(tag, &class);
        };
        if let Some(Part::Text(..)) = self.open.last() {
            let spans = tag.get("data-spans").unwrap_or_default();
            let spans = spans.split_whitespace().map(str::to_owned).collect();
            return Part::Text(spans, article.chars);
        }
        if tag.is("div") && class == "text" {
            return Part::Text(Vec::new(), 0);
        }
        if let Some(fact) = tag.get("data-fact") {
            return Part::Fact(fact);
        }
        if let Some(name) = tag.get("data-extra") {
            return Part::Extra(name);
        }
        if class == "note" && !article.listed.is_empty() {
            return Part::Note;
        }
        article.said(tag);
        Part::Other
    }

    fn legend(&mut self, tag: &Tag<'_>, class: &str) -> Part {
        if let (Some(id), Some(color)) = (tag.get("data-label"), tag.get("data-color")) {
            self.label = color.parse().ok().map(|color| {
                Box::new(Label {
                    name: id.clone(),
                    id: LabelId::new(id),
                    color,
                    parent: None,
                    key: None,
                    definition: String::new(),
                    examples: Vec::new(),
                    hard_cases: Vec::new(),
                })
            });
            return Part::Label;
        }
        match (class, &self.label) {
            ("name", Some(_)) => Part::LabelName,
            ("definition", Some(_)) => Part::Definition,
            _ => Part::Other,
        }
    }

    fn text(&mut self, text: &str, most: u64) -> Result<(), ReadError> {
        match (self.open.last(), &mut self.article) {
            (Some(Part::Text(..)), Some(article)) => {
                if (article.text.len() + text.len()) as u64 > most {
                    return Err(ReadError::Broken(format!(
                        "an article in it is longer than {most} bytes"
                    )));
                }
                article.text.push_str(text);
                article.chars += text.chars().count();
            }
            (None | Some(Part::Other), _) => {}
            _ => self.said.push_str(text),
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Option<Done> {
        let part = self.open.pop()?;
        if name == "article" {
            return self.article.take().map(Done::Article);
        }
        let said = std::mem::take(&mut self.said);
        if let Some(article) = &mut self.article {
            article.part(part, said);
            return None;
        }
        let label = self.label.as_mut()?;
        match part {
            Part::LabelName => label.name = said,
            Part::Definition => label.definition = said,
            Part::Label => return self.label.take().map(Done::Label),
            _ => {}
        }
        None
    }
}

impl Article {
    /// What a tag says by its attributes.
    fn said(&mut self, tag: &Tag<'_>) {
        if let Some(number) = tag.get("data-span") {
            self.listed.push(Listed::of(number, tag));
        } else if let Some(state) = tag.get("data-state") {
            let layer = fields::layer(&mut self.found.layers, tag.get("data-annotator"));
            layer.state = match &*state {
                "done" => State::Done,
                "skipped" => State::Skipped,
                _ => State::InProgress,
            };
            layer.coverage = tag.get("data-coverage").is_some();
        } else if let (Some(label), Some(layer)) = (tag.get("data-document"), self.found.layers.last_mut()) {
            layer.document.push(LabelId::new(label));
        }
    }

    fn part(&mut self, part: Part, said: String) {
        match part {
            Part::Text(spans, start) => {
                for number in spans {
                    let place = self.places.entry(number).or_insert((start, start));
                    place.1 = self.chars;
                }
            }
            Part::Fact(name) => fields::named(&mut self.found, name, said),
            Part::Extra(name) => {
                self.found.extra.insert(name, said);
            }
            Part::Note => {
                if let Some(listed) = self.listed.last_mut() {
                    listed.span.note = Some(said);
                }
            }
            _ => {}
        }
    }

    fn hand_out(self, path: &Path, take: Take<'_>) -> Then {
        let place = Place {
            file: path.to_owned(),
            line: None,
        };
        let mut found = self.found;
        found.place = place.clone();
        found.text = Some(self.text);
        let mut problems = Vec::new();
        for Listed {
            number,
            annotator,
            mut span,
        } in self.listed
        {
            let Some((start, end)) = self.places.get(&number) else {
                problems.push(format!("the annotation {number} ({}) is not in the text", span.label));
                continue;
            };
            span.at = At::chars(*start, *end);
            fields::layer(&mut found.layers, annotator).spans.push(span);
        }
        let document = Item::Document(Box::new(found));
        let problems = problems.into_iter().map(|what| {
            let place = place.clone();
            Item::Problem(Problem { place, what })
        });
        match std::iter::once(document)
            .chain(problems)
            .all(|item| take(item).is_continue())
        {
            true => Then::Next,
            false => Then::Stop,
        }
    }
}

impl Listed {
    fn of(number: String, tag: &Tag<'_>) -> Self {
        let label = tag.get("data-label").unwrap_or_default();
        Self {
            number,
            annotator: tag.get("data-annotator"),
            span: FoundSpan {
                second: tag.get("data-second").map(LabelId::new),
                unsure: tag.get("data-unsure").is_some(),
                origin: tag.get("data-origin"),
                id: tag.get("data-id").map(AnnotationId::new),
                made: fields::time(tag.get("data-made").as_deref()),
                changed: fields::time(tag.get("data-changed").as_deref()),
                ..FoundSpan::new(At::chars(0, 0), label)
            },
        }
    }
}
