//! Colours as web pages write them, which is how annotation programs write those of labels.

use crate::labels::Rgb;

/// The names that are used for labels.
const NAMES: [(&str, u32); 30] = [
    ("aqua", 0x00_ffff),
    ("black", 0x00_0000),
    ("blue", 0x00_00ff),
    ("brown", 0xa5_2a2a),
    ("coral", 0xff_7f50),
    ("cyan", 0x00_ffff),
    ("darkblue", 0x00_008b),
    ("darkgreen", 0x00_6400),
    ("darkorange", 0xff_8c00),
    ("darkred", 0x8b_0000),
    ("fuchsia", 0xff_00ff),
    ("gold", 0xff_d700),
    ("gray", 0x80_8080),
    ("green", 0x00_8000),
    ("grey", 0x80_8080),
    ("lightblue", 0xad_d8e6),
    ("lightgreen", 0x90_ee90),
    ("lime", 0x00_ff00),
    ("magenta", 0xff_00ff),
    ("maroon", 0x80_0000),
    ("navy", 0x00_0080),
    ("olive", 0x80_8000),
    ("orange", 0xff_a500),
    ("pink", 0xff_c0cb),
    ("purple", 0x80_0080),
    ("red", 0xff_0000),
    ("silver", 0xc0_c0c0),
    ("teal", 0x00_8080),
    ("white", 0xff_ffff),
    ("yellow", 0xff_ff00),
];

/// The colour that is written `#rrggbb`, `#rgb`, `#rrggbbaa` or by its name.
pub(in crate::exchange) fn parse(text: &str) -> Option<Rgb> {
    let text = text.trim();
    let Some(digits) = text.strip_prefix('#') else {
        let name = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
        let [_, red, green, blue] = name?.1.to_be_bytes();
        return Some(Rgb([red, green, blue]));
    };
    match digits.len() {
        3 => {
            let doubled: String = digits.chars().flat_map(|digit| [digit, digit]).collect();
            format!("#{doubled}").parse().ok()
        }
        8 => format!("#{}", digits.get(..6)?).parse().ok(),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_web_pages_are_understood() {
        assert_eq!(parse("#0072b2"), Some(Rgb([0, 0x72, 0xb2])));
        assert_eq!(parse(" #07B"), Some(Rgb([0, 0x77, 0xbb])));
        assert_eq!(parse("#0072b2ff"), Some(Rgb([0, 0x72, 0xb2])));
        assert_eq!(parse("DarkOrange"), Some(Rgb([0xff, 0x8c, 0])));
        for bad in ["", "#", "#12", "#éé", "rgb(1,2,3)", "#gggggg"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
