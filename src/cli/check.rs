//! `glossator check`: is everything in an annotation file true?

use std::{io::Write, path::PathBuf};

use encoding_rs::Encoding;
use serde_json::json;

use super::{Failure, Outcome, counted, open, project, tell};
use crate::store::{LoadError, Loaded, OpenError};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, its annotation file, or the folder of a project
    path: PathBuf,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, encoding: Option<&'static Encoding>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if project::root_of(&args.path).is_some() {
        return project::check::run(&args.path, args.json, out);
    }
    let mut annotations = 0;
    let faults = match load(args, encoding)? {
        Ok((path, loaded)) => {
            loaded.notices.iter().for_each(tell);
            loaded.reanchored.iter().for_each(tell);
            let faults = loaded.told(&path);
            annotations = loaded.layer.len();
            if faults.is_empty() && !args.json {
                let true_ones = if loaded.layer.len() == 1 { "true" } else { "all true" };
                writeln!(out, "{}, {true_ones}", counted(loaded.layer.len(), "annotation"))?;
            }
            faults
        }
        Err(fault) => vec![fault],
    };
    if args.json {
        writeln!(out, "{}", json!({ "annotations": annotations, "faults": faults }))?;
    } else {
        for fault in &faults {
            writeln!(out, "{fault}")?;
        }
    }
    Ok(if faults.is_empty() {
        Outcome::Done
    } else {
        Outcome::Faults
    })
}

/// An annotation file and its path, or the fault for which it cannot be read.
type Checked = Result<(PathBuf, Loaded), String>;

fn load(args: &Args, encoding: Option<&'static Encoding>) -> Result<Checked, Failure> {
    let layer = match open(&args.path, encoding) {
        Ok(opened) if opened.is_new => {
            let (article, layer) = (args.path.clone(), opened.layer_path);
            return Err(Failure::NoLabels { article, layer });
        }
        Ok(opened) => opened.layer.map(|loaded| (opened.layer_path, loaded)),
        Err(OpenError::Layer(error)) => Err(error),
        Err(error) => return Err(error.into()),
    };
    match layer {
        Ok(loaded) => Ok(Ok(loaded)),
        Err(error) => of_error(error).map(Err),
    }
}

/// What is wrong with a file that cannot be read, if it is the file that is wrong.
pub fn of_error(error: LoadError) -> Result<String, Failure> {
    error.told().ok_or(error).map_err(Into::into)
}
