//! `glossator new`: a folder becomes a project.

use std::{io::Write, path::PathBuf};

use serde_json::json;

use crate::{
    cli::{Failure, Outcome},
    labels,
    store::{self, MANIFEST, Manifest, folder, small},
};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the project; made if it is not there
    dir: PathBuf,
    /// What to call the project [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Take the labels of this RON file instead of fact, analysis and opinion
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let root = std::path::absolute(&args.dir).unwrap_or_else(|_| args.dir.clone());
    let of_folder = || root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = args
        .name
        .clone()
        .or_else(of_folder)
        .unwrap_or_else(|| "Project".to_owned());
    let mut manifest = Manifest::new(name);
    if let Some(path) = &args.labels {
        manifest.labels = store::read_labels(path)?;
    }
    manifest.create(&root)?;
    if args.labels.is_none() {
        small::put_text(&root.join(folder::GUIDELINES), &labels::guidelines_as_markdown())?;
    }
    if args.json {
        writeln!(out, "{}", json!({ "project": args.dir, "name": manifest.name }))?;
    } else {
        writeln!(
            out,
            "{} is a project now. Bring articles in with “glossator import {} FILES…”, or label those in it with \
             “glossator {}”.",
            args.dir.display(),
            args.dir.display(),
            args.dir.join(MANIFEST).display()
        )?;
    }
    Ok(Outcome::Done)
}
