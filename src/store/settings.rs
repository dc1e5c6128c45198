//! What the program remembers of its user: `settings.ron` and `keys.ron` in the folder where the system keeps such files.

mod folders;

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{WriteError, ron_file::RonFile};

pub use self::folders::reports;
use self::folders::{caches, example, folder, journals};
pub use super::projects_memory::{ProjectMemory, Projects};
use crate::article::UnitKind;

/// The environment variable with the folder to keep settings in: for portable use, and for tests.
pub const FOLDER_VARIABLE: &str = "GLOSSATOR_CONFIG_DIR";
/// How many articles are remembered.
pub const MOST_RECENT: usize = 12;

/// The smallest and largest zoom.
pub const ZOOMS: std::ops::RangeInclusive<f32> = 0.5..=4.0;
/// Windows and panels that make sense, in points.
const LENGTHS: std::ops::RangeInclusive<f32> = 1.0..=20_000.0;

const FILE_NAME: &str = "settings.ron";
const KEYS_NAME: &str = "keys.ron";
const PROJECTS_NAME: &str = "projects.ron";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the system is.
    #[default]
    System,
}

/// How articles are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Size of the text in points.
    pub size: u16,
    /// The longest line, in characters.
    pub measure: u16,
    /// From line to line, in hundredths of the size.
    pub spacing: u16,
    /// A face with serifs, or one without.
    pub serif: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            size: 17,
            measure: 70,
            spacing: 160,
            serif: true,
        }
    }
}

impl Reading {
    /// Sizes that can be chosen.
    pub const SIZES: std::ops::RangeInclusive<u16> = 10..=40;
    /// Measures that can be chosen.
    pub const MEASURES: std::ops::RangeInclusive<u16> = 40..=120;
    /// Spacings that can be chosen.
    pub const SPACINGS: std::ops::RangeInclusive<u16> = 110..=220;
}

/// What the program remembers of its user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Who labels.
    pub annotator: String,
    /// The size of the window when it was last closed, in points: width, height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<(f32, f32)>,
    /// How articles are set.
    pub reading: Reading,
    /// How much larger than ordinary everything is shown; 1 is the ordinary size.
    pub zoom: f32,
    /// Whether the lines on how to label have been put away.
    pub knows_how: bool,
    /// What the annotator steps by.
    pub unit: UnitKind,
    /// Whether labelling steps over lines that claim nothing: section names, bylines.
    pub step_over_furniture: bool,
    /// Whether a paragraph gets one annotation, instead of one for each of its sentences.
    pub paragraph_as_one: bool,
    /// Whether white space at the ends of a selection is left out.
    pub trim: bool,
    /// Whether what touches the edge of an annotation moves along with it.
    pub neighbours_move: bool,
    /// Whether the list of articles is shown, where there is room for it.
    pub shows_articles: bool,
    /// The format of the last export.
    pub export_format: String,
    /// The articles last opened, the newest first.
    pub recent: Vec<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            annotator: user_name(|name| env::var(name).ok()),
            window: None,
            reading: Reading::default(),
            zoom: 1.0,
            knows_how: false,
            unit: UnitKind::default(),
            step_over_furniture: true,
            paragraph_as_one: false,
            trim: true,
            neighbours_move: true,
            shows_articles: true,
            export_format: String::new(),
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Puts right what no program has written and no window could show.
    fn mend(&mut self) {
        let zoom = if self.zoom.is_finite() { self.zoom } else { 1.0 };
        self.zoom = zoom.clamp(*ZOOMS.start(), *ZOOMS.end());
        self.window = self.window.filter(|size| is_size(*size));
        let Reading {
            size, measure, spacing, ..
        } = &mut self.reading;
        for (value, range) in [
            (size, Reading::SIZES),
            (measure, Reading::MEASURES),
            (spacing, Reading::SPACINGS),
        ] {
            *value = (*value).clamp(*range.start(), *range.end());
        }
    }

    /// Remembers that an article was opened. A path without a folder is taken to be in the current one.
    pub fn add_recent(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // What is not Unicode cannot be written to a text file.
        if path.to_str().is_none() {
            return;
        }
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(MOST_RECENT);
    }
}

/// The annotator that settings name which cannot be read as a whole.
fn annotator_in(text: &str) -> Option<String> {
    let mut said = text.lines().filter_map(|line| line.trim().strip_prefix("annotator:"));
    let name: String = ron::from_str(said.next()?.trim().trim_end_matches(',')).ok()?;
    (!name.trim().is_empty()).then_some(name)
}

/// Whether these are lengths that something on a screen can have, in points.
pub(super) fn is_size((width, height): (f32, f32)) -> bool {
    LENGTHS.contains(&width) && LENGTHS.contains(&height)
}

fn user_name(variable: impl Fn(&str) -> Option<String>) -> String {
    ["USER", "USERNAME"]
        .into_iter()
        .filter_map(variable)
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "me".to_owned())
}

/// Which keys give which commands, where that differs from a first start: names of commands, and keys as people write
/// them. An empty list takes all keys away from a command.
pub type Keys = BTreeMap<String, Vec<String>>;

/// What the program keeps for its user: settings and keys, each in a file, and a folder of journals.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    settings: RonFile<Settings>,
    keys: RonFile<Keys>,
    projects: RonFile<Projects>,
    journals: Option<PathBuf>,
    /// Where the example article is put.
    example: Option<PathBuf>,
    /// Where is kept what can be worked out again.
    caches: Option<PathBuf>,
}

impl SettingsFile {
    /// Reads the settings of the user. Whatever goes wrong, there are settings; [`warning`](Self::warning) says what.
    pub fn load() -> Self {
        let chosen = env::var_os(FOLDER_VARIABLE);
        let is_chosen = chosen.as_ref().is_some_and(|folder| !folder.is_empty());
        match folder(chosen) {
            Some(folder) if is_chosen => Self::load_from(&folder),
            Some(folder) => Self {
                journals: journals(),
                example: example(),
                caches: caches(),
                ..Self::load_from(&folder)
            },
            None => Self {
                settings: RonFile::nowhere(),
                keys: RonFile::nowhere(),
                projects: RonFile::nowhere(),
                journals: None,
                example: None,
                caches: None,
            },
        }
    }

    /// Reads the settings in a folder, which need not exist. All else is kept there too.
    pub fn load_from(folder: &Path) -> Self {
        let mut settings = RonFile::load(folder.join(FILE_NAME), "the settings", Settings::mend);
        if let Some(broken) = settings.broken() {
            // Labels must not get into another person's folder because of a bracket somewhere else.
            let name = annotator_in(broken).unwrap_or_else(|| settings.get().annotator.clone());
            settings.rescue(&format!("You label as “{name}”."), |settings| {
                settings.annotator = name.clone();
            });
        }
        Self {
            settings,
            keys: RonFile::load(folder.join(KEYS_NAME), "the keys", |_| ()),
            projects: RonFile::load(folder.join(PROJECTS_NAME), "the places in projects", Projects::mend),
            journals: Some(folder.join("journals")),
            example: Some(folder.join("example")),
            caches: Some(folder.join("cache")),
        }
    }

    /// The folder of the journals: what the program remembers of what was done to annotations.
    pub fn journals(&self) -> Option<&Path> {
        self.journals.as_deref()
    }

    /// The folder in which the example article is put.
    pub fn example(&self) -> Option<&Path> {
        self.example.as_deref()
    }

    /// The folder for what can be worked out again.
    pub fn caches(&self) -> Option<&Path> {
        self.caches.as_deref()
    }

    /// The settings.
    pub fn get(&self) -> &Settings {
        self.settings.get()
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        self.keys.get()
    }

    /// The projects that were opened.
    pub fn projects(&self) -> &Projects {
        self.projects.get()
    }

    /// Changes what is remembered of projects.
    ///
    /// # Errors
    /// If it cannot be written; it is changed all the same.
    pub fn change_projects(&mut self, change: impl FnOnce(&mut Projects)) -> Result<(), WriteError> {
        self.projects.change(change)
    }

    /// What a person should know about how they were read.
    pub fn warning(&self) -> Option<&str> {
        let nowhere = self
            .journals
            .is_none()
            .then_some("No place was found to keep settings, so they last until Glossator is closed.");
        let files = self
            .settings
            .warning()
            .or(self.keys.warning())
            .or(self.projects.warning());
        files.or(nowhere)
    }

    /// Changes the settings, and writes them if that made a difference. A file that could not be used is kept as
    /// `settings.broken-1.ron`.
    ///
    /// # Errors
    /// If they cannot be written; they are changed all the same.
    pub fn change(&mut self, change: impl FnOnce(&mut Settings)) -> Result<(), WriteError> {
        self.settings.change(change)
    }

    /// Changes the keys likewise.
    ///
    /// # Errors
    /// If they cannot be written; they are changed all the same.
    pub fn change_keys(&mut self, change: impl FnOnce(&mut Keys)) -> Result<(), WriteError> {
        self.keys.change(change)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_annotator_of_broken_settings_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, "(\n    annotator: \"Ana \\\"A\\\" Maria\",\n    zoom: 1.").expect("written");
        let mut file = SettingsFile::load_from(folder.path());
        assert_eq!(file.get().annotator, "Ana \"A\" Maria");
        let warning = file.warning().expect("a warning");
        assert!(warning.ends_with("You label as “Ana \"A\" Maria”."), "{warning}");
        file.change(|settings| settings.zoom = 2.0).expect("written");
        assert_eq!(
            SettingsFile::load_from(folder.path()).get().annotator,
            "Ana \"A\" Maria"
        );
        assert!(folder.path().join("settings.broken-1.ron").exists());
        for nameless in ["(annotator: ", "(\n annotator: \"\",\n zoom", "\0\0"] {
            fs::write(&path, nameless).expect("written");
            let file = SettingsFile::load_from(folder.path());
            assert_eq!(file.get().annotator, Settings::default().annotator);
            assert!(file.warning().is_some());
        }
    }

    #[test]
    fn settings_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("not/there/yet");
        let mut file = SettingsFile::load_from(&folder);
        assert_eq!((file.get(), file.warning()), (&Settings::default(), None));
        file.change(|_| {}).expect("nothing to write");
        assert!(!folder.exists());
        file.change(|settings| {
            settings.theme = Theme::Dark;
            settings.annotator = "Ana “the reader” \\ 分".into();
            settings.window = Some((1200.0, 800.5));
            settings.add_recent(Path::new("/news/one.txt"));
        })
        .expect("written");
        let again = SettingsFile::load_from(&folder);
        assert_eq!((again.get(), again.warning()), (file.get(), None));
    }

    #[test]
    fn a_broken_file_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, "(\n  theme: Purple,\n)").expect("written");
        let mut file = SettingsFile::load_from(folder.path());
        let warning = file.warning().expect("a warning").to_owned();
        assert!(
            warning.ends_with(
                "line 2, column 16: `Purple` is not known here; it can be Light or Dark or System. You label as “me”."
            ),
            "{warning}"
        );
        assert_eq!(fs::read_to_string(&path).expect("a file"), "(\n  theme: Purple,\n)");
        file.change(|settings| settings.theme = Theme::Light).expect("written");
        file.change(|settings| settings.theme = Theme::Dark).expect("written");
        let kept = folder.path().join("settings.broken-1.ron");
        assert_eq!(fs::read_to_string(kept).expect("a file"), "(\n  theme: Purple,\n)");
        assert_eq!(SettingsFile::load_from(folder.path()).get().theme, Theme::Dark);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn a_file_of_a_newer_program_is_used_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE_NAME);
        let newer = "(\n  theme: Dark,\n  reading: (size: 20, slant: 3),\n)";
        fs::write(&path, newer).expect("written");
        let mut file = SettingsFile::load_from(folder.path());
        assert_eq!((file.get().theme, file.get().reading.size), (Theme::Dark, 20));
        assert!(file.warning().expect("a warning").contains("(reading.slant)"));
        file.change(|settings| settings.theme = Theme::Light).expect("written");
        let kept = folder.path().join("settings.newer-1.ron");
        assert_eq!(fs::read_to_string(kept).expect("a file"), newer);
        let again = SettingsFile::load_from(folder.path());
        assert_eq!((again.get(), again.warning()), (file.get(), None));
        for (name, newer) in [
            (PROJECTS_NAME, "(recent: [(root: \"/a\", tabs: 2)])"),
            (FILE_NAME, "(version: 2, theme: Auto)"),
            (KEYS_NAME, "(version: 3)"),
        ] {
            fs::write(folder.path().join(name), newer).expect("written");
            let mut file = SettingsFile::load_from(folder.path());
            assert!(file.warning().expect("a warning").contains(name));
            file.change(|settings| settings.knows_how ^= true).expect("written");
            file.change_keys(|keys| drop(keys.insert(name.to_owned(), Vec::new())))
                .expect("written");
            file.change_projects(|projects| projects.is_open ^= true)
                .expect("written");
            let names = crate::store::folder::files_below(folder.path()).0;
            assert!(
                names
                    .iter()
                    .any(|path| fs::read_to_string(path).is_ok_and(|text| text == newer)),
                "{name}"
            );
        }
    }

    #[test]
    fn what_makes_no_sense_is_put_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let ron = "(zoom: NaN, window: Some((inf, -1.0)), reading: (size: 0, measure: 65535))";
        fs::write(folder.path().join(FILE_NAME), ron).expect("written");
        let ron = "(recent: [(root: \"/a\", window: Some((NaN, 1.0)), panels: Some((1e30, 1.0)))])";
        fs::write(folder.path().join(PROJECTS_NAME), ron).expect("written");
        let file = SettingsFile::load_from(folder.path());
        let settings = file.get();
        assert_eq!((settings.zoom, settings.window), (1.0, None));
        assert_eq!((settings.reading.size, settings.reading.measure), (10, 120));
        let memory = &file.projects().recent[0];
        assert_eq!((memory.window, memory.panels), (None, None));
        assert_eq!(file.warning(), None);
    }

    #[test]
    fn recent_articles_are_few_and_each_once() {
        let mut settings = Settings::default();
        for number in 0..20 {
            settings.add_recent(Path::new(&format!("/news/{number}.txt")));
        }
        settings.add_recent(Path::new("/news/15.txt"));
        assert_eq!(settings.recent.len(), MOST_RECENT);
        assert_eq!(
            settings.recent[..2],
            [Path::new("/news/15.txt"), Path::new("/news/19.txt")]
        );
        settings.add_recent(Path::new("here.txt"));
        assert!(settings.recent[0].is_absolute());
    }

    #[test]
    fn people_have_names() {
        let name = |pairs: &[(&str, &str)]| {
            user_name(|wanted| {
                pairs
                    .iter()
                    .find(|(name, _)| *name == wanted)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(name(&[("USER", "ana"), ("USERNAME", "ben")]), "ana");
        assert_eq!(name(&[("USER", " "), ("USERNAME", "ben")]), "ben");
        assert_eq!(name(&[]), "me");
    }

    #[test]
    fn a_folder_can_be_chosen() {
        assert_eq!(folder(Some("/portable".into())), Some(PathBuf::from("/portable")));
        assert_ne!(folder(Some("".into())), Some(PathBuf::new()));
    }
}
