//! Tests that the colours of labels can be told apart, and text on them be read, by whoever looks.

use egui::{Color32, Rgba, Visuals};

use super::theme::{Tokens, contrast};
use crate::labels::{self, PALETTE, Rgb};

/// How people with a kind of colour blindness, in its full strength, see linear red, green and blue: Machado, Oliveira and
/// Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, table 1.
const KINDS: [(&str, [[f32; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn times(matrix: &[[f32; 3]; 3], vector: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, value)| factor * value).sum())
}

/// Lightness and two axes of colour in which equal distances look equal: Ottosson, "A perceptual color space for image
/// processing", 2020. What is 0.02 apart can just be told apart side by side.
fn oklab(linear: [f32; 3]) -> [f32; 3] {
    let cones = times(
        &[
            [0.412_221_47, 0.536_332_55, 0.051_445_995],
            [0.211_903_5, 0.680_699_5, 0.107_396_96],
            [0.088_302_46, 0.281_718_85, 0.629_978_7],
        ],
        linear.map(|channel| channel.clamp(0.0, 1.0)),
    );
    times(
        &[
            [0.210_454_26, 0.793_617_8, -0.004_072_047],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_037, 0.782_771_77, -0.808_675_77],
        ],
        cones.map(f32::cbrt),
    )
}

/// How far apart two colours look to people of a kind.
fn distance(kind: &[[f32; 3]; 3], a: Color32, b: Color32) -> f32 {
    let seen = |color: Color32| {
        let [red, green, blue, _] = Rgba::from(color).to_array();
        oklab(times(kind, [red, green, blue]))
    };
    let (a, b) = (seen(a), seen(b));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

fn themes() -> [&'static Tokens; 2] {
    [Tokens::of(&Visuals::light()), Tokens::of(&Visuals::dark())]
}

fn built_in() -> Vec<Rgb> {
    labels::built_in().labels().iter().map(|label| label.color).collect()
}

/// The nearest two of some colours to people of any kind, and how near they are.
fn nearest(colors: &[Color32]) -> (f32, String) {
    let mut nearest = (f32::MAX, String::new());
    for (name, kind) in &KINDS {
        for (index, a) in colors.iter().enumerate() {
            for b in &colors[index + 1..] {
                let apart = distance(kind, *a, *b);
                if apart < nearest.0 {
                    nearest = (apart, format!("{a:?} and {b:?} with {name}"));
                }
            }
        }
    }
    nearest
}

#[test]
fn the_built_in_labels_are_told_apart_by_all() {
    for tokens in themes() {
        let lines: Vec<Color32> = built_in().into_iter().map(|color| tokens.line(color)).collect();
        let (apart, which) = nearest(&lines);
        // Four times what can just be told apart; and each has a line of its own kind besides.
        assert!(apart >= 0.08, "lines {which}: {apart}");
        let mut fills: Vec<Color32> = built_in().into_iter().map(|color| tokens.fill(color)).collect();
        // And from text without a label.
        fills.push(tokens.page);
        let (apart, which) = nearest(&fills);
        // The tints are faint, for the sake of the text; the lines do the telling.
        assert!(apart >= 0.025, "fills {which}: {apart}");
    }
}

#[test]
fn proposed_colours_are_told_apart() {
    for tokens in themes() {
        let lines: Vec<Color32> = PALETTE.into_iter().map(|color| tokens.line(color)).collect();
        // All of them by those who see all colours; the first six, of Okabe and Ito, by everybody.
        let all = KINDS[0].1;
        for (index, a) in lines.iter().enumerate() {
            for b in &lines[index + 1..] {
                assert!(
                    distance(&all, *a, *b) >= 0.05,
                    "{a:?} {b:?}: {}",
                    distance(&all, *a, *b)
                );
            }
        }
        let (apart, which) = nearest(&lines[..6]);
        assert!(apart >= 0.04, "{which}: {apart}");
    }
}

#[test]
fn text_is_read_on_whatever_overlaps() {
    for tokens in themes() {
        let fills: Vec<Color32> = PALETTE
            .into_iter()
            .chain(built_in())
            .map(|color| tokens.fill(color))
            .collect();
        let mut below = fills.clone();
        below.extend([tokens.page, tokens.hit, tokens.view().selection]);
        for under in &below {
            assert!(contrast(tokens.text, *under) >= 4.5, "on {under:?}");
            for fill in &fills {
                // What is unsure is painted thinly over what lies below it, with stripes of the whole colour.
                let thin = under.blend(fill.gamma_multiply(0.45));
                assert!(
                    contrast(tokens.text, thin) >= 4.5,
                    "{fill:?} over {under:?}: {}",
                    contrast(tokens.text, thin)
                );
            }
        }
    }
}
