//! Which keys give which commands.

use std::fmt;

use super::{Command, Edge, Stride};
use crate::labels::LabelSet;

/// A key of the keyboard, by what it writes or does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A key that writes; letters in lower case.
    Char(char),
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// One screen up.
    PageUp,
    /// One screen down.
    PageDown,
    /// Tabulator.
    Tab,
    /// Enter or return.
    Enter,
    /// Escape.
    Escape,
    /// Delete forwards.
    Delete,
    /// Delete backwards.
    Backspace,
    /// A function key.
    F(u8),
}

/// A key with the modifier keys held down with it. `ctrl` is the command key on a Mac.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The control (or command) key.
    pub ctrl: bool,
    /// The alt (or option) key.
    pub alt: bool,
    /// The shift key.
    pub shift: bool,
    /// The key itself.
    pub key: Key,
}

impl Chord {
    /// The key alone.
    pub const fn plain(key: Key) -> Self {
        Self {
            ctrl: false,
            alt: false,
            shift: false,
            key,
        }
    }

    /// With control.
    pub const fn ctrl(key: Key) -> Self {
        Self {
            ctrl: true,
            ..Self::plain(key)
        }
    }

    /// With shift.
    pub const fn shift(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::plain(key)
        }
    }

    /// With control and shift.
    pub const fn ctrl_shift(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::ctrl(key)
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.key {
            Key::Char(' ') => f.write_str("Space"),
            Key::Char(character) => write!(f, "{}", character.to_uppercase()),
            Key::Up => f.write_str("↑"),
            Key::Down => f.write_str("↓"),
            Key::Left => f.write_str("←"),
            Key::Right => f.write_str("→"),
            Key::PageUp => f.write_str("PgUp"),
            Key::PageDown => f.write_str("PgDn"),
            Key::Escape => f.write_str("Esc"),
            Key::Delete => f.write_str("Del"),
            Key::F(number) => write!(f, "F{number}"),
            key => write!(f, "{key:?}"),
        }
    }
}

/// Which keys give which commands, besides those of the labels. The first key of a command is the one menus show.
#[derive(Clone, Debug)]
pub struct KeyMap {
    bindings: Vec<(Chord, Command)>,
}

impl Default for KeyMap {
    fn default() -> Self {
        use Key::{Char, Delete, Down, End, Escape, F, Home, Left, PageDown, PageUp, Right, Tab, Up};
        let bindings = vec![
            (Chord::ctrl(Char('o')), Command::Open),
            (Chord::ctrl(Char('s')), Command::SaveNow),
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
            (Chord::plain(Char('s')), Command::Split),
            (Chord::plain(Char('m')), Command::Join),
            (Chord::plain(Char('u')), Command::ToggleUnsure),
            (Chord::plain(Char('n')), Command::EditNote),
            (Chord::ctrl(Char('c')), Command::Copy),
            (Chord::ctrl(Char('t')), Command::ToggleTheme),
            (Chord::ctrl(Char('+')), Command::ZoomIn),
            (Chord::ctrl(Char('=')), Command::ZoomIn),
            (Chord::ctrl(Char('-')), Command::ZoomOut),
            (Chord::ctrl(Char('0')), Command::ZoomReset),
            (Chord::ctrl(Char('f')), Command::ShowFind),
            (Chord::plain(F(3)), Command::NextHit),
            (Chord::shift(F(3)), Command::PreviousHit),
            (Chord::ctrl(Char('k')), Command::ShowCommands),
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
        }
    }
}

impl KeyMap {
    /// The command that a chord gives where these labels are used: the keys of commands come first, then the labels'
    /// letters and the digits of their places; with Shift for a second choice, a digit with Ctrl for the first part of
    /// the unit, with Alt to arm the label.
    pub fn command(&self, chord: Chord, labels: &LabelSet) -> Option<Command> {
        if let Some((_, command)) = self.bindings.iter().find(|(bound, _)| *bound == chord) {
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

/// The command that a chord gives while hits are walked through, before all others: `y` labels one as the last was, `n`
/// and Enter go on.
pub(super) fn while_finding(chord: Chord) -> Option<Command> {
    let plain = |key| Chord::plain(key);
    if chord == plain(Key::Enter) || chord == plain(Key::Char('n')) {
        Some(Command::NextHit)
    } else if chord == Chord::shift(Key::Enter) {
        Some(Command::PreviousHit)
    } else if chord == plain(Key::Char('y')) {
        Some(Command::LabelHit)
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
                &Command::ToggleStepOver,
                &Command::ToggleParagraphAsOne,
                &Command::ToggleTrim,
                &Command::ToggleNeighbours,
                &Command::ToggleCoverage,
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
    fn chords_are_written_as_people_know_them() {
        assert_eq!(Chord::ctrl_shift(Key::Char('z')).to_string(), "Ctrl+Shift+Z");
        assert_eq!(Chord::ctrl(Key::Down).to_string(), "Ctrl+↓");
        assert_eq!(Chord::plain(Key::F(1)).to_string(), "F1");
        assert_eq!(Chord::plain(Key::Char(' ')).to_string(), "Space");
    }
}
