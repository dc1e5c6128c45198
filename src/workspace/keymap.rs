//! Which keys give which commands: those of a first start, and what users change about them.

use super::{Chord, Command, Edge, Key, Stride};
use crate::{labels::LabelSet, store::settings::Keys};

/// Which keys give which commands, besides those of the labels. The first key of a command is the one menus show.
#[derive(Clone, Debug)]
pub struct KeyMap {
    bindings: Vec<(Chord, Command)>,
    /// What the user's file says that cannot be used: it is kept there.
    unusable: Keys,
}

impl Default for KeyMap {
    fn default() -> Self {
        use Key::{Char, Delete, Down, End, Escape, F, Home, Left, PageDown, PageUp, Right, Tab, Up};
        let bindings = vec![
            (Chord::ctrl(Char('o')), Command::Open),
            (Chord::ctrl(PageDown), Command::NextArticle),
            (Chord::ctrl(PageUp), Command::PreviousArticle),
            (Chord::ctrl_shift(PageDown), Command::NextUnfinished),
            (Chord::ctrl(Char('b')), Command::ToggleList),
            (Chord::ctrl(Char('e')), Command::ShowArticles),
            (Chord::ctrl_shift(Char('e')), Command::ShowExport),
            (Chord::ctrl_shift(Char('f')), Command::ShowSearch),
            (Chord::ctrl(Char('i')), Command::ImportFiles),
            (Chord::ctrl_shift(Char('o')), Command::NewProject),
            (Chord::plain(F(4)), Command::ShowNumbers),
            (Chord::plain(F(5)), Command::RefreshProject),
            (Chord::plain(F(7)), Command::ShowConsistency),
            (Chord::ctrl(Char('s')), Command::SaveNow),
            (Chord::ctrl_shift(Char('s')), Command::SaveElsewhere),
            (Chord::ctrl(Char('r')), Command::OpenAgain),
            (Chord::ctrl(Char('q')), Command::Quit),
            (Chord::plain(Down), Command::NextUnit),
            (Chord::plain(Char('j')), Command::NextUnit),
            (Chord::plain(Up), Command::PreviousUnit),
            (Chord::plain(Char('k')), Command::PreviousUnit),
            (Chord::ctrl(Down), Command::NextUnlabelled),
            (Chord::ctrl(Up), Command::PreviousUnlabelled),
            (Chord::ctrl(Home), Command::FirstUnit),
            (Chord::plain(Home), Command::FirstUnit),
            (Chord::ctrl(End), Command::LastUnit),
            (Chord::plain(End), Command::LastUnit),
            (Chord::plain(PageDown), Command::PageDown),
            (Chord::plain(Char(' ')), Command::PageDown),
            (Chord::plain(PageUp), Command::PageUp),
            (Chord::shift(Char(' ')), Command::PageUp),
            (Chord::plain(Char('-')), Command::SmallerUnit),
            (Chord::plain(Char('+')), Command::LargerUnit),
            (Chord::shift(Char('+')), Command::LargerUnit),
            (Chord::plain(Char('=')), Command::LargerUnit),
            (Chord::plain(Tab), Command::NextAnnotation),
            (Chord::shift(Tab), Command::PreviousAnnotation),
            (Chord::plain(Char('.')), Command::NextUnderCursor),
            (Chord::plain(F(8)), Command::NextMoved),
            (Chord::shift(F(8)), Command::ConfirmMoved),
            (Chord::plain(F(9)), Command::NextLost),
            (Chord::shift(F(9)), Command::PlaceLost),
            (Chord::shift(Delete), Command::DropLost),
            (Chord::plain(Escape), Command::Back),
            (Chord::ctrl(Char('z')), Command::Undo),
            (Chord::ctrl_shift(Char('z')), Command::Redo),
            (Chord::ctrl(Char('y')), Command::Redo),
            (Chord::plain(Delete), Command::Delete),
            (Chord::plain(Key::Backspace), Command::Delete),
            (Chord::plain(Char('0')), Command::LabelNone),
            (Chord::plain(Char('d')), Command::AimAtArticle),
            (Chord::plain(Char('l')), Command::NewLabel),
            (Chord::ctrl(Char('l')), Command::ShowLabels),
            (Chord::ctrl(Key::Enter), Command::ToggleDone),
            (Chord::ctrl_shift(Key::Enter), Command::ToggleSkipped),
            (Chord::plain(Char('s')), Command::Split),
            (Chord::plain(Char('m')), Command::Join),
            (Chord::plain(Char('u')), Command::ToggleUnsure),
            (Chord::plain(Char('n')), Command::EditNote),
            (Chord::ctrl(Char('c')), Command::Copy),
            (Chord::ctrl(Char('t')), Command::ToggleTheme),
            (Chord::ctrl(Char('+')), Command::ZoomIn),
            (Chord::ctrl_shift(Char('+')), Command::ZoomIn),
            (Chord::ctrl(Char('=')), Command::ZoomIn),
            (Chord::ctrl(Char('-')), Command::ZoomOut),
            (Chord::ctrl(Char('0')), Command::ZoomReset),
            (Chord::ctrl(Char('f')), Command::ShowFind),
            (Chord::plain(F(6)), Command::SwitchPanel),
            (Chord::plain(Char('y')), Command::LabelHit),
            (Chord::plain(F(3)), Command::NextHit),
            (Chord::shift(F(3)), Command::PreviousHit),
            (Chord::ctrl(Char('k')), Command::ShowCommands),
            (Chord::ctrl(Char(',')), Command::ShowSettings),
            (Chord::plain(F(1)), Command::ShowKeys),
            (Chord::plain(Char('?')), Command::ShowKeys),
            (Chord::shift(Char('?')), Command::ShowKeys),
        ];
        let edges = [(Edge::End, false), (Edge::Start, true)]
            .into_iter()
            .flat_map(|(edge, alt)| {
                [(Left, false), (Right, true)]
                    .into_iter()
                    .flat_map(move |(key, forward)| {
                        [(Stride::Word, false), (Stride::Grapheme, true)].map(|(stride, ctrl)| {
                            (
                                Chord {
                                    ctrl,
                                    alt,
                                    shift: true,
                                    key,
                                },
                                Command::MoveEdge(edge, forward, stride),
                            )
                        })
                    })
            });
        Self {
            bindings: bindings.into_iter().chain(edges).collect(),
            unusable: Keys::new(),
        }
    }
}

impl KeyMap {
    /// The keys of a first start, but for what the user has changed; and what of that cannot be used, in words.
    pub fn with_changes(changes: &Keys) -> (Self, Vec<String>) {
        let (mut map, mut problems) = (Self::default(), Vec::new());
        map.bindings.retain(|(_, bound)| !changes.contains_key(bound.id()));
        for (id, keys) in changes {
            let Some(command) = Command::by_id(id) else {
                problems.push(format!("there is no command {id:?}"));
                continue;
            };
            for key in keys {
                let is_chosen = |holder: &Command| changes.contains_key(holder.id());
                let problem = match key.parse::<Chord>() {
                    Ok(chord) if map.holder(chord).is_some_and(is_chosen) => format!("{chord} has two commands"),
                    Ok(chord) => {
                        // What the user says goes before what was there at first.
                        map.bind(chord, command.clone());
                        continue;
                    }
                    Err(error) => error.to_string(),
                };
                problems.push(problem);
                map.unusable.entry(id.clone()).or_default().push(key.clone());
            }
        }
        (map, problems)
    }

    /// What differs from the keys of a first start.
    pub fn changes(&self) -> Keys {
        let first = Self::default();
        let keys = |map: &Self, command: &Command| map.keys_of(command).map(|chord| chord.to_string()).collect();
        Command::NAMED
            .iter()
            .map(|command| (command, keys(&first, command), keys(self, command)))
            .filter(|(command, before, after): &(&Command, Vec<String>, Vec<String>)| {
                before != after || self.unusable.contains_key(command.id())
            })
            .map(|(command, _, mut after)| {
                after.extend(self.unusable.get(command.id()).cloned().unwrap_or_default());
                (command.id().to_owned(), after)
            })
            .collect()
    }

    /// The command of its own that a chord gives, whatever the labels.
    pub fn holder(&self, chord: Chord) -> Option<&Command> {
        self.bindings
            .iter()
            .find(|(bound, _)| *bound == chord)
            .map(|(_, command)| command)
    }

    /// Has a chord give a command, and nothing else.
    pub fn bind(&mut self, chord: Chord, command: Command) {
        self.unbind(chord);
        self.bindings.push((chord, command));
    }

    /// Has a chord give nothing.
    pub fn unbind(&mut self, chord: Chord) {
        self.bindings.retain(|(bound, _)| *bound != chord);
    }

    /// Gives a command the keys of a first start again, and takes them from those that have them now.
    pub fn reset(&mut self, command: &Command) {
        self.bindings.retain(|(_, bound)| bound != command);
        self.unusable.remove(command.id());
        for chord in Self::default().keys_of(command) {
            self.bind(chord, command.clone());
        }
    }

    /// The command that a chord gives where these labels are used: the keys of commands come first, then the labels'
    /// letters and the digits of their places; with Shift for a second choice, a digit with Ctrl for the first part of
    /// the unit, with Alt to arm the label.
    pub fn command(&self, chord: Chord, labels: &LabelSet) -> Option<Command> {
        if let Some(command) = self.holder(chord) {
            return Some(command.clone());
        }
        let Key::Char(key) = chord.key else { return None };
        let place = key.to_digit(10).map(|digit| (digit as usize).checked_sub(1));
        let label = match place {
            Some(place) => labels.labels().get(place?)?,
            None => labels.by_key(key)?,
        };
        let id = label.id.clone();
        match (chord.ctrl, chord.alt, chord.shift) {
            (false, false, false) => Some(Command::Label(id)),
            (false, false, true) => Some(Command::SecondChoice(id)),
            // Letters with these mean other things to desktops and people.
            (true, false, false) if place.is_some() => Some(Command::LabelPart(id)),
            (false, true, false) if place.is_some() => Some(Command::Arm(id)),
            _ => None,
        }
    }

    /// All keys of a command; the first is the one to show.
    pub fn keys_of(&self, command: &Command) -> impl Iterator<Item = Chord> {
        self.bindings
            .iter()
            .filter(move |(_, bound)| bound == command)
            .map(|(chord, _)| *chord)
    }
}

/// The command that a chord gives while hits are walked through, before all others: Enter and `n` go on, besides the keys
/// that going on has of its own.
pub(super) fn while_finding(chord: Chord) -> Option<Command> {
    let plain = |key| Chord::plain(key);
    if chord == plain(Key::Enter) || chord == plain(Key::Char('n')) {
        Some(Command::NextHit)
    } else if chord == Chord::shift(Key::Enter) {
        Some(Command::PreviousHit)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels;

    #[test]
    fn labels_have_their_digit_and_their_letter() {
        let (map, labels) = (KeyMap::default(), labels::built_in());
        let command = |key| map.command(Chord::plain(Key::Char(key)), &labels);
        assert_eq!(command('1'), Some(Command::Label(labels.labels()[0].id.clone())));
        assert_eq!(command('4'), None, "there are three labels");
        assert_eq!(command('o'), Some(Command::Label(labels.labels()[2].id.clone())));
        assert_eq!(command('x'), None);
        assert_eq!(map.command(Chord::ctrl(Key::Char('o')), &labels), Some(Command::Open));
    }

    #[test]
    fn no_chord_has_two_meanings_and_every_named_command_has_a_key_or_a_button() {
        let map = KeyMap::default();
        let mut chords: Vec<_> = map.bindings.iter().map(|(chord, _)| *chord).collect();
        chords.sort_unstable();
        let count = chords.len();
        chords.dedup();
        assert_eq!(chords.len(), count);
        let without: Vec<_> = Command::NAMED
            .iter()
            .filter(|command| map.keys_of(command).next().is_none())
            .collect();
        // Settings are in the menu, and setting aside is offered where it is needed.
        assert_eq!(
            without,
            [
                &Command::OpenExample,
                &Command::ImportFolder,
                &Command::PasteArticle,
                &Command::ShowImport,
                &Command::ShowSplit,
                &Command::CorrectText,
                &Command::CloseProject,
                &Command::ToggleStepOver,
                &Command::ToggleParagraphAsOne,
                &Command::ToggleTrim,
                &Command::ToggleNeighbours,
                &Command::ToggleCoverage,
                &Command::ConfirmAllMoved,
                &Command::DropAllLost,
                &Command::ImportLabels,
                &Command::ExportLabels,
                &Command::SetAside
            ]
        );
        for label in labels::built_in().labels() {
            let key = label.key.expect("a letter");
            assert!(
                !chords.contains(&Chord::plain(Key::Char(key))),
                "{key} is taken by a command"
            );
        }
    }

    #[test]
    fn what_users_change_comes_back() {
        let mut map = KeyMap::default();
        let j = Chord::plain(Key::Char('j'));
        map.bind(j, Command::Delete);
        map.unbind(Chord::plain(Key::Down));
        let changes = map.changes();
        assert_eq!(changes["delete"], ["Del", "Backspace", "J"]);
        assert_eq!(changes["next-unit"], [""; 0]);
        let (again, problems) = KeyMap::with_changes(&changes);
        assert_eq!((again.holder(j), problems), (Some(&Command::Delete), vec![]));
        assert_eq!(again.holder(Chord::plain(Key::Down)), None);
        assert_eq!(again.changes(), changes);
        map.reset(&Command::NextUnit);
        assert_eq!(
            map.holder(j),
            Some(&Command::NextUnit),
            "its first keys are its own again"
        );
        map.reset(&Command::Delete);
        assert_eq!(map.changes(), Keys::new());
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let change = |id: &str, keys: &[&str]| (id.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect());
        let changes = [
            change("fly", &["F"]),
            change("undo", &["Ctrl+Nix", "U"]),
            change("redo", &["U"]),
        ];
        let (map, problems) = KeyMap::with_changes(&changes.into_iter().collect());
        assert_eq!(
            problems,
            [
                "there is no command \"fly\"",
                "\"Ctrl+Nix\" is no key; write it like Ctrl+Shift+Z, Alt+Left or F5",
                "U has two commands"
            ]
        );
        assert_eq!(map.holder(Chord::plain(Key::Char('u'))), Some(&Command::Redo));
        assert_eq!(
            map.keys_of(&Command::ToggleUnsure).count(),
            0,
            "the user's choice goes first"
        );
    }
}
