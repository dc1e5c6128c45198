//! Overlapping annotations side by side.

use super::{Annotation, Layer};
use crate::article::Span;

/// Of a stretch of annotations that overlap, this many are looked at.
const MOST: usize = 2048;
/// All that find no lane of their own share this one; no page has room for so many.
const LAST_LANE: usize = 63;

/// The annotations that touch `span`, outer before inner, each with its lane.
///
/// Lane 0 is nearest to the text. Annotations that overlap never share a lane, and what lies inside another
/// annotation has the lower lane. The lanes do not depend on which part of an overlapping group is asked for
/// (as long as the group has at most a few thousand members), so nothing moves while a reader scrolls.
pub fn lanes(layer: &Layer, span: Span) -> Vec<(&Annotation, usize)> {
    let group = overlapping_group(layer, span);
    let mut lanes = vec![0; group.len()];
    // Inner annotations come later in the order, so the last takes the first choice.
    for (index, annotation) in group.iter().enumerate().rev() {
        // One bit a lane.
        let taken = group
            .iter()
            .zip(&lanes)
            .skip(index + 1)
            // Those that start after this one's end, and all behind them, cannot overlap it.
            .take_while(|(other, _)| other.span.start() < annotation.span.end())
            .fold(0_u64, |taken, (_, lane)| taken | 1 << lane);
        if let Some(place) = lanes.get_mut(index) {
            *place = (taken.trailing_ones() as usize).min(LAST_LANE);
        }
    }
    group
        .into_iter()
        .zip(lanes)
        .filter(|(annotation, _)| annotation.span.overlaps(span))
        .collect()
}

/// The annotations that touch `span`, those that touch them, and so on.
fn overlapping_group(layer: &Layer, span: Span) -> Vec<&Annotation> {
    let mut asked = span;
    let mut group = layer.overlapping(asked);
    loop {
        let reach = group.iter().map(|annotation| annotation.span).fold(asked, Span::hull);
        if reach == asked || group.len() > MOST {
            group.truncate(MOST);
            return group;
        }
        let wider = layer.overlapping(reach);
        if wider.len() == group.len() {
            return wider;
        }
        (asked, group) = (reach, wider);
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        annotation::{AnnotationId, Edit},
        article::{ByteOffset, Text},
        labels::LabelId,
    };

    fn layer(text: &Text, spans: &[(usize, usize)]) -> Layer {
        let mut layer = Layer::default();
        for (index, (start, end)) in spans.iter().enumerate() {
            let annotation = Annotation {
                id: AnnotationId::new(index.to_string()),
                span: text
                    .span(ByteOffset::new(*start), ByteOffset::new(*end))
                    .expect("inside"),
                label: LabelId::new("fact"),
                second: None,
                note: None,
                unsure: false,
                origin: None,
                made: Timestamp::UNIX_EPOCH,
                changed: None,
                moved: None,
            };
            layer.apply(&Edit::Add(annotation)).expect("new");
        }
        layer
    }

    fn lanes_in(spans: &[(usize, usize)], asked: (usize, usize)) -> Vec<((usize, usize), usize)> {
        let text = Text::new("x".repeat(100));
        let layer = layer(&text, spans);
        let asked = text
            .span(ByteOffset::new(asked.0), ByteOffset::new(asked.1))
            .expect("inside");
        let shown = lanes(&layer, asked);
        shown
            .into_iter()
            .map(|(it, lane)| ((it.span.start().get(), it.span.end().get()), lane))
            .collect()
    }

    #[test]
    fn inner_spans_take_the_inner_lanes() {
        let nested = [(0, 50), (5, 20), (10, 15), (30, 40)];
        assert_eq!(
            lanes_in(&nested, (0, 100)),
            [((0, 50), 2), ((5, 20), 1), ((10, 15), 0), ((30, 40), 0)]
        );
        assert_eq!(
            lanes_in(&[(0, 10), (10, 20)], (0, 100)),
            [((0, 10), 0), ((10, 20), 0)],
            "they only touch"
        );
        assert_eq!(
            lanes_in(&[(0, 10), (5, 15), (12, 20)], (0, 100)),
            [((0, 10), 0), ((5, 15), 1), ((12, 20), 0)]
        );
    }

    #[test]
    fn lanes_stay_when_only_a_part_is_seen() {
        let chain = [(0, 10), (5, 15), (12, 20), (18, 30)];
        let all = lanes_in(&chain, (0, 100));
        for (start, end) in [(0, 3), (6, 8), (13, 14), (19, 20), (25, 30)] {
            let part = lanes_in(&chain, (start, end));
            assert!(
                !part.is_empty() && part.iter().all(|mark| all.contains(mark)),
                "{part:?} of {all:?}"
            );
        }
    }
}
