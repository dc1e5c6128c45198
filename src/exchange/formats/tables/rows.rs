//! Rows of tables into documents and spans.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    super::{Found, FoundLayer, FoundSpan, ReadOptions, carries::Unit, fields, jsonl},
    roles::{Role, Roles, number},
};
use crate::{annotation::AnnotationId, labels::LabelId};

/// The span of a row and who made it; no span if the row has none, and says something of its document alone.
pub(super) fn span(
    cells: &mut [Option<String>],
    roles: &Roles,
    options: &ReadOptions,
) -> Result<Option<FoundSpan>, String> {
    let (start, end) = (roles.take(Role::Start, cells), roles.take(Role::End, cells));
    let (Some(start), Some(end)) = (&start, &end) else {
        return match start.or(end) {
            None => Ok(None),
            Some(_) => Err("it has only one of start and end".to_owned()),
        };
    };
    let offset = |text: &str| number(text).ok_or_else(|| format!("“{}” is no offset", short(text)));
    let at = options.at(Unit::Chars, offset(start)?, offset(end)?);
    let label = roles.take(Role::Label, cells).ok_or("it has no label")?;
    let mut take = |role| roles.take(role, cells);
    Ok(Some(FoundSpan {
        quote: take(Role::Quote),
        second: take(Role::Second).map(LabelId::new),
        note: take(Role::Note),
        unsure: take(Role::Unsure).is_some_and(|text| is_yes(&text)),
        origin: take(Role::Origin),
        id: take(Role::Name).map(AnnotationId::new),
        made: time(take(Role::Made)),
        changed: time(take(Role::Changed)),
        ..FoundSpan::new(at, label)
    }))
}

/// The document of a row.
pub(super) fn document(mut cells: Vec<Option<String>>, roles: &Roles, names: &[String]) -> Result<Found, String> {
    let mut take = |role| roles.take(role, &mut cells);
    let has_text = roles.place(Role::Text).is_some();
    let mut found = Found {
        id: take(Role::Id),
        text: take(Role::Text).or_else(|| has_text.then(String::new)),
        split: take(Role::Split),
        layers: take(Role::Layers)
            .map(|json| layers_of(&json))
            .transpose()?
            .unwrap_or_default(),
        ..Found::default()
    };
    let (label, annotator) = (take(Role::Label), take(Role::Annotator));
    if label.is_some() || annotator.is_some() {
        let layer = fields::layer(&mut found.layers, annotator);
        layer.document.extend(label.map(LabelId::new));
    }
    if let Some(extra) = take(Role::Extra) {
        extra_of(&extra, &mut found);
    }
    for (name, cell) in names.iter().zip(cells) {
        if let Some(cell) = cell {
            fields::named(&mut found, name.clone(), cell);
        }
    }
    Ok(found)
}

/// What annotators said of a document besides spans, from a JSON list.
pub(in crate::exchange) fn layers_of(json: &str) -> Result<Vec<FoundLayer>, String> {
    let layers: Vec<jsonl::LayerIn> =
        serde_json::from_str(json).map_err(|error| format!("its layers cannot be understood: {error}"))?;
    Ok(layers.into_iter().map(jsonl::LayerIn::found).collect())
}

/// What else the source of a document said: a JSON object, or else a text.
pub(in crate::exchange) fn extra_of(text: &str, found: &mut Found) {
    match serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text) {
        Ok(facts) => {
            let facts = facts
                .into_iter()
                .filter_map(|(name, value)| Some((name, fields::text(value)?)));
            found.extra.extend(facts);
        }
        Err(_) => {
            found.extra.insert("extra".to_owned(), text.to_owned());
        }
    }
}

/// A time. Tables often have no zone, and then mean UTC.
fn time(text: Option<String>) -> Option<Timestamp> {
    let text = text?;
    fields::time(Some(&text)).or_else(|| fields::time(Some(&format!("{text}Z"))))
}

fn is_yes(text: &str) -> bool {
    ["true", "yes", "1", "1.0", "x"]
        .iter()
        .any(|yes| text.trim().eq_ignore_ascii_case(yes))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
