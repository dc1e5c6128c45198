//! `glossator import`: articles into a project.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{Project, progress};
use crate::{
    cli::{Failure, Outcome, counted},
    exchange::{self, Format, ReadOptions, carries::Unit},
    labels::LabelId,
    project::import::{self, Choices, ImportError, LabelChoice, LabelSummary, Source, Summary},
    readers::Columns,
    store::settings::SettingsFile,
};

/// How many of one kind are listed; the rest is counted.
const MOST_LINES: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the project
    project: PathBuf,
    /// Files and folders to bring in: txt, md, html, mhtml, docx, odt, pdf, epub, eml; and tables with an article a
    /// row: jsonl, json, csv, tsv, parquet
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The column of tables that holds the text [default: guessed]
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Which column is what else, as title=headline, date=published; of title, author, source, url, date, language, id;
    /// and of labels: spans, start, end, label, quote, annotator, note, doc_id
    #[arg(long, value_name = "WHAT=COLUMN", value_parser = column)]
    column: Vec<(String, String)>,
    /// The format of files with labels [default: told by what is in them]
    #[arg(long, value_name = "NAME", value_parser = format)]
    format: Option<Named>,
    /// Whose the labels are, where the files do not say [default: yours]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Let labels that the project does not have join its label set; else nothing comes in if there are such
    #[arg(long)]
    add_labels: bool,
    /// A label of the files, and what it is here, as PER=person; PER= leaves it out
    #[arg(long, value_name = "THEIRS=OURS", value_parser = label)]
    label: Vec<(String, String)>,
    /// What the offsets in the files count, where they do not say it [default: as the format has it]
    #[arg(long, value_name = "UNIT")]
    offsets: Option<Offsets>,
    /// Take all text of web pages instead of their articles alone
    #[arg(long)]
    whole_page: bool,
    /// Print what came in, and what not, as JSON
    #[arg(long)]
    json: bool,
}

/// What `--format` names.
#[derive(Clone, Copy)]
struct Named(&'static dyn Format);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}

fn format(name: &str) -> Result<Named, String> {
    exchange::by_name(name).map(Named).map_err(|error| error.to_string())
}

/// What offsets count.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Offsets {
    /// Unicode code points, as Python counts
    CodePoints,
    /// UTF-16 code units, as JavaScript and Java count
    #[value(name = "utf-16")]
    Utf16,
    /// Bytes of UTF-8
    Bytes,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let project = Project::open(&args.project, None)?;
    let sources: Vec<Source> = args.files.iter().cloned().map(Source::Path).collect();
    let choices = Choices {
        other_columns: args.columns(),
        whole_page: args.whole_page,
        labels: args.labels(),
        ..Choices::default()
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "a command without a window has no workspace to ask"
    )]
    let now = jiff::Timestamp::now();
    let imported = progress::shown("Bringing articles in", progress::Unit::Bytes, |progress| {
        import::import(&project.root, &project.index, &sources, &choices, progress, now)
    });
    let summary = match imported {
        Err(error @ ImportError::NewLabels(_)) => {
            super::super::tell(&error);
            super::super::tell(
                "Let them join its label set with --add-labels, or say which of its labels they are with --label THEIRS=OURS.",
            );
            return Ok(Outcome::Faults);
        }
        imported => imported?,
    };
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &summary).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        tell(&summary, out)?;
    }
    Ok(if summary.skipped.is_empty() {
        Outcome::Done
    } else {
        Outcome::Faults
    })
}

impl Args {
    fn labels(&self) -> LabelChoice {
        let settings = SettingsFile::load();
        let ours = |ours: &str| (!ours.is_empty()).then(|| LabelId::new(ours));
        let named = self
            .label
            .iter()
            .map(|(theirs, name)| (LabelId::new(theirs), ours(name)));
        let unit = self.offsets.map(|offsets| match offsets {
            Offsets::CodePoints => Unit::Chars,
            Offsets::Utf16 => Unit::Utf16,
            Offsets::Bytes => Unit::Bytes,
        });
        let mut columns = self.column.clone();
        columns.extend(self.text.clone().map(|text| ("text".to_owned(), text)));
        LabelChoice {
            format: self.format.map(|named| named.0),
            read: ReadOptions {
                unit,
                columns,
                ..ReadOptions::default()
            },
            by: self.by.clone().unwrap_or_else(|| settings.get().annotator.clone()),
            named: named.collect(),
            adds_labels: self.add_labels,
            journals: settings.journals().map(Path::to_owned),
            open: None,
        }
    }

    fn columns(&self) -> Option<Columns> {
        let mut columns = Columns {
            text: self.text.clone()?,
            ..Columns::default()
        };
        for (what, column) in &self.column {
            let place = match what.as_str() {
                "title" => &mut columns.title,
                "author" => &mut columns.author,
                "source" => &mut columns.source,
                "url" => &mut columns.url,
                "date" => &mut columns.date,
                "language" => &mut columns.language,
                "id" => &mut columns.id,
                _ => continue,
            };
            *place = Some(column.clone());
        }
        Some(columns)
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    const KNOWN: [&str; 15] = [
        "title",
        "author",
        "source",
        "url",
        "date",
        "language",
        "id",
        "doc_id",
        "spans",
        "start",
        "end",
        "label",
        "quote",
        "annotator",
        "note",
    ];
    match text.split_once('=') {
        Some((what, column)) if KNOWN.contains(&what) => Ok((what.to_owned(), column.to_owned())),
        _ => Err(format!("write it as title=headline; there are {}", KNOWN.join(", "))),
    }
}

fn label(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((theirs, ours)) if !theirs.is_empty() => Ok((theirs.to_owned(), ours.to_owned())),
        _ => Err("write it as THEIRS=OURS, or THEIRS= to leave it out".to_owned()),
    }
}

/// What came of the labels.
fn tell_labels(labels: &LabelSummary, out: &mut dyn Write) -> std::io::Result<()> {
    let mut say = |count: u64, what: &str| match count {
        0 => Ok(()),
        count => writeln!(out, "  {count} {what}"),
    };
    say(labels.same, "were there already")?;
    say(labels.left_out, "were left out, as was asked for")?;
    say(
        labels.suggestions,
        "are only proposed by a program: they are in “suggestions”, and are no labels",
    )?;
    say(labels.repaired, "had wrong offsets, which their quotes have put right")?;
    say(labels.lost, "lie nowhere in their text, and were left out")?;
    if !labels.annotators.is_empty() {
        let names: Vec<&str> = labels.annotators.iter().map(String::as_str).collect();
        writeln!(out, "  by {}", names.join(", "))?;
    }
    if !labels.new_labels.is_empty() {
        let names: Vec<&str> = labels.new_labels.iter().map(LabelId::as_str).collect();
        writeln!(out, "  new in the label set: {}", names.join(", "))?;
    }
    list(out, "Wrong offsets", &labels.problems)
}

fn tell(summary: &Summary, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}.", summary.line())?;
    if let Some(labels) = &summary.labels {
        tell_labels(labels, out)?;
    }
    let looked_over: Vec<String> = summary
        .added
        .iter()
        .flat_map(|added| added.notices.iter().map(|notice| format!("{}: {notice}", added.name)))
        .collect();
    list(out, "Look over", &looked_over)?;
    let same: Vec<String> = summary
        .same
        .iter()
        .map(|same| format!("{} is {}", same.from, same.of))
        .collect();
    list(out, "There already", &same)?;
    let near: Vec<String> = summary.near.iter().map(|names| names.join(", ")).collect();
    list(out, "Nearly the same", &near)?;
    let skipped: Vec<String> = summary
        .skipped
        .iter()
        .map(|skipped| format!("{}: {}", skipped.from, skipped.why))
        .collect();
    list(out, "Not brought in", &skipped)
}

fn list(out: &mut dyn Write, what: &str, lines: &[String]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{what}:")?;
    for line in lines.iter().take(MOST_LINES) {
        writeln!(out, "  {line}")?;
    }
    match lines.len().saturating_sub(MOST_LINES) {
        0 => Ok(()),
        more => writeln!(
            out,
            "  and {} (--json lists all)",
            counted(more, "more").trim_end_matches('s')
        ),
    }
}
