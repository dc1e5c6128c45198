//! XML as a stream of tags and text, for the formats that are XML in an archive.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::Problem;

/// What XML consists of. Names have no namespace prefix.
pub(super) enum Piece<'a> {
    /// A start tag.
    Open(&'a str, Attributes<'a>),
    /// An end tag. Comes for empty elements too.
    Close(&'a str),
    /// Text.
    Text(Cow<'a, str>),
}

/// Whether what is in an element matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Go on.
    On,
    /// Leave out everything up to the end tag of the element that was just opened, and that tag.
    Skip,
}

/// The attributes of a start tag.
pub(super) struct Attributes<'a>(&'a BytesStart<'a>);

impl<'a> Attributes<'a> {
    /// Those of a tag.
    pub fn of(tag: &'a BytesStart<'a>) -> Self {
        Self(tag)
    }

    /// The value of the attribute `name` (without prefix).
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let attribute = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

/// Reads `xml`, which is called `part` in errors, and hands its pieces to `each`.
///
/// Only characters and the five entities of XML itself are expanded. An entity that the text declares stays as it is
/// written, so none can grow.
pub(super) fn read(
    part: &str,
    xml: &str,
    depth_limit: usize,
    each: &mut dyn FnMut(Piece) -> Then,
) -> Result<(), Problem> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0;
    // The depth at which a skipped element was opened.
    let mut skipped: Option<usize> = None;
    loop {
        let event = reader.read_event();
        let event = event.map_err(|error| Problem::damaged(format!("{part}: {error}")))?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > depth_limit {
                    return Err(Problem::TooDeep { limit: depth_limit });
                }
                let name = tag.local_name();
                if skipped.is_none() && each(Piece::Open(name.as_ref(), Attributes(&tag))) == Then::Skip {
                    skipped = Some(depth);
                }
            }
            Event::End(tag) => {
                if skipped.is_none() {
                    each(Piece::Close(tag.local_name().as_ref()));
                } else if skipped == Some(depth) {
                    skipped = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Empty(tag) if skipped.is_none() => {
                let name = tag.local_name();
                if each(Piece::Open(name.as_ref(), Attributes(&tag))) == Then::On {
                    each(Piece::Close(name.as_ref()));
                }
            }
            Event::Text(text) if skipped.is_none() => {
                each(Piece::Text(text.xml10_content()));
            }
            Event::CData(text) if skipped.is_none() => {
                each(Piece::Text(text.xml10_content()));
            }
            Event::GeneralRef(reference) if skipped.is_none() => {
                each(Piece::Text(expand(&reference)));
            }
            Event::Eof if depth > 0 => return Err(Problem::damaged(format!("{part} ends too early"))),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// What [`tags`] gives the start tags to: the name of each, and what tells the value of an attribute.
pub type TakeTag<'a> = &'a mut dyn FnMut(&str, &dyn Fn(&str) -> Option<String>);

/// Hands out the start tags of `xml`, which is called `part` in errors, one by one: names are without prefix.
///
/// # Errors
/// If it is no XML, or its elements lie deeper than `depth_limit`.
pub fn tags(part: &str, xml: &str, depth_limit: usize, each: TakeTag) -> Result<(), Problem> {
    read(part, xml, depth_limit, &mut |piece| {
        if let Piece::Open(name, attributes) = piece {
            each(name, &|attribute| attributes.get(attribute));
        }
        Then::On
    })
}

/// The character of a reference such as `&#233;` or `&amp;`; any other as it is written.
pub(super) fn expand(reference: &quick_xml::events::BytesRef) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.to_string()),
        _ => match resolve_predefined_entity(reference) {
            Some(character) => Cow::Borrowed(character),
            None => Cow::Owned(format!("&{};", &**reference)),
        },
    }
}

/// The text of the first element of each name in `names`, all on one line each.
pub(super) fn facts<const N: usize>(
    part: &str,
    xml: &str,
    depth_limit: usize,
    names: [&str; N],
) -> Result<[Option<String>; N], Problem> {
    let mut found = [const { None::<String> }; N];
    let mut open: Option<usize> = None;
    read(part, xml, depth_limit, &mut |piece| {
        match piece {
            Piece::Open(name, _) => {
                open = names.iter().position(|wanted| *wanted == name);
                // Only the first of its name counts.
                open = open.filter(|index| found.get(*index).is_some_and(Option::is_none));
            }
            Piece::Close(_) => open = None,
            Piece::Text(text) => {
                if let Some(found) = open.and_then(|index| found.get_mut(index)) {
                    found.get_or_insert_default().push_str(&text);
                }
            }
        }
        Then::On
    })?;
    Ok(found.map(|found| found.as_deref().and_then(super::tidy::line)))
}
