//! Where somebody was in each project: `projects.ron` beside the settings, outside of the projects.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::settings::is_size;

/// How many projects are remembered.
const MOST_PROJECTS: usize = 30;

/// Where an annotator was in a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectMemory {
    /// The folder of the project.
    pub root: PathBuf,
    /// The article that was open last.
    pub article: Option<String>,
    /// The place in it, in code points.
    pub place: usize,
    /// What the list was filtered by.
    pub query: String,
    /// What it was sorted by.
    pub order: String,
    /// Whether the list was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shows_articles: Option<bool>,
    /// The size of the window, in points: width, height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<(f32, f32)>,
    /// The widths of the panels to the left and to the right of the text, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panels: Option<(f32, f32)>,
}

/// The projects that were opened, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Projects {
    /// Where the annotator was in each.
    pub recent: Vec<ProjectMemory>,
    /// Whether the first of them was open when the program was closed.
    pub is_open: bool,
}

impl Projects {
    /// Puts right what no program has written and no window could show.
    pub(super) fn mend(&mut self) {
        for memory in &mut self.recent {
            memory.window = memory.window.filter(|size| is_size(*size));
            memory.panels = memory.panels.filter(|widths| is_size(*widths));
        }
    }

    /// The project that was open when the program was closed.
    pub fn last_open(&self) -> Option<&ProjectMemory> {
        self.recent.first().filter(|_| self.is_open)
    }

    /// What is remembered of a project.
    pub fn of(&self, root: &Path) -> Option<&ProjectMemory> {
        self.recent.iter().find(|memory| memory.root == root)
    }

    /// A project was opened: it goes to the front.
    pub fn open(&mut self, root: &Path) {
        let memory = self.of(root).cloned();
        self.remember(memory.unwrap_or_else(|| ProjectMemory {
            root: root.to_owned(),
            ..ProjectMemory::default()
        }));
    }

    /// Remembers where the annotator is in a project, which goes to the front.
    pub fn remember(&mut self, memory: ProjectMemory) {
        // What is not Unicode cannot be written to a text file.
        if memory.root.to_str().is_none() {
            return;
        }
        self.recent.retain(|other| other.root != memory.root);
        self.recent.insert(0, memory);
        self.recent.truncate(MOST_PROJECTS);
    }
}
