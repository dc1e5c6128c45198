//! `glossator check` of a whole project: every layer of every annotator.

use std::{io::Write, path::Path};

use rayon::prelude::*;
use serde_json::json;

use super::{Project, progress};
use crate::{
    cli::{Failure, Outcome, check::of_error, counted},
    project::Facts,
    store::{self, Home, LAYERS, folder, home},
};

/// What was found in one article.
#[derive(Default)]
struct Found {
    annotations: usize,
    faults: Vec<String>,
}

pub fn run(path: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let project = Project::open(path, None)?;
    let articles = project.index.articles();
    let found: Vec<Found> = progress::shown("Checking", progress::Unit::Articles, |progress| {
        progress.expect(articles.len() as u64);
        let check = |facts: &std::sync::Arc<Facts>| {
            let _ = progress.advance(1);
            check(&project, facts)
        };
        articles.par_iter().map(check).collect()
    });
    let orphans = project.index.orphans().iter().map(|layer| {
        let path = project.root.join(LAYERS).join(layer);
        format!("{}:1: the article it belongs to is not in the project", path.display())
    });
    let annotations: usize = found.iter().map(|found| found.annotations).sum();
    let mut faults: Vec<String> = found.into_iter().flat_map(|found| found.faults).collect();
    faults.extend(orphans);
    faults.extend(project.index.unreadable().iter().cloned());
    if json {
        let report = json!({ "articles": articles.len(), "annotations": annotations, "faults": faults });
        writeln!(out, "{report}")?;
    } else {
        for fault in &faults {
            writeln!(out, "{fault}")?;
        }
        if faults.is_empty() {
            let (articles, annotations) = (counted(articles.len(), "article"), counted(annotations, "annotation"));
            writeln!(out, "{articles}, {annotations}, all true")?;
        }
    }
    Ok(if faults.is_empty() {
        Outcome::Done
    } else {
        Outcome::Faults
    })
}

fn check(project: &Project, facts: &Facts) -> Found {
    let path = folder::article_at(&project.root, &facts.name);
    let article = match store::read_article(&path, None) {
        Ok(article) => article,
        Err(error) => {
            return Found {
                faults: vec![format!("{}:1: {error}", path.display())],
                ..Found::default()
            };
        }
    };
    let mut found = Found::default();
    for layer in &facts.layers {
        let path = home::layer_in(&project.root, &facts.name, &layer.annotator);
        match store::load(&path, &article, Home::of_project(&project.root, &project.manifest)) {
            Ok(loaded) => {
                found.annotations += loaded.layer.len();
                found.faults.extend(loaded.told(&path));
            }
            Err(error) => found
                .faults
                .push(of_error(error).unwrap_or_else(|failure| failure.to_string())),
        }
    }
    found
}
