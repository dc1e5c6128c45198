//! What is known of all articles of a project, kept up to date with the disk.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{Cancelled, Facts, LayerFacts, Progress};
use crate::store::{
    LAYERS, article_file, cache,
    folder::{self, Stamp},
};

/// Changed with what is kept, so that a cache of another version is not taken for one of this.
const VERSION: u32 = 2;
/// How many articles are read before what is known is handed out anew.
const PIECE: usize = 4096;

/// What is known of all articles of a project, in the order of their names. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Index {
    articles: Arc<Vec<Arc<Facts>>>,
    /// Annotation files to which no article belongs, by their paths in the folder of layers.
    orphans: Arc<[String]>,
    /// Folders that could not be read.
    unreadable: Arc<[String]>,
    /// What lists are sorted by, once somebody has asked.
    ranks: Arc<Ranks>,
}

/// The place of each article when all are sorted by something.
#[derive(Debug, Default)]
struct Ranks {
    title: OnceLock<Vec<u32>>,
    source: OnceLock<Vec<u32>>,
    date: OnceLock<Vec<u32>>,
}

/// The layers of an article that were found: annotator and state of each.
type Layers<'a> = Vec<(&'a str, Stamp)>;

impl Index {
    /// An index of these articles, which are in the order of their names.
    #[cfg(test)]
    pub(super) fn of_articles(articles: Vec<Arc<Facts>>) -> Self {
        Self {
            articles: Arc::new(articles),
            ..Self::default()
        }
    }

    /// All articles.
    pub fn articles(&self) -> &[Arc<Facts>] {
        &self.articles
    }

    /// Annotation files to which no article belongs.
    pub fn orphans(&self) -> &[String] {
        &self.orphans
    }

    /// Folders that could not be read, and why.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// For each article how many come before it by title.
    pub(super) fn title_ranks(&self) -> &[u32] {
        self.ranks
            .title
            .get_or_init(|| ranked(&self.articles, |facts| Some(facts.title())))
    }

    /// For each article how many sources come before its own. Those without one are last.
    pub(super) fn source_ranks(&self) -> &[u32] {
        self.ranks
            .source
            .get_or_init(|| ranked(&self.articles, |facts| facts.text()?.source.as_deref()))
    }

    /// For each article how many dates come before its own. Those without one are last.
    pub(super) fn date_ranks(&self) -> &[u32] {
        self.ranks
            .date
            .get_or_init(|| ranked(&self.articles, |facts| facts.text()?.date.as_deref()))
    }

    /// The place of the article called `name`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.articles.binary_search_by(|facts| (*facts.name).cmp(name)).ok()
    }

    /// Where the index of a project is kept in the folder for such things.
    pub fn cache_path(folder: &Path, root: &Path) -> PathBuf {
        cache::path_in(folder, root, "index")
    }

    /// What was known when it was last kept; nothing if it was not, or cannot be read.
    pub fn cached(path: &Path) -> Option<Self> {
        let bytes = cache::read(path)?;
        let (version, articles): (u32, Vec<Facts>) = postcard::from_bytes(&bytes)
            .inspect_err(|error| tracing::debug!(%error, "the index is made anew"))
            .ok()?;
        (version == VERSION).then(|| Self {
            articles: Arc::new(articles.into_iter().map(Arc::new).collect()),
            ..Self::default()
        })
    }

    /// Keeps what is known for the next start, unless it is what was known before.
    pub fn keep(&self, path: &Path, before: &Self) {
        let same = |(one, other): (&Arc<Facts>, &Arc<Facts>)| Arc::ptr_eq(one, other);
        if self.articles.len() == before.articles.len() && self.articles.iter().zip(before.articles.iter()).all(same) {
            return;
        }
        let articles: Vec<&Facts> = self.articles.iter().map(|facts| &**facts).collect();
        match postcard::to_stdvec(&(VERSION, articles)) {
            Ok(bytes) => cache::write(path, &bytes),
            Err(error) => tracing::warn!(%error, "the index cannot be kept"),
        }
    }

    /// Looks at the project in a folder, and reads what has changed since. `meanwhile` is handed what is known so far, now and
    /// then.
    ///
    /// # Errors
    /// If it is no longer wanted.
    pub fn refreshed(&self, root: &Path, progress: &Progress, meanwhile: &dyn Fn(Self)) -> Result<Self, Cancelled> {
        let listing = folder::list(root);
        let mut layers = layers_of(&listing.layers);
        let mut articles = Vec::with_capacity(listing.articles.len());
        let mut to_read = Vec::new();
        for (place, (name, stamp)) in listing.articles.iter().enumerate() {
            let found = layers.remove(stem(name)).unwrap_or_default();
            let known = self.position(name).and_then(|place| self.articles.get(place));
            match known {
                Some(facts) if facts.is_current(*stamp, &found) => articles.push(Arc::clone(facts)),
                known => {
                    articles.push(known.map_or_else(|| Arc::new(Facts::unread(name)), Arc::clone));
                    to_read.push((place, *stamp, found));
                }
            }
        }
        let mut orphans: Vec<String> = layers
            .into_iter()
            .flat_map(|(stem, found)| found.into_iter().map(move |(who, _)| format!("{who}/{stem}.ron")))
            .collect();
        orphans.sort_unstable();
        let unreadable = listing.unreadable.iter();
        let mut index = Self {
            articles: Arc::new(articles),
            orphans: orphans.into(),
            unreadable: unreadable
                .map(|(path, error)| format!("{}: {error}", path.display()))
                .collect(),
            ranks: Arc::default(),
        };
        progress.expect(to_read.len() as u64);
        for piece in to_read.chunks(PIECE) {
            meanwhile(index.clone());
            index.read(root, piece, progress)?;
        }
        Ok(index)
    }

    fn read(
        &mut self,
        root: &Path,
        piece: &[(usize, Stamp, Layers<'_>)],
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let read: Result<Vec<(usize, Facts)>, Cancelled> = piece
            .par_iter()
            .map(|(place, stamp, layers)| {
                progress.advance(1)?;
                let Some(known) = self.articles.get(*place) else {
                    return Err(Cancelled);
                };
                Ok((*place, known.read_again(root, *stamp, layers)))
            })
            .collect();
        self.ranks = Arc::default();
        let articles = Arc::make_mut(&mut self.articles);
        for (place, facts) in read? {
            if let Some(article) = articles.get_mut(place) {
                *article = Arc::new(facts);
            }
        }
        Ok(())
    }

    /// Reads again what is known of one article, of which this annotator's layer may have changed; `None` if the article is gone.
    pub fn read_one(&self, root: &Path, name: &str, annotator: &str) -> Option<Facts> {
        let article = self.articles.get(self.position(name)?)?;
        let mut layers: Layers<'_> = article
            .layers
            .iter()
            .map(|layer| (&*layer.annotator, layer.stamp))
            .collect();
        layers.retain(|(other, _)| *other != annotator);
        let path = root.join(LAYERS).join(annotator).join(format!("{}.ron", stem(name)));
        layers.extend(Stamp::of_file(&path).map(|stamp| (annotator, stamp)));
        let stamp = Stamp::of_file(&folder::article_at(root, name))?;
        Some(article.read_again(root, stamp, &layers))
    }

    /// The index with these facts in the place of those of the same article.
    pub fn with(&self, facts: Facts) -> Self {
        let mut index = Self {
            ranks: Arc::default(),
            ..self.clone()
        };
        if let Some(article) = self
            .position(&facts.name)
            .and_then(|place| Arc::make_mut(&mut index.articles).get_mut(place))
        {
            *article = Arc::new(facts);
        }
        index
    }
}

impl Facts {
    fn is_current(&self, stamp: Stamp, layers: &Layers<'_>) -> bool {
        self.stamp == stamp
            && self.read.is_some()
            && self.layers.len() == layers.len()
            && layers
                .iter()
                .all(|(annotator, stamp)| self.layer(annotator, *stamp).is_some())
    }

    fn layer(&self, annotator: &str, stamp: Stamp) -> Option<&LayerFacts> {
        let layer = self.layers.iter().find(|layer| *layer.annotator == *annotator)?;
        (layer.stamp == stamp).then_some(layer)
    }

    /// Reads what has changed of it.
    fn read_again(&self, root: &Path, stamp: Stamp, layers: &Layers<'_>) -> Self {
        let mut facts = if self.stamp == stamp && self.read.is_some() {
            self.clone()
        } else {
            Self::read(root, &self.name, stamp)
        };
        facts.layers = layers
            .iter()
            .map(|(annotator, stamp)| match self.layer(annotator, *stamp) {
                Some(layer) => layer.clone(),
                None => {
                    let path = root
                        .join(LAYERS)
                        .join(annotator)
                        .join(format!("{}.ron", stem(&self.name)));
                    LayerFacts::read(&path, annotator, *stamp)
                }
            })
            .collect();
        // What was read alone stands where it would stand if all were read: exports follow this order.
        facts.layers.sort_by(|one, other| one.annotator.cmp(&other.annotator));
        facts.layers.shrink_to_fit();
        facts
    }
}

/// The rank of each article by a text: capitals are as small letters, equal texts have one rank.
fn ranked<'a>(articles: &'a [Arc<Facts>], text: impl Fn(&'a Facts) -> Option<&'a str> + Sync) -> Vec<u32> {
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let texts = articles
        .par_iter()
        .enumerate()
        .map(|(place, facts)| (text(facts), number(place)));
    let mut keyed: Vec<(u64, Option<&str>, u32)> = texts
        .map(|(text, place)| (text.map_or(u64::MAX, head), text, place))
        .collect();
    let by_text = |one: &(u64, Option<&str>, u32), other: &(u64, Option<&str>, u32)| {
        let letters = || match (one.1, other.1) {
            (Some(one), Some(other)) => small(one).cmp(small(other)),
            (one, other) => other.is_some().cmp(&one.is_some()),
        };
        one.0.cmp(&other.0).then_with(letters)
    };
    keyed.par_sort_unstable_by(|one, other| by_text(one, other).then(one.2.cmp(&other.2)));
    let mut ranks = vec![0; articles.len()];
    let mut rank = 0;
    for (place, keyed_here) in keyed.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| keyed.get(before));
        if before.is_some_and(|before| by_text(before, keyed_here).is_ne()) {
            rank = number(place);
        }
        if let Some(of_article) = ranks.get_mut(keyed_here.2 as usize) {
            *of_article = rank;
        }
    }
    ranks
}

/// The first letters of a text as a number, in which most differ already.
fn head(text: &str) -> u64 {
    let mut letters = small(text).chain(std::iter::repeat(0));
    (0..8).fold(0, |head, _| head << 8 | u64::from(letters.next().unwrap_or_default()))
}

/// The bytes of a text with small letters for capitals, as far as ASCII goes.
fn small(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// What an article is called in the folders of layers, without `.ron`.
fn stem(name: &str) -> &str {
    name.strip_suffix(article_file::ENDING).unwrap_or(name)
}

/// Layers by the article that they belong to.
fn layers_of(found: &[(String, Stamp)]) -> HashMap<&str, Layers<'_>> {
    let mut layers: HashMap<&str, Layers<'_>> = HashMap::new();
    for (path, stamp) in found {
        if let Some((annotator, name)) = path.split_once('/')
            && let Some((stem, _)) = name.rsplit_once('.')
        {
            layers.entry(stem).or_default().push((annotator, *stamp));
        }
    }
    layers
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn put(root: &Path, name: &str, content: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    fn layer(label: &str) -> String {
        format!(
            "(version: 1, article: (path: \"a.txt\", sha256: \"\"), annotator: \"ana\", annotations: [(at: (0, 3), \
             label: \"{label}\", quote: \"One\", id: \"k3f9\", made: \"2026-03-04T09:12:31Z\")])"
        )
    }

    fn refreshed(index: &Index, root: &Path) -> (Index, u64) {
        let progress = Progress::default();
        let index = index.refreshed(root, &progress, &|_| ()).expect("wanted");
        (index, progress.so_far().1)
    }

    #[test]
    fn only_what_has_changed_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        put(root, "a.txt", "One headline\n\nOne sentence.");
        put(root, "may/b.txt", "Two.");
        put(root, "annotations/ana/a.txt.ron", &layer("fact"));
        put(root, "annotations/ana/gone.txt.ron", &layer("fact"));
        let (index, read) = refreshed(&Index::default(), root);
        assert_eq!((index.articles().len(), read), (2, 2));
        assert_eq!(index.orphans(), ["ana/gone.txt.ron"]);
        assert_eq!(index.articles()[0].title(), "One headline");
        let labelled = index.articles()[0].labelled_by("ana").expect("labelled");
        assert_eq!(labelled.spans().count(), 1);
        let cache = root.join("cache/index");
        index.keep(&cache, &Index::default());
        let cached = Index::cached(&cache).expect("kept");
        assert_eq!(cached.articles(), index.articles());

        assert_eq!(refreshed(&cached, root).1, 0, "nothing has changed");
        put(root, "annotations/ben/may/b.txt.ron", &layer("opinion"));
        put(root, "c.txt", "Three.");
        let (index, read) = refreshed(&cached, root);
        assert_eq!((index.articles().len(), read), (3, 2));
        assert!(index.articles()[2].labelled_by("ben").is_some());
        fs::remove_file(root.join("a.txt")).expect("removed");
        let (index, _) = refreshed(&index, root);
        assert_eq!(index.orphans(), ["ana/a.txt.ron", "ana/gone.txt.ron"]);

        put(root, "annotations/ana/c.txt.ron", "(broken");
        let index = index.with(index.read_one(root, "c.txt", "ana").expect("it is there"));
        let place = index.position("c.txt").expect("it is there");
        let layer = &index.articles()[place].layers[0];
        assert!(layer.read.as_ref().expect_err("broken").contains("c.txt.ron"));
    }

    #[test]
    fn a_cache_that_is_no_cache_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        assert!(Index::cached(&path).is_none());
        fs::write(&path, [0xFF; 100]).expect("written");
        assert!(Index::cached(&path).is_none());
    }
}
