//! Reading files of annotations of brat, with the texts beside them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    path::Path,
};

use serde_json::{Map, Value};

use super::{
    super::{
        At, Candidate, Found, FoundLayer, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take,
        carries::Unit,
        exact_text,
        facts::{self, LayerFacts},
        fields,
        tokens::is_space,
    },
    conf::Conf,
};
use crate::{
    article::{CharOffset, Text, Utf16Offset},
    labels::LabelId,
    store::folder,
};

/// How many lines of a file are named that cannot be understood.
const MOST_PROBLEMS: usize = 100;

/// Whether a file holds annotations of brat.
pub(super) fn is_annotations(candidate: &Candidate<'_>) -> bool {
    let head = String::from_utf8_lossy(candidate.head);
    match head.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => line.starts_with(['T', 'E', 'R', 'A', 'M', 'N', '#', '*']) && line.contains('\t'),
        None => folder::is_file(&candidate.path.with_extension("txt")),
    }
}

/// Hands out the document of a file of annotations.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let place = Place {
        file: path.to_owned(),
        line: None,
    };
    let annotations = exact_text::of(folder::read_at_most(path, options.limits.file)?);
    let text = match folder::read_at_most(&path.with_extension("txt"), options.limits.text) {
        Ok(bytes) => exact_text::of(bytes),
        Err(error) => {
            let what = format!("its text, the file of the same name with .txt, cannot be read: {error}");
            let _ = take(Item::Problem(Problem { place, what }));
            return Ok(());
        }
    };
    let conf = Conf::beside(path);
    if !conf
        .labels
        .iter()
        .all(|label| take(Item::Label(Box::new(label.clone()))).is_continue())
    {
        return Ok(());
    }
    let mut reading = Reading::new(&conf, options, &text);
    for (number, line) in (1..).zip(annotations.split('\n')) {
        reading.line(number, line.strip_suffix('\r').unwrap_or(line));
    }
    let (found, problems) = reading.end(path);
    for (line, what) in problems {
        let place = Place { line, ..place.clone() };
        if take(Item::Problem(Problem { place, what })).is_break() {
            return Ok(());
        }
    }
    let _ = take(Item::Document(Box::new(Found {
        text: Some(text),
        ..found
    })));
    Ok(())
}

/// A `T` line.
struct Entity<'a> {
    kind: &'a str,
    fragments: Vec<(u64, u64)>,
    /// The text that it says is there, if it says so.
    quote: &'a str,
    line: u64,
    notes: Vec<Cow<'a, str>>,
    unsure: bool,
    second: Option<LabelId>,
    origin: Option<&'a str>,
}

struct Reading<'a> {
    conf: &'a Conf,
    options: &'a ReadOptions,
    text: Text,
    entities: Vec<Entity<'a>>,
    /// The places of entities by their ids.
    by_id: HashMap<&'a str, usize>,
    /// Attributes and notes: their lines, what they are about, and what they say. Those may come before.
    said: Vec<(u64, &'a str, Said<'a>)>,
    about: Option<Map<String, Value>>,
    /// Relations, events and the like, by the first letters of their lines.
    left_out: BTreeMap<char, u64>,
    problems: Vec<(Option<u64>, String)>,
    more_problems: u64,
}

enum Said<'a> {
    Attribute(&'a str, &'a str),
    Note(&'a str, &'a str),
}

impl<'a> Reading<'a> {
    fn new(conf: &'a Conf, options: &'a ReadOptions, text: &str) -> Self {
        Self {
            conf,
            options,
            text: Text::new(text.to_owned()),
            entities: Vec::new(),
            by_id: HashMap::new(),
            said: Vec::new(),
            about: None,
            left_out: BTreeMap::new(),
            problems: Vec::new(),
            more_problems: 0,
        }
    }

    fn line(&mut self, number: u64, line: &'a str) {
        let line = if number == 1 {
            line.trim_start_matches('\u{feff}')
        } else {
            line
        };
        let Some(first) = line.chars().next().filter(|_| !line.trim().is_empty()) else {
            return;
        };
        let understood = match first {
            'T' => self.entity(number, line),
            'A' | 'M' => self.attribute(number, line),
            '#' => self.note(number, line),
            'R' | 'E' | 'N' | '*' => {
                *self.left_out.entry(first).or_default() += 1;
                Some(())
            }
            _ => None,
        };
        if understood.is_none() {
            self.problem(number, "the line cannot be understood".to_owned());
        }
    }

    /// Names a line, unless many are named already.
    fn problem(&mut self, line: u64, what: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push((Some(line), what));
        } else {
            self.more_problems += 1;
        }
    }

    /// `T1 ⇥ type 0 5;8 12 ⇥ words`.
    fn entity(&mut self, number: u64, line: &'a str) -> Option<()> {
        let mut parts = line.splitn(3, '\t');
        let id = parts.next()?;
        let (kind, places) = parts.next()?.split_once(' ')?;
        let pair = |place: &str| {
            let (start, end) = place.trim().split_once(' ')?;
            Some((start.parse().ok()?, end.trim().parse().ok()?))
        };
        let mut fragments: Vec<(u64, u64)> = places.split(';').map(pair).collect::<Option<_>>()?;
        fragments.sort_unstable();
        self.by_id.insert(id, self.entities.len());
        self.entities.push(Entity {
            kind,
            fragments,
            quote: parts.next().unwrap_or_default(),
            line: number,
            notes: Vec::new(),
            unsure: false,
            second: None,
            origin: None,
        });
        Some(())
    }

    /// `A1 ⇥ name T1` or `A1 ⇥ name T1 value`.
    fn attribute(&mut self, number: u64, line: &'a str) -> Option<()> {
        let mut parts = line.split_once('\t')?.1.splitn(3, ' ');
        let (name, target) = (parts.next()?, parts.next()?);
        let value = parts.next().unwrap_or_default().trim();
        self.said.push((number, target.trim(), Said::Attribute(name, value)));
        Some(())
    }

    /// `#1 ⇥ kind T1 ⇥ words`.
    fn note(&mut self, number: u64, line: &'a str) -> Option<()> {
        let mut parts = line.splitn(3, '\t');
        let (kind, target) = parts.nth(1)?.split_once(' ')?;
        let words = parts.next().unwrap_or_default();
        if (kind, target) == (super::DOCUMENT, super::WHOLE)
            && let Ok(about) = serde_json::from_str(words)
        {
            self.about = Some(about);
            return Some(());
        }
        self.said.push((number, target.trim(), Said::Note(kind, words)));
        Some(())
    }

    /// All that the file says, without the text.
    fn end(mut self, path: &Path) -> (Found, Vec<(Option<u64>, String)>) {
        for (line, target, said) in std::mem::take(&mut self.said) {
            let entity = self.by_id.get(target).and_then(|place| self.entities.get_mut(*place));
            match entity {
                Some(entity) => entity.say(said, self.conf),
                None if target.starts_with('T') => {
                    let what = format!("it is about {target}, which is not in the file, and was left out");
                    self.problem(line, what);
                }
                // What is said of relations and events goes with them.
                None => {}
            }
        }
        self.problems.sort_by_key(|(line, _)| *line);
        let mut layer = FoundLayer {
            annotator: self.folder(path),
            ..FoundLayer::default()
        };
        for entity in &self.entities {
            self.spans(entity, &mut layer.spans);
        }
        let found = self.document(path, layer);
        let mut problems = self.problems;
        if self.more_problems > 0 {
            problems.push((None, format!("{} more lines like these", self.more_problems)));
        }
        if !self.left_out.is_empty() {
            let kinds = self.left_out.iter();
            let kinds: Vec<String> = kinds.map(|(first, count)| format!("{count} {first}")).collect();
            let what = format!(
                "relations, events and references are no labels of spans, and were left out (lines by first letter: {})",
                kinds.join(", ")
            );
            problems.push((None, what));
        }
        (found, problems)
    }

    /// The name of the folder, if it is a project of brat: people have one each.
    fn folder(&self, path: &Path) -> Option<String> {
        let folder = path.parent().filter(|_| self.conf.is_there)?.file_name()?;
        Some(folder.to_str()?.to_owned())
    }

    fn document(&mut self, path: &Path, mut layer: FoundLayer) -> Found {
        let mut found = Found {
            place: Place {
                file: path.to_owned(),
                line: None,
            },
            ..Found::default()
        };
        let stem = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        let Some(mut about) = self.about.take() else {
            found.id = stem;
            found.layers.push(layer);
            return found;
        };
        found.id = about.remove("id").and_then(fields::text).or(stem);
        let facts = about.remove("layer").map(serde_json::from_value::<LayerFacts>);
        if let Some(Ok(facts)) = facts {
            let facts = facts.found();
            layer.annotator = facts.annotator;
            (layer.state, layer.coverage, layer.document) = (facts.state, facts.coverage, facts.document);
            found.layers.push(layer);
        } else if !layer.spans.is_empty() {
            found.layers.push(layer);
        }
        facts::read(&mut found, about);
        found
    }

    /// The spans of an entity: one, if there is only white space between its fragments; else one for each.
    fn spans(&self, entity: &Entity<'a>, spans: &mut Vec<FoundSpan>) {
        let parts = self.parts(&entity.fragments);
        let is_true = self.is_quote(entity);
        let mut quotes = entity.quote;
        for (number, (start, end)) in (1..).zip(&parts) {
            let mut span = FoundSpan {
                line: Some(entity.line),
                unsure: entity.unsure,
                second: entity.second.clone(),
                origin: entity.origin.map(str::to_owned),
                ..FoundSpan::new(
                    self.options.at(Unit::Chars, *start, *end),
                    self.conf.label(entity.kind).as_str(),
                )
            };
            let mut notes = entity.notes.clone();
            if parts.len() > 1 {
                let whole = entity.quote;
                notes.push(Cow::Owned(format!("part {number} of {} of “{whole}”", parts.len())));
            }
            if !is_true {
                // The text is not what it should be, so that it is looked for.
                let quote = if parts.len() > 1 {
                    take_part(&mut quotes, end.saturating_sub(*start))
                } else {
                    quotes
                };
                span.quote = Some(quote.to_owned()).filter(|quote| !quote.is_empty());
            }
            span.note = (!notes.is_empty()).then(|| notes.join("\n"));
            spans.push(span);
        }
    }

    /// Fragments without those that only white space parts.
    fn parts(&self, fragments: &[(u64, u64)]) -> Vec<(u64, u64)> {
        let mut parts: Vec<(u64, u64)> = Vec::new();
        for (start, end) in fragments.iter().copied() {
            match parts.last_mut() {
                Some(last) if self.is_blank(last.1, start) => last.1 = end.max(last.1),
                _ => parts.push((start, end)),
            }
        }
        parts
    }

    fn is_blank(&self, start: u64, end: u64) -> bool {
        start >= end
            || self
                .slice(start, end)
                .is_some_and(|between| between.chars().all(is_space))
    }

    fn slice(&self, start: u64, end: u64) -> Option<&str> {
        let (start, end) = match self.options.at(Unit::Chars, start, end) {
            At::Chars(start, end) => (self.char_to_byte(start)?, self.char_to_byte(end)?),
            At::Utf16(start, end) => (self.utf16_to_byte(start)?, self.utf16_to_byte(end)?),
            At::Bytes(start, end) => (start.get(), end.get()),
            At::Quote => return None,
        };
        self.text.as_str().get(start..end)
    }

    fn char_to_byte(&self, at: CharOffset) -> Option<usize> {
        Some(self.text.char_to_byte(at)?.get())
    }

    fn utf16_to_byte(&self, at: Utf16Offset) -> Option<usize> {
        Some(self.text.utf16_to_byte(at)?.get())
    }

    /// Whether the words of an entity are those of its fragments: with blanks between them, and for line ends.
    fn is_quote(&self, entity: &Entity<'_>) -> bool {
        let texts: Option<Vec<&str>> = entity
            .fragments
            .iter()
            .map(|(start, end)| self.slice(*start, *end))
            .collect();
        texts.is_some_and(|texts| {
            let joined = texts.join(" ").replace(['\r', '\n'], " ");
            // Some programs drop blanks at ends of lines.
            entity.quote.is_empty() || joined == entity.quote || joined.trim_end() == entity.quote
        })
    }
}

impl<'a> Entity<'a> {
    fn say(&mut self, said: Said<'a>, conf: &Conf) {
        match said {
            Said::Attribute(super::UNSURE, _) => self.unsure = true,
            Said::Attribute(super::SECOND, value) if !value.is_empty() => self.second = Some(conf.label(value)),
            Said::Attribute(name, "") => self.notes.push(Cow::Borrowed(name)),
            Said::Attribute(name, value) => self.notes.push(Cow::Owned(format!("{name}: {value}"))),
            Said::Note(super::NOTE, words) => self.notes.push(Cow::Borrowed(words)),
            Said::Note(super::ORIGIN, words) => self.origin = Some(words),
            Said::Note(kind, words) => self.notes.push(Cow::Owned(format!("{kind}: {words}"))),
        }
    }
}

/// The next so many characters, and a blank after them.
fn take_part<'a>(rest: &mut &'a str, length: u64) -> &'a str {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
    let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    *rest = after.strip_prefix(' ').unwrap_or(after);
    part
}
