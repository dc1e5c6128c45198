//! Projects of any size: articles of 3 KB with 20 annotations each, as texts and as converted articles.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

const WORDS: &[&str] = &[
    "the",
    "government",
    "said",
    "that",
    "budget",
    "vote",
    "of",
    "parliament",
    "court",
    "deal",
    "shares",
    "percent",
    "officials",
    "quarter",
    "market",
    "prices",
    "minister",
    "on",
    "Tuesday",
    "analysts",
    "expected",
    "growth",
    "would",
    "slow",
    "because",
    "exports",
    "fell",
    "strike",
    "union",
    "über",
    "한국",
    "😊",
    "court",
    "ruled",
    "against",
    "plan",
];
const SOURCES: &[&str] = &[
    "The Daily Ledger",
    "Northern Echo",
    "Der Tag",
    "Le Matin",
    "Reuters",
    "Agence",
];
/// In bytes, about.
const LENGTH: usize = 3000;
const ANNOTATIONS: usize = 20;
const IN_A_FOLDER: usize = 1000;

/// One text: a headline and sentences, and where those lie in code points.
pub fn text(number: usize) -> (String, Vec<(usize, usize)>) {
    let mut random = fastrand::Rng::with_seed(number as u64);
    let mut text = format!("Report {number} on the {}\n\n", WORDS[random.usize(..WORDS.len())]);
    let mut places = Vec::new();
    let mut chars = text.chars().count();
    while text.len() < LENGTH {
        let mut sentence = String::from("The");
        for _ in 0..random.usize(8..24) {
            sentence.push(' ');
            sentence.push_str(WORDS[random.usize(..WORDS.len())]);
        }
        if number % 100 == 7 && places.len() == 3 {
            sentence.push_str(" quixotic");
        }
        sentence.push('.');
        let length = sentence.chars().count();
        places.push((chars, chars + length));
        let end = if random.u8(..5) == 0 { "\n\n" } else { " " };
        chars += length + end.len();
        text += &sentence;
        text += end;
    }
    (text.trim_end().to_owned(), places)
}

/// The fields of an article, as tables have them.
pub fn source(number: usize) -> (&'static str, String) {
    (
        SOURCES[number % SOURCES.len()],
        format!("2026-{:02}-{:02}", 1 + number % 12, 1 + number % 28),
    )
}

/// Makes a project of so many articles in `root`, or takes the one that is there. Every fourth is still to be labelled.
pub fn project(root: &Path, count: usize) {
    make(root, count, ANNOTATIONS, false);
}

/// The same of articles that are all labelled, with so many annotations each.
pub fn labelled(root: &Path, count: usize, annotations: usize) {
    make(root, count, annotations, true);
}

fn make(root: &Path, count: usize, annotations: usize, all: bool) {
    let mark = root.join(".made");
    if fs::read_to_string(&mark).is_ok_and(|made| made == count.to_string()) {
        return;
    }
    let _ = fs::remove_dir_all(root);
    fs::create_dir_all(root).expect("a folder");
    glossator::store::Manifest::new("Benchmark")
        .create(root)
        .expect("a project");
    for number in 0..count {
        write(root, number, annotations, all);
    }
    fs::write(mark, count.to_string()).expect("written");
}

fn write(root: &Path, number: usize, count: usize, all: bool) {
    let folder = format!("articles/{:03}", number / IN_A_FOLDER);
    let (text, places) = text(number);
    // Every third is a plain text, the others were converted.
    let name = if number.is_multiple_of(3) {
        format!("{folder}/{number:06}.txt")
    } else {
        format!("{folder}/{number:06}.article.ron")
    };
    let layer = if number.is_multiple_of(3) {
        format!("{name}.ron")
    } else {
        format!("{folder}/{number:06}.ron")
    };
    let layer: PathBuf = root.join("annotations/ana").join(layer);
    if number.is_multiple_of(IN_A_FOLDER) {
        fs::create_dir_all(root.join(&folder)).expect("a folder");
        fs::create_dir_all(layer.parent().expect("a folder")).expect("a folder");
    }
    let (outlet, date) = source(number);
    let content = if number.is_multiple_of(3) {
        text.clone()
    } else {
        format!(
            "#![enable(implicit_some)]\n(\n  version: 1,\n  title: \"Report {number}\",\n  source: \"{outlet}\",\n  date: \"{date}\",\n  \
             lang: \"en\",\n  from: (\n    file: \"news.jsonl\",\n    sha256: \"00\",\n    row: {number},\n    reader: \"JSON Lines 0.1.0\",\n    \
             at: \"2026-03-04T08:00:00Z\",\n  ),\n  text: \"{text}\",\n)\n"
        )
    };
    fs::write(root.join(&name), content).expect("written");
    if all || number % 4 != 3 {
        fs::write(layer, annotations(number, &name, &text, &places, count)).expect("written");
    }
}

fn annotations(number: usize, name: &str, text: &str, places: &[(usize, usize)], count: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let sha256: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let state = if number.is_multiple_of(4) { "Done" } else { "InProgress" };
    let mut ron = format!(
        "#![enable(implicit_some)]\n(\n  version: 1,\n  article: (\n    path: \"{name}\",\n    sha256: \"{sha256}\",\n  ),\n  annotator: \
         \"ana\",\n  state: {state},\n  document: [],\n  annotations: [\n"
    );
    // Sentences, and where there are not enough of them, their beginnings too.
    let beginnings = places.iter().map(|(start, end)| (*start, (start + end) / 2));
    let mut spans: Vec<(usize, usize)> = places.iter().copied().chain(beginnings).take(count).collect();
    spans.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    for (place, (start, end)) in spans.iter().enumerate() {
        let label = ["fact", "fact", "analysis", "opinion"][(number + place) % 4];
        let quote: String = characters[*start..*end].iter().collect();
        let (minute, second) = (place % 60, number % 60);
        writeln!(
            ron,
            "    (at: ({start}, {end}), label: \"{label}\", quote: \"{quote}\", id: \"{number:x}-{place}\", made: \
             \"2026-03-{:02}T09:{minute:02}:{second:02}Z\"),",
            1 + number % 28
        )
        .expect("a string takes everything");
    }
    ron + "  ],\n)\n"
}

/// Writes so many articles as JSON lines, and says how long the file is.
pub fn jsonl(path: &Path, count: usize) -> u64 {
    let mut lines = String::new();
    for number in 0..count {
        let (outlet, date) = source(number);
        let line = serde_json::json!({ "id": format!("a{number}"), "title": format!("Report {number}"), "text": text(number).0,
            "source": outlet, "date": date });
        writeln!(lines, "{line}").expect("a string takes everything");
    }
    fs::write(path, &lines).expect("written");
    lines.len() as u64
}
