//! PDFs. The crate that reads them panics on some, and takes forever on others: so it works on a thread of its own.

use std::{
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Instant,
};

use pdf_extract::{ConvertToFmt, Document, Object, PlainTextOutput, decode_text_string, output_doc_page};

use super::{
    Draft, Limits, Problem, pdf_guard, pdf_text,
    tidy::{line, tidy},
};
use crate::{article::Metadata, panics};

/// The crate calls itself for each level of a document; this is enough for as many levels as are let through.
const STACK: usize = 64 * 1024 * 1024;

/// Reads the bytes of a PDF.
///
/// A PDF that takes longer than the limit is given up. Its thread cannot be stopped from outside: it ends by itself
/// before the next page or when it writes its next character.
pub(super) fn read(bytes: Vec<u8>, limits: Limits) -> Result<Draft, Problem> {
    let deadline = Instant::now() + limits.pdf;
    let (send, receive) = mpsc::sync_channel(1);
    let work = move || {
        let draft = panics::expected(|| extract(&bytes, limits, deadline));
        // Nobody listens any more if it took too long.
        let _ = send.send(draft.unwrap_or_else(|_| Err(Problem::damaged("its PDF data make no sense"))));
    };
    thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(work)?;
    match receive.recv_timeout(limits.pdf) {
        Ok(draft) => draft,
        Err(RecvTimeoutError::Timeout) => Err(too_slow(limits)),
        Err(RecvTimeoutError::Disconnected) => Err(Problem::damaged("its PDF data make no sense")),
    }
}

fn too_slow(limits: Limits) -> Problem {
    Problem::TooSlow {
        seconds: limits.pdf.as_secs(),
    }
}

fn extract(bytes: &[u8], limits: Limits, deadline: Instant) -> Result<Draft, Problem> {
    pdf_guard::check_streams(bytes, limits)?;
    let mut document = Document::load_mem(bytes).map_err(|error| Problem::damaged(without_debug(&error)))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Problem::Locked);
    }
    pdf_guard::make_safe(&mut document)?;
    let mut pages = Vec::new();
    let mut bad_pages = Vec::new();
    for number in document.get_pages().into_keys() {
        let (text, is_whole) = page(&document, number, limits, deadline);
        pages.push(text);
        if !is_whole {
            bad_pages.push(number.to_string());
        }
        if Instant::now() > deadline {
            return Err(too_slow(limits));
        }
    }
    let (text, left_out) = pdf_text::clean(&pages);
    let text = match limits.accept(tidy(&text)) {
        Err(Problem::NoText) if bad_pages.is_empty() => return Err(Problem::Scan),
        Err(Problem::NoText) => return Err(Problem::damaged("none of its pages can be read")),
        text => text?,
    };
    let mut notices = vec!["Text of a PDF: look it over before you label it.".to_owned()];
    if !left_out.is_empty() {
        let left_out = left_out.join("”, “");
        notices.push(format!("Left out at the edges of pages: “{left_out}”."));
    }
    if !bad_pages.is_empty() {
        notices.push(format!(
            "These pages could not be read to their end: {}.",
            bad_pages.join(", ")
        ));
    }
    Ok(Draft {
        text,
        metadata: metadata(&document),
        notices,
        ..Draft::default()
    })
}

/// The text of a page as far as it can be read, and whether that is all of it.
fn page(document: &Document, number: u32, limits: Limits, deadline: Instant) -> (String, bool) {
    let mut text = Capped {
        text: String::new(),
        longest: limits.text as usize,
        deadline,
    };
    let work = || output_doc_page(document, &mut PlainTextOutput::new(&mut text), number);
    let done = panics::expected(work);
    (text.text, matches!(done, Ok(Ok(()))))
}

/// A text that cannot grow without end.
struct Capped {
    text: String,
    longest: usize,
    deadline: Instant,
}

impl fmt::Write for Capped {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > self.longest || Instant::now() > self.deadline {
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

impl<'a> ConvertToFmt for &'a mut Capped {
    type Writer = &'a mut Capped;

    fn convert(self) -> Self::Writer {
        self
    }
}

/// What a PDF tells about itself.
fn metadata(document: &Document) -> Metadata {
    let info = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict);
    let fact = |key: &[u8]| {
        let value = info.as_ref().ok()?.get_deref(key, document).ok()?;
        line(&decode_text_string(value).ok()?)
    };
    Metadata {
        title: fact(b"Title"),
        author: fact(b"Author"),
        date: fact(b"CreationDate").map(|date| iso_date(&date)),
        ..Metadata::default()
    }
}

/// `D:20240503101500+02'00'` as `2024-05-03`; anything else as it is.
fn iso_date(date: &str) -> String {
    let digits = date.strip_prefix("D:").unwrap_or(date);
    match (digits.get(..4), digits.get(4..6), digits.get(6..8)) {
        (Some(year), Some(month), Some(day))
            if [year, month, day]
                .iter()
                .all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) =>
        {
            format!("{year}-{month}-{day}")
        }
        _ => date.to_owned(),
    }
}

/// An error of the crate in one line.
fn without_debug(error: &pdf_extract::Error) -> String {
    line(&error.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_short() {
        assert_eq!(iso_date("D:20240503101500+02'00'"), "2024-05-03");
        assert_eq!(iso_date("May 2024"), "May 2024");
    }
}
