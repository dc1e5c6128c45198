//! What new articles are called.

use std::{
    collections::HashSet,
    ffi::OsStr,
    path::{Component, Path},
};

use crate::store::home::folder_of;

/// The longest name without its ending, in bytes: file systems take 255, and layers add to it.
const LONGEST: usize = 120;

/// The names that a project has, so that no two articles get the same one.
pub(super) struct Names {
    /// In small letters: some file systems do not tell them from capitals.
    taken: HashSet<String>,
}

impl Names {
    pub(super) fn taken<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self {
            taken: names.map(key).collect(),
        }
    }

    /// A name for an article in a folder: its stem, with a number if that is taken.
    pub(super) fn free(&mut self, folder: &str, stem: &str, ending: &str) -> String {
        let stem = safe(OsStr::new(stem));
        let stem = shortened(&stem);
        let mut number = 1;
        loop {
            let name = match number {
                1 => format!("{folder}{stem}{ending}"),
                _ => format!("{folder}{stem}-{number}{ending}"),
            };
            if self.taken.insert(key(&name)) {
                return name;
            }
            number += 1;
        }
    }
}

/// What two articles must not have both: their names without the ending, as their layers are called after it.
fn key(name: &str) -> String {
    let stem = name.strip_suffix(crate::store::article_file::ENDING);
    stem.unwrap_or(name).to_lowercase()
}

/// A name that every file system takes, and that leads to no other folder.
pub(super) fn safe(name: &OsStr) -> String {
    folder_of(&name.to_string_lossy())
}

/// The folder for what lay in `inner` of a folder that is called `top`.
pub(super) fn folder(top: Option<&str>, inner: &Path) -> String {
    let inner = inner.components().filter_map(|part| match part {
        Component::Normal(name) => Some(safe(name)),
        _ => None,
    });
    top.map(str::to_owned)
        .into_iter()
        .chain(inner)
        .map(|name| name + "/")
        .collect()
}

/// The name of a file, as far as it can be read.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn shortened(name: &str) -> &str {
    let end = name.floor_char_boundary(LONGEST);
    name.get(..end).unwrap_or(name).trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_articles_are_called_the_same() {
        let mut names = Names::taken(["articles/News.txt"].into_iter());
        assert_eq!(names.free("articles/", "news", ".txt"), "articles/news-2.txt");
        assert_eq!(
            names.free("articles/", "news", ".article.ron"),
            "articles/news.article.ron"
        );
        assert_eq!(
            names.free("articles/", "NEWS", ".article.ron"),
            "articles/NEWS-2.article.ron"
        );
    }

    #[test]
    fn names_stay_in_their_folder() {
        let mut names = Names::taken([].into_iter());
        for (stem, name) in [
            ("../../etc/passwd", "_.._.._etc_passwd.txt"),
            ("..", "me.txt"),
            ("a\0b\nc", "a_b_c.txt"),
            ("nul", "_nul.txt"),
            ("com1.article", "_com1.article.txt"),
            ("分享", "分享.txt"),
        ] {
            assert_eq!(names.free("", stem, ".txt"), name);
        }
        assert!(names.free("", &"分".repeat(1000), ".txt").len() <= LONGEST + 4);
        assert_eq!(folder(Some("news"), Path::new("may/../2026")), "news/may/2026/");
    }
}
