//! Where the labels of an article are kept: beside it, or in the project that it belongs to.

use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{
    article_file,
    manifest::{MANIFEST, Manifest, ManifestError},
    paths::{self, EXTENSION, PathError},
};
use crate::labels::LabelSet;

/// The folder of a project that holds a folder of layers for each annotator.
pub const LAYERS: &str = "annotations";

/// The annotator whose layers adjudication produces.
pub const GOLD: &str = "gold";

/// The folder of a project that holds a folder of proposals for each program that has made some.
pub const SUGGESTIONS: &str = "suggestions";

/// What the program keeps in a project for itself; git is told to leave it out.
pub(super) const OWN: &str = ".glossator";

/// Where the labels of an article are kept, and in which terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Home {
    /// In a file beside the article, which holds the label set too.
    #[default]
    Beside,
    /// In the project's folder of layers. The label set is that of the project.
    Project {
        /// The folder of the project.
        root: PathBuf,
        /// Its labels.
        labels: Arc<LabelSet>,
        /// Whether each unit must get exactly one label in articles that nobody has begun yet.
        coverage: bool,
    },
}

impl Home {
    /// The home of what lies at `path`: the nearest folder above with a project's file makes it a project.
    ///
    /// # Errors
    /// If there is such a file, but it cannot be read.
    pub fn of(path: &Path) -> Result<Self, ManifestError> {
        match project_of(path) {
            Some(root) => Ok(Self::of_project(&root, &Manifest::read(&root)?)),
            None => Ok(Self::Beside),
        }
    }

    /// The home of all articles of a project.
    pub fn of_project(root: &Path, manifest: &Manifest) -> Self {
        Self::Project {
            root: root.to_owned(),
            labels: Arc::new(manifest.labels.clone()),
            coverage: manifest.coverage,
        }
    }

    /// The labels that need not be in the annotation file.
    pub fn labels(&self) -> Option<&LabelSet> {
        match self {
            Self::Beside => None,
            Self::Project { labels, .. } => Some(labels),
        }
    }

    /// Where `annotator`'s labels of an article are kept.
    pub fn layer_path(&self, article: &Path, annotator: &str) -> PathBuf {
        match self {
            Self::Beside => paths::layer_path(article),
            Self::Project { root, .. } => layer_in(root, &inside(root, article), annotator),
        }
    }

    /// How the annotation file at `layer` names its article: relative to its own folder, or to that of the project.
    pub fn reference(&self, layer: &Path, article: &Path) -> String {
        match self {
            Self::Beside => paths::reference(layer, article),
            Self::Project { root, .. } => inside(root, article),
        }
    }

    /// The article that the annotation file at `layer` names as `named`.
    pub(super) fn article_path(&self, layer: &Path, named: &str) -> Result<PathBuf, PathError> {
        match self {
            Self::Project { root, .. } if is_in_layers(root, layer) => paths::article_within(root, layer, named),
            _ => paths::article_path(layer, named),
        }
    }
}

/// Whether a folder is that of a project.
pub fn is_project(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// Whether two paths are the same, links aside.
pub fn is_same(one: &Path, other: &Path) -> bool {
    paths::is_same_file(one, other)
}

/// The folder of a project, if that or its file is what a path leads to.
pub fn project_at(path: &Path) -> Option<PathBuf> {
    let is_manifest = path.file_name().is_some_and(|name| name == MANIFEST);
    let folder = if is_manifest { path.parent()? } else { path };
    is_project(folder).then(|| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()))
}

/// Whether a path is that of a file that the project in a folder is made of: an article, a layer, what it shares.
pub fn is_ours(root: &Path, path: &Path) -> bool {
    is_in_layers(root, path)
        || path.file_name().is_some_and(|name| name == MANIFEST)
        || super::folder::is_article_of(root, path)
}

/// The folder of the project that `path` lies in, if it lies in one.
pub fn project_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.ancestors()
        .find(|folder| folder.join(MANIFEST).is_file())
        .map(Path::to_owned)
}

/// The layer of `annotator` for the article that a project calls `name`: `annotations/ana/may/news.txt.ron`, and without
/// a second `.ron` for what was imported.
pub fn layer_in(root: &Path, name: &str, annotator: &str) -> PathBuf {
    let stem = name.strip_suffix(article_file::ENDING).unwrap_or(name);
    let mut path = root.join(LAYERS).join(folder_of(annotator));
    path.extend(stem.split('/'));
    let mut file = path.file_name().unwrap_or_default().to_owned();
    file.push(".");
    file.push(EXTENSION);
    path.set_file_name(file);
    path
}

/// Where proposals of a program for the article that a project calls `name` are kept, from the folder of the project. Nobody
/// has said them, so they are no layer.
pub fn suggestions_of(name: &str, program: &str) -> String {
    let layer = inside(Path::new("/"), &layer_in(Path::new("/"), name, program));
    match layer.strip_prefix(LAYERS) {
        Some(rest) => format!("{SUGGESTIONS}{rest}"),
        None => layer,
    }
}

/// Whether any annotator has labelled the article that a project calls `name`, or has a file for it that cannot be read.
pub fn is_labelled(root: &Path, name: &str) -> bool {
    let annotators = std::fs::read_dir(root.join(LAYERS)).into_iter().flatten().flatten();
    let mut layers = annotators.map(|folder| layer_in(root, name, &folder.file_name().to_string_lossy()));
    layers.any(|path| path.is_file() && !super::outline(&path).is_ok_and(|outline| outline.marks.is_empty()))
}

/// The name of an annotator's folder: the name of the annotator, without what no folder can be called.
pub fn folder_of(annotator: &str) -> String {
    let plain: String = annotator
        .trim()
        .chars()
        .map(|character| match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            _ if character.is_control() => '_',
            _ => character,
        })
        .collect();
    let plain = plain.trim_end_matches(['.', ' ']);
    match plain.chars().next() {
        None => "me".to_owned(),
        Some('.') => format!("_{plain}"),
        Some(_) if is_device(plain) => format!("_{plain}"),
        Some(_) => plain.to_owned(),
    }
}

/// Whether Windows keeps a name for a device, whatever its ending: `nul`, `com1.txt`.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let is_port = |port: &str| {
        stem.strip_prefix(port)
            .is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']) || matches!(number, "¹" | "²" | "³"))
    };
    matches!(&*stem, "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt")
}

/// How a project calls a file in it: its path from the project's folder, with `/` between the parts.
pub fn inside(root: &Path, path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inner = path.strip_prefix(root).unwrap_or(&path);
    let names: Vec<_> = inner
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    names.join("/")
}

fn is_in_layers(root: &Path, path: &Path) -> bool {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.starts_with(root.join(LAYERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_have_the_names_of_their_articles() {
        let of = |name: &str| {
            let path = layer_in(Path::new("/p"), name, "ana");
            path.to_string_lossy().into_owned()
        };
        assert_eq!(of("news.txt"), "/p/annotations/ana/news.txt.ron");
        assert_eq!(of("may/4.5. news.article.ron"), "/p/annotations/ana/may/4.5. news.ron");
    }

    #[test]
    fn every_annotator_can_have_a_folder() {
        for (name, folder) in [
            ("ana", "ana"),
            (" Ana Ruiz ", "Ana Ruiz"),
            ("李 雷", "李 雷"),
            ("a/b\\c:", "a_b_c_"),
            ("..", "me"),
            (".hidden", "_.hidden"),
            ("", "me"),
            ("ends.", "ends"),
        ] {
            assert_eq!(folder_of(name), folder, "{name:?}");
        }
    }
}
