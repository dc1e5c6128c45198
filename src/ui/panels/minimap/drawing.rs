//! What the map shows, as rectangles: made when something of it changes, painted in every frame.

use std::{ops::Range, sync::Arc};

use egui::Color32;

use super::{Coverage, MapColors};
use crate::{
    article::Span,
    labels::{LabelId, LabelSet, Rgb},
    ui::theme,
};

/// More columns would be too narrow to be told apart; the labels after the last share them.
const MOST_COLUMNS: usize = 8;
/// Rows are shaded in so many steps: finer ones nobody sees, and fewer rectangles suffice.
const SHADES: f32 = 4.0;

/// Rows of one colour in a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub column: usize,
    pub rows: Range<usize>,
    pub color: Color32,
}

/// What a drawing was made of. The hits are held, so that others cannot be mistaken for them.
#[derive(Clone, Debug, Default)]
struct Source {
    stamp: u64,
    rows: usize,
    labels: Vec<(LabelId, Rgb)>,
    hits: Arc<[Span]>,
    colors: Option<MapColors>,
}

/// The rectangles of a map, in rows of pixels.
#[derive(Default)]
pub struct Drawing {
    source: Source,
    columns: usize,
    bars: Vec<Bar>,
    unsure: Vec<Range<usize>>,
    hits: Vec<Range<usize>>,
}

impl Drawing {
    /// Makes it anew if anything it shows has changed.
    pub fn update(
        &mut self,
        coverage: &Coverage,
        labels: &LabelSet,
        hits: &Arc<[Span]>,
        rows: usize,
        colors: &MapColors,
    ) {
        let old = &self.source;
        let colored = labels.labels().iter().map(|label| (&label.id, label.color));
        let same_labels = colored.clone().eq(old.labels.iter().map(|(id, color)| (id, *color)));
        let same_hits = Arc::ptr_eq(hits, &old.hits) || (hits.is_empty() && old.hits.is_empty());
        let same = (old.stamp, old.rows, old.colors.as_ref()) == (coverage.stamp(), rows, Some(colors));
        if same && same_labels && same_hits {
            return;
        }
        self.source = Source {
            stamp: coverage.stamp(),
            rows,
            labels: colored.map(|(id, color)| (id.clone(), color)).collect(),
            hits: Arc::clone(hits),
            colors: Some(colors.clone()),
        };
        self.make(coverage, labels, colors);
    }

    fn make(&mut self, coverage: &Coverage, labels: &LabelSet, colors: &MapColors) {
        let rows = self.source.rows;
        let known = labels.labels().iter().map(|label| (&label.id, label.color));
        // What the set does not know has a column behind all others.
        let unknown = coverage.labels().filter(|id| labels.get(id).is_none());
        let all: Vec<(&LabelId, Rgb)> = known.chain(unknown.map(|id| (id, theme::UNKNOWN_LABEL))).collect();
        self.columns = all.len().clamp(1, MOST_COLUMNS);
        self.bars.clear();
        for (place, (id, color)) in all.into_iter().enumerate() {
            let shades = shades(coverage.of_label(id, rows));
            self.bars.extend(runs(&shades).map(|(shade, rows)| Bar {
                column: place % self.columns,
                rows,
                color: colors.label(color, f32::from(shade) / SHADES),
            }));
        }
        self.unsure = runs(&marks(coverage.unsure(rows).into_iter().map(|share| share > 0.0)))
            .map(|(_, rows)| rows)
            .collect();
        let hits = &self.source.hits;
        let has_hit = |row| {
            let bytes = coverage.grid().bytes(row, rows);
            let next = hits.partition_point(|hit| hit.end().get() <= bytes.start);
            hits.get(next).is_some_and(|hit| hit.start().get() < bytes.end)
        };
        self.hits = match hits.is_empty() {
            true => Vec::new(),
            false => runs(&marks((0..rows).map(has_hit))).map(|(_, rows)| rows).collect(),
        };
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The labels.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// The rows in which something is unsure.
    pub fn unsure(&self) -> &[Range<usize>] {
        &self.unsure
    }

    /// The rows in which something was found.
    pub fn hits(&self) -> &[Range<usize>] {
        &self.hits
    }
}

/// How full rows are, in steps: nothing is 0, and a little is already 1.
fn shades(shares: Vec<f32>) -> Vec<u8> {
    visible(shares.into_iter().map(|share| (share * SHADES).ceil() as u8).collect())
}

fn marks(rows: impl Iterator<Item = bool>) -> Vec<u8> {
    visible(rows.map(u8::from).collect())
}

/// A row that stands alone made two high, for one pixel is hardly seen.
fn visible(mut shades: Vec<u8>) -> Vec<u8> {
    let last = shades.len().saturating_sub(1);
    for row in 0..shades.len() {
        let at = |row: Option<usize>| row.and_then(|row| shades.get(row)).copied().unwrap_or_default();
        let (above, here, below) = (at(row.checked_sub(1)), at(Some(row)), at(Some(row + 1)));
        if here > 0 && above == 0 && below == 0 {
            // In the last row there is room only above.
            let other = if row == last { row.saturating_sub(1) } else { row + 1 };
            if let Some(other) = shades.get_mut(other) {
                *other = here;
            }
        }
    }
    shades
}

/// Neighbouring rows of one shade, without those that are empty.
fn runs(shades: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut end = 0;
    shades.chunk_by(|a, b| a == b).filter_map(move |run| {
        let start = end;
        end += run.len();
        run.first()
            .filter(|shade| **shade > 0)
            .map(|shade| (*shade, start..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(shades: &[u8]) -> Vec<(u8, Range<usize>)> {
        runs(&visible(shades.to_vec())).collect()
    }

    #[test]
    fn equal_rows_are_one_bar_and_none_is_too_thin_to_see() {
        assert_eq!(all(&[0, 0, 0]), []);
        assert_eq!(all(&[4, 4, 2, 0, 0]), [(4, 0..2), (2, 2..3)]);
        assert_eq!(all(&[0, 3, 0, 0]), [(3, 1..3)], "alone, and made taller");
        assert_eq!(all(&[0, 3, 0, 1]), [(3, 1..3), (1, 3..4)]);
        assert_eq!(all(&[0, 0, 1]), [(1, 1..3)], "at the end upwards");
        assert_eq!(all(&[2]), [(2, 0..1)]);
    }

    #[test]
    fn a_little_is_seen_and_all_is_full() {
        assert_eq!(shades(vec![0.0, 0.0, 0.001, 0.0, 0.0, 0.5, 1.0]), [0, 0, 1, 1, 0, 2, 4]);
    }
}
