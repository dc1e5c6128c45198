//! A project of 100,000 articles: opening, listing, searching, going on, and what it takes in memory. By the clock, as
//! people wait for it; several threads work.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[allow(dead_code, reason = "not every benchmark needs all of it")]
mod projects;

use std::{
    cell::Cell,
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use glossator::{
    article::Query,
    project::{
        Assigned, Index, Order, Progress, Selection, Stats,
        import::{self, Choices, Source},
        search::{self, Scope},
        select,
    },
    store::{Manifest, settings::SettingsFile},
    workspace::{Command, Workspace},
};
use jiff::Timestamp;

const ARTICLES: usize = 100_000;
const TABLE: usize = 10_000;

/// How much memory the process holds, in MB.
fn memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or_default();
    let kilobytes: f64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or_default();
    kilobytes / 1024.0
}

/// Says to a process of its own which project to open, to tell what that takes.
const MEMORY: &str = "GLOSSATOR_BENCH_MEMORY";

fn workspace(folder: &Path, root: &Path) -> Workspace {
    let mut settings = SettingsFile::load_from(&folder.join("settings"));
    settings
        .change(|settings| settings.annotator = "ana".to_owned())
        .expect("kept");
    let mut workspace = Workspace::new(settings, Arc::new(|| {}));
    workspace.run(Command::OpenFile(root.to_owned()));
    workspace.wait();
    workspace
}

fn row(what: &str, took: Duration, wanted: &str) {
    println!("{what:<58} {:>9.1} ms   {wanted}", took.as_secs_f64() * 1000.0);
}

fn main() {
    let count = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(ARTICLES);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-project");
    let root = folder.join("project");
    println!("Making {count} articles of 3 KB with 20 annotations each (kept for the next run) …");
    projects::project(&root, count);
    if let Some(which) = std::env::var_os(MEMORY) {
        let root = if which == "empty" { folder.join("empty") } else { root };
        let workspace = workspace(&folder, &root);
        println!("{}", memory());
        drop(workspace);
        return;
    }
    opening(&folder, &root);
    window(&folder, &root);
    importing(&folder);
}

fn opening(folder: &Path, root: &Path) {
    let cache = folder.join("index");
    let _ = fs::remove_file(&cache);
    let progress = Progress::default();
    let begun = Instant::now();
    let first = Cell::new(None);
    let index = Index::default()
        .refreshed(root, &progress, &|_| first.set(first.get().or(Some(begun.elapsed()))))
        .expect("wanted");
    row(
        "open without an index: names are listed",
        first.get().expect("it is told"),
        "",
    );
    row(
        "open without an index: everything is known",
        begun.elapsed(),
        "10,000 wanted",
    );
    index.keep(&cache, &Index::default());
    println!(
        "the index has {:.1} MB",
        fs::metadata(&cache).expect("kept").len() as f64 / 1e6
    );
    drop(index);
    let begun = Instant::now();
    let cached = Index::cached(&cache).expect("kept");
    row(
        "open with an index: the list can be used",
        begun.elapsed(),
        "1,000 wanted",
    );
    let index = cached.refreshed(root, &progress, &|_| ()).expect("wanted");
    row("open with an index: compared with the disk", begun.elapsed(), "");
    listing(&index);
    searching(root, &index);
    let begun = Instant::now();
    let stats = Stats::of(&index, &Manifest::read(root).expect("a project").labels, "ana");
    row("the project in numbers", begun.elapsed(), "");
    assert!(stats.annotations > 0);
}

fn listing(index: &Index) {
    let orders = [
        ("by name", Order::Name, ""),
        ("by title", Order::Title, ""),
        ("by source", Order::Source, ""),
        ("by share labelled", Order::Covered, ""),
        ("filtered by a word", Order::Name, "report 77"),
        (
            "filtered by state and label, by title",
            Order::Title,
            "state:new,begun label:opinion",
        ),
    ];
    for (what, order, query) in orders {
        let selection = Selection {
            query: query.parse_query(),
            order,
            reversed: false,
            annotator: "ana".to_owned(),
        };
        let took = (0..5)
            .map(|_| {
                let begun = Instant::now();
                let places = select(index, &selection, &Assigned::default());
                assert!(!places.is_empty(), "{query}");
                begun.elapsed()
            })
            .min()
            .expect("it ran");
        row(&format!("the list {what}"), took, "16 wanted");
    }
}

trait ParseQuery {
    fn parse_query(&self) -> glossator::project::Query;
}

impl ParseQuery for str {
    fn parse_query(&self) -> glossator::project::Query {
        glossator::project::Query::parse(self).expect("a query")
    }
}

fn searching(root: &Path, index: &Index) {
    for (word, is_regex) in [("quixotic", false), ("government", false), (r"fell\W+quix\w+", true)] {
        let query = Query {
            pattern: word.to_owned(),
            is_regex,
            ..Query::default()
        };
        let begun = Instant::now();
        let (first, hits) = (Cell::new(None), Cell::new(0));
        let tell = |found: Vec<search::Found>| {
            if !found.is_empty() {
                first.set(first.get().or(Some(begun.elapsed())));
                hits.set(hits.get() + found.iter().map(|found| found.count).sum::<usize>());
            }
        };
        search::search(
            root,
            index.articles(),
            &query,
            Scope::Texts,
            "ana",
            &Progress::default(),
            &tell,
        )
        .expect("wanted");
        row(
            &format!("find {word:?}: first hits"),
            first.get().unwrap_or_default(),
            "50 wanted",
        );
        row(
            &format!("find {word:?}: all {} hits", hits.get()),
            begun.elapsed(),
            "1,000 wanted",
        );
    }
}

/// The workspace as the window has it: going from article to article, and memory.
fn window(folder: &Path, root: &Path) {
    let empty = folder.join("empty");
    let _ = fs::remove_dir_all(&empty);
    Manifest::new("Empty").create(&empty).expect("a project");
    // Once, so that the index is kept.
    drop(workspace(folder, root));
    let in_process = |which: &str| -> f64 {
        let program = std::env::current_exe().expect("this benchmark");
        let mut command = std::process::Command::new(program);
        let output = command
            .args(std::env::args().skip(1))
            .env(MEMORY, which)
            .output()
            .expect("it runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        said.lines()
            .last()
            .and_then(|line| line.parse().ok())
            .expect("a number")
    };
    let (without, with) = (in_process("empty"), in_process("full"));
    println!(
        "memory: {without:.0} MB with an empty project, {with:.0} MB with this one: {:.0} above (150 wanted)",
        with - without
    );
    let begun = Instant::now();
    let mut workspace = workspace(folder, root);
    row("a workspace opens it, compared with the disk", begun.elapsed(), "");
    let mut slowest = Duration::ZERO;
    let mut all = Duration::ZERO;
    for number in 0..50 {
        let command = if number % 2 == 0 {
            Command::NextUnfinished
        } else {
            Command::NextArticle
        };
        let begun = Instant::now();
        workspace.run(command);
        while workspace.opening().is_some() {
            workspace.tick();
            std::thread::yield_now();
        }
        slowest = slowest.max(begun.elapsed());
        all += begun.elapsed();
    }
    row("next article, on average", all / 50, "16 wanted");
    row("next article, the slowest of 50", slowest, "16 wanted");
}

fn importing(folder: &Path) {
    // A new folder: to delete the one of last time would have the disk busy with that.
    let imported = tempfile::tempdir_in(folder).expect("a folder");
    let (root, table) = (imported.path().join("project"), folder.join("table.jsonl"));
    Manifest::new("Imported").create(&root).expect("a project");
    let length = projects::jsonl(&table, TABLE);
    let begun = Instant::now();
    let summary = import::import(
        &root,
        &Index::default(),
        &[Source::Path(table)],
        &Choices::default(),
        &Progress::default(),
        Timestamp::UNIX_EPOCH,
    )
    .expect("brought in");
    let took = begun.elapsed();
    row(&format!("import of {} JSONL articles", summary.added.len()), took, "");
    println!(
        "import: {:.1} MB/s (20 wanted)",
        length as f64 / 1e6 / took.as_secs_f64()
    );
}
