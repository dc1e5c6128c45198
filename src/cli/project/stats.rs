//! `glossator stats` of a whole project.

use std::{io::Write, path::Path};

use super::Project;
use crate::{
    cli::{Failure, Outcome},
    project::{
        Stats, astray,
        stats::{Bar, Chart, report},
    },
};

/// How wide the longest bar is, in characters.
const WIDTH: u64 = 40;

pub fn run(path: &Path, by: Option<&str>, format: &str, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let project = Project::open(path, by)?;
    let stats = Stats {
        astray: astray(&project.root, &project.index, |folder| folder == project.annotator),
        ..Stats::of(&project.index, &project.manifest.labels, &project.annotator)
    };
    match format {
        "json" => {
            serde_json::to_writer_pretty(&mut *out, &stats).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        "html" => report::html(&project.manifest.name, &stats, &project.manifest.labels, out)?,
        _ => text(&project.manifest.name, &stats, out)?,
    }
    Ok(Outcome::Done)
}

fn text(name: &str, stats: &Stats, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "project    {name}")?;
    writeln!(out, "annotator  {}", stats.annotator)?;
    writeln!(out, "articles   {}, {} done", stats.articles, stats.done)?;
    writeln!(out, "spans      {}, {} unsure", stats.annotations, stats.unsure)?;
    writeln!(out, "labelled   {:.1}% of the text of begun articles", stats.covered)?;
    if let Some(seconds) = stats.seconds {
        writeln!(out, "pace       {seconds:.0} s for the middle annotation")?;
    }
    for line in stats.astray.lines() {
        writeln!(out, "left out   {line}")?;
    }
    for chart in &stats.charts {
        self::chart(chart, stats, out)?;
    }
    if !stats.standouts.is_empty() {
        writeln!(out, "\nArticles that stand out")?;
    }
    for standout in &stats.standouts {
        writeln!(out, "  {}: {}", standout.name, standout.why)?;
    }
    Ok(())
}

fn chart(chart: &Chart, stats: &Stats, out: &mut dyn Write) -> std::io::Result<()> {
    let most = chart.bars.iter().map(Bar::total).max().unwrap_or(1).max(1);
    writeln!(out, "\n{}", chart.title)?;
    for bar in &chart.bars {
        let length = (bar.total() * WIDTH).div_ceil(most);
        let length = usize::try_from(length).unwrap_or_default();
        write!(out, "  {:>8}  {:<40}  {}", bar.total(), "█".repeat(length), bar.name)?;
        if bar.values.len() > 1 {
            let parts = stats.labels.iter().zip(&bar.values).filter(|(_, value)| **value > 0);
            let parts: Vec<String> = parts
                .map(|(series, value)| format!("{value} {}", series.name))
                .collect();
            write!(out, " ({})", parts.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
