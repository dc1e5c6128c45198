//! Parts of a project: train, validation and test, or batches to be labelled one after the other. Which article is in
//! which is decided once and kept in the project.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{Index, alike, sketch::mix};
use crate::store::{LoadError, WriteError, small};

/// The file that keeps train, validation and test.
pub const SPLITS: &str = "splits.ron";
/// The file that keeps batches.
pub const BATCHES: &str = "batches.ron";
/// What splits are usually called, in their order.
const USUAL: [&str; 3] = ["train", "validation", "test"];
/// The version of its format that this program writes.
const VERSION: u32 = 1;

/// What parts must be alike in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stratum {
    /// Nothing.
    #[default]
    Nothing,
    /// The label that most of an article has.
    Label,
    /// Who published it.
    Source,
}

/// Which article is in which part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    version: u32,
    /// Decides what is drawn for what: the same seed, the same parts.
    pub seed: u64,
    /// What the parts are alike in.
    pub by: Stratum,
    /// The parts, and the share of all articles that each is to have.
    pub shares: Vec<(String, f64)>,
    /// The part of each article, by its name.
    pub articles: BTreeMap<String, String>,
}

/// Why there are no such parts.
#[derive(Debug, thiserror::Error)]
pub enum PartsError {
    /// The shares are none.
    #[error("Shares must be more than 0, and all of them together 1, not {0}.")]
    Shares(f64),
    /// Two parts have one name.
    #[error("There are two parts called {0}.")]
    SameName(String),
    /// The file cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The parts that articles of a project are in.
#[derive(Clone, Debug, Default)]
pub struct Assigned {
    /// Train, validation and test.
    pub splits: Option<Arc<Parts>>,
    /// What is labelled one after the other.
    pub batches: Option<Arc<Parts>>,
}

impl Assigned {
    /// Reads the parts of the project in a folder.
    ///
    /// # Errors
    /// If a file of them cannot be read or understood.
    pub fn read(root: &Path) -> Result<Self, PartsError> {
        Ok(Self {
            splits: Parts::read(root, SPLITS)?.map(Arc::new),
            batches: Parts::read(root, BATCHES)?.map(Arc::new),
        })
    }
}

/// Articles that must stay together, and what parts must be alike in.
struct Group<'a> {
    names: Vec<&'a str>,
    stratum: String,
}

impl Parts {
    /// Parts with these shares, and no article in them.
    ///
    /// # Errors
    /// If the shares do not make a whole, or a name stands twice.
    pub fn new(seed: u64, by: Stratum, shares: Vec<(String, f64)>) -> Result<Self, PartsError> {
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > 1e-6 || shares.iter().any(|(_, share)| *share <= 0.0 || !share.is_finite()) {
            return Err(PartsError::Shares(sum));
        }
        for (number, (name, _)) in shares.iter().enumerate() {
            if shares.iter().take(number).any(|(other, _)| other == name) {
                return Err(PartsError::SameName(name.clone()));
            }
        }
        Ok(Self {
            version: VERSION,
            seed,
            by,
            shares,
            articles: BTreeMap::new(),
        })
    }

    /// Reads the parts that a project keeps in a file; `None` if it has none.
    ///
    /// # Errors
    /// If the file cannot be read or understood.
    pub fn read(root: &Path, file: &str) -> Result<Option<Self>, PartsError> {
        Ok(small::read(&root.join(file), VERSION)?)
    }

    /// Writes the parts to a file of a project.
    ///
    /// # Errors
    /// If they cannot be written, or a newer program has written what is there.
    pub fn write(&self, root: &Path, file: &str) -> Result<(), PartsError> {
        Ok(small::write(&root.join(file), self, VERSION)?)
    }

    /// Takes over the splits that new articles of the project in a folder had elsewhere, by the names of the articles. If the
    /// project has splits already, only those that it has.
    ///
    /// # Errors
    /// If the file of splits cannot be read or written.
    pub fn adopt(root: &Path, splits: BTreeMap<String, String>) -> Result<(), PartsError> {
        if splits.is_empty() {
            return Ok(());
        }
        let mut parts = match Self::read(root, SPLITS)? {
            Some(parts) => parts,
            None => {
                let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
                splits
                    .values()
                    .for_each(|split| *counts.entry(split).or_default() += 1.0);
                let mut shares: Vec<(String, f64)> = counts
                    .into_iter()
                    .map(|(split, count)| (split.to_owned(), count / splits.len() as f64))
                    .collect();
                let usual = |name: &str| USUAL.iter().position(|usual| *usual == name).unwrap_or(USUAL.len());
                shares.sort_by_key(|(name, _)| usual(name));
                Self::new(0, Stratum::Nothing, shares)?
            }
        };
        let shares = &parts.shares;
        let known = splits
            .into_iter()
            .filter(|(_, split)| shares.iter().any(|(name, _)| name == split));
        parts.articles.extend(known);
        parts.write(root, SPLITS)
    }

    /// Puts the articles that are in no part yet into one. Those that are stay where they are, so that what was trained
    /// on is never tested on; near-duplicates go together, also with those that are in a part already.
    ///
    /// `labelled_by` is whose labels decide, if labels do.
    pub fn assign(&mut self, index: &Index, labelled_by: &str) {
        let groups = self.groups(index, labelled_by);
        // What each part has of each stratum, and in all.
        let mut have: HashMap<(Option<usize>, &str), usize> = HashMap::new();
        let mut of_stratum: HashMap<&str, usize> = HashMap::new();
        let mut drawn: Vec<(usize, u64, &Group<'_>)> = Vec::new();
        let mut decided: Vec<(&Group<'_>, String)> = Vec::new();
        for group in &groups {
            *of_stratum.entry(&group.stratum).or_default() += group.names.len();
            let known = group.names.iter().find_map(|name| self.articles.get(*name));
            // A part that there is no more has no articles: they are drawn anew.
            match known.filter(|part| self.shares.iter().any(|(name, _)| name == *part)) {
                Some(part) => decided.push((group, part.clone())),
                None => {
                    let name = group.names.first().copied().unwrap_or_default();
                    let draw = name
                        .bytes()
                        .fold(mix(self.seed), |hash, byte| mix(hash ^ u64::from(byte)));
                    drawn.push((group.names.len(), draw, group));
                }
            }
        }
        let place = |part: &str| self.shares.iter().position(|(name, _)| name == part);
        for (group, part) in &decided {
            *have.entry((place(part), &group.stratum)).or_default() += group.names.len();
        }
        let count_of_all = groups.iter().map(|group| group.names.len()).sum::<usize>() as f64;
        let mut in_all: HashMap<usize, usize> = HashMap::new();
        for ((part, _), count) in &have {
            if let Some(part) = part {
                *in_all.entry(*part).or_default() += count;
            }
        }
        // The largest groups first, as long as there is room for them; equal ones in an order that the seed decides.
        drawn.sort_unstable_by_key(|(size, draw, _)| (std::cmp::Reverse(*size), *draw));
        for (size, _, group) in drawn {
            let total = of_stratum.get(&*group.stratum).copied().unwrap_or_default() as f64;
            let missing = |(place, (_, share)): &(usize, &(String, f64))| {
                let count = have.get(&(Some(*place), &*group.stratum)).copied().unwrap_or_default();
                // Strata of few articles leave small parts empty, each by a fraction: what is missing over all strata
                // counts too.
                let missing_in_all = share * count_of_all - in_all.get(place).copied().unwrap_or_default() as f64;
                share * total - count as f64 + missing_in_all.clamp(-2.0, 2.0)
            };
            let parts = self.shares.iter().enumerate();
            let part = parts.max_by(|one, other| missing(one).total_cmp(&missing(other)));
            let Some((place, (part, _))) = part else { return };
            *have.entry((Some(place), &group.stratum)).or_default() += size;
            *in_all.entry(place).or_default() += size;
            decided.push((group, part.clone()));
        }
        for (group, part) in decided {
            for name in &group.names {
                let kept = self
                    .articles
                    .get(*name)
                    .is_some_and(|kept| self.shares.iter().any(|(name, _)| name == kept));
                if !kept {
                    self.articles.insert((*name).to_owned(), part.clone());
                }
            }
        }
        // What cannot be seen now may be there again tomorrow, and must be in the same part then.
        if index.unreadable().is_empty() {
            self.articles.retain(|name, _| index.position(name).is_some());
        }
    }

    fn groups<'a>(&self, index: &'a Index, labelled_by: &str) -> Vec<Group<'a>> {
        let articles = index.articles();
        let firsts = alike(articles.iter().map(|facts| facts.text()?.sketch.as_deref()));
        let mut groups: BTreeMap<usize, Group<'_>> = BTreeMap::new();
        for (facts, first) in articles.iter().zip(firsts) {
            let group = groups.entry(first).or_insert_with(|| Group {
                names: Vec::new(),
                stratum: match self.by {
                    Stratum::Nothing => String::new(),
                    Stratum::Label => main_label(facts, labelled_by).unwrap_or_default(),
                    Stratum::Source => facts
                        .text()
                        .and_then(|text| text.source.as_deref())
                        .unwrap_or_default()
                        .to_owned(),
                },
            });
            group.names.push(&facts.name);
        }
        groups.into_values().collect()
    }

    /// How many articles each part has, in the order of the parts.
    pub fn counts(&self) -> Vec<(&str, usize)> {
        let count = |name: &str| self.articles.values().filter(|part| *part == name).count();
        self.shares
            .iter()
            .map(|(name, _)| (name.as_str(), count(name)))
            .collect()
    }
}

/// The label that most of an article's labelled text has.
fn main_label(facts: &super::Facts, annotator: &str) -> Option<String> {
    let mut lengths: BTreeMap<&str, u32> = BTreeMap::new();
    for (label, mark) in facts.labelled_by(annotator)?.spans() {
        *lengths.entry(label.as_str()).or_default() += mark.end.saturating_sub(mark.start);
    }
    let most = lengths.into_iter().max_by_key(|(_, length)| *length)?;
    Some(most.0.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project::Progress;

    fn thirds() -> Vec<(String, f64)> {
        [("train", 0.6), ("validation", 0.2), ("test", 0.2)]
            .map(|(name, share)| (name.to_owned(), share))
            .into()
    }

    /// A hundred articles, of which ten are one story.
    fn project() -> (tempfile::TempDir, Index) {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..100_u32 {
            let story = if number < 10 { 1000 } else { number };
            let words: Vec<String> = (0..60_u32)
                .map(|word| format!("w{}", story * 7919 + word * word))
                .collect();
            fs::write(folder.path().join(format!("{number:03}.txt")), words.join(" ") + ".").expect("written");
        }
        let index = Index::default()
            .refreshed(folder.path(), &Progress::default(), &|_| ())
            .expect("wanted");
        (folder, index)
    }

    #[test]
    fn shares_are_kept_and_copies_stay_together() {
        let (folder, index) = project();
        let mut parts = Parts::new(7, Stratum::Nothing, thirds()).expect("parts");
        parts.assign(&index, "ana");
        assert_eq!(parts.counts(), [("train", 60), ("validation", 20), ("test", 20)]);
        let of_story: Vec<_> = parts.articles.values().take(10).collect();
        assert!(of_story.iter().all(|part| *part == of_story[0]), "{of_story:?}");

        let mut again = Parts::new(7, Stratum::Nothing, thirds()).expect("parts");
        again.assign(&index, "ana");
        assert_eq!(again, parts, "the same seed, the same parts");
        let mut other = Parts::new(8, Stratum::Nothing, thirds()).expect("parts");
        other.assign(&index, "ana");
        assert_ne!(other.articles, parts.articles);

        // Articles that come later change nothing for those that are there.
        parts.write(folder.path(), SPLITS).expect("written");
        fs::write(folder.path().join("later.txt"), "A new one.").expect("written");
        fs::copy(folder.path().join("003.txt"), folder.path().join("copy.txt")).expect("copied");
        let index = index
            .refreshed(folder.path(), &Progress::default(), &|_| ())
            .expect("wanted");
        let mut grown = Parts::read(folder.path(), SPLITS).expect("read").expect("there");
        assert_eq!(grown, parts);
        grown.assign(&index, "ana");
        assert!(
            parts
                .articles
                .iter()
                .all(|(name, part)| grown.articles.get(name) == Some(part))
        );
        assert_eq!(grown.articles["copy.txt"], grown.articles["003.txt"]);
        assert!(grown.articles.contains_key("later.txt"));
    }

    #[test]
    fn many_small_strata_leave_no_part_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..150 {
            let article = format!(
                "(version: 1, source: \"Paper {}\", text: \"Number {number}.\")",
                number / 3
            );
            fs::write(folder.path().join(format!("{number:03}.article.ron")), article).expect("written");
        }
        let index = Index::default()
            .refreshed(folder.path(), &Progress::default(), &|_| ())
            .expect("wanted");
        let shares = [("train", 0.8), ("validation", 0.1), ("test", 0.1)].map(|(name, share)| (name.to_owned(), share));
        let mut parts = Parts::new(3, Stratum::Source, shares.into()).expect("parts");
        parts.assign(&index, "ana");
        let counts: Vec<usize> = parts.counts().into_iter().map(|(_, count)| count).collect();
        assert!(
            counts[0].abs_diff(120) <= 3 && counts[1].abs_diff(15) <= 3,
            "{counts:?}"
        );
    }

    #[test]
    fn shares_make_a_whole() {
        let shares = |list: &[f64]| {
            let named = list
                .iter()
                .enumerate()
                .map(|(number, share)| (number.to_string(), *share));
            Parts::new(1, Stratum::Nothing, named.collect())
        };
        assert!(shares(&[0.8, 0.1, 0.1]).is_ok());
        for wrong in [&[0.8, 0.1][..], &[1.5, -0.5], &[f64::NAN], &[]] {
            assert!(matches!(shares(wrong), Err(PartsError::Shares(_))), "{wrong:?}");
        }
    }
}
