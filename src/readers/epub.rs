//! E-books (.epub): the chapters in their order, as one text.

use std::collections::HashMap;

use super::{
    Draft, Limits, Problem,
    archive::Archive,
    html,
    tidy::tidy,
    xml::{self, Piece, Then},
};
use crate::article::Metadata;

const CONTAINER: &str = "META-INF/container.xml";

/// Reads the bytes of a book.
pub(super) fn read(bytes: Vec<u8>, limits: Limits) -> Result<Draft, Problem> {
    let mut archive = Archive::open(bytes, limits)?;
    let part = package_part(&mut archive, limits)?;
    let package = archive.needed(&part)?;
    let mut missing = 0;
    let mut text = String::new();
    for chapter in chapters(&part, &package, limits)? {
        let Some(page) = archive.text(&chapter)? else {
            missing += 1;
            continue;
        };
        text.push_str(&html::plain(&with_end_tags(&page))?);
        text.push_str("\n\n");
        if text.len() as u64 > limits.text {
            return Err(Problem::TextTooLong { limit: limits.text });
        }
    }
    let names = ["title", "creator", "publisher", "date", "language"];
    let [title, author, source, date, language] = xml::facts(&part, &package, limits.depth, names)?;
    let notice = match missing {
        0 => None,
        1 => Some("One chapter is named in this book but missing.".to_owned()),
        count => Some(format!("{count} chapters are named in this book but missing.")),
    };
    Ok(Draft {
        text: limits.accept(tidy(&text))?,
        metadata: Metadata {
            title,
            author,
            source,
            date,
            language,
            ..Metadata::default()
        },
        notices: notice.into_iter().collect(),
        ..Draft::default()
    })
}

/// The name of the part that lists the chapters.
fn package_part(archive: &mut Archive, limits: Limits) -> Result<String, Problem> {
    let container = archive.needed(CONTAINER)?;
    let mut found = None;
    xml::read(CONTAINER, &container, limits.depth, &mut |piece| {
        if let Piece::Open("rootfile", attributes) = piece {
            found = found.take().or_else(|| attributes.get("full-path"));
        }
        Then::On
    })?;
    found.ok_or_else(|| Problem::damaged(format!("{CONTAINER} names no book")))
}

/// The parts with the chapters, in the order in which they are read.
fn chapters(part: &str, package: &str, limits: Limits) -> Result<Vec<String>, Problem> {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts = HashMap::new();
    let mut order = Vec::new();
    xml::read(part, package, limits.depth, &mut |piece| {
        match piece {
            Piece::Open("item", item) => {
                let is_page = item.get("media-type").is_none_or(|kind| kind.contains("html"));
                // The list of contents repeats the headlines.
                let is_contents = item
                    .get("properties")
                    .is_some_and(|all| all.split(' ').any(|one| one == "nav"));
                if let (Some(id), Some(href), true) = (item.get("id"), item.get("href"), is_page && !is_contents) {
                    parts.insert(id, resolve(folder, &href));
                }
            }
            Piece::Open("itemref", item) if item.get("linear").as_deref() != Some("no") => {
                order.extend(item.get("idref"));
            }
            _ => {}
        }
        Then::On
    })?;
    // Each chapter once, however often it is named.
    Ok(order.iter().filter_map(|id| parts.remove(id)).collect())
}

/// The name of the part that `href` means in `folder`. It is only looked up in the archive, never on the disk.
fn resolve(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let decoded = percent_decoded(href);
    for name in decoded.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

/// `a%20b` as `a b`.
fn percent_decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (rest, bytes) = match (first, byte) {
            (b'%', Some(byte)) => (after.get(2..).unwrap_or_default(), pushed(bytes, byte)),
            _ => (after, pushed(bytes, *first)),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn pushed(mut bytes: Vec<u8>, byte: u8) -> Vec<u8> {
    bytes.push(byte);
    bytes
}

/// Chapters are XHTML, where `<title/>` is a whole element. To HTML it is a start, and the text would all be title.
fn with_end_tags(page: &str) -> String {
    let mut page = page.to_owned();
    for name in ["title", "script", "style", "iframe", "textarea", "noscript"] {
        let start = format!("<{name}");
        let mut from = 0;
        while let Some(at) = page.get(from..).and_then(|rest| rest.find(&start)) {
            let tag = from + at;
            let Some(length) = page.get(tag..).and_then(|rest| rest.find('>')) else {
                break;
            };
            let end = tag + length;
            if page.get(..end).is_some_and(|before| before.ends_with('/')) {
                page.replace_range(end - 1..=end, &format!("></{name}>"));
            }
            from = end;
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_resolved_within_the_book() {
        assert_eq!(resolve("OEBPS/text", "../a%20b.xhtml#c"), "OEBPS/a b.xhtml");
        assert_eq!(resolve("", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(percent_decoded("50%"), "50%");
    }

    #[test]
    fn empty_elements_are_closed() {
        let page = "<head><title/><script src='a>'/></head><title>x</title>";
        assert!(with_end_tags("<head><title/><script src='a'/>").ends_with("<title></title><script src='a'></script>"));
        assert!(with_end_tags(page).starts_with("<head><title></title>"));
    }
}
