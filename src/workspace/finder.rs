//! Finding commands by a few letters of their names.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::{Command, Workspace};
use crate::article::UnitKind;

/// A command as the list of all commands shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it does when it is chosen.
    pub command: Command,
    /// What people read.
    pub name: String,
    /// Its key, or nothing.
    pub key: String,
}

impl Workspace {
    /// The commands whose names hold the letters of `query` in their order, the best match first; all of them for an
    /// empty query.
    pub fn find_commands(&self, query: &str) -> Vec<Found> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut found: Vec<(u32, Found)> = self
            .all_commands()
            .into_iter()
            .filter_map(|found| {
                let score = pattern.score(Utf32Str::new(&found.name, &mut buffer), &mut matcher)?;
                Some((score, found))
            })
            .collect();
        // Stable: commands that match equally well stay in the order of menus.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, found)| found).collect()
    }

    fn all_commands(&self) -> Vec<Found> {
        let labels = self
            .document()
            .map(|document| document.labels().labels())
            .unwrap_or_default();
        let labels = labels.iter().enumerate().map(|(index, label)| Found {
            command: Command::Label(label.id.clone()),
            name: format!("Label as {}", label.name),
            key: (index + 1).to_string(),
        });
        let named = Command::NAMED
            .iter()
            .filter(|command| **command != Command::ShowCommands)
            .map(|command| Found {
                command: command.clone(),
                name: format!("{} · {}", command.section().name(), command.name()),
                key: self
                    .keymap()
                    .keys_of(command)
                    .next()
                    .map(|chord| chord.to_string())
                    .unwrap_or_default(),
            });
        let kinds = UnitKind::ALL.map(|kind| Found {
            command: Command::StepBy(kind),
            name: format!("Step by {}s", kind.name()),
            key: String::new(),
        });
        let recent = self.settings().recent.iter().map(|path| Found {
            command: Command::OpenFile(path.clone()),
            name: format!("Open {}", path.file_name().unwrap_or(path.as_os_str()).display()),
            key: String::new(),
        });
        labels.chain(named).chain(kinds).chain(recent).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::settings::SettingsFile;

    #[test]
    fn a_few_letters_find_a_command() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::new(SettingsFile::load_from(folder.path()), Arc::new(|| {}));
        let first = |query: &str| {
            workspace
                .find_commands(query)
                .into_iter()
                .next()
                .map(|found| found.command)
        };
        assert_eq!(first("undo"), Some(Command::Undo));
        assert_eq!(first("nxt unlab"), Some(Command::NextUnlabelled));
        assert_eq!(first("step para"), Some(Command::StepBy(UnitKind::Paragraph)));
        assert_eq!(first("qqqq"), None);
        assert_eq!(
            workspace.find_commands("").len(),
            Command::NAMED.len() - 1 + UnitKind::ALL.len()
        );
    }
}
