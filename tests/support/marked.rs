//! A small language for stories: a text with its annotations and what a label would go to.
//!
//! `[fact Parliament passed] the {budget}.` is the text "Parliament passed the budget." with "Parliament passed"
//! labelled as fact, and "budget" selected (or current, if it is a unit). Marks nest. `!` after the label means
//! unsure: `[fact! …]`.

use glossator::{
    article::{ByteOffset, Span},
    workspace::{Chord, Command, Key, Press, Workspace},
};

use super::desk::{Desk, document};

/// What a marked text says.
#[derive(Debug, Default)]
struct Marked {
    text: String,
    /// Label and range of bytes.
    annotations: Vec<(String, usize, usize)>,
    target: Option<(usize, usize)>,
}

fn parse(marked: &str) -> Marked {
    let mut parsed = Marked::default();
    let mut open = Vec::new();
    let mut rest = marked;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '[' => {
                let (label, after) = rest.split_once(' ').expect("a label and a space after [");
                open.push((label.to_owned(), parsed.text.len()));
                rest = after;
            }
            ']' => {
                let (label, start) = open.pop().expect("a [ before ]");
                parsed.annotations.push((label, start, parsed.text.len()));
            }
            '{' => open.push((String::new(), parsed.text.len())),
            '}' => {
                let (_, start) = open.pop().expect("a { before }");
                parsed.target = Some((start, parsed.text.len()));
            }
            other => parsed.text.push(other),
        }
    }
    assert!(open.is_empty(), "{marked:?}: every bracket must be closed");
    parsed
}

/// Opens the marked text as an article, presses the keys, and compares with the marked text after it.
#[track_caller]
pub fn story(before: &str, keys: &str, after: &str) {
    let desk = Desk::new();
    let mut workspace = open(&desk, before);
    press(&mut workspace, keys);
    assert_eq!(
        render(&workspace),
        after,
        "after {keys:?} in {before:?}; {:?}",
        workspace.notice()
    );
}

/// A workspace with the marked text open.
pub fn open(desk: &Desk, marked: &str) -> Workspace {
    let marked = parse(marked);
    let path = desk.write("story.txt", &marked.text);
    let mut workspace = desk.open(&path);
    for (label, start, end) in &marked.annotations {
        // An end of a selected annotation would be taken hold of.
        workspace.run(Command::Back);
        select(&mut workspace, *start, *end, true);
        workspace.run(Command::Label(glossator::labels::LabelId::new(
            label.trim_end_matches('!'),
        )));
        if label.ends_with('!') {
            workspace.run(Command::ToggleUnsure);
        }
    }
    workspace.run(Command::Back);
    workspace.run(Command::FirstUnit);
    if let Some((start, end)) = marked.target {
        aim(&mut workspace, start, end);
    }
    workspace
}

/// Makes a part of the text what a label would go to: as the unit, the annotation or the selection it is.
fn aim(workspace: &mut Workspace, start: usize, end: usize) {
    let span = document(workspace)
        .text()
        .span(ByteOffset::new(start), ByteOffset::new(end))
        .expect("a span");
    let index = document(workspace).units().iter().position(|unit| unit == span);
    if let Some(index) = index {
        for _ in 0..index {
            workspace.run(Command::NextUnit);
        }
        return;
    }
    let annotation = document(workspace)
        .layer()
        .exactly(span)
        .next()
        .map(|annotation| annotation.id.clone());
    match annotation {
        Some(id) => workspace.run(Command::Select(id)),
        None => select(workspace, start, end, true),
    }
}

/// Drags from one place to another.
pub fn select(workspace: &mut Workspace, from: usize, to: usize, exact: bool) {
    let press = Press {
        at: ByteOffset::new(from),
        count: 1,
        extend: false,
        exact,
    };
    workspace.run(Command::Press(press));
    workspace.run(Command::Drag {
        to: ByteOffset::new(to),
        exact,
    });
    workspace.run(Command::Release);
}

/// Presses keys: `1 f down ctrl+z`.
pub fn press(workspace: &mut Workspace, keys: &str) {
    for name in keys.split_whitespace() {
        let chord = chord(name);
        let command = workspace
            .command_for(chord)
            .unwrap_or_else(|| panic!("{chord} does nothing"));
        workspace.run(command);
    }
}

fn chord(name: &str) -> Chord {
    // "+" itself is a key, and so is "ctrl++".
    let (held, key) = name[..name.len() - 1]
        .rsplit_once('+')
        .map_or(("", name), |(held, _)| (held, &name[held.len() + 1..]));
    let parts: Vec<&str> = held.split('+').collect();
    let key = match key {
        "up" => Key::Up,
        "left" => Key::Left,
        "right" => Key::Right,
        "down" => Key::Down,
        "home" => Key::Home,
        "end" => Key::End,
        "tab" => Key::Tab,
        "esc" => Key::Escape,
        "del" => Key::Delete,
        "enter" => Key::Enter,
        function if function.len() > 1 && function.starts_with('f') => Key::F(function[1..].parse().expect("a number")),
        other => Key::Char(other.chars().next().expect("a key")),
    };
    Chord {
        ctrl: parts.contains(&"ctrl"),
        alt: parts.contains(&"alt"),
        shift: parts.contains(&"shift"),
        key,
    }
}

/// The state of the workspace as a marked text.
pub fn render(workspace: &Workspace) -> String {
    let document = document(workspace);
    let mut marks: Vec<(Span, String)> = document
        .layer()
        .iter()
        .map(|annotation| {
            let doubt = if annotation.unsure { "!" } else { "" };
            (annotation.span, format!("[{}{doubt} ", annotation.label))
        })
        .collect();
    marks.extend(document.target().map(|span| (span, "{".to_owned())));
    // Outer marks open first; of equal ones, annotations before the target.
    marks.sort_by_key(|(span, open)| (span.start(), std::cmp::Reverse(span.end()), open == "{"));
    let mut rendered = String::new();
    let mut open: Vec<(ByteOffset, char)> = Vec::new();
    for (at, character) in document
        .text()
        .as_str()
        .char_indices()
        .chain([(document.text().end().get(), '\0')])
    {
        while let Some((_, bracket)) = open.pop_if(|(end, _)| end.get() == at) {
            rendered.push(bracket);
        }
        for (span, bracket) in marks.iter().filter(|(span, _)| span.start().get() == at) {
            rendered.push_str(bracket);
            open.push((span.end(), if bracket == "{" { '}' } else { ']' }));
        }
        if character != '\0' {
            rendered.push(character);
        }
    }
    rendered
}
