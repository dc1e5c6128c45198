//! Looking for words or patterns in all texts of a project, or in what annotators have noted.

use std::{ops::Range, path::Path, sync::Arc};

use rayon::prelude::*;

use super::{Cancelled, Facts, Progress};
use crate::{
    article::{self, Pattern, Query},
    store::{self, folder, home},
};

/// How many articles are looked through before what was found is handed out: few at first, so that something is there
/// to see, and then more.
const FIRST_PIECE: usize = 64;
const PIECE: usize = 2048;
/// How many hits of one article are shown; the rest is counted.
pub const MOST_SHOWN: usize = 3;
/// How much of the text around a hit is shown, in characters.
const AROUND: usize = 40;

/// Where something is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// In the texts of articles.
    #[default]
    Texts,
    /// In the notes of an annotator.
    Notes,
}

/// An article in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the project calls it.
    pub name: Box<str>,
    /// Its headline.
    pub title: Box<str>,
    /// How often it was found.
    pub count: usize,
    /// The first hits.
    pub hits: Vec<Hit>,
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where, in code points of the article.
    pub at: (usize, usize),
    /// A little of what comes before it, on one line.
    pub before: String,
    /// What was found.
    pub found: String,
    /// A little of what comes after it.
    pub after: String,
}

/// Looks through articles, in their order. `tell` is handed what was found in each piece of them, also if it is nothing.
///
/// # Errors
/// If it is no longer wanted.
pub fn search(
    root: &Path,
    articles: &[Arc<Facts>],
    query: &Query,
    scope: Scope,
    annotator: &str,
    progress: &Progress,
    tell: &dyn Fn(Vec<Found>),
) -> Result<(), Cancelled> {
    // A pattern that cannot be used was refused before.
    let Ok(pattern) = Pattern::new(query) else {
        return Ok(());
    };
    progress.expect(articles.len() as u64);
    let (first, rest) = articles.split_at(articles.len().min(FIRST_PIECE));
    for piece in std::iter::once(first).chain(rest.chunks(PIECE)) {
        let found: Result<Vec<Option<Found>>, Cancelled> = piece
            .par_iter()
            .with_max_len(64)
            .map(|facts| {
                progress.advance(1)?;
                Ok(match scope {
                    Scope::Texts => in_text(root, facts, &pattern),
                    Scope::Notes => in_notes(root, facts, &pattern, annotator),
                })
            })
            .collect();
        tell(found?.into_iter().flatten().collect());
    }
    Ok(())
}

fn in_text(root: &Path, facts: &Facts, pattern: &Pattern) -> Option<Found> {
    let text = folder::text_to_search(&folder::article_at(root, &facts.name), pattern)?;
    let (count, first) = article::count_hits(&text, pattern, MOST_SHOWN);
    found(
        facts,
        count,
        first.into_iter().map(|hit| self::hit(&text, hit)).collect(),
    )
}

fn in_notes(root: &Path, facts: &Facts, pattern: &Pattern, annotator: &str) -> Option<Found> {
    facts.layers.iter().find(|layer| *layer.annotator == *annotator)?;
    let outline = store::outline(&home::layer_in(root, &facts.name, annotator)).ok()?;
    let noted = outline
        .marks
        .iter()
        .filter_map(|mark| Some((mark, mark.note.as_deref()?)));
    let hits: Vec<Hit> = noted
        .filter(|(_, note)| pattern.is_in(note))
        .map(|(mark, note)| Hit {
            at: (mark.at.0 as usize, mark.at.1 as usize),
            before: String::new(),
            found: one_line(note.chars().take(2 * AROUND)),
            after: one_line(format!(" – {}", mark.quote).chars().take(2 * AROUND)),
        })
        .collect();
    let count = hits.len();
    found(facts, count, hits.into_iter().take(MOST_SHOWN).collect())
}

fn found(facts: &Facts, count: usize, hits: Vec<Hit>) -> Option<Found> {
    (count > 0).then(|| Found {
        name: facts.name.clone(),
        title: facts.title().into(),
        count,
        hits,
    })
}

fn hit(text: &str, hit: Range<usize>) -> Hit {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let (before, found) = (part(0..hit.start), part(hit.clone()));
    let start = before.chars().count();
    let around: Vec<char> = before.chars().rev().take(AROUND).collect();
    Hit {
        at: (start, start + found.chars().count()),
        before: one_line(around.into_iter().rev()),
        found: one_line(found.chars().take(4 * AROUND)),
        after: one_line(part(hit.end..text.len()).chars().take(AROUND)),
    }
}

fn one_line(characters: impl Iterator<Item = char>) -> String {
    characters
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Mutex};

    use super::*;
    use crate::project::Index;

    fn found(root: &Path, query: &Query, scope: Scope) -> Vec<(String, usize, String)> {
        let progress = Progress::default();
        let index = Index::default().refreshed(root, &progress, &|_| ()).expect("wanted");
        let all = Mutex::new(Vec::new());
        let tell = |found: Vec<Found>| all.lock().expect("no panic").extend(found);
        search(root, index.articles(), query, scope, "ana", &progress, &tell).expect("wanted");
        let all = all.into_inner().expect("no panic");
        all.into_iter()
            .map(|found| (found.name.to_string(), found.count, found.hits[0].found.clone()))
            .collect()
    }

    #[test]
    fn words_are_found_in_every_kind_of_article() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let (utf16, ..) = encoding_rs::WINDOWS_1251.encode("Бюджет принят. Бюджет – это компромисс между партиями.");
        fs::write(root.join("a.txt"), "The budget passed.\nA Budget is a bet.").expect("written");
        fs::write(root.join("b.txt"), utf16).expect("written");
        let made = "(version: 1, text: r#\"He said \"budget\" \\ once.\"#)";
        fs::write(root.join("c.article.ron"), made).expect("written");
        fs::create_dir_all(root.join("annotations/ana")).expect("made");
        let layer = "(version: 1, article: (path: \"a.txt\", sha256: \"\"), annotator: \"ana\", annotations: [(at: (4, 10), \
            label: \"fact\", quote: \"budget\", note: \"Or a plan?\", id: \"k3f9\", made: \"2026-03-04T09:12:31Z\")])";
        fs::write(root.join("annotations/ana/a.txt.ron"), layer).expect("written");
        let query = |pattern: &str, is_regex| Query {
            pattern: pattern.to_owned(),
            is_regex,
            ..Query::default()
        };
        let budget = found(root, &query("budget", false), Scope::Texts);
        assert_eq!(
            budget,
            [
                ("a.txt".into(), 2, "budget".into()),
                ("c.article.ron".into(), 1, "budget".into())
            ]
        );
        assert_eq!(
            found(root, &query("бюджет", false), Scope::Texts),
            [("b.txt".into(), 2, "Бюджет".into())]
        );
        assert_eq!(
            found(root, &query("^A Bu.*bet", true), Scope::Texts),
            [("a.txt".into(), 1, "A Budget is a bet".into())]
        );
        assert_eq!(
            found(root, &query("said \"", false), Scope::Texts),
            [("c.article.ron".into(), 1, "said \"".into())]
        );
        assert_eq!(
            found(root, &query("plan", false), Scope::Notes),
            [("a.txt".into(), 1, "Or a plan?".into())]
        );
        assert!(found(root, &query("version", false), Scope::Texts).is_empty());
    }
}
