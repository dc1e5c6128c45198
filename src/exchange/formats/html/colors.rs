//! The colours of the page, light and dark. On each, text can be read by WCAG AA.

use std::io::{self, Write};

use crate::labels::{LabelSet, Rgb};

/// A scheme: the page, the text, how strong the tint of a label is at most.
struct Scheme {
    page: Rgb,
    text: Rgb,
    strongest: f32,
}

const LIGHT: Scheme = Scheme {
    page: Rgb([0xff, 0xfd, 0xf9]),
    text: Rgb([0x24, 0x21, 0x1c]),
    strongest: 0.30,
};
const DARK: Scheme = Scheme {
    page: Rgb([0x1b, 0x1c, 0x1f]),
    text: Rgb([0xe8, 0xe4, 0xdc]),
    strongest: 0.40,
};
/// The colour of a label that is in no set.
const UNKNOWN: Rgb = Rgb([0x80, 0x80, 0x80]);

/// Writes the tints and lines of all labels, for both schemes, and a class for each.
pub(super) fn write(out: &mut dyn Write, labels: &LabelSet) -> io::Result<()> {
    let colors: Vec<Rgb> = labels
        .labels()
        .iter()
        .map(|label| label.color)
        .chain([UNKNOWN])
        .collect();
    variables(out, &LIGHT, &colors)?;
    out.write_all(b"@media screen and (prefers-color-scheme: dark) {\n")?;
    variables(out, &DARK, &colors)?;
    out.write_all(b"}\n")?;
    for number in 0..colors.len() {
        writeln!(out, ".l{number} {{ --f: var(--f{number}); --c: var(--c{number}); }}")?;
    }
    Ok(())
}

fn variables(out: &mut dyn Write, scheme: &Scheme, colors: &[Rgb]) -> io::Result<()> {
    out.write_all(b":root {")?;
    for (number, color) in colors.iter().enumerate() {
        write!(
            out,
            " --f{number}: {}; --c{number}: {};",
            scheme.fill(*color),
            scheme.line(*color)
        )?;
    }
    out.write_all(b" }\n")
}

impl Scheme {
    /// Behind text with a label of this colour. Any colour may be chosen: the tint gives way before the text does.
    fn fill(&self, color: Rgb) -> Rgb {
        (0..=10)
            .map(|step| self.page.mixed(color, self.strongest * (1.0 - 0.1 * step as f32)))
            .find(|fill| fill.contrast(self.text) >= 4.5)
            .unwrap_or(self.page)
    }

    /// A line of this colour that can be seen on the page.
    fn line(&self, color: Rgb) -> Rgb {
        (0..=10)
            .map(|step| color.mixed(self.text, 0.08 * step as f32))
            .find(|line| line.contrast(self.page) >= 3.0)
            .unwrap_or(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_colour() {
        for scheme in [LIGHT, DARK] {
            for color in 0..512_u32 {
                let channel = |shift: u32| (color >> shift & 7) as u8 * 36;
                let color = Rgb([channel(0), channel(3), channel(6)]);
                assert!(scheme.fill(color).contrast(scheme.text) >= 4.5, "{color}");
                assert!(scheme.line(color).contrast(scheme.page) >= 3.0, "{color}");
            }
        }
    }
}
