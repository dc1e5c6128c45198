//! The configuration of a project of Label Studio: which labels it has, and how they look.

use std::{collections::BTreeSet, fmt::Write as _, io::Write as _, path::Path};

use super::super::{Candidate, Dataset, ExportError, Files, css_color};
use crate::{
    labels::{Label, LabelId, PALETTE, Rgb},
    readers,
    store::folder,
};

/// The file of the configuration.
pub(super) const NAME: &str = "config.xml";
/// The longest one that is read, in bytes.
const LONGEST: u64 = 4 << 20;
/// How deep its elements may lie in each other.
const DEEPEST: usize = 64;

/// Writes the configuration for a dataset. `unknown` are labels that are in no set.
pub(super) fn write(
    dataset: &Dataset,
    has_choices: bool,
    unknown: &BTreeSet<LabelId>,
    out: &Files<'_>,
) -> Result<(), ExportError> {
    let known = dataset.labels.labels().iter();
    let mut labels: Vec<(&str, Rgb, Option<char>)> =
        known.map(|label| (label.id.as_str(), label.color, label.key)).collect();
    for (label, color) in unknown.iter().zip(PALETTE.into_iter().rev().cycle()) {
        labels.push((label.as_str(), color, None));
    }
    let mut xml = "<View>\n".to_owned();
    if !dataset.is_units {
        control(&mut xml, "Labels", super::LABELS, "", labels.iter().copied());
    }
    if has_choices {
        let choice = if dataset.is_units { "single" } else { "multiple" };
        // A key can only do one thing.
        let without_keys = labels
            .iter()
            .map(|(label, color, key)| (*label, *color, key.filter(|_| dataset.is_units)));
        let attributes = format!(" choice=\"{choice}\"");
        control(&mut xml, "Choices", super::CHOICES, &attributes, without_keys);
    }
    let text = super::TEXT;
    let _ = writeln!(xml, "  <Text name=\"{text}\" value=\"${text}\"/>\n</View>");
    let mut file = out.create(NAME)?;
    file.write_all(xml.as_bytes())?;
    Ok(file.finish()?)
}

fn control<'a>(
    xml: &mut String,
    tag: &str,
    name: &str,
    attributes: &str,
    labels: impl Iterator<Item = (&'a str, Rgb, Option<char>)>,
) {
    let text = super::TEXT;
    let _ = writeln!(xml, "  <{tag} name=\"{name}\" toName=\"{text}\"{attributes}>");
    let one = if tag == "Labels" { "Label" } else { "Choice" };
    for (label, color, key) in labels {
        let _ = write!(xml, "    <{one} value=\"{}\"", attribute(label));
        if one == "Label" {
            let _ = write!(xml, " background=\"{color}\"");
        }
        if let Some(key) = key {
            let _ = write!(xml, " hotkey=\"{}\"", attribute(&key.to_string()));
        }
        xml.push_str("/>\n");
    }
    let _ = writeln!(xml, "  </{tag}>");
}

/// A text as the value of an attribute: a parser would turn bare line ends and tabs into blanks.
fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            // XML has no way to write these.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

/// What is known of a configuration.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Its labels, in order, each once.
    pub(super) labels: Vec<Label>,
    /// The objects that are plain texts, with the field of `data` that is shown in each.
    texts: Vec<(String, String)>,
    /// The controls of labels of whole documents.
    pub(super) choices: Vec<String>,
}

impl Config {
    /// The configuration beside the file at `path`; nothing if there is none.
    ///
    /// # Errors
    /// If it cannot be understood; why.
    pub(super) fn beside(path: &Path) -> Result<Self, String> {
        let path = path.with_file_name(NAME);
        if !folder::is_file(&path) {
            return Ok(Self::default());
        }
        let bytes = folder::read_at_most(&path, LONGEST).map_err(|error| error.to_string())?;
        Self::of(&String::from_utf8_lossy(&bytes))
    }

    pub(super) fn of(xml: &str) -> Result<Self, String> {
        let mut config = Self::default();
        let read = readers::tags(NAME, xml, DEEPEST, &mut |tag, get| match tag {
            "Label" | "Choice" => config.add_label(get),
            "Text" => {
                if let (Some(name), Some(value)) = (get("name"), get("value")) {
                    config.texts.push((name, value.trim_start_matches('$').to_owned()));
                }
            }
            "Choices" => config.choices.extend(get("name")),
            _ => {}
        });
        read.map_err(|error| format!("it {error}"))?;
        Ok(config)
    }

    fn add_label(&mut self, get: &dyn Fn(&str) -> Option<String>) {
        let Some(name) = get("value").filter(|name| !name.is_empty()) else {
            return;
        };
        // Results have the alias, where there is one.
        let id = LabelId::new(get("alias").filter(|alias| !alias.is_empty()).as_ref().unwrap_or(&name));
        if self.labels.iter().any(|label| label.id == id) {
            return;
        }
        let place = self.labels.len();
        let from_palette = || PALETTE.iter().copied().cycle().nth(place).unwrap_or(Rgb([0x7f; 3]));
        let color = get("background").and_then(|color| css_color::parse(&color));
        let key = get("hotkey").and_then(|key| {
            let mut characters = key.chars();
            characters.next().filter(|_| characters.next().is_none())
        });
        self.labels.push(Label {
            id,
            name,
            color: color.unwrap_or_else(from_palette),
            parent: None,
            key: key.filter(|key| key.is_alphabetic()),
            definition: get("hint").unwrap_or_default(),
            examples: Vec::new(),
            hard_cases: Vec::new(),
        });
    }

    /// The fields of `data` that may hold the text, the likeliest first. `object` is what results say they belong to.
    pub(super) fn fields<'a>(&'a self, object: Option<&'a str>) -> impl Iterator<Item = &'a str> {
        let texts = self.texts.iter();
        let named = texts.filter(move |(name, _)| object.is_none_or(|object| object == name));
        let named = named.map(|(_, field)| field.as_str());
        named.chain(object).chain([super::TEXT])
    }
}

/// Whether a file is one.
pub(super) fn is_one(candidate: &Candidate<'_>) -> bool {
    candidate.name() == NAME && memchr::memmem::find(candidate.head, b"<View").is_some()
}
