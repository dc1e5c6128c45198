//! XML: written so that every parser gives back the same characters, and read as a stream, however hostile it is.

use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, BufReader, Read, Write},
    path::Path,
    rc::Rc,
};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::{
    NsReader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event, attributes::Attribute},
    name::{NamespaceResolver, ResolveResult},
};

use super::{Document, Losses, ReadError, replace};
use crate::{readers::Limits, store::folder};

/// How much of a file is looked at for its encoding, in bytes.
const DECLARATION: usize = 256;

// --- writing -----------------------------------------------------------------------------------------------

/// What takes the place of a character that no XML can hold.
pub(in crate::exchange) fn replacement(character: char) -> Option<char> {
    let can_stay = match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => character >= ' ',
    };
    (!can_stay).then_some(char::REPLACEMENT_CHARACTER)
}

/// The document with characters replaced that no XML can hold.
pub(in crate::exchange) fn fit(document: Document, losses: &mut Losses) -> Document {
    replace::characters(document, replacement, losses)
}

/// Writes a text between tags. What no XML can hold is replaced.
pub(in crate::exchange) fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    escaped(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        // A parser makes a line feed of a bare one.
        b'\r' => Some("&#13;"),
        _ => None,
    })
}

/// Writes an attribute with a space before it. What no XML can hold is replaced.
pub(in crate::exchange) fn attribute(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    out.write_all(b" ")?;
    out.write_all(name.as_bytes())?;
    out.write_all(b"=\"")?;
    escaped(out, value, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        // A parser makes blanks of bare ones.
        b'\t' => Some("&#9;"),
        b'\n' => Some("&#10;"),
        b'\r' => Some("&#13;"),
        _ => None,
    })?;
    out.write_all(b"\"")
}

/// Writes an element that has only a text in it.
pub(in crate::exchange) fn element(
    out: &mut dyn Write,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    write!(out, "<{name}")?;
    for (name, value) in attributes {
        attribute(out, name, value)?;
    }
    out.write_all(b">")?;
    self::text(out, text)?;
    write!(out, "</{name}>")
}

/// Whether there may be something in a text that no XML can hold. Nearly never, and that is quick to see.
fn may_need_replacing(text: &str) -> bool {
    // U+FFFE and U+FFFF begin with this byte in UTF-8.
    text.bytes()
        .any(|byte| byte == 0xef || (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')))
}

fn escaped(out: &mut dyn Write, text: &str, escape: impl Fn(u8) -> Option<&'static str>) -> io::Result<()> {
    let replaced = may_need_replacing(text)
        .then(|| replace::replaced(text, replacement))
        .flatten();
    let bytes = replaced.as_deref().unwrap_or(text).as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(escaped) = escape(*byte) {
            out.write_all(bytes.get(from..at).unwrap_or_default())?;
            out.write_all(escaped.as_bytes())?;
            from = at + 1;
        }
    }
    out.write_all(bytes.get(from..).unwrap_or_default())
}

// --- reading -----------------------------------------------------------------------------------------------

/// What XML consists of.
pub(in crate::exchange) enum Piece<'a> {
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by its name without prefix. Comes for empty elements too.
    Close(&'a str),
    /// Text.
    Text(Cow<'a, str>),
}

/// How reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Then {
    /// With what follows.
    On,
    /// With another document: as much may be read again as of the last.
    Next,
    /// Not at all.
    Stop,
}

/// A start tag.
pub(in crate::exchange) struct Tag<'a> {
    tag: &'a BytesStart<'a>,
    names: &'a NamespaceResolver,
}

impl Tag<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> String {
        self.tag.local_name().as_ref().to_owned()
    }

    /// Whether it is called so, without prefix.
    pub fn is(&self, name: &str) -> bool {
        self.tag.local_name().as_ref() == name
    }

    /// The namespace of its name; empty if it has none.
    pub fn namespace(&self) -> String {
        match self.names.resolve_element(self.tag.name()).0 {
            ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
            _ => String::new(),
        }
    }

    /// The value of an attribute, by its name as it is written.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        let mut attributes = attributes.flatten();
        attributes.find(|attribute| attribute.key.0 == name).map(value)
    }

    /// All attributes: their names as they are written, and their values.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, String)> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        attributes
            .flatten()
            .map(|attribute| (attribute.key.0, value(attribute)))
    }
}

/// The value of an attribute. An entity that nobody knows stays as it is written.
fn value(attribute: Attribute<'_>) -> String {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    value.map_or_else(|_| attribute.value.clone().into_owned(), Cow::into_owned)
}

/// Reads a file and hands its pieces to `each`. Of each document in it, [`Limits::file`] bytes are read at most.
///
/// Only characters and the five entities of XML itself are expanded: one that the file declares stays as it is written,
/// so none can grow, and nothing outside of the file is ever read.
///
/// # Errors
/// If it cannot be read, is no XML, or is too deep or too long.
pub(in crate::exchange) fn read(
    path: &Path,
    limits: &Limits,
    each: &mut dyn FnMut(Piece<'_>) -> Result<Then, ReadError>,
) -> Result<(), ReadError> {
    let left = Rc::new(Cell::new(limits.file));
    let decoder = DecodeReaderBytesBuilder::new()
        .encoding(declared(&folder::head_of(path, DECLARATION)?))
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(folder::open_file(path)?);
    let metered = Metered {
        inner: decoder,
        left: Rc::clone(&left),
        limit: limits.file,
    };
    let mut reader = NsReader::from_reader(BufReader::with_capacity(64 * 1024, metered));
    reader.config_mut().allow_dangling_amp = true;
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| broken(error, reader.buffer_position()))?;
        let names = reader.resolver();
        let then = match &event {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(ReadError::Broken(format!(
                        "it is nested more than {} levels deep",
                        limits.depth
                    )));
                }
                each(Piece::Open(Tag { tag, names }))?
            }
            Event::Empty(tag) => match each(Piece::Open(Tag { tag, names }))? {
                Then::Stop => Then::Stop,
                _ => each(Piece::Close(tag.local_name().as_ref()))?,
            },
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                each(Piece::Close(tag.local_name().as_ref()))?
            }
            Event::Text(text) => each(Piece::Text(text.xml10_content()))?,
            Event::CData(text) => each(Piece::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => each(Piece::Text(expand(reference)))?,
            Event::Eof if depth > 0 => return Err(ReadError::Broken("it ends too early".to_owned())),
            Event::Eof => return Ok(()),
            _ => Then::On,
        };
        match then {
            Then::On => {}
            Then::Next => left.set(limits.file),
            Then::Stop => return Ok(()),
        }
    }
}

/// The encoding that a file says it has. With a byte order mark, that counts instead.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = std::str::from_utf8(head.get(..head.iter().position(|byte| *byte == b'>')?)?).ok()?;
    let (_, rest) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let name = rest.split(['"', '\'']).nth(1)?;
    // What is said in ASCII is no UTF-16, whatever it says.
    Encoding::for_label(name.as_bytes())
        .filter(|encoding| encoding.is_ascii_compatible() && *encoding != encoding_rs::UTF_8)
}

/// The character of a reference such as `&#233;` or `&amp;`; any other as it is written.
fn expand(reference: &BytesRef<'_>) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.to_string()),
        _ => match resolve_predefined_entity(reference) {
            Some(character) => Cow::Borrowed(character),
            None => Cow::Owned(format!("&{};", &**reference)),
        },
    }
}

fn broken(error: quick_xml::Error, at: u64) -> ReadError {
    match error {
        quick_xml::Error::Io(error) => ReadError::Broken(error.to_string()),
        error => ReadError::Broken(format!("it is not valid XML at byte {at}: {error}")),
    }
}

/// Reads until so much was read.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
    limit: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let Some(left) = self.left.get().checked_sub(count as u64) else {
            let limit = self.limit;
            return Err(io::Error::other(format!(
                "an article in it is longer than {limit} bytes"
            )));
        };
        self.left.set(left);
        Ok(count)
    }
}
