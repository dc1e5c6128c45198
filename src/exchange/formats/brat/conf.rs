//! `annotation.conf` and `visual.conf`: which labels there are in brat, and how they look.

use std::{collections::HashMap, fmt::Write as _, io::Write as _, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    super::{Candidate, ExportError, Files, css_color},
    lines,
    types::Types,
};
use crate::{
    labels::{Label, LabelId, LabelSet, PALETTE, Rgb},
    store::folder,
};

const ANNOTATION: &str = "annotation.conf";
const VISUAL: &str = "visual.conf";
/// What a project of brat has besides.
const OTHERS: [&str; 2] = ["tools.conf", "kb_shortcuts.conf"];
/// The longest one that is read, in bytes.
const LONGEST: u64 = 4 << 20;
/// Before what is known of a label, in a line that brat passes over.
const COMMENT: &str = "# label ";

/// What is known of a label, and what brat calls it.
#[derive(Serialize, Deserialize)]
struct Typed {
    r#type: String,
    label: Label,
}

/// Writes both to a folder.
pub(super) fn write(folder: &str, labels: &LabelSet, types: &Types, out: &Files<'_>) -> Result<(), ExportError> {
    let known: Vec<Typed> = types
        .iter()
        .zip(PALETTE.into_iter().rev().cycle())
        .map(|((id, kind), color)| Typed {
            r#type: kind.to_owned(),
            label: labels
                .get(id)
                .cloned()
                .unwrap_or_else(|| plain(id.as_str(), id.as_str(), color)),
        })
        .collect();
    for (name, content) in [(ANNOTATION, annotation(&known)), (VISUAL, visual(&known)?)] {
        let mut file = out.create(&format!("{folder}/{name}"))?;
        file.write_all(content.as_bytes())?;
        file.finish()?;
    }
    Ok(())
}

/// A label of which no more is known.
fn plain(id: &str, name: &str, color: Rgb) -> Label {
    Label {
        id: LabelId::new(id),
        name: name.to_owned(),
        color,
        parent: None,
        key: None,
        definition: String::new(),
        examples: Vec::new(),
        hard_cases: Vec::new(),
    }
}

fn annotation(labels: &[Typed]) -> String {
    let names: Vec<&str> = labels.iter().map(|typed| typed.r#type.as_str()).collect();
    let mut conf = format!("[entities]\n{}\n\n[relations]\n", names.join("\n"));
    // Without it, brat takes spans that overlap for mistakes.
    conf.push_str("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n");
    if !names.is_empty() {
        let (unsure, second) = (super::UNSURE, super::SECOND);
        let _ = writeln!(conf, "{unsure}\tArg:<ENTITY>");
        let _ = writeln!(conf, "{second}\tArg:<ENTITY>, Value:{}", names.join("|"));
    }
    conf
}

fn visual(labels: &[Typed]) -> Result<String, ExportError> {
    let mut conf = String::new();
    for typed in labels {
        let json = serde_json::to_string(typed)?;
        let _ = writeln!(conf, "{COMMENT}{}", lines::one_line_of_json(&json));
    }
    conf.push_str("[labels]\n");
    for Typed { r#type: kind, label } in labels {
        let name = label.name.replace('|', " ");
        let name = lines::one_line(&name).unwrap_or(name);
        let name = name.trim();
        let name = if name.is_empty() { kind } else { name };
        let short = name.chars().find(|first| first.is_alphanumeric());
        let short: String = short.map_or_else(|| kind.clone(), |first| first.to_uppercase().collect());
        let _ = writeln!(conf, "{kind} | {name} | {short}");
    }
    conf.push_str("\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#cccccc, borderColor:darken\n");
    for Typed { r#type: kind, label } in labels {
        let _ = writeln!(conf, "{kind}\tbgColor:{}", label.color);
    }
    Ok(conf)
}

/// What a project of brat says of its labels.
#[derive(Debug, Default)]
pub(super) struct Conf {
    /// Its labels, in order.
    pub(super) labels: Vec<Label>,
    /// Labels by their types.
    by_type: HashMap<String, LabelId>,
    /// Whether there is any.
    pub(super) is_there: bool,
}

impl Conf {
    /// That of the folder of the file at `path`. What cannot be read is nothing: offsets are good without it.
    pub(super) fn beside(path: &Path) -> Self {
        let text = |name: &str| {
            let bytes = folder::read_at_most(&path.with_file_name(name), LONGEST).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let (annotation, visual) = (text(ANNOTATION), text(VISUAL));
        let mut conf = Self::of(
            annotation.as_deref().unwrap_or_default(),
            visual.as_deref().unwrap_or_default(),
        );
        conf.is_there = annotation.is_some();
        conf
    }

    fn of(annotation: &str, visual: &str) -> Self {
        let mut conf = Self::default();
        for comment in visual.lines().filter_map(|line| line.strip_prefix(COMMENT)) {
            if let Ok(typed) = serde_json::from_str::<Typed>(comment) {
                conf.add(typed);
            }
        }
        let names = names(visual);
        let colors = colors(visual);
        for kind in section(annotation, "entities").filter_map(entity) {
            let name = names.get(kind).copied().unwrap_or(kind);
            let place = conf.labels.len();
            let from_palette = || PALETTE.iter().copied().cycle().nth(place).unwrap_or(Rgb([0x7f; 3]));
            let color = colors.get(kind).copied().unwrap_or_else(from_palette);
            conf.add(Typed {
                r#type: kind.to_owned(),
                label: plain(name, name, color),
            });
        }
        conf
    }

    fn add(&mut self, typed: Typed) {
        let Typed { r#type: kind, label } = typed;
        if self.by_type.contains_key(&kind) {
            return;
        }
        self.by_type.insert(kind, label.id.clone());
        if self.labels.iter().all(|known| known.id != label.id) {
            self.labels.push(label);
        }
    }

    /// The label of a type.
    pub(super) fn label(&self, kind: &str) -> LabelId {
        self.by_type.get(kind).cloned().unwrap_or_else(|| LabelId::new(kind))
    }
}

/// The lines of a section that say something.
fn section<'a>(conf: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let mut is_in = false;
    conf.lines().filter(move |line| {
        let line = line.trim();
        if let Some(title) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_in = title == name;
            return false;
        }
        is_in && !line.is_empty() && !line.starts_with('#')
    })
}

/// The type that a line of entities defines. `!` is before types that cannot be given, and rules stand between others.
fn entity(line: &str) -> Option<&str> {
    let kind = line.split_whitespace().next()?;
    let is_one = kind.starts_with(|first: char| first.is_alphanumeric());
    is_one.then_some(kind)
}

/// What types are called in full.
fn names(visual: &str) -> HashMap<&str, &str> {
    section(visual, "labels")
        .filter_map(|line| {
            let mut parts = line.split('|').map(str::trim);
            let kind = parts.next()?;
            Some((kind, parts.next().filter(|name| !name.is_empty())?))
        })
        .collect()
}

/// The colours of types.
fn colors(visual: &str) -> HashMap<&str, Rgb> {
    section(visual, "drawing")
        .filter_map(|line| {
            let (kind, rest) = line.trim().split_once(char::is_whitespace)?;
            let color = rest.split(',').find_map(|part| part.trim().strip_prefix("bgColor:"))?;
            Some((kind, css_color::parse(color)?))
        })
        .collect()
}

/// Whether a file is one of a project of brat.
pub(super) fn is_one(candidate: &Candidate<'_>) -> bool {
    let has = |section: &[u8]| memchr::memmem::find(candidate.head, section).is_some();
    match candidate.name() {
        ANNOTATION => has(b"[entities]"),
        VISUAL => has(b"[labels]") || has(b"[drawing]"),
        name => OTHERS.contains(&name) && candidate.has_beside(ANNOTATION),
    }
}
