//! What would make the PDF crate run without end or out of memory, found before it starts.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::{Read, sink},
};

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream, content::Content};

use super::{Limits, Problem};

/// How deep drawings may lie in each other. They are read by recursion.
const DEEPEST_FORMS: usize = 24;
/// How many nodes may lie above a page. They are looked up by recursion too.
const DEEPEST_PAGE: usize = 256;
/// How long the instructions for a page or drawing may be. One byte of them takes up to forty in memory.
const LONGEST_CONTENT: usize = 16 * 1024 * 1024;

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

/// Takes out of a document what would be followed in circles, and pictures, which would be read as instructions.
pub(super) fn make_safe(document: &mut Document) -> Result<(), Problem> {
    for page in document.get_pages().into_values() {
        check_parents(document, page)?;
    }
    empty(document, is_picture);
    let forms = Forms::of(document);
    let unsafe_forms = forms.unsafe_ones();
    for id in unsafe_forms.into_iter().chain(forms.too_long) {
        if let Ok(Object::Stream(stream)) = document.get_object_mut(id) {
            stream.set_plain_content(Vec::new());
        }
    }
    Ok(())
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

fn empty(document: &mut Document, which: fn(&Stream) -> bool) {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && which(stream)
        {
            stream.set_plain_content(Vec::new());
        }
    }
}

fn is_picture(stream: &Stream) -> bool {
    stream
        .dict
        .get(b"Subtype")
        .and_then(Object::as_name)
        .is_ok_and(|kind| kind == b"Image")
}

/// The drawings of a document and which of them draw which others.
struct Forms {
    draws: HashMap<ObjectId, Vec<ObjectId>>,
    /// Drawings that use the resources of whoever draws them and draw others: what they lead to is not known.
    unknown: Vec<ObjectId>,
    too_long: Vec<ObjectId>,
}

impl Forms {
    fn of(document: &Document) -> Self {
        let mut forms = Self {
            draws: HashMap::new(),
            unknown: Vec::new(),
            too_long: Vec::new(),
        };
        let contents: HashSet<ObjectId> = document
            .get_pages()
            .into_values()
            .flat_map(|page| document.get_page_contents(page))
            .collect();
        for (id, object) in &document.objects {
            let Object::Stream(stream) = object else {
                continue;
            };
            let is_form = stream
                .dict
                .get(b"Subtype")
                .and_then(Object::as_name)
                .is_ok_and(|kind| kind == b"Form");
            if is_form || contents.contains(id) {
                forms.add(document, *id, stream, is_form);
            }
        }
        forms
    }

    fn add(&mut self, document: &Document, id: ObjectId, stream: &Stream, is_form: bool) {
        let content = stream.get_plain_content().unwrap_or_default();
        if content.len() > LONGEST_CONTENT {
            self.too_long.push(id);
            return;
        }
        // Nothing draws the contents of a page, so they can be in no circle.
        if !is_form || memchr::memmem::find(&content, b"Do").is_none() {
            return;
        }
        let names = drawn(&content);
        let resources = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict);
        match resources {
            Ok(resources) => {
                let drawn = names.iter().filter_map(|name| form_called(document, resources, name));
                self.draws.insert(id, drawn.collect());
            }
            Err(_) if !names.is_empty() => self.unknown.push(id),
            Err(_) => {}
        }
    }

    /// The drawings that would be followed in a circle or too deep.
    fn unsafe_ones(&self) -> BTreeSet<ObjectId> {
        let mut bad: BTreeSet<ObjectId> = self.unknown.iter().copied().collect();
        let mut heights: HashMap<ObjectId, usize> = HashMap::new();
        // Those that draw nothing have height 0. In each round those are found that draw only what is found.
        for height in 1..=DEEPEST_FORMS {
            let is_low = |id: &ObjectId| !self.draws.contains_key(id) || heights.contains_key(id);
            let found: Vec<ObjectId> = self
                .draws
                .iter()
                .filter(|(id, drawn)| !heights.contains_key(*id) && drawn.iter().all(is_low))
                .map(|(id, _)| *id)
                .collect();
            if found.is_empty() {
                break;
            }
            heights.extend(found.into_iter().map(|id| (id, height)));
        }
        bad.extend(self.draws.keys().filter(|id| !heights.contains_key(*id)));
        bad
    }
}

/// The names that instructions draw.
fn drawn(content: &[u8]) -> Vec<Vec<u8>> {
    let operations = Content::decode(content)
        .map(|content| content.operations)
        .unwrap_or_default();
    let drawing = operations.iter().filter(|operation| operation.operator == "Do");
    drawing
        .filter_map(|operation| operation.operands.first()?.as_name().ok().map(<[u8]>::to_vec))
        .collect()
}

fn form_called(document: &Document, resources: &Dictionary, name: &[u8]) -> Option<ObjectId> {
    let objects = resources
        .get_deref(b"XObject", document)
        .and_then(Object::as_dict)
        .ok()?;
    let mut id = objects.get(name).and_then(Object::as_reference).ok()?;
    // A reference may lead to another one.
    for _ in 0..16 {
        match document.objects.get(&id) {
            Some(Object::Reference(next)) => id = *next,
            _ => return Some(id),
        }
    }
    None
}
