//! Positions in a text, in the three units that the world counts in.
//!
//! A position is a gap between characters: offset 0 is before the first one. The program itself counts
//! bytes of UTF-8; files and exports count code points, some formats UTF-16 code units. Each unit has its own
//! type, so that they cannot be mixed up; [`Text`](super::Text) converts between them.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! offset {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The start of every text.
            pub const ZERO: Self = Self(0);

            #[doc = concat!("The position after `count` ", $unit, "; at most `u32::MAX`, more than any text we open has.")]
            pub fn new(count: usize) -> Self {
                Self(u32::try_from(count).unwrap_or(u32::MAX))
            }

            #[doc = concat!("How many ", $unit, " stand before this position.")]
            pub fn get(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

offset!(
    /// A position counted in bytes of UTF-8: the unit of everything in memory.
    ByteOffset,
    "bytes"
);
offset!(
    /// A position counted in Unicode code points: the unit of our RON files and most exports, and of Python.
    CharOffset,
    "code points"
);
offset!(
    /// A position counted in UTF-16 code units: the unit of JavaScript, Java and Windows.
    Utf16Offset,
    "UTF-16 code units"
);
