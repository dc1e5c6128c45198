//! Keys, alone and with others held down, and how people write them.

use std::{fmt, str::FromStr};

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

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no key; write it like Ctrl+Shift+Z, Alt+Left or F5")]
pub struct NotAKey(String);

impl FromStr for Chord {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut chord = Self::plain(Key::Escape);
        let mut rest = text.trim();
        // The key itself may be a plus sign.
        while let Some((held, after)) = rest
            .split_once('+')
            .filter(|(held, after)| !held.is_empty() && !after.is_empty())
        {
            match held.to_lowercase().as_str() {
                "ctrl" => chord.ctrl = true,
                "alt" => chord.alt = true,
                "shift" => chord.shift = true,
                _ => return Err(NotAKey(text.to_owned())),
            }
            rest = after;
        }
        chord.key = key(rest).ok_or_else(|| NotAKey(text.to_owned()))?;
        Ok(chord)
    }
}

fn key(name: &str) -> Option<Key> {
    let lower = name.to_lowercase();
    Some(match lower.as_str() {
        "space" => Key::Char(' '),
        "↑" | "up" => Key::Up,
        "↓" | "down" => Key::Down,
        "←" | "left" => Key::Left,
        "→" | "right" => Key::Right,
        "home" => Key::Home,
        "end" => Key::End,
        "pgup" | "pageup" => Key::PageUp,
        "pgdn" | "pagedown" => Key::PageDown,
        "tab" => Key::Tab,
        "enter" => Key::Enter,
        "esc" | "escape" => Key::Escape,
        "del" | "delete" => Key::Delete,
        "backspace" => Key::Backspace,
        _ => match lower.strip_prefix('f').and_then(|number| number.parse().ok()) {
            Some(number @ 1..=24) => Key::F(number),
            _ => {
                let mut characters = lower.chars();
                let character = characters
                    .next()
                    .filter(|character| !character.is_whitespace() && !character.is_control())?;
                if characters.next().is_some() {
                    return None;
                }
                Key::Char(character)
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chords_are_written_as_people_know_them() {
        assert_eq!(Chord::ctrl_shift(Key::Char('z')).to_string(), "Ctrl+Shift+Z");
        assert_eq!(Chord::ctrl(Key::Down).to_string(), "Ctrl+↓");
        assert_eq!(Chord::plain(Key::F(1)).to_string(), "F1");
        assert_eq!(Chord::plain(Key::Char(' ')).to_string(), "Space");
    }

    fn any_key() -> impl Strategy<Value = Key> {
        use Key::*;
        let named = [
            Up, Down, Left, Right, Home, End, PageUp, PageDown, Tab, Enter, Escape, Delete, Backspace,
        ];
        prop_oneof![
            prop::sample::select(named.to_vec()),
            (1_u8..=24).prop_map(F),
            prop::sample::select("azAZ059+-=?.,é ж中".chars().collect::<Vec<_>>())
                .prop_map(|key| Char(key.to_ascii_lowercase())),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(key in any_key(), ctrl: bool, alt: bool, shift: bool) {
            let chord = Chord { ctrl, alt, shift, key };
            prop_assert_eq!(chord.to_string().parse(), Ok(chord));
        }
    }

    #[test]
    fn people_may_write_it_their_way() {
        assert_eq!("ctrl+shift+z".parse(), Ok(Chord::ctrl_shift(Key::Char('z'))));
        assert_eq!(" Ctrl+Down ".parse(), Ok(Chord::ctrl(Key::Down)));
        assert_eq!("Ctrl++".parse(), Ok(Chord::ctrl(Key::Char('+'))));
        for wrong in ["", "Ctrl+", "Hyper+X", "F25", "word"] {
            assert_eq!(wrong.parse::<Chord>(), Err(NotAKey(wrong.to_owned())));
        }
    }
}
