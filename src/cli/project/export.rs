//! `glossator export` of a whole project, one article after the other.

use std::{
    io::{self, Write},
    path::Path,
};

use serde_json::json;

use super::{Project, progress};
use crate::{
    cli::{Failure, Outcome, check::of_loaded, counted, export::write_file, tell},
    exchange::{ExportArticle, ExportError, Exporter, Format},
    project::{Assigned, Facts, Progress, Query},
    store::{self, Home, folder, home},
};

/// What of a project goes out, and how.
pub struct Order<'a> {
    /// Say what was written as JSON.
    pub json: bool,
    pub format: Format,
    pub out: &'a Path,
    /// Whose labels, instead of those of the person whose settings these are.
    pub by: Option<&'a str>,
    /// Which articles.
    pub query: &'a str,
}

pub fn run(path: &Path, order: &Order<'_>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let query = Query::parse(order.query)?;
    let project = Project::open(path, order.by)?;
    let assigned = Assigned::read(&project.root)?;
    let wanted = |facts: &&std::sync::Arc<Facts>| {
        facts.layers.iter().any(|layer| *layer.annotator == *project.annotator)
            && query.matches(facts, &project.annotator, &assigned)
    };
    let articles: Vec<&Facts> = project
        .index
        .articles()
        .iter()
        .filter(wanted)
        .map(|facts| &**facts)
        .collect();
    if articles.is_empty() {
        return Err(Failure::NothingToExport {
            names: annotators(&project),
            by: project.annotator,
        });
    }
    // Wrong data must not go out without a sign: all of it is looked at before anything is written.
    let mut faults = Vec::new();
    let mut count = 0;
    progress::shown("Looking for faults", progress::Unit::Articles, |progress| {
        each(&project, &articles, progress, &mut |article, loaded| {
            count += loaded.layer.len();
            faults.extend(of_loaded(&article.1, loaded));
            Ok(())
        })
    })?;
    if !faults.is_empty() {
        faults.iter().for_each(tell);
        tell(format_args!(
            "Nothing was exported, because of {} in the labels. Mend the annotation files first.",
            counted(faults.len(), "fault")
        ));
        return Ok(Outcome::Faults);
    }
    let write = |out: &mut dyn Write| {
        let mut exporter = Exporter::begin(order.format, out)?;
        progress::shown("Exporting", progress::Unit::Articles, |progress| {
            each(&project, &articles, progress, &mut |(article, _, name), loaded| {
                exporter.add(&ExportArticle::of_project(name, article, &loaded.header, &loaded.layer))
            })
        })
    };
    if order.out == Path::new("-") {
        write(out)?;
        return Ok(Outcome::Done);
    }
    if home::is_ours(&project.root, order.out) {
        return Err(Failure::WouldOverwrite {
            out: order.out.to_owned(),
            what: "a file of the project",
        });
    }
    write_file(order.out, write)?;
    if order.json {
        let report = json!({ "articles": articles.len(), "annotations": count, "file": order.out });
        writeln!(out, "{report}")?;
        return Ok(Outcome::Done);
    }
    let (articles, annotations) = (counted(articles.len(), "article"), counted(count, "annotation"));
    writeln!(out, "{articles} with {annotations} written to {}", order.out.display())?;
    Ok(Outcome::Done)
}

/// The names of the folders of annotators.
fn annotators(project: &Project) -> Vec<String> {
    let mut names: Vec<String> = project
        .index
        .articles()
        .iter()
        .flat_map(|facts| facts.layers.iter().map(|layer| layer.annotator.to_string()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An article, the path of its annotation file, and what the project calls it.
type Article<'a> = (&'a crate::article::Article, std::path::PathBuf, &'a str);

/// Reads articles one after the other, as only one need be in memory.
fn each(
    project: &Project,
    articles: &[&Facts],
    progress: &Progress,
    visit: &mut dyn FnMut(Article<'_>, &store::Loaded) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    progress.expect(articles.len() as u64);
    for facts in articles {
        let failed = |error: &dyn std::error::Error| io::Error::other(error.to_string());
        let article = store::read_article(&folder::article_at(&project.root, &facts.name), None)
            .map_err(|error| failed(&error))?;
        let path = home::layer_in(&project.root, &facts.name, &project.annotator);
        let home = Home::of_project(&project.root, &project.manifest);
        let loaded = store::load(&path, &article, home).map_err(|error| failed(&error))?;
        visit((&article, path, &facts.name), &loaded)?;
        let _ = progress.advance(1);
    }
    Ok(())
}
