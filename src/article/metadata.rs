//! What is known of an article besides its text.

use super::{ByteOffset, Span, Text, language};

/// What is known of an article besides its text. Kept with its annotations and exported with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline, or what else to call the article.
    pub title: Option<String>,
    /// Who wrote it, as its source writes it.
    pub author: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was published, as its source writes it.
    pub date: Option<String>,
    /// The language of the text as a BCP 47 tag.
    pub language: Option<String>,
}

impl Metadata {
    /// What the text itself tells.
    pub fn of(text: &Text) -> Self {
        Self {
            title: headline(text).map(|span| text.slice(span).to_owned()),
            language: language::detect(text.as_str()).map(str::to_owned),
            ..Self::default()
        }
    }

    /// Everything that can be known, by the names that files have for it.
    pub fn facts(&self) -> [(&'static str, Option<&str>); 6] {
        let Self {
            title,
            author,
            source,
            url,
            date,
            language,
        } = self;
        [
            ("title", title),
            ("author", author),
            ("source", source),
            ("url", url),
            ("date", date),
            ("language", language),
        ]
        .map(|(name, fact)| (name, fact.as_deref()))
    }

    /// What is known, by its names.
    pub fn known(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.facts().into_iter().filter_map(|(name, fact)| Some((name, fact?)))
    }

    /// Everything that can be known, to be changed.
    pub fn facts_mut(&mut self) -> [&mut Option<String>; 6] {
        let Self {
            title,
            author,
            source,
            url,
            date,
            language,
        } = self;
        [title, author, source, url, date, language]
    }

    /// This, and what it does not say as `other` says it.
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            author: self.author.or(other.author),
            source: self.source.or(other.source),
            url: self.url.or(other.url),
            date: self.date.or(other.date),
            language: self.language.or(other.language),
        }
    }
}

/// How many lines with text at the top of an article are looked at for a headline.
const TOP_LINES: usize = 4;
/// A longer line is a paragraph, not a headline. In characters.
const LONGEST_HEADLINE: usize = 160;

/// The line that is the headline: the longest of the first few that are short and do not end like a sentence.
///
/// A page saved as text often has a section name or a date above its headline, and those are shorter.
pub fn headline(text: &Text) -> Option<Span> {
    let mut best: Option<(usize, Span)> = None;
    let lines = (0..text.line_count().min(50))
        .map(|index| text.line(index))
        .filter_map(|line| text.trimmed(text.span(ByteOffset::new(line.start), ByteOffset::new(line.end)).ok()?));
    for line in lines.take(TOP_LINES) {
        let quote = text.slice(line);
        let length = quote.chars().take(LONGEST_HEADLINE + 1).count();
        if length > LONGEST_HEADLINE || quote.ends_with(['.', '。', '।', '؟', '…', ':', ';', ',']) {
            break;
        }
        let says_something = quote.chars().any(char::is_alphabetic);
        if says_something && best.is_none_or(|(longest, _)| length > longest) {
            best = Some((length, line));
        }
    }
    best.map(|(_, line)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline_of(text: &str) -> Option<String> {
        let text = Text::new(text.into());
        headline(&text).map(|span| text.slice(span).to_owned())
    }

    #[test]
    fn the_headline_is_the_longest_of_the_short_lines_on_top() {
        assert_eq!(
            headline_of(
                "Flash News\n\nMicrosoft Has Spent Over $100 Billion\n\nMicrosoft has spent it, records say.\nA line"
            ),
            Some("Microsoft Has Spent Over $100 Billion".into())
        );
        assert_eq!(headline_of("It begins at once. So it does."), None);
        assert_eq!(headline_of("\n \n"), None);
        assert_eq!(headline_of("* * *\n\nIt begins at once. So it does."), None);
        assert_eq!(headline_of(&"long ".repeat(100)), None);
    }

    #[test]
    fn the_example_article() {
        let text = Text::new(include_str!("../../seeds/microsoft-openai.txt").into());
        let metadata = Metadata::of(&text);
        assert_eq!(
            metadata.title.as_deref(),
            Some("Microsoft Has Spent Over $100 Billion on OpenAI Collaboration")
        );
        assert_eq!(metadata.language.as_deref(), Some("en"));
    }
}
