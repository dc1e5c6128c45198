//! `glossator stats`: how much of an article is labelled, and as what.

use std::{io::Write, path::PathBuf};

use encoding_rs::Encoding;
use serde_json::json;

use super::{Failure, Outcome, counted, open, project, tell};
use crate::{
    annotation::{Annotation, Layer, State},
    article::{Article, Span, Text, Units, language},
    labels::LabelId,
    store::{Header, Opened},
};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, its annotation file, or the folder of a project
    path: PathBuf,
    /// text, json, or of a project html (a page to read and mail)
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json", "html"], default_value = "text")]
    format: String,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Of a project: whose labels [default: yours]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub fn run(args: &Args, encoding: Option<&'static Encoding>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if project::root_of(&args.path).is_some() {
        let format = if args.json { "json" } else { &args.format };
        return project::stats::run(&args.path, args.by.as_deref(), format, out);
    }
    let Opened { article, layer, .. } = open(&args.path, encoding)?;
    let loaded = layer?;
    loaded.notices.iter().for_each(tell);
    if let Some(reason) = &loaded.read_only {
        tell(reason);
    }
    let left_out = loaded.faults.iter().filter(|fault| fault.kind.loses()).count();
    if left_out > 0 {
        tell(format_args!("{} not counted.", counted(left_out, "annotation")));
    }
    if args.json || args.format == "json" {
        write_json(out, &article, &loaded.header, &loaded.layer)?;
        return Ok(Outcome::Done);
    }
    if args.format == "html" {
        return Err(Failure::OnlyOfProjects("--format html"));
    }
    write_head(out, &article, &loaded.header, &loaded.layer)?;
    writeln!(out)?;
    write_table(out, article.text(), &loaded.layer)?;
    Ok(Outcome::Done)
}

fn write_json(out: &mut dyn Write, article: &Article, header: &Header, layer: &Layer) -> std::io::Result<()> {
    let labels = labels(layer).into_iter().map(|label| {
        let of_label = || layer.iter().filter(|annotation| annotation.label == *label);
        let name = layer.about().labels.name_of(label);
        let (count, share) = (of_label().count(), share(article.text(), of_label()));
        json!({ "id": label, "name": name, "annotations": count, "share": share })
    });
    let stats = json!({
        "title": header.metadata.title,
        "article": article.file_name(),
        "language": header.metadata.language,
        "annotator": header.annotator,
        "state": layer.about().state,
        "annotations": layer.len(),
        "unsure": layer.iter().filter(|annotation| annotation.unsure).count(),
        "share": share(article.text(), layer.iter()),
        "labels": labels.collect::<Vec<_>>(),
    });
    writeln!(out, "{stats:#}")
}

fn write_head(out: &mut dyn Write, article: &Article, header: &Header, layer: &Layer) -> std::io::Result<()> {
    let metadata = &header.metadata;
    let tag = metadata.language.as_deref();
    let language = match (tag, tag.and_then(language::name)) {
        (Some(tag), Some(name)) => format!("{name} ({tag})"),
        (Some(tag), None) => tag.to_owned(),
        (None, _) => "unknown".to_owned(),
    };
    let units = Units::of(article.text(), tag);
    let (mut sentences, mut labelled) = (0, 0);
    for unit in units.iter() {
        sentences += 1;
        labelled += usize::from(!layer.overlapping(unit).is_empty());
    }
    let count = |what: fn(&Annotation) -> bool| layer.iter().filter(|annotation| what(annotation)).count();
    let state = match layer.about().state {
        State::InProgress => "in progress",
        State::Done => "done",
        State::Skipped => "skipped",
    };
    let lines = [
        ("title", metadata.title.clone().unwrap_or_else(|| "none".to_owned())),
        ("article", article.file_name()),
        ("language", language),
        ("annotator", header.annotator.clone()),
        ("state", state.to_owned()),
        (
            "units",
            format!("{}, {labelled} labelled", counted(sentences, "sentence")),
        ),
        ("unsure", count(|annotation| annotation.unsure).to_string()),
        ("notes", count(|annotation| annotation.note.is_some()).to_string()),
    ];
    for (name, value) in lines {
        writeln!(out, "{name:<10} {value}")?;
    }
    Ok(())
}

/// A row for each label; names last, since those of some scripts are wider than others.
fn write_table(out: &mut dyn Write, text: &Text, layer: &Layer) -> std::io::Result<()> {
    writeln!(out, "{:>11}  {:>13}  label", "annotations", "share of text")?;
    for label in labels(layer) {
        let of_label = || layer.iter().filter(|annotation| annotation.label == *label);
        let share = share(text, of_label());
        let name = layer.about().labels.name_of(label);
        writeln!(out, "{:>11}  {share:>12.1}%  {name}", of_label().count())?;
    }
    let share = share(text, layer.iter());
    writeln!(out, "{:>11}  {share:>12.1}%  all", layer.len())
}

/// The labels of the set, and then those that are not in it but were given.
fn labels(layer: &Layer) -> Vec<&LabelId> {
    let mut ids: Vec<_> = layer.about().labels.labels().iter().map(|label| &label.id).collect();
    for annotation in layer.iter() {
        if !ids.contains(&&annotation.label) {
            ids.push(&annotation.label);
        }
    }
    ids
}

/// How much of the text annotations cover, in percent of its code points. `annotations` are in order.
fn share<'a>(text: &Text, annotations: impl Iterator<Item = &'a Annotation>) -> f64 {
    let all = text.byte_to_char(text.end()).get();
    let length = |span: Span| text.byte_to_char(span.end()).get() - text.byte_to_char(span.start()).get();
    let (mut covered, mut open): (usize, Option<Span>) = (0, None);
    for annotation in annotations {
        open = match open {
            Some(before) if before.overlaps(annotation.span) => Some(before.hull(annotation.span)),
            before => {
                covered += before.map_or(0, length);
                Some(annotation.span)
            }
        };
    }
    covered += open.map_or(0, length);
    100.0 * covered as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{annotation_at, article, layer};

    #[test]
    fn what_overlaps_is_counted_once() {
        let article = article("a.txt", "한글 text!");
        let share = |ranges: &[(usize, usize)]| {
            let all = ranges.iter().enumerate();
            let layer =
                layer(all.map(|(id, (start, end))| annotation_at(&article, &id.to_string(), *start, *end, "fact")));
            share(article.text(), layer.iter())
        };
        assert_eq!(share(&[]), 0.0);
        assert_eq!(share(&[(0, 6)]), 25.0);
        assert_eq!(share(&[(0, 12), (0, 6), (3, 6)]), 100.0);
        assert_eq!(share(&[(0, 3), (3, 6), (8, 10)]), 50.0);
    }
}
