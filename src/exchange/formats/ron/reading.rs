//! Reading articles with their layers, and the annotation files of the program.

use std::path::Path;

use super::super::{At, Found, FoundLayer, FoundSpan, Item, Place, Problem, ReadError, ReadOptions, Take, fields};
use crate::{
    annotation::{Annotation, AnnotationId},
    article::{CharOffset, Text},
    store::{
        self,
        bundle::{self, BundleError, BundledLayer, BundledRow},
        folder,
    },
};

/// Hands out an article with all its layers.
pub(super) fn bundle(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let place = place(path);
    let bytes = folder::read_at_most(path, options.limits.file)?;
    let mut bundle = match bundle::read(bytes) {
        Ok(bundle) => bundle,
        Err(error @ BundleError::Newer(_)) => {
            let what = error.to_string();
            let _ = take(Item::Problem(Problem { place, what }));
            return Ok(());
        }
        Err(error) => return Err(ReadError::Broken(error.to_string())),
    };
    for label in std::mem::take(&mut bundle.labels) {
        if take(Item::Label(Box::new(label))).is_break() {
            return Ok(());
        }
    }
    let mut problems = Vec::new();
    let found = Found {
        place: place.clone(),
        metadata: bundle.metadata(),
        id: bundle.id,
        text: Some(bundle.text),
        extra: bundle.extra,
        split: bundle.split,
        layers: bundle
            .layers
            .into_iter()
            .map(|layer| found_layer(layer, &mut problems))
            .collect(),
    };
    hand_out(found, problems, take);
    Ok(())
}

fn place(path: &Path) -> Place {
    Place {
        file: path.to_owned(),
        line: None,
    }
}

fn hand_out(found: Found, problems: Vec<String>, take: Take<'_>) {
    let place = found.place.clone();
    if take(Item::Document(Box::new(found))).is_break() {
        return;
    }
    for what in problems {
        let place = place.clone();
        if take(Item::Problem(Problem { place, what })).is_break() {
            return;
        }
    }
}

fn found_layer(layer: BundledLayer, problems: &mut Vec<String>) -> FoundLayer {
    let mut found = FoundLayer {
        annotator: Some(layer.annotator),
        state: layer.state,
        coverage: layer.coverage,
        document: layer.document,
        ..FoundLayer::default()
    };
    for row in layer.annotations {
        match found_span(row) {
            Ok(span) => found.spans.push(span),
            Err(what) => problems.push(what),
        }
    }
    found
}

fn found_span(row: BundledRow) -> Result<FoundSpan, String> {
    let (Ok(start), Ok(end)) = (usize::try_from(row.at.0), usize::try_from(row.at.1)) else {
        let ((start, end), id) = (row.at, row.id);
        return Err(format!(
            "annotation {id} goes from {start} to {end}, which is no stretch of text"
        ));
    };
    Ok(FoundSpan {
        quote: Some(row.quote),
        second: row.second,
        note: row.note,
        unsure: row.unsure,
        origin: row.origin,
        id: Some(row.id).filter(|id| !id.is_empty()).map(AnnotationId::new),
        made: fields::time(Some(&row.made)),
        changed: fields::time(row.changed.as_deref()),
        ..FoundSpan::new(At::chars(start, end), row.label.as_str())
    })
}

/// Hands out what an annotation file says, with its article if that is where the file says it is.
pub(super) fn layer(path: &Path, take: Take<'_>) -> Result<(), ReadError> {
    let Ok(opened) = store::open(path, None, "", |_| ()) else {
        return without_article(path, take);
    };
    let loaded = opened.layer.map_err(|error| ReadError::Broken(error.to_string()))?;
    let about = loaded.layer.about();
    for label in about.labels.labels() {
        if take(Item::Label(Box::new(label.clone()))).is_break() {
            return Ok(());
        }
    }
    let text = opened.article.text();
    let found = Found {
        place: place(path),
        id: Some(loaded.header.home.reference(path, opened.article.path())),
        text: Some(text.as_str().to_owned()),
        metadata: loaded.header.metadata.clone(),
        layers: vec![FoundLayer {
            annotator: Some(loaded.header.annotator.clone()),
            state: about.state,
            coverage: about.coverage,
            document: about.document.clone(),
            spans: loaded
                .layer
                .iter()
                .map(|annotation| span_of(text, annotation))
                .collect(),
            is_suggestion: false,
        }],
        ..Found::default()
    };
    let faults = loaded.faults.iter().map(|fault| match fault.line {
        Some(line) => format!("line {line}: {}", fault.kind),
        None => fault.kind.to_string(),
    });
    hand_out(found, faults.collect(), take);
    Ok(())
}

fn span_of(text: &Text, annotation: &Annotation) -> FoundSpan {
    let (start, end) = (annotation.span.start(), annotation.span.end());
    FoundSpan {
        quote: Some(text.slice(annotation.span).to_owned()),
        second: annotation.second.clone(),
        note: annotation.note.as_deref().map(str::to_owned),
        unsure: annotation.unsure,
        origin: annotation.origin.as_deref().map(str::to_owned),
        id: Some(annotation.id.clone()),
        made: Some(annotation.made),
        changed: annotation.changed,
        ..FoundSpan::new(
            At::Chars(text.byte_to_char(start), text.byte_to_char(end)),
            annotation.label.as_str(),
        )
    }
}

/// What an annotation file says of an article that is elsewhere.
fn without_article(path: &Path, take: Take<'_>) -> Result<(), ReadError> {
    let outline = store::outline(path).map_err(|error| ReadError::Broken(error.to_string()))?;
    let at = |number: u32| CharOffset::new(number as usize);
    let spans = outline.marks.into_iter().map(|mark| FoundSpan {
        quote: Some(mark.quote.into()),
        note: mark.note.map(Into::into),
        unsure: mark.unsure,
        made: mark.made,
        ..FoundSpan::new(At::Chars(at(mark.at.0), at(mark.at.1)), mark.label.as_str())
    });
    let found = Found {
        place: place(path),
        id: Some(outline.path),
        layers: vec![FoundLayer {
            annotator: Some(outline.annotator),
            state: outline.state,
            document: outline.document,
            spans: spans.collect(),
            ..FoundLayer::default()
        }],
        ..Found::default()
    };
    hand_out(found, Vec::new(), take);
    Ok(())
}
