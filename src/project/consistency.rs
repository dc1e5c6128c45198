//! The same sentence with different labels: what an annotator, or two of them, should settle.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use rayon::prelude::*;

use super::{
    Cancelled, Index, Progress,
    sketch::{Groups, hash_of, mix, words},
};
use crate::{
    labels::LabelId,
    store::{self, home},
};

/// Groups that are shown; nobody settles more in one sitting.
pub const MOST_GROUPS: usize = 1000;
/// Shorter quotes are names and the like, which mean other things in other places. In words.
const LEAST_WORDS: usize = 3;
/// Quotes of so many words may differ in one and still be nearly the same.
const LEAST_FOR_NEAR: usize = 7;
const MOST_FOR_NEAR: usize = 60;
/// With more different quotes only the same words are compared: the others would not fit in memory.
const MOST_FOR_COMPARING: usize = 300_000;

/// A text that has different labels in different places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The text, as it stands in the first place.
    pub quote: Box<str>,
    /// Whether the places differ by a few words, too.
    pub is_near: bool,
    /// The places, in the order of the articles.
    pub cases: Vec<Case>,
}

/// A place where it has a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the project calls the article.
    pub name: Box<str>,
    /// The folder of the annotator.
    pub annotator: Box<str>,
    /// Where, in code points.
    pub at: (u32, u32),
    /// The label.
    pub label: LabelId,
    /// The text there.
    pub quote: Box<str>,
}

/// Looks for texts with different labels, among the annotations of all annotators.
///
/// # Errors
/// If it is no longer wanted.
pub fn conflicts(root: &Path, index: &Index, progress: &Progress) -> Result<Vec<Conflict>, Cancelled> {
    // First only hashes, as all quotes of a large project do not fit in memory.
    let layers: Vec<(&str, &str)> = index
        .articles()
        .iter()
        .flat_map(|facts| facts.layers.iter().map(|layer| (&*facts.name, &*layer.annotator)))
        .collect();
    progress.expect(2 * layers.len() as u64);
    let keyed: Vec<Vec<Keyed>> = layers
        .par_iter()
        .map(|(name, annotator)| {
            progress.advance(1)?;
            Ok(cases(root, name, annotator)
                .map(|case| Keyed {
                    words: Words::of(&case.quote),
                    label: case.label,
                })
                .collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    let groups = groups(keyed.into_iter().flatten());
    let found: Vec<Vec<(usize, Case)>> = layers
        .par_iter()
        .map(|(name, annotator)| {
            progress.advance(1)?;
            let of_group = |case: Case| groups.get(&Words::of(&case.quote).key()).map(|group| (*group, case));
            Ok(cases(root, name, annotator).filter_map(of_group).collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut conflicts: BTreeMap<usize, Vec<Case>> = BTreeMap::new();
    for (group, case) in found.into_iter().flatten() {
        conflicts.entry(group).or_default().push(case);
    }
    let mut conflicts: Vec<Conflict> = conflicts.into_values().filter_map(Conflict::of).collect();
    // The most places first: they are what the rule is about.
    conflicts.sort_by(|one, other| {
        other
            .cases
            .len()
            .cmp(&one.cases.len())
            .then_with(|| one.quote.cmp(&other.quote))
    });
    conflicts.truncate(MOST_GROUPS);
    Ok(conflicts)
}

impl Conflict {
    fn of(cases: Vec<Case>) -> Option<Self> {
        let first = cases.first()?;
        Some(Self {
            quote: first.quote.clone(),
            is_near: cases.iter().any(|case| !has_same_words(&case.quote, &first.quote)),
            cases,
        })
    }
}

/// What groups are made of: the words of a quote and its label.
struct Keyed {
    words: Words,
    label: LabelId,
}

/// The hashes of a quote's words, in small letters and with all numbers alike.
struct Words(Vec<u64>);

impl Words {
    fn of(quote: &str) -> Self {
        Self(
            words(quote)
                .map(|word| if is_number(word) { 0 } else { hash_of(word) })
                .collect(),
        )
    }

    /// The same words have the same key: white space, signs and numbers make no difference.
    fn key(&self) -> u64 {
        self.0.iter().fold(7, |hash, word| mix(hash ^ word))
    }

    /// A key for each word that is left out: quotes that differ in one word have one in common.
    fn keys_without_one(&self) -> impl Iterator<Item = u64> {
        let range = if (LEAST_FOR_NEAR..=MOST_FOR_NEAR).contains(&self.0.len()) {
            0..self.0.len()
        } else {
            0..0
        };
        range.map(|out| {
            let words = self.0.iter().enumerate();
            words.fold(11, |hash, (place, word)| {
                mix(hash ^ if place == out { 1 } else { *word })
            })
        })
    }
}

/// Whether two quotes have the same words and numbers.
fn has_same_words(one: &str, other: &str) -> bool {
    let small = |quote: &str| -> Vec<String> { words(quote).map(str::to_lowercase).collect() };
    small(one) == small(other)
}

fn is_number(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

fn cases(root: &Path, name: &str, annotator: &str) -> impl Iterator<Item = Case> {
    let outline = store::outline(&home::layer_in(root, name, annotator)).ok();
    let (name, annotator): (Box<str>, Box<str>) = (name.into(), annotator.into());
    let marks = outline.into_iter().flat_map(|outline| outline.marks);
    marks
        .filter(|mark| words(&mark.quote).take(LEAST_WORDS).count() == LEAST_WORDS)
        .map(move |mark| Case {
            name: name.clone(),
            annotator: annotator.clone(),
            at: mark.at,
            label: mark.label,
            quote: mark.quote,
        })
}

/// The group of each key whose quotes have different labels: a number for the same or nearly the same words.
fn groups(all: impl Iterator<Item = Keyed>) -> HashMap<u64, usize> {
    let mut labels: HashMap<u64, HashSet<LabelId>> = HashMap::new();
    let mut distinct: BTreeMap<u64, Words> = BTreeMap::new();
    for keyed in all {
        let key = keyed.words.key();
        labels.entry(key).or_default().insert(keyed.label);
        distinct.entry(key).or_insert(keyed.words);
    }
    let mut groups = Groups::new(distinct.len());
    if distinct.len() <= MOST_FOR_COMPARING {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        for (number, words) in distinct.values().enumerate() {
            for key in words.keys_without_one() {
                let other = *seen.entry(key).or_insert(number);
                groups.join(other, number);
            }
        }
    }
    let firsts: Vec<usize> = (0..distinct.len()).map(|number| groups.first(number)).collect();
    let mut of_group: HashMap<usize, HashSet<&LabelId>> = HashMap::new();
    for (key, first) in distinct.keys().zip(&firsts) {
        of_group
            .entry(*first)
            .or_default()
            .extend(labels.get(key).into_iter().flatten());
    }
    let differs = |first: &usize| of_group.get(first).is_some_and(|labels| labels.len() > 1);
    let in_groups = distinct.keys().zip(&firsts).filter(|(_, first)| differs(first));
    in_groups.map(|(key, first)| (*key, *first)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn put(root: &Path, name: &str, rows: &[(&str, &str)]) {
        fs::write(root.join(name), "Text.").expect("written");
        let rows: String = rows
            .iter()
            .enumerate()
            .map(|(number, (label, quote))| {
                format!("(at: ({number}, {}), label: \"{label}\", quote: \"{quote}\", id: \"k{number}\", made: \"2026-03-04T09:12:31Z\"),", number + 1)
            })
            .collect();
        let layer = format!(
            "(version: 1, article: (path: \"{name}\", sha256: \"\"), annotator: \"ana\", annotations: [{rows}])"
        );
        let path = root.join("annotations/ana").join(format!("{name}.ron"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, layer).expect("written");
    }

    #[test]
    fn the_same_sentence_with_two_labels_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        put(
            root,
            "a.txt",
            &[
                ("fact", "The rate stays where it is."),
                ("fact", "Nobody was hurt in it."),
                (
                    "fact",
                    "Shares of the company fell by 4 percent on Tuesday after the report.",
                ),
            ],
        );
        put(
            root,
            "b.txt",
            &[
                ("opinion", "the rate stays – where it is"),
                ("fact", "Nobody was hurt in it."),
                ("opinion", "Too bad"),
            ],
        );
        put(
            root,
            "c.txt",
            &[
                (
                    "analysis",
                    "Shares of the company fell by 5 percent on Tuesday after the report.",
                ),
                ("fact", "Too bad"),
            ],
        );
        let progress = Progress::default();
        let index = Index::default().refreshed(root, &progress, &|_| ()).expect("wanted");
        let found = conflicts(root, &index, &progress).expect("wanted");
        let summary: Vec<_> = found
            .iter()
            .map(|conflict| (&*conflict.quote, conflict.is_near, conflict.cases.len()))
            .collect();
        assert_eq!(
            summary,
            [
                (
                    "Shares of the company fell by 4 percent on Tuesday after the report.",
                    true,
                    2
                ),
                ("The rate stays where it is.", false, 2),
            ]
        );
        assert_eq!(&*found[1].cases[1].name, "b.txt");
    }
}
