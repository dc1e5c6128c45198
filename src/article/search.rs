//! Finding words and patterns in a text.

use regex::RegexBuilder;

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

/// All places where the query is found, in order and without overlap.
///
/// # Errors
/// If the pattern is no regular expression; in words for the user.
pub fn search(text: &Text, query: &Query) -> Result<Vec<Span>, String> {
    if query.pattern.is_empty() {
        return Ok(Vec::new());
    }
    let pattern = if query.is_regex {
        query.pattern.clone()
    } else {
        regex::escape(&query.pattern)
    };
    let pattern = if query.whole_word {
        format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}")
    } else {
        pattern
    };
    let regex = RegexBuilder::new(&pattern)
        .case_insensitive(!query.match_case)
        .multi_line(true)
        .size_limit(LARGEST_PATTERN)
        .build()
        .map_err(|error| explain(&error))?;
    let hits = regex.find_iter(text.as_str()).take(MOST_HITS);
    Ok(hits
        .filter_map(|hit| text.span(ByteOffset::new(hit.start()), ByteOffset::new(hit.end())).ok())
        .collect())
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
        Ok(search(&text, &query)?
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
