//! What would make the PDF crate run without end or out of memory, found before it starts.

use std::{
    collections::{HashMap, HashSet},
    io::{Read, sink},
};

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream, content::Content};

use super::{Limits, Problem};

/// How deep drawings may lie in each other. They are read by recursion.
const DEEPEST_FORMS: usize = 24;
/// How many nodes may lie above a page. They are looked up by recursion too.
const DEEPEST_PAGE: usize = 256;
/// How long the instructions for a page or drawing may be. One byte of them takes up to 300 in memory.
const LONGEST_CONTENT: usize = 4 * 1024 * 1024;
/// How long the instructions for a drawing may be with those of all that it draws, each as often as it is drawn.
const MOST_WORK: usize = 64 * 1024 * 1024;
/// The same for a page.
const MOST_WORK_OF_PAGE: usize = 128 * 1024 * 1024;

/// Checks that no compressed stream of the file unpacks to too much. This looks at the bytes alone, for some streams
/// are unpacked as soon as the file is opened.
pub(super) fn check_streams(bytes: &[u8], limits: Limits) -> Result<(), Problem> {
    let limit = limits.unpacked;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let data = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        // The first byte of the format that all compressed streams have.
        if data.first().is_some_and(|byte| byte & 0x0F == 8) {
            let mut unpacked = flate2::read::ZlibDecoder::new(data).take(limit + 1);
            // What ends in an error is damaged or no compressed stream at all; that much of it is harmless.
            if std::io::copy(&mut unpacked, &mut sink()).is_ok_and(|length| length > limit) {
                return Err(Problem::Bomb { limit });
            }
        }
    }
    Ok(())
}

/// Takes out of a document what would be followed in circles or too often, and pictures, which would be read as
/// instructions.
pub(super) fn make_safe(document: &mut Document) -> Result<(), Problem> {
    for page in document.get_pages().into_values() {
        check_parents(document, page)?;
    }
    let pictures: Vec<ObjectId> = streams(document)
        .filter(|(_, stream)| is(stream, b"Image"))
        .map(|(id, _)| id)
        .collect();
    empty(document, pictures);
    let unsafe_ones = Drawings::of(document).unsafe_ones();
    empty(document, unsafe_ones);
    Ok(())
}

fn streams(document: &Document) -> impl Iterator<Item = (ObjectId, &Stream)> {
    document
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, object.as_stream().ok()?)))
}

fn is(stream: &Stream, kind: &[u8]) -> bool {
    stream
        .dict
        .get(b"Subtype")
        .and_then(Object::as_name)
        .is_ok_and(|name| name == kind)
}

/// Empties streams.
fn empty(document: &mut Document, ids: Vec<ObjectId>) {
    for id in ids {
        if let Ok(Object::Stream(stream)) = document.get_object_mut(id) {
            stream.set_plain_content(Vec::new());
        }
    }
}

fn check_parents(document: &Document, page: ObjectId) -> Result<(), Problem> {
    let mut node = page;
    for _ in 0..DEEPEST_PAGE {
        let parent = document
            .get_dictionary(node)
            .and_then(|node| node.get(b"Parent"))
            .and_then(Object::as_reference);
        match parent {
            Ok(parent) => node = parent,
            Err(_) => return Ok(()),
        }
    }
    Err(Problem::damaged("its pages refer to each other in a circle"))
}

/// What instructions call a drawing.
type Name = Vec<u8>;

/// The drawings and pages of a document, and which drawings they draw.
#[derive(Default)]
struct Drawings {
    drawings: HashMap<ObjectId, Drawing>,
    /// For each part of a page: the names that it draws.
    pages: Vec<(ObjectId, Vec<Name>)>,
    /// All that a name stands for anywhere in the document.
    named: HashMap<Name, HashSet<ObjectId>>,
    /// What must not be followed: what is too long, and drawings that draw others by names of whoever draws them.
    bad: Vec<ObjectId>,
}

struct Drawing {
    length: usize,
    /// What it draws, each as often as it does.
    draws: Vec<ObjectId>,
}

impl Drawings {
    fn of(document: &Document) -> Self {
        let mut all = Self {
            named: named(document),
            ..Self::default()
        };
        for page in document.get_pages().into_values() {
            all.add_page(document, &document.get_page_contents(page));
        }
        let drawable: HashSet<ObjectId> = all.named.values().flatten().copied().collect();
        for (id, stream) in streams(document).filter(|(id, _)| drawable.contains(id)) {
            let content = stream.get_plain_content().unwrap_or_default();
            if content.len() > LONGEST_CONTENT {
                all.bad.push(id);
            } else {
                all.add(document, id, stream, &content);
            }
        }
        all
    }

    /// Adds a page, whose instructions are those of `parts` one after another.
    fn add_page(&mut self, document: &Document, parts: &[ObjectId]) {
        let mut length = 0;
        for id in parts {
            let stream = document.get_object(*id).and_then(Object::as_stream);
            let content = stream.and_then(Stream::get_plain_content).unwrap_or_default();
            length += content.len();
            if length > LONGEST_CONTENT {
                self.bad.extend(parts);
                return;
            }
            self.pages.push((*id, drawn(&content)));
        }
    }

    fn add(&mut self, document: &Document, id: ObjectId, stream: &Stream, content: &[u8]) {
        let names = drawn(content);
        let resources = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict);
        let draws = match resources {
            Ok(resources) => names
                .iter()
                .filter_map(|name| form_called(document, resources, name))
                .collect(),
            Err(_) if names.is_empty() => Vec::new(),
            Err(_) => return self.bad.push(id),
        };
        let length = content.len();
        self.drawings.insert(id, Drawing { length, draws });
    }

    /// What would be followed in a circle, too deep or too often.
    fn unsafe_ones(self) -> Vec<ObjectId> {
        let mut work: HashMap<ObjectId, usize> = HashMap::new();
        // In each round those are found that draw only what was found before.
        for _ in 0..DEEPEST_FORMS {
            let left = self.drawings.iter().filter(|(id, _)| !work.contains_key(*id));
            let found: Vec<_> = left
                .filter_map(|(id, drawing)| Some((*id, self.work(drawing, &work)?)))
                .collect();
            if found.is_empty() {
                break;
            }
            work.extend(found);
        }
        let longest = |name: &Name| {
            let drawings = self.named.get(name).into_iter().flatten();
            drawings
                .filter_map(|id| work.get(id))
                .copied()
                .max()
                .unwrap_or_default()
        };
        let is_too_much = |names: &[Name]| names.iter().map(longest).sum::<usize>() > MOST_WORK_OF_PAGE;
        let pages = self
            .pages
            .iter()
            .filter(|(_, names)| is_too_much(names))
            .map(|(id, _)| *id);
        let drawings = self.drawings.keys().copied().filter(|id| !work.contains_key(id));
        self.bad.iter().copied().chain(drawings).chain(pages).collect()
    }

    /// How long the instructions of a drawing are with all that it draws; `None` if that is not known yet, or too long.
    fn work(&self, drawing: &Drawing, known: &HashMap<ObjectId, usize>) -> Option<usize> {
        drawing.draws.iter().try_fold(drawing.length, |sum, id| {
            // What is no drawing (but, say, a picture) is nothing by now.
            let more = if self.drawings.contains_key(id) {
                *known.get(id)?
            } else {
                0
            };
            Some(sum + more).filter(|sum| *sum <= MOST_WORK)
        })
    }
}

/// The names that instructions draw.
fn drawn(content: &[u8]) -> Vec<Name> {
    if memchr::memmem::find(content, b"Do").is_none() {
        return Vec::new();
    }
    let operations = Content::decode(content)
        .map(|content| content.operations)
        .unwrap_or_default();
    let drawing = operations.iter().filter(|operation| operation.operator == "Do");
    drawing
        .filter_map(|operation| operation.operands.first()?.as_name().ok().map(<[u8]>::to_vec))
        .collect()
}

/// Everything that some name in the document stands for. What it says of itself does not matter: it is drawn anyway.
fn named(document: &Document) -> HashMap<Name, HashSet<ObjectId>> {
    let mut found: HashMap<Name, HashSet<ObjectId>> = HashMap::new();
    let mut left: Vec<&Object> = document.objects.values().collect();
    while let Some(object) = left.pop() {
        let dictionary = match object {
            Object::Array(objects) => {
                left.extend(objects);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        left.extend(dictionary.iter().map(|(_, value)| value));
        if let Ok(names) = dictionary.get_deref(b"XObject", document).and_then(Object::as_dict) {
            for (name, object) in names.iter() {
                found.entry(name.clone()).or_default().extend(meant(document, object));
            }
        }
    }
    found
}

fn form_called(document: &Document, resources: &Dictionary, name: &[u8]) -> Option<ObjectId> {
    let names = resources
        .get_deref(b"XObject", document)
        .and_then(Object::as_dict)
        .ok()?;
    meant(document, names.get(name).ok()?)
}

/// What a reference leads to in the end.
fn meant(document: &Document, reference: &Object) -> Option<ObjectId> {
    document.dereference(reference).ok()?.0
}
