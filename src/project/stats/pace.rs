//! How long an annotation takes: the time since the one before it in the same article. What took longer than two minutes
//! is taken for a break.

use super::Bar;
use crate::project::Labelled;

/// A longer time between two annotations is a break. In seconds.
const IDLE: u32 = 120;
/// Where buckets begin, in seconds.
const FROM: [u32; 7] = [0, 3, 6, 11, 21, 41, 81];

/// How often each number of seconds was needed.
pub(super) struct Pace([u64; IDLE as usize + 1]);

impl Default for Pace {
    fn default() -> Self {
        Self([0; IDLE as usize + 1])
    }
}

impl Pace {
    /// Adds what an annotator has done in one article.
    pub(super) fn add(&mut self, labelled: &Labelled) {
        let mut made: Vec<u32> = labelled
            .marks
            .iter()
            .map(|mark| mark.made)
            .filter(|made| *made > 0)
            .collect();
        made.sort_unstable();
        // What was made at once, by “label all hits” for example, took no time of its own.
        made.dedup();
        for pair in made.windows(2) {
            if let [before, after] = pair
                && let Some(count) = self.0.get_mut((after - before) as usize)
            {
                *count += 1;
            }
        }
    }

    /// The middle one; `None` if there is none.
    pub(super) fn median(&self) -> Option<f64> {
        let all: u64 = self.0.iter().sum();
        let mut seen = 0;
        let middle = self.0.iter().position(|count| {
            seen += count;
            seen * 2 >= all
        });
        middle.filter(|_| all > 0).map(|seconds| seconds as f64)
    }

    pub(super) fn bars(&self) -> Vec<Bar> {
        let ends = FROM.iter().skip(1).copied().chain([IDLE + 1]);
        let buckets = FROM.iter().zip(ends);
        buckets
            .map(|(from, to)| Bar {
                name: format!("{from} to {} s", to - 1),
                values: vec![self.0.get(*from as usize..to as usize).unwrap_or_default().iter().sum()],
                ..Bar::default()
            })
            .collect()
    }
}
