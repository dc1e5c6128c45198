//! Which column of a table is what.

use super::Problem;

/// Which column of a table is what, by their names. All others are kept as extra columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text of the article.
    pub text: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<String>,
    /// Which language it is in.
    pub language: Option<String>,
    /// What its source calls it.
    pub id: Option<String>,
}

impl Columns {
    /// Every column that is named.
    fn named(&self) -> impl Iterator<Item = &String> {
        let optional = [
            &self.title,
            &self.author,
            &self.source,
            &self.url,
            &self.date,
            &self.language,
            &self.id,
        ];
        std::iter::once(&self.text).chain(optional.into_iter().flatten())
    }

    /// Checks that the column with the text is among `names`.
    pub(super) fn check(&self, names: &[String]) -> Result<(), Problem> {
        if names.contains(&self.text) {
            return Ok(());
        }
        Err(Problem::NoColumn {
            column: self.text.clone(),
            has: names.join(", "),
        })
    }
}

const TEXTS: &[&str] = &[
    "text",
    "articletext",
    "fulltext",
    "maintext",
    "bodytext",
    "articlebody",
    "content",
    "articlecontent",
    "body",
    "article",
    "story",
    "rawtext",
    "plaintext",
    "contenttext",
    "document",
    "passage",
    "message",
    "post",
    "paragraph",
    "sentence",
];
const TITLES: &[&str] = &["title", "headline", "articletitle", "heading", "subject", "head"];
const AUTHORS: &[&str] = &["author", "authors", "byline", "writer", "creator", "journalist", "from"];
const SOURCES: &[&str] = &[
    "source",
    "sourcename",
    "outlet",
    "publisher",
    "publication",
    "newspaper",
    "site",
    "sitename",
    "website",
    "journal",
    "medium",
    "domain",
    "sourcedomain",
];
const URLS: &[&str] = &[
    "url",
    "link",
    "articleurl",
    "sourceurl",
    "uri",
    "href",
    "permalink",
    "webpage",
];
const DATES: &[&str] = &[
    "date",
    "published",
    "publishedat",
    "publisheddate",
    "datepublished",
    "publishdate",
    "publicationdate",
    "pubdate",
    "datepublish",
    "publishedtime",
    "created",
    "createdat",
    "datecreated",
    "timestamp",
    "datetime",
    "time",
    "year",
];
const LANGUAGES: &[&str] = &["language", "lang", "languagecode", "locale"];
const IDS: &[&str] = &[
    "id",
    "articleid",
    "docid",
    "documentid",
    "uid",
    "uuid",
    "guid",
    "key",
    "identifier",
];

/// Guesses which column is what: by the usual names, and for the text else the column with the longest cells.
///
/// `rows` are some rows of the table, with the cells in the order of `names`.
pub fn guess_columns(names: &[String], rows: &[Vec<String>]) -> Columns {
    let names = &Names::of(names);
    let text = text_column(names, rows).cloned().unwrap_or_default();
    let mut columns = Columns {
        text,
        ..Columns::default()
    };
    columns.title = pick(names, &columns, TITLES);
    columns.author = pick(names, &columns, AUTHORS);
    columns.source = pick(names, &columns, SOURCES);
    columns.url = pick(names, &columns, URLS);
    columns.date = pick(names, &columns, DATES);
    columns.language = pick(names, &columns, LANGUAGES);
    columns.id = pick(names, &columns, IDS);
    columns
}

/// The first column that has one of the `usual` names, the more usual first, and is not taken.
fn pick(names: &Names<'_>, taken: &Columns, usual: &[&str]) -> Option<String> {
    names.ways().into_iter().find_map(|simple| {
        usual.iter().find_map(|usual| {
            let mut fitting = names.called(simple, usual).map(|(_, name)| name);
            fitting.find(|name| !taken.named().any(|taken| taken == *name)).cloned()
        })
    })
}

fn text_column<'a>(names: &Names<'a>, rows: &[Vec<String>]) -> Option<&'a String> {
    let usual = |simple| {
        TEXTS.iter().find_map(|usual| {
            let mut fitting = names.called(simple, usual);
            fitting
                .find(|(index, _)| holds_prose(rows, *index))
                .map(|(_, name)| name)
        })
    };
    let longest = || {
        let columns = names.names.iter().enumerate();
        columns
            .max_by_key(|(index, _)| cells(rows, *index).map(str::len).sum::<usize>())
            .map(|(_, name)| name)
    };
    names.ways().into_iter().find_map(usual).or_else(longest)
}

/// Names of columns, and what they are without their signs: worked out once, for tables may have many.
struct Names<'a> {
    names: &'a [String],
    plain: Vec<String>,
    last_parts: Vec<String>,
}

impl<'a> Names<'a> {
    fn of(names: &'a [String]) -> Self {
        Self {
            names,
            plain: names.iter().map(|name| plain(name)).collect(),
            last_parts: names.iter().map(|name| last_part(name)).collect(),
        }
    }

    /// A name such as `meta.title` counts, but less than a plain `title`.
    fn ways(&self) -> [&[String]; 2] {
        [&self.plain, &self.last_parts]
    }

    /// The columns that are called so in one of these ways, with their numbers.
    fn called(&self, simple: &[String], usual: &str) -> impl Iterator<Item = (usize, &'a String)> {
        let named = self.names.iter().enumerate().zip(simple);
        named.filter(move |(_, simple)| *simple == usual).map(|(name, _)| name)
    }
}

/// Whether a column holds words: not only numbers, addresses or nothing.
fn holds_prose(rows: &[Vec<String>], index: usize) -> bool {
    cells(rows, index).any(|cell| {
        let cell = cell.trim();
        let is_address = cell.starts_with("http") && !cell.contains(' ');
        cell.chars().any(char::is_alphabetic) && !is_address
    })
}

fn cells(rows: &[Vec<String>], index: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(index)).map(String::as_str)
}

/// A name in lower case and without what divides its words.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '.')
        .flat_map(char::to_lowercase)
        .collect()
}

fn last_part(name: &str) -> String {
    plain(name.rsplit('.').next().unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(names: &[&str], row: &[&str]) -> Columns {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        guess_columns(&owned(names), &[owned(row)])
    }

    #[test]
    fn usual_names_are_known() {
        let guess = guess(
            &[
                "_id",
                "Headline",
                "Byline",
                "Outlet",
                "publish_date",
                "Lang",
                "Link",
                "Body",
                "score",
            ],
            &["7", "A", "B", "C", "2024", "en", "https://x.org", "One two.", "1"],
        );
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(guess.text, "Body");
        assert_eq!((guess.title, guess.author), (named("Headline"), named("Byline")));
        assert_eq!((guess.source, guess.date), (named("Outlet"), named("publish_date")));
        assert_eq!(
            (guess.language, guess.url, guess.id),
            (named("Lang"), named("Link"), named("_id"))
        );
    }

    #[test]
    fn the_text_is_prose_and_else_what_is_longest() {
        assert_eq!(guess(&["text", "notes"], &["17", "long words in a row"]).text, "notes");
        assert_eq!(
            guess(&["article", "content"], &["https://x.org/1", "Words."]).text,
            "content"
        );
        assert_eq!(
            guess(&["meta.title", "doc.text"], &["T", "Words."]).title.as_deref(),
            Some("meta.title")
        );
        assert_eq!(guess(&[], &[]).text, "");
    }
}
