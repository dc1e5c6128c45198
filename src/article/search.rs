//! Finding words and patterns in a text.

use regex::{Regex, RegexBuilder, bytes};

use super::{ByteOffset, Span, Text};

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, or the pattern.
    pub pattern: String,
    /// Tell capital letters from small ones.
    pub match_case: bool,
    /// Find whole words only.
    pub whole_word: bool,
    /// The pattern is a regular expression, not plain words.
    pub is_regex: bool,
}

/// Nobody looks at more hits than this.
pub const MOST_HITS: usize = 1_000_000;
/// The largest compiled pattern, in bytes: patterns that grow beyond it are refused instead of eating memory.
const LARGEST_PATTERN: usize = 4 << 20;

/// A query that is ready to be looked for.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// `None` if there is nothing to look for.
    regex: Option<Regex>,
    /// The same for bytes, if what does not match it has no hit: plain words.
    words: Option<bytes::Regex>,
}

impl Pattern {
    /// Makes a query ready.
    ///
    /// # Errors
    /// If it is no regular expression; in words for the user.
    pub fn new(query: &Query) -> Result<Self, String> {
        if query.pattern.is_empty() {
            return Ok(Self {
                regex: None,
                words: None,
            });
        }
        let plain = regex::escape(&query.pattern);
        let pattern = if query.is_regex { &query.pattern } else { &plain };
        let pattern = if query.whole_word {
            format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}")
        } else {
            pattern.clone()
        };
        let regex = RegexBuilder::new(&pattern)
            .case_insensitive(!query.match_case)
            .multi_line(true)
            .size_limit(LARGEST_PATTERN)
            .build()
            .map_err(|error| explain(&error))?;
        let words = bytes::RegexBuilder::new(&plain)
            .case_insensitive(!query.match_case)
            .size_limit(LARGEST_PATTERN)
            .build()
            .ok();
        Ok(Self {
            regex: Some(regex),
            words: words.filter(|_| !query.is_regex),
        })
    }

    /// Whether it is somewhere in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// Whether a file with these bytes may hold a text with a hit. Only of UTF-8 can that be told without decoding it.
    pub fn may_be_in(&self, bytes: &[u8]) -> bool {
        match &self.words {
            Some(words) => {
                words.is_match(bytes) || memchr::memchr(0, bytes).is_some() || std::str::from_utf8(bytes).is_err()
            }
            None => true,
        }
    }
}

/// Where a pattern is found in a text that is no article: so often, and the first few of the places in bytes.
pub fn count_hits(text: &str, pattern: &Pattern, most: usize) -> (usize, Vec<std::ops::Range<usize>>) {
    let Some(regex) = &pattern.regex else {
        return (0, Vec::new());
    };
    let (mut count, mut first) = (0, Vec::new());
    for hit in regex.find_iter(text).take(MOST_HITS) {
        count += 1;
        if first.len() < most {
            first.push(hit.range());
        }
    }
    (count, first)
}

/// All places where a pattern is found, in order and without overlap.
pub fn search(text: &Text, pattern: &Pattern) -> Vec<Span> {
    let Some(regex) = &pattern.regex else { return Vec::new() };
    let hits = regex.find_iter(text.as_str()).take(MOST_HITS);
    hits.filter_map(|hit| text.span(ByteOffset::new(hit.start()), ByteOffset::new(hit.end())).ok())
        .collect()
}

/// The last line of a regex error says what is wrong; those before it draw a picture of where.
fn explain(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "The pattern is too large.".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            format!("No pattern: {}", last.trim_start_matches("error: "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, change: impl Fn(&mut Query)) -> Result<Vec<String>, String> {
        let text = Text::new("The budget. the Budgets\nBUDGET 50% (분享 분享함) tHe 😊.".into());
        let mut query = Query {
            pattern: pattern.into(),
            ..Query::default()
        };
        change(&mut query);
        Ok(search(&text, &Pattern::new(&query)?)
            .into_iter()
            .map(|hit| text.slice(hit).to_owned())
            .collect())
    }

    #[test]
    fn plain_words_by_case_and_as_whole_words() {
        assert_eq!(found("budget", |_| {}).unwrap(), ["budget", "Budget", "BUDGET"]);
        assert_eq!(found("budget", |query| query.match_case = true).unwrap(), ["budget"]);
        assert_eq!(
            found("budget", |query| query.whole_word = true).unwrap(),
            ["budget", "BUDGET"]
        );
        assert_eq!(found("분享", |query| query.whole_word = true).unwrap(), ["분享"]);
        assert_eq!(
            found("50% (", |_| {}).unwrap(),
            ["50% ("],
            "nothing in plain words is a pattern"
        );
        assert_eq!(found("50%", |query| query.whole_word = true).unwrap(), ["50%"]);
        assert_eq!(found("", |_| {}).unwrap(), [""; 0]);
    }

    #[test]
    fn patterns() {
        assert_eq!(
            found(r"^\w+", |query| query.is_regex = true).unwrap(),
            ["The", "BUDGET"]
        );
        assert_eq!(
            found("x*", |query| query.is_regex = true).unwrap(),
            [""; 0],
            "what is empty cannot be labelled"
        );
        assert_eq!(
            found("(", |query| query.is_regex = true),
            Err("No pattern: unclosed group".into())
        );
        assert_eq!(
            found(r"(\w{500}){500}", |query| query.is_regex = true),
            Err("The pattern is too large.".into())
        );
    }
}
