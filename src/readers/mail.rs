//! E-mails, and web pages that are saved as one (MHTML).

use mail_parser::{Address, HeaderName, Message, MessageParser, PartType};
use memchr::memmem;

use super::{
    Draft, Limits, Problem,
    html::{self, HtmlOptions},
    tidy::{line, tidy},
};
use crate::article::Metadata;

/// How many parts a mail may have, besides one for each so many bytes of it. Each takes two hundred bytes of memory, however
/// short it is.
const MOST_PARTS: usize = 50_000;
const BYTES_OF_PART: usize = 16;

/// Reads the bytes of an e-mail: its text, or else the text of its page.
pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Draft, Problem> {
    let message = parse(bytes)?;
    let text = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) if !text.trim().is_empty() => Some(tidy(text)),
        _ => None,
    });
    let text = match (text, page_of(&message)) {
        (Some(text), _) => text,
        (None, Some(page)) => tidy(&html::plain(page.html)?),
        (None, None) => return Err(Problem::NoText),
    };
    let count = message.attachment_count();
    let notice = match count {
        0 => None,
        1 => Some("One attachment was left out.".to_owned()),
        count => Some(format!("{count} attachments were left out.")),
    };
    Ok(Draft {
        text: limits.accept(text)?,
        metadata: Metadata {
            title: message.subject().and_then(line),
            author: message.from().and_then(author),
            date: date(&message),
            ..Metadata::default()
        },
        notices: notice.into_iter().collect(),
        ..Draft::default()
    })
}

/// Reads the bytes of a web page that is saved as an e-mail.
pub(super) fn read_page(bytes: &[u8], options: HtmlOptions) -> Result<Draft, Problem> {
    let message = parse(bytes)?;
    let page = page_of(&message).ok_or_else(|| Problem::MissingPart {
        part: "text/html".to_owned(),
    })?;
    let mut draft = html::from_text(page.html, options)?;
    let saved_from = message.header_raw("Snapshot-Content-Location").and_then(line);
    let metadata = &mut draft.metadata;
    metadata.url = metadata.url.take().or(saved_from).or(page.location);
    metadata.title = metadata.title.take().or_else(|| message.subject().and_then(line));
    Ok(draft)
}

fn parse(bytes: &[u8]) -> Result<Message<'_>, Problem> {
    let most = MOST_PARTS + bytes.len() / BYTES_OF_PART;
    // Every part begins with hyphens, wherever they stand.
    if memmem::find_iter(bytes, b"--").nth(most).is_some() {
        return Err(Problem::TooManyElements { limit: most });
    }
    let message = MessageParser::default().parse(bytes);
    message.ok_or_else(|| Problem::damaged("it has no header of an e-mail"))
}

struct Page<'a> {
    html: &'a str,
    location: Option<String>,
}

/// The first page in a message.
fn page_of<'a>(message: &'a Message) -> Option<Page<'a>> {
    message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) => {
            let headers = part.headers.iter();
            let mut locations = headers.filter(|header| header.name == HeaderName::ContentLocation);
            let location = locations.find_map(|header| header.value.as_text()).and_then(line);
            Some(Page {
                html: html.as_ref(),
                location: location.filter(|location| location.starts_with("http")),
            })
        }
        _ => None,
    })
}

/// Who wrote it: by name, else by address.
fn author(from: &Address) -> Option<String> {
    let first = from.first()?;
    first.name().or(first.address()).and_then(line)
}

fn date(message: &Message) -> Option<String> {
    let date = message.date().filter(|date| date.is_valid())?;
    Some(date.to_rfc3339())
}
