//! Web pages: the article of a page, or all its text.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use super::{
    Draft, Limits, Problem,
    page::{self, Furniture},
    tidy::{line, tidy},
};
use crate::article::{Metadata, decode};

/// An article with fewer characters is doubted if the page has more.
const SHORTEST_ARTICLE: usize = 140;
/// In a page with more text no article is looked for, which would take long. In bytes.
const LONGEST_PAGE: usize = 4 * 1024 * 1024;
/// A longer title is no headline but a text. In characters.
const LONGEST_HEADLINE: usize = 300;
/// Where browsers look for a page's encoding. In bytes.
const ENCODING_IS_WITHIN: usize = 1024;

/// How to take a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct HtmlOptions {
    /// Take all text instead of the article alone.
    pub whole_page: bool,
    /// How much is too much.
    pub limits: Limits,
}

/// Reads the bytes of a page.
pub(super) fn read(bytes: Vec<u8>, options: HtmlOptions) -> Result<Draft, Problem> {
    let encoding = declared_encoding(&bytes);
    let decoded = decode::decode(bytes, encoding).map_err(|_| Problem::Unknown)?;
    let mut draft = from_text(&decoded.text, options)?;
    if decoded.replaced > 0 {
        draft.notices.push(format!(
            "Read as {}; some characters could not be read and show as \u{fffd}.",
            decoded.encoding.name()
        ));
    }
    Ok(draft)
}

/// Reads the text of a page.
pub(super) fn from_text(html: &str, options: HtmlOptions) -> Result<Draft, Problem> {
    let page = page::parse(html)?;
    let url = url_of(&page, html);
    let whole = tidy(&page::text(page.root(), Furniture::Drop));
    let is_too_much = whole.len() > LONGEST_PAGE || page::is_slow_to_write(&page);
    let config = Config {
        text_mode: TextMode::Raw,
        ..Config::default()
    };
    let mut readability = Readability::with_document(page, None, Some(config)).map_err(Problem::damaged)?;
    let metadata = metadata_of(&readability, url);
    let article = if options.whole_page || is_too_much {
        None
    } else {
        article_text(&mut readability)
    };
    let (text, notice) = choose(article, whole, options.whole_page);
    let text = with_headline(text, metadata.title.as_deref());
    Ok(Draft {
        text: options.limits.accept(text)?,
        metadata,
        notices: notice.into_iter().collect(),
        ..Draft::default()
    })
}

/// All text of a page that is part of something larger, as a chapter is, without headline and notices.
pub(super) fn plain(html: &str) -> Result<String, Problem> {
    Ok(page::text(page::parse(html)?.root(), Furniture::Drop))
}

/// The text of the page's article.
///
/// The crate can give text itself, but takes non-breaking spaces for blanks; so its HTML is taken.
fn article_text(readability: &mut Readability) -> Option<String> {
    let article = readability.parse().ok()?;
    let content = Document::fragment(article.content);
    Some(tidy(&page::text(content.root(), Furniture::Keep)))
}

/// The article if it is one, else the whole page and why.
fn choose(article: Option<String>, whole: String, whole_is_wanted: bool) -> (String, Option<String>) {
    match article {
        Some(article) if article.chars().take(SHORTEST_ARTICLE).count() == SHORTEST_ARTICLE => (article, None),
        Some(article) if whole.is_empty() => (article, None),
        _ if whole_is_wanted => (whole, None),
        _ => {
            let notice = "No article was found in this page, so all its text was taken: look it over.";
            (whole, Some(notice.to_owned()))
        }
    }
}

/// The text with its headline first, unless that is among its first lines already.
fn with_headline(text: String, title: Option<&str>) -> String {
    let Some(title) = title.filter(|title| title.chars().count() <= LONGEST_HEADLINE) else {
        return text;
    };
    let wanted = folded(title);
    let mut first_lines = text.lines().filter(|line| !line.is_empty()).take(12);
    if text.is_empty() || first_lines.any(|line| folded(line).starts_with(&wanted)) {
        text
    } else {
        format!("{title}\n\n{text}")
    }
}

/// The letters and digits of a text in lower case, for comparing.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn metadata_of(readability: &Readability, url: Option<String>) -> Metadata {
    let facts = readability.get_article_metadata(readability.parse_json_ld());
    let tidy = |fact: Option<String>| fact.as_deref().and_then(line);
    Metadata {
        title: line(&facts.title),
        author: tidy(facts.byline).map(without_by),
        source: tidy(facts.site_name),
        url: url.or(facts.url),
        date: tidy(facts.published_time),
        language: tidy(facts.lang),
    }
}

/// A byline without the word that makes it one.
fn without_by(byline: String) -> String {
    let name = byline.strip_prefix("By ").or_else(|| byline.strip_prefix("by "));
    name.map_or(byline.clone(), str::to_owned)
}

/// The address of the page: what it says itself, or what the browser noted that saved it.
fn url_of(page: &Document, html: &str) -> Option<String> {
    let said = |selector: &str, attribute: &str| page.select_single(selector).attr(attribute);
    let found = said("link[rel=canonical]", "href").or_else(|| said("meta[property='og:url']", "content"));
    let absolute = found.and_then(|url| line(&url)).filter(|url| url.starts_with("http"));
    absolute.or_else(|| saved_from(html))
}

/// The address in `<!-- saved from url=(0023)https://example.org/ -->`.
fn saved_from(html: &str) -> Option<String> {
    let top = html.get(..html.floor_char_boundary(2048))?;
    let (_, after) = top.split_once("saved from url=(")?;
    let (_, after) = after.split_once(')')?;
    let url = after.split("-->").next()?.trim();
    url.starts_with("http").then(|| url.to_owned())
}

/// The encoding that a page names in its first bytes.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let top = bytes.get(..bytes.len().min(ENCODING_IS_WITHIN))?;
    let top = String::from_utf8_lossy(top).to_ascii_lowercase();
    let named = top
        .split_once("charset=")
        .or_else(|| top.split_once("<?xml")?.1.split_once("encoding="))?
        .1
        .trim_start_matches(['"', '\'', ' ']);
    let label = named
        .split(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))
        .next()?;
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    // A page that was saved anew in UTF-8 often still names its old encoding; and that a page can be read as
    // ASCII to this point shows it is not UTF-16.
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let is_wrong = is_utf8 || encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
    (!is_wrong).then_some(encoding)
}
