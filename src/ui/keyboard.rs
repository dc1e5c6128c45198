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
    let mut writes = false;
    context.input_mut(|input| {
        input.events.retain(|event| {
            // What a key of ours writes must not go into a field that its command opens.
            if matches!(event, Event::Text(_)) && std::mem::take(&mut writes) {
                return false;
            }
            let Some((chord, repeat)) = chord_of(event) else {
                return true;
            };
            // Over a dialog only Escape is ours; while something is typed, what no field has a use for.
            let ours = match (dialog, typing) {
                (true, _) => chord.key == Key::Escape,
                (false, true) => is_free_while_typing(chord),
                (false, false) => true,
            };
            if !ours || (elsewhere && moves_focus(chord)) {
                return true;
            }
            let by_place = || workspace.command_for(digit_by_place(event)?);
            // Whatever is bound, Escape closes a dialog.
            let closes = || (dialog && chord == Chord::plain(Key::Escape)).then_some(Command::Back);
            let Some(command) = workspace.command_for(chord).or_else(by_place).or_else(closes) else {
                return true;
            };
            writes = matches!(chord.key, Key::Char(_)) && !chord.ctrl;
            // A key held down moves on and on, but labels once.
            if !repeat || command.repeats() {
                commands.push(command);
            }
            false
        });
    });
    for command in commands {
        workspace.run(command);
    }
}

/// Takes the first key that was pressed, and what it writes, so that nothing else acts on them.
pub fn take_chord(input: &mut egui::InputState) -> Option<Chord> {
    let mut taken = None;
    input.events.retain(|event| match (taken, chord_of(event), event) {
        (None, Some((chord, _)), _) => {
            // Where Shift has a digit write something else, the digit is meant: it may be a label's.
            taken = digit_by_place(event).filter(|_| chord.shift).or(Some(chord));
            false
        }
        (Some(_), _, Event::Text(_)) => false,
        _ => true,
    });
    taken
}

/// The digit at a key's place where Shift has it write something else: Shift+1 writes `!` on most keyboards.
fn digit_by_place(event: &Event) -> Option<Chord> {
    let Event::Key {
        physical_key: Some(place),
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    match from_egui(*place)? {
        key @ Key::Char('0'..='9') => Some(chord(key, *modifiers)),
        _ => None,
    }
}

/// Whether a field for text has no use for a chord.
fn is_free_while_typing(chord: Chord) -> bool {
    match chord.key {
        Key::F(_) => true,
        // Copying and the like, undoing, and deleting words and lines are a field's own.
        Key::Char(key) => chord.ctrl && !"achuvwxyz".contains(key),
        _ => false,
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

/// The chord of an event, and whether it is one of a key held down. egui names a key by what it writes, and where that
/// is no Latin letter or digit (on Cyrillic keyboards, or the digits of French ones), by its place.
fn chord_of(event: &Event) -> Option<(Chord, bool)> {
    match event {
        Event::Copy => Some((Chord::ctrl(Key::Char('c')), false)),
        Event::Key {
            key,
            pressed: true,
            repeat,
            modifiers,
            ..
        } => Some((chord(from_egui(*key)?, *modifiers), *repeat)),
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
        // All other keys that matter are named by the character they write.
        other => {
            let name = other.symbol_or_name();
            if let Some(number) = name.strip_prefix('F').and_then(|number| number.parse().ok()) {
                return Some(Key::F(number));
            }
            let mut characters = name.chars();
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

    fn press(key: egui::Key, modifiers: Modifiers) -> Option<Chord> {
        let event = Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        };
        chord_of(&event).map(|(chord, _)| chord)
    }

    #[test]
    fn keys_become_chords() {
        let plain = |key| Some(Chord::plain(Key::Char(key)));
        assert_eq!(press(egui::Key::Num1, Modifiers::NONE), plain('1'));
        assert_eq!(press(egui::Key::F, Modifiers::NONE), plain('f'));
        assert_eq!(press(egui::Key::Minus, Modifiers::NONE), plain('-'));
        assert_eq!(press(egui::Key::Questionmark, Modifiers::NONE), plain('?'));
        let undo = Chord::ctrl_shift(Key::Char('z'));
        assert_eq!(press(egui::Key::Z, Modifiers::COMMAND | Modifiers::SHIFT), Some(undo));
    }

    #[test]
    fn a_digit_is_found_by_its_place_where_shift_writes_something_else() {
        let event = Event::Key {
            key: egui::Key::Exclamationmark,
            physical_key: Some(egui::Key::Num1),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        };
        assert_eq!(digit_by_place(&event), Some(Chord::shift(Key::Char('1'))));
    }

    #[test]
    fn a_key_counts_for_what_it_writes_not_for_its_place() {
        // On a French keyboard A lies where others have Q: select all must not end the program.
        let event = Event::Key {
            key: egui::Key::A,
            physical_key: Some(egui::Key::Q),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        };
        assert_eq!(chord_of(&event), Some((Chord::ctrl(Key::Char('a')), false)));
    }
}
