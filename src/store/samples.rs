//! Articles and layers for the tests of this room.

use jiff::Timestamp;

use crate::{
    annotation::{About, Annotation, AnnotationId, Edit, Layer},
    article::{Article, ByteOffset, decode},
    labels::{self, LabelId},
};

/// An article that says `text`, as if it had been read from `path`.
pub fn article(path: &str, text: &str) -> Article {
    Article::new(path.into(), decode::decode(text.into(), None).expect("text"))
}

/// An annotation of the first place where the text says `quote`.
pub fn annotation(article: &Article, id: &str, quote: &str, label: &str) -> Annotation {
    let start = article.text().as_str().find(quote).expect("a quote of the text");
    annotation_at(article, id, start, start + quote.len(), label)
}

/// An annotation of a range of bytes.
pub fn annotation_at(article: &Article, id: &str, start: usize, end: usize, label: &str) -> Annotation {
    Annotation {
        id: AnnotationId::new(id),
        span: article
            .text()
            .span(ByteOffset::new(start), ByteOffset::new(end))
            .expect("inside"),
        label: LabelId::new(label),
        second: None,
        note: None,
        unsure: false,
        origin: None,
        made: Timestamp::from_second(1_772_615_551).expect("a time"),
        changed: None,
        moved: None,
    }
}

/// A layer of annotations.
pub fn layer(annotations: impl IntoIterator<Item = Annotation>) -> Layer {
    let mut layer = Layer::new(About::with_labels(labels::built_in()));
    for annotation in annotations {
        layer.apply(&Edit::Add(annotation)).expect("it fits");
    }
    layer
}
