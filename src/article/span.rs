//! A stretch of a text.

use super::ByteOffset;

/// A half-open range `start..end` of a text: never empty, and both ends on character boundaries of it.
///
/// Only a [`Text`](super::Text) makes one from positions ([`Text::span`](super::Text::span)), so whoever holds a
/// `Span` need not check it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: ByteOffset,
    end: ByteOffset,
}

impl Span {
    /// For [`Text`](super::Text), which has checked the ends.
    pub(super) fn new_unchecked(start: ByteOffset, end: ByteOffset) -> Self {
        Self { start, end }
    }

    /// The position before the first character.
    pub fn start(self) -> ByteOffset {
        self.start
    }

    /// The position after the last character.
    pub fn end(self) -> ByteOffset {
        self.end
    }

    /// Length in bytes, at least 1.
    pub fn byte_len(self) -> usize {
        self.end.get() - self.start.get()
    }

    /// The bytes it covers, for slicing the text's string.
    pub fn byte_range(self) -> std::ops::Range<usize> {
        self.start.get()..self.end.get()
    }

    /// Whether the character after `at` belongs to the span.
    pub fn contains(self, at: ByteOffset) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether all of `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one character.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part that both share.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The shortest span that covers both.
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}
