//! Keys as egui reports them, into chords.

use egui::{Event, Id, Modifiers};

use crate::workspace::{Chord, Command, Key, Workspace};

/// Runs the commands of the keys that were pressed since the last frame and takes those keys away from egui, so that
/// no widget acts on them too. `text` is the text view's widget.
pub fn run_keys(context: &egui::Context, workspace: &mut Workspace, text: Option<Id>) {
    let typing = context.text_edit_focused();
    let elsewhere = context
        .memory(|memory| memory.focused())
        .is_some_and(|focused| Some(focused) != text);
    let dialog = workspace.dialog().is_some();
    if egui::Popup::is_any_open(context) {
        // An open menu has the keyboard.
        return;
    }
    let mut commands = Vec::new();
    let mut written = Vec::new();
    context.input_mut(|input| {
        input.events.retain(|event| {
            // What a key of ours writes must not go into a field that its command opens.
            if let Event::Text(text) = event {
                return !written.contains(text);
            }
            let Some((chord, other)) = chords(event) else {
                return true;
            };
            // Over a dialog only Escape is ours; while something is typed, nothing.
            let ours = if dialog { chord.key == Key::Escape } else { !typing };
            if !ours {
                return true;
            }
            if elsewhere && moves_focus(chord) {
                return true;
            }
            let command = workspace.command_for(chord).or_else(|| workspace.command_for(other?));
            let Some(command) = command else { return true };
            if let Key::Char(character) = chord.key {
                written.extend([character.to_string(), character.to_uppercase().to_string()]);
            }
            commands.push(command);
            false
        });
    });
    for command in commands {
        workspace.run(command);
    }
}

/// Whether egui moves between widgets, or presses the one with the focus, by this chord.
fn moves_focus(chord: Chord) -> bool {
    let keys = [
        Key::Tab,
        Key::Enter,
        Key::Char(' '),
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
    ];
    !chord.ctrl && keys.contains(&chord.key)
}

/// The chord of an event, by what its key writes, and by where it is on the keyboard: Cyrillic and Greek keyboards
/// have no Latin letters, French ones no plain digits.
fn chords(event: &Event) -> Option<(Chord, Option<Chord>)> {
    match event {
        Event::Copy => Some((Chord::ctrl(Key::Char('c')), None)),
        Event::Key {
            key,
            physical_key,
            pressed: true,
            modifiers,
            ..
        } => {
            let with = |key: egui::Key| Some(chord(from_egui(key)?, *modifiers));
            let physical = physical_key.and_then(with);
            match with(*key) {
                Some(logical) => Some((logical, physical.filter(|physical| *physical != logical))),
                None => Some((physical?, None)),
            }
        }
        _ => None,
    }
}

fn chord(key: Key, modifiers: Modifiers) -> Chord {
    Chord {
        ctrl: modifiers.command || modifiers.ctrl,
        alt: modifiers.alt,
        shift: modifiers.shift,
        key,
    }
}

fn from_egui(key: egui::Key) -> Option<Key> {
    use egui::Key as E;
    Some(match key {
        E::ArrowUp => Key::Up,
        E::ArrowDown => Key::Down,
        E::ArrowLeft => Key::Left,
        E::ArrowRight => Key::Right,
        E::Home => Key::Home,
        E::End => Key::End,
        E::PageUp => Key::PageUp,
        E::PageDown => Key::PageDown,
        E::Tab => Key::Tab,
        E::Enter => Key::Enter,
        E::Escape => Key::Escape,
        E::Delete => Key::Delete,
        E::Backspace => Key::Backspace,
        E::Space => Key::Char(' '),
        E::F1 => Key::F(1),
        E::F2 => Key::F(2),
        E::F3 => Key::F(3),
        E::F4 => Key::F(4),
        E::F5 => Key::F(5),
        E::F6 => Key::F(6),
        // All other keys that matter are named by the character they write.
        other => {
            let mut characters = other.symbol_or_name().chars();
            match (characters.next(), characters.next()) {
                (Some('−'), None) => Key::Char('-'),
                (Some(character), None) => Key::Char(character.to_ascii_lowercase()),
                _ => return None,
            }
        }
    })
}

/// The key of a command as menus show it.
pub fn shortcut(workspace: &Workspace, command: &Command) -> String {
    workspace
        .keymap()
        .keys_of(command)
        .next()
        .map(|chord| chord.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: egui::Key, physical_key: Option<egui::Key>, modifiers: Modifiers) -> Option<(Chord, Option<Chord>)> {
        chords(&Event::Key {
            key,
            physical_key,
            pressed: true,
            repeat: false,
            modifiers,
        })
    }

    #[test]
    fn keys_become_chords() {
        let plain = |key| Some((Chord::plain(key), None));
        assert_eq!(press(egui::Key::Num1, None, Modifiers::NONE), plain(Key::Char('1')));
        assert_eq!(
            press(egui::Key::F, Some(egui::Key::F), Modifiers::NONE),
            plain(Key::Char('f'))
        );
        assert_eq!(press(egui::Key::Minus, None, Modifiers::NONE), plain(Key::Char('-')));
        assert_eq!(
            press(egui::Key::Questionmark, None, Modifiers::NONE),
            plain(Key::Char('?'))
        );
        let undo = Chord::ctrl_shift(Key::Char('z'));
        assert_eq!(
            press(egui::Key::Z, None, Modifiers::COMMAND | Modifiers::SHIFT),
            Some((undo, None))
        );
    }

    #[test]
    fn the_place_of_a_key_counts_where_its_sign_means_nothing() {
        let (logical, physical) = press(egui::Key::Slash, Some(egui::Key::Num4), Modifiers::NONE).expect("a chord");
        assert_eq!(
            (logical.key, physical),
            (Key::Char('/'), Some(Chord::plain(Key::Char('4'))))
        );
    }
}
