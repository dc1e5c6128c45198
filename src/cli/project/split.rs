//! `glossator split`: articles into train, validation and test, or into batches.

use std::{io::Write, path::PathBuf};

use serde_json::json;

use super::Project;
use crate::{
    cli::{Failure, Outcome},
    project::{BATCHES, Parts, SPLITS, Stratum},
};

/// The shares if none is given.
const USUAL: [f64; 3] = [0.8, 0.1, 0.1];
const NAMES: [&str; 3] = ["train", "validation", "test"];

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the project
    project: PathBuf,
    /// The share of articles to train on [default: 0.8]
    #[arg(long, value_name = "SHARE", conflicts_with = "batches")]
    train: Option<f64>,
    /// The share to validate with [default: what the others leave]
    #[arg(long, value_name = "SHARE", conflicts_with = "batches")]
    validation: Option<f64>,
    /// The share to test with [default: what the others leave]
    #[arg(long, value_name = "SHARE", conflicts_with = "batches")]
    test: Option<f64>,
    /// Make so many batches to be labelled one after the other instead
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    batches: Option<u16>,
    /// What all parts are to be alike in: nothing, label (the main one of each article) or source
    #[arg(long, value_name = "WHAT", value_parser = ["nothing", "label", "source"], default_value = "nothing")]
    alike_in: String,
    /// Whose labels decide [default: yours]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Decides what is drawn for what: the same seed, the same parts [default: that of last time, else 1]
    #[arg(long)]
    seed: Option<u64>,
    /// Draw all articles anew instead of only those that are in no part yet
    #[arg(long)]
    anew: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let file = if args.batches.is_some() { BATCHES } else { SPLITS };
    let project = Project::open(&args.project, args.by.as_deref())?;
    let before = Parts::read(&project.root, file)?;
    let seed = args.seed.or(before.as_ref().map(|parts| parts.seed)).unwrap_or(1);
    let mut parts = Parts::new(seed, args.stratum(), args.shares()?)?;
    if let Some(before) = before.filter(|_| !args.anew) {
        parts.articles = before.articles;
    }
    parts.assign(&project.index, &project.annotator);
    parts.write(&project.root, file)?;
    let counts = parts.counts();
    if args.json {
        let counts: serde_json::Map<String, serde_json::Value> = counts
            .iter()
            .map(|(name, count)| ((*name).to_owned(), json!(count)))
            .collect();
        writeln!(
            out,
            "{}",
            json!({ "file": file, "seed": parts.seed, "articles": counts })
        )?;
    } else {
        for (name, count) in counts {
            writeln!(out, "{count:>8}  {name}")?;
        }
    }
    Ok(Outcome::Done)
}

impl Args {
    fn stratum(&self) -> Stratum {
        match self.alike_in.as_str() {
            "label" => Stratum::Label,
            "source" => Stratum::Source,
            _ => Stratum::Nothing,
        }
    }

    fn shares(&self) -> Result<Vec<(String, f64)>, Failure> {
        if let Some(count) = self.batches {
            let width = count.to_string().len();
            return Ok((1..=count)
                .map(|number| (format!("{number:0width$}"), 1.0 / f64::from(count)))
                .collect());
        }
        let given = [self.train, self.validation, self.test];
        let missing = given.iter().filter(|share| share.is_none()).count();
        let left = 1.0 - given.iter().flatten().sum::<f64>();
        let shares: Vec<f64> = match missing {
            3 => USUAL.to_vec(),
            _ => given
                .iter()
                .map(|share| share.unwrap_or(left / missing as f64))
                .collect(),
        };
        // Nothing left for one that was not asked for: there is no such part.
        let named = NAMES.iter().zip(shares).zip(given);
        let wanted = named.filter(|((_, share), given)| given.is_some() || *share > 1e-9);
        Ok(wanted.map(|((name, share), _)| ((*name).to_owned(), share)).collect())
    }
}
