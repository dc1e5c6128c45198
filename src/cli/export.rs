//! `glossator export`: labels into datasets.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{ValueEnum, builder::PossibleValue};
use encoding_rs::Encoding;

use super::{Failure, Outcome, open, project, project::progress, tell};
use crate::{
    article::UnitKind,
    exchange::{self, Extras, FORMATS, Format, Report, Target},
    labels::LabelId,
    project::{
        Assigned, Query,
        export::{self, By, Choice, NotExported, Source, Stage, Unlabelled},
    },
    store::{LoadError, OpenError, Opened, folder, home, paths},
};

#[derive(Debug, clap::Args)]
#[command(after_help = formats())]
pub struct Args {
    /// The article, its annotation file, or the folder of a project
    path: PathBuf,
    /// The formats, with commas between them, or “all” [default: by the ending of OUT]
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = format)]
    format: Vec<Formats>,
    /// The folder to put datasets in, each in a folder of its own; or a file, for formats of one file; or - for the
    /// standard output
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
    /// Of a project: whose labels, with commas between the names; “all” but the gold ones, or “gold” [default: all]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    by: Vec<String>,
    /// Of a project: which articles, as in its list: state:done, source:"The Daily" …
    #[arg(long, value_name = "QUERY", default_value = "")]
    only: String,
    /// Of a project: only articles in these splits
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    splits: Vec<String>,
    /// Of a project: how far an annotator must have come with an article
    #[arg(long, value_name = "STATE", default_value = "begun")]
    state: Stage,
    /// Only these labels, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    labels: Vec<String>,
    /// Leave out what is marked as unsure
    #[arg(long)]
    without_unsure: bool,
    /// What becomes of sentences without a label
    #[arg(long, value_name = "WHAT", default_value = "out")]
    unlabelled: Unlabelled,
    /// Instead of spans, units that are labelled as a whole (text classification)
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitKind>,
    /// hf: Parquet instead of JSON Lines
    #[arg(long)]
    parquet: bool,
    /// conll: tags by the scheme BILOU instead of IOB2
    #[arg(long)]
    bilou: bool,
    /// label-studio: predictions instead of annotations
    #[arg(long)]
    predictions: bool,
    /// Print what was written, and what could not be, as JSON
    #[arg(long)]
    json: bool,
}

/// What `--format` names.
#[derive(Clone, Copy)]
enum Formats {
    One(&'static dyn Format),
    All,
}

impl std::fmt::Debug for Formats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::One(format) => format.name(),
            Self::All => "all",
        })
    }
}

fn format(name: &str) -> Result<Formats, String> {
    if name.eq_ignore_ascii_case("all") {
        return Ok(Formats::All);
    }
    exchange::by_name(name)
        .map(Formats::One)
        .map_err(|error| error.to_string())
}

/// The list of formats, for the help.
fn formats() -> String {
    let line = |format: &&dyn Format| format!("  {:<14} {}", format.name(), format.help());
    format!("Formats:\n{}", FORMATS.iter().map(line).collect::<Vec<_>>().join("\n"))
}

impl ValueEnum for Stage {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Done, Self::Begun, Self::Any]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Done => PossibleValue::new("done").help("Done with it"),
            Self::Begun => PossibleValue::new("begun").help("Begun or done, but not skipped"),
            Self::Any => PossibleValue::new("any").help("All articles, also those that nobody has labelled"),
        })
    }
}

impl ValueEnum for Unlabelled {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::LeftOut, Self::None]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::LeftOut => PossibleValue::new("out").help("They are not mentioned"),
            Self::None => PossibleValue::new("none").help("They have the label “none”"),
        })
    }
}

impl ValueEnum for UnitKind {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Sentence, Self::Clause, Self::Paragraph]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

pub fn run(args: &Args, encoding: Option<&'static Encoding>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let formats = args.formats()?;
    let choice = args.choice()?;
    let reports = match project::root_of(&args.path) {
        Some(_) => of_project(args, &choice, &formats, out),
        None => of_article(args, &choice, &formats, encoding, out),
    };
    let reports = match reports {
        // Wrong data must not go out without a sign: if anything is wrong with the labels, nothing is written.
        Err(Failure::Export(NotExported::Faults(faults))) => return Ok(refuse(faults)),
        reports => reports?,
    };
    if args.json {
        let reports: Vec<serde_json::Value> = reports.iter().map(|report| args.described(report)).collect();
        let reports = match reports.as_slice() {
            [report] => report.clone(),
            _ => reports.into(),
        };
        writeln!(out, "{reports}")?;
    } else if args.out != Path::new("-") {
        reports.iter().try_for_each(|report| say(report, out))?;
    }
    Ok(Outcome::Done)
}

fn of_project(
    args: &Args,
    choice: &Choice,
    formats: &[&'static dyn Format],
    out: &mut dyn Write,
) -> Result<Vec<Report>, Failure> {
    let project = project::Project::open(&args.path, None)?;
    if home::is_ours(&project.root, &args.out) {
        return Err(args.would_overwrite("a file of the project"));
    }
    let assigned = Assigned::read(&project.root)?;
    let ids = export::ids(&project.index);
    let source = Source {
        root: &project.root,
        manifest: &project.manifest,
        index: &project.index,
    };
    let plan = export::plan(source, choice, &ids, &assigned)?;
    let mut reports = Vec::new();
    for format in formats {
        let target = args.target(*format, out);
        let run = |progress: &_| plan.run(*format, target, progress);
        match progress::shown("Exporting", progress::Unit::Articles, run) {
            Ok(report) => reports.push(report),
            Err(NotExported::Export(exchange::ExportError::Unfit(why))) if formats.len() > 1 => tell(why),
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(reports)
}

fn of_article(
    args: &Args,
    choice: &Choice,
    formats: &[&'static dyn Format],
    encoding: Option<&'static Encoding>,
    out: &mut dyn Write,
) -> Result<Vec<Report>, Failure> {
    let opened = match open(&args.path, encoding) {
        Ok(opened) => opened,
        Err(OpenError::Layer(error)) => return Err(unreadable(error)),
        Err(error) => return Err(error.into()),
    };
    let Opened {
        article,
        layer_path,
        layer,
        is_new,
    } = opened;
    if is_new {
        let article = args.path.clone();
        return Err(Failure::NoLabels {
            article,
            layer: layer_path,
        });
    }
    let loaded = match layer {
        Ok(loaded) => loaded,
        Err(error) => return Err(unreadable(error)),
    };
    let faults = loaded.in_the_way(&layer_path);
    if !faults.is_empty() {
        return Err(NotExported::Faults(faults).into());
    }
    loaded.notices.iter().for_each(tell);
    for (path, what) in [(article.path(), "the article"), (&*layer_path, "its annotation file")] {
        if paths::is_same_file(&args.out, path) {
            return Err(args.would_overwrite(what));
        }
    }
    let mut reports = Vec::new();
    for format in formats {
        reports.push(export::export_alone(
            &article,
            &loaded,
            choice,
            *format,
            args.target(*format, out),
        )?);
    }
    Ok(reports)
}

impl Args {
    fn formats(&self) -> Result<Vec<&'static dyn Format>, Failure> {
        let mut formats = Vec::new();
        for named in &self.format {
            match named {
                Formats::One(format) => formats.push(*format),
                Formats::All => formats.extend(FORMATS),
            }
        }
        if formats.is_empty() {
            let by_ending = FORMATS.iter().find(|format| is_file_of(**format, &self.out));
            formats.push(*by_ending.ok_or_else(|| Failure::WhichFormat {
                out: self.out.clone(),
                names: FORMATS.iter().map(|format| format.name()).collect(),
            })?);
        }
        Ok(formats)
    }

    fn choice(&self) -> Result<Choice, Failure> {
        let is = |name: &str| matches!(self.by.as_slice(), [only] if only.eq_ignore_ascii_case(name));
        let by = match () {
            () if self.by.is_empty() || is("all") => By::Everybody,
            () if is(home::GOLD) => By::Gold,
            () => By::These(self.by.clone()),
        };
        Ok(Choice {
            by,
            only: Query::parse(&self.only)?,
            splits: self.splits.iter().cloned().collect(),
            stage: self.state,
            labels: self.labels.iter().map(LabelId::new).collect::<BTreeSet<_>>(),
            without_unsure: self.without_unsure,
            unlabelled: self.unlabelled,
            units: self.unit,
            extras: Extras {
                parquet: self.parquet,
                bilou: self.bilou,
                predictions: self.predictions,
            },
        })
    }

    fn target<'a>(&'a self, format: &dyn Format, out: &'a mut dyn Write) -> Target<'a> {
        if self.out == Path::new("-") {
            Target::Stream(out)
        } else if is_file_of(format, &self.out) {
            Target::File(&self.out)
        } else {
            Target::Folder(&self.out)
        }
    }

    fn would_overwrite(&self, what: &'static str) -> Failure {
        Failure::WouldOverwrite {
            out: self.out.clone(),
            what,
        }
    }

    fn described(&self, report: &Report) -> serde_json::Value {
        let mut value = serde_json::to_value(report).unwrap_or_default();
        if let (Some(object), Some(place)) = (value.as_object_mut(), &report.place) {
            object.insert("place".to_owned(), place.display().to_string().into());
        }
        value
    }
}

/// Whether a path is that of a file of this format, by its ending; a folder is none.
fn is_file_of(format: &dyn Format, path: &Path) -> bool {
    let ending = |path: &Path| path.extension().map(|ending| ending.to_ascii_lowercase());
    let single = format.single_file().map(Path::new);
    !folder::is_folder(path) && single.is_some_and(|single| ending(single).is_some() && ending(single) == ending(path))
}

/// Tells what was written and what was lost, the worst first.
fn say(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}.", report.format, report.line())?;
    for (loss, lost) in report.lost.iter().filter(|(loss, _)| !loss.is_minor()) {
        let examples = lost
            .examples
            .iter()
            .take(2)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("; ");
        writeln!(out, "  {} ({examples})", loss.sentence(lost.count))?;
    }
    for (what, count) in &report.left_out {
        writeln!(out, "  Not asked for: {count} {what}")?;
    }
    for line in report.astray.lines() {
        writeln!(out, "  Left out: {line}")?;
    }
    Ok(())
}

fn unreadable(error: LoadError) -> Failure {
    match super::check::of_error(error) {
        Ok(fault) => NotExported::Faults(vec![fault]).into(),
        Err(failure) => failure,
    }
}

fn refuse(faults: Vec<String>) -> Outcome {
    faults.iter().for_each(tell);
    tell(NotExported::Faults(faults));
    Outcome::Faults
}
