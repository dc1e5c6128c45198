//! How an annotation tells the place that it is about.

use serde_json::Value;

use super::super::fields;

/// A place in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    /// From and to.
    pub(super) position: Option<(u64, u64)>,
    /// The text that is there, and what stands before and after it.
    pub(super) exact: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
    /// What else tells the place, which cannot be followed.
    others: Vec<String>,
}

/// How deep selectors may refine each other.
const DEEPEST: usize = 8;

impl Selected {
    /// What selectors say: one, or a list of which each says the same in its own way.
    ///
    /// # Errors
    /// If none of them can be followed; why.
    pub(super) fn of(selector: Value) -> Result<Self, String> {
        let mut selected = Self::default();
        selected.add(selector, true, DEEPEST);
        if selected.position.is_some() || selected.exact.is_some() {
            return Ok(selected);
        }
        Err(match selected.others.first() {
            Some(kind) => format!("its place is told by a {kind}, and not by a position or a quote of the text"),
            None => "its place is told neither by a position nor by a quote of the text".to_owned(),
        })
    }

    /// A place of which the position is known.
    pub(super) fn at(position: (u64, u64)) -> Self {
        Self {
            position: Some(position),
            ..Self::default()
        }
    }

    /// `is_whole` is whether positions count from the start of the text.
    fn add(&mut self, selector: Value, is_whole: bool, depth: usize) {
        match selector {
            Value::Array(selectors) => {
                for selector in selectors {
                    self.add(selector, is_whole, depth);
                }
            }
            Value::Object(mut fields) => {
                let kind = fields.remove("type").or_else(|| fields.remove("@type"));
                let kind = kind.and_then(fields::text).unwrap_or_default();
                let mut text = |name: &str| fields.remove(name).and_then(fields::text);
                match kind.rsplit([':', '#', '/']).next().unwrap_or_default() {
                    "TextQuoteSelector" => {
                        self.exact = text("exact");
                        self.prefix = text("prefix");
                        self.suffix = text("suffix");
                    }
                    "TextPositionSelector" if is_whole => {
                        let mut number = |name: &str| fields.remove(name).as_ref().and_then(fields::number);
                        self.position = number("start").zip(number("end"));
                    }
                    "FragmentSelector" => match text("value").as_deref().and_then(fragment) {
                        Some(position) if is_whole => self.position = Some(position),
                        _ => self.others.push(kind),
                    },
                    _ => self.others.push(kind),
                }
                if let Some(refined) = fields.remove("refinedBy").filter(|_| depth > 0) {
                    self.position = None;
                    self.add(refined, false, depth - 1);
                }
            }
            _ => {}
        }
    }
}

/// The position that a fragment of an IRI tells as RFC 5147 has it: `char=3,8`.
pub(super) fn fragment(value: &str) -> Option<(u64, u64)> {
    let (start, end) = value.strip_prefix("char=")?.split(';').next()?.split_once(',')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}
