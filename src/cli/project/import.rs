//! `glossator import`: articles into a project.

use std::{io::Write, path::PathBuf};

use super::{Project, progress};
use crate::{
    cli::{Failure, Outcome, counted},
    project::import::{self, Choices, Source, Summary},
    readers::Columns,
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
    /// Which column is what else, as title=headline, date=published; of title, author, source, url, date, language, id
    #[arg(long, value_name = "WHAT=COLUMN", value_parser = column, requires = "text")]
    column: Vec<(String, String)>,
    /// Take all text of web pages instead of their articles alone
    #[arg(long)]
    whole_page: bool,
    /// Print what came in, and what not, as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let project = Project::open(&args.project, None)?;
    let sources: Vec<Source> = args.files.iter().cloned().map(Source::Path).collect();
    let choices = Choices {
        other_columns: args.columns(),
        whole_page: args.whole_page,
        ..Choices::default()
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "a command without a window has no workspace to ask"
    )]
    let now = jiff::Timestamp::now();
    let summary = progress::shown("Bringing articles in", progress::Unit::Bytes, |progress| {
        import::import(&project.root, &project.index, &sources, &choices, progress, now)
    })?;
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
                _ => &mut columns.id,
            };
            *place = Some(column.clone());
        }
        Some(columns)
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    const KNOWN: [&str; 7] = ["title", "author", "source", "url", "date", "language", "id"];
    match text.split_once('=') {
        Some((what, column)) if KNOWN.contains(&what) => Ok((what.to_owned(), column.to_owned())),
        _ => Err(format!("write it as title=headline; there are {}", KNOWN.join(", "))),
    }
}

fn tell(summary: &Summary, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}.", summary.line())?;
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
