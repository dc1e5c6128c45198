//! Colours of labels.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An opaque colour in sRGB, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb(pub [u8; 3]);

/// Colours to give to labels, in this order: those of Okabe and Ito (2008), which people with the common kinds of colour
/// blindness can tell apart, and then some that are told from them by how light they are.
pub const PALETTE: [Rgb; 10] = [
    Rgb([0x00, 0x72, 0xb2]),
    Rgb([0xe6, 0x9f, 0x00]),
    Rgb([0xcc, 0x79, 0xa7]),
    Rgb([0x00, 0x9e, 0x73]),
    Rgb([0xd5, 0x5e, 0x00]),
    Rgb([0x56, 0xb4, 0xe9]),
    Rgb([0xf0, 0xe4, 0x42]),
    Rgb([0x5b, 0x4b, 0x8a]),
    Rgb([0x8c, 0x56, 0x3b]),
    Rgb([0x7f, 0x7f, 0x7f]),
];

/// A colour that is not written `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a colour; write it as #rrggbb")]
pub struct NotAColor(String);

impl FromStr for Rgb {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let value = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| NotAColor(text.to_owned()))?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl Rgb {
    /// The colour `share` of the way to another.
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let channel = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
        let (Self([red, green, blue]), Self([to_red, to_green, to_blue])) = (self, other);
        Self([channel(red, to_red), channel(green, to_green), channel(blue, to_blue)])
    }

    /// The contrast ratio with another colour, 1 to 21, by WCAG 2.2.
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let linear = |channel: u8| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let Self([red, green, blue]) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

impl TryFrom<String> for Rgb {
    type Error = NotAColor;

    fn try_from(text: String) -> Result<Self, NotAColor> {
        text.parse()
    }
}

impl From<Rgb> for String {
    fn from(color: Rgb) -> Self {
        color.to_string()
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_as_they_are_written() {
        assert_eq!("#0072b2".parse(), Ok(Rgb([0, 0x72, 0xb2])));
        assert_eq!(Rgb([0, 0x72, 0xb2]).to_string(), "#0072b2");
        for bad in ["0072b2", "#0072b", "#0072b2f", "#00é2b", "#+072b2", ""] {
            assert_eq!(bad.parse::<Rgb>(), Err(NotAColor(bad.into())));
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white) = (Rgb([0; 3]), Rgb([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 0.01);
        assert!((Rgb([0x77; 3]).contrast(white) - 4.48).abs() < 0.01);
        assert_eq!(black.mixed(white, 0.5), Rgb([128; 3]));
    }
}
