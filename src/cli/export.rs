//! `glossator export`: labels into a dataset.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use encoding_rs::Encoding;
use serde_json::json;

use super::{Failure, Outcome, check, counted, format, open, project, tell};
use crate::{
    exchange::{ExportArticle, ExportError, Exporter, Format},
    store::{LoadError, OpenError, Opened, atomic, paths},
};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, its annotation file, or the folder of a project
    path: PathBuf,
    /// The format: jsonl (an object an article), csv (a row a span) or ron (the annotation file, complete) [default:
    /// by the ending of FILE]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// The file to write, or - for the standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Of a project: whose labels [default: yours]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Of a project: which articles, as in its list: state:done, split:train, source:"The Daily" …
    #[arg(long, value_name = "QUERY", default_value = "")]
    only: String,
    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// Wrong data must not go out without a sign: if anything is wrong with the labels, nothing is written.
pub fn run(args: &Args, encoding: Option<&'static Encoding>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = args.format()?;
    if project::root_of(&args.path).is_some() {
        let order = project::export::Order {
            json: args.json,
            format,
            out: &args.out,
            by: args.by.as_deref(),
            query: &args.only,
        };
        return project::export::run(&args.path, &order, out);
    }
    let opened = match open(&args.path, encoding) {
        Ok(opened) => opened,
        Err(OpenError::Layer(error)) => return refuse_unreadable(error),
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
        Err(error) => return refuse_unreadable(error),
    };
    let faults = check::of_loaded(&layer_path, &loaded);
    if !faults.is_empty() {
        return Ok(refuse(&faults));
    }
    loaded.notices.iter().for_each(tell);
    let labelled = ExportArticle::alone(&article, &loaded.header, &loaded.layer);
    if args.out == Path::new("-") {
        Exporter::begin(format, out)?.add(&labelled)?;
        return Ok(Outcome::Done);
    }
    args.keep_safe(article.path(), "the article")?;
    args.keep_safe(&layer_path, "its annotation file")?;
    write_file(&args.out, |out| Exporter::begin(format, out)?.add(&labelled))?;
    let count = loaded.layer.len();
    if args.json {
        writeln!(
            out,
            "{}",
            json!({ "articles": 1, "annotations": count, "file": args.out })
        )?;
    } else {
        writeln!(
            out,
            "{} written to {}",
            counted(count, "annotation"),
            args.out.display()
        )?;
    }
    Ok(Outcome::Done)
}

impl Args {
    fn format(&self) -> Result<Format, Failure> {
        let by_ending = || Format::of_extension(self.out.extension()?.to_str()?);
        self.format.or_else(by_ending).ok_or_else(|| Failure::WhichFormat {
            out: self.out.clone(),
            names: Format::ALL.map(Format::name).to_vec(),
        })
    }

    /// Refuses to write over a file of the article's own.
    fn keep_safe(&self, path: &Path, what: &'static str) -> Result<(), Failure> {
        if paths::is_same_file(&self.out, path) {
            return Err(Failure::WouldOverwrite {
                out: self.out.clone(),
                what,
            });
        }
        Ok(())
    }
}

/// Writes a file whole, or leaves what is there.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>) -> Result<(), Failure> {
    let mut refused = None;
    let written = atomic::replace_with(path, |file| {
        let mut out = BufWriter::new(file);
        match write(&mut out) {
            Ok(()) => out.flush(),
            Err(ExportError::Io(error)) => Err(error),
            Err(error) => {
                refused = Some(error);
                Err(io::ErrorKind::InvalidInput.into())
            }
        }
    });
    match refused {
        Some(error) => Err(error.into()),
        None => Ok(written.map(drop)?),
    }
}

fn refuse_unreadable(error: LoadError) -> Result<Outcome, Failure> {
    check::of_error(error).map(|fault| refuse(&[fault]))
}

fn refuse(faults: &[String]) -> Outcome {
    for fault in faults {
        tell(fault);
    }
    tell(format_args!(
        "Nothing was exported, because of {} in the labels. Mend the annotation file first.",
        counted(faults.len(), "fault")
    ));
    Outcome::Faults
}
