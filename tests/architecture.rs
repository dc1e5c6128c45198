//! The rooms of `src/` import in one direction, and each library and the disk stay where they belong. `ARCHITECTURE.md`
//! draws it; this keeps it true.
//!
//! Sources are cut into words and signs, without comments and strings, and every path that starts with `crate`,
//! `super`, `self` or `std` is followed to where it leads, whether in a `use` or in the middle of an expression.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// What each room may import from besides itself. `lib.rs` and `main.rs` stand above all rooms.
const ROOMS: [(&str, &[&str]); 13] = [
    ("panics", &[]),
    ("article", &[]),
    ("labels", &[]),
    ("annotation", &["article", "labels"]),
    ("store", &["panics", "article", "labels", "annotation"]),
    ("readers", &["panics", "article"]),
    (
        "exchange",
        &["panics", "article", "labels", "annotation", "store", "readers"],
    ),
    (
        "project",
        &["article", "labels", "annotation", "store", "readers", "exchange"],
    ),
    ("assist", &["article", "labels", "annotation", "store"]),
    ("agreement", &["article", "labels", "annotation", "store"]),
    (
        "workspace",
        &[
            "panics",
            "article",
            "labels",
            "annotation",
            "store",
            "readers",
            "project",
            "exchange",
            "assist",
            "agreement",
        ],
    ),
    (
        "cli",
        &[
            "panics",
            "article",
            "labels",
            "annotation",
            "store",
            "readers",
            "project",
            "exchange",
            "assist",
            "agreement",
            "workspace",
        ],
    ),
    (
        "ui",
        &[
            "panics",
            "article",
            "labels",
            "annotation",
            "store",
            "readers",
            "project",
            "exchange",
            "assist",
            "agreement",
            "workspace",
        ],
    ),
];

/// Libraries of the window: only `ui` and `main.rs` know them.
const WINDOW: [&str; 12] = [
    "accesskit",
    "eframe",
    "egui",
    "emath",
    "epaint",
    "fontique",
    "glow",
    "parley",
    "peniko",
    "rfd",
    "vello_cpu",
    "winit",
];

/// What reads or writes the disk, besides `std::fs`: only `store`, `readers` and `article/read.rs` do.
const DISK_METHODS: [&str; 8] = [
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];

/// What changes annotations: the window only gives commands.
const CHANGES: [&str; 3] = ["Edit", "History", "Step"];

#[test]
fn every_room_imports_only_what_lies_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let mut report = String::new();
    for path in files {
        let source = fs::read_to_string(&path).expect("a source file");
        let name = path
            .strip_prefix(&root)
            .expect("inside")
            .to_string_lossy()
            .replace('\\', "/");
        for Violation { line, rule } in violations(&name, &source) {
            writeln!(report, "src/{name}:{line}: {rule}").expect("a string takes everything");
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

// --- the rules ---------------------------------------------------------------------------------------------------

#[derive(Debug, PartialEq, Eq)]
struct Violation {
    line: usize,
    rule: String,
}

/// What a file, named as it is in `src/`, does that it must not.
fn violations(name: &str, source: &str) -> Vec<Violation> {
    let module = module_of(name);
    let room = module.first().map(String::as_str).filter(|_| name.contains('/'));
    let rules = match room {
        None => None,
        Some(room) => match ROOMS.iter().find(|(known, _)| *known == room) {
            Some((_, below)) => Some((room, *below)),
            None => {
                let rule = format!(
                    "the room `{room}` is not in the map: say in {} what it may import",
                    file!()
                );
                return vec![Violation { line: 1, rule }];
            }
        },
    };
    let mut found = Vec::new();
    for place in places(&module, source) {
        let broken = match (&place.what, rules) {
            (What::Path(path), Some((room, below))) => broken_by_path(name, room, below, path, place.in_test),
            (What::Word(word), Some((room, _))) if room != "ui" && WINDOW.contains(&word.as_str()) => {
                Some(format!("only `ui` and `main.rs` know `{word}`"))
            }
            (What::Method(method), _) if !may_use_disk(name) && !place.in_test && DISK_METHODS.contains(&&**method) => {
                Some(format!(
                    "`{method}` asks the disk; only `store`, `readers` and `article/read.rs` do"
                ))
            }
            (What::Path(path), None) => broken_on_top(name, path, place.in_test),
            _ => None,
        };
        found.extend(broken.map(|rule| Violation { line: place.line, rule }));
    }
    found.dedup();
    found
}

fn may_use_disk(name: &str) -> bool {
    // Readers only read from files that were opened for them.
    name.starts_with("store/") || name.starts_with("readers/") || name == "article/read.rs"
}

fn broken_by_path(name: &str, room: &str, below: &[&str], path: &[String], in_test: bool) -> Option<String> {
    let first = path.first()?.as_str();
    let second = path.get(1).map(String::as_str);
    if first == "std" {
        return broken_on_top(name, path, in_test);
    }
    let known = ROOMS.iter().any(|(known, _)| *known == first);
    if known && first != room && !below.contains(&first) {
        return Some(match below {
            [] => format!("`{room}` imports from no other room, but here from `{first}`"),
            below => format!("`{room}` may import from {}, not from `{first}`", below.join(", ")),
        });
    }
    if room == "ui" && first == "annotation" && second.is_some_and(|second| CHANGES.contains(&second)) && !in_test {
        return Some("`ui` changes annotations only by commands".to_owned());
    }
    None
}

/// The rule that holds for `lib.rs` and `main.rs` too.
fn broken_on_top(name: &str, path: &[String], in_test: bool) -> Option<String> {
    let is_disk = path.first()? == "std" && path.get(1)? == "fs";
    (is_disk && !may_use_disk(name) && !in_test)
        .then(|| "only `store`, `readers` and `article/read.rs` touch the disk (`std::fs`)".to_owned())
}

// --- where paths lead --------------------------------------------------------------------------------------------

/// Something in a source that a rule may be about.
struct Place {
    line: usize,
    /// In a module that only tests have.
    in_test: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A path from the root of the crate, without `crate`, or one that starts with `std`.
    Path(Vec<String>),
    /// Any word.
    Word(String),
    /// The name of a method that is called.
    Method(String),
}

/// `store/load/tests.rs` is the module `store::load::tests`; `store/mod.rs` is `store`.
fn module_of(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs");
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if module
        .last()
        .is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str()))
    {
        module.pop();
    }
    module
}

fn places(file_module: &[String], source: &str) -> Vec<Place> {
    let tokens = tokens(source);
    let word = |index: usize| tokens.get(index).map_or("", |(_, token)| token.as_str());
    let file_of_tests = file_module.iter().any(|name| name == "tests");
    let mut places = Vec::new();
    let mut depth = 0_usize;
    // The inline modules around: name, depth of braces inside, whether only tests have it.
    let mut inside: Vec<(String, usize, bool)> = Vec::new();
    let mut for_tests = false;
    // Where the last path ended: the words in it start no path of their own.
    let mut followed = 0;
    for (index, (line, token)) in tokens.iter().enumerate() {
        let in_test = file_of_tests || inside.iter().any(|(_, _, test)| *test);
        let mut push = |what| {
            places.push(Place {
                line: *line,
                in_test,
                what,
            });
        };
        match token.as_str() {
            "{" => {
                depth += 1;
                if index >= 2 && word(index - 2) == "mod" {
                    inside.push((word(index - 1).to_owned(), depth, std::mem::take(&mut for_tests)));
                }
            }
            "}" => {
                inside.retain(|(_, within, _)| *within < depth);
                depth = depth.saturating_sub(1);
            }
            "cfg" if word(index + 1) == "(" && word(index + 2) == "test" => for_tests = true,
            // What is for tests alone is the next item, and only modules matter here.
            ";" => for_tests = false,
            start @ ("crate" | "super" | "self" | "std" | "glossator")
                if index >= followed && word(index + 1) == "::" && (index == 0 || word(index - 1) != "::") =>
            {
                let mut module = file_module.to_vec();
                module.extend(inside.iter().map(|(name, ..)| name.clone()));
                let base = match start {
                    "crate" | "glossator" => Vec::new(),
                    "std" => vec!["std".to_owned()],
                    "super" => module.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default(),
                    _ => module,
                };
                let mut paths = Vec::new();
                followed = follow(&tokens, index + 2, base, &mut paths);
                for (line, path) in paths {
                    places.push(Place {
                        line,
                        in_test,
                        what: What::Path(path),
                    });
                }
            }
            name if index > 0 && word(index - 1) == "." && word(index + 1) == "(" => {
                push(What::Method(name.to_owned()))
            }
            name if name.starts_with(char::is_alphabetic) => push(What::Word(name.to_owned())),
            _ => {}
        }
    }
    places
}

/// Follows a path from the token after its first `::`, through all branches of a `{…}`. Gives back the token after it.
fn follow(
    tokens: &[(usize, String)],
    mut at: usize,
    mut path: Vec<String>,
    paths: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let word = |index: usize| tokens.get(index).map_or("", |(_, token)| token.as_str());
    let line = tokens.get(at).map_or(0, |(line, _)| *line);
    loop {
        match word(at) {
            "{" => {
                at += 1;
                while !matches!(word(at), "}" | "") {
                    if word(at) == "," {
                        at += 1;
                    } else {
                        at = follow(tokens, at, path.clone(), paths);
                        // `as other`
                        while !matches!(word(at), "," | "}" | "") {
                            at += 1;
                        }
                    }
                }
                return at + 1;
            }
            "super" => {
                path.pop();
            }
            "self" => {}
            name => path.push(name.to_owned()),
        }
        at += 1;
        if word(at) != "::" || word(at + 1) == "<" {
            paths.push((line, path));
            return at;
        }
        at += 1;
    }
}

// --- words and signs ---------------------------------------------------------------------------------------------

/// The words and signs of a source with their lines, without comments, strings and characters. `::` is one sign.
fn tokens(source: &str) -> Vec<(usize, String)> {
    let text: Vec<char> = source.chars().collect();
    let at = |index: usize| text.get(index).copied().unwrap_or('\0');
    let (mut tokens, mut index, mut line) = (Vec::new(), 0, 1);
    while index < text.len() {
        let from = index;
        match at(index) {
            '/' if at(index + 1) == '/' => {
                while index < text.len() && at(index) != '\n' {
                    index += 1;
                }
            }
            '/' if at(index + 1) == '*' => {
                let mut open = 0;
                loop {
                    match (at(index), at(index + 1)) {
                        ('/', '*') => (open, index) = (open + 1, index + 2),
                        ('*', '/') => (open, index) = (open - 1, index + 2),
                        _ => index += 1,
                    }
                    if open == 0 || index >= text.len() {
                        break;
                    }
                }
            }
            '"' => index = after_string(&text, index),
            'r' | 'b' if is_raw_string(&text, index) => index = after_raw_string(&text, index),
            // A character, unless it is a lifetime: 'a' or '\n', but not 'a.
            '\'' if at(index + 1) == '\\' || at(index + 2) == '\'' => {
                index += if at(index + 1) == '\\' { 3 } else { 2 };
                while index < text.len() && at(index) != '\'' {
                    index += 1;
                }
                index += 1;
            }
            ':' if at(index + 1) == ':' => {
                tokens.push((line, "::".to_owned()));
                index += 2;
            }
            start if start.is_alphanumeric() || start == '_' => {
                while at(index).is_alphanumeric() || at(index) == '_' {
                    index += 1;
                }
                tokens.push((line, text[from..index].iter().collect()));
            }
            sign => {
                if !sign.is_whitespace() {
                    tokens.push((line, sign.to_string()));
                }
                index += 1;
            }
        }
        line += text[from..index.min(text.len())]
            .iter()
            .filter(|character| **character == '\n')
            .count();
    }
    tokens
}

fn after_string(text: &[char], mut index: usize) -> usize {
    index += 1;
    while index < text.len() && text[index] != '"' {
        index += if text[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// `r"`, `r#"`, `br"` …, at the start of a word.
fn is_raw_string(text: &[char], index: usize) -> bool {
    let rest: String = text[index..].iter().take(8).collect();
    let rest = rest.strip_prefix('b').unwrap_or(&rest);
    rest.strip_prefix('r')
        .is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
}

fn after_raw_string(text: &[char], index: usize) -> usize {
    let open = index + text[index..].iter().take_while(|character| **character != '"').count();
    let hashes = text[index..open].iter().filter(|character| **character == '#').count();
    let mut close = open + 1;
    while close < text.len() {
        if text[close] == '"'
            && text[close + 1..]
                .iter()
                .take(hashes)
                .filter(|sign| **sign == '#')
                .count()
                == hashes
        {
            return close + 1 + hashes;
        }
        close += 1;
    }
    close
}

// --- the checker itself ------------------------------------------------------------------------------------------

/// Line and a part of the rule of the only violation.
#[track_caller]
fn assert_broken(name: &str, source: &str, line: usize, rule: &str) {
    let found = violations(name, source);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].line, line, "{found:?}");
    assert!(found[0].rule.contains(rule), "{found:?}");
}

#[track_caller]
fn assert_fine(name: &str, source: &str) {
    assert_eq!(violations(name, source), []);
}

#[test]
fn imports_that_run_upwards_are_found() {
    let rule = "may import from article, labels, not from `store`";
    assert_broken("annotation/edit.rs", "use crate::store::Header;", 1, rule);
    assert_broken(
        "annotation/edit.rs",
        "\nuse crate::{\n  article::Span,\n  store::{self, Header},\n};",
        4,
        rule,
    );
    assert_broken(
        "annotation/edit.rs",
        "fn f() { let _ = crate::store::load(); }",
        1,
        rule,
    );
    assert_broken("annotation/edit.rs", "use super::super::store;", 1, rule);
    assert_broken("annotation/mod.rs", "use super::store;", 1, rule);
    assert_broken(
        "annotation/edit.rs",
        "use super::{Layer, super::store::Header as H, Edit};",
        1,
        rule,
    );
    assert_broken(
        "annotation/edit.rs",
        "mod tests { use super::super::super::store::Header; }",
        1,
        rule,
    );
    assert_broken(
        "annotation/edit.rs",
        "#[cfg(test)]\nmod tests { use crate::store::Header; }",
        2,
        rule,
    );
    assert_broken(
        "article/text.rs",
        "use crate::labels::LabelId;",
        1,
        "imports from no other room",
    );
    assert_broken("exchange/csv.rs", "use crate::assist::Cue;", 1, "not from `assist`");
    assert_broken("cli/mod.rs", "use crate::ui::app;", 1, "not from `ui`");
    assert_broken("ui/app.rs", "use crate::cli::Arguments;", 1, "not from `cli`");
    assert_broken("cellar/mod.rs", "", 1, "the room `cellar` is not in the map");
}

#[test]
fn the_window_and_the_disk_stay_in_their_rooms() {
    assert_broken(
        "workspace/mod.rs",
        "\n\nuse egui::Context;",
        3,
        "only `ui` and `main.rs` know `egui`",
    );
    assert_broken("cli/mod.rs", "fn f() -> eframe::Result { Ok(()) }", 1, "know `eframe`");
    assert_broken("ui/app.rs", "use std::{\n    fs,\n    io,\n};", 2, "touch the disk");
    assert_broken("article/mod.rs", "use std::fs::File;", 1, "touch the disk");
    assert_broken(
        "main.rs",
        "fn main() { std::fs::write(path, text); }",
        1,
        "touch the disk",
    );
    assert_broken(
        "workspace/mod.rs",
        "fn f(p: &Path) -> bool { p.exists() }",
        1,
        "`exists` asks the disk",
    );
    assert_broken(
        "ui/app.rs",
        "use crate::annotation::{Annotation, Edit};",
        1,
        "only by commands",
    );
}

#[test]
fn what_is_allowed_is_not_found() {
    assert_fine(
        "annotation/edit.rs",
        "use super::Annotation;\nuse crate::{article::Span, labels::LabelId};",
    );
    assert_fine(
        "store/load/tests.rs",
        "use super::super::{Header, samples};\nuse std::fs;",
    );
    assert_fine(
        "ui/panels/menu.rs",
        "use crate::{article::{decode, language}, ui::keyboard, workspace::Command};",
    );
    assert_fine(
        "ui/panels/menu.rs",
        "use super::super::theme; use super::{Commands, labels::key_chip};",
    );
    assert_fine(
        "main.rs",
        "use glossator::{store::settings::SettingsFile, ui::app};\nfn main() -> eframe::Result {}",
    );
    assert_fine(
        "workspace/mod.rs",
        "#[cfg(test)]\nmod tests { fn f() { std::fs::write(a, b); } }",
    );
    assert_fine(
        "workspace/mod.rs",
        "// use crate::ui;\n/* egui /* nested */ egui */\nconst A: &str = \"use crate::ui \\\" egui\";\n\
         const B: &str = r#\"a \" egui\"#; fn f<'a>(c: &'a str) { ('\"', '\\'', \"egui\") }",
    );
    assert_fine(
        "article/units.rs",
        "fn f() { Vec::<u8>::new(); crate::article::f::<u8>(); self::g(); }",
    );
}

#[test]
fn a_module_for_tests_ends_where_its_braces_do() {
    let source = "#[cfg(test)]\nmod tests {\n  use std::fs;\n}\nuse std::fs;";
    assert_broken("workspace/mod.rs", source, 5, "touch the disk");
    assert_broken(
        "workspace/mod.rs",
        "#[cfg(test)]\nmod tests;\nmod other { use std::fs; }",
        3,
        "touch the disk",
    );
}
