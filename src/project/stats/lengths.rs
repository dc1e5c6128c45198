//! How long spans are.

use super::{Bar, query};

/// Where buckets begin, in characters.
const FROM: [u32; 8] = [0, 10, 20, 50, 100, 200, 500, 1000];

/// Spans counted by their length.
#[derive(Default)]
pub(super) struct Lengths([Vec<u64>; FROM.len()]);

impl Lengths {
    /// Where spans of this length are counted.
    pub(super) fn bucket(&mut self, length: u32) -> &mut Vec<u64> {
        let place = FROM.iter().rposition(|from| *from <= length).unwrap_or_default();
        let Self([first, rest @ ..]) = self;
        match place.checked_sub(1).and_then(|place| rest.get_mut(place)) {
            Some(bucket) => bucket,
            None => first,
        }
    }

    pub(super) fn bars(self) -> Vec<Bar> {
        let ends = FROM.iter().skip(1).map(Some).chain([None]);
        let buckets = FROM.iter().zip(ends).zip(self.0);
        buckets
            .map(|((from, to), values)| Bar {
                name: match to {
                    Some(to) => format!("{from} to {}", to - 1),
                    None => format!("{from} and more"),
                },
                query: Some(query::written(
                    "span",
                    &format!("{from}-{}", to.map(u32::to_string).unwrap_or_default()),
                )),
                values,
                label: None,
            })
            .collect()
    }
}
